"""The player's main states, each kept as a picture in `test-artifacts/screenshots`; nothing sticks out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from clips import of_unknown_codec, write_clip
from playwright.sync_api import Route, expect
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

WIDE = {"width": 1600, "height": 1000}
NOTEBOOK = {"width": 860, "height": 600}
NARROW = {"width": 420, "height": 760}

OUTSIDE = """root => {
    const name = element => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
    const edge = root.getBoundingClientRect();
    const found = [];
    for (const element of root.querySelectorAll("*")) {
        if (!element.checkVisibility({visibilityProperty: true}) || element.closest("dialog")) continue;
        const own = element.getBoundingClientRect();
        if (own.width === 0) continue;
        const floats = getComputedStyle(element).position === "absolute";
        const within = floats ? edge : element.parentElement.getBoundingClientRect();
        if (own.left < within.left - 1 || own.right > within.right + 1) found.push(name(element));
    }
    return found;
}"""
"""Visible elements that stick out sideways: of their parent, or of the player where they float over it."""

CUT_OFF = """root => [...root.querySelectorAll("*")]
    .filter(element => element.checkVisibility({visibilityProperty: true}) && element.clientWidth > 0)
    .filter(element => element.scrollWidth > element.clientWidth + 1)
    .filter(element => getComputedStyle(element).overflowX !== "visible")
    .map(element => element.textContent)"""
"""What is written in elements that show only a part of it."""


@pytest.fixture
def keep(pytestconfig: pytest.Config):
    """Keep a picture of a stage, once its layout is as it has to be everywhere."""
    folder: Path = pytestconfig.rootpath / "test-artifacts" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def keep_it(stage: Stage, name: str) -> None:
        stage.settle()
        stage.page.screenshot(path=folder / f"{name}.png")
        assert stage.root.evaluate(OUTSIDE) == []
        assert stage.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert stage.errors == []

    return keep_it


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    """Every reason for which a tile shows no picture, all at 1.5 s."""
    folder = tmp_path_factory.mktemp("states")
    write_clip(folder / "whole.mp4", 90)
    of_unknown_codec(write_clip(folder / "unknown.avi", 90, codec="mjpeg", pix_fmt="yuvj420p"))
    (folder / "text.mp4").write_text("not a video")
    clock = np.arange(90) / 30
    paused = np.concatenate([clock[:40], clock[40:] + 2.0])
    return write_session(
        folder / "states.nwb",
        camera("playing", ["whole.mp4"], timestamps=clock),
        camera("missing", ["videos/mouse_07_left.mp4"], timestamps=clock),
        camera("unplayable", ["unknown.avi"], timestamps=clock),
        camera("unreadable", ["text.mp4"], timestamps=clock),
        camera("before", ["whole.mp4"], timestamps=clock + 3.0),
        camera("after", ["whole.mp4"], timestamps=clock - 2.5),
        camera("gap", ["whole.mp4"], timestamps=paused),
        session_id="everything that may be wrong",
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_session_on_a_wide_page(page, open_session, demo_session, keep, theme):
    page.set_viewport_size(WIDE)
    query = {"theme": theme} if theme == "dark" else {}
    stage = open_session(page, demo_session, **query)
    stage.seek(13.4)
    keep(stage, f"wide-{theme}")
    expect(stage.root).to_have_attribute("data-theme", theme, timeout=PATIENCE)
    assert stage.root.evaluate(CUT_OFF) == []
    assert {stage.shows(name).state for name in ("TopCamera", "SideCamera", "CornerCamera")} == {"ready"}
    expect(stage.root.get_by_text(re.compile("^3 cameras · 30, 60.*, 150 Hz · 0:21.110$"))).to_be_visible()


def test_a_dark_theme_whose_style_sheet_comes_late_is_still_followed(page, open_session, troubled):
    requests = []

    def keep_waiting(route: Route) -> None:
        requests.append(route)

    page.route("**/theme/dark.css*", keep_waiting)
    stage = open_session(page, troubled, theme="dark")
    expect(stage.root).to_have_attribute("data-theme", "light")
    requests[0].continue_()
    expect(stage.root).to_have_attribute("data-theme", "dark", timeout=PATIENCE)


def test_a_session_in_a_notebook_cell(page, open_session, demo_session, keep):
    page.set_viewport_size(NOTEBOOK)
    stage = open_session(page, demo_session)
    stage.seek(15.0)
    keep(stage, "notebook")
    assert stage.root.evaluate(CUT_OFF) == []
    expect(stage.tile("SideCamera")).to_contain_text("gap 2.02 s · next frame at 16.03")


def test_what_a_narrow_cell_says_can_be_read(page, open_session, demo_session):
    page.set_viewport_size(NARROW)
    stage = open_session(page, demo_session)
    stage.seek(15.0)
    assert stage.root.evaluate(CUT_OFF) == []


def test_a_session_in_a_narrow_cell(page, open_session, demo_session, keep):
    page.set_viewport_size(NARROW)
    stage = open_session(page, demo_session)
    stage.seek(15.0)
    keep(stage, "narrow")
    page.get_by_role("button", name="View 3/3").click()
    expect(page.get_by_role("radio", name="Grid")).to_be_visible()
    keep(stage, "narrow-menu")


def test_all_that_may_be_wrong(page, open_session, troubled, keep):
    page.set_viewport_size(WIDE)
    stage = open_session(page, troubled, theme="dark")
    stage.seek(1.5)
    stage.tile("missing").get_by_text("Where did I look?").click()
    expect(stage.tile("missing").get_by_role("listitem").first).to_be_visible()
    keep(stage, "trouble-wide")
    states = {name: stage.shows(name).state for name in ("playing", "unreadable")}
    assert states == {"playing": "ready", "unreadable": "error"}
    for state in ("missing", "unplayable", "before", "after", "gap"):
        assert stage.shows(state).state == state
    expect(stage.root.get_by_text("3 of 7 cameras need attention")).to_be_visible()
    for name in ("missing", "unplayable", "unreadable"):
        words = stage.tile(name).locator(".message")
        assert words.evaluate("message => message.scrollHeight <= message.clientHeight")


def test_all_that_may_be_wrong_in_a_narrow_cell(page, open_session, troubled, keep):
    page.set_viewport_size(NARROW)
    stage = open_session(page, troubled, theme="dark")
    stage.seek(1.5)
    keep(stage, "trouble-narrow")
    expect(stage.root.locator(".pill")).to_contain_text("3 of 7")


def test_no_camera_is_chosen(page, open_session, demo_session, keep):
    page.set_viewport_size(NOTEBOOK)
    stage = open_session(page, demo_session)
    page.get_by_role("button", name="Cameras 3/3").click()
    page.get_by_role("button", name="None").click()
    expect(stage.root.locator(".tile:visible")).to_have_count(0)
    keep(stage, "no-camera")
    words = stage.root.locator(".stage").evaluate("stage => getComputedStyle(stage, '::before').content")
    assert "No camera is chosen" in words


def test_the_list_of_keys(page, open_session, demo_session, keep):
    page.set_viewport_size(NOTEBOOK)
    stage = open_session(page, demo_session)
    page.get_by_role("button", name="Keys").click()
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Play or pause")).to_be_visible()
    keep(stage, "keys")
    box = keys.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= NOTEBOOK["height"]
    expect(keys.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)


def test_what_is_known_of_a_camera(page, open_session, demo_session, keep):
    page.set_viewport_size(WIDE)
    stage = open_session(page, demo_session)
    stage.seek(13.4)
    tile = stage.tile("SideCamera")
    tile.hover()
    tile.get_by_role("button", name="About this camera").click()
    expect(tile.locator(".info")).to_contain_text("videos/side_1.mp4")
    expect(tile.locator(".info")).to_contain_text(
        f"{stage.shows('SideCamera').timestamp:.6f}".rstrip("0") + " s"
    )
    keep(stage, "about-a-camera")

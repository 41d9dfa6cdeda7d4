"""A loop typed to the millisecond, or marked by two keys; a shift undone; a session as it was left."""

from __future__ import annotations

import json

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from serving import panel_serve
from sessions import camera, new_nwbfile, write_nwbfile
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

APP = """
import os, sys
import panel as pn
from nwb_video_panel import Dashboard

os.environ["NWB_VIDEO_PANEL_STATE_DIR"] = sys.argv[2]
pn.extension("tabulator", sizing_mode="stretch_both")
Dashboard([sys.argv[1]], remember="remember" in pn.state.session_args).servable()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loops")
    write_clip(folder / "v.mp4", 150, rate=30)
    nwbfile = new_nwbfile()
    for name in ("left", "right"):
        nwbfile.add_acquisition(camera(name, ["v.mp4"], timestamps=np.arange(150) / 30))
    nwbfile.add_trial(start_time=1.25, stop_time=2.0, id=7)
    path = write_nwbfile(folder / "s.nwb", nwbfile)
    app = folder / "app.py"
    app.write_text(APP)
    log = folder / "log.txt"
    states = folder / "states"
    plugin = ("--plugins", "nwb_video_panel.routes")
    with panel_serve(app, *plugin, "--args", path, states, log=log) as root:
        yield f"{root}/app", states
    assert "Traceback" not in log.read_text()


@pytest.fixture
def stage(page, served):
    stage = Stage.opened(page, served[0])
    yield stage
    assert stage.errors == []


def edges(stage):
    return [
        float(stage.root.get_by_role("slider", name=f"Loop {edge}").get_attribute("aria-valuenow") or "nan")
        for edge in ("start", "stop")
    ]


def test_a_loop_of_exactly_half_a_second_is_typed(stage):
    page = stage.page
    stage.seek(2.0)
    page.get_by_role("button", name="Loop from, to, length").click()
    panel = stage.root.get_by_role("dialog", name="Loop")
    start, stop, length = (panel.get_by_label(f"Loop {part} exactly") for part in ("start", "stop", "length"))
    expect(start).to_be_focused()
    expect(start).to_have_value("0:01.500")
    start.fill("trial 7")
    start.press("Enter")
    expect(start).to_have_value("0:01.250")
    length.fill("500 ms")
    length.press("Enter")
    expect(stop).to_have_value("0:01.750")
    assert edges(stage) == [1.25, 1.75]
    stop.fill("f60")
    stop.press("Enter")
    expect(length).to_have_value("0.75 s")
    assert edges(stage) == [1.25, 2.0]
    stop.fill("1")
    stop.press("Enter")
    expect(panel.get_by_role("alert")).to_have_text("It starts at 0:01.250; the stop is later.")
    length.fill("-3")
    length.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("Type a length above zero")
    assert edges(stage) == [1.25, 2.0]
    panel.get_by_role("button", name="No loop").click()
    expect(stage.root.locator(".loop")).to_be_hidden()
    start.press("Escape")
    expect(panel).to_be_hidden()


def test_one_edge_by_key_waits_for_the_other(stage):
    page = stage.page
    stage.seek(1.0)
    stage.tile("left").focus()
    page.keyboard.press("[")
    expect(stage.root.locator(".loop-mark")).to_be_visible()
    expect(stage.root.locator(".loop-label")).to_have_text("start 0:01.000")
    expect(stage.root.locator(".toast")).to_contain_text("The loop starts at 0:01.000; ] sets its stop.")
    expect(page.get_by_role("button", name="Loop one second around here")).to_have_attribute(
        "aria-pressed", "false"
    )
    stage.seek(1.5)
    stage.tile("left").focus()
    page.keyboard.press("]")
    expect(stage.root.locator(".loop-mark")).to_be_hidden()
    assert edges(stage) == [1.0, 1.5]
    page.keyboard.press("l")
    expect(stage.root.locator(".loop")).to_be_hidden()


def test_a_shift_says_its_way_and_is_reset(stage):
    stage.root.locator(".pill").click()
    table = stage.root.get_by_role("dialog", name="Sync per camera")
    for head in ("Decoded by", "Not drawn", "Shift, ms"):
        assert table.get_by_role("columnheader", name=head).get_attribute("title")
    field = table.get_by_label("Offset of left, milliseconds")
    field.fill("20")
    field.press("Tab")
    row = table.get_by_role("row", name="left")
    expect(row).to_contain_text("later")
    undo = table.get_by_role("button", name="Reset the shift of left")
    undo.click()
    expect(field).to_have_value("0")
    expect(undo).to_be_hidden()
    expect(row).not_to_contain_text("later")


def test_the_facts_of_a_camera_close_on_escape(stage):
    stage.tile("left").focus()
    stage.page.keyboard.press("i")
    info = stage.tile("left").locator(".info")
    expect(info).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(info).to_be_hidden()


def test_a_session_opens_as_it_was_left_and_says_so_and_starts_fresh_on_demand(page, served):
    url, states = served
    stage = Stage.opened(page, f"{url}?remember=1")
    expect(stage.root.locator(".toast")).to_be_hidden()
    stage.seek(2.0)
    page.get_by_label("Rate").select_option("0.25")
    stage.root.locator(".pill").click()
    field = stage.root.get_by_label("Offset of left, milliseconds")
    field.fill("20")
    field.press("Tab")

    def kept() -> dict:
        files = list(states.glob("*.json")) if states.exists() else []
        return json.loads(files[0].read_text())["view"] if files else {}

    for _ in range(200):
        if kept().get("offsets") == {"left": 20} and kept().get("rate") == 0.25:
            break
        page.wait_for_timeout(100)
    assert kept()["time"] == 2.0
    again = Stage.opened(page.context.new_page(), f"{url}?remember=1")
    toast = again.root.locator(".toast")
    expect(toast).to_contain_text("Restored as you left it.", timeout=PATIENCE)
    expect(again.root).to_have_attribute("data-session-time", "2")
    toast.get_by_role("button", name="Start fresh").click()
    expect(again.root).to_have_attribute("data-session-time", "0", timeout=PATIENCE)
    expect(again.page.get_by_label("Rate")).to_have_value("1")
    expect(toast).to_be_hidden()
    again.settle()
    assert again.shows("left").frame == 0

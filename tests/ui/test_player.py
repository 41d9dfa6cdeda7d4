"""The player's controls, used as a person uses them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import PATIENCE

pytestmark = pytest.mark.ui

LEFT = 6.577 + np.arange(150) / 30
RIGHT = np.concatenate([6.5 + np.arange(180) / 60, 11.5 + np.arange(60) / 60])


@pytest.fixture(scope="module")
def two_cameras(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    write_clip(folder / "left.mp4", 150, rate=30, gop=30)
    write_clip(folder / "right.mp4", 240, rate=60, gop=60, size=(384, 288))
    return write_session(
        folder / "two.nwb",
        camera("left", ["left.mp4"], timestamps=LEFT),
        camera("right", ["right.mp4"], timestamps=RIGHT),
        session_id="two cameras",
    )


@pytest.fixture
def stage(page, open_session, two_cameras):
    stage = open_session(page, two_cameras)
    yield stage
    assert stage.errors == []


def test_it_opens_where_every_camera_has_a_frame_and_home_is_the_first_frame_of_all(stage):
    assert stage.time == 6.577
    assert stage.shows("left").frame == 0
    assert stage.shows("right").frame == 4
    stage.tile("right").focus()
    stage.page.keyboard.press("Home")
    expect(stage.root).to_have_attribute("data-session-time", "6.5")
    stage.settle()
    assert stage.shows("right").frame == 0
    assert stage.shows("left").state == "before"
    expect(stage.tile("left")).to_contain_text("No frame until 6.577 s")


def test_a_press_on_a_picture_focuses_its_tile(stage):
    stage.tile("right").click()
    assert stage.tile("right").evaluate("tile => tile.getRootNode().activeElement === tile")


def test_a_camera_that_has_ended_says_so_and_shows_no_picture(stage):
    stage.seek(12.3)
    assert stage.shows("left").state == "after"
    assert stage.shows("left").frame is None
    expect(stage.tile("left")).to_contain_text("Ended at 11.544 s")
    stage.hide_words()
    assert stage.barcode("left") is None
    assert stage.shows("right").state == "ready"


def test_tab_comes_by_a_camera_and_a_step_there_takes_it(stage):
    stage.tile("left").click()
    focused = re.compile(r"\bfocused\b")
    stage.tile("right").focus()
    expect(stage.tile("left")).to_have_class(focused)
    stage.page.keyboard.press(".")
    expect(stage.tile("right")).to_have_class(focused)
    stage.page.keyboard.press("1")
    expect(stage.tile("left")).to_have_class(focused)


def test_a_gap_is_said_over_the_dimmed_last_frame(stage):
    stage.seek(10.25)
    shown = stage.shows("right")
    assert (shown.state, shown.frame) == ("gap", 179)
    expect(stage.tile("right")).to_contain_text("gap 2.02 s · next frame at 11.500 s")


def test_stepping_goes_by_frames_of_the_focused_camera(stage):
    stage.seek(float(LEFT[10]))
    stage.tile("left").focus()
    stage.page.keyboard.press(".")
    stage.settle()
    assert stage.time == LEFT[11]
    stage.tile("right").focus()
    row = int(np.searchsorted(RIGHT, LEFT[11], side="right")) - 1
    stage.page.keyboard.press(".")
    stage.settle()
    assert stage.time == RIGHT[row + 1]
    stage.page.get_by_role("button", name="One frame back").click()
    stage.settle()
    assert stage.time == RIGHT[row]
    assert stage.shows("right").frame == row


def test_playing_moves_every_camera_and_pausing_leaves_them_exact(stage):
    stage.seek(7.0)
    stage.tile("left").focus()
    stage.page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true")
    stage.page.wait_for_function(
        "root => Number(root.dataset.sessionTime) > 7.6", arg=stage.root.element_handle(), timeout=PATIENCE
    )
    stage.page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false")
    stage.settle()
    assert stage.time > 7.6
    stage.hide_words()
    for name, clock in (("left", LEFT), ("right", RIGHT)):
        row = int(np.searchsorted(clock, stage.time, side="right")) - 1
        assert stage.shows(name).frame == row
        assert stage.barcode(name) == row


def test_playing_goes_on_through_a_gap_and_stops_at_the_end(stage):
    stage.page.get_by_label("Rate").select_option("4")
    stage.seek(9.0)
    stage.page.get_by_role("button", name="Play", exact=True).click()
    expect(stage.tile("right")).to_have_attribute("data-state", "gap", timeout=PATIENCE)
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    stage.settle()
    assert stage.time == RIGHT[-1]
    assert stage.shows("right").frame == len(RIGHT) - 1


def test_a_rate_too_slow_for_the_browser_still_plays_frame_by_frame(stage):
    stage.page.get_by_label("Rate").select_option("0.05")
    stage.seek(8.0)
    before = stage.shows("right").frame
    stage.page.get_by_role("button", name="Play", exact=True).click()
    stage.page.wait_for_function(
        "([tile, frame]) => Number(tile.dataset.frame) >= frame + 2",
        arg=[stage.tile("right").element_handle(), before],
        timeout=PATIENCE,
    )
    stage.page.get_by_role("button", name="Pause").click()


def test_what_is_typed_may_be_a_clock_time_a_step_or_a_frame(stage):
    field = stage.page.get_by_label("Session time", exact=True)
    for typed, time in (("0:07.25", 7.25), ("+1", 8.25), ("-0.25", 8.0)):
        field.fill(typed)
        field.press("Enter")
        stage.settle()
        assert stage.time == time
    stage.tile("left").focus()
    field.fill("f100")
    field.press("Enter")
    stage.settle()
    assert stage.time == LEFT[100]


def test_nonsense_in_the_time_field_is_said_and_changes_nothing(stage):
    stage.seek(7.5)
    field = stage.page.get_by_label("Session time", exact=True)
    field.fill("soon")
    field.press("Enter")
    expect(stage.root.get_by_role("alert").filter(has_text="Type seconds")).to_be_visible()
    assert stage.time == 7.5


def test_dragging_on_the_timeline_seeks(stage):
    slider = stage.page.get_by_role("slider", name="Seek in session time")
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + 0.25 * box["width"], middle)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 0.5 * box["width"], middle, steps=4)
    stage.page.mouse.up()
    stage.settle()
    stop = float(RIGHT[-1]) + 1 / 60
    assert stage.time == pytest.approx((6.5 + stop) / 2, abs=2 * (stop - 6.5) / box["width"])


def test_the_keyboard_alone_reaches_every_control(stage):
    reached = set()
    stage.root.locator(".tile").first.focus()
    for _ in range(40):
        stage.page.keyboard.press("Tab")
        reached.add(
            stage.page.evaluate(
                """() => {
                    let element = document.activeElement;
                    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
                    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
                }"""
            )
        )
    wanted = {"One frame back", "Play", "One frame forward", "Rate", "Session time", "Keys", "right"}
    assert wanted <= reached


def test_choosing_cameras_and_layouts_keeps_the_others_playing(stage):
    stage.page.get_by_role("button", name="Cameras 2/2").click()
    stage.page.get_by_role("checkbox", name="left").uncheck()
    expect(stage.tile("left")).to_be_hidden()
    expect(stage.page.get_by_role("button", name="Cameras 1/2")).to_be_visible()
    assert stage.shows("right").frame == 4
    stage.page.get_by_role("checkbox", name="left").check()
    stage.seek(8.0)
    places = {}
    for layout in ("Side by side", "One above the other"):
        stage.page.get_by_role("radio", name=layout).click()
        places[layout] = [stage.tile(name).bounding_box() for name in ("left", "right")]
    row, column = places["Side by side"], places["One above the other"]
    assert row[0]["y"] == row[1]["y"]
    assert row[0]["x"] < row[1]["x"]
    assert column[0]["x"] == column[1]["x"]
    assert column[0]["y"] < column[1]["y"]
    assert stage.shows("left").frame == int(np.searchsorted(LEFT, 8.0, side="right")) - 1


def test_pictures_keep_their_shape(stage):
    stage.seek(8.0)
    fit = stage.tile("right").locator("video[data-front]")
    assert fit.evaluate("video => getComputedStyle(video).objectFit") == "contain"
    assert fit.evaluate("video => [video.videoWidth, video.videoHeight]") == [384, 288]


def test_the_player_sits_in_a_column_and_follows_the_theme(page, open_session, two_cameras):
    stage = open_session(page, two_cameras, theme="dark")
    expect(stage.root).to_have_attribute("data-theme", "dark")
    page.set_viewport_size({"width": 420, "height": 600})
    expect(page.get_by_role("radio", name="Side by side")).to_be_hidden()
    page.get_by_role("button", name="View 2/2").click()
    expect(page.get_by_role("radio", name="Side by side")).to_be_visible()


def test_the_timeline_follows_a_theme_whose_colours_come_one_by_one(page, open_session, two_cameras):
    stage = open_session(page, two_cameras)
    canvas = stage.root.locator(".timeline canvas").first
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    page.add_style_tag(content=":root { --jp-ui-font-color0: #700000 }")
    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before",
        arg=[canvas.element_handle(), before],
        timeout=PATIENCE,
    )


def test_nothing_is_fetched_from_another_host(stage):
    assert {host.split(":")[0] for host in stage.hosts} <= {"localhost", "127.0.0.1"}

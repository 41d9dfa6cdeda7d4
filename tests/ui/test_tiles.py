"""Tiles turned, enlarged, lit and moved, by hand and by key; nothing of it disturbs the videos."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import panel as pn
import pytest
from clips import write_clip
from panel.tests.util import wait_until
from PIL import Image
from playwright.sync_api import expect
from serving import answers, free_port
from sessions import camera, write_session
from stage import PATIENCE, Stage

from nwb_video_panel import NWBLocalVideoPlayer, barcode

pytestmark = pytest.mark.ui

TIME = 2.0
FRAME = 60
NAMES = ["left", "right", "tall"]
WATCHED = """root => {
    root.watched = [...root.querySelectorAll("video")].map((video) => {
        const one = {video, events: []};
        for (const type of ["seeking", "pause", "emptied", "loadstart"]) {
            video.addEventListener(type, () => one.events.push(type));
        }
        return one;
    });
}"""
"""Keeps each video of the page, and what happens to it from now on."""

BARE = """root => {
    const style = document.createElement("style");
    style.textContent = ".tile > :not(.picture):not(.gamma) { visibility: hidden !important } " +
        ".tile { border-radius: 0 !important } .tile::after { display: none !important }";
    root.append(style);
    return style;
}"""

DISTURBED = """root => {
    const now = new Set(root.querySelectorAll("video"));
    return root.watched.flatMap(({video, events}) => now.has(video) ? events : [...events, "removed"]);
}"""


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiles")
    write_clip(folder / "v.mp4", 150)
    write_clip(folder / "tall.mp4", 150, size=(384, 640))
    return NWBLocalVideoPlayer(
        write_session(
            folder / "s.nwb",
            *(camera(name, ["v.mp4"], timestamps=np.arange(150) / 30) for name in ("left", "right")),
            camera("tall", ["tall.mp4"], timestamps=np.arange(150) / 30),
            session_id="three cameras",
        ),
        height=700,
    )


@pytest.fixture(scope="module")
def shared_stage(browser, player):
    """One page for all tests of this module."""
    port = free_port()
    server = pn.serve({"app": player}, port=port, threaded=True, show=False)
    until(lambda: answers(f"http://localhost:{port}/favicon.ico"))
    page = browser.new_page(viewport={"width": 1300, "height": 760}, accept_downloads=True)
    yield Stage.opened(page, f"http://localhost:{port}/app")
    page.close()
    server.stop()
    server.join(60)


@pytest.fixture
def stage(shared_stage, player):
    plain = {
        "order": [],
        "enlarged": [],
        "adjustments": {},
        "offsets": {},
        "layout": "row",
        "loop": None,
        "rate": 1.0,
    }
    player.playing = False
    until(lambda: not shared_stage.playing)
    # What the page told when it stopped has arrived, and comes not after what is set now.
    until(lambda: player.time == shared_stage.time)
    for time in (1.0, TIME):
        # What was set before this time has arrived with it.
        player.param.update(playing=False, selected=NAMES, **plain, time=time)
        until(lambda: shared_stage.time == time)  # noqa: B023 - asked before the next turn
    shared_stage.settle()
    shared_stage.tile("left").focus()
    yield shared_stage
    assert shared_stage.errors == []


def until(condition: Callable[[], bool]) -> None:
    wait_until(condition, timeout=PATIENCE)


def seen(stage: Stage, name: str) -> np.ndarray:
    """What is on screen where a tile's picture lies, without the words over it; uint8 (height, width, 3)."""
    words = stage.root.evaluate_handle(BARE)
    place = stage.tile(name).locator("[data-front]").bounding_box()
    tile = stage.tile(name).bounding_box()
    left, top = max(place["x"], tile["x"]), max(place["y"], tile["y"])
    right = min(place["x"] + place["width"], tile["x"] + tile["width"])
    bottom = min(place["y"] + place["height"], tile["y"] + tile["height"])
    file = stage.page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": bottom - top})
    words.evaluate("style => style.remove()")
    return _decoded(file)


def _decoded(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def tabbed(stage: Stage, key: str, times: int) -> list[str]:
    """Tiles, or other controls' names, that have the focus one after the other as Tab is pressed."""
    where = []
    for _ in range(times):
        stage.page.keyboard.press(key)
        now = stage.root.evaluate(
            """root => {
                const focused = root.getRootNode().activeElement;
                return focused?.closest(".tile")?.dataset.camera ?? focused?.getAttribute("aria-label") ?? "";
            }"""
        )
        if where[-1:] != [now]:
            where.append(now)
    return where


def boxes(stage: Stage) -> dict[str, dict[str, float]]:
    return {name: stage.tile(name).bounding_box() for name in NAMES}


def test_r_turns_the_picture_by_a_quarter_and_the_layout_follows(stage, player):
    before = boxes(stage)
    stage.page.keyboard.press("r")
    until(lambda: player.adjustments == {"left": {"rotate": 90}})
    picture = seen(stage, "left")
    assert barcode.read(picture) is None
    assert barcode.read(np.rot90(picture)) == FRAME
    assert stage.shows("left").frame == FRAME
    assert boxes(stage)["left"]["width"] < before["left"]["width"] / 1.5


def test_turning_by_the_button_moves_no_tile_until_the_pointer_leaves(stage, player):
    before = boxes(stage)
    stage.tile("left").get_by_role("button", name="Rotate").click()
    until(lambda: player.adjustments == {"left": {"rotate": 90}})
    assert boxes(stage) == before
    assert barcode.read(np.rot90(seen(stage, "left"))) == FRAME
    middle = before["right"]
    stage.page.mouse.move(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    until(lambda: boxes(stage)["left"]["width"] < before["left"]["width"] / 1.5)


def test_m_mirrors_the_picture_and_a_turn_stays_clockwise_on_screen(stage, player):
    stage.page.keyboard.press("m")
    until(lambda: player.adjustments == {"left": {"flip": True}})
    assert barcode.read(seen(stage, "left")[:, ::-1]) == FRAME
    stage.page.keyboard.press("r")
    until(lambda: "rotate" in player.adjustments.get("left", {}))
    assert barcode.read(np.rot90(seen(stage, "left"))[:, ::-1]) == FRAME


def test_four_turns_leave_the_picture_as_it_was(stage, player):
    for _ in range(4):
        stage.page.keyboard.press("r")
    until(lambda: player.adjustments == {})
    assert barcode.read(seen(stage, "left")) == FRAME


def test_a_tile_tells_how_it_differs_from_the_recording_and_each_mark_undoes_its_own(stage, player):
    player.param.update(
        adjustments={"left": {"rotate": 90, "flip": True, "zoom": [2, 0.5, 0.5], "gamma": 2}},
        offsets={"left": 20},
    )
    marks = stage.tile("left").locator(".mark")
    expect(marks).to_have_text(["+20 ms", "90°", "mirrored", "2.0×", "lit"])
    expect(stage.tile("right").locator(".mark")).to_have_count(0)
    stage.tile("left").get_by_role("button", name="Zoomed 2.0 times: undo").click()
    until(lambda: player.adjustments == {"left": {"rotate": 90, "flip": True, "gamma": 2}})
    stage.tile("left").get_by_role("button", name="Moved by +20 ms").press("Enter")
    until(lambda: player.offsets == {})
    expect(marks).to_have_text(["90°", "mirrored", "lit"])
    expect(stage.tile("left")).to_be_focused()
    # By key, change by change, the last one first.
    stage.page.keyboard.press("Control+Z")
    expect(marks).to_have_text(["+20 ms", "90°", "mirrored", "lit"])
    stage.page.keyboard.press("Control+Z")
    until(lambda: player.adjustments["left"].get("zoom") == [2, 0.5, 0.5])


def test_the_wheel_zooms_to_the_pointer_and_0_shows_the_whole_picture_again(stage, player):
    player.layout = "free"
    expect(stage.page.get_by_role("radio", name="Free")).to_be_checked()
    box = stage.tile("right").locator("[data-front]").bounding_box()
    corner = (box["x"] + 2, box["y"] + 2)  # within the rounded corner
    stage.page.mouse.move(*corner)
    stage.page.mouse.wheel(0, -250)
    until(lambda: player.adjustments.get("right", {}).get("zoom", [1])[0] > 1.5)
    zoomed = stage.tile("right").locator("[data-front]").bounding_box()
    assert (zoomed["x"], zoomed["y"]) == pytest.approx((box["x"], box["y"]), abs=2)
    assert zoomed["width"] > 1.5 * box["width"]
    stage.tile("right").focus()
    stage.page.keyboard.press("0")
    until(lambda: player.adjustments == {})
    assert stage.tile("right").locator("[data-front]").bounding_box() == pytest.approx(box)


def test_dragging_moves_an_enlarged_picture_and_no_further_than_its_edge(stage, player):
    player.adjustments = {"left": {"zoom": [4, 0.5, 0.5]}}
    tile = stage.tile("left").bounding_box()
    middle = (tile["x"] + tile["width"] / 2, tile["y"] + tile["height"] / 2)
    expect(stage.tile("left")).to_have_attribute("data-adjusted", '{"zoom":[4,0.5,0.5]}')
    before = stage.tile("left").locator("[data-front]").bounding_box()
    stage.page.mouse.move(*middle)
    stage.page.mouse.down()
    stage.page.mouse.move(middle[0] + 60, middle[1] + 20, steps=4)
    stage.page.mouse.up()
    after = stage.tile("left").locator("[data-front]").bounding_box()
    assert after["x"] - before["x"] == pytest.approx(60, abs=1)
    stage.page.mouse.down()
    stage.page.mouse.move(middle[0] + 1200, middle[1], steps=4)
    stage.page.mouse.up()
    assert stage.tile("left").locator("[data-front]").bounding_box()["x"] == pytest.approx(tile["x"], abs=1)
    until(lambda: player.adjustments["left"]["zoom"][1] < 0.2)


def test_a_double_right_click_shows_the_whole_picture(stage, player):
    player.adjustments = {"left": {"zoom": [4, 0.5, 0.5]}}
    expect(stage.tile("left")).to_have_attribute("data-adjusted", '{"zoom":[4,0.5,0.5]}')
    stage.tile("left").click(button="right", click_count=2, position={"x": 100, "y": 200})
    until(lambda: player.adjustments == {})


def test_light_changes_what_is_seen_and_not_what_is_decoded(stage, player):
    plain = seen(stage, "left").astype(float)
    for light, of_plain in (
        ({"brightness": 0.5}, lambda v: v * 0.5),
        ({"contrast": 2.0}, lambda v: (v - 127.5) * 2 + 127.5),
        ({"gamma": 2.0}, lambda v: 255 * (v / 255) ** 0.5),
    ):
        player.adjustments = {"left": light}
        expect(stage.tile("left")).to_have_attribute(
            "data-adjusted", json.dumps(light, separators=(",", ":")).replace("2.0", "2")
        )
        wanted = np.clip(of_plain(plain), 0, 255)
        assert np.median(np.abs(seen(stage, "left") - wanted)) < 4
    assert barcode.read(seen(stage, "right")) == FRAME


def test_the_adjusting_panel_is_moved_by_keys_and_puts_everything_back(stage, player):
    stage.page.keyboard.press("a")
    panel = stage.page.get_by_role("dialog", name="Adjust left")
    slider = panel.get_by_role("slider", name="Brightness")
    expect(slider).to_be_focused()
    slider.evaluate("slider => { slider.value = 1; slider.dispatchEvent(new Event('input')); }")
    until(lambda: player.adjustments == {"left": {"brightness": 2}})
    panel.get_by_role("button", name="Reset all").click()
    until(lambda: player.adjustments == {})
    stage.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(stage.tile("left")).to_be_focused()


def test_enter_enlarges_the_focused_camera_and_again_returns(stage, player):
    before = boxes(stage)
    stage.page.keyboard.press("Enter")
    expect(stage.tile("left")).to_have_attribute("data-enlarged", "")
    large = boxes(stage)
    assert large["left"]["width"] > 1000
    assert large["left"]["height"] > 3 * large["right"]["height"]
    # On a wide stage the others wait at the side.
    assert large["right"]["x"] >= large["left"]["x"] + large["left"]["width"]
    until(lambda: player.enlarged == ["left"])
    stage.page.keyboard.press("Enter")
    expect(stage.tile("left")).not_to_have_attribute("data-enlarged", "")
    assert boxes(stage) == before


def test_escape_returns_from_an_enlarged_camera(stage, player):
    stage.page.keyboard.press("Enter")
    until(lambda: player.enlarged == ["left"])
    stage.page.keyboard.press("Escape")
    until(lambda: player.enlarged == [])


def test_two_cameras_are_compared_enlarged(stage, player):
    stage.tile("left").dblclick(position={"x": 150, "y": 250})
    expect(stage.tile("left")).to_have_attribute("data-enlarged", "")
    stage.page.keyboard.press("3")
    stage.page.keyboard.press("Shift+Enter")
    expect(stage.tile("tall")).to_have_attribute("data-enlarged", "")
    until(lambda: player.enlarged == ["left", "tall"])
    large = boxes(stage)
    assert large["left"]["y"] == large["tall"]["y"]
    assert large["left"]["height"] == large["tall"]["height"] > 3 * large["right"]["height"]


def test_a_tile_dragged_by_its_name_takes_anothers_place(stage, player):
    before = boxes(stage)
    name = stage.tile("left").locator(".tile-name").bounding_box()
    stage.page.mouse.move(name["x"] + 10, name["y"] + 8)
    stage.page.mouse.down()
    target = before["tall"]
    stage.page.mouse.move(target["x"] + 40, target["y"] + 200, steps=5)
    expect(stage.tile("tall")).to_have_class("tile target")
    stage.page.mouse.up()
    until(lambda: player.order == ["right", "tall", "left"])
    after = boxes(stage)
    assert after["right"]["x"] < after["tall"]["x"] < after["left"]["x"]


def test_page_down_and_the_menu_move_a_camera(stage, player):
    stage.page.keyboard.press("PageDown")
    until(lambda: player.order == ["right", "left", "tall"])
    stage.page.get_by_role("button", name="Cameras 3/3").click()
    stage.page.get_by_role("button", name="Move left later").click()
    until(lambda: player.order == ["right", "tall", "left"])
    expect(stage.page.get_by_role("button", name="Move left earlier")).to_be_focused()
    stage.page.keyboard.press("Escape")


def test_tab_goes_through_the_tiles_as_they_are_seen_and_on(stage, player):
    page = stage.page
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    until(lambda: player.order == ["right", "tall", "left"])
    stage.root.evaluate(WATCHED)
    stage.root.locator(".header button").last.focus()
    assert tabbed(stage, "Tab", 20)[:4] == ["right", "tall", "left", "One frame back"]
    stage.root.get_by_role("button", name="One frame back").focus()
    assert tabbed(stage, "Shift+Tab", 20)[:4] == ["left", "tall", "right", "Fullscreen"]
    assert stage.root.evaluate(DISTURBED) == []


def test_free_tiles_have_the_shapes_of_their_pictures(stage, player):
    stage.page.get_by_role("radio", name="Free: as the pictures fit best").click()
    until(lambda: player.layout == "free")
    for name, aspect in (("left", 384 / 216), ("right", 384 / 216), ("tall", 384 / 640)):
        box = stage.tile(name).bounding_box()
        assert box["width"] / box["height"] == pytest.approx(aspect, rel=0.02)


def test_a_still_is_the_whole_frame_turned_as_on_screen(stage, player, tmp_path):
    player.adjustments = {"left": {"rotate": 180, "zoom": [4, 0.5, 0.5], "brightness": 0.3}}
    expect(stage.tile("left")).to_have_attribute("data-adjusted", re.compile("rotate"))
    with stage.page.expect_download() as saving:
        stage.page.keyboard.press("s")
    assert saving.value.suggested_filename == "three-cameras_left_frame60_2.000000s.png"
    saving.value.save_as(tmp_path / "still.png")
    still = _decoded(Path(tmp_path / "still.png").read_bytes())
    assert still.shape == (216, 384, 3)
    assert barcode.read(np.rot90(still, 2)) == FRAME
    expect(stage.page.get_by_text("Saved three-cameras_left_frame60")).to_be_visible()


def test_a_still_saved_while_playing_is_named_after_the_frame_in_it(stage, player, tmp_path):
    player.playing = True
    stage.page.wait_for_function(
        "root => Number(root.dataset.sessionTime) > 2.3", arg=stage.root.element_handle(), timeout=PATIENCE
    )
    with stage.page.expect_download() as saving:
        stage.page.keyboard.press("s")
    assert stage.playing
    saving.value.save_as(tmp_path / "still.png")
    number = barcode.read(_decoded((tmp_path / "still.png").read_bytes()))
    assert f"_frame{number}_" in saving.value.suggested_filename


def test_nothing_of_all_this_disturbs_a_playing_video(stage, player):
    # Slow, so that the loop's turn, which seeks, is far.
    player.param.update(loop=[1.0, 4.9], rate=0.5, playing=True)
    stage.page.wait_for_function(
        "root => Number(root.dataset.sessionTime) > 2.1", arg=stage.root.element_handle(), timeout=PATIENCE
    )
    stage.page.wait_for_function(
        "root => [...root.querySelectorAll('video')].every(v => !v.paused)", arg=stage.root.element_handle()
    )
    stage.root.evaluate(WATCHED)
    for key in ("r", "m", "+", "PageDown", "Enter", "Shift+Enter", "a", "Escape", "i", "i", "0", "Enter"):
        stage.page.keyboard.press(key)
    for layout in ("column", "free", "grid"):
        player.layout = layout
    stage.page.set_viewport_size({"width": 900, "height": 700})
    frames = {name: stage.shows(name).frame for name in NAMES}
    stage.page.wait_for_function(
        "([root, frames]) => Object.entries(frames).every(([name, frame]) => "
        "Number(root.querySelector(`.tile[data-camera=${name}]`).dataset.frame) > frame)",
        arg=[stage.root.element_handle(), frames],
        timeout=PATIENCE,
    )
    disturbed = stage.root.evaluate(DISTURBED)
    stage.page.set_viewport_size({"width": 1300, "height": 760})
    assert disturbed == []


def test_two_fingers_zoom_and_one_pans(stage, player):
    touch = stage.page.context.new_cdp_session(stage.page)
    box = stage.tile("left").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def fingers(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": px, "y": py, "id": i} for i, (px, py) in enumerate(points)]},
        )

    fingers("touchStart", (x - 20, y), (x + 20, y))
    for spread in (30, 40, 60):
        fingers("touchMove", (x - spread, y), (x + spread, y))
    fingers("touchEnd")
    until(lambda: player.adjustments.get("left", {}).get("zoom", [1])[0] == pytest.approx(3, rel=0.05))
    before = stage.tile("left").locator("[data-front]").bounding_box()
    fingers("touchStart", (x, y))
    for at in (10, 20, 30):
        fingers("touchMove", (x + at, y))
    fingers("touchEnd")
    after = stage.tile("left").locator("[data-front]").bounding_box()
    assert after["x"] - before["x"] == pytest.approx(30, abs=12)
    until(lambda: player.adjustments["left"]["zoom"][1] < 0.5)


def test_a_key_given_in_the_list_is_kept_by_the_browser(stage, player):
    page = stage.page
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    keys.get_by_role("button", name="Rotate the picture").click()
    page.keyboard.press("k")
    expect(keys.get_by_role("button", name="Rotate the picture: K")).to_be_focused()
    keys.get_by_role("button", name="Close", exact=True).click()
    stage.tile("left").focus()
    page.keyboard.press("k")
    until(lambda: player.adjustments == {"left": {"rotate": 90}})
    rotate = stage.tile("left").get_by_role("button", name="Rotate")
    expect(rotate).to_have_attribute("title", "Rotate (K)")
    page.reload()
    stage.settle()
    expect(rotate).to_have_attribute("aria-keyshortcuts", "K")
    stage.tile("left").focus()
    page.keyboard.press("k")
    until(lambda: player.adjustments == {"left": {"rotate": 180}})
    page.keyboard.press("?")
    keys.get_by_role("button", name="Reset all keys").click()
    expect(rotate).to_have_attribute("title", "Rotate (R)")
    page.keyboard.press("Escape")
    stage.tile("left").focus()
    page.keyboard.press("k")
    page.keyboard.press("r")
    until(lambda: player.adjustments == {"left": {"rotate": 270}})


def test_what_is_known_of_a_camera_tells_how_its_video_comes(stage):
    stage.page.keyboard.press("i")
    info = stage.tile("left").locator(".info")
    for words in (
        "v.mp4",
        "H.264",
        "384 × 216",
        "30 frames/s",
        "the browser's own player",
        "from the server of this page",
    ):
        expect(info).to_contain_text(words)
    stage.page.keyboard.press("i")

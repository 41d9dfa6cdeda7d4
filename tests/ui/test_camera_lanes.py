"""What lanes of cameras tell of gaps and missing frames; whose keys and wheel it is; what a zoom survives."""

from __future__ import annotations

import re

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from serving import panel_serve
from sessions import camera, new_nwbfile, write_nwbfile
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

PERIOD = 1 / 30
LACKING = 20
"""The frame that one camera lacks."""
GAPS = [(2.0, 4.0), (5.0, 6.5)]

APP = """
import sys
import panel as pn
from nwb_video_panel import Dashboard, NWBLocalVideoPlayer

pn.extension("tabulator")
if "among" in pn.state.session_args:
    filler = pn.Spacer(height=1500)
    pn.Column(NWBLocalVideoPlayer(sys.argv[1], height=600), filler).servable()
else:
    Dashboard([sys.argv[1]]).servable()
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lanes")
    write_clip(folder / "v.mp4", 150, rate=30)
    clock = np.arange(150) * PERIOD
    with_gaps = clock.copy()
    for start, stop in GAPS:
        with_gaps[with_gaps >= start - 1e-9] += stop - start
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("gaps", ["v.mp4"], timestamps=with_gaps))
    nwbfile.add_acquisition(
        camera("lacking", ["v.mp4"], timestamps=np.delete(np.arange(151), LACKING) * PERIOD)
    )
    nwbfile.add_acquisition(camera("of_the_longest_name", ["v.mp4"], timestamps=clock))
    nwbfile.add_trial(start_time=0.5, stop_time=1.0)
    nwbfile.add_trial(start_time=3.0, stop_time=3.5)
    path = write_nwbfile(folder / "s.nwb", nwbfile)
    app = folder / "app.py"
    app.write_text(APP)
    log = folder / "log.txt"
    with panel_serve(app, "--plugins", "nwb_video_panel.routes", "--args", path, log=log) as root:
        yield f"{root}/app"
    assert "Traceback" not in log.read_text()


def track(stage):
    return stage.page.get_by_role("slider", name="Seek in session time")


def spot(stage, time, lane):
    """Where a time is on a camera's lane, on the page."""
    box = track(stage).bounding_box()
    shown = stage.root.locator(".timeline").get_attribute("data-zoom")
    start, stop = (
        map(float, shown.split()) if shown else (0.0, float(track(stage).get_attribute("aria-valuemax")))
    )
    label = stage.root.get_by_role("button", name=f"Camera lane {lane}").bounding_box()
    return box["x"] + (time - start) / (stop - start) * box["width"], label["y"] + label["height"] / 2


def colour(stage, time, lane):
    x, y = spot(stage, time, lane)
    box = track(stage).bounding_box()
    return tuple(
        track(stage)
        .locator("canvas")
        .evaluate(
            "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3)",
            [x - box["x"], y - box["y"]],
        )
    )


def until_time(stage, time):
    stage.page.wait_for_function(
        "([root, time]) => Math.abs(root.dataset.sessionTime - time) < 1e-6",
        arg=[stage.root.element_handle(), time],
        timeout=PATIENCE,
    )
    stage.settle()


def test_a_gap_is_told_at_the_pointer_and_gone_to_by_key_and_from_its_lanes_menu(page, url):
    stage = Stage.opened(page, url)
    page.mouse.move(*spot(stage, 3.0, "gaps"))
    card = stage.root.locator(".pointer-card")
    expect(card).to_contain_text("gap of 2.000 s: 0:02.000 – 0:04.000")
    field = page.get_by_label("Session time", exact=True).bounding_box()
    assert card.bounding_box()["y"] + card.bounding_box()["height"] <= field["y"] + 1
    stage.tile("gaps").click()
    axis = track(stage).bounding_box()["y"] + 6
    for time, words in ((3.0, "gap"), (5.0, None)):
        page.mouse.move(spot(stage, time, "gaps")[0], axis)
        expect(card.locator(".card-none")).to_have_text(f"gaps: {words}" if words else "")
        expect(card.locator("canvas")).to_be_visible(visible=words is None, timeout=PATIENCE)
    stage.tile("gaps").focus()
    for key, (start, _) in (("Shift+N", GAPS[0]), ("Shift+N", GAPS[1]), ("Shift+P", GAPS[0])):
        page.keyboard.press(key)
        until_time(stage, start)
        assert stage.shows("gaps").state == "gap"
    page.keyboard.press("Shift+P")
    expect(stage.root.locator(".toast")).to_contain_text("gaps has no gap before this.")
    stage.root.locator(".tile:not([data-camera=gaps])").first.click()
    page.get_by_role("button", name="Camera lane gaps").click()
    menu = stage.root.get_by_role("dialog", name="Camera lane")
    expect(menu).to_contain_text("2 gaps, 3.500 s in all")
    menu.get_by_role("button", name="Next gap").click()
    until_time(stage, GAPS[1][0])
    expect(stage.tile("gaps")).to_have_class(re.compile("focused"))
    menu.get_by_role("button", name="First frame").click()
    until_time(stage, 0)
    assert stage.shows("gaps").frame == 0
    menu.get_by_role("button", name="Last frame").click()
    stage.page.wait_for_function("root => root.dataset.sessionTime > 8", arg=stage.root.element_handle())
    stage.settle()
    assert stage.shows("gaps").frame == 149
    assert stage.errors == []


def test_space_plays_while_the_menu_of_a_lane_is_open_and_the_controls_stay_in_sight(page, url):
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Lane trials").click()
    menu = stage.root.get_by_role("dialog", name="Lane trials")
    expect(menu).to_be_visible()
    bottom = menu.bounding_box()["y"] + menu.bounding_box()["height"]
    assert bottom <= page.get_by_role("button", name="Play", exact=True).bounding_box()["y"] + 1
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true")
    expect(menu).to_be_visible()
    page.keyboard.press("Space")
    menu.get_by_role("button", name="Open the table").click()
    expect(page.locator(".tabulator-row")).to_have_count(2, timeout=PATIENCE)
    assert stage.errors == []


def test_a_missing_frame_is_counted_told_and_a_tick_when_zoomed_in(page, url):
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Camera lane lacking").click()
    expect(stage.root.get_by_role("dialog", name="Camera lane")).to_contain_text("1 single frame missing")
    page.keyboard.press("Escape")
    stage.seek(LACKING * PERIOD + 0.05)
    for _ in range(3):
        page.keyboard.press("+")
    page.wait_for_function(
        "e => { const [a, b] = (e.dataset.zoom ?? '0 9').split(' ').map(Number); return b - a < 1.5; }",
        arg=stage.root.locator(".timeline").element_handle(),
    )
    there, beside = (colour(stage, time, "lacking") for time in (LACKING * PERIOD, LACKING * PERIOD + 0.1))
    assert there != beside
    assert colour(stage, LACKING * PERIOD, "of_the_longest_name") == beside
    page.mouse.move(*spot(stage, LACKING * PERIOD, "lacking"))
    expect(stage.root.locator(".pointer-card")).to_contain_text("a frame is missing at 0:00.667")


def test_the_page_of_the_player_takes_keys_at_once_and_a_page_of_more_does_not(page, url):
    stage = Stage.opened(page, url)
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false")
    among = Stage.opened(page.context.new_page(), f"{url}?among=1")
    among.page.keyboard.press("n")
    among.page.keyboard.press("Space")
    among.tile("gaps").focus()
    among.page.keyboard.press("n")
    until_time(among, 0.5)
    expect(among.root).to_have_attribute("data-playing", "false")


def test_the_wheel_over_the_timeline_scrolls_a_page_of_more_until_the_player_has_the_focus(page, url):
    stage = Stage.opened(page, f"{url}?among=1")
    timeline = stage.root.locator(".timeline")
    page.mouse.move(*spot(stage, 1.0, "gaps"))
    page.mouse.wheel(0, -120)
    expect(stage.root.locator(".card-hint")).to_contain_text("Ctrl + wheel zooms here")
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 100")
    assert timeline.get_attribute("data-zoom") is None
    page.evaluate("scrollTo(0, 0)")
    page.mouse.move(*spot(stage, 1.0, "gaps"))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    page.keyboard.up("Control")
    page.wait_for_function("e => e.hasAttribute('data-zoom')", arg=timeline.element_handle())
    stage.tile("gaps").focus()
    page.keyboard.press("w")
    page.wait_for_function("e => !e.hasAttribute('data-zoom')", arg=timeline.element_handle())
    page.mouse.wheel(0, -120)
    page.wait_for_function("e => e.hasAttribute('data-zoom')", arg=timeline.element_handle())
    assert page.evaluate("scrollY") == 0


def test_a_zoom_stays_when_the_table_opens_and_a_double_click_shows_all_and_stays_in_time(page, url):
    stage = Stage.opened(page, f"{url}?lanes=%7B%22zoom%22%3A%5B0%2C1%5D%7D&t=0.5&v=1")
    timeline = stage.root.locator(".timeline")
    # a view that opens with a zoom has the button that ends it
    expect(page.get_by_role("button", name="Show all of the session")).to_be_visible()
    stage.seek(7.0)
    turned = "e => { const [a, b] = e.dataset.zoom.split(' ').map(Number); return a < 7 && 7 < b; }"
    page.wait_for_function(turned, arg=timeline.element_handle())
    zoom = timeline.get_attribute("data-zoom")
    page.get_by_role("button", name="Open the table of trials").click()
    expect(page.locator(".tabulator-row")).to_have_count(2, timeout=PATIENCE)
    stage.settle()
    assert timeline.get_attribute("data-zoom") == zoom
    expect(stage.root.locator(".playhead")).to_be_visible()
    x, y = spot(stage, float(zoom.split()[0]) + 0.2, "lacking")
    page.mouse.dblclick(x, y)
    page.wait_for_function("e => !e.hasAttribute('data-zoom')", arg=timeline.element_handle())
    until_time(stage, 7.0)


def test_the_axis_stays_where_it_is_when_the_camera_of_the_longest_name_is_hidden(page, url):
    stage = Stage.opened(page, url)
    before = track(stage).bounding_box()
    page.keyboard.press("c")
    page.get_by_role("checkbox", name="of_the_longest_name").uncheck()
    expect(stage.tile("of_the_longest_name")).to_be_hidden()
    expect(page.get_by_role("button", name="Camera lane of_the_longest_name")).to_have_count(0)
    after = track(stage).bounding_box()
    assert (after["x"], after["width"]) == (before["x"], before["width"])

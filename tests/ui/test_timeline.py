"""The timeline: what happened in the session, and the ways to get there."""

from __future__ import annotations

import json

import numpy as np
import pytest
from clips import write_clip
from hdmf.common import VectorData
from playwright.sync_api import Page, expect
from pynwb.event import EventsTable, TimestampVectorData
from sessions import camera, new_nwbfile, write_nwbfile
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

START, STOP = 5.0, 15.0
TRIALS = [6.0, 8.0, 10.0, 12.0]
MARKUP = "<img src=x onerror=alert(1)>"
MANY = 100_000


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timeline")
    write_clip(folder / "v.mp4", 150, rate=15, gop=15)
    nwbfile = new_nwbfile(session_id="timeline")
    for name in ("left", "right"):
        nwbfile.add_acquisition(
            camera(name, ["v.mp4"], rate=15.0, starting_time=START, num_samples=150, starting_frame=[0])
        )
    nwbfile.add_trial_column("choice", "the side")
    nwbfile.add_trial_column("note", "x")
    for number, start in zip((20, 12, 30, 7), TRIALS, strict=True):
        side = "left" if number < 15 else "right"
        stop = start + 1 if start < 12 else float("nan")
        nwbfile.add_trial(
            start_time=start, stop_time=stop, choice=side, note=MARKUP + "x" * 10_000, id=number
        )
    times = np.linspace(START, STOP, MANY)
    kinds = [f"kind {i % 10_000}" for i in range(MANY)]
    events = EventsTable(
        name="ticks",
        description="very many",
        columns=[
            TimestampVectorData(name="timestamp", description="", data=times),
            VectorData(name="kind", description="", data=kinds),
        ],
    )
    nwbfile.add_events_table(events)
    return write_nwbfile(folder / "s.nwb", nwbfile)


@pytest.fixture(scope="module")
def opened(browser, player_server, path):
    from urllib.parse import urlencode

    page = browser.new_page(viewport={"width": 1000, "height": 700})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.headers.get("range", "")))
    stage = Stage.opened(page, f"{player_server}?{urlencode({'session': str(path)})}")
    expect(stage.root.get_by_text("before trial 20")).to_be_visible(timeout=PATIENCE)
    yield stage, requests
    assert stage.errors == []
    page.close()


@pytest.fixture
def stage(opened) -> Stage:
    """The page as it was opened, whatever the test before has done with it."""
    stage, _ = opened
    stage.page.mouse.move(5, 5)
    track(stage).dblclick(position={"x": 3, "y": 8})
    until_zoomed(stage, False)
    stage.seek(START)
    stage.tile("left").focus()
    return stage


def timeline(stage: Stage):
    return stage.root.locator(".timeline")


def track(stage: Stage):
    return stage.page.get_by_role("slider", name="Seek in session time")


def place(stage: Stage, time: float, lane: str | None = None) -> tuple[float, float]:
    """Where a time is on the page: on a lane, or on the axis."""
    box = track(stage).bounding_box()
    shown = timeline(stage).get_attribute("data-zoom")
    start, stop = map(float, shown.split()) if shown else (START, STOP)
    y = box["y"] + 8
    if lane is not None:
        label = stage.root.get_by_role("button", name=f"Lane {lane}").bounding_box()
        y = label["y"] + label["height"] / 2
    return box["x"] + (time - start) / (stop - start) * box["width"], y


def zoom_of(stage: Stage) -> list[float] | None:
    shown = timeline(stage).get_attribute("data-zoom")
    return [float(word) for word in shown.split()] if shown else None


def until(page: Page, condition: str, *args: object) -> None:
    page.wait_for_function(condition, arg=list(args), timeout=PATIENCE)


def until_zoomed(stage: Stage, zoomed: bool = True) -> None:
    until(
        stage.page,
        "([e, on]) => e.hasAttribute('data-zoom') === on",
        timeline(stage).element_handle(),
        zoomed,
    )


def colours(stage: Stage, time: float, lane: str) -> tuple[int, ...]:
    """The colour of one pixel of the canvas."""
    x, y = place(stage, time, lane)
    box = track(stage).bounding_box()
    return tuple(
        track(stage)
        .locator("canvas")
        .evaluate(
            "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3)",
            [x - box["x"], y - box["y"]],
        )
    )


def test_there_is_a_lane_for_each_camera_and_each_table(stage):
    assert json.loads(timeline(stage).get_attribute("data-lanes")) == ["left", "right", "trials", "ticks"]
    assert colours(stage, 6.5, "trials") != colours(stage, 7.5, "trials")


def test_next_and_previous_go_from_trial_to_trial(stage):
    for key, time in (("n", 6), ("n", 8), ("p", 6), ("p", 6)):
        stage.page.keyboard.press(key)
        expect(stage.root).to_have_attribute("data-session-time", str(time), timeout=PATIENCE)
    stage.page.get_by_role("button", name="Next trial").click()
    expect(stage.root).to_have_attribute("data-session-time", "8", timeout=PATIENCE)
    expect(stage.root.locator(".navigation .at")).to_have_text("trial 12")


def test_between_trials_no_trial_is_named_as_if_it_went_on(stage):
    at = stage.root.locator(".navigation .at")
    stage.seek(9.5)
    expect(at).to_have_text("after trial 12")
    expect(at).to_have_attribute("title", "between trial 12 and trial 30")
    stage.page.mouse.move(place(stage, 9.99)[0], place(stage, 9.99, "trials")[1])
    expect(stage.root.locator(".card-title")).to_have_text(" · between trial 12 and trial 30")


def test_a_trial_is_typed_by_its_id(stage):
    field = stage.page.get_by_label("Session time", exact=True)
    field.fill("trial 7")
    field.press("Enter")
    stage.settle()
    assert stage.time == 12
    field.fill("trial 8")
    field.press("Enter")
    expect(
        stage.root.get_by_role("alert").filter(has_text="No trial 8; their ids go from 7 to 30")
    ).to_be_visible()
    assert stage.time == 12
    field.press("Escape")


def test_a_press_near_a_start_means_the_start_itself(stage):
    x, y = place(stage, 8.0, "trials")
    stage.page.mouse.click(x + 2, y)
    stage.settle()
    assert stage.time == 8
    x, y = place(stage, 8.5, "trials")
    stage.page.mouse.click(x, y)
    stage.settle()
    assert stage.time == pytest.approx(8.5, abs=0.02)


def test_the_card_at_the_pointer_tells_time_trial_and_values_as_text(stage):
    stage.page.mouse.move(*place(stage, 8.4, "trials"))
    card = stage.root.locator(".pointer-card")
    expect(card).to_contain_text("trial 12")
    expect(card).to_contain_text("0:08.000 – 0:09.000")
    expect(card).to_contain_text("left")
    expect(card).to_contain_text(MARKUP)
    assert card.locator("img").count() == 0
    assert card.bounding_box()["width"] < 400
    stage.page.mouse.move(*place(stage, 13, "trials"))
    expect(card).to_contain_text("no stop in the file")


def test_the_card_shows_the_picture_of_that_time_while_paused(stage):
    stage.page.mouse.move(*place(stage, 11.3))
    picture = stage.root.locator(".pointer-card canvas")
    expect(picture).to_be_visible(timeout=PATIENCE)
    assert picture.evaluate(
        """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
            .some(value => value > 60 && value < 255)"""
    )


def test_a_column_colours_its_lane_and_the_legend_says_how(stage):
    before = colours(stage, 8.5, "trials")
    stage.page.get_by_role("button", name="Lane trials").click()
    stage.page.get_by_label("Colour trials by").select_option("choice")
    expect(stage.root.locator(".legend li")).to_have_text(["left", "right"])
    left, right = colours(stage, 8.5, "trials"), colours(stage, 6.5, "trials")
    assert len({before, left, right}) == 3
    stage.page.get_by_label("Colour trials by").select_option("")
    expect(stage.root.locator(".legend li")).to_have_count(0)
    assert colours(stage, 8.5, "trials") == before
    expect(stage.root.get_by_role("dialog", name="Lane trials")).to_contain_text("1 row without a stop")
    stage.page.keyboard.press("Escape")
    expect(stage.root.get_by_role("dialog", name="Lane trials")).to_be_hidden()


def test_a_column_of_ten_thousand_categories_is_binned(stage):
    stage.page.get_by_role("button", name="Lane ticks").click()
    stage.page.get_by_label("Colour ticks by").select_option("kind")
    expect(stage.root.locator(".legend li").last).to_have_text("9989 others", timeout=PATIENCE)
    stage.page.get_by_label("Colour ticks by").select_option("")
    stage.page.keyboard.press("Escape")


def test_another_lane_is_chosen_to_go_through(stage):
    stage.page.get_by_role("button", name="Lane ticks").click()
    stage.page.get_by_role("button", name="Use for next and previous (N, P)").click()
    expect(timeline(stage)).to_have_attribute("data-lane", "ticks")
    stage.page.keyboard.press("Escape")
    stage.tile("left").focus()
    stage.page.keyboard.press("n")
    until(stage.page, "([root]) => root.dataset.sessionTime > 5", stage.root.element_handle())
    assert stage.time == pytest.approx(START + (STOP - START) / (MANY - 1), abs=1e-9)
    stage.page.get_by_role("button", name="Lane trials").click()
    stage.page.get_by_role("button", name="Use for next and previous (N, P)").click()
    stage.page.keyboard.press("Escape")
    expect(timeline(stage)).to_have_attribute("data-lane", "trials")


def test_the_menu_of_a_lane_closes_when_the_focus_leaves_it_and_on_escape_from_its_opener(stage):
    label = stage.page.get_by_role("button", name="Lane trials")
    menu = stage.root.get_by_role("dialog", name="Lane trials")
    label.click()
    menu.get_by_role("button", name="Hide this lane").focus()
    stage.page.keyboard.press("Tab")
    expect(menu).to_be_hidden()
    expect(label).to_have_attribute("aria-expanded", "false")
    label.click()
    label.focus()
    expect(menu).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(label).to_be_focused()


def test_a_lane_is_hidden_and_comes_back(stage):
    stage.page.get_by_role("button", name="Lanes", exact=True).click()
    stage.page.get_by_role("checkbox", name="ticks").uncheck()
    expect(stage.root.get_by_role("button", name="Lane ticks")).to_have_count(0)
    stage.page.get_by_role("checkbox", name="ticks").check()
    expect(stage.root.get_by_role("button", name="Lane ticks")).to_have_count(1)
    stage.page.keyboard.press("Escape")


def test_the_wheel_zooms_about_the_pointer_and_a_double_click_shows_all(stage):
    x, y = place(stage, 10.0)
    stage.page.mouse.move(x, y)
    stage.page.mouse.wheel(0, -240)
    until_zoomed(stage)
    start, stop = zoom_of(stage)
    assert stop - start == pytest.approx((STOP - START) / 2, rel=0.01)
    assert place(stage, 10.0)[0] == pytest.approx(x, abs=1)
    expect(stage.root.locator(".overview-window")).to_be_visible()
    stage.page.mouse.dblclick(x, y)
    until_zoomed(stage, False)
    expect(stage.root.locator(".overview-window")).to_be_hidden()


def test_dragging_the_axis_pans_and_the_time_stays(stage):
    stage.page.keyboard.press("+")
    stage.page.keyboard.press("+")
    until_zoomed(stage)
    before = zoom_of(stage)
    x, y = place(stage, before[1] - 0.5)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x - 200, y, steps=4)
    stage.page.mouse.up()
    until(
        stage.page,
        "([e, was]) => e.dataset.zoom !== was",
        timeline(stage).element_handle(),
        f"{before[0]} {before[1]}",
    )
    after = zoom_of(stage)
    assert after[0] > before[0]
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])
    assert stage.time == START
    for _ in range(3):
        stage.page.keyboard.press("-")
    until_zoomed(stage, False)


def test_a_jump_out_of_sight_brings_its_place_into_sight(stage):
    for _ in range(3):
        stage.page.keyboard.press("+")
    until_zoomed(stage)
    stage.seek(14.0)
    until(
        stage.page,
        "([e]) => { const [a, b] = e.dataset.zoom.split(' ').map(Number); return a < 14 && b > 14; }",
        timeline(stage).element_handle(),
    )
    expect(stage.root.locator(".playhead")).to_be_visible()


def test_playing_turns_the_page_when_the_playhead_leaves_it(stage):
    for _ in range(4):
        stage.page.keyboard.press("+")
    until_zoomed(stage)
    first = timeline(stage).get_attribute("data-zoom")
    stage.page.keyboard.press("Space")
    until(stage.page, "([e, was]) => e.dataset.zoom !== was", timeline(stage).element_handle(), first)
    stage.page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false")
    start, stop = zoom_of(stage)
    assert start < stage.time < stop
    assert start > START


def test_dragging_with_shift_makes_a_loop(stage):
    box = track(stage).bounding_box()
    y = box["y"] + box["height"] / 2
    stage.page.keyboard.down("Shift")
    stage.page.mouse.move(place(stage, 9.0)[0], y)
    stage.page.mouse.down()
    stage.page.mouse.move(place(stage, 7.0)[0], y, steps=4)
    stage.page.mouse.up()
    stage.page.keyboard.up("Shift")
    edge = stage.root.get_by_role("slider", name="Loop start")
    expect(edge).to_be_visible()
    assert float(edge.get_attribute("aria-valuenow")) == pytest.approx(7, abs=0.03)
    assert stage.time == START
    label = stage.root.locator(".loop-label")
    start, stop = (
        float(stage.root.get_by_role("slider", name=f"Loop {end}").get_attribute("aria-valuenow"))
        for end in ("start", "stop")
    )
    expect(label).to_have_text(f"{stop - start:.3f} s")
    edge.focus()
    expect(label).to_have_text(f"start {edge.get_attribute('aria-valuetext')} · {stop - start:.3f} s")
    stage.tile("left").focus()
    stage.page.keyboard.press("l")
    expect(edge).to_be_hidden()


def test_a_hundred_thousand_events_travel_as_binary_and_only_when_shown(opened):
    _, requests = opened
    assert f"bytes=0-{25 * MANY - 1}" in requests


def test_without_tables_there_is_nothing_about_them(page, open_session, tmp_path):
    write_clip(tmp_path / "v.mp4", 30)
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"]))
    stage = open_session(page, write_nwbfile(tmp_path / "s.nwb", nwbfile))
    expect(stage.root.locator(".navigation")).to_be_hidden()
    expect(stage.root.get_by_role("button", name="Lanes", exact=True)).to_be_hidden()
    assert json.loads(timeline(stage).get_attribute("data-lanes")) == ["left"]

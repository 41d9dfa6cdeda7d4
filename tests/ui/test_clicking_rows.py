"""The table of the trials: filter it, click a row, be there."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from clips import write_clip
from playwright.sync_api import expect
from serving import panel_serve
from sessions import camera, new_nwbfile, write_nwbfile
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

LEFT = re.compile(r"Traceback(?:(?!Traceback)[\s\S])*?(?:StreamClosedError.*|WebSocketClosedError)\n")
"""What Bokeh logs where a page is left while it is being told something."""

APP = '''
"""A player with its table, and the viewer's own page."""
import sys
import panel as pn
from nwb_video_panel import Dashboard

pn.extension("tabulator", sizing_mode="stretch_both")
Dashboard([{path!r}]).servable()
'''


@contextmanager
def served(folder, nwbfile):
    path = write_nwbfile(folder / "s.nwb", nwbfile)
    app = folder / "app.py"
    app.write_text(APP.format(path=str(path)))
    log = folder / "log.txt"
    with panel_serve(app, "--plugins", "nwb_video_panel.routes", log=log) as root:
        yield f"{root}/app"
    assert "Traceback" not in LEFT.sub("", log.read_text())


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("table")
    write_clip(folder / "v.mp4", 120, rate=30)
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"], num_samples=120))
    nwbfile.add_trial_column("choice", "the side")
    for number in range(6):
        side = "<b>left</b>" if number % 2 else "right"
        nwbfile.add_trial(start_time=0.5 * number, stop_time=0.5 * number + 0.4, choice=side, id=number + 10)
    nwbfile.add_epoch(start_time=0.0, stop_time=3.0)
    with served(folder, nwbfile) as address:
        yield address


def test_a_row_that_is_clicked_is_gone_to_and_marked_and_a_filter_keeps_the_rest(page, url):
    stage = Stage.opened(page, url)
    front = stage.tile("left").locator("[data-front]").element_handle()
    page.get_by_role("button", name="Open the table of trials").click()
    row = page.locator(".tabulator-row")
    expect(row).to_have_count(6, timeout=PATIENCE)
    marked = page.locator(".tabulator-selected")
    row.nth(3).click()
    expect(stage.root).to_have_attribute("data-session-time", "1.5", timeout=PATIENCE)
    expect(marked).to_have_count(1, timeout=PATIENCE)
    expect(marked).to_contain_text("13")
    stage.seek(2.2)
    expect(marked).to_contain_text("14", timeout=PATIENCE)
    # markup is text
    expect(row.nth(1)).to_contain_text("<b>left</b>")
    assert page.locator(".tabulator-row b").count() == 0
    page.locator('.tabulator-header-filter input[placeholder="filter"]').press_sequentially("right")
    expect(row).to_have_count(3, timeout=PATIENCE)
    row.nth(1).click()
    expect(stage.root).to_have_attribute("data-session-time", "1", timeout=PATIENCE)
    page.get_by_role("button", name="Close the table of trials").click()
    expect(row).to_have_count(0, timeout=PATIENCE)
    assert stage.tile("left").locator("[data-front]").evaluate("(video, was) => video === was", front)
    assert stage.errors == []


def test_an_open_table_tells_what_it_is_follows_the_lane_and_closes_itself(page, url):
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Open the table of trials").click()
    title = page.get_by_label("Table", exact=True)
    expect(title).to_have_value("trials", timeout=PATIENCE)
    expect(page.locator(".count")).to_have_text("6 rows")
    page.get_by_role("button", name="Lane epochs").click()
    page.get_by_role("button", name="Use for next and previous (N, P)").click()
    expect(title).to_have_value("epochs", timeout=PATIENCE)
    expect(page.locator(".count")).to_have_text("1 row")
    expect(page.locator(".tabulator-row")).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Close the table of epochs")).to_have_attribute(
        "aria-pressed", "true"
    )
    title.select_option("trials")
    expect(page.locator(".tabulator-row")).to_have_count(6, timeout=PATIENCE)
    expect(stage.root.locator(".timeline")).to_have_attribute("data-lane", "trials")
    title.select_option("epochs")
    expect(page.locator(".tabulator-row")).to_have_count(1, timeout=PATIENCE)
    page.get_by_role("button", name="Close table", exact=True).click()
    expect(title).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Open the table of epochs")).to_be_visible()
    assert stage.errors == []


def test_rows_are_reached_and_gone_to_by_keyboard_alone(page, url):
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Open the table of trials").press("Enter")
    cursor = page.locator(".row-cursor")
    row = page.locator(".tabulator-row")
    expect(row).to_have_count(6, timeout=PATIENCE)
    page.get_by_label("Table", exact=True).focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator('[tabulator-field="choice"] input').evaluate("e => e.matches(':focus')"):
            break
    page.keyboard.type("right")
    expect(row).to_have_count(3, timeout=PATIENCE)
    page.keyboard.press("ArrowDown")
    grid = page.get_by_role("grid", name="Rows of trials")
    expect(grid).to_be_focused()
    expect(cursor).to_contain_text("10")
    page.keyboard.press("ArrowDown")
    expect(cursor).to_contain_text("12")
    expect(cursor).to_have_id(grid.get_attribute("aria-activedescendant"))
    page.keyboard.press("Enter")
    expect(stage.root).to_have_attribute("data-session-time", "1", timeout=PATIENCE)
    page.keyboard.press("End")
    expect(cursor).to_contain_text("14")
    page.keyboard.press("Enter")
    expect(stage.root).to_have_attribute("data-session-time", "2", timeout=PATIENCE)
    # the player's keys go on working
    page.keyboard.press(".")
    expect(stage.root).not_to_have_attribute("data-session-time", "2", timeout=PATIENCE)
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true", timeout=PATIENCE)
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    assert page.locator(".tabulator-header-filter input").first.evaluate("e => e.matches(':focus')")
    assert stage.errors == []


def test_keys_of_the_player_work_after_a_row_was_clicked(page, url):
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Open the table of trials").click()
    page.locator(".tabulator-row").nth(1).click()
    expect(stage.root).to_have_attribute("data-session-time", "0.5", timeout=PATIENCE)
    page.keyboard.press("n")
    expect(stage.root).to_have_attribute("data-session-time", "1", timeout=PATIENCE)
    page.keyboard.press("p")
    expect(stage.root).to_have_attribute("data-session-time", "0.5", timeout=PATIENCE)
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "true", timeout=PATIENCE)


def test_next_and_previous_go_through_the_rows_that_filters_leave(page, url):
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Open the table of trials").click()
    page.locator('[tabulator-field="id"] input').press_sequentially("11 - 14")
    page.locator('[tabulator-field="choice"] input').press_sequentially("right")
    expect(page.locator(".count")).to_have_text("2 of 6 rows", timeout=PATIENCE)
    stage.tile("left").focus()
    following = page.get_by_role("button", name="Next trial")
    expect(following).to_have_attribute("title", "Next trial, of those in the table (N)")
    for key, time in (("n", "1"), ("n", "2"), ("n", "2"), ("p", "1"), ("p", "1")):
        page.keyboard.press(key)
        expect(stage.root).to_have_attribute("data-session-time", time, timeout=PATIENCE)
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".count")).to_have_text("6 rows", timeout=PATIENCE)
    page.keyboard.press("n")
    expect(stage.root).to_have_attribute("data-session-time", "1.5", timeout=PATIENCE)
    # a table that is closed filters nothing
    page.locator('[tabulator-field="id"] input').press_sequentially("> 14")
    expect(page.locator(".count")).to_have_text("1 of 6 rows", timeout=PATIENCE)
    page.get_by_role("button", name="Close table", exact=True).click()
    expect(page.get_by_role("button", name="Next trial")).to_have_attribute("title", "Next trial (N)")
    assert stage.errors == []


def test_a_table_that_has_just_opened_takes_no_press(page, url):
    Stage.opened(page, url)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Animation.enable")
    cdp.send("Animation.setPlaybackRate", {"playbackRate": 0})
    page.get_by_role("button", name="Open the table of trials").click()
    row = page.locator(".tabulator-row").nth(3)
    expect(row).to_be_visible(timeout=PATIENCE)
    pressed = """row => {
        const box = row.getBoundingClientRect();
        const top = row.getRootNode().elementFromPoint(box.x + 20, box.y + box.height / 2);
        return row.contains(top);
    }"""
    assert not row.evaluate(pressed)
    cdp.send("Animation.setPlaybackRate", {"playbackRate": 1})
    page.wait_for_function(pressed, arg=row.element_handle(), timeout=PATIENCE)


MARKUP = '<img src=x onerror="window.owned = true">'


def test_a_column_named_in_markup_is_headed_by_its_name_as_text(page, tmp_path):
    write_clip(tmp_path / "v.mp4", 30)
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"]))
    nwbfile.add_trial_column(MARKUP, MARKUP)
    nwbfile.add_trial(start_time=0.0, stop_time=0.5, **{MARKUP: MARKUP})
    with served(tmp_path, nwbfile) as url:
        stage = Stage.opened(page, url)
        page.get_by_role("button", name="Open the table of trials").click()
        expect(page.locator(".tabulator-row")).to_have_count(1, timeout=PATIENCE)
        expect(page.locator(".tabulator-col-title").filter(has_text=MARKUP)).to_be_visible(timeout=PATIENCE)
        assert page.locator(".tabulator img").count() == 0
        assert page.evaluate("window.owned || null") is None
    assert stage.errors == []


def test_the_line_between_videos_and_table_is_dragged_and_moved_by_keys_and_leaves_both_enough(page, url):
    page.set_viewport_size({"width": 860, "height": 600})
    stage = Stage.opened(page, url)
    page.get_by_role("button", name="Open the table of trials").click()
    table = page.locator(".tabulator")
    expect(table).to_be_visible(timeout=PATIENCE)
    divider = page.get_by_role("separator", name="Height of the table")
    expect(divider).to_be_visible()

    def player_until(condition: str) -> None:
        page.wait_for_function(
            f"root => {{ const high = root.clientHeight; return {condition}; }}",
            arg=stage.root.element_handle(),
            timeout=PATIENCE,
        )

    before = stage.root.bounding_box()["height"]
    line = divider.bounding_box()
    x, y = line["x"] + 30, line["y"] + line["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=4)
    page.mouse.up()
    player_until(f"Math.abs(high - {before + 60}) <= 2")
    divider.focus()
    page.keyboard.press("ArrowUp")
    player_until(f"Math.abs(high - {before + 36}) <= 2")
    # However far it is dragged, the videos keep theirs.
    line = divider.bounding_box()
    page.mouse.move(x, line["y"] + 4)
    page.mouse.down()
    page.mouse.move(x, 5, steps=4)
    page.mouse.up()
    player_until("high >= 245 && high <= 260")
    assert stage.tile("left").bounding_box()["height"] > 60
    page.get_by_role("button", name="Close the table of trials").click()
    expect(divider).to_be_hidden()
    player_until("high > 590")
    assert stage.errors == []

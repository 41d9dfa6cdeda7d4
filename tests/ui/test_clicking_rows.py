"""The table of the trials: filter it, click a row, be there."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from clips import write_clip
from playwright.sync_api import expect
from serving import panel_serve
from sessions import camera, new_nwbfile, write_nwbfile
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

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
    assert "Traceback" not in log.read_text()


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
    title = page.locator(".table-title")
    expect(title).to_have_text("trials · 6 rows", timeout=PATIENCE)
    page.get_by_role("button", name="Lane epochs").click()
    page.get_by_role("button", name="Go through these with N and P").click()
    expect(title).to_have_text("epochs · 1 row", timeout=PATIENCE)
    expect(page.locator(".tabulator-row")).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Close the table of epochs")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Close", exact=True).click()
    expect(title).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Open the table of epochs")).to_be_visible()
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

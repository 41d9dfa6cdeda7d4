"""What is wrong is said in its own tile, and the other cameras play on."""

from __future__ import annotations

import re
from contextlib import suppress

import numpy as np
import pytest
from clips import of_unknown_codec, write_clip
from playwright.sync_api import Error, expect
from pynwb.epoch import TimeIntervals
from sessions import camera, edited, new_nwbfile, write_nwbfile, write_session
from stage import PATIENCE

pytestmark = pytest.mark.ui

NASTY = "<img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trouble")
    whole = write_clip(folder / "good.mp4", 90)
    of_unknown_codec(write_clip(folder / "unknown.avi", 30, codec="mjpeg", pix_fmt="yuvj420p"))
    (folder / "cut.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (folder / "text.mp4").write_text("not a video")
    clock = np.arange(90) / 30
    holes = clock.copy()
    holes[5:8] = np.nan
    return write_session(
        folder / "trouble.nwb",
        camera("good", ["good.mp4"], timestamps=clock),
        camera("missing", ["videos/gone.mp4"], timestamps=clock),
        camera("avi", ["unknown.avi"], timestamps=clock[:30]),
        camera("cut", ["cut.mp4"], timestamps=clock),
        camera("text", ["text.mp4"], timestamps=clock),
        camera("few stamps", ["good.mp4"], timestamps=clock[:60]),
        camera("many stamps", ["good.mp4"], timestamps=np.arange(120) / 30),
        camera("holes", ["good.mp4"], timestamps=holes),
        camera("backwards", ["good.mp4"], timestamps=clock[::-1].copy()),
        camera(NASTY, ["good.mp4"], timestamps=clock),
        session_id=NASTY,
    )


@pytest.fixture
def stage(page, open_session, troubled):
    page.set_viewport_size({"width": 1600, "height": 1100})
    stage = open_session(page, troubled)
    yield stage
    assert stage.errors == []


def test_each_trouble_is_said_in_its_own_tile_and_the_others_play(stage):
    stage.seek(0.5)
    for name, state, words in (
        ("missing", "missing", ["Video file not found", "videos/gone.mp4", "--video-root"]),
        ("avi", "unplayable", ["XQZ9", "unknown.avi", "H.264"]),
        ("cut", "error", ["cut.mp4", "cut off"]),
        ("text", "error", ["text.mp4"]),
    ):
        assert stage.shows(name).state == state
        assert stage.shows(name).frame is None
        for word in words:
            expect(stage.tile(name)).to_contain_text(word)
    stage.hide_words()
    for name in ("good", "few stamps", "many stamps", "holes", NASTY.replace('"', '\\"')):
        assert stage.shows(name).state == "ready"
        assert stage.shows(name).frame == 15
    assert stage.barcode("good") == 15
    expect(stage.root.get_by_text("4 of 10 cameras need attention")).to_be_visible()


def test_what_is_odd_about_timestamps_is_noted(stage):
    stage.seek(1.0)
    for name, words in (
        ("few stamps", "More frames than the NWB file says"),
        ("many stamps", "Fewer frames than the NWB file says"),
        ("holes", "Timestamps are missing"),
        ("backwards", "Timestamps are not in order"),
    ):
        expect(stage.tile(name).locator(".status")).to_contain_text(words)


def test_frames_without_a_timestamp_are_never_shown(stage):
    stage.seek(6.5 / 30)
    assert stage.shows("holes").frame == 4
    assert stage.shows("good").frame == 6


def test_unsorted_timestamps_still_place_each_frame_at_its_own_time(stage):
    stage.hide_words()
    stage.seek(1.0)
    assert stage.shows("backwards").frame == 59
    assert stage.barcode("backwards") == 59


def test_where_a_missing_file_was_looked_for_is_told(stage):
    stage.tile("missing").get_by_text("Where did I look?").click()
    expect(stage.tile("missing").get_by_role("listitem").first).to_contain_text("gone.mp4")


def test_markup_in_names_is_text(stage):
    expect(stage.root.locator(".title")).to_have_text(NASTY)
    assert stage.page.title() != "owned"
    expect(stage.root.locator("img")).to_have_count(0)


def test_a_table_that_cannot_be_read_is_said_once_and_in_the_list_of_lanes(page, open_session, tmp_path):
    write_clip(tmp_path / "v.mp4", 30)
    nwbfile = new_nwbfile()
    nwbfile.add_time_intervals(TimeIntervals(name=NASTY, description="of a test"))
    nwbfile.intervals[NASTY].add_interval(0.0, 1.0)
    nwbfile.add_acquisition(camera("left", ["v.mp4"]))
    path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
    with edited(path) as file:
        table = file["intervals"][NASTY]
        facts = dict(table["start_time"].attrs)
        del table["start_time"]
        table["start_time"] = np.array([b"soon"])
        table["start_time"].attrs.update(facts)
    stage = open_session(page, path)
    said = stage.root.get_by_role("status").filter(has_text="cannot be read")
    expect(said).to_contain_text("<img src=x")
    stage.root.get_by_role("button", name="Close this message").click()
    expect(said).to_be_hidden()
    stage.root.get_by_role("button", name="Lanes", exact=True).click()
    listed = stage.root.get_by_role("dialog", name="Lanes")
    expect(listed).to_contain_text("cannot be read")
    expect(listed).to_contain_text("pynwb-validate")
    stage.seek(0.5)
    assert stage.shows("left").frame == 15
    assert page.title() != "owned"


def test_a_file_put_in_its_place_is_found_on_a_second_try(page, open_session, tmp_path):
    write_clip(tmp_path / "good.mp4", 30)
    clock = np.arange(30) / 30
    path = write_session(
        tmp_path / "late.nwb",
        camera("good", ["good.mp4"], timestamps=clock),
        camera("late", ["late.mp4"], timestamps=clock),
    )
    stage = open_session(page, path)
    assert stage.shows("late").state == "missing"
    write_clip(tmp_path / "late.mp4", 30)
    stage.tile("late").get_by_role("button", name="Try again").click()
    expect(stage.tile("late")).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    assert stage.shows("late").frame == 0


def test_a_file_that_vanishes_while_it_is_open_is_said(page, open_session, tmp_path):
    write_clip(tmp_path / "good.mp4", 30)
    write_clip(tmp_path / "gone.mp4", 30)
    path = write_session(tmp_path / "s.nwb", camera("good", ["good.mp4"]), camera("gone", ["gone.mp4"]))
    stage = open_session(page, path, only="good")
    page.get_by_role("button", name="Cameras 1/2").click()
    (tmp_path / "gone.mp4").unlink()
    page.get_by_role("checkbox", name="gone").check()
    expect(stage.tile("gone")).to_have_attribute("data-state", "error", timeout=PATIENCE)
    expect(stage.tile("gone")).to_contain_text("no longer there")
    stage.seek(0.5)
    assert stage.shows("good").frame == 15


def test_without_a_frame_index_the_tile_says_that_its_frame_numbers_are_a_guess(page, open_session, tmp_path):
    write_clip(tmp_path / "v.mp4", 30)
    path = write_session(tmp_path / "s.nwb", camera("v", ["v.mp4"], timestamps=np.arange(30) / 30))

    def lose_the_index(route):
        with suppress(Error):  # the page has been closed meanwhile
            reply = route.fetch()
            lost = reply.body()[:4] == b"NVPI"
            route.fulfill(status=500, body="lost") if lost else route.fulfill(response=reply)

    page.route("**/nwb-video-panel/v1/*", lose_the_index)
    stage = open_session(page, path)
    expect(stage.tile("v").locator(".status")).to_have_text("timing by container", timeout=PATIENCE)
    expect(stage.tile("v").locator(".status")).to_have_attribute("title", re.compile("answered 500"))


def test_a_camera_that_is_not_shown_has_no_state(stage):
    stage.page.get_by_role("button", name="Cameras 10/10").click()
    stage.page.get_by_role("checkbox", name="missing", exact=True).uncheck()
    expect(stage.tile("missing")).not_to_have_attribute("data-state", re.compile(".*"))

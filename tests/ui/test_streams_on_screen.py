"""What a browser cannot play is streamed: paused, stepping and playing, the frame due is on screen."""

from __future__ import annotations

import re

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

RNG = np.random.default_rng(5)
COUNT = 150
FILES = {
    "mjpeg": ("mjpeg.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}),
    "mpeg4": ("mpeg4.avi", {"codec": "mpeg4", "gop": 40, "options": {"bf": "2"}}),
    "ffv1": ("ffv1.mkv", {"codec": "ffv1", "gop": 1}),
    "ts": ("ts.ts", {"gop": 50}),
}


def clocks() -> dict[str, np.ndarray]:
    """Irregular, with a pause after two thirds."""
    made = {}
    for i, name in enumerate(FILES):
        times = 6.577 + 0.1 * i + np.arange(COUNT) / 30 + RNG.uniform(0, 0.006, COUNT)
        times[100:] += 2.0
        made[name] = times
    return made


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    """Videos that no browser plays by itself, on clocks of their own."""
    folder = tmp_path_factory.mktemp("streams")
    for file, choices in FILES.values():
        write_clip(folder / file, COUNT, **choices)
    timed = clocks()
    series = [camera(name, [FILES[name][0]], timestamps=timed[name]) for name in FILES]
    return write_session(folder / "streams.nwb", *series), timed


def test_a_streamed_camera_shows_the_last_frame_at_or_before_the_time(page, open_session, rig):
    path, timed = rig
    stage: Stage = open_session(page, path)
    stage.hide_words()
    wrong = []
    for time in [7.2, 11.9, 6.9, 9.0, 9.0 - 1 / 30, 13.4, *RNG.uniform(7.0, 13.2, 8)]:
        stage.seek(time)
        for name, times in timed.items():
            row = int(np.searchsorted(times, stage.time, side="right")) - 1
            if (stage.shows(name).frame, stage.barcode(name)) != (row, row):
                wrong.append((time, name, stage.shows(name), stage.barcode(name), row))
        if time == 9.0:  # not by stills alone: the video behind them shows the same frames
            expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
            shown = {name: stage.barcode(name) for name in FILES}
            assert shown == {name: stage.shows(name).frame for name in FILES}
    assert wrong == []
    routes = {name: stage.tile(name).get_attribute("data-route") for name in FILES}
    assert routes == {"mjpeg": "transcoded", "mpeg4": "transcoded", "ffv1": "transcoded", "ts": "copied"}
    assert stage.errors == []


def test_stepping_over_the_edges_of_segments_is_exact_both_ways(page, open_session, rig):
    path, timed = rig
    stage: Stage = open_session(page, path, only="mpeg4")
    stage.hide_words()
    times = timed["mpeg4"]
    row = int(np.searchsorted(times, 8.0)) - 2
    stage.seek(times[row] + 0.001)
    seen = []
    for key, step in [(".", 1)] * 4 + [(",", -1)] * 6:
        page.keyboard.press(key)
        row += step
        expect(stage.tile("mpeg4")).to_have_attribute("data-frame", str(row), timeout=PATIENCE)
        stage.settle()
        seen.append((stage.barcode("mpeg4"), row))
    assert [got for got, _ in seen] == [row for _, row in seen]


def test_streamed_cameras_play_along_the_clock(page, open_session, rig):
    path, timed = rig
    stage: Stage = open_session(page, path)
    stage.hide_words()
    stage.seek(7.0)
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-session-time", re.compile(r"^12\.[89]|^13"), timeout=PATIENCE)
    page.keyboard.press("Space")
    stage.settle()
    for name, times in timed.items():
        row = int(np.searchsorted(times, stage.time, side="right")) - 1
        assert (stage.shows(name).frame, stage.barcode(name)) == (row, row)
    assert stage.errors == []

"""Session time ↔ frame ↔ media time, against the table that the JavaScript passes too."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nwb_video_panel.timebase import FileTimebase, Timebase, file_of_frame

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "timebase.json").read_text(encoding="utf-8"))


def named(cases):
    return [pytest.param(case, id=case["name"]) for case in cases]


def timebase(case):
    if "timestamps" in case:
        return Timebase.from_timestamps([math.nan if t is None else t for t in case["timestamps"]])
    return Timebase.regular(case["start"], case["rate"], case["count"])


def file_timebase(case):
    if "pts" in case:
        return FileTimebase.from_pts(case["pts"])
    return FileTimebase.regular(case["start"], case["rate"], case["count"])


@pytest.mark.parametrize("case", named(VECTORS["timebases"]))
class TestVectors:
    def test_timestamps_become_a_strictly_ascending_clock(self, case):
        clock = timebase(case)
        assert clock.times.tolist() == case["times"]
        assert (None if clock.frames is None else clock.frames.tolist()) == case["frames"]
        assert clock.count == len(case["times"])
        assert clock.period == pytest.approx(case["period"], rel=1e-12)

    def test_what_is_on_screen_is_the_last_frame_with_a_timestamp_not_later(self, case):
        clock = timebase(case)
        for wanted in case["at"]:
            moment = clock.at(wanted["t"])
            assert {
                "t": wanted["t"],
                "state": moment.state,
                "row": moment.row,
                "frame": moment.frame,
                "timestamp": moment.timestamp,
                "next": moment.next,
            } == wanted

    def test_many_times_are_mapped_at_once(self, case):
        rows = timebase(case).row([wanted["t"] for wanted in case["at"]])
        assert rows.tolist() == [wanted["row"] for wanted in case["at"]]

    def test_what_was_noticed_is_said(self, case):
        assert [problem.what for problem in timebase(case).problems] == case["noticed"]

    def test_coverage_is_split_where_the_camera_paused(self, case):
        assert timebase(case).coverage() == [pytest.approx(span) for span in case["coverage"]]

    def test_coverage_keeps_to_its_limit_and_drops_the_shortest_pauses(self, case):
        if "coverage2" not in case:
            assert len(timebase(case).coverage(2)) == len(case["coverage"])
        else:
            assert timebase(case).coverage(2) == [pytest.approx(span) for span in case["coverage2"]]

    def test_the_binary_form_is_times_then_frames_where_they_are_not_in_order(self, case):
        expected = np.array(case["times"] + (case["frames"] or []), dtype="<f8")
        assert timebase(case).encode() == expected.tobytes()

    def test_start_and_stop_enclose_all_frames(self, case):
        clock = timebase(case)
        if case["times"]:
            assert (clock.start, clock.stop) == (case["times"][0], case["times"][-1] + clock.period)
        else:
            assert math.isnan(clock.start)
            assert math.isnan(clock.stop)


@pytest.mark.parametrize("case", named(VECTORS["files"]))
class TestFileVectors:
    def test_seeks_go_to_the_middle_of_a_frames_span(self, case):
        clock = file_timebase(case)
        for k, seconds in case["seek"]:
            assert clock.seek(k) == pytest.approx(seconds, abs=1e-9)

    def test_media_time_tells_the_frame_on_screen(self, case):
        clock = file_timebase(case)
        for media_time, frame in case["onScreen"]:
            assert clock.frame_on_screen(media_time) == frame, media_time

    def test_a_fraction_of_a_frame_is_a_media_time_within_it(self, case):
        clock = file_timebase(case)
        for k, fraction, seconds in case["mediaAt"]:
            assert clock.media_at(k, fraction) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize("case", named(VECTORS["boundaries"]))
def test_a_frame_belongs_to_the_file_that_began_last(case):
    for frame, file in case["frames"]:
        assert file_of_frame(case["firsts"], frame) == file


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(0.01, 2000), st.integers(1, 3000), st.floats(-0.5, 1.5))
def test_a_regular_clock_maps_as_its_written_out_times_do(start, rate, count, where):
    clock = Timebase.regular(start, rate, count)
    written = clock.times
    probes = np.concatenate([written, np.nextafter(written, -np.inf), [start + where * count / rate]])
    if np.all(np.diff(written) > 0):
        assert clock.row(probes).tolist() == (np.searchsorted(written, probes, side="right") - 1).tolist()


@settings(deadline=None)
@given(st.lists(st.one_of(st.floats(-1e3, 1e3, width=16), st.just(math.nan), st.just(math.inf)), max_size=30))
def test_any_timestamps_give_a_clock_that_shows_each_time_with_its_last_frame(timestamps):
    clock = Timebase.from_timestamps(timestamps)
    last_of = {t: i for i, t in enumerate(timestamps) if math.isfinite(t)}
    assert clock.times.tolist() == sorted(last_of)
    for t, frame in last_of.items():
        assert clock.at(t).frame == frame
    assert clock.period > 0


def test_a_clock_of_a_million_frames_at_two_hundred_thousand_seconds_finds_each_frame_by_its_own_time():
    clock = Timebase.regular(200_000.0, 499.98, 1_000_000)
    assert np.array_equal(clock.row(clock.times), np.arange(1_000_000))


@pytest.mark.parametrize(("start", "rate"), [(math.nan, 30.0), (0.0, 0.0), (0.0, -1.0), (0.0, math.nan)])
def test_a_clock_that_cannot_run_is_refused(start, rate):
    with pytest.raises(ValueError, match="no clock starts at"):
        Timebase.regular(start, rate, 10)


def test_a_problem_tells_how_many_timestamps_it_is_about():
    [problem] = Timebase.from_timestamps([0.0, math.nan, 1.0, math.nan]).problems
    assert problem.why.startswith("2 of 4 timestamps are NaN")


def test_coverage_of_a_camera_with_thousands_of_gaps_stays_small():
    times = np.arange(10_000) * 0.01
    times[::5] += np.arange(2_000)
    clock = Timebase.from_timestamps(np.sort(times))
    spans = clock.coverage(50)
    assert len(spans) == 50
    assert spans[0][0] == clock.start
    assert spans[-1][1] == clock.stop

"""The NWB file's clock and the frames in the files, brought together."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nwb_video_panel.alignment import align
from nwb_video_panel.model import Camera, Problem, Segment


def camera(firsts=(0,), counts=None, timestamps=None, rate=None, num_samples=None, known=True, **facts):
    counts = counts or [None] * len(firsts)
    segments = tuple(
        Segment(file=f"{i}.mp4", path=None, url=None, first=first, count=count)
        for i, (first, count) in enumerate(zip(firsts, counts, strict=True))
    )
    return Camera(
        name="Top",
        object_id="id",
        segments=segments,
        timestamps=None if timestamps is None else np.asarray(timestamps, float),
        rate=rate,
        num_samples=num_samples,
        boundaries_known=known,
        **facts,
    )


def spans(aligned):
    return [(segment.first, segment.count) for segment in aligned.segments]


def words(aligned):
    return [problem.what for problem in aligned.problems]


class TestWhatAgrees:
    def test_timestamps_and_frames_as_many(self):
        aligned = align(camera(timestamps=np.arange(10) / 10), [10])
        assert (spans(aligned), aligned.problems) == ([(0, 10)], ())
        assert (aligned.stated, aligned.found, aligned.timebase.count) == (10, 10, 10)

    def test_a_rate_and_num_samples(self):
        aligned = align(camera(rate=30.0, num_samples=90, starting_time=6.5), [90])
        assert aligned.problems == ()
        assert (aligned.timebase.rate, aligned.timebase.start, aligned.timebase.count) == (30.0, 6.5, 90)

    def test_several_files(self):
        aligned = align(camera([0, 5, 15], timestamps=np.arange(20)), [5, 10, 5])
        assert (spans(aligned), aligned.problems) == ([(0, 5), (5, 10), (15, 5)], ())

    def test_an_old_file_without_num_samples_takes_the_count_of_the_last_file(self):
        aligned = align(camera([0, 10], rate=30.0), [10, 17])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 10), (10, 17)], 27)
        assert (aligned.stated, aligned.problems) == (None, ())


class TestFewerOrMore:
    def test_fewer_timestamps_than_frames_play_what_has_both(self):
        aligned = align(camera(timestamps=np.arange(8)), [10])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 8)], 8)
        assert words(aligned) == ["More frames than the NWB file says"]
        assert "8 timestamps, 10 frames in the file" in aligned.problems[0].why

    def test_more_timestamps_than_frames_play_what_has_both(self):
        aligned = align(camera(timestamps=np.arange(10)), [8])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 8)], 8)
        assert aligned.timebase.stop == 8.0
        assert aligned.timebase.frames is None
        assert words(aligned) == ["Fewer frames than the NWB file says"]
        assert "10 timestamps, 8 frames in the file" in aligned.problems[0].why

    def test_fewer_frames_than_num_samples_end_the_clock_early(self):
        aligned = align(camera(rate=10.0, num_samples=50), [30])
        assert (aligned.timebase.rate, aligned.timebase.stop) == (10.0, 3.0)
        assert "50 frames by ImageSeries.num_samples, 30 frames in the file" in aligned.problems[0].why

    def test_a_file_in_the_middle_that_is_too_short_leaves_a_hole(self):
        aligned = align(camera([0, 10], timestamps=np.arange(20)), [7, 10])
        assert spans(aligned) == [(0, 7), (10, 10)]
        assert aligned.timebase.frames.tolist() == [*range(7), *range(10, 20)]
        assert aligned.timebase.at(8.5).frame == 6
        assert "0.mp4: 10 timestamps, 7 frames in the file" in aligned.problems[0].why

    def test_a_regular_clock_keeps_its_times_around_a_hole(self):
        aligned = align(camera([0, 100], rate=10.0, num_samples=200, starting_time=1.0), [40, 100])
        assert aligned.timebase.at(11.0).frame == 100
        assert aligned.timebase.at(6.0).state == "gap"
        assert aligned.timebase.coverage() == [pytest.approx((1.0, 5.0)), pytest.approx((11.0, 21.0))]

    def test_frames_beyond_the_next_files_first_are_not_shown(self):
        aligned = align(camera([0, 10], timestamps=np.arange(20)), [12, 10])
        assert spans(aligned) == [(0, 10), (10, 10)]
        assert words(aligned) == ["More frames than the NWB file says"]

    def test_a_last_file_that_begins_after_the_last_timestamp_shows_nothing(self):
        aligned = align(camera([0, 10], timestamps=np.arange(8)), [10, 10])
        assert aligned.timebase.count == 8
        assert spans(aligned)[1] == (10, 0)

    def test_problems_of_reading_and_of_the_timestamps_are_kept_in_order(self):
        noticed = Problem("before", "")
        aligned = align(camera(timestamps=[0.0, math.nan, 2.0], problems=(noticed,)), [2])
        assert words(aligned) == [
            "before",
            "Timestamps are missing",
            "Fewer frames than the NWB file says",
        ]


class TestWhatIsNotKnown:
    def test_a_missing_file_keeps_its_place_in_time(self):
        aligned = align(camera([0, 10], timestamps=np.arange(20)), [None, 10])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 10), (10, 10)], 20)
        assert (aligned.found, aligned.problems) == (None, ())

    def test_an_estimate_stands_in_where_nothing_else_tells(self):
        aligned = align(camera(rate=30.0), [None], [100])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 100)], 100)

    def test_an_estimate_never_overrules_or_blames_the_nwb_file(self):
        aligned = align(camera(rate=30.0, num_samples=120), [None], [100])
        assert (spans(aligned), aligned.timebase.count, aligned.problems) == ([(0, 120)], 120, ())

    def test_a_missing_file_of_which_nothing_is_known_has_no_time(self):
        aligned = align(camera(rate=30.0), [None])
        assert (spans(aligned), aligned.timebase.count) == ([(0, None)], 0)

    def test_without_a_clock_nothing_has_a_place(self):
        assert align(camera(), [10]).timebase.count == 0

    def test_counts_must_be_as_many_as_files(self):
        with pytest.raises(ValueError, match="1 counts for the 2 files of Top"):
            align(camera([0, 10]), [10])


class TestBoundaries:
    def test_where_starting_frame_is_useless_the_files_tell(self):
        aligned = align(camera([0, 10, 20], timestamps=np.arange(30), known=False), [5, 10, 15])
        assert (spans(aligned), aligned.problems) == ([(0, 5), (5, 10), (15, 15)], ())

    def test_the_last_files_count_is_not_needed_for_it(self):
        aligned = align(camera([0, 15], timestamps=np.arange(30), known=False), [5, None])
        assert spans(aligned) == [(0, 5), (5, 25)]

    def test_where_a_file_cannot_be_counted_the_guess_is_called_one(self):
        aligned = align(camera([0, 15], timestamps=np.arange(30), known=False), [None, 5])
        assert spans(aligned)[1][0] == 15
        assert "Where each file begins is a guess" in words(aligned)

    def test_files_that_fit_the_timestamps_exactly_prove_starting_frame_wrong(self):
        aligned = align(camera([0, 100], timestamps=np.arange(200)), [90, 110])
        assert spans(aligned) == [(0, 90), (90, 110)]
        assert words(aligned) == ["starting_frame is wrong"]
        assert "[0, 100]" in aligned.problems[0].why
        assert "[0, 90]" in aligned.problems[0].why

    def test_files_that_do_not_fit_leave_it_as_written(self):
        aligned = align(camera([0, 100], timestamps=np.arange(200)), [90, 100])
        assert spans(aligned) == [(0, 90), (100, 100)]


class TestNumbersThatNoRecordingHas:
    """They are a stranger's, and must not be taken for the length of an array."""

    @pytest.fixture(autouse=True)
    def _most(self, monkeypatch):
        monkeypatch.setattr("nwb_video_panel.alignment.MOST_FRAMES", 1000)

    def test_of_a_file_that_is_not_there(self):
        aligned = align(camera([0, 10], rate=30.0, num_samples=2**24), [5, None])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 5), (10, 990)], 995)
        assert words(aligned)[-1] == "More frames than are shown"

    def test_of_a_file_that_begins_beyond_them(self):
        aligned = align(camera([0, 2**24], rate=30.0, num_samples=2**24 + 5), [5, 5])
        assert (spans(aligned), aligned.timebase.count) == ([(0, 5), (2**24, 0)], 5)
        assert words(aligned)[-1] == "More frames than are shown"

    def test_by_a_files_header(self):
        assert align(camera(rate=30.0), [None], [10**15]).timebase.count == 1000


counts = st.lists(st.one_of(st.none(), st.integers(1, 40)), min_size=1, max_size=5)


@settings(deadline=None)
@given(
    counts,
    st.lists(st.integers(1, 30), min_size=5, max_size=5),
    st.one_of(st.none(), st.integers(0, 120)),
    st.booleans(),
    st.booleans(),
)
def test_whatever_is_known_only_frames_with_a_time_and_a_picture_are_played(
    counts, steps, stated, stamped, known
):
    firsts = [sum(steps[:i]) for i in range(len(counts))]
    clock = {"timestamps": np.arange(stated or 0) / 10} if stamped else {"rate": 10.0, "num_samples": stated}
    aligned = align(camera(firsts, known=known, **clock), counts)
    begins = [segment.first for segment in aligned.segments]
    assert begins[0] == 0
    assert all(one < other for one, other in pairwise(begins))
    for row in range(aligned.timebase.count):
        frame = aligned.timebase.frame_of_row(row)
        assert aligned.timebase.time_of_row(row) == pytest.approx(frame / 10)
        holder = max(i for i, first in enumerate(begins) if first <= frame)
        assert counts[holder] is None or frame - begins[holder] < counts[holder]
        assert stated is None or frame < stated

"""Session time ↔ frame ↔ media time, in seconds; pure.

A frame is on screen from its own timestamp until the next one's: at ``t`` it
is the last frame with timestamp <= ``t``. A `Timebase` maps session time to
frame numbers of a camera; a `FileTimebase` maps the frame numbers of one file
to that file's presentation times. Frame numbers are the only thing the two
share, so that frames per second never enter. ``js/src/timebase.js`` is the
same mapping for the page; both pass ``tests/vectors/timebase.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .model import Problem

State = Literal["before", "ready", "gap", "after"]

UNKNOWN_PERIOD = 1 / 30
"""The time between frames, seconds, where a single timestamp cannot tell it."""

FARTHEST = 1e100
"""Seconds beyond which a number is no time, and sums of such numbers overflow."""

SHORTEST = 1e-9
"""Seconds that there are between frames at least."""

TOLERANCE = 1e-4
"""How far a browser's media time may be below a frame's presentation time, seconds: it is rounded
to microseconds, and to 0.1 ms where the browser blunts its clocks."""


def _step(t: NDArray[np.float64], start: float, rate: float) -> NDArray[np.int64]:
    """Return the last k with ``start + k / rate <= t``, as exact as searching the written-out clock."""
    k = np.floor((t - start) * rate)
    k += start + (k + 1) / rate <= t
    k -= start + k / rate > t
    return k.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a camera shows at one session time."""

    state: State
    row: int
    """Position in ``times``; -1 before the first."""
    frame: int | None
    """Frame number over all of the camera's files; None before the first."""
    timestamp: float | None
    """Session time of that frame; None before the first."""
    next: float | None
    """Session time of the following frame; None on the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Timebase:
    """When each frame of a camera was taken.

    Made by `from_timestamps` or `regular`.
    """

    count: int
    """How many frames have a place in time."""
    period: float
    """The usual time between frames (median), seconds; > 0."""
    stamps: NDArray[np.float64] | None
    """(count,) strictly ascending, finite; None where the clock is regular."""
    frames: NDArray[np.int64] | None
    """(count,) the frame number of each; None where it is 0..count-1."""
    first: float = 0.0
    """Session time of frame 0 of a regular clock."""
    rate: float | None = None
    """Frames per second of a regular clock; None where there are timestamps."""
    problems: tuple[Problem, ...] = ()
    """What was noticed in the timestamps."""

    @classmethod
    def from_timestamps(
        cls,
        timestamps: ArrayLike,
        period: float | None = None,
        pictured: NDArray[np.bool_] | None = None,
    ) -> Timebase:
        """Place frames by their timestamps, whatever state these are in.

        Parameters
        ----------
        timestamps
            (n,) session seconds, the i-th belonging to frame i. NaN and infinite ones place no frame,
            unsorted ones are sorted with their frames, of equal ones the last counts.
        period
            The usual time between frames, seconds, for when there are fewer than two timestamps.
        pictured
            (n,) which frames there is a picture of; the others get no place in time.
        """
        given = np.asarray(timestamps, dtype=np.float64).ravel()
        usable = np.abs(given) < FARTHEST  # and no NaN
        missing = int(given.size - np.count_nonzero(usable))
        frames = np.flatnonzero(usable if pictured is None else usable & pictured)
        times = given[frames]

        unsorted = int(np.count_nonzero(np.diff(times) < 0))
        if unsorted:
            order = np.argsort(times, kind="stable")
            times, frames = times[order], frames[order]

        counts = np.append(np.diff(times) > 0, True)[: times.size]
        repeated = int(times.size - np.count_nonzero(counts))
        if repeated:
            times, frames = times[counts], frames[counts]

        identity = np.array_equal(frames, np.arange(frames.size))
        usual = float(np.median(np.diff(times))) if times.size > 1 else period or UNKNOWN_PERIOD
        return cls(
            count=int(times.size),
            period=max(usual, SHORTEST),
            stamps=times,
            frames=None if identity else frames,
            problems=_noticed(given.size, missing, unsorted, repeated),
        )

    @classmethod
    def regular(cls, start: float, rate: float, count: int) -> Timebase:
        """Place frame k at ``start + k / rate``.

        Raises
        ------
        ValueError
            ``start`` is not finite, ``rate`` is not a positive number or ``count`` is negative.
        """
        if not (np.isfinite(start) and np.isfinite(rate) and rate > 0 and count >= 0):
            raise ValueError(f"no clock starts at {start} s with {rate} frames per second and {count} frames")
        return cls(
            count=int(count), period=1 / rate, stamps=None, frames=None, first=float(start), rate=float(rate)
        )

    @property
    def times(self) -> NDArray[np.float64]:
        """(count,) session seconds, strictly ascending."""
        if self.stamps is not None:
            return self.stamps
        return self._time(np.arange(self.count))

    @property
    def start(self) -> float:
        """Session time of the first frame; NaN where there is none."""
        return self.time_of_row(0) if self.count else float("nan")

    @property
    def stop(self) -> float:
        """Session time at which the last frame ends, one period after it began; NaN where there is none."""
        return self.time_of_row(self.count - 1) + self.period if self.count else float("nan")

    @property
    def longest_wait(self) -> float:
        """The time between two frames, seconds, beyond which the camera counts as paused."""
        return max(5 * self.period, 0.1)

    def row(self, t: ArrayLike) -> NDArray[np.int64]:
        """Return the last row with time <= t, -1 before the first; same shape as ``t`` (seconds)."""
        wanted = np.asarray(t, dtype=np.float64)
        if self.stamps is None:
            assert self.rate is not None  # noqa: S101 - what `regular` has made sure of
            return np.clip(_step(wanted, self.first, self.rate), -1, self.count - 1)
        return np.asarray(np.searchsorted(self.stamps, wanted, side="right") - 1, dtype=np.int64)

    def time_of_row(self, row: int) -> float:
        """Return the session time, seconds, of a row from 0 to count - 1."""
        return float(self.stamps[row] if self.stamps is not None else self._time(np.asarray(row)))

    def frame_of_row(self, row: int) -> int:
        """Return the camera's frame number of a row from 0 to count - 1."""
        return row if self.frames is None else int(self.frames[row])

    def at(self, t: float) -> Moment:
        """Tell what the camera shows at session time ``t``, seconds."""
        row = int(self.row(t))
        following = self.time_of_row(row + 1) if row + 1 < self.count else None
        if row < 0:
            return Moment("before", row, None, None, following)
        timestamp = self.time_of_row(row)
        over = t >= timestamp + self.period
        state: State = "ready"
        if following is None and over:
            state = "after"
        elif following is not None and over and following - timestamp > self.longest_wait:
            state = "gap"
        return Moment(state, row, self.frame_of_row(row), timestamp, following)

    def gaps(self) -> NDArray[np.float64]:
        """Return (n, 2) where the camera paused: session times of the frames before and after."""
        if self.stamps is None:
            return np.empty((0, 2))
        last = np.flatnonzero(np.diff(self.stamps) > self.longest_wait)
        return np.column_stack([self.stamps[last], self.stamps[last + 1]])

    def coverage(self, limit: int = 500) -> list[tuple[float, float]]:
        """Return the spans (start, stop), session seconds, in which there are pictures.

        Spans are apart where the camera paused. There are at most ``limit`` (at least 1): the
        shortest pauses are left out first.
        """
        if not self.count:
            return []
        gaps = self.gaps()
        if len(gaps) > limit - 1:
            longest = np.argsort(gaps[:, 0] - gaps[:, 1], kind="stable")[: max(limit - 1, 0)]
            gaps = gaps[np.sort(longest)]
        starts = [self.start, *gaps[:, 1].tolist()]
        stops = [*(gaps[:, 0] + self.period).tolist(), self.stop]
        return list(zip(starts, stops, strict=True))

    def encode(self) -> bytes:
        """Return the binary form: float64 times, then float64 frames where these are not 0..count-1."""
        parts = [self.times] if self.frames is None else [self.times, self.frames]
        return b"".join(np.ascontiguousarray(part, dtype="<f8").tobytes() for part in parts)

    def _time(self, row: NDArray[np.int64]) -> NDArray[np.float64]:
        assert self.rate is not None  # noqa: S101 - what `regular` has made sure of
        return np.asarray(self.first + row / self.rate, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class FileTimebase:
    """When each frame of one file is presented, in media seconds.

    Made by `from_pts`, or by `regular` until the frame index is there.
    """

    pts: NDArray[np.float64] | None
    """(count,) ascending; None where the clock is regular."""
    period: float
    """The usual time between frames, seconds."""
    count: int | None
    """Number of frames; None where only the index will tell."""
    first: float = 0.0
    """Media time of frame 0 of a regular clock, seconds."""

    @classmethod
    def from_pts(cls, pts: ArrayLike) -> FileTimebase:
        """Use presentation times, (n,) seconds, n > 0, ascending, edit lists applied."""
        times = np.asarray(pts, dtype=np.float64)
        spans = np.diff(times)
        spans = spans[spans > 0]
        period = float(np.median(spans)) if spans.size else UNKNOWN_PERIOD
        return cls(pts=times, period=period, count=int(times.size))

    @classmethod
    def regular(cls, start: float, rate: float, count: int | None = None) -> FileTimebase:
        """Use ``start + k / rate``, as the container's header gives it."""
        return cls(pts=None, period=1 / rate, count=count, first=start)

    def media_at(self, k: int, fraction: float) -> float:
        """Return the media time, seconds, at which ``fraction`` (0 to 1) of frame k's span has passed."""
        if self.pts is None:
            return self.first + (k + fraction) * self.period
        start = float(self.pts[k])
        stop = float(self.pts[k + 1]) if k + 1 < self.pts.size else start + self.period
        return start + fraction * (stop - start)

    def seek(self, k: int) -> float:
        """Return the media time, seconds, to seek to for frame k: the middle of its span."""
        return self.media_at(k, 0.5)

    def frame_on_screen(self, media_time: float) -> int:
        """Return the frame that a video shows which reports ``media_time``, seconds."""
        t = media_time + TOLERANCE
        if self.pts is not None:
            return max(int(np.searchsorted(self.pts, t, side="right")) - 1, 0)
        k = int(_step(np.asarray(t), self.first, 1 / self.period))
        return max(k if self.count is None else min(k, self.count - 1), 0)


def file_of_frame(firsts: Sequence[int], frame: int) -> int:
    """Return which file holds a camera's frame, given each file's first frame (ascending, from 0)."""
    return max(int(np.searchsorted(np.asarray(firsts), frame, side="right")) - 1, 0)


def _noticed(given: int, missing: int, unsorted: int, repeated: int) -> tuple[Problem, ...]:
    problems = []
    if given and missing == given:
        return (
            Problem(
                "No usable timestamps",
                f"All {given:,} timestamps are NaN or infinite, so no frame has a place in time.",
                "Correct ImageSeries.timestamps in the NWB file.",
                state="error",
            ),
        )
    if missing:
        problems.append(
            Problem(
                "Timestamps are missing",
                f"{missing:,} of {given:,} timestamps are NaN or infinite; their frames are not shown.",
                "Correct ImageSeries.timestamps in the NWB file.",
            )
        )
    if unsorted:
        problems.append(
            Problem(
                "Timestamps are not in order",
                f"{unsorted:,} of {given:,} timestamps are earlier than the one before; "
                "frames are shown in the order of their timestamps.",
                "Check the clock that wrote ImageSeries.timestamps.",
            )
        )
    if repeated:
        problems.append(
            Problem(
                "Timestamps are repeated",
                f"{repeated:,} of {given:,} timestamps occur again; of frames with the same one, "
                "the last is shown.",
                "Check the clock that wrote ImageSeries.timestamps.",
            )
        )
    return tuple(problems)

"""Where a file's frames lie on the session clock, cut into the spans of a stream's segments.

Segment i of a stream holds the frames with ``floor((t - origin) / span) == i``;
the time of a frame in the stream is its session time less ``origin``, so that
gaps, offsets and irregular clocks need no further mapping. ``js/src/spans.js``
counts alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import cache, kept

LONGEST_SPAN = 120
"""Frames that a segment has at most, about."""
FEWEST = 8
"""Frames that a segment has at least, about; slow cameras have longer spans."""

LONGEST = 3600.0
"""Seconds that a frame may stay: a duration has 32 bits of microseconds."""


def span_of(period: float) -> float:
    """Return how long a stream's segments are, seconds: about one."""
    return max(min(max(1.0, FEWEST * period), LONGEST_SPAN * period), 0.1)


def origin_of(start: float) -> float:
    """Return the session time that is zero in a stream: a browser's media time is never negative."""
    return math.floor(start) - 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """The frames of one file that have a place in time, in the order of time."""

    times: NDArray[np.float64]
    """(n,) session seconds, strictly ascending."""
    numbers: NDArray[np.int64] | None
    """(n,) frame numbers in this file; None where they are 0..n-1."""
    origin: float
    span: float
    period: float

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> Feed:
        """Read what a token says.

        Raises
        ------
        LookupError, OSError, ValueError, TypeError
            The timestamps are no longer in the cache, or the claims are no stream's.
        """
        first, count = int(claims["f"]), int(claims["n"])
        clock, numbers = claims["c"], None
        if isinstance(clock, str):
            there = kept.get(clock)
            stamps: NDArray[np.float64]
            if isinstance(there, bytes):
                stamps = np.frombuffer(there, "<f8")
            else:
                stamps = np.memmap(cache.path(clock), "<f8", "r")
            if claims["i"]:
                times = stamps[first : first + count]
            else:
                times, frames = stamps.reshape(2, -1)
                own = (frames >= first) & (frames < first + count)
                times, numbers = times[own], frames[own].astype(np.int64) - first
        else:
            start, rate, total = clock
            times = start + np.arange(first, min(first + count, total), dtype=np.float64) / rate
        return cls(times, numbers, float(claims["o"]), float(claims["s"]), float(claims["w"]))

    def number(self, row: int) -> int:
        """Return the number in the file of a row's frame."""
        return row if self.numbers is None else int(self.numbers[row])

    def rows(self, segment: int) -> range:
        """Return the rows of a segment."""
        low = self._first_row(segment)
        return range(low, max(self._first_row(segment + 1), low))

    def segments(self, first: int, last: int) -> tuple[int, int]:
        """Return the first and the last segment whose frames are all among the rows from first to last."""
        last = min(last, self.times.size - 1)
        low, high = self._segment(first), self._segment(last)
        return low + (self._first_row(low) < first), high - (self._first_row(high + 1) - 1 > last)

    def stop(self, row: int) -> float:
        """Return when the frame of a row makes way for the next; the last stays for one period.

        It stays through a pause too: a hole in what a browser has of a stream keeps it from showing the
        frames before the hole.
        """
        start = float(self.times[row])
        following = float(self.times[row + 1]) if row + 1 < self.times.size else start + self.period
        return min(following, start + LONGEST)

    def _first_row(self, segment: int) -> int:
        row = int(np.searchsorted(self.times, self.origin + segment * self.span))
        # The sum may be rounded to the other side of a timestamp.
        while row > 0 and self._segment(row - 1) >= segment:
            row -= 1
        while row < self.times.size and self._segment(row) < segment:
            row += 1
        return row

    def _segment(self, row: int) -> int:
        return math.floor((float(self.times[row]) - self.origin) / self.span)

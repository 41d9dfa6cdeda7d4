"""Which frame of a file has which presentation time."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_SAME = 0.4
"""Two presentation times are one frame's where they differ by less than so much of the usual span."""


class Numbering(Protocol):
    """Which frame has which presentation time."""

    count: int
    """Frames whose place is known."""

    def frame(self, media: float) -> int:
        """Return the frame presented at ``media`` seconds."""

    def media(self, k: int) -> float:
        """Return when frame k is presented, media seconds."""

    def key_before(self, k: int) -> int | None:
        """Return the last key frame at or before k; None where not known."""

    def may_be_key(self, k: int) -> bool:
        """Whether frame k is a key frame, or nobody knows."""


class ByIndex:
    """Numbering by a file's frame index.

    Parameters
    ----------
    pts
        (n,) media seconds, ascending.
    keys
        (n,) whether it is a key frame.
    """

    def __init__(self, pts: NDArray[np.float64], keys: NDArray[np.bool_]) -> None:
        self._pts, self._keys = pts, np.flatnonzero(keys)
        self.count = int(pts.size)
        spans = np.diff(pts)
        spans = spans[spans > 0]
        self._slack = _SAME * float(spans.min()) if spans.size else 1e-3

    def frame(self, media: float) -> int:
        """Return the frame presented at ``media`` seconds."""
        return int(np.searchsorted(self._pts, media + self._slack, side="right")) - 1

    def media(self, k: int) -> float:
        """Return when frame k is presented, media seconds."""
        return float(self._pts[min(k, self._pts.size - 1)])

    def key_before(self, k: int) -> int | None:
        """Return the last key frame at or before k; None where there is none."""
        at = int(np.searchsorted(self._keys, k, side="right")) - 1
        return None if at < 0 else int(self._keys[at])

    def may_be_key(self, k: int) -> bool:
        """Whether frame k is a key frame."""
        return self.key_before(k) == k


class ByRate:
    """Numbering as the container's header gives it, until the frame index is there: a guess.

    Parameters
    ----------
    start
        Media time of the first frame, seconds.
    rate
        Frames per second.
    """

    def __init__(self, start: float, rate: float) -> None:
        self._start, self._rate = start, rate
        self.count = 0

    def frame(self, media: float) -> int:
        """Return the frame presented at about ``media`` seconds."""
        return round((media - self._start) * self._rate)

    def media(self, k: int) -> float:
        """Return about when frame k is presented, media seconds."""
        return self._start + k / self._rate

    def key_before(self, k: int) -> int | None:  # noqa: ARG002 - as `Numbering`
        """Return None: it is not known."""
        return None

    def may_be_key(self, k: int) -> bool:  # noqa: ARG002 - as `Numbering`
        """Return that it is not known."""
        return True

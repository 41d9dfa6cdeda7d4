"""A camera as stills and clips show it: its files on its clock, moved, turned and coloured as on screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MediaError
from ..timebase import Timebase, file_of_frame
from .exact import facts_of, rgb
from .look import Look
from .wishes import Wish

_TURN = 90


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One camera's files on its clock."""

    name: str
    timebase: Timebase
    firsts: tuple[int, ...]
    """The camera's frame number of each file's first frame."""
    places: tuple[tuple[Path, str | None, bool] | None, ...]
    """Of each file: path, dataset and whether that is a volume; None where it cannot be read."""
    offset: float = 0.0
    """Seconds by which its timestamps count as later."""
    rotate: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""
    flip: bool = False
    """Whether left and right are exchanged, after the turn."""
    look: Look = field(default_factory=Look)
    """How frames stored in the NWB file become pictures; videos let it be."""

    @property
    def times(self) -> NDArray[np.float64]:
        """(count,) when each frame is due, session seconds."""
        return self.timebase.times + self.offset if self.offset else self.timebase.times

    def rows(self, moments: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the row of `times` shown at each moment; -1 where there is no picture yet, or no more."""
        times = self.times
        if not times.size:
            return np.full(moments.shape, -1)
        rows = np.searchsorted(times, moments, side="right") - 1
        return np.where(moments >= self.end, -1, rows)

    @property
    def end(self) -> float:
        """Session time at which its last frame ends."""
        return self.timebase.stop + self.offset

    def at(self, t: float) -> tuple[int, float]:
        """Return the frame shown at ``t`` and its timestamp in the NWB file.

        Raises
        ------
        MediaError
            The camera has no frame then.
        """
        row = int(self.rows(np.array([t]))[0])
        if row < 0:
            raise MediaError("No frame to save", f"{self.name} has none at {t:.3f} s.", "Go to another time.")
        return self.timebase.frame_of_row(row), self.timebase.time_of_row(row)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of its pictures as turned.

        Raises
        ------
        MediaError
            None of its files can be read.
        """
        for place in self.places:
            if place is not None:
                info = facts_of(place[0], place[1])
                sides = (info.width, info.height)
                return sides[::-1] if self.rotate % 180 else sides
        raise MediaError(
            "Nothing to save",
            f"no file of {self.name} can be read on the machine that serves this page.",
            "Leave that camera out.",
        )

    def holds(self, frame: int) -> bool:
        """Whether the file of a frame can be read."""
        return self.places[file_of_frame(self.firsts, frame)] is not None

    def picture(self, frame: int, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
        """Return a frame as turned, with square pixels; uint8 (height, width, 3).

        Parameters
        ----------
        size
            (width, height) to bring it to; as recorded unless given.

        Raises
        ------
        MediaError
            It cannot be read.
        """
        number = file_of_frame(self.firsts, frame)
        place = self.places[number]
        if place is None:
            raise MediaError("No frame to save", f"the file of {self.name} cannot be read.", "")
        path, dataset, volume = place
        claims: dict[str, Any] = {"p": str(path)}
        if dataset is not None:
            claims |= {"d": dataset, "v": volume}
        upright = size[::-1] if size is not None and self.rotate % 180 else size
        recorded = rgb(claims, Wish("saved", frame - self.firsts[number], look=self.look), upright)
        turned = np.rot90(recorded, -self.rotate // _TURN)
        return np.ascontiguousarray(turned[:, ::-1] if self.flip else turned)

"""What a page asks of a stream: a segment, a still or its levels, and how its pictures are to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from .look import COLORMAPS, Look

DIVISORS = (1, 2, 4)
"""By how much a picture may be made smaller, where the machine cannot keep up."""

STILL, SEGMENT, AHEAD = 0, 1, 2
"""Priorities: a still is waited for by a person, a segment by a picture, what is ahead by nobody yet."""


class NothingThereError(LookupError):
    """The stream has no such segment or frame, or the request makes no sense."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for."""

    kind: str
    """``segment``, ``still``, or ``levels``: which numbers stored frames have."""
    number: int
    """Of the segment, of the frame in the file, or of the plane."""
    divisor: int = 1
    chroma: bool = False
    """Whether colours may be sent at full resolution."""
    copied: bool = True
    """Whether packets may be copied where the file allows it."""
    look: Look = field(default_factory=Look)
    """How stored numbers become pictures."""
    ahead: bool = False
    """Whether it is not waited for yet."""
    png: bool = False
    """Whether a still is to be as recorded, without loss."""

    @classmethod
    def of(cls, query: str) -> Wish:
        """Read a request's query.

        Raises
        ------
        NothingThereError
            It is not what a page asks.
        """
        try:
            said = dict(parse_qsl(query, strict_parsing=True, max_num_fields=12))
            kind = next((each for each in ("segment", "levels") if each in said), "still")
            wish = cls(
                kind,
                int(said[kind]),
                int(said.get("scale", 1)),
                said.get("chroma") == "1" and kind == "segment",
                said.get("route") != "transcoded",
                _look(said),
                said.get("ahead") == "1",
                said.get("png") == "1" and kind == "still",
            )
        except (ValueError, KeyError) as error:
            raise NothingThereError(query[:80]) from error
        if not 0 <= wish.number < 2**31 or wish.divisor not in DIVISORS:
            raise NothingThereError(query[:80])
        return wish

    @property
    def type(self) -> str:
        """The content type."""
        if self.kind == "still":
            return "image/png" if self.png else "image/jpeg"
        return "video/mp4" if self.kind == "segment" else "application/json"

    @property
    def priority(self) -> int:
        """Small is first."""
        if self.kind != "segment":
            return STILL
        return AHEAD if self.ahead else SEGMENT


def _look(said: Mapping[str, str]) -> Look:
    low, high = (float(said[name]) if name in said else None for name in ("low", "high"))
    gamma = float(said.get("gamma", 1.0))
    look = Look(low, high, gamma, said.get("colormap", "gray"), int(said.get("plane", 0)))
    finite = all(value is None or math.isfinite(value) for value in (low, high))
    if not finite or not 0.05 <= gamma <= 20 or look.colormap not in COLORMAPS or look.plane < 0:
        raise ValueError("no such look")
    return look

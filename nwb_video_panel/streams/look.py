"""How stored numbers become pictures: what is black and white, gamma, colours, and which plane of a volume.

Not-a-number is black; nothing is ever divided by zero.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

COLORMAPS = ("gray", "viridis", "inferno", "magma", "cividis", "turbo")

STOPS = 9
"""Colours that a swatch of a colormap has."""


@dataclass(frozen=True, slots=True)
class Look:
    """How numbers become a picture; None is what the data suggest."""

    low: float | None = None
    """What is black."""
    high: float | None = None
    """What is white."""
    gamma: float = 1.0
    """The exponent of the share between black and white."""
    colormap: str = "gray"
    plane: int = 0
    """Of a volume."""

    @classmethod
    def of(cls, adjustment: Mapping[str, Any]) -> Look:
        """Return the look that a page has a camera's stored frames shown with.

        A page's gamma is the eye's, above 1 for brighter shadows, and its inverse is the exponent.
        """
        return cls(
            low=adjustment.get("low"),
            high=adjustment.get("high"),
            gamma=round(1 / adjustment.get("gamma", 1.0), 4),
            colormap=adjustment.get("colormap", "gray"),
            plane=int(adjustment.get("plane", 0)),
        )


def apart(low: float, high: float) -> tuple[float, float]:
    """Return black and white with white above black, whatever their size."""
    return low, high if high > low else low + max(1.0, abs(low) * 1e-6)


def to_8_bits(frame: NDArray[Any], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    """Return numbers as grey levels: low and less is 0, high and more is 255."""
    if frame.dtype == np.uint8 and (low, high, gamma) == (0, 255, 1):
        return frame
    if frame.dtype.itemsize <= 2 and frame.dtype.kind in "ui":
        facts = np.iinfo(frame.dtype)
        table = _table(facts.min, facts.max, low, high, gamma)
        shifted = frame if not facts.min else frame.astype(np.int32) - facts.min
        return table[shifted]
    # What has more than 24 bits would lose them as float32.
    precise = np.float32 if frame.dtype.kind == "f" and frame.dtype.itemsize <= 4 else np.float64
    return _scaled(frame.astype(precise), low, high, gamma)


def over_black(colours: NDArray[np.uint8], frame: NDArray[Any]) -> NDArray[np.uint8]:
    """Return red, green and blue as they look over black; ``frame`` holds the opacity as its fourth part."""
    if frame.shape[2] == 3:
        return colours
    full = np.iinfo(frame.dtype).max if frame.dtype.kind in "ui" else 1.0
    opacity = np.clip(np.nan_to_num(frame[..., 3:].astype(np.float32) / full), 0.0, 1.0)
    seen: NDArray[np.uint8] = np.round(colours[..., :3] * opacity).astype(np.uint8)
    return seen


@functools.cache
def colours_of(colormap: str) -> NDArray[np.uint8]:
    """Return the colours of the grey levels; (256, 3)."""
    if colormap == "gray":
        return np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)
    from bokeh import palettes

    table = getattr(palettes, f"{colormap.capitalize()}256")
    return np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in table], np.uint8)


def swatch(colormap: str) -> list[str]:
    """Return a few of a colormap's colours from black to white, as ``#rrggbb``."""
    levels = np.linspace(0, 255, STOPS).round().astype(int)
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours_of(colormap)[levels].tolist()]


@functools.lru_cache(maxsize=32)
def _table(least: int, most: int, low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    return _scaled(np.arange(least, most + 1, dtype=np.float64), low, high, gamma)


def _scaled(values: NDArray[Any], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    with np.errstate(all="ignore"):
        share = np.clip(np.nan_to_num((values - low) / (high - low), nan=0.0), 0.0, 1.0)
        scaled: NDArray[np.uint8] = np.round(share**gamma * 255).astype(np.uint8)
    return scaled

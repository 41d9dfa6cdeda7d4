"""Soft-edged shapes in a YCbCr picture, each in a box no larger than itself.

A picture is uint8 (height, width, 3) of Y, Cb, Cr (BT.601, video range), so that
an encoder takes it as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .. import barcode

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]
Point = Sequence[float]
"""Column and row in pixels, and pixels per cm there."""
Box = tuple[int, int, int, int]
"""Top, bottom, left, right."""

BLACK = np.array([16, 128, 128], np.float32)
_FROM_RGB = np.array(
    [[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]], np.float32
)


def ycbcr(rgb: NDArray[np.floating] | NDArray[np.uint8] | Sequence[float]) -> Floats:
    """Convert (..., 3) red, green, blue, 0 to 255, to Y, Cb, Cr of the same shape."""
    converted: Floats = np.asarray(rgb, np.float32) @ _FROM_RGB.T + BLACK
    return converted


def box_around(points: Sequence[Point], radii: Sequence[float], within: Box, margin: float = 2) -> Box | None:
    """Find the box around circles (radii in pixels); None where none of it is `within`."""
    sized = list(zip(points, radii, strict=True))
    top = max(within[0], int(min(p[1] - r for p, r in sized) - margin))
    bottom = min(within[1], int(max(p[1] + r for p, r in sized) + margin) + 1)
    left = max(within[2], int(min(p[0] - r for p, r in sized) - margin))
    right = min(within[3], int(max(p[0] + r for p, r in sized) + margin) + 1)
    return (top, bottom, left, right) if bottom - top > 1 and right - left > 1 else None


def distance(box: Box, ends: Sequence[Point], radii: Sequence[float]) -> tuple[Floats, Floats]:
    """Give each pixel's distance to a segment, and the radius at the segment's nearest point."""
    (x0, y0), (x1, y1) = (end[:2] for end in ends)
    x: Floats = np.arange(box[2] - x0, box[3] - x0 - 0.5, dtype=np.float32)
    y: Floats = np.arange(box[0] - y0, box[1] - y0 - 0.5, dtype=np.float32)[:, np.newaxis]
    along_x, along_y = x1 - x0, y1 - y0
    length = along_x * along_x + along_y * along_y
    if length < 1e-6:
        return np.sqrt(x * x + y * y), np.full((1, 1), radii[0], np.float32)
    part: Floats = x * np.float32(along_x / length) + y * np.float32(along_y / length)
    np.maximum(part, 0, out=part)
    np.minimum(part, 1, out=part)
    off_x: Floats = x - part * np.float32(along_x)
    off_y: Floats = y - part * np.float32(along_y)
    part *= np.float32(radii[1] - radii[0])
    part += np.float32(radii[0])
    off_x *= off_x
    off_y *= off_y
    off_x += off_y
    return np.sqrt(off_x, out=off_x), part


def capsule(  # noqa: PLR0913 - a shape and how it is drawn; the latter by keyword
    picture: Picture,
    ends: Sequence[Point],
    radii: Sequence[float],
    colour: Floats,
    *,
    within: Box,
    edge: float = 0.0,
    strength: float = 1.0,
) -> None:
    """Draw all points within a radius of a segment; `radii` and `edge`, the edge's width, in cm."""
    scale = ends[0][2]
    reach = [radius * end[2] for radius, end in zip(radii, ends, strict=True)]
    soft = max(1.0, edge * scale)
    box = box_around(ends, reach, within, soft)
    if box is None:
        return
    away, radius = distance(box, ends, reach)
    cover = (radius - away) * np.float32(1 / soft) + np.float32(0.5)
    np.maximum(cover, 0, out=cover)
    np.minimum(cover, 1, out=cover)
    if strength != 1:
        cover *= np.float32(strength)
    lay(picture, box, cover, colour)


def disc(picture: Picture, centre: Point, radius: float, colour: Floats, *, within: Box) -> None:
    """Draw a ball; `radius` in cm."""
    capsule(picture, (centre, centre), (radius, radius), colour, within=within)


def lay(picture: Picture, box: Box, cover: Floats, colour: Floats) -> None:
    """Mix `colour` into a box by `cover`, 0 to 1 for each pixel."""
    patch = picture[box[0] : box[1], box[2] : box[3]]
    change = colour - patch
    change *= cover[..., np.newaxis]
    np.add(patch, change, out=patch, casting="unsafe")


SEGMENTS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgecd", "abc", "abcdefg", "abcdfg")
"""The lit segments of the digits 0 to 9."""


def _digits() -> Picture:
    """(10, 30, 20): seven-segment digits, soft at the edges."""
    corners = {
        "nw": (5, 4),
        "ne": (15, 4),
        "w": (4.4, 15),
        "e": (14.4, 15),
        "sw": (3.8, 26),
        "se": (13.8, 26),
    }
    ends = {"a": "nw ne", "b": "ne e", "c": "e se", "d": "sw se", "e": "w sw", "f": "nw w", "g": "w e"}
    glyphs = np.zeros((10, 30, 20), np.float32)
    for glyph, lit in zip(glyphs, SEGMENTS, strict=True):
        for segment in lit:
            away, _ = distance((0, 30, 0, 20), [corners[name] for name in ends[segment].split()], (0, 0))
            np.maximum(glyph, np.clip(2 - away, 0, 1), out=glyph)
    return (glyphs * (barcode.LIGHT - barcode.DARK) + barcode.DARK).astype(np.uint8)


_DIGITS = _digits()


def write_number(picture: Picture, number: int) -> None:
    """Write a frame number at the right of the band above the view."""
    right = picture.shape[1] - 8
    for digit in reversed(str(number)):
        picture[9:39, right - 20 : right, 0] = _DIGITS[int(digit)]
        right -= 20

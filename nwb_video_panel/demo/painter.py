"""Draws the world's moments as one camera sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import barcode
from .shapes import (
    BLACK,
    Floats,
    Picture,
    Point,
    box_around,
    capsule,
    disc,
    distance,
    lay,
    write_number,
    ycbcr,
)
from .viewpoint import BAND, Colour, Viewpoint, background
from .world import CLOCK, LAMPS, Moment

GLOW: dict[str, Colour] = {"left": (70, 190, 255), "right": (255, 176, 40)}
FUR = (104, 84, 70)
SKIN = ycbcr((214, 158, 146))
EAR = ycbcr((158, 116, 104))
INNER_EAR = ycbcr((222, 170, 158))
EYE = ycbcr((18, 15, 16))
HAND = ycbcr((196, 52, 44))
SHADE = ycbcr((70, 66, 62))
BODY_RADII = (0.34, 1.12, 1.02, 1.3, 1.62, 1.72, 1.0)
TAIL_RADII = (0.42, 0.36, 0.3, 0.25, 0.2, 0.16, 0.1)
UP = np.array([0.0, 0.0, 1.0])


class Part(NamedTuple):
    """A ball on the body."""

    place: NDArray[np.float64]
    anchor: NDArray[np.float64]
    """The part is in front of the body where it is nearer to the camera than this point."""
    radius: float
    colour: Floats


class Painter:
    """Draws moments for one viewpoint; the empty arena is drawn once."""

    def __init__(self, view: Viewpoint) -> None:
        self.view = view
        width, height = view.size
        self._within = (BAND, height, 0, width)
        self._fur = ycbcr(np.array(FUR) * view.tint) - BLACK
        empty = background(view)
        for x, y, scale in view.project(np.array(list(LAMPS.values()))):
            bulb = np.hypot(np.arange(width) - x, np.arange(height)[:, np.newaxis] - y) < 0.5 * scale
            empty[bulb] = (92, 92, 98)
        self._empty = _rounded(empty)
        self._lit = {side: self._with_lamp(empty, side) for side in LAMPS}

    def _with_lamp(self, empty: Picture, side: str) -> Picture:
        """Return the empty arena while a lamp is lit."""
        picture = empty.astype(np.float32)
        x, y, scale = self.view.project(np.array([LAMPS[side]]))[0]
        height, width = picture.shape[:2]
        away = np.hypot(np.arange(width) - x, np.arange(BAND, height)[:, np.newaxis] - y) / scale
        glow = np.exp(-((away / 2.2) ** 2)) * 0.85 + np.exp(-away / 3.5) * 0.3
        lit = picture[BAND:]
        lit += glow[..., np.newaxis] * (np.array(GLOW[side]) * 1.05 - lit * 0.55)
        core = np.clip((0.75 - away) * scale + 0.5, 0, 1)[..., np.newaxis]
        lit += core * (np.array([255, 252, 244]) - lit)
        return _rounded(np.clip(picture, 0, 255))

    def paint(self, moment: Moment, number: int) -> Picture:
        """Draw a frame as an encoder takes it: yuv420p planes, uint8 (3/2 height, width)."""
        lamp = moment.lamp
        picture = (self._empty if lamp is None else self._lit[lamp]).copy()
        self._clock_and_shadow(picture, moment)
        self._tail(picture, moment)
        parts = _parts(moment)
        places = np.array([part.place for part in parts])
        nearer = self.view.depth(places) < self.view.depth(np.array([part.anchor for part in parts]))
        seen = list(zip(parts, self.view.project(places).tolist(), nearer.tolist(), strict=True))
        for part, place, near in seen:
            if not near:
                disc(picture, place, part.radius, part.colour, within=self._within)
        self._body(picture, moment)
        for part, place, near in seen:
            if near:
                disc(picture, place, part.radius, part.colour, within=self._within)
        barcode.draw(picture[..., :1], number)
        write_number(picture, number)
        return _planes(picture)

    def _clock_and_shadow(self, picture: Picture, moment: Moment) -> None:
        ground = moment.spine[:6:5] * [1, 1, 0] + [0.35, -0.35, 0]
        centre, tip, *shadow = self.view.project(np.vstack([CLOCK, moment.hand, ground])).tolist()
        capsule(picture, (centre, tip), (0.26, 0.12), HAND, within=self._within)
        darker = picture[..., :1]  # a shadow takes light away and leaves the colour
        capsule(darker, shadow, (1.5, 1.9), SHADE[:1], within=self._within, edge=1.4, strength=0.42)

    def _tail(self, picture: Picture, moment: Moment) -> None:
        points = self.view.project(moment.spine[5:]).tolist()
        for i in range(6):
            capsule(picture, points[i : i + 2], TAIL_RADII[i : i + 2], SKIN, within=self._within)

    def _body(self, picture: Picture, moment: Moment) -> None:
        """One surface of fur, lit from the upper left."""
        points: list[Point] = self.view.project(np.vstack([moment.nose, moment.spine[:6]])).tolist()
        radii = [radius * point[2] for radius, point in zip(BODY_RADII, points, strict=True)]
        box = box_around(points, radii, self._within)
        if box is None:
            return
        height = np.zeros((box[1] - box[0], box[3] - box[2]), np.float32)
        cover = np.zeros_like(height)
        for i in range(6):
            self._add_limb(height, cover, box, points[i : i + 2], radii[i : i + 2])
        slope_y, slope_x = np.gradient(height)
        slope = np.clip(0.16 * (slope_x + 1.4 * slope_y), -0.34, 0.3)
        light = slope + (0.62 + 0.3 / max(radii) * height)
        np.minimum(cover, 1, out=cover)
        lay(picture, box, cover, light[..., np.newaxis] * self._fur + BLACK)

    def _add_limb(
        self,
        height: Floats,
        cover: Floats,
        outer: tuple[int, int, int, int],
        ends: Sequence[Point],
        radii: Sequence[float],
    ) -> None:
        """Raise the body's surface to that of a capsule, in place."""
        box = box_around(ends, radii, self._within)
        if box is None:
            return
        away, radius = distance(box, ends, radii)
        at = np.s_[box[0] - outer[0] : box[1] - outer[0], box[2] - outer[2] : box[3] - outer[2]]
        np.maximum(cover[at], radius - away + np.float32(0.5), out=cover[at])
        rise = np.maximum(radius * radius - away * away, 0)
        np.maximum(height[at], np.sqrt(rise, out=rise), out=height[at])


def _parts(moment: Moment) -> list[Part]:
    """Ears, eyes, nose and feet."""
    head, ahead = moment.spine[0], moment.nose - moment.spine[0]
    parts = []
    for sign, ear in zip((1, -1), moment.ears, strict=True):
        parts.append(Part(ear - 0.15 * UP, head + 0.4 * UP, 0.74, EAR))
        parts.append(Part(ear - 0.1 * UP + 0.14 * ahead, head + 0.4 * UP + 0.14 * ahead, 0.5, INNER_EAR))
        eye = head + 0.45 * ahead + sign * 0.72 * moment.side + 0.42 * UP
        parts.append(Part(eye, head + 0.25 * ahead, 0.21, EYE))
    parts.append(Part(moment.nose, head + 0.8 * ahead, 0.24, SKIN))
    return parts + _feet(moment)


def _feet(moment: Moment) -> list[Part]:
    """Two in front, which hang when it rears, and two behind."""
    spine, feet = moment.spine, []
    for at, swing in ((2, 0.0), (4, np.pi)):
        along = (spine[at - 1] - spine[at + 1]) * [1, 1, 0]
        along = along / max(1e-6, float(np.hypot(along[0], along[1])))
        across = np.array([-along[1], along[0], 0.0])
        for sign in (1, -1):
            phase = moment.stride + swing + (0 if sign > 0 else np.pi)
            foot = spine[at] + sign * 1.15 * across + 0.7 * np.sin(phase) * along
            foot[2] = 0.3 + max(0.0, 0.35 * np.cos(phase))
            if at == 2:
                foot += moment.rearing * ((spine[at][2] - 0.9) * UP + 1.1 * along)
            feet.append(Part(foot, spine[at] - 0.3 * UP, 0.4, SKIN))
    return feet


def _rounded(rgb: NDArray[np.floating] | Picture) -> Picture:
    return np.round(ycbcr(rgb)).astype(np.uint8)


def _planes(picture: Picture) -> Picture:
    """Lay out yuv420p: the Y plane, then Cb and Cr at half the size."""
    height, width = picture.shape[:2]
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = picture[..., 0]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    chroma[0], chroma[1] = picture[::2, ::2, 1], picture[::2, ::2, 2]
    return planes

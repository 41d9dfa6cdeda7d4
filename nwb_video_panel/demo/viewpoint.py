"""Where a camera stands, and the empty arena as it sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .. import barcode
from .world import ARENA, CLOCK, CLOCK_RADIUS

Colour = tuple[float, float, float]
"""Red, green, blue, each 0 to 255."""
Picture = NDArray[np.uint8]

BAND = barcode.HEIGHT
"""Rows above the view, for the barcode and the frame number."""


@dataclass(frozen=True, slots=True, eq=False)
class Viewpoint:
    """A pinhole camera.

    Parameters
    ----------
    size
        (width, height) of the whole picture, band included; even.
    eye, target
        Where it stands and what it looks at, cm.
    focal
        Focal length in pixels.
    up
        Which way is up in the picture.
    tint
        What its sensor makes of white.
    """

    size: tuple[int, int]
    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    focal: float
    up: tuple[float, float, float] = (0.0, 0.0, 1.0)
    tint: Colour = (1.0, 1.0, 1.0)
    axes: NDArray[np.float64] = field(init=False)
    """(3, 3): rows are right, down, forward."""

    def __post_init__(self) -> None:
        forward = np.subtract(self.target, self.eye)
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, self.up)
        right = right / np.linalg.norm(right)
        object.__setattr__(self, "axes", np.array([right, np.cross(forward, right), forward]))

    @property
    def centre(self) -> tuple[float, float]:
        """The view's middle in picture coordinates."""
        return self.size[0] / 2, BAND + (self.size[1] - BAND) / 2

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3) cm to (n, 3): column and row in pixels, pixels per cm there."""
        seen = (points - np.array(self.eye)) @ self.axes.T
        scale = self.focal / seen[:, 2]
        return np.column_stack([seen[:, :2] * scale[:, np.newaxis] + self.centre, scale])

    def depth(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3) cm to (n,) distance along the optical axis, cm."""
        distance: NDArray[np.float64] = (points - np.array(self.eye)) @ self.axes[2]
        return distance


def background(view: Viewpoint) -> Picture:
    """Ray-cast the empty arena, 2 x 2 rays to a pixel."""
    width, height = view.size[0], view.size[1] - BAND
    fine = (np.arange(2) + 0.5) / 2
    u = (np.arange(width)[:, np.newaxis] + fine).ravel() - width / 2
    picture = np.zeros((height + BAND, width, 3), np.uint8)
    for row in range(height):  # row by row, so that memory stays small
        v = row + fine - height / 2
        rays = np.stack(np.broadcast_arrays(u, v[:, np.newaxis], view.focal), axis=-1) @ view.axes
        colour = _arena_colour(np.array(view.eye), rays.reshape(-1, 3))
        mean = colour.reshape(2, width, 2, 3).mean(axis=(0, 2))
        picture[BAND + row] = np.clip(mean * view.tint, 0, 255)
    return picture


def _arena_colour(eye: NDArray[np.float64], rays: NDArray[np.float64]) -> NDArray[np.float64]:
    """Colour where each ray leaves the open box that the arena is, or meets the table around it."""
    box = np.array(ARENA)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (0 - eye) / rays, (box - eye) / rays
    enter, leave = np.minimum(low, high).max(axis=1), np.maximum(low, high).min(axis=1)
    face = np.maximum(low, high).argmin(axis=1)
    with np.errstate(invalid="ignore", over="ignore"):
        out = eye + rays * leave[:, np.newaxis]
        table = eye + rays * np.where(rays[:, 2] < -1e-6, -eye[2] / rays[:, 2], 1e3)[:, np.newaxis]
    inside = leave > np.maximum(enter, 0)
    floor = inside & (face == 2) & (rays[:, 2] < 0)
    wall = inside & (face != 2)
    colour = _table_colour(table)
    colour[wall] = _wall_colour(out[wall], face[wall])
    colour[floor] = _floor_colour(out[floor])
    return colour


def _floor_colour(points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = points[:, 0], points[:, 1]
    light = 1.04 - 0.00085 * ((x - 15) ** 2 + 1.2 * (y - 10) ** 2)
    grid = np.minimum(np.abs((x + 2.5) % 5 - 2.5), np.abs((y + 2.5) % 5 - 2.5))
    light = light * np.where(grid < 0.06, 0.9, 1.0)
    colour: NDArray[np.float64] = light[:, np.newaxis] * np.array([214.0, 209.0, 199.0])
    colour[np.abs(x - 15) < 0.18] = (104, 170, 160)
    from_clock = np.hypot(x - CLOCK[0], y - CLOCK[1])
    face = from_clock < CLOCK_RADIUS
    colour[face] = (244, 243, 238)
    angle = np.arctan2(y - CLOCK[1], x - CLOCK[0])
    off_tick = np.abs(np.remainder(angle * 6 / np.pi + 0.5, 1) - 0.5) * from_clock * np.pi / 6
    ticks = face & (from_clock > 0.8 * CLOCK_RADIUS) & (off_tick < 0.09)
    colour[ticks | (face & (from_clock > 0.94 * CLOCK_RADIUS))] = (60, 60, 66)
    return colour


def _wall_colour(points: NDArray[np.float64], face: NDArray[np.intp]) -> NDArray[np.float64]:
    shade = np.where(face == 0, 0.86, 1.0) * (0.72 + 0.03 * points[:, 2])
    colour: NDArray[np.float64] = shade[:, np.newaxis] * np.array([150.0, 152.0, 158.0])
    colour[points[:, 2] > ARENA[2] - 0.3] = (196, 198, 202)
    port = (face == 0) & (np.hypot(points[:, 1] - 10, points[:, 2] - 1.6) < 1.1)
    colour[port] = (40, 40, 44)
    return colour


def _table_colour(points: NDArray[np.float64]) -> NDArray[np.float64]:
    away = np.hypot(points[:, 0] - 15, points[:, 1] - 10)
    colour: NDArray[np.float64] = np.interp(away, [15, 90], [52, 26])[:, np.newaxis] * np.array(
        [0.95, 1.0, 1.1]
    )
    return colour

"""What happens in the demo session: a mouse, two lamps and a clock, at any session time.

Lengths are in centimetres. The arena's floor is 0 <= x < 30, 0 <= y < 20, and
z points up. Nothing here knows of cameras: they look at one world, so a camera
that is out of step shows another moment than its neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ARENA = (30.0, 20.0, 9.0)
"""Width, depth, and height of the walls."""
START, STOP = 6.5, 27.6
"""Session times between which something is recorded, seconds."""
LAMPS = {"left": (1.0, 10.0, 5.0), "right": (29.0, 10.0, 5.0)}
LAMP_ON = 0.3
"""Seconds that a lamp is lit for after a trial's start."""
CLOCK = (15.0, 16.4, 0.0)
CLOCK_RADIUS = 2.3
"""The clock lies on the floor; its hand goes round once a second."""
REARS = ((7.0, 8.05), (19.1, 20.0), (24.2, 25.2))
"""Session times between which the mouse stands on its hind legs."""
KEYPOINTS = ("nose", "left_ear", "right_ear", "neck", "body_centre", "tail_base", "tail_tip")

_STEP = 1 / 200
_LINKS = (1.35, 1.3, 1.5, 1.5, 1.3, 1.1, 1.1, 1.1, 1.1, 1.1, 1.0)
"""Distances between the nodes of the spine, from the head to the tail's tip."""
_HIP, _TAIL = 4, 5
_HEIGHTS = np.array([1.75, 1.8, 1.75, 2.0, 1.95, 1.5, 0.9, 0.45, 0.3, 0.25, 0.25, 0.3])


class Trial(NamedTuple):
    """One trial: a lamp lights, and the mouse goes to a side."""

    start: float
    stop: float
    cue: str
    choice: str


def _trials() -> tuple[Trial, ...]:
    cues = "RLLRLLLLRRLRRLLRRRLR"
    choices = "RLLRRLLLRRLRRLLRRRLL"
    side = {"L": "left", "R": "right"}
    starts = [7.0 + i for i in range(len(cues))]
    return tuple(
        Trial(t, t + 0.85, side[cue], side[choice])
        for t, cue, choice in zip(starts, cues, choices, strict=True)
    )


TRIALS = _trials()


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The world at one session time."""

    time: float
    spine: NDArray[np.float64]
    """(12, 3): head, neck, shoulder, middle, hip, tail base, and six points of the tail."""
    nose: NDArray[np.float64]
    """(3,): the snout's tip."""
    side: NDArray[np.float64]
    """(3,): unit vector to the left of the head, level."""
    stride: float
    """Phase of the gait, radians."""
    rearing: float
    """0 on all fours, 1 upright."""

    @property
    def ears(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Left and right."""
        crown = 0.72 * self.spine[0] + 0.28 * self.spine[1] + np.array([0.0, 0.0, 0.85])
        return crown + 0.95 * self.side, crown - 0.95 * self.side

    @property
    def keypoints(self) -> NDArray[np.float64]:
        """(7, 3): the points named in `KEYPOINTS`."""
        left, right = self.ears
        return np.array([self.nose, left, right, self.spine[1], self.spine[3], self.spine[5], self.spine[-1]])

    @property
    def lamp(self) -> str | None:
        """The side whose lamp is lit."""
        lit = (trial.cue for trial in TRIALS if trial.start <= self.time < trial.start + LAMP_ON)
        return next(lit, None)

    @property
    def hand(self) -> NDArray[np.float64]:
        """(3,): the tip of the clock's hand."""
        angle = -2 * math.pi * self.time
        reach = CLOCK_RADIUS * 0.86
        return np.array(CLOCK) + reach * np.array([math.sin(-angle), math.cos(angle), 0.0])


class World:
    """The whole session, walked through once and then asked for moments."""

    def __init__(self) -> None:
        rng = np.random.default_rng(7)
        self._places = [
            (6.2 if trial.choice == "left" else 23.8, float(y))
            for trial, y in zip(TRIALS, rng.uniform(5.5, 12.5, len(TRIALS)), strict=True)
        ]
        self._walk()

    def _walk(self) -> None:
        """Steer the head from place to place and pull the spine behind it."""
        times = np.arange(START - 2, STOP + 1, _STEP)
        x, y, heading, speed, stride = 12.0, 8.0, 0.3, 0.0, 0.0
        spine = [(x - reach, y) for reach in (0.0, *np.cumsum(_LINKS))]
        spines = np.empty((len(times), len(spine), 2))
        headings, strides = np.empty(len(times)), np.empty(len(times))
        for i, t in enumerate(times):
            to_x, to_y = self._place(t)
            distance = math.hypot(to_x - x, to_y - y)
            turn = math.remainder(math.atan2(to_y - y, to_x - x) - heading, 2 * math.pi)
            still = distance < 1.6 or _rearing(t) > 0
            wanted = 0.0 if still else min(33.0, 5.5 * distance) * max(0.22, math.cos(turn))
            speed += (wanted - speed) * _STEP * 9
            looking = 1.1 * math.sin(2.3 * t) + 0.8 * math.sin(5.1 * t)
            heading += _STEP * (looking if still else max(-6.5, min(6.5, 7 * turn)))
            x += speed * math.cos(heading) * _STEP
            y += speed * math.sin(heading) * _STEP
            stride += speed * _STEP * 1.5
            spine = _pulled(spine, (x, y))
            spines[i], headings[i], strides[i] = spine, heading, stride
        self._times, self._spines, self._headings, self._strides = times, spines, headings, strides

    def _place(self, time: float) -> tuple[float, float]:
        """Where the mouse wants to be; it takes 0.12 s to see a lamp."""
        trial = int(np.clip(math.floor(time - 0.12 - TRIALS[0].start), 0, len(TRIALS) - 1))
        return self._places[trial]

    def at(self, time: float) -> Moment:
        """Give the world at a session time."""
        place = float(np.clip((time - self._times[0]) / _STEP, 0, len(self._times) - 1.001))
        i, part = int(place), place % 1
        flat = self._spines[i] * (1 - part) + self._spines[i + 1] * part
        heading, stride = (
            float(track[i] * (1 - part) + track[i + 1] * part) for track in (self._headings, self._strides)
        )
        spine = np.column_stack([flat, _HEIGHTS])
        spine[6:, :2] += self._tail_swing(spine, time)
        spine[1:5, 2] += 0.12 * np.sin(2 * stride + np.arange(4))
        ahead = np.array([math.cos(heading), math.sin(heading), 0.0])
        rearing = _rearing(time)
        if rearing > 0:
            _rear(spine, rearing)
        sniff = 0.1 * math.sin(2 * math.pi * 7 * time)
        drop = math.radians(18 - 30 * rearing) + 0.1 * sniff
        snout = spine[0] + (2.05 + sniff) * (ahead * math.cos(drop) - np.array([0, 0, math.sin(drop)]))
        return Moment(time, spine, snout, np.array([-ahead[1], ahead[0], 0.0]), stride, rearing)

    @staticmethod
    def _tail_swing(spine: NDArray[np.float64], time: float) -> NDArray[np.float64]:
        """How far the tail's points swing to the side, (6, 2)."""
        along = spine[5, :2] - spine[6, :2]
        across = np.array([-along[1], along[0]]) / max(1e-6, float(np.hypot(*along)))
        reach = np.linspace(0.15, 1, 6) ** 1.5
        swing: NDArray[np.float64] = (reach * 1.1 * np.sin(2.2 * time - 2.5 * reach))[:, np.newaxis] * across
        return swing


def _pulled(spine: list[tuple[float, float]], head: tuple[float, float]) -> list[tuple[float, float]]:
    """Move the head; every node follows at its distance, bending by at most 0.6 rad at a joint."""
    moved = [head]
    before: float | None = None
    for node, link in zip(spine[1:], _LINKS, strict=True):
        angle = math.atan2(node[1] - moved[-1][1], node[0] - moved[-1][0])
        if before is not None:
            angle = before + max(-0.6, min(0.6, math.remainder(angle - before, 2 * math.pi)))
        moved.append((moved[-1][0] + link * math.cos(angle), moved[-1][1] + link * math.sin(angle)))
        before = angle
    return moved


def _rearing(time: float) -> float:
    """Rise and sink within 0.35 s, smoothly."""
    for start, stop in REARS:
        rise = max(0.0, min(1.0, (time - start) / 0.35, (stop - time) / 0.35))
        if rise > 0:
            return rise * rise * (3 - 2 * rise)
    return 0.0


def _rear(spine: NDArray[np.float64], rearing: float) -> None:
    """Turn what is before the hip upwards about it, in place."""
    angle = rearing * math.radians(66)
    hip = spine[_HIP].copy()
    reach = np.cumsum(_LINKS[:_HIP][::-1])[::-1]
    spine[:_HIP, :2] = hip[:2] + (spine[:_HIP, :2] - hip[:2]) * math.cos(angle)
    spine[:_HIP, 2] += reach * math.sin(angle)
    spine[3:_TAIL, 2] += 0.25 * rearing

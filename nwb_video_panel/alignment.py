"""What the NWB file says about a camera's frames against what its files hold; pure.

The NWB file gives a clock (timestamps, or a rate) and where each file begins
(``starting_frame``); only the files know how many frames they hold. Where the
two differ, what both have is played, and the difference is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from .model import Camera, Problem, Segment
from .timebase import Timebase

MOST_FRAMES = 50_000_000
"""Of a camera: at 500 Hz, 28 hours. NWB files and headers of videos may tell of any number, and clocks are
written out."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A camera's files and clock, brought together."""

    segments: tuple[Segment, ...]
    """In playing order; ``first`` and ``count`` are what is played. A count is None where nothing tells."""
    timebase: Timebase
    """The frames that have both a place in time and a picture."""
    stated: int | None
    """Frames by the NWB file: as many as timestamps, or ``num_samples``; None where it has neither."""
    found: int | None
    """Frames in all files together; None where that of one is not known."""
    problems: tuple[Problem, ...]
    """What was noticed: while reading the NWB file, in the timestamps, between them and the files."""


def align(
    camera: Camera, counts: Sequence[int | None], estimates: Sequence[int | None] | None = None
) -> Alignment:
    """Bring a camera's clock and its files together.

    Parameters
    ----------
    camera
        As read from the NWB file.
    counts
        The exact number of frames in each file, None where not known (a missing file, a URL, a container
        whose header does not list its frames).
    estimates
        About how many frames there are where the exact number is not known. They stand in where the
        NWB file does not tell either; nothing is ever called wrong because of them.

    Raises
    ------
    ValueError
        There are not as many counts as files.
    """
    if len(counts) != len(camera.segments):
        raise ValueError(f"{len(counts)} counts for the {len(camera.segments)} files of {camera.name}")
    stated = camera.num_samples if camera.timestamps is None else int(camera.timestamps.size)
    firsts, problems = _boundaries(camera, counts, stated)
    rooms = _rooms(firsts, stated)
    played = [
        _least(room, count, estimate)
        for room, count, estimate in zip(rooms, counts, estimates or [None] * len(counts), strict=True)
    ]
    segments = tuple(
        replace(segment, first=first, count=None if count is None else _bounded(first, count))
        for segment, first, count in zip(camera.segments, firsts, played, strict=True)
    )
    timebase = _timebase(camera, segments)
    problems += _differences(camera, rooms, counts)
    if [segment.count for segment in segments] != played:
        problems.append(_TOO_MANY)
    return Alignment(
        segments=segments,
        timebase=timebase,
        stated=stated,
        found=None if None in counts else sum(count or 0 for count in counts),
        problems=(*camera.problems, *timebase.problems, *problems),
    )


def _boundaries(
    camera: Camera, counts: Sequence[int | None], stated: int | None
) -> tuple[list[int], list[Problem]]:
    """Return the first frame of each file: as written, unless the files prove that wrong."""
    written = [segment.first for segment in camera.segments]
    known = [count for count in counts if count is not None]
    if len(counts) == 1:
        return written, []
    if any(count is None for count in counts[:-1]):
        return written, [] if camera.boundaries_known else [_GUESSED]
    by_files = list(accumulate(known[: len(counts) - 1], initial=0))
    if not camera.boundaries_known:
        return by_files, []
    if by_files == written or len(known) < len(counts) or sum(known) != stated:
        return written, []
    why = (
        f"by starting_frame the files begin with the frames {_listed(written)}; by the files themselves "
        f"with {_listed(by_files)}, which makes exactly {stated:,} frames and is what is used."
    )
    return by_files, [Problem("starting_frame is wrong", why, "Correct it in the NWB file.")]


def _rooms(firsts: Sequence[int], stated: int | None) -> list[int | None]:
    """Return how many frames the NWB file leaves to each file: up to the next one's first, or the end."""
    if stated is None:
        return [*(end - first for first, end in pairwise(firsts)), None]
    return [max(min(end, stated) - first, 0) for first, end in pairwise([*firsts, stated])]


def _least(room: int | None, count: int | None, estimate: int | None) -> int | None:
    known = [number for number in (room, count) if number is not None]
    return min(known) if known else estimate


def _bounded(first: int, count: int) -> int:
    return max(min(count, MOST_FRAMES - first), 0)


def _timebase(camera: Camera, segments: Sequence[Segment]) -> Timebase:
    """Return the clock of the frames that have a picture, in a file that is there or is only missing."""
    pictured = max((segment.first + segment.count for segment in segments if segment.count), default=0)
    full = all(
        one.count is not None and one.first + one.count == other.first for one, other in pairwise(segments)
    )
    if camera.timestamps is not None:
        if segments[-1].count is None:
            pictured = camera.timestamps.size
        times = camera.timestamps[:pictured]
    elif camera.rate is None:
        return Timebase.from_timestamps([])
    elif full:
        return Timebase.regular(camera.starting_time, camera.rate, pictured)
    else:
        times = Timebase.regular(camera.starting_time, camera.rate, pictured).times
    return Timebase.from_timestamps(times, pictured=None if full else _mask(times.size, segments))


def _mask(size: int, segments: Sequence[Segment]) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=np.bool_)
    for segment in segments:
        mask[segment.first : size if segment.count is None else segment.first + segment.count] = True
    return mask


def _differences(camera: Camera, rooms: Sequence[int | None], counts: Sequence[int | None]) -> list[Problem]:
    """Say which files hold more or fewer frames than there are places for in time."""
    stated = "timestamps" if camera.timestamps is not None else "frames by ImageSeries.num_samples"
    less: list[str] = []
    more: list[str] = []
    for segment, room, count in zip(camera.segments, rooms, counts, strict=True):
        if room is None or count is None or room == count:
            continue
        of = "" if len(counts) == 1 else f"{segment.file}: "
        said = f"{of}{room:,} {stated}, {count:,} {'frame' if count == 1 else 'frames'} in the file"
        (less if count < room else more).append(said)
    problems = []
    if less:
        why = f"{'; '.join(less)}. Times without a frame show no picture."
        problems.append(Problem(FEWER, why, _CURE))
    if more:
        why = f"{'; '.join(more)}. Frames without a time are not shown."
        problems.append(Problem("More frames than the NWB file says", why, _CURE))
    return problems


FEWER = "Fewer frames than the NWB file says"
"""What is said where a file ends before its clock does."""

_GUESSED = Problem(
    "Where each file begins is a guess",
    "starting_frame does not tell it, and the frames of a file that is not there cannot be counted; "
    "the files are taken to be equally long.",
    "Correct starting_frame in the NWB file.",
)

_TOO_MANY = Problem(
    "More frames than are shown",
    f"the NWB file, or a video's header, tells of more than {MOST_FRAMES:,} frames; the rest has no place.",
    "Correct num_samples and starting_frame in the NWB file.",
)

_CURE = "Check that this is the video the timestamps belong to, whole and not re-encoded."


def _listed(numbers: Sequence[int]) -> str:
    return f"[{', '.join(map(str, numbers[:10]))}{', …' if len(numbers) > 10 else ''}]"

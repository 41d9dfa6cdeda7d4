"""The series of an NWBFile that have pictures, as cameras.

What the NWB file says is taken as far as it can be used; what cannot be is told
as a `Problem` of the camera, and the others go on.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from hdmf.container import Container
from hdmf.utils import LabelledDict
from numpy.typing import NDArray
from pynwb import NWBFile
from pynwb.image import IndexSeries

from .errors import MediaError, MissingVideoError, RefusedVideoError
from .hdf5 import RefusedError, whole
from .intervals import shortened
from .locate import Location, Locator
from .model import Camera, Problem, Segment
from .storedseries import Series, holds_frames, stored_camera
from .timebase import FARTHEST

log = logging.getLogger(__name__)


def read_cameras(nwbfile: NWBFile, path: Path, locator: Callable[[Path], Locator]) -> tuple[Camera, ...]:
    """Read each series that has external files or frames, in the order of the file.

    A camera that is broken in a way that nobody foresaw says why, and the others go on; where there is no
    other one, it is the file that cannot be read, and what was raised is raised.

    Parameters
    ----------
    nwbfile
        Whose file is still open.
    path
        Where that is.
    locator
        Returns what finds the videos that an NWB file in this folder names: a series linked from another NWB
        file names them relative to that one.
    """
    found = list(_series(nwbfile))
    cameras, broken = [], []
    for series, name in zip(found, _unique_names(found), strict=True):
        try:
            there = locator(Path(series.container_source or path).absolute().parent)
            cameras.append(_camera(series, name, there, path))
        except Exception as error:
            log.warning("the camera %.200r cannot be read", name, exc_info=True)
            cameras.append(_broken(series, name, error))
            broken.append(error)
    if broken and len(broken) == len(cameras):
        raise broken[0]
    return tuple(cameras)


def _series(nwbfile: NWBFile) -> Iterator[Series]:
    """Yield each series that has external files or frames once, in the order of the file."""
    seen = set()
    stack: list[Any] = [nwbfile]
    while stack:
        container = stack.pop()
        if container.object_id in seen:
            continue
        seen.add(container.object_id)
        if isinstance(container, Series) and (_files(container) or holds_frames(container)):
            yield container
        # what is linked from another file is no child of this one
        linked = (
            value
            for group in container.fields.values()
            if isinstance(group, LabelledDict)
            for value in group.values()
            if value.container_source != nwbfile.container_source
        )
        below = [*container.children, *linked]
        stack.extend(child for child in reversed(below) if isinstance(child, Container))


def _unique_names(found: Sequence[Series]) -> list[str]:
    """Return each series' name; where two share one, with the folder before it, or the whole path."""
    places = [_place(series) for series in found]
    names = [place[-1] for place in places]
    for shorten in (lambda place: f"{place[0]}/{place[-1]}", "/".join):
        shared = {name for name, count in Counter(names).items() if count > 1}
        names = [
            shorten(place) if name in shared else name for name, place in zip(names, places, strict=True)
        ]
    numbers = Counter[str]()
    for i, name in enumerate(names):  # the same place in two files that this one links to
        numbers[name] += 1
        names[i] = f"{name} ({numbers[name]})" if numbers[name] > 1 else name
    return names


def _place(series: Series) -> list[str]:
    """Return where a series is, e.g. ``[behavior, Videos, TopCamera]``, without ``processing``."""
    known = series.external_file if _files(series) else series.data
    if isinstance(known, h5py.Dataset):
        place = str(known.name).strip("/").split("/")[:-1] or [series.name]
        return place[1:] if place[0] in {"processing", "stimulus"} and len(place) > 2 else place
    place = [series.name]
    above = series.parent
    while above is not None and not isinstance(above, NWBFile):
        place.insert(0, above.name)
        above = above.parent
    return place if len(place) > 1 else ["acquisition", *place]


def _broken(series: Series, name: str, error: Exception) -> Camera:
    problem = Problem(
        "This camera cannot be read",
        f"{type(error).__name__} while reading its ImageSeries: {shortened(str(error), 300)}",
        "Check the file with pynwb-validate, or copy it again from its source.",
        state="error",
    )
    segment = Segment(file="", path=None, url=None, first=0, count=None, problem=problem)
    return Camera(name, str(series.object_id), (segment,), timestamps=np.empty(0))


def _camera(series: Series, name: str, locator: Locator, path: Path) -> Camera:
    problems: list[Problem] = []
    timestamps = _timestamps(series, problems)
    rate, starting_time = _clock(series, timestamps, problems)
    if not _files(series):
        return stored_camera(series, name, timestamps, (rate, starting_time), problems, locator, path)
    total = None if series.num_samples is None else int(series.num_samples)
    files = [_text(file) for file in whole(series.external_file)]
    firsts, known = _firsts(series.starting_frame, len(files), total, problems)
    ends = [*firsts[1:], total]
    return Camera(
        name=name,
        object_id=str(series.object_id),
        segments=tuple(
            _segment(file, first, end if known else None, locator)
            for file, first, end in zip(files, firsts, ends, strict=True)
        ),
        timestamps=timestamps,
        starting_time=starting_time,
        rate=rate,
        num_samples=total if timestamps is None or total != timestamps.size else None,
        dimension=_dimension(series.dimension),
        description=str(series.description or ""),
        device=None if series.device is None else str(series.device.name),
        boundaries_known=known,
        problems=tuple(problems),
    )


def _segment(file: str, first: int, end: int | None, locator: Locator) -> Segment:
    problem = None
    try:
        location = locator.locate(file)
    except MediaError as error:
        location, problem = Location(), Problem.of(error)
    if problem is None and location.path is None and location.url is None:
        problem = Problem.of(
            MissingVideoError(file, location.tried)
            if location.outside is None
            else RefusedVideoError(file, location.outside, locator.allowed, location.tried)
        )
    count = None if end is None else max(end - first, 0)
    return Segment(file=file, path=location.path, url=location.url, first=first, count=count, problem=problem)


def _timestamps(series: Series, problems: list[Problem]) -> NDArray[np.float64] | None:
    if series.timestamps is None:
        return None
    try:
        return np.array(whole(series.timestamps), dtype=np.float64).ravel()
    except (OSError, ValueError, TypeError, MemoryError) as error:
        log.warning("the timestamps of %.200r cannot be read", series.name, exc_info=True)
        problems.append(
            Problem(
                "The timestamps cannot be read",
                str(error)
                if isinstance(error, RefusedError)
                else f"{type(error).__name__} while reading ImageSeries.timestamps.",
                "Check the file with pynwb-validate, or copy it again from its source.",
                state="error",
            )
        )
        return np.empty(0)


def _clock(
    series: Series, timestamps: NDArray[np.float64] | None, problems: list[Problem]
) -> tuple[float | None, float]:
    """Return rate and starting time, as far as they are needed and usable."""
    if timestamps is not None:
        return None, 0.0
    rate = float("nan") if series.rate is None else float(series.rate)
    start = 0.0 if series.starting_time is None else float(series.starting_time)
    if not 1 / FARTHEST < rate < FARTHEST:
        problems.append(
            Problem(
                "No usable clock",
                f"there are no timestamps, and the rate is {series.rate}.",
                "Correct ImageSeries.rate, or write timestamps.",
                state="error",
            )
        )
        return None, start
    if not abs(start) < FARTHEST:
        problems.append(
            Problem(
                "The starting time is not a number",
                f"ImageSeries.starting_time is {start}; the camera is placed at 0 s.",
                "Correct ImageSeries.starting_time in the NWB file.",
            )
        )
        start = 0.0
    return rate, start


def _firsts(
    starting_frame: Sequence[int] | None, files: int, total: int | None, problems: list[Problem]
) -> tuple[list[int], bool]:
    """Return each file's first frame, rising strictly from 0, and whether ``starting_frame`` tells it."""
    guess = [k * total // files if total and total >= files else k for k in range(files)]
    written = [] if starting_frame is None else [int(frame) for frame in whole(starting_frame)]
    fits = len(written) == files
    rises = all(one < other for one, other in pairwise(written))
    if fits and rises and written[0] == 0:
        return written, True
    if not written and files == 1:
        return [0], True
    shown = f"[{', '.join(map(str, written[:10]))}{', …' if len(written) > 10 else ''}]"
    if not written:
        why = f"starting_frame is absent, though there are {files} files; "
    elif not fits:
        why = f"starting_frame has {len(written)} entries for {files} {'file' if files == 1 else 'files'}; "
    elif not rises:
        why = f"starting_frame is {shown}, which does not rise; "
    else:
        why = f"starting_frame is {shown}, though the first file begins with frame 0; "
    if files == 1:
        firsts, known, instead = [0], True, "the file is taken to begin with frame 0."
    elif fits and rises:
        firsts, known = [frame - written[0] for frame in written], True
        instead = f"the files are taken to begin with the frames {firsts[:10]}."
    else:
        firsts, known, instead = guess, False, "each file is taken to begin where the one before ends."
    problems.append(Problem("starting_frame is wrong", why + instead, "Correct it in the NWB file."))
    return firsts, known


def _dimension(dimension: Sequence[int] | None) -> tuple[int, int] | None:
    if dimension is None:
        return None
    sides = [int(side) for side in dimension[:2]]
    return (sides[0], sides[1]) if len(sides) == 2 and min(sides) > 0 else None


def _files(series: Series) -> int:
    """Return how many external files a series has."""
    files = None if isinstance(series, IndexSeries) else series.external_file
    return 0 if files is None else len(files)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

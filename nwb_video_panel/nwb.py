"""An NWB file, or an NWBFile that was read from one, becomes a `Session`.

Alone in importing pynwb. Everything is read into memory at once; no file stays
open. What pynwb warns about goes to the log.
"""

from __future__ import annotations

import logging
import stat
import threading
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import h5py
import numpy as np
from hdmf.build import BuildError, ConstructError
from hdmf.container import Container
from hdmf.utils import LabelledDict
from numpy.typing import NDArray
from pynwb import NWBHDF5IO, NWBFile
from pynwb.image import IndexSeries

from .errors import (
    MissingVideoError,
    NotNWBError,
    NotOnDiskError,
    NoVideoError,
    RefusedVideoError,
    SessionError,
    UnreadableNWBError,
)
from .hdf5 import GuardedFile, RefusedError, whole
from .intervals import shortened
from .locate import Locator
from .model import Camera, Problem, Segment, Session
from .nwb_intervals import read_intervals
from .storedseries import Series, holds_frames, stored_camera

log = logging.getLogger(__name__)

UPDATE = "Update pynwb and the extensions (ndx-…) that the file uses, and check it with pynwb-validate."

_reading = threading.Lock()

Source: TypeAlias = Path | str | NWBFile

FAILURES = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
    ArithmeticError,
    AssertionError,
    MemoryError,
    BuildError,
    ConstructError,
)
"""What pynwb, hdmf and h5py raise on files that they cannot read."""


def read_session(
    source: Source,
    video_root: Path | str | Sequence[Path | str] | None = None,
    root: Path | str | None = None,
) -> Session:
    """Read which cameras a session has, where their videos are and when their frames were taken.

    Parameters
    ----------
    source
        The path of an NWB file (HDF5), or an NWBFile that was read from disk and whose file is still open;
        it is left open.
    video_root
        A folder, or several, to search for videos that are not where the NWB file says: by relative path
        first, then by name.
    root
        A folder that the NWB file may name videos in. Else these are its own folder and those of
        ``video_root``; what leads elsewhere, over symbolic links too, is refused.

    Raises
    ------
    NotNWBError
        It is no NWB file.
    UnreadableNWBError
        It cannot be opened.
    NotOnDiskError
        The NWBFile object was not read from a file (a ValueError).
    NoVideoError
        No ImageSeries has an external file.
    """
    roots = [video_root] if isinstance(video_root, Path | str) else list(video_root or [])
    folders = [Path(each).expanduser().absolute() for each in roots]
    allowed = [] if root is None else [Path(root).expanduser().absolute()]
    if isinstance(source, NWBFile):
        return _read_object(source, folders, allowed)
    path = Path(source).expanduser().absolute()
    _refuse_what_is_not_nwb(path)
    allows = Locator(path.parent, folders, [path.parent, *allowed]).allows
    with _as_session_error(path), GuardedFile(str(path), allows, place=path) as file:
        return _session(_read(file, path), path, folders, allowed, file=file)


def read_opened_session(file: h5py.File, place: Path, locator: Locator) -> Session:
    """Read a session from an HDF5 file that is open, wherever its bytes are.

    Parameters
    ----------
    file
        It is left open.
    place
        What to call it.
    locator
        Finds its videos.

    Raises
    ------
    UnreadableNWBError, NoVideoError
        As `read_session`.
    """
    with _as_session_error(place):
        guarded = GuardedFile(file.id)  # which is on no disk, and links nowhere
        return _session(_read(guarded, place), place, [], [], locator, guarded)


def _read(file: GuardedFile, path: Path) -> NWBFile:
    try:
        with _warnings_to_log(path):
            return NWBHDF5IO(file=file, mode="r", load_namespaces=True).read()
    except FAILURES as error:
        if not file.refused:
            raise
        problem = _refused(*file.refused[0])
        raise UnreadableNWBError(path, problem.why, problem.cure) from error


def _read_object(nwbfile: NWBFile, roots: Sequence[Path], allowed: Sequence[Path]) -> Session:
    source = nwbfile.container_source
    if source is None or not Path(source).is_file():
        raise NotOnDiskError
    path = Path(source).absolute()
    cure = "Keep the NWBHDF5IO open that it was read with until the player is made."
    with _as_session_error(path, cure):
        return _session(nwbfile, path, roots, allowed)


def _refuse_what_is_not_nwb(path: Path) -> None:
    """Raise the error that fits what is wrong, before pynwb raises one of its own."""
    choose = "Check the path."
    try:
        if path.is_dir():
            if any((path / name).exists() for name in (".zgroup", ".zattrs", "zarr.json")):
                cure = "Export it to HDF5 with hdmf-zarr and NWBHDF5IO.export."
                raise UnreadableNWBError(path, "it is stored as Zarr; only HDF5 is read.", cure)
            raise NotNWBError(path, "it is a folder.")
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise NotNWBError(path, "it is not a regular file.")
        if not facts.st_size:
            raise NotNWBError(path, "it is empty.")
        path.open("rb").close()
    except SessionError:
        raise
    except FileNotFoundError as error:
        raise UnreadableNWBError(path, "there is no such file.", choose) from error
    except PermissionError as error:
        cure = "Ask its owner for permission to read it."
        raise UnreadableNWBError(path, "you have no permission to read it.", cure) from error
    except (OSError, ValueError) as error:
        raise UnreadableNWBError(path, f"{getattr(error, 'strerror', None) or error}.", choose) from error
    if not h5py.is_hdf5(path):
        raise NotNWBError(path, "it is not an HDF5 file.")
    try:
        with GuardedFile(str(path), place=path) as file:
            nwb2, nwb1 = "nwb_version" in file.attrs, "nwb_version" in file
    except OSError as error:
        log.warning("%s cannot be opened", path, exc_info=True)
        raise _cannot_open(path, error) from error
    if nwb1 and not nwb2:
        raise UnreadableNWBError(path, "it was written as NWB 1.", "Convert it to NWB 2.")
    if not nwb2:
        raise NotNWBError(path, "it is an HDF5 file without nwb_version.")


def _cannot_open(path: Path, error: OSError) -> UnreadableNWBError:
    said = str(error)
    if "truncated" in said:
        return UnreadableNWBError(path, "it is cut short.", "Copy the file again from its source.")
    if "lock" in said:
        return UnreadableNWBError(
            path, "another program has it open for writing.", "Close that program, then open it again."
        )
    return UnreadableNWBError(path, "HDF5 cannot open it.", "Copy the file again from its source.")


@contextmanager
def _as_session_error(path: Path, cure: str = UPDATE) -> Iterator[None]:
    """Turn what pynwb raises into an error with a cure; its traceback goes to the log."""
    try:
        yield
    except SessionError:
        raise
    except FAILURES as error:
        log.warning("pynwb cannot read %s", path, exc_info=True)
        raise UnreadableNWBError(path, f"pynwb stopped with {_root_cause(error)}.", cure) from error


def _root_cause(error: BaseException) -> str:
    """Return in one line what was raised first: hdmf wraps it several times, with the builder's dump."""
    while error.__cause__ is not None:
        error = error.__cause__
    line = " ".join(str(error).split())
    return f"{type(error).__name__}: {line[:200]}{'…' if len(line) > 200 else ''}"


@contextmanager
def _warnings_to_log(path: Path) -> Iterator[None]:
    # the filters for warnings are the process', so readers in several threads take turns
    with _reading, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for warning in caught:
                log.info("%s: %s: %s", path, warning.category.__name__, warning.message)


def _session(  # noqa: PLR0913, PLR0917 - the ways in have that much to say
    nwbfile: NWBFile,
    path: Path,
    roots: Sequence[Path],
    allowed: Sequence[Path],
    finder: Locator | None = None,
    file: GuardedFile | None = None,
) -> Session:
    found = list(_series(nwbfile))
    refused = () if file is None else tuple(_refused(*each) for each in file.refused)
    if not found and refused:
        raise UnreadableNWBError(path, refused[0].why, refused[0].cure)
    if not found:
        raise NoVideoError(path)
    names = _unique_names(found)
    locators: dict[Path, Locator] = {}
    cameras = []
    for series, name in zip(found, names, strict=True):
        # A series linked from another NWB file names its videos relative to that file. Where that is,
        # this file says: it allows nothing.
        base = Path(series.container_source or path).absolute().parent
        locator = finder or locators.setdefault(base, Locator(base, roots, [path.parent, *allowed]))
        cameras.append(_camera(series, name, locator, path))
    subject = nwbfile.subject
    intervals, problems = read_intervals(nwbfile)
    return Session(
        path=path,
        identifier=nwbfile.identifier or "",
        session_id=nwbfile.session_id or "",
        description=nwbfile.session_description or "",
        subject=(subject.subject_id or "") if subject is not None else "",
        cameras=tuple(cameras),
        problems=(*refused, *problems),
        intervals=intervals,
    )


def _refused(where: str, why: str) -> Problem:
    cure = "If you trust the NWB file, allow the folder that it links to: --video-root or video_root=."
    return Problem(
        "A part of the NWB file is refused", f"{shortened(where, 200)}: {shortened(why, 300)}", cure
    )


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
    location = locator.locate(file)
    problem = None
    if location.path is None and location.url is None:
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
    if not (np.isfinite(rate) and rate > 0):
        problems.append(
            Problem(
                "No usable clock",
                f"there are no timestamps, and the rate is {series.rate}.",
                "Correct ImageSeries.rate, or write timestamps.",
                state="error",
            )
        )
        return None, start
    if not np.isfinite(start):
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

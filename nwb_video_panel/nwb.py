"""An NWB file, or an NWBFile that was read from one, becomes a `Session`.

Everything is read into memory at once; no file stays open. What pynwb warns
about goes to the log.
"""

from __future__ import annotations

import logging
import stat
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TextIO, TypeAlias

import h5py
from hdmf.build import BuildError, ConstructError
from pynwb import NWBHDF5IO, NWBFile

from .errors import NotNWBError, NotOnDiskError, NoVideoError, SessionError, UnreadableNWBError
from .hdf5 import GuardedFile
from .intervals import shortened
from .locate import Locator
from .model import Problem, Session
from .nwb_cameras import read_cameras
from .nwb_intervals import read_intervals

log = logging.getLogger(__name__)

UPDATE = "Update pynwb and the extensions (ndx-…) that the file uses, and check it with pynwb-validate."

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
    allows = _allowing(path, folders, allowed)(path.parent).allows
    with _as_session_error(path), GuardedFile(str(path), allows, place=path) as file:
        return _session(_read(file, path), path, _allowing(path, folders, allowed), file)


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
        return _session(_read(guarded, place), place, lambda _: locator, guarded)


def _read(file: GuardedFile, path: Path) -> NWBFile:
    try:
        with _listening.to(path):
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
        return _session(nwbfile, path, _allowing(path, roots, allowed))


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


class _Listening:
    """Takes what is warned of by threads that read into the log, while any of them does.

    How warnings are shown is the process' own, not a thread's. So it is exchanged by the first that reads and
    put back by the last, and nobody waits for anyone; what other threads warn of is shown as before.
    """

    def __init__(self) -> None:
        self._lock, self._readers = threading.Lock(), 0
        self._here = threading.local()

    @contextmanager
    def to(self, path: Path) -> Iterator[None]:
        """Log what this thread warns of as said of the file at ``path``."""
        with self._lock:
            if not self._readers:
                self._exchange()
            self._readers += 1
        self._here.path = path
        try:
            yield
        finally:
            self._here.path = None
            with self._lock:
                self._readers -= 1
                if not self._readers:
                    self._before.__exit__(None, None, None)

    def _exchange(self) -> None:
        self._shown_before = warnings.showwarning
        self._before = warnings.catch_warnings()
        self._before.__enter__()
        warnings.simplefilter("always")
        warnings.showwarning = self._show

    def _show(  # noqa: PLR0913, PLR0917 - as `warnings.showwarning`
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        path = getattr(self._here, "path", None)
        if path is None:
            self._shown_before(message, category, filename, lineno, file, line)
        else:
            log.info("%s: %s: %s", path, category.__name__, message)


_listening = _Listening()


def _session(
    nwbfile: NWBFile, path: Path, locator: Callable[[Path], Locator], file: GuardedFile | None = None
) -> Session:
    cameras = read_cameras(nwbfile, path, locator)
    refused = () if file is None else tuple(_refused(*each) for each in file.refused)
    if not cameras and refused:
        raise UnreadableNWBError(path, refused[0].why, refused[0].cure)
    if not cameras:
        raise NoVideoError(path)
    subject = nwbfile.subject
    intervals, problems = read_intervals(nwbfile)
    return Session(
        path=path,
        identifier=nwbfile.identifier or "",
        session_id=nwbfile.session_id or "",
        description=nwbfile.session_description or "",
        subject=(subject.subject_id or "") if subject is not None else "",
        cameras=cameras,
        problems=(*refused, *problems),
        intervals=intervals,
    )


def _allowing(path: Path, roots: Sequence[Path], allowed: Sequence[Path]) -> Callable[[Path], Locator]:
    """Return what makes a locator for a folder: where that is, the NWB file says, which allows nothing."""
    return cache(lambda base: Locator(base, roots, [path.parent, *allowed]))


def _refused(where: str, why: str) -> Problem:
    cure = "If you trust the NWB file, allow the folder that it links to: --video-root or video_root=."
    return Problem(
        "A part of the NWB file is refused", f"{shortened(where, 200)}: {shortened(why, 300)}", cure
    )

"""Opening a file that is where it was meant to be: a regular one, reached without a symlink.

A path is checked and then opened, and in between somebody may put something
else there. Three ways to keep that from mattering, the best that a platform
has: on Linux, take hold of what the path leads to, ask the kernel where that
is, and open that very thing; elsewhere, go down the path component by
component; on Windows, look first.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath

# O_NONBLOCK: a FIFO put in a file's place after the look must not hang the server.
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_DIRECT = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
# O_PATH (Linux) takes hold of a file without opening it, and passes through folders that cannot be listed.
_HOLD = getattr(os, "O_PATH", os.O_RDONLY)

_OVER_A_SYMLINK = "it is reached over a symbolic link, which it was not when the session was opened"

HAS_PLACES = hasattr(os, "O_PATH") and Path("/proc/self/fd").is_dir()
HAS_COMPONENTS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


def is_on_foreign_share(path: PurePath, allowed: Sequence[PurePath]) -> bool:
    r"""Whether it is on a network share that no allowed folder is on, such as ``\\host\share\video.mp4``.

    Windows tells such a host who asks, and a digest of the password, as soon as a path there is looked at.
    """
    drive = path.drive.lower()
    return drive.startswith("\\\\") and drive not in {folder.drive.lower() for folder in allowed}


def open_regular(path: str) -> tuple[int, os.stat_result]:
    """Open a regular file for reading.

    Parameters
    ----------
    path
        Absolute and resolved; no part of it may be a symlink.

    Returns
    -------
    tuple
        A descriptor, its owner's to close, and what it is.

    Raises
    ------
    OSError, ValueError
        It is missing, may not be read, is not a regular file, or not there but elsewhere.
    """
    if HAS_PLACES:
        return _by_place(path)
    return _by_component(path) if HAS_COMPONENTS else _after_a_look(path)


def look(path: str) -> os.stat_result:
    """Return what `open_regular` would open, of whatever kind; raises as it does."""
    if HAS_PLACES:
        held = _held(path)
        try:
            return os.fstat(held)
        finally:
            os.close(held)
    if path != os.path.realpath(path):
        raise ValueError(_OVER_A_SYMLINK)
    return os.lstat(path)


@contextmanager
def held_open(path: str) -> Iterator[str]:
    """Hold a regular file, and yield the path to open it by; raises as `open_regular`.

    On Linux it leads to that very file, whatever is put in its place meanwhile.
    """
    fd, _ = open_regular(path)
    try:
        yield f"/proc/self/fd/{fd}" if HAS_PLACES else path
    finally:
        os.close(fd)


def _held(path: str) -> int:
    held = os.open(path, _HOLD | _DIRECT)
    if os.readlink(f"/proc/self/fd/{held}") != path:  # noqa: PTH115 - names of files on their way to the system
        os.close(held)
        raise ValueError(_OVER_A_SYMLINK)
    return held


def _by_place(path: str) -> tuple[int, os.stat_result]:
    held = _held(path)
    try:
        found = _regular(os.fstat(held))
        # The link leads to the file that is held, wherever its path leads by now.
        return os.open(f"/proc/self/fd/{held}", _READ), found
    finally:
        os.close(held)


def _by_component(path: str) -> tuple[int, os.stat_result]:
    root, *folders, name = path.split("/")
    if root or not name or ".." in folders:
        raise ValueError("not the absolute path of a file")
    folder = os.open("/", _HOLD | os.O_DIRECTORY)
    try:
        for part in folders:
            inner = os.open(part, _HOLD | _DIRECT | os.O_DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        # Opening a FIFO or a device may have effects of its own, so look first.
        _regular(os.stat(name, dir_fd=folder, follow_symlinks=False))
        return _checked(os.open(name, _READ | _DIRECT, dir_fd=folder))
    finally:
        os.close(folder)


def _after_a_look(path: str) -> tuple[int, os.stat_result]:
    if path != os.path.realpath(path):
        raise ValueError("not a resolved path")
    _regular(os.lstat(path))
    return _checked(os.open(path, _READ))


def _checked(fd: int) -> tuple[int, os.stat_result]:
    try:
        return fd, _regular(os.fstat(fd))
    except BaseException:
        os.close(fd)
        raise


def _regular(found: os.stat_result) -> os.stat_result:
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("not a regular file")
    return found

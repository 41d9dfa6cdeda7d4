"""Keyed files in the user's cache folder: written whole or not at all, readable by the user alone.

A key names its content for good: it holds a hash of the content itself, or of
the path, size and modification time of the file that it was made from. So an
entry never needs to be brought up to date; when the cache outgrows its limit,
the entries that were used longest ago go.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)

ENVIRONMENT = "NWB_VIDEO_PANEL_CACHE_DIR"
"""The environment variable that names another folder."""

LIMIT = 2 * 1024**3
"""How many bytes the entries may have together, unless `LIMIT_ENVIRONMENT` says otherwise."""

LIMIT_ENVIRONMENT = "NWB_VIDEO_PANEL_CACHE"
"""The environment variable that sets the limit, e.g. ``500MB`` or ``20GB``."""

MADE = ("segment-", "still-", "clip-")
"""Beginnings of the keys of what is made anew on the next request: it goes first, however fresh."""

IN_USE = 24 * 3600
"""Seconds for which an entry is kept after its last use, whatever the limit."""

SHARE = 64
"""One part in so many of the limit may be written before the cache is trimmed again."""

ROOM = 8
"""Such parts that are left free: so many processes may write before one of them looks again."""

ABANDONED = 3600
"""Seconds after which what is half written, and no longer grows, is deleted."""

WRITING = ".writing-"
"""Beginning of the names of entries that are being written."""

_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,127}")


def folder() -> Path:
    """Return the cache folder, which exists and is private to the user.

    It is what ``NWB_VIDEO_PANEL_CACHE_DIR`` says, else the platform's cache folder for this user, else,
    where that cannot be written, a folder of the user's own among the temporary files.
    """
    chosen = os.environ.get(ENVIRONMENT)
    wanted = Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("nwb_video_panel")
    if not _make(wanted):
        return _temporary(wanted)
    _look_who_writes(wanted)
    return wanted


def path(key: str) -> Path:
    """Return where the entry ``key`` is, or would be.

    Raises
    ------
    ValueError
        ``key`` is not made of lower-case letters, digits, dots and hyphens alone.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a cache key: {key[:40]!r}")
    return folder() / "entries" / key


def find(key: str) -> Path | None:
    """Return the entry ``key`` and note that it was used, or None where there is none."""
    entry = path(key)
    try:
        os.utime(entry)
    except OSError:
        return None
    return entry


def write(key: str, data: bytes | Iterable[bytes]) -> Path:
    """Write an entry and return its path; other processes see all of it or none."""
    with writing(key) as place, place.open("wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
    return path(key)


@contextlib.contextmanager
def writing(key: str) -> Iterator[Path]:
    """Lend an empty file that becomes the entry ``key`` at the end of the with-block, unless that fails."""
    entry = path(key)
    entry.parent.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=WRITING, dir=entry.parent)  # mode 0600
    os.close(handle)
    try:
        yield Path(name)
        Path(name).replace(entry)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _grown(entry)


def drop(key: str) -> None:
    """Delete an entry that nobody needs any more."""
    with contextlib.suppress(OSError):
        path(key).unlink(missing_ok=True)


def key_of(source: Path, kind: str, version: int) -> str:
    """Return the key of what is made from a file: another one as soon as the file changes.

    Raises
    ------
    OSError
        The file cannot be looked at.
    """
    facts = source.stat()
    return key_when(source, facts.st_size, facts.st_mtime_ns, kind, version)


def key_when(source: Path, size: int, mtime_ns: int, kind: str, version: int) -> str:
    """Return the key of what was made from a file while it had this size and time."""
    name = f"{source.absolute()}\0{size}\0{mtime_ns}"
    return f"{kind}-{version}-{_hash(name.encode('utf-8', 'surrogateescape'))}"


def key_of_content(data: bytes, kind: str, version: int) -> str:
    """Return the key of these bytes themselves."""
    return f"{kind}-{version}-{_hash(data)}"


def limit() -> int:
    """Return how many bytes the entries may have together."""
    said = os.environ.get(LIMIT_ENVIRONMENT, "")
    match = _SIZE.fullmatch(said.strip())
    if match is None:
        if said:
            log.warning("%s=%s is no size such as 500MB or 20GB", LIMIT_ENVIRONMENT, said)
        return LIMIT
    return int(float(match[1]) * _UNITS[match[2].upper()])


def entries() -> list[tuple[str, int, float]]:
    """Return (key, bytes, when it was used last) of each entry."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(folder() / "entries"):
            with contextlib.suppress(OSError):  # another process was faster
                facts = entry.stat(follow_symlinks=False)
                found.append((entry.name, facts.st_size, facts.st_mtime))
    return found


def clear() -> int:
    """Delete all but what open pages may need, and return how many bytes that were."""
    freed = 0
    for key, size, used in entries():
        if key.startswith(MADE) or time.time() - used > IN_USE or key.startswith("index-"):
            freed += size if _deleted(key) else 0
    return freed


def trim(most: int | None = None) -> None:
    """Delete entries until the rest has at most ``most`` bytes (`limit`): those used longest ago first.

    What is quickly made anew goes; the rest (timestamps, frame indexes) stays for `IN_USE`.
    """
    found = [(used, size, key) for key, size, used in entries()]
    over = sum(size for _, size, _ in found) - (limit() if most is None else most)
    for used, size, key in sorted(found):
        # What a process that was killed had begun.
        dead = key.startswith(WRITING) and time.time() - used > ABANDONED
        if over <= 0 and not dead:
            continue
        if time.time() - used < IN_USE and not key.startswith(MADE) and not dead:
            continue
        over -= size if _deleted(key) else 0


def _deleted(key: str) -> bool:
    """Delete an entry; whether that was possible: Windows keeps what somebody has open."""
    try:
        (folder() / "entries" / key).unlink(missing_ok=True)
    except OSError:
        return False
    return True


_growth = {"bytes": 2**62}  # the first look is at the first write: others have written before


def _grown(entry: Path) -> None:
    """Trim now and then: looking at all entries for each one that is written would take its time."""
    most = limit()
    if not entry.name.startswith(MADE):
        trim(most)
        return
    _growth["bytes"] += entry.stat().st_size
    if _growth["bytes"] * SHARE > most:
        _growth["bytes"] = 0
        # Other processes write as well, and nobody looks again before this share is full.
        trim(most - ROOM * most // SHARE)


_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)I?B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _make(wanted: Path) -> bool:
    try:
        wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(wanted, os.W_OK | os.X_OK)


@functools.cache
def _look_who_writes(folder: Path) -> None:
    if os.name != "nt" and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        log.warning(
            "Others can write to the cache folder %s, and so change what is shown: chmod 700 it.", folder
        )


@functools.cache
def _temporary(wanted: Path) -> Path:
    """Return a folder for the same user in every process, or for this process where someone else has it."""
    user = os.getuid() if hasattr(os, "getuid") else os.getlogin()
    shared = Path(tempfile.gettempdir()) / f"nwb_video_panel-{user}"
    chosen = (
        shared if _make(shared) and _is_private(shared) else Path(tempfile.mkdtemp(prefix="nwb_video_panel-"))
    )
    log.warning("%s cannot be written; the cache is in %s", wanted, chosen)
    return chosen


def _is_private(candidate: Path) -> bool:
    facts = candidate.lstat()
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(facts.st_mode)
    return (
        stat.S_ISDIR(facts.st_mode)
        and facts.st_uid == os.getuid()
        and not facts.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    )

"""An AVI file's own table of frames, read at once instead of entry by entry.

FFmpeg goes through the table whenever it opens a file, which takes the longer
the more frames there are. Here it is read as one array, and `WithoutTable` is
the same file for a demuxer that shall not look at it. Only a table that leaves
no question open is taken: one entry for each frame that the header promises,
in the order of the file, none empty, none beyond its end. The layout is that of
RIFF AVI 1.0 (``idx1``) and of OpenDML 1.02 (``indx``, files of more than 1 GB).
"""

from __future__ import annotations

import functools
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .opening import open_regular

LONGEST_HEAD = 4 << 20
LONGEST_TABLE = 256 << 20
"""Bytes of a file's table, or of all its parts together."""
MOST_CHUNKS = 64
"""Chunks of a file, outside its frames, that are walked over."""
LOOKS = 32
"""Entries that are compared with what is in the file."""
KEPT = 16
"""Tables that are remembered."""

_KEY = 0x10
_NOT_A_KEY = 0x80000000


@dataclass(frozen=True, slots=True, eq=False)
class AviTable:
    """Where each frame of an AVI file is."""

    stream: int
    """Index of the video track among the file's tracks."""
    positions: NDArray[np.int64]
    """(n,) of the frames' chunks in the file, ascending."""
    keys: NDArray[np.bool_]
    """(n,) whether decoding can begin there, by the table's word."""
    hidden: int | None
    """Where ``idx1`` is; None where there is none."""

    begins: NDArray[np.int64]
    """The numbers of those frames, ascending."""

    @property
    def count(self) -> int:
        """How many frames there are."""
        return int(self.positions.size)

    def key_before(self, k: int) -> int | None:
        """Return the last key frame at or before k; None where there is none."""
        at = int(np.searchsorted(self.begins, k, side="right")) - 1
        return None if at < 0 else int(self.begins[at])


class WithoutTable:
    """An AVI file whose ``idx1`` is something that demuxers pass over; closed with its last user.

    Parameters
    ----------
    path
        The file.
    hidden
        Where ``idx1`` is.

    Raises
    ------
    OSError, ValueError
        As `opening.open_regular`.
    """

    def __init__(self, path: Path, hidden: int | None) -> None:
        self._hidden = hidden
        self._fd: int | None = None
        self._fd = open_regular(str(path.absolute()))[0]

    def read(self, count: int) -> bytes:
        """Read on from where it stands."""
        start = self.tell()
        data = os.read(self._open, count)
        if self._hidden is None or not start - 4 < self._hidden < start + len(data):
            return data
        patched = bytearray(data)
        for i, letter in enumerate(b"JUNK", self._hidden - start):
            if 0 <= i < len(patched):
                patched[i] = letter
        return bytes(patched)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go elsewhere."""
        return os.lseek(self._open, offset, whence)

    def tell(self) -> int:
        """Return where it stands."""
        return os.lseek(self._open, 0, os.SEEK_CUR)

    def close(self) -> None:
        """Close it."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def __del__(self) -> None:
        self.close()

    @property
    def _open(self) -> int:
        if self._fd is None:
            raise ValueError("the file is closed")
        return self._fd


def avi_table(path: Path) -> AviTable | None:
    """Return the table of an AVI file; None of other files, and where FFmpeg has to look for itself."""
    try:
        fd, facts = open_regular(str(path.absolute()))
    except (OSError, ValueError):
        return None
    with os.fdopen(fd, "rb", buffering=0) as file:
        if file.read(4) != b"RIFF":
            return None
        return _remembered(path, facts.st_ino, facts.st_size, facts.st_mtime_ns, _File(file))


@dataclass(frozen=True, slots=True)
class _File:
    """A file that makes no difference to what is remembered of it."""

    file: BinaryIO

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _File)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=KEPT)
def _remembered(_path: Path, _inode: int, size: int, _mtime_ns: int, held: _File) -> AviTable | None:
    try:
        return _read(held.file, size)
    except (OSError, ValueError, OverflowError, struct.error):
        return None


def _read(file: BinaryIO, size: int) -> AviTable | None:
    if _at(file, 0, 4) != b"RIFF" or _at(file, 8, 4) != b"AVI ":
        return None
    head, movi, hidden, table = b"", 0, None, b""
    for name, start, length in _chunks(file, 12, size):
        kind = _at(file, start, 4) if name == b"LIST" else b""
        if kind == b"hdrl" and length < LONGEST_HEAD:
            head = _at(file, start + 4, length - 4)
        elif kind == b"movi":
            movi = movi or start
        elif name == b"idx1" and movi:
            hidden = start - 8
            table = _at(file, start, length) if length <= LONGEST_TABLE else b""
            break
    video = _video_track(head)
    if video is None or not movi:
        return None
    number, count, super_index = video
    names = [f"{number:02d}{kind}".encode() for kind in ("dc", "db")]
    if super_index:
        found = _of_open_dml(file, super_index, names, min(LONGEST_TABLE, size))
    else:
        found = _of_idx1(
            file, np.frombuffer(table[: len(table) // 16 * 16], "<u4").reshape(-1, 4), movi, names
        )
    if found is None:
        return None
    positions, sizes, keys = found
    if positions.size != count or not keys.any() or not _holds(file, positions, sizes, names, size):
        return None
    return AviTable(number, positions, keys, hidden, np.flatnonzero(keys))


def _chunks(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, start, length) of the contents of chunks in a row."""
    for _ in range(MOST_CHUNKS):
        if at + 8 > end:
            return
        name, length = struct.unpack("<4sI", _at(file, at, 8))
        yield name, at + 8, length
        at += 8 + length + length % 2


def _within(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, content) of chunks in a row."""
    at = 0
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _video_track(head: bytes) -> tuple[int, int, bytes] | None:
    """Return number, count of frames and OpenDML index of the one video track; None where there is none."""
    tracks = [data[4:] for name, data in _within(head) if name == b"LIST" and data[:4] == b"strl"]
    found = []
    for number, track in enumerate(tracks):
        parts = dict(reversed(list(_within(track))))
        header = parts.get(b"strh", b"")
        if header[:4] != b"vids":
            continue
        start, count, _, _, sample = struct.unpack_from("<5I", header, 28)
        if start or sample or not count:
            return None
        found.append((number, count, parts.get(b"indx", b"")))
    return found[0] if len(found) == 1 else None


_Entries = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]
"""Positions of chunks, sizes of what is in them, whether they are key frames."""


def _of_idx1(file: BinaryIO, entries: NDArray[np.uint32], movi: int, names: list[bytes]) -> _Entries | None:
    one, other = (int.from_bytes(name, "little") for name in names)
    called = entries[:, 0]
    ours = (called == one) | (called == other)
    own = entries if ours.all() else entries[ours]
    if not own.size:
        return None
    offsets = own[:, 2].astype(np.int64)
    # They count from the word "movi", or from the beginning of the file.
    for base in (movi, 0):
        if _at(file, base + int(offsets[0]), 4) in names:
            return offsets + base, own[:, 3].astype(np.int64), (own[:, 1] & _KEY) > 0
    return None


def _of_open_dml(file: BinaryIO, index: bytes, names: list[bytes], most: int) -> _Entries | None:
    longs, kind, count, name = struct.unpack_from("<HxBI4s", index)
    if longs != 4 or kind != 0 or name not in names or len(index) < 24 + 16 * count:
        return None
    parts, whole = [], 0
    for i in range(count):
        at, length = struct.unpack_from("<QI", index, 24 + 16 * i)
        whole += length  # a file may name one table many times
        if whole > most:
            return None
        data = _at(file, at, length)
        longs, inner, kind, entries, name, base = struct.unpack_from("<HBBI4sQ", data, 8)
        if (longs, inner, kind) != (2, 0, 1) or name not in names or len(data) < 32 + 8 * entries:
            return None
        table = np.frombuffer(data, "<u4", 2 * entries, 32).reshape(-1, 2)
        parts.append((table[:, 0].astype(np.int64) + base - 8, table[:, 1]))
    if not parts:
        return None
    lengths = np.concatenate([length for _, length in parts])
    positions = np.concatenate([position for position, _ in parts])
    return positions, (lengths & ~np.uint32(_NOT_A_KEY)).astype(np.int64), (lengths & _NOT_A_KEY) == 0


def _holds(
    file: BinaryIO, positions: NDArray[np.int64], sizes: NDArray[np.int64], names: list[bytes], size: int
) -> bool:
    """Tell whether a table is in order, and agrees with the file wherever it is compared."""
    if (
        (sizes <= 0).any()
        or (np.diff(positions) < 8 + sizes[:-1]).any()
        or positions[-1] + 8 + sizes[-1] > size
    ):
        return False
    for k in np.unique(np.linspace(0, positions.size - 1, LOOKS).astype(int)).tolist():
        name, length = struct.unpack("<4sI", _at(file, int(positions[k]), 8))
        if name not in names or length != sizes[k]:
            return False
    return True


def _at(file: BinaryIO, position: int, count: int) -> bytes:
    file.seek(position)
    return file.read(count)

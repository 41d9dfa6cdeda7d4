"""The frame index of a video on another machine, without fetching the video.

Of MP4 and QuickTime files only what lies outside the pictures' data is read: the
demuxer goes through the file with zeros in their place, since times and key frames are
all in the tables. Matroska and WebM have times beside each picture; they are
read whole where they are small, and else not at all.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .. import cache
from ..errors import RemoteVideoError
from ..frameindex import VERSION
from ..indexing import frame_index_from
from ..making import Maker
from . import remote
from .remote import Remote
from .remotefile import RemoteFile

WHOLE = 64 * 1024 * 1024
"""Files of so many bytes are read whole; of longer ones, tables of so many."""

MOST_PARTS = 64
"""Parts of a long file whose beginnings are looked at: each costs a block."""

BLOCK = 256 * 1024

_indexes = Maker(workers=2)


def request_index(url: str) -> Path | bytes | float:
    """Return the cached frame index of a file on another machine once it is made; until then the share done.

    Raises
    ------
    RemoteVideoError
        It cannot be read, or not without fetching all of a long file.
    UnreadableVideoError
        It is no video.
    """
    found = remote.opened(url)
    # The validator goes with the file's address, size and version.
    key = cache.key_of_content(f"{url}\0{found.facts.etag}".encode(), "index", VERSION)
    return _indexes.request(key, lambda progress: _index(found, progress))


def _index(found: Remote, progress: Callable[[float], None]) -> bytes:
    source = Sparse(found, progress)
    name = unquote(urlsplit(found.url).path).rpartition("/")[2] or found.url
    return frame_index_from(io.BufferedReader(source, BLOCK), name).encode()


class Sparse(RemoteFile):
    """A file on another machine, in which a long video's pictures read as zeros.

    Parameters
    ----------
    found
        The file.
    progress
        Told the share, 0 to 1, up to which it has been read.

    Raises
    ------
    RemoteVideoError
        Its times cannot be had without fetching all of it.
    """

    def __init__(self, found: Remote, progress: Callable[[float], None] = lambda _: None) -> None:
        super().__init__(found)
        self._progress = progress
        self._holes = [] if self._size <= WHOLE else _pictures(found)
        """(from, to) of what reads as zeros, in order."""
        if self._size - sum(end - start for start, end in self._holes) > WHOLE:
            raise _too_long(found, "it is not in a table that is apart from the pictures")

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is one of these
        """Read on, up to where a hole begins or ends."""
        end = min(self._at + len(buffer), self._size)
        for start, stop in self._holes:
            if start <= self._at < stop:
                count = min(stop, end) - self._at
                buffer[:count] = bytes(count)
                self._at += count
                return count
            if self._at < start:
                end = min(end, start)
                break
        if end <= self._at:
            return 0
        data = self._found.read(self._at, end - self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        self._progress(min(self._at / self._size, 1.0))
        return len(data)


def _pictures(found: Remote) -> list[tuple[int, int]]:
    """Return where the boxes ``mdat`` of an MP4 file are, (from, to): ISO/IEC 14496-12, 4.2 and 8.1.1."""
    holes: list[tuple[int, int]] = []
    at, size = 0, found.facts.size
    for _ in range(MOST_PARTS):
        head = found.read(at, min(16, size - at))
        length, kind, begins = int.from_bytes(head[:4]), head[4:8], 8
        if at == 0 and kind not in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
            raise _too_long(found, "its container has no table of them")
        if length == 1:
            length, begins = int.from_bytes(head[8:16]), 16
        length = length or size - at
        if length < begins:
            raise _too_long(found, "its table of them is damaged")
        if kind == b"mdat":
            holes.append((at + begins, min(at + length, size)))
        at += length
        if at + 8 > size:
            return holes
    raise _too_long(found, f"its table of them is in more than {MOST_PARTS} parts")


def _too_long(found: Remote, why: str) -> RemoteVideoError:
    size = f"{found.facts.size / 1e6:,.0f} MB"
    return RemoteVideoError(
        found.url, f"the times of its frames cannot be read without fetching all of {size}: {why}."
    )

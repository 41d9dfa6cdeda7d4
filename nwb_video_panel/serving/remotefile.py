"""A file on another machine, to be read from like one that is here."""

from __future__ import annotations

import io

from .remote import Remote


class RemoteFile(io.RawIOBase):
    """A file on another machine, open for reading; each read may raise RemoteVideoError.

    Parameters
    ----------
    found
        The file.
    """

    def __init__(self, found: Remote) -> None:
        self._found = found
        self._size = found.facts.size
        self._at = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that one may go anywhere in it."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any buffer is one of these
        """Read on."""
        count = min(len(buffer), self._size - self._at)
        if count <= 0:
            return 0
        data = self._found.read(self._at, count)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

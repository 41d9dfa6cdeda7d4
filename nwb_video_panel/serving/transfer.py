"""Moving a file's bytes to a socket."""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Iterator

BURST = 1024 * 1024
"""Most bytes that one call moves, so that none holds a thread for long."""

CHUNK = 256 * 1024
"""Bytes that a reader has to take within a server's patience, where what is sent is in memory; and that are
read at a time where there is no sendfile."""

HAS_SENDFILE = hasattr(os, "sendfile")

UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
"""What the system says of files, on some file systems, that it cannot send so."""


def sendfile(out: int, fd: int, offset: int, count: int) -> int:
    """Copy up to ``count`` bytes of a file to a socket that does not block.

    Parameters
    ----------
    out, fd
        Descriptors of the socket and of the file.
    offset, count
        Bytes.

    Returns
    -------
    int
        How many bytes were taken; 0 where the file ends at ``offset``.

    Raises
    ------
    BlockingIOError
        The socket takes nothing now.
    """
    return os.sendfile(out, fd, offset, min(count, BURST))


def in_chunks(data: bytes) -> Iterator[memoryview]:
    """Yield what is in memory, `CHUNK` bytes at a time."""
    view = memoryview(data)
    for at in range(0, len(data), CHUNK):
        yield view[at : at + CHUNK]


def read_at(fd: int, offset: int, count: int) -> bytes:
    """Read up to ``count`` bytes of a file; none where it ends at ``offset``."""
    if hasattr(os, "pread"):
        return os.pread(fd, count, offset)
    # The descriptor belongs to one answer, so nobody else moves its position.
    os.lseek(fd, offset, os.SEEK_SET)
    return os.read(fd, count)


def has_room(out: int, patience: float) -> bool:
    """Wait up to ``patience`` seconds until a socket takes more; whether it does."""
    poll = select.poll()
    poll.register(out, select.POLLOUT)
    return bool(poll.poll(patience * 1000))

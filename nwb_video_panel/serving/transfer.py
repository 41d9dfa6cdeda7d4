"""Moving a file's bytes to a socket."""

from __future__ import annotations

import errno
import os
import select

BURST = 1024 * 1024
"""Most bytes that one call moves, so that none holds a thread for long."""

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

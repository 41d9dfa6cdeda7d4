"""Sends a file's bytes under a Tornado connection without holding up the loop.

The bytes go around Tornado's buffers: `os.sendfile` in a small thread pool, in
bursts, on a duplicate of the connection's socket. Between bursts the loop waits
until the socket takes more, so a reader that stalls (a paused video) holds
neither a thread nor memory. Times are seconds.

What makes it safe to write beside an `IOStream`:

- its write buffer is empty, since the header fields were awaited;
- it goes on reading from its own descriptor, so it notices a client that goes
  away; waiting for room happens on the duplicate, a descriptor of its own,
  because a loop keeps one watcher per descriptor;
- descriptors are closed only when no thread uses them any more.

TLS has no socket to write to, and Windows no ``sendfile``: there the pool reads
and the stream sends, one chunk ahead.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar, cast

from tornado.http1connection import HTTP1Connection
from tornado.iostream import IOStream, SSLIOStream

from .transfer import BURST, HAS_SENDFILE, has_room, read_at, sendfile

T = TypeVar("T")

CHUNK = 256 * 1024
"""Bytes read at a time where there is no sendfile."""

PATIENCE = 60.0
"""How long a reader may take nothing until it is given up."""

MOMENT = 0.002
"""How long a thread waits for a reader to make room: a fast one does at once, and is spared the
way over the loop."""

_pool = ThreadPoolExecutor(8, thread_name_prefix="nwb-video")
_UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)


async def in_pool(work: Callable[[], T], discard: Callable[[T], object] = lambda _: None) -> T:
    """Await work that may block, done in the pool.

    Cancelling waits for work that has begun, so that nothing it uses is taken
    from under it.

    Parameters
    ----------
    work
        What to do.
    discard
        Gets the result where the waiting was cancelled and nobody takes it.
    """
    job = _pool.submit(work)
    try:
        return await asyncio.wrap_future(job)
    except asyncio.CancelledError:
        if not job.cancel():
            wait([job])
        if not job.cancelled() and job.exception() is None:
            discard(job.result())
        raise


class _Sent:
    """Stands for bytes that went around the stream.

    `HTTP1Connection` counts the length of what it writes against
    ``Content-Length`` and would call the answer unfinished without it; being
    empty (false), it adds nothing to the stream.
    """

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return False


class Pump:
    """Sends the planned bytes of one answer, whose header fields are out.

    Parameters
    ----------
    connection
        The HTTP connection that the answer goes to.
    fd
        The file, which its owner keeps open until `run` is over.
    start, length
        Which of its bytes.
    """

    def __init__(self, connection: HTTP1Connection, fd: int, start: int, length: int) -> None:
        self._connection = connection
        self._fd, self._at, self._end = fd, start, start + length
        self._gone = False
        self._wake: asyncio.Future[None] | None = None

    def stop(self) -> None:
        """Give up: the client has gone away, or takes nothing."""
        self._gone = True
        self._rouse()

    async def run(self) -> None:
        """Send. Where not all could be sent, close the connection: nothing else tells the client."""
        try:
            stream = self._connection.stream
            if HAS_SENDFILE and not isinstance(stream, SSLIOStream):
                await self._send_around(stream)
            if self._wanted():
                await self._send_through()
        except OSError:  # of the socket, gone; or of the disk
            self._gone = True
        finally:
            if self._at < self._end:
                self._connection.close()

    def _wanted(self) -> bool:
        return self._at < self._end and not self._gone and not self._connection.stream.closed()

    async def _send_around(self, stream: IOStream) -> None:
        """Send by sendfile, until all is sent, the file ends or it cannot be sent so."""
        start = self._at
        if not self._wanted():
            return
        with stream.socket.dup() as sock:
            while self._wanted():
                burst = partial(_burst, sock.fileno(), self._fd, self._at, self._end - self._at)
                moved, full = await in_pool(burst)
                self._at += moved
                if full:
                    await self._room(sock)
                elif not moved:
                    break
        self._connection.write(cast(bytes, _Sent(self._at - start)))

    async def _room(self, sock: socket.socket) -> None:
        """Wait until the socket takes more, the client is gone or patience ends."""
        loop = asyncio.get_running_loop()
        self._wake = loop.create_future()
        timer = loop.call_later(PATIENCE, self.stop)
        loop.add_writer(sock.fileno(), self._rouse)
        try:
            await self._wake
        finally:
            loop.remove_writer(sock.fileno())
            timer.cancel()
            self._wake = None

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _send_through(self) -> None:
        """Send what the pool reads through the stream, reading one chunk ahead."""
        chunk = await self._read(self._at)
        while chunk and self._wanted():
            ahead = asyncio.create_task(self._read(self._at + len(chunk)))
            try:
                await asyncio.wait_for(self._connection.write(chunk), PATIENCE)
                self._at += len(chunk)
            finally:
                chunk = await ahead

    async def _read(self, offset: int) -> bytes:
        count = min(CHUNK, self._end - offset)
        return await in_pool(partial(read_at, self._fd, offset, count)) if count else b""


def _burst(out: int, fd: int, offset: int, count: int) -> tuple[int, bool]:
    """Send up to `BURST` bytes; return how many were, and whether the reader keeps the socket full."""
    moved, count = 0, min(count, BURST)
    while moved < count:
        try:
            taken = sendfile(out, fd, offset + moved, count - moved)
        except BlockingIOError:
            if not has_room(out, MOMENT):
                return moved, True
            continue
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                break
            raise
        if not taken:
            break
        moved += taken
    return moved, False

"""Sends answers under a Tornado connection without holding up the loop.

One job in a small thread pool opens the file, writes the head and sends the
first bytes with `os.sendfile`, on a duplicate of the connection's socket. What
is left goes in more such bursts. Between them the loop waits until the socket
takes more, so a reader that stalls (a paused video) holds neither a thread nor
memory. Times are seconds.

What makes it safe to write beside an `IOStream`:

- its write buffer is empty when the job begins, or the job only reads and the
  stream sends;
- it goes on reading from its own descriptor, so it notices a client that goes
  away; waiting for room happens on the duplicate, a descriptor of its own,
  because a loop keeps one watcher per descriptor;
- descriptors are closed only when no thread uses them any more.

TLS has no socket to write to, and Windows no ``sendfile``: there the pool reads
and the stream sends, one chunk ahead.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tornado.iostream import IOStream, SSLIOStream

from .answers import Answer
from .transfer import BURST, CHUNK, HAS_SENDFILE, UNSUPPORTED, has_room, in_chunks, read_at, sendfile

T = TypeVar("T")
Compose = Callable[[], tuple[Answer, bytes]]
"""Makes an answer, and its head with whatever body is no file's; may block."""

PATIENCE = 60.0
"""How long a reader may take nothing until it is given up."""

MOMENT = 0.002
"""How long a thread waits for a reader to make room: a fast one does at once, and is spared the
way over the loop."""

_here = ThreadPoolExecutor(8, thread_name_prefix="nwb-video")
_elsewhere = ThreadPoolExecutor(16, thread_name_prefix="nwb-elsewhere")
"""For what waits for other machines, so that this one's videos go on."""


@dataclass
class _Progress:
    """How far an answer has come."""

    answer: Answer
    head: bytes
    """What of the head is not sent yet."""
    at: int
    """The offset of the next byte of the file."""
    end: int
    full: bool = False
    """Whether the reader keeps the socket full."""

    @property
    def done(self) -> bool:
        return not self.head and self.at >= self.end


class Pump:
    """Sends one answer over a stream.

    Parameters
    ----------
    stream
        The connection's, with nobody else writing to it.
    """

    def __init__(self, stream: IOStream) -> None:
        self._stream = stream
        self._gone = False
        self._wake: asyncio.Future[None] | None = None

    def stop(self) -> None:
        """Give up: the client has gone away, or takes nothing."""
        self._gone = True
        self._rouse()

    async def run(self, compose: Compose, *, elsewhere: bool = False) -> int:
        """Send what is composed, and return its status.

        What may wait for another machine to be composed (``elsewhere``) is so in threads of its own.
        Where not all of it could be sent the stream is closed: nothing else tells the client.
        """
        around = HAS_SENDFILE and not isinstance(self._stream, SSLIOStream) and self._idle()
        out = os.dup(self._stream.socket.fileno()) if around else None
        try:
            progress = await in_pool(
                partial(_begin, compose, out),
                lambda made: made.answer.close(),
                _elsewhere if elsewhere else _here,
            )
            try:
                if not progress.done:
                    await self._go_on(progress, out)
            finally:
                progress.answer.close()
                if not progress.done:
                    self._stream.close()
        finally:
            if out is not None:
                os.close(out)
        return progress.answer.status

    def _idle(self) -> bool:
        return not self._stream.closed() and not self._stream.writing()

    async def _go_on(self, progress: _Progress, out: int | None) -> None:
        with contextlib.suppress(OSError):  # of the socket, gone or given up; or of the disk
            if progress.head:
                await self._write(progress.head)
                progress.head = b""
            if out is not None:
                await self._send_around(progress, out)
            if self._wanted(progress):
                await self._send_through(progress)

    def _wanted(self, progress: _Progress) -> bool:
        return not progress.done and not self._gone and not self._stream.closed()

    async def _send_around(self, progress: _Progress, out: int) -> None:
        """Send by sendfile, until all is sent, the file ends or it cannot be sent so."""
        before = -1
        while self._wanted(progress):
            if progress.full:
                await self._room(out)
            elif progress.at == before:
                return
            before = progress.at
            await in_pool(partial(_burst, progress, out))

    async def _room(self, out: int) -> None:
        """Wait until the socket takes more, the client is gone or patience ends."""
        loop = asyncio.get_running_loop()
        self._wake = loop.create_future()
        timer = loop.call_later(PATIENCE, self.stop)
        loop.add_writer(out, self._rouse)
        try:
            await self._wake
        finally:
            loop.remove_writer(out)
            timer.cancel()
            self._wake = None

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _send_through(self, progress: _Progress) -> None:
        """Send what the pool reads through the stream, reading one chunk ahead."""
        chunk = await self._read(progress, progress.at)
        while chunk and self._wanted(progress):
            ahead = asyncio.create_task(self._read(progress, progress.at + len(chunk)))
            try:
                await self._write(chunk)
                progress.at += len(chunk)
            finally:
                chunk = await ahead  # a read must not outlive its descriptor

    async def _read(self, progress: _Progress, offset: int) -> bytes:
        count = min(CHUNK, progress.end - offset)
        file = progress.answer.resource
        return await in_pool(partial(read_at, file.fd, offset, count)) if file and count else b""

    async def _write(self, data: bytes) -> None:
        for chunk in in_chunks(data):
            await asyncio.wait_for(self._stream.write(chunk), PATIENCE)


async def in_pool(
    work: Callable[[], T],
    discard: Callable[[T], object] = lambda _: None,
    pool: ThreadPoolExecutor = _here,
) -> T:
    """Await work that may block, done in the pool.

    Cancelling waits for work that has begun, so that nothing it uses is taken
    from under it.

    Parameters
    ----------
    work
        What to do.
    discard
        Gets the result where the waiting was cancelled and nobody takes it.
    pool
        The one for this machine's files, or another.
    """
    job = pool.submit(work)
    try:
        return await asyncio.wrap_future(job)
    except asyncio.CancelledError:
        if not job.cancel():
            wait([job])
        if not job.cancelled() and job.exception() is None:
            discard(job.result())
        raise


def _begin(compose: Compose, out: int | None) -> _Progress:
    """Make an answer and send its beginning, where there is a socket to send it on."""
    answer, head = compose()
    progress = _Progress(answer, head, answer.start, answer.start + answer.length)
    if out is None:
        return progress
    try:
        progress.head = head[os.write(out, head) :]
        if not progress.head:
            _burst(progress, out)
    except OSError:
        pass  # an earlier answer still fills the socket, or the client is gone; the loop finds out by itself
    return progress


def _burst(progress: _Progress, out: int) -> None:
    """Send up to `BURST` bytes, and note whether the reader keeps the socket full."""
    file = progress.answer.resource
    stop_at = min(progress.end, progress.at + BURST)
    progress.full = False
    while file is not None and progress.at < stop_at:
        try:
            taken = sendfile(out, file.fd, progress.at, stop_at - progress.at)
        except BlockingIOError:
            if has_room(out, MOMENT):
                continue
            progress.full = True
            return
        except OSError as error:
            if error.errno in UNSUPPORTED:
                return
            raise
        if not taken:
            return
        progress.at += taken

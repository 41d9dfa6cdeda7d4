"""HTTP/1.1 connections in threads: reads requests, sends answers, gives up on the slow.

A connection has a thread of its own, so a reader that stalls holds up nobody.
What could be held up by many of them is bounded: connections by a cap, a
request's header fields by a deadline, an idle connection and a stalled answer
by time-outs. Clients that go away are no news and are not logged.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import socketserver
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from . import heads
from .answers import Answer, answer, words
from .resources import Found
from .transfer import CHUNK, HAS_SENDFILE, UNSUPPORTED, has_room, in_chunks, read_at, sendfile

_log = logging.getLogger(__name__)

_HEAD_LIMIT = 64 * 1024
_MORE = getattr(socket, "MSG_MORE", 0)
# The empty line after the fields, of which bare line feeds will do (RFC 9112, 2.2).
_END = re.compile(rb"(?<=\S)[ \t]*\r?\n\r?\n")
# Lower case, as `heads.read` returns it (RFC 9110, 7.2).
_HOST = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_BUSY = words(503, "Too many connections.\n", {"Retry-After": "1"})
_FAILED = words(500, "The server made a mistake; its log has the details.\n")
_MISDIRECTED = words(421, "This server does not answer under that name.\n")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server waits, seconds."""

    first: float = 5.0
    """For a connection's first request."""
    idle: float = 60.0
    """For its next ones."""
    head: float = 10.0
    """For all of a request's header fields, from their first byte."""
    send: float = 60.0
    """For a reader that takes nothing."""


class MediaServer(socketserver.ThreadingTCPServer):
    """Serves on loopback and a free port, in daemon threads.

    Parameters
    ----------
    find
        Opens what a request's path names; raises as `resources.locate` does.
    proxied
        Whether a proxy may stand in front, and pass on the browser's own
        ``Host``, as those of Jupyter and code-server do. As any client but a
        browser can write what it likes there, it is for servers whose URLs are
        secrets.
    patience
        The time-outs.
    most
        Connections at a time. For one more the one that has been idle longest is closed; where none is idle,
        it is turned away with 503.
    """

    # On Windows this would let another process take the port over.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        find: Callable[[str, str], Found],
        *,
        proxied: bool = False,
        patience: Patience | None = None,
        most: int = 256,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.find, self.proxied, self.patience = find, proxied, patience or Patience()
        self._slots = threading.BoundedSemaphore(most)
        self._idle: OrderedDict[socket.socket, None] = OrderedDict()
        self._idle_lock = threading.Lock()
        self._names = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Serve from a daemon thread, until the process ends."""
        threading.Thread(target=self.serve_forever, name=f"nwb-video-{self.port}", daemon=True).start()

    def knows(self, request: heads.Request) -> bool:
        """Whether a request is meant for this server, by its host (no DNS rebinding)."""
        if request.host in self._names:
            return True
        # A browser that connects here itself, under whatever name, puts this port into Host, and lets no
        # page change that. Another port there, or none, is a proxy's.
        named = _HOST.fullmatch(request.host)
        return self.proxied and named is not None and int(named[1] or 0) != self.port

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver
        """Give the connection a thread, or turn it away."""
        if self._slots.acquire(blocking=False) or self._take_an_idle_ones_place():
            try:
                super().process_request(request, client_address)
            except BaseException:
                self._slots.release()  # as no thread will
                raise
        else:
            with contextlib.suppress(OSError):
                request.settimeout(1.0)
                request.sendall(heads.write(_BUSY, time.time(), close=True) + _BUSY.body)
            self.shutdown_request(request)

    def _take_an_idle_ones_place(self) -> bool:
        """Close the connection that has waited longest for a request; whether there was one."""
        with self._idle_lock:
            if not self._idle:
                return False
            longest, _ = self._idle.popitem(last=False)
            with contextlib.suppress(OSError):
                # Its thread wakes up, closes it and leaves its place.
                longest.shutdown(socket.SHUT_RDWR)
        return self._slots.acquire(timeout=1.0)

    @contextlib.contextmanager
    def idle(self, request: socket.socket) -> Iterator[None]:
        """Say of a connection that it waits for a request meanwhile, and may be closed."""
        with self._idle_lock:
            self._idle[request] = None
        try:
            yield
        finally:
            with self._idle_lock:
                self._idle.pop(request, None)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        """Serve the connection, in its thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 - as above
        """Log what is a mistake of ours; clients that go away are none."""
        if not isinstance(sys.exception(), OSError):
            _log.exception("A request for a video failed.")


class _Connection(socketserver.BaseRequestHandler):
    """One connection: request after request, until one side has enough."""

    server: MediaServer
    request: socket.socket

    def handle(self) -> None:
        """Answer requests."""
        self._unread, self._asked = b"", False
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        while (head := self._read_head()) and self._serve(head):
            pass

    def _serve(self, head: bytes) -> bool:
        """Answer one request; whether the connection is good for another."""
        self._wait_for(self.server.patience.send)
        now = time.time()
        try:
            request = heads.read(head)
        except heads.HeadError as error:
            self._send(words(400, f"Bad request: {error}.\n"), heads.NOTHING, now)
            return False
        if self.server.knows(request):
            find = partial(self.server.find, request.path, request.query)
            try:
                # What is served without a sealed link is for this machine's pages.
                sealed = self.server.proxied
                ready = answer(request.method, request.headers, request.host, find, now, front_ends=sealed)
            except Exception:  # noqa: BLE001 - logged; a closed connection would tell the reader nothing
                _log.exception("A request for a video failed.")
                ready = _FAILED
        else:
            ready = _MISDIRECTED
        try:
            whole = self._send(ready, request, now)
        finally:
            ready.close()
        if request.has_body:
            # Nobody wants it, and what follows it cannot be told from it unless it is read.
            self._drain()
        return whole and request.keeps and not request.has_body

    def _read_head(self) -> bytes:
        """Return the bytes of a request line and header fields; none where there are no more."""
        patience = self.server.patience
        data = self._unread or self._first_bytes(
            patience.idle if self._asked else min(patience.first, patience.idle)
        )
        self._asked = True
        deadline = time.monotonic() + self.server.patience.head
        while data:
            if end := _end(data):
                self._unread = data[end:]
                return data[:end].lstrip(b"\r\n")
            more = self._receive(deadline - time.monotonic()) if len(data) < _HEAD_LIMIT else b""
            data = data + more if more else b""
        return b""

    def _first_bytes(self, patience: float) -> bytes:
        with self.server.idle(self.request):
            return self._receive(patience)

    def _receive(self, patience: float) -> bytes:
        """Return what comes next; nothing where nothing comes in time."""
        try:
            self._wait_for(patience)
            return self.request.recv(_HEAD_LIMIT) if patience > 0 else b""
        except OSError:
            return b""

    def _wait_for(self, patience: float) -> None:
        # Each change is a call to the system, and gives other threads a chance to cut in.
        if patience > 0 and self.request.gettimeout() != patience:
            self.request.settimeout(patience)

    def _send(self, ready: Answer, request: heads.Request, now: float) -> bool:
        """Send an answer; whether all of it was. One that ends early is told by the connection's end."""
        head = heads.write(ready, now, close=not request.keeps or request.has_body, old=request.old)
        try:
            if ready.resource is None:
                # A time-out is for all that one call sends.
                for chunk in in_chunks(head if request.method == "HEAD" else head + ready.body):
                    self.request.sendall(chunk)
                return True
            self.request.sendall(head, _MORE)
            return self._send_file(ready.resource.fd, ready.start, ready.length)
        except OSError:
            return False

    def _send_file(self, fd: int, start: int, length: int) -> bool:
        """Send bytes of a file; whether all of them were there."""
        end, around = start + length, HAS_SENDFILE
        while start < end:
            if around:
                try:
                    sent = sendfile(self.request.fileno(), fd, start, end - start)
                except BlockingIOError:
                    if not has_room(self.request.fileno(), self.server.patience.send):
                        return False
                    continue
                except OSError as error:
                    if error.errno not in UNSUPPORTED:
                        raise
                    around = False
                    continue
            else:
                data = read_at(fd, start, min(CHUNK, end - start))
                self.request.sendall(data)
                sent = len(data)
            if not sent:
                return False
            start += sent
        return True

    def _drain(self) -> None:
        """Take in what a body has left, so that closing does not cut the answer off."""
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            self.request.settimeout(1.0)
            for _ in range(64):
                if not self.request.recv(_HEAD_LIMIT):
                    break


def _end(data: bytes) -> int:
    """Return where a head ends, 0 where it has not ended yet; empty lines before it do not end it."""
    found = data.find(b"\r\n\r\n")
    if found > 0 and data[:1] > b" ":
        return found + 4
    match = _END.search(data)
    return match.end() if match else 0

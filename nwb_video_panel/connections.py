"""HTTP/1.1 connections in threads: reads requests, sends answers, gives up on the slow.

A connection has a thread of its own, so a reader that stalls holds up nobody.
What could be held up by many of them is bounded: connections by a cap, a
request's header fields by a deadline, an idle connection and a stalled answer
by time-outs. Clients that go away are no news and are not logged.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import select
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from .answers import Answer, answer, words
from .ranges import Fields
from .resources import Pending, Resource
from .transfer import BURST, HAS_SENDFILE, read_at, sendfile

_log = logging.getLogger(__name__)

_HEAD_LIMIT = 64 * 1024
_MORE = getattr(socket, "MSG_MORE", 0)
# The empty line after the fields; empty lines before a request line are skipped (RFC 9112, 2.2).
_END = re.compile(rb"(?<=\S)[ \t]*\r?\n\r?\n")
_BUSY = words(503, "Too many connections.\n", {"Retry-After": "1"})
_UNKNOWN_HOST = "This server does not answer under that name.\n"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes."""

    path: str
    """As sent: still quoted, without the query."""
    host: str
    """The authority, lower case."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server waits, seconds."""

    idle: float = 60.0
    """For a connection's next request."""
    head: float = 10.0
    """For all of a request's header fields, from their first byte."""
    send: float = 60.0
    """For a reader that takes nothing."""


class MediaServer(ThreadingHTTPServer):
    """Serves on loopback and a free port, in daemon threads.

    Parameters
    ----------
    find
        Opens what a request's target names; raises as `resources.locate` does.
    proxied
        Whether jupyter-server-proxy may stand in front. It passes on the
        browser's own ``Host``, and tells so in ``X-ProxyContextPath``; as any
        client can claim that, it is for servers whose URLs are secrets.
    patience
        The time-outs.
    most
        Connections at a time; more are turned away with 503.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        find: Callable[[Target], Resource | Pending],
        *,
        proxied: bool = False,
        patience: Patience | None = None,
        most: int = 256,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.find, self.proxied, self.patience = find, proxied, patience or Patience()
        self._slots = threading.BoundedSemaphore(most)
        self._names = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._behind = re.compile(rf".*/proxy/{self.port}/?")

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def start(self) -> None:
        """Serve from a daemon thread, until the process ends."""
        threading.Thread(target=self.serve_forever, name=f"nwb-video-{self.port}", daemon=True).start()

    def knows(self, host: str, headers: Fields) -> bool:
        """Whether a request for ``host`` is meant for this server (no DNS rebinding)."""
        if host in self._names:
            return True
        passed = {name.lower(): value for name, value in headers.items()}
        return self.proxied and bool(self._behind.fullmatch(passed.get("x-proxycontextpath", "")))

    def server_bind(self) -> None:
        """Bind without looking the host's name up, which may take seconds and serves nothing here."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.port

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver
        """Give the connection a thread, or turn it away."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            with contextlib.suppress(OSError):
                request.settimeout(1.0)
                request.sendall(
                    _head(words(503, "Too many connections.\n", {"Retry-After": "1"}), close=True)
                )
            self.shutdown_request(request)

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


class _Connection(BaseHTTPRequestHandler):
    """One connection: request after request, until one side has enough."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: MediaServer
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self._unread = b""

    def finish(self) -> None:
        self.rfile.close()
        self.wfile.close()

    def handle_one_request(self) -> None:
        self.close_connection = True
        head = self._read_head()
        if not head:
            return
        line, _, fields = head.partition(b"\n")
        self.raw_requestline, self.rfile = line + b"\n", io.BytesIO(fields)
        self.connection.settimeout(self.server.patience.send)
        if not self.parse_request():
            return
        with_body = self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers
        # A body would be of no use; what follows it cannot be told from it unless it is read.
        self.close_connection = self.close_connection or with_body or self.request_version == "HTTP/0.9"
        ready = self._answer()
        try:
            self._send(ready)
        finally:
            ready.close()
        if with_body:
            self._drain()

    def handle_expect_100(self) -> bool:
        return True  # The body is not wanted: the final answer comes at once (RFC 9110, 10.1.1).

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self) -> Answer:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) > 1 or (not hosts and self.request_version == "HTTP/1.1"):
            return words(400, "Exactly one Host is needed.\n")
        try:
            url = urlsplit(self.path)
        except ValueError:
            return words(400, "Not a URL.\n")
        # RFC 9112, 3.2.2: a target with an authority overrides Host.
        target = Target(url.path, (url.netloc or (hosts or [""])[0]).strip().lower())
        if not self.server.knows(target.host, self.headers):
            return words(421, _UNKNOWN_HOST)
        return answer(self.command, self.headers, target.host, lambda: self.server.find(target), time.time())

    def _read_head(self) -> bytes:
        """Return the bytes of a request line and header fields; none where there are no more."""
        patience, data = self.server.patience, self._unread
        deadline = time.monotonic() + (patience.head if data.strip() else patience.idle)
        while True:
            end = _END.search(data)
            if end:
                self._unread = data[end.end() :]
                return data[: end.end()].lstrip(b"\r\n")
            left = deadline - time.monotonic()
            if left <= 0 or len(data) > _HEAD_LIMIT:
                return b""
            self.connection.settimeout(left)
            try:
                more = self.connection.recv(_HEAD_LIMIT)
            except OSError:
                return b""
            if not more:
                return b""
            if not data.strip():
                deadline = time.monotonic() + patience.head
            data += more

    def _send(self, ready: Answer) -> None:
        head = _head(ready, close=self.close_connection, old=self.request_version == "HTTP/1.0")
        body = b"" if self.command == "HEAD" else ready.body
        try:
            if ready.resource is None:
                self.connection.sendall(head + body)
                return
            self.connection.sendall(head, _MORE)
            whole = self._send_file(ready.resource.fd, ready.start, ready.length)
        except OSError:
            whole = False
        # An answer that ends early can only be told by the end of the connection.
        self.close_connection = self.close_connection or not whole

    def _send_file(self, fd: int, start: int, length: int) -> bool:
        """Send bytes of a file; whether all of them were there."""
        end = start + length
        while start < end:
            if HAS_SENDFILE:
                try:
                    sent = sendfile(self.connection.fileno(), fd, start, end - start)
                except BlockingIOError:
                    self._await_room()
                    continue
            else:
                data = read_at(fd, start, min(BURST, end - start))
                self.connection.sendall(data)
                sent = len(data)
            if not sent:
                return False
            start += sent
        return True

    def _await_room(self) -> None:
        poll = select.poll()
        poll.register(self.connection, select.POLLOUT)
        if not poll.poll(self.server.patience.send * 1000):
            raise TimeoutError("the reader takes nothing")

    def _drain(self) -> None:
        """Take in what a body has left, so that closing does not cut the answer off."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(1.0)
            for _ in range(64):
                if not self.connection.recv(_HEAD_LIMIT):
                    break


def _head(ready: Answer, *, close: bool, old: bool = False) -> bytes:
    """Return the status line and header fields of an answer."""
    phrase = HTTPStatus(ready.status).phrase
    lines = [f"HTTP/1.1 {ready.status} {phrase}", f"Date: {formatdate(usegmt=True)}"]
    lines += [f"{name}: {value}" for name, value in ready.headers.items()]
    if close or old:
        lines.append(f"Connection: {'close' if close else 'keep-alive'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

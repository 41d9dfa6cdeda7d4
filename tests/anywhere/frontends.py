"""Small stand-ins of notebooks' front ends: one machine that has all of their names, and a proxy to a port.

A browser is told that every name but loopback's leads to this machine, so that pages, frames and proxies
have the very origins that the services give them, and nothing leaves for the services. The proxy is a small
HTTP proxy that passes requests on to a server on loopback. The services' proxies differ by the fields that
they pass on.
"""

from __future__ import annotations

import http.client
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path

import certificate
from elsewhere import Answering

HOP = {"connection", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Way:
    """A proxy's way to a port of the kernel's machine."""

    at: re.Pattern[str]
    """What is asked for, as host and path; groups `port` and `rest` lead on."""
    own_host: bool = False
    """Whether the port's server is told its own name (dev tunnels), not the browser's (code-server)."""
    extra: tuple[tuple[str, str], ...] = ()
    """Further fields that the proxy adds."""


@dataclass
class FrontEnd:
    """What the stand-in answers."""

    pages: dict[str, str] = field(default_factory=dict)
    """HTML, by host and path."""
    ways: list[Way] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    """Host and path of each request that was passed on to a port."""
    missed: list[str] = field(default_factory=list)
    """Host and path of each request that leads nowhere."""


def _handler(front: FrontEnd) -> type[Answering]:
    class Handler(Answering):
        def do_GET(self) -> None:  # noqa: N802 - http.server has it so
            asked = self.headers["Host"].partition(":")[0] + self.path
            page = front.pages.get(asked.partition("?")[0])
            if page is not None:
                self.answer(200, page.encode(), **{"Content-Type": "text/html; charset=utf-8"})
                return
            for way in front.ways:
                if match := way.at.fullmatch(asked):
                    front.passed.append(asked)
                    self.pass_on(way, int(match["port"]), f"/{match['rest']}")
                    return
            front.missed.append(asked)
            self.answer(404, b"Nothing is here.\n")

        def do_OPTIONS(self) -> None:  # noqa: N802 - as above
            self.do_GET()

        def pass_on(self, way: Way, port: int, path: str) -> None:
            fields = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            fields |= dict(way.extra)
            if way.own_host:
                fields["Host"] = f"localhost:{port}"
            kernel = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                kernel.request(self.command, path, headers=fields)
                reply = kernel.getresponse()
                self.send_response_only(reply.status)
                for name, value in reply.getheaders():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.end_headers()
                while data := reply.read(65536):
                    self.wfile.write(data)
            except OSError:
                self.close_connection = True  # the browser has gone, or the server
            finally:
                kernel.close()

    return Handler


@contextmanager
def front_end(folder: Path) -> Iterator[tuple[FrontEnd, int]]:
    """Serve a stand-in over https on loopback; it and its port."""
    front = FrontEnd()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.make(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(front))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a browser that hangs up during TLS is no news
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield front, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Another machine that has files: it answers ranges, and lets pages of any origin read below /open/."""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Answering(BaseHTTPRequestHandler):
    """Answers over one connection after the other, in silence; what it answers to GET it does to HEAD."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # who asked has gone
            super().handle()

    def do_HEAD(self) -> None:
        self.do_GET()

    def answer(self, code: int, body: bytes, **fields: str) -> None:
        self.send_response(code)
        for name, value in {**fields, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True


@dataclass
class Elsewhere:
    """What it serves, and what it was asked."""

    root: str
    """Its URL, which has no slash at its end."""
    folder: Path
    sent: dict[str, int] = field(default_factory=dict)
    """Bytes of each path that went out."""
    askers: dict[str, set[str]] = field(default_factory=dict)
    """Paths, and what asked for each: `video` for a page's video, "" for a program."""


@contextmanager
def elsewhere(folder: Path, host: str = "127.0.0.1") -> Iterator[Elsewhere]:
    """Serve a folder, below / and, to every page, below /open/."""

    class Handler(Answering):
        def do_GET(self) -> None:
            path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
            machine.askers.setdefault(path, set()).add(self.headers.get("Sec-Fetch-Dest", ""))
            file = folder / path.removeprefix("/open").lstrip("/")
            if not file.is_file():
                self.answer(404, b"no")
                return
            size = file.stat().st_size
            fields = {"ETag": f'"{file.stat().st_mtime_ns}"', "Content-Type": "application/octet-stream"}
            if file.suffix == ".mp4":
                fields["Content-Type"] = "video/mp4"
            if path.startswith("/open/"):
                fields["Access-Control-Allow-Origin"] = "*"
            wanted = self.headers.get("Range")
            if wanted is None:
                self.answer(200, file.read_bytes(), **fields)
                return
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            end = min(int(last), size - 1) if last else size - 1
            fields["Content-Range"] = f"bytes {first}-{end}/{size}"
            with file.open("rb") as opened:
                opened.seek(int(first))
                body = opened.read(end + 1 - int(first))
            machine.sent[path] = machine.sent.get(path, 0) + len(body)
            self.answer(206, body, **fields)

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    machine = Elsewhere(f"http://{host}:{server.server_address[1]}", folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield machine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

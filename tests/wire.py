"""A client that sends exactly what it is given: `http.client` would tidy it up."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

DEADLINE = 20.0
"""Seconds after which a server counts as hung."""


@dataclass(frozen=True)
class Reply:
    code: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    def get(self, name: str) -> str | None:
        return self.headers.get(name.lower())


class Wire:
    """One connection to a server on loopback."""

    def __init__(self, port: int, receive_buffer: int | None = None) -> None:
        self.port = port
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(("127.0.0.1", port))
        self._rest = bytearray()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def abort(self) -> None:
        """Close as a crashed client does: with a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Send a request and read its reply; ``If_Range=`` is the field ``If-Range``."""
        self.request(path, method, **headers)
        return self.reply(method)

    def request(self, path: str, method: str = "GET", **headers: str) -> None:
        fields = {"Host": f"127.0.0.1:{self.port}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        self.send("\r\n".join([*lines, "", ""]).encode("utf-8"))

    def reply(self, method: str = "GET") -> Reply:
        code, headers = self.head()
        length = int(headers.get("content-length", "0"))
        if method == "HEAD" or code in (204, 304):
            length = 0
        return Reply(code, headers, self.take(length))

    def head(self) -> tuple[int, dict[str, str]]:
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head = self.take(self._rest.index(b"\r\n\r\n") + 4)[:-4]
        status, *lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", status)
        assert match, status
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            assert name.lower() not in headers, f"{name} twice"
            headers[name.lower()] = value
        return int(match[1]), headers

    def take(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._more()
        body = bytes(memoryview(self._rest)[:length])
        del self._rest[:length]
        return body

    def until_end(self) -> bytes:
        """All that comes before the server closes the connection."""
        parts = [self.take(len(self._rest))]
        try:
            while part := self.socket.recv(1 << 20):
                parts.append(part)
        except ConnectionResetError:
            pass
        return b"".join(parts)

    def is_over(self) -> bool:
        """Whether the server closes the connection, with nothing more to say."""
        return self.until_end() == b""

    def _more(self) -> None:
        part = self.socket.recv(1 << 20)
        if not part:
            raise ConnectionError(f"closed after {bytes(self._rest[:200])!r}")
        self._rest += part

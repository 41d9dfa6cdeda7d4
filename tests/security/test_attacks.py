"""Requests that nobody sends by mistake, at both servers: none of them brings a byte of a file.

Each is sent as it is, and the server must go on to serve who may read.
"""

from __future__ import annotations

import base64
import contextlib
import struct

import pytest
from cryptography.fernet import Fernet
from wire import Wire

from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.pages import Page
from nwb_video_panel.serving.tokens import LIFETIME, Tokens, of_process

REFUSED = (400, 401, 403, 404, 405, 408, 413, 414, 421, 431, 501, 505)


def exchange(port: int, request: bytes, patience: float = 20.0) -> tuple[int | None, bytes]:
    """Send bytes, close our side, and return the first status with all that comes."""
    with Wire(port) as wire:
        wire.socket.settimeout(patience)
        # A server may have had enough before all of it is sent.
        with contextlib.suppress(OSError):
            wire.send(request)
            wire.socket.shutdown(1)
        try:
            reply = wire.until_end()
        except ConnectionError:
            reply = b""
    status = reply[9:12]
    return (int(status) if status.isdigit() else None), reply


@pytest.fixture
def attack(server, clip):
    """Send a request: it is refused, brings nothing, and harms nobody."""
    secret = clip.bytes[:8], clip.bytes[-8:]

    def attack(request: bytes) -> bytes:
        status, reply = exchange(server.port, request)
        assert status is None or status in REFUSED, reply[:300]
        assert not any(part in reply for part in (*secret, b"root:", str(clip.path.parent).encode()))
        assert b"Traceback" not in reply
        with Wire(server.port) as wire:
            assert wire.ask(server.media(clip.path), Range="bytes=0-3").body == clip.bytes[:4]
        return reply

    return attack


def get(target: str, *lines: str, host: str = "localhost") -> bytes:
    return "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode("latin-1")


def flip(token: str, place: int) -> str:
    data = bytearray(base64.urlsafe_b64decode(token))
    data[place] ^= 1
    return base64.urlsafe_b64encode(bytes(data)).decode()


def old(token: str) -> str:
    """The same token as if it had been made long ago: its time is in the clear, but signed."""
    data = base64.urlsafe_b64decode(token)
    return base64.urlsafe_b64encode(data[:1] + struct.pack(">Q", 1) + data[9:]).decode()


def of_an_ended_page(claims: dict) -> str:
    return Page().seal(claims)  # which no document holds


FORGERIES = {
    "no token": lambda token, claims: "",
    "a word": lambda token, claims: "token",
    "its version changed": lambda token, claims: flip(token, 0),
    "its time changed": lambda token, claims: flip(token, 5),
    "its initial vector changed": lambda token, claims: flip(token, 12),
    "its text changed": lambda token, claims: flip(token, 40),
    "its signature changed": lambda token, claims: flip(token, -1),
    "made long ago": lambda token, claims: old(token),
    "cut short": lambda token, claims: token[:-4],
    "cut in half": lambda token, claims: token[: len(token) // 2],
    "something appended": lambda token, claims: token + "AAAA",
    "twice": lambda token, claims: token + token,
    "with other padding": lambda token, claims: token[:-1] if token.endswith("=") else token + "=",
    "in lower case": lambda token, claims: token.lower(),
    "quoted": lambda token, claims: "".join(f"%{ord(c):02x}" for c in token),
    "a slash before it": lambda token, claims: "/" + token,
    "a slash after it": lambda token, claims: token + "/",
    "a null after it": lambda token, claims: token + "%00",
    "as a query": lambda token, claims: "?" + token,
    "of another server": lambda token, claims: Tokens(b"another", 60).seal(claims),
    "of an empty file's words": lambda token, claims: base64.urlsafe_b64encode(b"\x80" + bytes(72)).decode(),
    "only the claims, in the clear": lambda token, claims: base64.urlsafe_b64encode(
        b'{"k":"media"}'
    ).decode(),
    "expired": lambda token, claims: expired(claims),
    "of a page that has ended": lambda token, claims: of_an_ended_page(claims),
    "very long": lambda token, claims: "A" * 20_000,
}


def expired(claims: dict) -> str:
    late = Tokens(b"x", -1)
    late._key = of_process()._key
    return late.seal(claims)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_other_token_opens_it(server, clip, forgery):
    claims = {"k": "media", "p": str(clip.path)}
    token = FORGERIES[forgery](of_process().seal(claims), claims)
    with Wire(server.port) as wire:
        reply = wire.ask(f"/{ROUTE}{token}", Range="bytes=0-3")
    assert reply.code in (400, 403, 404), reply
    assert clip.bytes[:4] not in reply.body
    assert b"clips" not in reply.body


SMUGGLED = {
    "length and chunks": ["Content-Length: 5", "Transfer-Encoding: chunked"],
    "two lengths": ["Content-Length: 0", "Content-Length: 44"],
    "lengths in a list": ["Content-Length: 0, 44"],
    "a signed length": ["Content-Length: +44"],
    "a negative length": ["Content-Length: -1"],
    "a length in words": ["Content-Length: ten"],
    "a length with a space": ["Content-Length: 4 4"],
    "chunks twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    "unknown coding": ["Transfer-Encoding: cow"],
    "coding with a tab": ["Transfer-Encoding:\tchunked"],
    "coding, a space before the colon": ["Transfer-Encoding : chunked"],
    "length, a space before the colon": ["Content-Length : 44"],
    "a folded line": ["X: a", " Content-Length: 44"],
    "a line without a colon": ["nonsense"],
    "a line that begins with a colon": [": x"],
    "a null in a value": ["X: a\0b"],
    "a line feed's twin in a name": ["X\x0bY: 1"],
    "a second host": ["Host: evil.example"],
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_a_second_request_is_not_smuggled_in(server, clip, attack, name):
    head = get(f"/{ROUTE}x", *SMUGGLED[name], host=f"127.0.0.1:{server.port}")
    # What follows may be a request of its own or a body, but never both.
    reply = exchange(server.port, head + b"0\r\n\r\n")[1]
    assert reply.count(b"HTTP/1.1 ") <= 2
    status, whole = exchange(server.port, head[:-2] + b"X-End: 1\r\n\r\n")
    assert status is None or status in REFUSED, whole[:200]
    attack(head)


MALFORMED = {
    "nothing": b"",
    "line feeds": b"\n" * 64,
    "binary": bytes(range(256)),
    "TLS on a plain port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "HTTP/0.9": b"GET /etc/passwd\r\n\r\n",
    "HTTP/2's preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no version": b"GET / HTTP\r\nHost: localhost\r\n\r\n",
    "no path": b"GET HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tab in the line": b"GET\t/\tHTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "the proxy's form": b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a file's address": b"GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n",
    "an asterisk": b"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path that is long": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a field that is long": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "fields that are many": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: 1\r\n" * 30_000 + b"\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_request_is_refused(attack, name):
    attack(MALFORMED[name])


@pytest.mark.parametrize(
    "method", ["PUT", "POST", "DELETE", "PATCH", "TRACE", "PROPFIND", "MKCOL", "get", "GETX"]
)
def test_no_method_but_reading(server, clip, attack, method):
    host = f"127.0.0.1:{server.port}"
    reply = attack(get(server.media(clip.path), host=host).replace(b"GET", method.encode(), 1))
    assert b"TRACE" not in reply.split(b"\r\n\r\n")[-1]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example.",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "evil.example#127.0.0.1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "localhost, evil.example",
    ],
)
def test_no_name_that_a_stranger_gave_this_machine(server, clip, attack, host):
    # A browser that was led here writes the port that it connects to.
    attack(get(server.media(clip.path), host=f"{host}:{server.port}"))


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://localhost.evil.example",
        "http://localhost@evil.example",
        "http://evil.example/http://localhost",
        "null",
        "file://",
        "http://127.0.0.1.nip.io",
        "chrome-extension://abc",
        "https://colab.dev.evil.example",
        "https://evil-colab.googleusercontent.com.evil.example",
        "https://evil.example/-colab.googleusercontent.com",
        "vscode-webview://evil.example/x",
        "https://a.vscode-cdn.net.evil.example",
        "https://evil.example/a.vscode-cdn.net",
        "http://localhost:8888, http://evil.example",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_no_page_of_another_origin(server, clip, attack, origin, method):
    request = get(server.media(clip.path), f"Origin: {origin}", host=f"127.0.0.1:{server.port}")
    reply = attack(request.replace(b"GET", method.encode(), 1))
    assert b"Access-Control-Allow-Origin" not in reply


@pytest.mark.parametrize(
    "ranges",
    [
        ",".join(f"{i}-" for i in range(1000)),
        ",".join("0-" for _ in range(1000)),
        ",".join(f"{i}-{i + 1}" for i in range(0, 4000, 4)),
        ",".join("-5000000" for _ in range(1000)),
        "0-18446744073709551616",
        "0-" + "9" * 4000,
    ],
    ids=["nested", "the same", "scattered", "tails", "past 64 bits", "4000 digits"],
)
def test_many_ranges_bring_no_more_bytes_than_one(fetch, clip, ranges):
    reply = fetch(Range=f"bytes={ranges}")
    assert reply.code in (200, 206)
    assert len(reply.body) <= len(clip.bytes)
    assert reply.get("Content-Type") == "video/mp4"


def test_names_are_no_header_fields(server, ask, tmp_path):
    path = tmp_path / "a\r\nSet-Cookie: x=1\r\n\r\n<script>.mp4"
    path.write_bytes(b"video")
    reply = ask(server.media(path))
    assert (reply.code, reply.body) == (200, b"video")
    assert reply.get("Set-Cookie") is None
    assert "script" not in str(reply.headers)


def test_a_page_that_asks_too_often_is_told_to_wait_and_others_are_not(server, clip, monkeypatch):
    greedy, calm = Page(), Page()
    for page in (greedy, calm):
        page.hold()
    monkeypatch.setattr("nwb_video_panel.serving.pages.BURST", 5.0)
    monkeypatch.setattr("nwb_video_panel.serving.pages.RATE", 0.0)
    claims = {"k": "media", "p": str(clip.path)}
    with Wire(server.port) as wire:
        asked = [wire.ask(f"/{ROUTE}{greedy.seal(claims)}", Range="bytes=0-3") for _ in range(8)]
        assert [reply.code for reply in asked] == [206] * 5 + [429] * 3
        assert asked[-1]["Retry-After"] == "1"
        assert wire.ask(f"/{ROUTE}{calm.seal(claims)}", Range="bytes=0-3").code == 206


def test_a_token_is_good_for_a_day_at_most():
    assert LIFETIME <= 24 * 3600


def test_a_token_tells_neither_path_nor_page(clip):
    page = Page()
    token = base64.urlsafe_b64decode(page.seal({"k": "media", "p": str(clip.path)}))
    for word in (b"clip", b"mp4", b"media", page.name.encode(), str(clip.path.parent).encode()):
        assert word not in token


def test_signatures_are_compared_by_the_library_which_does_so_in_constant_time():
    assert isinstance(of_process()._fernet, Fernet)

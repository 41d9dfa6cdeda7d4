"""What both servers answer, byte for byte (RFC 9110, RFC 9112)."""

from __future__ import annotations

import http.client
import os

import pytest
from wire import Wire

from nwb_video_panel import cache
from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.ranges import OPEN_ENDED
from nwb_video_panel.serving.tokens import of_process

DATE = "Sun, 09 Sep 2001 01:46:40 GMT"
EARLIER = "Sat, 08 Sep 2001 01:46:40 GMT"
SIZE = 5_000_003

SPANS = {
    "bytes=0-0": (0, 1),
    "bytes=0-7": (0, 8),
    "bytes=1000-1999": (1000, 1000),
    "bytes=262143-262145": (262143, 3),
    "bytes=1000000-4999999": (1000000, 4000000),
    "bytes=5000002-5000002": (5000002, 1),
    "bytes=5000000-9999999": (5000000, 3),
    "bytes=0-5000002": (0, SIZE),
    "bytes=0-99999999999999999999999": (0, SIZE),
    "bytes=0-": (0, OPEN_ENDED),
    "bytes=17-": (17, OPEN_ENDED),
    "bytes=4999999-": (4999999, 4),
    "bytes=-1": (5000002, 1),
    "bytes=-500": (SIZE - 500, 500),
    "bytes=-5000003": (0, SIZE),
    "bytes=-6000000": (0, SIZE),
    "BYTES=3-4": (3, 2),
    "bytes=0-1,10-11": (0, 2),
    "bytes=10-11, 0-1": (10, 2),
    "bytes=9999999-,5-6": (5, 2),
    "bytes=" + ",".join(["0-"] * 1000): (0, OPEN_ENDED),
}


@pytest.mark.parametrize("value", SPANS)
def test_a_range_is_answered_with_its_bytes(fetch, clip, value):
    start, length = SPANS[value]
    reply = fetch(Range=value)
    assert reply.code == 206
    assert reply["Content-Range"] == f"bytes {start}-{start + length - 1}/{SIZE}"
    assert reply["Content-Length"] == str(length)
    assert reply.body == clip.bytes[start : start + length]


@pytest.mark.parametrize(
    "value", ["bytes=5000003-", "bytes=5000003-5000003", "bytes=99999999999999999999999-", "bytes=-0"]
)
def test_a_range_past_the_end_tells_the_size(fetch, value):
    reply = fetch(Range=value)
    assert (reply.code, reply["Content-Range"], reply.body) == (416, f"bytes */{SIZE}", b"")


@pytest.mark.parametrize(
    "value",
    ["bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=--5", "bytes=0-1,x", "lines=0-1", "0-1"],
)
def test_a_malformed_range_is_ignored(fetch, clip, value):
    reply = fetch(Range=value)
    assert (reply.code, reply.get("Content-Range")) == (200, None)
    assert reply.body == clip.bytes


def test_without_a_range_the_whole_file_comes(fetch, clip):
    reply = fetch()
    assert (reply.code, reply["Content-Length"], reply["Accept-Ranges"]) == (200, str(SIZE), "bytes")
    assert reply["Content-Type"] == "video/mp4"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Last-Modified"] == DATE
    assert "private" in reply["Cache-Control"]
    assert reply.body == clip.bytes


def test_the_etag_is_strong_and_of_the_open_file(fetch, clip):
    found = clip.path.stat()
    assert fetch()["ETag"] == f'"{found.st_mtime_ns:x}-{found.st_size:x}-{found.st_ino:x}"'


def test_head_tells_what_get_would_send_and_sends_nothing(server, clip):
    path = server.media(clip.path)
    with Wire(server.port) as wire:
        head = wire.ask(path, "HEAD")
        get = wire.ask(path)  # a body after HEAD would be read as this reply
    assert (head.code, head.body) == (200, b"")
    volatile = ("date",)
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in get.headers.items() if k not in volatile
    }


def test_head_knows_no_range(fetch):
    reply = fetch("HEAD", Range="bytes=0-1")
    assert (reply.code, reply["Content-Length"], reply.get("Content-Range")) == (200, str(SIZE), None)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(fetch, method):
    reply = fetch(method, Content_Length="0")
    assert (reply.code, reply["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "FOO"])
def test_unknown_methods_are_not_allowed(fetch, method):
    assert fetch(method).code in (405, 501)


def test_a_body_does_not_become_the_next_request(server, clip):
    path = server.media(clip.path)
    smuggled = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    with Wire(server.port) as wire:
        wire.request(path, "POST", Content_Length=str(len(smuggled)), Connection="close")
        wire.send(smuggled)
        assert wire.reply().code == 405
        assert wire.is_over()


def test_options_tells_the_methods(fetch):
    reply = fetch("OPTIONS")
    assert (reply.code, reply["Allow"], reply.body) == (204, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize(
    ("validator", "code"),
    [("the etag", 206), (DATE, 206), ("W/ etag", 200), ('"other"', 200), (EARLIER, 200), ("rubbish", 200)],
)
def test_if_range(fetch, clip, validator, code):
    tag = fetch("HEAD")["ETag"]
    value = {"the etag": tag, "W/ etag": f"W/{tag}"}.get(validator, validator)
    reply = fetch(Range="bytes=2-5", If_Range=value)
    assert reply.code == code
    assert reply.body == (clip.bytes[2:6] if code == 206 else clip.bytes)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"If_None_Match": "ETAG"}, 304),
        ({"If_None_Match": "W/ETAG"}, 304),
        ({"If_None_Match": '"a", ETAG'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": DATE}, 200),
        ({"If_None_Match": "ETAG", "Range": "bytes=0-1"}, 304),
        ({"If_Modified_Since": DATE}, 304),
        ({"If_Modified_Since": EARLIER}, 200),
        ({"If_Modified_Since": "rubbish"}, 200),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": "ETAG", "Range": "bytes=0-1"}, 206),
        ({"If_Unmodified_Since": EARLIER}, 412),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_preconditions(fetch, headers, code, method):
    tag = fetch("HEAD")["ETag"]
    reply = fetch(method, **{name: value.replace("ETAG", tag) for name, value in headers.items()})
    assert reply.code == (200 if (code, method) == (206, "HEAD") else code)
    if code == 304:
        assert (reply["ETag"], reply.body) == (tag, b"")


def test_a_changed_file_has_another_etag(ask, server, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"first")
    tag = ask(server.media(path))["ETag"]
    path.write_bytes(b"second")
    reply = ask(server.media(path), Range="bytes=0-1", If_Range=tag)
    assert (reply.code, reply.body) == (200, b"second")


def test_an_empty_file(ask, server, tmp_path):
    path = tmp_path / "empty.mp4"
    path.touch()
    whole, part, tail = (
        ask(server.media(path), **headers) for headers in ({}, {"Range": "bytes=0-"}, {"Range": "bytes=-5"})
    )
    assert (whole.code, whole["Content-Length"], whole.body) == (200, "0", b"")
    assert (part.code, part["Content-Range"]) == (416, "bytes */0")
    assert (tail.code, tail.body) == (200, b"")


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".mp4", "video/mp4"),
        (".MP4", "video/mp4"),
        (".webm", "video/webm"),
        (".mkv", "video/x-matroska"),
        (".mov", "video/quicktime"),
        (".avi", "video/x-msvideo"),
        (".html", "application/octet-stream"),
        (".svg", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_file_is_video_or_opaque_bytes(ask, server, tmp_path, suffix, kind):
    path = tmp_path / f"clip{suffix}"
    path.write_bytes(b"<script>alert(1)</script>")
    reply = ask(server.media(path))
    assert (reply["Content-Type"], reply["X-Content-Type-Options"]) == (kind, "nosniff")


def test_names_of_files_may_be_anything(ask, server, tmp_path):
    for name in ("a b.mp4", "a%20b.mp4", "ü+&?#.mp4", "a'\"<>.mp4", "\udcff.mp4"):
        path = tmp_path / name
        path.write_bytes(name.encode("utf-8", "surrogateescape"))
        assert ask(server.media(path)).body == path.read_bytes()


def test_a_connection_is_used_again_and_again(server, clip):
    path = server.media(clip.path)
    with Wire(server.port) as wire:
        for start, length in [(0, 10), (4_000_000, 1_000_000), (7, 1), (0, 3_000_000)]:
            reply = wire.ask(path, Range=f"bytes={start}-{start + length - 1}")
            assert reply.body == clip.bytes[start : start + length]
        assert wire.ask(path, Range="bytes=9999999-").code == 416
        assert wire.ask(path, If_None_Match="*").code == 304
        assert wire.ask(path, "HEAD").code == 200
        assert wire.ask(path, "OPTIONS").code == 204
        assert wire.ask(path + "x").code == 403
        assert wire.ask(path, Range="bytes=3-4").body == clip.bytes[3:5]


def test_requests_sent_ahead_are_answered_in_order(server, clip):
    path = server.media(clip.path)
    with Wire(server.port) as wire:
        for start in (0, 1_000_000, 5):
            wire.request(path, Range=f"bytes={start}-{start + 1_500_000}")
        for start in (0, 1_000_000, 5):
            assert wire.reply().body == clip.bytes[start : start + 1_500_001]


def test_a_connection_ends_when_the_client_says_so(server, clip):
    with Wire(server.port) as wire:
        reply = wire.ask(server.media(clip.path), Range="bytes=0-1", Connection="close")
        assert (reply.code, reply["Connection"]) == (206, "close")
        assert wire.is_over()


def test_http_1_0_is_answered_and_closed(server, clip):
    with Wire(server.port) as wire:
        wire.send(f"GET {server.media(clip.path)} HTTP/1.0\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        reply = wire.reply()
        assert (reply.code, reply.body) == (200, clip.bytes)
        assert wire.is_over()


def test_http_1_0_may_keep_the_connection(server, clip):
    path = server.media(clip.path)
    with Wire(server.port) as wire:
        for start in (3, 5):
            wire.send(
                f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{server.port}\r\n"
                f"Connection: keep-alive\r\nRange: bytes={start}-{start}\r\n\r\n".encode()
            )
            reply = wire.reply()
            assert reply["Connection"].lower() == "keep-alive"
            assert reply.body == clip.bytes[start : start + 1]


def test_bare_line_feeds_are_understood(server, clip):
    with Wire(server.port) as wire:
        head = f"GET {server.media(clip.path)} HTTP/1.1\nHost: 127.0.0.1:{server.port}\nRange: bytes=0-1\n\n"
        wire.send(head.encode())
        assert wire.reply().body == clip.bytes[:2]


def test_a_request_may_come_in_pieces(server, clip):
    head = (
        f"GET {server.media(clip.path)} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nRange: bytes=0-1\r\n\r\n"
    )
    with Wire(server.port) as wire:
        for at in range(0, len(head), 40):
            wire.send(head[at : at + 40].encode())
        assert wire.reply().body == clip.bytes[:2]


def test_a_query_changes_nothing(ask, server, clip):
    assert ask(server.media(clip.path) + "?v=1", Range="bytes=0-1").body == clip.bytes[:2]


@pytest.mark.parametrize(
    "rubbish", [b"\r\n\r\n\r\nfoo\r\n\r\n", b"\x16\x03\x01\x02\0\r\n\r\n", b"GET /\r\n\r\n"]
)
def test_what_is_no_request_ends_the_connection(server, rubbish):
    with Wire(server.port) as wire:
        wire.send(rubbish)
        assert not wire.until_end().startswith(b"HTTP/1.1 2")


def test_header_fields_without_end_are_refused(server):
    with Wire(server.port) as wire:
        with pytest.raises((ConnectionError, BrokenPipeError)):
            endless(wire)
        assert b"HTTP/1.1 2" not in wire.until_end()


def endless(wire):
    for _ in range(10_000):
        wire.send(b"X: " + b"x" * 65536 + b"\r\n")


def test_the_standard_client_agrees(server, clip):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", server.media(clip.path), headers={"Range": "bytes=-10"})
    reply = connection.getresponse()
    assert (reply.status, reply.read()) == (206, clip.bytes[-10:])
    connection.close()


@pytest.mark.parametrize("origin", ["http://localhost:8888", "http://127.0.0.1:1", "http://[::1]:8888"])
def test_loopback_pages_may_read(fetch, origin):
    reply = fetch(Origin=origin, Range="bytes=0-1")
    assert reply["Access-Control-Allow-Origin"] == origin
    assert "Content-Range" in reply["Access-Control-Expose-Headers"]
    assert "Origin" in reply["Vary"]


def test_the_servers_own_page_may_read(fetch, server):
    origin = f"http://127.0.0.1:{server.port}"
    assert fetch(Origin=origin, Range="bytes=0-1")["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example"])
def test_other_pages_may_not_read(fetch, origin):
    for method in ("GET", "OPTIONS"):
        reply = fetch(method, Origin=origin, Range="bytes=0-1")
        assert reply.get("Access-Control-Allow-Origin") is None
        assert "Origin" in reply["Vary"]


def test_a_preflight_is_answered(fetch):
    reply = fetch(
        "OPTIONS",
        Origin="http://localhost:8888",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="range",
        Access_Control_Request_Private_Network="true",
    )
    assert reply.code == 204
    assert "Range" in reply["Access-Control-Allow-Headers"]
    assert reply["Access-Control-Allow-Private-Network"] == "true"


def test_refusals_can_be_read_by_the_page_too(ask, server, clip):
    reply = ask(server.media(clip.path)[:-9] + "AAAAAAAA=", Origin="http://localhost:8888")
    assert (reply.code, reply["Access-Control-Allow-Origin"]) == (403, "http://localhost:8888")


def test_an_entry_of_the_cache_keeps_its_validator_however_often_it_is_used(ask):
    data = bytes(range(200))
    key = cache.key_of_content(data, "intervals", 1)
    cache.write(key, data)
    link = f"/{ROUTE}{of_process().seal({'k': 'blob', 'p': key})}"
    first = ask(link, Range="bytes=0-9")
    os.utime(cache.path(key), ns=(1, 1))
    second = ask(link, Range="bytes=10-19", **{"If-Range": first["ETag"]})
    assert (first.code, second.code, second.body) == (206, 206, data[10:20])

"""Heads of requests, read strictly, and heads of answers."""

from __future__ import annotations

import pytest

from nwb_video_panel.serving.answers import words
from nwb_video_panel.serving.heads import HeadError, read, write

HOST = "Host: 127.0.0.1:80"


def head(*lines):
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def test_a_request_is_read():
    request = read(head("GET /a%20b?x#y HTTP/1.1", "hOsT:  LocalHost:80 ", "Range: bytes=0-1"))
    assert (request.method, request.path, request.host) == ("GET", "/a%20b", "localhost:80")
    assert request.headers["range"] == "bytes=0-1"
    assert (request.keeps, request.old, request.has_body) == (True, False, False)


def test_a_target_with_an_authority_names_the_host():
    request = read(head("GET http://localhost:1/a?x HTTP/1.1", HOST))
    assert (request.host, request.path) == ("localhost:1", "/a")


@pytest.mark.parametrize(
    ("version", "connection", "keeps"),
    [
        ("1.1", None, True),
        ("1.1", "close", False),
        ("1.1", "TE, Close", False),
        ("1.1", "keep-alive", True),
        ("1.0", None, False),
        ("1.0", "Keep-Alive", True),
    ],
)
def test_a_connection_is_kept_as_the_client_wishes(version, connection, keeps):
    wish = [f"Connection: {connection}"] if connection else []
    assert read(head(f"GET / HTTP/{version}", HOST, *wish)).keeps is keeps


@pytest.mark.parametrize(
    ("field", "has_body"),
    [
        ("Content-Length: 0", False),
        ("Content-Length: 5", True),
        ("Content-Length: 0, 5", True),
        ("Transfer-Encoding: chunked", True),
    ],
)
def test_a_body_is_noticed(field, has_body):
    assert read(head("POST / HTTP/1.1", HOST, field)).has_body is has_body


@pytest.mark.parametrize(
    "lines",
    [
        [""],
        ["GET / HTTP/1.1"],
        ["GET / HTTP/1.1", HOST, HOST],
        ["GET / HTTP/1.1", HOST, "host: evil"],
        ["GET /", HOST],
        ["GET  / HTTP/1.1", HOST],
        ["GET / HTTP/1.1 ", HOST],
        ["GET / x HTTP/1.1", HOST],
        ["GET / HTTP/2.0", HOST],
        ["GET / HTTP/1.2", HOST],
        ["GET / http/1.1", HOST],
        ["G(T / HTTP/1.1", HOST],
        ["GET /\x00 HTTP/1.1", HOST],
        ["GET / HTTP/1.1", HOST, "Range : bytes=0-1"],
        ["GET / HTTP/1.1", HOST, " folded"],
        ["GET / HTTP/1.1", " " + HOST, HOST],
        ["GET / HTTP/1.1", HOST, "no colon"],
        ["GET / HTTP/1.1", HOST, ": no name"],
        ["GET / HTTP/1.1", HOST, "X: a\0b"],
        ["GET / HTTP/1.1", HOST, "Origin: a\rSet-Cookie: b=c"],
    ],
)
def test_what_is_malformed_is_refused(lines):
    with pytest.raises(HeadError):
        read(head(*lines))


def test_http_1_0_needs_no_host():
    assert read(head("GET / HTTP/1.0")).host == ""


def test_an_answer_is_written():
    answer = words(404, "gone\n", {"X": "y"})
    lines = write(answer, 0.0, close=True, cookies=["a=1", "b=2"]).decode().split("\r\n")
    assert lines[:2] == ["HTTP/1.1 404 Not Found", "Date: Thu, 01 Jan 1970 00:00:00 GMT"]
    assert lines[-5:] == ["Set-Cookie: a=1", "Set-Cookie: b=2", "Connection: close", "", ""]
    assert "Content-Length: 5" in lines


def test_http_1_0_is_told_that_its_connection_is_kept():
    answer = words(200, "")
    assert b"Connection: keep-alive\r\n" in write(answer, 0.0, close=False, old=True)
    assert b"Connection" not in write(answer, 0.0, close=False)

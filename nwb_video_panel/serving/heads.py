"""The head of an HTTP/1.1 message: of a request, read; of an answer, written (RFC 9112).

Pure, and strict: what the RFC lets a server refuse is refused. ``http.server``
reads heads with the parser for mail, which takes longer than all the rest of a
request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from .answers import Answer
from .ranges import Folded, fold, http_date

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_LINE = re.compile(rf"({_WORD}) ([!-~\x80-\xff]+) HTTP/1\.([01])")
_AUTHORITY = re.compile(r"https?://([^/?#]*)(.*)", re.IGNORECASE)
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class HeadError(ValueError):
    """Not the head of a request."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a request asks for."""

    method: str
    path: str
    """As sent: still quoted, without the query."""
    query: str
    """As sent, without its question mark."""
    host: str
    """The authority that it is meant for, lower case."""
    headers: Folded
    keeps: bool
    """Whether the client wants to use the connection again."""
    old: bool
    """Whether it speaks HTTP/1.0."""
    has_body: bool


NOTHING = Request("", "", "", "", Folded(), keeps=False, old=False, has_body=False)
"""In place of what could not be read."""


def read(head: bytes) -> Request:
    """Read a request line and its header fields.

    Raises
    ------
    HeadError
        It is malformed, or names no host or several.
    """
    line, *lines = (part.rstrip("\r") for part in head.decode("latin-1").rstrip("\r\n").split("\n"))
    match = _LINE.fullmatch(line)
    if match is None:
        raise HeadError("not an HTTP/1.1 request line")
    fields = [_field(each) for each in lines]
    headers, old = fold(_Pairs(fields)), match[3] == "0"
    if (count := sum(name.lower() == "host" for name, _ in fields)) > 1 or (not count and not old):
        raise HeadError("exactly one Host is needed")
    target, host = match[2], headers.get("host", "")
    if not target.startswith("/") and (whole := _AUTHORITY.fullmatch(target)):
        # Section 3.2.2: a target with an authority overrides Host.
        host, target = whole[1], whole[2]
    return Request(
        method=match[1],
        path=target.partition("?")[0].partition("#")[0],
        query=target.partition("?")[2].partition("#")[0],
        host=host.lower(),
        headers=headers,
        keeps=keeps(headers, old=old),
        old=old,
        has_body=headers.get("content-length", "0") != "0" or "transfer-encoding" in headers,
    )


def keeps(headers: Folded, *, old: bool) -> bool:
    """Whether a client wants to use the connection again (section 9.3); ``old`` is HTTP/1.0."""
    wishes = [wish.strip().lower() for wish in headers.get("connection", "").split(",")]
    return "keep-alive" in wishes if old else "close" not in wishes


def write(
    answer: Answer, now: float, *, close: bool, old: bool = False, cookies: Iterable[str] = ()
) -> bytes:
    """Write the status line and header fields of an answer.

    Parameters
    ----------
    answer
        What to send.
    now
        Seconds since 1970, for ``Date``.
    close
        Whether the connection ends after it.
    old
        Whether the request was HTTP/1.0, which has to be told if it does not.
    cookies
        To set.
    """
    lines = [f"HTTP/1.1 {answer.status} {_PHRASES[answer.status]}", f"Date: {http_date(int(now))}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    lines += [f"Set-Cookie: {cookie}" for cookie in cookies]
    if close or old:
        lines.append(f"Connection: {'close' if close else 'keep-alive'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class _Pairs(list[tuple[str, str]]):
    """Fields that may repeat."""

    def items(self) -> list[tuple[str, str]]:
        return self


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    # Section 5.1: no space before the colon. Section 5.2: no folded lines. Section 2.2: no bare CR.
    if not colon or not _is_word(name) or "\0" in value or "\r" in value:
        raise HeadError("not a header field")
    return name, value


@lru_cache(256)
def _is_word(name: str) -> bool:
    return re.fullmatch(_WORD, name) is not None

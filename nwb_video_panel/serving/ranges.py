"""What to answer to a request for a file's bytes: decided here, carried out by two thin servers.

Pure: request headers and facts of an open file in, a `Plan` out. Offsets are
bytes, ``start <= offset < start + length``. Rules are those of RFC 9110
(sections in the docstrings) and of the Fetch standard (CORS).

Three choices that the RFC leaves to the server:

- an open-ended range (``bytes=a-``) is answered with at most `OPEN_ENDED`
  bytes: first frames come sooner, nothing is read that a seek throws away, and
  a proxy that does not stream is not made to hold a whole video;
- of several ranges the first one that can be satisfied is sent, as a single
  range (section 15.3.7: a server may send a subset): never more bytes than
  were asked for;
- a page may keep what it got for an hour (its URLs do not outlive the session).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from math import inf
from typing import Protocol
from urllib.parse import quote

OPEN_ENDED = 2 * 1024 * 1024
"""Most bytes sent for an open-ended range."""

METHODS = "GET, HEAD, OPTIONS"
"""What `plan` answers; anything else is 405."""

_LATEST = 253402300799
"""The last second that an HTTP-date can express, 9999-12-31T23:59:59Z."""
_SPEC = re.compile(r"([0-9]*)-([0-9]*)")
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
# Frames of VS Code, whose scheme no web page can claim, and of its web version (Codespaces) and Colab, which
# serve each from an origin below these.
_FRONT_ENDS = re.compile(
    r"vscode-webview://[a-z0-9-]+|https://[a-z0-9-]+\.vscode-cdn\.net|https://[a-z0-9-]+-colab\.googleusercontent\.com|https://[a-z0-9.-]+\.colab\.dev",
    re.IGNORECASE,
)
_READABLE = "Content-Range, Content-Length, Accept-Ranges, ETag, Last-Modified, Retry-After"
_SENDABLE = "Range, If-Range, If-None-Match, If-Modified-Since, Cache-Control"


class Fields(Protocol):
    """Header fields: a dict, or the headers of Tornado or of ``http.client``."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return names and values; names may repeat."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of an open file, all from one ``fstat`` of its descriptor."""

    size: int
    """Bytes."""
    mtime_ns: int
    """Time of the last change, nanoseconds since 1970."""
    etag: str
    """Strong validator with its quotes, see `etag`."""
    content_type: str
    saved_as: str = ""
    """The name under which a browser is to save it; "" for what is not saved."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A response: status, header fields, and which bytes of the file follow."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    """Offset of the first byte to send."""
    length: int = 0
    """How many bytes to send; 0 for a response without a body."""


def etag(size: int, mtime_ns: int, inode: int) -> str:
    """Return the strong validator of a file (section 8.8.3): ``"mtime-size-inode"`` in hex."""
    return f'"{mtime_ns:x}-{size:x}-{inode:x}"'


def plan(method: str, headers: Fields, facts: FileFacts, now: float = inf) -> Plan:
    """Decide the answer to one request.

    Parameters
    ----------
    method
        Request method, case-sensitive (section 9.1).
    headers
        The request's header fields.
    facts
        The file, by its open descriptor.
    now
        The response's ``Date``, seconds since 1970. A ``Last-Modified`` in the
        same second is no strong validator (section 8.8.2.2).

    Notes
    -----
    Preconditions come in the order of section 13.2.2, then ``Range``, which
    only GET knows (section 14.2). A malformed ``Range`` is ignored.
    """
    if method == "OPTIONS":
        return Plan(204, {"Allow": METHODS, "Cache-Control": "no-store"})
    if method not in ("GET", "HEAD"):
        return Plan(405, {"Allow": METHODS, "Content-Length": "0", "Cache-Control": "no-store"})
    asked = fold(headers)
    verdict = _preconditions(asked, facts)
    if verdict == 412:
        return Plan(412, {"Content-Length": "0", "Cache-Control": "no-store"})
    fields = _representation(facts, now)
    if verdict == 304:
        return Plan(304, fields)
    fields |= {"Content-Type": facts.content_type, "Accept-Ranges": "bytes"}
    wanted = asked.get("range") if method == "GET" and _range_applies(asked, facts, now) else None
    return _content(method, wanted, facts.size, fields)


class Folded(dict[str, str]):
    """Header fields under lower-case names, each once."""


def fold(headers: Fields) -> Folded:
    """Return header fields under lower-case names, repeated ones joined by commas (section 5.3)."""
    if isinstance(headers, Folded):
        return headers
    folded = Folded()
    for name, value in headers.items():
        key, text = name.lower(), value.strip(" \t")
        folded[key] = f"{folded[key]}, {text}" if key in folded else text
    return folded


def select(value: str, size: int) -> tuple[int, int] | None:
    """Choose the one span that answers a ``Range`` field (section 14.1).

    Returns
    -------
    tuple of int or None
        ``(start, length)``; length 0 where the field is to be ignored; None
        where no range of it can be satisfied (416).
    """
    unit, equals, specs = value.partition("=")
    if unit.lower() != "bytes" or not equals:
        return 0, 0
    found: tuple[int, int] | None = None
    any_spec = False
    for text in specs.split(","):
        spec = text.strip(" \t")
        if not spec:
            continue  # section 5.6.1.2: empty list elements are ignored
        match = _SPEC.fullmatch(spec)
        if match is None or spec == "-" or _backwards(match[1], match[2]):
            return 0, 0
        any_spec = True
        found = found or _span(_number(match[1]), _number(match[2]), size)
    if not any_spec or (size == 0 and found):
        return 0, 0
    return found


@lru_cache(1024)
def http_date(seconds: int) -> str:
    """Return seconds since 1970 as an HTTP-date (section 5.6.7)."""
    return formatdate(seconds, usegmt=True)


def nobody(_origin: str) -> bool:
    """Let no other origin in."""
    return False


def cors(
    method: str,
    headers: Fields,
    host: str,
    friend: Callable[[str], bool] = nobody,
    *,
    front_ends: bool = True,
) -> dict[str, str]:
    """Return the header fields that let the right pages read the answer.

    The right pages are the server's own (Origin and Host name the same
    authority), those on loopback, those inside VS Code and Colab, and the
    server's friends. Others get no permission, and may not embed the answer
    either.

    Parameters
    ----------
    method, headers
        Of the request.
    host
        Its ``Host``.
    friend
        Whether pages of another origin are let in.
    front_ends
        Whether VS Code's and Colab's are: anybody's notebook there has such an origin.
    """
    asked = fold(headers)
    origin = asked.get("origin", "")
    fields = {"Vary": "Origin", "Cross-Origin-Resource-Policy": "cross-origin"}
    if not origin:
        return fields
    if not (allowed_origin(origin, host, front_ends=front_ends) or friend(origin)):
        return fields | {"Cross-Origin-Resource-Policy": "same-origin"}
    fields |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _READABLE}
    if method == "OPTIONS":
        fields |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": _SENDABLE,
            "Access-Control-Max-Age": "600",
        }
        if asked.get("access-control-request-private-network", "").lower() == "true":
            fields["Access-Control-Allow-Private-Network"] = "true"
    return fields


def allowed_origin(origin: str, host: str, *, front_ends: bool = True) -> bool:
    """Whether pages of ``origin`` may read what is served under ``host``."""
    own = origin.partition("://")[2].lower() == host.lower() != ""
    return own or bool(_LOOPBACK.fullmatch(origin) or (front_ends and _FRONT_ENDS.fullmatch(origin)))


def _content(method: str, wanted: str | None, size: int, fields: dict[str, str]) -> Plan:
    """Plan a 200, 206 (section 15.3.7) or 416 (section 15.5.17)."""
    span = select(wanted, size) if wanted is not None else (0, 0)
    if span is None:
        return Plan(416, {**fields, "Content-Range": f"bytes */{size}", "Content-Length": "0"})
    start, length = span
    if length:
        fields["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
        return Plan(206, {**fields, "Content-Length": str(length)}, start, length)
    return Plan(200, {**fields, "Content-Length": str(size)}, 0, size if method == "GET" else 0)


def disposition(name: str) -> str:
    """Return the ``Content-Disposition`` that has a file saved under a name (RFC 6266, RFC 8187).

    What may not be in a file's name, or in a header field, becomes a hyphen.
    """
    safe = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|%;]+', "-", name).strip(". ") or "download"
    plain = re.sub(r"[^ -~]+", "-", safe)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='!#$&+^`|')}"


def _representation(facts: FileFacts, now: float) -> dict[str, str]:
    """Fields that 200, 206 and 304 share (section 15.4.5)."""
    saved = {"Content-Disposition": disposition(facts.saved_as)} if facts.saved_as else {}
    return {
        **saved,
        "ETag": facts.etag,
        "Last-Modified": http_date(int(max(0, min(facts.mtime_ns // 10**9, now, _LATEST)))),
        "Cache-Control": "no-store" if saved else "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }


def _preconditions(asked: Mapping[str, str], facts: FileFacts) -> int:
    """Return 304, 412 or 200, in the order of section 13.2.2."""
    changed = facts.mtime_ns // 10**9
    if "if-match" in asked:
        if not _names(asked["if-match"], facts.etag, strong=True):
            return 412
    elif (since := _date(asked.get("if-unmodified-since"))) is not None and changed > since:
        return 412
    if "if-none-match" in asked:
        return 304 if _names(asked["if-none-match"], facts.etag, strong=False) else 200
    since = _date(asked.get("if-modified-since"))
    return 304 if since is not None and changed <= since else 200


def _range_applies(asked: Mapping[str, str], facts: FileFacts, now: float) -> bool:
    """Whether ``If-Range`` is absent or names this very file (section 13.1.5)."""
    validator = asked.get("if-range")
    if validator is None:
        return True
    if validator.startswith(('"', "W/")):
        return validator == facts.etag
    changed = facts.mtime_ns // 10**9
    return _date(validator) == changed and changed < int(min(now, 1e15))


def _names(value: str, tag: str, *, strong: bool) -> bool:
    """Whether a list of entity tags holds ``tag`` (sections 8.8.3.2, 13.1.1, 13.1.2)."""
    if value == "*":
        return True
    tags = _TAG.findall(value)
    return tag in tags or (not strong and f"W/{tag}" in tags)


def _date(value: str | None) -> int | None:
    """Seconds since 1970 of an HTTP-date in any of its three forms (section 5.6.7), else None."""
    try:
        moment = parsedate_to_datetime(value) if value else None
        if moment is None:
            return None
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def _number(digits: str) -> int | None:
    """Parse digits; more than any file has bytes is as good as exact (and Python caps int())."""
    if not digits:
        return None
    return int(digits) if len(digits) < 20 else 10**20


def _backwards(first: str, last: str) -> bool:
    return bool(first and last) and (_number(last) or 0) < (_number(first) or 0)


def _span(first: int | None, last: int | None, size: int) -> tuple[int, int] | None:
    """One range-spec as (start, length), None where it cannot be satisfied (section 14.1.2)."""
    if first is None:
        length = last or 0
        return (max(size - length, 0), min(length, size)) if length else None
    if first >= size:
        return None
    return first, (min(size - first, OPEN_ENDED) if last is None else min(last, size - 1) - first + 1)

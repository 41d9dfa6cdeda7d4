"""A request turned into an answer: what both servers do alike.

Each server parses a request, calls `answer` where waiting for the disk does no
harm, sends the header fields and then either ``body`` or the planned bytes of
``resource``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import MediaError, NotServedError, NWBVideoPanelError, TokenError, TooManyRequestsError
from .ranges import OPEN_ENDED, Fields, FileFacts, cors, fold, nobody, plan
from .remote import Remote
from .resources import Found, Held, Pending, Resource

ROUTE = "nwb-video-panel/v1/"
"""Where tokens are served, relative to a server's root; no leading slash."""

_NO_FILE = FileFacts(0, 0, '""', "")
_NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, ready to be sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    """Sent after the headers, unless the request was HEAD."""
    resource: Resource | None = None
    """Where the planned bytes are read from; the sender closes it."""
    start: int = 0
    length: int = 0

    def close(self) -> None:
        """Close the file; for the sender to call once, whatever happened."""
        if self.resource is not None:
            self.resource.close()


def answer(  # noqa: PLR0911, PLR0913 - a request has that many parts and ends
    method: str,
    headers: Fields,
    host: str,
    find: Callable[[], Found],
    now: float,
    *,
    friend: Callable[[str], bool] = nobody,
    front_ends: bool = True,
) -> Answer:
    """Answer one request; may block on the disk.

    Parameters
    ----------
    method, headers
        Of the request.
    host
        The authority that it was sent to.
    find
        Opens what its path names; not called for methods that need no file.
    now
        Seconds since 1970.
    friend
        Whether pages of another origin are let in.
    front_ends
        Whether those inside VS Code and Colab are.
    """
    headers = fold(headers)
    permission = cors(method, headers, host, friend, front_ends=front_ends)
    if "origin" in headers and "Access-Control-Allow-Origin" not in permission:
        return words(403, "Pages of that origin may not read from here.\n", permission)
    if method not in ("GET", "HEAD"):
        planned = plan(method, headers, _NO_FILE, now)
        return Answer(planned.status, {**planned.headers, **permission})
    try:
        found = find()
    except (TokenError, NotServedError, TooManyRequestsError, MediaError) as error:
        return _refusal(error, permission)
    if isinstance(found, Remote):
        return _passed_on(method, headers, found, permission)
    if isinstance(found, Held) and "range" in headers:
        return _part_of(method, headers, found, permission)
    if not isinstance(found, Resource):
        return _whole(found, permission)
    try:
        planned = plan(method, headers, found.facts, now)
    except BaseException:
        found.close()
        raise
    fields = {**planned.headers, **permission}
    if not planned.length:
        found.close()
        return Answer(planned.status, fields)
    return Answer(planned.status, fields, b"", found, planned.start, planned.length)


def words(status: int, text: str, extra: Mapping[str, str] | None = None) -> Answer:
    """Answer with a few words for people."""
    return _text(status, "text/plain; charset=utf-8", text, extra or {})


def _passed_on(method: str, headers: Fields, found: Remote, permission: Mapping[str, str]) -> Answer:
    """Answer with bytes from another machine: a few at a time, as they are held in memory."""
    planned = plan(method, headers, found.facts)
    length = min(planned.length, OPEN_ENDED)
    if planned.status == 200 and length < planned.length:
        return words(400, "Ask for a range of it.\n", permission)
    fields = {**planned.headers, **permission}
    fields.pop("Last-Modified", None)
    if not length:
        return Answer(planned.status, fields)
    try:
        body = found.read(planned.start, length)
    except MediaError as error:
        return _refusal(error, permission)
    if len(body) != length:
        return words(502, "The other machine sent less than it announced.\n", permission)
    if planned.status == 206:
        fields["Content-Range"] = f"bytes {planned.start}-{planned.start + length - 1}/{found.facts.size}"
        fields["Content-Length"] = str(length)
    return Answer(planned.status, fields, body)


def _part_of(method: str, headers: Fields, found: Held, permission: Mapping[str, str]) -> Answer:
    """Answer with a range of what is in memory."""
    planned = plan(method, headers, FileFacts(len(found.data), 0, f'"{len(found.data):x}"', found.kind))
    body = found.data[planned.start : planned.start + planned.length]
    return Answer(planned.status, {**planned.headers, **_NO_STORE, **permission}, body)


def _whole(found: Pending | Held, permission: Mapping[str, str]) -> Answer:
    """Answer with what is no file, and has no ranges."""
    if isinstance(found, Pending):
        return _json(202, {"progress": found.progress}, {**permission, "Retry-After": "1"})
    fields = {"Content-Type": found.kind, "Content-Length": str(len(found.data)), **permission}
    return Answer(200, {**_NO_STORE, **fields}, found.data)


def _refusal(error: NWBVideoPanelError, permission: Mapping[str, str]) -> Answer:
    if isinstance(error, MediaError):
        return _json(422, {"what": error.what, "why": error.why, "cure": error.cure}, permission)
    if isinstance(error, TooManyRequestsError):
        return words(429, f"{error}\n", {**permission, "Retry-After": "1"})
    return words(403 if isinstance(error, TokenError) else 404, f"{error}\n", permission)


def _json(status: int, value: Mapping[str, object], extra: Mapping[str, str]) -> Answer:
    return _text(status, "application/json", json.dumps(value), extra)


def _text(status: int, kind: str, text: str, extra: Mapping[str, str]) -> Answer:
    body = text.encode()
    return Answer(
        status, {**_NO_STORE, "Content-Type": kind, "Content-Length": str(len(body)), **extra}, body
    )

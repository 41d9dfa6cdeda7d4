"""What a token stands for: an open file, or "not made yet".

Files are opened as `opening` does, so that what is sent is the file that was
meant when the token was sealed, whatever is renamed meanwhile. Size and
validator come from its descriptor.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from .. import cache, kept
from ..errors import MediaError, NobodyWaitsError, NotServedError
from ..identity import Identity
from ..opening import open_regular
from . import remote
from .ranges import FileFacts, etag
from .remote import Remote
from .tokens import Claims

if TYPE_CHECKING:
    from ..streams.workers import Job

T = TypeVar("T")

BINARY = "application/octet-stream"

VIDEO_TYPES = {
    ".avi": "video/x-msvideo",
    ".flv": "video/x-flv",
    ".m4v": "video/mp4",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".mpg": "video/mpeg",
    ".ogv": "video/ogg",
    ".ts": "video/mp2t",
    ".webm": "video/webm",
    ".wmv": "video/x-ms-wmv",
}
"""By suffix; what a system's own table of types lacks or names differently."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A regular file, open for reading; a context manager that closes it."""

    fd: int
    """File descriptor, its owner's to close."""
    facts: FileFacts

    def close(self) -> None:
        """Close the file; once."""
        os.close(self.fd)

    def __enter__(self) -> Resource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Pending:
    """A resource that is being made."""

    progress: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is in memory, and sent whole."""

    data: bytes
    kind: str
    """Its content type."""


Found: TypeAlias = Resource | Pending | Held | Remote
"""What a token stands for."""


def begin(claims: Claims, query: str) -> Job | None:
    """Begin to make what a stream's token and a query ask for, where that is not there yet.

    Returns
    -------
    Job or None
        To wait for, before `locate` is called, where waiting holds up others; `leave` it then.

    Raises
    ------
    NotServedError, MediaError
        As `locate`.
    """
    if claims["k"] != "stream":
        return None
    from ..streams import ondemand, wishes

    try:
        return ondemand.request(claims, query)
    except wishes.NothingThereError:
        raise NotServedError from None
    except MediaError as error:
        raise _without_folders(error, claims["p"]) from error


def leave(job: Job) -> None:
    """Wait for a job no longer: it is done, or who asked has gone."""
    from ..streams import ondemand

    ondemand.leave(job)


def result(job: Job, otherwise: Callable[[], T]) -> Held | T:
    """Return what a job made that has ended; ``otherwise``'s result where it was told to stop.

    Raises
    ------
    MediaError, NotServedError
        It cannot be made; there is no such part.
    """
    if job.future.cancelled() or isinstance(error := job.future.exception(), NobodyWaitsError):
        return otherwise()
    if isinstance(error, MediaError):
        raise error.with_traceback(None)
    from ..streams.wishes import NothingThereError

    if isinstance(error, NothingThereError):
        raise NotServedError
    return Held(job.future.result(), job.type)


def locate(claims: Claims, query: str = "") -> Found:
    """Open what a token's claims stand for; may block on the disk.

    Parameters
    ----------
    claims
        ``k`` (``media``, ``blob``, ``index``, ``stream`` or ``clip``) and ``p`` (a path or a cache key), or
        ``k`` ``remote`` or ``index`` and ``u`` (a URL).
    query
        Which part of a stream.

    Raises
    ------
    NotServedError
        There is nothing of that kind to serve.
    MediaError
        The frame index cannot be made; another machine does not send its file.
    """
    match claims:
        case {"k": "media", "p": str(path)}:
            found = open_file(path, content_type(path))
            try:
                _demand_the_same(claims, path)
            except BaseException:
                found.close()
                raise
            return found
        case {"k": "blob" | "clip", "p": str(key)}:
            return _entry(key, str(claims.get("n", "")))
        case {"k": "remote", "u": str(url)}:
            return remote.opened(url)
        case {"k": "index", "u": str(url)}:
            from . import remoteindex

            return _made(remoteindex.request_index(url))
        case {"k": "index", "p": str(path)}:
            # The demuxer opens by path and would follow a link that is there by now.
            open_file(path).close()
            _demand_the_same(claims, path)
            # av is loaded only by pages that ask for an index.
            from .. import indexing

            try:
                made = indexing.request_index(Path(path), Identity.told(claims.get("e")))
            except MediaError as error:
                raise _without_folders(error, path) from error
            return _made(made)
        case {"k": "stream", "p": str(path)}:
            return _part(claims, path, query)
    raise NotServedError


def _entry(key: str, saved_as: str) -> Resource | Held:
    """Open an entry of the cache; one that has a name is a clip, for the browser to save under it."""
    try:
        there = kept.get(key)
        if isinstance(there, bytes):
            return Held(there, BINARY)
        return _open_cached(cache.path(key), "video/mp4" if saved_as else BINARY, saved_as)
    except ValueError:
        raise NotServedError from None


def _part(claims: Claims, path: str, query: str) -> Resource | Held:
    from ..streams import ondemand, wishes

    try:
        found, kind = ondemand.made(claims, query), wishes.Wish.of(query).type
    except wishes.NothingThereError:
        raise NotServedError from None
    except MediaError as error:
        raise _without_folders(error, path) from error
    return Held(found, kind) if isinstance(found, bytes) else _open_cached(found, kind)


def _made(there: Path | bytes | float) -> Found:
    if isinstance(there, bytes):
        return Held(there, BINARY)
    return _open_cached(there) if isinstance(there, Path) else Pending(there)


def _demand_the_same(claims: Claims, path: str) -> None:
    """Refuse another file than the one that was meant: its bytes fit no index that the page has."""
    said = Identity.told(claims.get("e"))
    if said is not None:
        said.demand(Path(path))


def content_type(name: str) -> str:
    """Media type of a video file by its suffix; other kinds of file are opaque bytes."""
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - names of files on their way to os.open
    kind = VIDEO_TYPES.get(suffix) or mimetypes.types_map.get(suffix, "")
    return kind if kind.startswith("video/") else BINARY


def open_file(path: str, kind: str = BINARY, saved_as: str = "") -> Resource:
    """Open a regular file whose path has no symlink in it.

    Parameters
    ----------
    path
        Absolute and resolved.
    kind
        Its content type.
    saved_as
        The name under which a browser is to save it, where it is for that.

    Raises
    ------
    NotServedError
        It is missing, not readable, not a regular file, or not where it was.
    """
    try:
        fd, found = open_regular(path)
    except (OSError, ValueError):
        raise NotServedError from None
    tag = etag(found.st_size, found.st_mtime_ns, found.st_ino)
    return Resource(fd, FileFacts(found.st_size, found.st_mtime_ns, tag, kind, saved_as))


def _without_folders(error: MediaError, path: str) -> MediaError:
    """Return the error for a page, which is told names, not places."""
    name = PurePath(path).name
    return MediaError(*(part.replace(path, name) for part in (error.what, error.why, error.cure)))


def _open_cached(path: Path, kind: str = BINARY, saved_as: str = "") -> Resource:
    # The user's own cache folder may well be reached through symlinks; what is in it may not.
    found = open_file(str(path.parent.resolve() / path.name), kind, saved_as)
    # An entry is dated anew whenever it is used; what is in it, its key tells.
    mark = hashlib.blake2b(f"{path.name} {found.facts.size}".encode(), digest_size=16).hexdigest()
    return replace(found, facts=replace(found.facts, mtime_ns=0, etag=f'"{mark}"'))

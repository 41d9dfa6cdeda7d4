"""What a token stands for: an open file, or "not made yet".

Files are opened by descriptor, one path component after the other and following
no symlink, so that what is sent is the file that was meant when the token was
sealed, whatever is renamed meanwhile. Size and validator come from that same
descriptor. Only regular files are opened.
"""

from __future__ import annotations

import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import TracebackType

from . import cache
from .errors import MediaError, NWBVideoPanelError
from .ranges import FileFacts, etag
from .tokens import Claims

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

_BY_COMPONENT = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_FILE = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
# O_NONBLOCK: a FIFO put in the file's place between the look and the open must not hang the server.
_FILE |= getattr(os, "O_NONBLOCK", 0)
# O_PATH (Linux) asks for leave to pass through a folder, not to list it.
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
_FOLDER |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class NotServedError(NWBVideoPanelError):
    """There is no such file to serve; its words name no path."""

    def __init__(self) -> None:
        super().__init__(
            "Not found", "the file is gone, or it is not what it was.", "Open the session again."
        )


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


def locate(claims: Claims) -> Resource | Pending:
    """Open what a token's claims stand for; may block on the disk.

    Parameters
    ----------
    claims
        ``k`` (``media``, ``blob`` or ``index``) and ``p`` (a path or a cache key).

    Raises
    ------
    NotServedError
        There is nothing of that kind to serve.
    MediaError
        The frame index cannot be made.
    """
    match claims:
        case {"k": "media", "p": str(path)}:
            return open_file(path, content_type(path))
        case {"k": "blob", "p": str(key)}:
            try:
                return _open_cached(cache.path(key))
            except ValueError:
                raise NotServedError from None
        case {"k": "index", "p": str(path)}:
            # av is loaded only by pages that ask for an index.
            from . import media

            try:
                made = media.request_index(Path(path))
            except MediaError as error:
                raise _without_folders(error, path) from error
            return _open_cached(made) if isinstance(made, Path) else Pending(made)
    raise NotServedError


def content_type(name: str) -> str:
    """Media type of a video file by its suffix; other kinds of file are opaque bytes."""
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - names of files on their way to os.open
    kind = VIDEO_TYPES.get(suffix) or mimetypes.types_map.get(suffix, "")
    return kind if kind.startswith("video/") else BINARY


def open_file(path: str, kind: str = BINARY) -> Resource:
    """Open a regular file whose path has no symlink in it.

    Parameters
    ----------
    path
        Absolute and resolved.
    kind
        Its content type.

    Raises
    ------
    NotServedError
        It is missing, not readable, not a regular file, or not where it was.
    """
    try:
        fd = _open_by_component(path) if _BY_COMPONENT else _open_checked(path)
        return _resource(fd, kind)
    except (OSError, ValueError):
        raise NotServedError from None


def _without_folders(error: MediaError, path: str) -> MediaError:
    """Return the error for a page, which is told names, not places."""
    name = PurePath(path).name
    return MediaError(*(part.replace(path, name) for part in (error.what, error.why, error.cure)))


def _open_cached(path: Path) -> Resource:
    # The user's own cache folder may well be reached through symlinks; what is in it may not.
    return open_file(str(path.parent.resolve() / path.name))


def _open_by_component(path: str) -> int:
    root, *folders, name = path.split("/")
    if root or not name or ".." in folders:
        raise ValueError("not the absolute path of a file")
    folder = os.open("/", _FOLDER)
    try:
        for part in folders:
            inner = os.open(part, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        # Opening a FIFO or a device may have effects of its own, so look first.
        _regular(os.stat(name, dir_fd=folder, follow_symlinks=False))
        return os.open(name, _FILE, dir_fd=folder)
    finally:
        os.close(folder)


def _open_checked(path: str) -> int:
    if path != os.path.realpath(path):
        raise ValueError("not a resolved path")
    _regular(os.lstat(path))
    return os.open(path, _FILE)


def _resource(fd: int, kind: str) -> Resource:
    try:
        found = _regular(os.fstat(fd))
    except BaseException:
        os.close(fd)
        raise
    tag = etag(found.st_size, found.st_mtime_ns, found.st_ino)
    return Resource(fd, FileFacts(found.st_size, found.st_mtime_ns, tag, kind))


def _regular(found: os.stat_result) -> os.stat_result:
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("not a regular file")
    return found

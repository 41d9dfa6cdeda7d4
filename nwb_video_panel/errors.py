"""What can go wrong, each error with its data and its cure.

::

    NWBVideoPanelError
    ├── SessionError (ValueError)      the NWB file as a whole
    │   ├── NotNWBError                not an NWB file at all
    │   ├── UnreadableNWBError         an NWB file that cannot be opened
    │   ├── NotOnDiskError             an NWBFile that was not read from disk
    │   ├── NoVideoError               no ImageSeries with external files
    │   └── UnknownCameraError         a name that the session does not have
    ├── UnknownIntervalError (LookupError)   no such table of intervals, or row of one
    ├── MediaError                     one video; the other cameras play on
    │   ├── MissingVideoError
    │   ├── RefusedVideoError          outside the folders that the user allowed
    │   ├── RemoteVideoError           on another machine, which does not send it
    │   ├── UnreadableVideoError       truncated, not a video, no permission
    │   └── UnknownCodecError          nothing here decodes it
    ├── HostingError                   no server can bring the bytes to the page
    ├── TokenError                     a link that opens nothing
    ├── TooManyRequestsError           a page asks faster than any player does
    ├── NotServedError                 a link to what is not there any more
    └── NobodyWaitsError               who asked for something that takes long has gone

They are raised where they are found and turned into words for the page once,
in ``player``: a `SessionError` is the page's message, a `MediaError` is a
message in its camera's tile.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit


class NWBVideoPanelError(Exception):
    """Base of every error raised on purpose.

    Parameters
    ----------
    what
        One short sentence that names the thing, e.g. ``Video file not found``.
    why
        The cause, with the names and numbers that belong to it.
    cure
        What to do about it.
    """

    def __init__(self, what: str, why: str, cure: str) -> None:
        self.what, self.why, self.cure = what, why, cure
        super().__init__(f"{what}: {why} {cure}".strip())


class SessionError(NWBVideoPanelError, ValueError):
    """The session as a whole cannot be shown."""


class NotNWBError(SessionError):
    """The file is not an NWB file."""

    def __init__(self, path: Path | str, why: str) -> None:
        self.path = path
        super().__init__("Not an NWB file", f"{path}: {why}", "Choose a file written as NWB 2.")


class UnreadableNWBError(SessionError):
    """The file may be NWB, but it cannot be opened."""

    def __init__(self, path: Path | str, why: str, cure: str) -> None:
        self.path = path
        super().__init__("This NWB file cannot be opened", f"{path}: {why}", cure)


class NotOnDiskError(SessionError):
    """The NWBFile object was not read from a file."""

    def __init__(self) -> None:
        super().__init__(
            "The NWB file is not on disk",
            "this NWBFile was not read from a file, so the relative paths of its videos "
            "(ImageSeries.external_file) cannot be resolved.",
            "Write it with NWBHDF5IO and read it again, then pass what was read.",
        )


class NoVideoError(SessionError):
    """The session names no video."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        super().__init__(
            "No video in this session",
            f"{path} has no ImageSeries with an external_file.",
            "Open the NWB file that names the videos; sessions are often split over several files.",
        )


class UnknownCameraError(SessionError):
    """Camera names that the session does not have."""

    def __init__(self, unknown: Sequence[str], known: Sequence[str]) -> None:
        self.unknown, self.known = tuple(unknown), tuple(known)
        super().__init__(
            "No such camera",
            f"{', '.join(map(repr, unknown))}.",
            f"This session has {', '.join(map(repr, known))}.",
        )


class UnknownIntervalError(NWBVideoPanelError, LookupError):
    """A table of intervals, or a row of one, that the session does not have."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        self.wanted, self.known = wanted, tuple(known)
        has = f"There are {', '.join(self.known)}." if self.known else "The session has none."
        super().__init__("No such interval", f"{wanted}.", has)


class MediaError(NWBVideoPanelError):
    """One video cannot be shown."""

    state = "error"
    """The tile's ``data-state``."""


class MissingVideoError(MediaError):
    """The NWB file names a video that is not on disk."""

    state = "missing"

    def __init__(self, file: str, tried: Sequence[Path]) -> None:
        self.file, self.tried = file, tuple(tried)
        where = "where the NWB file says" if len(self.tried) == 1 else f"in any of {len(self.tried)} places"
        super().__init__(
            "Video file not found",
            f"{file} is not {where}.",
            "Put it there, or pass video_root= (--video-root) with the folder that has it.",
        )


def _short(name: str) -> str:
    """Return a name from an NWB file at a length that can be read."""
    return name if len(name) <= 300 else f"{name[:150]}…{name[-150:]}"


class RefusedVideoError(MediaError):
    """The NWB file names a video outside the folders that may be read for it."""

    state = "refused"

    def __init__(self, file: str, outside: Path, allowed: Sequence[Path], tried: Sequence[Path] = ()) -> None:
        self.file, self.outside, self.allowed, self.tried = file, outside, tuple(allowed), tuple(tried)
        folder = _short(str(outside.parent))
        super().__init__(
            "Outside the allowed folders",
            f"the NWB file names {_short(file)}, which leads to {folder}; it may name files in "
            f"{', '.join(map(str, self.allowed)) or 'no folder'} only, so nothing was looked at there.",
            f"If you trust the NWB file, allow that folder: --video-root {shlex.quote(folder)} "
            f"or video_root={folder!r}. If the video is elsewhere, name the folder that has it.",
        )


class RemoteVideoError(MediaError):
    """Another machine does not send the video."""

    def __init__(
        self, url: str, why: str, *, status: int | None = None, private: str = "", extra: bool = False
    ) -> None:
        self.url, self.status, self.private, self.extra = url, status, private, extra
        host = urlsplit(url).hostname or "?"
        # The host that an address of S3 names is no host, but a bucket.
        self.to_allow = private if url.lower().startswith("s3:") else host
        """What to put into NWB_VIDEO_PANEL_REMOTE_HOSTS where ``private``, an address, is trusted."""
        cure = "Check the address in the NWB file, and that this machine reaches that one."
        if status in (401, 403):
            cure = "Ask its owner for access, or for a link that is still valid."
        elif private:
            cure = (
                f"If you trust the NWB file, set NWB_VIDEO_PANEL_REMOTE_HOSTS={self.to_allow} and start anew."
            )
        elif extra:
            cure = "pip install 'nwb-video-panel[remote]'"
        super().__init__("The video does not come from its host", f"{_short(host)}: {why}", cure)


class UnreadableVideoError(MediaError):
    """The file is there, but no video can be read from it."""

    def __init__(self, file: str, why: str, cure: str = "Copy the file again from its source.") -> None:
        self.file = file
        super().__init__("This video cannot be read", f"{file}: {why}", cure)


class UnknownCodecError(MediaError):
    """The file is a video, of a codec that FFmpeg cannot decode."""

    state = "unplayable"

    def __init__(self, file: str, codec: str) -> None:
        self.file, self.codec = file, codec
        super().__init__(
            "This codec cannot be decoded",
            f"{file} holds {codec} video, which FFmpeg does not decode.",
            "Convert a copy to H.264 in MP4 with the program that it was recorded with.",
        )


class HostingError(NWBVideoPanelError):
    """No server can bring the bytes to the page."""


class TokenError(NWBVideoPanelError):
    """A token that opens nothing.

    Its words are the same whatever is wrong with the token; ``expired`` is for
    the server's own log.
    """

    def __init__(self, *, expired: bool) -> None:
        self.expired = expired
        super().__init__("This link is not valid", "it is incomplete or too old.", "Reload the page.")


class TooManyRequestsError(NWBVideoPanelError):
    """One page asks more often than a player does."""

    def __init__(self) -> None:
        super().__init__("Too many requests", "this page asks too often.", "Wait a second.")


class NotServedError(NWBVideoPanelError):
    """There is no such file to serve; its words name no path."""

    def __init__(self) -> None:
        super().__init__(
            "Not found", "the file is gone, or it is not what it was.", "Open the session again."
        )


class NobodyWaitsError(NWBVideoPanelError):
    """Who asked for something that takes long has gone; it is not made to its end."""

    def __init__(self) -> None:
        super().__init__("Not made", "nobody waits for it any more.", "")

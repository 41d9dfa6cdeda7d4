"""What is found of the files that a session names: headers, counts of frames, what has become of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .. import indexing
from ..errors import MediaError, RemoteVideoError
from ..identity import Identity
from ..intervals import shortened
from ..media import MediaInfo, probe
from ..model import Problem, Session
from ..serving import remote
from .farvideos import FarVideo

log = logging.getLogger(__name__)

READERS = 4
"""Headers read at the same time: on a network drive each is mostly waiting."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a page gets a video from another machine."""

    direct: bool
    """Itself."""
    far: FarVideo | None = None
    """Through this machine, which reads it too; None where it cannot."""


Place = tuple[Path, str | None]
"""A video file; or an HDF5 file and the dataset in it."""

Found = dict[Place | str, MediaInfo | Problem | Ways]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file was when it was looked at, and what it had become by then."""

    identity: Identity | None
    """None where it cannot be read, or is none of its own (frames inside the NWB file)."""
    replaced: int = 0
    """How often another file has taken its place while the page was open."""
    growing: bool = False
    """Whether it has grown since the look before."""
    followed: bool = False
    """Whether it has ever grown while the page was open: its header may promise more than was recorded."""


UNKNOWN = Known(None)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is found of a session's files."""

    found: Found
    known: Mapping[Place, Known]
    counts: Mapping[Place, int | None]
    """Frames of each file; None where only a guess is quick."""


def find_out(session: Session, seen: Mapping[Place, Known]) -> Findings:
    """Read the videos' headers, several at a time.

    Parameters
    ----------
    session
        As read from the NWB file.
    seen
        What was known of the same files at the look before.
    """
    paths = {
        (segment.path, segment.dataset)
        for camera in session.cameras
        for segment in camera.segments
        if segment.path
    }
    urls = {segment.url for camera in session.cameras for segment in camera.segments if segment.url}
    with ThreadPoolExecutor(READERS, thread_name_prefix="probe") as readers:
        known = dict(zip(paths, readers.map(lambda place: _look(place, seen.get(place)), paths), strict=True))
        probed: Found = dict(zip(paths, readers.map(_probe, paths), strict=True))
        followed = {place for place in paths if known[place].followed}
        counts = dict(
            zip(
                paths,
                readers.map(lambda place: _counted(place, probed[place], place in followed), paths),
                strict=True,
            )
        )
        probed |= dict(zip(urls, readers.map(look_up, urls), strict=True))
    return Findings(probed, known, counts)


def _probe(place: Place) -> MediaInfo | Problem:
    path, dataset = place
    try:
        if dataset is None:
            return probe(path)
        from ..streams import stored

        return stored.probe(path, dataset)
    except MediaError as error:
        return Problem(error.what, error.why, error.cure, error.state)
    except Exception as error:
        log.warning("the video %.200r cannot be read", str(path), exc_info=True)
        why = f"{type(error).__name__} while reading its header: {shortened(str(error), 300)}"
        return Problem("This video cannot be read", why, "Check it with another player.", state="error")


def _look(place: Place, before: Known | None) -> Known:
    """Find out what has become of a file since the look before."""
    path, dataset = place
    if dataset is not None:
        return UNKNOWN
    try:
        identity = Identity.of(path)
        if before is None or before.identity is None:
            return Known(identity)
        verdict = before.identity.now(path)
    except OSError:
        return Known(None, before.replaced if before else 0)
    if verdict == "another":
        return Known(identity, before.replaced + 1)
    if verdict == "grown":
        indexing.forget(path, before.identity.size, before.identity.mtime_ns)
    growing = verdict == "grown"
    return Known(identity, before.replaced, growing, followed=growing or before.followed)


def _counted(place: Place, info: MediaInfo | Problem | Ways, followed: bool) -> int | None:
    """Return how many frames a file has; counted one by one only where nothing else tells."""
    if not isinstance(info, MediaInfo):
        return None
    if info.frames is None and place[1] is None and (followed or info.frames_estimate is None):
        try:
            return indexing.exact_frame_count(place[0])
        except (MediaError, OSError):
            return None
    return info.frames


def look_up(url: str) -> Problem | Ways:
    """Find out how a page gets what is at a URL."""
    if not remote.is_remote(url):
        why = f"{url[:200]} is neither a path nor an address of the kinds http, https and s3."
        return Problem("No way to this video", why, "Correct external_file in the NWB file.", state="error")
    in_browsers = not url.lower().startswith("s3:")
    try:
        found = remote.opened(url)
        return Ways(found.direct, FarVideo(url, found.facts.etag, found.facts.size))
    except RemoteVideoError as error:
        # Where this machine has no way to it, the browser's may have one; what is refused, nobody asks.
        if error.status is None and in_browsers and not error.private:
            return Ways(direct=True)
        return Problem.of(error)

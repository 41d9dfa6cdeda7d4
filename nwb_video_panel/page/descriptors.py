"""What the page is told of a session: plain values, as ``docs/design.md`` lists them.

Sealing what a session is into what a page gets is quick, and is done anew when tokens expire.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from ..identity import Identity
from ..intervals import Part
from ..media import MediaInfo
from ..model import Camera, Intervals, Problem, Segment
from ..serving.ranges import etag
from ..streams.decision import routes
from ..streams.feeds import origin_of, span_of
from ..timebase import Timebase
from .findings import UNKNOWN, Known

Seal = Callable[[dict[str, Any]], str]
"""Makes a token of claims."""


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """One of a camera's files, and what is found of it."""

    segment: Segment
    info: MediaInfo | None
    problem: Problem | None
    direct: bool = True
    """Whether the page asks for a URL itself."""
    through: bool = False
    """Whether a URL can be passed through."""
    known: Known = UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class CameraDescription:
    """A camera with its clock and its files brought together."""

    camera: Camera
    label: str
    files: tuple[File, ...]
    timebase: Timebase
    clock_key: str | None
    """The cache's key of the timestamps; None for a regular clock."""
    notes: tuple[Problem, ...]
    problem: Problem | None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of intervals or events, in the cache."""

    intervals: Intervals
    key: str
    """The cache's key of its binary form."""
    parts: tuple[Part, ...]


def camera_descriptor(described: CameraDescription, seal: Seal) -> dict[str, Any]:
    """Return what the page is told of a camera."""
    camera, timebase = described.camera, described.timebase
    clock: dict[str, Any]
    if described.clock_key is None:
        rate = timebase.rate or 1.0
        clock = {"kind": "regular", "start": timebase.start, "rate": rate, "count": timebase.count}
    else:
        clock = {
            "kind": "array",
            "token": seal({"k": "blob", "p": described.clock_key}),
            "count": timebase.count,
            "identity": timebase.frames is None,
        }
    empty = timebase.count == 0
    if empty:
        clock = {"kind": "regular", "start": 0.0, "rate": 1.0, "count": 0}
    return {
        "name": camera.name,
        "label": described.label,
        "dimension": list(camera.dimension) if camera.dimension else None,
        "count": timebase.count,
        "start": 0.0 if empty else timebase.start,
        "stop": 0.0 if empty else timebase.stop,
        "last": 0.0 if empty else timebase.time_of_row(timebase.count - 1),
        "period": 1.0 if empty else timebase.period,
        "coverage": [] if empty else [list(span) for span in timebase.coverage()],
        "clock": clock,
        "files": [_file_descriptor(file, described, seal) for file in described.files],
        "problem": _plain(described.problem),
        "notes": [_plain(note) for note in described.notes],
    }


def _file_descriptor(file: File, described: CameraDescription, seal: Seal) -> dict[str, Any]:
    segment, info = file.segment, file.info
    last = described.timebase.count - segment.first
    descriptor: dict[str, Any] = {
        "file": segment.file,
        "first": segment.first,
        "count": segment.count if segment.count is not None else max(last, 0),
        "token": None,
        "url": segment.url if file.problem is None else None,
        "through": None,
        "index": None,
        "stream": None,
        "start": 0.0,
        "rate": 1 / described.timebase.period if described.timebase.count else 1.0,
        "type": None,
        "codec": "a URL" if segment.url else "unknown",
        "container": None,
        "width": None,
        "height": None,
        "size": None,
        "problem": _plain(file.problem),
        "etag": None,
        "replaced": file.known.replaced,
        "growing": file.known.growing,
    }
    identity = file.known.identity
    if segment.url and file.through and file.problem is None:
        through = seal({"k": "remote", "u": segment.url})
        # What the page does not get itself, or fails to get, is passed through.
        descriptor |= {"through": through} if file.direct else {"token": through, "url": None}
        descriptor["index"] = seal({"k": "index", "u": segment.url})
    if info is not None and file.problem is None:
        descriptor |= {
            "start": info.start,
            "rate": info.rate or descriptor["rate"],
            # A browser's own player takes a file for whole.
            "type": info.type if info.browser_container and not file.known.growing else None,
            "codec": f"{info.codec} in {info.container}",
            "container": info.container,
            "width": info.width,
            "height": info.height,
            "size": info.size,
            "stream": _stream(file, descriptor, described, seal),
        }
        if segment.dataset is None:
            descriptor |= {
                "token": seal({"k": "media", "p": str(info.path), **_of(identity)}),
                "index": seal({"k": "index", "p": str(info.path), **_of(identity)}),
                "etag": identity and etag(identity.size, identity.mtime_ns, identity.inode),
            }
    return descriptor


def table_descriptor(table: Table, seal: Seal) -> dict[str, Any]:
    """Return what the page is told of a table of intervals or events."""
    intervals = table.intervals
    return {
        "name": intervals.name,
        "kind": intervals.kind,
        "description": intervals.description,
        "instant": intervals.instant,
        "count": intervals.starts.size,
        "token": seal({"k": "blob", "p": table.key}),
        "columns": [asdict(part) for part in table.parts],
        "notes": [_plain(note) for note in intervals.problems],
    }


def _stream(
    file: File, descriptor: dict[str, Any], described: CameraDescription, seal: Seal
) -> dict[str, Any] | None:
    """Return what the page needs to ask for segments and stills of a file."""
    timebase, info = described.timebase, file.info
    if not timebase.count or info is None:
        return None
    way = next(route for route in routes(info) if route != "direct")
    origin, span = origin_of(timebase.start), span_of(timebase.period)
    regular = None if timebase.rate is None else [timebase.start, timebase.rate, timebase.count]
    claims = {
        "k": "stream",
        "p": str(info.path),
        "c": described.clock_key or regular,
        "i": timebase.frames is None,
        "f": descriptor["first"],
        "n": descriptor["count"],
        "o": origin,
        "s": span,
        "w": timebase.period,
        **_of(file.known.identity),
    }
    if file.segment.dataset is not None:
        claims |= {"d": file.segment.dataset, "v": file.segment.volume}
    stored = file.segment.dataset is not None
    return {"token": seal(claims), "origin": origin, "span": span, "route": way, "stored": stored}


def _of(identity: Identity | None) -> dict[str, Any]:
    """Return what a token claims of the file: another one in its place is refused."""
    return {} if identity is None else {"e": identity.claim}


def _plain(problem: Problem | None) -> dict[str, Any] | None:
    return None if problem is None else told(problem)


def told(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain values."""
    return {**asdict(problem), "tried": list(problem.tried)}

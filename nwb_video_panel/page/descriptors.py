"""What the page is told of a session: plain values, as ``docs/design.md`` lists them.

Describing reads the videos' headers and may take a moment; sealing the
description into what a page gets is quick and is done anew when tokens expire.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from .. import cache, indexing, kept
from ..alignment import FEWER, align
from ..errors import MediaError, RemoteVideoError
from ..identity import Identity
from ..intervals import Part, encode
from ..media import MediaInfo, probe
from ..model import Camera, Intervals, Problem, Segment, Session
from ..serving import remote
from ..serving.ranges import etag
from ..streams.decision import routes
from ..streams.feeds import origin_of, span_of
from ..streams.shots import Shot
from ..timebase import Timebase

Seal = Callable[[dict[str, Any]], str]

READERS = 4
"""Headers read at the same time: on a network drive each is mostly waiting."""

NO_FRAMES = Problem(
    "No frame has a place in time",
    "the NWB file gives no timestamps and no rate for this camera, or its video has no frames.",
    "Correct the ImageSeries in the NWB file.",
    state="error",
)


class SessionFacts(TypedDict):
    """The page's header and the ends of its timeline, session seconds."""

    name: str
    subtitle: str
    start: float
    stop: float
    problems: list[dict[str, Any]]
    growing: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """How a page gets a video from another machine."""

    direct: bool
    """Itself."""
    through: bool
    """Through this machine."""


_Place = tuple[Path, str | None]
"""A video file; or an HDF5 file and the dataset in it."""

_Found = dict[_Place | str, MediaInfo | Problem | Ways]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file was when it was looked at, and what it had become by then."""

    identity: Identity | None
    """None where it cannot be read, or is none of its own (frames inside the NWB file)."""
    replaced: int = 0
    """How often another file has taken its place while the page was open."""
    growing: bool = False
    """Whether it has grown since the look before."""
    followed: bool = False
    """Whether it has ever grown while the page was open: its header may promise more than was recorded."""


_UNKNOWN = _Known(None)


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    segment: Segment
    info: MediaInfo | None
    problem: Problem | None
    direct: bool = True
    """Whether the page asks for a URL itself."""
    through: bool = False
    """Whether a URL can be passed through."""
    known: _Known = _UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class _Described:
    camera: Camera
    label: str
    files: tuple[_File, ...]
    timebase: Timebase
    clock_key: str | None
    """The cache's key of the timestamps; None for a regular clock."""
    notes: tuple[Problem, ...]
    problem: Problem | None


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    intervals: Intervals
    key: str
    """The cache's key of its binary form."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """A session as the page needs it, before tokens are put in."""

    session: SessionFacts
    _cameras: tuple[_Described, ...]
    _tables: tuple[_Table, ...] = ()
    _known: Mapping[_Place, _Known] = field(default_factory=dict)

    def replaced_since(self, before: Description) -> list[str]:
        """Return the names of files that others have taken the place of since an earlier look."""
        return [
            path.name
            for (path, dataset), known in self._known.items()
            if known.replaced > before._known.get((path, dataset), known).replaced
        ]

    def shots(
        self, offsets: Mapping[str, float] | None = None, adjustments: Mapping[str, Any] | None = None
    ) -> dict[str, Shot]:
        """Return what stills and clips of each camera are made of, by name.

        Parameters
        ----------
        offsets
            Camera → milliseconds by which it is moved.
        adjustments
            Camera → how its picture is turned, as the page has them.
        """
        moved, turned = offsets or {}, adjustments or {}
        return {
            each.camera.name: Shot(
                each.camera.name,
                each.timebase,
                tuple(file.segment.first for file in each.files),
                tuple(
                    (file.segment.path, file.segment.dataset, file.segment.volume)
                    if file.segment.path is not None and file.problem is None
                    else None
                    for file in each.files
                ),
                offset=moved.get(each.camera.name, 0) / 1000,
                rotate=int(turned.get(each.camera.name, {}).get("rotate", 0)),
                flip=bool(turned.get(each.camera.name, {}).get("flip", False)),
            )
            for each in self._cameras
        }

    def frame(self, camera: str, time: float, offset: float = 0) -> int | None:
        """Return a camera's frame at a session time, moved by milliseconds; None where it has none."""
        timebase = next(described.timebase for described in self._cameras if described.camera.name == camera)
        # A moved timestamp is the frame's own, whichever way the sum was rounded.
        moment = timebase.at(time - offset / 1000 + 1e-9 if offset else time)
        return None if moment.state in {"before", "after"} else moment.frame

    def opening(self, names: Collection[str]) -> float:
        """Return the first session time at which all these cameras have a frame, else the start."""
        spans = [
            np.asarray(each.timebase.coverage())
            for each in self._cameras
            if each.camera.name in names and each.timebase.count and each.problem is None
        ]
        for time in np.unique([start for camera in spans for start in camera[:, 0]]):
            if all(_covers(camera, time) for camera in spans):
                return float(time)
        return self.session["start"]

    def cameras(self, seal: Seal) -> list[dict[str, Any]]:
        """Return one descriptor per camera.

        Parameters
        ----------
        seal
            Makes a token of claims.
        """
        return [_camera_descriptor(described, seal) for described in self._cameras]

    def intervals(self, seal: Seal) -> list[dict[str, Any]]:
        """Return one descriptor per table of intervals or events.

        Parameters
        ----------
        seal
            Makes a token of claims.
        """
        return [_table_descriptor(table, seal) for table in self._tables]


def describe(
    session: Session, labels: Mapping[str, str] | None = None, before: Description | None = None
) -> Description:
    """Read the videos' headers and bring each camera's clock and files together.

    Parameters
    ----------
    session
        As read from the NWB file.
    labels
        Names to show instead of the cameras' own.
    before
        The same session as the page knows it: tells which files have grown since, or were replaced.
    """
    paths = {
        (segment.path, segment.dataset)
        for camera in session.cameras
        for segment in camera.segments
        if segment.path
    }
    with ThreadPoolExecutor(READERS, thread_name_prefix="probe") as readers:
        seen = before._known if before else {}
        known = dict(zip(paths, readers.map(lambda place: _look(place, seen.get(place)), paths), strict=True))
        probed: _Found = dict(zip(paths, readers.map(_probe, paths), strict=True))
        growing = any(known[place].growing for place in paths)
        followed = {place for place in paths if known[place].followed}
        counts = dict(
            zip(
                paths,
                readers.map(lambda place: _counted(place, probed[place], place in followed), paths),
                strict=True,
            )
        )
        urls = {segment.url for camera in session.cameras for segment in camera.segments if segment.url}
        probed |= dict(zip(urls, readers.map(_look_up, urls), strict=True))
    cameras = tuple(
        _describe_camera(camera, probed, labels or {}, known, counts) for camera in session.cameras
    )
    clocks = [each.timebase for each in cameras if each.timebase.count]
    start = min((clock.start for clock in clocks), default=0.0)
    stop = max((clock.stop for clock in clocks), default=1.0)
    facts = SessionFacts(
        name=session.session_id or session.path.stem,
        subtitle=_subtitle(clocks, len(cameras), stop - start) + (" so far" if growing else ""),
        start=start,
        stop=stop,
        problems=[_told(problem) for problem in session.problems],
        growing=bool(growing),
    )
    return Description(facts, cameras, tuple(_stored(table) for table in session.intervals), known)


def _covers(spans: NDArray[np.float64], time: float) -> bool:
    span = int(np.searchsorted(spans[:, 0], time, side="right")) - 1
    return span >= 0 and bool(time < spans[span, 1])


def _stored(intervals: Intervals) -> _Table:
    """Put a table into the cache in its binary form."""
    data, parts = encode(intervals)
    return _Table(intervals, _cached(data, "intervals"), parts)


def _cached(data: bytes, kind: str) -> str:
    key = cache.key_of_content(data, kind, 1)
    if kept.get(key) is None:
        kept.put(key, data)
    return key


def _probe(place: _Place) -> MediaInfo | Problem:
    path, dataset = place
    try:
        if dataset is None:
            return probe(path)
        from ..streams import stored

        return stored.probe(path, dataset)
    except MediaError as error:
        return Problem(error.what, error.why, error.cure, error.state)


def _look(place: _Place, before: _Known | None) -> _Known:
    """Find out what has become of a file since the look before."""
    path, dataset = place
    if dataset is not None:
        return _UNKNOWN
    try:
        identity = Identity.of(path)
        if before is None or before.identity is None:
            return _Known(identity)
        verdict = before.identity.now(path)
    except OSError:
        return _Known(None, before.replaced if before else 0)
    if verdict == "another":
        return _Known(identity, before.replaced + 1)
    if verdict == "grown":
        indexing.forget(path, before.identity.size, before.identity.mtime_ns)
    growing = verdict == "grown"
    return _Known(identity, before.replaced, growing, followed=growing or before.followed)


def _counted(place: _Place, info: MediaInfo | Problem | Ways, followed: bool) -> int | None:
    """Return how many frames a file has; counted one by one only where nothing else tells."""
    if not isinstance(info, MediaInfo):
        return None
    if info.frames is None and place[1] is None and (followed or info.frames_estimate is None):
        try:
            return indexing.exact_frame_count(place[0])
        except (MediaError, OSError):
            return None
    return info.frames


def _look_up(url: str) -> Problem | Ways:
    """Find out how a page gets what is at a URL."""
    if not remote.is_remote(url):
        why = f"{url[:200]} is neither a path nor an address of the kinds http, https and s3."
        return Problem("No way to this video", why, "Correct external_file in the NWB file.", state="error")
    in_browsers = not url.lower().startswith("s3:")
    try:
        return Ways(direct=remote.opened(url).direct, through=True)
    except RemoteVideoError as error:
        # Where this machine has no way to it, the browser's may have one; what is refused, nobody asks.
        if error.status is None and in_browsers and not error.private:
            return Ways(direct=True, through=False)
        return Problem.of(error)


def _describe_camera(
    camera: Camera,
    probed: _Found,
    labels: Mapping[str, str],
    known: Mapping[_Place, _Known],
    counts: Mapping[_Place, int | None],
) -> _Described:
    places = [
        (segment.path, segment.dataset) if segment.path else segment.url or "" for segment in camera.segments
    ]
    found = [probed.get(place) for place in places]
    infos = [info if isinstance(info, MediaInfo) else None for info in found]
    aligned = align(
        camera,
        [counts.get(place) if isinstance(place, tuple) else None for place in places],
        [info.frames_estimate if info else None for info in infos],
    )
    files = tuple(
        _File(
            segment,
            info,
            segment.problem or (result if isinstance(result, Problem) else None),
            direct=result.direct if isinstance(result, Ways) else True,
            through=isinstance(result, Ways) and result.through,
            known=known.get(place, _UNKNOWN) if isinstance(place, tuple) else _UNKNOWN,
        )
        for segment, info, result, place in zip(aligned.segments, infos, found, places, strict=True)
    )
    timebase = aligned.timebase
    key = None
    if timebase.rate is None and timebase.count:
        key = _cached(timebase.encode(), "timestamps")
    failed = [problem for problem in aligned.problems if problem.state != "note"]
    if all(file.problem for file in files):
        failed.insert(0, _all_lost(files))
    elif not timebase.count:
        failed.append(NO_FRAMES)
    return _Described(
        camera=camera,
        label=labels.get(camera.name, camera.name),
        files=files,
        timebase=timebase,
        clock_key=key,
        notes=_notes(aligned.problems, files, timebase),
        problem=failed[0] if failed else None,
    )


def _notes(problems: Sequence[Problem], files: Sequence[_File], timebase: Timebase) -> tuple[Problem, ...]:
    notes = tuple(problem for problem in problems if problem.state == "note")
    growing = [file.segment.file for file in files if file.known.growing]
    if not growing or not timebase.count:
        return notes
    what = f"Still being recorded, {_duration(timebase.stop - timebase.start)} so far"
    why = f"{', '.join(growing)} grows while it plays, and the page follows."
    # That frames are missing is what a recording that goes on is like.
    return (Problem(what, why, ""), *(note for note in notes if note.what != FEWER))


def _all_lost(files: tuple[_File, ...]) -> Problem:
    """Return the first file's problem, and how many more files share its fate."""
    first = files[0].problem
    assert first is not None  # noqa: S101 - the caller asked only where every file has one
    if len(files) == 1:
        return first
    return replace(first, why=f"{first.why} The same holds for the camera's other {len(files) - 1} files.")


def _camera_descriptor(described: _Described, seal: Seal) -> dict[str, Any]:
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


def _file_descriptor(file: _File, described: _Described, seal: Seal) -> dict[str, Any]:
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


def _table_descriptor(table: _Table, seal: Seal) -> dict[str, Any]:
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
    file: _File, descriptor: dict[str, Any], described: _Described, seal: Seal
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
    return None if problem is None else _told(problem)


def _told(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "tried": list(problem.tried)}


def _subtitle(clocks: list[Timebase], cameras: int, seconds: float) -> str:
    """Return e.g. ``4 cameras · 30, 60, 150 Hz · 20:24.000``."""
    parts = [f"{cameras} camera" if cameras == 1 else f"{cameras} cameras"]
    rates = sorted({_nominal(1 / clock.period) for clock in clocks})
    if rates:
        parts.append(", ".join(f"{rate:.4g}" for rate in rates) + " Hz")
        parts.append(_duration(seconds))
    return " · ".join(parts)


def _nominal(rate: float) -> float:
    """Return the rate that a camera was set to: jitter makes 60.1 Hz of 60; 29.97 Hz is 30 / 1.001."""
    whole = round(rate)
    near = min((whole, whole / 1.001), key=lambda one: abs(one - rate))
    return near if whole and abs(near - rate) < 0.003 * rate else float(f"{rate:.3g}")


def _duration(seconds: float) -> str:
    """Return e.g. ``20:24.000``, as the page writes times."""
    ms = round(seconds * 1000)
    hours, minutes, rest = ms // 3_600_000, ms // 60_000 % 60, f"{ms // 1000 % 60:02}.{ms % 1000:03}"
    return f"{hours}:{minutes:02}:{rest}" if hours else f"{minutes}:{rest}"

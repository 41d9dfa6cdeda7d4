"""A session as the page needs it: each camera's clock and files brought together.

Describing reads the videos' headers and may take a moment.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from .. import cache, kept
from ..alignment import FEWER, align
from ..errors import MediaError
from ..intervals import encode
from ..media import MediaInfo
from ..model import Camera, Intervals, Problem, Session
from ..streams.exact import facts_of_far
from ..streams.look import Look
from ..streams.shots import Shot
from ..timebase import Timebase
from .descriptors import CameraDescription, File, Seal, Table, camera_descriptor, table_descriptor, told
from .farvideos import FarVideo
from .findings import UNKNOWN, Findings, Known, Place, Ways, find_out

log = logging.getLogger(__name__)

NO_FRAMES = Problem(
    "No frame has a place in time",
    "The NWB file gives no timestamps and no rate for this camera, or nothing tells of frames in its video.",
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


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """A session as the page needs it, before tokens are put in."""

    session: SessionFacts
    _cameras: tuple[CameraDescription, ...]
    _tables: tuple[Table, ...] = ()
    _known: Mapping[Place, Known] = field(default_factory=dict)

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
            Camera → how its picture is turned, and its stored numbers shown, as the page has them.
        """
        moved, turned = offsets or {}, adjustments or {}
        return {
            each.camera.name: Shot(
                each.camera.name,
                each.timebase,
                tuple(file.segment.first for file in each.files),
                tuple(_place(file) for file in each.files),
                offset=moved.get(each.camera.name, 0) / 1000,
                rotate=int(turned.get(each.camera.name, {}).get("rotate", 0)),
                flip=bool(turned.get(each.camera.name, {}).get("flip", False)),
                look=Look.of(turned.get(each.camera.name, {})),
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
        return [camera_descriptor(described, seal) for described in self._cameras]

    def intervals(self, seal: Seal) -> list[dict[str, Any]]:
        """Return one descriptor per table of intervals or events.

        Parameters
        ----------
        seal
            Makes a token of claims.
        """
        return [table_descriptor(table, seal) for table in self._tables]


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
    findings = find_out(session, before._known if before else {})
    growing = any(known.growing for known in findings.known.values())
    cameras = tuple(_describe_camera(camera, findings, labels or {}) for camera in session.cameras)
    clocks = [each.timebase for each in cameras if each.timebase.count]
    start = min((clock.start for clock in clocks), default=0.0)
    stop = max((clock.stop for clock in clocks), default=1.0)
    facts = SessionFacts(
        name=session.session_id or session.path.stem,
        subtitle=_subtitle(clocks, len(cameras), stop - start) + (" so far" if growing else ""),
        start=start,
        stop=stop,
        problems=[told(problem) for problem in session.problems],
        growing=growing,
    )
    return Description(facts, cameras, tuple(_stored(table) for table in session.intervals), findings.known)


def _place(file: File) -> tuple[Path, str | None, bool] | FarVideo | None:
    """Return from where stills and clips have a file's frames."""
    if file.problem is not None:
        return None
    segment = file.segment
    return file.far if segment.path is None else (segment.path, segment.dataset, segment.volume)


def _covers(spans: NDArray[np.float64], time: float) -> bool:
    span = int(np.searchsorted(spans[:, 0], time, side="right")) - 1
    return span >= 0 and bool(time < spans[span, 1])


def _stored(intervals: Intervals) -> Table:
    """Put a table into the cache in its binary form."""
    data, parts = encode(intervals)
    return Table(intervals, _cached(data, "intervals"), parts)


def _cached(data: bytes, kind: str) -> str:
    key = cache.key_of_content(data, kind, 1)
    if kept.get(key) is None:
        kept.put(key, data)
    return key


def _describe_camera(camera: Camera, findings: Findings, labels: Mapping[str, str]) -> CameraDescription:
    places = [
        (segment.path, segment.dataset) if segment.path else segment.url or "" for segment in camera.segments
    ]
    found = [findings.found.get(place) for place in places]
    infos = [info if isinstance(info, MediaInfo) else None for info in found]
    aligned = align(
        camera,
        [findings.counts.get(place) if isinstance(place, tuple) else None for place in places],
        [info.frames_estimate if info else None for info in infos[:-1]] + [_estimate(camera, found[-1])],
    )
    files = tuple(
        File(
            segment,
            info,
            segment.problem or (result if isinstance(result, Problem) else None),
            direct=result.direct if isinstance(result, Ways) else True,
            far=result.far if isinstance(result, Ways) else None,
            known=findings.known.get(place, UNKNOWN) if isinstance(place, tuple) else UNKNOWN,
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
    return CameraDescription(
        camera=camera,
        label=labels.get(camera.name, camera.name),
        files=files,
        timebase=timebase,
        clock_key=key,
        notes=_notes(aligned.problems, files, timebase),
        problem=failed[0] if failed else None,
    )


def _estimate(camera: Camera, last: MediaInfo | Problem | Ways | None) -> int | None:
    """Return about how many frames a camera's last file has."""
    if isinstance(last, MediaInfo):
        return last.frames_estimate
    # A header elsewhere is read only where nothing else tells.
    uncounted = camera.rate is not None and camera.num_samples is None
    if not uncounted or not isinstance(last, Ways) or last.far is None:
        return None
    try:
        return facts_of_far(last.far).frames_estimate
    except MediaError as error:
        log.warning("The frames of %s are not counted: %s", camera.name, error)
        return None


def _notes(problems: Sequence[Problem], files: Sequence[File], timebase: Timebase) -> tuple[Problem, ...]:
    notes = tuple(problem for problem in problems if problem.state == "note")
    growing = [file.segment.file for file in files if file.known.growing]
    if not growing or not timebase.count:
        return notes
    what = f"Still being recorded, {_duration(timebase.stop - timebase.start)} so far"
    why = f"{', '.join(growing)} grows while it plays, and the page follows."
    # That frames are missing is what a recording that goes on is like.
    return (Problem(what, why, ""), *(note for note in notes if note.what != FEWER))


def _all_lost(files: tuple[File, ...]) -> Problem:
    """Return the first file's problem, and how many more files share its fate."""
    first = files[0].problem
    assert first is not None  # noqa: S101 - the caller asked only where every file has one
    if len(files) == 1:
        return first
    return replace(first, why=f"{first.why} The same holds for the camera's other {len(files) - 1} files.")


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

"""What ``nwb-video-panel check`` tells about a session: cameras, files, frames, gaps and problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .alignment import Alignment, align
from .errors import MediaError
from .indexing import exact_frame_count
from .media import MediaInfo, probe
from .model import Camera, Problem, Segment, Session
from .nwb import read_session
from .printable import printed
from .streams import stored
from .streams.decision import in_words

HEADINGS = ("camera", "file", "codec", "plays", "size", "fps", "frames", "times", "start", "stop", "gaps")

MOST_FILES_AT_ONCE = 2

LONGEST_NAME = 48


@dataclass(frozen=True, slots=True)
class FileReport:
    """One external file."""

    segment: Segment
    info: MediaInfo | None
    """None for a URL and where the file cannot be read."""
    count: int | None
    """Exact number of frames; None where ``info`` is."""
    problem: Problem | None


@dataclass(frozen=True, slots=True, eq=False)
class CameraReport:
    """One camera with all its files."""

    camera: Camera
    files: tuple[FileReport, ...]
    alignment: Alignment

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that was noticed about this camera."""
        of_files = [file.problem for file in self.files if file.problem is not None]
        return (*of_files, *self.alignment.problems, *_wrong_dimension(self.camera, self.files))


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What was found in a session."""

    session: Session
    cameras: tuple[CameraReport, ...]

    @property
    def problems(self) -> bool:
        """Whether anything was noticed that someone should look at."""
        return bool(self.session.problems) or any(camera.problems for camera in self.cameras)

    def render(self) -> str:
        """Return the report as text, with a table as wide as it needs to be."""
        lines = [printable(str(self.session.path), most=4096)]
        about = (("subject", self.session.subject), ("session", self.session.session_id))
        lines += [f"{name} {printable(value)}" for name, value in about if value]
        lines += ["", *_table([HEADINGS, *(row for camera in self.cameras for row in _rows(camera))])]
        noticed = [("", problem) for problem in self.session.problems]
        noticed += [
            (printable(camera.camera.name), problem) for camera in self.cameras for problem in camera.problems
        ]
        for name, problem in noticed:
            lines += [
                "",
                f"{name}: {printable(problem.what, most=200)}" if name else printable(problem.what, most=200),
            ]
            lines += [f"  {printable(problem.why, most=2000)}"] if problem.why else []
            lines += [f"  looked at {printable(path, most=300)}" for path in problem.tried]
            lines += [f"  → {printable(problem.cure, most=2000)}"] if problem.cure else []
        count = len(noticed)
        lines += ["", "No problems." if not count else f"{count} problem{'s' if count > 1 else ''}."]
        return "\n".join(line.rstrip() for line in lines) + "\n"


def check(path: Path | str, video_root: Path | str | Sequence[Path | str] | None = None) -> Report:
    """Look at a session and at each of its files, and count all frames.

    Parameters
    ----------
    path
        The NWB file.
    video_root
        Folders to search for videos that are not where the NWB file says.

    Raises
    ------
    SessionError
        The session as a whole cannot be read.
    """
    session = read_session(path, video_root)
    segments = [segment for camera in session.cameras for segment in camera.segments]
    with ThreadPoolExecutor(MOST_FILES_AT_ONCE) as pool:
        files = iter(list(pool.map(_file, segments)))
    return Report(session, tuple(_camera(camera, files) for camera in session.cameras))


def printable(text: str, most: int = LONGEST_NAME) -> str:
    """Return a name that may come from anyone without line breaks and terminal controls, and shortened."""
    shown = printed(text)
    return shown if len(shown) <= most else f"{shown[: most // 2]}…{shown[-(most - most // 2 - 1) :]}"


def _file(segment: Segment) -> FileReport:
    if segment.path is None:
        return FileReport(segment, None, None, segment.problem)
    try:
        if segment.dataset is not None:
            info = stored.probe(segment.path, segment.dataset)
            return FileReport(segment, info, info.frames, None)
        info = probe(segment.path)
        count = exact_frame_count(segment.path)
    except MediaError as error:
        return FileReport(segment, None, None, Problem.of(error))
    return FileReport(segment, info, count, _noticed(segment, info, count))


def _noticed(segment: Segment, info: MediaInfo, count: int) -> Problem | None:
    if info.frames_lost:
        listed = count + info.frames_lost
        return Problem(
            "This video is cut short",
            f"{segment.file}: its header lists {listed:,} frames, of which {count:,} are in the file.",
            "Copy the file again from its source.",
        )
    return None


def _camera(camera: Camera, files: Iterator[FileReport]) -> CameraReport:
    own = tuple(next(files) for _ in camera.segments)
    return CameraReport(camera, own, align(camera, [file.count for file in own]))


def _wrong_dimension(camera: Camera, files: Sequence[FileReport]) -> Iterator[Problem]:
    for file in files:
        if camera.dimension is None or file.info is None:
            continue
        if camera.dimension not in {file.info.coded_size, (file.info.width, file.info.height)}:
            why = (
                f"{file.segment.file} is {_size(file.info.coded_size)}; "
                f"ImageSeries.dimension says {_size(camera.dimension)}. The file is what counts."
            )
            yield Problem("The dimension is wrong", why, "Correct ImageSeries.dimension in the NWB file.")


def _rows(report: CameraReport) -> Iterator[tuple[str, ...]]:
    timebase = report.alignment.timebase
    for position, file in enumerate(report.files):
        info = file.info
        name, times, start, stop, gaps = "", "", "", "", ""
        if position == 0:
            name = printable(report.camera.name)
            times = "?" if report.alignment.stated is None else f"{report.alignment.stated:,}"
            if timebase.count:
                start, stop = f"{timebase.start:.3f} s", f"{timebase.stop:.3f} s"
                gaps = _gaps(report.alignment)
        yield (
            name,
            printable(file.segment.file),
            "–" if info is None else f"{info.codec} in {info.container}",
            "–" if info is None else in_words(info),
            "–" if info is None else _size((info.width, info.height)),
            "–" if info is None or info.rate is None else f"{info.rate:.6g}",
            "–" if file.count is None else f"{file.count:,}",
            times,
            start,
            stop,
            gaps,
        )


def _gaps(alignment: Alignment) -> str:
    gaps = alignment.timebase.gaps()
    if not len(gaps):
        return "none"
    return f"{len(gaps):,}, longest {(gaps[:, 1] - gaps[:, 0]).max():.3f} s"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines in columns; the first row is underlined."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]

"""What a video file holds: container, codec, size and rate.

With `indexing` and the modules of streams, alone in importing PyAV. Times are
media seconds, as the demuxer gives them with edit lists applied; that is what a
browser reports as ``mediaTime``. An NWB file may name any file: only regular
local files are opened, by path, and only with demuxers that open nothing else.
"""

from __future__ import annotations

import bisect
import functools
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from .avitable import AviTable, WithoutTable, avi_table
from .codecs import CONTAINERS, NATIVE_CONTAINERS, codecs_parameter, mime_type, name_for_people
from .errors import UnknownCodecError, UnreadableVideoError
from .opening import held_open, look, open_regular

log = logging.getLogger(__name__)

OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(CONTAINERS),
    "probesize": "5000000",
    "analyzeduration": "5000000",
}
"""Nothing but this file is read, and of it, when it is opened, at most 5 MB beside its own index."""

BUFFER = 256 * 1024
"""Bytes read at a time of a file whose table FFmpeg is not to look at."""

LOOKS = 2000
"""Entries of a long table that are looked at when a file is opened."""

MOST_ENTRIES = 2_000_000
"""Longer sample tables are not counted one by one; the header's count is then taken."""


MOST_PIXELS = 64 * 1024**2
"""Of a picture, as stored and as shown; larger ones are refused."""


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The facts of a file's first video track, from the header alone."""

    path: Path
    container: str
    """For people, e.g. ``MP4``."""
    demuxer: str
    """FFmpeg's name, the first of several: ``mov``, ``matroska``, ``avi``."""
    browser_container: bool
    """Whether browsers may play such a container by themselves."""
    stream: int
    """Index of the video track among the file's tracks."""
    codec: str
    """For people, e.g. ``H.264 High 4:4:4 Predictive``."""
    codecs: str
    """RFC 6381, e.g. ``avc1.64001f``."""
    type: str
    """The MIME type with codecs that a browser is to be asked about."""
    pixel_format: str
    """FFmpeg's name, e.g. ``yuv420p``; may be empty."""
    width: int
    """Of the picture as displayed: with pixel aspect and rotation applied."""
    height: int
    coded_size: tuple[int, int]
    """(width, height) of the picture as stored."""
    sample_aspect_ratio: float
    """Width of a pixel by its height; 1 where not given."""
    rotation: int
    """Degrees clockwise by which the picture is turned for display: 0, 90, 180 or 270."""
    rate: float | None
    """Average frames per second."""
    start: float
    """Media time of the first frame, seconds."""
    duration: float | None
    """Seconds."""
    frames: int | None
    """Exact number of frames where the header lists them all and they are in the file, else None."""
    frames_lost: int
    """How many frames the header lists that lie beyond the end of the file: it was cut short."""
    size: int
    """Bytes."""
    has_b_frames: bool

    @property
    def frames_estimate(self) -> int | None:
        """Number of frames by duration and rate, where the header does not list them."""
        if self.frames is not None:
            return self.frames
        return round(self.duration * self.rate) if self.duration and self.rate else None


def probe(path: Path) -> MediaInfo:
    """Return the facts of a video file, quickly, whatever its length; remembered until the file changes.

    Raises
    ------
    UnreadableVideoError
        It is not there, no regular file, not readable, cut short or not a video.
    """
    facts = regular(path)
    return _probe(path, facts.st_size, facts.st_mtime_ns)


def regular(path: Path) -> os.stat_result:
    """Return the facts of a regular file with something in it.

    Raises
    ------
    UnreadableVideoError
        It is none.
    """
    try:
        facts = look(str(path.absolute()))
    except FileNotFoundError as error:
        raise UnreadableVideoError(path.name, "it is no longer there.", "Put it back.") from error
    except PermissionError as error:
        raise _no_permission(path) from error
    except (OSError, ValueError) as error:
        raise UnreadableVideoError(path.name, f"the system says: {error}.") from error
    if not stat.S_ISREG(facts.st_mode):
        raise UnreadableVideoError(path.name, "it is not a regular file.", "Name a video file.")
    if facts.st_size == 0:
        raise UnreadableVideoError(path.name, "it is empty.")
    return facts


def _no_permission(path: Path) -> UnreadableVideoError:
    return UnreadableVideoError(
        path.name, "you have no permission to read it.", "Ask its owner for permission to read it."
    )


@contextmanager
def opened(path: Path, table: AviTable | None = None) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file and choose its first video track, as browsers do; cover pictures are none.

    Parameters
    ----------
    path
        The video file.
    table
        The file's own, if it is one of AVI: FFmpeg then leaves it alone, and seeks by bytes only.

    Raises
    ------
    UnreadableVideoError
        No demuxer knows it, or it has no video track.
    """
    try:
        file = None if table is None else WithoutTable(path, table.hidden)
        container = _container(path) if file is None else _container_of(file)
    except PermissionError as error:
        raise _no_permission(path) from error
    except (av.FFmpegError, OSError, ValueError) as error:
        log.info("%s cannot be opened", path, exc_info=True)
        raise UnreadableVideoError(path.name, _why_not_opened(path)) from error
    with closing(file) if file is not None else nullcontext(), container:
        try:
            stream = chosen(container, path.name)
        except UnknownCodecError as error:
            raise UnknownCodecError(path.name, _four_letters(path)) from error
        yield container, stream


@contextmanager
def opened_from(file: BinaryIO, name: str) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a video of which there is only something to read from, and choose its track as `opened` does.

    Raises
    ------
    UnreadableVideoError
        No demuxer knows it, or it has no video track.
    """
    try:
        container = av.open(file, "r", options=OPTIONS, buffer_size=BUFFER, metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableVideoError(name, "it is not a video, or its beginning is damaged.") from error
    with container:
        yield container, chosen(container, name)


def probe_from(file: BinaryIO, name: str, size: int) -> MediaInfo:
    """Return the facts of a video of which there is only something to read from; raises as `opened_from`."""
    with opened_from(file, name) as (container, stream):
        return _facts(container, stream, Path(name), size, None)


def _container(path: Path) -> InputContainer:
    with held_open(str(path.absolute())) as held:
        return _opened(held, path)


def _opened(held: str, path: Path) -> InputContainer:
    try:
        return av.open(held, options=OPTIONS, metadata_errors="replace")
    except av.FFmpegError:
        # What its content does not tell, a name may: what is held has none.
        hint = _demuxers().get(path.suffix.lower().removeprefix("."))
        if hint is None:
            raise
        return av.open(held, format=hint, options=OPTIONS, metadata_errors="replace")


def _container_of(file: WithoutTable) -> InputContainer:
    options = {**OPTIONS, "use_odml": "0"}
    return av.open(file, "r", "avi", options=options, buffer_size=BUFFER, metadata_errors="replace")


def bytes_of(path: Path) -> BinaryIO:
    """Open a regular file, where it was meant to be, for reading its bytes unbuffered."""
    return os.fdopen(open_regular(str(path.absolute()))[0], "rb", buffering=0)


@functools.cache
def _demuxers() -> dict[str, str]:
    """Return FFmpeg's demuxers by the suffixes of their files."""
    known = {name: av.ContainerFormat(name, "r").extensions for name in CONTAINERS}
    return {suffix: name for name, suffixes in known.items() for suffix in suffixes}


def chosen(container: InputContainer, name: str) -> VideoStream:
    """Return the first video track, as browsers choose it; cover pictures are none.

    Raises
    ------
    UnreadableVideoError
        There is none that can be read.
    """
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            break
    else:
        raise UnreadableVideoError(name, "it has no video track.", "Name a video file.")
    if stream.codec_context is None:
        raise UnknownCodecError(name, "an unknown kind of")
    if not stream.codec_context.width:
        raise UnreadableVideoError(name, "it tells no codec and size that FFmpeg knows.")
    # Pictures may be larger than the header says.
    stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    return stream


def _four_letters(path: Path) -> str:
    """Return what an AVI file calls its codec: the handler in the stream's header."""
    with bytes_of(path) as file:
        head = file.read(64 * 1024)
    at = head.find(b"vids")
    letters = head[at + 4 : at + 8].decode("latin-1").strip("\0 ") if at >= 0 and head[:4] == b"RIFF" else ""
    return f"“{letters}”" if letters.isprintable() and letters else "an unknown kind of"


def _why_not_opened(path: Path) -> str:
    try:
        with bytes_of(path) as file:
            head = file.read(12)
    except (OSError, ValueError) as error:
        return f"the system says: {getattr(error, 'strerror', None) or error}."
    if head[4:8] == b"ftyp":
        return "it is an MP4 file without its table of frames (moov): recording or copying was cut off."
    return "it is not a video, or its beginning is damaged."


@functools.lru_cache(maxsize=1024)
def _probe(path: Path, size: int, _mtime_ns: int) -> MediaInfo:
    table = avi_table(path)
    with opened(path, table) as (container, stream):
        return _facts(container, stream, path, size, None if table is None else table.count)


def _facts(
    container: InputContainer, stream: VideoStream, path: Path, size: int, listed: int | None
) -> MediaInfo:
    context = stream.codec_context
    native = container.format.name.split(",")[0]
    frames, lost = counted(stream, native, size, quickly=True) if listed is None else (listed, 0)
    rate = float(stream.average_rate or stream.guessed_rate or 0) or None
    aspect = float(stream.sample_aspect_ratio or context.sample_aspect_ratio or 1) or 1.0
    shown = (round(context.width * aspect), context.height)
    _demand_bounds(path.name, context.height * max(context.width, shown[0]))
    first = _first_frame(container, stream, path) if native in {"mov", "matroska"} else None
    rotation = 0 if first is None else round(-first.rotation / 90) % 4 * 90
    start = _start(stream, first)
    codec = stream.codec.canonical_name
    bits = max((part.bits for part in context.format.components), default=8) if context.format else 8
    codecs = codecs_parameter(
        codec,
        tag=context.codec_tag,
        profile=context.profile,
        level=getattr(context, "level", -99) or -99,
        extradata=bytes(context.extradata or b""),
        size=(context.width, context.height),
        rate=rate or 30.0,
        bits=bits,
    )
    return MediaInfo(
        path=path,
        container=_container_name(container, path),
        demuxer=native,
        browser_container=native in NATIVE_CONTAINERS,
        stream=stream.index,
        codec=name_for_people(codec, context.profile, bits),
        codecs=codecs,
        type=mime_type(native, codecs),
        pixel_format=context.pix_fmt or "",
        width=shown[1] if rotation in {90, 270} else shown[0],
        height=shown[0] if rotation in {90, 270} else shown[1],
        coded_size=(context.width, context.height),
        sample_aspect_ratio=aspect,
        rotation=rotation,
        rate=rate,
        start=start,
        duration=_duration(container, stream, start),
        frames=frames,
        frames_lost=lost,
        size=size,
        has_b_frames=bool(context.has_b_frames),
    )


def _demand_bounds(name: str, pixels: int) -> None:
    if pixels > MOST_PIXELS:
        why = f"its pictures have {pixels:,} pixels; {MOST_PIXELS:,} are shown at most."
        raise UnreadableVideoError(name, why, "")


def _container_name(container: InputContainer, path: Path) -> str:
    native = container.format.name.split(",")[0]
    if native == "mov" and container.metadata.get("major_brand", "").startswith("qt"):
        return "QuickTime"
    return "WebM" if path.suffix.lower() == ".webm" else CONTAINERS.get(native, native)


def _start(stream: VideoStream, first: av.VideoFrame | None) -> float:
    """Return the first frame's media time, seconds: Matroska's header does not have it."""
    if stream.start_time is not None:
        return float(stream.start_time * (stream.time_base or 0))
    return 0.0 if first is None or first.time is None else first.time


def _duration(container: InputContainer, stream: VideoStream, start: float) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if not container.duration:
        return None
    seconds = container.duration / av.time_base
    # Matroska's duration counts from zero, not from the first frame
    return max(seconds - start, 0.0) if container.format.name.startswith("matroska") else seconds


def counted(stream: VideoStream, native: str, size: int, *, quickly: bool = False) -> tuple[int | None, int]:
    """Return how many frames a complete sample table lists in the file, and how many beyond its end.

    ``quickly``, the table of a long AVI file is not gone through but looked into here and there: it is in
    the order of the file, and holes in it (frames that the camera dropped) come in numbers.

    A fragmented MP4 has no complete table, nor have Matroska and transport streams.
    """
    entries = stream.index_entries
    listed = len(entries)
    if native not in {"mov", "avi"} or not listed or listed < stream.frames or not stream.frames:
        return None, 0
    if not _reaches_the_end(stream):
        return None, 0
    if listed > MOST_ENTRIES:
        return stream.frames, 0
    if quickly and native == "avi" and listed > LOOKS and all(entries[k].size for k in _places(listed)):
        lost = listed - bisect.bisect_right(
            range(listed), size, key=lambda k: entries[k].pos + entries[k].size
        )
        return listed - lost, lost
    shown = [entry.pos + entry.size for entry in entries if not entry.is_discard and entry.size]
    inside = sum(end <= size for end in shown)
    return inside, len(shown) - inside


def _places(count: int) -> range:
    return range(0, count, max(count // LOOKS, 1))


def _reaches_the_end(stream: VideoStream) -> bool:
    """Tell whether the table covers the duration: of a fragmented MP4 it may list the first part only."""
    entries = stream.index_entries
    if len(entries) < 2 or not stream.duration:
        return True
    covered = (entries[-1].timestamp - entries[0].timestamp) * len(entries) / (len(entries) - 1)
    return covered > 0.5 * stream.duration


def _first_frame(container: InputContainer, stream: VideoStream, path: Path) -> av.VideoFrame | None:
    """Decode the first frame: only a decoded frame tells the display matrix."""
    stream.codec_context.thread_count = 1
    try:
        return next(container.decode(stream), None)
    except (av.FFmpegError, OSError) as error:
        log.info("%s: the first frame cannot be decoded: %s", path, error)
        return None

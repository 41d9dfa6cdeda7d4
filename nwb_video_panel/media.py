"""What a video file holds: container, codec, size and rate, and when each frame is presented.

Alone in importing PyAV. Times are media seconds, as the demuxer gives them
with edit lists applied; that is what a browser reports as ``mediaTime``. An
NWB file may name any file: only regular local files are opened, by path, and
only with demuxers that open nothing else.
"""

from __future__ import annotations

import functools
import logging
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from numpy.typing import ArrayLike, NDArray

from . import cache
from .codecs import (
    CONTAINERS,
    NATIVE_CONTAINERS,
    carries_itself,
    codecs_parameter,
    decoding_begins,
    mime_type,
    name_for_people,
)
from .errors import UnreadableVideoError
from .frameindex import VERSION, DecoderFacts, FrameIndex, PacketList
from .making import Maker

log = logging.getLogger(__name__)

OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(CONTAINERS),
    "probesize": "5000000",
    "analyzeduration": "5000000",
}
"""Nothing but this file is read, and of it, when it is opened, at most 5 MB beside its own index."""

MOST_ENTRIES = 2_000_000
"""Longer sample tables are not counted one by one; the header's count is then taken."""

_indexes = Maker()


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The facts of a file's first video track, from the header alone."""

    path: Path
    container: str
    """For people, e.g. ``MP4``."""
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
    facts = _regular(path)
    return _probe(path, facts.st_size, facts.st_mtime_ns)


def frame_index(path: Path, progress: Callable[[float], None] | None = None) -> FrameIndex:
    """Return when each frame is presented, by one pass over the file without decoding.

    Parameters
    ----------
    path
        The video file.
    progress
        Told now and then the share, 0 to 1, of the file that has been read.

    Raises
    ------
    UnreadableVideoError
        It cannot be opened, or has no frame.
    """
    size = max(_regular(path).st_size, 1)
    with _opened(path) as (container, stream):
        if container.format.name == "avi":
            index = _listed_in_avi(stream, size)
            if index is not None:
                return index
        times: list[float] = []
        keys: list[bool] = []
        base = stream.time_base or 1
        _skip_other_tracks(container, stream)
        codec, record = stream.codec.canonical_name, bytes(stream.codec_context.extradata or b"")
        with path.open("rb", buffering=0) as file:
            packets = PacketList(file, _why_undecodable(container, codec, record))
            try:
                for count, packet in enumerate(container.demux(stream)):
                    if packet.size == 0:
                        continue
                    time = None
                    if not packet.is_discard:
                        ticks = packet.pts if packet.pts is not None else packet.dts
                        time = _by_number(len(times), stream) if ticks is None else float(ticks * base)
                        times.append(time)
                        keys.append(packet.is_keyframe)
                    if packets.why is None:
                        data = bytes(packet)
                        key = packet.is_keyframe and decoding_begins(codec, data, record)
                        packets.add(data, packet.pos, time, key)
                    if progress is not None and count % 500 == 0 and packet.pos is not None:
                        progress(min(packet.pos / size, 1.0))
            except av.FFmpegError as error:
                log.warning("%s: frames end early, after %d: %s", path, len(times), error)
        if not times:
            raise UnreadableVideoError(path.name, "it has no frame.")
    return _in_order(times, keys, packets, path)


def request_index(path: Path) -> Path | float:
    """Return the cached frame index of a file once it is made; until then the share done, 0 to 1.

    The first request starts to make it in the background. Failures are remembered until the file changes.

    Raises
    ------
    UnreadableVideoError
        It cannot be opened, or has no frame.
    MediaError
        The cache cannot be written.
    """
    _regular(path)
    key = _index_key(path)
    _kept(key)
    return _indexes.request(key, lambda progress: frame_index(path, progress).encode())


def exact_frame_count(path: Path) -> int:
    """Return the number of frames: by the header where it lists them all, else by the frame index.

    The index is made here, where the cache does not have it yet.

    Raises
    ------
    UnreadableVideoError
        It cannot be opened, or has no frame.
    """
    listed = probe(path).frames
    if listed is not None:
        return listed
    key = _index_key(path)
    kept = _kept(key)
    if kept is not None:
        return kept.pts.size
    index = frame_index(path)
    cache.write(key, index.encode())
    return index.pts.size


def _index_key(path: Path) -> str:
    return cache.key_of(path, "index", VERSION)


def _kept(key: str) -> FrameIndex | None:
    """Return the cache's index; one that is damaged is deleted, so that it is made anew."""
    entry = cache.find(key)
    if entry is None:
        return None
    try:
        return FrameIndex.decode(entry.read_bytes())
    except (ValueError, OSError) as error:
        log.warning("The cache's entry %s is made anew: %s", key, error)
        entry.unlink(missing_ok=True)
        return None


def _regular(path: Path) -> os.stat_result:
    try:
        facts = path.stat()
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
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file and choose its first video track, as browsers do; cover pictures are none."""
    try:
        container = av.open(str(path.absolute()), options=OPTIONS, metadata_errors="replace")
    except PermissionError as error:
        raise _no_permission(path) from error
    except (av.FFmpegError, OSError, ValueError) as error:
        log.info("%s cannot be opened", path, exc_info=True)
        raise UnreadableVideoError(path.name, _why_not_opened(path)) from error
    with container:
        for stream in container.streams.video:
            if not stream.disposition & Disposition.attached_pic:
                break
        else:
            raise UnreadableVideoError(path.name, "it has no video track.", "Name a video file.")
        if stream.codec_context is None or not stream.codec_context.width:
            raise UnreadableVideoError(path.name, "it tells no codec and size that FFmpeg knows.")
        yield container, stream


def _why_not_opened(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        return f"the system says: {error.strerror}."
    if head[4:8] == b"ftyp":
        return "it is an MP4 file without its table of frames (moov): recording or copying was cut off."
    return "it is not a video, or its beginning is damaged."


@functools.lru_cache(maxsize=1024)
def _probe(path: Path, size: int, _mtime_ns: int) -> MediaInfo:
    with _opened(path) as (container, stream):
        context = stream.codec_context
        native = container.format.name.split(",")[0]
        frames, lost = _counted(stream, native, size)
        rate = float(stream.average_rate or stream.guessed_rate or 0) or None
        aspect = float(stream.sample_aspect_ratio or context.sample_aspect_ratio or 1) or 1.0
        first = _first_frame(container, stream) if native in {"mov", "matroska"} else None
        rotation = 0 if first is None else round(-first.rotation / 90) % 4 * 90
        start = _start(stream, first)
        shown = (round(context.width * aspect), context.height)
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
            container=_container_name(container),
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


def _container_name(container: InputContainer) -> str:
    native = container.format.name.split(",")[0]
    if native == "mov" and container.metadata.get("major_brand", "").startswith("qt"):
        return "QuickTime"
    return "WebM" if Path(container.name).suffix.lower() == ".webm" else CONTAINERS.get(native, native)


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


def _counted(stream: VideoStream, native: str, size: int) -> tuple[int | None, int]:
    """Return how many frames a complete sample table lists in the file, and how many beyond its end.

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
    shown = [entry.pos + entry.size for entry in entries if not entry.is_discard and entry.size]
    inside = sum(end <= size for end in shown)
    return inside, len(shown) - inside


def _reaches_the_end(stream: VideoStream) -> bool:
    """Tell whether the table covers the duration: of a fragmented MP4 it may list the first part only."""
    entries = stream.index_entries
    if len(entries) < 2 or not stream.duration:
        return True
    covered = (entries[-1].timestamp - entries[0].timestamp) * len(entries) / (len(entries) - 1)
    return covered > 0.5 * stream.duration


def _listed_in_avi(stream: VideoStream, size: int) -> FrameIndex | None:
    """Return the index from an AVI file's own table: it has no presentation times, only frames in a row."""
    counted, _ = _counted(stream, "avi", size)
    if counted is None or counted != len(stream.index_entries):
        return None
    keys = np.fromiter((entry.is_keyframe for entry in stream.index_entries), np.bool_, counted)
    pts = np.arange(counted, dtype=np.float64) * float(stream.time_base or 1)
    return FrameIndex(pts, keys)


def _first_frame(container: InputContainer, stream: VideoStream) -> av.VideoFrame | None:
    """Decode the first frame: only a decoded frame tells the display matrix."""
    stream.codec_context.thread_count = 1
    try:
        return next(container.decode(stream), None)
    except (av.FFmpegError, OSError) as error:
        log.info("%s: the first frame cannot be decoded: %s", container.name, error)
        return None


def _skip_other_tracks(container: InputContainer, stream: VideoStream) -> None:
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all


def _by_number(number: int, stream: VideoStream) -> float:
    return number / float(stream.average_rate or stream.guessed_rate or 30)


def _why_undecodable(container: InputContainer, codec: str, record: bytes) -> str | None:
    """Return why a browser's decoder cannot be given the packets; None where it can be."""
    if container.format.name.split(",")[0] not in {"mov", "matroska"}:
        return "its container does not tell where they are"
    alone = carries_itself(codec)
    if alone is None:
        return f"browsers decode no {name_for_people(codec, None, 8)}"
    return None if alone or record[:1] == b"\x01" else "it has no configuration record"


def _in_order(times: ArrayLike, keys: ArrayLike, packets: PacketList, path: Path) -> FrameIndex:
    pts: NDArray[np.float64] = np.asarray(times, dtype=np.float64)
    order = np.argsort(pts, kind="stable")
    listed = packets.ranked(order)
    decoder = None if listed is None else _decoder_facts(path)
    return FrameIndex(pts[order], np.asarray(keys, dtype=np.bool_)[order], listed, decoder, packets.why or "")


def _decoder_facts(path: Path) -> DecoderFacts:
    info = probe(path)
    with _opened(path) as (_, stream):
        codec, record = stream.codec.canonical_name, bytes(stream.codec_context.extradata or b"")
    return DecoderFacts(
        codec=info.codecs,
        description=None if carries_itself(codec) else record,
        coded=info.coded_size,
        shown=(info.width, info.height),
        rotation=info.rotation,
        primed=codec == "h264",
    )

"""How many frames a video file has, when each is presented, and where its packets are.

One pass over the file without decoding; an AVI file's own table where it is
whole. Times are media seconds, as `media` has them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream
from numpy.typing import ArrayLike, NDArray

from . import cache, kept
from .avitable import avi_table
from .codecs import carries_itself, decoding_begins, name_for_people
from .errors import UnreadableVideoError
from .frameindex import VERSION, DecoderFacts, FrameIndex, PacketList
from .identity import Identity
from .making import Maker
from .media import OPTIONS, bytes_of, chosen, counted, opened, probe, regular

log = logging.getLogger(__name__)

_indexes = Maker()

_UNSPECIFIED = 2
"""H.273's number of a matrix, of primaries and of a transfer that are not told."""


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
    size = max(regular(path).st_size, 1)
    table = avi_table(path)
    if table is not None:
        with opened(path, table) as (_, stream):
            return FrameIndex(
                np.arange(table.count, dtype=np.float64) * float(stream.time_base or 1), table.keys
            )
    with opened(path) as (container, stream):
        if container.format.name == "avi":
            index = _listed_in_avi(stream, size)
            if index is not None:
                return index
        codec, record = stream.codec.canonical_name, bytes(stream.codec_context.extradata or b"")
        with bytes_of(path) as file:
            packets = PacketList(file, _why_undecodable(container, codec, record))
            times, keys = _gone_through(container, stream, packets, path.name, size, progress)
    return _in_order(times, keys, packets, path)


def frame_index_from(file: BinaryIO, name: str) -> FrameIndex:
    """Return when each frame is presented, of a file that is not on this machine's disk.

    Packets' bytes are not looked at: those of an MP4 file may be anything.

    Parameters
    ----------
    file
        The video file, open for reading.
    name
        What to call it.

    Raises
    ------
    UnreadableVideoError
        It is no video, or has no frame.
    """
    packets = PacketList(file, "it is on another machine")
    # What parsers would find in the packets is not wanted, nor could they find it.
    options = {**OPTIONS, "fflags": "noparse+nofillin"}
    try:
        with av.open(file, "r", options=options, metadata_errors="replace") as container:
            times, keys = _gone_through(container, chosen(container, name), packets, name)
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableVideoError(name, "it is not a video, or its beginning is damaged.") from error
    return FrameIndex(*_sorted(times, keys)[:2], why=packets.why or "")


def request_index(path: Path, seen: Identity | None = None) -> Path | bytes | float:
    """Return the cached frame index of a file once it is made; until then the share done, 0 to 1.

    The first request starts to make it in the background. Failures are remembered until the file changes.

    Parameters
    ----------
    path
        The video file.
    seen
        The file as it was when the page was told of it. While it grows, each look would find another one,
        whose index is not made yet; what is asked for is then the index of at least the frames of that time.

    Raises
    ------
    UnreadableVideoError
        It cannot be opened, or has no frame.
    MediaError
        The cache cannot be written.
    """
    regular(path)
    key = _index_key(path, seen)
    _kept(key)
    return _indexes.request(key, lambda progress: frame_index(path, progress).encode())


def await_index(path: Path, patience: float, seen: Identity | None = None) -> FrameIndex | None:
    """Return a file's frame index, waiting so many seconds for it; None where it takes longer.

    Raises
    ------
    UnreadableVideoError, MediaError
        As `request_index`.
    """
    until = time.monotonic() + patience
    while True:
        made = request_index(path, seen)
        if not isinstance(made, float):
            return _kept(_index_key(path, seen))
        if time.monotonic() > until:
            return None
        time.sleep(0.01)


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
    listed_before = _kept(key)
    if listed_before is not None:
        return listed_before.pts.size
    index = frame_index(path)
    kept.put(key, index.encode())
    return index.pts.size


def forget(path: Path, size: int, mtime_ns: int) -> None:
    """Delete the index that was made while a file that grows had this size."""
    cache.drop(cache.key_when(path, size, mtime_ns, "index", VERSION))


def _index_key(path: Path, seen: Identity | None = None) -> str:
    if seen is not None:
        return cache.key_when(path, seen.size, seen.mtime_ns, "index", VERSION)
    return cache.key_of(path, "index", VERSION)


def _kept(key: str) -> FrameIndex | None:
    """Return the cache's index; one that is damaged is deleted, so that it is made anew."""
    entry = kept.get(key)
    if entry is None:
        return None
    try:
        return FrameIndex.decode(entry if isinstance(entry, bytes) else entry.read_bytes())
    except (ValueError, OSError) as error:
        log.warning("The cache's entry %s is made anew: %s", key, error)
        cache.drop(key)
        return None


def _listed_in_avi(stream: VideoStream, size: int) -> FrameIndex | None:
    """Return the index from an AVI file's own table: it has no presentation times, only frames in a row."""
    listed, _ = counted(stream, "avi", size)
    if listed is None or listed != len(stream.index_entries):
        return None
    keys = np.fromiter((entry.is_keyframe for entry in stream.index_entries), np.bool_, listed)
    pts = np.arange(listed, dtype=np.float64) * float(stream.time_base or 1)
    return FrameIndex(pts, keys)


def skip_other_tracks(container: InputContainer, stream: VideoStream) -> None:
    """Let the demuxer pass over whatever is not this track."""
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all


def _gone_through(  # noqa: PLR0913, PLR0917 - of two kinds of files
    container: InputContainer,
    stream: VideoStream,
    packets: PacketList,
    name: str,
    size: int = 1,
    progress: Callable[[float], None] | None = None,
) -> tuple[list[float], list[bool]]:
    """Return the time of each packet that is presented, and whether it is a key frame; list them all."""
    times: list[float] = []
    keys: list[bool] = []
    base = stream.time_base or 1
    codec, record = stream.codec.canonical_name, bytes(stream.codec_context.extradata or b"")
    skip_other_tracks(container, stream)
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
        log.warning("%s: frames end early, after %d: %s", name, len(times), error)
    if not times:
        raise UnreadableVideoError(name, "it has no frame.")
    return times, keys


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


def _sorted(
    times: ArrayLike, keys: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return times and keys in order of presentation, and which packet each is."""
    pts: NDArray[np.float64] = np.asarray(times, dtype=np.float64)
    order = np.argsort(pts, kind="stable")
    return pts[order], np.asarray(keys, dtype=np.bool_)[order], order


def _in_order(times: ArrayLike, keys: ArrayLike, packets: PacketList, path: Path) -> FrameIndex:
    pts, shown, order = _sorted(times, keys)
    listed = packets.ranked(order)
    decoder = None if listed is None else _decoder_facts(path)
    return FrameIndex(pts, shown, listed, decoder, packets.why or "")


def _decoder_facts(path: Path) -> DecoderFacts:
    info = probe(path)
    with opened(path) as (_, stream):
        codec, context = stream.codec.canonical_name, stream.codec_context
        record = bytes(context.extradata or b"")
        matrix = _matrix(context)
    return DecoderFacts(
        codec=info.codecs,
        description=None if carries_itself(codec) else record,
        coded=info.coded_size,
        shown=(info.width, info.height),
        rotation=info.rotation,
        matrix=matrix,
        primed=codec == "h264",
    )


def _matrix(context: VideoCodecContext) -> int | None:
    """Return what `DecoderFacts.matrix` says."""
    told = [context.colorspace]
    if context.codec.canonical_name in {"h264", "hevc"}:  # browsers believe no part of it alone
        told += [context.color_primaries, context.color_trc]
    return None if _UNSPECIFIED in map(int, told) else int(context.colorspace)

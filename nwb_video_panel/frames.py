"""A video file's decoded frames by number, from one decoder that goes on from where it stands.

Frames are counted as in the file's frame index: in order of presentation, from
zero. Which number a decoded frame has is known in one of two ways. Where the
container has presentation times, they are looked up among the index's. Where it
has none (AVI), frames come out of a decoder in order of presentation, so they are
counted from a key frame whose place is known.

A seek may land anywhere, also too late (transport streams, key frames that are
not marked). So the number of the first frame that comes out decides whether to go
further back, to the beginning of the file at last.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream
from numpy.typing import NDArray

from .errors import UnreadableVideoError
from .indexing import skip_other_tracks
from .media import opened

log = logging.getLogger(__name__)

STEPS_BACK = (0.0, 1.0, 4.0, 16.0)
"""Seconds before the wanted frame to seek to, in turn, before decoding from the beginning."""

NEAR = 48
"""Frames that are rather decoded and dropped than sought over, where key frames are not known."""

_SAME = 0.4
"""Two presentation times are one frame's where they differ by less than so much of the usual span."""


class Numbering(Protocol):
    """Which frame has which presentation time."""

    def frame(self, media: float) -> int:
        """Return the frame presented at ``media`` seconds."""

    def media(self, k: int) -> float:
        """Return when frame k is presented, media seconds."""

    def key_before(self, k: int) -> int | None:
        """Return the last key frame at or before k; None where not known."""


class ByIndex:
    """Numbering by a file's frame index.

    Parameters
    ----------
    pts
        (n,) media seconds, ascending.
    keys
        (n,) whether it is a key frame.
    """

    def __init__(self, pts: NDArray[np.float64], keys: NDArray[np.bool_]) -> None:
        self._pts, self._keys = pts, np.flatnonzero(keys)
        spans = np.diff(pts)
        spans = spans[spans > 0]
        self._slack = _SAME * float(spans.min()) if spans.size else 1e-3

    def frame(self, media: float) -> int:
        """Return the frame presented at ``media`` seconds."""
        return int(np.searchsorted(self._pts, media + self._slack, side="right")) - 1

    def media(self, k: int) -> float:
        """Return when frame k is presented, media seconds."""
        return float(self._pts[min(k, self._pts.size - 1)])

    def key_before(self, k: int) -> int | None:
        """Return the last key frame at or before k; None where there is none."""
        at = int(np.searchsorted(self._keys, k, side="right")) - 1
        return None if at < 0 else int(self._keys[at])


class ByRate:
    """Numbering as the container's header gives it, until the frame index is there: a guess.

    Parameters
    ----------
    start
        Media time of the first frame, seconds.
    rate
        Frames per second.
    """

    def __init__(self, start: float, rate: float) -> None:
        self._start, self._rate = start, rate

    def frame(self, media: float) -> int:
        """Return the frame presented at about ``media`` seconds."""
        return round((media - self._start) * self._rate)

    def media(self, k: int) -> float:
        """Return about when frame k is presented, media seconds."""
        return self._start + k / self._rate

    def key_before(self, k: int) -> int | None:  # noqa: ARG002 - as `Numbering`
        """Return None: it is not known."""
        return None


class FrameReader:
    """Decodes frames of one file by number; a context manager that closes it.

    Parameters
    ----------
    path
        The video file.
    numbering
        Which presentation time is which frame; None for a container without any, whose frames are counted.

    Raises
    ------
    UnreadableVideoError
        It cannot be opened, or nothing here decodes its codec.
    """

    def __init__(self, path: Path, numbering: Numbering | None) -> None:
        self.path = path
        self._numbering = numbering
        self._file = opened(path)
        self._container, self._stream = self._file.__enter__()
        try:
            self._set_up()
        except BaseException:
            self.close()
            raise
        self._out = self._numbered(self._beginning())
        self._next: int | None = 0
        """The number of the frame that comes out next; None where only decoding will tell."""
        self._kept: tuple[int, av.VideoFrame] | None = None
        """A frame that came out and was not asked for yet."""
        self.damaged: set[int] = set()
        """Frames that came out with faults."""

    def close(self) -> None:
        """Close the file and its decoder; no picture that was yielded is touched by that."""
        self._file.__exit__(None, None, None)

    def __enter__(self) -> FrameReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, first: int, last: int) -> Iterator[tuple[int, av.VideoFrame]]:
        """Yield (k, picture) for first <= k <= last, ascending; those that cannot be decoded are left out."""
        if not self._near(first):
            self._go_to(first)
        while True:
            k, frame = self._take()
            if frame is None or k > last:
                if frame is not None:
                    self._kept = (k, frame)
                return
            if k >= first:
                yield k, frame

    def _set_up(self) -> None:
        self._fresh = True
        context = self._stream.codec_context
        if not context.codec.is_decoder:
            raise UnreadableVideoError(
                self.path.name, f"FFmpeg here has no decoder of {context.name}.", _CURE
            )
        # Threads by frame would hold back as many frames as there are threads after each seek.
        context.thread_type = "SLICE"
        context.thread_count = 0
        skip_other_tracks(self._container, self._stream)

    def _near(self, first: int) -> bool:
        at = self._kept[0] if self._kept is not None else self._next
        if at is None or first < at:
            return False
        key = self._key_before(first)
        return first - at <= (NEAR if key is None else 2) or (key is not None and key <= at)

    def _take(self) -> tuple[int, av.VideoFrame | None]:
        if self._kept is not None:
            kept, self._kept = self._kept, None
            return kept
        found = next(self._out, None)
        if found is None:
            self._next = None
            return -1, None
        self._next = found[0] + 1
        return found

    def _go_to(self, k: int) -> None:
        """Stand at frame k or before it."""
        self._kept = None
        for packets in self._places_before(k):
            self._out = self._numbered(packets)
            found = next(self._out, None)
            if found is not None and found[0] <= k:
                self._kept, self._next = found, found[0] + 1
                return
        # Even the first frame that comes out of the whole file is later than k.
        self._kept = found
        self._next = None if found is None else found[0] + 1

    def _places_before(self, k: int) -> Iterator[_Packets]:
        if self._numbering is None:
            yield from self._entries_before(k)
        else:
            key = self._numbering.key_before(k)
            for back in STEPS_BACK:
                if k == 0:
                    break
                wanted = self._numbering.media(k if key is None else key) - back
                packets = self._sought(round(wanted / float(self._stream.time_base or 1)))
                if packets is not None:
                    yield packets
        self._reopen()
        yield self._beginning()

    def _entries_before(self, k: int) -> Iterator[_Packets]:
        """Yield what begins at key frames of an AVI file's table, each one before the last."""
        entries = self._stream.index_entries
        at = k
        for _ in STEPS_BACK:
            at = entries.search_timestamp(at) if len(entries) else -1
            if at <= 0:
                return
            packets = self._sought(at, at)
            if packets is not None:
                yield packets
            at -= 1

    def _sought(self, ticks: int, number: int | None = None) -> _Packets | None:
        self._prime()
        try:
            self._container.seek(ticks, stream=self._stream)
        except (av.FFmpegError, OSError, OverflowError) as error:
            log.info("%s cannot be sought: %s", self.path, error)
            return None
        return _Packets(self._container, self._stream, number)

    def _prime(self) -> None:
        """Give a new decoder of H.264 the file's first packet.

        x264's version is in it, and what old versions did wrong is mended only when it is known.
        """
        if self._fresh and self._stream.codec_context.name == "h264":
            for _ in zip(range(1), _Packets(self._container, self._stream, None).decoded(), strict=False):
                break
        self._fresh = False

    def _beginning(self) -> _Packets:
        return _Packets(self._container, self._stream, 0)

    def _reopen(self) -> None:
        self.close()
        self._file = opened(self.path)
        self._container, self._stream = self._file.__enter__()
        self._set_up()

    def _numbered(self, packets: _Packets) -> Iterator[tuple[int, av.VideoFrame]]:
        frames = packets.decoded()
        numbering = self._numbering
        if numbering is None:
            yield from self._counted(frames, packets)
            return
        base = float(self._stream.time_base or 1)
        last = -1
        for frame in frames:
            ticks = frame.pts if frame.pts is not None else frame.dts
            k = last + 1 if ticks is None else numbering.frame(ticks * base)
            if k > last:  # two frames of one presentation time are one to whoever looks
                self._note(k, frame)
                yield k, frame
                last = k

    def _counted(
        self, frames: Iterator[av.VideoFrame], packets: _Packets
    ) -> Iterator[tuple[int, av.VideoFrame]]:
        """Count frames, whose ``pts`` is their packet's number, from the key frame on.

        Frames that come before the key frame in presentation and after it in the file (an open group)
        may be dropped by the decoder, and count all the same. The next picture that is no B-frame
        follows them in the file, so that its packet's number tells how many they are.
        """
        key = packets.first
        waiting: list[av.VideoFrame] = []
        number: int | None = 0 if key == 0 else None
        for frame in frames:
            if number is None:
                if not waiting and (frame.pts is None or frame.pts < key or frame.pict_type == _B):
                    continue
                waiting.append(frame)
                if len(waiting) == 1 or frame.pict_type == _B:
                    continue
                number = (frame.pts or key + 1) - 1
            else:
                waiting = [frame]
            for each in waiting:
                self._note(number, each)
                yield number, each
                number += 1
            waiting = []
        if number is None and waiting:  # the last group of the file
            for number, each in enumerate(waiting, key):
                yield number, each

    def _note(self, k: int, frame: av.VideoFrame) -> None:
        if frame.is_corrupt:
            self.damaged.add(k)

    def _key_before(self, k: int) -> int | None:
        if self._numbering is not None:
            return self._numbering.key_before(k)
        entries = self._stream.index_entries
        at = entries.search_timestamp(k) if len(entries) else -1
        return at if at >= 0 else None


class _Packets:
    """A file's packets from where it was sought to, numbered where their order in the file is known."""

    def __init__(self, container: InputContainer, stream: VideoStream, first: int | None) -> None:
        self._container, self._stream = container, stream
        self.first = first or 0
        self._numbered = first is not None

    def decoded(self) -> Iterator[av.VideoFrame]:
        """Yield what comes out of the decoder, over damaged packets."""
        number = self.first
        for packet in self._all():
            if self._counts and packet.size:
                # What a demuxer makes up in place of the times that its container lacks is not to be trusted.
                packet.pts = packet.dts = number
                number += 1
            try:
                frames = self._stream.codec_context.decode(packet if packet.size else None)
            except av.FFmpegError as error:
                log.info("%s: a packet cannot be decoded: %s", self._container.name, error)
                continue
            yield from frames

    @property
    def _counts(self) -> bool:
        return self._container.format.name in COUNTED

    def _all(self) -> Iterator[av.Packet[VideoStream]]:
        try:
            yield from self._container.demux(self._stream)
        except av.FFmpegError as error:
            log.warning("%s ends early: %s", self._container.name, error)


COUNTED = frozenset({"avi", "h264", "hevc", "m4v", "mpegvideo", "mjpeg"})
"""FFmpeg's demuxers of containers without presentation times."""

_B = PictureType.B
_CURE = "Convert a copy of it to H.264 in MP4 with the program that it was recorded with."

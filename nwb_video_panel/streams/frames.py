"""A video file's decoded frames by number, from one decoder that goes on from where it stands.

Frames are counted as in the file's frame index: in order of presentation, from
zero. Which number a decoded frame has is known in one of two ways. Where the
container has presentation times, they are looked up among the index's. Where it
has none (AVI), frames come out of a decoder in order of presentation, so they are
counted from a key frame whose place is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
from av.video.frame import PictureType

from ..errors import UnknownCodecError
from .filereader import FileReader, Packets
from .numbering import Numbering

NEAR = 48
"""Frames that are rather decoded and dropped than sought over, where key frames are not known."""


class FrameReader(FileReader):
    """Decodes frames of one file by number; a context manager that closes it.

    Parameters
    ----------
    path
        The video file.
    numbering
        Which presentation time is which frame; None for a container without any, whose frames are counted.

    Raises
    ------
    UnreadableVideoError, UnknownCodecError
        It cannot be opened, or nothing here decodes its codec.
    """

    def __init__(self, path: Path, numbering: Numbering | None) -> None:
        super().__init__(path, numbering)
        self._out_of = self._beginning()
        self._out = self._numbered(self._out_of)
        self._next: int | None = 0
        """The number of the frame that comes out next; None where only decoding will tell."""
        self._kept: tuple[int, av.VideoFrame] | None = None
        """A frame that came out and was not asked for yet."""
        self.damaged: set[int] = set()
        """Frames that came out, and are not to be believed: they have faults, or build on what could not be
        decoded."""

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

    def jpeg(self, frame: av.VideoFrame) -> bytes | None:
        """Return the file's bytes of the frame read last, where browsers show them as decoded here."""
        data = self._out_of.recent.get(frame.pts)
        if self._stream.codec_context.name != "mjpeg" or data is None:
            return None
        full = (self._stream.codec_context.pix_fmt or "").startswith("yuvj")
        # Cameras leave out the Huffman tables, or put two fields into one packet.
        return (
            data if full and data[:2] == _SOI and _DHT in data and data.count(_SOI + b"\xff") == 1 else None
        )

    def _set_up(self) -> None:
        self._fresh = True
        context = self._stream.codec_context
        if not context.codec.is_decoder:
            raise UnknownCodecError(self.path.name, context.name)
        # Threads by frame would hold back as many frames as there are threads after each seek.
        context.thread_type = "SLICE"
        context.thread_count = 0
        super()._set_up()

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
            self._out_of = packets
            self._out = self._numbered(packets)
            found = next(self._out, None)
            if found is not None and found[0] <= k:
                self._kept, self._next = found, found[0] + 1
                return
        # Even the first frame that comes out of the whole file is later than k.
        self._kept = found
        self._next = None if found is None else found[0] + 1

    def _before_seek(self) -> None:
        """Give a new decoder of H.264 the file's first packet.

        x264's version is in it, and what old versions did wrong is mended only when it is known.
        """
        if self._fresh and self._stream.codec_context.name == "h264":
            for _ in zip(
                range(1), Packets(self._container, self._stream, None, self.path).decoded(), strict=False
            ):
                break
        self._fresh = False

    def _numbered(self, packets: Packets) -> Iterator[tuple[int, av.VideoFrame]]:
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
                self._note(k, frame, packets)
                yield k, frame
                last = k

    def _counted(
        self, frames: Iterator[av.VideoFrame], packets: Packets
    ) -> Iterator[tuple[int, av.VideoFrame]]:
        """Count frames, whose ``pts`` is their packet's number, from the key frame on.

        Where frames are presented in the order in which they are stored, that number is the frame's.

        Frames that come before the key frame in presentation and after it in the file (an open group)
        may be dropped by the decoder, and count all the same. The next picture that is no B-frame
        follows them in the file, so that its packet's number tells how many they are.
        """
        context = self._stream.codec_context
        if context.codec.intra_only or not context.has_b_frames:
            for frame in frames:
                if frame.pts is not None:
                    self._note(frame.pts, frame, packets)
                    yield frame.pts, frame
            return
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
                self._note(number, each, packets)
                yield number, each
                number += 1
            waiting = []
        if number is None and waiting:  # the last group of the file
            for number, each in enumerate(waiting, key):
                yield number, each

    def _note(self, k: int, frame: av.VideoFrame, packets: Packets) -> None:
        if frame.key_frame:
            packets.failed, packets.begun = False, True
        if frame.is_corrupt or packets.failed:
            self.damaged.add(k)
            packets.failed = packets.begun  # what builds on it is damaged too
        else:
            self.damaged.discard(k)


_B = PictureType.B
_SOI, _DHT = b"\xff\xd8", b"\xff\xc4"

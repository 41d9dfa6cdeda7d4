"""A video file's packets from wherever a frame can be reached.

A seek may land anywhere, also too late (transport streams, key frames that are
not marked). So whoever reads looks at the number of the first frame that it
gets, and takes the next place, further back, until that is early enough; the last
is the beginning of the file.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from ..avitable import AviTable, avi_table
from ..indexing import skip_other_tracks
from ..media import opened
from .numbering import Numbering

log = logging.getLogger(__name__)

STEPS_BACK = (0.0, 1.0, 4.0, 16.0)
"""Seconds before the wanted frame to seek to, in turn, before reading from the beginning."""

COUNTED = frozenset({"avi", "h264", "hevc", "m4v", "mpegvideo", "mjpeg"})
"""FFmpeg's demuxers of containers without presentation times."""

LISTED = frozenset(
    {
        *("cinepak", "dvvideo", "ffv1", "ffvhuff", "h263", "huffyuv", "jpeg2000", "lagarith", "magicyuv"),
        *("mjpeg", "mpeg4", "msmpeg4v1", "msmpeg4v2", "msmpeg4v3", "msvideo1", "png", "rawvideo", "utvideo"),
    }
)
"""FFmpeg's codecs of which each chunk of an AVI file is a frame; of others a parser may find more or less."""


class FileReader:
    """An open file, and places in it; a context manager that closes it.

    Parameters
    ----------
    path
        The video file.
    numbering
        Which presentation time is which frame; None for a container without any, whose frames are counted.

    Raises
    ------
    UnreadableVideoError
        It cannot be opened.
    """

    def __init__(self, path: Path, numbering: Numbering | None) -> None:
        self.path = path
        self._numbering = numbering
        self._table = avi_table(path) if numbering is None else None
        self._file = opened(path, self._table)
        self._container, self._stream = self._file.__enter__()
        try:
            if self._table is not None and not _is_listed(self._stream, self._table):
                self._table = None
                self._reopen()
            else:
                self._set_up()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _set_up(self) -> None:
        skip_other_tracks(self._container, self._stream)

    def _before_seek(self) -> None:
        """Do what has to be done while the file stands at its beginning."""

    def _places_before(self, k: int) -> Iterator[Packets]:
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

    def _entries_before(self, k: int) -> Iterator[Packets]:
        """Yield what begins at key frames of an AVI file's table, each one before the last."""
        if self._table is not None:
            yield from self._listed_before(k, self._table)
            return
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

    def _listed_before(self, k: int, table: AviTable) -> Iterator[Packets]:
        at = table.key_before(k)
        for _ in STEPS_BACK:
            if not at:
                return
            packets = self._sought(int(table.positions[at]), at, by_byte=True)
            if packets is not None:
                yield packets
            at = table.key_before(at - 1)

    def _sought(self, place: int, number: int | None = None, *, by_byte: bool = False) -> Packets | None:
        self._before_seek()
        try:
            self._container.seek(place, stream=self._stream, unsupported_byte_offset=by_byte)
        except (av.FFmpegError, OSError, OverflowError) as error:
            log.info("%s cannot be sought: %s", self.path, error)
            return None
        return Packets(self._container, self._stream, number, self.path)

    def _beginning(self) -> Packets:
        return Packets(self._container, self._stream, 0, self.path)

    def _reopen(self) -> None:
        self.close()
        self._file = opened(self.path, self._table)
        self._container, self._stream = self._file.__enter__()
        self._set_up()

    def _key_before(self, k: int) -> int | None:
        if self._numbering is not None:
            return self._numbering.key_before(k)
        if self._table is not None:
            return self._table.key_before(k)
        entries = self._stream.index_entries
        at = entries.search_timestamp(k) if len(entries) else -1
        return at if at >= 0 else None


def _is_listed(stream: VideoStream, table: AviTable) -> bool:
    """Tell whether a table's entries are what comes out of the decoder."""
    return stream.index == table.stream and stream.codec_context.name in LISTED


class Packets:
    """A file's packets from where it was sought to, numbered where their order in the file is known."""

    def __init__(self, container: InputContainer, stream: VideoStream, first: int | None, path: Path) -> None:
        self._container, self._stream = container, stream
        self._name = path
        self.first = first or 0
        self.recent: dict[int | None, bytes] = {}
        """The last packets of Motion JPEG, which are pictures themselves, by their presentation time."""
        self.begun = False
        """Whether a key frame came out."""
        self.failed = False
        """Whether one could not be decoded, so that pictures which build on it are damaged too."""

    def decoded(self) -> Iterator[av.VideoFrame]:
        """Yield what comes out of the decoder, over damaged packets."""
        for packet in self:
            if self._stream.codec_context.name == "mjpeg":
                while len(self.recent) > 3:
                    del self.recent[next(iter(self.recent))]
                self.recent[packet.pts] = bytes(packet)
            try:
                frames = self._stream.codec_context.decode(packet if packet.size else None)
            except av.FFmpegError as error:
                log.info("%s: a packet cannot be decoded: %s", self._name, error)
                self.failed = True
                continue
            yield from frames

    @property
    def _counts(self) -> bool:
        return self._container.format.name in COUNTED

    def __iter__(self) -> Iterator[av.Packet[VideoStream]]:
        """Yield packets; an empty one ends the file."""
        number = self.first
        for packet in self._all():
            if self._counts and packet.size:
                # What a demuxer makes up in place of the times that its container lacks is not to be trusted.
                packet.pts = packet.dts = number
                number += 1
            yield packet

    def _all(self) -> Iterator[av.Packet[VideoStream]]:
        try:
            yield from self._container.demux(self._stream)
        except av.FFmpegError as error:
            log.warning("%s ends early: %s", self._name, error)

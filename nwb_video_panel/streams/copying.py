"""H.264 packets by frame number, to be put into fragments as they are.

What is copied begins at a picture where decoding can begin (IDR) and ends before
the next such one, so that nothing in it needs what is outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import av

from .filereader import FileReader

MOST_PACKETS = 900
"""Groups of pictures longer than this are transcoded: each segment would bring all of one."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One packet and the number of the frame that it becomes."""

    number: int
    packet: av.Packet[av.VideoStream]


class PacketReader(FileReader):
    """Reads whole groups of pictures by frame number, going on from where it stands."""

    _ahead: Copied | None = None
    _stream_of: Iterator[Copied] | None = None

    @property
    def stream(self) -> av.VideoStream:
        """The file's video track."""
        return self._stream

    def read(self, first: int, last: int) -> list[Copied] | None:
        """Return the packets of all groups that have a frame from first to last, in order of decoding.

        None where the file does not allow it: a group is too long, or nothing tells where one begins.
        """
        if self._ahead is None or not self._ahead.number <= first <= self._ahead.number + MOST_PACKETS:
            self._go_to(first)
        found: list[Copied] = []
        stream, key = self._stream_of, self._ahead
        if stream is None or key is None or key.number > first:
            return None
        group = [key]
        self._ahead = None
        for each in stream:
            if self._begins(each):
                if each.number > first:
                    found += group
                    if each.number > last:
                        self._ahead = each
                        return found
                group = []
            group.append(each)
            if len(group) > MOST_PACKETS:
                return None
        return found + group

    def _go_to(self, k: int) -> None:
        self._ahead = self._stream_of = None
        for packets in self._places_before(k):
            stream = self._ranked(iter(packets))
            key = next((each for each in stream if self._begins(each)), None)
            if key is not None and key.number <= k:
                self._stream_of, self._ahead = stream, key
                return

    def _ranked(self, packets: Iterator[av.Packet[av.VideoStream]]) -> Iterator[Copied]:
        base = float(self._stream.time_base or 1)
        for packet in packets:
            if not packet.size:
                continue
            if self._numbering is None:
                yield Copied(packet.pts or 0, packet)
            elif packet.pts is not None:
                yield Copied(self._numbering.frame(packet.pts * base), packet)

    def _begins(self, each: Copied) -> bool:
        data = bytes(each.packet)
        record = bytes(self._stream.codec_context.extradata or b"")
        return any(kind == 5 for kind in _unit_types(data, record))


def _unit_types(data: bytes, record: bytes) -> Iterator[int]:
    """Yield the types of a packet's units (ISO/IEC 14496-10, 7.3.1), up to the first slice."""
    if record[:1] == b"\x01" and len(record) > 4:
        prefix, at = (record[4] & 3) + 1, 0
        while at + prefix < len(data):
            kind = data[at + prefix] & 0x1F
            yield kind
            if kind in {1, 5}:
                return
            at += prefix + int.from_bytes(data[at : at + prefix])
        return
    at = data.find(b"\0\0\1")
    while 0 <= at < len(data) - 3:
        kind = data[at + 3] & 0x1F
        yield kind
        if kind in {1, 5}:
            return
        at = data.find(b"\0\0\1", at + 3)

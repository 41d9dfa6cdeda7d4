"""When each frame of a file is presented, and what a decoder needs to make it: a file's frame index.

Frames are counted in order of presentation, packets in order of decoding; a
packet's *rank* is the number of the frame that it becomes. ``js/src/frameindex.js``
reads the binary form.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict, dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

VERSION = 4
"""Of the binary form and of what is in it: entries of the cache carry it in their key."""

HEAD = np.dtype(
    [
        ("name", "S4"),
        ("version", "<u4"),
        ("frames", "<u4"),
        ("packets", "<u4"),
        ("facts", "<u4"),
        ("checksum", "<u4"),
    ]
)
"""How a frame index begins: after it come float64 pts[frames], float64 offset[packets], uint32
size[packets], int32 rank[packets], uint8 key[frames], uint8 key[packets] and JSON of ``facts`` bytes;
``checksum`` is the CRC-32 of all that."""

UNSHOWN = -1
"""The rank of a packet that is decoded, since others depend on it, but not presented (edit lists)."""

_LEAD = 16
"""Bytes of every packet that are compared with the file's."""
_WHOLE = 100
"""Every so many packets, all of one is compared."""
_SMALL = 256
"""Packets of so many bytes are all compared: their beginnings may well be alike."""
_BLOCK_HEAD = 16
"""Matroska tells where a block begins; its packet follows within so many bytes."""


@dataclass(frozen=True, slots=True)
class DecoderFacts:
    """How a browser's VideoDecoder is to be set up for a file."""

    codec: str
    """RFC 6381, e.g. ``avc1.64001f``."""
    description: bytes | None
    """The configuration record (avcC, hvcC); None where the packets carry it themselves."""
    coded: tuple[int, int]
    """(width, height) of the picture as stored."""
    shown: tuple[int, int]
    """(width, height) of the picture as displayed: with pixel aspect and rotation applied."""
    rotation: int
    """Degrees clockwise by which the picture is turned for display: 0, 90, 180 or 270."""
    matrix: int | None
    """H.273's number, where the file tells all that browsers want to know of its colours."""
    primed: bool
    """Whether a new decoder has to be given the file's first packet before any other: x264 puts its
    version there, and decoders mend what old versions did wrong only when they know it."""


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """The file's packets in order of decoding; each is a byte range of the file."""

    offset: NDArray[np.int64]
    """(n,) bytes from the beginning of the file."""
    size: NDArray[np.uint32]
    """(n,) bytes."""
    rank: NDArray[np.int32]
    """(n,) the frame that it becomes, or `UNSHOWN`."""
    key: NDArray[np.bool_]
    """(n,) whether decoding can begin here."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """When each frame of a file is presented, and its packets where the page can decode them."""

    pts: NDArray[np.float64]
    """(n,) media seconds, ascending."""
    keys: NDArray[np.bool_]
    """(n,) whether it is a key frame by the container's word."""
    packets: Packets | None = None
    decoder: DecoderFacts | None = None
    """None exactly where ``packets`` is."""
    why: str = "its container does not tell where they are"
    """Why there are no packets; ends a sentence."""

    def encode(self) -> bytes:
        """Return the binary form that the page reads."""
        packets = self.packets
        parts = [self.pts.astype("<f8").tobytes()]
        if packets is not None:
            parts += [packets.offset.astype("<f8").tobytes(), packets.size.astype("<u4").tobytes()]
            parts += [packets.rank.astype("<i4").tobytes()]
        parts += [self.keys.astype(np.uint8).tobytes()]
        if packets is not None:
            parts += [packets.key.astype(np.uint8).tobytes()]
        facts = self._facts()
        body = b"".join([*parts, facts])
        count = 0 if packets is None else packets.offset.size
        head = np.array([(b"NVPI", VERSION, self.pts.size, count, len(facts), zlib.crc32(body))], dtype=HEAD)
        return head.tobytes() + body

    @classmethod
    def decode(cls, data: bytes) -> FrameIndex:
        """Read the binary form.

        Raises
        ------
        ValueError
            It is no frame index of this version, is cut short or damaged.
        """
        head = np.frombuffer(data, HEAD, 1)[0]
        frames, count = int(head["frames"]), int(head["packets"])
        if head["name"] != b"NVPI" or head["version"] != VERSION:
            raise ValueError(f"not a frame index of version {VERSION}")
        if len(data) != HEAD.itemsize + 9 * frames + 17 * count + int(head["facts"]):
            raise ValueError("a frame index that is cut short")
        if zlib.crc32(memoryview(data)[HEAD.itemsize :]) != head["checksum"]:
            raise ValueError("a frame index that is damaged")
        at = HEAD.itemsize

        def take(kind: str, number: int) -> NDArray[np.generic]:
            nonlocal at
            values = np.frombuffer(data, kind, number, at)
            at += values.nbytes
            return values

        pts = take("<f8", frames)
        offset, size, rank = take("<f8", count), take("<u4", count), take("<i4", count)
        keys, key = take("u1", frames), take("u1", count)
        facts = json.loads(data[at:])
        packets = decoder = None
        if count:
            packets = Packets(
                offset.astype(np.int64), size.astype(np.uint32), rank.astype(np.int32), key.astype(np.bool_)
            )
            description = facts["description"]
            decoder = DecoderFacts(
                facts["codec"],
                None if description is None else base64.b64decode(description),
                tuple(facts["coded"]),
                tuple(facts["shown"]),
                facts["rotation"],
                facts["matrix"],
                facts["primed"],
            )
        return cls(pts.astype(np.float64), keys.astype(np.bool_), packets, decoder, facts.get("why", ""))

    def _facts(self) -> bytes:
        if self.decoder is None:
            return json.dumps({"why": self.why}).encode()
        facts = asdict(self.decoder)
        description = self.decoder.description
        facts["description"] = None if description is None else base64.b64encode(description).decode()
        return json.dumps(facts).encode()


class PacketList:
    """Collects a file's packets while they are read, and makes sure that each is a byte range of it.

    A demuxer may hand out other bytes than the file has: where a Matroska track's headers are stripped
    or its blocks laced, or where a stream is wrapped in another.
    """

    def __init__(self, file: BinaryIO, why: str | None = None) -> None:
        self._file = file
        self._offsets: list[int] = []
        self._sizes: list[int] = []
        self._times: list[float | None] = []
        self._keys: list[bool] = []
        self.why = why
        """Why the packets are of no use; None while they are."""

    def add(self, data: bytes, pos: int | None, time: float | None, key: bool) -> None:
        """Take the next packet.

        Parameters
        ----------
        data
            Its bytes.
        pos
            Where it is, or its block, by the demuxer; None where that is not told.
        time
            When it is presented, media seconds; None where it is not.
        key
            Whether decoding can begin here.
        """
        if self.why is not None:
            return
        offset = None if pos is None else self._found(data, pos)
        if offset is None:
            self.why = "its packets are not stored as they are decoded"
        elif not key and not self._offsets:
            self.why = "its first packet is no key frame"
        else:
            self._offsets.append(offset)
            self._sizes.append(len(data))
            self._times.append(time)
            self._keys.append(key)

    def ranked(self, order: NDArray[np.int64]) -> Packets | None:
        """Return the packets, given which of the presented ones comes k-th, (frames,)."""
        if self.why is not None or not self._offsets:
            return None
        shown = np.flatnonzero([time is not None for time in self._times])
        rank = np.full(len(self._offsets), UNSHOWN, np.int32)
        rank[shown[order]] = np.arange(order.size)
        return Packets(
            np.array(self._offsets, np.int64),
            np.array(self._sizes, np.uint32),
            rank,
            np.array(self._keys, np.bool_),
        )

    def _found(self, data: bytes, pos: int) -> int | None:
        whole = len(self._offsets) % _WHOLE == 0 or len(data) <= _SMALL
        wanted = data if whole else data[:_LEAD]
        self._file.seek(pos)
        within = self._file.read(len(wanted) + _BLOCK_HEAD).find(wanted)
        return None if within < 0 else pos + within

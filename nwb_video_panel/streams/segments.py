"""Segments and stills, made of a stream's frames."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import av

from .. import media
from ..errors import MediaError, NobodyWaitsError, UnreadableVideoError
from . import decision, stored
from .copying import PacketReader
from .feeds import Feed
from .fragments import TICKS, StillEncoder, copied_fragment, fragment
from .frames import FrameReader
from .numbering import ByRate, Numbering
from .pictures import Shape, Shaper, matrix_of
from .sources import reader, source
from .stored import StoredFrames
from .wishes import NothingThereError, Wish
from .workers import Cancelled

log = logging.getLogger(__name__)

LARGE = 1_500_000
"""Pixels from which on the encoder gets a second thread."""


def still(claims: Mapping[str, Any], numbering: Numbering | None, wish: Wish) -> bytes:
    """Return one frame as JPEG.

    Raises
    ------
    UnreadableVideoError
        It cannot be decoded.
    """
    path = Path(claims["p"])
    shape = _shape(claims, wish.divisor)
    with source(claims, numbering, wish) as frames:
        for _, frame in frames.read(wish.number, wish.number):
            own = None
            if isinstance(frames, FrameReader) and shape == Shape(frame.width, frame.height):
                own = frames.jpeg(frame)
            return own or StillEncoder()(Shaper(shape, still=True)(frame))
    raise UnreadableVideoError(path.name, f"frame {wish.number} cannot be decoded.")


def copied(claims: Mapping[str, Any], numbering: Numbering | None, wish: Wish) -> bytes | None:
    """Return a segment of the file's own packets; None where they cannot be used as they are."""
    path = Path(claims["p"])
    if "d" in claims:
        return None
    info = media.probe(path)
    if not wish.copied or wish.divisor > 1 or "copied" not in decision.routes(info):
        return None
    feed = _feed(claims)
    rows = _demanded(feed, wish.number)
    # Without presentation times, only the order of decoding is known; and shuffled frames need a new order.
    if feed.numbers is not None or isinstance(numbering, ByRate) or (numbering is None and info.has_b_frames):
        return None
    with reader(PacketReader, claims, numbering, "copied") as groups:
        packets = groups.read(rows[0], rows[-1])
        if packets is None or not _in_order([each.number for each in packets], info.has_b_frames):
            return None
        numbers = [each.number for each in packets]
        if max(numbers) < rows[0]:
            return None  # the file ends before it: decoding says so
        placed = [(*_ticks(feed, each.number), each.packet) for each in packets]
        data = copied_fragment(groups.stream, placed)
    covers = feed.segments(min(numbers), max(numbers))
    facts = {"lost": [], "damaged": [], "estimated": False, "route": "copied", "covers": covers}
    return _with_facts(facts, data)


def _in_order(numbers: list[int], has_b_frames: bool) -> bool:
    """Tell whether packets may be copied.

    No two of one time, none before the first frame that is presented (edit lists), none that decoders do not
    expect to reorder.
    """
    apart = len(set(numbers)) == len(numbers) and min(numbers) >= 0
    return apart and (has_b_frames or numbers == sorted(numbers))


def transcoded(
    claims: Mapping[str, Any], numbering: Numbering | None, wish: Wish, cancelled: Cancelled
) -> bytes:
    """Return a segment, encoded anew.

    Raises
    ------
    NothingThereError
        It has no frame.
    UnreadableVideoError
        None of its frames can be decoded.
    NobodyWaitsError
        It was told to stop.
    """
    feed = _feed(claims)
    rows = _demanded(feed, wish.number)
    shape = _shape(claims, wish.divisor)
    lost: list[int] = []
    with source(claims, numbering, wish) as frames:
        pictures = _pictures(feed, rows, frames, lost, cancelled)
        first = next(pictures)
        shaper = Shaper(shape, chroma=wish.chroma and _full_chroma(first[2]))
        data = fragment(
            _shaped(itertools.chain([first], pictures), shaper),
            shaper.size,
            format=shaper.format,
            matrix=matrix_of(first[2]),
            threads=2 if shape.width * shape.height > LARGE else 1,
        )
        damaged = sorted(_damaged(frames).intersection(map(feed.number, rows)))
    estimated = isinstance(numbering, ByRate)
    facts = {"lost": lost, "damaged": damaged, "estimated": estimated, "route": "transcoded"}
    return _with_facts(facts, data)


def _damaged(frames: FrameReader | StoredFrames) -> set[int]:
    return frames.damaged if isinstance(frames, FrameReader) else set()


def _demanded(feed: Feed, segment: int) -> range:
    rows = feed.rows(segment)
    if not rows:
        raise NothingThereError
    return rows


def _ticks(feed: Feed, row: int) -> tuple[int, int]:
    """Return when a row's frame is due and for how long; frames beyond the last go on at the usual pace."""
    over = max(row - feed.times.size + 1, 0)
    start = float(feed.times[row - over]) + over * feed.period
    stop = start + feed.period if over else feed.stop(row)
    due = round((start - feed.origin) * TICKS)
    return due, max(round((stop - feed.origin) * TICKS) - due, 1)


def _full_chroma(frame: av.VideoFrame) -> bool:
    """Whether a picture has colours at more than half the resolution."""
    parts = frame.format.components
    return len(parts) > 2 and parts[1].height == frame.format.height and not frame.format.is_bayer


def _shaped(
    pictures: Iterable[tuple[int, int, av.VideoFrame]], shaper: Shaper
) -> Iterator[tuple[int, int, av.VideoFrame]]:
    last: av.VideoFrame | None = None
    for time, duration, frame in pictures:
        if frame is not last:
            shaped, last = shaper(frame), frame
        yield time, duration, shaped


def _pictures(
    feed: Feed, rows: range, frames: FrameReader | StoredFrames, lost: list[int], cancelled: Cancelled
) -> Iterator[tuple[int, int, av.VideoFrame]]:
    """Yield (time, duration, picture) of rows; one that cannot be decoded repeats the one before."""
    waiting: list[int] = []
    shown: av.VideoFrame | None = None

    for row, frame in _decoded(feed, rows, frames):
        if cancelled():
            raise NobodyWaitsError
        if frame is None:
            lost.append(feed.number(row))
            waiting.append(row)
        else:
            shown = frame
        if shown is not None:
            for each in waiting:
                yield *_ticks(feed, each), shown
            waiting = []
            if frame is not None:
                yield *_ticks(feed, row), frame
    if shown is None:
        raise UnreadableVideoError(
            frames.path.name, f"its frames {feed.number(rows[0])} to {feed.number(rows[-1])} are damaged."
        )


def _decoded(
    feed: Feed, rows: range, frames: FrameReader | StoredFrames
) -> Iterator[tuple[int, av.VideoFrame | None]]:
    """Yield each row with its frame, None where that cannot be decoded."""
    numbers = [feed.number(row) for row in rows]
    if numbers != sorted(numbers):  # timestamps that were not in order
        for row, number in zip(rows, numbers, strict=True):
            yield row, next((frame for _, frame in frames.read(number, number)), None)
        return
    at = 0
    for number, frame in frames.read(numbers[0], numbers[-1]):
        while at < len(numbers) and numbers[at] < number:
            yield rows[at], None
            at += 1
        if at < len(numbers) and numbers[at] == number:
            yield rows[at], frame
            at += 1
    for row in rows[at:]:
        yield row, None


def _shape(claims: Mapping[str, Any], divisor: int) -> Shape:
    path = Path(claims["p"])
    info = stored.probe(path, claims["d"]) if "d" in claims else media.probe(path)
    whole = Shape(info.width, info.height, info.rotation)
    return whole.scaled(divisor) if divisor > 1 else whole


def _feed(claims: Mapping[str, Any]) -> Feed:
    try:
        return Feed.of(claims)
    except (LookupError, OSError, ValueError, TypeError) as error:
        log.warning("A stream's timestamps are gone", exc_info=True)
        raise MediaError(
            "The timestamps are gone", "they are no longer in the cache.", "Open the session again."
        ) from error


def _with_facts(facts: Mapping[str, Any], data: bytes) -> bytes:
    """Put facts about a segment in front of it, as a box that players pass over (ISO/IEC 14496-12, 8.1.2)."""
    said = json.dumps(facts).encode()
    return (8 + len(said)).to_bytes(4) + b"skip" + said + data

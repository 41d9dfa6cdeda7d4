"""What a page is given of a video that its browser cannot play: segments and stills, made on demand.

A request names a stream by its token's claims, and in its query a segment
(``segment=12``) or a frame of the file (``still=345``). What is made is kept in
the cache, keyed on the file, its place on the clock and the settings; where the
cache cannot be written it is kept in memory for a while.
"""

from __future__ import annotations

import functools
import itertools
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import av

from . import cache, decision, indexing, media
from .copying import PacketReader
from .errors import MediaError, NobodyWaitsError, UnreadableVideoError
from .feeds import Feed
from .filereader import COUNTED, FileReader
from .fragments import TICKS, StillEncoder, copied_fragment, fragment
from .frames import FrameReader
from .numbering import ByIndex, ByRate, Numbering
from .pictures import Shape, Shaper, matrix_of
from .workers import Cancelled, Job, Workers

log = logging.getLogger(__name__)

VERSION = 2
"""Of what is made; entries of the cache carry it in their key."""

DIVISORS = (1, 2, 4)
"""By how much a picture may be made smaller, where the machine cannot keep up."""

STILL, SEGMENT, AHEAD = 0, 1, 2
"""Priorities: a still is waited for by a person, a segment by a picture, what is ahead by nobody yet."""

OPEN_READERS = 12
"""Decoders that stay open; the one used longest ago is closed."""

LARGE = 1_500_000
"""Pixels from which on the encoder gets a second thread."""

HELD = 96 * 1024**2
"""Bytes kept in memory where the cache cannot be written."""

_workers = Workers()


class NothingThereError(LookupError):
    """The stream has no such segment or frame, or the request makes no sense."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for."""

    kind: str
    """``segment`` or ``still``."""
    number: int
    """Of the segment, or of the frame in the file."""
    divisor: int = 1
    chroma: bool = False
    """Whether colours may be sent at full resolution."""
    copied: bool = True
    """Whether packets may be copied where the file allows it."""
    ahead: bool = False
    """Whether it is not waited for yet."""

    @classmethod
    def of(cls, query: str) -> Wish:
        """Read a request's query.

        Raises
        ------
        NothingThereError
            It is not what a page asks.
        """
        try:
            said = dict(parse_qsl(query, strict_parsing=True, max_num_fields=12))
            kind = "segment" if "segment" in said else "still"
            wish = cls(
                kind,
                int(said[kind]),
                int(said.get("scale", 1)),
                said.get("chroma") == "1" and kind == "segment",
                said.get("route") != "transcoded",
                said.get("ahead") == "1",
            )
        except (ValueError, KeyError) as error:
            raise NothingThereError(query[:80]) from error
        if not 0 <= wish.number < 2**31 or wish.divisor not in DIVISORS:
            raise NothingThereError(query[:80])
        return wish

    @property
    def type(self) -> str:
        """The content type."""
        return "video/mp4" if self.kind == "segment" else "image/jpeg"

    @property
    def priority(self) -> int:
        """Small is first."""
        if self.kind == "still":
            return STILL
        return AHEAD if self.ahead else SEGMENT


def request(claims: Mapping[str, Any], query: str) -> Job | None:
    """Begin to make what is asked for; None where it is there already. `leave` the job afterwards.

    Raises
    ------
    NothingThereError
        There is no such thing.
    MediaError
        The file cannot be read.
    """
    wish = Wish.of(query)
    key = _key(claims, wish)
    if _memory.get(key) is not None or cache.find(key) is not None:
        return None
    return _workers.submit(key, wish.priority, wish.type, functools.partial(_make, dict(claims), wish, key))


def leave(job: Job) -> None:
    """Wait for a job no longer."""
    _workers.leave(job)


def made(claims: Mapping[str, Any], query: str) -> Path | bytes:
    """Return what is asked for: an entry of the cache, or bytes; waits until it is made.

    Raises
    ------
    NothingThereError, MediaError
        As `request`.
    """
    key = _key(claims, Wish.of(query))
    while True:
        job = request(claims, query)
        if job is None:
            found = _memory.get(key) or cache.find(key)
            if found is not None:
                return found
            continue  # trimmed away between two looks
        try:
            return job.future.result()
        except NobodyWaitsError:  # told to stop just before this one came
            continue
        finally:
            leave(job)


def _key(claims: Mapping[str, Any], wish: Wish) -> str:
    path = Path(claims["p"])
    media.regular(path)
    settings: list[Any] = [cache.key_of(path, "source", VERSION), wish.number]
    settings += [wish.divisor, wish.chroma, wish.copied]
    if wish.kind == "segment":
        settings.append({name: claims[name] for name in claims if name != "p"})
    return cache.key_of_content(json.dumps(settings, sort_keys=True).encode(), wish.kind, VERSION)


def _numbering(path: Path) -> Numbering | None:
    facts = media.regular(path)
    return _numbering_of(path, facts.st_size, facts.st_mtime_ns)


def _numbering_of(path: Path, size: int, mtime_ns: int) -> Numbering | None:
    """Return how a file's frames are numbered: by its index once that is made, which is begun here."""
    if _is_counted(path, size, mtime_ns):
        return None
    exact = _exact.get((path, size, mtime_ns))
    if exact is None:
        made_index = indexing.await_index(path, INDEX_PATIENCE)
        if made_index is None:
            info = media.probe(path)
            return ByRate(info.start, info.rate or 30.0)
        _exact[path, size, mtime_ns] = exact = ByIndex(made_index.pts, made_index.keys)
        while len(_exact) > OPEN_READERS:
            _exact.pop(next(iter(_exact)), None)
    return exact


INDEX_PATIENCE = 1.5
"""Seconds that a frame index is waited for before frames are numbered by the header's rate."""

_exact: dict[tuple[Path, int, int], ByIndex] = {}


@functools.lru_cache(maxsize=1024)
def _is_counted(path: Path, _size: int, _mtime_ns: int) -> bool:
    with media.opened(path) as (container, _):
        return container.format.name in COUNTED


def _make(claims: Mapping[str, Any], wish: Wish, key: str, cancelled: Cancelled) -> bytes:
    path = Path(claims["p"])
    try:
        numbering = _numbering(path)
        data = _still(path, numbering, wish) if wish.kind == "still" else None
        if data is None:
            data = _copied(claims, numbering, wish) or _transcoded(claims, numbering, wish, cancelled)
    except (av.FFmpegError, OSError) as error:
        log.warning("%s cannot be decoded", path, exc_info=True)
        raise UnreadableVideoError(path.name, f"decoding it failed ({type(error).__name__}).") from error
    if not isinstance(numbering, ByRate):  # guesses are made anew once the index is there
        _keep(key, data)
    return data


def _still(path: Path, numbering: Numbering | None, wish: Wish) -> bytes:
    shape = _shape(path, wish.divisor)
    with _reader(FrameReader, path, numbering, "still") as reader:
        for _, frame in reader.read(wish.number, wish.number):
            own = reader.jpeg(frame) if shape == Shape(frame.width, frame.height) else None
            return own or StillEncoder()(Shaper(shape, still=True)(frame))
    raise UnreadableVideoError(path.name, f"frame {wish.number} cannot be decoded.")


def _copied(claims: Mapping[str, Any], numbering: Numbering | None, wish: Wish) -> bytes | None:
    """Return a segment of the file's own packets; None where they cannot be used as they are."""
    path = Path(claims["p"])
    info = media.probe(path)
    if not wish.copied or wish.divisor > 1 or "copied" not in decision.routes(info):
        return None
    feed = _feed(claims)
    rows = _demanded(feed, wish.number)
    # Without presentation times, only the order of decoding is known; and shuffled frames need a new order.
    if feed.numbers is not None or isinstance(numbering, ByRate) or (numbering is None and info.has_b_frames):
        return None
    with _reader(PacketReader, path, numbering, "copied") as reader:
        packets = reader.read(rows[0], rows[-1])
        if packets is None:
            return None
        placed = [(*_ticks(feed, each.number), each.packet) for each in packets]
        data = copied_fragment(reader.stream, placed)
    numbers = [each.number for each in packets]
    covers = feed.segments(min(numbers), max(numbers))
    return _with_facts({"lost": [], "estimated": False, "route": "copied", "covers": covers}, data)


def _transcoded(
    claims: Mapping[str, Any], numbering: Numbering | None, wish: Wish, cancelled: Cancelled
) -> bytes:
    path = Path(claims["p"])
    feed = _feed(claims)
    rows = _demanded(feed, wish.number)
    shape = _shape(path, wish.divisor)
    lost: list[int] = []
    with _reader(FrameReader, path, numbering, "segment") as reader:
        pictures = _pictures(feed, rows, reader, lost, cancelled)
        first = next(pictures)
        shaper = Shaper(shape, chroma=wish.chroma and _full_chroma(first[2]))
        data = fragment(
            _shaped(itertools.chain([first], pictures), shaper),
            shaper.size,
            format=shaper.format,
            matrix=matrix_of(first[2]),
            threads=2 if shape.width * shape.height > LARGE else 1,
        )
    estimated = isinstance(numbering, ByRate)
    return _with_facts({"lost": lost, "estimated": estimated, "route": "transcoded"}, data)


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
    feed: Feed, rows: range, reader: FrameReader, lost: list[int], cancelled: Cancelled
) -> Iterator[tuple[int, int, av.VideoFrame]]:
    """Yield (time, duration, picture) of rows; one that cannot be decoded repeats the one before."""
    waiting: list[int] = []
    shown: av.VideoFrame | None = None

    for row, frame in _decoded(feed, rows, reader):
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
            reader.path.name, f"its frames {feed.number(rows[0])} to {feed.number(rows[-1])} are damaged."
        )


def _decoded(feed: Feed, rows: range, reader: FrameReader) -> Iterator[tuple[int, av.VideoFrame | None]]:
    """Yield each row with its frame, None where that cannot be decoded."""
    numbers = [feed.number(row) for row in rows]
    if numbers != sorted(numbers):  # timestamps that were not in order
        for row, number in zip(rows, numbers, strict=True):
            yield row, next((frame for _, frame in reader.read(number, number)), None)
        return
    at = 0
    for number, frame in reader.read(numbers[0], numbers[-1]):
        while at < len(numbers) and numbers[at] < number:
            yield rows[at], None
            at += 1
        if at < len(numbers) and numbers[at] == number:
            yield rows[at], frame
            at += 1
    for row in rows[at:]:
        yield row, None


def _shape(path: Path, divisor: int) -> Shape:
    info = media.probe(path)
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


def _keep(key: str, data: bytes) -> None:
    try:
        cache.write(key, data)
    except OSError as error:
        if not _memory.used:
            log.warning("The cache cannot be written (%s); videos are played from memory.", error)
        _memory.put(key, data)


class _Memory:
    """What the disk did not take, up to `HELD` bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self.used = False

    def get(self, key: str) -> bytes | None:
        with self._lock:
            return self._held.get(key)

    def put(self, key: str, data: bytes) -> None:
        with self._lock:
            self.used = True
            self._bytes += len(data) - len(self._held.pop(key, b""))
            self._held[key] = data
            while self._bytes > HELD:
                self._bytes -= len(self._held.popitem(last=False)[1])


_memory = _Memory()


class _Readers:
    """Open decoders, each used by one at a time: one of a file for its segments, one for its stills."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: OrderedDict[tuple[Any, ...], FileReader] = OrderedDict()

    def take(self, key: tuple[Any, ...]) -> FileReader | None:
        with self._lock:
            return self._idle.pop(key, None)

    def give(self, key: tuple[Any, ...], reader: FileReader) -> None:
        with self._lock:
            closing = [self._idle.pop(key)] if key in self._idle else []
            self._idle[key] = reader
            while len(self._idle) > OPEN_READERS:
                closing.append(self._idle.popitem(last=False)[1])
        for each in closing:
            each.close()


_readers = _Readers()


R = TypeVar("R", bound=FileReader)


@contextmanager
def _reader(kind: type[R], path: Path, numbering: Numbering | None, use: str) -> Iterator[R]:
    facts = media.regular(path)
    key = (path, facts.st_size, facts.st_mtime_ns, use, type(numbering))
    reader = _readers.take(key) or kind(path, numbering)
    assert isinstance(reader, kind)  # noqa: S101 - a use has one kind
    try:
        yield reader
    except NobodyWaitsError:
        _readers.give(key, reader)
        raise
    except BaseException:
        reader.close()
        raise
    _readers.give(key, reader)

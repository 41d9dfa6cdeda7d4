"""Where a stream's frames come from: decoders that stay open, and how a file's frames are numbered."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from .. import indexing, media
from ..errors import NobodyWaitsError
from ..identity import Identity
from .filereader import COUNTED, FileReader
from .frames import FrameReader
from .numbering import ByIndex, ByRate, Numbering
from .stored import StoredFrames
from .wishes import Wish

OPEN_READERS = 12
"""Decoders that stay open; the one used longest ago is closed."""


INDEX_PATIENCE = 1.5
"""Seconds that a frame index is waited for before frames are numbered by the header's rate."""


def seen(claims: Mapping[str, Any]) -> tuple[int, int]:
    """Return (size, modification time) of a stream's file when the page was told of it; else of now.

    A file that grows has another size at each look; what was in it by then stays as it is.
    """
    said = Identity.told(claims.get("e"))
    if said is not None:
        return said.size, said.mtime_ns
    facts = media.regular(Path(claims["p"]))
    return facts.st_size, facts.st_mtime_ns


def numbering_of(
    path: Path, identity: Identity | None = None, patience: float = INDEX_PATIENCE
) -> Numbering | None:
    """Return how a file's frames are numbered, None where they are counted; may wait a moment.

    By the index of the file, as it was at the moment given, once that is made, which is begun here.
    """
    size, mtime_ns = seen({"p": path, "e": identity and identity.claim})
    if media.probe(path).demuxer in COUNTED:
        return None
    exact = _exact.get((path, size, mtime_ns))
    if exact is None:
        made_index = indexing.await_index(path, patience, identity)
        if made_index is None:
            info = media.probe(path)
            return ByRate(info.start, info.rate or 30.0)
        exact = ByIndex(made_index.pts, made_index.keys)
        with _exact_lock:
            _exact[path, size, mtime_ns] = exact
            while len(_exact) > OPEN_READERS:
                del _exact[next(iter(_exact))]
    return exact


_exact: dict[tuple[Path, int, int], ByIndex] = {}
_exact_lock = threading.Lock()


class _Readers:
    """Open decoders, each used by one at a time: one of a file for its segments, one for its stills."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: OrderedDict[tuple[Any, ...], FileReader] = OrderedDict()
        self._left: list[object] = []

    def begin_anew(self) -> None:
        """Leave what is open in a forked child: its parent moves its place in files, and has its threads."""
        self._left.append(self._idle)  # to be closed by nobody
        self._lock, self._idle = threading.Lock(), OrderedDict()

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

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_readers.begin_anew)


@contextmanager
def source(
    claims: Mapping[str, Any], numbering: Numbering | None, wish: Wish
) -> Iterator[FrameReader | StoredFrames]:
    """Open what frames are read from: a video file, or a dataset."""
    path = Path(claims["p"])
    if "d" in claims:
        with StoredFrames(path, claims["d"], wish.look, volume=bool(claims.get("v"))) as frames:
            yield frames
    else:
        with reader(FrameReader, claims, numbering, wish.kind) as frames_of:
            yield frames_of


R = TypeVar("R", bound=FileReader)


@contextmanager
def reader(kind: type[R], claims: Mapping[str, Any], numbering: Numbering | None, use: str) -> Iterator[R]:
    """Lend an open reader of a file for one use, at most one at a time for each."""
    path = Path(claims["p"])
    key = (path, *seen(claims), use, type(numbering), numbering and numbering.count)
    with lent(key, kind, lambda: kind(path, numbering)) as taken:
        yield taken


@contextmanager
def lent(key: tuple[Any, ...], kind: type[R], make: Callable[[], R]) -> Iterator[R]:
    """Lend the open reader of this key, made where there is none that is idle; what fails is closed."""
    taken = _readers.take(key) or make()
    assert isinstance(taken, kind)  # noqa: S101 - a use has one kind
    try:
        yield taken
    except NobodyWaitsError:
        _readers.give(key, taken)
        raise
    except BaseException:
        taken.close()
        raise
    _readers.give(key, taken)

"""What a page is given of a video that its browser cannot play: segments and stills, made on demand.

A request names a stream by its token's claims, and in its query a segment
(``segment=12``), a frame of the file (``still=345``) or the levels of stored frames
(``levels=0``, of plane 0). What is made is kept in the cache, keyed on the file, its
place on the clock and the settings.
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

import av

from .. import cache, kept, media
from ..errors import NobodyWaitsError, UnreadableVideoError
from ..identity import Identity
from .exact import png
from .numbering import ByRate
from .segments import copied, still, transcoded
from .sources import numbering_of, seen
from .stored import levels_told
from .wishes import AHEAD, NothingThereError, Wish
from .workers import Cancelled, Job, Workers

log = logging.getLogger(__name__)

VERSION = 5
"""Of what is made; entries of the cache carry it in their key."""

_workers = Workers(later=AHEAD)


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
    if kept.get(key) is not None:
        return None
    work = functools.partial(_make, dict(claims), wish, key)
    return _workers.submit(key, wish.priority, wish.type, work, str(claims.get("l", "")))


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
            found = kept.get(key)
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
    if wish.kind == "levels" and "d" not in claims:
        raise NothingThereError
    path = Path(claims["p"])
    media.regular(path)
    said = Identity.told(claims.get("e"))
    if said is not None:
        said.demand(path)
    settings: list[Any] = [cache.key_when(path, *seen(claims), "source", VERSION), wish.number]
    settings += [
        wish.divisor,
        wish.chroma and _full_chroma(claims),
        wish.copied,
        claims.get("d"),
        claims.get("v"),
        astuple(wish.look),
    ]
    if wish.png:
        settings.append("png")
    if wish.kind == "segment":
        # Pages share what is made.
        settings.append({name: claims[name] for name in claims if name not in {"p", "e", "l"}})
    return cache.key_of_content(json.dumps(settings, sort_keys=True).encode(), wish.kind, VERSION)


def _full_chroma(claims: Mapping[str, Any]) -> bool:
    """Whether it makes a difference that a browser takes colours at full resolution."""
    if "d" in claims:
        return True
    name = media.probe(Path(claims["p"])).pixel_format
    return "420" not in name and "gray" not in name


def _make(claims: Mapping[str, Any], wish: Wish, key: str, cancelled: Cancelled) -> bytes:
    path = Path(claims["p"])
    if wish.png:
        whole = png(claims, wish)
        kept.put(key, whole)
        return whole
    try:
        numbering = None if "d" in claims else numbering_of(path, Identity.told(claims.get("e")))
        data = None
        if wish.kind == "still":
            data = still(claims, numbering, wish)
        elif wish.kind == "levels":
            data = levels_told(path, claims["d"], wish.number, volume=bool(claims.get("v")))
        if data is None:
            data = copied(claims, numbering, wish) or transcoded(claims, numbering, wish, cancelled)
    except (av.FFmpegError, OSError) as error:
        log.warning("%s cannot be decoded", path, exc_info=True)
        raise UnreadableVideoError(path.name, f"decoding it failed ({type(error).__name__}).") from error
    if not isinstance(numbering, ByRate):  # guesses are made anew once the index is there
        kept.put(key, data)
    return data

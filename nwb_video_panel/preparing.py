"""Makes the segments of whole sessions ahead: on this machine's cores, or on a Dask cluster.

What is in the cache already is passed over, so that work that was stopped goes
on where it was. Pieces of work are runs of segments of one stream, so that each
decoder goes on from one to the next.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import MediaError, NWBVideoPanelError
from .nwb import read_session
from .page.description import describe
from .streams import ondemand
from .streams.feeds import Feed
from .streams.wishes import NothingThereError

log = logging.getLogger(__name__)

RUN = 10
"""Segments in one piece of work."""

Told = Callable[[float], None]
"""Told the share that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of segments of one stream."""

    claims: dict[str, Any]
    segments: tuple[int, ...]
    query: str


def pieces(path: Path, video_root: Sequence[Path] = (), divisor: int = 1) -> list[Piece]:
    """Return the work that a session needs: of its videos that browsers do not play as they are.

    Raises
    ------
    SessionError
        The session cannot be read.
    """
    described = describe(read_session(path, list(video_root)))
    found: list[Piece] = []
    for camera in described.cameras(lambda claims: claims):  # type: ignore[arg-type,return-value]
        for file in camera["files"]:
            if file["stream"] is not None and file["type"] is None:
                found += _runs(file["stream"]["token"], divisor)
    return found


def make(piece: Piece) -> int:
    """Make one piece, and return how many of its segments could not be made."""
    failed = 0
    for segment in piece.segments:
        try:
            ondemand.made(piece.claims, f"segment={segment}{piece.query}")
        except NothingThereError:
            continue
        except MediaError as error:
            log.warning("%s", error)
            failed += 1
    return failed


def make_all(work: Sequence[Piece], told: Told, scheduler: str | None = None) -> int:
    """Make all pieces, and return how many segments could not be made.

    Parameters
    ----------
    work
        From `pieces`.
    told
        Told the share that is done.
    scheduler
        The address of a Dask scheduler whose workers see the same files and the same cache folder;
        ``local`` for a cluster on this machine; None for threads.

    Raises
    ------
    NWBVideoPanelError
        Dask is asked for and is not installed.
    """
    failed = 0
    for count, each in enumerate(_done(work, scheduler), 1):
        failed += each
        told(count / len(work))
    return failed


def _done(work: Sequence[Piece], scheduler: str | None) -> Iterator[int]:
    if scheduler is None:
        with ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="prepare") as pool:
            jobs = [pool.submit(make, piece) for piece in work]
            try:
                for job in as_completed(jobs):
                    yield job.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return
    try:
        import distributed
    except ImportError as error:
        raise NWBVideoPanelError(
            "Dask is not installed",
            f"--scheduler {scheduler} needs it.",
            "pip install 'nwb-video-panel[dask]'",
        ) from error
    client = distributed.Client(None if scheduler == "local" else scheduler)
    try:
        for _, result in distributed.as_completed(client.map(make, work, pure=False), with_results=True):
            yield int(result)
    finally:
        client.close()


def _runs(claims: dict[str, Any], divisor: int) -> Iterator[Piece]:
    feed = Feed.of(claims)
    query = "&chroma=1" + (f"&scale={divisor}" if divisor > 1 else "")
    if not feed.times.size:
        return
    first, last = (math.floor((float(feed.times[end]) - feed.origin) / feed.span) for end in (0, -1))
    for start in range(first, last + 1, RUN):
        yield Piece(claims, tuple(range(start, min(start + RUN, last + 1))), query)

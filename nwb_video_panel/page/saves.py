"""What a page wants saved: clips, made one after the other, and links to them.

The page says all that it wants, each with a name of its own; what it no longer
names is cancelled, or deleted where it is made. A clip is made in a thread and
kept in the cache until its page has it, asks for it no more, or ends.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .. import cache
from ..errors import MediaError, NobodyWaitsError, NWBVideoPanelError
from ..serving.pages import Page
from ..streams.saving import clip_name, write_clip, write_problem
from ..streams.shots import Shot
from ..streams.workers import Cancelled, Job, Workers

log = logging.getLogger(__name__)

MOST = 8
"""Clips that a page may want at a time."""

TELL = 0.25
"""Seconds after which a page is told how far its clip is."""

KIND = "clip"
"""Of the links' claims."""

_workers = Workers(max((os.cpu_count() or 2) // 2, 1))


@dataclass(frozen=True, slots=True)
class Order:
    """What a page asks for, checked."""

    cameras: tuple[str, ...]
    span: tuple[float, float]
    rate: float
    height: int | None
    burned: bool

    @classmethod
    def of(cls, said: Mapping[str, Any], known: Sequence[str]) -> Order:
        """Read what a page says.

        Raises
        ------
        MediaError
            It makes no sense.
        """
        try:
            cameras = tuple(dict.fromkeys(map(str, said["cameras"])))
            start, stop = (float(edge) for edge in said["span"])
            rate, tall = float(said.get("rate", 1)), said.get("height")
            order = cls(
                cameras, (start, stop), rate, None if tall is None else int(tall), bool(said.get("burned"))
            )
        except (LookupError, TypeError, ValueError) as error:
            raise _nonsense("it is not said which cameras and times") from error
        if not cameras or not set(cameras) <= set(known):
            raise _nonsense("the session has no such cameras")
        if not (math.isfinite(start) and math.isfinite(stop) and start < stop):
            raise _nonsense("it would end before it begins")
        if not 0.05 <= rate <= 16 or not 16 <= (order.height or 16) <= 4320:
            raise _nonsense("there are no clips of that speed or height")
        return order


@dataclass(slots=True)
class _Saving:
    said: Mapping[str, Any]
    key: str = field(default_factory=lambda: f"{KIND}-1-{secrets.token_hex(20)}")
    job: Job | None = None
    progress: float = 0.0
    lost: int = 0
    told: dict[str, Any] = field(default_factory=dict)
    """What ended it."""
    unwanted: bool = False


class Saves:
    """The clips of one page.

    Parameters
    ----------
    page
        Whose life they share.
    session
        Returns the session's name, and what is shown of each camera.
    tell
        Takes the state of each clip that is wanted: ``{id, progress}`` and, at the end, ``token``, ``name``,
        ``size`` and ``lost`` (frames), or ``problem``.
    """

    def __init__(
        self,
        page: Page,
        session: Callable[[], tuple[str, Mapping[str, Shot]]],
        tell: Callable[[list[dict[str, Any]]], object],
    ) -> None:
        self._page, self._session, self._tell_page = page, session, tell
        self._savings: dict[str, _Saving] = {}
        self._busy = False
        page.at_end(self.close)

    async def want(self, wanted: Sequence[Mapping[str, Any]]) -> None:
        """Make what is wanted, and nothing else."""
        orders = {str(said.get("id", "")): said for said in wanted[:MOST]}
        for name in [name for name in self._savings if name not in orders]:
            self._give_up(self._savings.pop(name))
        for name, said in orders.items():
            self._savings.setdefault(name, _Saving(said))
        self._tell()
        if self._busy:
            return
        self._busy = True
        try:
            while (
                following := next((each for each in self._savings.values() if not each.told), None)
            ) is not None:
                await self._make(following)
                self._tell()
        finally:
            self._busy = False

    def close(self) -> None:
        """Cancel and delete everything."""
        for saving in list(self._savings.values()):
            self._give_up(saving)
        self._savings.clear()

    def _give_up(self, saving: _Saving) -> None:
        saving.unwanted = True
        if saving.job is not None:
            job, saving.job = saving.job, None
            _workers.leave(job)
        cache.drop(saving.key)

    async def _make(self, saving: _Saving) -> None:
        try:
            session, shots = self._session()
            order = Order.of(saving.said, list(shots))
            chosen = [shots[name] for name in order.cameras]
            job = saving.job = _workers.submit(
                saving.key, 0, "video/mp4", partial(self._work, saving, order, chosen)
            )
            await self._follow(saving, job)
            size = int(job.future.result())
        except (NobodyWaitsError, CancelledError):
            saving.told = {"problem": _told(MediaError("Not saved", "it was cancelled.", ""))}
        except NWBVideoPanelError as error:
            saving.told = {"problem": _told(error)}
        except Exception as error:
            log.exception("A clip cannot be made")
            why = f"making it failed with {type(error).__name__}."
            saving.told = {
                "problem": _told(MediaError("The clip cannot be saved", why, "Report this with the log."))
            }
        else:
            name = clip_name(session, order.cameras, order.span)
            token = self._page.seal({"k": KIND, "p": saving.key, "n": name})
            saving.told = {"token": token, "name": name, "size": size, "lost": saving.lost}
            if saving.unwanted:
                cache.drop(saving.key)

    async def _follow(self, saving: _Saving, job: Job) -> None:
        made = asyncio.wrap_future(job.future)
        # What went wrong is told by the caller; asyncio would log it as forgotten.
        made.add_done_callback(lambda done: done.cancelled() or done.exception())
        said = -1.0
        while not made.done():
            await asyncio.wait([made], timeout=TELL)
            if saving.progress != said:
                said = saving.progress
                self._tell()

    def _work(self, saving: _Saving, order: Order, shots: Sequence[Shot], cancelled: Cancelled) -> bytes:
        """Write the clip into the cache, and return its size in digits."""

        def progress(share: float) -> None:
            saving.progress = share

        def damaged(_camera: str, _frame: int) -> None:
            saving.lost += 1

        try:
            with cache.writing(saving.key) as place:
                write_clip(
                    shots,
                    order.span,
                    place,
                    rate=order.rate,
                    height=order.height,
                    burned=order.burned,
                    most=cache.limit() // 2,
                    progress=progress,
                    cancelled=lambda: saving.unwanted or cancelled() or not self._page.alive,
                    damaged=damaged,
                )
                return str(place.stat().st_size).encode()
        except OSError as error:
            raise write_problem(error, "The clip", "the cache folder of the server") from error

    def _tell(self) -> None:
        self._tell_page(
            [
                {"id": name, "progress": round(saving.progress, 3), **saving.told}
                for name, saving in self._savings.items()
            ]
        )


def _nonsense(why: str) -> MediaError:
    return MediaError("This clip cannot be made", f"{why}.", "Choose again.")


def _told(error: NWBVideoPanelError) -> dict[str, str]:
    return {"what": error.what, "why": error.why, "cure": error.cure}

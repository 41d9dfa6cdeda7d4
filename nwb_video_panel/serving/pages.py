"""Which pages live: a link opens while the page does that it was made for, and no longer.

The process that made a page knows whether it lives. Its siblings (``--num-procs``,
replicas with one cache folder) ask the page's file in the cache folder, which the
process touches as long as the page lives: where it ends or crashes, the page's
links are refused within a minute. Times are seconds.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from .. import cache as files
from ..errors import TokenError, TooManyRequestsError
from .tokens import Claims, of_process

if TYPE_CHECKING:
    from bokeh.document import Document

TOUCH = 15.0
"""How often the files of living pages are touched."""

GRACE = 45.0
"""How long after its last touch a page of another process counts as alive."""

RATE = 200.0
"""Requests per second that a page may make for long; a player makes a tenth of them."""

BURST = 2000.0
"""Requests that a page may make at once."""

PAGE = "l"
"""The claim that names a token's page."""

_living: dict[str, Page] = {}
_allowance: dict[str, tuple[float, float]] = {}
"""For each page seen lately, when it last asked and how many requests it had left then."""
_lock = threading.Lock()


class Page:
    """One page's life. A player that is shown on several pages at once makes one of them.

    It begins when the first document holds it and ends with the last one.
    """

    def __init__(self) -> None:
        self.name = secrets.token_hex(16)
        self._documents: WeakSet[Document] = WeakSet()
        self._for_good = False
        self._farewells: list[Callable[[], None]] = []

    def at_end(self, farewell: Callable[[], None]) -> None:
        """Have something done when it ends: by a document's end, or with the process."""
        self._farewells.append(farewell)

    @property
    def alive(self) -> bool:
        """Whether its links open."""
        return self._for_good or bool(self._documents)

    def seal(self, claims: Claims) -> str:
        """Return a token for claims that opens as long as the page lives."""
        return of_process().seal({**claims, PAGE: self.name})

    def hold(self, document: Document | None = None) -> None:
        """Keep the page alive as long as a document's session, or as this process where it has none.

        A notebook's document has none: its page lives as long as the kernel.
        """
        context = getattr(document, "session_context", None)
        if document is None or context is None:
            self._for_good = True
        elif document not in self._documents:
            self._documents.add(document)

            def left(_context: object) -> None:
                self._documents.discard(document)
                if not self.alive:
                    self._end()

            document.on_session_destroyed(left)
        _living[self.name] = self
        self.touch()
        _keeper()

    def touch(self) -> None:
        """Tell this process's siblings that the page lives."""
        with contextlib.suppress(OSError):
            file = _file(self.name)
            file.parent.mkdir(mode=0o700, exist_ok=True)
            file.touch(mode=0o600)

    def _end(self) -> None:
        _living.pop(self.name, None)
        with contextlib.suppress(OSError):
            _file(self.name).unlink()
        for farewell in self._farewells:
            farewell()


def opened(token: str) -> Claims:
    """Return the claims of a token whose page lives.

    Raises
    ------
    TokenError
        It is not a token of ours, it has expired, or its page has ended.
    TooManyRequestsError
        The page asks too often.
    """
    return admitted(of_process().open(token))


def admitted(claims: Claims) -> Claims:
    """Return a token's claims if its page lives; raises as `opened`."""
    name = claims.get(PAGE)
    if name is not None:
        if not is_alive(str(name)):
            raise TokenError(expired=True)
        _charge(str(name))
    return claims


def is_alive(name: str) -> bool:
    """Whether a page lives, in this process or in another one with the same cache folder."""
    page = _living.get(name)
    if page is not None:
        return page.alive
    try:
        return abs(time.time() - _file(name).stat().st_mtime) < GRACE
    except OSError:
        return False


@cache
def of_this_process() -> Page:
    """Return a page that lives as long as this process, for links that scripts ask for."""
    page = Page()
    page.hold()
    return page


def _charge(name: str) -> None:
    now = time.monotonic()
    with _lock:
        asked, left = _allowance.pop(name, (now, BURST))
        left = min(BURST, left + (now - asked) * RATE)
        # Last in the order of asking; who has not asked for long is forgotten.
        _allowance[name] = (now, max(left - 1, 0.0))
        while len(_allowance) > 4096:
            _allowance.pop(next(iter(_allowance)))
    if left < 1:
        raise TooManyRequestsError


def _file(name: str) -> Path:
    return files.folder() / "pages" / name


@cache
def _keeper() -> threading.Thread:
    """Return the thread that touches the files, started on the first call."""
    thread = threading.Thread(target=_keep, name="nwb-video-pages", daemon=True)
    thread.start()
    return thread


def _keep() -> None:
    _clear_away()
    while True:
        time.sleep(TOUCH)
        for page in list(_living.values()):
            if page.alive:
                page.touch()
            else:
                page._end()


def _clear_away() -> None:
    """Delete what crashed processes left."""
    with contextlib.suppress(OSError):
        for left in _file("x").parent.iterdir():
            if time.time() - left.stat().st_mtime > 3600:
                left.unlink()


@atexit.register
def _end_all() -> None:
    for page in list(_living.values()):
        page._end()


def _forget() -> None:
    """Begin anew in a forked child: the pages are its parent's."""
    _living.clear()
    _keeper.cache_clear()
    of_this_process.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)

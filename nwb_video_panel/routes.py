"""The media routes of a Bokeh server.

``panel serve --plugins nwb_video_panel.routes`` adds them before the server
forks; so does ``extra_patterns=ROUTES`` in ``pn.serve``. The secret is made when
this module is imported, hence before the fork, and the processes of
``--num-procs`` share it; servers on several machines share ``BOKEH_SECRET_KEY``.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from asyncio import Future
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, ClassVar, cast

from bokeh.server.tornado import BokehTornado
from bokeh.server.util import check_allowlist
from bokeh.server.views.auth_request_handler import AuthRequestHandler
from tornado.http1connection import HTTP1Connection
from tornado.web import HTTPError

from .errors import NWBVideoPanelError, TokenError
from .serving import heads, pages
from .serving.answers import ROUTE, Answer, answer, words
from .serving.pump import Pump, in_pool
from .serving.ranges import METHODS, Folded, fold
from .serving.resources import Found, begin, leave, locate, result
from .serving.tokens import Claims, of_process

_log = logging.getLogger(__name__)

TOKENS = of_process()
"""Seals and opens the tokens of this server; made on import, so that its forks have the same."""


MOST = 256
"""Answers of a process that are under way at a time; a browser waits for six at most."""


MOST_OF_A_PAGE = 64
"""Of these, those of one page: a browser waits for six, over HTTP/2 for one for each video."""

HEAD_PATIENCE = 75.0
"""Seconds that Tornado waits for the next request on a connection; of itself, it waits for an hour."""


class MediaHandler(AuthRequestHandler):
    """Answers requests for what a token stands for, to who may use the app.

    The login is the app's own (Bokeh's authentication hooks). Without one the
    answer is 401 in plain words: a redirect would put a login page where a
    video is expected.
    """

    application: BokehTornado
    _pump: Pump | None = None
    _under_way: ClassVar[set[MediaHandler]] = set()
    _unwanted: Callable[[], None] | None = None
    _page = ""

    async def prepare(self) -> None:
        """Demand a name that the server goes by, and the app's login."""
        _be_impatient(self.request.connection)
        if not _goes_by(self.request.host, self.application.websocket_origins):
            await self._send(lambda: _MISDIRECTED, fold(self.request.headers))
            return
        await super().prepare()  # type: ignore[no-untyped-call]
        # A preflight carries no cookies, and its answer tells nothing.
        if self.request.method != "OPTIONS" and not self.current_user:
            await self._send(lambda: _LOG_IN, fold(self.request.headers))

    async def get(self, _quoted: str) -> None:
        """Answer; HEAD and OPTIONS too."""
        method, host = self.request.method or "", self.request.host
        headers = fold(self.request.headers)
        friend = partial(_may_embed, origins=self.application.websocket_origins)
        token = self.request.path.partition(ROUTE)[2]  # as it was sent: Tornado's own argument is unquoted
        if len(self._under_way) >= MOST:
            await self._send(lambda: _BUSY, headers)
            return
        elsewhere = False
        try:
            claims = TOKENS.open(token)
        except TokenError as error:
            find: Callable[[], Found] = partial(_refuse, error)
        else:
            elsewhere = "u" in claims  # a URL
            self._page = str(claims.get(pages.PAGE, ""))
            if self._page and sum(each._page == self._page for each in self._under_way) >= MOST_OF_A_PAGE:
                await self._send(lambda: _BUSY, headers)
                return
            find = await self._found(claims)
        make = partial(answer, method, headers, host, find, time.time(), friend=friend)
        await self._send(make, headers, elsewhere=elsewhere)

    head = options = get

    async def _found(self, claims: Claims) -> Callable[[], Found]:
        """Return what finds the resource, once what takes long to make of it is made.

        That is waited for here, where it holds no thread of the pool that sends.
        """
        query = self.request.query
        find = partial(_find, claims, query)
        if not query or self.request.method not in ("GET", "HEAD"):
            return find
        try:
            job = await in_pool(lambda: begin(pages.admitted(claims), query))
        except NWBVideoPanelError:
            return find  # which meets the same error, and tells it
        if job is None:
            return find
        self._unwanted = partial(leave, job)
        try:
            made = asyncio.wrap_future(job.future)
            # What went wrong is told by `result`; asyncio would log it as forgotten.
            made.add_done_callback(lambda done: done.cancelled() or done.exception())
            await asyncio.wait([made])
        finally:
            self._leave()
        return partial(result, job, find)

    def _leave(self) -> None:
        if self._unwanted is not None:
            self._unwanted()
            self._unwanted = None

    def on_connection_close(self) -> None:
        """Stop making and sending, as the client has gone away."""
        self._leave()
        if self._pump:
            self._pump.stop()

    def compute_etag(self) -> None:
        """Return none: validators come from the file, never from a hash of the body."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401, ARG002 - as Tornado
        """Answer in plain words, without a traceback."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        if status_code == 405:
            self.set_header("Allow", METHODS)
        self.finish(f"{status_code} {self._reason}\n")

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:  # noqa: ANN401 - as Tornado
        """Log a mistake of ours without the request's token."""
        if isinstance(error, HTTPError):
            super().log_exception(kind, error, trace)
        else:
            _log.error("%s failed", self._request_summary(), exc_info=(kind, error, trace))

    def _log(self) -> None:
        """Log one of the links that are refused in a minute: an old page asks with all that it has."""
        if self.get_status() == 403 and not _refusals.is_news(time.monotonic()):
            _log.debug("403 %s", self._request_summary())
        else:
            super()._log()

    def _request_summary(self) -> str:
        # Logs are read by more people than tokens are meant for.
        return f"{self.request.method} {ROUTE}... ({self.request.remote_ip})"

    def flush(self, include_footers: bool = False) -> Future[None]:
        """Write nothing where the pump has sent the answer, head and all.

        Tornado then ends the request as if its answer had been empty, and goes on
        to the connection's next one.
        """
        if self._pump is None:
            return super().flush(include_footers)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    async def _send(self, make: Callable[[], Answer], headers: Folded, *, elsewhere: bool = False) -> None:
        request, old = self.request, self.request.version == "HTTP/1.0"
        # An authentication hook may have renewed a cookie; Tornado keeps them until it writes a head.
        cookies = [morsel.OutputString(None) for morsel in getattr(self, "_new_cookie", {}).values()]

        def compose() -> tuple[Answer, bytes]:
            made = make()
            close = not heads.keeps(headers, old=old)
            head = heads.write(made, time.time(), close=close, old=old, cookies=cookies)
            return made, head if request.method == "HEAD" else head + made.body

        self._pump = Pump(cast(HTTP1Connection, request.connection).stream)
        try:
            self._under_way.add(self)
            self.set_status(await self._pump.run(compose, elsewhere=elsewhere))
        except BaseException:
            self._pump = None  # nothing was sent, so that Tornado can tell of the failure
            raise
        finally:
            self._under_way.discard(self)
        self.finish()


class _Refusals:
    """When one was logged last, seconds."""

    def __init__(self) -> None:
        self.logged = float("-inf")

    def is_news(self, now: float) -> bool:
        """Whether none was logged within a minute; if so, this one is."""
        news = now - self.logged >= 60
        if news:
            self.logged = now
        return news


_refusals = _Refusals()


def _find(claims: Claims, query: str) -> Found:
    return locate(pages.admitted(claims), query)


def _refuse(error: TokenError) -> Found:
    raise error


def _be_impatient(connection: object) -> None:
    """Have the server wait less long for heads; that its settings are there is not documented."""
    settings = getattr(connection, "params", None)
    wait = getattr(settings, "header_timeout", None)
    if wait is not None:
        settings.header_timeout = min(wait, HEAD_PATIENCE)  # type: ignore[union-attr]


def _may_embed(origin: str, origins: Collection[str]) -> bool:
    """Whether pages of an origin may embed the app, and hence read its media."""
    scheme, _, authority = origin.partition("://")
    if scheme not in ("http", "https") or not authority:
        return False
    port = "" if re.search(r":[0-9]+$", authority) else ":80" if scheme == "http" else ":443"
    return check_allowlist(authority + port, list(origins))


def _goes_by(host: str, origins: Collection[str]) -> bool:
    """Whether a request for this Host may be meant for this server.

    A page works only where its websocket is let in, so the names are those of
    ``--allow-websocket-origin``, and loopback's, which reverse proxies may send. Others are how a
    stranger's page reaches a server on loopback through DNS that it controls.
    """
    return _LOOPBACK.fullmatch(host) is not None or check_allowlist(host, list(origins))


_LOOPBACK = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)

_MISDIRECTED = words(
    421, "This server does not answer under that name; start it with --allow-websocket-origin.\n"
)

_BUSY = words(503, "Too many answers are under way.\n", {"Retry-After": "1"})

_LOG_IN = words(
    401, "Log in on the page first.\n", {"WWW-Authenticate": 'Session realm="Log in on the page"'}
)

ROUTES = [("/+" + ROUTE + "(.*)", MediaHandler)]
"""For ``--plugins`` and ``extra_patterns``; the server puts its prefix in front.

They take whatever follows, so that a token with something behind it is refused here; Bokeh would log it.
"""

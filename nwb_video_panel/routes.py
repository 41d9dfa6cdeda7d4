"""The media routes of a Bokeh server.

``panel serve --plugins nwb_video_panel.routes`` adds them before the server
forks; so does ``extra_patterns=ROUTES`` in ``pn.serve``. The secret is made when
this module is imported, hence before the fork, and the processes of
``--num-procs`` share it; servers on several machines share ``BOKEH_SECRET_KEY``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from bokeh.server.tornado import BokehTornado
from bokeh.server.views.auth_request_handler import AuthRequestHandler
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from .answers import ROUTE, Answer, answer, words
from .pump import CHUNK, PATIENCE, Pump, in_pool
from .ranges import METHODS, Fields
from .resources import Pending, Resource, locate
from .tokens import of_process
from .transfer import read_at

TOKENS = of_process()
"""Seals and opens the tokens of this server; made on import, so that its forks have the same."""


class MediaHandler(AuthRequestHandler):
    """Answers requests for what a token stands for, to who may use the app.

    The login is the app's own (Bokeh's authentication hooks). Without one the
    answer is 401 in plain words: a redirect would put a login page where a
    video is expected.
    """

    _pump: Pump | None = None

    application: BokehTornado

    async def prepare(self) -> None:
        """Demand the app's login."""
        await super().prepare()  # type: ignore[no-untyped-call]
        # A preflight carries no cookies, and its answer tells nothing.
        if self.request.method == "OPTIONS" or self.current_user:
            return
        provider = self.application.auth_provider
        if provider.get_user is not None or provider.get_user_async is not None:
            self.set_header("WWW-Authenticate", 'Session realm="Log in on the page"')
            refusal = words(401, "Log in on the page first.\n")
            await self._send(refusal, refusal.body)

    async def get(self, token: str) -> None:
        """Answer; HEAD and OPTIONS too."""
        request = self.request
        find = partial(_find, token)
        work = partial(_prepare, request.method or "", request.headers, request.host, find)
        ready, body = await in_pool(work, discard=lambda made: made[0].close())
        await self._send(ready, body)

    head = options = get

    def on_connection_close(self) -> None:
        """Stop sending, as the client has gone away."""
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

    def _request_summary(self) -> str:
        # Logs are read by more people than tokens are meant for.
        return f"{self.request.method} {ROUTE}... ({self.request.remote_ip})"

    async def _send(self, ready: Answer, body: bytes) -> None:
        connection = cast(HTTP1Connection, self.request.connection)
        try:
            self.set_status(ready.status)
            self.clear_header("Content-Type")
            for name, value in ready.headers.items():
                self.set_header(name, value)
            if body or ready.resource is None:
                await self._send_whole(connection, body)
                return
            # Header fields and file are sent by separate calls; Nagle's algorithm would hold the second.
            connection.stream.set_nodelay(True)
            self._pump = Pump(connection, ready.resource.fd, ready.start, ready.length)
            flushed = self.flush()
            if connection.stream.writing():
                await flushed
            await self._pump.run()
        except StreamClosedError:
            pass  # the client has gone away before the first byte
        finally:
            ready.close()

    async def _send_whole(self, connection: HTTP1Connection, body: bytes) -> None:
        """Send a body that is in memory; it waits in Tornado's buffer for a reader that stalls."""
        if body and __import__('os').environ.get('SPLIT'):
            connection.stream.set_nodelay(True)
            self.flush()
        sent = self.finish(body or None)  # 204 and 304 take no body, not even an empty one
        if connection.stream.writing():
            try:
                await asyncio.wait_for(sent, PATIENCE)
            except TimeoutError:
                connection.close()


def _prepare(
    method: str, headers: Fields, host: str, find: Callable[[], Resource | Pending]
) -> tuple[Answer, bytes]:
    """Answer a request, and read what it asks for where that is little.

    A second trip to the pool costs more than copying a few bytes. Where the file
    ends early there is no body, and the pump deals with it.
    """
    ready = answer(method, headers, host, find, time.time())
    if ready.resource is None or ready.length > int(__import__('os').environ.get('SMALL','262144')):
        return ready, ready.body
    try:
        body = read_at(ready.resource.fd, ready.start, ready.length)
    except OSError:
        body = b""
    return ready, body if len(body) == ready.length else b""


def _find(token: str) -> Resource | Pending:
    return locate(TOKENS.open(token))


ROUTES = [("/" + ROUTE + "([A-Za-z0-9_=-]+)", MediaHandler)]
"""For ``--plugins`` and ``extra_patterns``; the server puts its prefix in front."""

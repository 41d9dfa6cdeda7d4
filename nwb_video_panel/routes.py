"""The media routes of a Bokeh server.

``panel serve --plugins nwb_video_panel.routes`` adds them before the server
forks; so does ``extra_patterns=ROUTES`` in ``pn.serve``. The secret is made when
this module is imported, hence before the fork, and the processes of
``--num-procs`` share it; servers on several machines share ``BOKEH_SECRET_KEY``.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any, cast

from bokeh.server.tornado import BokehTornado
from bokeh.server.views.auth_request_handler import AuthRequestHandler
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from .answers import ROUTE, Answer, answer, words
from .pump import Pump, in_pool
from .ranges import METHODS
from .resources import Pending, Resource, locate
from .tokens import of_process

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
            await self._send(words(401, "Log in on the page first.\n"))

    async def get(self, token: str) -> None:
        """Answer; HEAD and OPTIONS too."""
        work = partial(
            answer,
            self.request.method or "",
            self.request.headers,
            self.request.host,
            partial(_find, token),
            time.time(),
        )
        await self._send(await in_pool(work, discard=Answer.close))

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

    async def _send(self, ready: Answer) -> None:
        try:
            self.set_status(ready.status)
            self.clear_header("Content-Type")
            for name, value in ready.headers.items():
                self.set_header(name, value)
            if ready.resource is None:
                self.finish(ready.body or None)  # 204 and 304 take no body, not even an empty one
                return
            connection = cast(HTTP1Connection, self.request.connection)
            # Header fields and file are sent by separate calls; Nagle's algorithm would hold the second.
            connection.stream.set_nodelay(True)
            self._pump = Pump(connection, ready.resource.fd, ready.start, ready.length)
            await self.flush()
            await self._pump.run()
        except StreamClosedError:
            pass  # the client has gone away before the first byte
        finally:
            ready.close()


def _find(token: str) -> Resource | Pending:
    return locate(TOKENS.open(token))


ROUTES = [("/" + ROUTE + "([A-Za-z0-9_=-]+)", MediaHandler)]
"""For ``--plugins`` and ``extra_patterns``; the server puts its prefix in front."""

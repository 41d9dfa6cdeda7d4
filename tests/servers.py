"""Both servers, on real sockets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bokeh.server.server import Server
from panel.io.server import get_server
from tornado.ioloop import IOLoop

from nwb_video_panel import fallback
from nwb_video_panel.routes import ROUTES
from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.connections import Patience
from nwb_video_panel.serving.tokens import of_process


@dataclass(frozen=True)
class Served:
    """A running server."""

    kind: str
    port: int

    def path(self, kind: str, what: object) -> str:
        """The sealed path of what is to be served."""
        return f"/{ROUTE}{of_process().seal({'k': kind, 'p': str(what)})}"

    def media(self, path: Path) -> str:
        return self.path("media", path)


@contextmanager
def routes(**settings: Any) -> Iterator[Served]:
    """A Bokeh server in a thread, with the routes."""

    def make(loop: IOLoop) -> Server:
        return Server(
            {"/app": lambda _: None},
            io_loop=loop,
            port=0,
            address="127.0.0.1",
            extra_patterns=list(ROUTES),
            **settings,
        )

    with _running(make) as port:
        yield Served("routes", port)


@contextmanager
def panel(apps: Any, **settings: Any) -> Iterator[str]:
    """A Panel server in a thread, without the routes; its URL."""

    def make(loop: IOLoop) -> Server:
        return get_server(apps, port=0, address="127.0.0.1", loop=loop, verbose=False, **settings)

    with _running(make) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(make: Callable[[IOLoop], Server]) -> Iterator[int]:
    started: list[tuple[IOLoop, int]] = []
    ready = threading.Event()

    def run() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        loop = IOLoop.current()
        server = make(loop)
        server.start()
        started.append((loop, server.port))
        ready.set()
        loop.start()
        server.stop()
        loop.asyncio_loop.run_until_complete(server._http.close_all_connections())
        loop.close(all_fds=True)

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(30)
    loop, port = started[0]
    try:
        yield port
    finally:
        loop.add_callback(loop.stop)
        thread.join(30)


@contextmanager
def threads(patience: Patience | None = None) -> Iterator[Served]:
    """The fallback."""
    server = fallback.serve(patience)
    try:
        yield Served("fallback", server.port)
    finally:
        server.shutdown()
        server.server_close()

"""Which server brings the bytes to the page, and under which address the browser finds it.

Where the page comes from a Bokeh server, that server has the media routes: they
were given to it when it was started, or are added while it runs. Everywhere
else (a notebook's comm, FastAPI, ...) the threaded fallback serves them.
"""

from __future__ import annotations

import gc
import logging
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from .. import kept
from ..errors import HostingError
from ..serving import pages
from ..serving.answers import ROUTE
from ..serving.tokens import Claims, of_process

if TYPE_CHECKING:
    from bokeh.server.tornado import BokehTornado
    from tornado.routing import RuleRouter

_log = logging.getLogger(__name__)

PROBE = b"nwbvideo"
"""The first 8 bytes of what ``probe`` opens; `js/src/address.js` looks for them."""

_PROBE_KEY = "probe-1"
_PLUGIN = "--plugins nwb_video_panel.routes"
_seen: WeakSet[BokehTornado] = WeakSet()


@dataclass(frozen=True, slots=True)
class Host:
    """A server that opens sealed links, and how the browser reaches it."""

    base: str | None = None
    """Where the routes are, relative to the page (or absolute, where the page is embedded in
    a page of another server); None for the fallback."""
    app: str | None = None
    """The app's path on the server, without prefixes; None where it is not known."""

    def seal(self, claims: Claims) -> str:
        """Return a token for claims; the browser appends it to the address."""
        return of_process().seal(claims)

    def address(self) -> dict[str, str | int]:
        """Return what `js/src/address.js` makes the address from.

        ``{"mode": "routes", "base": url, "app": path}`` or ``{"mode": "fallback", "port": port,
        "probe": token, "host": name}``, where the probe's first bytes are `PROBE` and the host is this
        machine, for people.
        """
        if self.base is not None:
            where: dict[str, str | int] = {"mode": "routes", "base": self.base}
            # A session that a websocket began (--num-procs, --reuse-sessions) does not know its page's
            # address: the page, which knows it, cuts the app's path off.
            return where if self.app is None else {**where, "app": self.app}
        kept.put(_PROBE_KEY, PROBE)
        probe = self.seal({"k": "blob", "p": _PROBE_KEY})
        return {"mode": "fallback", "port": _fallback_port(), "probe": probe, "host": socket.gethostname()}


def find() -> Host:
    """Return the server for the page that is being made.

    Call it where the page's document is current (in the app, or in a callback).

    Raises
    ------
    HostingError
        Python runs inside the browser (Pyodide), where nothing can be served.
    """
    if sys.platform == "emscripten":
        raise HostingError(
            "Videos cannot be served here",
            "Python runs inside the browser, which has no server.",
            "Use `panel serve`, or a notebook with a Python kernel.",
        )
    from panel.io.state import state

    context = getattr(state.curdoc, "session_context", None)
    if context is None:
        return Host()
    if context.server_context is None:
        # Panel's preview in Jupyter runs apps in a kernel, which has no Bokeh server.
        return Host() if "panel.io.jupyter_executor" in sys.modules else _before_the_server()
    application = _application_of(context.server_context.application_context)
    if application is None or not _has_routes(application):
        return Host()

    app = str(context.server_context.application_context.url).rstrip("/")
    return Host(_base(state.rel_path or "", context.request), app)


def local_url(claims: Claims) -> str:
    """Serve what the claims stand for on this machine alone, and return its URL."""
    return f"http://127.0.0.1:{_fallback_port()}/{ROUTE}{pages.of_this_process().seal(claims)}"


def _fallback_port() -> int:
    # Pages of a Bokeh server have no use for the fallback, and need not load it.
    from .. import fallback

    return fallback.shared().port


def _before_the_server() -> Host:
    """Return a host for a run of the app that no page sees yet (``--warm``, ``--autoreload``).

    No thread may start now, as the server may still fork. The server is built
    after this run, and takes the routes up then.
    """
    from bokeh.server.urls import toplevel_patterns

    from .. import routes

    if routes.ROUTES[0] not in toplevel_patterns:
        toplevel_patterns.extend(routes.ROUTES)
    return Host(ROUTE)


def _application_of(context: object) -> BokehTornado | None:
    """Return the running Bokeh application that serves a session, None where another server does.

    A session knows its own part of the application but not the whole; the whole
    is found among the few instances there are, which refer to their class.
    """
    found = _serving(context, list(_seen))
    if found is None and "bokeh.server.tornado" in sys.modules:
        from bokeh.server.tornado import BokehTornado

        classes = [BokehTornado, *BokehTornado.__subclasses__()]
        _seen.update(each for each in gc.get_referrers(*classes) if type(each) in classes)
        found = _serving(context, list(_seen))
    return found


def _serving(context: object, applications: list[BokehTornado]) -> BokehTornado | None:
    return next((each for each in applications if context in each.applications.values()), None)


def _has_routes(application: BokehTornado) -> bool:
    """Whether the application has the media routes, now or from now on."""
    from tornado import process

    from .. import routes

    if _routed(application.default_router, routes.MediaHandler):
        return True
    if process.task_id() is not None:
        _log.warning(
            "Videos are served by a server beside this one, which browsers on other machines do not reach: "
            "this server has several processes and was started without %s.",
            _PLUGIN,
        )
        return False
    application.add_handlers(
        ".*", [(application.prefix + pattern, handler) for pattern, handler in routes.ROUTES]
    )
    return True


def _routed(router: RuleRouter, handler: type) -> bool:
    """Whether a router, or one inside it, leads to a handler."""
    from tornado.routing import RuleRouter

    return any(
        rule.target is handler or (isinstance(rule.target, RuleRouter) and _routed(rule.target, handler))
        for rule in router.rules
    )


def _base(up: str, request: Any) -> str:  # noqa: ANN401 - Bokeh's request proxy has no public type
    """Return where the routes are, relative to the page.

    Parameters
    ----------
    up
        `panel.state.rel_path`: from the page's folder to the server's root, without
        a slash at its end; or a URL, where the page embeds the app.
    request
        The request for the page.
    """
    path, app = str(getattr(request, "path", "") or ""), str(getattr(request, "app_path", "") or "")
    if app.strip("/") and path.endswith("/") and "://" not in up:
        up = f"../{up}"  # asked for as /viewer/, so that the page is its own folder
    return f"{up.rstrip('/')}/{ROUTE}" if up else ROUTE

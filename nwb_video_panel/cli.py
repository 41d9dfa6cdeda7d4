"""The command ``nwb-video-panel``: view, check, demo.

Nothing but argparse is imported until a command runs, so that ``--version`` and
``--help`` answer at once. Exit codes: 0, 1 where `check` found problems, 2 where
the command could not do what it was asked.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from . import __version__
from .progressline import ProgressLine

if TYPE_CHECKING:
    from pathlib import Path

    from bokeh.server.server import Server

    from .dashboard import Dashboard


PORT = 16920
"""The port unless another is given. Always the same, so that links and what the browser keeps hold tomorrow;
below the ports that systems give out by themselves."""
PORTS = 20
"""So many are tried from there on, for servers that run side by side."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv
        The arguments; those of the process unless given.

    Returns
    -------
    int
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a question mark and goes on.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    arguments = _parser().parse_args(argv)
    from .errors import NWBVideoPanelError

    _log_to_the_terminal(verbose=arguments.verbose)
    try:
        code: int = arguments.run(arguments)
    except NWBVideoPanelError as error:
        return _fail(error)
    except KeyboardInterrupt:
        return 130
    return code


def viewer_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Parse what follows ``--args`` in ``panel serve apps/viewer.py --args ...``.

    Returns
    -------
    argparse.Namespace
        ``paths``, ``video_root`` (lists of `pathlib.Path`, maybe empty) and ``root`` (one, or None).

    Raises
    ------
    SessionError
        The arguments are not understood. A server must go on, so nothing exits.
    """
    parser = _RaisingParser(prog="--args", add_help=False)
    _add_session_arguments(parser)
    return parser.parse_args(argv)


def viewer(argv: Sequence[str]) -> Dashboard:
    """Return the page for the arguments of ``apps/viewer.py``; where they make no sense it says so."""
    from .dashboard import Dashboard
    from .errors import SessionError

    try:
        arguments = viewer_arguments(argv)
    except SessionError as error:
        return Dashboard.failed(error)
    return Dashboard(arguments.paths, arguments.video_root, arguments.root, bool(arguments.remember))


class _RaisingParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        from .errors import SessionError

        raise SessionError("The arguments are not understood", f"{message}.", self.format_usage().strip())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nwb-video-panel",
        description="Play every camera of an NWB session in a synchronised grid, on the session clock.",
    )
    parser.add_argument("--version", action="version", version=f"nwb-video-panel {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--verbose", action="store_true", help="print the log, with tracebacks")
    serving = argparse.ArgumentParser(add_help=False)
    serving.add_argument(
        "--port",
        type=_port,
        help=f"the server's port, 0 for any; {PORT} or the next free one unless given",
    )
    serving.add_argument("--no-browser", action="store_true", help="print the address, open nothing")

    view = commands.add_parser("view", parents=[serving, everywhere], help="open sessions in the browser")
    _add_session_arguments(view)
    view.set_defaults(run=_view)

    check = commands.add_parser(
        "check",
        parents=[everywhere],
        help="print a table of cameras, files, frames and problems",
        epilog="Exits with 1 where there are problems, with 2 where a file cannot be read.",
    )
    check.add_argument("paths", nargs="+", type=_path, metavar="SESSION.nwb")
    _add_video_root(check)
    check.set_defaults(run=_check)

    demo = commands.add_parser(
        "demo", parents=[serving, everywhere], help="open a session made for trying things"
    )
    demo.add_argument("--make-only", action="store_true", help="make it, print where it is, and stop")
    demo.set_defaults(run=_demo)

    from . import cli_cache, cli_prepare

    cli_prepare.add_parser(commands, everywhere)
    cli_cache.add_parser(commands, everywhere)
    return parser


def _add_session_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=_session,
        metavar="SESSION.nwb|FOLDER",
        help="NWB files, folders to choose from, addresses of NWB files (https://…, s3://…), or "
        "DANDI:000409/path/of/a/file.nwb; the demo session where none is named",
    )
    _add_video_root(parser)
    parser.add_argument(
        "--root",
        type=_path,
        metavar="DIR",
        help="the only folder from which the page may choose files, and in which these may name videos",
    )
    parser.add_argument(
        "--remember",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="open sessions as they were last left (`view` does so; a shared server does not)",
    )


def _add_video_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--video-root",
        type=_folder,
        metavar="DIR",
        action="append",
        default=[],
        help="search here for videos that are not where the NWB file says, and let it name videos here; "
        "may be repeated",
    )


def _session(text: str) -> Path | str:
    # A path would lose one of an address' slashes.
    return text if "://" in text else _path(text)


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text).expanduser()


def _folder(text: str) -> Path:
    path = _path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 65536:
        raise argparse.ArgumentTypeError(f"{port} is not a port (0 to 65535)")
    return port


def _view(arguments: argparse.Namespace) -> int:
    from .dashboard import is_elsewhere, sessions

    if not arguments.paths and arguments.root is None:
        return _demo(arguments)
    # What cannot be opened is said here, before a browser opens.
    files = sessions(arguments.paths, arguments.root)
    if len(files) == 1 and not is_elsewhere(files[0]):
        from .nwb import read_session

        read_session(files[0], arguments.video_root, arguments.root)
    return _serve(arguments.paths, arguments.video_root, arguments.root, arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from . import demo

    path = demo.make(progress=ProgressLine("Making the demo session"))
    if getattr(arguments, "make_only", False):
        print(path)
        return 0
    return _serve([path], [], None, arguments)


def _check(arguments: argparse.Namespace) -> int:
    from .errors import SessionError
    from .report import check

    code = 0
    for path in arguments.paths:
        try:
            report = check(path, arguments.video_root)
        except SessionError as error:
            code = _fail(error)
            continue
        print(report.render())
        code = max(code, int(report.problems))
    return code


def _serve(
    paths: Sequence[Path | str], video_root: Sequence[Path], root: Path | None, arguments: argparse.Namespace
) -> int:
    """Serve the dashboard on the loopback interface until interrupted."""
    port = _free_port(arguments.port)
    import webbrowser

    import panel as pn

    from .dashboard import Dashboard

    pn.extension("tabulator", sizing_mode="stretch_both")
    # One person's own server, unless told otherwise.
    remember = getattr(arguments, "remember", None) is not False
    server, port = _listening(lambda: Dashboard(paths, video_root, root, remember), port, arguments.port)
    address = f"http://localhost:{port}/viewer"
    print(f"{address}\nCtrl+C ends it.", flush=True)
    if not arguments.no_browser:
        # A browser that runs in the terminal keeps its caller waiting; the server must not.
        server.io_loop.add_callback(server.io_loop.run_in_executor, None, webbrowser.open, address)
    server.start()
    server.io_loop.start()
    return 0


def _listening(page: Callable[[], Dashboard], port: int, wanted: int | None) -> tuple[Server, int]:
    """Return a server of a page and its port: the next one where another server was faster."""
    from panel.io.server import get_server

    from .routes import ROUTES

    while True:
        try:
            server = get_server(
                {"viewer": page},
                port=port,
                address="127.0.0.1",
                websocket_origin=[f"127.0.0.1:{port}", f"localhost:{port}"],
                title="NWB video",
                extra_patterns=ROUTES,
            )
        except OSError:
            port = _free_port(wanted)
        else:
            return server, port


def _free_port(wanted: int | None) -> int:
    """Find a port; the server must know its number before it starts, to name the origins it trusts."""
    from .errors import HostingError

    if wanted is None:
        for port in (*range(PORT, PORT + PORTS), 0):
            with contextlib.suppress(OSError):
                return _bound(port)
    try:
        return _bound(wanted or 0)
    except OSError as error:
        raise HostingError(
            f"Port {wanted} cannot be used", f"{error.strerror}.", "Choose another --port, or none."
        ) from error


def _bound(port: int) -> int:
    """Return the port that a socket gets where it asks for this one."""
    import socket

    with socket.socket() as probe:
        if sys.platform != "win32":  # where the option lets two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        bound: int = probe.getsockname()[1]
        return bound


def _fail(error: Exception) -> int:
    import logging

    from .printable import printed

    logging.getLogger(__name__).debug("what failed", exc_info=error)
    what, why, cure = (printed(getattr(error, part)) for part in ("what", "why", "cure"))
    print("\n  ".join(line for line in (f"{what}.", why, cure) if line), file=sys.stderr)
    return 2


def _log_to_the_terminal(*, verbose: bool) -> None:
    import logging

    class Brief(logging.Formatter):
        """One line for each event; ``--verbose`` shows the tracebacks."""

        def formatException(self, ei: object) -> str:  # noqa: ARG002, N802 - logging's name
            return ""

        def format(self, record: logging.LogRecord) -> str:
            record.exc_text = None
            return super().format(record).rstrip()

    handler = logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s")
        if verbose
        else Brief("%(message)s")
    )
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING, handlers=[handler])


if __name__ == "__main__":
    sys.exit(main())

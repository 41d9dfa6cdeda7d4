"""A threaded server for pages that no Bokeh server serves: notebooks, mostly.

One server for the whole process, on loopback and a free port, with one thread
per connection and the standard library alone. It carries out the same plans
under the same kind of URL as `routes`, opening the same tokens. Times are
seconds.

`start_video_server` is a plain call beside it that nothing else here uses: it
serves the video files of one folder by name, to every process on the machine.
"""

from __future__ import annotations

import os
import re
import threading
from functools import partial
from pathlib import Path
from urllib.parse import unquote_to_bytes

from .errors import NotServedError
from .serving.answers import ROUTE
from .serving.connections import MediaServer, Patience
from .serving.pages import opened
from .serving.resources import BINARY, Found, Resource, content_type, locate, open_file

# On Windows a backslash would separate and a colon name a drive or a stream.
_NAME = re.compile(r"[^\0\\:]+" if os.name == "nt" else r"[^\0]+")


class _Running:
    """The servers of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.shared: MediaServer | None = None
        self.folders: dict[Path, MediaServer] = {}

    def forget(self) -> None:
        """Begin anew in a forked child, which has the sockets but none of the threads."""
        for server in [self.shared, *self.folders.values()]:
            if server is not None:
                server.socket.close()
        self.__init__()  # type: ignore[misc]


_running = _Running()


def serve(patience: Patience | None = None) -> MediaServer:
    """Start a server that opens the process's tokens; `shared` is the one to use."""
    server = MediaServer(_open_token, proxied=True, patience=patience)
    server.start()
    return server


def shared() -> MediaServer:
    """Return the process's one server, started on the first call."""
    with _running.lock:
        if _running.shared is None:
            _running.shared = serve()
        return _running.shared


def start_video_server(directory: str | os.PathLike[str]) -> int:
    """Serve the video files of a folder on loopback, and return the port.

    A low-level call for scripts: ``http://127.0.0.1:<port>/<path in the folder>``
    answers range requests until the process ends. **Every process and every user
    of this machine can read the folder's video files through it**; the players of
    this package use sealed links instead.

    Parameters
    ----------
    directory
        A folder. Files with the suffix of a video format are served from it and
        from the folders in it, by their path with URL quoting. There is no
        listing, and no symlink leads out.

    Returns
    -------
    int
        The port; the same for the same folder.

    Raises
    ------
    NotADirectoryError
        There is no such folder.
    """
    root = Path(directory).resolve()
    if not root.is_dir():
        raise NotADirectoryError(f"{root} is not a folder.")
    with _running.lock:
        if root not in _running.folders:
            server = MediaServer(partial(_open_video, root))
            server.start()
            _running.folders[root] = server
        return _running.folders[root].port


def _open_token(path: str, query: str) -> Found:
    """Open what the token in a request path, and the query behind it, stand for."""
    if not path.startswith(f"/{ROUTE}"):
        raise NotServedError
    return locate(opened(path.removeprefix(f"/{ROUTE}")), query)


def _open_video(root: Path, path: str, _query: str) -> Resource:
    """Open the file of a folder that a request path names."""
    try:
        name = os.fsdecode(unquote_to_bytes(path.removeprefix("/")))
        kind = content_type(name)
        parts = name.split("/")
        if any(part in (".", "..") or not _NAME.fullmatch(part) for part in parts):
            raise NotServedError
        # Symlinks within the folder are fine (data sets keep their files that way). The path is
        # resolved, then opened component by component, so that one that changes meanwhile is not.
        found = root.joinpath(*parts).resolve(strict=True)
        if BINARY in (kind, content_type(found.name)) or not found.is_relative_to(root):
            raise NotServedError
        return open_file(str(found), kind)
    except (OSError, ValueError, RuntimeError):
        raise NotServedError from None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_running.forget)

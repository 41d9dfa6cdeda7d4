"""The page of the viewer: a chooser where there are several sessions, and the player."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import panel as pn
import param
from panel.viewable import Viewer

from . import remotesession
from .errors import NWBVideoPanelError, SessionError
from .page import viewstate
from .page.videogrid import VideoGrid
from .player import NWBLocalVideoPlayer
from .serving import remote

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Dashboard(Viewer):
    """One page that plays one of several sessions.

    Parameters
    ----------
    paths
        NWB files and folders of NWB files; the demo session where there are none.
    video_root
        Folders to search for videos that are not where the NWB files say.
    root
        The only folder that the page may choose files from; what lies outside is refused. The NWB files
        may name videos anywhere in it.
    remember
        Whether sessions open as they were last left; for a server that one person uses.
    """

    session: param.Selector[Path | str | None] = param.Selector(
        default=None, allow_None=True, doc="The NWB file that is shown."
    )

    def __init__(
        self,
        paths: Sequence[Path | str] = (),
        video_root: Sequence[Path | str] = (),
        root: Path | str | None = None,
        remember: bool = False,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # panel's is untyped
        self._remember = remember
        self._asked = _query()
        self._video_root, self._root = list(video_root), root
        self._opening = 0
        self._body = pn.Column(sizing_mode="stretch_both", margin=0)
        self._view = pn.Column(self._body, sizing_mode="stretch_both", margin=0, min_height=300)
        self._table_box = pn.Column()
        self.player: NWBLocalVideoPlayer | None = None
        """The player on the page; None before it is there and where the session cannot be shown."""
        self._show(_words("Looking for sessions"))
        self._in_thread(lambda: _found(paths, root), self._offer)

    @classmethod
    def failed(cls, error: NWBVideoPanelError) -> Dashboard:
        """Return a page that says nothing but what went wrong."""
        dashboard = cls.__new__(cls)
        super(Dashboard, dashboard).__init__()  # type: ignore[no-untyped-call]  # panel's is untyped
        dashboard._view = pn.Column(_message(error), sizing_mode="stretch_both", margin=0)
        dashboard.player = None
        return dashboard

    def __panel__(self) -> pn.Column:
        return self._view

    def _in_thread(
        self, work: Callable[[], Result], use: Callable[[Result], None], file: Path | str | None = None
    ) -> None:
        """Do slow work, for a file, without holding up the server for others; at once where there is none."""

        async def later() -> None:
            try:
                use(await in_turn(file or self, work))
            except Exception:
                log.exception("The page cannot be made")
                self._show(
                    _words("The page cannot be made", "The server's log has the details.", "Reload it.")
                )

        if pn.state.curdoc and pn.state.curdoc.session_context:
            # What changes while the page is still loading may never reach it.
            pn.state.onload(later)
        else:
            use(work())

    def _offer(self, files: list[Path | str] | NWBVideoPanelError) -> None:
        if isinstance(files, NWBVideoPanelError):
            self._show(_message(files))
            return
        self.param.session.objects = dict(zip(_labels(files), files, strict=True))
        if len(files) > 1:
            chooser = pn.widgets.Select.from_param(
                self.param.session, name="Session", sizing_mode="stretch_width", max_width=640, margin=(8, 12)
            )
            self._view.insert(0, chooser)
        self._names = {path: label for label, path in zip(_labels(files), files, strict=True)}
        wanted = self._asked.get("session", [""])[0]
        known = next((path for path, label in self._names.items() if label == wanted), None)
        if wanted and known is None:
            # The state in the address is that of another session.
            log.warning("The address names a session that is not offered: %s", wanted[:200])
            self._asked = {}
        self.session = known or files[0]

    @param.depends("session", watch=True)
    def _open(self) -> None:
        self._opening += 1
        opening, path = self._opening, self.session
        if path is None:
            return
        self._show(_words("Opening the session", _place(path).name))

        def place(opened: NWBLocalVideoPlayer | pn.pane.HTML) -> None:
            # Another session may have been chosen while this one was read.
            if opening == self._opening:
                self._place(opened)

        asked, self._asked = self._asked, {}
        chosen = {
            "view_state": viewstate.of_address(asked),
            "root": self._root,
            "in_address": {"session": self._names[path]},
            "remember": self._remember,
        }
        self._in_thread(lambda: _read(path, self._video_root, chosen), place, path)

    def _place(self, opened: NWBLocalVideoPlayer | pn.pane.HTML) -> None:
        self.player = opened if isinstance(opened, NWBLocalVideoPlayer) else None
        self._show(opened)
        if self.player is not None and self.player.intervals:
            self.player.grid.table = ""
            self.player.grid.param.watch(self._open_table, "table")
            self.player.grid.param.watch(self._follow_lane, "lane")
            self.player.grid.param.watch(self._fit_table, "table_height")

    def _open_table(self, event: param.parameterized.Event) -> None:
        """Open the table that the page asks for below the player, or close it."""
        if self.player is None or event.obj is not self.player.grid:
            return
        # The player stays in its place: moved on the page, its videos would begin anew.
        player, grid = self.player, self.player.grid
        below: list[Any] = []
        if event.new in player.intervals:
            # The page moves the line between table and videos; the table fills its box.
            table = player.intervals_table(
                event.new,
                show=lambda name: self._show_table(grid, name),
                sizing_mode="stretch_both",
                height=None,
            )
            box = pn.Column(table, height=int(grid.table_height), sizing_mode="stretch_width", margin=0)
            self._table_box = box
            below = [box]
        else:
            grid.passing = {}
        self._body[1:] = below

    def _fit_table(self, event: param.parameterized.Event) -> None:
        self._table_box.height = int(event.new)

    @staticmethod
    def _show_table(grid: VideoGrid, name: str) -> None:
        """Open the table that was chosen above the one there is, or close that."""
        if name:
            grid.lane = name
        grid.table = name

    def _follow_lane(self, event: param.parameterized.Event) -> None:
        """Show the table of the lane that was chosen, where one is open."""
        if event.obj.table and event.new in (self.player.intervals if self.player else ()):
            event.obj.table = event.new

    def _show(self, content: NWBLocalVideoPlayer | pn.pane.HTML) -> None:
        self._body[:] = [content]


_turns: WeakValueDictionary[tuple[asyncio.AbstractEventLoop, object], asyncio.Lock] = WeakValueDictionary()


async def in_turn(what: object, work: Callable[[], Result]) -> Result:
    """Return what comes of work in a thread; for one thing one at a time, lest it take all threads."""
    turn = _turns.setdefault((asyncio.get_running_loop(), what), asyncio.Lock())
    async with turn:
        return await asyncio.to_thread(work)


def sessions(paths: Sequence[Path | str], root: Path | str | None = None) -> list[Path | str]:
    """List the NWB files among paths and in folders; the demo session where nothing is named.

    Parameters
    ----------
    paths
        Files and folders; a folder is searched with all its subfolders.
    root
        Where given, the only folder that may be read from; it is listed itself where no path is named.

    Raises
    ------
    SessionError
        A path does not exist, lies outside ``root``, or a folder holds no NWB file.
    """
    if not paths and root is not None:
        paths = [root]
    if not paths:
        from .demo import make

        return [make()]
    allowed = None if root is None else Path(root).expanduser().resolve()
    files: list[Path | str] = []
    for given in paths:
        if is_elsewhere(given):
            if allowed is not None:
                why = f"{given} is not in it."
                raise SessionError("Outside the allowed folder", why, "Start without --root.")
            files.append(given)
            continue
        path = Path(given).expanduser().resolve()
        if allowed is not None and not path.is_relative_to(allowed):
            raise SessionError(
                "Outside the allowed folder", f"{given} is not in it.", "Start with another --root."
            )
        if not path.exists():
            raise SessionError("No such file", f"{given} does not exist.", "Check the path.")
        found = sorted(p for p in path.rglob("*.nwb") if p.is_file()) if path.is_dir() else [path]
        if not found:
            raise SessionError(
                "No NWB file", f"The folder {given} holds none.", "Name a file, or another folder."
            )
        # A link inside the folder may lead out of it.
        files += [p for p in found if allowed is None or p.resolve().is_relative_to(allowed)]
    return list(dict.fromkeys(files))


DANDI = re.compile(r"dandi:[0-9]{6}", re.IGNORECASE)
"""How the names of files in the DANDI archive begin."""


def is_elsewhere(given: Path | str) -> bool:
    """Whether it names a file in the DANDI archive, or one by its address."""
    return DANDI.match(str(given)) is not None or (isinstance(given, str) and remote.is_remote(given))


def _found(paths: Sequence[Path | str], root: Path | str | None) -> list[Path | str] | NWBVideoPanelError:
    try:
        return sessions(paths, root)
    except NWBVideoPanelError as error:
        log.warning("%s", error)
        return error


def _read(
    path: Path | str, video_root: Sequence[Path | str], chosen: Mapping[str, Any]
) -> NWBLocalVideoPlayer | pn.pane.HTML:
    try:
        if DANDI.match(str(path)):
            from .dandi import NWBDANDIVideoPlayer

            return NWBDANDIVideoPlayer(str(path), sizing_mode="stretch_both", **chosen)
        return NWBLocalVideoPlayer(path, video_root=list(video_root), sizing_mode="stretch_both", **chosen)
    except SessionError as error:
        log.warning("%s", error, exc_info=error)
        return _message(error)


def _query() -> dict[str, list[str]]:
    """Return the values of each name in the page's address."""
    arguments = pn.state.session_args or {}
    return {
        name: [value.decode("utf-8", "replace") for value in values] for name, values in arguments.items()
    }


def _message(error: NWBVideoPanelError) -> pn.pane.HTML:
    return _words(error.what, error.why, error.cure)


def _words(what: str, *more: str) -> pn.pane.HTML:
    """Words in place of the player. Names come from untrusted files: everything is escaped."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in more)
    return pn.pane.HTML(
        f"<div role='status' style='max-width:70ch;margin:12vh auto;padding:0 16px'>"
        f"<h2 style='font-size:18px'>{escape(what)}</h2>{lines}</div>",
        sizing_mode="stretch_both",
    )


def _place(file: Path | str) -> Path:
    return remotesession.where(file) if isinstance(file, str) and remote.is_remote(file) else Path(file)


def _labels(files: Sequence[Path | str]) -> list[str]:
    """File names, with as many folders before them as tell them apart."""
    depth, places = 1, [_place(file) for file in files]
    while True:
        labels = [str(Path(*place.parts[-depth:])) for place in places]
        if len(set(labels)) == len(files) or depth >= max(len(place.parts) for place in places):
            return labels
        depth += 1

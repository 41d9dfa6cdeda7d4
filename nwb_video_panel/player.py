"""The player: `NWBLocalVideoPlayer`, a session on the page. Times are session seconds."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import param

from . import kept, remotesession
from .errors import SessionError
from .nwb import read_session
from .page import hosting, offline, saves
from .page.description import describe
from .page.sessiontables import SessionTables
from .page.sharedstate import NAMING, demand
from .page.stillsandclips import StillsAndClips
from .page.videogrid import VideoGrid
from .serving import pages, remote

if TYPE_CHECKING:
    from pynwb import NWBFile

    from .model import Session

log = logging.getLogger(__name__)

offline.inline_resources()


class NWBLocalVideoPlayer(StillsAndClips, SessionTables):
    """All cameras of an NWB session, in step on the session clock.

    Displays itself as the last line of a notebook cell (after ``pn.extension()``)
    and goes into any Panel layout.

    Parameters
    ----------
    nwbfile
        The path of an NWB file, its address (``https://…``, ``s3://…``; extra ``remote``), or an NWBFile that
        was read from disk.
    video_grid
        Rows of camera names, e.g. ``[["left", "right"], ["top"]]``; all cameras where it is not given.
    video_labels
        Names to show instead of the cameras' own.
    video_root
        A folder, or several, to search for videos that are not where the NWB file says.
    root
        A folder in which the NWB file may name videos, besides its own and those of ``video_root``.
    height
        Of the whole player, pixels.
    view_state
        How to look at the session at first, as `view_state` tells it; what does not fit is said on the page.
    remember
        Whether to open as the session was last left, and to keep that in the user's state folder. Unless
        given: in notebooks. What is given here by name goes before what is remembered.
    in_address
        Where the page is the player's own: what its address has to tell besides the view state, as
        ``{"session": name}``. The address then follows what is done, and the page offers it as a link.
    **params
        ``time``, ``playing``, ``rate``, ``loop``, ``offsets``, ``wait_for_all``, ``selected``, ``layout``,
        ``engine``, ``engines``, and Panel's own layout params.

    Raises
    ------
    SessionError
        The NWB file cannot be shown: not NWB, not on disk, no videos (all are ValueErrors).
    UnknownCameraError
        ``video_grid``, ``video_labels``, ``selected`` or ``offsets`` name cameras that the session lacks.

    Examples
    --------
    >>> player = NWBLocalVideoPlayer("session.nwb", video_grid=[["left", "right"]])  # doctest: +SKIP
    >>> player.time = 418.233  # doctest: +SKIP
    """

    def __init__(  # noqa: PLR0913 - a choice each, all but the first by name
        self,
        nwbfile: Path | str | NWBFile,
        video_grid: Sequence[Sequence[str]] | None = None,
        video_labels: Mapping[str, str] | None = None,
        *,
        video_root: Path | str | Sequence[Path | str] | None = None,
        root: Path | str | None = None,
        height: int = 640,
        view_state: Mapping[str, Any] | None = None,
        remember: bool | None = None,
        in_address: Mapping[str, str] | None = None,
        **params: Any,  # noqa: ANN401 - Panel's own params, of many types
    ) -> None:
        self._source, self._video_root, self._root = nwbfile, video_root, root
        session = self._read()
        names = [camera.name for camera in session.cameras]
        rows = _rows(video_grid)
        self._labels = labels = dict(video_labels or {})
        chosen = [name for given in NAMING for name in params.get(given) or []]
        demand([*(name for row in rows for name in row), *labels, *chosen], names)
        self._described = describe(session, labels)
        given = {*params, *(("layout", "selected", "grid", "order") if rows else ())}
        self.intervals = {table.name: table for table in session.intervals}
        """The session's tables of intervals and events (`model.Intervals`), by name."""
        self.page = pages.Page()
        """Its life, and that of its links."""
        params.setdefault("layout", "custom" if rows else "grid")
        params.setdefault("selected", [name for row in rows for name in row] if rows else names)
        # Where there is something to see, not where the first camera begins and the others are black.
        self._opening = self._described.opening(params["selected"] or names)
        params.setdefault("time", self._opening)
        params.setdefault("lane", next((table.name for table in session.intervals), ""))
        own = {name: params.pop(name) for name in list(params) if name in self._shared}
        super().__init__(**own)  # type: ignore[no-untyped-call]  # panel's is untyped
        self.camera_names = tuple(names)
        """Names of all cameras, in the order of the NWB file."""
        params.setdefault("sizing_mode", "stretch_width")
        if "stretch_both" not in params["sizing_mode"] and "stretch_height" not in params["sizing_mode"]:
            params["height"] = height
        self.grid = VideoGrid(  # type: ignore[no-untyped-call]  # panel's is untyped
            session=self._session(),
            cameras=self._described.cameras(self.page.seal),
            intervals=self._described.intervals(self.page.seal),
            grid=rows,
            ident=secrets.token_hex(6),
            focused=next((name for name in names if name in (self.selected or [])), ""),
            in_address=None if in_address is None else dict(in_address),
            margin=params.pop("margin", 0),
            **{name: getattr(self, name) for name in self._shared},
            **params,
        )
        """The component itself."""
        self.grid.page = self.page
        self.param.watch(self._to_grid, self._shared)
        self.grid.param.watch(self._from_grid, self._shared)
        self.grid.param.watch(self._renew, "renewals")
        self.grid.param.watch(self._look_again, "retries")
        self._told_of_the_cache = False
        self.grid.param.watch(self._tell_of_the_cache, "time")
        self._saves = saves.Saves(self.page, self._to_save, lambda told: self.grid.param.update(saved=told))
        self.grid.param.watch(self._save, "saves")
        self._look_first(session.path, view_state, remember, given)
        self._tell_of_the_cache()

    def on_frame(
        self, callback: Callable[[float, int | None], object], camera: str | None = None
    ) -> Callable[[], None]:
        """Call back with session time and frame number whenever the time changes.

        Parameters
        ----------
        callback
            Called with the session time in seconds and the camera's frame number at that time, over all its
            files; None before its first frame and after its last. At once when paused, at most ten times a
            second while playing. What it raises is logged.
        camera
            Whose frames; the first camera's unless given.

        Returns
        -------
        callable
            Ends the calls.

        Raises
        ------
        UnknownCameraError
            The session has no such camera.
        """
        name = self.camera_names[0] if camera is None else camera
        demand([name], self.camera_names)

        def call(*_: object) -> None:
            try:
                time = float(self.time or 0)
                callback(time, self._described.frame(name, time, self.offsets.get(name, 0)))
            except Exception:
                log.exception("A callback of on_frame failed")

        watcher = self.param.watch(call, ["time", "offsets"])
        return lambda: self.param.unwatch(watcher)

    async def _save(self, event: param.parameterized.Event) -> None:
        await self._saves.want(event.new)

    @staticmethod
    def get_video_urls_from_local(nwbfile: NWBFile | Path | str) -> dict[str, str]:
        """Serve a session's videos on this machine and tell their URLs.

        A low-level call for scripts: the player does not use it. The URLs are range-capable, hold a signed
        token each, end with the process, and answer on loopback only.

        Parameters
        ----------
        nwbfile
            The path of an NWB file, or an NWBFile that was read from disk.

        Returns
        -------
        dict
            Camera name → ``http://127.0.0.1:PORT/…`` of its first file; cameras whose file is missing are
            left out, files that the NWB file names by URL keep it.

        Raises
        ------
        SessionError
            As `NWBLocalVideoPlayer`.
        """
        session = read_session(nwbfile)
        urls = {}
        for camera in session.cameras:
            first = camera.segments[0]
            if first.url is not None:
                urls[camera.name] = first.url
            elif first.path is not None:
                urls[camera.name] = hosting.local_url({"k": "media", "p": str(first.path)})
        return urls

    def __panel__(self) -> VideoGrid:
        return self.grid

    def _renew(self, _event: param.parameterized.Event) -> None:
        log.info("The page asked for fresh tokens")
        seal = self.page.seal
        self.grid.param.update(
            cameras=self._described.cameras(seal), intervals=self._described.intervals(seal)
        )

    async def _look_again(self, _event: param.parameterized.Event) -> None:
        """Read the session again: a file may be in its place by now, have grown or been replaced."""
        before = self._described
        try:
            session = await asyncio.to_thread(self._read)
            self._described = await asyncio.to_thread(describe, session, self._labels, before)
        except SessionError:
            log.warning("The session cannot be read again", exc_info=True)
            return
        self.intervals = {table.name: table for table in session.intervals}
        self._tell_of_the_cache()
        replaced = self._described.replaced_since(before)
        if replaced:
            self.grid.said = [f"{name} was replaced; the page shows the new one." for name in replaced]
        self.grid.param.update(
            session=self._session(),
            cameras=self._described.cameras(self.page.seal),
            intervals=self._described.intervals(self.page.seal),
        )

    def _tell_of_the_cache(self, _event: param.parameterized.Event | None = None) -> None:
        """Say once that the cache takes nothing: it may do so from the first segment on, or much later."""
        trouble = kept.trouble()
        if trouble is not None and not self._told_of_the_cache:
            self._told_of_the_cache = True
            self.grid.said = [*self.grid.said, trouble]

    def _session(self) -> dict[str, Any]:
        return {**self._described.session, "opening": self._opening}

    def _read(self) -> Session:
        if isinstance(self._source, str) and remote.is_remote(self._source):
            return remotesession.read_session(self._source)
        return read_session(self._source, self._video_root, self._root)


def _rows(video_grid: Sequence[Sequence[str]] | None) -> list[list[str]]:
    """Rows without repetitions: a camera has one tile."""
    placed: set[str] = set()
    rows = []
    for given in video_grid or []:
        if isinstance(given, str):
            raise ValueError(f"video_grid is a list of rows, each a list of names: [[{given!r}, ...], ...].")
        row = [name for name in dict.fromkeys(given) if name not in placed]
        placed.update(row)
        if row:
            rows.append(row)
    return rows

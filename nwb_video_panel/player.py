"""The player: `NWBLocalVideoPlayer`, a session on the page. Times are session seconds."""

from __future__ import annotations

import asyncio
import base64
import logging
import secrets
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import param
from panel.viewable import Viewer

from . import kept, remotesession
from .errors import SessionError, UnknownCameraError, UnknownIntervalError
from .nwb import read_session
from .page import descriptors, hosting, memory, offline, remembered, saves, viewstate
from .page.videogrid import VideoGrid
from .page.viewstate import (
    ENGINES,
    LAYOUTS,
    Adjustments,
    Engines,
    Lanes,
    Loop,
    Offsets,
    Rate,
    ViewStateWarning,
)
from .serving import pages, remote
from .streams import saving

if TYPE_CHECKING:
    from pynwb import NWBFile

    from .model import Session
    from .page.intervals_table import IntervalsTable
    from .streams.shots import Shot

log = logging.getLogger(__name__)

offline.inline_resources()

_NAMING = ("selected", "offsets", "order", "enlarged", "adjustments", "engines")
"""The params that name cameras."""


class NWBLocalVideoPlayer(Viewer):
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

    time = param.Number(default=None, allow_None=True, doc="Session time, seconds; set it to seek.")
    playing = param.Boolean(default=False, doc="Whether the session clock runs; set it to play or pause.")
    rate = Rate(doc="Session seconds per second: 0.05 to 16, or backwards -0.05 to -4.")
    loop = Loop(doc="[start, stop] in session seconds, played again and again; stop is exclusive.")
    offsets = Offsets(doc="Camera → milliseconds later (+) or earlier (-) on the session clock.")
    wait_for_all = param.Boolean(default=False, doc="Whether the clock waits for a camera without data.")
    selected = param.List(default=None, allow_None=True, item_type=str, doc="Names of the cameras shown.")
    layout: param.Selector[str | None] = param.Selector(
        default=None, allow_None=True, objects=list(LAYOUTS), doc="How tiles are placed."
    )
    order = param.List(default=[], item_type=str, doc="Camera names in the order of their tiles.")
    enlarged = param.List(default=[], item_type=str, doc="Names of the cameras that are enlarged.")
    adjustments = Adjustments(
        doc="Camera → how its picture is turned, enlarged and lit, and its numbers shown."
    )
    engine: param.Selector[str] = param.Selector(
        default="auto", objects=list(ENGINES), doc="What decodes: each file's best, or one for all."
    )
    engines = Engines(doc="Camera → what decodes it, where that is not as `engine` says.")
    lanes = Lanes(doc="Of the timeline: {'hidden': [...], 'colours': {lane: column}, 'zoom': [start, stop]}.")
    lane = param.String(default="", doc="The table that 'next' and 'previous' go through, e.g. 'trials'.")

    _offer_fresh = False

    _shared: ClassVar[list[str]] = [
        *("time", "playing", "rate", "loop", "offsets", "wait_for_all", "selected", "layout", "engine"),
        *("order", "enlarged", "adjustments", "engines", "lanes", "lane"),
    ]

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
        chosen = [name for given in _NAMING for name in params.get(given) or []]
        _demand([*(name for row in rows for name in row), *labels, *chosen], names)
        self._described = descriptors.describe(session, labels)
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
        self._saves = saves.Saves(self.page, self._to_save, lambda told: self.grid.param.update(saved=told))
        self.grid.param.watch(self._save, "saves")
        self._look_first(session.path, view_state, remember, given)
        self._tell_of_the_cache()

    def seek(self, time: float) -> None:
        """Go to a session time, also where `time` already has this value but playing has moved on."""
        self.grid.command = {"id": self.grid.command["id"] + 1, "seek": float(time)}
        self.time = float(time)

    @property
    def view_state(self) -> dict[str, Any]:
        """How the session is looked at now, as a dict that survives JSON.

        Set it to look at this session, or another one, in the same way. What does not fit the session (other
        cameras, times outside it) and what this version does not know is left out with a `ViewStateWarning`.
        """
        return viewstate.told({key: getattr(self.grid, key) for key in self._view_keys})

    @view_state.setter
    def view_state(self, state: Mapping[str, Any]) -> None:
        for sentence in self._look(state):
            warnings.warn(sentence, ViewStateWarning, stacklevel=2)

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
        _demand([name], self.camera_names)

        def call(*_: object) -> None:
            try:
                time = float(self.time or 0)
                callback(time, self._described.frame(name, time, self.offsets.get(name, 0)))
            except Exception:
                log.exception("A callback of on_frame failed")

        watcher = self.param.watch(call, ["time", "offsets"])
        return lambda: self.param.unwatch(watcher)

    def intervals_table(
        self,
        name: str = "trials",
        *,
        show: Callable[[str], None] | None = None,
        **params: Any,  # noqa: ANN401 - Panel's own
    ) -> IntervalsTable:
        """Return a table of intervals or events, to place beside the player.

        Click a row, or press Enter on it, to be at its start; the row under the playhead is marked. While
        filters leave some rows out, "next" and "previous" do too. Needs ``pn.extension("tabulator")``.

        Parameters
        ----------
        name
            A key of `intervals`.
        show
            Where the table can be exchanged for another one: called with its name, "" to close it.
        **params
            Panel's own, e.g. ``height``.

        Raises
        ------
        UnknownIntervalError
            The session has no such table.
        """
        if name not in self.intervals:
            raise UnknownIntervalError(name, list(self.intervals))
        from .page.intervals_table import IntervalsTable

        names = list(self.intervals) if show else ()
        table = IntervalsTable(self.intervals[name], self.seek, names, show, self.grid.ident, **params)
        table.on_filter = lambda rows: setattr(self.grid, "passing", _passing(name, rows))
        table.mark(self.time or 0.0)
        # What is no longer used does not listen: the player holds it weakly.
        listening = weakref.WeakMethod(table.mark)

        def follow(_event: param.parameterized.Event) -> None:
            mark = listening()
            if mark is None:
                self.param.unwatch(watcher)
            else:
                mark(self.time or 0.0, playing=self.playing)

        watcher = self.param.watch(follow, ["time", "playing"])
        return table

    def goto(self, **where: float) -> None:
        """Go to where an interval or an event starts.

        Parameters
        ----------
        **where
            One table and the ``id`` of a row in it, as the NWB file has them: ``goto(trial=12)`` or
            ``goto(trials=12)``; for names that are no identifiers ``goto(**{"my table": 3})``.
            ``goto(time=418.233)`` goes to a session time.

        Raises
        ------
        UnknownIntervalError
            There is no such table, or no such row in it (a LookupError).
        """
        if len(where) != 1:
            raise TypeError(f"goto() takes one place, e.g. goto(trial=12), not {sorted(where)}.")
        [(name, number)] = where.items()
        table = next((self.intervals[each] for each in (name, f"{name}s") if each in self.intervals), None)
        if table is None and name == "time":
            self.seek(number)
            return
        if table is None:
            raise UnknownIntervalError(name, list(self.intervals))
        try:
            self.seek(table.start_of(int(number)))
        except LookupError:
            raise UnknownIntervalError(f"{name} {number}", _few(table.ids.tolist())) from None

    def save_frame(self, camera: str | None = None, folder: Path | str = ".") -> Path:
        """Write the frame that a camera shows at `time` as PNG, at full resolution.

        Parameters
        ----------
        camera
            Its name; the focused one unless given.
        folder
            Where to. Camera, frame number and timestamp are in the file's name and in its metadata.

        Raises
        ------
        UnknownCameraError
            There is no such camera.
        MediaError
            It has no frame at that time, the frame cannot be read, or the folder cannot be written.
        """
        name = camera or self.grid.focused
        _demand([name], self.camera_names)
        session, shots = self._to_save()
        return saving.save_frame(shots[name], self.time or 0.0, Path(folder), session)

    def save_clip(  # noqa: PLR0913 - one call, every choice named
        self,
        path: Path | str,
        start: float | None = None,
        stop: float | None = None,
        cameras: Sequence[str] | None = None,
        *,
        rate: float = 1.0,
        height: int | None = None,
        burned: bool = False,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Path:
        """Write the cameras side by side as MP4 (H.264), every frame for as long as it was on screen.

        Cameras are moved by their `offsets`, turned and mirrored as on screen; zoom and light are left as
        recorded. A camera that has no frame is black; through a gap its last frame stays.

        Parameters
        ----------
        path
            Of the MP4 file, which is there only once it is whole.
        start, stop
            Session seconds, stop exclusive; the loop unless given.
        cameras
            Their names, from left to right; those shown unless given.
        rate
            Session seconds per second of the clip, 0.05 to 16: 0.25 plays four times slower than it was.
        height
            Rows of the clip; as recorded unless given, of several cameras at most 720.
        burned
            Whether the session time is drawn into the picture.
        progress
            Called with the share that is done, 0 to 1.
        cancelled
            Asked before each picture whether to stop; what is not whole is deleted.

        Returns
        -------
        Path
            That of the file.

        Raises
        ------
        ValueError
            There are neither start and stop nor a loop, stop is not after start, or ``rate`` is none.
        UnknownCameraError
            The session has no such camera.
        MediaError
            No camera has a frame there or can be read, the file cannot be written (no room, no permission),
            or PyAV has no encoder.
        NobodyWaitsError
            It was cancelled.

        Examples
        --------
        >>> player.save_clip("rear.mp4", 52.1, 53.4, ["side"], rate=0.25, burned=True)  # doctest: +SKIP
        """
        if start is None and stop is None and self.loop is not None:
            start, stop = self.loop
        if start is None or stop is None:
            raise ValueError("Give start and stop in session seconds, or set a loop.")
        if not start < stop:
            raise ValueError(f"A clip from {start} to {stop} s would end before it begins.")
        if not 0.05 <= rate <= 16:
            raise ValueError(f"rate is from 0.05 to 16, not {rate}.")
        names = list(cameras or self._in_order())
        _demand(names, self.camera_names)
        _, shots = self._to_save()
        return saving.save_clip(
            [shots[name] for name in names],
            (float(start), float(stop)),
            Path(path),
            rate=rate,
            height=height,
            burned=burned,
            progress=progress,
            cancelled=cancelled,
        )

    def _in_order(self) -> list[str]:
        """Return the cameras shown, from the first tile to the last."""
        ordered = [*self.order, *self.camera_names]
        return sorted(self.selected or self.camera_names, key=ordered.index)

    def _to_save(self) -> tuple[str, dict[str, Shot]]:
        """Return the session's name, and each camera as it is shown."""
        shots = self._described.shots(self.grid.offsets, self.grid.adjustments)
        return self._described.session["name"], shots

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

    def _to_grid(self, *events: param.parameterized.Event) -> None:
        try:
            for event in events:
                self._demand_fitting(event.name, event.new)
        except ValueError:
            # What was refused leaves nothing behind.
            with param.parameterized.discard_events(self):
                self.param.update({event.name: event.old for event in events})
            raise
        values = {event.name: event.new for event in events}
        # The page takes one param after the other: a clock that still runs would leave the time it is given.
        if values.get("playing") is False:
            self.grid.playing = values.pop("playing")
        self.grid.param.update(values)

    def _demand_fitting(self, name: str, value: object) -> None:
        if name in {"time", "selected", "layout"} and value is None:
            raise ValueError(f"{name} cannot be None.")
        if isinstance(value, list | dict) and name in _NAMING:
            _demand(list(value), self.camera_names)

    @property
    def _view_keys(self) -> list[str]:
        return [key for key in viewstate.KEYS if key in self.grid.param]

    def _look_first(
        self, path: Path, view_state: Mapping[str, Any] | None, remember: bool | None, given: set[str]
    ) -> None:
        """Look at the session as the address says, else as it was last left."""
        state: object = view_state
        if memory.is_wanted(remember):
            self._memory = memory.Memory(path, lambda: self.view_state)
            if state is None:
                state = remembered.recall(path)
                self._offer_fresh = isinstance(state, Mapping)
            self.grid.param.watch(self._remember, [*self._view_keys, "playing"])
        fresh = self.view_state
        if isinstance(state, Mapping):
            said = self._look({key: value for key, value in state.items() if key not in given})
            if self._offer_fresh and self.view_state != fresh:
                self.grid.restored = True
                self.grid.param.watch(lambda _event: self._start_fresh(fresh), "fresh_starts")
            for sentence in said:
                log.warning("%s: %s", path, sentence)
            self.grid.said = said

    def _start_fresh(self, fresh: Mapping[str, Any]) -> None:
        """Look at the session as if it had never been opened."""
        self.grid.restored = False
        self._look(fresh)
        self.seek(fresh["time"])

    def _look(self, state: Mapping[str, Any]) -> list[str]:
        facts = self._described.session
        params = self.grid.param

        def refuse(key: str, value: object) -> None:
            params[key]._validate(value)

        values, said = viewstate.fitting(
            state, self._view_keys, self.camera_names, (facts["start"], facts["stop"]), refuse
        )
        self.grid.param.update(values)
        return said

    def _remember(self, *_events: param.parameterized.Event) -> None:
        # While it plays, each frame is another state; the one where it stops is kept.
        if not self.grid.playing:
            self._memory.note()

    def _from_grid(self, *events: param.parameterized.Event) -> None:
        self.param.update({event.name: event.new for event in events})

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
            self._described = await asyncio.to_thread(self._describe, before)
        except SessionError:
            log.warning("The session cannot be read again", exc_info=True)
            return
        self._tell_of_the_cache()
        replaced = self._described.replaced_since(before)
        if replaced:
            self.grid.said = [f"{name} was replaced; the page shows the new one." for name in replaced]
        self.grid.param.update(
            session=self._session(),
            cameras=self._described.cameras(self.page.seal),
            intervals=self._described.intervals(self.page.seal),
        )

    def _tell_of_the_cache(self) -> None:
        trouble = kept.trouble()
        if trouble is not None:
            self.grid.said = [*self.grid.said, trouble]

    def _session(self) -> dict[str, Any]:
        return {**self._described.session, "opening": self._opening}

    def _read(self) -> Session:
        if isinstance(self._source, str) and remote.is_remote(self._source):
            return remotesession.read_session(self._source)
        return read_session(self._source, self._video_root, self._root)

    def _describe(self, before: descriptors.Description) -> descriptors.Description:
        return descriptors.describe(self._read(), self._labels, before)


def _passing(table: str, rows: np.ndarray | None) -> dict[str, Any]:
    """Return which rows of a table pass, small enough to be sent: a bit each, the first one lowest."""
    if rows is None:
        return {}
    mask = np.packbits(rows, bitorder="little").tobytes()
    return {"table": table, "count": int(rows.sum()), "mask": base64.b64encode(mask).decode()}


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


def _few(ids: list[int]) -> list[str]:
    """Return the ids in words; of many the first and the last."""
    return [str(number) for number in ids] if len(ids) < 8 else [*map(str, ids[:3]), "…", str(ids[-1])]


def _demand(names: Sequence[str], known: Sequence[str]) -> None:
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    if unknown:
        raise UnknownCameraError(unknown, known)

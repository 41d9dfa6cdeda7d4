"""What Python and the page both change, kept alike: the params that say how a session is looked at."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import param
from panel.viewable import Viewer

from ..errors import UnknownCameraError
from . import memory, remembered, viewstate
from .description import Description
from .videogrid import VideoGrid
from .viewstate import (
    ENGINES,
    LAYOUTS,
    Adjustments,
    Engines,
    Lanes,
    Loop,
    Offsets,
    Rate,
    SessionTime,
    ViewStateWarning,
)

log = logging.getLogger(__name__)

NAMING = ("selected", "offsets", "order", "enlarged", "adjustments", "engines")
"""The params that name cameras."""


class SharedState(Viewer):
    """How a session is looked at, on the page and in Python alike. Times are session seconds."""

    time = SessionTime(default=None, allow_None=True, doc="Session time, seconds; set it to seek.")
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

    grid: VideoGrid
    """The component itself."""
    camera_names: tuple[str, ...]
    """Names of all cameras, in the order of the NWB file."""
    _described: Description

    _shared: ClassVar[list[str]] = [
        *("time", "playing", "rate", "loop", "offsets", "wait_for_all", "selected", "layout", "engine"),
        *("order", "enlarged", "adjustments", "engines", "lanes", "lane"),
    ]

    def seek(self, time: float) -> None:
        """Go to a session time, also where `time` already has this value but playing has moved on."""
        time = float(time)
        SessionTime.demand_finite(time)
        self.grid.command = {"id": self.grid.command["id"] + 1, "seek": time}
        self.time = time

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
        if isinstance(value, list | dict) and name in NAMING:
            demand(list(value), self.camera_names)

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


def demand(names: Sequence[str], known: Sequence[str]) -> None:
    """Raise UnknownCameraError where names are not among those known."""
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    if unknown:
        raise UnknownCameraError(unknown, known)

"""A session's tables of intervals and events, beside its player and as places to go to."""

from __future__ import annotations

import base64
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import param

from ..errors import UnknownIntervalError
from .sharedstate import SharedState

if TYPE_CHECKING:
    from ..model import Intervals
    from .intervals_table import IntervalsTable


class SessionTables(SharedState):
    """What a player does with its session's tables."""

    intervals: Mapping[str, Intervals]
    """The session's tables of intervals and events (`model.Intervals`), by name."""

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
        from .intervals_table import IntervalsTable

        names = list(self.intervals) if show else ()
        table = IntervalsTable(self.intervals[name], self.seek, names, show, self.grid.ident, **params)
        table.on_filter = lambda rows: setattr(self.grid, "passing", _passing(name, rows))
        table.mark(self.time or 0.0)
        # What is no longer used does not listen: the player holds it weakly.
        listening = weakref.WeakMethod(table.mark)

        def follow(*_events: param.parameterized.Event) -> None:
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


def _passing(table: str, rows: np.ndarray | None) -> dict[str, Any]:
    """Return which rows of a table pass, small enough to be sent: a bit each, the first one lowest."""
    if rows is None:
        return {}
    mask = np.packbits(rows, bitorder="little").tobytes()
    return {"table": table, "count": int(rows.sum()), "mask": base64.b64encode(mask).decode()}


def _few(ids: list[int]) -> list[str]:
    """Return the ids in words; of many the first and the last."""
    return [str(number) for number in ids] if len(ids) < 8 else [*map(str, ids[:3]), "…", str(ids[-1])]

"""A table of intervals or events beside the player: filter it, click a row, be there.

The row under the playhead is marked. It follows the time that Python knows of,
ten times a second at most, and sends something only when another row is due, so
that it costs the player nothing.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import panel as pn
from panel.viewable import Viewer

from ..model import Intervals

ROWS = 200
"""Rows on a page: more than fit, few enough to be sent at once."""

STYLE = """
:host {
  --ground: var(--jp-layout-color0, var(--design-background-color, var(--panel-background-color, #fff)));
  --ink: var(--jp-ui-font-color0,
    var(--design-background-text-color, var(--panel-on-background-color, #14181f)));
  --accent: var(--design-primary-color, var(--panel-primary-color, #0072b5));
  --line: color-mix(in srgb, var(--ink) 14%, var(--ground));
}
.tabulator, .tabulator .tabulator-tableholder, .tabulator .tabulator-tableholder .tabulator-table,
.tabulator .tabulator-header, .tabulator .tabulator-header .tabulator-headers.tabulator-headers,
.tabulator .tabulator-header .tabulator-col.tabulator-col.tabulator-col, .tabulator .tabulator-footer,
.tabulator .tabulator-row, .tabulator .tabulator-row.tabulator-row-even {
  border-color: var(--line);
  background: var(--ground);
  color: var(--ink);
}
.tabulator { border: 0; border-top: 1px solid var(--line); font-size: 12px; }
.tabulator .tabulator-row { min-height: 24px; border-bottom: 1px solid var(--line); cursor: pointer; }
.tabulator .tabulator-row .tabulator-cell { height: 24px; padding: 3px 8px; border-color: var(--line); }
.tabulator .tabulator-header .tabulator-col.tabulator-col.tabulator-sortable:hover {
  background: color-mix(in srgb, var(--ink) 9%, var(--ground));
}
.tabulator .tabulator-header .tabulator-col .tabulator-col-content { padding: 3px 8px; }
.tabulator .tabulator-header .tabulator-header-filter input {
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--ground);
  color: var(--ink);
}
.tabulator .tabulator-row:hover { background: color-mix(in srgb, var(--ink) 9%, var(--ground)) !important; }
.tabulator .tabulator-row.tabulator-selected, .tabulator .tabulator-row.tabulator-selected:hover {
  background: color-mix(in srgb, var(--accent) 30%, var(--ground)) !important;
  color: var(--ink);
  box-shadow: inset 3px 0 var(--accent);
}
@keyframes arriving { from, to { pointer-events: none; } }
:host { animation: arriving 500ms; }
"""
"""The host's colours, as the player has them.

A table that opens moves what was under the pointer: for half a second it takes no presses, so that the second
one of a double press on its button is not taken for a row.
"""


class IntervalsTable(Viewer):
    """A Panel Tabulator of intervals or events, with a filter over each column.

    Needs ``pn.extension("tabulator")``.

    Parameters
    ----------
    intervals
        What it lists.
    seek
        Called with the start, session seconds, of a row that is clicked.
    **params
        Panel's own, of the Tabulator.
    """

    def __init__(self, intervals: Intervals, seek: Callable[[float], None], **params: Any) -> None:  # noqa: ANN401 - Panel's own
        super().__init__()  # type: ignore[no-untyped-call]  # panel's is untyped
        self._intervals, self._seek = intervals, seek
        frame = _frame(intervals)
        params.setdefault("sizing_mode", "stretch_width")
        params.setdefault("height", 220)
        self.tabulator = pn.widgets.Tabulator(
            frame,
            disabled=True,
            show_index=False,
            selectable=False,
            pagination="remote" if len(frame) > ROWS else None,
            page_size=ROWS,
            header_filters={name: _filter(frame[name]) for name in frame.columns},
            # Tabulator takes titles for HTML, and the columns are named by the NWB file.
            titles={name: html.escape(name) for name in frame.columns},
            layout="fit_data_stretch",
            text_align={name: "right" for name in frame.columns if frame[name].dtype.kind == "f"},
            formatters={
                name: {"type": "money", "precision": 3, "thousand": ""} for name in ("start", "stop")
            },
            margin=0,
            stylesheets=[STYLE],
            **params,
        )
        """The widget itself."""
        self.tabulator.on_click(self._clicked)

    def mark(self, time: float) -> None:
        """Mark the row under the playhead, if there is one."""
        row = _row_at(self._intervals, time)
        marked = [] if row is None else [row]
        if marked == self.tabulator.selection:
            return
        if row is not None and self.tabulator.pagination:
            self._turn_to(row)
        self.tabulator.selection = marked

    def __panel__(self) -> pn.widgets.Tabulator:
        return self.tabulator

    def _turn_to(self, row: int) -> None:
        """Show the page that a row is on; where it is filtered out, nothing moves."""
        place = row
        if self.tabulator.filters or self.tabulator.sorters:
            places = np.flatnonzero(self.tabulator.current_view.index == row)
            if not places.size:
                return
            place = int(places[0])
        page = place // ROWS + 1
        if page != self.tabulator.page:
            self.tabulator.page = page

    def _clicked(self, event: Any) -> None:  # noqa: ANN401 - panel's CellClickEvent is untyped
        self._seek(float(self._intervals.starts[event.row]))


def _frame(intervals: Intervals) -> pd.DataFrame:
    stops = np.where(intervals.open, np.nan, intervals.stops)
    given: dict[str, Any] = {"id": intervals.ids, "start": intervals.starts}
    if not intervals.instant:
        given["stop"] = stops
    for column in intervals.columns:
        name = column.name if column.name not in given else f"{column.name} (column)"
        given[name] = column.values
    return pd.DataFrame(given)


def _filter(column: pd.Series[Any]) -> dict[str, Any]:
    if column.dtype.kind in "if":
        return {"type": "input", "func": "=", "placeholder": "="} if column.name == "id" else _at_least()
    return {"type": "input", "func": "like", "placeholder": "filter"}


def _at_least() -> dict[str, Any]:
    return {"type": "number", "func": ">=", "placeholder": "≥"}


def _row_at(intervals: Intervals, time: float) -> int | None:
    """Return the row that a time is in, of several the last that began; of events the last one so far."""
    last = int(np.searchsorted(intervals.starts, time, side="right")) - 1
    if last < 0:
        return None
    if intervals.instant:
        return last
    inside = np.flatnonzero(intervals.stops[: last + 1] > time)
    return int(inside[-1]) if inside.size else None

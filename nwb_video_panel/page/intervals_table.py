"""A table of intervals or events beside the player: filter it, choose a row, be there.

The row under the playhead is marked. It follows the time that Python knows of,
and while playing once a second at most: a browser lays the whole table out anew
for each mark, which takes it longer than a redraw.
"""

from __future__ import annotations

import html
import time as wall
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import panel as pn
from panel.viewable import Viewer

from ..model import Intervals
from .intervals_filters import passing
from .intervals_frame import IntervalsFrame

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
.tabulator .tabulator-header, .tabulator .tabulator-footer, .tabulator .tabulator-footer-contents,
.tabulator-popup-container, .tabulator .tabulator-footer .tabulator-page.tabulator-page {
  border-color: var(--line) !important;
  background: var(--ground) !important;
  color: var(--ink) !important;
}
.tabulator .tabulator-footer .tabulator-page.active { font-weight: 700; outline: 1px solid var(--accent); }
.tabulator .tabulator-header .tabulator-col.tabulator-col.tabulator-sortable:hover {
  background: color-mix(in srgb, var(--ink) 9%, var(--ground)) !important;
}
.tabulator, .tabulator .tabulator-row, .tabulator .tabulator-footer,
.tabulator .tabulator-header-filter input,
.tabulator .tabulator-header .tabulator-col .tabulator-col-title {
  font: 12px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums;
}
.tabulator { border: 0; border-top: 1px solid var(--line); }
.tabulator .tabulator-header .tabulator-col .tabulator-col-title { font-weight: 600; }
.tabulator:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.tabulator .tabulator-row { min-height: 24px; border-bottom: 1px solid var(--line); cursor: pointer; }
.tabulator .tabulator-row .tabulator-cell { height: 24px; padding: 3px 12px; border-color: var(--line); }
.tabulator .tabulator-header .tabulator-col .tabulator-col-content { padding: 3px 12px; }
.tabulator .tabulator-header .tabulator-header-filter input {
  min-width: 7ch;
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
.tabulator .tabulator-row.row-cursor { outline: 2px solid var(--accent); outline-offset: -2px; }
:host(.one-page) .tabulator .tabulator-footer { display: none; }
@keyframes arriving { from, to { pointer-events: none; } }
:host { animation: arriving 500ms; }
"""
"""The host's colours, as the player has them.

A table that opens moves what was under the pointer: for half a second it takes no presses, so that the second
one of a double press on its button is not taken for a row.
"""

REST = 1.0
"""From one mark to the next while playing, seconds."""

HEIGHT, PAGED = 239, 245
"""Of the whole, pixels: the line above, the columns' heads and filters, six rows, or five and the pages."""


class _Rows(pn.widgets.Tabulator):
    """Panel's Tabulator with filters that take what people type of numbers."""

    def _get_header_filters(self, df: pd.DataFrame) -> list[np.ndarray]:
        return [passing(df[one["field"]], one["value"]) for one in self.filters if one["field"] in df]


class IntervalsTable(Viewer):
    """A Panel Tabulator of intervals or events, with a filter over each column.

    Needs ``pn.extension("tabulator")``.

    Parameters
    ----------
    intervals
        What it lists.
    seek
        Called with the start, session seconds, of a row that is clicked, or chosen by keyboard.
    names
        The tables to choose from, where ``show`` is given.
    show
        Called with the name of another table that the user wants instead, "" for none.
    player
        The name by which the page's player knows that keys are meant for it.
    **params
        Panel's own, of the whole.
    """

    def __init__(
        self,
        intervals: Intervals,
        seek: Callable[[float], None],
        names: Sequence[str] = (),
        show: Callable[[str], None] | None = None,
        player: str = "",
        **params: Any,  # noqa: ANN401 - Panel's own
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # panel's is untyped
        self._intervals, self._seek = intervals, seek
        self._marked = -np.inf
        frame = _frame(intervals)
        params.setdefault("sizing_mode", "stretch_width")
        if "height" not in params["sizing_mode"] and "both" not in params["sizing_mode"]:
            params.setdefault("height", HEIGHT if len(frame) <= ROWS else PAGED)
        self.tabulator = _Rows(  # type: ignore[no-untyped-call]  # panel's is untyped
            frame,
            disabled=True,
            show_index=False,
            selectable=False,
            # Always by pages: what passes a filter is then known here, where the player is told of it.
            pagination="remote",
            page_size=ROWS,
            header_filters={name: _filter(frame[name]) for name in frame.columns},
            layout="fit_data",
            # Tabulator takes titles for HTML, and the columns are named by the NWB file.
            titles={name: html.escape(name) for name in frame.columns}
            | {name: f"{name}, s" for name in ("start", "stop")},
            # As wide as what the filters show while they are empty.
            configuration={"columnDefaults": {"minWidth": 84}},
            text_align={name: "right" for name in frame.columns if frame[name].dtype.kind == "f"},
            formatters={
                name: {"type": "money", "precision": 3, "thousand": ""} for name in ("start", "stop")
            },
            margin=0,
            sizing_mode="stretch_both",
            css_classes=["one-page"] if len(frame) <= ROWS else [],
            stylesheets=[STYLE],
        )
        """The widget itself."""
        self.frame = IntervalsFrame(  # type: ignore[no-untyped-call]  # panel's is untyped
            tabulator=self.tabulator,
            title=intervals.name,
            names=list(names),
            count=len(frame),
            passing=len(frame),
            closable=show is not None,
            shown=intervals.name,
            player=player,
            margin=params.pop("margin", 0),
            **params,
        )
        """The widget with its name, its number of rows, and the keys."""
        self.tabulator.on_click(self._clicked)
        self.tabulator.param.watch(self._count, "filters")
        if show is not None:
            self.frame.param.watch(lambda event: show(event.new), "shown")
        self.on_filter: Callable[[np.ndarray | None], None] = lambda _rows: None
        """Called with which rows pass the filters, bool (n,) in the order of starts; None where all do."""

    def mark(self, time: float, *, playing: bool = False) -> None:
        """Mark the row under the playhead, if there is one; while playing, not again within `REST`."""
        now = wall.monotonic()
        if playing and now - self._marked < REST:
            return
        row = _row_at(self._intervals, time)
        marked = [] if row is None else [row]
        if marked == self.tabulator.selection:
            return
        self._marked = now
        if row is not None:
            self._turn_to(row)
        self.tabulator.selection = marked

    def __panel__(self) -> IntervalsFrame:
        return self.frame

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

    def _count(self, _event: object) -> None:
        masks = self.tabulator._get_header_filters(self.tabulator.value)
        rows = np.logical_and.reduce(masks) if masks else None
        few = rows is not None and not rows.all()
        # Who reads the new number may press a key that goes by the rows.
        self.on_filter(rows if few else None)
        self.frame.passing = int(rows.sum()) if rows is not None and few else self.frame.count


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
    example = "3, > 3" if column.dtype.kind in "if" else "filter"
    return {"type": "input", "func": "like", "placeholder": example}


def _row_at(intervals: Intervals, time: float) -> int | None:
    """Return the row that a time is in, of several the last that began; of events the last one so far."""
    last = int(np.searchsorted(intervals.starts, time, side="right")) - 1
    if last < 0:
        return None
    if intervals.instant:
        return last
    inside = np.flatnonzero(intervals.stops[: last + 1] > time)
    return int(inside[-1]) if inside.size else None

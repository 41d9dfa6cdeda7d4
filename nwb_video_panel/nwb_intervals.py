"""The tables of intervals and events in an NWB file, as `Intervals`.

Reads, in session seconds, whatever says when something happened: TimeIntervals
(trials, epochs, invalid times and all others, ndx-ethogram's bouts among them),
EventsTable of the core and of ndx-events, and the older AnnotationSeries,
IntervalSeries and ndx-events' Events. Types of extensions are known by their
names, so that no extension has to be installed. What cannot be read becomes a
`Problem`; the rest of the session goes on.
"""

from __future__ import annotations

import logging
import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from hdmf.common import DynamicTable, DynamicTableRegion, VectorData, VectorIndex
from hdmf.container import Container
from numpy.typing import NDArray
from pynwb import NWBFile, TimeSeries

from . import hdf5
from .hdf5 import RefusedError, whole
from .intervals import arranged, shortened
from .model import TEXT_LENGTH, Column, Intervals, Problem

log = logging.getLogger(__name__)

TABLES = {"TimeIntervals": ("start_time", "stop_time"), "EventsTable": ("timestamp", "duration")}
SERIES = {"AnnotationSeries", "IntervalSeries", "Events", "LabeledEvents", "TTLs"}
KNOWN = {*TABLES, *SERIES}

FIRST = ("trials", "epochs", "invalid_times")
"""Tables that lead, in this order."""

MOST_COLUMNS = 40
MOST_ENTRIES = 5
"""Of a row's list, e.g. its tags."""

UNREADABLE = (
    *(OSError, ValueError, TypeError, LookupError, AttributeError),
    *(RuntimeError, ArithmeticError, MemoryError),
)


def read_intervals(nwbfile: NWBFile) -> tuple[tuple[Intervals, ...], tuple[Problem, ...]]:
    """Read every table of intervals and events, and say which could not be read.

    Parameters
    ----------
    nwbfile
        Whose file is still open.
    """
    containers = list(_containers(nwbfile))
    read, problems = [], []
    for container, name in zip(containers, _names(containers), strict=True):
        try:
            intervals = _read(container, name)
        except UNREADABLE as error:
            log.warning("the table %.200r cannot be read", name, exc_info=True)
            refused = isinstance(error, RefusedError)
            why = shortened(str(error), 300) if refused else f"{type(error).__name__} while reading it."
            cure = "Check the file with pynwb-validate, or copy it again from its source."
            problems.append(Problem(f"{shortened(name, 60)} cannot be read", why, cure))
            continue
        if intervals.starts.size or intervals.problems:
            read.append(intervals)
    return tuple(sorted(read, key=_rank)), tuple(problems)


def _rank(intervals: Intervals) -> int:
    return FIRST.index(intervals.name) if intervals.name in FIRST else len(FIRST)


def _containers(nwbfile: NWBFile) -> Iterator[Container]:
    """Yield what is of a known type, each once, in the order of the file."""
    stack: list[Any] = [nwbfile]
    seen = set()
    while stack:
        container = stack.pop()
        if container.object_id in seen:
            continue
        seen.add(container.object_id)
        if _kind(container):
            yield container
        else:
            stack.extend(child for child in reversed(container.children) if isinstance(child, Container))


def _kind(container: Container) -> str | None:
    """Return the known type that a container is of, or is made from."""
    names = (base.__name__ for base in type(container).__mro__)
    return next((name for name in names if name in KNOWN), None)


def _names(containers: Sequence[Container]) -> list[str]:
    """Return each one's name; where two share one, with the folder that it is in, then with a number."""
    shared = Counter(container.name for container in containers)
    names = [
        container.name
        if shared[container.name] == 1 or container.parent is None or isinstance(container.parent, NWBFile)
        else f"{container.parent.name}/{container.name}"
        for container in containers
    ]
    numbers = Counter[str]()
    for i, name in enumerate(names):
        numbers[name] += 1
        names[i] = f"{name} ({numbers[name]})" if numbers[name] > 1 else name
    return names


def _read(container: Container, name: str) -> Intervals:
    kind = _kind(container)
    if kind in TABLES:
        return _table(container, name, kind)
    if kind == "IntervalSeries":
        return _interval_series(container, name)
    return _event_series(container, name, str(kind))


def _table(table: DynamicTable, name: str, kind: str) -> Intervals:
    first, second = TABLES[kind]
    ids = np.asarray(whole(table.id.data), dtype=np.int64)
    starts, second_values = _numbers(table, first), _numbers(table, second)
    if starts is None:
        raise ValueError(f"there is no {first}")
    stops: NDArray[np.float64] | None = None
    if kind == "TimeIntervals":
        stops = np.full(starts.size, np.nan) if second_values is None else second_values
    elif second_values is not None:
        # a duration of NaN is an event that does not last, or of which that is not known
        stops = starts + np.nan_to_num(np.maximum(second_values, 0.0), posinf=np.inf)
    return arranged(
        name,
        kind,
        starts,
        stops,
        description=_description(table),
        ids=ids[: starts.size] if ids.size >= starts.size else None,
        columns=_columns(table, starts.size, {first, second}),
    )


def _numbers(table: DynamicTable, column: str) -> NDArray[np.float64] | None:
    if column not in table.colnames:
        return None
    return np.asarray(whole(table[column].data), dtype=np.float64).ravel()


def _columns(table: DynamicTable, count: int, without: set[str]) -> tuple[Column, ...]:
    """Read the columns that can be told in a word or a number; the others are left to other programs."""
    columns = []
    for name in [name for name in table.colnames if name not in without][:MOST_COLUMNS]:
        try:
            values = _values(table[name], count)
        except UNREADABLE:
            log.info("the column %.200r of %.200r cannot be read", name, table.name, exc_info=True)
            continue
        if values is not None:
            columns.append(Column(str(name), _description(table[name]), values))
    return tuple(columns)


def _values(column: VectorData, count: int) -> NDArray[Any] | None:
    """Return n numbers or texts; None for references, regions and arrays."""
    if isinstance(column, DynamicTableRegion):
        return None
    if isinstance(column, VectorIndex):
        if isinstance(column.target, VectorIndex | DynamicTableRegion):
            return None
        entries, ends = whole(column.target.data), np.asarray(whole(column.data), dtype=np.int64)
        if entries.ndim != 1 or entries.dtype.kind == "V" or ends.size != count:
            return None
        begins = np.concatenate([[0], ends[:-1]])
        return _texts([_joined(entries[a:b]) for a, b in zip(begins, ends, strict=True)])
    values = whole(column.data)
    elements = getattr(column, "elements", None)  # EnumData: numbers of the words in another column
    if elements is not None:
        values = whole(elements.data)[values.astype(np.int64)]
    if values.shape != (count,) or values.dtype.kind not in "biufSUO":
        return None
    return told(values)


def told(values: NDArray[Any]) -> NDArray[Any]:
    """Return values as numbers where they are numbers, else as texts."""
    if values.dtype.kind == "b" or (values.dtype.kind == "O" and _all_bool(values)):
        return np.array(["true" if value else "false" for value in values], dtype=object)
    if values.dtype.kind in "iuf":
        return values.astype(np.float64)
    return _texts(values)


def _all_bool(values: NDArray[Any]) -> bool:
    return all(isinstance(value, bool | np.bool_) for value in values)


def _texts(values: Sequence[object] | NDArray[Any]) -> NDArray[np.object_]:
    return np.array([shortened(_text(value), TEXT_LENGTH) for value in values], dtype=object)


def _joined(entries: NDArray[Any]) -> str:
    more = ", …" if entries.size > MOST_ENTRIES else ""
    return ", ".join(_text(entry) for entry in entries[:MOST_ENTRIES]) + more


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float | np.floating):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value)


def _event_series(series: Container, name: str, kind: str) -> Intervals:
    """AnnotationSeries, and what ndx-events had before version 0.4."""
    times = _times(series)
    data = getattr(series, "data", None)
    columns: tuple[Column, ...] = ()
    if data is not None:
        values = whole(data).ravel()
        labels = getattr(series, "labels", None)
        if labels is not None:
            values = whole(labels)[values.astype(np.int64)]
        title = "annotation" if kind == "AnnotationSeries" else "label"
        if values.size == times.size:
            columns = (Column(title, "", told(values)),)
    return arranged(name, kind, times, None, description=_description(series), columns=columns)


def _interval_series(series: TimeSeries, name: str) -> Intervals:
    """Pair the marks: above zero something of that number starts, below zero it ends."""
    times, marks = _times(series), whole(series.data).ravel().astype(np.int64)
    starts: list[float] = []
    stops: list[float] = []
    types: list[int] = []
    running: dict[int, deque[int]] = {}
    for time, mark in zip(times.tolist(), marks.tolist(), strict=False):
        rows = running.setdefault(abs(mark), deque())
        if mark > 0:
            rows.append(len(starts))
            starts.append(time)
            stops.append(math.nan)
            types.append(mark)
        elif mark < 0 and rows:
            stops[rows.popleft()] = time
    columns = (Column("type", "The mark in IntervalSeries.data.", np.array(types, dtype=np.float64)),)
    return arranged(name, "IntervalSeries", starts, stops, description=_description(series), columns=columns)


def _times(series: Any) -> NDArray[np.float64]:  # noqa: ANN401 - TimeSeries, or an extension's
    if series.timestamps is not None:
        return np.asarray(whole(series.timestamps), dtype=np.float64).ravel()
    if len(series.data) > hdf5.MOST_ENTRIES:
        raise RefusedError(f"{len(series.data):,} entries are more than {hdf5.MOST_ENTRIES:,}.")
    times: NDArray[np.float64] = float(series.starting_time or 0) + np.arange(len(series.data)) / series.rate
    return times


def _description(container: object) -> str:
    return shortened(str(getattr(container, "description", "") or ""), TEXT_LENGTH)

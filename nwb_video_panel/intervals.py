"""Tables of intervals and events: brought into order, and the binary form that the page reads.

Files hold rows in any order, with stops before starts and with stops that are
missing. Here each row gets its place on the session clock, in seconds; what was
wrong with it is said in words. An interval is start <= t < stop.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .model import Column, Intervals, Problem

MOST_TEXT = 4_000_000
"""Characters of one column's different texts together; where there are more, each is cut shorter."""


def arranged(  # noqa: PLR0913 - what a table has, each by its name
    name: str,
    kind: str,
    starts: ArrayLike,
    stops: ArrayLike | None,
    *,
    description: str = "",
    ids: ArrayLike | None = None,
    columns: tuple[Column, ...] = (),
) -> Intervals:
    """Bring rows into order, as `Intervals` has them.

    Parameters
    ----------
    starts
        (n,) session seconds; rows without a start are left out.
    stops
        (n,) session seconds, NaN where there is none; None for events, which do not last.
    ids
        (n,) integers; 0..n-1 unless given.
    columns
        With n values each.
    """
    begins: NDArray[np.float64] = np.asarray(starts, dtype=np.float64).ravel()
    ends = begins if stops is None else _fitted(stops, begins.size)
    numbers: NDArray[np.int64] = np.arange(begins.size) if ids is None else np.asarray(ids, dtype=np.int64)
    kept = np.flatnonzero(np.isfinite(begins))
    order = kept[np.argsort(begins[kept], kind="stable")]
    begins, ends, numbers = begins[order], ends[order], numbers[order]
    reversed_rows = np.isfinite(ends) & (ends < begins)
    begins, ends = np.where(reversed_rows, ends, begins), np.where(reversed_rows, begins, ends)
    if reversed_rows.any():
        # Rows that were turned round begin earlier than they said.
        again = np.argsort(begins, kind="stable")
        begins, ends, numbers, order = begins[again], ends[again], numbers[again], order[again]
    is_open = ~np.isfinite(ends)
    ends = np.where(is_open, _next_start(begins), ends)
    return Intervals(
        name=name,
        kind=kind,
        description=description,
        ids=numbers,
        starts=begins,
        stops=ends,
        open=is_open,
        columns=tuple(Column(each.name, each.description, each.values[order]) for each in columns),
        problems=_problems(np.size(starts) - kept.size, int(reversed_rows.sum()), int(is_open.sum())),
    )


def _fitted(stops: ArrayLike, count: int) -> NDArray[np.float64]:
    """Return n stops, whatever the length of their column."""
    given: NDArray[np.float64] = np.asarray(stops, dtype=np.float64).ravel()[:count]
    return np.append(given, np.full(count - given.size, np.nan))


def _next_start(starts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each row the next later start, or infinity; ``starts`` rise."""
    after = np.searchsorted(starts, starts, side="right")
    padded: NDArray[np.float64] = np.append(starts, np.inf)
    return padded[after]


def _problems(lost: int, turned: int, open_rows: int) -> tuple[Problem, ...]:
    def said(count: int, what: str, why: str) -> list[Problem]:
        rows = f"{count} row" if count == 1 else f"{count} rows"
        return [Problem(what.format(rows=rows), why, "Correct the table in the NWB file.")] if count else []

    return (
        *said(lost, "{rows} left out", "They have no start time."),
        *said(turned, "{rows} turned round", "They stop before they start."),
        *said(open_rows, "{rows} without a stop", "They are drawn up to the next start, with an open end."),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Where one column is in the binary form."""

    name: str
    description: str
    kind: str
    """``number`` or ``text``."""
    offset: int
    length: int


def encode(intervals: Intervals) -> tuple[bytes, tuple[Part, ...]]:
    """Return the binary form (see ``docs/design.md``) and where each column is in it.

    The rows come first: float64 starts, float64 stops, float64 ids, uint8 open, n of each. A column of
    numbers is float64; one of texts is uint32 codes and then a JSON list of the different texts.
    """
    rows = [
        *(array.astype("<f8").tobytes() for array in (intervals.starts, intervals.stops, intervals.ids)),
        intervals.open.astype(np.uint8).tobytes(),
    ]
    data = bytearray(b"".join(rows))
    parts = []
    for column in intervals.columns:
        data.extend(bytes(-len(data) % 8))
        body = column.values.astype("<f8").tobytes() if column.numeric else _encode_texts(column.values)
        kind = "number" if column.numeric else "text"
        parts.append(Part(column.name, column.description, kind, len(data), len(body)))
        data.extend(body)
    return bytes(data), tuple(parts)


def _encode_texts(values: NDArray[Any]) -> bytes:
    texts, codes = np.unique(values, return_inverse=True)
    listed = [str(text) for text in texts]
    if sum(map(len, listed)) > MOST_TEXT:
        longest = max(8, MOST_TEXT // len(listed))
        listed = [shortened(text, longest) for text in listed]
    packed: bytes = codes.astype("<u4").tobytes()
    return packed + json.dumps(listed, ensure_ascii=False).encode("utf-8", "replace")


def shortened(text: str, longest: int) -> str:
    """Cut a text that is longer, and end it with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

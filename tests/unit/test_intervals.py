"""Rows of a table get their places on the session clock, whatever order and holes they come with."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from nwb_video_panel.intervals import arranged, encode
from nwb_video_panel.model import Column

NAN = math.nan


def words(intervals):
    return [problem.what for problem in intervals.problems]


def test_rows_are_put_in_order_with_their_ids_and_values():
    column = Column("side", "", np.array(["late", "early"], dtype=object))
    trials = arranged("trials", "TimeIntervals", [5.0, 1.0], [6.0, 2.0], ids=[7, 3], columns=(column,))
    assert trials.starts.tolist() == [1, 5]
    assert trials.stops.tolist() == [2, 6]
    assert trials.ids.tolist() == [3, 7]
    assert trials.columns[0].values.tolist() == ["early", "late"]
    assert words(trials) == []


def test_a_row_without_a_stop_is_open_up_to_the_next_later_start():
    trials = arranged("trials", "TimeIntervals", [1.0, 1.0, 4.0, 6.0], [NAN, NAN, 5.0, NAN])
    assert trials.stops.tolist() == [4, 4, 5, math.inf]
    assert trials.open.tolist() == [True, True, False, True]
    assert words(trials) == ["3 rows without a stop"]


def test_a_row_that_stops_before_it_starts_is_turned_round():
    trials = arranged("trials", "TimeIntervals", [3.0, 9.0], [4.0, 2.0])
    assert (trials.starts.tolist(), trials.stops.tolist()) == ([2, 3], [9, 4])
    assert trials.ids.tolist() == [1, 0]
    assert words(trials) == ["1 row turned round"]


def test_a_stop_that_is_no_time_makes_an_open_row():
    table = arranged("trials", "TimeIntervals", [1.0, 2.0, 4.0], [-np.inf, 3.0, np.inf])
    assert (table.starts.tolist(), table.stops.tolist()) == ([1.0, 2.0, 4.0], [2.0, 3.0, np.inf])
    assert table.open.tolist() == [True, False, True]


def test_a_row_without_a_start_is_left_out_and_said():
    events = arranged("licks", "EventsTable", [NAN, 2.0, math.inf], None)
    assert (events.starts.tolist(), events.ids.tolist()) == ([2], [1])
    assert words(events) == ["2 rows left out"]


def test_stops_that_are_fewer_than_starts_leave_open_rows():
    assert arranged("t", "TimeIntervals", [1.0, 2.0], [1.5]).open.tolist() == [False, True]


def test_events_do_not_last():
    events = arranged("licks", "EventsTable", [2.0, 1.0], None)
    assert events.instant
    assert events.stops.tolist() == [1, 2]


def test_a_start_is_found_by_the_rows_id():
    trials = arranged("trials", "TimeIntervals", [5.0, 1.0], [6.0, 2.0], ids=[12, 3])
    assert trials.start_of(12) == 5
    with pytest.raises(LookupError):
        trials.start_of(1)


def test_the_binary_form_holds_rows_and_then_columns_where_it_says():
    columns = (
        Column("side", "where", np.array(["left", "right", "left"], dtype=object)),
        Column("speed", "", np.array([1.5, NAN, 3])),
    )
    data, (side, speed) = encode(
        arranged("t", "TimeIntervals", [1.0, 2.0, 3.0], [1.5, NAN, 4.0], ids=[4, 5, 6], columns=columns)
    )
    rows = np.frombuffer(data, "<f8", 9).reshape(3, 3)
    assert rows.tolist() == [[1, 2, 3], [1.5, 3, 4], [4, 5, 6]]
    assert list(data[72:75]) == [0, 1, 0]
    assert (side.name, side.description, side.kind, speed.kind) == ("side", "where", "text", "number")
    assert side.offset % 8 == speed.offset % 8 == 0
    codes, listed = np.frombuffer(data, "<u4", 3, side.offset), data[side.offset + 12 :][: side.length - 12]
    texts = json.loads(listed)
    assert [texts[code] for code in codes] == ["left", "right", "left"]
    numbers = np.frombuffer(data, "<f8", 3, speed.offset)
    assert np.array_equal(numbers, [1.5, NAN, 3], equal_nan=True)


def test_a_column_of_very_many_long_texts_is_cut_short():
    texts = np.array([f"{i:06}" + "x" * 190 for i in range(40_000)], dtype=object)
    table = arranged("t", "EventsTable", np.arange(40_000.0), None, columns=(Column("note", "", texts),))
    data, (part,) = encode(table)
    assert part.length < 8_000_000
    listed = json.loads(data[part.offset + 4 * 40_000 :])
    assert len(set(listed)) == 40_000
    assert listed[0].endswith("…")

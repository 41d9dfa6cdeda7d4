"""The table beside the player, without a page."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from nwb_video_panel.intervals import arranged
from nwb_video_panel.model import Column
from nwb_video_panel.page.intervals_table import ROWS, IntervalsTable


@pytest.fixture
def trials():
    sides = Column("side", "", np.array(["left", "right", "left"], dtype=object))
    return arranged(
        "t", "TimeIntervals", [1.0, 2.0, 3.0], [1.5, np.nan, 9.0], ids=[7, 8, 9], columns=(sides,)
    )


def test_it_lists_ids_times_and_columns(trials):
    frame = IntervalsTable(trials, print).tabulator.value
    assert list(frame.columns) == ["id", "start", "stop", "side"]
    assert frame["id"].tolist() == [7, 8, 9]
    assert np.isnan(frame["stop"][1])


@pytest.mark.parametrize(
    ("time", "marked"), [(0.5, []), (1.2, [0]), (1.7, []), (2.9, [1]), (8, [2]), (9, [])]
)
def test_the_row_under_the_playhead_is_marked(trials, time, marked):
    table = IntervalsTable(trials, print)
    table.mark(time)
    assert table.tabulator.selection == marked


def test_nothing_is_sent_while_the_row_is_the_same(trials):
    table = IntervalsTable(trials, print)
    changes = []
    table.tabulator.param.watch(changes.append, "selection")
    for time in (1.1, 1.2, 1.3, 1.4):
        table.mark(time)
    assert len(changes) == 1


def test_while_playing_rows_are_marked_now_and_then_and_at_once_when_it_pauses(trials):
    table = IntervalsTable(trials, print)
    table.mark(1.2, playing=True)
    table.mark(2.9, playing=True)
    assert table.tabulator.selection == [0]
    table.mark(2.9, playing=False)
    assert table.tabulator.selection == [1]


def test_of_very_many_rows_the_page_with_the_marked_one_is_shown():
    events = arranged("e", "EventsTable", np.arange(100_000.0), None)
    table = IntervalsTable(events, print)
    table.mark(5 * ROWS + 3)
    assert (table.tabulator.page, table.tabulator.selection) == (6, [5 * ROWS + 3])


def test_it_tells_which_rows_pass_its_filters(trials):
    table = IntervalsTable(trials, print)
    told = []
    table.on_filter = told.append
    table.tabulator.filters = [
        {"field": "id", "type": "like", "value": "> 7"},
        {"field": "side", "type": "like", "value": "left"},
    ]
    assert told[-1].tolist() == [False, False, True]
    assert (table.frame.passing, table.frame.count) == (1, 3)
    assert table.tabulator.current_view["id"].tolist() == [9]
    table.tabulator.filters = []
    assert told[-1] is None
    assert table.frame.passing == 3


def test_keys_go_by_the_rows_that_pass_before_their_number_is_read(trials):
    table = IntervalsTable(trials, print)
    read = []
    table.on_filter = lambda _rows: read.append(table.frame.passing)
    table.tabulator.filters = [{"field": "id", "type": "like", "value": "> 7"}]
    table.tabulator.filters = []
    assert read == [3, 2]


def test_columns_that_are_called_like_times_keep_their_values():
    column = Column("start", "of another clock", np.array([9.0]))
    frame = IntervalsTable(
        arranged("t", "TimeIntervals", [1.0], [2.0], columns=(column,)), print
    ).tabulator.value
    assert frame["start"].tolist() == [1]
    assert frame["start (column)"].tolist() == [9]


@pytest.fixture
def player(tmp_path):
    from clips import write_clip
    from sessions import camera, new_nwbfile, write_nwbfile

    from nwb_video_panel import NWBLocalVideoPlayer

    write_clip(tmp_path / "v.mp4", 30)
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"]))
    nwbfile.add_trial(start_time=0.0, stop_time=0.5)
    nwbfile.add_trial(start_time=0.6, stop_time=1.0)
    return NWBLocalVideoPlayer(write_nwbfile(tmp_path / "s.nwb", nwbfile))


def test_time_and_playing_may_change_together(player):
    table = player.intervals_table("trials")
    player.param.update(time=0.7, playing=True)
    player.param.update(time=0.2, playing=False)
    assert table.tabulator.selection == [0]


def test_a_table_that_nobody_has_any_more_does_not_listen(player):
    before = len(player.param.watchers["time"]["value"])
    player.intervals_table("trials")
    gc.collect()
    player.time = 0.7
    assert len(player.param.watchers["time"]["value"]) == before

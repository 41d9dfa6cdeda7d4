"""What an NWB file says about when things happened."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hdmf.common import VectorData
from pynwb import TimeSeries
from pynwb.epoch import TimeIntervals
from pynwb.event import DurationVectorData, EventsTable, TimestampVectorData
from pynwb.misc import AnnotationSeries, IntervalSeries
from sessions import camera, edited, needs_shared, new_nwbfile, write_nwbfile

from nwb_video_panel.nwb import read_session

NAN = float("nan")


def older(kind, **facts):
    """A series that pynwb reads, and will not make any more without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return kind(**facts)


def read(path, nwbfile):
    nwbfile.add_acquisition(camera("c"))
    return read_session(write_nwbfile(path / "s.nwb", nwbfile))


def table(path, nwbfile):
    [found] = read(path, nwbfile).intervals
    return found


def values(intervals):
    return {column.name: column.values.tolist() for column in intervals.columns}


def events(name="licks", times=(1.0, 2.0), duration=None, **columns):
    made = [TimestampVectorData(name="timestamp", description="", data=np.array(times))]
    if duration is not None:
        made.append(DurationVectorData(name="duration", description="", data=duration))
    made += [VectorData(name=key, description=f"the {key}", data=data) for key, data in columns.items()]
    return EventsTable(name=name, description="tongue", columns=made)


def test_trials_come_with_their_columns(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.add_trial_column("choice", "the side")
    nwbfile.add_trial_column("correct", "whether it was right")
    nwbfile.add_trial_column("speed", "in cm/s")
    nwbfile.add_trial(start_time=1.0, stop_time=2.0, choice="left", correct=True, speed=3, id=12)
    nwbfile.add_trial(start_time=2.5, stop_time=3.0, choice="right", correct=False, speed=4, id=13)
    trials = table(tmp_path, nwbfile)
    assert (trials.name, trials.kind, trials.ids.tolist()) == ("trials", "TimeIntervals", [12, 13])
    assert values(trials) == {"choice": ["left", "right"], "correct": ["true", "false"], "speed": [3.0, 4.0]}
    assert trials.columns[0].description == "the side"


def test_trials_lead_and_every_other_table_follows(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.create_processing_module("behavior", "x").add(TimeIntervals(name="runs", description="x"))
    nwbfile.processing["behavior"]["runs"].add_interval(start_time=1.0, stop_time=2.0)
    nwbfile.add_invalid_time_interval(start_time=0.0, stop_time=0.5)
    nwbfile.add_epoch(0.0, 9.0, tags=["warm", "up"])
    nwbfile.add_trial(start_time=1.0, stop_time=2.0)
    names = [each.name for each in read(tmp_path, nwbfile).intervals]
    assert names == ["trials", "epochs", "invalid_times", "runs"]


def test_tags_are_joined_and_references_are_left_out(tmp_path):
    nwbfile = new_nwbfile()
    series = TimeSeries(name="x", data=np.zeros(9), unit="m", rate=1.0)
    nwbfile.add_acquisition(series)
    nwbfile.add_epoch(0.0, 4.0, tags=["a", "b"], timeseries=[series])
    nwbfile.add_epoch(4.0, 8.0, tags=[], timeseries=[series])
    assert values(table(tmp_path, nwbfile)) == {"tags": ["a, b", ""]}


def test_unsorted_reversed_and_unfinished_rows_get_their_places(tmp_path):
    nwbfile = new_nwbfile()
    for start, stop in ((5.0, NAN), (3.0, 4.0), (2.0, 1.0)):
        nwbfile.add_trial(start_time=start, stop_time=stop)
    trials = table(tmp_path, nwbfile)
    assert trials.starts.tolist() == [1, 3, 5]
    assert trials.ids.tolist() == [2, 1, 0]
    assert [problem.what for problem in trials.problems] == ["1 row turned round", "1 row without a stop"]


def test_events_last_as_long_as_they_say(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.add_events_table(
        events(times=[3.0, 1.0, 2.0, 4.0], duration=[0.5, NAN, -1.0, np.inf], side=["l", "r", "r", "l"])
    )
    licks = table(tmp_path, nwbfile)
    assert (licks.starts.tolist(), licks.stops.tolist()) == ([1, 2, 3, 4], [1, 2, 3.5, np.inf])
    assert values(licks) == {"side": ["r", "r", "l", "l"]}
    assert licks.open.tolist() == [False, False, False, True]
    assert not licks.instant


def test_older_series_of_events_and_intervals_are_read(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(
        older(AnnotationSeries, name="notes", data=["began", "slept"], timestamps=[1.0, 5.0])
    )
    nwbfile.add_acquisition(
        older(IntervalSeries, name="bouts", data=[1, 2, -1, 1, -2], timestamps=[1.0, 2.0, 3.0, 4.0, 5.0])
    )
    notes, bouts = sorted(read(tmp_path, nwbfile).intervals, key=lambda each: each.name, reverse=True)
    assert values(notes) == {"annotation": ["began", "slept"]}
    assert notes.instant
    assert (bouts.starts.tolist(), bouts.stops.tolist()) == ([1, 2, 4], [3, 5, np.inf])
    assert values(bouts) == {"type": [1, 2, 1]}
    assert bouts.open.tolist() == [False, False, True]


def test_two_tables_of_one_name_are_told_apart_by_their_folders(tmp_path):
    nwbfile = new_nwbfile()
    for module in ("one", "two"):
        bouts = TimeIntervals(name="bouts", description="x")
        bouts.add_interval(start_time=0.0, stop_time=1.0)
        nwbfile.create_processing_module(module, "x").add(bouts)
    assert {each.name for each in read(tmp_path, nwbfile).intervals} == {"one/bouts", "two/bouts"}


def test_long_texts_are_cut_and_markup_is_text(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.add_trial_column("note", "x")
    nwbfile.add_trial(start_time=0.0, stop_time=1.0, note="<b>bold</b>" + "x" * 10_000)
    [text] = values(table(tmp_path, nwbfile))["note"]
    assert text.startswith("<b>bold</b>")
    assert (len(text), text[-1]) == (200, "…")


def test_an_empty_table_is_none(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.add_events_table(events(times=np.empty(0)))
    assert read(tmp_path, nwbfile).intervals == ()


def test_a_table_that_cannot_be_read_is_said_and_the_others_are_there(tmp_path):
    nwbfile = new_nwbfile()
    nwbfile.add_trial(start_time=0.0, stop_time=1.0)
    nwbfile.add_epoch(0.0, 1.0)
    nwbfile.add_acquisition(camera("c"))
    path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
    with edited(path) as file:
        trials = file["intervals/trials"]
        del trials["start_time"]
        trials["start_time"] = np.array([b"soon"])
        trials["start_time"].attrs.update(
            {"neurodata_type": "VectorData", "namespace": "hdmf-common", "description": "x", "object_id": "o"}
        )
    session = read_session(path)
    assert [each.name for each in session.intervals] == ["epochs"]
    [problem] = session.problems
    assert problem.what == "trials cannot be read"


@pytest.mark.shared
@needs_shared
def test_a_real_trial_without_a_stop_is_open():
    from sessions import SHARED

    [trials] = read_session(SHARED / "walk4" / "walk4.nwb").intervals
    assert trials.open.sum() == 1

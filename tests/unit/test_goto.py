"""Going to a trial from Python."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from clips import write_clip
from sessions import camera, new_nwbfile, write_nwbfile

from nwb_video_panel import NWBLocalVideoPlayer
from nwb_video_panel.errors import UnknownIntervalError


def write(folder, trials):
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"]))
    for number, start in trials.items():
        nwbfile.add_trial(start_time=start, stop_time=start + 0.1, id=number)
    return write_nwbfile(folder / "s.nwb", nwbfile)


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    folder = tmp_path_factory.mktemp("goto")
    write_clip(folder / "v.mp4", 30)
    return NWBLocalVideoPlayer(write(folder, {12: 0.5, 7: 0.25}))


def test_a_trial_is_found_by_its_id_in_the_file(player):
    player.goto(trial=12)
    assert player.time == player.grid.command["seek"] == 0.5
    player.goto(trials=7)
    assert player.time == 0.25


def test_what_does_not_exist_is_refused_with_what_does(player):
    with pytest.raises(UnknownIntervalError, match=r"trial 1.*7, 12"):
        player.goto(trial=1)
    with pytest.raises(LookupError, match=r"epoch.*trials"):
        player.goto(epoch=1)


def test_trials_that_were_added_are_there_once_the_page_has_looked_again(tmp_path):
    write_clip(tmp_path / "v.mp4", 30)
    player = NWBLocalVideoPlayer(write(tmp_path, {12: 0.5}))
    write(tmp_path, {12: 0.5, 13: 0.75})
    with ThreadPoolExecutor(1) as thread:  # here another loop may be running
        thread.submit(asyncio.run, player._look_again(None)).result()
    player.goto(trial=13)
    assert player.time == 0.75
    assert player.intervals["trials"].ids.tolist() == [12, 13]


def test_next_and_previous_go_through_the_trials_at_first(player):
    assert player.lane == player.grid.lane == "trials"


@pytest.mark.parametrize("lanes", [{"zoom": [3, 1]}, {"zoom": ["a", "b"]}, {"colour": {}}])
def test_lanes_that_mean_nothing_are_refused(player, lanes):
    with pytest.raises(ValueError, match=r"zoom|colour"):
        player.lanes = lanes
    assert player.lanes == player.grid.lanes == {}

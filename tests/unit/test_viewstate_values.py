"""View states as values: what fits a session is taken, the rest is said."""

from __future__ import annotations

import json
import stat
import threading
import warnings

import pytest
from clips import write_clip
from sessions import camera, write_session

from nwb_video_panel import NWBLocalVideoPlayer, remotesession
from nwb_video_panel.page import memory, remembered, viewstate
from nwb_video_panel.page.viewstate import ViewStateWarning


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("view")
    write_clip(folder / "v.mp4", 30)
    return write_session(folder / "s.nwb", camera("left", ["v.mp4"]), camera("right", ["v.mp4"]))


@pytest.fixture(autouse=True)
def states(tmp_path, monkeypatch):
    folder = tmp_path / "states"
    monkeypatch.setenv(remembered.ENVIRONMENT, str(folder))
    monkeypatch.setattr(memory, "REST", 0.01)
    yield folder
    # What is still to be written belongs to this test's folder.
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()


def said(player, state) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        player.view_state = state
    assert all(warning.category is ViewStateWarning for warning in caught)
    return [str(warning.message) for warning in caught]


def test_a_view_state_survives_json_and_another_player(path):
    player = NWBLocalVideoPlayer(path)
    player.param.update(
        time=0.5, rate=0.25, loop=[0.2, 0.6], order=["right"], enlarged=["left"], layout="free",
        adjustments={"left": {"rotate": 90, "zoom": [2, 0.25, 0.5]}}, offsets={"right": 12.5},
    )  # fmt: skip
    player.grid.focused = "right"
    other = NWBLocalVideoPlayer(path)
    assert said(other, json.loads(json.dumps(player.view_state))) == []
    assert other.view_state == player.view_state
    assert (other.time, other.rate, other.adjustments) == (0.5, 0.25, player.adjustments)
    assert other.grid.focused == "right"


@pytest.mark.parametrize("wrong", ["gone", 3, ["left"]])
def test_a_focused_camera_that_the_session_lacks_is_said_and_left_as_it_is(path, wrong):
    player = NWBLocalVideoPlayer(path)
    before = player.grid.focused
    assert "focused" in "".join(said(player, {"focused": wrong}))
    assert player.grid.focused == before


def test_what_does_not_fit_is_said_and_the_rest_applied(path):
    player = NWBLocalVideoPlayer(path)
    words = said(
        player,
        {
            "version": 7,
            "time": 1e9,
            "rate": 99,
            "selected": ["left", "gone"],
            "adjustments": {"left": {"rotate": 90}, "gone": {"rotate": 90}},
            "layout": "spiral",
            "colour": "red",
        },
    )
    assert (player.time, player.rate, player.selected, player.layout) == (1.0, 1.0, ["left"], "grid")
    assert player.adjustments == {"left": {"rotate": 90}}
    for word in (
        "version 7",
        "outside the session",
        "rate cannot be 99",
        "no camera gone",
        "spiral",
        "colour",
    ):
        assert any(word in sentence for sentence in words), word


def test_a_part_of_an_adjustment_that_makes_no_sense_is_left_out_and_the_others_applied(path):
    player = NWBLocalVideoPlayer(path)
    left = {"low": 9, "high": 3.5, "colormap": "viridis", "plane": 3, "gamma": 99}
    words = said(player, {"adjustments": {"left": left, "right": {"colormap": "jet"}}})
    assert player.adjustments == {"left": {"high": 3.5, "colormap": "viridis", "plane": 3}}
    for word in ("low of left cannot be 9", "gamma of left cannot be 99", "colormap of right cannot be jet"):
        assert any(word in sentence for sentence in words), word


def test_what_decodes_is_chosen_by_camera_and_kept(path):
    player = NWBLocalVideoPlayer(path, engines={"left": "streamed"})
    assert player.grid.engines == {"left": "streamed"}
    other = NWBLocalVideoPlayer(path)
    assert said(other, player.view_state) == []
    assert other.engines == {"left": "streamed"}
    words = said(other, {"engines": {"left": "magic", "right": "native", "gone": "native"}})
    assert other.engines == {"right": "native"}
    assert any("engine of left cannot be magic" in sentence for sentence in words)
    with pytest.raises(ValueError, match="magic"):
        other.engines = {"left": "magic"}


@pytest.mark.parametrize("state", [None, 3, [], "text"])
def test_what_is_no_view_state_at_all_is_said(path, state):
    player = NWBLocalVideoPlayer(path)
    assert said(player, state) == ["This is not a view state: it is not a dict."]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rotate": 45},
        {"flip": 1},
        {"zoom": [0.5, 0, 0]},
        {"zoom": [2, 0.5]},
        {"zoom": [2, 0.5, float("nan")]},
        {"gamma": 0},
        {"brightness": "2"},
        {"hue": 1},
        {"low": "dark"},
        {"high": float("inf")},
        {"low": 5, "high": 5},
        {"colormap": "jet"},
        {"plane": -1},
        {"plane": 1.5},
        "rotate",
    ],
)
def test_an_adjustment_that_makes_no_sense_is_refused(path, wrong):
    player = NWBLocalVideoPlayer(path)
    with pytest.raises(ValueError, match=r"left|adjustment"):
        player.adjustments = {"left": wrong}
    assert player.adjustments == player.grid.adjustments == {}


def test_an_address_is_read_whatever_it_says():
    query = {
        "t": ["12.5"],
        "layout": ["row"],
        "loop": ["[1, 2]"],
        "v": ["1"],
        "theme": ["dark"],
        "rate": ["x"],
    }
    state = {"version": 1, "time": 12.5, "layout": "row", "loop": [1, 2], "rate": "x"}
    assert viewstate.of_address(query) == state
    assert viewstate.of_address({"theme": ["dark"], "session": ["s.nwb"]}) is None
    assert viewstate.of_address({"offsets": ["[" * 5000]}) == {"offsets": "[" * 5000}
    assert viewstate.of_address({"offsets": ["1" * 9000]}) is None


def test_a_session_opens_as_it_was_left(path, states):
    first = NWBLocalVideoPlayer(path, remember=True)
    first.param.update(time=0.5, layout="column")
    first._memory.write()
    (kept,) = states.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(states.stat().st_mode) == 0o700
    again = NWBLocalVideoPlayer(path, remember=True, layout="row")
    assert (again.time, again.layout) == (0.5, "row")
    assert NWBLocalVideoPlayer(path).time == 0


def test_a_change_is_kept_by_itself_but_not_while_playing(path, states):
    player = NWBLocalVideoPlayer(path, remember=True)
    player.param.update(playing=True, time=0.3)
    player.param.update(playing=True, time=0.4)
    assert player._memory._pending is None
    player.playing = False
    pending = player._memory._pending
    if pending is not None:
        pending.join()
    assert remembered.recall(path)["time"] == 0.4


def test_a_session_elsewhere_is_remembered_wherever_the_player_is_started(states, tmp_path, monkeypatch):
    place = remotesession.where("https://host/sub-01.nwb")
    remembered.keep(place, {"time": 1.0})
    monkeypatch.chdir(tmp_path)
    assert remembered.recall(place) == {"time": 1.0}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"view": 3}', "\x00"])
def test_a_damaged_memory_opens_the_session_as_if_for_the_first_time(path, states, text):
    NWBLocalVideoPlayer(path, remember=True)._memory.write()
    (kept,) = states.iterdir()
    kept.write_text(text)
    assert NWBLocalVideoPlayer(path, remember=True).time == 0


def test_a_state_folder_that_cannot_be_written_costs_only_the_memory(path, states, caplog):
    states.write_text("a file in the folder's place")
    player = NWBLocalVideoPlayer(path, remember=True)
    player._memory.write()
    assert "cannot be kept" in caplog.text


def test_only_a_notebook_remembers_unasked(monkeypatch):
    assert not memory.is_wanted(None)
    monkeypatch.setattr("nwb_video_panel.page.offline.in_a_kernel", lambda: True)
    assert memory.is_wanted(None)
    assert not memory.is_wanted(False)
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    assert not memory.is_wanted(None)


def test_on_frame_tells_time_and_frame_until_it_is_ended(path, caplog):
    player = NWBLocalVideoPlayer(path)
    calls = []
    end = player.on_frame(lambda time, frame: calls.append((time, frame)), camera="right")
    player.on_frame(lambda time, frame: 1 / 0)
    player.time = 0.5
    player.offsets = {"right": 100.0}
    player.time = 0.6
    player.time = 0.05
    end()
    player.time = 0.7
    assert calls == [(0.5, 15), (0.5, 12), (0.6, 15), (0.05, None)]
    assert "A callback of on_frame failed" in caplog.text


def test_on_frame_knows_its_cameras(path):
    with pytest.raises(ValueError, match="gone"):
        NWBLocalVideoPlayer(path).on_frame(print, camera="gone")


BIG = "1" + "0" * 400


@pytest.mark.parametrize(
    "query",
    [
        {"t": BIG},
        {"t": "NaN"},
        {"t": "Infinity"},
        {"rate": BIG},
        {"rate": "NaN"},
        {"loop": f"[0, {BIG}]"},
        {"offsets": f'{{"left": {BIG}}}'},
        {"lanes": f'{{"zoom": [0, {BIG}]}}'},
        {"adjustments": f'{{"left": {{"rotate": {BIG}}}}}'},
    ],
    ids=lambda query: str(query)[:20],
)
def test_a_link_with_numbers_beyond_all_bounds_opens_the_session(path, query):
    state = viewstate.of_address({name: [value] for name, value in query.items()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ViewStateWarning)
        player = NWBLocalVideoPlayer(path, view_state=state)
    assert player.grid.said
    assert player.view_state["time"] == 0.0

"""What the player takes and refuses, without a page."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from clips import write_clip
from sessions import camera, write_session

from nwb_video_panel import NWBLocalVideoPlayer
from nwb_video_panel.errors import UnknownCameraError


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("player")
    write_clip(folder / "v.mp4", 30)
    return write_session(
        folder / "s.nwb", camera("left", ["v.mp4"], starting_time=2.5), camera("right", ["v.mp4"])
    )


def test_it_shows_all_cameras_from_the_earliest_frame(path):
    player = NWBLocalVideoPlayer(path)
    assert player.selected == list(player.camera_names) == ["left", "right"]
    assert (player.time, player.layout, player.playing) == (0.0, "grid", False)


def test_names_that_do_not_exist_are_refused_with_those_that_do(path):
    for wrong in ({"video_grid": [["left", "top"]]}, {"video_labels": {"top": "Top"}}, {"selected": ["top"]}):
        with pytest.raises(UnknownCameraError, match=r"'top'.*'left', 'right'"):
            NWBLocalVideoPlayer(path, **wrong)


def test_a_flat_grid_is_refused_with_the_form_it_should_have(path):
    with pytest.raises(ValueError, match="list of rows"):
        NWBLocalVideoPlayer(path, video_grid=["left", "right"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("selected", ["top"]), ("selected", None), ("layout", None), ("time", None), ("time", math.nan)],
)
def test_what_is_refused_leaves_nothing_behind(path, name, value):
    player = NWBLocalVideoPlayer(path)
    before = getattr(player, name)
    with pytest.raises(ValueError, match=r"top|None|nan"):
        setattr(player, name, value)
    assert getattr(player, name) == getattr(player.grid, name) == before


def test_numbers_of_numpy_are_kept_as_plain_ones(path):
    player = NWBLocalVideoPlayer(path)
    player.time, player.loop = np.float32(0.5), [np.int64(0), np.float32(0.75)]
    player.offsets = {"left": np.float32(1.5)}
    told = json.loads(json.dumps(player.view_state))
    assert (told["time"], told["loop"], told["offsets"]) == (0.5, [0, 0.75], {"left": 1.5})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    "go",
    [
        lambda player, time: setattr(player, "time", time),
        lambda player, time: player.seek(time),
        lambda player, time: player.goto(time=time),
    ],
    ids=["time", "seek", "goto"],
)
def test_a_time_that_is_not_finite_is_refused_and_leaves_nothing_behind(path, go, value):
    player = NWBLocalVideoPlayer(path)
    before = player.time, dict(player.grid.command)
    with pytest.raises(ValueError, match="finite number of seconds"):
        go(player, value)
    assert (player.time, player.grid.command) == before


def test_urls_of_the_videos_answer_on_loopback(path):
    import urllib.request

    urls = NWBLocalVideoPlayer.get_video_urls_from_local(path)
    assert set(urls) == {"left", "right"}
    request = urllib.request.Request(urls["left"], headers={"Range": "bytes=0-99"})
    with urllib.request.urlopen(request) as reply:
        assert (reply.status, reply.read()) == (206, (path.parent / "v.mp4").read_bytes()[:100])
    assert urls["left"].startswith("http://127.0.0.1:")

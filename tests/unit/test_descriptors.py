"""What the page is told of a session, in words."""

from __future__ import annotations

import numpy as np
import pytest
from clips import write_clip
from sessions import camera, edited, write_session

from nwb_video_panel import NWBLocalVideoPlayer
from nwb_video_panel.media import probe
from nwb_video_panel.nwb import read_session
from nwb_video_panel.page import findings
from nwb_video_panel.page.description import _subtitle, describe
from nwb_video_panel.timebase import Timebase


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (60.096, "60 Hz"),
        (30.0, "30 Hz"),
        (30 / 1.001, "29.97 Hz"),
        (60 / 1.001, "59.94 Hz"),
        (149.93, "150 Hz"),
        (12.5, "12.5 Hz"),
        (0.2, "0.2 Hz"),
    ],
)
def test_a_camera_goes_by_the_rate_that_it_was_set_to(rate, words):
    clock = Timebase.regular(0.0, rate, 10)
    assert _subtitle([clock], 1, 1224.0) == f"1 camera · {words} · 20:24.000"


@pytest.mark.parametrize("address", ["http://[::1/v.mp4", "http://a\uff0fb/v.mp4", "file://[::1/v.mp4"])
def test_an_address_that_is_none_keeps_one_camera_from_being_shown(tmp_path, address):
    write_clip(tmp_path / "v.mp4", 30)
    path = write_session(tmp_path / "s.nwb", camera("odd", [address]), camera("good", ["v.mp4"]))
    problems = {each["name"]: each["problem"] for each in NWBLocalVideoPlayer(path).grid.cameras}
    assert problems["good"] is None
    assert problems["odd"]["why"].startswith(f"{address} is neither a path nor an address")


@pytest.mark.parametrize(
    "clock",
    [
        {"timestamps": [0.0, 5e-324]},
        {"timestamps": [0.0, 1.0, 1.7e308]},
        {"timestamps": [-1.7e308, 1.7e308]},
        {"rate": 1e-320},
        {"rate": 30.0, "starting_time": 1.7e308},
    ],
    ids=str,
)
def test_numbers_that_are_no_times_keep_no_session_from_being_shown(tmp_path, clock):
    write_clip(tmp_path / "v.mp4", 2)
    odd = {} if "timestamps" in clock else {"starting_time": 0.0, "num_samples": 2}
    path = write_session(tmp_path / "s.nwb", camera("odd", **odd | clock), camera("good"))
    described = describe(read_session(path))
    assert 0 <= described.session["start"] < described.session["stop"] < 1e6
    problems = {each["name"]: each["problem"] for each in described.cameras(lambda _: "")}
    assert problems["good"] is None


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """Three cameras: the first pauses while the second begins, the third is over before all are there."""
    folder = tmp_path_factory.mktemp("late")
    write_clip(folder / "v.mp4", 30)
    clock = np.arange(30) / 30
    return write_session(
        folder / "s.nwb",
        camera("pausing", ["v.mp4"], timestamps=np.concatenate([clock[:10], clock[10:] + 3.0])),
        camera("late", ["v.mp4"], timestamps=clock + 2.75),
        camera("early", ["v.mp4"], timestamps=clock - 0.5),
        camera("lost", ["gone.mp4"], timestamps=clock + 60),
    )


@pytest.mark.parametrize(
    ("chosen", "opening"),
    [
        ({"selected": ["pausing", "late"]}, 10 / 30 + 3.0),
        ({"video_grid": [["pausing", "early"]]}, 0.0),
        ({"selected": ["late", "lost"]}, 2.75),
        ({}, -0.5),  # there is no time at which all have a frame: the session's start
        ({"time": 1.5}, 1.5),
        ({"view_state": {"time": 0.25}}, 0.25),
    ],
)
def test_a_session_opens_at_the_first_time_that_all_cameras_shown_have_unless_told_another(
    late, chosen, opening
):
    assert NWBLocalVideoPlayer(late, **chosen).grid.time == pytest.approx(opening)


def test_a_session_opens_where_it_was_left_even_at_its_start(late):
    left = NWBLocalVideoPlayer(late, selected=["pausing", "late"], remember=True)
    left.grid.time = 0.0
    left._memory.write()
    assert NWBLocalVideoPlayer(late, selected=["pausing", "late"], remember=True).grid.time == 0.0


def test_a_camera_or_a_video_that_is_broken_as_nobody_foresaw_says_so_in_its_tile(tmp_path, monkeypatch):
    for name in ("odd", "good"):
        write_clip(tmp_path / f"{name}.mp4", 30)
    cameras = [camera("broken", ["good.mp4"]), camera("odd", ["odd.mp4"]), camera("good", ["good.mp4"])]
    path = write_session(tmp_path / "s.nwb", *cameras)
    with edited(path) as file:
        file["acquisition/broken/external_file"].attrs["starting_frame"] = np.array([np.nan])

    def probed(video):
        if video.name == "odd.mp4":
            raise ArithmeticError("a size of minus one")
        return probe(video)

    monkeypatch.setattr(findings, "probe", probed)
    problems = {each["name"]: each["problem"] for each in NWBLocalVideoPlayer(path).grid.cameras}
    assert problems["good"] is None
    assert problems["broken"]["what"] == "This camera cannot be read"
    assert problems["odd"]["what"] == "This video cannot be read"
    assert problems["odd"]["why"].endswith("a size of minus one")

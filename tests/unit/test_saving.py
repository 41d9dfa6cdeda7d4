"""Stills and clips as files: the exact frames, with what they are in words."""

from __future__ import annotations

import subprocess
import sys

import av
import numpy as np
import pytest
from clips import decoded, turned, write_clip
from PIL import Image
from sessions import camera, write_session

from nwb_video_panel import NWBLocalVideoPlayer, barcode
from nwb_video_panel.errors import MediaError, NobodyWaitsError, UnknownCameraError, UnreadableVideoError
from nwb_video_panel.streams import saving
from nwb_video_panel.streams.saving import write_clip as write_clip_file
from nwb_video_panel.streams.shots import Shot

SIZE = (384, 64)


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saving")
    write_clip(folder / "a.avi", 40, SIZE, codec="mpeg4")
    write_clip(folder / "b.mp4", 80, SIZE, 60)
    turned(write_clip(folder / "c.mp4", 40, SIZE))
    clock = 6.577 + np.arange(80) / 60
    cameras = [
        camera("A", ["a.avi"], timestamps=clock[::2]),
        camera("B", ["b.mp4"], timestamps=clock),
        camera("C", ["c.mp4"], timestamps=clock[::2]),
    ]
    return NWBLocalVideoPlayer(write_session(folder / "s.nwb", *cameras, session_id="a/b"))


def test_a_still_is_the_frame_on_screen_with_its_facts(player, tmp_path):
    player.time = 7.0
    path = player.save_frame("B", tmp_path)
    assert path.name == "a-b_B_frame0000025_6.993667s.png"
    picture = Image.open(path)
    assert barcode.read(np.asarray(picture)) == 25
    assert (picture.text["Camera"], picture.text["Frame"]) == ("B", "25")
    assert picture.text["NWB timestamp"].startswith("6.9936")


def test_a_still_is_upright(player, tmp_path):
    player.time = 7.0
    assert barcode.read(np.rot90(np.asarray(Image.open(player.save_frame("C", tmp_path))))) == 12


def test_a_clip_has_the_cameras_side_by_side_each_with_every_frame_for_its_time(player, tmp_path):
    shares: list[float] = []
    path = player.save_clip(tmp_path / "c.mp4", 6.7, 7.2, ["A", "B"], progress=shares.append)
    shown = list(decoded(path))
    due = [(0.0, 7)] + [(6.577 + k / 60 - 6.7, k) for k in range(8, 38)]
    assert [time for time, _ in shown] == pytest.approx([time for time, _ in due], abs=1e-4)
    assert [barcode.read(picture[:, :384]) for _, picture in shown] == [k // 2 for _, k in due]
    assert [barcode.read(picture[:, 384:]) for _, picture in shown] == [k for _, k in due]
    assert shares[-1] == 1
    with av.open(str(path)) as container:
        assert float(container.duration / av.time_base) == pytest.approx(0.5, abs=1 / 60)


@pytest.mark.parametrize("rate", [1, 0.25])
def test_the_last_picture_of_a_clip_stays_to_the_end_of_the_loop(player, tmp_path, rate):
    path = player.save_clip(tmp_path / "c.mp4", 7.85, 8.5, ["B"], rate=rate)
    with av.open(str(path)) as container:
        assert float(container.duration / av.time_base) == pytest.approx(0.65 / rate, abs=1e-3)


def test_a_clip_plays_slower_or_faster(player, tmp_path):
    slow = list(decoded(player.save_clip(tmp_path / "s.mp4", 6.7, 7.2, ["B"], rate=0.25)))
    assert slow[-1][0] == pytest.approx((6.577 + 37 / 60 - 6.7) * 4, abs=1e-4)
    assert [barcode.read(picture) for _, picture in slow] == list(range(7, 38))
    fast = list(decoded(player.save_clip(tmp_path / "f.mp4", 6.7, 7.2, ["B"], rate=4)))
    times = np.array([time for time, _ in fast])
    assert np.diff(times).min() >= 0.99 / 60
    assert times[-1] < 0.125


def test_a_clip_shows_cameras_moved_turned_and_mirrored_as_on_screen(player, tmp_path):
    player.offsets, player.adjustments = {"B": 100}, {"A": {"rotate": 180}, "B": {"flip": True}}
    try:
        shown = list(decoded(player.save_clip(tmp_path / "c.mp4", 6.8, 7.0, ["A", "B"])))
    finally:
        player.offsets, player.adjustments = {}, {}
    _, last = shown[-1]
    assert barcode.read(np.rot90(last[:, :384], 2)) == int((7.0 - 1e-6 - 6.577) * 30)
    assert barcode.read(last[:, 384:][:, ::-1]) == int((7.0 - 1e-6 - 6.577 - 0.1) * 60)


def test_a_camera_without_a_frame_is_black_and_stays_through_a_gap(tmp_path):
    write_clip(tmp_path / "a.mp4", 20, SIZE)
    write_clip(tmp_path / "b.mp4", 20, SIZE)
    late = np.concatenate([1.2 + np.arange(10) / 30, 4.0 + np.arange(10) / 30])
    cameras = [
        camera("A", ["a.mp4"], timestamps=1 + np.arange(20) / 30),
        camera("B", ["b.mp4"], timestamps=late),
    ]
    player = NWBLocalVideoPlayer(write_session(tmp_path / "s.nwb", *cameras))
    shown = list(decoded(player.save_clip(tmp_path / "c.mp4", 0.9, 4.1)))
    assert shown[0][1].max() < 24
    before = next(picture for time, picture in shown if time > 0.21)
    assert (barcode.read(before[:, :384]), before[:, 384:].max() < 24) == (4, True)
    in_gap = next(picture for time, picture in shown if time > 0.75)
    assert (in_gap[:, :384].max() < 24, barcode.read(in_gap[:, 384:])) == (True, 9)
    assert [barcode.read(picture[:, 384:]) for time, picture in shown if time > 3] == [10, 11, 12]


def test_a_frame_that_cannot_be_decoded_is_stood_for_by_the_one_before(player, tmp_path, monkeypatch):
    picture = Shot.picture

    def damaged(shot, frame, size=None):
        if frame in {9, 10}:
            raise UnreadableVideoError("a.avi", "damaged.")
        return picture(shot, frame, size)

    monkeypatch.setattr(Shot, "picture", damaged)
    lost: list[tuple[str, int]] = []
    shots = list(player._to_save()[1].values())[:1]
    write_clip_file(shots, (6.8, 7.0), tmp_path / "c.mp4", damaged=lambda *frame: lost.append(frame))
    assert [barcode.read(picture) for _, picture in decoded(tmp_path / "c.mp4")] == [6, 7, 8, 8, 8, 11, 12]
    assert lost == [("A", 9), ("A", 10)]


def test_the_session_time_can_be_burned_in(player, tmp_path):
    plain = player.save_clip(tmp_path / "p.mp4", 6.7, 6.8, ["A"]).read_bytes()
    assert player.save_clip(tmp_path / "t.mp4", 6.7, 6.8, ["A"], burned=True).read_bytes() != plain


def test_a_cancelled_clip_leaves_what_was_there(player, tmp_path):
    (tmp_path / "c.mp4").write_bytes(b"an older clip")
    asked = iter([False] * 8)
    with pytest.raises(NobodyWaitsError):
        player.save_clip(tmp_path / "c.mp4", 6.7, 7.2, cancelled=lambda: next(asked, True))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("c.mp4", b"an older clip")]


def test_what_cannot_be_saved_is_said(player, tmp_path, monkeypatch):
    for time in (1.0, 60.0):
        player.time = time
        with pytest.raises(MediaError, match=rf"none at {time:.0f}\.000 s"):
            player.save_frame("A", tmp_path)
    with pytest.raises(UnknownCameraError):
        player.save_frame("X", tmp_path)
    with pytest.raises(ValueError, match="loop"):
        player.save_clip(tmp_path / "c.mp4")
    with pytest.raises(ValueError, match="end before it begins"):
        player.save_clip(tmp_path / "c.mp4", 7, 6)
    with pytest.raises(MediaError, match=r"these 3 cameras have none from 1\.000 to 2\.000 s\. Set the loop"):
        player.save_clip(tmp_path / "c.mp4", 1, 2)
    with pytest.raises(MediaError, match="missing: No such file or directory"):
        player.save_clip(tmp_path / "missing" / "c.mp4", 6.7, 7.2)
    monkeypatch.setattr(saving, "ENCODER", "libnone")
    with pytest.raises(MediaError, match=r"No encoder .* libnone.* pip install"):
        player.save_clip(tmp_path / "c.mp4", 6.7, 7.2)
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, sys
from nwb_video_panel import NWBLocalVideoPlayer
player = NWBLocalVideoPlayer(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    player.save_clip(sys.argv[2], 6.7, 7.6)
except Exception as error:
    print(type(error).__name__, error)
"""
"""A disk without room, as far as a process can tell."""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits on Windows")
def test_a_full_disk_is_said_and_nothing_is_left(player, tmp_path):
    command = [sys.executable, "-c", FULL, str(player._source), str(tmp_path / "c.mp4")]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert said.startswith("MediaError The clip cannot be written: there is no room left in")
    assert list(tmp_path.iterdir()) == []


def test_a_clip_that_grows_too_large_is_given_up(player, tmp_path):
    with pytest.raises(MediaError, match="too large"):
        write_clip_file(list(player._to_save()[1].values()), (6.7, 7.6), tmp_path / "c.mp4", most=10_000)


@pytest.mark.parametrize(
    ("session", "cameras", "name"),
    [
        ("mouse 1/2", ["left", "right"], "mouse-1-2_left+right_6.700-7.200s.mp4"),
        ("käfig", ["a"], "käfig_a_6.700-7.200s.mp4"),
        ("..", ["../../x"] * 3, "unnamed_x+x+x_6.700-7.200s.mp4"),
        ("s", [f"a long name of camera {i}" for i in range(5)], "s_5-cameras_6.700-7.200s.mp4"),
    ],
)
def test_a_clips_name_is_a_file_name_everywhere(session, cameras, name):
    assert saving.clip_name(session, cameras, (6.7, 7.2)) == name

"""Stills and clips as files: the exact frames, with what they are in words."""

from __future__ import annotations

import av
import numpy as np
import pytest
from clips import turned, write_clip
from PIL import Image
from sessions import camera, write_session

from nwb_video_panel import NWBLocalVideoPlayer, barcode
from nwb_video_panel.errors import MediaError, NobodyWaitsError, UnknownCameraError

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


def test_a_clip_has_the_cameras_side_by_side_each_with_the_frame_due(player, tmp_path):
    shares: list[float] = []
    path = player.save_clip(tmp_path / "c.mp4", (6.7, 7.2), ["A", "B"], progress=shares.append)
    with av.open(str(path)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    due = [int((6.7 + k / 60 - 6.577) * 60 + 1e-6) for k in range(len(pictures))]
    assert [barcode.read(picture[:, :384]) for picture in pictures] == [k // 2 for k in due]
    assert [barcode.read(picture[:, 384:]) for picture in pictures] == due
    assert (len(pictures), shares[-1]) == (30, 1)


def test_the_session_time_can_be_burned_in(player, tmp_path):
    plain = player.save_clip(tmp_path / "p.mp4", (6.7, 6.8), ["A"]).read_bytes()
    assert player.save_clip(tmp_path / "t.mp4", (6.7, 6.8), ["A"], burned=True).read_bytes() != plain


def test_a_cancelled_clip_leaves_nothing(player, tmp_path):
    with pytest.raises(NobodyWaitsError):
        player.save_clip(tmp_path / "c.mp4", (6.7, 7.2), cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_saved_is_said(player, tmp_path):
    player.time = 1.0
    with pytest.raises(MediaError, match=r"none at 1\.000 s"):
        player.save_frame("A", tmp_path)
    with pytest.raises(UnknownCameraError):
        player.save_frame("X", tmp_path)
    with pytest.raises(ValueError, match="loop"):
        player.save_clip(tmp_path / "c.mp4")

"""Stills and clips of videos on another machine are exact, and say what keeps them from being made."""

from __future__ import annotations

import numpy as np
import pytest
from clips import decoded, write_clip
from elsewhere import elsewhere
from PIL import Image
from sessions import camera, edited, write_session

from nwb_video_panel import NWBLocalVideoPlayer, barcode
from nwb_video_panel.errors import MediaError, RemoteVideoError
from nwb_video_panel.serving import remote

pytest.importorskip("aiohttp", reason="needs the extra 'remote'")
pytest.importorskip("fsspec", reason="needs the extra 'remote'")

SIZE = (384, 64)
CLOCK = np.arange(60) / 30
NAMES = ("h264.mp4", "mpeg4.avi", "h264.mkv")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("far")
    write_clip(folder / "h264.mp4", 60, SIZE, gop=20)
    write_clip(folder / "mpeg4.avi", 60, SIZE, codec="mpeg4", gop=12)
    write_clip(folder / "h264.mkv", 60, SIZE, gop=20)
    with elsewhere(folder) as running:
        yield running


@pytest.fixture
def player(machine, tmp_path, monkeypatch):
    monkeypatch.setenv(remote.ALLOWED, "127.0.0.1")
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    remote._open.clear()
    series = [camera(name, [f"{machine.root}/{name}"], timestamps=CLOCK) for name in NAMES]
    return NWBLocalVideoPlayer(write_session(tmp_path / "s.nwb", *series))


@pytest.mark.parametrize("name", NAMES)
def test_a_still_is_the_frame_due(player, tmp_path, name):
    for k in (41, 3, 59):
        player.time = CLOCK[k] + 0.01
        assert barcode.read(np.asarray(Image.open(player.save_frame(name, tmp_path)))) == k


def test_a_clip_has_every_frame_of_each_camera(player, tmp_path):
    path = player.save_clip(tmp_path / "c.mp4", 0.99, 1.52, list(NAMES))
    shown = [picture for _, picture in decoded(path)]
    for i in range(len(NAMES)):
        seen = [barcode.read(picture[:, 384 * i : 384 * (i + 1)]) for picture in shown]
        assert seen == list(range(29, 46))


def test_a_host_that_is_gone_is_named(player, tmp_path, monkeypatch):
    def gone(*_: object) -> bytes:
        raise RemoteVideoError("https://host.example/v.mp4", "it does not answer.")

    monkeypatch.setattr(remote.Remote, "read", gone)
    with pytest.raises(MediaError, match=r"host\.example: it does not answer"):
        player.save_clip(tmp_path / "c.mp4", 0.5, 1.0)
    assert not list(tmp_path.glob("*.mp4"))


def test_where_the_nwb_file_does_not_count_frames_the_videos_header_does(machine, player, tmp_path):
    files = [f"{machine.root}/h264.mp4"]
    path = write_session(tmp_path / "old.nwb", camera("old", files, rate=30.0, starting_time=2.0))
    with edited(path) as file:
        del file["acquisition/old/num_samples"]
    [old] = NWBLocalVideoPlayer(path).grid.cameras
    assert (old["problem"], old["count"], old["start"], old["stop"]) == (None, 60, 2.0, 4.0)

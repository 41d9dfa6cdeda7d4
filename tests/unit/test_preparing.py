"""What the commands `prepare` and `cache` do."""

from __future__ import annotations

import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path

import pytest
from clips import write_clip
from sessions import camera, write_session

from nwb_video_panel import cache, cli_cache, cli_prepare, preparing
from nwb_video_panel.errors import NWBVideoPanelError
from nwb_video_panel.streams import ondemand

SIZE = (368, 48)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))


@pytest.fixture
def session(tmp_path):
    """60 frames that browsers do not play, and 60 that they do."""
    write_clip(tmp_path / "v.avi", 60, SIZE, codec="mpeg4")
    write_clip(tmp_path / "v.mp4", 60, SIZE)
    cameras = [camera("A", ["v.avi"], num_samples=60), camera("B", ["v.mp4"], num_samples=60)]
    return write_session(tmp_path / "s.nwb", *cameras)


def prepare(path, scheduler=None):
    return cli_prepare.run(Namespace(paths=[path], video_root=[], scale=1, scheduler=scheduler))


def test_what_browsers_cannot_play_is_made_and_a_second_run_makes_nothing(session, capsys, monkeypatch):
    assert prepare(session) == 0
    assert len([key for key, _, _ in cache.entries() if key.startswith("segment")]) == 2  # seconds
    monkeypatch.setattr(ondemand, "_make", None)
    assert prepare(session) == 0
    assert capsys.readouterr().out == "s.nwb: ready.\n" * 2


def test_the_share_that_is_done_is_told(session):
    shares: list[float] = []
    assert preparing.make_all(preparing.pieces(session), shares.append) == 0
    assert shares[-1] == 1


def test_what_cannot_be_made_is_counted(session, tmp_path, capsys):
    clip = tmp_path / "v.avi"
    data = bytearray(clip.read_bytes())
    at = data.index(b"movi")
    data[at + 4 : data.index(b"idx1")] = bytes(data.index(b"idx1") - at - 4)
    clip.write_bytes(data)
    assert prepare(session) == 1
    assert "could not be made" in capsys.readouterr().err


def test_dask_is_named_where_it_is_needed_and_missing(session, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(NWBVideoPanelError, match=r"nwb-video-panel\[dask\]"):
        prepare(session, "tcp://127.0.0.1:1")


def test_the_cache_is_shown_and_cleared(capsys):
    cache.write("segment-1", bytes(5_000))
    assert cli_cache.run(Namespace(action="show")) == 0
    assert "5.0 kB" in capsys.readouterr().out
    assert cli_cache.run(Namespace(action="clear")) == 0
    assert "Deleted 5.0 kB." in capsys.readouterr().out
    assert cache.entries() == []


def test_a_cluster_on_this_machine_makes_the_same(session, capsys):
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    assert prepare(session, "local") == 0
    assert len([key for key, _, _ in cache.entries() if key.startswith("segment")]) == 2
    assert "s.nwb: ready." in capsys.readouterr().out


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path):
    write_clip(tmp_path / "v.avi", 600, SIZE, codec="mpeg4")
    path = write_session(tmp_path / "s.nwb", camera("A", ["v.avi"], num_samples=600))
    command = [Path(sys.executable).with_name("nwb-video-panel"), "prepare", path]

    def made() -> set[str]:
        return {key for key, _, _ in cache.entries() if key.startswith("segment")}

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        while len(made()) < 3 and first.poll() is None:
            time.sleep(0.005)
        first.kill()
    before = {key: cache.path(key).stat().st_ino for key in made()}
    assert 3 <= len(before) <= 20
    assert prepare(path) == 0
    assert len(made()) == 20  # seconds
    assert {key: cache.path(key).stat().st_ino for key in before} == before

"""Frames of videos on other machines are numbered by their tables, without fetching their pictures."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from clips import FRAGMENTED, trimmed, write_clip
from elsewhere import elsewhere

from nwb_video_panel.errors import MediaError
from nwb_video_panel.frameindex import FrameIndex
from nwb_video_panel.indexing import frame_index
from nwb_video_panel.serving import remote, remoteindex
from nwb_video_panel.serving.tokens import of_process

pytest.importorskip("aiohttp", reason="needs the extra 'remote'")
pytest.importorskip("fsspec", reason="needs the extra 'remote'")

VARIABLE = np.cumsum(np.random.default_rng(1).uniform(0.02, 0.09, 60))


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    write_clip(folder / "b.mp4", gop=20)
    trimmed(folder / "b.mp4", folder / "trimmed.mp4", 7)
    write_clip(folder / "variable.mov", pts=list(VARIABLE))
    write_clip(folder / "fragmented.mp4", gop=10, container_options=FRAGMENTED)
    write_clip(folder / "vp9.mp4", codec="vp9", gop=20)
    write_clip(folder / "m.mkv", gop=20)
    (folder / "text.mp4").write_text("no video at all, though it is called one")
    with elsewhere(folder) as running:
        yield running


@pytest.fixture(autouse=True)
def alone(monkeypatch, machine, tmp_path):
    monkeypatch.setenv(remote.ALLOWED, "127.0.0.1")
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    remote._open.clear()
    machine.sent.clear()


@pytest.fixture
def long(monkeypatch):
    """Every file of these tests is too long to be read whole."""
    monkeypatch.setattr(remoteindex, "WHOLE", 12_000)
    monkeypatch.setattr(remote, "BLOCK", 1024)
    monkeypatch.setattr(remoteindex, "BLOCK", 1024)


def index_of(url: str) -> FrameIndex:
    until = time.monotonic() + 60
    while not isinstance(made := remoteindex.request_index(url), Path):
        assert time.monotonic() < until
        time.sleep(0.01)
    return FrameIndex.decode(made.read_bytes())


@pytest.mark.parametrize("name", ["b.mp4", "trimmed.mp4", "variable.mov", "fragmented.mp4", "vp9.mp4"])
def test_a_long_files_index_is_the_same_without_its_pictures(machine, long, name):
    path, index = machine.folder / name, index_of(f"{machine.root}/{name}")
    whole = frame_index(path)
    assert np.array_equal(index.pts, whole.pts)
    assert np.array_equal(index.keys, whole.keys)
    assert machine.sent[f"/{name}"] < path.stat().st_size / 2


def test_a_short_file_without_a_table_is_read_whole(machine):
    index = index_of(f"{machine.root}/m.mkv")
    assert np.array_equal(index.pts, frame_index(machine.folder / "m.mkv").pts)


def test_a_long_file_without_a_table_is_not_fetched(machine, long):
    with pytest.raises(MediaError, match=r"without fetching all of 0 MB: its container has no table"):
        index_of(f"{machine.root}/m.mkv")
    assert machine.sent["/m.mkv"] < 5_000


def test_a_file_in_many_parts_is_not_fetched(machine, long, monkeypatch):
    monkeypatch.setattr(remoteindex, "MOST_PARTS", 4)
    with pytest.raises(MediaError, match="more than 4 parts"):
        index_of(f"{machine.root}/fragmented.mp4")


def test_what_is_no_video_is_said(machine):
    with pytest.raises(MediaError, match=r"text\.mp4: it is not a video"):
        index_of(f"{machine.root}/text.mp4")


def test_a_machine_that_stops_to_answer_is_named_and_asked_again(machine, monkeypatch):
    found = remote.opened(f"{machine.root}/b.mp4")
    with monkeypatch.context() as broken:
        broken.setattr(found._file, "read", lambda _: (_ for _ in ()).throw(TimeoutError()))
        with pytest.raises(MediaError, match=r"127\.0\.0\.1: it does not answer"):
            index_of(f"{machine.root}/b.mp4")
    assert index_of(f"{machine.root}/b.mp4").pts.size == 60


def test_the_server_answers_with_it(machine, tmp_path):
    from nwb_video_panel.serving.resources import Pending, locate

    claims = of_process().open(of_process().seal({"k": "index", "u": f"{machine.root}/b.mp4"}))
    until = time.monotonic() + 60
    while isinstance(found := locate(claims), Pending):
        assert time.monotonic() < until
        time.sleep(0.01)
    with found as made:
        assert made.facts.size > 60 * 9

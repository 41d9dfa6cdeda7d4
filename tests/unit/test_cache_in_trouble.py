"""Processes that are killed, share the cache, or have no room: it works, in its bound, or in memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import textwrap
import time

import av
import numpy as np
import pytest
from clips import write_clip
from PIL import Image
from sessions import camera, write_session

from nwb_video_panel import cache
from nwb_video_panel.streams import ondemand

SIZE = (368, 48)
RNG = np.random.default_rng(11)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def clip(tmp_path):
    return write_clip(tmp_path / "v.avi", 400, SIZE, 25, "mjpeg", pix_fmt="yuvj420p")


def claims(path):
    place = {"c": [0.0, 25.0, 400], "i": True, "f": 0, "n": 400, "o": -1.0, "s": 1.0, "w": 0.04}
    return {"k": "stream", "p": str(path), **place}


MAKING = """
    import json, sys
    from nwb_video_panel.streams import ondemand
    claims, first = json.loads(sys.argv[1]), int(sys.argv[2])
    print("begun", flush=True)
    for i in range(100_000):
        ondemand.made(claims, f"still={(first + i) % 400}")
        ondemand.made(claims, f"segment={1 + (first + i) % 16}&scale={(1, 2, 4)[i % 3]}")
"""


def process(code: str, *said: str, **environment: str) -> subprocess.Popen:
    command = [sys.executable, "-c", textwrap.dedent(code), *said]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **environment})


def whole(path) -> bool:
    """Whether an entry can be used."""
    data = path.read_bytes()
    if path.name.startswith("still-"):
        Image.open(io.BytesIO(data)).load()
        return True
    length = int.from_bytes(data[:4])
    json.loads(data[8:length])
    with av.open(io.BytesIO(data[length:])) as container:
        return sum(1 for _ in container.decode(video=0)) > 0


def test_a_server_that_is_killed_at_any_moment_leaves_a_cache_that_works(clip, folder):
    for turn in range(5):
        with process(MAKING, json.dumps(claims(clip)), str(70 * turn)) as running:
            running.stdout.readline()
            time.sleep(float(RNG.uniform(0.05, 0.5)))  # any moment
            running.kill()
    entries = list((folder / "entries").iterdir())
    left = [path for path in entries if path.name.startswith(cache.WRITING)]
    assert all(whole(path) for path in entries if path not in left)
    ondemand.made(claims(clip), "segment=3")
    assert any(whole(path) for path in (folder / "entries").glob("segment-*"))
    (folder / "entries" / f"{cache.WRITING}left").write_bytes(b"half")
    for path in (folder / "entries").glob(f"{cache.WRITING}*"):
        os.utime(path, (1, 1))
    cache.trim()
    assert not list((folder / "entries").glob(f"{cache.WRITING}*"))


def test_processes_that_share_the_cache_keep_to_its_bound_together(clip, folder):
    limit = 400_000
    run = [
        process(MAKING, json.dumps(claims(clip)), str(130 * i), **{cache.LIMIT_ENVIRONMENT: str(limit)})
        for i in range(3)
    ]
    most, seen, gone = 0, set(), set()
    try:
        begun = time.monotonic()
        while len(gone) < 40 and time.monotonic() - begun < 120:
            there = [entry for entry in cache.entries() if not entry[0].startswith(cache.WRITING)]
            most = max(most, sum(size for _, size, _ in there))
            seen |= {key for key, _, _ in there}
            gone = seen - {key for key, _, _ in there}
            assert all(each.poll() is None for each in run)
    finally:
        for each in run:
            each.kill()
            each.wait()
            each.stdout.close()
    assert len(gone) >= 40
    assert limit / 2 < most <= limit
    done = [path for path in (folder / "entries").iterdir() if not path.name.startswith(cache.WRITING)]
    assert all(whole(path) for path in done)


FULL = """
    import resource, sys
    from pathlib import Path
    from nwb_video_panel import NWBLocalVideoPlayer
    from nwb_video_panel.serving.answers import answer
    from nwb_video_panel.serving.resources import locate
    from nwb_video_panel.streams import ondemand
    from nwb_video_panel.streams.workers import Workers
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    player = NWBLocalVideoPlayer(sys.argv[1])
    assert "videos are played from memory" in player.grid.said[-1], player.grid.said
    for camera in player._described.cameras(lambda claims: claims):
        stream = camera["files"][0]["stream"]["token"]
        first = ondemand.made(stream, "segment=1")
        assert isinstance(first, bytes) and first is ondemand.made(stream, "segment=1")
        assert ondemand.made(stream, "still=17")[:2] == bytes([0xFF, 0xD8])
    clock = camera["clock"]["token"]
    whole = answer("GET", {}, "h", lambda: locate(clock), 0)
    part = answer("GET", {"Range": "bytes=8-23"}, "h", lambda: locate(clock), 0)
    assert (whole.status, part.status) == (200, 206)
    assert part.body == whole.body[8:24] and len(whole.body) == 480
    sys.stdout.write("played")
"""


@pytest.mark.skipif(os.name != "posix", reason="only POSIX limits the size of files")
def test_where_the_disk_takes_nothing_a_session_opens_and_plays_from_memory_and_says_so(tmp_path):
    cameras = []
    for name, codec in {"A.avi": "mpeg4", "B.mkv": "ffv1"}.items():
        write_clip(tmp_path / name, 60, SIZE, 25, codec)
        times = 3 + np.arange(60) / 25 + RNG.uniform(0, 0.01, 60)
        cameras.append(camera(name[0], [name], timestamps=times))
    path = write_session(tmp_path / "s.nwb", *cameras)
    with process(FULL, str(path)) as running:
        assert running.communicate(timeout=120)[0] == b"played"

"""When each frame of a file is presented, and how the page gets to know it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest
from clips import FRAGMENTED, decoded, write_clip

from nwb_video_panel import cache
from nwb_video_panel.errors import MediaError, UnreadableVideoError
from nwb_video_panel.making import Maker
from nwb_video_panel.media import frame_index, request_index
from nwb_video_panel.timebase import FrameIndex

SMALL = (384, 64)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def awaited(request, seconds=30):
    """The answer once there is one; what is asked for is made in the background."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = request()
        if isinstance(answer, Path):
            return answer
        assert 0 <= answer <= 1
        time.sleep(0.01)
    raise TimeoutError


class TestPresentationTimes:
    @pytest.mark.parametrize(
        ("suffix", "codec", "b_frames"),
        [
            ("mp4", "h264", 0),
            ("mp4", "h264", 3),
            ("mov", "h264", 2),
            ("mkv", "h264", 2),
            ("ts", "h264", 2),
            ("flv", "h264", 2),
            ("webm", "vp9", 0),
            ("mp4", "hevc", 3),
            ("mp4", "av1", 0),
            ("mp4", "mpeg4", 0),
        ],
    )
    def test_they_are_those_of_the_decoded_frames_in_order(self, tmp_path, suffix, codec, b_frames):
        clip = write_clip(tmp_path / f"v.{suffix}", 50, SMALL, 25, codec, gop=12, b_frames=b_frames)
        index = frame_index(clip)
        assert index.pts.tolist() == [seconds for seconds, _ in decoded(clip)]
        assert index.keys[0]
        assert index.keys.sum() < 50

    def test_a_variable_rate_is_kept(self, tmp_path):
        times = [0.0, 0.005, 0.04, 1.61, 1.65, 1.66, 3.2]
        clip = write_clip(tmp_path / "v.mp4", 7, SMALL, 30, pts=times, b_frames=2)
        assert frame_index(clip).pts == pytest.approx(times, abs=1e-4)

    def test_fragments_are_read_to_the_end(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 50, SMALL, 25, gop=10, b_frames=0, container_options=FRAGMENTED)
        index = frame_index(clip)
        assert index.pts == pytest.approx(np.arange(50) / 25)
        assert np.flatnonzero(index.keys).tolist() == [0, 10, 20, 30, 40]

    @pytest.mark.parametrize("codec", ["mjpeg", "h264", "mpeg4"])
    def test_avi_has_frames_in_a_row(self, tmp_path, codec):
        pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        clip = write_clip(tmp_path / "v.avi", 50, SMALL, 25, codec, gop=10, b_frames=2, pix_fmt=pix_fmt)
        index = frame_index(clip)
        assert index.pts == pytest.approx(np.arange(50) / 25)
        assert index.keys.sum() == (50 if codec == "mjpeg" else 5)

    def test_avi_without_its_table_is_counted(self, tmp_path):
        clip = write_clip(tmp_path / "v.avi", 50, SMALL, 25, "mjpeg", pix_fmt="yuvj420p")
        content = clip.read_bytes()
        clip.write_bytes(content[: content.rindex(b"idx1")])
        assert frame_index(clip).pts == pytest.approx(np.arange(50) / 25)

    def test_a_stream_without_any_times_is_counted(self, tmp_path):
        with av.open(str(tmp_path / "v.h264"), "w") as container:
            stream = container.add_stream("libx264", rate=25, width=384, height=64, pix_fmt="yuv420p")
            for k in range(20):
                frame = av.VideoFrame(384, 64, "yuv420p")
                frame.pts = k
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        index = frame_index(tmp_path / "v.h264")
        assert index.pts.size == 20
        assert np.all(np.diff(index.pts) > 0)

    def test_progress_rises_from_0_to_1(self, tmp_path):
        shares = []
        frame_index(write_clip(tmp_path / "v.mp4", 1200, SMALL), shares.append)
        assert len(shares) >= 3
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] <= 1

    def test_a_file_cut_short_gives_the_frames_that_are_left(self, tmp_path):
        clip = write_clip(tmp_path / "v.mkv", 50, SMALL, 25, gop=10)
        with clip.open("r+b") as file:
            file.truncate(clip.stat().st_size // 2)
        assert 10 < frame_index(clip).pts.size < 50


class TestBinaryForm:
    INDEX = FrameIndex(np.array([0.5, 0.75, 1.0]), np.array([True, False, True]))

    def test_it_is_what_design_says(self):
        assert self.INDEX.encode() == (
            b"NVPI\x01\0\0\0\x03\0\0\0\0\0\0\0" + np.array([0.5, 0.75, 1.0], "<f8").tobytes() + b"\x01\0\x01"
        )

    def test_it_is_read_back(self):
        again = FrameIndex.decode(self.INDEX.encode())
        assert again.pts.tolist() == [0.5, 0.75, 1.0]
        assert again.keys.tolist() == [True, False, True]

    @pytest.mark.parametrize("cut", [0, 3, 15, 16, 30, 42])
    def test_a_part_of_it_is_refused(self, cut):
        with pytest.raises(ValueError):  # noqa: PT011 - numpy's own words for a short head
            FrameIndex.decode(self.INDEX.encode()[:cut])


class TestRequests:
    def test_an_index_is_made_in_the_background_and_kept(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 50, SMALL, 25)
        assert request_index(clip) == 0.0
        entry = awaited(lambda: request_index(clip))
        assert FrameIndex.decode(entry.read_bytes()).pts.size == 50
        assert request_index(clip) == entry

    def test_a_file_that_changed_is_indexed_anew(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 50, SMALL, 25)
        first = awaited(lambda: request_index(clip))
        write_clip(clip, 60, SMALL, 25)
        second = awaited(lambda: request_index(clip))
        assert second != first
        assert FrameIndex.decode(second.read_bytes()).pts.size == 60

    def test_failure_is_told_until_the_file_changes(self, tmp_path):
        clip = tmp_path / "v.mp4"
        clip.write_bytes(b"not a video" * 1000)
        for _ in range(2):
            with pytest.raises(UnreadableVideoError, match="not a video"):
                awaited(lambda: request_index(clip))
        write_clip(clip, 5, SMALL)
        assert awaited(lambda: request_index(clip)).is_file()

    def test_a_missing_file_is_told_at_once(self, tmp_path):
        with pytest.raises(UnreadableVideoError, match="no longer there"):
            request_index(tmp_path / "v.mp4")


class TestMaker:
    def test_what_is_being_made_is_made_once_and_tells_its_progress(self):
        maker, go, runs = Maker(), threading.Event(), []

        def make(progress):
            runs.append(1)
            progress(0.25)
            go.wait(30)
            return b"made"

        assert maker.request("a", make) == 0.0
        while maker.request("a", make) == 0.0:
            time.sleep(0.001)
        assert maker.request("a", make) == 0.25
        go.set()
        assert awaited(lambda: maker.request("a", make)).read_bytes() == b"made"
        assert runs == [1]

    def test_no_more_than_its_workers_run_at_a_time(self):
        maker, go, running, most = Maker(workers=2), threading.Event(), [], []

        def make(_):
            running.append(1)
            most.append(len(running))
            go.wait(30)
            running.pop()
            return b"made"

        keys = [f"k{i}" for i in range(5)]
        for key in keys:
            maker.request(key, make)
        while len(running) < 2:
            time.sleep(0.001)
        go.set()
        for key in keys:
            awaited(lambda key=key: maker.request(key, make))
        assert max(most) == 2
        assert len(most) == 5

    def test_a_cache_that_cannot_be_written_is_told(self, own_cache):
        maker = Maker()
        own_cache.mkdir()
        (own_cache / "entries").touch()  # a file where the folder of entries should be
        with pytest.raises(MediaError, match="cache cannot be written"):
            awaited(lambda: maker.request("a", lambda _: b"made"))

    def test_what_takes_long_does_not_hold_up_the_end_of_the_process(self, tmp_path):
        script = "from nwb_video_panel.making import Maker; import time; "
        script += "Maker().request('a', lambda _: time.sleep(600))"
        environment = {**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(tmp_path / "cache")}
        subprocess.run([sys.executable, "-c", script], env=environment, timeout=60, check=True)


def test_the_cache_of_another_process_is_used(tmp_path):
    clip = write_clip(tmp_path / "v.mp4", 5, SMALL)
    key = cache.key_of(clip, "index", 1)
    cache.write(key, frame_index(clip).encode())
    assert request_index(clip) == cache.path(key)

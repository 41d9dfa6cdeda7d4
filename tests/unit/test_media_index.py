"""When each frame of a file is presented, and how the page gets to know it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import av
import numpy as np
import pytest
from clips import FRAGMENTED, decoded, trimmed, write_clip

from nwb_video_panel import cache, kept
from nwb_video_panel.errors import UnreadableVideoError
from nwb_video_panel.frameindex import UNSHOWN, VERSION, DecoderFacts, FrameIndex, PacketList, Packets
from nwb_video_panel.indexing import frame_index, request_index
from nwb_video_panel.making import Maker

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
        if isinstance(answer, Path | bytes):
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


class TestPackets:
    """What the page needs for decoding by itself."""

    @pytest.mark.parametrize(
        ("name", "codec", "options"),
        [
            ("v.mp4", "h264", {}),
            ("v.mov", "h264", {}),
            ("v.mp4", "h264", FRAGMENTED),
            ("v.mkv", "h264", {}),
            ("v.mkv", "hevc", {}),
            ("v.webm", "vp9", {}),
            ("v.mp4", "av1", {}),
        ],
    )
    def test_each_is_a_byte_range_of_the_file(self, tmp_path, name, codec, options):
        clip = write_clip(tmp_path / name, 40, SMALL, 25, codec, gop=20, container_options=options)
        index = frame_index(clip)
        content = clip.read_bytes()
        with av.open(str(clip)) as container:
            packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
        found = [
            content[start : start + size]
            for start, size in zip(index.packets.offset, index.packets.size, strict=True)
        ]
        assert found == packets
        assert sorted(index.packets.rank.tolist()) == list(range(40))
        assert np.flatnonzero(index.packets.key).tolist() == [0, 20]

    def test_frames_are_ranked_by_presentation(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 8, SMALL, 25, b_frames=2)
        assert frame_index(clip).packets.rank.tolist()[:4] == [0, 3, 1, 2]

    def test_what_an_edit_list_leaves_out_is_decoded_but_has_no_rank(self, tmp_path):
        clip = trimmed(write_clip(tmp_path / "v.mp4", 40, SMALL, 25, gop=20), tmp_path / "t.mp4", 5)
        index = frame_index(clip)
        assert index.pts.size == 35
        assert index.packets.rank.size == 40
        assert np.count_nonzero(index.packets.rank == UNSHOWN) == 5
        assert index.packets.rank[0] == UNSHOWN
        assert index.packets.key[0]

    def test_the_decoder_is_told_codec_record_and_sizes(self, tmp_path):
        decoder = frame_index(write_clip(tmp_path / "v.mp4", 5, SMALL)).decoder
        assert decoder.codec.startswith("avc1.")
        assert decoder.description[0] == 1
        assert (decoder.coded, decoder.shown, decoder.rotation, decoder.primed) == (SMALL, SMALL, 0, True)

    def test_an_open_group_is_no_place_to_begin(self, tmp_path):
        options = {"x264-params": "keyint=20:min-keyint=20:scenecut=0:open-gop=1:b-adapt=0"}
        clip = write_clip(tmp_path / "v.mp4", 60, SMALL, 25, gop=20, options=options)
        index = frame_index(clip)
        assert np.flatnonzero(index.packets.key).tolist() == [0]

    @pytest.mark.parametrize(
        ("name", "codec", "pix_fmt", "why"),
        [
            ("v.avi", "h264", "yuv420p", "its container does not tell where they are"),
            ("v.mkv", "mjpeg", "yuvj420p", "browsers decode no Motion JPEG"),
        ],
    )
    def test_why_there_are_none_is_told(self, tmp_path, name, codec, pix_fmt, why):
        index = frame_index(write_clip(tmp_path / name, 5, SMALL, 25, codec, pix_fmt=pix_fmt))
        assert (index.packets, index.decoder, index.why) == (None, None, why)

    def test_packets_that_are_stored_otherwise_are_told(self, tmp_path):
        clip = write_clip(tmp_path / "v.mkv", 5, SMALL, codec="vp9")
        with clip.open("rb") as file:
            packets = PacketList(file)
            packets.add(b"not in the file", 0, 0.0, key=True)
        assert packets.why == "its packets are not stored as they are decoded"
        assert packets.ranked(np.array([0])) is None


class TestBinaryForm:
    INDEX = FrameIndex(
        np.array([0.5, 0.75]),
        np.array([True, False]),
        Packets(
            np.array([40, 5_000_000_000, 90]),
            np.array([50, 7, 3], np.uint32),
            np.array([0, UNSHOWN, 1], np.int32),
            np.array([True, False, False]),
        ),
        DecoderFacts("avc1.64001f", b"\x01\xff", (384, 64), (64, 384), 90, None, primed=True),
        why="",
    )

    def test_it_is_what_design_says(self):
        facts = (
            b'{"codec": "avc1.64001f", "description": "Af8=", "coded": [384, 64], "shown": [64, 384], '
            b'"rotation": 90, "matrix": null, "primed": true}'
        )
        body = (
            np.array([0.5, 0.75, 40, 5e9, 90], "<f8").tobytes()
            + np.array([50, 7, 3], "<u4").tobytes()
            + np.array([0, -1, 1], "<i4").tobytes()
            + b"\x01\0\x01\0\0"
            + facts
        )
        numbers = np.array([4, 2, 3, len(facts), zlib.crc32(body)], "<u4").tobytes()
        assert self.INDEX.encode() == b"NVPI" + numbers + body

    def test_it_is_read_back(self):
        again = FrameIndex.decode(self.INDEX.encode())
        assert again.encode() == self.INDEX.encode()
        assert again.decoder == self.INDEX.decoder
        assert again.packets.offset.tolist() == [40, 5_000_000_000, 90]

    def test_without_packets_it_tells_why(self):
        bare = FrameIndex(np.array([0.5]), np.array([True]), why="of a test")
        again = FrameIndex.decode(bare.encode())
        assert (again.packets, again.decoder, again.why) == (None, None, "of a test")
        assert again.pts.tolist() == [0.5]

    @pytest.mark.parametrize("cut", [0, 3, 23, 24, 30, 100])
    def test_a_part_of_it_is_refused(self, cut):
        with pytest.raises(ValueError):  # noqa: PT011 - numpy's own words for a short head
            FrameIndex.decode(self.INDEX.encode()[:cut])

    def test_a_changed_byte_is_noticed(self):
        data = bytearray(self.INDEX.encode())
        data[60] ^= 1
        with pytest.raises(ValueError, match="damaged"):
            FrameIndex.decode(bytes(data))


class TestRequests:
    def test_an_index_is_made_in_the_background_and_kept(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 50, SMALL, 25)
        assert request_index(clip) == 0.0
        entry = awaited(lambda: request_index(clip))
        assert FrameIndex.decode(entry.read_bytes()).pts.size == 50
        assert request_index(clip) == entry

    def test_a_damaged_entry_is_made_anew(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 50, SMALL, 25)
        entry = awaited(lambda: request_index(clip))
        good = entry.read_bytes()
        entry.write_bytes(good[:-30] + bytes(30))
        assert awaited(lambda: request_index(clip)).read_bytes() == good

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

    def test_what_a_cache_does_not_take_is_held_in_memory_and_that_is_told(self, own_cache, monkeypatch):
        monkeypatch.setattr(kept, "_held", kept._Held())
        maker = Maker()
        own_cache.mkdir()
        (own_cache / "entries").touch()  # a file where the folder of entries should be
        assert awaited(lambda: maker.request("a", lambda _: b"made")) == b"made"
        assert "cannot be written" in kept.trouble()

    def test_what_takes_long_does_not_hold_up_the_end_of_the_process(self, tmp_path):
        script = "from nwb_video_panel.making import Maker; import time; "
        script += "Maker().request('a', lambda _: time.sleep(600))"
        environment = {**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(tmp_path / "cache")}
        subprocess.run([sys.executable, "-c", script], env=environment, timeout=60, check=True)


def test_the_cache_of_another_process_is_used(tmp_path):
    clip = write_clip(tmp_path / "v.mp4", 5, SMALL)
    key = cache.key_of(clip, "index", VERSION)
    cache.write(key, frame_index(clip).encode())
    assert request_index(clip) == cache.path(key)

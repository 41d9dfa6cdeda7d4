"""What a video file tells of itself, and what is said of files that are none."""

from __future__ import annotations

import os
import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips import picture, write_clip
from sessions import SHARED, needs_shared

from nwb_video_panel.errors import UnreadableVideoError
from nwb_video_panel.indexing import exact_frame_count, frame_index
from nwb_video_panel.media import opened, probe

SMALL = (384, 64)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("suffix", "codec", "pix_fmt", "container", "name", "type_", "native"),
    [
        ("mp4", "h264", "yuv420p", "MP4", "H.264 ", 'video/mp4; codecs="avc1.', True),
        ("mov", "h264", "yuv420p", "QuickTime", "H.264 ", 'video/mp4; codecs="avc1.', True),
        ("mkv", "h264", "yuv420p", "Matroska", "H.264 ", 'video/mp4; codecs="avc1.', True),
        ("webm", "vp9", "yuv420p", "WebM", "VP9", 'video/webm; codecs="vp09.00.', True),
        ("mp4", "hevc", "yuv420p", "MP4", "HEVC Main", 'video/mp4; codecs="hev1.1.6.L', True),
        ("mp4", "av1", "yuv420p", "MP4", "AV1", 'video/mp4; codecs="av01.0.0', True),
        ("mp4", "mpeg4", "yuv420p", "MP4", "MPEG-4 Part 2", 'video/mp4; codecs="mp4v.20.', True),
        ("avi", "h264", "yuv420p", "AVI", "H.264 ", 'video/x-msvideo; codecs="avc1.', False),
        ("avi", "mjpeg", "yuvj420p", "AVI", "Motion JPEG", 'video/x-msvideo; codecs="mp4v.6C', False),
        ("avi", "ffv1", "yuv420p", "AVI", "FFV1", 'video/x-msvideo; codecs="ffv1', False),
        ("ts", "h264", "yuv420p", "MPEG-TS", "H.264 ", 'video/mp2t; codecs="avc1.', False),
        ("flv", "h264", "yuv420p", "FLV", "H.264 ", 'video/x-flv; codecs="avc1.', False),
        ("wmv", "wmv2", "yuv420p", "ASF (WMV)", "WMV 8", 'video/x-ms-wmv; codecs="wmv2', False),
    ],
)
def test_container_and_codec_are_told(tmp_path, suffix, codec, pix_fmt, container, name, type_, native):
    clip = write_clip(tmp_path / f"v.{suffix}", 12, SMALL, 25, codec, pix_fmt=pix_fmt)
    info = probe(clip)
    assert info.container == container
    assert info.codec.startswith(name)
    assert info.type.startswith(type_)
    assert info.type.endswith('"')
    assert info.codecs in info.type
    assert info.browser_container is native
    assert info.pixel_format == pix_fmt
    assert (info.width, info.height) == info.coded_size == SMALL
    assert info.rate == pytest.approx(25, rel=0.05)
    assert info.size == clip.stat().st_size
    assert exact_frame_count(clip) == 12


def test_the_name_of_a_file_does_not_count(tmp_path):
    clip = write_clip(tmp_path / "v.mp4", 5, SMALL)
    assert probe(clip.rename(tmp_path / "v.avi")).container == "MP4"


def test_b_frames_are_told(tmp_path):
    assert probe(write_clip(tmp_path / "b.mp4", 12, SMALL, b_frames=2)).has_b_frames
    assert not probe(write_clip(tmp_path / "p.mp4", 12, SMALL, b_frames=0)).has_b_frames


def test_start_and_duration_are_media_seconds(tmp_path):
    info = probe(write_clip(tmp_path / "v.mp4", 30, SMALL, Fraction(30000, 1001)))
    assert info.start == 0.0
    assert info.duration == pytest.approx(1.001, abs=1e-3)
    assert info.rate == pytest.approx(29.97, abs=1e-3)


@pytest.mark.parametrize("suffix", ["mkv", "mp4", "ts"])
@pytest.mark.parametrize("b_frames", [0, 2])
def test_a_first_presentation_time_that_is_not_zero_is_told(tmp_path, suffix, b_frames):
    times = [1.5 + k / 25 for k in range(50)]
    info = probe(write_clip(tmp_path / f"v.{suffix}", 50, SMALL, 25, pts=times, b_frames=b_frames))
    assert (info.start, info.duration) == pytest.approx((1.5, 2.0), abs=0.1)
    assert info.frames_estimate == pytest.approx(50, abs=2)


def write_tracks(path: Path, *, aspect=None, rotation=0, audio_first=False, cover=False) -> Path:
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=48_000) if audio_first else None
        if cover:
            art = container.add_stream("mjpeg", rate=1, width=16, height=16, pix_fmt="yuvj420p")
            art.disposition = av.stream.Disposition.attached_pic
        video = container.add_stream("libx264", rate=25, width=384, height=64, pix_fmt="yuv420p")
        video.codec_context.options = {"preset": "ultrafast"}
        if aspect:
            video.codec_context.sample_aspect_ratio = aspect
        if rotation:
            video.set_display_rotation(rotation)
        if sound is not None:
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            samples.sample_rate = 48_000
            container.mux(sound.encode(samples))
            container.mux(sound.encode(None))
        if cover:
            container.mux(art.encode(av.VideoFrame(16, 16, "yuvj420p")))
            container.mux(art.encode(None))
        for k in range(5):
            frame = av.VideoFrame.from_ndarray(picture(k, SMALL), "rgb24")
            frame.pts = k
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def test_the_video_is_found_where_an_audio_track_is_first(tmp_path):
    info = probe(write_tracks(tmp_path / "v.mp4", audio_first=True))
    assert (info.stream, info.frames) == (1, 5)
    assert frame_index(tmp_path / "v.mp4").pts.size == 5


def test_pixels_that_are_not_square_widen_the_picture(tmp_path):
    info = probe(write_tracks(tmp_path / "v.mp4", aspect=Fraction(2, 1)))
    assert (info.width, info.height, info.coded_size) == (768, 64, SMALL)
    assert info.sample_aspect_ratio == 2.0


@pytest.mark.parametrize(
    ("counter_clockwise", "rotation", "size"), [(-90, 90, (64, 384)), (90, 270, (64, 384)), (180, 180, SMALL)]
)
def test_a_turned_picture_is_told_as_displayed(tmp_path, counter_clockwise, rotation, size):
    info = probe(write_tracks(tmp_path / "v.mp4", rotation=counter_clockwise))
    assert (info.rotation, (info.width, info.height), info.coded_size) == (rotation, size, SMALL)


class TestFrameCounts:
    def test_mp4_lists_its_frames(self, tmp_path):
        assert probe(write_clip(tmp_path / "v.mp4", 37, SMALL)).frames == 37

    @pytest.mark.parametrize("flags", ["empty_moov", "delay_moov", "global_sidx", "default_base_moof"])
    def test_fragmented_mp4_may_not_so_they_are_counted(self, tmp_path, flags):
        options = {"movflags": f"frag_keyframe+{flags}"}
        clip = write_clip(tmp_path / "v.mp4", 37, SMALL, gop=10, container_options=options)
        assert probe(clip).frames in {None, 37}
        assert exact_frame_count(clip) == 37

    def test_matroska_does_not_so_they_are_counted_once(self, tmp_path):
        clip = write_clip(tmp_path / "v.mkv", 37, SMALL)
        assert probe(clip).frames is None
        assert probe(clip).frames_estimate == pytest.approx(37, abs=2)
        assert exact_frame_count(clip) == 37
        [entry] = (tmp_path / "cache" / "entries").iterdir()
        assert entry.name.startswith("index-")
        assert exact_frame_count(clip) == 37

    def test_mp4_cut_short_after_its_table_tells_what_is_left(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 40, SMALL, gop=10, container_options={"movflags": "faststart"})
        with clip.open("r+b") as file:
            file.truncate(clip.stat().st_size * 3 // 4)
        info = probe(clip)
        assert 20 < info.frames < 40
        assert info.frames + info.frames_lost == 40

    def test_frames_that_an_edit_list_leaves_out_are_not_counted(self, tmp_path):
        whole = write_clip(tmp_path / "whole.mp4", 40, SMALL, 20, gop=40, b_frames=0)
        with av.open(str(whole)) as source, av.open(str(tmp_path / "cut.mp4"), "w") as target:
            stream = target.add_stream_from_template(source.streams.video[0])
            for packet in source.demux(video=0):
                if packet.size:
                    packet.stream = stream
                    early = round(0.5 / packet.time_base)  # the first 10 frames are before zero
                    packet.pts, packet.dts = packet.pts - early, packet.dts - early
                    target.mux(packet)
        assert probe(tmp_path / "cut.mp4").frames == 30
        assert frame_index(tmp_path / "cut.mp4").pts.tolist() == pytest.approx([k / 20 for k in range(30)])


class TestMemory:
    def test_a_file_that_changed_is_read_anew(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 5, SMALL)
        assert probe(clip).frames == 5
        write_clip(tmp_path / "v.mp4", 9, SMALL)
        assert probe(clip).frames == 9

    def test_a_file_that_did_not_change_is_not_read_again(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 5, SMALL)
        assert probe(clip) is probe(clip)

    def test_the_header_of_a_huge_file_is_all_that_is_read(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 30, SMALL, container_options={"movflags": "faststart"})
        with clip.open("r+b") as file:  # a sparse tail
            file.seek(100 * 1024**3)
            file.write(b"\0")
        assert clip.stat().st_blocks * 512 < 10 * 1024**2
        assert probe(clip).frames == 30


class TestWhatIsNoVideo:
    def refused(self, path):
        with pytest.raises(UnreadableVideoError) as raised:
            probe(path)
        with pytest.raises(UnreadableVideoError):
            frame_index(path)
        assert raised.value.file == path.name
        assert raised.value.cure
        return raised.value.why

    def test_a_missing_file(self, tmp_path):
        assert "no longer there" in self.refused(tmp_path / "v.mp4")

    def test_a_folder(self, tmp_path):
        assert "not a regular file" in self.refused(tmp_path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes")
    def test_a_pipe_without_waiting_for_it(self, tmp_path):
        os.mkfifo(tmp_path / "v.mp4")
        assert "not a regular file" in self.refused(tmp_path / "v.mp4")

    def test_an_empty_file(self, tmp_path):
        (tmp_path / "v.mp4").touch()
        assert "empty" in self.refused(tmp_path / "v.mp4")

    @pytest.mark.parametrize("content", [b"not a video\n" * 500, bytes(range(256)) * 40, b"\0" * 9000])
    def test_anything_else(self, tmp_path, content):
        (tmp_path / "v.mp4").write_bytes(content)
        assert "not a video" in self.refused(tmp_path / "v.mp4")

    def test_mp4_cut_off_before_its_table(self, tmp_path):
        clip = write_clip(tmp_path / "v.mp4", 30, SMALL)
        with clip.open("r+b") as file:
            file.truncate(clip.stat().st_size // 2)
        assert "moov" in self.refused(clip)

    def test_sound_alone(self, tmp_path):
        with av.open(str(tmp_path / "v.mp4"), "w") as container:
            sound = container.add_stream("aac", rate=48_000)
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            samples.sample_rate = 48_000
            container.mux(sound.encode(samples))
            container.mux(sound.encode(None))
        assert "no video track" in self.refused(tmp_path / "v.mp4")

    @pytest.mark.skipif(not hasattr(os, "seteuid"), reason="only POSIX has such permissions")
    def test_a_file_without_permission(self):
        folder, owner = Path(tempfile.mkdtemp()), os.geteuid()
        try:
            folder.chmod(0o755)
            clip = write_clip(folder / "v.mp4", 5, SMALL)
            clip.chmod(0o000)
            if owner == 0:
                os.seteuid(65_534)
            assert "no permission" in self.refused(clip)
        finally:
            os.seteuid(owner)
            shutil.rmtree(folder)


class TestHostileFiles:
    """An NWB file may name any file; what that file says may not lead to another."""

    @pytest.fixture
    def secret(self, tmp_path):
        return write_clip(tmp_path / "secret.mp4", 5, SMALL)

    @pytest.mark.parametrize("name", ["v.mp4", "v.m3u8", "v.txt", "v.ffconcat", "v.mpd", "v.sdp"])
    @pytest.mark.parametrize(
        "content",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{path}\n#EXT-X-ENDLIST\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile '{path}'\n",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n"
            "a=rtpmap:96 H264/90000\n",
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
            "<AdaptationSet><Representation id='1' mimeType='video/mp4'><BaseURL>{path}</BaseURL>"
            "</Representation></AdaptationSet></Period></MPD>",
        ],
        ids=["hls of a file", "hls of a url", "concat", "sdp", "dash"],
    )
    def test_lists_of_other_files_are_not_followed(self, tmp_path, secret, name, content):
        (tmp_path / name).write_text(content.format(path=secret))
        with pytest.raises(UnreadableVideoError):
            probe(tmp_path / name)

    @pytest.mark.parametrize("name", ["image%03d.png", "v*.jpg", "picture.png"])
    def test_pictures_are_no_video(self, tmp_path, name):
        with av.open(str(tmp_path / "one.png"), "w", format="image2") as container:
            stream = container.add_stream("png", rate=1, width=16, height=16, pix_fmt="rgb24")
            container.mux(stream.encode(av.VideoFrame(16, 16, "rgb24")))
        (tmp_path / "one.png").rename(tmp_path / name)
        with pytest.raises(UnreadableVideoError):
            probe(tmp_path / name)

    @pytest.mark.parametrize(
        "name", ["concat:secret.mp4", "file:secret.mp4", "subfile,,start,0,end,9,,:secret.mp4"]
    )
    def test_names_that_are_protocols_elsewhere_are_names(self, tmp_path, secret, monkeypatch, name):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(UnreadableVideoError, match="no longer there"):
            probe(Path(name))
        shutil.copy(secret, tmp_path / name)
        assert probe(Path(name)).frames == 5

    @pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99])
    @pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
    def test_damage_anywhere_gives_facts_or_an_error_in_words(self, tmp_path, suffix, place):
        clip = write_clip(tmp_path / f"v.{suffix}", 20, SMALL, gop=5)
        with clip.open("r+b") as file:
            file.seek(int(clip.stat().st_size * place))
            file.write(np.random.default_rng(1).bytes(60))
        try:
            assert probe(clip).size == clip.stat().st_size
            index = frame_index(clip)
        except UnreadableVideoError:
            return
        assert np.all(np.diff(index.pts) >= 0)


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (
            "codecs/testsrc2_odd_height_444.mp4",
            {"codec": "H.264 High 4:4:4 Predictive", "width": 320, "height": 241},
        ),
        ("codecs/video_90.mov", {"rotation": 90, "width": 320, "height": 568}),
        ("codecs/video_270.mov", {"rotation": 270, "width": 320, "height": 568}),
        ("codecs/sar_2x1.mp4", {"width": 1280, "height": 360, "coded_size": (640, 360)}),
        ("codecs/missing-keyframe-labels.ts", {"stream": 1, "container": "MPEG-TS", "frames": None}),
        ("codecs/rotate-buck-bunny.mp4", {"rotation": 90, "frames": None, "start": 4800 / 57600}),
        ("codecs/video-h265.mp4", {"codecs": "hev1.1.6.L120.90"}),
        ("codecs/testsrc2_444_8bit_hevc.mp4", {"codecs": "hvc1.4.10.L60.9E.8"}),
        ("codecs/testsrc2_av1_10bit.mp4", {"codecs": "av01.0.00M.10", "codec": "AV1, 10 bits"}),
        ("codecs/stub_mjpeg.avi", {"codec": "Motion JPEG", "frames": 3, "browser_container": False}),
        ("flies/pair.mp4", {"width": 388, "height": 384, "coded_size": (384, 384)}),
        ("walk4/videos/cam02.mp4", {"codecs": "vp09.00.41.08", "frames": 100}),
        ("openfield/m3v1mp4.mp4", {"type": 'video/mp4; codecs="avc1.f4001e"', "frames": 2330}),
    ],
)
def test_a_real_clip_tells(name, facts):
    info = probe(SHARED / name)
    assert {fact: getattr(info, fact) for fact in facts} == facts


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("path", sorted(SHARED.glob("codecs/*")), ids=lambda path: path.name)
def test_the_header_of_a_real_clip_agrees_with_its_packets(path):
    info, index = probe(path), frame_index(path)
    assert info.frames in {None, index.pts.size}
    assert info.start == pytest.approx(index.pts[0], abs=1e-6)
    assert index.keys.any()


def test_pictures_have_64_megapixels_at_most(tmp_path, monkeypatch):
    # A few kilobytes may hold a black picture of any size.
    monkeypatch.setattr("nwb_video_panel.media.MOST_PIXELS", 2 * SMALL[0] * SMALL[1])
    wide = write_clip(tmp_path / "wide.mp4", 1, SMALL, pixel_aspect=Fraction(3))
    large = write_clip(tmp_path / "large.mp4", 1, (SMALL[0], 3 * SMALL[1]))
    fits = write_clip(tmp_path / "fits.mp4", 1, SMALL)
    for path in (wide, large):
        with pytest.raises(UnreadableVideoError, match="73,728 pixels; 49,152 are shown at most"):
            probe(path)
    assert (probe(fits).width, probe(fits).height) == SMALL
    with opened(large) as (container, stream), pytest.raises(av.FFmpegError):
        next(container.decode(stream))  # as where a file's pictures are larger than its header says

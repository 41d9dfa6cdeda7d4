"""Segments and stills of whatever FFmpeg decodes: just the frames of a span, each at its session time."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips import FRAGMENTED, trimmed, turned, with_sound_first, write_clip
from PIL import Image
from recorder import KINDS, Recording

from nwb_video_panel import barcode, cache, indexing
from nwb_video_panel.errors import UnreadableVideoError
from nwb_video_panel.identity import Identity
from nwb_video_panel.streams import feeds, ondemand
from nwb_video_panel.streams.wishes import NothingThereError

RNG = np.random.default_rng(17)
SIZE = (368, 48)
COUNT = 70
RATE = 25.0
START = 6.577

CODECS = {
    "mjpeg.avi": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "mjpeg.mov": {"codec": "mjpeg", "pix_fmt": "yuvj422p"},
    "mpeg4.avi": {"codec": "mpeg4", "gop": 20},
    "b_frames_without_pts.avi": {"codec": "mpeg4", "gop": 20, "options": {"bf": "2"}},
    "mp4v.mp4": {"codec": "mpeg4", "gop": 20, "options": {"bf": "2"}},
    "msmpeg4.avi": {"codec": "msmpeg4", "gop": 20},
    "ffv1.avi": {"codec": "ffv1", "gop": 1, "pix_fmt": "gray"},
    "ffv1_16_bits.mkv": {"codec": "ffv1", "gop": 1, "pix_fmt": "gray16le"},
    "raw.avi": {"codec": "rawvideo", "pix_fmt": "bgr24"},
    "gray.mkv": {"codec": "rawvideo", "pix_fmt": "gray"},
    "huffyuv.avi": {"codec": "huffyuv", "pix_fmt": "yuv422p"},
    "hevc.mp4": {"codec": "hevc", "gop": 20},
    "hevc.ts": {"codec": "hevc", "gop": 20},
    "mpeg2.ts": {"codec": "mpeg2video", "gop": 15, "options": {"bf": "2"}},
    "mpeg1.mpg": {"codec": "mpeg1video", "gop": 15},
    "wmv.wmv": {"codec": "wmv2", "gop": 15},
    "flash.flv": {"codec": "flv1", "gop": 15},
    "ten_bits.mp4": {"pix_fmt": "yuv420p10le", "gop": 20},
    "half_chroma.mp4": {"pix_fmt": "yuv422p", "gop": 20},
    "full_chroma.mkv": {"pix_fmt": "yuv444p", "gop": 20},
    "prores.mov": {"codec": "prores_ks", "pix_fmt": "yuv422p10le"},
    "odd.mkv": {"codec": "ffv1", "gop": 1, "pix_fmt": "yuv444p", "size": (369, 51)},
    "gray.mp4": {"pix_fmt": "gray", "gop": 20},
    "full_chroma_of_ten_bits.mkv": {"pix_fmt": "yuv444p10le", "gop": 20},
    "index_in_front.mp4": {"codec": "hevc", "gop": 20, "container_options": {"movflags": "faststart"}},
    "fragments.mp4": {"codec": "hevc", "gop": 20, "container_options": FRAGMENTED},
    "mpeg2.mkv": {"codec": "mpeg2video", "gop": 15, "options": {"bf": "2"}},
    "vp9.webm": {"codec": "vp9", "gop": 20},
    "h264.avi": {"gop": 20, "b_frames": 0},
    "h264_b_frames.avi": {"gop": 20},
    "h264.ts": {"gop": 20},
    "h264.flv": {"gop": 20},
    "h264.mkv": {"gop": 20},
    "h264.mov": {"gop": 20},
    "full_range.mp4": {"pix_fmt": "yuvj420p", "gop": 20},
    "hevc_of_ten_bits.mkv": {"codec": "hevc", "gop": 20, "pix_fmt": "yuv420p10le"},
    "mpeg2.mpg": {"codec": "mpeg2video", "gop": 15, "options": {"bf": "2"}},
    "odd.avi": {"codec": "mpeg4", "gop": 20, "size": (369, 51)},
    "raw.mov": {"codec": "rawvideo", "pix_fmt": "uyvy422"},
    "prores_with_opacity.mov": {"codec": "prores_ks", "pix_fmt": "yuva444p10le"},
    "huffyuv_of_420.avi": {"codec": "ffvhuff", "pix_fmt": "yuv420p"},
}


def claims(path: Path, count: int = COUNT, clock: list | str | None = None, **said) -> dict:
    """A stream of a file whose frames are 1 / `RATE` apart from `START` on, unless told otherwise."""
    origin = feeds.origin_of(START)
    place = {"c": clock or [START, RATE, count], "i": True, "f": 0, "n": count, "o": origin}
    return {"k": "stream", "p": str(path), **place, "s": 1.0, "w": 1 / RATE, **said}


def made(said: Mapping, query: str) -> bytes:
    got = ondemand.made(said, query)
    return got if isinstance(got, bytes) else got.read_bytes()


def still(said: Mapping, k: int) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(made(said, f"still={k}"))).convert("RGB"))


def segment(said: Mapping, i: int, query: str = "") -> tuple[dict, list[tuple[int, np.ndarray]]]:
    """(facts, [(microseconds in the stream, picture), ...])."""
    data = made(said, f"segment={i}{query}")
    length = int.from_bytes(data[:4])
    with av.open(io.BytesIO(data[length:])) as container:
        frames = [(round(f.time * 1e6), f.to_ndarray(format="rgb24")) for f in container.decode(video=0)]
    return json.loads(data[8:length]), frames


def due(said: Mapping, i: int) -> list[tuple[int, int]]:
    """(microseconds in the stream, frame number) of a segment."""
    feed = feeds.Feed.of(said)
    return [(round((float(feed.times[row]) - feed.origin) * 1e6), feed.number(row)) for row in feed.rows(i)]


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")

    def clip(name: str) -> Path:
        path = folder / name
        if not path.exists():
            write_clip(path, COUNT, **{"size": SIZE, "rate": RATE, **CODECS[name]})
        return path

    return clip


@pytest.mark.parametrize("name", CODECS)
def test_every_codec_gives_the_frames_asked_for(clips, name):
    said = claims(clips(name))
    wanted = [*RNG.integers(0, COUNT, 5), 44, 43, 42]  # at random, and step by step back
    wrong = [(k, read) for k in wanted if (read := barcode.read(still(said, k))) != k]
    for i in (3, 1, 2, 4, 2):  # far, in a row, and again
        got = [(time, barcode.read(picture)) for time, picture in segment(said, i, "&route=transcoded")[1]]
        if got != due(said, i):
            wrong.append((i, got, due(said, i)))
    assert wrong == []


@pytest.mark.parametrize("name", ["h264.avi", "h264.ts", "h264.flv", "h264.mkv"])
def test_h264_in_other_containers_is_copied(clips, name):
    said = claims(clips(name))
    for i in (3, 2, 1):
        facts, frames = segment(said, i)
        low, high = facts["covers"]
        assert facts["route"] == "copied"
        assert low <= i <= high
        got = [(time, barcode.read(picture)) for time, picture in frames]
        wanted = [each for covered in range(low, high + 1) for each in due(said, covered)]
        assert [each for each in got if each in wanted] == wanted
        # What comes besides, to complete a group, is right as well.
        assert set(got) <= {each for k in range(6) for each in due(said, k)}


def test_frames_without_presentation_times_and_out_of_order_are_not_copied(clips):
    assert segment(claims(clips("h264_b_frames.avi")), 2)[0]["route"] == "transcoded"


@pytest.mark.parametrize("left_out", [1, 2])
def test_frames_that_an_edit_list_leaves_out_are_not_copied(tmp_path, left_out):
    whole = write_clip(tmp_path / "whole.mp4", COUNT, SIZE, RATE, gop=10, b_frames=0)
    said = claims(trimmed(whole, tmp_path / "v.mp4", left_out), COUNT - left_out)
    for i, route in ((1, "transcoded"), (3, "copied")):
        facts, frames = segment(said, i)
        assert facts["route"] == route
        got = [(time, barcode.read(picture) - left_out) for time, picture in frames]
        assert set(due(said, i)) <= set(got)


def test_mpeg4_that_calls_itself_divx_is_exact(tmp_path):
    path = write_clip(tmp_path / "v.avi", COUNT, SIZE, RATE, "mpeg4", gop=20)
    path.write_bytes(path.read_bytes().replace(b"FMP4", b"DX50"))
    said = claims(path)
    assert [barcode.read(still(said, k)) for k in (69, 3, 41)] == [69, 3, 41]
    got = [(time, barcode.read(picture)) for time, picture in segment(said, 3)[1]]
    assert got == due(said, 3)


@pytest.mark.parametrize("name", ["v.mkv", "v.mov", "v.ts", "v.avi"])
def test_a_track_of_sound_in_front_is_passed_over(tmp_path, name):
    path = with_sound_first(
        write_clip(tmp_path / f"silent_{name}", COUNT, SIZE, RATE, "mpeg4", gop=20), tmp_path / name
    )
    said = claims(path)
    assert indexing.exact_frame_count(path) == COUNT
    assert [barcode.read(still(said, k)) for k in (69, 3, 41)] == [69, 3, 41]
    for i in (3, 1, 2):
        got = [(time, barcode.read(picture)) for time, picture in segment(said, i)[1]]
        assert got == due(said, i)


def test_pictures_are_upright_with_square_pixels(tmp_path):
    wide = write_clip(tmp_path / "wide.avi", 30, SIZE, RATE, "mpeg4", pixel_aspect=Fraction(2, 1))
    side = turned(write_clip(tmp_path / "side.mp4", 30, SIZE, RATE))
    assert still(claims(wide, 30), 3).shape == (48, 736, 3)
    assert segment(claims(wide, 30), 1)[1][0][1].shape == (48, 736, 3)
    assert barcode.read(np.rot90(still(claims(side, 30), 3))) == 3
    assert barcode.read(np.rot90(segment(claims(side, 30), 1)[1][0][1])) == 0


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuvj420p"])
def test_both_ranges_of_brightness_keep_it(tmp_path, pix_fmt):
    clip = write_clip(tmp_path / "v.avi", 10, SIZE, RATE, "mjpeg", pix_fmt=pix_fmt, options={"strict": "-1"})
    dark, light = (2, 2), (barcode.CELL // 2 + 4, barcode.CELL)  # the quiet zone, and a guard
    for picture in (still(claims(clip, 10), 4), segment(claims(clip, 10), 1)[1][4][1]):
        assert [int(picture[place].mean()) for place in (dark, light)] == pytest.approx([16, 235], abs=4)


@pytest.mark.parametrize(("name", "matrix"), [("mjpeg.avi", 5), ("mpeg2.ts", 6), ("hevc.mp4", 6)])
def test_a_segment_names_its_matrix_in_a_way_that_browsers_believe(clips, name, matrix):
    data = made(claims(clips(name)), "segment=1&route=transcoded")
    with av.open(io.BytesIO(data[int.from_bytes(data[:4]) :])) as container:
        frame = next(container.decode(video=0))
    assert (int(frame.colorspace), int(frame.color_primaries), int(frame.color_trc)) == (matrix, 1, 1)


def test_motion_jpeg_stills_are_the_files_own_bytes(clips):
    path = clips("mjpeg.avi")
    assert made(claims(path), "still=31") in path.read_bytes()


def test_an_irregular_clock_is_kept_to_the_microsecond(clips):
    times = START + np.cumsum(RNG.uniform(0.02, 0.09, COUNT))
    times[40:] += 3
    key = cache.key_of_content(times.tobytes(), "timestamps", 1)
    cache.write(key, times.tobytes())
    said = claims(clips("mpeg4.avi"), clock=key)
    spans = [i for i in range(12) if due(said, i)]
    got = [[(time, barcode.read(picture)) for time, picture in segment(said, i)[1]] for i in spans]
    assert got == [due(said, i) for i in spans]
    assert sum(map(len, got)) == COUNT


def test_a_part_of_a_camera_begins_where_its_file_does(clips):
    said = claims(clips("mpeg4.avi"), clock=[START, RATE, 200], f=100)
    i = 1 + int((START + 100 / RATE) - feeds.origin_of(START))
    assert segment(said, i)[1][0][0] == due(said, i)[0][0]
    assert barcode.read(segment(said, i)[1][0][1]) == due(said, i)[0][1] < COUNT


def test_a_smaller_picture_is_the_same_frame(clips):
    picture = segment(claims(clips("mpeg2.ts")), 2, "&scale=2")[1][0][1]
    assert picture.shape == (24, 184, 3)


@pytest.mark.parametrize("query", ["", "segment=x", "segment=-1", "still=1&scale=3", "segment=99999", "a=b"])
def test_nonsense_is_not_there(clips, query):
    with pytest.raises(NothingThereError):
        ondemand.made(claims(clips("mpeg4.avi")), query)


def test_damaged_frames_are_told_and_the_rest_plays(tmp_path):
    clip = write_clip(tmp_path / "v.avi", COUNT, SIZE, RATE, "mjpeg", pix_fmt="yuvj420p")
    data = bytearray(clip.read_bytes())
    with av.open(str(clip)) as container:
        entry = list(container.streams.video[0].index_entries)[36]
    data[entry.pos + 8 : entry.pos + 8 + entry.size] = bytes(entry.size)
    clip.write_bytes(data)
    facts, frames = segment(claims(clip), 3)
    assert facts["lost"] == [36]
    assert [barcode.read(picture) for _, picture in frames] == [
        max(k, 37) if k == 36 else k for k in range(36, 61)
    ]
    with pytest.raises(UnreadableVideoError, match="frame 36"):
        ondemand.made(claims(clip), "still=36")


def test_frames_that_build_on_damaged_ones_are_told_up_to_the_next_key_frame(tmp_path):
    clip = write_clip(tmp_path / "v.avi", COUNT, SIZE, RATE, "mpeg4", gop=10)
    with av.open(str(clip)) as container:
        entry = list(container.streams.video[0].index_entries)[43]
    with clip.open("r+b") as file:
        file.seek(entry.pos + 8)
        file.write(b"\xff" * entry.size)
    for _ in range(2):  # sought to, and from the cache or a decoder that stands elsewhere
        facts = segment(claims(clip), 3)[0]
        assert (facts["lost"], facts["damaged"]) == ([43], [44, 45, 46, 47, 48, 49])
        assert segment(claims(clip), 4)[0]["damaged"] == []


def test_what_was_made_is_kept(clips, monkeypatch):
    said = claims(clips("wmv.wmv"), 50)
    first = made(said, "segment=2")
    monkeypatch.setattr(ondemand, "_make", None)
    assert made(said, "segment=2") == first
    assert ondemand.request(said, "segment=2") is None


def test_a_replaced_file_is_made_anew(tmp_path):
    path = write_clip(tmp_path / "v.avi", 30, SIZE, RATE, "mpeg4")
    said = claims(path, 30)
    assert barcode.read(still(said, 5)) == 5
    write_clip(path, 30, SIZE, RATE, "mpeg4", first_number=500)
    assert barcode.read(still(said, 5)) == 505


@pytest.mark.parametrize("name", KINDS)
def test_what_is_on_disk_of_a_recording_plays_and_what_comes_later_too(tmp_path, name):
    moments = {60: None, 113: None, 190: None}
    with Recording(tmp_path, name) as recording:
        for k in range(200):
            recording.add(k)
            if k in moments:
                moments[k] = (tmp_path / name).read_bytes()
    path = tmp_path / f"watched_{name}"
    for k, data in [*moments.items(), (199, (tmp_path / name).read_bytes())]:
        with path.open("ab") as grown:  # a file keeps its place on disk while it grows
            grown.truncate(0)
            grown.write(data)
        count = indexing.exact_frame_count(path)
        # Recorders hold back the frames of a fragment or a cluster.
        assert k - 14 < count <= k + 1
        said = claims(path, count, v=Identity.of(path).claim)
        assert [barcode.read(still(said, at)) for at in (count - 1, 3, count // 2)] == [
            count - 1,
            3,
            count // 2,
        ]
        end = int(START + (count - 1) / RATE - said["o"])
        for i in (end, 1, end - 1):
            got = [(time, barcode.read(picture)) for time, picture in segment(said, i)[1]]
            assert [each for each in got if each in due(said, i)] == due(said, i)


def test_frames_are_guessed_by_the_rate_until_they_are_counted(clips, monkeypatch):
    monkeypatch.setattr(indexing, "await_index", lambda *_: None)
    facts, frames = segment(claims(clips("hevc.mp4"), 60), 2)
    assert facts["estimated"]
    assert barcode.read(frames[0][1]) == due(claims(clips("hevc.mp4"), 60), 2)[0][1]

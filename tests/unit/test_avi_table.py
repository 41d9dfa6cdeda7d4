"""An AVI file's own table: the same as FFmpeg's, and frames reached by it are exact."""

import struct

import av
import numpy as np
import pytest
from clips import picture, write_clip

from nwb_video_panel import barcode, media
from nwb_video_panel.avitable import avi_table
from nwb_video_panel.streams.frames import FrameReader

FAR = (37, 2, 58, 0, 41, 40, 59, 25)


def chunk(name, data):
    return struct.pack("<4sI", name, len(data)) + data + b"\0" * (len(data) % 2)


def riff(kind, *chunks):
    return chunk(b"RIFF", kind + b"".join(chunks))


def with_list(kind, *chunks):
    return chunk(b"LIST", kind + b"".join(chunks))


def packets_of(path):
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def open_dml(path, pictures, parts=3):
    """Write Motion JPEG as OpenDML: a table of tables in the head, a RIFF for each part of the frames."""
    groups = [pictures[k * len(pictures) // parts : (k + 1) * len(pictures) // parts] for k in range(parts)]

    def made(entries):
        index = struct.pack("<HBBI4s12x", 4, 0, 0, parts, b"00dc")
        index += b"".join(struct.pack("<QII", *entry) for entry in entries)
        main = struct.pack("<10I16x", 40_000, 0, 0, 0x10, len(groups[0]), 0, 1, 0, 384, 216)
        clock = (1, 25, 0, len(pictures))
        head = struct.pack("<4s4sIHHIIIIIIIII", b"vids", b"MJPG", 0, 0, 0, 0, *clock, 0, 0, 0, 0)
        form = struct.pack("<IiiHH4sIIIII", 40, 384, 216, 1, 24, b"MJPG", 0, 0, 0, 0, 0)
        track = with_list(b"strl", chunk(b"strh", head), chunk(b"strf", form), chunk(b"indx", index))
        dmlh = with_list(b"odml", chunk(b"dmlh", struct.pack("<I", len(pictures))))
        before = with_list(b"hdrl", chunk(b"avih", main), track, dmlh) + chunk(b"JUNK", b"\0" * 71)
        whole, found = b"", []
        for number, group in enumerate(groups):
            start = len(whole) + 12 + (len(before) if number == 0 else 0) + 12
            places, data = [], b""
            for each in group:
                places.append((len(data) + 8, len(each)))
                data += chunk(b"00dc", each)
            table = struct.pack("<HBBI4sQI", 2, 0, 1, len(group), b"00dc", start, 0)
            part = chunk(b"ix00", table + b"".join(struct.pack("<II", *place) for place in places))
            found.append((start + len(data), len(part), len(group)))
            movi = with_list(b"movi", data + part)
            old = [struct.pack("<4sIII", b"00dc", 0x10, at - 4, size) for at, size in places]
            parts_of = [before, movi, chunk(b"idx1", b"".join(old))] if number == 0 else [movi]
            whole += riff(b"AVI " if number == 0 else b"AVIX", *parts_of)
        return whole, found

    path.write_bytes(made(made([(0, 0, 0)] * parts)[1])[0])
    return path


def with_sound(path):
    with av.open(str(path), "w") as container:
        sound = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        video = container.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt, video.codec_context.gop_size = 384, 216, "yuv420p", 12
        for k in range(60):
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 640), np.int16), "s16", "mono")
            samples.sample_rate, samples.pts = 16_000, 640 * k
            container.mux(sound.encode(samples))
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture(k, (384, 216)), format="rgb24")))
        for stream in (sound, video):
            container.mux(stream.encode(None))
    return path


MADE = {
    "mjpeg": lambda path: write_clip(path, 60, codec="mjpeg", pix_fmt="yuvj420p"),
    "mpeg4": lambda path: write_clip(path, 60, codec="mpeg4", gop=12),
    "raw": lambda path: write_clip(path, 60, codec="rawvideo"),
    "sound": with_sound,
    "open_dml": lambda path: open_dml(
        path, packets_of(write_clip(path.with_name("m.avi"), 60, codec="mjpeg", pix_fmt="yuvj420p"))
    ),
}


@pytest.fixture(params=MADE)
def clip(request, tmp_path):
    return MADE[request.param](tmp_path / "clip.avi")


def numbers(path, wanted):
    with FrameReader(path, None) as frames:
        found = [next(iter(frames.read(k, k))) for k in wanted]
    return [(k, barcode.read(frame.to_ndarray(format="rgb24"))) for k, frame in found]


def test_it_is_what_ffmpeg_finds(clip):
    table = avi_table(clip)
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        entries = [(entry.pos, entry.is_keyframe) for entry in stream.index_entries]
        assert table.stream == stream.index
    assert list(zip(table.positions.tolist(), table.keys.tolist(), strict=True)) == entries


def test_ffmpeg_does_not_go_through_it_and_tells_the_same_facts(clip, monkeypatch):
    with media.opened(clip, avi_table(clip)) as (_, stream):
        assert len(stream.index_entries) < 10
    facts = media.probe(clip)
    media._probe.cache_clear()
    monkeypatch.setattr(media, "avi_table", lambda _path: None)
    assert media.probe(clip) == facts
    assert facts.frames == 60


def test_frames_reached_by_it_are_exact(clip):
    assert numbers(clip, FAR) == [(k, k) for k in FAR]


def cut_short(data):
    return data[: len(data) * 3 // 4]


def an_empty_frame(data):
    """A frame that the camera dropped: an entry of no bytes."""
    at = data.rfind(b"idx1") + 8 + 16 * 30
    return data[: at + 12] + b"\0\0\0\0" + data[at + 16 :]


def more_promised(data):
    at = data.find(b"strh") + 8 + 32
    return data[:at] + struct.pack("<I", 90) + data[at + 4 :]


def an_entry_beside_its_frame(data):
    at = data.rfind(b"idx1") + 8 + 8
    (first,) = struct.unpack_from("<I", data, at)
    return data[:at] + struct.pack("<I", first + 2) + data[at + 4 :]


@pytest.mark.parametrize("damage", [cut_short, an_empty_frame, more_promised, an_entry_beside_its_frame])
def test_what_leaves_a_question_open_is_left_to_ffmpeg(tmp_path, damage):
    path = write_clip(tmp_path / "clip.avi", 60, codec="mjpeg", pix_fmt="yuvj420p")
    path.write_bytes(damage(path.read_bytes()))
    assert avi_table(path) is None
    assert numbers(path, (12, 5)) == [(12, 12), (5, 5)]


FULL = b"\xff\xff\xff\xff"


@pytest.mark.parametrize("content", [b"RIFF", b"RIFF" + FULL + b"AVI LIST" + FULL + b"hdrl", b"RIFF" * 99])
def test_nonsense_has_none(tmp_path, content):
    path = tmp_path / "clip.avi"
    path.write_bytes(content)
    assert avi_table(path) is None


@pytest.fixture
def parted(tmp_path):
    """OpenDML: three tables, named by one in the head."""
    whole = write_clip(tmp_path / "whole.avi", 30, codec="mjpeg", pix_fmt="yuvj420p")
    return open_dml(tmp_path / "clip.avi", packets_of(whole))


@pytest.mark.parametrize(("name", "after"), [(b"indx", 32), (b"ix00", 20)])
def test_places_beyond_any_file_have_none(parted, name, after):
    data = bytearray(parted.read_bytes())
    at = data.find(name) + after
    data[at : at + 8] = FULL + FULL
    parted.write_bytes(data)
    assert avi_table(parted) is None
    assert media.probe(parted).container == "AVI"


@pytest.mark.parametrize(("longest", "read"), [(700, True), (300, False)])
def test_tables_are_so_long_together_at_most(parted, monkeypatch, longest, read):
    # However often a file names the same one.
    monkeypatch.setattr("nwb_video_panel.avitable.LONGEST_TABLE", longest)
    assert (avi_table(parted) is not None) == read


def test_a_file_that_changed_is_read_anew(tmp_path):
    path = write_clip(tmp_path / "clip.avi", 20, codec="mjpeg", pix_fmt="yuvj420p")
    assert avi_table(path).count == 20
    write_clip(path, 30, codec="mjpeg", pix_fmt="yuvj420p")
    assert avi_table(path).count == 30

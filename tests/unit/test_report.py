"""What `nwb-video-panel check` tells."""

from __future__ import annotations

import math

import numpy as np
import pytest
from clips import of_unknown_codec, write_clip
from sessions import SHARED, camera, edited, needs_shared, write_session

from nwb_video_panel.errors import NoVideoError
from nwb_video_panel.report import check, printable

SMALL = (384, 64)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))


def cells(report, name):
    """The table's first row about a camera, by heading."""
    lines = report.render().splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("──"))
    widths = [len(dashes) for dashes in lines[rule].split("  ")]
    starts = np.cumsum([0, *(width + 2 for width in widths[:-1])])
    row = next(line for line in lines[rule + 1 :] if line.startswith(name))
    headings, values = (
        [line[start : start + width].strip() for start, width in zip(starts, widths, strict=True)]
        for line in (lines[rule - 1], row)
    )
    return dict(zip(headings, values, strict=True))


def test_a_session_in_order_has_a_table_and_no_problems(tmp_path):
    write_clip(tmp_path / "v.mp4", 30, SMALL, 30)
    report = check(write_session(tmp_path / "s.nwb", camera(starting_time=6.5), subject="mouse 7"))
    assert not report.problems
    row = cells(report, "TopCamera")
    assert row.pop("codec").startswith("H.264 ")
    assert row == {
        "camera": "TopCamera",
        "file": "v.mp4",
        "plays": "direct",
        "size": "384×64",
        "fps": "30",
        "frames": "30",
        "times": "30",
        "start": "6.500 s",
        "stop": "7.500 s",
        "gaps": "none",
    }
    assert "subject mouse 7" in report.render()
    assert report.render().endswith("No problems.\n")


def test_gaps_are_counted_and_the_longest_is_told(tmp_path):
    write_clip(tmp_path / "v.mp4", 30, SMALL, 30)
    times = np.arange(30) / 30
    times[10:] += 2.0
    times[20:] += 3.5
    report = check(write_session(tmp_path / "s.nwb", camera(timestamps=times)))
    assert cells(report, "TopCamera")["gaps"] == "2, longest 3.533 s"
    assert not report.problems


def test_each_file_of_a_camera_has_its_row(tmp_path):
    write_clip(tmp_path / "a.mp4", 10, SMALL, 30)
    write_clip(tmp_path / "b.mkv", 20, SMALL, 30)
    report = check(write_session(tmp_path / "s.nwb", camera(files=["a.mp4", "b.mkv"])))
    assert not report.problems
    assert [file.count for file in report.cameras[0].files] == [10, 20]
    assert "b.mkv" in report.render()


def said(report):
    """All the words about problems, below the table."""
    return report.render().split("\n\n", 2)[2]


def test_one_bad_camera_is_told_and_the_others_are_checked(tmp_path):
    write_clip(tmp_path / "good.mp4", 30, SMALL)
    (tmp_path / "bad.mp4").write_bytes(b"not a video" * 1000)
    path = write_session(
        tmp_path / "s.nwb",
        camera("Good", ["good.mp4"]),
        camera("Bad", ["bad.mp4"]),
        camera("Gone", ["gone.mp4"]),
    )
    report = check(path)
    assert report.problems
    assert cells(report, "Good")["frames"] == "30"
    assert cells(report, "Bad")["frames"] == cells(report, "Gone")["frames"] == "–"
    assert "Bad: This video cannot be read" in said(report)
    assert "Gone: Video file not found" in said(report)
    assert f"looked at {tmp_path / 'gone.mp4'}" in said(report)
    assert "→ Put it there, or pass video_root=" in said(report)
    assert report.render().endswith("2 problems.\n")


def test_a_root_is_searched(tmp_path):
    (tmp_path / "moved").mkdir()
    write_clip(tmp_path / "moved" / "v.mp4", 30, SMALL)
    path = write_session(tmp_path / "s.nwb", camera())
    assert check(path).problems
    assert not check(path, tmp_path / "moved").problems


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"timestamps": np.arange(25) / 30}, "25 timestamps, 30 frames in the file"),
        ({"timestamps": np.arange(40) / 30}, "40 timestamps, 30 frames in the file"),
        ({"timestamps": [*np.arange(29) / 30, math.nan]}, "1 of 30 timestamps are NaN or infinite"),
        (
            {"timestamps": [0.51, *np.arange(1, 30) / 30]},
            "1 of 30 timestamps are earlier",
        ),
        ({"timestamps": [0.0, *np.arange(29) / 30]}, "1 of 30 timestamps occur again"),
        ({"starting_time": math.nan}, "starting_time is nan"),
        ({"num_samples": 99}, "99 frames by ImageSeries.num_samples, 30 frames in the file"),
        ({"dimension": [640, 480]}, "v.mp4 is 384×64; ImageSeries.dimension says 640×480"),
    ],
)
def test_what_is_wrong_is_said_with_its_numbers(tmp_path, facts, words):
    write_clip(tmp_path / "v.mp4", 30, SMALL)
    report = check(write_session(tmp_path / "s.nwb", camera(**facts)))
    assert report.problems
    assert words in said(report)
    assert report.render().endswith("1 problem.\n")


def test_a_starting_frame_that_the_files_contradict_is_said(tmp_path):
    write_clip(tmp_path / "a.mp4", 12, SMALL)
    write_clip(tmp_path / "b.mp4", 18, SMALL)
    path = write_session(tmp_path / "s.nwb", camera(files=["a.mp4", "b.mp4"]))
    assert "by the files themselves with [0, 12]" in said(check(path))
    with edited(path) as file:
        file["acquisition/TopCamera/external_file"].attrs["starting_frame"] = np.array([0, 0], np.int32)
    report = check(path)
    assert "starting_frame is [0, 0], which does not rise" in said(report)
    assert [segment.first for segment in report.cameras[0].alignment.segments] == [0, 12]


def test_an_old_file_without_num_samples_takes_the_files_count(tmp_path):
    write_clip(tmp_path / "v.mp4", 30, SMALL)
    path = write_session(tmp_path / "s.nwb", camera())
    with edited(path) as file:
        del file["acquisition/TopCamera/num_samples"]
    report = check(path)
    assert not report.problems
    assert cells(report, "TopCamera")["times"] == "?"
    assert cells(report, "TopCamera")["stop"] == "1.000 s"


def test_a_video_cut_short_is_told_with_what_is_left(tmp_path):
    clip = write_clip(tmp_path / "v.mp4", 30, SMALL, container_options={"movflags": "faststart"})
    with clip.open("r+b") as file:
        file.truncate(clip.stat().st_size - 2000)
    report = check(write_session(tmp_path / "s.nwb", camera()))
    assert "its header lists 30 frames, of which" in said(report)


@pytest.mark.parametrize(
    ("name", "choices", "plays"),
    [
        ("v.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}, "transcoded"),
        ("v.ts", {}, "copied"),
        ("v.mp4", {"pix_fmt": "yuv444p"}, "direct or transcoded"),
    ],
)
def test_how_a_file_plays_is_told(tmp_path, name, choices, plays):
    write_clip(tmp_path / name, 30, SMALL, **choices)
    report = check(write_session(tmp_path / "s.nwb", camera(files=[name])))
    assert cells(report, "TopCamera")["plays"] == plays
    assert not report.problems


def test_a_codec_that_nothing_decodes_is_named(tmp_path):
    of_unknown_codec(write_clip(tmp_path / "v.avi", 3, SMALL, codec="mjpeg", pix_fmt="yuvj420p"))
    assert "XQZ9" in said(check(write_session(tmp_path / "s.nwb", camera(files=["v.avi"]))))


def test_a_url_is_no_problem(tmp_path):
    report = check(write_session(tmp_path / "s.nwb", camera(files=["https://host/v.mp4"])))
    assert not report.problems
    assert cells(report, "TopCamera")["file"] == "https://host/v.mp4"


def test_names_cannot_control_the_terminal(tmp_path):
    path = write_session(tmp_path / "s.nwb", camera(files=["\x1b[31mred\nline.mp4"]))
    with edited(path) as file:
        file["acquisition"].move("TopCamera", "a\x1b]0;title\x07b\r\n" + "x" * 10_000)
    rendered = check(path).render()
    assert all(letter.isprintable() for line in rendered.split("\n") for letter in line)
    assert max(map(len, rendered.split("\n"))) < 3000


def test_a_session_without_video_is_an_error(tmp_path):
    with pytest.raises(NoVideoError):
        check(write_session(tmp_path / "s.nwb"))


@pytest.mark.parametrize(("text", "shown"), [("a\tb\0", "a�b�"), ("x" * 48, "x" * 48), ("日本", "日本")])
def test_a_printable_name_stays_as_it_is(text, shown):
    assert printable(text) == shown


def test_a_long_name_keeps_its_ends():
    shown = printable("a" * 500 + "b" * 500, most=21)
    assert shown == "a" * 10 + "…" + "b" * 10


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(
    "session", ["mice/mice.nwb", "flies/flies.nwb", "walk4/walk4.nwb", "openfield/openfield.nwb"]
)
def test_a_real_session_has_no_problems(session):
    report = check(SHARED / session)
    assert not report.problems
    assert all(file.count == file.segment.count for camera in report.cameras for file in camera.files)

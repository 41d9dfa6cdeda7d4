"""Real sessions, and files that many versions of pynwb wrote, are read or refused politely."""

from __future__ import annotations

import sys

import pytest
from sessions import SHARED, needs_shared

from nwb_video_panel.alignment import align
from nwb_video_panel.errors import NoVideoError, SessionError, UnreadableNWBError
from nwb_video_panel.indexing import exact_frame_count
from nwb_video_panel.nwb import read_session

FILES = sorted(SHARED.glob("nwb/*.nwb")) if SHARED.is_dir() else []

pytestmark = [needs_shared, pytest.mark.shared]


WITH_FRAMES = "1.5.1_imageseries_no_unit.nwb"
WITH_EXTERNAL_FILES = (
    "1.5.1_imageseries_no_data.nwb",
    "2.1.0_imageseries_no_data.nwb",
    "2.1.0_imageseries_non_external_format.nwb",
    "2.1.0_imageseries_nonmatch_starting_frame.nwb",
)


@pytest.mark.parametrize("name", WITH_EXTERNAL_FILES)
def test_a_file_of_an_older_pynwb_is_read_in_silence(name, capfd, recwarn):
    [camera] = read_session(SHARED / "nwb" / name).cameras
    assert camera.segments[0].problem.state == "missing"
    assert camera.timestamps.tolist() == [1.0, 2.0, 3.0]
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


def test_frames_in_a_file_of_an_older_pynwb_are_a_camera():
    [camera] = read_session(SHARED / "nwb" / WITH_FRAMES).cameras
    assert (camera.name, camera.segments[0].count) == ("test_imageseries", 3)
    assert camera.timestamps.tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.name not in {*WITH_EXTERNAL_FILES, WITH_FRAMES}],
    ids=lambda path: path.name,
)
def test_a_file_without_external_videos_is_refused_in_words_and_in_silence(path, capfd, recwarn):
    with pytest.raises(SessionError) as raised:
        read_session(path)
    # ndx-pose 0.4 refuses two cameras of one pose, but only in a process that has imported it.
    refused_by_pose = path.name == "0.3.0_poseestimation_two_cameras.nwb" and "ndx_pose" in sys.modules
    unreadable = path.name == "test_events.nwb" or refused_by_pose
    assert type(raised.value) is (UnreadableNWBError if unreadable else NoVideoError)
    assert str(path) in raised.value.why
    assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


@pytest.mark.parametrize(
    ("session", "cameras"),
    [
        ("mice/mice.nwb", {"TopCamera": (1801, 0.0, 1801 / 30)}),
        ("flies/flies.nwb", {"TopCamera": (1100, 12.5, 12.5 + 1100 / 15)}),
        ("walk4/walk4.nwb", {f"Cam{i}": (100, 3.0, 3.0 + 100 / 60) for i in range(1, 5)}),
        ("openfield/openfield.nwb", {"OpenField": (2330, 0.0, 2330 * 0.033333)}),
    ],
)
def test_a_real_session_has_a_time_for_each_frame_and_a_frame_for_each_time(session, cameras):
    found = read_session(SHARED / session)
    assert {camera.name for camera in found.cameras} == set(cameras)
    for camera in found.cameras:
        aligned = align(camera, [exact_frame_count(segment.path) for segment in camera.segments])
        count, start, stop = cameras[camera.name]
        assert aligned.problems == ()
        assert aligned.timebase.count == aligned.found == count
        assert (aligned.timebase.start, aligned.timebase.stop) == pytest.approx((start, stop), abs=1e-3)


def test_a_pose_file_without_its_video_says_so():
    with pytest.raises(NoVideoError):
        read_session(SHARED / "openfield" / "dlc2nwb_as_written.nwb")


def test_what_pynwb_cannot_open_tells_what_was_raised_first():
    with pytest.raises(UnreadableNWBError, match="missing argument 'target'"):
        read_session(SHARED / "nwb" / "test_events.nwb")


def test_a_starting_frame_that_does_not_match_is_said():
    [camera] = read_session(SHARED / "nwb" / "2.1.0_imageseries_nonmatch_starting_frame.nwb").cameras
    assert [problem.what for problem in camera.problems] == ["starting_frame is wrong"]

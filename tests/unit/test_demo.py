"""The demo session: what an NWB reader and a video reader find in it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from clips import decoded

from nwb_video_panel import barcode, demo
from nwb_video_panel.demo import recording, session
from nwb_video_panel.demo.world import REARS, START, STOP, TRIALS, World
from nwb_video_panel.errors import SessionError


@pytest.fixture(scope="module")
def opened(demo_session: Path):
    from pynwb import NWBHDF5IO

    with NWBHDF5IO(str(demo_session), "r", load_namespaces=True) as io:
        yield io.read()


def test_the_cameras_start_and_run_as_told(opened):
    series = opened.acquisition
    assert (series["TopCamera"].starting_time, series["TopCamera"].rate) == (6.577, 30.0)
    side, corner = (series[name].timestamps[:] for name in ("SideCamera", "CornerCamera"))
    assert (side[0], corner[0]) == (6.533, 6.5)
    assert 1 / np.median(np.diff(side)) == pytest.approx(60, rel=0.01)
    assert 1 / np.median(np.diff(corner)) == pytest.approx(150)


def test_one_camera_pauses_between_two_files(opened):
    side = opened.acquisition["SideCamera"]
    first = side.starting_frame[1]
    assert len(side.external_file) == 2
    assert np.diff(side.timestamps[:])[first - 1] == pytest.approx(2.0, abs=0.05)


def test_timestamps_of_that_camera_jitter_and_frames_are_dropped(opened):
    steps = np.diff(opened.acquisition["SideCamera"].timestamps[:]) * 60
    usual = steps[steps < 1.5]
    assert np.std(usual) > 0.01
    assert (steps > 1.5).sum() > 5
    assert (steps > 0).all()


def test_each_video_file_holds_the_frames_that_the_nwb_file_says(opened, demo_session):
    for series in opened.acquisition.values():
        total = len(series.timestamps) if series.timestamps is not None else int(series.num_samples)
        bounds = [*series.starting_frame[:], total]
        for file, first, stop in zip(series.external_file[:], bounds, bounds[1:], strict=False):
            numbers = [
                barcode.read(frame[: barcode.HEIGHT + 16]) for _, frame in decoded(demo_session.parent / file)
            ]
            assert numbers == list(range(first, stop)), file


def test_there_are_trials_with_choices(opened):
    trials = opened.trials.to_dataframe()
    assert len(trials) == len(TRIALS) == 20
    assert set(trials["choice"]) == {"left", "right"}
    assert trials["correct"].equals(trials["cue"] == trials["choice"])
    assert trials["start_time"].min() > START
    assert trials["stop_time"].max() < STOP


def test_a_pose_belongs_to_its_camera(opened):
    pose = opened.processing["behavior"]["TopCameraPose"]
    assert pose.source_video is opened.acquisition["TopCamera"]
    nose = pose.pose_estimation_series["nose"]
    assert len(nose.data) == opened.acquisition["TopCamera"].num_samples
    width, height = opened.acquisition["TopCamera"].dimension
    assert ((nose.data[:] >= 0) & (nose.data[:] < [width, height])).all()


def test_the_pose_lies_on_the_mouse(opened, demo_session):
    """Its body's middle is dark fur on the pale floor, frame by frame."""
    middle = opened.processing["behavior"]["TopCameraPose"].pose_estimation_series["body_centre"].data[:]
    frames = [frame for _, frame in decoded(demo_session.parent / "videos/top.mp4")]
    for i in range(0, len(frames), 40):
        column, row = middle[i].round().astype(int)
        assert frames[i][row - 3 : row + 4, column - 3 : column + 4].mean() < 130


def test_the_session_is_a_few_megabytes(demo_session):
    size = sum(file.stat().st_size for file in demo_session.parent.rglob("*") if file.is_file())
    assert size < 8_000_000


def test_the_videos_can_be_played_while_they_load(demo_session):
    """The index (moov) stands before the data (mdat), and frames are reordered (B-frames)."""
    for file in (demo_session.parent / "videos").iterdir():
        data = file.read_bytes()
        assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_the_mouse_goes_to_its_choice_and_rears():
    world = World()
    for trial in TRIALS:
        reared = any(start - 1 < trial.stop and trial.start < stop for start, stop in REARS)
        if not reared:
            assert (world.at(trial.start + 0.98).spine[0, 0] > 15) == (trial.choice == "right"), trial
    for start, stop in REARS:
        standing = world.at((start + stop) / 2)
        assert standing.spine[0, 2] > 2 * world.at(start - 0.1).spine[0, 2]


def test_the_mouse_stays_in_the_arena():
    world = World()
    for time in np.arange(START, STOP, 0.05):
        moment = world.at(float(time))
        points = np.vstack([moment.nose, moment.spine])
        assert ((points > 0) & (points < (30, 20, 9.5))).all(), time


@pytest.fixture
def quick(monkeypatch):
    """Recording without drawing: an empty file for each video."""

    def record(folder, progress):
        (folder / "videos").mkdir()
        for camera in recording.cameras():
            for file in camera.files:
                (folder / file).touch()
        progress(1.0)
        return recording.cameras()

    monkeypatch.setattr(recording, "record", record)


def test_it_is_made_once(quick, tmp_path):
    told: list[float] = []
    made = demo.make(tmp_path, told.append)
    before = made.stat().st_mtime_ns
    assert demo.make(tmp_path, told.append) == made
    assert (made.stat().st_mtime_ns, told) == (before, [1.0])


def test_two_at_once_end_with_one_session(quick, tmp_path):
    made: list[Path] = []
    threads = [threading.Thread(target=lambda: made.append(demo.make(tmp_path))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made[0] == made[1]
    assert [entry.name for entry in tmp_path.iterdir()] == [made[0].parent.name]


def test_a_making_that_fails_leaves_nothing_behind(monkeypatch, tmp_path):
    def record(folder, progress):
        (folder / "half.mp4").touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording, "record", record)
    with pytest.raises(SessionError, match="No space left"):
        demo.make(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_ndx_pose_it_is_made_without_a_pose(quick, monkeypatch, tmp_path):
    with_pose = demo.make(tmp_path)
    monkeypatch.setattr(session, "has_pose", lambda: False)
    without = demo.make(tmp_path)
    assert with_pose != without
    from pynwb import NWBHDF5IO

    with NWBHDF5IO(str(without), "r") as io:
        assert "behavior" not in io.read().processing


def test_it_goes_into_the_users_cache(quick, monkeypatch, tmp_path):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "mine"))
    assert demo.make().parents[1] == tmp_path / "mine"

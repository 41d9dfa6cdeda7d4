"""What an NWB file says about its cameras."""

from __future__ import annotations

import logging
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import pytest
from pynwb import NWBHDF5IO, H5DataIO, TimeSeries
from pynwb.behavior import BehavioralTimeSeries
from pynwb.device import Device
from pynwb.image import ImageSeries, OpticalSeries
from sessions import camera, edited, new_nwbfile, write_nwbfile, write_session

from nwb_video_panel import nwb
from nwb_video_panel.errors import NotNWBError, NotOnDiskError, NoVideoError, SessionError, UnreadableNWBError
from nwb_video_panel.nwb import read_session


def only_camera(path, **options):
    [found] = read_session(path, **options).cameras
    return found


def words(camera):
    return [problem.what for problem in camera.problems]


class TestFacts:
    def test_session_and_subject_are_told(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera(), subject="mouse 7", session_id="2024-05-01")
        session = read_session(path)
        assert (session.path, session.identifier, session.session_id) == (path, "id-1", "2024-05-01")
        assert (session.subject, session.description) == ("mouse 7", "a test")

    def test_what_is_not_told_is_empty(self, tmp_path):
        session = read_session(write_session(tmp_path / "s.nwb", camera()))
        assert (session.session_id, session.subject, session.problems) == ("", "", ())

    def test_a_camera_tells_device_dimension_and_description(self, tmp_path):
        series = camera(device=Device(name="Basler"), dimension=[640, 480])
        found = only_camera(write_session(tmp_path / "s.nwb", series))
        assert (found.device, found.dimension, found.object_id) == ("Basler", (640, 480), series.object_id)

    def test_a_dimension_of_zeros_is_none(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera(dimension=[0, 0]))
        assert only_camera(path).dimension is None

    def test_the_path_may_be_relative_or_a_string(self, tmp_path, monkeypatch):
        write_session(tmp_path / "s.nwb", camera())
        monkeypatch.chdir(tmp_path)
        assert read_session("s.nwb").path == tmp_path / "s.nwb"

    def test_videos_are_found_beside_the_nwb_file_and_below_the_root(self, tmp_path):
        path = write_session(
            tmp_path / "s.nwb", camera(files=["a.mp4", "b.mp4", "c.mp4", "https://host/d.mp4"])
        )
        (tmp_path / "a.mp4").touch()
        (tmp_path / "moved" / "deep").mkdir(parents=True)
        (tmp_path / "moved" / "deep" / "b.mp4").touch()
        a, b, c, d = only_camera(path, video_root=tmp_path / "moved").segments
        assert (a.path, a.problem) == (tmp_path / "a.mp4", None)
        assert (b.path, b.problem) == (tmp_path / "moved" / "deep" / "b.mp4", None)
        assert (d.path, d.url, d.problem) == (None, "https://host/d.mp4", None)
        assert c.path is None
        assert (c.problem.state, c.problem.what) == ("missing", "Video file not found")
        assert c.problem.tried == (str(tmp_path / "c.mp4"), str(tmp_path / "moved" / "c.mp4"))
        assert "video_root=" in c.problem.cure

    def test_a_video_outside_is_refused_with_a_way_to_allow_it(self, tmp_path):
        (tmp_path / "nwb").mkdir()
        (tmp_path / "all my videos").mkdir()
        (tmp_path / "all my videos" / "v.mp4").touch()
        path = write_session(tmp_path / "nwb" / "s.nwb", camera(files=["../all my videos/v.mp4"]))
        (refused,) = only_camera(path).segments
        folder = tmp_path / "all my videos"
        assert (refused.path, refused.problem.state) == (None, "refused")
        assert refused.problem.what == "Outside the allowed folders"
        assert f"--video-root '{folder}'" in refused.problem.cure
        for allowed in ({"video_root": folder}, {"root": tmp_path}):
            (segment,) = only_camera(path, **allowed).segments
            assert (segment.path, segment.problem) == (folder / "v.mp4", None)

    def test_a_linked_nwb_file_allows_nothing(self, tmp_path):
        (tmp_path / "nwb" / "other").mkdir(parents=True)
        (tmp_path / "v.mp4").touch()
        path = linking(tmp_path / "nwb" / "s.nwb", tmp_path / "nwb" / "other" / "o.nwb", "../../v.mp4")
        assert only_camera(path).segments[0].problem.state == "refused"
        assert only_camera(path, root=tmp_path).segments[0].path == tmp_path / "v.mp4"

    def test_a_session_whose_cameras_are_all_behind_a_refused_link_says_that(self, tmp_path):
        for name in ("other", "nwb"):
            (tmp_path / name).mkdir()
        (tmp_path / "other" / "v.mp4").touch()
        path = linking(tmp_path / "nwb" / "s.nwb", tmp_path / "other" / "o.nwb", "v.mp4")
        with pytest.raises(SessionError, match="leads outside the allowed folders") as refused:
            read_session(path)
        assert "--video-root" in refused.value.cure
        assert only_camera(path, root=tmp_path).segments[0].path == tmp_path / "other" / "v.mp4"

    def test_several_roots_may_be_given(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera())
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
        (tmp_path / "two" / "v.mp4").touch()
        roots = [tmp_path / "one", str(tmp_path / "two")]
        assert only_camera(path, video_root=roots).segments[0].path == tmp_path / "two" / "v.mp4"


def linking(path, other, video):
    """An NWB file whose only camera is in another one."""
    write_session(other, camera("A", [video]))
    with NWBHDF5IO(other, "r") as io, NWBHDF5IO(path, "w", manager=io.manager) as out:
        nwbfile = new_nwbfile()
        nwbfile.add_acquisition(io.read().acquisition["A"])
        out.write(nwbfile)
    return path


class TestWhereCamerasAre:
    def test_they_are_found_anywhere_and_in_the_order_of_the_file(self, tmp_path):
        nwbfile = new_nwbfile()
        nwbfile.add_acquisition(camera("A"))
        nwbfile.add_acquisition(camera("B"))
        nested = BehavioralTimeSeries(name="Nested", time_series=[camera("Deep")])
        nwbfile.create_processing_module("behavior", "x").add([camera("P"), nested])
        nwbfile.add_stimulus(
            OpticalSeries(
                name="Screen",
                external_file=["s.mp4"],
                starting_frame=[0],
                format="external",
                unit="n.a.",
                distance=1.0,
                field_of_view=[1.0, 1.0],
                orientation="x",
                rate=60.0,
                num_samples=5,
            )
        )
        nwbfile.add_scratch(camera("Scratched"))
        path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
        names = [found.name for found in read_session(path).cameras]
        assert set(names) == {"A", "B", "P", "Deep", "Screen", "Scratched"}
        assert names.index("A") < names.index("B")

    def test_a_linked_camera_is_listed_once(self, tmp_path):
        nwbfile = new_nwbfile()
        series = camera("A")
        nwbfile.add_acquisition(series)
        nwbfile.create_processing_module("behavior", "x").add(
            BehavioralTimeSeries(name="Linked", time_series=[series])
        )
        path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
        assert [found.name for found in read_session(path).cameras] == ["A"]

    @pytest.mark.parametrize("module", [None, "behavior"])
    def test_a_camera_linked_from_another_file_names_its_videos_relative_to_that_file(self, tmp_path, module):
        (tmp_path / "raw").mkdir()
        (tmp_path / "raw" / "v.mp4").touch()
        raw = write_session(tmp_path / "raw" / "raw.nwb", camera("A"))
        with NWBHDF5IO(raw, "r") as io, NWBHDF5IO(tmp_path / "s.nwb", "w", manager=io.manager) as out:
            nwbfile = new_nwbfile()
            linked = io.read().acquisition["A"]
            if module is None:
                nwbfile.add_acquisition(linked)
            else:
                nwbfile.create_processing_module(module, "x").add(linked)
            out.write(nwbfile)
        assert only_camera(tmp_path / "s.nwb").segments[0].path == tmp_path / "raw" / "v.mp4"

    def test_pictures_inside_the_nwb_file_are_a_camera(self, tmp_path):
        inside = ImageSeries(name="I", data=np.zeros((2, 4, 4), np.uint8), unit="n.a.", rate=1.0)
        path = write_session(tmp_path / "s.nwb", camera("A"), inside)
        assert [found.name for found in read_session(path).cameras] == ["A", "I"]

    def test_names_get_their_module_only_where_two_share_one(self, tmp_path):
        path = write_session(
            tmp_path / "s.nwb", camera("Top"), camera("Side"), processing={"behavior": [camera("Top")]}
        )
        names = {found.name for found in read_session(path).cameras}
        assert names == {"acquisition/Top", "behavior/Top", "Side"}

    def test_names_get_their_whole_path_where_the_module_is_not_enough(self, tmp_path):
        containers = [BehavioralTimeSeries(name=name, time_series=[camera("Top")]) for name in ("One", "Two")]
        path = write_session(tmp_path / "s.nwb", processing={"behavior": containers})
        assert {found.name for found in read_session(path).cameras} == {
            "behavior/One/Top",
            "behavior/Two/Top",
        }

    @pytest.mark.parametrize("name", ["x" * 10_000, "two\nlines", "<img src=x onerror=alert(1)>", "日本 é"])
    def test_a_name_passes_through_as_it_is(self, tmp_path, name):
        path = write_session(tmp_path / "s.nwb", camera("A"))
        with edited(path) as file:
            file["acquisition"].move("A", name.replace("/", "\\"))
        assert only_camera(path).name == name.replace("/", "\\")


class TestClock:
    def test_timestamps_are_read_whole(self, tmp_path):
        times = np.sort(np.random.default_rng(0).uniform(5, 9, 200))
        found = only_camera(write_session(tmp_path / "s.nwb", camera(timestamps=times)))
        assert np.array_equal(found.timestamps, times)
        assert (found.rate, found.segments[0].count) == (None, 200)

    def test_timestamps_that_another_series_lends_are_read(self, tmp_path):
        lender = TimeSeries(name="Sync", data=[1.0, 2.0, 3.0], unit="V", timestamps=[0.5, 0.6, 0.7])
        nwbfile = new_nwbfile()
        nwbfile.add_acquisition(lender)
        nwbfile.add_acquisition(camera(timestamps=lender))
        found = only_camera(write_nwbfile(tmp_path / "s.nwb", nwbfile))
        assert found.timestamps.tolist() == [0.5, 0.6, 0.7]

    def test_compressed_timestamps_are_read(self, tmp_path):
        times = H5DataIO(np.arange(1000) / 100, compression="gzip", chunks=(64,))
        found = only_camera(write_session(tmp_path / "s.nwb", camera(timestamps=times)))
        assert found.timestamps[-1] == 9.99

    def test_nan_and_disorder_pass_through_for_the_timebase(self, tmp_path):
        found = only_camera(write_session(tmp_path / "s.nwb", camera(timestamps=[0.0, math.nan, 3.0, 2.0])))
        assert np.array_equal(found.timestamps, [0.0, math.nan, 3.0, 2.0], equal_nan=True)

    def test_start_and_rate_are_told(self, tmp_path):
        series = camera(rate=29.97, starting_time=6.577, num_samples=100)
        found = only_camera(write_session(tmp_path / "s.nwb", series))
        assert (found.timestamps, found.rate, found.starting_time) == (None, 29.97, 6.577)
        assert (found.num_samples, found.segments[0].count) == (100, 100)

    def test_an_old_file_without_num_samples_leaves_the_count_to_the_video(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera(files=["a.mp4", "b.mp4"]))
        with edited(path) as file:
            del file["acquisition/TopCamera/num_samples"]
        found = only_camera(path)
        assert found.num_samples is None
        assert [(segment.first, segment.count) for segment in found.segments] == [(0, 10), (10, None)]

    def test_a_starting_time_that_is_nan_is_said_and_taken_as_zero(self, tmp_path):
        found = only_camera(write_session(tmp_path / "s.nwb", camera(starting_time=math.nan)))
        assert found.starting_time == 0.0
        assert words(found) == ["The starting time is not a number"]

    @pytest.mark.parametrize("rate", [0.0, -30.0, math.nan, math.inf])
    def test_a_rate_that_cannot_be_is_said(self, tmp_path, rate):
        path = write_session(tmp_path / "s.nwb", camera())
        with edited(path) as file:
            file["acquisition/TopCamera/starting_time"].attrs["rate"] = rate
        found = only_camera(path)
        assert found.rate is None
        assert [(problem.what, problem.state) for problem in found.problems] == [("No usable clock", "error")]

    def test_timestamps_that_cannot_be_read_leave_the_other_cameras_alone(self, tmp_path):
        times = H5DataIO(np.arange(1000) / 100, compression="gzip", chunks=(1000,))
        path = write_session(tmp_path / "s.nwb", camera("A", timestamps=times), camera("B"))
        with h5py.File(path) as file:
            chunk = file["acquisition/A/timestamps"].id.get_chunk_info(0)
        with path.open("r+b") as file:
            file.seek(chunk.byte_offset)
            file.write(b"\0" * chunk.size)
        a, b = read_session(path).cameras
        assert [(problem.what, problem.state) for problem in a.problems] == [
            ("The timestamps cannot be read", "error")
        ]
        assert b.problems == ()


def test_a_camera_that_is_broken_as_nobody_foresaw_says_so_and_leaves_the_others_alone(tmp_path):
    path = write_session(tmp_path / "s.nwb", camera("A"), camera("B"))
    with edited(path) as file:
        file["acquisition/A/external_file"].attrs["starting_frame"] = np.array([np.nan])
    a, b = read_session(path).cameras
    problem = a.segments[0].problem
    assert (problem.what, problem.state) == ("This camera cannot be read", "error")
    assert "NaN" in problem.why
    assert (b.segments[0].problem.state, b.problems) == ("missing", ())


class TestStartingFrame:
    def segments(self, path, starting_frame, files=2, num_samples=30):
        names = [f"{i}.mp4" for i in range(files)]
        write_session(path, camera(files=names, num_samples=num_samples))
        with edited(path) as file:
            attributes = file["acquisition/TopCamera/external_file"].attrs
            if starting_frame is None:
                del attributes["starting_frame"]
            else:
                attributes["starting_frame"] = np.array(starting_frame, np.int32)
        return only_camera(path)

    def test_it_tells_where_each_file_begins(self, tmp_path):
        found = self.segments(tmp_path / "s.nwb", [0, 5, 15], files=3)
        assert [(one.first, one.count) for one in found.segments] == [(0, 5), (5, 10), (15, 15)]
        assert (found.boundaries_known, found.problems) == (True, ())

    def test_absent_means_zero_for_one_file(self, tmp_path):
        found = self.segments(tmp_path / "s.nwb", None, files=1)
        assert [(one.first, one.count) for one in found.segments] == [(0, 30)]
        assert found.problems == ()

    @pytest.mark.parametrize(
        ("starting_frame", "said"),
        [
            (None, "starting_frame is absent, though there are 2 files"),
            ([0], "starting_frame has 1 entries for 2 files"),
            ([0, 10, 20], "starting_frame has 3 entries for 2 files"),
            ([0, 0], "starting_frame is [0, 0], which does not rise"),
            ([10, 5], "starting_frame is [10, 5], which does not rise"),
        ],
    )
    def test_where_it_is_useless_the_files_have_to_tell(self, tmp_path, starting_frame, said):
        found = self.segments(tmp_path / "s.nwb", starting_frame)
        firsts = [one.first for one in found.segments]
        assert firsts[0] == 0 < firsts[1]
        assert [one.count for one in found.segments] == [None, None]
        assert not found.boundaries_known
        assert words(found) == ["starting_frame is wrong"]
        assert said in found.problems[0].why

    def test_one_file_always_begins_with_frame_zero(self, tmp_path):
        found = self.segments(tmp_path / "s.nwb", [7], files=1)
        assert [(one.first, one.count) for one in found.segments] == [(0, 30)]
        assert "[7]" in found.problems[0].why

    def test_counted_from_one_it_is_shifted(self, tmp_path):
        found = self.segments(tmp_path / "s.nwb", [1, 11])
        assert [(one.first, one.count) for one in found.segments] == [(0, 10), (10, 20)]
        assert words(found) == ["starting_frame is wrong"]

    def test_a_file_with_more_files_than_frames_is_still_read(self, tmp_path):
        found = self.segments(tmp_path / "s.nwb", [0, 0, 0], files=3, num_samples=1)
        assert [one.first for one in found.segments] == [0, 1, 2]


class TestNWBFileObject:
    def test_its_paths_resolve_against_the_file_it_was_read_from(self, tmp_path):
        (tmp_path / "v.mp4").touch()
        path = write_session(tmp_path / "s.nwb", camera())
        with NWBHDF5IO(path, "r") as io:
            nwbfile = io.read()
            session = read_session(nwbfile)
            assert nwbfile.acquisition["TopCamera"].external_file[0] == "v.mp4"  # still open
        assert session.path == path
        assert session.cameras[0].segments[0].path == tmp_path / "v.mp4"

    def test_one_that_was_just_written_will_do(self, tmp_path):
        (tmp_path / "v.mp4").touch()
        nwbfile = new_nwbfile()
        nwbfile.add_acquisition(camera(timestamps=[0.0, 0.1]))
        write_nwbfile(tmp_path / "s.nwb", nwbfile)
        [found] = read_session(nwbfile).cameras
        assert found.segments[0].path == tmp_path / "v.mp4"
        assert found.timestamps.tolist() == [0.0, 0.1]

    def test_one_that_is_not_on_disk_is_a_value_error(self):
        nwbfile = new_nwbfile()
        nwbfile.add_acquisition(camera())
        with pytest.raises(NotOnDiskError, match="cannot be resolved") as raised:
            read_session(nwbfile)
        assert isinstance(raised.value, ValueError)

    def test_one_whose_file_was_closed_says_so(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera(timestamps=[0.0, 0.1]))
        with NWBHDF5IO(path, "r") as io:
            nwbfile = io.read()
        with pytest.raises(UnreadableNWBError) as raised:
            read_session(nwbfile)
        assert "Keep the NWBHDF5IO open" in raised.value.cure


@pytest.fixture
def as_nobody():
    """A folder anyone may enter, and the rights of a user who owns nothing in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    owner = os.geteuid()
    yield folder, lambda: os.seteuid(65_534) if owner == 0 else None
    os.seteuid(owner)
    shutil.rmtree(folder)


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"", "it is empty"), (b"Not at all HDF5.\n" * 99, "it is not an HDF5 file")],
    )
    def test_another_kind_of_file_is_not_nwb(self, tmp_path, content, said):
        path = tmp_path / "s.nwb"
        path.write_bytes(content)
        with pytest.raises(NotNWBError, match=said) as raised:
            read_session(path)
        assert str(path) in str(raised.value)

    def test_an_hdf5_file_of_another_kind_is_not_nwb(self, tmp_path):
        with h5py.File(tmp_path / "s.h5", "w") as file:
            file["x"] = 1
        with pytest.raises(NotNWBError, match="without nwb_version"):
            read_session(tmp_path / "s.h5")

    def test_nwb_1_is_to_be_converted(self, tmp_path):
        with h5py.File(tmp_path / "s.nwb", "w") as file:
            file["nwb_version"] = "NWB-1.0.6"
        with pytest.raises(UnreadableNWBError, match="written as NWB 1"):
            read_session(tmp_path / "s.nwb")

    def test_a_folder_is_not_nwb(self, tmp_path):
        with pytest.raises(NotNWBError, match="it is a folder"):
            read_session(tmp_path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes")
    def test_a_pipe_is_refused_without_waiting_for_it(self, tmp_path):
        os.mkfifo(tmp_path / "s.nwb")
        with pytest.raises(NotNWBError, match="not a regular file"):
            read_session(tmp_path / "s.nwb")

    def test_a_zarr_store_is_to_be_exported(self, tmp_path):
        (tmp_path / ".zgroup").touch()
        with pytest.raises(UnreadableNWBError, match="Zarr"):
            read_session(tmp_path)

    def test_a_file_that_is_not_there_is_said(self, tmp_path):
        with pytest.raises(UnreadableNWBError, match="there is no such file"):
            read_session(tmp_path / "s.nwb")

    def test_a_file_cut_short_is_said(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera())
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        with pytest.raises(UnreadableNWBError, match="it is cut short"):
            read_session(path)

    def test_a_file_that_another_program_is_writing_is_said(self, tmp_path):
        path = write_session(tmp_path / "s.nwb", camera())
        hold = "import h5py, sys; file = h5py.File(sys.argv[1], 'r+'); print('open', flush=True); input()"
        command = [sys.executable, "-c", hold, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"open\n"
            with pytest.raises(UnreadableNWBError, match="another program has it open"):
                read_session(path)
            writer.communicate(b"\n")

    @pytest.mark.skipif(not hasattr(os, "seteuid"), reason="only POSIX has such permissions")
    def test_a_file_without_permission_is_said(self, as_nobody):
        folder, become = as_nobody
        path = write_session(folder / "s.nwb", camera())
        path.chmod(0o000)
        become()
        with pytest.raises(UnreadableNWBError, match="no permission"):
            read_session(path)

    def test_a_session_without_video_says_where_to_look(self, tmp_path):
        path = write_session(tmp_path / "s.nwb")
        with pytest.raises(NoVideoError, match="split over several files"):
            read_session(path)

    def test_what_pynwb_stumbles_over_is_one_line_for_the_user_and_a_traceback_for_the_log(
        self, tmp_path, caplog, capfd
    ):
        path = write_session(tmp_path / "s.nwb", camera())
        with edited(path) as file:
            del file["acquisition/TopCamera/external_file"]
            del file["acquisition/TopCamera/data"]
            file["acquisition/TopCamera/data"] = "not pictures"
            file["acquisition/TopCamera"].attrs["neurodata_type"] = "ElectricalSeries"
        with caplog.at_level(logging.WARNING, "nwb_video_panel"), pytest.raises(UnreadableNWBError) as raised:
            read_session(path)
        assert "\n" not in str(raised.value)
        assert len(str(raised.value)) < 1000
        assert "Traceback" in caplog.text
        assert capfd.readouterr() == ("", "")

    def test_every_error_is_a_session_error_with_a_cure(self, tmp_path):
        for name, content in {"a": b"", "b": b"x", "c": None}.items():
            if content is not None:
                (tmp_path / name).write_bytes(content)
            with pytest.raises(SessionError) as raised:
                read_session(tmp_path / name)
            assert raised.value.cure


def test_sessions_may_be_read_in_several_threads_at_once(tmp_path):
    paths = [write_session(tmp_path / f"{i}.nwb", camera(f"C{i}")) for i in range(6)]
    filters = list(warnings.filters)
    with ThreadPoolExecutor(6) as pool:
        names = [session.cameras[0].name for session in pool.map(read_session, paths)]
    assert names == [f"C{i}" for i in range(6)]
    assert warnings.filters == filters


def test_a_session_that_takes_long_keeps_no_other_waiting(tmp_path):
    short = write_session(tmp_path / "short.nwb", camera("only"))
    series = TimeSeries(name="0", data=[1.0], unit="V", rate=1.0)
    long = write_session(tmp_path / "long.nwb", camera("only"), processing={"many": [series]})
    with edited(long) as file:
        many = file["processing/many"]
        for i in range(1, 200):
            many.copy("0", f"{i}")
            many[f"{i}"].attrs["object_id"] = f"{i}"
    with ThreadPoolExecutor(1) as pool:
        reading, others = pool.submit(read_session, long), 0
        while h5py.h5f.get_obj_count(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_GROUP) < 20:  # it has not got that far
            time.sleep(0.001)
        while not reading.done():
            assert [each.name for each in read_session(short).cameras] == ["only"]
            others += 1
        assert reading.result().cameras
    assert others > 3


def test_what_others_warn_of_while_a_session_is_read_is_shown_as_ever(caplog):
    def warn():
        with nwb._listening.to(Path("s.nwb")), ThreadPoolExecutor(1) as pool:
            warnings.warn("of the file", stacklevel=1)
            pool.submit(warnings.warn, "of another").result()

    caplog.set_level(logging.INFO, "nwb_video_panel")
    with pytest.warns(UserWarning, match="of another") as heard:
        warn()
    assert len(heard) == 1
    assert "s.nwb: UserWarning: of the file" in caplog.text
    assert "of another" not in caplog.text


def test_nothing_stays_open(tmp_path):
    path = write_session(tmp_path / "s.nwb", camera(timestamps=[0.0, 0.1]))
    found = only_camera(path)
    with edited(path) as file:  # HDF5 refuses this while the file is open elsewhere
        file["acquisition/TopCamera/timestamps"][0] = 5.0
    assert found.timestamps[0] == 0.0


def test_what_pynwb_warns_about_goes_to_the_log(tmp_path, caplog, capfd, recwarn):
    path = write_session(tmp_path / "s.nwb", camera())
    with edited(path) as file:
        file["acquisition/TopCamera/format"][()] = "tiff"
    with caplog.at_level(logging.INFO, "nwb_video_panel"):
        assert only_camera(path).segments[0].file == "v.mp4"
    assert "Format must be 'external'" in caplog.text
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list

"""An NWB file reads no other file of the machine by HDF5's own means, and what is not refused goes on."""

from __future__ import annotations

import io
import os

import h5py
import numpy as np
import pytest
from clips import write_clip
from pynwb import NWBHDF5IO
from pynwb.epoch import TimeIntervals
from pynwb.image import ImageSeries
from sessions import camera, edited, new_nwbfile, write_nwbfile

from nwb_video_panel import hdf5
from nwb_video_panel.errors import SessionError, UnreadableVideoError
from nwb_video_panel.hdf5 import GuardedFile, RefusedError, whole
from nwb_video_panel.locate import Locator
from nwb_video_panel.nwb import read_opened_session, read_session
from nwb_video_panel.streams import stored

SHAPE = (8, 16, 64)
SECRET = (b"SECRET of another patient\n" * 400)[: 8 * 16 * 64]


@pytest.fixture
def outside(tmp_path):
    """A folder with a text and an HDF5 file that nobody allowed."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_bytes(SECRET)
    write_frames(folder / "other.h5")
    return folder


def write_frames(path):
    frames = np.frombuffer(SECRET, np.uint8).reshape(SHAPE)
    with h5py.File(path, "w") as file:
        file["frames"] = frames
        file["deep/frames"] = frames
        file["stamps"] = np.arange(30) / 30


@pytest.fixture
def session(tmp_path):
    """A session with a video, a camera of stored frames and a table."""
    folder = tmp_path / "root"
    folder.mkdir()
    write_clip(folder / "v.mp4", 30)
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"], timestamps=np.arange(30) / 30))
    nwbfile.add_acquisition(
        ImageSeries(name="frames", data=np.zeros(SHAPE, np.uint8), unit="n.a.", rate=1.0, description="")
    )
    table = TimeIntervals(name="bouts", description="x")
    table.add_column("text", "t")
    for i in range(8):
        table.add_interval(float(i), i + 0.5, text="abc")
    nwbfile.add_time_intervals(table)
    return write_nwbfile(folder / "s.nwb", nwbfile)


def external(file, path, secret, shape, dtype):
    elsewhere = [(str(secret), 0, h5py.h5f.UNLIMITED)]
    swap(file, path, lambda group, name: group.create_dataset(name, shape, dtype, external=elsewhere))


def virtual(file, path, source, name, shape, dtype="u1"):
    layout = h5py.VirtualLayout(shape, dtype)
    layout[:] = h5py.VirtualSource(str(source), name, shape)
    swap(file, path, lambda group, own: group.create_virtual_dataset(own, layout))


def swap(file, path, make):
    attributes = dict(file[path].attrs)
    above, _, name = f"/{path}".rpartition("/")
    above = above or "/"
    del file[path]
    make(file[above], name)
    file[path].attrs.update(attributes)


def link(file, path, other, target):
    del file[path]
    file[path] = h5py.ExternalLink(str(other), target)


def why_no_frames(session):
    """What the tile of the stored frames says, when they are asked for."""
    segment = {each.name: each for each in session.cameras}["frames"].segments[0]
    if segment.problem is not None:
        return segment.problem.why
    with pytest.raises(UnreadableVideoError) as caught:
        stored.probe(segment.path, segment.dataset)
    with pytest.raises(UnreadableVideoError):
        stored.StoredFrames(segment.path, segment.dataset, stored.Look(), volume=False)
    return caught.value.why


def names(session):
    return [each.name for each in session.cameras]


def test_external_storage_is_never_read(session, outside):
    with edited(session) as file:
        external(file, "acquisition/frames/data", outside / "secret.txt", SHAPE, "u1")
    read = read_session(session, root=outside.parent)
    assert names(read) == ["frames", "left"]
    assert "external storage" in why_no_frames(read)


def test_a_column_of_text_in_external_storage_is_left_out(session, outside):
    with edited(session) as file:
        external(file, "intervals/bouts/text", outside / "secret.txt", (8,), "S42")
    (table,) = read_session(session).intervals
    assert table.columns == ()
    assert table.starts.size == 8


def test_times_in_external_storage_are_said_and_the_rest_goes_on(session, outside):
    with edited(session) as file:
        external(file, "acquisition/left/timestamps", outside / "secret.txt", (30,), "f8")
        external(file, "intervals/bouts/start_time", outside / "secret.txt", (8,), "f8")
    read = read_session(session)
    left = next(each for each in read.cameras if each.name == "left")
    assert left.timestamps.size == 0
    assert "external storage" in left.problems[0].why
    assert "external storage" in read.problems[0].why
    assert read.intervals == ()


@pytest.mark.parametrize("name", ["frames", "deep/frames"])
def test_a_virtual_data_set_has_no_parts_outside_its_folder(session, outside, name):
    with edited(session) as file:
        virtual(file, "acquisition/frames/data", outside / "other.h5", name, SHAPE)
    assert "not in its own folder" in why_no_frames(read_session(session, root=outside.parent))


def test_a_virtual_data_set_has_no_parts_over_a_link(session, outside):
    inside = session.parent / "other.h5"
    inside.symlink_to(outside / "other.h5")
    with edited(session) as file:
        virtual(file, "acquisition/frames/data", "other.h5", "frames", SHAPE)
    assert "not in its own folder" in why_no_frames(read_session(session))
    inside.unlink()
    with h5py.File(inside, "w") as other:
        other["frames"] = h5py.ExternalLink(str(outside / "other.h5"), "frames")
    assert "cannot be read" in why_no_frames(read_session(session))


def test_a_virtual_data_set_is_not_made_of_external_storage(session, outside):
    with edited(session) as file:
        file.create_dataset("general/x", SHAPE, "u1", external=[(str(outside / "secret.txt"), 0, 8192)])
        virtual(file, "acquisition/frames/data", ".", "/general/x", SHAPE)
    assert "external storage" in why_no_frames(read_session(session))


def test_virtual_data_sets_made_of_each_other_come_to_an_end(session):
    with edited(session) as file:
        for one, other in (("a", "b"), ("b", "a")):
            layout = h5py.VirtualLayout(SHAPE, "u1")
            layout[:] = h5py.VirtualSource(".", f"/general/{other}", SHAPE)
            file.require_group("general").create_virtual_dataset(one, layout)
        virtual(file, "acquisition/frames/data", ".", "/general/a", SHAPE)
    assert "on and on" in why_no_frames(read_session(session))


def test_virtual_data_sets_of_very_many_parts_are_refused(session, monkeypatch):
    # Of parts made of parts there are soon more than anybody can open.
    monkeypatch.setattr("nwb_video_panel.hdf5.MOST_PARTS", 50)
    with edited(session) as file:
        group = file.require_group("general/parts")
        group["0a"] = group["0b"] = np.zeros(SHAPE, "u1")
        for level in range(1, 8):
            for name in "ab":
                layout = h5py.VirtualLayout(SHAPE, "u1")
                for k, part in enumerate("ab"):
                    source = h5py.VirtualSource(".", f"{group.name}/{level - 1}{part}", SHAPE)
                    layout[k * 4 : k * 4 + 4] = source[:4]
                group.create_virtual_dataset(f"{level}{name}", layout)
        virtual(file, "acquisition/frames/data", ".", f"{group.name}/7a", SHAPE)
    assert "more than 50 parts" in why_no_frames(read_session(session))


def test_parts_beside_it_make_a_virtual_data_set(session):
    write_frames(session.parent / "parts.h5")
    with edited(session) as file:
        virtual(file, "acquisition/frames/data", "parts.h5", "frames", SHAPE)
    segment = read_session(session).cameras[0].segments[0]
    assert stored.probe(segment.path, segment.dataset).frames == 8
    with stored.StoredFrames(segment.path, segment.dataset, stored.Look(), volume=False) as frames:
        (_, picture), *_ = frames.read(0, 0)
    assert bytes(picture.to_ndarray(format="gray").ravel()[:6]) == b"SECRET"


@pytest.mark.parametrize("target", ["/frames", "/deep/frames"])
def test_an_external_link_leads_to_allowed_folders_only(session, outside, target):
    with edited(session) as file:
        link(file, "acquisition/frames/data", outside / "other.h5", target)
    read = read_session(session)
    assert names(read) == ["left"]
    assert read.problems[0].what == "A part of the NWB file is refused"
    assert "outside the allowed folders" in read.problems[0].why
    read = read_session(session, root=outside.parent)
    assert len(names(read)) == 2
    segment = read.cameras[0].segments[0]
    assert stored.probe(segment.path, segment.dataset).frames == 8


def test_a_soft_link_through_an_external_one_leads_there_no_more(session, outside):
    with edited(session) as file:
        file["stimulus/presentation/out"] = h5py.ExternalLink(str(outside / "other.h5"), "/")
        del file["acquisition/left/timestamps"]
        file["acquisition/left/timestamps"] = h5py.SoftLink("/stimulus/presentation/out/stamps")
    with pytest.raises(SessionError, match="outside the allowed folders"):
        read_session(session)


def test_links_that_lead_on_and_on_are_broken(session):
    with edited(session) as file:
        file["stimulus/presentation/a"], file["stimulus/presentation/b"] = (
            h5py.SoftLink("/stimulus/presentation/b"),
            h5py.SoftLink("/stimulus/presentation/a"),
        )
        file["stimulus/presentation/self"] = h5py.ExternalLink("s.nwb", "/stimulus/presentation/self")
    assert names(read_session(session)) == ["frames", "left"]


def test_a_link_to_a_fifo_hangs_nobody(session):
    os.mkfifo(session.parent / "fifo.h5")
    with edited(session) as file:
        file["nwb_versions"] = h5py.ExternalLink("fifo.h5", "/")
        file["stimulus/presentation/x"] = h5py.ExternalLink("fifo.h5", "/")
    assert names(read_session(session)) == ["frames", "left"]


def test_a_file_linked_to_is_checked_like_the_first(session, outside):
    between = session.parent / "between.h5"
    with h5py.File(between, "w") as file:
        file["a"] = h5py.ExternalLink(str(outside / "other.h5"), "frames")
        file.create_dataset("b", SHAPE, "u1", external=[(str(outside / "secret.txt"), 0, 8192)])
    with edited(session) as file:
        link(file, "acquisition/frames/data", "between.h5", "a")
    assert names(read_session(session)) == ["left"]
    with edited(session) as file:
        link(file, "acquisition/frames/data", "between.h5", "b")
    assert "external storage" in why_no_frames(read_session(session))


def test_another_nwb_file_in_the_same_folder_is_linked_to(session, tmp_path):
    with NWBHDF5IO(session, "r") as source:
        nwbfile = new_nwbfile(identifier="id-2")
        nwbfile.add_acquisition(source.read().acquisition["left"])
        with NWBHDF5IO(session.parent / "t.nwb", "w", manager=source.manager) as io_:
            io_.write(nwbfile)
    read = read_session(session.parent / "t.nwb")
    assert names(read) == ["left"]
    assert read.problems == ()
    assert read.cameras[0].segments[0].path == session.parent.resolve() / "v.mp4"
    assert read.cameras[0].timestamps.size == 30


def test_an_nwbfile_that_was_opened_elsewhere_is_checked_too(session, outside):
    with edited(session) as file:
        link(file, "acquisition/frames/data", outside / "other.h5", "/frames")
        external(file, "acquisition/left/timestamps", outside / "secret.txt", (30,), "f8")
    with NWBHDF5IO(session, "r") as source:
        read = read_session(source.read())
    cameras = {each.name: each for each in read.cameras}
    assert cameras["frames"].segments[0].problem.what == "Outside the allowed folders"
    assert "external storage" in cameras["left"].problems[0].why


def test_a_file_from_another_machine_opens_none_of_this_one(session, outside):
    with edited(session) as file:
        external(file, "acquisition/left/timestamps", outside / "secret.txt", (30,), "f8")
        link(file, "acquisition/frames/data", outside / "other.h5", "/frames")
    with h5py.File(io.BytesIO(session.read_bytes()), "r") as file:
        read = read_opened_session(file, session, Locator(session.parent))
    assert names(read) == ["left"]
    assert "external storage" in read.cameras[0].problems[0].why


def test_as_many_entries_are_read_as_memory_bears_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5, "MOST_ENTRIES", 1000)
    monkeypatch.setattr(hdf5, "STEP", 300)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["fits"], file["long"] = np.arange(1000.0), np.arange(1001.0)
        file.create_dataset("wide", (1000, 50_000), "f8", chunks=(1, 1000))
    with GuardedFile(str(tmp_path / "x.h5")) as file, h5py.File(tmp_path / "x.h5") as plain:
        for each in (file, plain):
            assert np.array_equal(whole(each["fits"]), np.arange(1000.0))
            for name in ("long", "wide"):
                with pytest.raises(RefusedError, match="more than"):
                    whole(each[name])


def test_texts_are_read_as_long_as_memory_bears_them(tmp_path, monkeypatch):
    # Many entries may name the same text, which is then in memory as often.
    monkeypatch.setattr(hdf5, "MOST_BYTES", 1_000_000)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        kind = h5py.string_dtype()
        file.create_dataset("fits", data=["abc", "", "de"] * 300, dtype=kind)
        one = file.create_dataset("one", data=["x" * 20_000], dtype=kind, chunks=(1,))
        file.flush()
        _, named = one.id.read_direct_chunk((0,))
        bomb = file.create_dataset("bomb", (100,), kind, chunks=(100,))
        bomb.id.write_direct_chunk((0,), named * 100)
        file.create_dataset("pairs", (2,), [("a", kind)])
    with GuardedFile(str(tmp_path / "x.h5")) as file:
        assert whole(file["fits"]).tolist() == [b"abc", b"", b"de"] * 300
        for name in ("bomb", "pairs"):
            with pytest.raises(RefusedError):
                whole(file[name])


def test_chunks_are_decompressed_as_long_as_they_are_no_bombs(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5, "MOST_BYTES", 8000)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("fits", (2, 1000, 1), "u8", chunks=(1, 1000, 1), compression="gzip")
        file.create_dataset("bomb", (2, 1001, 1), "u8", chunks=(1, 1001, 1), compression="gzip")
    assert stored.probe(tmp_path / "x.h5", "fits").frames == 2
    with pytest.raises(UnreadableVideoError, match="chunks"):
        stored.probe(tmp_path / "x.h5", "bomb")


@pytest.mark.parametrize(("side", "fits"), [(8192, True), (8193, False)])
def test_frames_have_64_megapixels_at_most(tmp_path, side, fits):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("frames", (2, 8192, side), "u1", chunks=(1, 512, 512))
    if fits:
        assert stored.probe(tmp_path / "x.h5", "frames").width == side
    else:
        with pytest.raises(UnreadableVideoError, match="pixels"):
            stored.probe(tmp_path / "x.h5", "frames")


def test_long_chunks_of_many_frames_are_read_in_parts(tmp_path, monkeypatch):
    frames = np.arange(12, dtype=np.uint8)[:, None, None] * np.ones((1, 8, 8), np.uint8)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("frames", data=frames, chunks=(12, 2, 2))
    monkeypatch.setattr(hdf5, "MOST_BYTES", 5 * 64)
    with stored.StoredFrames(tmp_path / "x.h5", "frames", stored.Look(), volume=False) as opened:
        read = [picture.to_ndarray(format="gray")[0, 0] for _, picture in opened.read(0, 11)]
        assert read == list(range(12))
        assert len(opened._frames._chunk) <= 5

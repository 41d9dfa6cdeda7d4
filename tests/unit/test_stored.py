"""Frames inside an NWB file: of any type and layout, each shown as itself."""

from __future__ import annotations

import json

import h5py
import numpy as np
import pytest
from pynwb import NWBHDF5IO
from pynwb.image import ImageSeries
from sessions import new_nwbfile, write_nwbfile
from test_streams import claims, due, made, segment, still

from nwb_video_panel import barcode
from nwb_video_panel.errors import UnreadableVideoError
from nwb_video_panel.nwb import read_session
from nwb_video_panel.page.description import describe
from nwb_video_panel.report import check
from nwb_video_panel.streams import feeds, look, stored
from nwb_video_panel.streams.wishes import NothingThereError

COUNT = 40


def numbered(dtype: str) -> np.ndarray:
    """Barcodes in the values that a type has; (T, H, W)."""
    pictures = np.zeros((COUNT, 64, 384, 1), np.uint8)
    for k, picture in enumerate(pictures):
        barcode.draw(picture, k)
    values = pictures[..., 0].astype(np.float64)
    if dtype == "int16":
        values = values * 20 - 3000
    if dtype.startswith("float"):
        values = values / 255 * 7 - 3
        values[:, 60:, :] = np.nan
    return (values * 200 if dtype == "uint16" else values).astype(dtype)


def dataset(path, data, name="frames", **layout):
    with h5py.File(path, "w") as file:
        file.create_dataset(name, data=data, **layout)
    return claims(path, COUNT, d=name, v=False)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
@pytest.mark.parametrize(
    "layout", [{}, {"chunks": (1, 64, 384)}, {"chunks": True, "compression": "gzip"}], ids=str
)
def test_every_type_and_layout_gives_the_frames_asked_for(tmp_path, dtype, layout):
    said = dataset(tmp_path / "v.h5", numbered(dtype), **layout)
    assert [barcode.read(still(said, k)) for k in (31, 0, 39, 38)] == [31, 0, 39, 38]
    for i in (2, 1):
        got = [(time, barcode.read(picture)) for time, picture in segment(said, i)[1]]
        assert got == due(said, i)


@pytest.mark.parametrize("locking", [None, False, True, "best-effort"])
def test_a_file_that_this_process_has_open_is_read_whatever_its_locks_are(tmp_path, locking):
    frames = numbered("uint8")
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(ImageSeries(name="camera", data=frames, unit="n.a.", rate=30.0))
    path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
    said = claims(path, COUNT, d="acquisition/camera/data", v=False)
    with h5py.File(path, "r", locking=locking):  # as a notebook keeps it
        assert [each.name for each in read_session(path).cameras] == ["camera"]
        assert barcode.read(still(said, 31)) == 31


def test_colours_are_kept(tmp_path):
    data = np.zeros((COUNT, 64, 384, 3), np.uint8)
    data[..., 0] = 200
    assert still(dataset(tmp_path / "v.h5", data), 3)[32, 32].tolist() == pytest.approx([200, 0, 0], abs=3)


def test_a_plane_of_a_volume_is_chosen(tmp_path):
    volume = np.stack([numbered("uint8"), numbered("uint8")[::-1]], axis=-1)
    said = {**dataset(tmp_path / "v.h5", volume), "v": True}
    assert barcode.read(still(said, 4)) == 4
    assert barcode.read(segment(said, 1, "&plane=1")[1][0][1]) == COUNT - 1


def test_the_window_gamma_and_colours_can_be_chosen(tmp_path):
    data = np.full((COUNT, 64, 384), 100, np.uint16)
    data[:, :32] = 50
    said = dataset(tmp_path / "v.h5", data)

    def levels(query: str) -> tuple[float, float]:
        picture = segment(said, 1, query)[1][0][1]
        return picture[8, 8].tolist(), picture[56, 56].tolist()

    assert np.allclose(levels(""), [[0] * 3, [255] * 3], atol=3)
    assert np.allclose(levels("&low=0&high=200"), [[64] * 3, [128] * 3], atol=3)
    assert np.allclose(levels("&low=0&high=200&gamma=2"), [[16] * 3, [64] * 3], atol=3)
    assert levels("&colormap=viridis")[1][1] > levels("&colormap=viridis")[1][2] + 100  # yellow


@pytest.mark.parametrize("value", [7.0, np.nan])
def test_constant_data_and_no_numbers_are_a_picture(tmp_path, value):
    said = dataset(tmp_path / "v.h5", np.full((COUNT, 64, 384), value))
    assert still(said, 1).shape == (64, 384, 3)


def test_a_filter_that_is_not_installed_is_named(tmp_path, monkeypatch):
    dataset(tmp_path / "v.h5", numbered("uint8"), compression="gzip")
    monkeypatch.setattr(h5py.h5z, "filter_avail", lambda _: False)
    with pytest.raises(UnreadableVideoError, match=r"deflate.*hdf5plugin"):
        stored.probe(tmp_path / "v.h5", "frames")


def test_what_is_no_frames_is_said(tmp_path):
    dataset(tmp_path / "v.h5", np.zeros((3, 4)))
    with pytest.raises(UnreadableVideoError, match="3×4 of float64"):
        stored.probe(tmp_path / "v.h5", "frames")


@pytest.mark.parametrize("damaged", ["indices", "order"])
def test_an_index_that_cannot_be_read_is_said(tmp_path, damaged):
    path = tmp_path / "v.h5"
    with h5py.File(path, "w") as file:
        series, images = file.create_group("shown"), file.create_group("images")
        index = series.create_dataset("data", data=np.arange(2), chunks=(2,), fletcher32=True)
        series["indexed_images"] = h5py.SoftLink("/images")
        images["a"] = images["b"] = np.zeros((4, 4), np.uint8)
        place = index.id.get_chunk_info(0).byte_offset
        if damaged == "order":
            images.create_dataset("order_of_images", (2,), h5py.ref_dtype)  # which lead nowhere
    if damaged == "indices":
        with path.open("r+b") as file:
            file.seek(place)
            file.write(b"\xff")
    with pytest.raises(UnreadableVideoError, match="shown"):
        stored.probe(path, "shown")


def test_a_series_with_frames_is_a_camera(tmp_path):
    nwbfile = new_nwbfile()
    series = {"unit": "n.a.", "rate": 25.0, "starting_time": 6.577}
    nwbfile.add_acquisition(ImageSeries(name="inside", data=numbered("uint8"), **series))
    path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
    described = describe(read_session(path))
    [camera] = described.cameras(lambda said: said)
    [file] = camera["files"]
    assert (camera["count"], file["token"], file["index"], file["width"]) == (COUNT, None, None, 384)
    assert barcode.read(still(file["stream"]["token"], 9)) == 9
    assert file["stream"]["origin"] == feeds.origin_of(6.577)
    assert not check(path).problems
    with NWBHDF5IO(path, "r") as file:
        [camera] = read_session(file.read()).cameras
        assert camera.segments[0].dataset == "/acquisition/inside/data"


LAYOUTS = [
    {},
    {"chunks": (1, 64, 384), "compression": "lzf", "shuffle": True},
    {"chunks": (7, 64, 384), "compression": "gzip", "shuffle": True, "fletcher32": True},
]


@pytest.mark.parametrize("parts", [3, 4])
@pytest.mark.parametrize("layout", LAYOUTS, ids=["contiguous", "by-frame-lzf", "gzip"])
def test_coloured_frames_of_every_layout_are_the_frames_asked_for(tmp_path, parts, layout):
    grey = numbered("uint8")
    data = np.stack([grey, grey, grey, np.full_like(grey, 255)][:parts], axis=-1)
    if "chunks" in layout:
        layout = {**layout, "chunks": (*layout["chunks"], parts)}
    said = dataset(tmp_path / "v.h5", data, **layout)
    assert [barcode.read(still(said, k)) for k in (31, 0, 39)] == [31, 0, 39]
    for i in (2, 1):
        assert [(time, barcode.read(picture)) for time, picture in segment(said, i)[1]] == due(said, i)


def test_what_is_transparent_is_black(tmp_path):
    data = np.full((COUNT, 64, 384, 4), 200, np.uint8)
    data[:, :32, :, 3], data[:, 32:, :, 3] = 0, 255
    picture = still(dataset(tmp_path / "v.h5", data), 3)
    assert picture[8, 8].tolist() == pytest.approx([0] * 3, abs=3)
    assert picture[56, 56].tolist() == pytest.approx([200] * 3, abs=3)


@pytest.mark.parametrize("value", [0.0, -1e20, 1e300, np.inf])
@pytest.mark.parametrize("query", ["", "&low=5&high=5", "&low=-1e308&high=1e308"])
def test_no_window_divides_by_zero(tmp_path, value, query, recwarn):
    said = dataset(tmp_path / "v.h5", np.full((COUNT, 64, 384), value))
    assert segment(said, 1, query)[1][0][1].shape == (64, 384, 3)
    assert not [each for each in recwarn if each.category is RuntimeWarning]


def levels(said, plane: int = 0) -> dict:
    return json.loads(made(said, f"levels={plane}"))


def test_a_page_is_told_which_numbers_there_are(tmp_path):
    data = np.full((COUNT, 64, 384), 100, np.uint16)
    data[:, :32] = 50
    told = levels(dataset(tmp_path / "v.h5", data))
    assert (told["low"], told["high"], told["least"], told["most"]) == (50, 100, 50, 100)
    assert (told["suggested"], told["whole"], told["planes"], told["colours"]) == (
        [50, 100],
        True,
        None,
        False,
    )
    assert list(told["colormaps"]) == list(look.COLORMAPS)
    assert told["colormaps"]["gray"][0] == "#000000"
    assert told["colormaps"]["gray"][-1] == "#ffffff"


def test_bytes_are_shown_as_they_are_and_percentiles_only_suggested(tmp_path):
    told = levels(
        dataset(tmp_path / "v.h5", np.repeat(np.arange(20, 60, dtype=np.uint8), 24576).reshape(-1, 64, 384))
    )
    assert (told["low"], told["high"], told["least"], told["most"]) == (0, 255, 0, 255)
    assert told["suggested"] == [20, 59]


def test_each_plane_has_its_own_levels(tmp_path):
    volume = np.stack([numbered("uint16"), numbered("uint16") // 2], axis=-1)
    said = {**dataset(tmp_path / "v.h5", volume), "v": True}
    assert [levels(said, plane)["most"] for plane in (0, 1, 9)] == [47000, 23500, 23500]
    assert levels(said)["planes"] == 2


def test_a_video_file_has_no_levels(tmp_path):
    with pytest.raises(NothingThereError):
        made(claims(tmp_path / "v.avi"), "levels=0")


def test_a_filter_without_a_name_is_named_by_its_number(tmp_path):
    with h5py.File(tmp_path / "v.h5", "w") as file:
        made_with = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        made_with.set_chunk((1, 64, 384))
        made_with.set_filter(32026, h5py.h5z.FLAG_OPTIONAL, ())
        space = h5py.h5s.create_simple((COUNT, 64, 384))
        h5py.h5d.create(file.id, b"frames", h5py.h5t.NATIVE_UINT8, space, made_with)
    if h5py.h5z.filter_avail(32026):
        pytest.skip("hdf5plugin is installed")
    with pytest.raises(UnreadableVideoError, match=r"Blosc2 \(32026\).*pip install hdf5plugin"):
        stored.probe(tmp_path / "v.h5", "frames")

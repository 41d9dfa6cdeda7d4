"""Each kind of series with frames in the NWB file is a camera; an IndexSeries shows what it names."""

from __future__ import annotations

import h5py
import numpy as np
import pytest
from clips import decoded
from PIL import Image
from pynwb.base import ImageReferences, Images
from pynwb.image import GrayscaleImage, ImageSeries, IndexSeries, RGBAImage, RGBImage
from pynwb.ophys import OnePhotonSeries, OpticalChannel, TwoPhotonSeries
from sessions import camera, edited, new_nwbfile, write_nwbfile
from test_stored import COUNT, levels, numbered
from test_streams import due, segment, still

from nwb_video_panel import NWBLocalVideoPlayer, barcode
from nwb_video_panel.nwb import read_session
from nwb_video_panel.page.description import describe

CLOCK = {"rate": 25.0, "starting_time": 6.577}


def cameras(path) -> dict[str, dict]:
    return {each["name"]: each for each in describe(read_session(path)).cameras(lambda said: said)}


def stream(path, name: str) -> dict:
    [file] = cameras(path)[name]["files"]
    assert file["problem"] is None
    return file["stream"]["token"]


def image(number: int, size: tuple[int, int] = (384, 64)) -> np.ndarray:
    """A barcode as large as it gets; uint8 (H, W)."""
    picture = np.zeros((64, 384, 1), np.uint8)
    barcode.draw(picture, number)
    across, down = size[0] // 384, size[1] // 64
    return np.repeat(np.repeat(picture[..., 0], down, axis=0), across, axis=1)


def coloured(grey: np.ndarray, *, opacity: bool = False) -> np.ndarray:
    return np.stack([grey, grey, grey, np.full_like(grey, 255)][: 4 if opacity else 3], axis=-1)


def write_indexed(path, images: list, index, *, ordered: bool = True):
    nwbfile = new_nwbfile()
    order = ImageReferences(name="order_of_images", data=images) if ordered else None
    container = Images(name="pictures", images=images, order_of_images=order)
    nwbfile.add_stimulus_template(container)
    series = IndexSeries(name="shown", data=index, unit="N/A", indexed_images=container, **CLOCK)
    nwbfile.add_stimulus(series)
    return write_nwbfile(path, nwbfile)


def test_a_frame_of_an_index_series_is_the_image_that_its_index_names(tmp_path):
    # Their names are in another order than they are counted in.
    images = [
        GrayscaleImage(name="c", data=image(0)),
        RGBImage(name="b", data=coloured(image(1))),
        RGBAImage(name="a", data=coloured(image(2), opacity=True)),
        GrayscaleImage(name="d", data=image(3, (768, 128))),
    ]
    index = np.array([2, 0, 1, 3] * 10, np.uint32)
    said = stream(write_indexed(tmp_path / "s.nwb", images, index), "shown")
    assert still(said, 0).shape == (128, 768, 3)
    assert [barcode.read(still(said, k)) for k in range(8)] == [2, 0, 1, 3] * 2
    for i in (2, 1):
        shown = [(time, barcode.read(picture)) for time, picture in segment(said, i)[1]]
        assert shown == [(time, index[k]) for time, k in due(said, i)]


def test_images_of_other_shapes_are_fitted_into_the_largest(tmp_path):
    images = [GrayscaleImage(name="wide", data=np.full((40, 200), 255, np.uint8))]
    images.append(GrayscaleImage(name="tall", data=np.full((120, 30), 255, np.uint8)))
    said = stream(write_indexed(tmp_path / "s.nwb", images, np.array([0, 1], np.uint32)), "shown")
    wide, tall = still(said, 0)[..., 0] > 128, still(said, 1)[..., 0] > 128
    assert wide.shape == tall.shape == (120, 200)
    assert (wide[40:80].all(), wide[:38].any(), wide[82:].any()) == (True, False, False)
    assert (tall[:, 86:114].all(), tall[:, :83].any(), tall[:, 117:].any()) == (True, False, False)


def test_without_an_order_images_are_counted_by_their_names(tmp_path):
    images = [GrayscaleImage(name=f"image{k}", data=image(k)) for k in (1, 0)]
    index = np.array([0, 1, 1], np.uint32)
    said = stream(write_indexed(tmp_path / "s.nwb", images, index, ordered=False), "shown")
    assert [barcode.read(still(said, k)) for k in range(3)] == [0, 1, 1]


def test_an_index_that_names_no_image_is_one_lost_frame(tmp_path):
    images = [GrayscaleImage(name="one", data=image(0)), GrayscaleImage(name="two", data=image(1))]
    said = stream(write_indexed(tmp_path / "s.nwb", images, np.array([0, 7, 1] * 9, np.uint32)), "shown")
    facts, shown = segment(said, 1)
    assert facts["lost"] == [1, 4, 7, 10]
    assert [barcode.read(picture) for _, picture in shown[:4]] == [0, 0, 1, 0]


def write_indexing(path, movie, index):
    """An IndexSeries of another series, which pynwb reads and no longer writes."""
    nwbfile = new_nwbfile()
    nwbfile.add_stimulus_template(movie)
    pictures = Images(name="pictures", images=[GrayscaleImage(name="one", data=image(0))])
    nwbfile.add_stimulus_template(pictures)
    nwbfile.add_stimulus(IndexSeries(name="shown", data=index, unit="N/A", indexed_images=pictures, **CLOCK))
    with edited(write_nwbfile(path, nwbfile)) as file:
        series = file["stimulus/presentation/shown"]
        del series["indexed_images"]
        series["indexed_timeseries"] = h5py.SoftLink(f"/stimulus/templates/{movie.name}")
    return path


def test_an_index_series_of_another_series_shows_its_frames(tmp_path):
    movie = ImageSeries(name="movie", data=numbered("uint16"), unit="n.a.", **CLOCK)
    path = write_indexing(tmp_path / "s.nwb", movie, np.arange(COUNT)[::-1].astype(np.uint32))
    assert set(cameras(path)) == {"movie", "shown"}
    said = stream(path, "shown")
    assert [barcode.read(still(said, k)) for k in (0, 5, 39)] == [39, 34, 0]
    assert levels(said)["most"] == 47000


def test_an_index_series_of_video_files_says_where_to_look(tmp_path):
    path = write_indexing(tmp_path / "s.nwb", camera("movie", ["v.mp4"]), np.arange(3, dtype=np.uint32))
    problem = cameras(path)["shown"]["problem"]
    assert "video files of movie" in problem["why"]
    assert "that camera" in problem["cure"]


def test_an_index_series_whose_images_are_gone_says_so(tmp_path):
    images = [GrayscaleImage(name="one", data=image(0))]
    path = write_indexed(tmp_path / "s.nwb", images, np.array([0], np.uint32), ordered=False)
    with edited(path) as file:
        del file["stimulus/templates/pictures/one"]
    assert "has no images" in cameras(path)["shown"]["problem"]["why"]


def photon(nwbfile, kind, **facts):
    device = nwbfile.create_device(name="scope")
    channel = OpticalChannel(name="c", description="", emission_lambda=500.0)
    plane = nwbfile.create_imaging_plane(
        name="plane", optical_channel=channel, description="", device=device, excitation_lambda=600.0,
        indicator="GCaMP", location="V1",
    )  # fmt: skip
    return kind(unit="n.a.", imaging_plane=plane, **CLOCK, **facts)


@pytest.mark.parametrize("kind", [OnePhotonSeries, TwoPhotonSeries])
@pytest.mark.parametrize("place", ["acquisition", "processing", "stimulus"])
def test_imaging_is_a_camera_wherever_it_is(tmp_path, kind, place):
    nwbfile = new_nwbfile()
    volume = np.stack([numbered("uint16"), numbered("uint16")[::-1], numbered("uint16")], axis=-1)
    series = photon(nwbfile, kind, name="imaging", data=volume)
    if place == "processing":
        nwbfile.create_processing_module("ophys", "of a test").add(series)
    else:
        (nwbfile.add_acquisition if place == "acquisition" else nwbfile.add_stimulus)(series)
    said = stream(write_nwbfile(tmp_path / "s.nwb", nwbfile), "imaging")
    assert barcode.read(segment(said, 1)[1][0][1]) == 0
    # Three planes are planes here, not colours.
    assert barcode.read(segment(said, 1, "&plane=1")[1][0][1]) == COUNT - 1


def test_a_mask_series_is_a_camera(tmp_path):
    nwbfile = new_nwbfile()
    for name, data in {"movie": numbered("uint8"), "mask": numbered("uint8")[::-1]}.items():
        nwbfile.add_acquisition(ImageSeries(name=name, data=data, unit="n.a.", **CLOCK))
    path = write_nwbfile(tmp_path / "s.nwb", nwbfile)
    with edited(path) as file:  # pynwb reads the type and no longer writes it
        mask = file["acquisition/mask"]
        mask.attrs["neurodata_type"] = "ImageMaskSeries"
        mask["masked_imageseries"] = h5py.SoftLink("/acquisition/movie")
    assert set(cameras(path)) == {"movie", "mask"}
    assert barcode.read(still(stream(path, "mask"), 0)) == COUNT - 1


LOOKS = [
    ({}, 170),  # the data's own black and white: 1000 to 4000
    ({"low": 0, "high": 6000}, 127),
    ({"low": 0, "high": 6000, "gamma": 2.0}, 180),
    ({"low": 0, "high": 6000, "plane": 1}, 64),
]


@pytest.fixture(scope="module")
def volume(tmp_path_factory):
    """A T×H×W×Z volume of uint16: 3000 on plane 0, 1500 on plane 1; an edge each of 1000 and 4000."""
    data = np.full((20, 64, 96, 2), 3000, np.uint16)
    data[..., 1] = 1500
    data[:, :, :8], data[:, :, 8:16] = 1000, 4000
    nwbfile = new_nwbfile()
    device = nwbfile.create_device("microscope")
    channel = OpticalChannel(name="green", description="", emission_lambda=500.0)
    plane = nwbfile.create_imaging_plane(
        name="plane", optical_channel=channel, description="", device=device, excitation_lambda=600.0,
        indicator="GFP", location="V1", imaging_rate=25.0,
    )  # fmt: skip
    nwbfile.add_acquisition(TwoPhotonSeries(name="v", data=data, unit="n.a.", imaging_plane=plane, **CLOCK))
    return NWBLocalVideoPlayer(write_nwbfile(tmp_path_factory.mktemp("look") / "v.nwb", nwbfile))


@pytest.mark.parametrize(("look", "grey"), LOOKS)
def test_stills_and_clips_show_stored_frames_as_they_are_looked_at(volume, tmp_path, look, grey):
    volume.adjustments = {"v": {**look, "rotate": 90}}
    volume.time = 6.7
    still_of = np.asarray(Image.open(volume.save_frame("v", tmp_path)))
    assert still_of.shape == (96, 64, 3)
    assert np.abs(still_of[60:90].astype(int) - grey).max() <= 1
    [(_, first), *_] = decoded(volume.save_clip(tmp_path / "c.mp4", 6.7, 6.8))
    assert abs(float(first[60:90].mean()) - grey) < 4


def test_stills_and_clips_have_the_colours_of_the_tile(volume, tmp_path):
    volume.adjustments = {"v": {"low": 0, "high": 3000, "colormap": "viridis"}}
    volume.time = 6.7
    picture = np.asarray(Image.open(volume.save_frame("v", tmp_path)))
    assert picture[32, 60].tolist() == [253, 231, 36]
    [(_, first), *_] = decoded(volume.save_clip(tmp_path / "c.mp4", 6.7, 6.8))
    assert np.abs(first[32, 60].astype(int) - [253, 231, 36]).max() < 12

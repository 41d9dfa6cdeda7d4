"""Frames stored in the NWB file: exact on screen, and shown as is chosen, without a blank between."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from clips import picture, write_clip
from hdmf.backends.hdf5.h5_utils import H5DataIO
from playwright.sync_api import expect
from pynwb.base import ImageReferences, Images
from pynwb.image import GrayscaleImage, ImageSeries, IndexSeries
from pynwb.ophys import OpticalChannel, TwoPhotonSeries
from sessions import camera, new_nwbfile, write_nwbfile
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

COUNT, SIZE, START = 120, (384, 216), 6.577
RNG = np.random.default_rng(8)
TIMES = START + np.arange(COUNT) / 20 + RNG.uniform(0, 0.008, COUNT)
TIME = 9.0
ROW = int(np.searchsorted(TIMES, TIME, side="right")) - 1


def pictures() -> np.ndarray:
    """Barcodes on a ground that moves; uint8 (T, H, W, 3)."""
    return np.stack([picture(k, SIZE) for k in range(COUNT)])


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A session whose cameras are stored in many ways, each numbered alike; and two videos."""
    folder = tmp_path_factory.mktemp("stored")
    colours = pictures()
    grey = colours[..., 1]
    real = grey / 255 * 7 - 3
    real[:, 200:] = np.nan
    data = {
        "bytes": grey,
        "signed": H5DataIO((grey * 20.0 - 3000).astype(np.int16), chunks=(1, 216, 384), compression="gzip"),
        "real": H5DataIO(real.astype(np.float32), compression="gzip", shuffle=True),
        "colours": H5DataIO(colours, chunks=(8, 216, 384, 3), compression="gzip"),
    }
    nwbfile = new_nwbfile()
    for name, each in data.items():
        nwbfile.add_acquisition(ImageSeries(name=name, data=each, unit="n.a.", timestamps=TIMES))
    images = [GrayscaleImage(name=f"image{k:03}", data=grey[k]) for k in range(COUNT)]
    order = ImageReferences(name="order_of_images", data=images)
    nwbfile.add_stimulus_template(movie := Images(name="movie", images=images, order_of_images=order))
    index = np.arange(COUNT)[::-1].astype(np.uint32)
    nwbfile.add_stimulus(
        IndexSeries(name="indexed", data=index, unit="N/A", indexed_images=movie, timestamps=TIMES)
    )
    device = nwbfile.create_device(name="scope")
    channel = OpticalChannel(name="c", description="", emission_lambda=500.0)
    plane = nwbfile.create_imaging_plane(
        name="plane", optical_channel=channel, description="", device=device, excitation_lambda=600.0,
        indicator="GCaMP", location="V1",
    )  # fmt: skip
    volume = np.stack([grey, grey[::-1], grey], axis=-1).astype(np.uint16) * 16
    module = nwbfile.create_processing_module("ophys", "of a test")
    module.add(
        TwoPhotonSeries(name="volume", data=volume, unit="n.a.", imaging_plane=plane, timestamps=TIMES)
    )
    write_clip(folder / "plays.mp4", COUNT, rate=20)
    write_clip(folder / "lossless.mkv", COUNT, rate=20, codec="ffv1", gop=1)
    for name in ("plays.mp4", "lossless.mkv"):
        nwbfile.add_acquisition(camera(name.split(".")[0], [name], timestamps=TIMES))
    return write_nwbfile(folder / "stored.nwb", nwbfile)


@pytest.mark.parametrize("name", ["bytes", "signed", "real", "colours", "indexed", "volume"])
def test_stored_frames_are_exact_on_screen(page, open_session, path, name):
    stage: Stage = open_session(page, path, only=name)
    stage.hide_words()
    wrong = []
    for time in [7.2, 12.3, TIMES[40], TIMES[40] - 1e-6, *RNG.uniform(START, TIMES[-1], 3)]:
        stage.seek(time)
        expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
        row = int(np.searchsorted(TIMES, stage.time, side="right")) - 1
        seen = COUNT - 1 - row if name == "indexed" else row
        if (stage.shows(name).frame, stage.barcode(name)) != (row, seen):
            wrong.append((time, row, seen, stage.shows(name), stage.barcode(name)))
    assert wrong == []
    assert stage.errors == []


def adjusting(page, open_session, path, name: str) -> tuple[Stage, object]:
    """A camera at `TIME`, and the panel that adjusts it, opened by its key."""
    stage: Stage = open_session(page, path, only=name)
    stage.hide_words()
    stage.seek(TIME)
    stage.tile(name).focus()
    page.keyboard.press("a")
    panel = stage.root.locator(".adjust")
    expect(panel.locator("input:focus")).to_have_count(1)
    panel.evaluate("panel => { panel.style.opacity = 0 }")  # it lies over the barcode
    expect(panel.locator(".look-words")).to_have_text("", timeout=PATIENCE)
    return stage, panel


def arrived(stage: Stage, name: str, chosen: dict) -> None:
    """Wait until what was chosen is told, and the stream shows it, in its video."""
    expect(stage.tile(name)).to_have_attribute("data-adjusted", json.dumps(chosen, separators=(",", ":")))
    expect(stage.tile(name).locator(".streamed")).to_have_count(1, timeout=PATIENCE)
    stage.settle()
    expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)


def white(stage: Stage, name: str) -> np.ndarray:
    """The colour of the lightest cells of the barcode."""
    shown = stage.picture(name)
    return shown[np.unravel_index(shown.sum(axis=2).argmax(), shown.shape[:2])].astype(int)


def test_black_and_white_and_colours_are_chosen_while_paused(page, open_session, path):
    stage, panel = adjusting(page, open_session, path, "signed")
    black, high = (
        panel.get_by_label(re.compile("^Black, typed")),
        panel.get_by_label(re.compile("^White, typed")),
    )
    expect(black).to_have_value("-3000")
    before = white(stage, "signed")
    with stage.filmed(["signed"]) as film:
        high.fill("6000")
        high.press("Enter")
        arrived(stage, "signed", {"high": 6000})
        panel.get_by_label("viridis").check()
        arrived(stage, "signed", {"high": 6000, "colormap": "viridis"})
    assert {frames["signed"] for frames in film.frames()} == {ROW}  # never blank, never another frame
    assert stage.barcode("signed") == ROW
    assert before.min() > 200
    # What was white is halfway to it now: viridis is teal there.
    assert white(stage, "signed").tolist() == pytest.approx([33, 145, 140], abs=25)
    high.fill("-9000")  # white stays above black
    high.press("Enter")
    expect(high).to_have_value("-2999")
    panel.get_by_role("button", name="Reset all").click()
    expect(stage.tile("signed")).not_to_have_attribute("data-adjusted", re.compile("."))
    stage.settle()
    expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
    expect(high).not_to_have_value("-2999")
    assert stage.errors == []


def test_gamma_of_stored_frames_is_the_servers_alone(page, open_session, path):
    stage, panel = adjusting(page, open_session, path, "bytes")
    gamma = panel.get_by_label("Gamma")
    gamma.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    chosen = float(gamma.get_attribute("aria-valuetext"))
    assert chosen < 0.7
    arrived(stage, "bytes", {"gamma": chosen})
    assert "url" not in stage.tile("bytes").locator(".picture").evaluate("picture => picture.style.filter")
    stored = picture(ROW, SIZE)[..., 1] / 255
    expected = 255 * (stored ** (1 / chosen)).mean()
    assert abs(expected - 255 * stored.mean()) > 15
    assert stage.picture("bytes").mean() == pytest.approx(expected, abs=6)


def test_a_plane_is_chosen_by_keyboard_and_its_mark_takes_it_back(page, open_session, path):
    stage, panel = adjusting(page, open_session, path, "volume")
    slider = panel.get_by_label(re.compile("^Plane:"))
    expect(slider).to_have_attribute("max", "2")
    slider.focus()
    page.keyboard.press("ArrowRight")
    arrived(stage, "volume", {"plane": 1})
    expect(slider).to_have_attribute("aria-valuetext", "1")
    assert stage.barcode("volume") == COUNT - 1 - ROW
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert stage.tile("volume").evaluate("tile => tile.matches(':focus')")
    mark = stage.tile("volume").locator(".mark")
    assert mark.text_content() == "plane 1"
    mark.evaluate("mark => mark.click()")
    expect(mark).to_have_count(0)
    stage.settle()
    expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
    assert stage.barcode("volume") == ROW


def test_another_look_comes_while_it_plays_without_a_blank(page, open_session, path):
    stage, panel = adjusting(page, open_session, path, "signed")
    stage.seek(7.0)
    with stage.filmed(["signed"]) as film:
        stage.tile("signed").focus()
        page.keyboard.press("Space")
        expect(stage.root).to_have_attribute(
            "data-session-time", re.compile(r"^7\.[5-9]|^8"), timeout=PATIENCE
        )
        panel.get_by_label("inferno").check()
        expect(stage.root).to_have_attribute("data-session-time", re.compile(r"^11|^12"), timeout=PATIENCE)
    stage.tile("signed").focus()
    page.keyboard.press("Space")
    stage.settle()
    frames = [frames["signed"] for frames in film.frames()]
    assert None not in frames
    assert frames == sorted(frames)
    red, _, blue = white(stage, "signed")
    assert red > max(blue, 240)
    row = int(np.searchsorted(TIMES, stage.time, side="right")) - 1
    assert (stage.shows("signed").frame, stage.barcode("signed")) == (row, row)
    assert stage.errors == []


def test_a_video_has_no_numbers_to_choose(page, open_session, path):
    _, panel = adjusting(page, open_session, path, "plays")
    expect(panel.get_by_label("Brightness")).to_be_visible()
    expect(panel.locator(".look")).to_be_hidden()


def test_how_a_camera_plays_is_chosen_from_what_can_work(page, open_session, path):
    stage: Stage = open_session(page, path)
    stage.hide_words()
    stage.seek(TIME)

    def ways(name: str):
        tile = stage.tile(name)
        if tile.locator(".info").get_attribute("hidden") is not None:
            tile.locator("[aria-label='About this camera']").evaluate("button => button.click()")
        choice = tile.get_by_label("Play by")
        expect(choice.locator("option").nth(1)).to_be_attached(timeout=PATIENCE)
        return choice

    expect(ways("plays").locator("option")).to_have_text(
        ["Automatic", "Browser's own player", "Decoded in this page", "Streamed by the server"],
        timeout=PATIENCE,
    )
    expect(ways("signed").locator("option")).to_have_text(["Automatic", "Streamed by the server"])
    expect(stage.tile("signed").locator(".info")).to_contain_text("pictures of the numbers in the file")
    expect(stage.tile("lossless").locator(".info")).to_have_count(1)
    for engine in ("streamed", "webcodecs", "native", "auto"):
        ways("plays").evaluate(
            "(choice, name) => { choice.value = name; choice.dispatchEvent(new Event('change')) }", engine
        )
        expected = "native" if engine == "auto" else engine
        expect(stage.tile("plays")).to_have_attribute("data-engine", expected, timeout=PATIENCE)
        stage.settle()
        assert (stage.shows("plays").frame, stage.barcode("plays")) == (ROW, ROW)
        if engine == "streamed":
            expect(stage.tile("plays").locator(".info")).to_contain_text("the server")
        # The others go their own ways.
        assert stage.tile("lossless").get_attribute("data-engine") in {"streamed", "webcodecs"}
    assert stage.errors == []

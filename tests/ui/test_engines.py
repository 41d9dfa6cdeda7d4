"""Both engines, and the choice between them: paused at t, the last frame with timestamp <= t is on screen."""

from __future__ import annotations

import itertools
from fractions import Fraction

import av
import numpy as np
import pytest
from clips import FRAGMENTED, delayed, trimmed, turned, write_clip
from playwright.sync_api import Page, expect
from sessions import SHARED, camera, needs_shared, write_session
from stage import PATIENCE, Stage

from nwb_video_panel.indexing import frame_index

pytestmark = pytest.mark.ui

RNG = np.random.default_rng(11)
COUNT = 270
CLOCK = 6.577 + np.arange(COUNT) / 59.94 + RNG.uniform(0, 0.004, COUNT)


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    """One clock, and as many ways to store what it timed."""
    folder = tmp_path_factory.mktemp("engines")

    def clip(name, frames=COUNT, **choices):
        return write_clip(folder / name, frames, **choices)

    clip("h264.mp4")
    clip("no_edit_list.mp4", container_options={"use_editlist": "0"})
    clip("fragmented.mp4", container_options=FRAGMENTED)
    clip("matroska.mkv")
    clip("quicktime.mov")
    clip("vp9.webm", codec="vp9")
    clip("vp9_mp4.mp4", codec="vp9")
    clip("av1.mp4", codec="av1")
    clip("ntsc.mp4", rate=Fraction(30000, 1001))
    clip("fast.mp4", rate=120)
    clip("variable.mp4", pts=list(np.cumsum(RNG.uniform(0.01, 0.09, COUNT))))
    cut = clip("cut.mp4", COUNT + 7, numbers=[*[999] * 7, *range(COUNT)])
    delayed(trimmed(cut, folder / "edited.mp4", 7), 400)
    clip("two_1.mp4", 250)
    clip("two_2.mp4", COUNT - 250, first_number=250)
    names = ["h264", "no_edit_list", "fragmented", "vp9_mp4", "av1", "ntsc", "fast", "variable", "edited"]
    files = {name: [f"{name}.mp4"] for name in names}
    files |= {"matroska": ["matroska.mkv"], "quicktime": ["quicktime.mov"], "vp9": ["vp9.webm"]}
    files |= {"two": ["two_1.mp4", "two_2.mp4"]}
    cameras = [
        camera(name, paths, timestamps=CLOCK, starting_frame=[0, 250][: len(paths)])
        for name, paths in files.items()
    ]
    keys = {0, 250}
    for paths in files.values():
        if len(paths) == 1:
            keys |= set(np.flatnonzero(frame_index(folder / paths[0]).keys).tolist())
    return write_session(folder / "rig.nwb", *cameras), list(files), keys


def moments(keys: set[int]) -> list[float]:
    rows = {0, 1, 2, COUNT - 3, COUNT - 2, COUNT - 1, *RNG.integers(0, COUNT, 4).tolist()}
    rows |= {row for key in keys for row in range(key - 4, key + 5) if 0 <= row < COUNT}
    order = RNG.permutation(sorted(rows))
    return [float(CLOCK[row]) if i % 3 else float(CLOCK[row]) - 1e-7 for i, row in enumerate(order)]


WORDS = """root => Object.fromEntries(Array.from(root.querySelectorAll(".tile"), (tile) => {
    const { camera, state, frame } = tile.dataset;
    const off = tile.querySelector(".status").textContent.includes("±");
    return [camera, { state, frame: frame === "" ? null : Number(frame), off }];
}))"""
"""What each tile says of itself, and whether it says that it cannot show the right frame."""


def look(stage: Stage, names: list[str], times: list[float]) -> tuple[list, int]:
    """What is wrong on the screen at these times, and how often a tile admits to be off."""
    stage.hide_words()
    wrong, admitted = [], 0
    for time in times:
        stage.seek(time)
        row = int(np.searchsorted(CLOCK, time, side="right")) - 1
        seen = stage.barcodes(names) if row >= 0 else {}
        words = stage.root.evaluate(WORDS)
        for name in names:
            shown = words[name]
            if row < 0:
                if (shown["state"], shown["frame"]) != ("before", None):
                    wrong.append((time, name, shown))
                continue
            on_screen = seen[name]
            admitted += shown["off"]
            if on_screen != shown["frame"] or (on_screen != row and not shown["off"]):
                wrong.append((time, name, row, shown, on_screen))
    return wrong, admitted


def expect_engine(stage: Stage, names: list[str], engine: str) -> None:
    for name in names:
        expect(stage.tile(name)).to_have_attribute("data-engine", engine, timeout=PATIENCE)
    stage.settle()


@pytest.fixture
def wide(page: Page) -> Page:
    page.set_viewport_size({"width": 1800, "height": 1250})
    return page


def test_decoded_by_the_page_every_camera_is_exact(wide, open_session, rig):
    path, names, keys = rig
    stage = open_session(wide, path, engine="webcodecs")
    stage.seek(float(CLOCK[3]))
    expect_engine(stage, names, "webcodecs")
    assert look(stage, names, moments(keys)) == ([], 0)
    assert stage.errors == []


def test_native_videos_are_exact_or_say_that_they_are_not(wide, open_session, rig):
    path, names, keys = rig
    stage = open_session(wide, path, engine="native")
    wrong, admitted = look(stage, names, moments(keys))
    assert wrong == []
    assert admitted < len(names)
    expect_engine(stage, names, "native")
    assert stage.errors == []


def test_where_a_native_video_is_not_exact_the_page_decodes(wide, open_session, rig):
    path, names, _ = rig
    stage = open_session(wide, path)
    # Never from frame to frame: the page decodes for who steps.
    times = [float(CLOCK[row]) for row in (0, 248, 100, 249, 20, 250, 100, COUNT - 1)]
    assert look(stage, names, times) == ([], 0)
    expect_engine(stage, ["no_edit_list"], "webcodecs")
    expect_engine(stage, ["h264", "vp9"], "native")
    assert stage.errors == []


PAIR = ["h264", "av1"]


@pytest.fixture(scope="module")
def pair(rig):
    """Two of the rig's videos, played slowly."""
    clock = 2.0 + np.arange(COUNT) / 30
    cameras = [camera(name, [f"{name}.mp4"], timestamps=clock) for name in PAIR]
    return write_session(rig[0].with_name("pair.nwb"), *cameras), clock


def test_who_steps_is_shown_what_the_page_decodes_and_who_plays_the_native_video(page, open_session, pair):
    path, clock = pair
    stage = open_session(page, path)
    stage.hide_words()
    stage.seek(float(clock[100]))
    expect_engine(stage, PAIR, "native")
    with stage.filmed(PAIR) as film:
        for row, key in [(101, "."), (102, "."), (101, ","), (100, ","), (99, ",")]:
            stage.tile("h264").focus()
            stage.page.keyboard.press(key)
            stage.settle()
            assert [stage.barcode(name) for name in PAIR] == [row, row]
        expect_engine(stage, PAIR, "webcodecs")
        stage.page.keyboard.press("Space")
        expect(stage.root).to_have_attribute("data-playing", "true")
        expect_engine(stage, PAIR, "native")
        stage.page.keyboard.press("Space")
        stage.settle()
        rested = int(stage.shows("h264").frame)
        assert [stage.barcode(name) for name in PAIR] == [rested, rested]
    steps = [100, 101, 102, 101, 100, 99]
    for name in PAIR:
        seen = [frame[name] for frame in film.frames()]
        told = [frame for frame, _ in itertools.groupby(seen)]
        assert None not in told
        at = next(i for i in range(len(told)) if told[i] == 99)
        assert set(told[:at]) <= set(steps)
        assert told[at:] == sorted(told[at:])
    assert stage.errors == []


@pytest.fixture(scope="module")
def odd_pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    turned(write_clip(folder / "turned.mp4", 20, gop=5))
    write_clip(folder / "wide.mp4", 20, gop=5, pixel_aspect=Fraction(4, 3))
    write_clip(folder / "chroma.mp4", 20, gop=5, pix_fmt="yuv444p")
    names = ["turned", "wide", "chroma"]
    path = write_session(folder / "odd.nwb", *(camera(name, [f"{name}.mp4"]) for name in names))
    return path, names


def test_both_engines_show_the_same_picture(wide, open_session, odd_pictures):
    path, names = odd_pictures
    seen = {}
    for engine in ("native", "webcodecs"):
        stage = open_session(wide, path, engine=engine)
        stage.hide_words()
        stage.seek(0.3)
        expect_engine(stage, names, engine)
        seen[engine] = stage.pictures(names)
    for name in names:
        native, decoded = seen["native"][name], seen["webcodecs"][name]
        assert native.shape == decoded.shape, name
        assert np.abs(native.astype(int) - decoded).mean() < 6, name


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    clip = write_clip(folder / "v.mp4", 90, gop=30)
    packets = frame_index(clip).packets
    with clip.open("r+b") as file:
        for packet in range(40, 46):
            file.seek(int(packets.offset[packet]) + 4)
            file.write(b"\xff" * (int(packets.size[packet]) - 4))
    clock = np.arange(90) / 30
    return write_session(folder / "v.nwb", camera("v", ["v.mp4"], timestamps=clock)), clock


def test_a_decode_error_in_the_middle_leaves_the_other_frames(wide, open_session, damaged):
    path, clock = damaged
    stage = open_session(wide, path, engine="webcodecs")
    stage.hide_words()
    expect_engine(stage, ["v"], "webcodecs")
    for row in (10, 42, 75, 29, 60):
        stage.seek(float(clock[row]))
        shown = stage.shows("v")
        assert shown.state in ("ready", "error")
        if row != 42:
            assert (shown.state, shown.frame, stage.barcode("v")) == ("ready", row, row)


@pytest.mark.shared
@needs_shared
def test_an_old_encoders_video_is_not_noise_after_a_seek(wide, open_session):
    """Its first packet tells the encoder's version, without which later groups are decoded wrongly."""
    source = SHARED / "openfield" / "m3v1mp4.mp4"
    stage = open_session(wide, SHARED / "openfield" / "openfield.nwb", engine="webcodecs")
    stage.hide_words()
    tile = stage.root.locator(".tile").first.get_attribute("data-camera")
    with av.open(str(source)) as container:
        frame = next(itertools.islice(container.decode(video=0), 1500, None))
    field = stage.root.get_by_label("Session time", exact=True)
    stage.tile(tile).focus()
    field.fill("f1500")
    field.press("Enter")
    stage.settle()
    expect_engine(stage, [tile], "webcodecs")
    picture = stage.picture(tile)
    scaled = np.asarray(frame.to_image().resize(picture.shape[1::-1]))
    assert np.abs(scaled.astype(int) - picture).mean() < 12


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("engine", ["native", "webcodecs"])
def test_real_clocks_are_kept(page, open_session, ibl_rig, engine):
    path, clocks = ibl_rig
    stage = open_session(page, path, engine=engine)
    stage.hide_words()
    rng = np.random.default_rng(3)
    wrong = []
    times = [float(clock[row]) for clock in clocks.values() for row in (0, 1, len(clock) - 1)]
    for clock in clocks.values():
        gaps = np.argsort(np.diff(clock))[-1:]
        rows = [*rng.integers(3, len(clock) - 3, 3), *gaps, *(gaps + 1)]
        times += [t for row in rows for t in (float(clock[row]), float(clock[row]) - 1e-7)]
    for time in times:
        stage.seek(time)
        seen = stage.barcodes(list(clocks))
        for name, clock in clocks.items():
            row = int(np.searchsorted(clock, time, side="right")) - 1
            shown = stage.shows(name)
            if shown.state in ("before", "after"):
                if 0 <= row < len(clock) - 1:
                    wrong.append((time, name, shown))
            elif (shown.frame, seen[name]) != (row, row) and shown.state == "ready":
                wrong.append((time, name, row, shown, seen[name]))
    assert wrong == []
    expect_engine(stage, [name for name in clocks if stage.shows(name).frame is not None], engine)


@pytest.fixture(scope="module")
def ibl_rig(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ibl")
    clocks = {side: np.load(SHARED / "ibl_clocks" / f"timestamps.{side}.npy") for side in ("left", "right")}
    for (side, clock), rate in zip(clocks.items(), (60, 250), strict=True):
        write_clip(folder / f"{side}.mp4", len(clock), rate=rate)
    cameras = [camera(side, [f"{side}.mp4"], timestamps=clock) for side, clock in clocks.items()]
    return write_session(folder / "ibl.nwb", *cameras), clocks

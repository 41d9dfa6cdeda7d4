"""Clips and stills saved from the page, and read back from what the browser downloaded."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import panel as pn
import pytest
from clips import decoded, write_clip
from panel.tests.util import wait_until
from PIL import Image
from playwright.sync_api import expect
from serving import answers, free_port
from sessions import camera, write_session
from stage import PATIENCE, Stage

from nwb_video_panel import NWBLocalVideoPlayer, barcode, cache
from nwb_video_panel.errors import NobodyWaitsError
from nwb_video_panel.streams import saving

pytestmark = pytest.mark.ui

SIZE = (384, 216)
START = 6.577
CLOCK = START + np.arange(600) / 60


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    write_clip(folder / "a.mp4", 300, SIZE)
    write_clip(folder / "b.avi", 600, SIZE, 60, codec="ffv1")
    return NWBLocalVideoPlayer(
        write_session(
            folder / "s.nwb",
            camera("left", ["a.mp4"], timestamps=CLOCK[::2]),
            camera("right", ["b.avi"], timestamps=CLOCK),
            camera("gone", ["gone.mp4"], timestamps=CLOCK),
            session_id="mouse 7",
        ),
        height=700,
        selected=["left", "right"],
    )


@pytest.fixture(scope="module")
def shared_stage(browser, player):
    """One page for all tests of this module."""
    port = free_port()
    server = pn.serve({"app": player}, port=port, threaded=True, show=False)
    wait_until(lambda: answers(f"http://localhost:{port}/favicon.ico"), timeout=PATIENCE)
    page = browser.new_page(viewport={"width": 1300, "height": 760}, accept_downloads=True)
    yield Stage.opened(page, f"http://localhost:{port}/app")
    page.close()
    server.stop()
    server.join(60)


@pytest.fixture
def stage(shared_stage, player):
    player.param.update(
        playing=False,
        loop=None,
        rate=1.0,
        offsets={},
        adjustments={},
        order=[],
        enlarged=[],
        selected=["left", "right"],
    )
    player.grid.focused = "left"
    player.seek(8.0)
    shared_stage.page.keyboard.press("Escape")
    expect(shared_stage.root).to_have_attribute("data-session-time", "8")
    shared_stage.settle()
    shared_stage.tile("left").focus()
    yield shared_stage
    assert shared_stage.errors == []


def set_loop(stage, player, start, stop):
    player.loop = [start, stop]
    expect(stage.root.locator(".clip .icon-button")).not_to_have_class(re.compile("unready"))


def panel_of(stage):
    return stage.root.get_by_role("dialog", name="Save a clip")


def saved(stage, tmp_path) -> Path:
    """Press Save, and return the file that the browser was given."""
    with stage.page.expect_download(timeout=PATIENCE) as waiting:
        panel_of(stage).get_by_role("button", name="Save").click()
    expect(panel_of(stage).get_by_role("status")).to_contain_text("Saved ", timeout=PATIENCE)
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def kept_clips():
    return [key for key, _, _ in cache.entries() if key.startswith("clip-")]


def due(clock, start, stop):
    """The frames of the range [start, stop): the one on screen at its start, and all that follow."""
    first = np.searchsorted(clock, start, side="right") - 1
    return list(range(first, int(np.searchsorted(clock, stop, side="left"))))


def halves(path):
    """Frame numbers read from the left and the right half of each picture, repetitions left out."""
    read = [
        (barcode.read(picture[:, : SIZE[0]]), barcode.read(picture[:, SIZE[0] :]))
        for _, picture in decoded(path)
    ]
    return [list(dict.fromkeys(side)) for side in zip(*read, strict=True)]


def test_a_clip_has_just_the_frames_of_the_loop_of_each_camera(stage, player, tmp_path):
    set_loop(stage, player, 8.0, 8.7)
    stage.page.keyboard.press("Shift+S")
    expect(panel_of(stage)).to_contain_text("0.7 s long · 768 × 216 pixels · less than 1 MB")
    path = saved(stage, tmp_path)
    assert path.name == "mouse-7_left+right_8.000-8.700s.mp4"
    assert halves(path) == [due(CLOCK[::2], 8.0, 8.7), due(CLOCK, 8.0, 8.7)]
    wait_until(lambda: kept_clips() == [], timeout=PATIENCE)


def test_a_clip_shows_what_she_sees(stage, player, tmp_path):
    player.param.update(
        order=["right", "left"],
        offsets={"right": 250},
        adjustments={"right": {"flip": True}, "left": {"rotate": 180}},
    )
    set_loop(stage, player, 8.0, 8.3)
    expect(stage.tile("right")).to_have_attribute("data-adjusted", re.compile("flip"))
    stage.page.keyboard.press("Shift+S")
    pictures = [picture for _, picture in decoded(saved(stage, tmp_path))]
    right = [barcode.read(picture[:, : SIZE[0]][:, ::-1]) for picture in pictures]
    left = [barcode.read(np.rot90(picture[:, SIZE[0] :], 2)) for picture in pictures]
    assert list(dict.fromkeys(right)) == due(CLOCK + 0.25, 8.0, 8.3)
    assert list(dict.fromkeys(left)) == due(CLOCK[::2], 8.0, 8.3)


def test_one_camera_slowly_with_the_session_time_in_it(stage, player, tmp_path):
    player.rate = 0.25
    stage.tile("right").focus()
    set_loop(stage, player, 8.0, 8.2)
    stage.page.keyboard.press("Shift+S")
    panel = panel_of(stage)
    expect(panel.get_by_label("Speed")).to_have_value("0.25")
    panel.get_by_role("button", name="Only right").click()
    expect(panel.get_by_role("checkbox", name="left")).not_to_be_checked()
    expect(panel).to_contain_text("0.8 s long · 384 × 216 pixels")
    plain = list(decoded(saved(stage, tmp_path)))
    panel.get_by_label("Write the session time into the picture").check()
    burned = list(decoded(saved(stage, tmp_path)))
    assert [barcode.read(picture) for _, picture in burned] == due(CLOCK, 8.0, 8.2)
    assert np.diff([time for time, _ in burned])[1:-1] == pytest.approx(4 / 60, abs=1e-3)
    words, elsewhere = np.s_[190:212, 10:90], np.s_[:150]
    for (_, without), (_, written) in zip(plain, burned, strict=True):
        assert np.abs(written[words].astype(int) - without[words]).mean() > 30
        assert np.abs(written[elsewhere].astype(int) - without[elsewhere]).mean() < 3
    # The words are other ones in each picture.
    assert len({written[words].tobytes() for _, written in burned}) == len(burned)
    panel.get_by_label("Write the session time into the picture").uncheck()
    panel.get_by_role("button", name="All", exact=True).click()


def test_cameras_that_are_enlarged_are_ticked_until_others_are_chosen(stage, player):
    set_loop(stage, player, 8.0, 8.2)
    player.enlarged = ["right"]
    stage.page.keyboard.press("Shift+S")
    panel = panel_of(stage)
    left, right = (panel.get_by_role("checkbox", name=name) for name in ("left", "right"))
    expect(right).to_be_checked()
    expect(left).not_to_be_checked()
    left.check()
    expect(panel).to_contain_text("2 of 2 cameras")
    player.enlarged = ["left"]
    expect(panel).to_contain_text("1 of 2 cameras")
    expect(right).not_to_be_checked()
    player.enlarged = []
    expect(panel).to_contain_text("2 of 2 cameras")


def test_without_a_loop_it_offers_one(stage, player):
    button = stage.root.get_by_role("button", name="Save the loop as a clip")
    expect(button).to_have_attribute("title", "Save a clip (Shift+S): set a loop first (L)")
    button.click()
    panel = panel_of(stage)
    expect(panel).to_contain_text("Set a loop first (L).")
    expect(panel.get_by_role("button", name="Save")).to_be_hidden()
    panel.get_by_role("button", name="Loop one second around here").click()
    expect(panel.get_by_role("button", name="Save")).to_be_visible()
    wait_until(lambda: player.loop == [7.5, 8.5], timeout=PATIENCE)


def test_a_loop_that_ends_while_it_is_open_leaves_the_focus_in_it(stage, player):
    set_loop(stage, player, 8.0, 8.2)
    stage.page.keyboard.press("Shift+S")
    expect(panel_of(stage).get_by_role("checkbox", name="left")).to_be_focused()
    player.loop = None
    expect(panel_of(stage).get_by_role("button", name="Loop one second around here")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(panel_of(stage)).to_be_hidden()


def test_what_is_left_out_is_said(stage, player):
    player.adjustments = {"left": {"zoom": [2, 0.5, 0.5]}}
    player.selected = ["left", "right", "gone"]
    set_loop(stage, player, 8.0, 8.2)
    stage.page.keyboard.press("Shift+S")
    expect(panel_of(stage)).to_contain_text("Zoom and light are left as recorded.")
    expect(panel_of(stage)).to_contain_text("1 of the cameras shown cannot be saved: not on the server")
    expect(panel_of(stage).get_by_role("group", name="Cameras").get_by_role("checkbox")).to_have_count(2)


def test_a_cancelled_clip_leaves_nothing(stage, player):
    downloads = []

    def note(download):
        downloads.append(download)

    stage.page.on("download", note)
    set_loop(stage, player, 7.0, 16.0)
    stage.page.keyboard.press("Shift+S")
    panel = panel_of(stage)
    panel.get_by_role("button", name="Save").press("Enter")
    bar = panel.get_by_role("progressbar", name="Saving the clip")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("[1-9]"), timeout=PATIENCE)
    expect(panel.get_by_role("button", name="Cancel")).to_be_focused()
    panel.get_by_role("button", name="Cancel").press("Enter")
    expect(panel.get_by_role("status")).to_have_text("Cancelled.")
    expect(panel.get_by_role("button", name="Save")).to_be_focused()
    expect(bar).to_be_hidden()
    wait_until(lambda: kept_clips() == [] and not any(player._saves._savings), timeout=PATIENCE)
    assert downloads == []
    stage.page.remove_listener("download", note)


def test_the_focus_returns_and_progress_goes_on_while_it_is_closed(stage, player):
    set_loop(stage, player, 8.0, 9.5)
    stage.page.keyboard.press("Shift+S")
    expect(panel_of(stage).get_by_role("checkbox", name="left")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(stage.tile("left")).to_be_focused()
    button = stage.root.get_by_role("button", name="Save the loop as a clip")
    button.press("Enter")
    with stage.page.expect_download(timeout=PATIENCE):
        panel_of(stage).get_by_role("button", name="Save").press("Enter")
        stage.page.keyboard.press("Escape")
        expect(panel_of(stage)).to_be_hidden()
        expect(button).to_be_focused()
        expect(button).to_have_attribute("data-busy", "")
    expect(stage.root.locator(".toast")).to_contain_text("Saved mouse-7_left+right_8.000-9.500s.mp4")
    expect(button).not_to_have_attribute("data-busy", "")


@pytest.mark.parametrize(
    ("span", "encoder", "words"),
    [
        (
            (1.0, 2.0),
            "libx264",
            "No frame to save: these 2 cameras have none from 1.000 to 2.000 s. Set the loop",
        ),
        (
            (8.0, 8.2),
            "libnone",
            "No encoder for clips: the installed PyAV was built without libnone. Install PyAV",
        ),
    ],
)
def test_what_fails_is_said_with_its_cure(stage, player, monkeypatch, span, encoder, words):
    monkeypatch.setattr(saving, "ENCODER", encoder)
    player.loop = list(span)
    set_loop(stage, player, *span)
    stage.page.keyboard.press("Shift+S")
    panel_of(stage).get_by_role("button", name="Save").click()
    expect(panel_of(stage).get_by_role("status")).to_contain_text(words, timeout=PATIENCE)
    wait_until(lambda: kept_clips() == [], timeout=PATIENCE)


@pytest.mark.parametrize(
    ("name", "file", "clock"), [("left", "a.mp4", CLOCK[::2]), ("right", "b.avi", CLOCK)]
)
def test_a_still_is_the_files_own_frame_and_tells_what_it_is(stage, player, tmp_path, name, file, clock):
    player.seek(9.01)
    expect(stage.root).to_have_attribute("data-session-time", "9.01")
    stage.settle()
    stage.tile(name).click()
    with stage.page.expect_download(timeout=PATIENCE) as waiting:
        stage.page.keyboard.press("s")
    waiting.value.save_as(tmp_path / "still.png")
    frame = due(clock, 9.01, 9.01 + 1e-9)[0]
    still = Image.open(tmp_path / "still.png")
    assert still.text == {
        "Session": "mouse 7",
        "Camera": name,
        "Frame": str(frame),
        "NWB timestamp": f"{clock[frame]!r} s".replace("np.float64(", "").replace(")", ""),
    }
    assert waiting.value.suggested_filename == f"mouse-7_{name}_frame{frame}_{clock[frame]:.6f}s.png"
    player.time = 9.01
    same = Image.open(player.save_frame(name, tmp_path))
    assert np.array_equal(np.asarray(still.convert("RGB")), np.asarray(same))


def test_a_clip_of_a_page_that_is_closed_is_given_up(browser, player):
    held = {"check_unused_sessions_milliseconds": 100, "unused_session_lifetime_milliseconds": 100}
    other = NWBLocalVideoPlayer(player._source, selected=["left", "right"], loop=[7.0, 16.0])
    port = free_port()
    server = pn.serve({"app": other}, port=port, threaded=True, show=False, **held)
    try:
        wait_until(lambda: answers(f"http://localhost:{port}/favicon.ico"), timeout=PATIENCE)
        page = browser.new_page()
        stage = Stage.opened(page, f"http://localhost:{port}/app")
        stage.tile("left").focus()
        page.keyboard.press("Shift+S")
        panel_of(stage).get_by_role("button", name="Save").click()
        bar = panel_of(stage).get_by_role("progressbar")
        expect(bar).to_have_attribute("aria-valuenow", re.compile("[1-9]"), timeout=PATIENCE)
        job = next(iter(other._saves._savings.values())).job
        page.close()
        wait_until(job.future.done, timeout=PATIENCE)
        assert isinstance(job.future.exception(), NobodyWaitsError)
        assert kept_clips() == []
    finally:
        server.stop()
        server.join(60)

"""Videos on another machine play, seek and end on the right frame, or say that nobody knows which it is."""

from __future__ import annotations

from urllib.parse import urlencode

import numpy as np
import pytest
from clips import decoded, write_clip
from elsewhere import elsewhere
from playwright.sync_api import expect
from serving import SESSION_APP, panel_serve
from sessions import camera, write_session
from stage import PATIENCE, Stage

from nwb_video_panel import barcode
from nwb_video_panel.serving import remote

pytestmark = pytest.mark.ui

pytest.importorskip("aiohttp", reason="needs the extra 'remote'")
pytest.importorskip("fsspec", reason="needs the extra 'remote'")

LONG = 80_000_000
"""Bytes; files of so many are not fetched for their index."""
UNEVEN = np.cumsum(np.random.default_rng(3).uniform(0.02, 0.12, 60))
CLOCK = 5 + UNEVEN - UNEVEN[0]
"""The frames' times, which a rate does not tell."""


@pytest.fixture(scope="module")
def far(tmp_path_factory):
    """A page of cameras that are elsewhere, and what is there."""
    folder = tmp_path_factory.mktemp("far")
    write_clip(folder / "v.mp4", gop=15, pts=list(UNEVEN - UNEVEN[0]))
    write_clip(folder / "long.mkv", gop=15, pts=list(UNEVEN - UNEVEN[0]))
    with (folder / "long.mkv").open("r+b") as file:
        file.truncate(LONG)
    app = folder / "player.py"
    app.write_text(SESSION_APP)
    with (
        pytest.MonkeyPatch.context() as patch,
        elsewhere(folder) as machine,
        elsewhere(folder, "127.0.0.2") as foreign,
    ):
        patch.setenv(remote.ALLOWED, "127.0.0.1")
        patch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(folder / "cache"))
        urls = {
            "direct": f"{machine.root}/open/v.mp4",
            "passed": f"{machine.root}/v.mp4",
            "long": f"{machine.root}/long.mkv",
            "unreached": f"{foreign.root}/open/v.mp4",
        }
        series = [camera(name, [url], timestamps=CLOCK) for name, url in urls.items()]
        session = write_session(folder / "s.nwb", *series)
        with panel_serve(app, "--plugins", "nwb_video_panel.routes", log=folder / "log.txt") as root:
            yield f"{root}/player?{urlencode({'session': str(session)})}", machine


@pytest.fixture
def stage(page, far):
    page.set_viewport_size({"width": 1600, "height": 1100})
    stage = Stage.opened(page, far[0])
    for name in ("direct", "passed"):
        # The index has come when nothing is said of a guess.
        expect(stage.tile(name).locator(".status")).to_have_text("", timeout=PATIENCE)
    yield stage
    assert stage.errors == []


def test_each_seek_ends_on_the_right_frame(stage, far):
    stage.hide_words()
    for frame in (0, 14, 15, 37, 58, 59):
        stage.seek(CLOCK[frame])
        assert stage.barcodes(["direct", "passed"]) == {"direct": frame, "passed": frame}
    _, machine = far
    assert machine.askers["/open/v.mp4"] == {"", "video"}
    assert machine.askers["/v.mp4"] == {""}


def test_it_plays_to_the_last_frame(stage):
    stage.hide_words()
    stage.seek(CLOCK[40])
    stage.root.get_by_role("button", name="Play", exact=True).click()
    expect(stage.root).to_have_attribute("data-playing", "true")
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    stage.settle()
    for name in ("direct", "passed"):
        assert stage.barcode(name) == stage.shows(name).frame == 59


def test_a_clip_of_what_is_elsewhere_has_every_frame(stage, tmp_path):
    for frame, key in ((20, "["), (40, "]")):
        stage.seek(CLOCK[frame])
        stage.page.keyboard.press(key)
    stage.tile("passed").focus()
    stage.page.keyboard.press("Shift+S")
    panel = stage.root.get_by_role("dialog", name="Save a clip")
    panel.get_by_role("button", name="Only passed").click()
    with stage.page.expect_download(timeout=PATIENCE) as waiting:
        panel.get_by_role("button", name="Save").click()
    waiting.value.save_as(tmp_path / "c.mp4")
    seen = [barcode.read(picture) for _, picture in decoded(tmp_path / "c.mp4")]
    assert list(dict.fromkeys(seen)) == list(range(20, 40))
    stage.page.keyboard.press("Escape")


def test_where_the_frames_cannot_be_numbered_the_tile_says_so_and_why(stage):
    stage.seek(CLOCK[20])
    status = stage.tile("long").locator(".status")
    expect(status).to_have_text("timing by container", timeout=PATIENCE)
    assert "without fetching all of 80 MB" in status.get_attribute("title")
    assert stage.shows("long").frame is not None


def test_what_is_not_at_a_public_address_is_asked_for_by_nobody(stage, far):
    expect(stage.tile("unreached")).to_contain_text("not a public address", timeout=PATIENCE)
    assert stage.shows("unreached").frame is None

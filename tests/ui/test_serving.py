"""The viewer in the ways that `panel serve` runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import Page, expect
from serving import panel_serve
from sessions import camera, write_session
from stage import Stage

pytestmark = pytest.mark.ui

VIEWER = Path(__file__).parents[2] / "apps" / "viewer.py"
PLUGIN = ("--plugins", "nwb_video_panel.routes")


@pytest.fixture(scope="module")
def one_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    write_clip(folder / "v.mp4", 90)
    return write_session(folder / "one.nwb", camera("only", ["v.mp4"], timestamps=2 + np.arange(90) / 30))


def plays(page: Page, url: str) -> None:
    """Seeks and plays, with the right frame on screen."""
    stage = Stage.opened(page, url)
    stage.hide_words()
    for time, frame in ((3.0, 30), (4.9, 87), (2.5, 15)):
        stage.seek(time + 0.001)
        assert stage.shows("only").frame == frame, stage.tile("only").inner_text()
        assert stage.barcode("only") == frame
    page.keyboard.press("Escape")
    stage.tile("only").focus()
    page.keyboard.press("Space")
    page.wait_for_function("root => Number(root.dataset.sessionTime) > 3", arg=stage.root.element_handle())
    assert stage.errors == []


@pytest.mark.parametrize(
    ("options", "prefix"),
    [
        (PLUGIN, ""),
        ((), ""),
        ((*PLUGIN, "--prefix", "lab/videos"), "/lab/videos"),
        (("--prefix", "lab/videos"), "/lab/videos"),
    ],
    ids=["plugin", "routes added at run time", "prefix", "prefix, routes added at run time"],
)
def test_the_viewer_plays_under_panel_serve(page, tmp_path, one_camera, options, prefix):
    path = f"{prefix}/viewer"
    with panel_serve(VIEWER, *options, "--args", one_camera, log=tmp_path / "log.txt", path=path) as root:
        plays(page, root + path)
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def test_two_processes_serve_one_page_together(page, tmp_path, one_camera):
    log = tmp_path / "log.txt"
    with panel_serve(VIEWER, *PLUGIN, "--num-procs", "2", "--args", one_camera, log=log) as root:
        refused = []
        page.on(
            "response", lambda reply: refused.append(reply.url) if reply.status in (401, 403, 404) else None
        )
        for _ in range(3):
            plays(page, f"{root}/viewer")
        assert [url for url in refused if "nwb-video-panel" in url] == []


def test_a_folder_gives_a_chooser(page, tmp_path, one_camera):
    write_clip(tmp_path / "w.mp4", 30)
    other = write_session(tmp_path / "zwei.nwb", camera("second", ["w.mp4"]))
    with panel_serve(VIEWER, *PLUGIN, "--args", one_camera, other, log=tmp_path / "log.txt") as root:
        stage = Stage.opened(page, f"{root}/viewer")
        assert stage.shows("only").frame == 0
        page.get_by_label("Session", exact=True).select_option("zwei.nwb")
        expect(stage.tile("second")).to_have_attribute("data-state", "ready", timeout=60_000)
        expect(stage.tile("only")).to_have_count(0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.nwb"], "does not exist"),
        (["--nonsense"], "The arguments are not understood"),
        (["v.mp4"], "Not an NWB file"),
        (["--root", "elsewhere", "one.nwb"], "Outside the allowed folder"),
    ],
)
def test_what_cannot_be_opened_is_said_on_the_page(page, tmp_path, one_camera, arguments, message):
    (tmp_path / "elsewhere").mkdir()
    places = {
        "one.nwb": one_camera,
        "v.mp4": one_camera.parent / "v.mp4",
        "elsewhere": tmp_path / "elsewhere",
    }
    words = [str(places.get(word, word)) for word in arguments]
    log = tmp_path / "log.txt"
    with panel_serve(VIEWER, *PLUGIN, "--args", *words, log=log) as root:
        page.goto(f"{root}/viewer")
        expect(page.get_by_text(message).first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("Traceback")).to_have_count(0)

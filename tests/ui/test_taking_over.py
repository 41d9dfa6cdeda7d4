"""Where one picture takes another's place on screen, none of before flashes up: read from a film."""

from __future__ import annotations

from pathlib import Path

import pytest
from clips import write_clip
from playwright.sync_api import Page, expect
from sessions import camera, write_session
from stage import PATIENCE, Film, Stage

pytestmark = pytest.mark.ui

COUNT = 240
REDRAWS = """async () => {
    for (let i = 0; i < 8; i++) await new Promise((done) => requestAnimationFrame(done));
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("takingover")
    write_clip(folder / "v.avi", COUNT, codec="mpeg4", gop=30)
    write_clip(folder / "v.mp4", COUNT, gop=30)
    names = [f"part{i}.mp4" for i in range(3)]
    for i, name in enumerate(names):
        write_clip(folder / name, 80, first_number=80 * i)
    write_session(folder / "streamed.nwb", camera("A", ["v.avi"], num_samples=COUNT))
    write_session(folder / "single.nwb", camera("A", ["v.mp4"], num_samples=COUNT))
    parts = {"starting_frame": [0, 80, 160], "num_samples": COUNT}
    write_session(folder / "parts.nwb", camera("A", names, **parts))
    return folder


def at(k: int) -> float:
    return (k + 0.5) / 30


def changes(film: Film) -> list[int]:
    """The frames on screen, each once for as long as it stayed; while a tile is dimmed none can be read."""
    frames = [picture["A"] for picture in film.frames() if picture["A"] is not None]
    return [k for k, last in zip(frames, [None, *frames], strict=False) if k != last]


@pytest.mark.parametrize("name", ["streamed", "parts"])
def test_a_seek_shows_what_was_and_then_what_is_sought(page: Page, open_session, folder, name):
    stage: Stage = open_session(page, folder / f"{name}.nwb")
    stage.hide_words()
    sought = [170, 60, 120, 30, 180, 15, 150]
    with stage.filmed(["A"]) as film:
        for k in sought:
            stage.seek(at(k))
            # Of a stream, first a still is on screen, and then the video.
            expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
            page.evaluate(REDRAWS)
    seen = changes(film)
    assert seen[seen[0] == 0 :] == sought
    assert stage.errors == []


def test_engines_take_each_others_place_unseen(page: Page, open_session, folder):
    stage: Stage = open_session(page, folder / "single.nwb")
    stage.hide_words()
    tile = stage.tile("A")
    stage.seek(at(100))
    expect(tile).to_have_attribute("data-engine", "native", timeout=PATIENCE)
    page.evaluate(REDRAWS)
    with stage.filmed(["A"]) as film:
        for k in (101, 102, 103):
            page.keyboard.press(".")
            expect(tile).to_have_attribute("data-frame", str(k), timeout=PATIENCE)
            stage.settle()
            page.evaluate(REDRAWS)
        expect(tile).to_have_attribute("data-engine", "webcodecs", timeout=PATIENCE)
        page.evaluate(REDRAWS)
    assert changes(film)[-4:] in ([100, 101, 102, 103], [101, 102, 103])
    with stage.filmed(["A"]) as film:
        page.keyboard.press("Space")
        expect(tile).to_have_attribute("data-engine", "native", timeout=PATIENCE)
        later = "root => Number(root.dataset.sessionTime) > 6"
        page.wait_for_function(later, arg=stage.root.element_handle())
    seen = changes(film)
    assert seen == sorted(seen)
    assert seen[-1] > 150
    # A picture that plays may be a frame ahead of the clock; paused, it is the clock's.
    page.keyboard.press("Space")
    stage.settle()
    assert stage.barcode("A") == stage.shows("A").frame
    assert stage.errors == []

"""Damaged files play up to the damage and beyond it; the frames that are damaged say so."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

COUNT, GROUP = 150, 25
HURT = range(60, 64)
"""Frames whose bytes are overwritten, in the middle of a group: what follows in it is damaged with them."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    write_clip(folder / "v.avi", COUNT, (368, 208), 25, "mpeg4", gop=GROUP)
    with av.open(str(folder / "v.avi")) as container:
        entries = list(container.streams.video[0].index_entries)
    with (folder / "v.avi").open("r+b") as file:
        for k in HURT:
            file.seek(entries[k].pos + 8)
            file.write(b"\xff" * entries[k].size)
    return write_session(folder / "s.nwb", camera("A", ["v.avi"], rate=25.0, num_samples=COUNT))


def test_frames_before_and_behind_damage_are_exact_and_damaged_ones_say_so(page, open_session, session):
    stage: Stage = open_session(page, session)
    stage.hide_words()
    status = stage.tile("A").locator(".status")
    for k in (0, 75, 59, 149):
        stage.seek((k + 0.5) / 25)
        assert stage.shows("A").frame == k
        assert stage.barcode("A") == k
        expect(status).to_have_text("")
    for k in (HURT[0], HURT[-1]):
        stage.seek((k + 0.5) / 25)
        assert stage.shows("A").state == "error"
        expect(stage.tile("A")).to_contain_text(f"v.avi is damaged about frame {k} of this file")
    for k in (HURT[-1] + 1, 74):  # they come out of the decoder, and build on what did not
        stage.seek((k + 0.5) / 25)
        expect(status).to_have_text("damaged picture", timeout=PATIENCE)
    stage.seek(2.2)
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    stage.settle()
    assert stage.shows("A").frame == COUNT - 1
    assert stage.barcode("A") == COUNT - 1
    assert stage.errors == []

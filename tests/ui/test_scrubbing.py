"""Scrubbing: frames show while the pointer moves, the newest position first."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import PATIENCE

pytestmark = pytest.mark.ui

CLOCK = 3.0 + np.arange(300) / 30
MOVES = 60
RECORD = """root => {
    window.log = { frames: [], wanted: new Set(), seeks: 0 };
    const tile = root.querySelector(".tile");
    new MutationObserver((changes) => {
        for (const { attributeName } of changes) {
            if (attributeName === "data-frame") window.log.frames.push(Number(tile.dataset.frame));
            else window.log.wanted.add(root.dataset.sessionTime);
        }
    }).observe(root, { attributeFilter: ["data-frame", "data-session-time"], subtree: true });
    for (const video of root.querySelectorAll("video"))
        video.addEventListener("seeking", () => { window.log.seeks += 1 });
}"""
"""Every frame that a tile tells of, the times asked for, and how often a video was sought."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scrub")
    write_clip(folder / "v.mp4", len(CLOCK), gop=250)
    return write_session(folder / "v.nwb", camera("v", ["v.mp4"], timestamps=CLOCK))


@pytest.mark.parametrize("engine", ["native", "webcodecs"])
def test_frames_show_while_the_pointer_moves_and_stale_seeks_are_dropped(page, open_session, session, engine):
    stage = open_session(page, session, engine=engine)
    tile = stage.tile("v")
    expect(tile).to_have_attribute("data-engine", engine, timeout=PATIENCE)
    stage.settle()
    stage.hide_words()
    box = stage.root.locator(".track").bounding_box()
    left, right, y = box["x"] + 0.05 * box["width"], box["x"] + 0.95 * box["width"], box["y"] + 8
    page.mouse.move(left, y)
    page.mouse.down()
    stage.settle()
    stage.root.evaluate(RECORD)
    for end in (0.5, 1.0):
        page.mouse.move(left + end * (right - left), y, steps=MOVES // 2)
        stage.settle()
        # The pointer is still down: what it points at is on screen.
        due = int(np.searchsorted(CLOCK, stage.time, side="right")) - 1
        assert stage.shows("v").frame == stage.barcode("v") == due
    log = page.evaluate("({ ...window.log, wanted: window.log.wanted.size })")
    page.mouse.up()
    assert log["wanted"] >= MOVES // 2
    assert len(log["frames"]) >= 2
    assert log["frames"] == sorted(log["frames"]), "an older position came after a newer one"
    # Each seek but those that were overtaken ends in a picture; the others are never made.
    assert log["seeks"] <= len(log["frames"]) + 2, json.dumps(log)
    assert stage.errors == []

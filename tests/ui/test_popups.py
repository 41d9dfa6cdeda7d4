"""What opens beside a button closes by Escape, wherever the focus is, and leaves space to play."""

from __future__ import annotations

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import PATIENCE

pytestmark = pytest.mark.ui


@pytest.fixture
def stage(page, open_session, tmp_path):
    write_clip(tmp_path / "v.mp4", 300)
    path = write_session(tmp_path / "s.nwb", camera("left", ["v.mp4"], timestamps=np.arange(300) / 30))
    stage = open_session(page, path)
    yield stage
    assert stage.errors == []


def plays(stage, on):
    expect(stage.root).to_have_attribute("data-playing", "true" if on else "false", timeout=PATIENCE)


@pytest.mark.parametrize(
    ("button", "popup"),
    [
        ("Loop from, to, length", ".loop-panel"),
        ("Cameras 1/1", ".camera-list"),
        ("Save the loop as a clip", ".clip [role=dialog]"),
    ],
)
def test_space_plays_after_a_clicked_popup_was_closed(stage, button, popup):
    stage.root.get_by_role("button", name=button).first.click()
    opened = stage.root.locator(popup).first
    expect(opened).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    stage.page.keyboard.press("Space")
    plays(stage, True)
    expect(opened).to_be_hidden()


def test_space_plays_after_a_button_was_clicked_and_presses_one_that_tab_came_to(stage):
    stage.root.get_by_role("button", name="One frame forward").click()
    stage.page.keyboard.press("Space")
    plays(stage, True)
    stage.page.keyboard.press("Space")
    plays(stage, False)
    stage.root.get_by_role("button", name="Play", exact=True).click()
    plays(stage, True)
    stage.page.keyboard.press("Tab")
    before = stage.time
    stage.page.keyboard.press("Space")  # on "One frame forward", which pauses
    plays(stage, False)
    assert stage.time >= before


def test_the_links_popup_closes_by_its_key_and_by_escape(stage):
    words = stage.root.locator(".share")
    for closing in ("u", "Escape"):
        stage.tile("left").focus()
        stage.page.keyboard.press("u")
        expect(words).to_be_visible()
        stage.page.keyboard.press(closing)
        expect(words).to_be_hidden()


def test_the_loops_fields_stay_on_a_narrow_page(stage):
    stage.page.set_viewport_size({"width": 420, "height": 720})
    stage.root.get_by_role("button", name="Loop from, to, length").click()
    expect(stage.root.locator(".loop-panel")).to_be_in_viewport(ratio=1)

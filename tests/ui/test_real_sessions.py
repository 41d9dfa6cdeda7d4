"""Real sessions of others play, where someone put them beside the project."""

from __future__ import annotations

import numpy as np
import pytest
from sessions import SHARED, needs_shared

from nwb_video_panel import read_session

pytestmark = [pytest.mark.ui, pytest.mark.shared, needs_shared]


@pytest.mark.parametrize("name", ["mice/mice", "flies/flies", "walk4/walk4", "openfield/openfield"])
def test_it_plays_and_shows_the_frames_of_its_timestamps(page, open_session, name):
    path = SHARED / f"{name}.nwb"
    stage = open_session(page, path)
    for camera in read_session(path).cameras:
        count = camera.num_samples or (0 if camera.timestamps is None else len(camera.timestamps))
        clock = camera.timestamps
        if clock is None:
            clock = camera.starting_time + np.arange(count) / camera.rate
        for row in (0, 1, count // 3, count - 2):
            stage.seek(float(clock[row]))
            shown = stage.shows(camera.name)
            assert (shown.state, shown.frame, shown.timestamp) == ("ready", row, clock[row])
            stage.seek(float(np.nextafter(clock[row + 1], -np.inf)))
            assert stage.shows(camera.name).frame == row
    stage.seek(float(clock[0]))
    stage.tile(camera.name).focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        "([tile]) => Number(tile.dataset.frame) >= 10", arg=[stage.tile(camera.name).element_handle()]
    )
    assert stage.errors == []

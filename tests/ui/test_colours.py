"""Colours are the file's own, whatever decodes them: none changes when the engine does."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

COLOURS = np.array([(200, 30, 30), (30, 180, 40), (40, 60, 210), (220, 200, 40)], np.uint8)
SIZE = (160, 120)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stripes of strong colours in files that name no matrix: that of standard definition is meant."""
    folder = tmp_path_factory.mktemp("colours")
    picture = np.repeat(np.repeat(COLOURS[np.newaxis], SIZE[1], 0), SIZE[0] // len(COLOURS), 1)
    for name, encoder in (("v.mp4", "libx264"), ("v.mpg", "mpeg1video")):
        with av.open(str(folder / name), "w") as container:
            stream = container.add_stream(encoder, rate=25)
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            stream.codec_context.bit_rate = 4_000_000
            for _ in range(50):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode(None))
    files = {"A": "v.mp4", "B": "v.mpg"}
    cameras = [camera(name, [file], rate=25.0, num_samples=50) for name, file in files.items()]
    return write_session(folder / "s.nwb", *cameras)


@pytest.mark.parametrize("engine", ["native", "webcodecs", "streamed"])
def test_a_file_that_names_no_matrix_has_its_colours_by_every_engine(page, open_session, session, engine):
    stage: Stage = open_session(page, session, engine=engine)
    stage.hide_words()
    # Copied packets, and pictures encoded anew.
    names = ["A", "B"] if engine == "streamed" else ["A"]
    expect(stage.tile("A")).to_have_attribute("data-engine", engine, timeout=PATIENCE)
    stage.seek(1.02)
    expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
    seen = {}
    for name, picture in stage.pictures(names).items():
        height, width = picture.shape[:2]
        middles = [round((i + 0.5) * width / len(COLOURS)) for i in range(len(COLOURS))]
        seen[name] = np.abs(picture[height // 2, middles].astype(int) - COLOURS).max()
    routes = {name: stage.tile(name).get_attribute("data-route") for name in names}
    assert routes == ({"A": "copied", "B": "transcoded"} if engine == "streamed" else {"A": "direct"})
    assert max(seen.values()) <= 8, seen
    assert stage.errors == []

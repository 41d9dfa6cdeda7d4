"""What a browser may lack, and what it may do to a decoder: a playing tile or a clear message, always."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import Page, Route, expect
from sessions import camera, write_session
from stage import PATIENCE, Stage

from nwb_video_panel.indexing import frame_index

pytestmark = pytest.mark.ui

CLOCK = 1.0 + np.arange(90) / 30
NO_DECODER = "delete window.VideoDecoder"
KEPT = """
const Own = VideoDecoder;
window.decoders = [];
window.VideoDecoder = class extends Own {
    constructor(init) { super(init); window.decoders.push({ decoder: this, error: init.error }); }
};
"""
TAKEN_BACK = """() => {
    const { decoder, error } = window.decoders.at(-1);
    decoder.close();
    error(new DOMException("Codec reclaimed due to inactivity.", "QuotaExceededError"));
    return window.decoders.length;
}"""
"""What Chromium does with a decoder that rests for long."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decoding")
    write_clip(folder / "whole.mp4", 90, gop=30)
    hidden = {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "4", "deadline": "good"}
    write_clip(folder / "vp8.webm", 90, codec="libvpx", gop=40, options=hidden)
    packets = frame_index(folder / "vp8.webm").packets
    assert len(packets.rank) > 90 or (np.asarray(packets.rank) >= 0).all()
    names = {"whole": "whole.mp4", "vp8": "vp8.webm"}
    cameras = [camera(name, [file], timestamps=CLOCK) for name, file in names.items()]
    return write_session(folder / "v.nwb", *cameras)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    clip = write_clip(folder / "v.mp4", 90, gop=30)
    packets = frame_index(clip).packets
    with clip.open("r+b") as file:
        for packet in range(40, 46):
            file.seek(int(packets.offset[packet]) + 4)
            file.write(b"\xff" * (int(packets.size[packet]) - 4))
    return write_session(folder / "v.nwb", camera("v", ["v.mp4"], timestamps=CLOCK))


def exact(stage: Stage, names: list[str], rows: list[int]) -> None:
    for row in rows:
        stage.seek(float(CLOCK[row]))
        for name, seen in stage.barcodes(names).items():
            shown = stage.shows(name)
            assert (shown.state, shown.frame, seen) == ("ready", row, row)


@pytest.mark.parametrize("engine", ["native", "webcodecs"])
def test_frames_that_are_never_shown_are_not_counted(page, open_session, session, engine):
    stage = open_session(page, session, engine=engine)
    stage.hide_words()
    expect(stage.tile("vp8")).to_have_attribute("data-engine", engine, timeout=PATIENCE)
    stage.settle()
    exact(stage, ["vp8"], [0, 15, 16, 39, 40, 41, 88, 89])


def test_without_decoders_of_its_own_the_page_leaves_all_to_the_browser(page, open_session, session):
    page.add_init_script(NO_DECODER)
    stage = open_session(page, session, engine="webcodecs")
    stage.hide_words()
    exact(stage, ["whole"], [10, 11, 70])
    assert stage.tile("whole").get_attribute("data-engine") == "native"
    assert stage.errors == []


def test_a_decoder_that_the_browser_takes_back_is_replaced(page, open_session, session):
    page.add_init_script(KEPT)
    stage = open_session(page, session, engine="webcodecs")
    stage.hide_words()
    expect(stage.tile("whole")).to_have_attribute("data-engine", "webcodecs", timeout=PATIENCE)
    stage.settle()
    exact(stage, ["whole", "vp8"], [20])
    made = page.evaluate(TAKEN_BACK)
    exact(stage, ["whole", "vp8"], [62, 63])
    assert page.evaluate("window.decoders.length") > made
    assert stage.errors == []


def test_a_native_video_that_fails_in_the_middle_says_so_and_plays_elsewhere(page, open_session, damaged):
    page.add_init_script(NO_DECODER)
    stage = open_session(page, damaged, engine="native")
    stage.hide_words()
    stage.seek(float(CLOCK[42]))
    broken = stage.shows("v")
    if broken.state == "error":
        expect(stage.tile("v")).to_contain_text("The picture cannot be decoded")
    else:  # a browser may as well show something: then it is to be the frame, or said to be another
        assert stage.barcode("v") == broken.frame
    exact(stage, ["v"], [10, 75])


class Counting:
    """Holds a file's frame index back, and tells how far it is."""

    def __init__(self, page: Page) -> None:
        self.done = False
        page.route("**/nwb-video-panel/v1/*", self._pass)

    def _pass(self, route: Route) -> None:
        if self.done or "range" in route.request.headers:
            route.continue_()
            return
        reply = route.fetch()
        if reply.status == 202 or reply.body()[:4] == b"NVPI":
            headers = {"Retry-After": "1", "Content-Type": "application/json"}
            route.fulfill(status=202, headers=headers, body=json.dumps({"progress": 0.42}))
        else:
            route.fulfill(response=reply)


def test_a_long_count_of_frames_tells_how_far_it_is(page, open_session, session):
    counting = Counting(page)
    stage = open_session(page, session)
    status = stage.tile("whole").locator(".status")
    expect(status).to_have_text("timing by container · 42 % of frames counted", timeout=PATIENCE)
    expect(status).to_have_attribute("title", re.compile("still being counted"))
    counting.done = True
    expect(status).to_be_empty(timeout=PATIENCE)
    assert stage.errors == []

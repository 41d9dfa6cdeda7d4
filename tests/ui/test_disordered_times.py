"""Presentation times that repeat or go back: the frame that the container means, or words; never a wait."""

from __future__ import annotations

import av
import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session

pytestmark = pytest.mark.ui

FRAMES, RATE, START = 60, 30, 5
CHANGES = {
    "repeated": lambda k: k - 1 if k % 10 == 5 else k,
    "swapped": lambda k: k + 1 if k % 10 == 4 else k - 1 if k % 10 == 5 else k,
    "back": lambda k: k - 25 if k >= 40 else k,
}
"""Packet → the frame whose place it is given."""


def disordered(source, path, place):
    """Copy a file without B-frames, and give its packets other times."""
    with av.open(str(source)) as given, av.open(str(path), "w") as made:
        stream = given.streams.video[0]
        copy = made.add_stream_from_template(stream)
        span = round(1 / stream.average_rate / stream.time_base)
        for k, packet in enumerate(packet for packet in given.demux(stream) if packet.dts is not None):
            # In order of decoding, and early enough for each.
            packet.pts, packet.dts = place(k) * span, k * span // 4
            packet.stream = copy
            made.mux(packet)


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    names = []
    for suffix, changes in (("mkv", CHANGES), ("mp4", CHANGES), ("ts", ("repeated",))):
        source = write_clip(folder / f"source.{suffix}", FRAMES, gop=20, b_frames=0)
        for name in changes:
            disordered(source, folder / f"{name}.{suffix}", CHANGES[name])
            names.append(f"{name}.{suffix}")
    clock = START + np.arange(FRAMES) / RATE
    series = [camera(name, [name], timestamps=clock) for name in names]
    return write_session(folder / "odd.nwb", *series), names


def meant(name: str, k: int) -> set[int]:
    """The packets that may be the container's k-th frame: those of one time are alike."""
    place = CHANGES[name.partition(".")[0]]
    times = sorted(place(packet) for packet in range(FRAMES))
    return {packet for packet in range(FRAMES) if place(packet) == times[k]}


@pytest.mark.parametrize("decoder", ["the page decodes", "the page does not decode"])
def test_each_tile_shows_what_the_container_means_or_says_what_is_wrong(page, open_session, odd, decoder):
    session, names = odd
    page.set_viewport_size({"width": 1600, "height": 1100})
    if decoder == "the page does not decode":
        page.add_init_script("delete window.VideoDecoder")
    stage = open_session(page, session)
    stage.hide_words()
    for k in (0, 4, 5, 24, 38, 59):
        stage.seek(START + k / RATE)
        for name, seen in stage.barcodes(names).items():
            shown = stage.shows(name)
            assert shown.state in ("ready", "error"), (name, k, shown)
            if shown.state == "error":
                assert decoder == "the page does not decode" or name.endswith(".ts")
                expect(stage.tile(name)).to_contain_text("cannot be")
            elif not stage.tile(name).locator(".status").text_content():
                assert seen in meant(name, k), (name, k, shown, seen)
    assert stage.errors == []

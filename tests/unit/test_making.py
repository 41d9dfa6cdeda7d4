"""Entries that take long are made once, and whatever goes wrong is told to who asks."""

from __future__ import annotations

import pytest
from panel.tests.util import wait_until

from nwb_video_panel import cache
from nwb_video_panel.errors import MediaError, UnreadableVideoError
from nwb_video_panel.making import Maker


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))


def asked(maker: Maker, make) -> MediaError | object:
    """Ask until the work has ended; what came of it."""
    found: list = []

    def ended() -> bool:
        try:
            answer = maker.request("key-1", make)
        except MediaError as error:
            found.append(error)
            return True
        if isinstance(answer, float):
            return False
        found.append(answer)
        return True

    wait_until(ended, timeout=20_000)
    return found[0]


def failing(error: BaseException):
    def make(progress):
        raise error

    return make


def test_what_cannot_be_read_is_told_again_and_again_without_growing():
    maker = Maker()
    make = failing(UnreadableVideoError("v.mp4", "it is not a video."))
    assert isinstance(asked(maker, make), UnreadableVideoError)
    depths = set()
    for _ in range(50):
        with pytest.raises(UnreadableVideoError) as raised:
            maker.request("key-1", make)
        depths.add(len(raised.traceback))
    assert len(depths) == 1


def test_a_file_that_cannot_be_read_is_told_once_and_then_tried_again():
    maker = Maker()
    told = asked(maker, failing(OSError(5, "Input/output error")))
    assert isinstance(told, MediaError)
    assert "Input/output error" in told.why
    path = asked(maker, lambda progress: b"made")
    assert path == cache.path("key-1")


def test_a_mistake_of_ours_ends_the_work_with_words(caplog):
    maker = Maker()
    assert "MemoryError" in asked(maker, failing(MemoryError())).why
    assert "cannot be made" in caplog.text

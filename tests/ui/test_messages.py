"""What travels over the page's websocket: little, whatever the length of a recording."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Page, Response, WebSocket, expect
from sessions import camera, write_session
from stage import PATIENCE

pytestmark = pytest.mark.ui

CAMERAS = 4
RATE = 100
RNG = np.random.default_rng(5)


def write_blank_video(path: Path, frames: int) -> Path:
    """Frames without a barcode, which needs larger pictures: the cheapest of long videos."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, width=64, height=48, pix_fmt="yuv420p")
        stream.codec_context.options = {"preset": "ultrafast"}
        stream.codec_context.gop_size = 250
        blank = av.VideoFrame.from_ndarray(np.zeros((72, 64), np.uint8), "yuv420p")
        for k in range(frames):
            blank.pts = k
            container.mux(stream.encode(blank))
        container.mux(stream.encode(None))
    return path


def write_long_session(folder: Path, frames: int) -> tuple[Path, list[np.ndarray]]:
    """Four cameras whose timestamps no formula gives."""
    first = write_blank_video(folder / "0.mp4", frames)
    for i in range(1, CAMERAS):
        shutil.copy(first, folder / f"{i}.mp4")
    clocks = [5 + np.arange(frames) / RATE + RNG.uniform(0, 0.4 / RATE, frames) for _ in range(CAMERAS)]
    series = [camera(f"camera {i}", [f"{i}.mp4"], timestamps=clock) for i, clock in enumerate(clocks)]
    return write_session(folder / "session.nwb", *series), clocks


@pytest.fixture(scope="module")
def short_session(tmp_path_factory):
    return write_long_session(tmp_path_factory.mktemp("short"), 1_000)


@pytest.fixture(scope="module")
def long_session(tmp_path_factory):
    return write_long_session(tmp_path_factory.mktemp("long"), 50_000)


class Traffic:
    """What a page's websockets carry, and the lengths of what it fetches from the media routes."""

    def __init__(self, page: Page) -> None:
        self.received: list[str | bytes] = []
        self.sent: list[str | bytes] = []
        self.fetched: list[int] = []
        page.on("websocket", self._socket)
        page.on("response", self._response)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)
        socket.on("framesent", self._give)

    def _take(self, frame: str | bytes) -> None:
        self.received.append(frame)

    def _give(self, frame: str | bytes) -> None:
        self.sent.append(frame)

    def _response(self, response: Response) -> None:
        if "/nwb-video-panel/" in response.url:
            self.fetched.append(int(response.headers.get("content-length", 0)))

    @property
    def bytes_received(self) -> int:
        return sum(map(len, self.received))

    def times_sent(self) -> list[float]:
        """Each session time that Python was told, in order."""
        times = []
        for frame in self.sent:
            if isinstance(frame, str) and '"time"' in frame:
                events = json.loads(frame).get("events", [])
                times += [event["new"] for event in events if event.get("attr") == "time"]
        return times


def test_opening_sends_no_timestamps_over_the_websocket(
    page, context, open_session, short_session, long_session
):
    path, clocks = long_session
    traffic = Traffic(page)
    stage = open_session(page, path)
    for i in (0, CAMERAS - 1):
        late = clocks[i][-100]
        stage.seek(float(late))
        shown = stage.shows(f"camera {i}")
        assert (shown.state, shown.frame, shown.timestamp) == ("ready", len(clocks[i]) - 100, late)
    assert stage.errors == []
    assert traffic.fetched.count(clocks[0].nbytes) == CAMERAS
    assert 0 < traffic.bytes_received < clocks[0].nbytes

    other = context.new_page()
    less = Traffic(other)
    open_session(other, short_session[0])
    assert less.fetched.count(short_session[1][0].nbytes) == CAMERAS
    assert traffic.bytes_received < 1.1 * less.bytes_received


def test_python_is_told_the_time_at_most_ten_times_a_second_while_playing(page, open_session, long_session):
    traffic = Traffic(page)
    stage = open_session(page, long_session[0])
    stage.seek(10.0)
    told = len(traffic.times_sent())
    began = page.evaluate("performance.now()")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "root => Number(root.dataset.sessionTime) > 13", arg=stage.root.element_handle(), timeout=PATIENCE
    )
    page.get_by_role("button", name="Pause").click()
    expect(stage.root).to_have_attribute("data-playing", "false")
    seconds = (page.evaluate("performance.now()") - began) / 1000
    stage.settle()
    times = traffic.times_sent()[told:]
    # One more where playing starts, and one where it ends.
    assert 3 < len(times) <= 10 * seconds + 2
    assert times == sorted(times)
    assert times[-1] == stage.time

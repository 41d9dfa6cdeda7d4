"""What a person sees and does on the player's page, in the words of the tests."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from nwb_video_panel import barcode

PATIENCE = 60_000
"""Milliseconds for a state to come about on a busy machine; nothing is judged by it."""

BARE = """
.tile-name, .readout, .status, .marks, .tile-actions, .info { visibility: hidden !important }
.tile { border-radius: 0 !important }
.tile::after { display: none !important }
"""
"""Words and frames of tiles lie over the corner of the picture, where its barcode is."""


PLACES = """(root, cameras) => Object.fromEntries(cameras.map((camera) => {
    const front = root.querySelector(`.tile[data-camera="${CSS.escape(camera)}"] [data-front]`);
    if (!front) return [camera, null];
    const picture = front.querySelector("[data-still]") ?? front.querySelector("video") ?? front;
    const place = picture.getBoundingClientRect();
    const across = picture.videoWidth ?? picture.width;
    const down = picture.videoHeight ?? picture.height;
    const scale = Math.min(place.width / across, place.height / down);
    const [width, height] = [across * scale, down * scale];
    const [left, top] = [place.x + (place.width - width) / 2, place.y + (place.height - height) / 2];
    return [camera, [left, top, left + width, top + height]];
}))"""
"""Left, top, right and bottom of the picture in each tile, which it fits into; null where there is none."""

SPECK = """async () => {
    const speck = document.body.appendChild(document.createElement("div"));
    speck.id = "speck";
    speck.style = "position: fixed; right: 0; bottom: 0; width: 1px; height: 1px; background: red";
    speck.animate({ opacity: [0.5, 1] }, { duration: 200, iterations: Infinity });
    for (let i = 0; i < 2; i++) await new Promise((done) => requestAnimationFrame(done));
    return Date.now() / 1000;
}"""
"""Has the browser compose new pictures of a page where nothing else changes; seconds of the epoch."""


@dataclass(frozen=True)
class Tile:
    """A tile's `data-*`, as scripts read them."""

    state: str
    frame: int | None
    timestamp: float | None


@dataclass
class Film:
    """The pictures that a browser composed of a page, one after the other."""

    places: dict[str, list[float]]
    pages: list[tuple[float, str]] = field(default_factory=list)
    """Each with the time at which it was on screen: they come in any order."""

    def frames(self) -> list[dict[str, int | None]]:
        """The frame number of each camera in each picture; None where none can be read."""
        return [frames for _, frames in self.timed()]

    def timed(self) -> list[tuple[float, dict[str, int | None]]]:
        """The same, each with seconds of the epoch."""
        read = []
        for time, data in sorted(self.pages):
            page = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
            crops = {name: np.asarray(page.crop(_inside(*place))) for name, place in self.places.items()}
            read.append((time, {name: barcode.read(crop) for name, crop in crops.items()}))
        return read


class Stage:
    """A page that shows a player."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page = page
        self.root = root
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        page.set_default_timeout(PATIENCE)

    @classmethod
    def opened(cls, page: Page, url: str) -> Stage:
        """The only player of the page at a URL, once it shows its first frames."""
        stage = cls(page, page.locator(".player"))
        page.goto(url)
        expect(stage.root).to_be_visible(timeout=PATIENCE)
        stage.settle()
        return stage

    def tile(self, camera: str) -> Locator:
        return self.root.locator(f'.tile[data-camera="{camera}"]')

    def settle(self) -> None:
        """Wait until every tile shows what it has to show."""
        expect(self.root.locator(".tile").first).to_be_attached(timeout=PATIENCE)
        expect(self.root.locator('.tile[data-state="loading"]:visible')).to_have_count(0, timeout=PATIENCE)

    def seek(self, time: float) -> None:
        """Type a session time and press Enter."""
        field = self.root.get_by_label("Session time", exact=True)
        field.fill(repr(float(time)))
        field.press("Enter")
        self.settle()

    @property
    def time(self) -> float:
        return float(self.root.get_attribute("data-session-time") or "nan")

    @property
    def playing(self) -> bool:
        return self.root.get_attribute("data-playing") == "true"

    def shows(self, camera: str) -> Tile:
        state, frame, timestamp = self.tile(camera).evaluate(
            "tile => [tile.dataset.state, tile.dataset.frame, tile.dataset.timestamp]"
        )
        return Tile(state, int(frame) if frame else None, float(timestamp) if timestamp else None)

    def hide_words(self) -> None:
        """Uncover the barcodes."""
        self.root.evaluate(
            "(root, css) => root.append(Object.assign(document.createElement('style'), {textContent: css}))",
            BARE,
        )

    def picture(self, camera: str) -> np.ndarray | None:
        """What the browser has composited of a tile's video; uint8 (height, width, 3)."""
        return self.pictures([camera])[camera]

    def pictures(self, cameras: Sequence[str], *, exact: bool = True) -> dict[str, np.ndarray | None]:
        """What the browser has composited of these tiles' videos, all at one moment.

        What is not exact is a JPEG: it comes twice as soon, and leaves a barcode what it is.
        """
        places = self.root.evaluate(PLACES, list(cameras))
        taken = self.page.screenshot() if exact else self.page.screenshot(type="jpeg", quality=90)
        page = Image.open(io.BytesIO(taken)).convert("RGB")
        return {
            camera: None if place is None else np.asarray(page.crop(_inside(*place)))
            for camera, place in places.items()
        }

    @contextmanager
    def filmed(self, cameras: Sequence[str]) -> Iterator[Film]:
        """Keep every picture that the browser composes within the with-block."""
        film = Film(self.root.evaluate(PLACES, list(cameras)))
        protocol = self.page.context.new_cdp_session(self.page)

        def keep(frame: dict) -> None:
            film.pages.append((frame["metadata"]["timestamp"], frame["data"]))
            protocol.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

        protocol.on("Page.screencastFrame", keep)
        protocol.send("Page.startScreencast", {"format": "jpeg", "quality": 80})
        try:
            yield film
            # The browser sends its pictures late: what was on screen last comes before this speck does.
            over, end = self.page.evaluate(SPECK), monotonic() + PATIENCE / 1000
            while max((time for time, _ in film.pages), default=0) < over:
                assert monotonic() < end, "the browser sends no more pictures"
                self.page.wait_for_timeout(20)
            self.page.evaluate("() => document.getElementById('speck').remove()")
        finally:
            protocol.send("Page.stopScreencast")

    def barcode(self, camera: str) -> int | None:
        """The frame number read back from what the browser has composited on the page."""
        picture = self.picture(camera)
        return None if picture is None else barcode.read(picture)

    def barcodes(self, cameras: Sequence[str]) -> dict[str, int | None]:
        """The same of several cameras, all at one moment."""
        pictures = self.pictures(cameras, exact=False)
        return {name: None if seen is None else barcode.read(seen) for name, seen in pictures.items()}


def _inside(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    """The whole pixels of a place: what is beside a picture may be as light as a barcode's cells."""
    return math.ceil(left), math.ceil(top), math.floor(right), math.floor(bottom)

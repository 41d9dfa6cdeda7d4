"""Firefox: paused at t, the last frame with timestamp <= t is on screen, or the tile says so."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlencode

import firefox
import numpy as np
import pytest
from clips import FRAGMENTED, delayed, trimmed, write_clip
from sessions import camera, write_session
from stage import BARE, PATIENCE, PLACES

from nwb_video_panel import barcode

pytestmark = [
    pytest.mark.ui,
    pytest.mark.skipif(
        firefox.find() is None, reason=f"no Firefox: install one or name it in {firefox.VARIABLE}"
    ),
]

RNG = np.random.default_rng(5)
COUNT, GOP = 110, 50
CLOCK = 6.577 + np.arange(COUNT) / 59.94 + RNG.uniform(0, 0.004, COUNT)
FILES = {
    name.partition(".")[0]: name
    for name in (
        "plain.mp4",
        "late.mp4",
        "fragmented.mp4",
        "edited.mp4",
        "matroska.mkv",
        "quicktime.mov",
        "vp9.webm",
        "av1.mp4",
        "variable.mp4",
    )
}
MISPLACED = {"late", "fragmented", "edited", "matroska", "variable"}
"""Firefox's own player shows other frames of these than it is asked for, and does not tell."""


@pytest.fixture(scope="module")
def rig(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("firefox")

    def clip(name, frames=COUNT, **choices):
        return write_clip(folder / name, frames, gop=GOP, **choices)

    clip("plain.mp4", rate=Fraction(30000, 1001))
    clip("late.mp4", container_options={"use_editlist": "0"})
    clip("fragmented.mp4", container_options=FRAGMENTED)
    cut = clip("cut.mp4", COUNT + 7, numbers=[*[999] * 7, *range(COUNT)])
    delayed(trimmed(cut, folder / "edited.mp4", 7), 400)
    clip("matroska.mkv")
    clip("quicktime.mov")
    clip("vp9.webm", codec="vp9")
    clip("av1.mp4", codec="av1")
    clip("variable.mp4", pts=list(np.cumsum(RNG.uniform(0.01, 0.09, COUNT))))
    cameras = [camera(name, [file], timestamps=CLOCK) for name, file in FILES.items()]
    return write_session(folder / "rig.nwb", *cameras)


PLAYER = """
const player = (() => {
    const within = (root) => root.querySelector(".player")
        ?? Array.from(root.querySelectorAll("*"), (e) => e.shadowRoot && within(e.shadowRoot)).find(Boolean);
    return within(document);
})();
"""
WORDS = f"""() => {{ {PLAYER}
    return Object.fromEntries(Array.from(player?.querySelectorAll(".tile") ?? [], (tile) => {{
        const {{ camera, state, frame, engine }} = tile.dataset;
        const admits = /±|timing/.test(tile.querySelector(".status").textContent);
        return [camera, {{ state, frame: frame ? Number(frame) : null, engine, admits }}];
    }}));
}}"""
SEEK = f"""async (time) => {{ {PLAYER}
    const field = player.querySelector('[aria-label="Session time"]');
    field.value = time;
    field.dispatchEvent(new KeyboardEvent("keydown", {{ key: "Enter", bubbles: true, composed: true }}));
    field.dispatchEvent(new Event("change", {{ bubbles: true }}));
}}"""
UNCOVER = f"""(css) => {{ {PLAYER}
    player.append(Object.assign(document.createElement("style"), {{ textContent: css }}));
}}"""
WHERE = f"(names) => {{ {PLAYER} return ({PLACES})(player, names); }}"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


class FirefoxStage:
    """The player in a Firefox."""

    def __init__(self, browser: firefox.Firefox, server: str) -> None:
        self.browser = browser
        self.server = server

    def open(self, path: Path, **query: str) -> None:
        self.browser.goto(f"{self.server}?{urlencode({'session': str(path), **query})}")
        self.wait(lambda words: len(words) == len(FILES))
        self.browser.evaluate(UNCOVER, BARE)

    def wait(self, holds=lambda words: True) -> dict:
        """Wait until no tile is loading and a condition holds; what the tiles say then."""
        end = time.monotonic() + PATIENCE / 1000
        while True:
            words = self.browser.evaluate(WORDS)
            loading = [name for name, tile in words.items() if tile["state"] == "loading"]
            if words and not loading and holds(words):
                return words
            assert time.monotonic() < end, words
            time.sleep(0.02)

    def look(self, at: float) -> tuple[dict, dict[str, int | None]]:
        """What the tiles say at a time, and what is on screen."""
        self.browser.evaluate(SEEK, repr(at))
        words = self.wait()
        places = self.browser.evaluate(WHERE, list(FILES))
        self.browser.evaluate(PAINTED)
        page = self.browser.screenshot()
        seen = {}
        for name, place in places.items():
            box = (
                None
                if place is None
                else [math.ceil(x) for x in place[:2]] + [math.floor(x) for x in place[2:]]
            )
            seen[name] = None if box is None else barcode.read(np.asarray(page.crop(box)))
        return words, seen


@pytest.fixture(scope="module")
def stage(player_server: str, tmp_path_factory) -> Iterator[FirefoxStage]:
    with firefox.running(firefox.find(), tmp_path_factory.mktemp("firefox") / "profile") as browser:
        browser.resize(1500, 1100)
        yield FirefoxStage(browser, player_server)


def moments() -> list[tuple[int, float]]:
    """(row due, session time): the first and last frames, those around key frames, and others."""
    rows = RNG.permutation([0, 1, 2, *range(GOP - 2, GOP + 3), COUNT - 3, COUNT - 2, COUNT - 1]).tolist()
    return [(row - i % 2, float(CLOCK[row]) - i % 2 * 1e-7) for i, row in enumerate(rows) if row >= i % 2]


def wrong(stage: FirefoxStage, every: int = 1) -> tuple[list, set[str]]:
    """What is on screen and is not due though no word says so; and who says so."""
    found, admitting = [], set()
    for row, at in moments()[::every]:
        words, seen = stage.look(at)
        for name in FILES:
            tile = words[name]
            if tile["admits"]:
                admitting.add(name)
            elif (seen[name], tile["frame"]) != (row, row):
                found.append((at, name, row, seen[name], tile))
    return found, admitting


@pytest.mark.parametrize("engine", ["auto", "webcodecs"])
def test_every_camera_is_exact(stage, rig, engine):
    stage.open(rig, engine=engine)
    stage.wait(
        lambda words: all(
            not tile["admits"] and (engine == "auto" or tile["engine"] == engine) for tile in words.values()
        )
    )
    assert wrong(stage, 1 if engine == "auto" else 3) == ([], set())
    engines = {name: tile["engine"] for name, tile in stage.wait().items()}
    assert {name for name, chosen in engines.items() if chosen == "webcodecs"} >= MISPLACED


def test_its_own_player_is_exact_or_the_tile_says_that_it_may_not_be(stage, rig):
    stage.open(rig, engine="native")
    assert wrong(stage, 2) == ([], MISPLACED)

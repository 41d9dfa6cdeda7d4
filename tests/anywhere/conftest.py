"""One camera, and what is played of it in every place."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import places
import pytest
from clips import write_clip
from playwright.sync_api import FrameLocator, Page, expect
from sessions import camera, write_session
from stage import PATIENCE, Stage

PROGRAMS: dict[str, str] = {}
"""Where programs are that no Python package brings, and Chromium's version; for the page."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(places.OPTION, help="write what came of each place to this file")


def pytest_configure(config: pytest.Config) -> None:
    if page := config.getoption(places.OPTION, None):
        config.pluginmanager.register(places.Places(Path(page), PROGRAMS))


@pytest.fixture(scope="session")
def one_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """90 frames from 2 s on, at 30 Hz."""
    folder = tmp_path_factory.mktemp("one")
    write_clip(folder / "v.mp4", 90)
    return write_session(folder / "one.nwb", camera("only", ["v.mp4"], timestamps=2 + np.arange(90) / 30))


@pytest.fixture
def plays(request: pytest.FixtureRequest) -> Callable[..., Stage]:
    """See a player play and seek, and read back from the screen that each frame is the right one."""

    def plays(page: Page, url: str | None = None, nth: int = 0, within: FrameLocator | None = None) -> Stage:
        if url is not None:
            page.goto(url)
        PROGRAMS["Chromium"] = page.context.browser.version
        root = (within or page).locator(".player").nth(nth)
        # A kernel may have to start first, and to load all that it needs.
        expect(root).to_be_visible(timeout=3 * PATIENCE)
        stage = Stage(page, root)
        stage.settle()
        stage.hide_words()
        for time, frame in ((3.0, 30), (4.9, 87), (2.5, 15)):
            stage.seek(time + 0.001)
            assert stage.shows("only").frame == frame, root.inner_text()
            assert stage.barcode("only") == frame
        root.get_by_role("button", name="Play", exact=True).click()
        expect(root).to_have_attribute("data-session-time", re.compile(r"^([3-9]|\d\d)"), timeout=PATIENCE)
        if root.get_attribute("data-playing") == "true":
            root.get_by_role("button", name="Pause").click()
        stage.settle()
        # Another player of the same session may take this one along for a moment.
        for _ in range(100):
            shown, seen = stage.shows("only").frame, stage.barcode("only")
            if shown == seen:
                break
            page.wait_for_timeout(100)
        assert seen == shown
        assert seen is not None
        assert seen > 15
        return stage

    return plays


def installed(command: str, *places: str | Path) -> str:
    """Where a program is that no Python package brings; skips where it is not."""
    beside = Path(sys.prefix) / "anywhere" / "node_modules" / ".bin" / command
    found = next((str(place) for place in (beside, *places) if Path(place).exists()), shutil.which(command))
    if found is None:
        pytest.skip(f"no {command} here")
    PROGRAMS[command] = found
    return found


@pytest.fixture
def program() -> Callable[..., str]:
    return installed


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.anywhere)

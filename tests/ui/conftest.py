"""The browser of the UI tests: one that is installed, with nothing of its own on the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import chromium
import pytest
from playwright.sync_api import Page
from serving import SESSION_APP, panel_serve
from stage import Stage

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """pytest-playwright's hook."""
    path = chromium.find()
    if path is None:
        pytest.fail(f"No Chromium can be started: run `make test`, or name one in {chromium.VARIABLE}.")
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def player_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A `panel serve` for all tests, that plays any session it is asked for."""
    folder = tmp_path_factory.mktemp("server")
    app = folder / "player.py"
    app.write_text(SESSION_APP)
    log = folder / "log.txt"
    with panel_serve(
        app, "--plugins", "nwb_video_panel.routes", log=log, path="/favicon.ico"
    ) as root:
        yield f"{root}/player"
    assert "Traceback" not in log.read_text()


@pytest.fixture
def open_session(player_server: str) -> Callable[..., Stage]:
    """Open a session's player in a page."""

    def open_it(page: Page, path: Path, theme: str = "default") -> Stage:
        return Stage(page, f"{player_server}?{urlencode({'session': str(path), 'theme': theme})}")

    return open_it

"""A server of players for the UI tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page
from serving import SESSION_APP, panel_serve
from stage import Stage


@pytest.fixture(scope="session")
def player_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A `panel serve` for all tests, that plays any session it is asked for."""
    folder = tmp_path_factory.mktemp("server")
    app = folder / "player.py"
    app.write_text(SESSION_APP)
    log = folder / "log.txt"
    with panel_serve(app, "--plugins", "nwb_video_panel.routes", log=log, path="/favicon.ico") as root:
        yield f"{root}/player"
    # What cannot be read of a session is logged with its cause.
    assert "Traceback" not in log.read_text().replace("cannot be read\nTraceback", "")


@pytest.fixture
def open_session(player_server: str) -> Callable[..., Stage]:
    """Open a session's player in a page."""

    def open_it(page: Page, path: Path, **query: str) -> Stage:
        return Stage.opened(page, f"{player_server}?{urlencode({'session': str(path), **query})}")

    return open_it

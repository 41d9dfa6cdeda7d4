"""Fixtures: a server of either kind, and a file to serve."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Served, routes, threads
from wire import Reply, Wire


class Clip:
    """A file of random bytes; no two parts of it are alike."""

    def __init__(self, path: Path, size: int) -> None:
        self.path, self.bytes = path, random.Random(size).randbytes(size)
        path.write_bytes(self.bytes)
        os.utime(path, (1_000_000_000, 1_000_000_000))


@pytest.fixture(scope="session", params=["routes", "fallback"])
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    with routes() if request.param == "routes" else threads() as running:
        yield running


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Longer than the cap on open-ended ranges, and not a multiple of any buffer."""
    return Clip(tmp_path_factory.mktemp("clips").resolve() / "Käfig 1+2.mp4", 5_000_003)


@pytest.fixture
def ask(server: Served):
    """Ask the server something on a connection of its own."""

    def ask(path: str, method: str = "GET", **headers: str) -> Reply:
        with Wire(server.port) as wire:
            return wire.ask(path, method, **headers)

    return ask


@pytest.fixture
def fetch(ask, server: Served, clip: Clip):
    """Ask for the clip."""

    def fetch(method: str = "GET", **headers: str) -> Reply:
        return ask(server.media(clip.path), method, **headers)

    return fetch


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(folder))
    return folder

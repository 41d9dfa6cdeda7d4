"""An NWB file on another machine, opened by its address: the videos beside it play on the right frames."""

from __future__ import annotations

import socket
import sys

import pytest
from elsewhere import elsewhere
from serving import running

pytest.importorskip("aiohttp", reason="needs the extra 'remote'")


@pytest.mark.parametrize("way", ["open", "passed on"])
def test_the_command_opens_an_address(page, tmp_path, one_camera, plays, monkeypatch, way):
    monkeypatch.setenv("NWB_VIDEO_PANEL_REMOTE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with elsewhere(one_camera.parent) as machine:
        url = f"{machine.root}{'/open' if way == 'open' else ''}/one.nwb"
        command = [sys.executable, "-m", "nwb_video_panel.cli", "view", url, "--no-browser"]
        with running([*command, "--port", str(port)], port, "/viewer", tmp_path / "log.txt") as root:
            plays(page, f"{root}/viewer")
        asked = machine.askers["/open/v.mp4" if way == "open" else "/v.mp4"]
        assert ("video" in asked) == (way == "open")

"""Where the cache's disk takes nothing more, the page plays from memory and says so."""

from __future__ import annotations

import os
from urllib.parse import urlencode

import pytest
from clips import write_clip
from playwright.sync_api import expect
from serving import SESSION_APP, panel_serve
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = [
    pytest.mark.ui,
    pytest.mark.skipif(os.name != "posix", reason="only POSIX limits the size of files"),
]

FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
"""
"""Put before the app: from its first session on, the server can write no byte to any file."""


def test_a_page_plays_from_memory_where_the_disk_is_full_and_says_so(page, tmp_path, monkeypatch):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    write_clip(tmp_path / "v.avi", 60, codec="mpeg4", gop=20)
    path = write_session(tmp_path / "s.nwb", camera("A", ["v.avi"], num_samples=60))
    app = tmp_path / "player.py"
    app.write_text(FULL + SESSION_APP.lstrip())
    plugins = ("--plugins", "nwb_video_panel.routes")
    with panel_serve(app, *plugins, log=tmp_path / "log.txt", path="/favicon.ico") as root:
        stage = Stage.opened(page, f"{root}/player?{urlencode({'session': str(path)})}")
        stage.hide_words()
        for k in (41, 3, 59):
            stage.seek((k + 0.5) / 30)
            assert stage.shows("A").frame == k
            assert stage.barcode("A") == k
        # Nothing had to be written until a segment was asked for.
        expect(stage.root.locator(".toast")).to_contain_text("played from memory", timeout=PATIENCE)
        assert stage.errors == []

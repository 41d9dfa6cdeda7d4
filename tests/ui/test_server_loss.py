"""A server that stops answering is said on the page, and so is its coming back."""

from __future__ import annotations

import os
import re
import signal
import sys

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import Page, expect
from serving import free_port, running
from sessions import camera, write_session
from stage import PATIENCE, Stage

stops = pytest.mark.skipif(os.name != "posix", reason="needs signals to stop a process")
pytestmark = [pytest.mark.ui, stops]

APP = """
import os, sys
import panel as pn
from nwb_video_panel import Dashboard

pn.extension(sizing_mode="stretch_both")
open(sys.argv[2], "w").write(str(os.getpid()))
Dashboard([sys.argv[1]]).servable()
"""


@pytest.fixture
def serve(tmp_path):
    """Run a dashboard's server on one and the same port; its URL, and the file with its process id."""
    write_clip(tmp_path / "v.mp4", 60)
    path = write_session(tmp_path / "s.nwb", camera("left", ["v.mp4"], timestamps=np.arange(60) / 30))
    app, pid = tmp_path / "app.py", tmp_path / "pid"
    app.write_text(APP)
    port = free_port()
    command = [sys.executable, "-m", "panel", "serve", app, "--port", str(port)]
    command += ["--plugins", "nwb_video_panel.routes", "--args", path, pid]

    def start():
        return running(command, port, "/favicon.ico", tmp_path / "log.txt")

    return start, pid


def pill(stage: Stage):
    return stage.root.locator(".pill")


def test_a_server_that_hangs_is_said_and_comes_back_by_itself(page: Page, serve):
    start, pid = serve
    with start() as root:
        stage = Stage.opened(page, f"{root}/app")
        expect(pill(stage)).to_contain_text("in step")
        process = int(pid.read_text())
        os.kill(process, signal.SIGSTOP)
        try:
            expect(pill(stage)).to_have_text("no answer of the server", timeout=PATIENCE)
            expect(stage.root.locator(".toast")).to_contain_text("The server does not answer.")
        finally:
            os.kill(process, signal.SIGCONT)
        expect(pill(stage)).to_contain_text("in step", timeout=PATIENCE)
        expect(stage.root.locator(".toast")).to_contain_text("The server answers again.")


def test_a_server_that_was_started_anew_gets_the_page_loaded_again_as_it_was(page: Page, serve):
    start, _ = serve
    with start() as root:
        stage = Stage.opened(page, f"{root}/app")
        stage.seek(1.0)
        page.wait_for_url(re.compile(r"[?&]t=1\b"))
    expect(pill(stage)).to_have_text("no answer of the server", timeout=PATIENCE)
    expect(stage.root.locator(".toast")).to_contain_text("this page goes on by itself")
    page.evaluate("globalThis.before = true")
    with start():
        page.wait_for_function("!globalThis.before", timeout=PATIENCE)
        expect(stage.root).to_have_attribute("data-session-time", "1", timeout=PATIENCE)
        stage.settle()
        assert stage.shows("left").frame == 30

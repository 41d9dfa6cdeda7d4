"""`panel serve` as people start it: the page's own server has the media, whatever its options."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest

from nwb_video_panel.serving.tokens import Tokens

APP = """
import json, os
import panel as pn
from nwb_video_panel.page import hosting
host = hosting.find()
sealed = dict(host.address(), token=host.seal({"k": "media", "p": CLIP}), pid=os.getpid())
print("SEALED", json.dumps(sealed), flush=True)
pn.pane.Markdown("a page").servable()
"""


class Run:
    """A running `panel serve`."""

    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log

    def get(self, url, **headers):
        request = urllib.request.Request(urljoin(f"http://127.0.0.1:{self.port}/", url), headers=headers)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read()

    def open(self, at):
        """Load a page; return what its app sealed."""
        known = len(self.sealed())
        self.get(at)
        return self.sealed()[known]

    def sealed(self):
        return [json.loads(line) for line in re.findall(r"^SEALED (.*)$", self.log.read_text(), re.MULTILINE)]


@contextmanager
def panel_serve(folder, clip, *options, **variables):
    script = folder / "viewer.py"
    script.write_text(APP.replace("CLIP", repr(str(clip.path))))
    log = folder / "log.txt"
    command = [sys.executable, "-m", "panel", "serve", str(script), "--port", "0", "--address", "127.0.0.1"]
    environment = {
        name: value for name, value in os.environ.items() if name != "BOKEH_SECRET_KEY"
    } | variables
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        yield Run(process, port_of(process, log), log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # the processes that it forked too
        process.wait(30)


def port_of(process, log):
    deadline = time.monotonic() + 60
    while not (found := re.search(r"running at: http://[^:]+:(\d+)/", log.read_text())):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    wait_for_an_answer(int(found[1]))
    return int(found[1])


def wait_for_an_answer(port):
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/favicon.ico", timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


@pytest.mark.parametrize(
    ("options", "at"),
    [
        ([], "/viewer"),
        ([], "/viewer/"),
        (["--prefix", "lab/7"], "/lab/7/viewer"),
        (["--prefix", "lab/7"], "/lab/7/viewer/"),
        (["--prefix", "lab/7", "--plugins", "nwb_video_panel.routes"], "/lab/7/viewer"),
        (["--plugins", "nwb_video_panel.routes"], "/viewer"),
        (["--index", "viewer"], "/viewer"),
        (["--autoreload"], "/viewer"),
        (["--warm"], "/viewer"),
        (["--warm", "--prefix", "lab"], "/lab/viewer"),
    ],
)
def test_the_page_finds_the_media_on_its_own_server(tmp_path, clip, options, at):
    with panel_serve(tmp_path, clip, *options) as run:
        for _ in range(2):  # the routes are added once and found again
            sealed = run.open(at)
            assert sealed["mode"] == "routes"
            assert not sealed["base"].startswith(("/", "http"))
            assert run.get(urljoin(at, sealed["base"]) + sealed["token"], Range="bytes=0-9") == (
                206,
                clip.bytes[:10],
            )
        assert "Traceback" not in run.log.read_text()


def test_two_processes_with_the_plugin_open_each_others_links(tmp_path, clip):
    with panel_serve(tmp_path, clip, "--num-procs", "2", "--plugins", "nwb_video_panel.routes") as run:
        sealed = [run.open("/viewer") for _ in range(6)]
        for each in sealed * 5:  # either process may take either connection
            code, body = run.get(each["base"] + each["token"], Range="bytes=-10")
            assert (code, body) == (206, clip.bytes[-10:])


def test_two_processes_without_the_plugin_use_the_fallback_and_say_how_to_do_better(tmp_path, clip):
    with panel_serve(tmp_path, clip, "--num-procs", "2") as run:
        sealed = run.open("/viewer")
        assert sealed["mode"] == "fallback"
        base = f"http://127.0.0.1:{sealed['port']}/nwb-video-panel/v1/"
        assert run.get(base + sealed["probe"], Range="bytes=0-7") == (206, b"nwbvideo")
        assert run.get(base + sealed["token"], Range="bytes=0-9") == (206, clip.bytes[:10])
        assert "--plugins nwb_video_panel.routes" in run.log.read_text()


@pytest.mark.parametrize(("secret", "code"), [("a secret of ours", 206), ("another", 403)])
def test_servers_with_the_same_secret_open_each_others_links(tmp_path, clip, secret, code):
    token = Tokens(b"a secret of ours", 60).seal({"k": "media", "p": str(clip.path)})
    with panel_serve(tmp_path, clip, "--plugins", "nwb_video_panel.routes", BOKEH_SECRET_KEY=secret) as run:
        try:
            answered = run.get("/nwb-video-panel/v1/" + token, Range="bytes=0-9")[0]
        except urllib.error.HTTPError as refusal:
            refusal.close()
            answered = refusal.code
        assert answered == code


def test_panels_own_login_guards_the_media(tmp_path, clip):
    token = Tokens(b"shared", 60).seal({"k": "media", "p": str(clip.path)})
    options = ["--basic-auth", "letmein", "--cookie-secret", "s", "--plugins", "nwb_video_panel.routes"]
    with panel_serve(tmp_path, clip, *options, BOKEH_SECRET_KEY="shared") as run:
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            run.get("/nwb-video-panel/v1/" + token)
        refused.value.close()
        form = urllib.parse.urlencode({"username": "me", "password": "letmein"}).encode()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.open(f"http://127.0.0.1:{run.port}/login", form, timeout=30).close()
        with opener.open(f"http://127.0.0.1:{run.port}/nwb-video-panel/v1/{token}", timeout=30) as reply:
            assert reply.read() == clip.bytes

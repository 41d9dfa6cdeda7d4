"""Real Panel servers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

SESSION_APP = '''
"""Plays the session that the query names; for tests, which trust themselves."""
import json
import panel as pn
from nwb_video_panel import NWBLocalVideoPlayer

pn.extension(sizing_mode="stretch_both")
query = {name: values[0].decode() for name, values in pn.state.session_args.items()}
chosen = {"selected": [query["only"]]} if "only" in query else {}
chosen["engine"] = query.get("engine", "auto")
if "grid" in query:
    chosen["video_grid"] = json.loads(query["grid"])
player = NWBLocalVideoPlayer(query["session"], sizing_mode="stretch_both", **chosen)
if "tables" in query:
    player.grid.table = ""  # the page has the button that opens one
player.servable()
'''
"""An app for `panel serve`."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    command: Sequence[str | Path], port: int, path: str, log: Path, seconds: float = 90
) -> Iterator[str]:
    """Run a server until the with-block ends; its root URL, once `path` answers there."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (
        log.open("w") as output,
        subprocess.Popen(
            [str(word) for word in command],
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,
        ) as server,
    ):
        try:
            root = f"http://localhost:{port}"
            _wait_for(f"{root}{path}", server, log, seconds)
            yield root
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
            if hasattr(os, "killpg"):
                # The other processes of --num-procs outlive the first.
                with suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGTERM)


@contextmanager
def panel_serve(app: Path, *options: str | Path, log: Path, path: str | None = None) -> Iterator[str]:
    """Run `panel serve`; its root URL."""
    port = free_port()
    command = [sys.executable, "-m", "panel", "serve", app, "--port", str(port), *options]
    with running(command, port, path or f"/{app.stem}", log) as root:
        yield root


def _wait_for(url: str, server: subprocess.Popen, log: Path, seconds: float) -> None:
    """Ask until there is an answer; a server that has ended tells why in its log."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(f"the server ended:\n{log.read_text()}")
        if answers(url):
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer from {url}:\n{log.read_text()}")


def answers(url: str) -> bool:
    """Whether a server answers there, if only to complain."""
    try:
        with urllib.request.urlopen(url, timeout=60):
            return True
    except urllib.error.HTTPError as error:
        return error.code != 503
    except OSError:
        return False

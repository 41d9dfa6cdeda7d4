"""Firefox as the tests drive it: WebDriver BiDi over a websocket (https://w3c.github.io/webdriver-bidi).

Debian's own Firefox speaks it; Playwright drives only builds of its own.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket
from PIL import Image

VARIABLE = "NWB_VIDEO_PANEL_FIREFOX"
NAMES = ("firefox-esr", "firefox")
PREFERENCES = {
    "media.autoplay.default": 0,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#",
    "toolkit.telemetry.enabled": False,
}
STARTS_WITHIN = 120.0
"""Seconds, on a busy machine."""


def find() -> str | None:
    """Return the path of a Firefox, the one that the variable names before any other."""
    if named := os.environ.get(VARIABLE):
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """One page of a running Firefox."""

    def __init__(self, address: str) -> None:
        # The browser answers only those who come from no page.
        self._socket = websocket.create_connection(address, timeout=STARTS_WITHIN, suppress_origin=True)
        self._sent = 0
        self._command("session.new", capabilities={})
        self._page = self._command("browsingContext.getTree")["contexts"][0]["context"]

    def goto(self, url: str) -> None:
        self._command("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._command("browsingContext.setViewport", context=self._page, viewport=size)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a function, which may be async, with what JSON can hold; what it returns, likewise."""
        given = ",".join(json.dumps(argument) for argument in arguments)
        expression = f"(async () => JSON.stringify(await ({function})({given})))()"
        target = {"context": self._page}
        reply = self._command(
            "script.evaluate", expression=expression, target=target, awaitPromise=True, userActivation=True
        )
        if reply["type"] != "success":
            raise AssertionError(reply["exceptionDetails"]["text"])
        return json.loads(reply["result"].get("value", "null"))

    def screenshot(self) -> Image.Image:
        reply = self._command("browsingContext.captureScreenshot", context=self._page)
        return Image.open(io.BytesIO(base64.b64decode(reply["data"]))).convert("RGB")

    def close(self) -> None:
        self._command("browser.close")
        self._socket.close()

    def _command(self, method: str, **params: Any) -> Any:
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while (reply := json.loads(self._socket.recv())).get("id") != self._sent:
            pass  # an event of the browser's
        if reply["type"] == "error":
            raise AssertionError(f"{method}: {reply['message']}")
        return reply["result"]


@contextmanager
def running(path: str, profile: Path) -> Iterator[Firefox]:
    """Run a Firefox without a window, with a profile of its own, until the with-block ends."""
    profile.mkdir(exist_ok=True)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    log = profile / "log.txt"
    command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            firefox = Firefox(_address(log, process))
            yield firefox
            firefox.close()
            process.wait(30)
        finally:
            process.kill()


def _address(log: Path, process: subprocess.Popen) -> str:
    """Where it listens, as soon as it says so."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text()):
            return f"{found[1]}/session"
        time.sleep(0.1)
    raise AssertionError(f"Firefox does not listen:\n{log.read_text()}")

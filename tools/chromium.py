"""Finds a Chromium for the tests, or gets one.

python tools/chromium.py            prints its path, getting it first where there is none

One that is installed is taken; else Playwright's own; else, on Debian and its like and for root,
the system's package. The variable NWB_VIDEO_PANEL_BROWSER names another.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "NWB_VIDEO_PANEL_BROWSER"
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)


def find() -> str | None:
    """Return the path of a browser that starts."""
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    if named := os.environ.get(VARIABLE):
        yield named
        return
    yield from filter(None, map(shutil.which, NAMES))
    yield from (path for path in ELSEWHERE if Path(path).exists())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own


def _starts(path: str) -> bool:
    """Tell a browser from a stub that only says what to install, and from one whose libraries are missing."""
    if os.name == "nt":  # where --version opens a window
        return Path(path).exists()
    try:
        reply = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return reply.returncode == 0


def get() -> None:
    """Install Playwright's Chromium, else the system's."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    env = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "20000"} | os.environ
    if root and shutil.which("apt-get"):
        subprocess.run([*playwright, "--with-deps"], env=env, check=False)
    else:
        subprocess.run(playwright, env=env, check=False)
    if find() is None and root and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update"], check=False)
        subprocess.run(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], check=False)


def main() -> int:
    """Run the command line."""
    found = find()
    if found is None and VARIABLE not in os.environ:
        get()
        found = find()
    if found is None:
        print(
            f"No Chromium can be started. Install Chromium or Google Chrome, or name one in {VARIABLE}.",
            file=sys.stderr,
        )
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())

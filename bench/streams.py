"""How late a Panel server's loop is while a browser plays cameras that the server transcodes.

python bench/streams.py [--cameras 4] [--seconds 15]

The player's page in Chromium, `panel serve`, MPEG-4 in AVI of 640x480; the loop's lag is sampled within the
server, before and while it plays. At the same times a bare loop is sampled in a process of its own: what that
waits for a core, everything on this machine waits for.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tools")]

import chromium  # noqa: E402 - of the folders above
from conftest import ARGUMENTS  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from serving import SESSION_APP, panel_serve  # noqa: E402
from sessions import camera, write_session  # noqa: E402
from stage import Stage  # noqa: E402

_spec = importlib.util.spec_from_file_location(
    "bench_codecs", HERE / "codecs.py"
)  # as the standard library's
assert _spec
assert _spec.loader
_codecs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_codecs)

SAMPLER = """
import asyncio, pathlib, sys, time
async def sample(path):
    while True:
        lines = []
        for _ in range(100):
            due = time.monotonic() + 0.002
            await asyncio.sleep(0.002)
            lines.append(f"{due} {time.monotonic() - due}\\n")
        with path.open("a") as file:
            file.writelines(lines)
"""
BARE = f"{SAMPLER}\nasyncio.run(sample(pathlib.Path(sys.argv[1])))"
SAMPLED = f"""{SAMPLER}
if not hasattr(sys, "sampled"):
    sys.sampled = asyncio.get_running_loop().create_task(sample(pathlib.Path(__file__).with_name("lag.txt")))
"""
"""Put at the end of the app: sampling begins with the first session."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        os.environ["NWB_VIDEO_PANEL_CACHE_DIR"] = str(folder / "cache")
        (folder / "player.py").write_text(SESSION_APP + SAMPLED)
        frames = 25 * (options.seconds + 5)
        cameras = []
        for i in range(options.cameras):
            _codecs.clip(folder / f"{i}.avi", "mpeg4", "yuv420p", (640, 480), frames)
            cameras.append(camera(f"camera{i}", [f"{i}.avi"], rate=25.0, num_samples=frames))
        session = write_session(folder / "s.nwb", *cameras)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        plugins = ("--plugins", "nwb_video_panel.routes")
        bare = subprocess.Popen([sys.executable, "-c", BARE, folder / "bare.txt"])
        with panel_serve(folder / "player.py", *plugins, log=folder / "log.txt", path="/favicon.ico") as root:
            stage = Stage.opened(browser.new_page(), f"{root}/player?session={session}")
            times = [time.monotonic()]
            stage.page.wait_for_timeout(3000)
            times.append(time.monotonic())
            stage.root.locator(".tile").first.focus()
            begun = stage.time
            stage.page.keyboard.press("Space")
            stage.page.wait_for_timeout(1000 * options.seconds)
            times.append(time.monotonic())
            played = (stage.time - begun) / (times[2] - times[1])
            stage.page.wait_for_timeout(500)
            lags = {each: np.loadtxt(folder / f"{each}.txt").T for each in ("lag", "bare")}
        bare.terminate()
        browser.close()
    print(f"load {os.getloadavg()[0]:.1f}; {options.cameras} cameras, played at {played:.2f}x")
    for what, start, stop in (("standing", *times[:2]), ("playing", *times[1:])):
        for name, whose in (("lag", "server"), ("bare", "bare loop")):
            due, lag = lags[name]
            ms = 1000 * lag[(due >= start) & (due < stop)]
            p50, p99 = np.percentile(ms, (50, 99))
            print(f"  {what:9} {whose:10} p50 {p50:5.1f}  p99 {p99:5.1f}  max {ms.max():5.1f} ms")


if __name__ == "__main__":
    main()

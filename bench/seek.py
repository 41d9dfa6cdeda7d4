"""How long a step and a far seek take, and what playing costs, by engine and codec, in one run.

Run ``python bench/seek.py``. It makes videos of 640 x 480 with closed groups of
250 pictures, opens each in a player in Chromium with each engine, and with the choice
left to the player, and prints a table: milliseconds from the request until the exact
frame is on screen (the tile's own word, kept honest by tests/ui), or from the press of
Play until the next frame is, median and 95th percentile; then CPU seconds per second
and resident memory of the browser while four cameras play.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

import chromium  # noqa: E402 - of this project
from clips import write_clip  # noqa: E402
from serving import SESSION_APP, panel_serve  # noqa: E402
from sessions import camera, write_session  # noqa: E402
from stage import Stage  # noqa: E402

FRAMES, RATE, SIZE = 1500, 50, (640, 480)
ONLY_PLAYING = "--playing" in sys.argv
CODECS = {"h264": "mp4", "vp9": "webm", "av1": "mp4"}
ENGINES = ("native", "webcodecs", "auto")
STEPS, FAR, STARTS, PLAYED = 40, 25, 10, 12.0

ASK = """async (root, [command, amount]) => {
    const tile = root.querySelector(".tile");
    const before = tile.dataset.frame;
    const began = performance.now();
    if (command !== "seek") {
        const key = command === "play" ? " " : amount > 0 ? "." : ",";
        tile.focus();
        tile.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    } else {
        const field = root.querySelector('[aria-label="Session time"]');
        field.value = amount;
        field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
        field.form?.requestSubmit();
    }
    while (tile.dataset.state !== "ready" || tile.dataset.frame === before) {
        if (performance.now() - began > 20000) return NaN;
        await new Promise((resolve) => { const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => { port1.close(); resolve(); }; port2.postMessage(0); });
    }
    return performance.now() - began;
}"""


LATE = """async (root, ms) => {
    const until = performance.now() + ms;
    let [looks, late] = [0, 0];
    while (performance.now() < until) {
        await new Promise(requestAnimationFrame);
        const due = Math.floor((Number(root.dataset.sessionTime) - 5) * 50 + 1e-6);
        for (const tile of root.querySelectorAll(".tile")) {
            looks += 1;
            late += Math.abs(Number(tile.dataset.frame) - due) > 1;
        }
    }
    return late / looks;
}"""
"""The share of looks, one tile in one animation frame each, at which the frame is more than one off."""


def latencies(stage: Stage, clock: np.ndarray, rng: np.random.Generator) -> dict[str, list[float]]:
    """Milliseconds of each step, far seek, and start of playing."""
    taken: dict[str, list[float]] = {"+1": [], "-1": [], "far": [], "play": []}
    for row in rng.permutation(np.arange(30, FRAMES - 80, (FRAMES - 110) // FAR))[:FAR]:
        taken["far"].append(stage.root.evaluate(ASK, ["seek", repr(float(clock[row]))]))
    for name, step in (("+1", 1), ("-1", -1)):
        for _ in range(STEPS):
            taken[name].append(stage.root.evaluate(ASK, ["step", step]))
    for _ in range(STARTS):
        taken["play"].append(stage.root.evaluate(ASK, ["play", 0]))
        stage.page.keyboard.press("Space")
        stage.root.evaluate(ASK, ["step", 1])
        stage.settle()
    return taken


def usage(pid: int) -> tuple[float, float]:
    """CPU seconds so far and resident MiB of a process and all it started."""
    ticks, pages = 0, 0
    children: dict[int, list[int]] = {}
    facts = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(") ")[2].split()
            own = int((entry.parent / "statm").read_text().split()[1])
            shared = int((entry.parent / "statm").read_text().split()[2])
        except OSError:
            continue
        number = int(entry.parent.name)
        facts[number] = (int(fields[11]) + int(fields[12]), own - shared)
        children.setdefault(int(fields[1]), []).append(number)
    waiting = [pid]
    while waiting:
        number = waiting.pop()
        waiting += children.get(number, [])
        ticks += facts.get(number, (0, 0))[0]
        pages += facts.get(number, (0, 0))[1]
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def open_player(page: Page, root: str, path: Path, engine: str, cameras: int) -> Stage:
    stage = Stage.opened(page, f"{root}/player?session={path}&engine={engine}")
    for i in range(cameras):
        tile = stage.root.locator(".tile").nth(i)
        if engine != "auto":
            expect(tile).to_have_attribute("data-engine", engine, timeout=60_000)
    stage.settle()
    return stage


def row(name: str, values: list[float]) -> str:
    ordered = sorted(values)
    return f"{name:>4} {statistics.median(ordered):7.0f} {ordered[int(0.95 * (len(ordered) - 1))]:7.0f}"


def main() -> None:
    """Make the videos, measure, print."""
    clock = 5.0 + np.arange(FRAMES) / RATE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = folder / "player.py"
        app.write_text(SESSION_APP)
        sessions = {}
        for codec, suffix in CODECS.items():
            file = write_clip(folder / f"{codec}.{suffix}", FRAMES, SIZE, RATE, codec)
            sessions[codec] = write_session(
                folder / f"{codec}.nwb", camera("one", [file.name], timestamps=clock)
            )
        four = [camera(f"c{i}", ["h264.mp4"], timestamps=clock) for i in range(4)]
        together = write_session(folder / "four.nwb", *four)
        log = folder / "log.txt"
        with (
            panel_serve(app, "--plugins", "nwb_video_panel.routes", log=log, path="/favicon.ico") as root,
            sync_playwright() as playwright,
        ):
            launch = {
                "executable_path": chromium.find(),
                "args": ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
            }
            print("ms until the frame is on screen        p50     p95")
            for codec, path in () if ONLY_PLAYING else sessions.items():
                for engine in ENGINES:
                    browser = playwright.chromium.launch(**launch)
                    stage = open_player(browser.new_page(), root, path, engine, 1)
                    for what, values in latencies(stage, clock, np.random.default_rng(0)).items():
                        print(f"{codec:>8} {engine:>12} {row(what, values):>20}", flush=True)
                    browser.close()
            print("four cameras playing: CPU s/s, MiB, % of looks more than one frame off; paused: MiB")
            for engine in ENGINES:
                browser = playwright.chromium.launch(**launch)
                page = browser.new_page(viewport={"width": 1300, "height": 1000})
                stage = open_player(page, root, together, engine, 4)
                pid = browser_pid(os.getpid())
                for _ in range(10):
                    stage.root.evaluate(ASK, ["step", 1])
                _, resting = usage(pid)
                stage.root.get_by_role("button", name="Play", exact=True).click()
                page.wait_for_timeout(3000)
                before, _ = usage(pid)
                late = stage.root.evaluate(LATE, PLAYED * 1000)
                after, memory = usage(pid)
                cost = f"{(after - before) / PLAYED:6.2f} {memory:7.0f}"
                print(f"{engine:>12} {cost} {100 * late:6.1f} {resting:7.0f}", flush=True)
                browser.close()


def browser_pid(parent: int) -> int:
    """The Chromium that this process drives."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        driven = any(word.startswith(b"--remote-debugging") for word in words)
        if driven and not any(word.startswith(b"--type=") for word in words):
            number = int(entry.parent.name)
            if parent in ancestors(number):
                return number
    raise RuntimeError("no browser")


def ancestors(pid: int) -> list[int]:
    found = []
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
        found.append(pid)
    return found


if __name__ == "__main__":
    main()

"""When the first frames of four cameras are on the page, beside a bare page of four `<video>` elements.

    python bench/first_frames.py [--rounds 7] [--profile]

One `panel serve` serves all pages of a run: the player's, the bare one, and an
empty Panel page, which tells what Panel and Bokeh themselves need before any
component's script runs. All videos go by the same routes. Each visit is one of
a fresh browser profile; a second visit follows with the scripts in its cache.
Rounds alternate and medians count. Times are milliseconds from navigation to
the last of the four first frames, by requestVideoFrameCallback.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "tests"))  # before this folder, which has a serving.py too

CAMERAS, SECONDS, RATE, SIZE = 4, 20, 30, (640, 480)
WANTED = 1.5
PATIENCE = 60_000

PLAYER = """
import os
import panel as pn
from nwb_video_panel import NWBLocalVideoPlayer

pn.extension(sizing_mode="stretch_both")
NWBLocalVideoPlayer(os.environ["BENCH_SESSION"], sizing_mode="stretch_both").servable()
"""
EMPTY = """
import panel as pn

pn.extension(sizing_mode="stretch_both")
pn.Column(sizing_mode="stretch_both").servable()
"""
BARE = """<!doctype html>
<title>bare</title>
<style>body {{ display: grid; grid-template-columns: 1fr 1fr; margin: 0 }} video {{ width: 100% }}</style>
{videos}
<script>
for (const video of document.querySelectorAll("video")) video.requestVideoFrameCallback(() => {{}});
</script>
"""

WATCH = """(() => {
    const seen = globalThis.bench = {frames: [], ready: [], player: null, bokeh: null};
    const video = HTMLVideoElement.prototype;
    const ask = video.requestVideoFrameCallback;
    const told = new WeakSet();
    video.requestVideoFrameCallback = function (callback) {
        return ask.call(this, (...facts) => {
            if (!told.has(this)) seen.frames.push(performance.now());
            told.add(this);
            callback(...facts);
        });
    };
    const set = Element.prototype.setAttribute;
    Element.prototype.setAttribute = function (name, value) {
        if (name === "class" && value === "player") seen.player ??= performance.now();
        if (name === "data-state" && value === "ready") seen.ready.push(performance.now());
        return set.call(this, name, value);
    };
    const look = () => {
        const [page] = globalThis.Bokeh?.documents ?? [];
        if (page?.is_idle) seen.bokeh = performance.now();
        else requestAnimationFrame(look);
    };
    look();
})()"""
"""Runs before a page's own scripts: notes when things happen, the same on every page."""

RESOURCES = """() => performance.getEntriesByType("resource")
    .map(({name, startTime, responseStart, responseEnd}) => [startTime, responseStart, responseEnd, name])"""


PAGES = {
    "bare": ("plain/bare.html", f"bench.frames.length >= {CAMERAS}"),
    "empty": ("empty", "bench.bokeh"),
    "player": ("player", f"Math.min(bench.frames.length, bench.ready.length) >= {CAMERAS}"),
}
"""Path of each page, and when it is complete."""

Times = dict[str, dict[str, float]]
"""Of each page: when what happened, milliseconds since navigation."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--profile", action="store_true", help="also print each request of one visit")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as root, a_browser() as browser:
        write_bare_page(browser, root, Path(name) / "plain" / "bare.html")
        first, again = measure(browser, root, given.rounds)
        if given.profile:
            print_profile(browser, root)
    print(f"{CAMERAS} cameras, H.264 {SIZE[0]}×{SIZE[1]}, {SECONDS} s; medians of {given.rounds} rounds")
    ratio = tell("first visit", first)
    tell("second visit, scripts cached", again)
    return ratio > WANTED


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the player, an empty page, and a folder for the bare page; the root URL."""
    from clips import write_clip
    from serving import panel_serve
    from sessions import camera, write_session

    count = SECONDS * RATE
    first = write_clip(folder / "0.mp4", count, SIZE, RATE, gop=RATE)
    for i in range(1, CAMERAS):
        shutil.copy(first, folder / f"{i}.mp4")
    jitter = np.random.default_rng(0).uniform(0, 0.2 / RATE, (CAMERAS, count))
    jitter[:, 0] = 0  # all have a frame where the session starts
    series = [
        camera(f"camera {i}", [f"{i}.mp4"], timestamps=np.arange(count) / RATE + jitter[i])
        for i in range(CAMERAS)
    ]
    session = write_session(folder / "session.nwb", *series)
    plain = folder / "plain"
    plain.mkdir()
    (folder / "player.py").write_text(PLAYER)
    (folder / "empty.py").write_text(EMPTY)
    os.environ |= {"BENCH_SESSION": str(session), "NWB_VIDEO_PANEL_CACHE_DIR": str(folder / "cache")}
    options = ["--plugins", "nwb_video_panel.routes", "--static-dirs", f"plain={plain}"]
    log = folder / "log.txt"
    with panel_serve(folder / "*.py", "--glob", *options, log=log, path="/empty") as root:
        yield root


@contextmanager
def a_browser() -> Iterator[Browser]:
    import chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    yield context
    context.close()


def write_bare_page(browser: Browser, root: str, path: Path) -> None:
    """Learn the videos' URLs from the player, whose first visit also fills the server's caches."""
    with profile(browser) as context:
        visit(context, root, "player")
        urls = context.pages[0].evaluate(
            """() => performance.getEntriesByType("resource")
                .filter(({initiatorType}) => initiatorType === "video").map(({name}) => name)"""
        )
    videos = [f'<video src="{url}" muted preload="auto"></video>' for url in dict.fromkeys(urls)]
    assert len(videos) == CAMERAS
    path.write_text(BARE.format(videos="".join(videos)))


def visit(context: BrowserContext, root: str, name: str) -> dict[str, float]:
    """Open a page and return when what happened, milliseconds since navigation."""
    path, complete = PAGES[name]
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(f"{root}/{path}")
    page.wait_for_function(complete, timeout=PATIENCE)
    seen = page.evaluate(
        """() => ({...bench, html: performance.getEntriesByType("navigation")[0].responseEnd})"""
    )
    return {
        "html": seen["html"],
        "script": seen["player"] or 0,
        "idle": seen["bokeh"] or 0,
        "frames": max(seen["frames"], default=0),
        "ready": max(seen["ready"], default=0),
    }


def measure(browser: Browser, root: str, rounds: int) -> tuple[Times, Times]:
    """Median times of a first visit to each page, and of a second."""
    first: dict[str, list[dict[str, float]]] = {name: [] for name in PAGES}
    again: dict[str, list[dict[str, float]]] = {name: [] for name in PAGES}
    for _ in range(rounds):
        for name in PAGES:
            with profile(browser) as context:
                first[name].append(visit(context, root, name))
                context.pages[0].goto("about:blank")
                again[name].append(visit(context, root, name))
    return medians(first), medians(again)


def medians(visits: dict[str, list[dict[str, float]]]) -> Times:
    return {
        name: {key: statistics.median(one[key] for one in found) for key in found[0]}
        for name, found in visits.items()
    }


def tell(title: str, times: Times) -> float:
    bare, empty, player = times["bare"]["frames"], times["empty"], times["player"]
    own = player["frames"] - player["script"]
    print(f"\n{title}, ms since navigation")
    print(f"  bare page      last first frame {bare:6.0f}")
    print(f"  empty Panel    HTML {empty['html']:6.0f}   Bokeh idle {empty['idle']:6.0f}")
    print(
        f"  player         HTML {player['html']:6.0f}   script {player['script']:6.0f}"
        f"   last first frame {player['frames']:6.0f}   all exact {player['ready']:6.0f}"
    )
    print(f"  player / bare                      {player['frames'] / bare:.2f}")
    print(f"  player / (empty Panel + bare)      {player['frames'] / (empty['idle'] + bare):.2f}")
    print(f"  from the player's script on / bare {own / bare:.2f}   (wanted: <= {WANTED})")
    return own / bare


def print_profile(browser: Browser, root: str) -> None:
    with profile(browser) as context:
        seen = visit(context, root, "player")
        print("requests of a first visit: start, first byte, end, ms since navigation")
        for start, first, end, name in context.pages[0].evaluate(RESOURCES):
            print(f"  {start:6.0f} {first:6.0f} {end:6.0f}  {urlsplit(name).path[-60:]}")
        print({what: round(when) for what, when in seen.items()}, end="\n\n")


if __name__ == "__main__":
    sys.exit(main())

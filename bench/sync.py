"""How well cameras keep step while playing, beside the rule that other players of NWB videos follow.

    python bench/sync.py [--cameras 2 4 6] [--seconds 20] [--peer video_widget.js]

Cameras of mixed rates whose recordings start at different times are played by this
project's player and by the peers' rule: the first camera is master, each other one is
sought when its currentTime differs by more than 0.1 s, and start offsets are not known.
Both pages come from the same server, run in the same browser one after the other, and
get their videos from the same URLs. `--peer` takes the module of nwb-video-widgets
(``nwb_video_widgets/video_widget.js`` of its wheel) in place of its rule on a bare page.

Truth is read back from pixels: each page draws the session time that it shows as a
barcode of the same kind as the videos', so that one screenshot holds both. CPU and
memory are of the browser's processes, measured without screenshots.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tools")]

import chromium  # noqa: E402 - of the folders above
from clips import write_clip  # noqa: E402
from conftest import ARGUMENTS  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from serving import SESSION_APP, panel_serve  # noqa: E402
from sessions import camera, write_session  # noqa: E402
from stage import PATIENCE, Stage  # noqa: E402

from nwb_video_panel import barcode  # noqa: E402

RATES = (30, 60, 25, 120, 50, 30)
STARTS = (6.5, 6.733, 6.917, 6.6, 6.85, 6.55)
SIZE = (480, 360)
VIEW = {"width": 1200, "height": 800}
TICKS = 20_000
"""Of the page's barcode, per second: 20 bits last 52 s."""
REFRESH = 60

OVERLAY = """time => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 368, height: 48 });
    canvas.style = "position:fixed;left:0;bottom:0;z-index:99";
    document.body.append(canvas);
    const context = canvas.getContext("2d");
    window.drawTime = time => {
        const n = Math.max(0, Math.round((time - 6.5) * 20000));
        context.fillStyle = "#101010";
        context.fillRect(0, 0, 368, 48);
        context.fillStyle = "#ebebeb";
        for (let row = 0; row < 2; row++) for (let i = 0; i < 22; i++) {
            const bit = i === 0 || i === 21 || (((n >> (20 - i)) & 1) === 1) !== (row === 1);
            if (bit) context.fillRect(8 + 16 * i, 8 + 16 * row, 16, 16);
        }
    };
    window.drawTime(6.5);
}"""
FOLLOW_PLAYER = """player => {
    const draw = () => window.drawTime(Number(player.dataset.sessionTime));
    new MutationObserver(draw).observe(player, { attributes: true, attributeFilter: ["data-session-time"] });
    draw();
    window.told = [];
    const look = () => {
        requestAnimationFrame(look);
        for (const tile of player.querySelectorAll(".tile"))
            if (tile.dataset.framesOff) window.told.push(Number(tile.dataset.framesOff));
    };
    look();
}"""
PEERS_RULE = """urls => {
    document.body.innerHTML = "";
    document.body.style = "margin:0;background:#000";
    const grid = document.createElement("div");
    const columns = Math.ceil(Math.sqrt(urls.length));
    grid.style = "display:grid;gap:4px;grid-template-columns:repeat(" + columns + ",auto)";
    document.body.append(grid);
    const videos = urls.map(url => Object.assign(document.createElement("video"), { src: url, muted: true }));
    for (const video of videos) { video.preload = "auto"; video.style = "width:100%;max-height:360px"; }
    grid.append(...videos);
    window.start = async () => {
        await Promise.all(videos.map(video => video.play()));
        const sync = () => {
            for (const video of videos.slice(1))
                if (Math.abs(video.currentTime - videos[0].currentTime) > 0.1)
                    video.currentTime = videos[0].currentTime;
            requestAnimationFrame(sync);
        };
        sync();
    };
}"""
PEERS_MODULE = """async ([urls, source]) => {
    document.body.innerHTML = "<div></div>";
    document.body.style = "margin:0;background:#000";
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const names = urls.map((_, i) => "camera" + i);
    const columns = Math.ceil(Math.sqrt(urls.length));
    const rows = [];
    while (rows.length * columns < names.length)
        rows.push(names.slice(rows.length * columns, (rows.length + 1) * columns));
    const state = {
        _video_urls: Object.fromEntries(names.map((name, i) => [name, urls[i]])),
        _video_timing: Object.fromEntries(names.map(name => [name, { start: 6.5, end: 0 }])),
        selected_videos: names, layout_mode: "grid", grid_layout: rows, video_labels: {},
        settings_open: false,
    };
    const model = {
        get: name => state[name], set: (name, value) => { state[name] = value; },
        save_changes() {}, on() {}, off() {}, send() {},
    };
    module.default.render({ model, el: document.body.firstElementChild });
    for (const video of document.querySelectorAll("video")) video.style = "width:100%;max-height:330px";
    const play = ".video-widget__button:not(.video-widget__settings-btn)";
    window.start = () => document.querySelector(play).click();
}"""
FOLLOW_MASTER = """() => {
    const master = document.querySelector("video");
    const draw = () => { window.drawTime(6.5 + master.currentTime); requestAnimationFrame(draw); };
    draw();
}"""
PICTURES = """videos => videos.map(video => {
    const place = video.getBoundingClientRect();
    const scale = Math.min(place.width / video.videoWidth, place.height / video.videoHeight);
    const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
    return [place.x + (place.width - width) / 2, place.y + (place.height - height) / 2, width, height];
})"""
PRESENTED = """videos => {
    window.presented = videos.map(() => 0);
    videos.forEach((video, i) => {
        const tell = (_, { presentedFrames }) => {
            window.presented[i] = presentedFrames;
            video.requestVideoFrameCallback(tell);
        };
        video.requestVideoFrameCallback(tell);
    });
}"""


@dataclass
class Outcome:
    """Of one player with one number of cameras."""

    off: np.ndarray
    """Frames behind (+) or ahead (-) of the time on the page, one per picture read."""
    dropped: float
    """Share of the frames that were due, and that the screen had time for."""
    cpu: float
    """Seconds of processor time per second of play."""
    memory: float
    """MB."""

    @property
    def same(self) -> float:
        return float((self.off == 0).mean())

    @property
    def within(self) -> float:
        return float((np.abs(self.off) <= 1).mean())

    def row(self, name: str) -> str:
        worst = int(np.abs(self.off).max())
        return (
            f"  {name:22} same frame {self.same:6.1%}   within 1 {self.within:6.1%}   worst {worst:3d}   "
            f"dropped {self.dropped:5.1%}   CPU {self.cpu:4.2f} s/s   memory {self.memory:4.0f} MB   "
            f"({len(self.off)} read)"
        )


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--cameras", type=int, nargs="+", default=[2, 4, 6])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--peer", type=Path, help="video_widget.js of nwb-video-widgets")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "player.py").write_text(SESSION_APP)
        frames = write_videos(folder, max(options.cameras), 2 * options.seconds + 2)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        serve = panel_serve(
            folder / "player.py",
            *("--plugins", "nwb_video_panel.routes"),
            log=folder / "log.txt",
            path="/favicon.ico",
        )
        with serve as root:
            for count in options.cameras:
                clocks = [STARTS[i] + np.arange(frames[i]) / RATES[i] for i in range(count)]
                session = write_session(
                    folder / f"{count}.nwb",
                    *(camera(f"camera{i}", [f"{i}.mp4"], timestamps=clocks[i]) for i in range(count)),
                )
                url = f"{root}/player?session={session}&engine=native"  # what plays, also under auto
                ours, urls = play_ours(browser, url, clocks, options.seconds)
                peers = play_peers(browser, root, urls, clocks, options)
                report(count, ours, peers, options.peer)
        browser.close()
    return 0


def report(count: int, ours: Outcome, peers: Outcome, module: Path | None) -> None:
    rates = ", ".join(str(rate) for rate in RATES[:count])
    print(f"{count} cameras ({rates} Hz)")
    print(ours.row("this player"))
    print(peers.row("nwb-video-widgets" if module else "the peers' rule"))
    print(
        f"  ratios                 same frame {ours.same / max(peers.same, 1e-3):.1f} times the peers'; "
        f"CPU {ours.cpu / peers.cpu:.2f}; memory {ours.memory / peers.memory:.2f}",
        flush=True,
    )


def write_videos(folder: Path, count: int, seconds: float) -> list[int]:
    frames = [round(rate * seconds) for rate in RATES[:count]]
    for i, (rate, number) in enumerate(zip(RATES, frames, strict=False)):
        write_clip(folder / f"{i}.mp4", number, SIZE, rate, gop=2 * rate)
    return frames


def play_ours(
    browser: Browser, url: str, clocks: list[np.ndarray], seconds: float
) -> tuple[Outcome, list[str]]:
    page = browser.new_page(viewport=VIEW)
    stage = Stage.opened(page, url)
    stage.hide_words()
    stage.seek(max(clock[0] for clock in clocks))
    videos = stage.root.locator("video[data-front]")
    urls = videos.evaluate_all("videos => videos.map(video => video.currentSrc)")
    page.evaluate(OVERLAY)
    stage.root.evaluate(FOLLOW_PLAYER)
    stage.root.locator(".tile").first.focus()
    outcome = watch(page, videos, lambda: page.keyboard.press("Space"), clocks, seconds)
    told = np.array(page.evaluate("window.told"))
    same, within = (told == 0).mean(), (abs(told) <= 1).mean()
    print(f"  (told on the page by itself: same frame {same:.1%}, within 1 {within:.1%})")
    page.close()
    return outcome, urls


def play_peers(
    browser: Browser, root: str, urls: list[str], clocks: list[np.ndarray], options: argparse.Namespace
) -> Outcome:
    page = browser.new_page(viewport=VIEW)
    page.goto(f"{root}/favicon.ico")
    if options.peer:
        page.evaluate(PEERS_MODULE, [urls, options.peer.read_text()])
    else:
        page.evaluate(PEERS_RULE, urls)
    videos = page.locator("video")
    loaded = "[...document.querySelectorAll('video')].every(video => video.readyState === 4)"
    page.wait_for_function(loaded, timeout=PATIENCE)
    page.evaluate(OVERLAY)
    page.evaluate(FOLLOW_MASTER)
    outcome = watch(page, videos, lambda: page.evaluate("window.start()"), clocks, options.seconds)
    page.close()
    return outcome


def watch(page: Page, videos, play, clocks: list[np.ndarray], seconds: float) -> Outcome:
    boxes = videos.evaluate_all(PICTURES)
    play()
    page.wait_for_timeout(1000)
    videos.evaluate_all(PRESENTED)
    page.wait_for_timeout(200)
    before, busy, began = page.evaluate("window.presented"), processor_time(), time.monotonic()
    page.wait_for_timeout(1000 * seconds / 2)
    shown = np.subtract(page.evaluate("window.presented"), before)
    lasted = time.monotonic() - began
    cpu = (processor_time() - busy) / lasted
    memory = resident()
    due = np.array([min(rate, REFRESH) for rate in RATES[: len(clocks)]]) * lasted
    off: list[int] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        off += read(page, boxes, clocks)
        page.wait_for_timeout(40)
    return Outcome(np.array(off), float(1 - np.minimum(shown, due).sum() / due.sum()), cpu, memory)


def read(page: Page, boxes: list[list[float]], clocks: list[np.ndarray]) -> list[int]:
    """Frames from what is on screen to what is due at the time beside it, of each camera that can be read."""
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot(type="jpeg", quality=90))))
    ticks = barcode.read(picture[-48:, :368])
    if ticks is None:
        return []
    off = []
    for clock, (x, y, width, height) in zip(clocks, boxes, strict=True):
        shown = barcode.read(picture[int(y) : int(y + height / 4), int(x) : int(x + width)])
        row = int(np.searchsorted(clock, 6.5 + ticks / TICKS, side="right")) - 1
        if shown is not None and 0 <= row < len(clock) - 1:
            off.append(row - shown)
    return off


def browser_processes() -> list[Path]:
    """Those that this process has started, and that they have started."""
    parents, names = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text()
            except OSError:
                continue  # it has ended
            names[folder.name] = status[status.index("(") + 1 : status.rindex(")")]
            parents[folder.name] = status[status.rindex(")") + 2 :].split()[1]
    mine = {str(os.getpid())}
    for _ in range(8):
        mine |= {pid for pid, parent in parents.items() if parent in mine}
    return [Path("/proc") / pid for pid in mine if "chrom" in names.get(pid, "")]


def processor_time() -> float:
    """Seconds that the browser's processes have computed."""
    ticks = 0
    for process in browser_processes():
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident() -> float:
    """MB of the browser's processes, shared pages divided among them."""
    total = 0
    for process in browser_processes():
        lines = (process / "smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    sys.exit(main())

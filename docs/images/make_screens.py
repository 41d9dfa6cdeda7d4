"""Makes ``screens/*.webp``, the documentation's pictures of the player: ``make screenshots``.

Twelve states, each at three sizes and in two themes, of the demo session and of
one where everything is wrong. It needs the test tools.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for folder in ("tests", "tools"):
    sys.path.insert(0, str(ROOT / folder))

import chromium  # noqa: E402 - found in the folders named above
from clips import write_clip  # noqa: E402
from serving import SESSION_APP, panel_serve  # noqa: E402
from sessions import camera, write_session  # noqa: E402
from stage import Stage  # noqa: E402

import nwb_video_panel.demo  # noqa: E402

SCREENS = HERE / "screens"
SIZES = {"wide": (1600, 1000), "notebook": (860, 600), "narrow": (400, 720)}
THEMES = {"light": "default", "dark": "dark"}
QUALITY = 62
HEAVIEST = 4_000_000
"""Bytes of all the pictures together."""


def session(stage: Stage) -> None:
    """Show the session at a time where every camera has a frame."""


def gap(stage: Stage) -> None:
    """Go to where a camera pauses."""
    stage.seek(15.0)


def enlarged(stage: Stage) -> None:
    """Show one camera large, the others below."""
    press(stage, "TopCamera", "Enter")


def compared(stage: Stage) -> None:
    """Show two cameras large."""
    press(stage, "TopCamera", "Enter")
    press(stage, "SideCamera", "Shift+Enter")


def adjusting(stage: Stage) -> None:
    """Change brightness, contrast and gamma of one camera."""
    press(stage, "SideCamera", "a")
    slider = stage.root.get_by_role("slider", name="Gamma")
    slider.evaluate("slider => { slider.value = 0.7; slider.dispatchEvent(new Event('input')); }")
    slider.evaluate("slider => slider.dispatchEvent(new Event('change'))")


def free(stage: Stage) -> None:
    """Turn one camera and enlarge a detail of another in the free layout."""
    press(stage, "CornerCamera", "r")
    for _ in range(4):
        press(stage, "TopCamera", "z")
    press(stage, "TopCamera", "a")
    stage.page.keyboard.press("Escape")
    choose_layout(stage, "Free: as the pictures fit best")


def loop(stage: Stage) -> None:
    """Play a second again and again, slowly."""
    press(stage, "TopCamera", "l")
    stage.root.get_by_label("Rate").select_option("0.25")


def cameras(stage: Stage) -> None:
    """Open the menu of cameras, which holds more in a narrow page."""
    stage.root.get_by_role("button", name=re.compile("^(Cameras|View) 3.3$")).click()


def sync(stage: Stage) -> None:
    """Show how far off each camera is."""
    stage.root.locator(".pill").click()


def keys(stage: Stage) -> None:
    """Open the list of keys."""
    stage.root.get_by_role("button", name="Keys").click()


def about(stage: Stage) -> None:
    """Tell what is known of a camera."""
    press(stage, "SideCamera", "i")


def trouble(stage: Stage) -> None:
    """Show everything that may be wrong."""
    stage.seek(1.5)


STATES: tuple[Callable[[Stage], None], ...] = (
    *(session, gap, enlarged, compared, adjusting, free),
    *(loop, cameras, sync, keys, about, trouble),
)


def main() -> None:
    """Take all pictures, or those of the states named as arguments."""
    wanted = sys.argv[1:] or [state.__name__ for state in STATES]
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as (browser, address, troubled):
        demo = nwb_video_panel.demo.make()
        for size, (width, height) in SIZES.items():
            for theme, name in THEMES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                for state in STATES:
                    if state.__name__ not in wanted:
                        continue
                    path = troubled if state is trouble else demo
                    stage = Stage.opened(page, f"{address}?{urlencode({'session': path, 'theme': name})}")
                    page.wait_for_function(
                        "([root, theme]) => root.dataset.theme === theme",
                        arg=[stage.root.element_handle(), theme],
                    )
                    if state is not trouble:
                        stage.seek(13.4)
                    state(stage)
                    keep(page, stage, f"{state.__name__}-{size}-{theme}")
                page.close()
    weight = sum(picture.stat().st_size for picture in SCREENS.glob("*.webp"))
    print(f"{len(list(SCREENS.glob('*.webp')))} pictures, {weight / 1e6:.2f} MB")
    if weight > HEAVIEST:
        raise SystemExit("They are too heavy for a repository.")


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Browser, str, Path]]:
    """Return a browser, the address of a server of players, and a session where everything is wrong."""
    app = folder / "player.py"
    app.write_text(SESSION_APP)
    with (
        panel_serve(
            app, "--plugins", "nwb_video_panel.routes", log=folder / "log.txt", path="/favicon.ico"
        ) as root,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        yield browser, f"{root}/player", write_troubled(folder)
        browser.close()


def write_troubled(folder: Path) -> Path:
    """Write a session whose cameras all have another problem at 1.5 s, but for one."""
    write_clip(folder / "whole.mp4", 90)
    (folder / "text.mp4").write_text("not a video")
    clock = np.arange(90) / 30
    paused = np.concatenate([clock[:40], clock[40:] + 2.0])
    return write_session(
        folder / "trouble.nwb",
        camera("playing", ["whole.mp4"], timestamps=clock),
        camera("missing", ["videos/mouse_07_left.mp4"], timestamps=clock),
        camera("unreadable", ["text.mp4"], timestamps=clock),
        camera("before", ["whole.mp4"], timestamps=clock + 3.0),
        camera("after", ["whole.mp4"], timestamps=clock - 2.5),
        camera("gap", ["whole.mp4"], timestamps=paused),
        session_id="everything that may be wrong",
    )


def keep(page: Page, stage: Stage, name: str) -> None:
    """Write what is on the page once it has come to rest."""
    stage.settle()
    stage.root.locator(".pill:not([data-sync=idle])").wait_for()
    page.wait_for_function("document.getAnimations().every(({playState}) => playState !== 'running')")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(SCREENS / f"{name}.webp", quality=QUALITY, method=6)


def press(stage: Stage, name: str, key: str) -> None:
    """Press a key on a camera's tile."""
    stage.tile(name).focus()
    stage.page.keyboard.press(key)


def choose_layout(stage: Stage, name: str) -> None:
    """Choose a layout where it is: in the header, or in the menu of a narrow page."""
    layout = stage.root.get_by_role("radio", name=name)
    if not layout.is_visible():
        stage.root.get_by_role("button", name="View 3/3").click()
    layout.click()
    stage.page.keyboard.press("Escape")


if __name__ == "__main__":
    main()

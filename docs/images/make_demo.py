"""Makes ``demo.webp``, the README's picture of the demo session playing: ``python docs/images/make_demo.py``.

The player is sought from picture to picture in a real browser, so that the
result is as smooth on a slow machine. It needs the test tools (``make install``
is not enough, ``make test`` is).
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for folder in ("tests", "tools"):
    sys.path.insert(0, str(ROOT / folder))

SIZE = (900, 600)
RATE = 10
"""Pictures per second."""
SECONDS = (11.5, 17.5)
"""Session time that is shown. The side camera pauses in it, from 14.02 to 16.03 s."""
HEAVIEST = 2_500_000

SHOW_PLAYING = """root => {
    const button = root.querySelector("button.primary");
    button.querySelector("svg").innerHTML = '<path fill="currentColor" d="M6 5h4v14H6zM14 5h4v14h-4z"/>';
    root.getRootNode().activeElement?.blur();
}"""
"""The pictures are of single frames; the button shows what they stand for."""


def main() -> None:
    """Take the pictures and write them beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = take(Path(folder))
    path = HERE / "demo.webp"
    pictures[0].save(
        path,
        save_all=True,
        append_images=pictures[1:],
        duration=round(1000 / RATE),
        loop=0,
        quality=80,
        method=6,
    )
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {len(pictures)} pictures, {size / 1e6:.2f} MB")
    if size > HEAVIEST:
        raise SystemExit("That is too heavy for a README.")


def take(folder: Path) -> list[Image.Image]:
    """Pictures of the player at even steps of session time."""
    import chromium
    from serving import panel_serve

    viewer = ROOT / "apps" / "viewer.py"
    plugin = ("--plugins", "nwb_video_panel.routes")
    with panel_serve(viewer, *plugin, log=folder / "log.txt") as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        pictures = play(page, f"{root}/viewer?theme=dark")
        browser.close()
    return pictures


def play(page: Page, url: str) -> list[Image.Image]:
    """Seek through the session as playing would go."""
    from stage import Stage

    stage = Stage.opened(page, url)
    pictures = []
    start, stop = SECONDS
    for time in start + np.arange(round((stop - start) * RATE)) / RATE:
        stage.seek(round(float(time), 3))
        stage.root.evaluate(SHOW_PLAYING)
        pictures.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    return pictures


if __name__ == "__main__":
    main()

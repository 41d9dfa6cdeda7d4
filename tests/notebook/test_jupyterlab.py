"""The example notebook, in a real JupyterLab and a real Notebook 7 with a real kernel."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import numpy as np
import pytest
from clips import decoded
from playwright.sync_api import Page, expect
from serving import free_port, running
from stage import PATIENCE, Stage

from nwb_video_panel import barcode

pytestmark = pytest.mark.notebook

EXAMPLE = Path(__file__).parents[2] / "examples" / "look_at_a_session.ipynb"
EXTENSION_FIRST = [
    "import panel as pn\npn.extension()",
    "from nwb_video_panel import NWBLocalVideoPlayer\nfrom nwb_video_panel.demo import make",
    "NWBLocalVideoPlayer(make())",
]
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--ServerApp.token=",
    "--ServerApp.password=",
]


@contextmanager
def jupyter(application: str, folder: Path) -> Iterator[str]:
    """Run a Jupyter server on a folder; its URL."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        application,
        f"--port={port}",
        f"--ServerApp.root_dir={folder}",
        *OPTIONS,
    ]
    with running(command, port, "/api", folder / "log.txt") as root:
        yield root


def run_all_cells(page: Page) -> None:
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=PATIENCE,
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


@pytest.mark.parametrize(("application", "place"), [("jupyterlab", "lab/tree"), ("notebook", "notebooks")])
def test_the_example_notebook_plays(page: Page, tmp_path: Path, application, place, demo_clocks) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    with jupyter(application, tmp_path) as root:
        play_the_example(page, f"{root}/{place}/{EXAMPLE.name}", demo_clocks)


def play_the_example(page: Page, url: str, demo_clocks) -> None:
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(url)
    run_all_cells(page)
    first = page.locator(".player").first
    expect(first).to_be_visible(timeout=PATIENCE)
    stage = Stage(page, first)
    stage.settle()
    # The notebook has set player.time = 12.5 from Python.
    expect(first).to_have_attribute("data-session-time", "12.5", timeout=PATIENCE)
    stage.hide_words()
    for time in (12.5, 7.0, 20.001):
        stage.seek(time)
        for name, clock in demo_clocks.items():
            row = int((clock <= time).sum()) - 1
            assert stage.shows(name).frame == row
            # The notebook has scrolled on to its last cells.
            stage.tile(name).scroll_into_view_if_needed()
            assert stage.barcode(name) == row
    play = stage.root.get_by_role("button", name="Play", exact=True)
    play.click()
    page.wait_for_function(
        "root => Number(root.dataset.sessionTime) > 20.5", arg=first.element_handle(), timeout=PATIENCE
    )
    stage.root.get_by_role("button", name="Pause").click()
    assert hosts <= {"localhost", "127.0.0.1"}


def test_it_plays_and_saves_where_panel_was_loaded_first_from_a_cdn_that_does_not_answer(
    page, tmp_path, demo_clocks
):
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in EXTENSION_FIRST]
    nbformat.write(notebook, tmp_path / "first.ipynb")
    page.route(lambda url: "//localhost" not in url and "//127.0.0.1" not in url, lambda route: route.abort())
    with jupyter("jupyterlab", tmp_path) as root:
        page.goto(f"{root}/lab/tree/first.ipynb")
        run_all_cells(page)
        expect(page.locator(".player")).to_be_visible(timeout=PATIENCE)
        stage = Stage(page, page.locator(".player"))
        stage.settle()
        stage.seek(10.0)
        assert stage.shows("TopCamera").state == "ready"
        saved = clip_of(stage, "TopCamera", tmp_path)
    assert saved == due(demo_clocks["TopCamera"], 9.5, 10.5)


def clip_of(stage: Stage, camera: str, folder: Path) -> list[int | None]:
    """The frame numbers of a clip of one second around here."""
    stage.tile(camera).focus()
    stage.page.keyboard.press("l")
    stage.page.keyboard.press("Shift+S")
    panel = stage.root.get_by_role("dialog", name="Save a clip")
    panel.get_by_role("button", name=re.compile("^Only ")).click()
    with stage.page.expect_download(timeout=PATIENCE) as waiting:
        panel.get_by_role("button", name="Save").click()
    assert waiting.value.suggested_filename == f"demo_{camera}_9.500-10.500s.mp4"
    waiting.value.save_as(folder / "clip.mp4")
    return [barcode.read(picture) for _, picture in decoded(folder / "clip.mp4")]


def due(clock: np.ndarray, start: float, stop: float) -> list[int]:
    """The frames of [start, stop): the one on screen at its start, and all that follow."""
    return list(range(np.searchsorted(clock, start, side="right") - 1, np.searchsorted(clock, stop)))

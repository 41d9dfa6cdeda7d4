"""Notebooks, wherever their kernel is: the player plays, seeks and ends up on the right frame."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import numpy as np
import pytest
from accounts import pam
from clips import write_clip
from playwright.sync_api import APIResponse, Page, expect
from serving import free_port, running
from sessions import camera, write_session
from stage import PATIENCE

SHOW = "from nwb_video_panel import NWBLocalVideoPlayer\nplayer = NWBLocalVideoPlayer({session!r})\nplayer"
STREAMED = (
    "from nwb_video_panel import NWBLocalVideoPlayer\n"
    "NWBLocalVideoPlayer({session!r}, engines={{'other': 'streamed'}})"
)
EXTENSION = "import panel as pn\nimport nwb_video_panel.player\npn.extension({options})"
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--expose-app-in-browser",
    "--ServerApp.token=",
    "--ServerApp.password=",
]
MEDIA = "/nwb-video-panel/v1/"
IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


def write_notebook(path: Path, *cells: str) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(metadata=kernel)
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, path)
    return path


@contextmanager
def jupyter(folder: Path, *options: str, application: str = "jupyterlab") -> Iterator[str]:
    """Run JupyterLab or Notebook 7 on a folder; its URL."""
    port = free_port()
    command = [sys.executable, "-m", application, f"--port={port}", f"--ServerApp.root_dir={folder}"]
    with running([*command, *OPTIONS, *options], port, "/api", folder / "log.txt") as root:
        yield root


def run_all(page: Page) -> None:
    page.wait_for_function(IDLE, timeout=3 * PATIENCE)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def block_loopback(page: Page) -> list[str]:
    """As if the browser were on another machine: nothing but the page's own server is there."""
    refused: list[str] = []
    own = page.url

    def stop(route) -> None:
        refused.append(route.request.url)
        route.abort()

    page.context.route(lambda url: url.startswith("http://127.0.0.1:") and not url.startswith(own), stop)
    return refused


def media_of(page: Page) -> list[str]:
    """The addresses at which the page asks for media, as they come; a busy page may have no <video>."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if MEDIA in request.url else None)
    return asked


def keep_within(page: Page) -> list[str]:
    """As if this machine had no network; what was asked of others."""
    refused: list[str] = []

    def stop(route) -> None:
        refused.append(route.request.url)
        route.abort()

    page.route(re.compile(r"https?://(?!localhost\b|127\.0\.0\.1\b)"), stop)
    return refused


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("lab")
    with jupyter(folder) as root:
        yield root, folder


@pytest.fixture
def notebook(page, lab, one_camera):
    """Open a notebook of these cells and run them all."""
    root, folder = lab

    def notebook(*cells: str, name: str) -> None:
        write_notebook(folder / f"{name}.ipynb", EXTENSION.format(options=""), *cells)
        page.goto(f"{root}/lab/tree/{name}.ipynb?reset")
        run_all(page)

    return notebook


def test_straight_to_the_kernels_port(page, notebook, one_camera, plays):
    asked = media_of(page)
    notebook(SHOW.format(session=str(one_camera)), name="straight")
    plays(page)
    assert asked
    assert all(url.startswith("http://127.0.0.1:") for url in asked)


def test_through_jupyter_server_proxy_where_that_port_is_not_reached(page, notebook, one_camera, plays):
    refused = block_loopback(page)
    asked = media_of(page)
    notebook(SHOW.format(session=str(one_camera)), name="proxied")
    plays(page)
    assert refused
    assert "/proxy/" in asked[-1]


def test_without_jupyter_server_proxy_it_says_what_it_tried_and_tries_again(
    page, tmp_path, one_camera, plays
):
    write_notebook(
        tmp_path / "none.ipynb", EXTENSION.format(options=""), SHOW.format(session=str(one_camera))
    )
    with jupyter(tmp_path, "--ServerApp.jpserver_extensions={'jupyter_server_proxy': False}") as root:
        page.goto(f"{root}/lab/tree/none.ipynb")
        refused = block_loopback(page)
        run_all(page)
        notice = page.locator(".notice").filter(has_text="The videos cannot be reached from this page")
        expect(notice).to_be_visible(timeout=PATIENCE)
        port = refused[0].split("/")[2].partition(":")[2]
        expect(notice).to_contain_text(f"http://127.0.0.1:{port}/: no answer")
        expect(notice).to_contain_text(f"{root}/proxy/{port}/: answered 404, not 206")
        expect(notice).to_contain_text("Install jupyter-server-proxy")
        expect(notice).to_contain_text(f"ssh -L {port}:127.0.0.1:{port} {socket.gethostname()}")
        page.context.unroute_all()
        notice.get_by_role("button", name="Try again").press("Enter")
        expect(notice).to_be_hidden(timeout=PATIENCE)
        plays(page)


def test_while_a_cell_computes(page, notebook, one_camera, plays):
    busy = "import time\nbegan = time.monotonic()\nwhile time.monotonic() - began < 90: pass"
    notebook(SHOW.format(session=str(one_camera)), "pass", name="busy")
    plays(page)
    page.evaluate(
        """code => {
            window.computing = true;
            const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
            void kernel.requestExecute({ code }).done.finally(() => { window.computing = false; });
        }""",
        busy,
    )
    plays(page)
    assert page.evaluate("window.computing"), "the cell ended too early to show anything"


def test_after_a_restart_of_the_kernel(page, notebook, one_camera, plays):
    notebook(SHOW.format(session=str(one_camera)), name="restart")
    plays(page)
    before = page.locator(".player video").first.evaluate("video => video.src")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.wait_for_function(IDLE, timeout=PATIENCE)
    run_all(page)
    page.wait_for_function(
        "before => { const video = document.querySelector('.player video');"
        " return !video || video.src !== before }",
        arg=before,
        timeout=PATIENCE,
    )
    plays(page)


def test_in_two_cells_at_once(page, notebook, one_camera, plays):
    page.set_viewport_size({"width": 1280, "height": 1900})
    notebook(SHOW.format(session=str(one_camera)), "player", name="two")
    expect(page.locator(".player")).to_have_count(2, timeout=PATIENCE)
    for nth in (0, 1):
        page.locator(".player").nth(nth).scroll_into_view_if_needed()
        plays(page, nth=nth)


def test_over_ipywidgets(page, lab, one_camera, plays):
    root, folder = lab
    write_notebook(
        folder / "widgets.ipynb",
        EXTENSION.format(options="comms='ipywidgets'"),
        SHOW.format(session=str(one_camera)),
    )
    page.goto(f"{root}/lab/tree/widgets.ipynb?reset")
    run_all(page)
    plays(page)


@pytest.mark.parametrize("proxied", [False, True], ids=["straight", "through jupyter-server-proxy"])
def test_panels_preview(page, tmp_path, one_camera, plays, proxied):
    write_notebook(
        tmp_path / "preview.ipynb",
        EXTENSION.format(options=""),
        SHOW.format(session=str(one_camera)) + ".servable()",
    )
    extension = "--ServerApp.jpserver_extensions={'panel.io.jupyter_server_extension': True}"
    with jupyter(tmp_path, extension) as root:
        if proxied:
            block_loopback(page)
        plays(page, f"{root}/panel-preview/render/preview.ipynb")


@pytest.mark.parametrize("proxied", [False, True], ids=["straight", "through jupyter-server-proxy"])
def test_notebook_7(page, tmp_path, one_camera, plays, proxied):
    write_notebook(
        tmp_path / "seven.ipynb", EXTENSION.format(options=""), SHOW.format(session=str(one_camera))
    )
    with jupyter(tmp_path, application="notebook") as root:
        page.goto(f"{root}/notebooks/seven.ipynb")
        refused = block_loopback(page) if proxied else []
        asked = media_of(page)
        run_all(page)
        plays(page)
        assert ("/proxy/" in asked[-1]) == proxied == bool(refused)


@pytest.mark.parametrize("proxied", [False, True], ids=["straight", "through jupyter-server-proxy"])
def test_voila(page, tmp_path, one_camera, plays, proxied):
    path = write_notebook(
        tmp_path / "voila.ipynb",
        EXTENSION.format(options="comms='ipywidgets'"),
        SHOW.format(session=str(one_camera)),
    )
    elsewhere = keep_within(page)
    with jupyter(tmp_path) as root:
        if proxied:
            page.goto(f"{root}/api")
            block_loopback(page)
        plays(page, f"{root}/voila/render/{path.name}")
    # Voila's template asks for icons and MathJax, Panel over ipywidgets for its theme. The player needs none.
    hosts = {url.split("/")[2] for url in elsewhere}
    assert hosts <= {"cdn.jsdelivr.net", "cdnjs.cloudflare.com", "cdn.holoviz.org"}


HUB = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r}
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True"]
c.Spawner.environment = {environment!r}
c.JupyterHub.authenticator_class = {authenticator!r}
c.Authenticator.allow_all = True
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie"
"""


@pytest.fixture
def jupyterhub(page, tmp_path, program):
    """Run a hub, with one of its own authenticators, whose users have a notebook of these cells; its URL."""

    @contextmanager
    def jupyterhub(authenticator: str, *cells: str) -> Iterator[str]:
        home = tmp_path / "home"
        home.mkdir()
        write_notebook(home / "hub.ipynb", EXTENSION.format(options=""), *cells)
        port = free_port()
        passed_on = ("PYTHONPATH", "JUPYTER_PATH", "JUPYTERLAB_DIR", "JUPYTER_CONFIG_PATH", "PATH")
        (tmp_path / "hub.py").write_text(
            HUB.format(
                port=port,
                hub=free_port(),
                api=free_port(),
                proxy=program("configurable-http-proxy"),
                home=str(home),
                folder=tmp_path,
                python=sys.executable,
                environment={name: os.environ[name] for name in passed_on if name in os.environ},
                authenticator=authenticator,
            )
        )
        command = [sys.executable, "-m", "jupyterhub", "-f", tmp_path / "hub.py"]
        with running(command, port, "/hub/health", tmp_path / "log.txt", seconds=120) as root:
            # The proxy is there before the hub is.
            for _ in range(600):
                if page.request.get(f"{root}/hub/health").status == 200:
                    break
                page.wait_for_timeout(100)
            yield root

    return jupyterhub


def log_in(page: Page, to: str, name: str, password: str) -> None:
    """Fill in the hub's form, which leads on to a path of the hub."""
    page.goto(to)
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")


def test_jupyterhub(page, jupyterhub, one_camera, plays, context):
    with jupyterhub("dummy", SHOW.format(session=str(one_camera))) as root:
        block_loopback(page)
        log_in(page, f"{root}/hub/login?next=%2Fhub%2Fspawn%2Fmouse", "mouse", "x")
        page.wait_for_url(re.compile(rf"{root}/user/mouse/"), timeout=2 * PATIENCE)
        page.goto(f"{root}/user/mouse/lab/tree/hub.ipynb")
        run_all(page)
        plays(page)
        src = page.locator(".player video").first.evaluate("video => video.src")
        assert f"{root}/user/mouse/proxy/" in src
        assert page.request.get(src, headers={"Range": "bytes=0-3"}).status == 206
        # The hub's login stands before it: without its cookie, the link opens nothing.
        context.clear_cookies()
        assert "hub/login" in page.request.get(src).url or page.request.get(src).status in (401, 403)


KINDS = {"media", "index", "stream"}
FIRST = {"Range": "bytes=0-7"}


def kind_of(link: str, reply: APIResponse) -> str | None:
    """What the first bytes at a link of the page are of; None where they are not the player's."""
    if reply.status != 206:
        return None
    if "segment=" in link:
        return "stream"
    beginning = reply.body()
    return "media" if beginning[4:] == b"ftyp" else "index" if beginning[:4] == b"NVPI" else "another"


def test_jupyterhub_with_pam(page, browser, tmp_path, jupyterhub, plays, monkeypatch):
    # The hub wants the machine to have accounts of these names: every Linux does, and nobody logs in to them.
    known = {"daemon": "cheese", "nobody": "butter"}
    for name, value in pam(tmp_path, known).items():
        monkeypatch.setenv(name, value)
    write_clip(tmp_path / "v.mp4", 90)
    times = 2 + np.arange(90) / 30
    cameras = [camera(name, ["v.mp4"], timestamps=times) for name in ("only", "other")]
    session = write_session(tmp_path / "two.nwb", *cameras)
    with jupyterhub("pam", STREAMED.format(session=str(session))) as root:
        block_loopback(page)
        asked = media_of(page)
        to = f"{root}/hub/login?next=%2Fhub%2Fspawn%2Fdaemon"
        log_in(page, to, "daemon", known["nobody"])
        expect(page.locator(".login_error")).to_have_text("Invalid username or password", timeout=PATIENCE)
        assert "/hub/login" in page.request.get(f"{root}/hub/home").url
        log_in(page, to, "daemon", known["daemon"])
        page.wait_for_url(re.compile(rf"{root}/user/daemon/"), timeout=2 * PATIENCE)
        page.goto(f"{root}/user/daemon/lab/tree/hub.ipynb")
        run_all(page)
        plays(page)
        links = [link for link in dict.fromkeys(asked) if link.startswith(f"{root}/user/daemon/proxy/")]
        assert {kind_of(link, page.request.get(link, headers=FIRST)) for link in links} >= KINDS
        with browser.new_context() as elsewhere:
            for link in links:
                reply = elsewhere.request.get(link, headers=FIRST)
                assert reply.url.startswith(f"{root}/hub/login")
            stranger = elsewhere.new_page()
            log_in(stranger, f"{root}/hub/login?next=%2Fhub%2Fhome", "nobody", known["nobody"])
            stranger.wait_for_url(f"{root}/hub/home", timeout=PATIENCE)
            for link in links:
                reply = elsewhere.request.get(link, headers=FIRST)
                assert (reply.status, kind_of(link, reply)) == (403, None)

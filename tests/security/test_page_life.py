"""A page's links open while it lives, and are refused within a minute of its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import panel as pn
import pytest
import servers
from bokeh.client import pull_session
from bokeh.server.tornado import DEFAULT_CHECK_UNUSED_MS, DEFAULT_UNUSED_LIFETIME_MS
from wire import Wire

from nwb_video_panel.serving import pages
from nwb_video_panel.serving.answers import ROUTE


def status(port, token):
    with Wire(port) as wire:
        return wire.ask(f"/{ROUTE}{token}", Range="bytes=0-3").code


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def living(clip):
    """A server whose app has links of its own for each page; its port, and the links by session."""
    links = {}

    def app():
        page = pages.Page()
        page.hold(pn.state.curdoc)
        links[pn.state.curdoc.session_context.id] = page.seal({"k": "media", "p": str(clip.path)})
        return pn.pane.Markdown("a page")

    quick = {"check_unused_sessions_milliseconds": 100, "unused_session_lifetime_milliseconds": 100}
    with servers.panel({"app": app}, extra_patterns=servers.ROUTES, **quick) as root:
        yield root, int(root.rpartition(":")[2]), links


def test_a_link_opens_while_its_page_lives_and_not_when_it_has_ended(living):
    # In a thread of its own: Playwright's tests, which may have run before, leave a running loop in theirs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(open_and_close, *living).result()


def open_and_close(root, port, links):
    one, two = (pull_session(url=f"{root}/app") for _ in range(2))
    first, second = links[one.id], links[two.id]
    assert (status(port, first), status(port, second)) == (206, 206)
    one.close()
    wait_until(lambda: status(port, first) == 403)
    assert status(port, second) == 206
    two.close()
    wait_until(lambda: status(port, second) == 403)


def test_a_page_that_went_away_is_noticed_within_a_minute():
    assert (DEFAULT_CHECK_UNUSED_MS + DEFAULT_UNUSED_LIFETIME_MS) / 1000 < 60
    assert pages.TOUCH < pages.GRACE <= 60


def test_a_notebooks_page_lives_as_long_as_its_kernel(clip, server):
    page = pages.Page()
    token = page.seal({"k": "media", "p": str(clip.path)})
    assert status(server.port, token) == 403
    page.hold()
    assert status(server.port, token) == 206


ELSEWHERE = """
import sys
from nwb_video_panel.serving.pages import Page
page = Page()
page.hold()
print(page.name, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("end", ["quietly", "by a signal"])
def test_siblings_know_the_page_of_another_process_until_that_ends(cache_folder, monkeypatch, end):
    monkeypatch.setattr(pages, "GRACE", 0.3 if end == "by a signal" else 60.0)
    command = [sys.executable, "-c", ELSEWHERE]
    environment = {**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(cache_folder)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as other:
        name = other.stdout.readline().strip()
        os.utime(cache_folder / "pages" / name)
        assert pages.is_alive(name)
        if end == "by a signal":
            other.kill()
        else:
            other.stdin.write("\n")
            other.stdin.flush()
        other.wait(30)
    wait_until(lambda: not pages.is_alive(name))


def test_a_living_page_of_another_process_is_touched(cache_folder, monkeypatch):
    page = pages.Page()
    page.hold()
    os.utime(cache_folder / "pages" / page.name, (0, 0))
    page.touch()
    assert time.time() - (cache_folder / "pages" / page.name).stat().st_mtime < 60


def test_what_lies_in_the_cache_tells_nobody_else_which_pages_live(cache_folder):
    page = pages.Page()
    page.hold()
    folder = cache_folder / "pages"
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / page.name).stat().st_mode & 0o077 == 0


def test_two_pages_that_show_one_player_are_one(clip):
    one, two = pn.io.document.Document(), pn.io.document.Document()
    for document in (one, two):
        document._session_context = object
    page = pages.Page()
    page.hold(one)
    page.hold(two)
    _leave(one)
    assert page.alive
    _leave(two)
    assert not page.alive


def _leave(document):
    for callback in document.callbacks.session_destroyed_callbacks:
        callback(None)


def test_a_pages_file_from_the_future_keeps_nothing_open():
    page = pages.Page()
    page.hold()
    pages._living.pop(page.name)  # as in another process
    assert pages.is_alive(page.name)
    later = time.time() + 3600
    os.utime(pages._file(page.name), (later, later))
    assert not pages.is_alive(page.name)

"""Clips that a page wants: made one after the other, told as they come, gone with the page."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from clips import write_clip
from sessions import camera, write_session

from nwb_video_panel import NWBLocalVideoPlayer, cache
from nwb_video_panel.page import saves
from nwb_video_panel.page.saves import Order, Saves
from nwb_video_panel.serving import pages
from nwb_video_panel.serving.resources import locate

ORDER = {"cameras": ["A"], "span": [0.2, 0.6]}


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saves")
    write_clip(folder / "a.mp4", 60, (384, 64))
    clock = np.arange(60) / 30
    return NWBLocalVideoPlayer(write_session(folder / "s.nwb", camera("A", ["a.mp4"], timestamps=clock)))


@pytest.fixture
def page():
    page = pages.Page()
    page.hold()
    return page


@pytest.fixture
def told():
    return []


@pytest.fixture
def wanted(player, page, told, monkeypatch, tmp_path):
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    return Saves(page, player._to_save, lambda states: told.append([dict(state) for state in states]))


def kept():
    return [key for key, _, _ in cache.entries()]


def run(work):
    """Run it in a loop of its own, also where this thread has one that drives a browser."""
    with ThreadPoolExecutor(1) as one:
        one.submit(asyncio.run, work).result()


async def until(condition):
    while not condition():
        await asyncio.sleep(0.01)


def test_what_is_wanted_is_made_one_after_the_other_and_told(wanted, told):
    run(wanted.want([{"id": "one", **ORDER}, {"id": "two", **ORDER}]))
    assert [state["id"] for state in told[-1]] == ["one", "two"]
    assert all(state["progress"] == 1 and state["size"] > 1000 for state in told[-1])
    assert told[-1][0]["name"] == "s_A_0.200-0.600s.mp4"
    # The second began when the first was told.
    assert not any("token" in states[1] and "token" not in states[0] for states in told if len(states) == 2)
    with locate(pages.opened(told[-1][1]["token"])) as found:
        assert (found.facts.size, found.facts.content_type) == (told[-1][1]["size"], "video/mp4")


def test_what_is_wanted_no_more_is_deleted(wanted, told):
    run(wanted.want([{"id": "one", **ORDER}]))
    assert len(kept()) == 1
    run(wanted.want([]))
    assert (kept(), told[-1]) == ([], [])


@pytest.fixture
def slow(monkeypatch):
    """Clips that wait for each picture until they may go on; what says so."""
    go, begun = threading.Event(), threading.Event()
    real = saves.write_clip

    def slowly(*given, **choices):
        cancelled = choices["cancelled"]

        def wait():
            begun.set()
            go.wait(30)
            return cancelled()

        real(*given, **{**choices, "cancelled": wait})

    monkeypatch.setattr(saves, "write_clip", slowly)
    go.begun = begun
    yield go
    go.set()


def test_a_clip_that_is_being_made_can_be_cancelled_and_the_next_one_is_made(wanted, told, slow):
    async def steps():
        making = asyncio.ensure_future(wanted.want([{"id": "one", **ORDER}]))
        await until(slow.begun.is_set)
        await wanted.want([{"id": "two", **ORDER}])
        slow.set()
        await making

    run(steps())
    assert [(state["id"], "token" in state) for state in told[-1]] == [("two", True)]
    assert len(kept()) == 1


def test_a_page_that_ends_leaves_no_clip_made_or_half_made(wanted, page, slow):
    async def steps():
        slow.set()
        await wanted.want([{"id": "one", **ORDER}])
        slow.clear()
        slow.begun.clear()
        making = asyncio.ensure_future(wanted.want([{"id": "one", **ORDER}, {"id": "two", **ORDER}]))
        await until(slow.begun.is_set)
        page._for_good = False
        page._end()
        slow.set()
        await making

    run(steps())
    assert kept() == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {**ORDER, "cameras": []},
        {**ORDER, "cameras": ["A", "../B"]},
        {**ORDER, "cameras": 3},
        {**ORDER, "span": [0.6, 0.2]},
        {**ORDER, "span": [0.2, float("nan")]},
        {**ORDER, "span": [0.2]},
        {**ORDER, "rate": 0},
        {**ORDER, "rate": "fast"},
        {**ORDER, "height": 10**9},
    ],
)
def test_nonsense_is_told_as_such(wanted, told, said):
    run(wanted.want([{"id": "one", **said}]))
    assert told[-1][0]["problem"]["what"] == "This clip cannot be made"
    assert kept() == []


def test_a_page_may_want_few_at_a_time(wanted, told):
    run(wanted.want([{"id": str(i)} for i in range(100)]))
    assert len(told[-1]) == saves.MOST


def test_a_full_disk_is_told_without_folders(wanted, told, monkeypatch, tmp_path):
    def full(*_given, **_choices):
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(saves, "write_clip", full)
    run(wanted.want([{"id": "one", **ORDER}]))
    problem = told[-1][0]["problem"]
    assert problem["what"] == "The clip cannot be written"
    assert problem["why"] == "there is no room left in the cache folder of the server."
    assert str(tmp_path) not in str(problem)
    assert kept() == []


def test_a_mistake_of_ours_is_told_too(wanted, told, monkeypatch):
    monkeypatch.setattr(saves, "write_clip", lambda *_given, **_choices: 1 / 0)
    run(wanted.want([{"id": "one", **ORDER}]))
    assert "ZeroDivisionError" in told[-1][0]["problem"]["why"]


def test_an_order_keeps_the_cameras_in_their_order():
    order = Order.of({"cameras": ["B", "A", "B"], "span": [1, 2], "height": 720}, ["A", "B"])
    assert (order.cameras, order.height, order.rate, order.burned) == (("B", "A"), 720, 1.0, False)

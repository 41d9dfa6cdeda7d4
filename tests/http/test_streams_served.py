"""Streams over HTTP: both servers send what is made, and refuse nonsense."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from clips import write_clip

from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.pages import Page
from nwb_video_panel.serving.tokens import of_process
from nwb_video_panel.streams import ondemand, segments

CLAIMS = {"k": "stream", "c": [0.0, 25.0, 50], "i": True, "f": 0, "n": 50, "o": -1.0, "s": 1.0, "w": 0.04}


@pytest.fixture
def stream(tmp_path) -> str:
    """The path of a stream's token."""
    clip = write_clip(tmp_path / "v.avi", 50, (368, 48), 25, "mpeg4")
    return f"/{ROUTE}{of_process().seal({**CLAIMS, 'p': str(clip)})}"


@pytest.mark.parametrize(("query", "kind"), [("still=7", "image/jpeg"), ("segment=1", "video/mp4")])
def test_what_is_made_is_sent_the_first_time_and_from_the_cache(ask, stream, query, kind):
    first, again = ask(f"{stream}?{query}"), ask(f"{stream}?{query}")
    assert (first.code, first["content-type"]) == (200, kind)
    assert (again.code, again["content-type"], again.body) == (200, kind, first.body)


@pytest.mark.parametrize("query", ["", "?segment=99", "?still=-1", "?segment=1&scale=7", "?x=y"])
def test_nonsense_is_not_found(ask, stream, query):
    assert ask(stream + query).code == 404


def test_what_cannot_be_made_is_said_without_folders(ask, stream, tmp_path):
    (tmp_path / "v.avi").write_bytes(b"no video any more")
    reply = ask(f"{stream}?still=3")
    assert reply.code == 422
    assert b"v.avi" in reply.body
    assert str(tmp_path).encode() not in reply.body


def test_two_who_ask_for_the_same_wait_for_one_making(ask, stream, monkeypatch):
    made, go = [], threading.Event()
    transcoded = segments.transcoded

    def slowly(*given):
        made.append(given)
        go.wait(30)
        return transcoded(*given)

    monkeypatch.setattr("nwb_video_panel.streams.ondemand.transcoded", slowly)
    with ThreadPoolExecutor(2) as pool:
        replies = [pool.submit(ask, f"{stream}?segment=2") for _ in range(2)]
        go.set()
        assert {reply.result().code for reply in replies} == {200}
    assert len(made) == 1


def test_workers_are_told_whose_work_it_is_and_pages_share_what_is_made(ask, tmp_path, monkeypatch):
    told, submit = [], ondemand._workers.submit

    def noted(key, priority, kind, work, page=""):
        told.append(page)
        return submit(key, priority, kind, work, page)

    monkeypatch.setattr(ondemand._workers, "submit", noted)
    clip = write_clip(tmp_path / "v.avi", 50, (368, 48), 25, "mpeg4")
    one, other = Page(), Page()
    for page in (one, other):
        page.hold()
        assert ask(f"/{ROUTE}{page.seal({**CLAIMS, 'p': str(clip)})}?segment=1").code == 200
    assert told == [one.name]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_waits_for_segments_holds_up_nobody_elses_video(ask, server, stream, clip, monkeypatch, method):
    go, transcoded = threading.Event(), segments.transcoded

    def slowly(*given):
        go.wait(30)
        return transcoded(*given)

    monkeypatch.setattr("nwb_video_panel.streams.ondemand.transcoded", slowly)
    with ThreadPoolExecutor(12) as pool:
        queries = [f"{stream}?segment=1&gamma={1 + i / 100}" for i in range(12)]
        waiting = [pool.submit(ask, query, method) for query in queries]
        try:
            for _ in range(3):
                assert ask(server.media(clip.path), Range="bytes=0-3").body == clip.bytes[:4]
            assert not any(each.done() for each in waiting)
        finally:
            go.set()
        assert {each.result().code for each in waiting} == {200}

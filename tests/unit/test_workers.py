"""Who works for several pages: once for all who ask, the most wanted first, nothing for nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from clips import write_clip
from test_streams import claims

from nwb_video_panel.errors import NobodyWaitsError
from nwb_video_panel.streams.workers import STEP_BACK, Workers


@pytest.fixture
def held():
    """One thread, busy until `go` is set."""
    workers, go, busy = Workers(1), threading.Event(), threading.Event()

    def block(_cancelled) -> bytes:
        busy.set()
        go.wait(30)
        return b""

    workers.submit("block", 0, "", block)
    busy.wait(30)
    yield workers, go
    go.set()


def test_the_most_wanted_goes_first(held):
    workers, go = held
    done: list[str] = []
    jobs = [
        workers.submit(key, priority, "", lambda _, key=key: done.append(key) or b"")
        for key, priority in (("ahead", 2), ("segment", 1), ("still", 0))
    ]
    go.set()
    for job in jobs:
        job.future.result(30)
    assert done == ["still", "segment", "ahead"]


def test_a_page_that_asks_for_much_keeps_another_waiting_for_one_job_at_most(held):
    workers, go = held
    done: list[str] = []

    def ask(key, priority, page):
        return workers.submit(key, priority, "", lambda _: done.append(key) or b"", page)

    jobs = [ask(f"greedy {i}", 0, "greedy") for i in range(20)]
    jobs += [ask(f"later {i}", 2, "early") for i in range(2)]
    jobs += [ask(f"modest {i}", 1, "modest") for i in range(3)]
    go.set()
    for job in jobs:
        job.future.result(30)
    assert done[:6] == ["greedy 0", "modest 0", "greedy 1", "modest 1", "greedy 2", "modest 2"]
    assert done[-2:] == ["later 0", "later 1"]


def test_what_is_asked_for_twice_is_done_once_and_as_soon_as_the_hastier_wants(held):
    workers, go = held
    done: list[str] = []

    def work(key: str):
        return lambda _: done.append(key) or b""

    jobs = [workers.submit("a", 2, "", work("a")), workers.submit("b", 1, "", work("b"))]
    assert workers.submit("a", 0, "", work("again")) is jobs[0]
    go.set()
    for job in jobs:
        job.future.result(30)
    assert done == ["a", "b"]


def test_what_nobody_waits_for_is_not_begun(held):
    workers, go = held
    job = workers.submit("a", 0, "", lambda _: pytest.fail("begun"))
    workers.leave(job)
    go.set()
    assert job.future.cancelled()


def test_what_was_begun_is_told_to_stop_when_the_last_has_gone():
    workers, begun = Workers(1), threading.Event()

    def work(cancelled) -> bytes:
        begun.set()
        while not cancelled():
            pass
        raise NobodyWaitsError

    job = workers.submit("a", 0, "", work)
    workers.submit("a", 0, "", work)
    begun.wait(30)
    workers.leave(job)
    assert not job.future.done()
    workers.leave(job)
    assert isinstance(job.future.exception(30), NobodyWaitsError)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priorities of their own")
def test_the_loops_thread_goes_before_those_that_work():
    own = os.getpriority(os.PRIO_PROCESS, 0)
    work = Workers(1)
    job = work.submit("k", 0, "", lambda _: str(os.getpriority(os.PRIO_PROCESS, 0)).encode())
    assert int(job.future.result(5)) == min(own + STEP_BACK, 19)
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_child_has_workers_and_decoders_of_its_own(tmp_path):
    said = claims(write_clip(tmp_path / "v.avi", 50, (368, 48), 25, "mpeg4"), 50)
    code = f"""
import os
from nwb_video_panel.streams import ondemand, sources
said = {said!r}
ondemand.made(said, "segment=2")
assert sources._readers._idle
child = os.fork()
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
else:
    assert not sources._readers._idle
    ondemand.made(said, "segment=3")
    os._exit(0)
"""
    settings = {**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=60, env=settings)

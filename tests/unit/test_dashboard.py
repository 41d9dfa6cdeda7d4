"""The viewer's page, where it waits for nobody."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from nwb_video_panel.dashboard import in_turn


def ran(coroutine):
    """What comes of it on a loop of its own, in a thread of its own: here another one may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def test_one_file_that_is_opened_again_and_again_leaves_threads_to_the_others():
    slow = threading.Event()

    async def many():
        waiting = [asyncio.create_task(in_turn("slow.nwb", lambda: slow.wait(20))) for _ in range(64)]
        try:
            others = [in_turn(f"{i}.nwb", lambda i=i: i) for i in range(3)]
            return await asyncio.wait_for(asyncio.gather(*others), 10)
        finally:
            slow.set()
            assert all(await asyncio.gather(*waiting))

    assert ran(many()) == [0, 1, 2]


def test_what_fails_is_told_and_keeps_nobody_from_the_next_turn():
    def broken():
        raise OSError("gone")

    async def twice():
        told = await asyncio.gather(in_turn("a", broken), return_exceptions=True)
        return told, await in_turn("a", lambda: "there")

    [error], after = ran(twice())
    assert (str(error), after) == ("gone", "there")

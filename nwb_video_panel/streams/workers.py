"""Work for several pages in a few threads: the most wanted first, the unwanted not at all.

Pages take turns, so that none can keep the others waiting; each page's own work is
in order of priority. What is asked for twice is done once. Who asked may leave; when nobody waits any
more, the work is taken from the queue, or told to stop where it has begun.
Decoders, encoders and filters run without Python's lock, so threads are enough.
"""

from __future__ import annotations

import heapq
import itertools
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from weakref import WeakSet

STEP_BACK = 4
"""By how much the threads are nicer than the one that starts them, on Linux: with too few cores for all, the
event loop is woken first. More would leave them too little beside other programs that work."""

Cancelled = Callable[[], bool]
"""Whether nobody waits for the work any more; asked between frames."""


class Job:
    """Something that is being made, for one or more who wait."""

    def __init__(
        self, key: str, priority: int, kind: str, work: Callable[[Cancelled], bytes], page: str
    ) -> None:
        self.key, self.priority, self.type, self.work, self.page = key, priority, kind, work, page
        self.future: Future[bytes] = Future()
        self.waiting = 0


class Workers:
    """A few threads, and a queue for each page in order of priority.

    Parameters
    ----------
    count
        How many threads; as many as the machine has cores, at least 2 and at most 8, unless given.
    later
        The priority from which on nobody waits yet: such work comes after what any page waits for.
    """

    def __init__(self, count: int | None = None, later: int = 2) -> None:
        self._later = later
        self._count = count or min(max(os.cpu_count() or 2, 2), 8)
        self._begin()
        _all.add(self)

    def _begin(self) -> None:
        self._turn = threading.Condition()
        self._queues: dict[str, list[tuple[int, int, Job]]] = {}
        """By page, the one whose turn is next first."""
        self._jobs: dict[str, Job] = {}
        self._order = itertools.count()
        self._threads = 0
        self._idle = 0

    def submit(
        self, key: str, priority: int, kind: str, work: Callable[[Cancelled], bytes], page: str = ""
    ) -> Job:
        """Return the job of this key, begun by whoever asked first; to be left with `leave`.

        Parameters
        ----------
        key
            What is made.
        priority
            Small goes first; of equal ones the first.
        kind
            Content type of what is made.
        work
            Makes it.
        page
            Who asks.
        """
        with self._turn:
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job(key, priority, kind, work, page)
                self._push(job)
            elif priority < job.priority:
                job.priority = priority
                self._push(job)  # once more, further in front; the second finding is passed over
            job.waiting += 1
            return job

    def leave(self, job: Job) -> None:
        """Wait for a job no longer."""
        with self._turn:
            job.waiting -= 1
            if job.waiting <= 0 and self._jobs.get(job.key) is job and not job.future.running():
                del self._jobs[job.key]
                job.future.cancel()

    def _push(self, job: Job) -> None:
        heapq.heappush(self._queues.setdefault(job.page, []), (job.priority, next(self._order), job))
        if self._idle:
            self._turn.notify()
        elif self._threads < self._count:
            self._threads += 1
            # Daemons: a process that ends waits for no picture.
            threading.Thread(target=self._run, name=f"streams-{self._threads}", daemon=True).start()

    def _run(self) -> None:
        _step_back()
        while True:
            with self._turn:
                while not self._queues:
                    self._idle += 1
                    self._turn.wait()
                    self._idle -= 1
                job = self._next()
                if job.future.done() or job.future.running() or not job.future.set_running_or_notify_cancel():
                    continue
            self._do(job)

    def _next(self) -> Job:
        """Take the most wanted work of the next page that waits for something, else of the next one."""
        page = min(self._queues, key=lambda each: self._queues[each][0][0] >= self._later)
        queue = self._queues.pop(page)
        job = heapq.heappop(queue)[2]
        if queue:
            self._queues[page] = queue  # after the others now
        return job

    def _do(self, job: Job) -> None:
        try:
            made = job.work(lambda: job.waiting <= 0)
        except BaseException as error:  # noqa: BLE001 - told to those who wait, whatever it is
            self._forget(job)
            job.future.set_exception(error)
        else:
            self._forget(job)
            job.future.set_result(made)

    def _forget(self, job: Job) -> None:
        with self._turn:
            if self._jobs.get(job.key) is job:
                del self._jobs[job.key]


def _begin_anew() -> None:
    """Start over in a forked child, which has none of the threads."""
    for each in list(_all):
        each._begin()


_all: WeakSet[Workers] = WeakSet()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def _step_back() -> None:
    """Let this thread, and those of decoders and encoders that it starts, come after the event loop's."""
    if sys.platform == "linux":  # elsewhere a priority is that of the whole process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + STEP_BACK)


__all__ = ["CancelledError", "Job", "Workers"]

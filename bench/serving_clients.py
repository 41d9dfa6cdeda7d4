"""Cheap clients for `serving.py`: processes that read into one buffer and look at nothing."""

from __future__ import annotations

import multiprocessing
import random
import re
import socket
import time
from collections.abc import Callable
from typing import Any

_BUFFER = bytearray(1 << 20)
_fork = multiprocessing.get_context("fork")


class Client:
    """A kept connection."""

    def __init__(self, port: int, receive_buffer: int | None = None) -> None:
        self.port = port
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(120)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, url: str, first: int, last: int) -> None:
        head = f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nRange: bytes={first}-{last}\r\n\r\n"
        self.socket.sendall(head.encode())

    def take(self, stop_at: float = float("inf")) -> int:
        """Read one answer (or what of it comes before a moment); return the bytes of its body."""
        got = self.socket.recv_into(_BUFFER)
        while (end := _BUFFER.find(b"\r\n\r\n", 0, got)) < 0:
            more = self.socket.recv_into(memoryview(_BUFFER)[got:])
            if not more:
                raise ConnectionError("closed")
            got += more
        head = bytes(_BUFFER[:end])
        if not head.startswith(b"HTTP/1.1 206"):
            raise ConnectionError(head.decode())
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        taken = got - end - 4
        while taken < length and time.perf_counter() < stop_at:
            more = self.socket.recv_into(_BUFFER)
            if not more:
                raise ConnectionError("closed")
            taken += more
        return taken


def download(port: int, url: str, length: int) -> float:
    """Return the bytes per second of one big range."""
    client = Client(port)
    began = time.perf_counter()
    client.ask(url, 0, length - 1)
    client.take()
    return length / (time.perf_counter() - began)


def keep_downloading(port: int, url: str, length: int, seconds: float) -> int:
    """Download one big range after the other; return the bytes.

    It begins at byte 1, as StaticFileHandler answers the range of a whole file with 200.
    """
    client, taken, stop_at = Client(port), 0, time.perf_counter() + seconds
    while time.perf_counter() < stop_at:
        client.ask(url, 1, length - 1)
        taken += client.take(stop_at)
    return taken


def random_ranges(port: int, url: str, size: int, length: int, seconds: float) -> int:
    """Return how many ranges were read in the time."""
    client, count, stop_at, dice = Client(port), 0, time.perf_counter() + seconds, random.Random()
    while time.perf_counter() < stop_at:
        first = dice.randrange(size - length)
        client.ask(url, first, first + length - 1)
        client.take()
        count += 1
    return count


def latencies(port: int, url: str, size: int, length: int, seconds: float) -> list[float]:
    """Return how long each small range took, seconds."""
    client, found, stop_at, dice = Client(port), [], time.perf_counter() + seconds, random.Random(1)
    while time.perf_counter() < stop_at:
        first = dice.randrange(size - length)
        began = time.perf_counter()
        client.ask(url, first, first + length - 1)
        client.take()
        found.append(time.perf_counter() - began)
        time.sleep(0.005)
    return found


class Crowd:
    """The same work in several processes; a context manager whose ``results`` are complete at its end."""

    def __init__(self, count: int, work: Callable[..., Any], *arguments: Any) -> None:
        self._queue = _fork.SimpleQueue()
        self.results: list[Any] = []
        self._work, self._arguments = work, arguments
        self._processes = [_fork.Process(target=self._run, daemon=True) for _ in range(count)]

    def __enter__(self) -> Crowd:
        for process in self._processes:
            process.start()
        return self

    def _run(self) -> None:
        try:
            self._queue.put(self._work(*self._arguments))
        except OSError as error:
            self._queue.put(error)

    def __exit__(self, *_: object) -> None:
        self.results = [self._queue.get() for _ in self._processes]
        if failed := [each for each in self.results if isinstance(each, OSError)]:
            raise failed[0]
        for process in self._processes:
            process.join()

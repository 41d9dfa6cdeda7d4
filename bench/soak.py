"""A long run of the media routes: players that seek, give up and reload, and what that leaves behind.

16 players, each on 4 documents of one Panel server, ask for random ranges, break some off and reload
their pages now and then. Every byte is compared with the file. After a first fifth of the time, and again at
the end, with all pages closed, the server's descriptors, threads, memory and disk are counted: nothing may
have grown. Exits with 1 where something has.

    python bench/soak.py [--minutes 30]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tornado.websocket import websocket_connect

PLAYERS, DOCUMENTS = 16, 4
CAMERAS = 2
GROWTH = 1.05
"""Most that memory may grow by."""
SPARE = 4
"""Descriptors and threads that may come and go at any moment."""

APP = """
import panel as pn
from nwb_video_panel import NWBLocalVideoPlayer
pn.extension()
NWBLocalVideoPlayer({session!r}).servable()
"""


@dataclass
class Tally:
    """What was done and what came of it."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Document:
    """One page: its websocket, and the links that it was given."""

    def __init__(self, port: int, videos: list[bytes], tally: Tally) -> None:
        self.port, self.videos, self.tally = port, videos, tally
        self.socket = None
        self.links: list[tuple[str, bytes]] = []

    async def load(self) -> None:
        """Load the page as a browser does: HTML, websocket, document."""
        page = f"http://127.0.0.1:{self.port}/app"
        html = await asyncio.to_thread(lambda: urllib.request.urlopen(page, timeout=120).read().decode())
        token = re.search(r'"token":"([^"]+)"', html)[1]
        self.socket = await websocket_connect(
            f"ws://127.0.0.1:{self.port}/app/ws", subprotocols=["bokeh", token], max_message_size=1 << 28
        )
        for _ in range(3):  # the server's ACK: header, metadata, content
            await self.socket.read_message()
        for part in (json.dumps({"msgid": "1", "msgtype": "PULL-DOC-REQ"}), "{}", "{}"):
            await self.socket.write_message(part)
        whole = ""
        while "PULL-DOC-REPLY" not in whole:
            whole = str(await self.socket.read_message())
        await self.socket.read_message()
        document = str(await self.socket.read_message())
        tokens = re.findall(r'\["token","(gAAAA[^"]+)"\]|"token":"(gAAAA[^"]+)"', document)
        found = [one or other for one, other in tokens]
        self.links = []
        for link in found:
            size = await self.size(link)
            self.links += [(link, video) for video in self.videos if len(video) == size]
        assert len(self.links) >= CAMERAS, document[:2000]
        self.tally.done["page loaded"] += 1

    def close(self) -> None:
        """Close the page."""
        if self.socket is not None:
            self.socket.close()

    async def size(self, link: str) -> int | None:
        """Bytes of what a link opens; None where that is no file (a stream, an index on its way)."""
        head, _ = await self.ask(link, "bytes=0-0")
        told = re.search(rb"content-range: bytes \d+-\d+/(\d+)", head, re.IGNORECASE)
        return told and int(told[1])

    async def ask(self, link: str, wanted: str, most: int | None = None) -> tuple[bytes, bytes]:
        """Ask for a range on a connection of its own; break it off after `most` bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(
                f"GET /nwb-video-panel/v1/{link} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                f"Range: {wanted}\r\nConnection: close\r\n\r\n".encode()
            )
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)
            return head, await asyncio.wait_for(reader.read(-1) if most is None else reader.read(most), 120)
        finally:
            writer.transport.abort() if most is not None else writer.close()

    async def act(self, chance: random.Random) -> None:
        """Seek, give up or reload."""
        link, video = chance.choice(self.links)
        start = chance.randrange(len(video))
        what = chance.random()
        if what < 0.01:
            self.close()
            await self.load()
        elif what < 0.2:
            await self.ask(link, f"bytes={start}-", most=chance.randrange(1, 60_000))
            self.tally.done["broken off"] += 1
        else:
            stop = min(len(video), start + chance.randrange(1, 400_000))
            head, body = await self.ask(link, f"bytes={start}-{stop - 1}")
            self.tally.done["seek"] += 1
            if not head.startswith(b"HTTP/1.1 206") or body != video[start:stop]:
                self.tally.wrong.append(head.decode("latin-1")[:200])


@dataclass(frozen=True)
class Footprint:
    """What a process holds."""

    descriptors: int
    threads: int
    memory: int
    """Resident, bytes."""
    disk: int
    """Bytes in the cache folder."""

    @classmethod
    def of(cls, pid: int, folder: Path) -> Footprint:
        status = Path(f"/proc/{pid}/status").read_text()
        return cls(
            descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
            threads=int(re.search(r"Threads:\s+(\d+)", status)[1]),
            memory=1024 * int(re.search(r"VmRSS:\s+(\d+)", status)[1]),
            disk=sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()),
        )

    def __str__(self) -> str:
        return (
            f"{self.descriptors} descriptors, {self.threads} threads, {self.memory / 2**20:.0f} MiB, "
            f"{self.disk / 2**10:.0f} KiB on disk"
        )


async def play(port: int, videos: list[bytes], until: float, seed: int, tally: Tally) -> None:
    """One player's documents."""
    chance = random.Random(seed)
    documents = [Document(port, videos, tally) for _ in range(DOCUMENTS)]
    try:
        for document in documents:
            await document.load()
        while time.monotonic() < until:
            await chance.choice(documents).act(chance)
            await asyncio.sleep(chance.random() * 0.1)
    except Exception as error:  # noqa: BLE001 - counted and told
        tally.wrong.append(repr(error))
    finally:
        for document in documents:
            document.close()


async def soak(port: int, videos: list[bytes], seconds: float, tally: Tally, seed: int) -> None:
    until = time.monotonic() + seconds
    await asyncio.gather(*(play(port, videos, until, seed + i, tally) for i in range(PLAYERS)))


def make(folder: Path) -> tuple[Path, list[bytes]]:
    """A session with two cameras of different lengths."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from clips import write_clip
    from sessions import camera, write_session

    videos = [write_clip(folder / f"{i}.mp4", 600 + 60 * i, (640, 480)) for i in range(CAMERAS)]
    series = [camera(f"camera {i}", [video.name], num_samples=600) for i, video in enumerate(videos)]
    session = write_session(folder / "session.nwb", *series)
    return session, [video.read_bytes() for video in videos]


def resting(pid: int, folder: Path, seconds: float) -> Footprint:
    """The footprint once all pages have ended, which Bokeh looks for now and then."""
    time.sleep(seconds)
    return Footprint.of(pid, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--growth", type=float, default=GROWTH, help="most that memory may grow by, a factor")
    parser.add_argument("--lifetime", type=float, default=15, help="after it unused sessions end, seconds")
    arguments = parser.parse_args()
    seconds = arguments.minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        session, videos = make(folder)
        cache = folder / "cache"
        (folder / "app.py").write_text(APP.format(session=str(session)))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "panel", "serve", folder / "app.py", "--port", str(port)]
        command += ["--address", "127.0.0.1", "--plugins", "nwb_video_panel.routes"]
        command += ["--allow-websocket-origin", f"127.0.0.1:{port}"]
        lifetime = str(round(arguments.lifetime * 1000))
        command += ["--unused-session-lifetime", lifetime, "--check-unused-sessions", lifetime]
        rest = 3 * arguments.lifetime
        environment = {**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(cache)}
        log = folder / "log.txt"
        with log.open("w") as output:
            server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/app", timeout=60).close()
                    break
                except OSError:
                    assert server.poll() is None, log.read_text()
                    time.sleep(0.2)
            tally = Tally()
            asyncio.run(soak(port, videos, seconds / 5, tally, 0))
            before = resting(server.pid, cache, rest)
            print(f"after {seconds / 5:.0f} s: {before}", flush=True)
            asyncio.run(soak(port, videos, seconds * 4 / 5, tally, 1000))
            after = resting(server.pid, cache, rest)
            print(f"after {seconds:.0f} s: {after}")
        finally:
            server.terminate()
            server.wait(300)
        print(", ".join(f"{count:,} × {what}" for what, count in tally.done.items()), end="; ")
        print(f"{len(tally.wrong)} wrong; load {os.getloadavg()[0]:.1f}")
        grown = [
            name
            for name, most in (
                ("descriptors", before.descriptors + SPARE),
                ("threads", before.threads + SPARE),
                ("memory", before.memory * arguments.growth),
                ("disk", before.disk),
            )
            if getattr(after, name) > most
        ]
        if tally.wrong or grown or "Traceback" in log.read_text():
            print("\n".join(tally.wrong[:10]), log.read_text()[-3000:], sep="\n")
            sys.exit(f"grown: {', '.join(grown) or 'nothing'}")
        print("Nothing has grown, every answer was right.")


if __name__ == "__main__":
    main()

"""The servers that `serving.py` compares, each in a process of its own.

Run with a kind and files, it serves them, prints one JSON line (``port`` and a
``url`` per file) and then answers lines on its input: ``lag`` starts to sample
how late the event loop is, ``report`` prints what was sampled, in seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLE = 0.002
"""Seconds between two samples of the loop's lag."""

NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ video/mp4 mp4; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=512; root {root}; }}
}}
"""


@dataclass
class Running:
    """A server in another process."""

    name: str
    port: int
    urls: list[str]
    """One per file, in their order."""
    process: subprocess.Popen[str]

    def tell(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def report(self) -> dict:
        self.tell("report")
        return json.loads(self.process.stdout.readline())

    @property
    def rss(self) -> int:
        """Resident memory, bytes."""
        line = next(
            line
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
            if line.startswith("VmRSS")
        )
        return int(line.split()[1]) * 1024

    @property
    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


@contextlib.contextmanager
def python(kind: str, files: list[Path]) -> Iterator[Running]:
    """`kind` is ``panel`` (routes, and StaticFileHandler's URLs after them) or ``fallback``."""
    command = [sys.executable, __file__, kind, *map(str, files)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            told = json.loads(process.stdout.readline())
            yield Running(kind, told["port"], told["urls"], process)
        finally:
            process.kill()


@contextlib.contextmanager
def nginx(root: Path, files: list[Path], port: int) -> Iterator[Running]:
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(NGINX.format(folder=folder, port=port, root=root))
        command = ["nginx", "-p", folder, "-c", str(configuration)]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True) as process:
            try:
                time.sleep(0.5)
                yield Running("nginx", port, [f"/{file.name}" for file in files], process)
            finally:
                process.terminate()


class Lag:
    """How late a callback of the loop runs."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + SAMPLE
            await asyncio.sleep(SAMPLE)
            self.samples.append(loop.time() - due)


def serve_panel(files: list[Path]) -> None:
    import panel as pn
    from panel.io.server import get_server
    from tornado.ioloop import IOLoop
    from tornado.web import StaticFileHandler

    from nwb_video_panel.routes import ROUTES

    static = (r"/static-media/(.*)", StaticFileHandler, {"path": str(files[0].parent)})
    server = get_server(
        {"app": pn.widgets.FloatSlider},
        port=0,
        address="127.0.0.1",
        start=False,
        verbose=False,
        extra_patterns=[*ROUTES, static],
    )
    loop, lag = IOLoop.current(), Lag()

    def obey() -> None:
        if sys.stdin.readline().strip() == "lag":
            lag.samples.clear()
        else:
            print(json.dumps(lag.samples), flush=True)

    async def main() -> None:
        server.start()
        asyncio.get_running_loop().add_reader(sys.stdin, obey)
        tell(server.port, files, [f"/static-media/{file.name}" for file in files])
        await lag.run()

    loop.run_sync(main)


def serve_fallback(files: list[Path]) -> None:
    from nwb_video_panel import fallback

    tell(fallback.shared().port, files, [])
    for _ in sys.stdin:
        pass


def tell(port: int, files: list[Path], more: list[str]) -> None:
    from nwb_video_panel.serving.answers import ROUTE
    from nwb_video_panel.serving.tokens import of_process

    urls = [f"/{ROUTE}{of_process().seal({'k': 'media', 'p': str(file)})}" for file in files]
    print(json.dumps({"port": port, "urls": urls + more}), flush=True)


if __name__ == "__main__":
    {"panel": serve_panel, "fallback": serve_fallback}[sys.argv[1]]([Path(name) for name in sys.argv[2:]])

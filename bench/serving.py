"""How fast the two servers are beside nginx, and what they cost: prints ratios, all from one run.

    python bench/serving.py [--seconds 3] [--rounds 3]

Needs nginx (``apt-get install nginx-light``) and about 0.5 GB of disk. Rounds
alternate between the servers and the median counts, so that a machine that is
busy with other things weighs on all of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

import serving_servers as servers
from serving_clients import Client, Crowd, download, keep_downloading, latencies, random_ranges

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
KIB, MIB = 1024, 1024**2
BIG = 512 * MIB


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=3.0, help="per measurement")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    if shutil.which("nginx") is None:
        raise SystemExit("nginx is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        files = make(Path(folder).resolve())
        with (
            servers.nginx(files[0].parent, files, free_port()) as nginx,
            servers.python("panel", files) as routes,
            servers.python("fallback", files) as fallback,
        ):
            one_big_range([nginx, routes, fallback], given.rounds)
            ranges_by_8([nginx, routes, fallback], given.rounds, given.seconds)
            while_8_download([nginx, routes, fallback], given.seconds)
            loop_lag(routes, given.seconds)
            stalled_readers([routes, fallback])
            aborted_requests([routes, fallback])


def make(folder: Path) -> list[Path]:
    """A file that is in memory, and a sparse one of 2 GB."""
    folder.chmod(0o755)  # nginx's worker is another user
    big, sparse = folder / "big.mp4", folder / "sparse.mp4"
    with big.open("wb") as file:
        for _ in range(BIG // MIB):
            file.write(os.urandom(KIB) * KIB)
    with sparse.open("wb") as file:
        file.truncate(2 * 10**9)
    return [big, sparse]


def one_big_range(running: list[servers.Running], rounds: int) -> None:
    speeds = {each.name: [] for each in running}
    for _ in range(rounds):
        for each in running:
            speeds[each.name].append(download(each.port, each.urls[0], BIG))
    compare("one big range, MB/s", {name: statistics.median(v) / 1e6 for name, v in speeds.items()}, 0.7, 0.7)


def ranges_by_8(running: list[servers.Running], rounds: int, seconds: float) -> None:
    counts = {each.name: [] for each in running}
    for _ in range(rounds):
        for each in running:
            with Crowd(8, random_ranges, each.port, each.urls[0], BIG, 256 * KIB, seconds) as crowd:
                pass
            counts[each.name].append(sum(crowd.results) / seconds)
    medians = {name: statistics.median(v) for name, v in counts.items()}
    compare("256 KiB random ranges by 8 clients, per second", medians, 0.15, 0.4)


def while_8_download(running: list[servers.Running], seconds: float) -> None:
    print("\n16 KiB ranges while 8 clients download (wanted: p99 < 30 ms)")
    for each in running:
        with Crowd(8, keep_downloading, each.port, each.urls[0], BIG, seconds + 1):
            time.sleep(0.5)
            found = latencies(each.port, each.urls[0], BIG, 16 * KIB, seconds)
        print(f"  {each.name:10} {milliseconds(found)}")


def loop_lag(panel: servers.Running, seconds: float) -> None:
    print("\nlag of a Panel server's loop while 8 clients download (wanted: p99 < 20 ms)")
    files = len(panel.urls) // 2
    for name, url in (("routes", panel.urls[0]), ("StaticFile", panel.urls[files])):
        with Crowd(8, keep_downloading, panel.port, url, BIG, seconds + 1) as crowd:
            time.sleep(0.5)
            panel.tell("lag")
            time.sleep(seconds)
            found = panel.report()
        speed = sum(crowd.results) / (seconds + 1) / 1e6
        print(f"  {name:10} {milliseconds(found)}   max {1e3 * max(found):6.1f} ms   at {speed:.0f} MB/s")


def stalled_readers(running: list[servers.Running]) -> None:
    print("\nmemory for 64 stalled readers of a 2 GB file (wanted: < 20 MB)")
    for each in running:
        Client(each.port).ask(each.urls[1], 0, 9)
        before = each.rss
        readers = [Client(each.port, 64 * KIB) for _ in range(64)]
        for reader in readers:
            reader.ask(each.urls[1], 0, 2 * 10**9 - 1)
        time.sleep(2)
        print(f"  {each.name:10} {(each.rss - before) / 1e6:+.1f} MB")
        for reader in readers:
            reader.socket.close()


def aborted_requests(running: list[servers.Running]) -> None:
    print("\ndescriptors left by 1,000 aborted requests (wanted: 0)")
    for each in running:
        time.sleep(1)
        before = each.descriptors
        for turn in range(1000):
            client = Client(each.port, 64 * KIB)
            client.ask(each.urls[1], 0, 2 * 10**9 - 1)
            if turn % 3:
                client.socket.recv(100)
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.socket.close()
        time.sleep(2)
        print(f"  {each.name:10} {each.descriptors - before:+d}")


def compare(title: str, found: dict[str, float], routes: float, fallback: float) -> None:
    print(f"\n{title} (wanted: {routes} and {fallback} of nginx)")
    for name, value in found.items():
        print(f"  {name:10} {value:9.0f}   {value / found['nginx']:.2f} of nginx")


def milliseconds(values: list[float]) -> str:
    p99 = sorted(values)[int(0.99 * len(values))]
    return f"median {1e3 * statistics.median(values):6.1f} ms   p99 {1e3 * p99:6.1f} ms"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()

"""How much sooner a session is prepared by two Dask workers than by one.

python bench/prepare.py [--seconds 60] [--rounds 2]

One camera of 640x480 in MPEG-4 (AVI), 25 frames per second; workers are processes of one thread on this
machine, started beforehand. Rounds alternate; each begins with an empty cache. Needs the extra `dask`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from sessions import camera, write_session  # noqa: E402 - of the folder above

# Not the standard library's.
_spec = importlib.util.spec_from_file_location("bench_codecs", HERE / "codecs.py")
assert _spec
assert _spec.loader
_codecs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_codecs)


def seconds_by(workers: int, session: Path, folder: Path) -> float:
    """How long the workers take, from an empty cache."""
    from distributed import LocalCluster

    from nwb_video_panel import cache, preparing

    with tempfile.TemporaryDirectory(dir=folder) as empty:
        os.environ[cache.ENVIRONMENT] = empty
        work = preparing.pieces(session)
        with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
            begun = time.perf_counter()
            failed = preparing.make_all(work, lambda _: None, cluster.scheduler_address)
            taken = time.perf_counter() - begun
    assert failed == 0
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frames = 25 * options.seconds
        _codecs.clip(folder / "v.avi", "mpeg4", "yuv420p", (640, 480), frames)
        session = write_session(folder / "s.nwb", camera("A", ["v.avi"], rate=25.0, num_samples=frames))
        taken: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(options.rounds):
            for workers, found in taken.items():
                found.append(seconds_by(workers, session, folder))
    one, two = (statistics.median(taken[workers]) for workers in (1, 2))
    print(f"load {os.getloadavg()[0]:.1f}; {options.seconds} s of video, medians of {options.rounds} rounds")
    print(f"  1 worker {one:.1f} s   2 workers {two:.1f} s   {one / two:.2f}x")


if __name__ == "__main__":
    main()

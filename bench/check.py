"""How long `nwb-video-panel check` takes on a session with 4 x 100,000 timestamps, beyond importing pynwb.

Run ``python bench/check.py``. It writes the session into a temporary folder,
checks it in a fresh process with an empty cache, and prints one line: it
passes below 2 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np

CAMERAS, FRAMES, RATE, LIMIT = 4, 100_000, 100, 2.0

CHECK = """
import sys, time
began = time.perf_counter()
import pynwb
imported = time.perf_counter()
from nwb_video_panel.report import check
report = check(sys.argv[1])
rendered = report.render()
done = time.perf_counter()
assert not report.problems, rendered
print(imported - began, done - imported)
"""


def write_video(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, width=64, height=64, pix_fmt="yuv420p")
        stream.codec_context.options = {"preset": "ultrafast"}
        frame = av.VideoFrame.from_ndarray(np.zeros((96, 64), np.uint8), "yuv420p")
        for k in range(FRAMES):
            frame.pts = k
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_session(folder: Path) -> Path:
    from pynwb import NWBHDF5IO, NWBFile
    from pynwb.image import ImageSeries

    nwbfile = NWBFile("a bench", "check", datetime(2024, 5, 1, tzinfo=UTC))
    first = folder / "0.mp4"
    write_video(first)
    random = np.random.default_rng(0)
    for i in range(CAMERAS):
        if i:
            (folder / f"{i}.mp4").write_bytes(first.read_bytes())
        times = 6.5 + np.arange(FRAMES) / RATE + random.uniform(-0.002, 0.002, FRAMES)
        times[FRAMES // 2 :] += 30.0
        nwbfile.add_acquisition(
            ImageSeries(
                name=f"Camera{i}",
                external_file=[f"{i}.mp4"],
                starting_frame=[0],
                format="external",
                unit="n.a.",
                timestamps=times,
            )
        )
    with NWBHDF5IO(folder / "session.nwb", "w") as io:
        io.write(nwbfile)
    return folder / "session.nwb"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        session = write_session(folder)
        environment = {**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(folder / "cache")}
        command = [sys.executable, "-c", CHECK, str(session)]
        reply = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    imported, checked = map(float, reply.stdout.split())
    print(
        f"check: {checked:.2f} s beyond importing pynwb ({imported:.2f} s), "
        f"{checked / LIMIT:.2f} of the {LIMIT:.0f} s allowed; "
        f"{CAMERAS} cameras of {FRAMES:,} frames and timestamps"
    )
    return checked >= LIMIT


if __name__ == "__main__":
    sys.exit(main())

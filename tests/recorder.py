"""Records videos as a camera does: frame by frame, in the pace of the clock; each is on disk while it grows.

python tests/recorder.py FOLDER SECONDS NAME...
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import av
from clips import FAST, FRAGMENTED, _closed_groups, picture

RATE = 25
SIZE = (368, 48)
GROUP = 10
KINDS = {
    "fragmented.mp4": ("libx264", "mp4", FRAGMENTED),
    "matroska.mkv": ("libx264", "matroska", {}),
    "transport.ts": ("libx264", "mpegts", {}),
    "mpeg4.avi": ("mpeg4", "avi", {}),
    "mjpeg.avi": ("mjpeg", "avi", {}),
}


class Recording:
    """One video that is being recorded; a context manager that ends it."""

    def __init__(self, folder: Path, name: str) -> None:
        encoder, kind, options = KINDS[name]
        self._file = (folder / name).open("wb", buffering=0)
        self._container = av.open(
            self._file, "w", format=kind, options={**options, "flush_packets": "1"}, buffer_size=2048
        )
        self._stream = self._container.add_stream(encoder, rate=RATE)
        self._stream.width, self._stream.height = SIZE
        self._stream.pix_fmt = "yuvj420p" if encoder == "mjpeg" else "yuv420p"
        context = self._stream.codec_context
        context.gop_size = GROUP
        context.thread_count = 1
        context.options = _closed_groups(encoder, GROUP, 0)
        if encoder in FAST:
            context.options |= {"tune": "zerolatency"}

    def add(self, number: int) -> None:
        """Record a frame."""
        frame = av.VideoFrame.from_ndarray(picture(number, SIZE), format="rgb24")
        frame.pts = number
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()
        self._file.close()


def record(folder: Path, seconds: float, names: list[str]) -> None:
    """Record several side by side."""
    with ExitStack() as running:
        recordings = [running.enter_context(Recording(folder, name)) for name in names]
        begun = time.monotonic()
        for number in range(round(RATE * seconds)):
            for recording in recordings:
                recording.add(number)
            time.sleep(max(begun + (number + 1) / RATE - time.monotonic(), 0))


if __name__ == "__main__":
    record(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])

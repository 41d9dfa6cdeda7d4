"""Three cameras record the world: when each takes its frames, and the video files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .painter import Painter
from .viewpoint import Viewpoint
from .world import START, STOP, World

PAUSE = (14.02, 16.03)
"""Session times between which the side camera's recording is paused, seconds."""


@dataclass(frozen=True, slots=True, eq=False)
class DemoCamera:
    """One camera: what it sees, when, and the files it writes."""

    name: str
    description: str
    view: Viewpoint
    rate: int
    """Frames per second of the video files."""
    times: NDArray[np.float64]
    """Session time of every frame, over all files."""
    regular: bool
    """The NWB file gives a start and a rate instead of timestamps."""
    files: tuple[str, ...]
    first: tuple[int, ...]
    """The first frame number in each file."""

    @property
    def counts(self) -> list[int]:
        """Frames in each file."""
        return [
            stop - start for start, stop in zip(self.first, [*self.first[1:], len(self.times)], strict=True)
        ]


def cameras() -> list[DemoCamera]:
    """Give the three cameras of the demo session."""
    side = _side_times()
    return [
        DemoCamera(
            "TopCamera",
            "From above, by its own clock's start and rate.",
            Viewpoint((640, 480), (15, 10, 62), (15, 10, 0), 1230, up=(0, 1, 0)),
            30,
            6.577 + np.arange(round((STOP - 6.577) * 30)) / 30,
            regular=True,
            files=("videos/top.mp4",),
            first=(0,),
        ),
        DemoCamera(
            "SideCamera",
            "From the long side; jittered timestamps, dropped frames, and a pause between two files.",
            Viewpoint((640, 352), (15, -62, 20), (15, 10, 3.2), 1300, tint=(0.96, 1.0, 1.04)),
            60,
            side,
            regular=False,
            files=("videos/side_1.mp4", "videos/side_2.mp4"),
            first=(0, int(np.searchsorted(side, PAUSE[0]))),
        ),
        DemoCamera(
            "CornerCamera",
            "Fast, from a corner above; regular timestamps.",
            Viewpoint((480, 400), (47, -29, 36), (15.3, 9.6, 2.0), 740, tint=(1.03, 1.0, 0.95)),
            150,
            START + np.arange(round((STOP - START) * 150)) / 150,
            regular=False,
            files=("videos/corner.mp4",),
            first=(0,),
        ),
    ]


def _side_times() -> NDArray[np.float64]:
    """60 Hz with 0.8 ms of jitter, without the dropped frames and the pause."""
    rng = np.random.default_rng(11)
    due = 6.533 + np.arange(round((STOP - 6.533) * 60)) / 60
    times = due + np.clip(rng.normal(0, 0.0008, len(due)), -0.003, 0.003)
    times[0] = due[0]
    kept = rng.random(len(due)) > 0.012
    kept[0] = True
    kept[(due > 11.9) & (due < 12.05)] = False
    kept[(due >= PAUSE[0]) & (due < PAUSE[1])] = False
    taken: NDArray[np.float64] = times[kept]
    return taken


def record(folder: Path, progress: Callable[[float], None]) -> list[DemoCamera]:
    """Write every video file below `folder`; `progress` is told the part that is done."""
    world, everyone = World(), cameras()
    (folder / "videos").mkdir()
    total, done = sum(len(camera.times) for camera in everyone), 0
    for camera in everyone:
        painter = Painter(camera.view)
        for file, first, count in zip(camera.files, camera.first, camera.counts, strict=True):
            for _ in _write(folder / file, camera, painter, world, range(first, first + count)):
                done += 1
                if done % 100 == 0 or done == total:
                    progress(done / total)
    return everyone


def _write(path: Path, camera: DemoCamera, painter: Painter, world: World, numbers: range) -> Iterator[int]:
    """H.264 with B-frames, a key frame each second, its index at the file's head; yields what it drew."""
    import av

    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=camera.rate)
        stream.width, stream.height = camera.view.size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, camera.rate)
        stream.codec_context.thread_count = 0  # as many as there are cores
        stream.options = {
            "preset": "ultrafast",
            "crf": "25",
            "bf": "2",
            "coder": "1",
            "x264-params": f"keyint={camera.rate}:min-keyint={camera.rate}:scenecut=0:open-gop=0",
        }
        for i, number in enumerate(numbers):
            picture = painter.paint(world.at(float(camera.times[number])), number)
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts = i
            container.mux(stream.encode(frame))
            yield number
        container.mux(stream.encode(None))

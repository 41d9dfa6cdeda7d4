"""Exact stills and clips for files: PNG of one frame, MP4 of a stretch of session time.

Pictures come from the videos themselves, at full resolution, never from the
screen. A clip has its cameras side by side, each showing its last frame with
timestamp <= t. Times are session seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray
from PIL import Image, ImageDraw, PngImagePlugin

from .. import media
from ..errors import MediaError, NobodyWaitsError, UnreadableVideoError
from ..timebase import Timebase, file_of_frame
from . import stored
from .pictures import Shape
from .sources import numbering_of, source
from .wishes import Wish

HEIGHT = 720
"""Most rows of a clip of several cameras."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One camera's files on its clock."""

    name: str
    timebase: Timebase
    firsts: tuple[int, ...]
    """The camera's frame number of each file's first frame."""
    places: tuple[tuple[Path, str | None, bool] | None, ...]
    """Of each file: path, dataset and whether that is a volume; None where it cannot be read."""

    def at(self, t: float) -> tuple[int, float]:
        """Return the frame shown at ``t`` and its timestamp.

        Raises
        ------
        MediaError
            The camera has no frame then.
        """
        moment = self.timebase.at(t)
        if moment.frame is None or moment.timestamp is None:
            raise MediaError("No frame to save", f"{self.name} has none at {t:.3f} s.", "Go to another time.")
        return moment.frame, moment.timestamp

    def picture(self, frame: int) -> NDArray[np.uint8]:
        """Return a frame upright, with square pixels; uint8 (height, width, 3).

        Raises
        ------
        MediaError
            It cannot be read.
        """
        number = file_of_frame(self.firsts, frame)
        place = self.places[number]
        if place is None:
            raise MediaError("No frame to save", f"the file of {self.name} cannot be read.", "")
        path, dataset, volume = place
        claims: dict[str, Any] = {"p": str(path)}
        info = media.probe(path) if dataset is None else stored.probe(path, dataset)
        if dataset is not None:
            claims |= {"d": dataset, "v": volume}
        k = frame - self.firsts[number]
        numbering = None if dataset is not None else numbering_of(path)
        with source(claims, numbering, Wish("saved", k)) as frames:
            for _, found in frames.read(k, k):
                return _upright(found, Shape(info.width, info.height, info.rotation))
        raise UnreadableVideoError(path.name, f"frame {k} cannot be decoded.")


def save_frame(shot: Shot, t: float, folder: Path, session: str) -> Path:
    """Write the frame that a camera shows at ``t`` as PNG, and return its path.

    Camera, frame number and timestamp are in the name and in the file.

    Raises
    ------
    MediaError
        There is no such frame, or it cannot be read.
    """
    frame, timestamp = shot.at(t)
    facts = PngImagePlugin.PngInfo()
    for name, value in (
        ("Session", session),
        ("Camera", shot.name),
        ("Frame", str(frame)),
        ("NWB timestamp", f"{timestamp!r} s"),
    ):
        facts.add_itxt(name, value)
    path = folder / f"{_safe(session)}_{_safe(shot.name)}_frame{frame:07d}_{timestamp:.6f}s.png"
    Image.fromarray(shot.picture(frame)).save(path, pnginfo=facts)
    return path


def save_clip(  # noqa: PLR0913 - one call, every choice named
    shots: Sequence[Shot],
    span: tuple[float, float],
    path: Path,
    *,
    rate: float | None = None,
    burned: bool = False,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the cameras side by side from ``span[0]`` to before ``span[1]`` as MP4 (H.264).

    Parameters
    ----------
    rate
        Frames per second; that of the fastest camera unless given.
    burned
        Whether the session time is drawn into the pictures.
    progress
        Told the share that is done.
    cancelled
        Asked before each frame; a clip that is not finished is deleted.

    Raises
    ------
    NobodyWaitsError
        It was cancelled.
    MediaError
        None of the cameras has a picture there.
    """
    pace = Fraction(rate or max(1 / shot.timebase.period for shot in shots)).limit_denominator(1000)
    times = np.arange(span[0], span[1], float(1 / pace))
    try:
        with av.open(str(path), "w") as container:
            stream: Any = None
            for count, picture in enumerate(_side_by_side(shots, times, burned=burned)):
                if cancelled():
                    raise NobodyWaitsError
                if stream is None:
                    stream = container.add_stream(
                        "libx264", rate=pace, options={"crf": "17", "preset": "fast"}
                    )
                    stream.height, stream.width = picture.shape[:2]
                    stream.pix_fmt = "yuv420p"
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame.pts, frame.time_base = count, 1 / pace
                container.mux(stream.encode(frame))
                progress((count + 1) / len(times))
            if stream is not None:
                container.mux(stream.encode(None))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _side_by_side(
    shots: Sequence[Shot], times: NDArray[np.float64], *, burned: bool
) -> Iterator[NDArray[np.uint8]]:
    sizes = [_size_of(shot) for shot in shots]
    height = max(size[1] for size in sizes)
    height = min(height, HEIGHT) if len(shots) > 1 else height
    height += height % 2
    widths = [max(round(width * height / tall / 2) * 2, 2) for width, tall in sizes]
    last: list[tuple[int, NDArray[np.uint8]] | None] = [None for _ in shots]
    for t in times:
        parts = []
        for i, (shot, width) in enumerate(zip(shots, widths, strict=True)):
            moment = shot.timebase.at(float(t))
            if moment.frame is None or moment.state == "after":
                parts.append(np.zeros((height, width, 3), np.uint8))
                continue
            known = last[i]
            if known is None or known[0] != moment.frame:
                picture = Image.fromarray(shot.picture(moment.frame))
                if picture.size != (width, height):
                    picture = picture.resize((width, height), Image.Resampling.BICUBIC)
                known = last[i] = (moment.frame, np.asarray(picture))
            parts.append(known[1])
        whole = np.concatenate(parts, axis=1)
        yield _with_time(whole, float(t)) if burned else whole


def _size_of(shot: Shot) -> tuple[int, int]:
    for place in shot.places:
        if place is not None:
            path, dataset, _ = place
            info = media.probe(path) if dataset is None else stored.probe(path, dataset)
            return info.width, info.height
    raise MediaError("Nothing to save", f"no file of {shot.name} can be read.", "")


def _with_time(picture: NDArray[np.uint8], t: float) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    size = max(image.height // 24, 12)
    words, draw = f"{t:.3f} s", ImageDraw.Draw(image)
    left, top, right, bottom = draw.textbbox((size, image.height - 2 * size), words, font_size=size)
    draw.rectangle((left - 6, top - 4, right + 6, bottom + 4), fill=(0, 0, 0))
    draw.text((size, image.height - 2 * size), words, fill=(255, 255, 255), font_size=size)
    return np.asarray(image)


def _upright(frame: av.VideoFrame, shape: Shape) -> NDArray[np.uint8]:
    turned = shape.rotation in {90, 270}
    width, height = (shape.height, shape.width) if turned else (shape.width, shape.height)
    flat = VideoReformatter().reformat(frame, width=width, height=height, format="rgb24")
    return np.ascontiguousarray(np.rot90(flat.to_ndarray(), -shape.rotation // 90))


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "unnamed"

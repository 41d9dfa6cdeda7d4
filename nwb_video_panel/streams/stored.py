"""Frames stored inside an HDF5 file, made into pictures.

Numbers of any kind become 8 bits by a window (low, high) and a gamma; where
none is asked for, the window is taken from samples. Images of different sizes
are fitted into the largest.
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from ..media import MediaInfo, regular
from .datasets import Frames, opened
from .look import COLORMAPS, Look, apart, colours_of, over_black, swatch, to_8_bits

log = logging.getLogger(__name__)

SAMPLES = 12
"""Frames that the window is taken from."""
FEW = 40_000
"""Pixels of each that are looked at."""
SHARES = (0.3, 99.7)
"""Percentiles that become black and white."""


class Levels(NamedTuple):
    """What values a dataset has, by a few of its frames."""

    low: float
    """What is black where nobody chooses."""
    high: float
    """What is white then."""
    suggested: tuple[float, float]
    """Black and white by percentiles."""
    least: float
    """From where black and white may be chosen."""
    most: float


def probe(path: Path, name: str) -> MediaInfo:
    """Return the facts of stored frames, as of a video.

    Raises
    ------
    UnreadableVideoError
        As `datasets.opened`.
    """
    facts = regular(path)
    with opened(path, name) as frames:
        return MediaInfo(
            path=path,
            container="HDF5",
            demuxer="hdf5",
            browser_container=False,
            stream=0,
            codec=frames.told,
            codecs="",
            type="",
            pixel_format=str(frames.dtype),
            width=frames.width,
            height=frames.height,
            coded_size=(frames.width, frames.height),
            sample_aspect_ratio=1.0,
            rotation=0,
            rate=None,
            start=0.0,
            duration=None,
            frames=frames.count,
            frames_lost=0,
            size=frames.storage or facts.st_size,
            has_b_frames=False,
        )


def levels_told(path: Path, name: str, plane: int, *, volume: bool) -> bytes:
    """Return as JSON what a page needs to let someone choose how stored frames look.

    Raises
    ------
    UnreadableVideoError
        As `datasets.opened`.
    """
    with opened(path, name, volume=volume) as frames:
        planes, colours, whole = frames.planes, frames.colours, frames.dtype.kind in "uib"
    said = _levels_of(path, name, plane, volume=volume)
    told = {**said._asdict(), "whole": whole, "planes": planes, "colours": colours}
    if not colours:
        told["colormaps"] = {each: swatch(each) for each in COLORMAPS}
    return json.dumps(told).encode()


class StoredFrames:
    """Pictures of stored frames by number; a context manager that closes the file.

    Parameters
    ----------
    path
        The HDF5 file.
    name
        Of the dataset in it, or of the IndexSeries.
    look
        How numbers become a picture.
    volume
        Whether a fourth dimension is depth, not colour.

    Raises
    ------
    UnreadableVideoError
        As `datasets.opened`.
    """

    def __init__(self, path: Path, name: str, look: Look, *, volume: bool) -> None:
        self.path, self._look = path, look
        with ExitStack() as stack:
            self._frames = stack.enter_context(opened(path, name, volume=volume))
            said = None
            if look.low is None or look.high is None:
                said = _levels_of(path, name, look.plane, volume=volume)
            low = look.low if look.low is not None else said.low if said else 0.0
            high = look.high if look.high is not None else said.high if said else 1.0
            self._low, self._high = apart(low, high)
            self._stack = stack.pop_all()

    def close(self) -> None:
        """Close the file."""
        self._stack.close()

    def __enter__(self) -> StoredFrames:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, first: int, last: int) -> Iterator[tuple[int, VideoFrame]]:
        """Yield (k, picture) for first <= k <= last; those that cannot be read are left out."""
        for k in range(first, min(last + 1, self._frames.count)):
            try:
                frame = self._frames.frame(k, self._look.plane)
            except (OSError, LookupError) as error:
                log.warning("%s: frame %d cannot be read: %s", self.path, k, error)
                continue
            yield k, self._picture(frame)

    def _picture(self, frame: NDArray[Any]) -> VideoFrame:
        look = self._look
        levels = to_8_bits(frame, self._low, self._high, look.gamma)
        if frame.ndim == 3:
            levels = over_black(levels, frame)
        elif look.colormap != "gray":
            levels = colours_of(look.colormap)[levels]
        elif self._frames.colours:  # a grey image among coloured ones
            levels = np.repeat(levels[..., np.newaxis], 3, axis=2)
        levels = _fitted(levels, self._frames.width, self._frames.height)
        return VideoFrame.from_ndarray(
            np.ascontiguousarray(levels), format="gray" if levels.ndim == 2 else "rgb24"
        )


def _fitted(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return a picture as large as fits into a size, in its middle on black; its shape is kept."""
    rows, columns = picture.shape[:2]
    if (rows, columns) == (height, width):
        return picture
    scale = min(width / columns, height / rows)
    size = (max(round(columns * scale), 1), max(round(rows * scale), 1))
    if size != (columns, rows):
        image = Image.fromarray(np.ascontiguousarray(picture))
        picture = np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    made = np.zeros((height, width, *picture.shape[2:]), np.uint8)
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    made[top : top + size[1], left : left + size[0]] = picture
    return made


def _levels_of(path: Path, name: str, plane: int, *, volume: bool) -> Levels:
    facts = regular(path)
    return _levels(path, name, facts.st_size, facts.st_mtime_ns, plane, volume)


@functools.lru_cache(maxsize=256)
def _levels(path: Path, name: str, _size: int, _mtime_ns: int, plane: int, volume: bool) -> Levels:
    with opened(path, name, volume=volume) as frames:
        seen = _sampled(frames, min(plane, (frames.planes or 1) - 1))
        kind = frames.dtype
    low, high = (float(edge) for edge in np.percentile(seen, SHARES)) if seen.size else (0.0, 1.0)
    least, most = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    suggested = low, high
    if kind == np.uint8 or kind.kind == "b":
        low, high = least, most = 0.0, 255.0 if kind == np.uint8 else 1.0
    return Levels(low, high, apart(*suggested), *apart(least, most))


def _sampled(frames: Frames, plane: int) -> NDArray[np.float64]:
    """Return finite values of a few pixels of a few frames."""
    values = [np.empty(0)]
    for k in np.unique(np.linspace(0, frames.count - 1, min(SAMPLES, frames.count)).astype(int)):
        try:
            frame = frames.look_at(int(k), plane)
        except (OSError, LookupError):
            continue  # the frame itself says so when it is due
        step = max(round((frame.shape[0] * frame.shape[1] / FEW) ** 0.5), 1)
        colours = frame[::step, ::step, :3] if frame.ndim == 3 else frame[::step, ::step]
        values.append(colours.astype(np.float64).ravel())
    seen = np.concatenate(values)
    return seen[np.isfinite(seen)]

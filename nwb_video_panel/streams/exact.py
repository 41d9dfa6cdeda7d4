"""One frame as it was recorded: RGB at full resolution, upright, with square pixels.

Never by a guess: where a file's frames are still being counted, this waits.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from .. import media
from ..errors import MediaError, UnreadableVideoError
from ..frameindex import FrameIndex
from ..media import MediaInfo
from . import stored
from .filereader import COUNTED
from .frames import FrameReader
from .numbering import ByIndex, ByRate
from .pictures import color_range_of, colorspace_of
from .sources import lent, numbering_of, source
from .stored import StoredFrames
from .wishes import Wish

PATIENCE = 120.0
"""Seconds that a frame index is waited for."""

PNG_EFFORT = 3
"""zlib's level: a person waits, and 6 takes three times as long for a tenth less."""


def facts_of(path: Path, dataset: str | None) -> MediaInfo:
    """Return the facts of a video file, or of a dataset in an HDF5 file.

    Raises
    ------
    MediaError
        It cannot be read.
    """
    return media.probe(path) if dataset is None else stored.probe(path, dataset)


class Far(Protocol):
    """A video that is not on this machine; equal and hashable while it is the same."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def size(self) -> int:
        """Bytes."""

    def __hash__(self) -> int: ...

    def file(self) -> BinaryIO:
        """Return something to read it from."""

    def index(self, patience: float) -> FrameIndex | None:
        """Return its frame index, waiting so many seconds for it; None where it takes longer."""


@functools.lru_cache(maxsize=64)
def facts_of_far(far: Far) -> MediaInfo:
    """Return the facts of a video that is not on this machine; raises as `rgb_of_far`."""
    with closing(far.file()) as file:
        return media.probe_from(file, far.name, far.size)


def rgb_of_far(far: Far, number: int, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """Return a frame of a video that is not on this machine; uint8 (height, width, 3).

    Parameters
    ----------
    far
        The video.
    number
        Of the frame.
    size
        (width, height) to bring it to; as recorded unless given.

    Raises
    ------
    MediaError
        It does not come, cannot be read, or its frames are still being counted.
    """
    info = facts_of_far(far)
    numbering = None
    if info.demuxer not in COUNTED:
        index = far.index(PATIENCE)
        if index is None:
            raise _still_counted(far.name)
        numbering = ByIndex(index.pts, index.keys)

    @contextmanager
    def opener() -> Iterator[tuple[InputContainer, VideoStream]]:
        with closing(far.file()) as file, media.opened_from(file, far.name) as found:
            yield found

    with lent((far, "saved"), FrameReader, lambda: FrameReader(Path(far.name), numbering, opener)) as frames:
        return _frame(frames, number, info, size)


def rgb(claims: Mapping[str, Any], wish: Wish, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """Return the frame of a file that a wish names; uint8 (height, width, 3).

    Parameters
    ----------
    size
        (width, height) to bring it to; as recorded unless given.

    Raises
    ------
    MediaError
        It cannot be read, or its frames are still being counted.
    """
    path, dataset = Path(claims["p"]), claims.get("d")
    info = facts_of(path, dataset)
    numbering = None if dataset is not None else numbering_of(path, patience=PATIENCE)
    if isinstance(numbering, ByRate):
        raise _still_counted(path.name)
    with source(claims, numbering, wish) as frames:
        return _frame(frames, wish.number, info, size)


def png(claims: Mapping[str, Any], wish: Wish) -> bytes:
    """Return the frame that a wish names as PNG; raises as `rgb`."""
    out = io.BytesIO()
    Image.fromarray(rgb(claims, wish)).save(out, "png", compress_level=PNG_EFFORT)
    return out.getvalue()


def _still_counted(name: str) -> MediaError:
    return MediaError(
        "The frames are still being counted", f"{name} is not read to its end.", "Try again later."
    )


def _frame(
    frames: FrameReader | StoredFrames, number: int, info: MediaInfo, size: tuple[int, int] | None
) -> NDArray[np.uint8]:
    try:
        for _, found in frames.read(number, number):
            return _upright(found, size or (info.width, info.height), info.rotation)
    except (av.FFmpegError, OSError) as error:
        why = f"decoding it failed ({type(error).__name__})."
        raise UnreadableVideoError(frames.path.name, why) from error
    raise UnreadableVideoError(frames.path.name, f"frame {number} cannot be decoded.")


def _upright(frame: av.VideoFrame, size: tuple[int, int], rotation: int) -> NDArray[np.uint8]:
    width, height = size[::-1] if rotation in {90, 270} else size
    flat = VideoReformatter().reformat(
        frame,
        width=width,
        height=height,
        format="rgb24",
        src_colorspace=colorspace_of(frame),
        src_color_range=color_range_of(frame),
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.BICUBIC,
    )
    return np.ascontiguousarray(np.rot90(flat.to_ndarray(), -rotation // 90))

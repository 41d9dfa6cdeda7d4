"""One frame as it was recorded: RGB at full resolution, upright, with square pixels.

Never by a guess: where a file's frames are still being counted, this waits.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from .. import media
from ..errors import MediaError, UnreadableVideoError
from ..media import MediaInfo
from . import stored
from .numbering import ByRate
from .pictures import color_range_of, colorspace_of
from .sources import numbering_of, source
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
        raise MediaError(
            "The frames are still being counted", f"{path.name} is not read to its end.", "Try again later."
        )
    try:
        with source(claims, numbering, wish) as frames:
            for _, found in frames.read(wish.number, wish.number):
                return _upright(found, size or (info.width, info.height), info.rotation)
    except (av.FFmpegError, OSError) as error:
        raise UnreadableVideoError(path.name, f"decoding it failed ({type(error).__name__}).") from error
    raise UnreadableVideoError(path.name, f"frame {wish.number} cannot be decoded.")


def png(claims: Mapping[str, Any], wish: Wish) -> bytes:
    """Return the frame that a wish names as PNG; raises as `rgb`."""
    out = io.BytesIO()
    Image.fromarray(rgb(claims, wish)).save(out, "png", compress_level=PNG_EFFORT)
    return out.getvalue()


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

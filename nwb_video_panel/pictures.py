"""Decoded pictures made fit to be shown: upright, square pixels, 8 bits, even sides.

Everything is done to the pixels, so that a still and a fragment of one frame
look alike, in every browser. The matrix of the colours is kept, and told to
whoever encodes; where a file does not tell its own it is BT.601, as FFmpeg has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from av import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

BT601 = 6
"""H.273's number of its matrix; 5 is the same for 625 lines."""

_SWS: dict[int, int] = {1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601}
_SWS |= {7: Colorspace.SMPTE240M, 9: 9, 10: 9}  # 9 is libswscale's number of BT.2020
_FULL_RANGE = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """How a picture as stored becomes the picture as shown."""

    width: int
    """As shown, upright."""
    height: int
    rotation: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""

    def scaled(self, divisor: int) -> Shape:
        """Return the shape of a picture smaller by a divisor."""
        return Shape(max(self.width // divisor, 2), max(self.height // divisor, 2), self.rotation)


class Shaper:
    """Makes pictures of one file fit to be shown; keeps what the conversion of the last one needed.

    Parameters
    ----------
    shape
        Of what comes out.
    full
        Whether luma runs from 0 to 255 (JPEG) or from 16 to 235 (video).
    """

    def __init__(self, shape: Shape, *, full: bool = False) -> None:
        self._shape, self._full = shape, full
        self._scaler = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return it as planar 4:2:0; odd sides get one more row or column, a copy of the last."""
        shape = self._shape
        turned = shape.rotation in {90, 270}
        matrix = _SWS.get(int(frame.colorspace), Colorspace.ITU601)
        flat = self._scaler.reformat(
            frame,
            width=shape.height if turned else shape.width,
            height=shape.width if turned else shape.height,
            format="yuv420p",
            src_colorspace=matrix,
            dst_colorspace=matrix,
            interpolation=Interpolation.BICUBIC,
            src_color_range=_range_of(frame),
            dst_color_range=ColorRange.JPEG if self._full else ColorRange.MPEG,
        )
        if not shape.rotation and shape.width % 2 == 0 and shape.height % 2 == 0:
            return flat
        planes = [np.rot90(plane, -shape.rotation // 90) for plane in _planes(flat)]
        return _even(planes)


def matrix_of(frame: VideoFrame) -> int:
    """Return H.273's number of the matrix in which a shaped picture of this frame is."""
    number = int(frame.colorspace)
    return number if number in _SWS else BT601


def _range_of(frame: VideoFrame) -> ColorRange:
    name = frame.format.name
    full = int(frame.color_range) == _FULL_RANGE or name.startswith(
        ("yuvj", "gray", "rgb", "bgr", "gbr", "pal")
    )
    return ColorRange.JPEG if full else ColorRange.MPEG


def _planes(frame: VideoFrame) -> list[NDArray[np.uint8]]:
    planes = []
    for i, plane in enumerate(frame.planes):
        width, height = (
            (frame.width, frame.height) if i == 0 else (-(-frame.width // 2), -(-frame.height // 2))
        )
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        planes.append(rows[:height, :width])
    return planes


def _even(planes: list[NDArray[np.uint8]]) -> VideoFrame:
    height, width = (side + side % 2 for side in planes[0].shape)
    made = VideoFrame(width, height, "yuv420p")
    for plane, given in zip(made.planes, planes, strict=True):
        rows, columns = plane.height, plane.width
        padded = np.zeros((rows, plane.line_size), np.uint8)
        padded[:, :columns] = np.pad(
            given, ((0, rows - given.shape[0]), (0, columns - given.shape[1])), mode="edge"
        )
        plane.update(padded.tobytes())
    return made

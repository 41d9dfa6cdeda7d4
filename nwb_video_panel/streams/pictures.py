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
    still
        Whether for JPEG: colours at full resolution, full range, and BT.601, which is all that JPEG knows.
    chroma
        Whether colours are kept at full resolution for video too.
    """

    def __init__(self, shape: Shape, *, still: bool = False, chroma: bool = False) -> None:
        self._shape, self._still = shape, still
        self.format = "yuv444p" if still or chroma else "yuv420p"
        self._scaler = VideoReformatter()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of what comes out: where colours are halved, odd sides get one more."""
        width, height = self._shape.width, self._shape.height
        return (width, height) if self.format == "yuv444p" else (width + width % 2, height + height % 2)

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return it as planar YUV; what an odd side gets is a copy of its last row or column."""
        shape = self._shape
        turned = shape.rotation in {90, 270}
        matrix = colorspace_of(frame)
        flat = self._scaler.reformat(
            frame,
            width=shape.height if turned else shape.width,
            height=shape.width if turned else shape.height,
            format=self.format,
            src_colorspace=matrix,
            dst_colorspace=Colorspace.ITU601 if self._still else matrix,
            interpolation=Interpolation.BICUBIC,
            src_color_range=color_range_of(frame),
            dst_color_range=ColorRange.JPEG if self._still else ColorRange.MPEG,
        )
        if not shape.rotation and self.size == (shape.width, shape.height):
            return flat
        planes = [np.rot90(plane, -shape.rotation // 90) for plane in _planes(flat)]
        return _joined(planes, self.size, self.format)


def matrix_of(frame: VideoFrame) -> int:
    """Return H.273's number of the matrix in which a shaped picture of this frame is."""
    number = int(frame.colorspace)
    return number if number in _SWS else BT601


def colorspace_of(frame: VideoFrame) -> int:
    """Return libswscale's number of the matrix in which a frame is."""
    return _SWS.get(int(frame.colorspace), Colorspace.ITU601)


def color_range_of(frame: VideoFrame) -> ColorRange:
    """Return the range of a frame's numbers."""
    name = frame.format.name
    full = int(frame.color_range) == _FULL_RANGE or name.startswith(
        ("yuvj", "gray", "rgb", "bgr", "gbr", "pal")
    )
    return ColorRange.JPEG if full else ColorRange.MPEG


def _planes(frame: VideoFrame) -> list[NDArray[np.uint8]]:
    planes = []
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        planes.append(rows[: plane.height, : plane.width])
    return planes


def _joined(planes: list[NDArray[np.uint8]], size: tuple[int, int], format: str) -> VideoFrame:
    made = VideoFrame(*size, format)
    for plane, given in zip(made.planes, planes, strict=True):
        rows, columns = plane.height, plane.width
        missing = ((0, rows - given.shape[0]), (0, columns - given.shape[1]))
        padded = np.zeros((rows, plane.line_size), np.uint8)
        padded[:, :columns] = np.pad(given, missing, mode="edge")
        plane.update(padded.tobytes())
    return made

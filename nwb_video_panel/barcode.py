"""A frame number that can be read back from pixels, after any codec and at any scale.

The panel lies at the picture's top left: a dark quiet zone half a cell wide,
then two rows of 22 cells. The first and last column are white in both rows
(guards); between them stand 20 bits, most significant first, and under each
its inverse. Every column therefore has a white cell, so the panel's extent can
be found in a picture of unknown scale, and a torn, blended or covered picture
is noticed instead of misread.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BITS = 20
CELL = 16
"""Edge of a cell in pixels of the video; even, so that cells meet no chroma sample halfway."""
COLUMNS = BITS + 2
WIDTH = COLUMNS * CELL + CELL
"""Pixels that the panel takes with its quiet zone."""
HEIGHT = 2 * CELL + CELL
DARK, LIGHT = 16, 235
CONTRAST = 30.0
"""The least difference of light and dark, of 255, that counts as a barcode."""


def draw(frame: NDArray[np.uint8], number: int) -> None:
    """Write `number` into the top left of `frame`, in place.

    Parameters
    ----------
    frame
        Shape (height, width, channels), at least 48 x 368 pixels; all channels get the same values.
    number
        0 <= number < 2**20.

    Raises
    ------
    ValueError
        The number does not fit in 20 bits, or the frame is too small.
    """
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"{number} does not fit in {BITS} bits.")
    if frame.shape[0] < HEIGHT or frame.shape[1] < WIDTH:
        raise ValueError(f"A barcode takes {WIDTH}x{HEIGHT} pixels; this frame has {frame.shape[1::-1]}.")
    bits = np.array([number >> (BITS - 1 - i) & 1 for i in range(BITS)], bool)
    rows = np.ones((2, COLUMNS), bool)
    rows[0, 1:-1], rows[1, 1:-1] = bits, ~bits
    quiet = CELL // 2
    frame[:HEIGHT, :WIDTH] = DARK
    cells = np.where(rows, LIGHT, DARK).astype(np.uint8).repeat(CELL, 0).repeat(CELL, 1)
    frame[quiet : HEIGHT - quiet, quiet : WIDTH - quiet] = cells[:, :, np.newaxis]


def read(picture: NDArray[np.uint8]) -> int | None:
    """Read the number back.

    Parameters
    ----------
    picture
        Shape (height, width, 3 or 4) or (height, width): the video's picture as displayed,
        scaled by any factors that leave cells of 3 pixels, with or without a dark border.

    Returns
    -------
    int or None
        None where there is no barcode, or where a bit and its inverse disagree.
    """
    # The panel is grey: green alone tells as much as all three, at a third of the work.
    grey = (picture[..., 1] if picture.ndim == 3 else picture).astype(np.float64)
    for threshold in (128.0, 64.0, 32.0):
        number = _read_above(grey, threshold)
        if number is not None:
            return number
    return None


def _read_above(grey: NDArray[np.float64], threshold: float) -> int | None:
    """Read with a first guess of what is light; dimmed pictures need a lower one."""
    corner = _light_nearest_the_corner(grey > threshold)
    if corner is None:
        return None
    top, left = corner
    dark = float(grey[: top + 1, : left + 1].min())
    bottom = _end(grey[:, min(left + 1, grey.shape[1] - 1)], top, threshold)
    height = bottom - top
    if height < 6:
        return None
    upper, lower = (_band(grey, top + height * q, height / 8) for q in (0.25, 0.75))
    light = float(min(upper[left + 1], lower[left + 1]))
    if light - dark < CONTRAST:
        return None
    right = _end(upper + lower, left, 2 * dark + 0.5 * (light - dark))
    cell = (right - left) / COLUMNS
    if not 0.3 < cell / (height / 2) < 3:
        return None
    values = np.array([[_cell(row, left + i * cell, cell) for i in range(COLUMNS)] for row in (upper, lower)])
    levels = (values - dark) / (light - dark)
    if (levels[:, [0, -1]] < 0.6).any() or (np.abs(levels[0] - levels[1])[1:-1] < 0.4).any():
        return None
    return int(sum(1 << (BITS - 1 - i) for i in range(BITS) if levels[0, i + 1] > levels[1, i + 1]))


def _light_nearest_the_corner(light: NDArray[np.bool_]) -> tuple[int, int] | None:
    """(row, column) of the light pixel with the smallest row + column."""
    rows, columns = np.nonzero(light)
    if not len(rows):
        return None
    first = int(np.argmin(rows + columns))
    return int(rows[first]), int(columns[first])


def _end(line: NDArray[np.float64], start: int, threshold: float) -> int:
    """Index after the run above `threshold` that begins at `start`."""
    below = np.nonzero(line[start:] <= threshold)[0]
    return start + int(below[0]) if len(below) else len(line)


def _band(grey: NDArray[np.float64], centre: float, half: float) -> NDArray[np.float64]:
    """Average the rows within `half` of `centre`."""
    first = int(centre - half)
    mean: NDArray[np.float64] = grey[first : max(first + 1, round(centre + half))].mean(axis=0)
    return mean


def _cell(row: NDArray[np.float64], start: float, cell: float) -> float:
    """Average the middle half of a cell."""
    first = int(start + cell * 0.25 + 0.5)
    return float(row[first : max(first + 1, int(start + cell * 0.75 + 0.5))].mean())

"""Frames stored inside an HDF5 file, time first: T×H×W, T×H×W×3 or 4 (colours), T×H×W×Z (planes).

Numbers of any kind become 8 bits by a window (low, high) and a gamma; where
none is asked for, the window is taken from samples. Not-a-number is black.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from .. import hdf5
from ..errors import UnreadableVideoError
from ..hdf5 import GuardedFile
from ..media import MediaInfo, regular

log = logging.getLogger(__name__)

SAMPLES = 12
"""Frames that the window is taken from."""
FEW = 40_000
"""Pixels of each that are looked at."""
SHARES = (0.3, 99.7)
"""Percentiles that become black and white."""

MOST_PIXELS = 64 * 1024**2
"""Of a frame; larger ones are refused."""

COLORMAPS = ("gray", "viridis", "inferno", "magma", "cividis", "turbo")

_PACKAGE = "Install the package that has it (pip install hdf5plugin) and start again."


@dataclass(frozen=True, slots=True)
class Look:
    """How numbers become a picture; None is what the data suggest."""

    low: float | None = None
    """What is black."""
    high: float | None = None
    """What is white."""
    gamma: float = 1.0
    colormap: str = "gray"
    plane: int = 0
    """Of a volume."""


def probe(path: Path, name: str) -> MediaInfo:
    """Return the facts of a dataset of frames, as of a video.

    Raises
    ------
    UnreadableVideoError
        It is not there, has another shape, or a filter that is not installed.
    """
    facts = regular(path)
    with _opened(path, name) as dataset:
        count, height, width = dataset.shape[:3]
        return MediaInfo(
            path=path,
            container="HDF5",
            browser_container=False,
            stream=0,
            codec=f"{dataset.dtype} frames",
            codecs="",
            type="",
            pixel_format=str(dataset.dtype),
            width=width,
            height=height,
            coded_size=(width, height),
            sample_aspect_ratio=1.0,
            rotation=0,
            rate=None,
            start=0.0,
            duration=None,
            frames=count,
            frames_lost=0,
            size=int(dataset.id.get_storage_size()) or facts.st_size,
            has_b_frames=False,
        )


class StoredFrames:
    """Frames of one dataset by number, read by whole chunks; a context manager that closes the file.

    Parameters
    ----------
    path
        The HDF5 file.
    name
        Of the dataset in it.
    volume
        Whether a fourth dimension is depth, not colour.
    look
        How numbers become a picture.

    Raises
    ------
    UnreadableVideoError
        As `probe`.
    """

    def __init__(self, path: Path, name: str, look: Look, *, volume: bool) -> None:
        self.path, self._look = path, look
        self._file = _opened(path, name)
        self._data: h5py.Dataset = self._file.__enter__()
        deep = self._data.ndim == 4
        self._volume = deep and (volume or self._data.shape[3] not in (3, 4))
        self._colours = deep and not self._volume
        fitting = hdf5.MOST_BYTES // _frame_bytes(self._data)
        self._many = max(min((self._data.chunks or (1,))[0], fitting), 1)
        self._first, self._chunk = 0, np.empty((0,))
        facts = regular(path)
        window = _window(path, name, facts.st_size, facts.st_mtime_ns, self._plane)
        low = window[0] if look.low is None else look.low
        high = window[1] if look.high is None else look.high
        self._low, self._high = low, high if high > low else low + 1.0

    @property
    def _plane(self) -> int | None:
        return min(self._look.plane, self._data.shape[3] - 1) if self._volume else None

    def close(self) -> None:
        """Close the file."""
        self._file.__exit__(None, None, None)

    def __enter__(self) -> StoredFrames:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, first: int, last: int) -> Iterator[tuple[int, VideoFrame]]:
        """Yield (k, picture) for first <= k <= last; those that cannot be read are left out."""
        for k in range(first, min(last + 1, self._data.shape[0])):
            try:
                frame = self._frame(k)
            except OSError as error:
                log.warning("%s: frame %d cannot be read: %s", self.path, k, error)
                continue
            yield k, self._picture(frame)

    def _frame(self, k: int) -> NDArray[Any]:
        if not self._first <= k < self._first + len(self._chunk):
            start = k // self._many * self._many
            # A part of a compressed chunk costs as much as all of it.
            read = slice(start, start + self._many)
            plane = self._plane
            self._chunk = self._data[read] if plane is None else self._data[read, :, :, plane]
            self._first = start
        frame: NDArray[Any] = self._chunk[k - self._first]
        return frame

    def _picture(self, frame: NDArray[Any]) -> VideoFrame:
        look = self._look
        plain = frame.dtype == np.uint8 and (self._low, self._high, look.gamma) == (0, 255, 1)
        grey = frame if plain else _to_8_bits(frame, self._low, self._high, look.gamma)
        if self._colours:
            return VideoFrame.from_ndarray(np.ascontiguousarray(grey[..., :3]), format="rgb24")
        if look.colormap != "gray":
            return VideoFrame.from_ndarray(_colours(look.colormap)[grey], format="rgb24")
        return VideoFrame.from_ndarray(np.ascontiguousarray(grey), format="gray")


class _Opened:
    """An open dataset that is fit to be shown."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name

    def __enter__(self) -> h5py.Dataset:
        if importlib.util.find_spec("hdf5plugin") is not None:
            importlib.import_module("hdf5plugin")  # registers its filters
        what = f"{self._path.name}: {self._name}"
        try:
            self._file = GuardedFile.held(self._path, locking=False)
        except (OSError, ValueError) as error:
            raise UnreadableVideoError(self._path.name, "HDF5 cannot open it.") from error
        try:
            dataset = self._file.get(self._name)
            if not isinstance(dataset, h5py.Dataset):
                raise UnreadableVideoError(what, "it is not there.", "Open the session again.")
            if dataset.ndim not in (3, 4) or 0 in dataset.shape or dataset.dtype.kind not in "uifb":
                shape = "×".join(map(str, dataset.shape))
                raise UnreadableVideoError(what, f"{shape} of {dataset.dtype} are no frames.", "")
            _demand_filters(dataset, what)
            _demand_bounds(dataset, what)
        except BaseException:
            self._file.close()
            raise
        return dataset

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _opened(path: Path, name: str) -> _Opened:
    return _Opened(path, name)


def _demand_bounds(dataset: h5py.Dataset, what: str) -> None:
    try:
        hdf5.demand_fit(dataset)
    except hdf5.RefusedError as error:
        raise UnreadableVideoError(what, str(error).removeprefix(f"{dataset.name}: "), "") from error
    pixels = dataset.shape[1] * dataset.shape[2]
    if pixels > MOST_PIXELS or _frame_bytes(dataset) > hdf5.MOST_BYTES:
        why = f"its frames have {pixels:,} pixels; {MOST_PIXELS:,} are shown at most."
        raise UnreadableVideoError(what, why, "")


def _frame_bytes(dataset: h5py.Dataset) -> int:
    return int(math.prod(dataset.shape[1:]) * dataset.dtype.itemsize)


def _demand_filters(dataset: h5py.Dataset, what: str) -> None:
    made = dataset.id.get_create_plist()
    for i in range(made.get_nfilters()):
        code, _, _, name = made.get_filter(i)
        if not h5py.h5z.filter_avail(code):
            said = name.decode("utf-8", "replace") or f"number {code}"
            raise UnreadableVideoError(what, f"it is compressed with the HDF5 filter {said}.", _PACKAGE)


@functools.lru_cache(maxsize=256)
def _window(path: Path, name: str, _size: int, _mtime_ns: int, plane: int | None) -> tuple[float, float]:
    """Return what is to be black and white, from a few frames."""
    with _opened(path, name) as dataset:
        if dataset.dtype == np.uint8:
            return 0.0, 255.0
        if dataset.dtype.kind == "b":
            return 0.0, 1.0
        count = dataset.shape[0]
        step = max(round((dataset.shape[1] * dataset.shape[2] / FEW) ** 0.5), 1)
        values = []
        for k in np.unique(np.linspace(0, count - 1, min(SAMPLES, count)).astype(int)):
            frame = dataset[k] if plane is None else dataset[k, :, :, plane]
            values.append(frame[::step, ::step].ravel())
        seen = np.concatenate(values).astype(np.float64)
        seen = seen[np.isfinite(seen)]
        if not seen.size:
            return 0.0, 1.0
        low, high = np.percentile(seen, SHARES)
        return float(low), float(high)


def _to_8_bits(frame: NDArray[Any], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    if frame.dtype.itemsize <= 2 and frame.dtype.kind in "ui":
        facts = np.iinfo(frame.dtype)
        table = _table(facts.min, facts.max, low, high, gamma)
        shifted = frame if not facts.min else frame.astype(np.int32) - facts.min
        return table[shifted]
    return _scaled(frame.astype(np.float32), low, high, gamma)


@functools.lru_cache(maxsize=32)
def _table(least: int, most: int, low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    return _scaled(np.arange(least, most + 1, dtype=np.float64), low, high, gamma)


def _scaled(values: NDArray[Any], low: float, high: float, gamma: float) -> NDArray[np.uint8]:
    share = np.clip(np.nan_to_num((values - low) / (high - low), nan=0.0), 0.0, 1.0)
    scaled: NDArray[np.uint8] = np.round(share**gamma * 255).astype(np.uint8)
    return scaled


@functools.cache
def _colours(name: str) -> NDArray[np.uint8]:
    from bokeh import palettes

    table = getattr(palettes, f"{name.capitalize()}256")
    return np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in table], np.uint8)

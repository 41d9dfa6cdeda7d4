"""Frames inside an HDF5 file by number: a dataset of them, time first, or images that an IndexSeries names.

A dataset is T×H×W, T×H×W×3 or 4 (colours), or T×H×W×Z (planes). An IndexSeries
shows images of an Images container, or frames of another series in the file.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from .. import hdf5
from ..errors import UnreadableVideoError
from ..hdf5 import GuardedFile
from ..media import MOST_PIXELS

FILTERS = {
    307: "bzip2",
    32001: "Blosc",
    32004: "LZ4",
    32008: "Bitshuffle",
    32013: "ZFP",
    32015: "Zstandard",
    32017: "SZ",
    32018: "FCIDECOMP",
    32024: "SZ3",
    32026: "Blosc2",
}
"""What hdf5plugin has, by the number that the HDF Group registered; files often name none."""

_PACKAGE = "Install the package that has it (pip install hdf5plugin) and start again."


class DatasetFrames:
    """Frames of one dataset, read by whole chunks.

    Parameters
    ----------
    dataset
        With the frames along its first dimension.
    volume
        Whether a fourth dimension is depth, whatever its length.
    """

    def __init__(self, dataset: h5py.Dataset, *, volume: bool) -> None:
        self._data = dataset
        deep = dataset.ndim == 4
        self.planes = int(dataset.shape[3]) if deep and (volume or dataset.shape[3] not in (3, 4)) else None
        self.colours = deep and self.planes is None
        self.count, self.height, self.width = (int(side) for side in dataset.shape[:3])
        self.dtype: np.dtype[Any] = dataset.dtype
        self.told = f"{dataset.dtype} frames"
        self.storage = int(dataset.id.get_storage_size())
        fitting = hdf5.MOST_BYTES // _frame_bytes(dataset)
        self._many = max(min((dataset.chunks or (1,))[0], fitting), 1)
        self._first, self._plane, self._chunk = 0, 0, np.empty((0,))

    def frame(self, k: int, plane: int) -> NDArray[Any]:
        """Return frame k, (H, W) or (H, W, 3 or 4); may raise OSError."""
        plane = min(plane, (self.planes or 1) - 1)
        if not self._first <= k < self._first + len(self._chunk) or plane != self._plane:
            start = k // self._many * self._many
            # A part of a compressed chunk costs as much as all of it.
            read = slice(start, start + self._many)
            self._chunk = self._data[read] if self.planes is None else self._data[read, :, :, plane]
            self._first, self._plane = start, plane
        frame: NDArray[Any] = self._chunk[k - self._first]
        return frame

    def look_at(self, k: int, plane: int) -> NDArray[Any]:
        """Return frame k alone, without those that are stored with it."""
        frame: NDArray[Any] = self._data[k] if self.planes is None else self._data[k, :, :, plane]
        return frame


class IndexedFrames:
    """What an IndexSeries shows: frame k is the image, or another series' frame, that its k-th index names.

    Parameters
    ----------
    index
        (n,): which image is shown.
    images
        In the order that they are counted in.
    """

    def __init__(self, index: NDArray[np.int64], images: list[h5py.Dataset] | DatasetFrames) -> None:
        self._index, self._images = index, images
        self.count = int(index.size)
        if isinstance(images, DatasetFrames):
            self.planes, self.colours, self.dtype = images.planes, images.colours, images.dtype
            self.height, self.width, self.storage = images.height, images.width, images.storage
            self.told = f"{images.told} by index"
            return
        self.planes = None
        self.colours = any(image.ndim == 3 for image in images)
        self.height = max(int(image.shape[0]) for image in images)
        self.width = max(int(image.shape[1]) for image in images)
        kinds = {image.dtype for image in images}
        self.dtype = kinds.pop() if len(kinds) == 1 else np.dtype(np.float64)
        self.storage = sum(int(image.id.get_storage_size()) for image in images)
        self.told = f"{len(images)} images by index"

    def frame(self, k: int, plane: int) -> NDArray[Any]:
        """Return what is shown as frame k, in its own size.

        Raises
        ------
        LookupError
            The index names none of the images.
        """
        named = int(self._index[k])
        if isinstance(self._images, DatasetFrames):
            if not 0 <= named < self._images.count:
                raise LookupError(f"index {named} of {self._images.count} frames")
            return self._images.frame(named, plane)
        if not 0 <= named < len(self._images):
            raise LookupError(f"index {named} of {len(self._images)} images")
        image: NDArray[Any] = self._images[named][()]
        return image

    look_at = frame


Frames = DatasetFrames | IndexedFrames


@contextmanager
def opened(path: Path, name: str, *, volume: bool = False) -> Iterator[Frames]:
    """Open frames that are fit to be shown; closes the file in the end.

    Parameters
    ----------
    path
        The HDF5 file.
    name
        Of a dataset in it, or of an IndexSeries.
    volume
        As `DatasetFrames`.

    Raises
    ------
    UnreadableVideoError
        It is not there, is damaged, has another shape, or a filter that is not installed.
    """
    if importlib.util.find_spec("hdf5plugin") is not None:
        importlib.import_module("hdf5plugin")  # registers its filters
    try:
        file = GuardedFile.held(path, locking=False)
    except (OSError, ValueError) as error:
        raise UnreadableVideoError(path.name, "HDF5 cannot open it.") from error
    with file:
        yield _frames(file, name, f"{path.name}: {name}", volume=volume)


def _frames(file: GuardedFile, name: str, what: str, *, volume: bool) -> Frames:
    try:
        there = _at(file, name)
        if isinstance(there, h5py.Group) and "data" in there:
            return _indexed(there, what)
        return DatasetFrames(_fit(there, what), volume=volume)
    except (OSError, LookupError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        # Damaged, or not of the kinds that NWB prescribes.
        raise UnreadableVideoError(what, f"HDF5 cannot read it ({type(error).__name__}).") from error


def _at(group: h5py.Group, name: str) -> Any:  # noqa: ANN401 - a group, a dataset or None
    try:
        return group.get(name)
    except (KeyError, OSError):  # a link that leads nowhere
        return None


def _indexed(series: h5py.Group, what: str) -> IndexedFrames:
    data = series["data"]
    if data.ndim != 1 or not data.size or data.dtype.kind not in "ui":
        shape = "×".join(map(str, data.shape))
        raise UnreadableVideoError(what, f"{shape} of {data.dtype} is no list of indices.", "")
    _demand_filters(data, what)
    try:
        index = hdf5.whole(data).astype(np.int64)
    except hdf5.RefusedError as error:
        raise UnreadableVideoError(what, str(error), "") from error
    container, other = _at(series, "indexed_images"), _at(series, "indexed_timeseries")
    source = container if container is not None else other
    if not isinstance(source, h5py.Group):
        raise UnreadableVideoError(what, "the images that it indexes are not there.", "Copy them beside it.")
    if source.file.filename != series.file.filename:
        raise UnreadableVideoError(what, "the images that it indexes are in another file.", "")
    if container is None:
        frames = _at(source, "data")
        if _at(source, "external_file") is not None:
            link = series.get("indexed_timeseries", getlink=True)
            whose = link.path.rsplit("/", 1)[-1] if isinstance(link, h5py.SoftLink) else "another series"
            why = f"it indexes frames of the video files of {whose}."
            raise UnreadableVideoError(what, why, "Look at that camera instead.")
        return IndexedFrames(index, DatasetFrames(_fit(frames, what), volume=False))
    images = [_fit(image, what, image=True) for image in _in_order(source)]
    if not images:
        raise UnreadableVideoError(what, f"{source.name} has no images.", "")
    return IndexedFrames(index, images)


def _in_order(container: h5py.Group) -> list[Any]:
    """Return the images of a container as they are counted: as it says, else by their names."""
    order = _at(container, "order_of_images")
    if isinstance(order, h5py.Dataset):
        return [container.file[reference] for reference in order[:]]
    return [container[name] for name in sorted(container)]


def _fit(dataset: object, what: str, *, image: bool = False) -> h5py.Dataset:
    if not isinstance(dataset, h5py.Dataset):
        raise UnreadableVideoError(what, "it is not there.", "Open the session again.")
    few = (2, 3) if image else (3, 4)
    odd = image and dataset.ndim == 3 and dataset.shape[2] not in (3, 4)
    if dataset.ndim not in few or odd or 0 in dataset.shape or dataset.dtype.kind not in "uifb":
        shape = "×".join(map(str, dataset.shape))
        raise UnreadableVideoError(what, f"{shape} of {dataset.dtype} are no frames.", "")
    _demand_filters(dataset, what)
    _demand_bounds(dataset, what, image=image)
    return dataset


def _demand_bounds(dataset: h5py.Dataset, what: str, *, image: bool) -> None:
    try:
        hdf5.demand_fit(dataset)
    except hdf5.RefusedError as error:
        raise UnreadableVideoError(what, str(error).removeprefix(f"{dataset.name}: "), "") from error
    rows, columns = dataset.shape[:2] if image else dataset.shape[1:3]
    size = math.prod(dataset.shape) * dataset.dtype.itemsize if image else _frame_bytes(dataset)
    if rows * columns > MOST_PIXELS or size > hdf5.MOST_BYTES:
        why = f"its frames have {rows * columns:,} pixels; {MOST_PIXELS:,} are shown at most."
        raise UnreadableVideoError(what, why, "")


def _frame_bytes(dataset: h5py.Dataset) -> int:
    return int(math.prod(dataset.shape[1:]) * dataset.dtype.itemsize)


def _demand_filters(dataset: h5py.Dataset, what: str) -> None:
    made = dataset.id.get_create_plist()
    for i in range(made.get_nfilters()):
        code, _, _, name = made.get_filter(i)
        if not h5py.h5z.filter_avail(code):
            said = FILTERS.get(code) or name.decode("utf-8", "replace") or "of an unknown name"
            why = f"it is compressed with the HDF5 filter {said} ({code}), which is not installed."
            raise UnreadableVideoError(what, why, _PACKAGE)

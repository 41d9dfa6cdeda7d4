"""A series with frames in the NWB file itself becomes a camera: ImageSeries, its kinds, IndexSeries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import h5py
import numpy as np
from numpy.typing import NDArray
from pynwb.image import ImageSeries, IndexSeries
from pynwb.ophys import OnePhotonSeries, TwoPhotonSeries

from .errors import RefusedVideoError
from .locate import Locator
from .model import Camera, Problem, Segment

Series: TypeAlias = ImageSeries | IndexSeries
"""What can be a camera."""


OUT_OF_REACH = Problem(
    "These frames are out of reach",
    "they are inside an NWB file on another machine, and only videos are played from there.",
    "Download the NWB file and open it here.",
    state="unplayable",
)


def holds_frames(series: Series) -> bool:
    """Whether the frames are in the NWB file itself."""
    data = series.data
    if not isinstance(data, h5py.Dataset) or 0 in data.shape:
        return False
    return isinstance(series, IndexSeries) or data.ndim in {3, 4}


def stored_camera(  # noqa: PLR0913, PLR0917 - what the caller found out already
    series: Series,
    name: str,
    timestamps: NDArray[np.float64] | None,
    clock: tuple[float | None, float],
    problems: Sequence[Problem],
    locator: Locator,
    nwb: Path,
) -> Camera:
    """Return the camera of a series that holds its frames; its clock is given as (rate, starting time).

    The frames may be in another file than ``nwb``, linked to; ``locator`` tells whether that is allowed.
    """
    data = series.data
    count = int(data.shape[0])
    indexed = isinstance(series, IndexSeries)
    place = str(data.name).removesuffix("/data") if indexed else str(data.name)
    volume = data.ndim == 4 and isinstance(series, TwoPhotonSeries | OnePhotonSeries)
    path = Path(data.file.filename).resolve()
    problem = None
    if data.file.driver == "fileobj":
        problem = OUT_OF_REACH
    elif path != nwb.resolve() and data.file.driver == "sec2" and not locator.allows(path):
        problem = Problem.of(RefusedVideoError(place, path, locator.allowed))
    segment = Segment(
        file=place,
        path=path if problem is None else None,
        url=None,
        first=0,
        count=count,
        dataset=place,
        volume=volume,
        problem=problem,
    )
    device = None if indexed else series.device
    return Camera(
        name=name,
        object_id=str(series.object_id),
        segments=(segment,),
        timestamps=timestamps,
        starting_time=clock[1],
        rate=clock[0],
        num_samples=count if timestamps is None else None,
        description=str(series.description or ""),
        device=None if device is None else str(device.name),
        problems=tuple(problems),
    )

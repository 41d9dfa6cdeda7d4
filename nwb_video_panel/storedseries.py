"""An ImageSeries whose frames are in the NWB file itself becomes a camera."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray
from pynwb.image import ImageSeries
from pynwb.ophys import OnePhotonSeries, TwoPhotonSeries

from .errors import RefusedVideoError
from .locate import Locator
from .model import Camera, Problem, Segment


def holds_frames(series: ImageSeries) -> bool:
    """Whether the frames are in the NWB file itself."""
    return isinstance(series.data, h5py.Dataset) and series.data.ndim in {3, 4} and 0 not in series.data.shape


def stored_camera(  # noqa: PLR0913, PLR0917 - what the caller found out already
    series: ImageSeries,
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
    volume = data.ndim == 4 and isinstance(series, TwoPhotonSeries | OnePhotonSeries)
    path = Path(data.file.filename).resolve()
    problem = None
    if path != nwb.resolve() and data.file.driver == "sec2" and not locator.allows(path):
        problem = Problem.of(RefusedVideoError(str(data.name), path, locator.allowed))
    segment = Segment(
        file=str(data.name),
        path=path if problem is None else None,
        url=None,
        first=0,
        count=count,
        dataset=str(data.name),
        volume=volume,
        problem=problem,
    )
    return Camera(
        name=name,
        object_id=str(series.object_id),
        segments=(segment,),
        timestamps=timestamps,
        starting_time=clock[1],
        rate=clock[0],
        num_samples=count if timestamps is None else None,
        description=str(series.description or ""),
        device=None if series.device is None else str(series.device.name),
        problems=tuple(problems),
    )

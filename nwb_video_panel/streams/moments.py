"""When a clip's picture changes. Pure; session seconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .shots import Shot

SMOOTH = 60.0
"""Pictures per second that are enough for a clip that plays faster than it was recorded."""


def moments(shots: Sequence[Shot], span: tuple[float, float], rate: float = 1.0) -> NDArray[np.float64]:
    """Return when a clip of these cameras shows another picture, the first at ``span[0]``.

    Each frame of each camera has a moment, so that none is left out. Frames of several cameras that come
    within half a period of each other share one, that of the last of them.

    Parameters
    ----------
    span
        (start, stop), session seconds; stop is exclusive.
    rate
        How many times faster the clip plays. Above 1, frames are left out where there are more per second
        than anyone sees.
    """
    start, stop = span
    changes = [_changes(shot, start, stop) for shot in shots]
    order = np.argsort(np.concatenate(changes), kind="stable")
    times = np.concatenate(changes)[order]
    owners = np.repeat(np.arange(len(shots)), [each.size for each in changes])[order]
    period = min((shot.timebase.period for shot in shots if shot.timebase.count), default=stop - start)
    found, first, sharing = [start], start, set(range(len(shots)))
    for time, owner in zip(times.tolist(), owners.tolist(), strict=True):
        if owner in sharing or time - first > period / 2:
            found.append(time)
            first, sharing = time, {owner}
        else:
            found[-1] = time
            sharing.add(owner)
    return _thinned(np.array(found), rate / max(SMOOTH, 1 / period)) if rate > 1 else np.array(found)


def _changes(shot: Shot, start: float, stop: float) -> NDArray[np.float64]:
    """Return when a camera shows another picture after ``start``, or none any more."""
    if not shot.timebase.count:
        return np.empty(0)
    times = np.append(shot.times, shot.end)
    return times[(times > start) & (times < stop)]


def _thinned(times: NDArray[np.float64], spacing: float) -> NDArray[np.float64]:
    kept = [float(times[0])]
    for time in times[1:].tolist():
        # What comes in regular steps is not to be left out for want of a bit.
        if time - kept[-1] >= 0.999 * spacing:
            kept.append(time)
    return np.array(kept)

"""What was recorded, in session seconds: facts only, no reading and no deciding.

Session time is the NWB session's one clock: seconds from
``timestamps_reference_time``. Intervals are start <= t < stop. Frame numbers
count a camera's frames over all of its files, from zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import MediaError, MissingVideoError, NWBVideoPanelError, RefusedVideoError

TEXT_LENGTH = 200
"""Characters that are kept of a text in a table; what is longer ends with an ellipsis."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the user has to know, in words that tell what to do."""

    what: str
    """One short sentence, e.g. ``Video file not found``."""
    why: str
    """The cause, with its names and numbers."""
    cure: str = ""
    """What to do; empty where nothing needs doing."""
    state: str = "note"
    """``missing``, ``refused``, ``unplayable`` or ``error`` where it keeps a picture from being shown; else
    ``note``."""
    tried: tuple[str, ...] = ()
    """The paths that were looked at, in order, for a missing file."""

    @classmethod
    def of(cls, error: NWBVideoPanelError) -> Problem:
        """Say in words what an error says."""
        return cls(
            error.what,
            error.why,
            error.cure,
            state=error.state if isinstance(error, MediaError) else "error",
            tried=tuple(map(str, error.tried))
            if isinstance(error, MissingVideoError | RefusedVideoError)
            else (),
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """One external file of a camera, or the frames that the NWB file itself holds."""

    file: str
    """As written in the NWB file (``ImageSeries.external_file[i]``)."""
    path: Path | None
    """Where it is on disk, resolved; None for a URL and for a file that is missing or refused."""
    url: str | None
    """The URL, untouched, where ``file`` is one."""
    first: int
    """The camera's frame number of this file's first frame (``starting_frame[i]``)."""
    count: int | None
    """Frames by the NWB file; None where only the file itself can tell (the last file of an old
    NWB file without ``num_samples``)."""
    dataset: str | None = None
    """The HDF5 dataset in ``path`` that holds the frames, or the IndexSeries that names them; None for a
    video file."""
    volume: bool = False
    """Whether the dataset's fourth dimension is depth."""
    problem: Problem | None = None
    """Why it cannot be shown; the camera's other files still can."""


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """One ImageSeries (or subclass) with external files, or with frames of its own."""

    name: str
    """Unique in the session: the series' name, or ``module/name`` where two share one."""
    object_id: str
    """The series' NWB object id."""
    segments: tuple[Segment, ...]
    """In playing order; ``first`` rises strictly."""
    timestamps: NDArray[np.float64] | None
    """As in the NWB file, one per frame over all files; None where start and rate are given.
    May hold NaN, be unsorted or of another length than there are frames: `timebase` copes."""
    starting_time: float = 0.0
    """Session time of frame 0 where there are no timestamps."""
    rate: float | None = None
    """Frames per second where there are no timestamps."""
    num_samples: int | None = None
    """``ImageSeries.num_samples``, where the file has it."""
    dimension: tuple[int, int] | None = None
    """(width, height) by the NWB file; may be wrong."""
    description: str = ""
    device: str | None = None
    """The linked device's name."""
    boundaries_known: bool = True
    """Whether ``starting_frame`` tells where each file begins; where it does not, ``Segment.first`` and
    ``count`` are guesses and `alignment` asks the files."""
    problems: tuple[Problem, ...] = field(default=())
    """What was noticed while reading (a wrong ``starting_frame`` and the like)."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a table of intervals or events."""

    name: str
    description: str
    values: NDArray[np.float64] | NDArray[np.object_]
    """(n,): numbers (NaN where there is none), or texts of at most `TEXT_LENGTH` characters; truth values
    are the texts ``true`` and ``false``."""

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.values.dtype.kind == "f"


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """A table of intervals or of events, e.g. the trials: n rows in the order of their starts."""

    name: str
    """Unique in the session, e.g. ``trials``; ``module/name`` where two share one."""
    kind: str
    """The NWB type: ``TimeIntervals``, ``EventsTable``, ``AnnotationSeries``, ``IntervalSeries``, ..."""
    description: str
    ids: NDArray[np.int64]
    """(n,): the rows' ``id`` in the table; their number in the file where it has none."""
    starts: NDArray[np.float64]
    """(n,): session seconds, finite, rising."""
    stops: NDArray[np.float64]
    """(n,): session seconds, never before the start; the start itself for an event without duration. Where
    the file has none (`open`), the next row's start, or infinity."""
    open: NDArray[np.bool_]
    """(n,): whether the file tells no stop."""
    columns: tuple[Column, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    """What was noticed while reading: rows left out, turned round, without a stop."""

    @property
    def instant(self) -> bool:
        """Whether no row lasts: events rather than intervals."""
        return bool((self.stops == self.starts).all())

    def start_of(self, number: int) -> float:
        """Return when the row with this ``id`` starts, session seconds.

        Raises
        ------
        LookupError
            No row has this id.
        """
        rows = np.flatnonzero(self.ids == number)
        if not rows.size:
            raise LookupError(f"{self.name} has no row with the id {number}.")
        return float(self.starts[rows[0]])


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """What one NWB file says about its videos."""

    path: Path
    """The NWB file."""
    identifier: str
    session_id: str
    """May be empty."""
    description: str
    subject: str
    """``subject_id``; may be empty."""
    cameras: tuple[Camera, ...]
    """In the order of the NWB file."""
    problems: tuple[Problem, ...] = field(default=())
    """What concerns the whole session."""
    intervals: tuple[Intervals, ...] = ()
    """Trials, epochs and invalid times first, then the other tables of intervals and events."""

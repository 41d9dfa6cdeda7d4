"""NWB files made for a test, as pynwb writes them and as older programs left them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import h5py
import pytest
from pynwb import NWBHDF5IO, NWBFile
from pynwb.file import Subject
from pynwb.image import ImageSeries

SHARED = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
"""Real sessions of others, where someone put them: beside the project, or where `SHARED_DATA` says."""

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no real sessions in {SHARED}")


def camera(name: str = "TopCamera", files: Sequence[str] = ("v.mp4",), **facts) -> ImageSeries:
    """An ImageSeries with external files; 30 frames at 30 Hz from 0 s unless told otherwise."""
    if "timestamps" not in facts:
        facts = {"rate": 30.0, "starting_time": 0.0, "num_samples": 30, **facts}
    facts.setdefault("starting_frame", [10 * i for i in range(len(files))])
    return ImageSeries(
        name=name, external_file=list(files), format="external", unit="n.a.", description="", **facts
    )


def new_nwbfile(**facts) -> NWBFile:
    start = datetime(2024, 5, 1, 12, tzinfo=UTC)
    return NWBFile(
        **{"session_description": "a test", "identifier": "id-1", "session_start_time": start, **facts}
    )


def write_session(
    path: Path,
    *cameras: ImageSeries,
    processing: Mapping[str, Sequence] | None = None,
    subject: str | None = None,
    **facts,
) -> Path:
    """Write an NWB file with these cameras in /acquisition, and others in processing modules."""
    nwbfile = new_nwbfile(**facts)
    if subject is not None:
        nwbfile.subject = Subject(subject_id=subject, species="Mus musculus", age="P30D", sex="F")
    for series in cameras:
        if series.device is not None and series.device.parent is None:
            nwbfile.add_device(series.device)
        nwbfile.add_acquisition(series)
    for module, containers in (processing or {}).items():
        nwbfile.create_processing_module(module, "of a test").add(list(containers))
    return write_nwbfile(path, nwbfile)


def write_nwbfile(path: Path, nwbfile: NWBFile) -> Path:
    with NWBHDF5IO(path, "w") as io:
        io.write(nwbfile)
    return path


@contextmanager
def edited(path: Path) -> Iterator[h5py.File]:
    """The file behind pynwb's back: what it refuses to write, older programs wrote."""
    with h5py.File(path, "r+") as file:
        yield file

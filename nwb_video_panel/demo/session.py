"""The NWB file of the demo session: cameras, trials and, with ndx-pose, poses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .recording import DemoCamera
from .world import KEYPOINTS, REARS, TRIALS, World

if TYPE_CHECKING:
    from pynwb import NWBFile
    from pynwb.image import ImageSeries

EDGES = ((0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5), (5, 6))
"""Which of the keypoints are joined in the skeleton."""


def has_pose() -> bool:
    """Tell whether a pose can be written: ndx-pose is installed."""
    return find_spec("ndx_pose") is not None


def write(path: Path, cameras: Sequence[DemoCamera]) -> None:
    """Write the NWB file; the videos are named relative to it."""
    from pynwb import NWBHDF5IO, NWBFile
    from pynwb.file import Subject

    nwbfile = NWBFile(
        session_description="A mouse goes to the lamp that lights. Made by nwb_video_panel to try it with.",
        identifier="nwb-video-panel-demo",
        session_id="demo",
        session_start_time=datetime(2025, 5, 6, 10, 30, tzinfo=UTC),
        subject=Subject(subject_id="demo-mouse", species="Mus musculus", sex="U", age="P90D"),
    )
    videos = {camera.name: _add_camera(nwbfile, camera) for camera in cameras}
    _add_trials(nwbfile)
    _add_rears(nwbfile)
    if has_pose():
        _add_poses(nwbfile, cameras[:2], videos)
    with NWBHDF5IO(str(path), "w") as io:
        io.write(nwbfile)


def _add_camera(nwbfile: NWBFile, camera: DemoCamera) -> ImageSeries:
    """Add an ImageSeries with external files, and its device."""
    from pynwb.image import ImageSeries

    clock: dict[str, Any]
    if camera.regular:
        clock = {
            "starting_time": float(camera.times[0]),
            "rate": float(camera.rate),
            "num_samples": len(camera.times),
        }
    else:
        clock = {"timestamps": camera.times}
    series = ImageSeries(
        name=camera.name,
        description=camera.description,
        unit="n.a.",
        format="external",
        external_file=list(camera.files),
        starting_frame=list(camera.first),
        dimension=list(camera.view.size),
        device=nwbfile.create_device(name=f"{camera.name}Device", description="Drawn, not recorded."),
        **clock,
    )
    nwbfile.add_acquisition(series)
    return series


def _add_trials(nwbfile: NWBFile) -> None:
    nwbfile.add_trial_column("cue", "The side whose lamp lit at the trial's start.")
    nwbfile.add_trial_column("choice", "The side that the mouse went to.")
    nwbfile.add_trial_column("correct", "Whether it went to the lamp.")
    nwbfile.add_trial_column("reared", "Whether it stood on its hind legs meanwhile.")
    for trial in TRIALS:
        nwbfile.add_trial(
            start_time=trial.start,
            stop_time=trial.stop,
            cue=trial.cue,
            choice=trial.choice,
            correct=trial.cue == trial.choice,
            reared=any(start < trial.stop and trial.start < stop for start, stop in REARS),
        )


def _add_rears(nwbfile: NWBFile) -> None:
    """Add when the mouse stands on its hind legs, as events with a duration where pynwb has them."""
    try:
        from pynwb.event import EventsTable
    except ImportError:  # pynwb before 4.2
        return
    rears = EventsTable(name="rears", description="The mouse stands on its hind legs.")
    for start, stop in REARS:
        rears.add_event(timestamp=start, duration=stop - start)
    nwbfile.add_events_table(rears)


def _add_poses(nwbfile: NWBFile, cameras: Sequence[DemoCamera], videos: dict[str, ImageSeries]) -> None:
    """Add one PoseEstimation per camera, in the pixels of its video."""
    from ndx_pose import PoseEstimation, PoseEstimationSeries, Skeleton, Skeletons

    skeleton = Skeleton(
        name="mouse", nodes=list(KEYPOINTS), edges=np.array(EDGES, np.uint8), subject=nwbfile.subject
    )
    behavior = nwbfile.create_processing_module("behavior", "Where the mouse's body parts are.")
    behavior.add(Skeletons(skeletons=[skeleton]))
    world, rng = World(), np.random.default_rng(3)
    for camera in cameras:
        moments = np.array([world.at(float(time)).keypoints for time in camera.times])
        pixels = np.array([camera.view.project(points)[:, :2] for points in moments])
        pixels += rng.normal(0, 0.6, pixels.shape)
        confidence = 1 - rng.beta(1, 40, pixels.shape[:2])
        series: list[PoseEstimationSeries] = []
        for i, name in enumerate(KEYPOINTS):
            series.append(
                PoseEstimationSeries(
                    name=name,
                    description=f"The mouse's {name.replace('_', ' ')}.",
                    data=pixels[:, i].astype(np.float32),
                    reference_frame="(0, 0) is the top left corner of the video.",
                    confidence=confidence[:, i].astype(np.float32),
                    confidence_definition="Drawn at random: the positions are known.",
                    timestamps=series[0] if series else camera.times,
                )
            )
        behavior.add(
            PoseEstimation(
                name=f"{camera.name}Pose",
                pose_estimation_series=series,
                description=f"Seven points seen by {camera.name}.",
                source_video=videos[camera.name],
                device=videos[camera.name].device,
                skeleton=skeleton,
                scorer="nwb_video_panel",
                source_software="nwb_video_panel",
            )
        )

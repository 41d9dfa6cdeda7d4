"""Paused at t, every camera shows the last frame with timestamp <= t: read back from pixels."""

from __future__ import annotations

import numpy as np
import pytest
from clips import FRAGMENTED, write_clip
from sessions import camera, write_session
from stage import Stage

pytestmark = pytest.mark.ui

RNG = np.random.default_rng(7)


def jittered(start: float, rate: float, count: int, drop: int = 0) -> np.ndarray:
    """A camera's clock with jitter, and with `drop` frames lost here and there."""
    kept = np.sort(RNG.choice(count + drop, count, replace=False))
    return start + kept / rate + RNG.uniform(0, 0.2 / rate, count)


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    """Cameras that differ in everything that a recording rig can make differ."""
    folder = tmp_path_factory.mktemp("rig")
    clocks = {
        "steady": 6.577 + np.arange(300) / 30,
        "split": np.concatenate([jittered(6.533, 60, 240, drop=12), jittered(13.2, 60, 200, drop=5)]),
        "fast": jittered(6.5, 120, 600, drop=9),
        "webm": 6.9 + np.arange(150) * 1001 / 30000,
        "slow_motion": 7.0 + np.arange(400) / 150,
        "variable": 6.6 + np.cumsum(RNG.uniform(0.02, 0.09, 120)),
    }
    write_clip(folder / "steady.mp4", 300, rate=30)
    write_clip(folder / "split_1.mp4", 240, rate=60, gop=60)
    write_clip(folder / "split_2.mp4", 200, rate=60, gop=60, first_number=240)
    write_clip(folder / "fast.mp4", 600, rate=120, gop=120, container_options=FRAGMENTED)
    write_clip(folder / "webm.webm", 150, rate=30, codec="vp9", gop=50)
    write_clip(folder / "slow_motion.mkv", 400, rate=30, gop=50)
    pts = clocks["variable"] - clocks["variable"][0]
    write_clip(folder / "variable.mp4", 120, rate=30, gop=40, pts=list(pts))
    files = {name: [f"{name}.mp4"] for name in clocks} | {
        "split": ["split_1.mp4", "split_2.mp4"],
        "webm": ["webm.webm"],
        "slow_motion": ["slow_motion.mkv"],
    }
    series = [
        camera(name, files[name], timestamps=clock, starting_frame=[0, 240] if name == "split" else [0])
        for name, clock in clocks.items()
    ]
    return write_session(folder / "rig.nwb", *series), clocks


def moments(clocks: dict[str, np.ndarray]) -> list[float]:
    """Times around which a player that calculates with frame rates is wrong."""
    times = []
    for clock in clocks.values():
        edges = [0, 1, 2, len(clock) - 3, len(clock) - 2, len(clock) - 1]
        for i in [*edges, *RNG.integers(3, len(clock) - 3, 2)]:
            times += [clock[i], clock[i] - 1e-7] if i in (0, 2, edges[-1]) else [clock[i] + 0.003]
    around_keys = clocks["split"][[58, 59, 60, 61, 238, 239, 240, 241]]
    gap = (clocks["split"][239] + clocks["split"][240]) / 2
    return [*times, *around_keys, gap]


def expected(clock: np.ndarray, time: float) -> tuple[str, int | None]:
    row = int(np.searchsorted(clock, time, side="right")) - 1
    period = float(np.median(np.diff(clock)))
    if row < 0:
        return "before", None
    over = time >= clock[row] + period
    if row == len(clock) - 1:
        return ("after", None) if over else ("ready", row)
    longest = max(5 * period, 0.1)
    return ("gap" if over and clock[row + 1] - clock[row] > longest else "ready"), row


def test_every_camera_shows_the_last_frame_at_or_before_the_time(page, open_session, rig):
    path, clocks = rig
    stage: Stage = open_session(page, path)
    stage.hide_words()
    wrong = []
    for time in moments(clocks):
        stage.seek(time)
        assert stage.time == time
        seen = stage.barcodes(list(clocks))
        for name, clock in clocks.items():
            state, row = expected(clock, time)
            shown = stage.shows(name)
            if (shown.state, shown.frame) != (state, row):
                wrong.append((time, name, shown, state, row))
            elif state == "ready" and seen[name] != row:
                wrong.append((time, name, "on screen", seen[name], row))
            elif row is not None and shown.timestamp != clock[row]:
                wrong.append((time, name, "timestamp", shown.timestamp, clock[row]))
    assert wrong == []
    assert stage.errors == []

"""What many tests need: the demo session, made once for all runs, and a browser that is installed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import chromium
import hypothesis
import numpy as np
import pytest

import nwb_video_panel.demo
from nwb_video_panel import read_session
from nwb_video_panel.page import remembered

# No test is judged by how fast the machine is.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What players remember in a test is not the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(remembered.ENVIRONMENT, str(tmp_path_factory.mktemp("states")))
        yield


@pytest.fixture(scope="session")
def demo_session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo session's NWB file, kept between runs while the code that makes it is the same."""
    package = Path(nwb_video_panel.demo.__file__).parent
    sources = [*sorted(package.glob("*.py")), package.parent / "barcode.py"]
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    cache = getattr(request.config, "cache", None)  # not there under -p no:cacheprovider
    name = f"demo-session-{code}"
    return nwb_video_panel.demo.make(cache.mkdir(name) if cache else tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def demo_clocks(demo_session: Path) -> dict[str, np.ndarray]:
    """Each demo camera's timestamps, session seconds."""
    clocks = {}
    for camera in read_session(demo_session).cameras:
        regular = camera.starting_time + np.arange(camera.num_samples or 0) / (camera.rate or 1)
        clocks[camera.name] = regular if camera.timestamps is None else camera.timestamps
    return clocks


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """pytest-playwright's hook."""
    path = chromium.find()
    if path is None:
        pytest.fail(f"No Chromium can be started: run `make test`, or name one in {chromium.VARIABLE}.")
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}

"""The browser of the UI tests: one that is installed, with nothing of its own on the network."""

from __future__ import annotations

import chromium
import pytest

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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """pytest-playwright's hook."""
    path = chromium.find()
    if path is None:
        pytest.fail(f"No Chromium can be started: run `make test`, or name one in {chromium.VARIABLE}.")
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}

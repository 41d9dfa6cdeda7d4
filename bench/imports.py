"""How long starting takes: the command's version, and importing the package beside importing Panel.

    python bench/imports.py [--rounds 7]

Every import is a process of its own, rounds alternate, and medians count, so
that a machine that is busy with other things weighs on all of them.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

VERSION_LIMIT, IMPORT_LIMIT = 0.5, 1.1
PANEL, PACKAGE, PLAYER = "panel", "nwb_video_panel", "nwb_video_panel.player"
TIMED = """
import importlib, sys, time
began = time.perf_counter()
importlib.import_module(sys.argv[1])
print(time.perf_counter() - began)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    import_time(PLAYER)  # what is not compiled yet is compiled now
    imports: dict[str, list[float]] = {PANEL: [], PACKAGE: [], PLAYER: []}
    versions = []
    for _ in range(rounds):
        versions.append(version_time())
        for module, seconds in imports.items():
            seconds.append(import_time(module))
    version = statistics.median(versions)
    print(f"nwb-video-panel --version: {version:.3f} s, {version / VERSION_LIMIT:.2f} of the 0.5 s allowed")
    medians = {module: statistics.median(seconds) for module, seconds in imports.items()}
    for module, seconds in medians.items():
        print(f"import {module:24} {seconds:6.3f} s, {seconds / medians[PANEL]:.2f} of panel")
    ratio = medians[PACKAGE] / medians[PANEL]
    print(f"wanted: {PACKAGE} at most {IMPORT_LIMIT} of panel; its player adds reading NWB, that is pynwb")
    return version >= VERSION_LIMIT or ratio > IMPORT_LIMIT


def version_time() -> float:
    """Seconds from starting the command to its end."""
    command = Path(sys.executable).with_name("nwb-video-panel")
    began = time.perf_counter()
    subprocess.run([str(command), "--version"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def import_time(module: str) -> float:
    """Seconds that an import takes in a fresh process, beyond starting Python."""
    command = [sys.executable, "-c", TIMED, module]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    sys.exit(main())

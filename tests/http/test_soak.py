"""A minute of what `bench/soak.py` does for half an hour."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parents[2] / "bench" / "soak.py"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what a process holds in /proc")
def test_sixty_seconds_of_seeks_aborts_and_reloads_leave_nothing_behind_and_every_answer_is_right():
    # A server that has only begun still grows a little: memory is judged by the half hour.
    command = [sys.executable, SOAK, "--minutes", "1", "--growth", "1.3", "--lifetime", "3"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "every answer was right" in run.stdout

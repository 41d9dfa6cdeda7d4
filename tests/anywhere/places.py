"""What came of a run, place by place, as the page of the documentation."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

OPTION = "--page"
GROUPS = {
    "test_servers": "Panel's servers",
    "test_notebooks": "Notebooks",
    "test_front_ends": "Front ends of others: small stand-ins, not the services themselves",
    "test_sessions_by_url": "NWB files on another machine, opened by their address",
    "test_dandi": "DANDI: its real client, against a stand-in of the archive and its store",
}
PACKAGES = ("panel", "bokeh", "jupyterlab", "notebook", "jupyter-server-proxy", "jupyterhub", "voila")
OTHERS = ("jupyter_bokeh", "fastapi", "bokeh-fastapi", "uvicorn", "dandi", "fsspec", "aiohttp", "playwright")
HEAD = """# Where it was tried

This page is the output of one run of `make test-anywhere`. In each place but DANDI's the player sought three
times and played, in Chromium, and each frame was read back from the screen. It ran on {machine},
with no network but loopback; seconds are of the whole test, with its servers, kernels and waiting.

With {versions}.

{summary}
"""


@dataclass
class Outcome:
    """Of one test, over its set-up, its call and its end."""

    seconds: float = 0.0
    word: str = "passed"
    why: str = ""


class Places:
    """Collects what each test came to, and writes the page."""

    def __init__(self, page: Path, programs: dict[str, str]) -> None:
        self.page, self.programs = page, programs
        self.outcomes: dict[str, Outcome] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one part of a test."""
        outcome = self.outcomes.setdefault(report.nodeid, Outcome())
        outcome.seconds += report.duration
        if report.failed:
            outcome.word = "**failed**"
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            outcome.word, outcome.why = "not tried", reason.removeprefix("Skipped: ")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the page, unless the run was broken off."""
        if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self.page.write_text(rendered(self.outcomes, self.programs))


def rendered(outcomes: dict[str, Outcome], programs: dict[str, str]) -> str:
    """Return the page, in Markdown."""
    words = [outcome.word.strip("*") for outcome in outcomes.values()]
    counts = [f"{words.count(word)} {word}" for word in ("passed", "failed", "not tried") if word in words]
    minutes = sum(each.seconds for each in outcomes.values()) / 60
    cores, system = os.cpu_count(), f"{platform.system()}, Python {platform.python_version()}"
    head = HEAD.format(
        machine=f"{system} and {cores} cores",
        versions=", ".join(f"{name} {version}" for name, version in versions(programs).items()),
        summary=f"{', '.join(counts)}, in {minutes:.0f} minutes.",
    )
    return head + "".join(
        f"\n## {heading}\n\n| place | outcome | seconds |\n|---|---|---|\n" + "".join(rows)
        for module, heading in GROUPS.items()
        if (rows := [_row(name, each) for name, each in outcomes.items() if f"/{module}.py" in name])
    )


def _row(nodeid: str, outcome: Outcome) -> str:
    test, _, choice = nodeid.rpartition("::")[2].partition("[")
    name = re.sub("^test_(a_)?", "", test).replace("_", " ")
    choice = re.sub(r"-?chromium-?", "", choice.rstrip("]")).replace("|", "\\|")
    place = f"{name}: `{choice}`" if choice else name
    why = f": {outcome.why}" if outcome.why else ""
    return f"| {place} | {outcome.word}{why} | {outcome.seconds:.0f} |\n"


def versions(programs: dict[str, str]) -> dict[str, str]:
    """Return the version of each thing that took part and is installed."""
    found = {}
    for name in (*PACKAGES, *OTHERS):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    for name, option in (("nginx", "-v"), ("configurable-http-proxy", "--version")):
        command = programs.get(name) or shutil.which(name)
        if command is None:
            continue
        said = subprocess.run([command, option], capture_output=True, text=True, check=False)
        if number := re.search(r"\d+(\.\d+)+", said.stdout + said.stderr):
            found[name] = number[0]
    if "Chromium" in programs:
        found["Chromium"] = programs["Chromium"]
    return found

"""What is shipped: the wheel, and the JavaScript in it, are made from what is committed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import nodejs
import pytest

import nwb_video_panel

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "nwb_video_panel" / "page" / "bundle"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def node(*command: str) -> str:
    """Run a command in js/ and return what it printed; it has to succeed."""
    env = nodejs.environment()
    done = subprocess.run(
        nodejs.command(env, *command), cwd=ROOT / "js", env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_committed_bundle_is_what_the_sources_give(tmp_path):
    """Where this fails: make bundle."""
    node("node", "build.js", str(tmp_path))
    built = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    shipped = {file.name: file.read_text(encoding="utf-8") for file in BUNDLE.iterdir()}
    assert built.keys() == shipped.keys()
    assert built == shipped


def test_the_bundle_is_readable():
    longest = max(map(len, (BUNDLE / "video_grid.bundle.js").read_text(encoding="utf-8").splitlines()))
    assert longest < 2000


def test_javascript_passes_its_type_check():
    node("npm", "run", "--silent", "check")


def test_javascript_passes_its_tests():
    report = node("node", "--test", "--test-reporter=tap")
    assert int(re.search(r"^# pass (\d+)$", report, re.MULTILINE)[1]) > 0
    assert re.search(r"^# fail 0$", report, re.MULTILINE)


def test_the_lock_file_names_no_registry():
    lock = (ROOT / "js/package-lock.json").read_text()
    assert "resolved" not in lock
    assert {where.split("/")[2] for where in re.findall(r"https?://[^\"]+", lock)} <= FUNDING


FUNDING = {"github.com", "opencollective.com", "www.patreon.com"}


def test_javascript_dependencies_are_pinned():
    package = json.loads((ROOT / "js/package.json").read_text())
    for version in {**package.get("dependencies", {}), **package["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_the_wheel_holds_the_package_and_its_bundle(wheel):
    package = ROOT / "nwb_video_panel"
    expected = {
        str(file.relative_to(ROOT).as_posix())
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert "nwb_video_panel/page/bundle/video_grid.bundle.js" in names
    assert names == expected


def test_the_wheel_is_small(wheel):
    assert sum(info.compress_size for info in wheel.infolist()) < 2_000_000


def test_the_wheel_carries_the_licence_and_the_command(wheel):
    folder = f"nwb_video_panel-{nwb_video_panel.__version__}.dist-info"
    metadata = Parser().parsestr(wheel.read(f"{folder}/METADATA").decode())
    assert metadata["License-Expression"] == "BSD-3-Clause"
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
    assert "nwb-video-panel = nwb_video_panel.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()


def test_the_package_and_its_project_have_one_version():
    assert PROJECT["version"] == nwb_video_panel.__version__


def test_every_public_name_can_be_imported():
    for name in nwb_video_panel.__all__:
        assert getattr(nwb_video_panel, name) is not None


def test_the_changelog_opens_with_this_version():
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert next(heading for heading in headings if heading != "Unreleased") == nwb_video_panel.__version__


def test_the_readmes_notebook_lines_give_a_player(demo_session):
    code = re.search(r"In a notebook.*?```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
    *before, last = [line for line in code.splitlines() if line]
    assert len(before) + 1 == 3
    names: dict = {}
    exec("\n".join(before), names)
    player = eval(last.replace("sub-01_ses-02.nwb", demo_session.as_posix()), names)
    assert isinstance(player, nwb_video_panel.NWBLocalVideoPlayer)

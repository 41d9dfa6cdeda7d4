"""conda's environment.yml says what pyproject.toml says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text())


def canonical(requirement: str) -> str:
    name, bound = re.fullmatch(r"([\w.-]+?)\s*(>=.*)", requirement).groups()
    return re.sub(r"[-_.]+", "-", name.lower()) + bound.replace(" ", "")


def test_conda_gets_the_same_requirements():
    from_pip = {*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["pose"]}
    from_conda = {entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)} - {"pip"}
    assert {canonical(entry) for entry in from_conda} == {
        f"python{PROJECT['requires-python']}",
        *map(canonical, from_pip),
    }


def test_conda_gets_this_package_itself():
    assert {"pip": ["--editable ."]} in ENVIRONMENT["dependencies"]


def test_every_supported_python_is_in_public_ci():
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f'"{oldest}"' in workflow

"""Accounts that PAM knows in one program alone, by means of libpam-wrapper; the machine keeps its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

WRAPPER = "libpam_wrapper.so"


def pam(folder: Path, passwords: Mapping[str, str], service: str = "login") -> dict[str, str]:
    """Write down who may log in; the environment in which libpam asks that alone. Skips where it cannot."""
    found = [*Path("/usr").glob(f"lib*/{WRAPPER}"), *Path("/usr").glob(f"lib*/*/{WRAPPER}")]
    if not found:
        pytest.skip(f"no {WRAPPER} here: install libpam-wrapper")
    known, services, libraries = folder / "passwords", folder / "services", folder / "libraries"
    known.write_text("".join(f"{name}:{word}:{service}\n" for name, word in passwords.items()))
    services.mkdir()
    module = found[0].parent / "pam_wrapper" / "pam_matrix.so"
    rules = [f"{kind} required {module} passdb={known}\n" for kind in ("auth", "account")]
    (services / service).write_text("".join(rules))
    # JupyterHub loads libpam by its name, past what LD_PRELOAD names: the wrapper, which loads the real one
    # by its path, takes its place.
    libraries.mkdir()
    (libraries / "libpam.so.0").symlink_to(found[0])
    path = os.pathsep.join([str(libraries), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    return {"LD_LIBRARY_PATH": path, "PAM_WRAPPER": "1", "PAM_WRAPPER_SERVICE_DIR": str(services)}

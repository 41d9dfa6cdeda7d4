"""How each NWB file was last looked at, kept in the user's own state folder: one small private file for each.

Written whole or not at all. A folder that cannot be written costs the memory, never the player.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs

log = logging.getLogger(__name__)

ENVIRONMENT = "NWB_VIDEO_PANEL_STATE_DIR"
"""The environment variable that names another folder."""

MOST = 1000
"""How many files are remembered; beyond, those looked at longest ago are forgotten."""

LARGEST = 256 * 1024
"""Bytes of a state that are read."""


def folder() -> Path:
    """Return where the states are, whether it exists or not."""
    chosen = os.environ.get(ENVIRONMENT)
    return Path(chosen).expanduser() if chosen else platformdirs.user_state_path("nwb_video_panel")


def recall(nwbfile: Path) -> object:
    """Return the view state that was kept for an NWB file; None where there is none that can be read."""
    place = _place(nwbfile)
    try:
        if place.stat().st_size > LARGEST:
            return None
        return json.loads(place.read_text(encoding="utf-8")).get("view")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError):
        log.warning("%s cannot be read; %s opens as if for the first time", place, nwbfile, exc_info=True)
        return None


def keep(nwbfile: Path, view: dict[str, Any]) -> None:
    """Keep the view state of an NWB file for its next opening."""
    place = _place(nwbfile)
    text = json.dumps({"file": str(nwbfile), "view": view})
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=place.parent)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _forget(place.parent)
    except OSError:
        log.warning("How %s is looked at cannot be kept in %s", nwbfile, place.parent, exc_info=True)


def _place(nwbfile: Path) -> Path:
    # As the session has it: absolute, or what a file elsewhere is called.
    name = str(nwbfile).encode("utf-8", "surrogateescape")
    return folder() / f"{hashlib.blake2b(name, digest_size=20).hexdigest()}.json"


def _forget(states: Path) -> None:
    kept = list(states.glob("*.json"))
    if len(kept) <= MOST:
        return
    ages = []
    for state in kept:
        with suppress(OSError):  # another process was faster
            ages.append((state.stat().st_mtime, state))
    for _, state in sorted(ages)[:-MOST]:
        state.unlink(missing_ok=True)

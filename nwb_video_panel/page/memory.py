"""Keeps a player's view state for the next opening of its NWB file, while it changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import offline, remembered

REST = 1.0
"""Seconds that a change may wait, so that scrubbing is one write and not hundreds."""


def is_wanted(asked: bool | None) -> bool:
    """Return whether to remember: as asked, else in a notebook, whose process is one person's own.

    A server's process may be that of several people, who would find each other's places.
    """
    if asked is not None:
        return asked
    return offline.in_a_kernel() and not os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


class Memory:
    """Writes what `view` returns, at most once per `REST` seconds, and the last of it for certain."""

    def __init__(self, nwbfile: Path, view: Callable[[], dict[str, Any]]) -> None:
        self._nwbfile, self._view = nwbfile, view
        self._lock = threading.Lock()
        self._pending: threading.Timer | None = None

    def note(self) -> None:
        """Say that something has changed."""
        with self._lock:
            if self._pending is None:
                # The interpreter waits for this thread when it ends: the last change is written too.
                self._pending = threading.Timer(REST, self.write)
                self._pending.start()

    def write(self) -> None:
        """Write what there is now."""
        with self._lock:
            if self._pending is not None:
                self._pending.cancel()
            self._pending = None
        remembered.keep(self._nwbfile, self._view())

"""Plays every camera of an NWB session in a synchronised grid, on the session clock."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from .printable import guard_logs

__version__ = "0.1.0"

_HOMES = {
    "NWBDANDIVideoPlayer": "dandi",
    "NWBLocalVideoPlayer": "player",
    "VideoGrid": "page.videogrid",
    "start_video_server": "fallback",
    "read_session": "nwb",
    "Dashboard": "dashboard",
}

__all__ = [
    "Dashboard",
    "NWBDANDIVideoPlayer",
    "NWBLocalVideoPlayer",
    "VideoGrid",
    "__version__",
    "read_session",
    "start_video_server",
]

if TYPE_CHECKING:
    from .dandi import NWBDANDIVideoPlayer
    from .dashboard import Dashboard
    from .fallback import start_video_server
    from .nwb import read_session
    from .page.videogrid import VideoGrid
    from .player import NWBLocalVideoPlayer


# details of what went wrong go to the log; without a log they are not for the user's eyes
logging.getLogger(__name__).addHandler(logging.NullHandler())
guard_logs(__name__, Path(__file__).parent)


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value

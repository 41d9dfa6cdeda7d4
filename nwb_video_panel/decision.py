"""How a file's pictures reach a page: as the file is, or made into fragments; pure.

What this very browser plays only the page knows. Here is what the demuxer's
facts allow, best first; the page takes the first that its browser plays.
"""

from __future__ import annotations

from typing import Literal

from .media import MediaInfo

Route = Literal["direct", "transcoded"]

ROUTES = ("auto", "direct", "transcoded")
"""What the user may ask for."""


def routes(info: MediaInfo) -> tuple[Route, ...]:
    """Return the ways a file may take, best first."""
    return ("direct", "transcoded") if info.browser_container else ("transcoded",)


def why(info: MediaInfo) -> str:
    """Say why a file does not go as it is, or what decides whether it does."""
    if not info.browser_container:
        return f"browsers open no {info.container}"
    return "as far as the browser plays it"

"""How a file's pictures may reach a page: as they are, copied or transcoded into fragments; pure.

What this very browser plays only the page knows. Here is what the demuxer's
facts allow, best first; the page takes the first that its browser plays.
"""

from __future__ import annotations

from typing import Literal

from ..media import MediaInfo

Route = Literal["direct", "copied", "transcoded"]

EVERYWHERE = frozenset({"avc1", "avc3", "vp8", "vp09", "av01"})
"""Codecs (RFC 6381) that all browsers of today play, with 8 bits and colours at half resolution."""

_PLAIN = frozenset({"yuv420p", "yuvj420p"})


def routes(info: MediaInfo) -> tuple[Route, ...]:
    """Return the ways that a file may take to a page, best first."""
    found: list[Route] = []
    if info.browser_container:
        found.append("direct")
    if _copied(info):
        found.append("copied")
    return (*found, "transcoded")


def in_words(info: MediaInfo) -> str:
    """Say which way a file takes, e.g. ``direct``, or ``direct or transcoded`` where the browser decides."""
    best = routes(info)[0]
    if best == "direct" and not _everywhere(info):
        return "direct or transcoded"
    return best


def _copied(info: MediaInfo) -> bool:
    """Whether a browser's MP4 decoder takes the packets as they are; turned pictures are turned here."""
    return info.codecs.startswith("avc") and info.pixel_format in _PLAIN and not info.rotation


def _everywhere(info: MediaInfo) -> bool:
    return info.codecs.partition(".")[0] in EVERYWHERE and info.pixel_format in _PLAIN

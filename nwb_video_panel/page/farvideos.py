"""Videos on other machines, as stills and clips read them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from ..frameindex import FrameIndex
from ..serving import remote, remoteindex
from ..serving.remotefile import RemoteFile

LOOK = 0.1
"""Seconds between two looks whether an index is made."""


@dataclass(frozen=True, slots=True)
class FarVideo:
    """A video by its address; each use may raise RemoteVideoError."""

    url: str
    etag: str
    """What its host calls this version of it."""
    size: int

    @property
    def name(self) -> str:
        """Of the file, for people."""
        return unquote(urlsplit(self.url).path).rpartition("/")[2] or self.url

    def file(self) -> BinaryIO:
        """Return something to read it from."""
        return cast("BinaryIO", RemoteFile(remote.opened(self.url)))

    def index(self, patience: float) -> FrameIndex | None:
        """Return its frame index, waiting so many seconds for it; None where it takes longer."""
        until = time.monotonic() + patience
        while isinstance(made := remoteindex.request_index(self.url), float):
            if time.monotonic() > until:
                return None
            time.sleep(LOOK)
        return FrameIndex.decode(made if isinstance(made, bytes) else made.read_bytes())

"""Entries of the cache, held in memory while the disk takes none: it is full, or cannot be written."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from pathlib import Path

from . import cache

log = logging.getLogger(__name__)

HELD = 96 * 1024**2
"""Bytes that are held of what is made anew on the next request."""


def put(key: str, data: bytes) -> Path | bytes:
    """Write an entry, or hold it; return where it is."""
    try:
        return cache.write(key, data)
    except OSError as error:
        _held.put(key, data, error)
        return data


def get(key: str) -> Path | bytes | None:
    """Return an entry, or None where there is none."""
    return _held.get(key) or cache.find(key)


def trouble() -> str | None:
    """Say why entries are held in memory; None where they are not."""
    return _held.why


class _Held:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self.why: str | None = None

    def get(self, key: str) -> bytes | None:
        with self._lock:
            return self._entries.get(key)

    def put(self, key: str, data: bytes, error: OSError) -> None:
        with self._lock:
            if self.why is None:
                self.why = (
                    f"The cache in {cache.folder()} cannot be written ({error.strerror or error}); "
                    "videos are played from memory. Make room on that disk."
                )
                log.warning("%s", self.why)
            self._drop(key)
            self._entries[key] = data
            self._count(key, len(data))
            # Timestamps and frame indexes are small, and pages that are open need them.
            for old in [each for each in self._entries if each.startswith(cache.MADE)]:
                if self._bytes <= HELD:
                    break
                self._drop(old)

    def _drop(self, key: str) -> None:
        self._count(key, -len(self._entries.pop(key, b"")))

    def _count(self, key: str, size: int) -> None:
        if key.startswith(cache.MADE):
            self._bytes += size


_held = _Held()

"""Cache entries that take long to make: asked for often, made once, in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from . import kept
from .errors import MediaError, RemoteVideoError

log = logging.getLogger(__name__)

Make = Callable[[Callable[[float], None]], bytes]
"""Makes an entry, telling the share that is done, 0 to 1, to the function that it is given."""


class Maker:
    """Makes cache entries in daemon threads, at most ``workers`` at a time.

    Daemon threads, since a pool's threads are waited for when the process ends, and an entry may take
    minutes; an entry half made leaves nothing behind.
    """

    def __init__(self, workers: int = 2) -> None:
        self._lock = threading.Lock()
        self._free = threading.Semaphore(workers)
        self._shares: dict[str, float] = {}
        self._failures: dict[str, MediaError] = {}
        self._once: dict[str, MediaError] = {}

    def request(self, key: str, make: Make) -> Path | bytes | float:
        """Return the entry once it is made; until then start it and return the share done, 0 to 1.

        Raises
        ------
        MediaError
            What ``make`` raised; it is not tried again under this key, unless the disk or another machine
            was the cause.
        """
        with self._lock:
            entry = kept.get(key)
            if entry is not None:
                return entry
            if key in self._failures:
                # An exception that is raised again would grow its traceback with each request.
                raise self._failures[key].with_traceback(None)
            if key in self._once:
                raise self._once.pop(key)
            if key in self._shares:
                return self._shares[key]
            self._shares[key] = 0.0
        threading.Thread(target=self._run, args=(key, make), name=f"making {key[:24]}", daemon=True).start()
        return 0.0

    def _run(self, key: str, make: Make) -> None:
        def progress(share: float) -> None:
            self._shares[key] = share

        try:
            with self._free:
                kept.put(key, make(progress))
        except RemoteVideoError as error:
            # Not remembered: the other machine may answer next time.
            log.warning("%s", error)
            self._once[key] = error
        except MediaError as error:
            log.warning("%s", error)
            self._failures[key] = error
        except OSError as error:
            # Not remembered: the file may be readable next time.
            log.warning("%s cannot be made", key, exc_info=True)
            self._once[key] = MediaError(
                "The file cannot be read", f"the system says: {error.strerror or type(error).__name__}.", ""
            )
        except Exception as error:
            # Without an answer the page would ask, and the work begin anew, for ever.
            log.exception("%s cannot be made", key)
            self._failures[key] = MediaError(
                "The frames cannot be indexed",
                f"reading the file failed with {type(error).__name__}.",
                "Report this with the log.",
            )
        finally:
            with self._lock:
                self._shares.pop(key, None)

"""A session to try things with, made on first use into the user's cache.

Three cameras at 30, 60 and 150 frames per second start at 6.577, 6.533 and
6.500 s; the second has jittered timestamps, dropped frames and a pause between
its two files. Every frame carries its number, as digits and as a `barcode`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

VERSION = 1
"""Changes whenever what is made changes; an older session is then left alone."""
FILE = "demo_session.nwb"


def make(folder: Path | None = None, progress: Callable[[float], None] | None = None) -> Path:
    """Make the demo session, unless it is there already.

    Parameters
    ----------
    folder
        Where; the user's cache unless given.
    progress
        Called with the part that is done, 0 to 1.

    Returns
    -------
    pathlib.Path
        The NWB file. It and its videos appear all at once: whoever else makes
        the session at the same time ends up with the same one.
    """
    from . import recording, session

    if folder is None:
        from .. import cache

        folder = cache.folder()
    home = folder / f"demo-{VERSION}{'-pose' if session.has_pose() else ''}"
    if (home / FILE).is_file():
        return home / FILE
    folder.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder))
    try:
        session.write(workplace / FILE, recording.record(workplace, progress or (lambda _: None)))
        try:
            workplace.rename(home)
        except OSError:
            if not (home / FILE).is_file():
                raise
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return home / FILE

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

from ..cache import ENVIRONMENT
from ..errors import SessionError

VERSION = 2
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

    Raises
    ------
    SessionError
        It cannot be written: no space, no permission.
    """
    from . import session

    if folder is None:
        from .. import cache

        folder = cache.folder()
    home = folder / f"demo-{VERSION}{'-pose' if session.has_pose() else ''}"
    if (home / FILE).is_file():
        return home / FILE
    try:
        _make(folder, home, progress or (lambda _: None))
    except OSError as error:
        raise SessionError(
            "The demo session cannot be made",
            f"{error}.",
            f"Free some space, or name another folder in {ENVIRONMENT}.",
        ) from error
    return home / FILE


def _make(folder: Path, home: Path, progress: Callable[[float], None]) -> None:
    """Make it beside its place and put it there whole."""
    from . import recording, session

    folder.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder))
    try:
        session.write(workplace / FILE, recording.record(workplace, progress))
        try:
            workplace.rename(home)
        except OSError:
            if not (home / FILE).is_file():  # else someone else was faster
                raise
    finally:
        shutil.rmtree(workplace, ignore_errors=True)

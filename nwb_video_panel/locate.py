"""Where the videos are that an NWB file names.

``external_file`` holds paths relative to the NWB file, or URLs (NWB schema,
ImageSeries). Real files also hold absolute paths, paths written on Windows and
paths to where the videos once were.

An NWB file is not trusted: what it names, symbolic links followed, must lie in
a folder that the user allowed, or it is refused before anything there is
looked at.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .opening import is_on_foreign_share

log = logging.getLogger(__name__)

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")

MOST_FOLDERS = 5_000
"""How many folders below a root are searched by name."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where one external file is."""

    path: Path | None = None
    """The regular file, symbolic links resolved."""
    url: str | None = None
    """The URL, untouched."""
    tried: tuple[Path, ...] = ()
    """What was looked at, in order, up to the path that was found."""
    outside: Path | None = None
    """Where it leads, if that is outside the allowed folders and no other place has it."""


class Locator:
    """Finds the files that one NWB file names.

    Parameters
    ----------
    base
        The folder of the NWB file.
    roots
        Folders that have the videos where these have moved: searched by the relative path first, then by
        the name in all folders below.
    allowed
        Folders that files may be in besides ``roots``; that of the NWB file unless given.
    """

    def __init__(self, base: Path, roots: Sequence[Path] = (), allowed: Sequence[Path] | None = None) -> None:
        self._base = base
        self._roots = tuple(roots)
        folders = [*([base] if allowed is None else allowed), *roots]
        self.allowed = tuple(dict.fromkeys(place for each in folders if (place := _resolved(each))))
        """The folders that files may be in, symbolic links resolved."""
        self._names: dict[Path, dict[str, list[Path]]] = {}

    def locate(self, file: str) -> Location:
        """Find one entry of ``external_file``."""
        if _URL.match(file):
            if not file.lower().startswith("file://"):
                return Location(url=file)
            try:
                file = url2pathname(urlsplit(file).path)
            except ValueError:  # a bracket without its other half, a host that is not one
                return Location(url=file)
        tried: list[Path] = []
        outside: Path | None = None
        for candidate in dict.fromkeys(self._candidates(file)):
            if is_on_foreign_share(candidate, self.allowed):
                outside = outside or candidate
                continue
            place = _resolved(candidate)
            if place is None or self.allows(place):
                tried.append(candidate)
                if place is not None and _is_file(place):
                    return Location(path=place, tried=tuple(tried))
            else:
                outside = outside or place
        for root in self._roots:
            found = self._by_name(root, file)
            place = found and _resolved(found)
            if found is None or place is None:
                continue
            if self.allows(place):
                return Location(path=place, tried=(*tried, found))
            outside = outside or place
        return Location(tried=tuple(tried), outside=outside)

    def allows(self, place: Path) -> bool:
        """Whether a resolved path may be read."""
        return any(place.is_relative_to(folder) for folder in self.allowed)

    def _candidates(self, file: str) -> list[Path]:
        spellings = _spellings(file)
        candidates = [_lexical(self._base / spelling) for spelling in spellings]
        for root in self._roots:
            candidates += [_lexical(root / _relative(spelling)) for spelling in spellings]
            candidates += [root / name for name in {_name(spelling) for spelling in spellings} if name]
        return candidates

    def _by_name(self, root: Path, file: str) -> Path | None:
        """Return the file below ``root`` with this name whose folders are named most alike; no guess."""
        if root not in self._names:
            self._names[root] = _files_below(root)
        for spelling in _spellings(file):
            wanted = PurePosixPath(spelling).parts
            found = self._names[root].get(_name(spelling), [])
            ranked = sorted(found, key=lambda path: -_shared_end(path.parts, wanted))
            if len(ranked) == 1:
                return ranked[0]
            if ranked:
                first, second = (_shared_end(path.parts, wanted) for path in ranked[:2])
                if first > second:
                    return ranked[0]
                log.warning("%s: several files below %s have this name: %s", file, root, ranked[:10])
        return None


def _spellings(file: str) -> list[str]:
    """Return the path as written, and with a Windows path's separators turned round."""
    if "\\" not in file:
        return [file]
    return [file, PureWindowsPath(file).as_posix()]


def _relative(spelling: str) -> PurePosixPath:
    """Return the path without a root, a drive and the ``..`` it begins with."""
    posix = PureWindowsPath(spelling).as_posix() if _DRIVE.match(spelling) else spelling
    parts = PurePosixPath(re.sub(r"^[A-Za-z]:(?=/)", "", posix)).parts
    kept = [part for part in parts if part not in {"/", "//"}]
    while kept and kept[0] == "..":
        kept.pop(0)
    return PurePosixPath(*kept)


def _name(spelling: str) -> str:
    return PurePosixPath(spelling).name


def _lexical(path: Path) -> Path:
    """Return an absolute path without ``.`` and ``..``."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`


def _resolved(path: Path) -> Path | None:
    """Return where a path leads, whether or not something is there; None where it leads nowhere."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a loop, a null character, a name that is too long
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, no permission on a folder, a null character
        return False


def _shared_end(path: Sequence[str], wanted: Sequence[str]) -> int:
    count = 0
    for one, other in zip(reversed(path), reversed(wanted), strict=False):
        if one != other:
            break
        count += 1
    return count


def _files_below(root: Path) -> dict[str, list[Path]]:
    """Return the regular files below a folder by their names."""
    names: dict[str, list[Path]] = {}
    for searched, (folder, subfolders, files) in enumerate(os.walk(root)):
        if searched >= MOST_FOLDERS:
            log.warning("only the first %s folders below %s were searched", f"{MOST_FOLDERS:,}", root)
            break
        subfolders.sort()
        for name in files:
            if _is_file(Path(folder, name)):
                names.setdefault(name, []).append(Path(folder, name))
    return names

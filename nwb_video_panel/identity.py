"""Which file a path stood for when it was looked at: whether it is the same now, has grown, or is another.

Recorders append; whoever exchanges a file puts other bytes where the old end was.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from .errors import MediaError

TAIL = 4096
"""Bytes at the end of a file that tell it from others: its head is rewritten when a recording ends."""

Verdict = Literal["same", "grown", "another"]


class FileReplacedError(MediaError):
    """Another file is where a page's video was."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} was replaced",
            "another file is in its place since the page looked at it.",
            "The page looks again by itself in a moment.",
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """A file as it was at one moment."""

    inode: int
    size: int
    mtime_ns: int
    tail: str
    """Of the last `TAIL` bytes."""

    @classmethod
    def of(cls, path: Path) -> Self:
        """Look at a file.

        Raises
        ------
        OSError
            It cannot be read.
        """
        with path.open("rb", buffering=0) as file:
            facts = os.fstat(file.fileno())
            return cls(facts.st_ino, facts.st_size, facts.st_mtime_ns, _tail(path, facts.st_size))

    @classmethod
    def told(cls, claim: object) -> Self | None:
        """Read what a token says; None where it says nothing."""
        return cls(*claim) if isinstance(claim, list) else None

    @property
    def claim(self) -> list[int | str]:
        """What a token says of it."""
        return [self.inode, self.size, self.mtime_ns, self.tail]

    def now(self, path: Path) -> Verdict:
        """Tell what has become of the file.

        Raises
        ------
        OSError
            It cannot be read.
        """
        facts = path.stat()
        if (facts.st_ino, facts.st_size, facts.st_mtime_ns) == (self.inode, self.size, self.mtime_ns):
            return "same"
        if facts.st_ino != self.inode or facts.st_size < self.size:
            return "another"
        return "grown" if _tail(path, self.size) == self.tail else "another"

    def demand(self, path: Path) -> None:
        """Raise where another file has taken the place.

        Raises
        ------
        FileReplacedError
            It has.
        """
        try:
            if self.now(path) != "another":
                return
        except OSError:
            return  # who opens the file says what is wrong
        raise FileReplacedError(path.name)


def _tail(path: Path, size: int) -> str:
    """Return a digest of the bytes before ``size``."""
    with path.open("rb", buffering=0) as file:
        file.seek(max(size - TAIL, 0))
        return hashlib.blake2b(file.read(min(size, TAIL)), digest_size=8).hexdigest()

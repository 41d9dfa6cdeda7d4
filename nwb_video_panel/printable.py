"""Text by strangers on its way to a terminal or a log, without what means something there."""

from __future__ import annotations

import logging
import pkgutil
from collections.abc import Iterator
from pathlib import Path


def printed(text: str, keep: str = "") -> str:
    """Return a text with a mark in place of all that does not print, but what is in ``keep``."""
    return "".join(letter if letter.isprintable() or letter in keep else "�" for letter in text)


class Printed(logging.Filter):
    """Makes what is logged printable: names, addresses and messages in it may be by anyone."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; let it through."""
        record.msg, record.args = printed(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = printed(logging.Formatter().formatException(record.exc_info), "\n\t")
        return True


def guard_logs(package: str, folder: Path) -> None:
    """Make what all modules of a package log printable; a logger's filter does not reach those below it."""
    for name in (package, *_modules(package, folder)):
        logging.getLogger(name).addFilter(_PRINTED)


_PRINTED = Printed()


def _modules(package: str, folder: Path) -> Iterator[str]:
    for _, name, inner in pkgutil.iter_modules([str(folder)]):
        yield f"{package}.{name}"
        if inner:
            yield from _modules(f"{package}.{name}", folder / name)

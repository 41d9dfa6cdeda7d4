"""How far something has come, as a line on a terminal."""

from __future__ import annotations

import sys


class ProgressLine:
    """A line that is written again and again on a terminal; nothing elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self, share: float) -> None:
        """Show a share of 0 to 1; at 1 the line ends."""
        if sys.stderr.isatty():
            filled = "█" * round(share * 30)
            end = "\n" if share >= 1 else ""
            print(f"\r{self._what} {filled:░<30} {share:4.0%}", end=end, file=sys.stderr, flush=True)

"""The command ``nwb-video-panel cache``: what is in the cache, and clearing it."""

from __future__ import annotations

import argparse
from collections import Counter


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], everywhere: argparse.ArgumentParser
) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("cache", parents=[everywhere], help="show what is in the cache, or clear it")
    parser.add_argument("action", nargs="?", choices=["show", "clear"], default="show")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run it."""
    from . import cache

    if arguments.action == "clear":
        print(f"Deleted {_size(cache.clear())}.")
    sizes: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for key, size, _ in cache.entries():
        kind = key.partition("-")[0]
        sizes[kind] += size
        numbers[kind] += 1
    print(cache.folder())
    for kind in sorted(sizes):
        print(f"  {kind:<12}{numbers[kind]:>8,}  {_size(sizes[kind]):>10}")
    print(f"  {'together':<12}{sum(numbers.values()):>8,}  {_size(sum(sizes.values())):>10}")
    print(f"  of at most {_size(cache.limit())} ({cache.LIMIT_ENVIRONMENT})")
    return 0


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError

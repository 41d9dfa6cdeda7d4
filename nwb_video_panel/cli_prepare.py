"""The command ``nwb-video-panel prepare``: makes ahead what browsers cannot play."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .progressline import ProgressLine


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], everywhere: argparse.ArgumentParser
) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "prepare",
        parents=[everywhere],
        help="make ahead what browsers cannot play, so that slow formats play at once",
        epilog="What is made is kept in the cache (nwb-video-panel cache); a run that was stopped goes on.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="SESSION.nwb")
    parser.add_argument("--video-root", type=Path, metavar="DIR", action="append", default=[])
    parser.add_argument(
        "--scale", type=int, choices=[1, 2, 4], default=1, help="make pictures smaller by this divisor"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run on a Dask cluster (tcp://host:8786), or on one started here (local); needs the extra dask",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run it."""
    from . import cache
    from .preparing import make_all, pieces

    failed = 0
    for path in arguments.paths:
        work = pieces(path, arguments.video_root, arguments.scale)
        if not work:
            print(f"{path.name}: browsers play all of it as it is.")
            continue
        failed += make_all(work, ProgressLine(path.name), arguments.scheduler)
        print(f"{path.name}: ready.")
    used = sum(size for _, size, _ in cache.entries())
    if used > 0.9 * cache.limit():
        print(
            f"The cache is nearly full; set {cache.LIMIT_ENVIRONMENT} (now {cache.limit() / 1e9:g}GB) "
            "higher, or what was made first goes.",
            file=sys.stderr,
        )
    if failed:
        print(f"{failed} segments could not be made; the log says why.", file=sys.stderr)
    return int(failed > 0)

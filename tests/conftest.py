"""What many tests need: the demo session, made once for all runs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import nwb_video_panel.demo


@pytest.fixture(scope="session")
def demo_session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo session's NWB file, kept between runs while the code that makes it is the same."""
    package = Path(nwb_video_panel.demo.__file__).parent
    sources = [*sorted(package.glob("*.py")), package.parent / "barcode.py"]
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    cache = getattr(request.config, "cache", None)  # not there under -p no:cacheprovider
    name = f"demo-session-{code}"
    return nwb_video_panel.demo.make(cache.mkdir(name) if cache else tmp_path_factory.mktemp(name))

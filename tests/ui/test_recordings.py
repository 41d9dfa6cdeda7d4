"""Videos that are still being recorded play and are followed; one that is replaced is noticed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from recorder import RATE
from sessions import camera, edited, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

FILES = ("fragmented.mp4", "matroska.mkv", "transport.ts", "mpeg4.avi")
RECORDER = Path(__file__).resolve().parents[1] / "recorder.py"


@pytest.fixture
def recording(tmp_path):
    """All kinds of files that grow while a test runs; clocks by rate and by timestamps to come."""
    with subprocess.Popen([sys.executable, str(RECORDER), str(tmp_path), "600", *FILES]) as recorder:
        try:
            begun = time.monotonic()
            while not all(_size(tmp_path / name) > 10_000 for name in FILES):
                assert recorder.poll() is None
                assert time.monotonic() - begun < 60
                time.sleep(0.05)
            clocks = {
                name: {"rate": float(RATE), "starting_time": 3.0, "num_samples": 600 * RATE} for name in FILES
            }
            clocks["mpeg4.avi"] = {"timestamps": 3.0 + np.arange(600 * RATE) / RATE}
            cameras = [camera(name.partition(".")[0], [name], **clock) for name, clock in clocks.items()]
            for each in cameras:
                each.fields.pop("num_samples", None)
            path = write_session(tmp_path / "growing.nwb", *cameras)
            with edited(path) as file:  # older programs left it out
                del file["acquisition/transport/num_samples"]
            yield path, recorder
        finally:
            recorder.terminate()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _end(stage: Stage) -> float:
    return float(stage.root.get_by_label("Seek in session time").get_attribute("aria-valuemax"))


def test_files_that_grow_play_and_the_page_follows(page, open_session, recording):
    path, recorder = recording
    stage: Stage = open_session(page, path)
    names = [name.partition(".")[0] for name in FILES]
    for name in names:
        expect(stage.tile(name)).to_contain_text("Still being recorded", timeout=PATIENCE)
        expect(stage.tile(name)).to_have_attribute("data-engine", "streamed", timeout=PATIENCE)
    first = _end(stage)
    stage.hide_words()
    stage.seek(first - 0.3)
    wrong = [name for name in names if stage.shows(name).frame != stage.barcode(name)]
    page.keyboard.press("Space")
    # It plays on beyond what there was when it began.
    beyond = "([root, time]) => Number(root.dataset.sessionTime) > time"
    page.wait_for_function(beyond, arg=[stage.root.element_handle(), first + 4])
    page.keyboard.press("Space")
    assert _end(stage) > first + 3
    for moment in (first + 1.31, first + 0.03, first - 0.99, first + 2.51):
        stage.seek(moment)
        due = int((moment - 3.0) * RATE + 1e-6)
        seen = {name: (stage.shows(name).frame, stage.barcode(name)) for name in names}
        wrong += [(moment, name, *shown, due) for name, shown in seen.items() if shown != (due, due)]
    assert wrong == []
    assert stage.errors == []
    recorder.terminate()
    recorder.wait()
    # What ended so was cut off, as by a crash: it plays to its last whole frame, and is no longer waited for.
    for name in names:
        expect(stage.tile(name)).not_to_contain_text("Still being recorded", timeout=PATIENCE)
    stage.seek(_end(stage) - 0.5)
    assert {stage.shows(n).frame == stage.barcode(n) for n in names} == {True}


@pytest.mark.parametrize("name", ["v.mp4", "v.avi"])
@pytest.mark.parametrize("way", ["renamed", "rewritten"])
def test_a_file_that_is_replaced_is_noticed_and_never_mixed_with_the_old_one(
    page, open_session, tmp_path, name, way
):
    codec = {"v.mp4": "h264", "v.avi": "mpeg4"}[name]
    write_clip(tmp_path / name, 240, codec=codec, gop=30)
    path = write_session(tmp_path / "s.nwb", camera("A", [name], num_samples=240))
    stage: Stage = open_session(page, path)
    stage.hide_words()
    stage.seek(2.02)
    assert stage.barcode("A") == 60
    page.keyboard.press("Space")
    other = write_clip(tmp_path / f"other_{name}", 180, codec=codec, gop=12, first_number=500)
    seen = []
    if way == "renamed":
        other.rename(tmp_path / name)
    else:
        (tmp_path / name).write_bytes(other.read_bytes())
    expect(stage.root.locator(".toast")).to_contain_text("was replaced", timeout=PATIENCE)
    # It plays on, to the new one's end.
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    stage.settle()
    assert (stage.shows("A").frame, stage.barcode("A")) == (179, 679)
    for time_ in (1.02, 4.02, 0.5, 5.9):
        stage.seek(time_)
        seen.append((stage.shows("A").frame, stage.barcode("A")))
    assert [got for _, got in seen] == [500 + k for k, _ in seen]
    assert [k for k, _ in seen] == [30, 120, 15, 177]
    assert stage.errors == []

"""Names by strangers mean nothing to a terminal, and forge no line in a log."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from clips import write_clip
from pynwb.epoch import TimeIntervals
from sessions import camera, edited, new_nwbfile, write_nwbfile, write_session

import nwb_video_panel
from nwb_video_panel import cli

EVIL = "x\x1b]0;OWNED\x07\nforged line"


def test_a_tables_name_in_a_report(tmp_path, capfd):
    write_clip(tmp_path / "v.mp4", 30)
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"]))
    table = TimeIntervals(name="trials", description="x")
    table.add_interval(0.0, 1.0)
    nwbfile.add_time_intervals(table)
    path = write_nwbfile(tmp_path / "a.nwb", nwbfile)
    with edited(path) as file:
        attributes = dict(file["intervals/trials/start_time"].attrs)
        del file["intervals/trials/start_time"]
        file["intervals/trials/start_time"] = np.array([b"soon"])
        file["intervals/trials/start_time"].attrs.update(attributes)
        file.move("intervals/trials", f"intervals/{EVIL}")
    cli.main(["check", str(path)])
    told = capfd.readouterr()
    assert "cannot be read" in told.out
    for text in (told.out, told.err):
        assert "\x1b" not in text
        assert "\nforged" not in text


def test_an_error_of_the_command(tmp_path, capfd):
    path = tmp_path / f"{EVIL}.nwb"
    path.write_bytes(b"x")
    assert cli.main(["check", str(path)]) == 2
    said = capfd.readouterr().err
    assert "Not an NWB file" in said
    assert "\x1b" not in said
    assert "\nforged" not in said


def test_a_video_that_several_folders_have(tmp_path, caplog):
    for name in "ab":
        (tmp_path / "root" / name).mkdir(parents=True)
        (tmp_path / "root" / name / "same.mp4").write_bytes(b"x")
    path = write_session(tmp_path / "s.nwb", camera("left", [f"{EVIL}/same.mp4"]))
    nwb_video_panel.read_session(path, tmp_path / "root")
    assert "several files" in caplog.text
    assert "\x1b" not in caplog.text
    assert "\nforged" not in caplog.text


@pytest.mark.parametrize("module", ["player", "page.viewstate", "serving.connections", "streams.stored"])
def test_whatever_a_module_logs(caplog, module):
    try:
        raise ValueError(EVIL)
    except ValueError:
        logging.getLogger(f"nwb_video_panel.{module}").exception("a name: %s", EVIL)
    assert "OWNED" in caplog.text
    assert "ValueError" in caplog.text
    assert "\x1b" not in caplog.text
    assert "\nforged line\n" not in caplog.records[0].getMessage()

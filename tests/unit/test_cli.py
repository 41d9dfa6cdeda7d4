"""The command line: what it prints, how it exits, and that it serves the viewer."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from nwb_video_panel import __version__
from nwb_video_panel.cli import PORT, PORTS, _free_port, viewer_arguments
from nwb_video_panel.errors import SessionError

COMMAND = [sys.executable, "-m", "nwb_video_panel.cli"]
needs_posix = pytest.mark.skipif(os.name == "nt", reason="sends SIGINT, or runs a shell script")


def run(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1", **env},
        timeout=120,
        check=False,
    )


def test_version_is_printed_before_anything_heavy_is_imported():
    code = (
        "import sys; from nwb_video_panel.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(sorted({'panel', 'bokeh', 'tornado', 'numpy', 'pynwb', 'av', 'h5py'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == [f"nwb-video-panel {__version__}", "[]"]


@pytest.mark.parametrize("arguments", [[], ["play"], ["check"], ["view", "--port", "99999"]])
def test_a_wrong_command_line_shows_how_to_use_it(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: nwb-video-panel") or done.stderr.startswith("usage: cli.py")
    assert "Traceback" not in done.stderr


def test_check_prints_cameras_and_files_of_a_sound_session(demo_session):
    done = run("check", demo_session)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("TopCamera", "SideCamera", "CornerCamera", "videos/side_2.mp4", "H.264", "No problems."):
        assert word in done.stdout


def test_check_exits_with_1_where_a_video_is_missing(demo_session, tmp_path):
    alone = shutil.copy(demo_session, tmp_path)
    done = run("check", alone)
    assert done.returncode == 1
    assert "Video file not found" in done.stdout
    assert "videos/top.mp4" in done.stdout


def test_check_finds_videos_in_another_folder(demo_session, tmp_path):
    alone = shutil.copy(demo_session, tmp_path)
    assert run("check", alone, "--video-root", demo_session.parent).returncode == 0


def test_check_says_what_is_not_an_nwb_file_and_goes_on(demo_session, tmp_path):
    other = tmp_path / "notes.nwb"
    other.write_text("not HDF5 at all")
    done = run("check", other, demo_session)
    assert done.returncode == 2
    assert str(other) in done.stderr
    assert "Traceback" not in done.stderr
    assert "No problems." in done.stdout


def test_verbose_shows_the_traceback_too(tmp_path):
    other = tmp_path / "notes.nwb"
    other.write_text("not HDF5 at all")
    done = run("check", other, "--verbose")
    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_a_terminal_without_all_characters_gets_question_marks(demo_session):
    done = run("check", demo_session, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "?" in done.stdout


def test_view_of_a_file_that_is_not_there_ends_before_a_server_starts(tmp_path):
    done = run("view", tmp_path / "gone.nwb", "--no-browser")
    assert (done.returncode, done.stdout) == (2, "")
    assert "gone.nwb" in done.stderr
    assert "Traceback" not in done.stderr


def test_view_outside_its_root_is_refused(demo_session, tmp_path):
    done = run("view", demo_session, "--root", tmp_path, "--no-browser")
    assert (done.returncode, done.stdout) == (2, "")
    assert "root" in done.stderr


def test_a_port_in_use_is_said_in_one_message(demo_session):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("view", demo_session, "--no-browser", "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(port) in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_port_is_the_same_each_time_and_the_next_one_while_that_is_taken():
    port = _free_port(None)
    assert PORT <= port < PORT + PORTS
    assert _free_port(None) == port
    with socket.create_server(("127.0.0.1", port)):
        assert port < _free_port(None) < PORT + PORTS


def test_demo_make_only_prints_where_it_is(demo_session, tmp_path):
    home = demo_session.parent
    shutil.copytree(home, tmp_path / home.name)
    done = run("demo", "--make-only", NWB_VIDEO_PANEL_CACHE_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()) == tmp_path / home.name / demo_session.name


@needs_posix
def test_demo_says_that_there_is_no_space(tmp_path):
    """No file may grow beyond 20 kB, as on a disk that is almost full."""
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
    run_demo = "from nwb_video_panel.cli import main; sys.exit(main(['demo', '--make-only']))"
    done = subprocess.run(
        [sys.executable, "-B", "-c", limited + run_demo],
        capture_output=True,
        text=True,
        env={**os.environ, "NWB_VIDEO_PANEL_CACHE_DIR": str(tmp_path)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The demo session cannot be made.")
    assert "NWB_VIDEO_PANEL_CACHE_DIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def served(demo_session):
    """Start `view` and return (process, address); it is ended by its id."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object, **env: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [*COMMAND, "view", str(demo_session), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **env},
        )
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_view_prints_the_address_of_a_page_that_is_there(served):
    _, address = served("--no-browser")
    with urllib.request.urlopen(address, timeout=60) as reply:
        page = reply.read().decode()
    assert (reply.status, "<title>NWB video</title>" in page) == (200, True)


def test_view_listens_on_the_loopback_interface_alone(served):
    _, address = served("--no-browser")
    port = int(address.split(":")[2].split("/")[0])
    others = {entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for host in others - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(OSError, match=r"refused|timed out"):
            socket.create_connection((host, port), timeout=2)


@needs_posix
def test_ctrl_c_ends_view_without_a_word(served):
    process, address = served("--no-browser")
    urllib.request.urlopen(address, timeout=60).close()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


@needs_posix
def test_view_opens_the_browser_at_that_address(served, tmp_path):
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new && mv {opened}.new {opened}\n')
    browser.chmod(0o755)
    _, address = served(BROWSER=f"{browser} %s")
    deadline = time.monotonic() + 60
    while not opened.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert opened.read_text().strip() == address


def test_the_viewer_app_gets_paths_and_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("v", "w"):
        (tmp_path / name).mkdir()
    given = viewer_arguments(["a.nwb", "b", "--video-root", "v", "--video-root", "w", "--root", "."])
    assert [str(path) for path in given.paths] == ["a.nwb", "b"]
    assert [str(path) for path in given.video_root] == ["v", "w"]
    assert str(given.root) == "."


def test_the_viewer_app_without_arguments_shows_the_demo():
    given = viewer_arguments([])
    assert (given.paths, given.video_root, given.root) == ([], [], None)


def test_wrong_arguments_of_the_viewer_app_do_not_end_its_server():
    with pytest.raises(SessionError, match="--nonsense"):
        viewer_arguments(["--nonsense"])


def test_a_video_root_that_does_not_exist_is_said():
    done = run("check", "any.nwb", "--video-root", "/no/such/folder")
    assert done.returncode == 2
    assert "there is no folder /no/such/folder" in done.stderr


def test_view_of_a_file_that_is_not_nwb_ends_before_a_server_starts(tmp_path):
    (tmp_path / "text.nwb").write_text("text")
    done = run("view", tmp_path / "text.nwb", "--no-browser")
    assert done.returncode == 2
    assert "Not an NWB file" in done.stderr

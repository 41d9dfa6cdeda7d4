"""`start_video_server`: the video files of one folder, on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

import pytest
from wire import Wire

from nwb_video_panel.fallback import start_video_server


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "videos"
    (root / "day 1").mkdir(parents=True)
    for name in ("a.mp4", "day 1/ü 100%.avi", "notes.txt", "data.nwb", ".hidden.mp4"):
        (root / name).write_bytes(name.encode())
    (tmp_path / "outside.mp4").write_bytes(b"outside")
    return root


@pytest.fixture
def ask(folder):
    port = start_video_server(folder)

    def ask(path, **headers):
        with Wire(port) as wire:
            return wire.ask(path, **headers)

    return ask


def test_a_video_is_served_by_its_path(ask):
    reply = ask("/a.mp4", Range="bytes=0-0")
    assert (reply.code, reply.body, reply["Content-Type"]) == (206, b"a", "video/mp4")


def test_a_path_is_quoted(ask):
    assert ask("/day%201/%C3%BC%20100%25.avi").body == "day 1/ü 100%.avi".encode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/day%201",
        "/day%201/",
        "/notes.txt",
        "/data.nwb",
        "/missing.mp4",
        "/../outside.mp4",
        "/%2e%2e/outside.mp4",
        "/%2e%2e%2foutside.mp4",
        "/day%201/../../outside.mp4",
        "/day%201/%2e%2e/a.mp4",
        "/./a.mp4",
        "//a.mp4/",
        "/day%201//a.mp4",
        "/a.mp4/",
        "/a.mp4%00",
        "/a.mp4%00.mp4",
        "/%252e%252e/outside.mp4",
        "/..%c0%afoutside.mp4",
        "/..%5coutside.mp4",
        "http://127.0.0.1/a.mp4",
    ],
)
def test_nothing_else_is(ask, path):
    assert ask(path).code in (404, 421)


def test_no_symlink_leads_out(ask, folder):
    (folder / "link.mp4").symlink_to(folder.parent / "outside.mp4")
    (folder / "up").symlink_to(folder.parent)
    (folder / "list.mp4").symlink_to("/etc/passwd")
    assert [ask(path).code for path in ("/link.mp4", "/up/outside.mp4", "/list.mp4")] == [404] * 3


def test_symlinks_within_the_folder_are_followed_as_data_sets_use_them(ask, folder):
    (folder / "b.mp4").symlink_to("a.mp4")
    (folder / "notes.mp4").symlink_to("notes.txt")
    assert ask("/b.mp4").body == b"a.mp4"
    assert ask("/notes.mp4").code == 404


def test_one_folder_has_one_port_and_another_has_another(folder, monkeypatch):
    port = start_video_server(folder)
    monkeypatch.chdir(folder)
    (folder.parent / "same").symlink_to(folder)
    assert start_video_server(str(folder)) == start_video_server(".") == port
    assert start_video_server(folder.parent / "same") == port
    assert start_video_server(folder / "day 1") != port


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(NotADirectoryError, match="nowhere"):
        start_video_server(tmp_path / "nowhere")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_an_unknown_host_is_refused(ask, host):
    assert ask("/a.mp4", Host=host).code == 421


def test_a_claim_to_be_a_proxy_opens_no_folder(ask, folder):
    port = start_video_server(folder)
    assert ask("/a.mp4", Host="evil.example", X_ProxyContextPath=f"/proxy/{port}").code == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_every_name_of_loopback_is_known(ask, folder, name):
    assert ask("/a.mp4", Host=f"{name}:{start_video_server(folder)}").code == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere loopback has one address")
def test_other_machines_cannot_connect(folder):
    port = start_video_server(folder)
    # Linux has all of 127.0.0.0/8; a server on every address would answer there.
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))


def test_it_does_not_keep_the_process_alive(folder):
    code = (
        f"from nwb_video_panel.fallback import start_video_server; print(start_video_server({str(folder)!r}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert int(run.stdout) > 0
    start_video_server(folder)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("nwb-video-"))


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork")
def test_a_forked_child_serves_on_its_own(folder):
    code = f"""
import os, urllib.request
from nwb_video_panel.fallback import start_video_server
mine = start_video_server({str(folder)!r})
child = os.fork()
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
else:
    port = start_video_server({str(folder)!r})
    assert port != mine
    assert urllib.request.urlopen(f"http://127.0.0.1:{{port}}/a.mp4").read() == b"a.mp4"
    os._exit(0)
assert urllib.request.urlopen(f"http://127.0.0.1:{{mine}}/a.mp4").read() == b"a.mp4"
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("origin", ["https://x-colab.googleusercontent.com", "vscode-webview://abc"])
def test_notebooks_of_others_do_not_read_it(folder, origin):
    port = start_video_server(folder)
    with Wire(port) as wire:
        assert wire.ask("/a.mp4", Origin=origin).code == 403
        assert wire.ask("/a.mp4", Origin="http://localhost:8888").code == 200

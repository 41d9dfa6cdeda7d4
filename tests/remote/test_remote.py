"""Videos on another machine: passed through by ranges, refused where an untrusted file must not lead."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import ThreadingHTTPServer

import pytest
from elsewhere import Answering
from served import Clip, ask, cache_folder, clip, server
from sessions import camera, write_session
from wire import Wire

from nwb_video_panel.errors import RemoteVideoError
from nwb_video_panel.nwb import read_session
from nwb_video_panel.page.description import describe
from nwb_video_panel.page.findings import look_up
from nwb_video_panel.serving import remote
from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.ranges import FileFacts
from nwb_video_panel.serving.tokens import of_process

__all__ = ["ask", "cache_folder", "clip", "server"]

pytest.importorskip("aiohttp", reason="needs the extra 'remote'")
pytest.importorskip("fsspec", reason="needs the extra 'remote'")


ENDLESS = 100 << 20


class Elsewhere(Answering):
    """A file server with ranges, and with everything that can be wrong with one."""

    data = b""
    asked: list[str] = []  # noqa: RUF012
    links: set[str] = set()  # noqa: RUF012
    """Presigned links that are still good."""
    poured, over = 0, threading.Event()

    def do_GET(self) -> None:  # noqa: N802 - http.server has it so
        path, _, query = self.path.partition("?")
        type(self).asked.append(f"{self.path} {self.headers.get('Range', '')}")
        code = int(path.rpartition("/")[2]) if path.startswith("/status/") else 0
        if path == "/presigned" and query not in self.links:
            code = 403
        if code:
            self.answer(code, b"no")
        elif path == "/stable":
            type(self).links = {f"link={time.monotonic_ns()}"}
            self.answer(302, b"", Location=f"/presigned?{next(iter(self.links))}")
        elif path == "/endless.mp4" and self.headers.get("Range", "").endswith("=0-0"):
            self.send_file(cors=False, ranges=True)
        elif path == "/endless.mp4" and self.command == "GET":
            self.pour()
        elif path == "/to-the-inside":
            self.answer(302, b"", Location="http://127.0.0.2:1/secret")
        else:
            self.send_file(cors=path == "/open.mp4", ranges=path != "/whole.mp4")

    def pour(self) -> None:
        """Send more than anyone asked for, until nobody takes it."""
        self.close_connection = True
        self.send_response(206)
        self.send_header("Content-Range", f"bytes 0-9/{len(self.data)}")
        self.end_headers()
        try:
            while type(self).poured < ENDLESS:
                self.wfile.write(bytes(1 << 20))
                type(self).poured += 1 << 20
        except OSError:
            pass
        type(self).over.set()

    def send_file(self, *, cors: bool, ranges: bool) -> None:
        fields = {"ETag": '"1"', "Content-Type": "video/mp4"}
        fields |= {"Access-Control-Allow-Origin": "*"} if cors else {}
        asked = self.headers.get("Range")
        if asked and ranges:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            end = min(int(last), len(self.data) - 1) if last else len(self.data) - 1
            fields["Content-Range"] = f"bytes {first}-{end}/{len(self.data)}"
            self.answer(206, self.data[int(first) : end + 1], **fields)
        else:
            self.answer(200, self.data, **fields, **({} if ranges else {"Accept-Ranges": "none"}))


@pytest.fixture(scope="module")
def elsewhere(clip: Clip):
    Elsewhere.data = clip.bytes
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def permitted(monkeypatch):
    monkeypatch.setenv(remote.ALLOWED, "127.0.0.1")
    remote._open.clear()
    Elsewhere.asked, Elsewhere.poured = [], 0
    Elsewhere.over.clear()


def through(url: str) -> str:
    return f"/{ROUTE}{of_process().seal({'k': 'remote', 'u': url})}"


@pytest.mark.parametrize(
    ("wanted", "first", "length"),
    [("0-9", 0, 10), ("4999990-", 4_999_990, 13), ("-7", 4_999_996, 7), ("1048570-1048590", 1_048_570, 21)],
)
def test_ranges_are_passed_through(ask, elsewhere, clip, wanted, first, length):
    reply = ask(through(f"{elsewhere}/v.mp4"), Range=f"bytes={wanted}")
    assert (reply.code, reply.body) == (206, clip.bytes[first : first + length])
    assert reply["Content-Range"] == f"bytes {first}-{first + length - 1}/{len(clip.bytes)}"
    assert reply["Content-Type"] == "video/mp4"


def test_a_long_range_is_answered_with_its_beginning(ask, elsewhere, clip):
    reply = ask(through(f"{elsewhere}/v.mp4"), Range="bytes=0-4999999")
    assert (reply.code, reply.body) == (206, clip.bytes[: len(reply.body)])
    assert 0 < len(reply.body) < 3_000_000
    assert ask(through(f"{elsewhere}/v.mp4")).code == 400


def test_bytes_are_asked_for_once_and_in_blocks(ask, elsewhere, clip):
    for _ in range(3):
        assert ask(through(f"{elsewhere}/v.mp4"), Range="bytes=10-19").body == clip.bytes[10:20]
    read = [line for line in Elsewhere.asked if "bytes=0-0" not in line and "bytes=" in line]
    assert len(read) == 1


@pytest.mark.parametrize("code", [401, 403, 404, 410, 500, 503])
def test_a_failure_names_the_host_and_its_answer(ask, elsewhere, code):
    reply = ask(through(f"{elsewhere}/status/{code}"), Range="bytes=0-9")
    assert reply.code == 422
    assert b"127.0.0.1" in reply.body
    assert f"answered {code}".encode() in reply.body
    assert b"codec" not in reply.body
    assert (b"Ask its owner for access" in reply.body) == (code in (401, 403))


def test_a_server_without_ranges_is_named(ask, elsewhere):
    reply = ask(through(f"{elsewhere}/whole.mp4"), Range="bytes=0-9")
    assert (reply.code, b"does not send parts" in reply.body) == (422, True)


def test_a_machine_that_is_not_there_is_named(ask):
    reply = ask(through("http://127.0.0.1:1/v.mp4"), Range="bytes=0-9")
    assert (reply.code, b"127.0.0.1: it does not answer" in reply.body) == (422, True)


def test_machines_that_never_answer_hold_up_no_file_of_this_one(server, clip, monkeypatch):
    monkeypatch.setattr(remote, "PATIENCE", 60.0)  # longer than this test's
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        silent.settimeout(10)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        readers = [Wire(server.port) for _ in range(40)]
        waiting = []
        try:
            for i, reader in enumerate(readers):
                reader.request(through(f"{url}/{i}.mp4"), Range="bytes=0-9")
            waiting.append(silent.accept()[0])  # it has begun to wait
            with Wire(server.port) as wire:
                assert wire.ask(server.media(clip.path), Range="bytes=0-9").body == clip.bytes[:10]
        finally:
            for each in (*readers, *waiting):
                each.close()


def test_a_presigned_link_that_has_expired_is_made_anew(ask, elsewhere, clip):
    url = f"{elsewhere}/stable"
    assert ask(through(url), Range="bytes=0-9").body == clip.bytes[:10]
    Elsewhere.links = set()  # all have expired
    assert ask(through(url), Range="bytes=4000000-4000009").body == clip.bytes[4_000_000:4_000_010]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/v.mp4",
        "http://localhost/v.mp4",
        "http://[::1]/v.mp4",
        "http://10.0.0.1/v.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/v.mp4",
        "http://192.168.1.1/v.mp4",
        "http://[::ffff:127.0.0.1]/v.mp4",
    ],
)
def test_an_nwb_file_does_not_reach_behind_the_firewall(ask, monkeypatch, url):
    monkeypatch.delenv(remote.ALLOWED)
    reply = ask(through(url), Range="bytes=0-9")
    assert (reply.code, b"not a public address" in reply.body) == (422, True), reply.body


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((address, True) for address in ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822")),
        *((address, False) for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1")),
        *(
            (address, False)
            for address in ("64:ff9b::a00:1", "64:ff9b:1::5db8:d822", "2002:a00:1::", "fec0::1")
        ),
        *(
            (address, False)
            for address in ("::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "::10.0.0.1", "2001:0:1::")
        ),
    ],
)
def test_a_private_address_is_known_in_all_its_forms(address, public):
    assert remote._is_public(address) == public


def test_the_page_does_not_ask_what_was_refused_here(monkeypatch, tmp_path):
    monkeypatch.delenv(remote.ALLOWED)
    path = write_session(tmp_path / "s.nwb", camera("left", ["http://127.0.0.1:9/v.mp4"]))
    (left,) = describe(read_session(path)).cameras(lambda claims: "token")
    assert "not a public address" in left["files"][0]["problem"]["why"]
    assert left["files"][0]["url"] is None


def test_a_redirect_does_not_lead_there_either(ask, elsewhere):
    reply = ask(through(f"{elsewhere}/to-the-inside"), Range="bytes=0-9")
    assert (reply.code, b"not a public address" in reply.body) == (422, True), reply.body


def test_blocks_are_kept_of_a_few_files_only(ask, elsewhere):
    for i in range(remote.MOST_FILES + 3):
        assert ask(through(f"{elsewhere}/{i}.mp4"), Range="bytes=0-9").code == 206
    assert len(remote._open) == remote.MOST_FILES


def test_no_more_is_taken_than_was_asked_for(ask, elsewhere):
    reply = ask(through(f"{elsewhere}/endless.mp4"), Range="bytes=0-9")
    assert (reply.code, b"does not answer" in reply.body) == (422, True)
    assert Elsewhere.over.wait(30)
    assert Elsewhere.poured < ENDLESS


def test_who_waits_for_a_slow_file_takes_no_place_from_other_files(monkeypatch):
    class Places:
        def acquire(self, timeout: float) -> bool:
            taken.append(far._turn.locked())
            return timeout > 0

        def release(self) -> None:
            taken.append(far._turn.locked())

    taken: list[bool] = []
    far = remote.Remote("http://host/v.mp4", FileFacts(3, 0, '""', ""), False, io.BytesIO(b"abc"))
    monkeypatch.setattr(remote, "_reads", Places())
    assert far.read(1, 2) == b"bc"
    assert taken == [True, True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_child_asks_for_itself(elsewhere):
    # Servers of several processes may run the app once before they fork.
    code = f"""
import os
from nwb_video_panel.serving import remote
remote.opened("{elsewhere}/v.mp4").read(0, 9)
child = os.fork()
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
else:
    for name in ("v.mp4", "open.mp4"):
        assert len(remote.opened(f"{elsewhere}/{{name}}").read(2_000_000, 9)) == 9
    os._exit(0)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=60)


def test_a_page_asks_itself_where_it_may(elsewhere):
    assert remote.opened(f"{elsewhere}/open.mp4").direct
    assert not remote.opened(f"{elsewhere}/v.mp4").direct


def test_an_address_of_another_kind_is_said():
    assert "neither a path nor" in look_up("ftp://host/v.mp4").why
    assert "neither a path nor" in look_up("javascript://alert(1)").why


def test_an_authorisation_failure_is_the_tiles_problem(elsewhere):
    problem = look_up(f"{elsewhere}/status/403")
    assert "answered 403" in problem.why
    assert problem.state == "error"


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr(remote, "find_spec", lambda _: None)
    with pytest.raises(RemoteVideoError, match=r"nwb-video-panel\[remote\]"):
        remote.opened("http://127.0.0.1/v.mp4")

"""NWB files on another machine: read by ranges, with the videos beside them."""

from __future__ import annotations

import gc
import threading
from http.server import ThreadingHTTPServer

import h5py
import numpy as np
import pytest
from elsewhere import Answering, elsewhere
from pynwb import TimeSeries
from pynwb.image import ImageSeries
from sessions import camera, new_nwbfile, write_nwbfile, write_session

from nwb_video_panel import NWBLocalVideoPlayer, cli
from nwb_video_panel.dashboard import Dashboard, sessions
from nwb_video_panel.errors import SessionError
from nwb_video_panel.remotesession import Beside, read_session, where
from nwb_video_panel.serving import remote

pytest.importorskip("aiohttp", reason="needs the extra 'remote'")
pytest.importorskip("fsspec", reason="needs the extra 'remote'")

NAMES = ["v.mp4", "videos\\two+1.mp4", "a #1?.mp4", "/data/v.mp4", "C:\\data\\v.mp4", "https://other/v.mp4"]
BULK = 24_000_000
"""Bytes of data in the NWB file that no session is made of."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("far") / "sub 1"
    folder.mkdir()
    bulk = np.random.default_rng(0).integers(0, 255, BULK, dtype=np.uint8)
    series = TimeSeries(name="bulk", data=bulk, unit="V", rate=30_000.0)
    write_session(folder / "s.nwb", camera("only", NAMES), processing={"ecephys": [series]})
    (folder / "not.nwb").write_bytes(b"<html>" * 1000)
    with pytest.MonkeyPatch.context() as patch, elsewhere(folder.parent) as far:
        patch.setenv(remote.ALLOWED, "127.0.0.1")
        yield far


@pytest.fixture
def url(machine):
    remote._open.clear()
    return f"{machine.root}/sub%201/s.nwb"


def test_videos_are_beside_the_nwb_file(machine, url):
    (only,) = read_session(url + "?signed=1").cameras
    base = f"{machine.root}/sub%201"
    assert [segment.url for segment in only.segments] == [
        f"{base}/v.mp4",
        f"{base}/videos/two%2B1.mp4",
        f"{base}/a%20%231%3F.mp4",
        None,
        None,
        "https://other/v.mp4",
    ]
    assert [segment.problem and segment.problem.state for segment in only.segments][3:5] == ["missing"] * 2


def test_what_a_session_is_not_made_of_is_not_fetched(machine, url):
    machine.sent.clear()
    assert read_session(url).cameras
    assert 0 < machine.sent["/sub 1/s.nwb"] < BULK / 5


def test_no_cycles_are_collected_while_h5py_waits_for_bytes_of_another_thread(url):
    # Else an HDF5 file that is no longer used may be closed in that thread, which h5py's lock keeps waiting.
    with remote.file(url) as one:
        with remote.file(url):
            assert not gc.isenabled()
        assert not gc.isenabled()
        assert one.read(4) == b"\x89HDF"
    assert gc.isenabled()
    gc.disable()
    try:
        with remote.file(url):
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_signed_links_query_is_told_nowhere(url):
    assert "secret" not in str(where(url + "?X-Amz-Signature=secret"))
    assert "secret" not in (Beside(url + "?X-Amz-Signature=secret").locate("v.mp4").url or "")


def test_the_player_and_the_viewers_page_are_made_of_an_address(url):
    assert NWBLocalVideoPlayer(url).camera_names == ("only",)
    page = Dashboard([url])
    assert page.player is not None, page._body[0]
    assert page.player.camera_names == ("only",)


def test_the_command_opens_an_address(url, monkeypatch):
    served = []
    monkeypatch.setattr(cli, "_serve", lambda paths, *_: served.extend(paths) or 0)
    assert cli.main(["view", "--no-browser", url]) == 0
    assert served == [url]


def test_a_folder_that_bounds_the_page_bounds_addresses_too(tmp_path):
    with pytest.raises(SessionError, match="Start without --root"):
        sessions(["https://host.example/s.nwb"], tmp_path)


def test_it_links_to_no_file_of_this_machine(machine, tmp_path):
    secret = write_session(tmp_path / "secret.nwb", camera("secret", ["v.mp4"]))
    linking = write_session(machine.folder / "linking.nwb", camera("only", ["v.mp4"]))
    with h5py.File(linking, "a") as file:
        file["acquisition/linked"] = h5py.ExternalLink(str(secret), "/acquisition/secret")
    session = read_session(f"{machine.root}/linking.nwb")
    assert [each.name for each in session.cameras] == ["only"]
    assert any("leads outside" in problem.why for problem in session.problems)


class Refusing(Answering):
    """Answers as its path says."""

    sends = 0
    data = b""

    def do_GET(self) -> None:  # noqa: N802 - http.server has it so
        if self.path == "/ends.nwb":
            self.end_after_a_while()
        else:
            self.answer(int(self.path.strip("/").partition(".")[0]), b"no")

    def end_after_a_while(self) -> None:
        """A link that expires while the file is read."""
        type(self).sends += 1
        if "Range" not in self.headers:
            self.answer(200, self.data)
            return
        first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
        if self.sends > 3 and first != "0":
            self.answer(403, b"expired")
            return
        end = min(int(last), len(self.data) - 1)
        fields = {"Content-Range": f"bytes {first}-{end}/{len(self.data)}"}
        self.answer(206, self.data[int(first) : end + 1], **fields)


@pytest.fixture
def refusing(monkeypatch):
    monkeypatch.setenv(remote.ALLOWED, "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_failure_names_host_and_status(refusing, status):
    with pytest.raises(SessionError, match=rf"127\.0\.0\.1: it answered {status}") as caught:
        read_session(f"{refusing}/{status}.nwb")
    assert "codec" not in str(caught.value)
    assert ("Ask its owner" in caught.value.cure) == (status in (401, 403))


def test_a_link_that_expires_while_it_is_read_is_no_damaged_file(refusing, machine, monkeypatch):
    monkeypatch.setattr(Refusing, "data", (machine.folder / "sub 1" / "s.nwb").read_bytes())
    monkeypatch.setattr(remote, "BLOCK", 4096)
    with pytest.raises(SessionError, match="answered 403"):
        read_session(f"{refusing}/ends.nwb")


def test_what_is_no_nwb_file_is_said(machine):
    with pytest.raises(SessionError, match="not an HDF5 file"):
        read_session(f"{machine.root}/sub%201/not.nwb")


def test_an_address_behind_the_firewall_is_refused_with_a_cure():
    with pytest.raises(SessionError, match="not a public address") as caught:
        read_session("http://127.0.0.3:1/s.nwb")
    assert f"{remote.ALLOWED}=127.0.0.3" in caught.value.cure


def test_frames_inside_it_are_said_to_be_out_of_reach(machine):
    nwbfile = new_nwbfile()
    frames = np.zeros((5, 8, 8), np.uint8)
    nwbfile.add_acquisition(ImageSeries(name="inside", data=frames, unit="n.a.", rate=10.0))
    write_nwbfile(machine.folder / "frames.nwb", nwbfile)
    player = NWBLocalVideoPlayer(f"{machine.root}/frames.nwb")
    [inside] = player.grid.cameras
    assert inside["problem"]["what"] == "These frames are out of reach"
    assert "Download the NWB file" in inside["problem"]["cure"]

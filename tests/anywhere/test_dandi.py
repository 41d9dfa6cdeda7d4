"""Sessions in DANDI, through its real client, from a stand-in of the archive's API and its store."""

from __future__ import annotations

import json
import re
import threading
import urllib.parse
from http.server import ThreadingHTTPServer

import pytest
from elsewhere import Answering
from sessions import camera, write_session

pytest.importorskip("aiohttp", reason="needs the extra 'dandi'")
dandiapi = pytest.importorskip("dandi.dandiapi", reason="needs the extra 'dandi'")

from nwb_video_panel import cli  # noqa: E402 - needs what is asked for above
from nwb_video_panel.dandi import NWBDANDIVideoPlayer, _paths, find, is_name, read_session  # noqa: E402
from nwb_video_panel.dashboard import Dashboard  # noqa: E402
from nwb_video_panel.errors import SessionError  # noqa: E402
from nwb_video_panel.serving import remote  # noqa: E402

KEY = "a-key"
WHEN = "2024-05-01T12:00:00Z"

VERSION = {"version": "draft", "name": "n", "asset_count": 2, "size": 1, "status": "Valid"}
DANDISET = {
    "identifier": "000409",
    "created": WHEN,
    "modified": WHEN,
    "contact_person": "A",
    "embargo_status": "OPEN",
    "most_recent_published_version": None,
    "draft_version": {**VERSION, "created": WHEN, "modified": WHEN},
}
INFO = {"cli-minimal-version": "0.0.1", "cli-bad-versions": []}


class Archive(Answering):
    """What the archive's API and its store answer."""

    files: dict[str, bytes] = {}  # noqa: RUF012
    embargoed = False
    broken = 0
    seen: list[tuple[str, str | None]] = []  # noqa: RUF012

    def do_GET(self) -> None:  # noqa: N802 - http.server has it so
        url = urllib.parse.urlsplit(self.path)
        permit = self.headers.get("Authorization")
        type(self).seen.append((url.path, permit))
        if url.path.startswith("/store/"):
            self.store(url.path.removeprefix("/store/"))
        elif url.path in ("/api/info/", "/server-info"):
            self.json(self.info())
        elif self.embargoed and permit != f"token {KEY}":
            self.answer(401, b"{}")
        elif url.path == "/api/auth/token":
            self.answer(200 if permit == f"token {KEY}" else 401, b"{}")
        elif url.path == "/api/dandisets/000409/":
            self.json(DANDISET)
        elif url.path == "/api/dandisets/000409/versions/draft/assets/":
            prefix = urllib.parse.parse_qs(url.query).get("path", [""])[0]
            found = [self.asset(path) for path in self.files if path.startswith(prefix)]
            if self.broken and prefix.endswith(".mp4"):
                self.answer(self.broken, b"{}")
                return
            self.json({"count": len(found), "next": None, "previous": None, "results": found})
        elif made := re.fullmatch(r"/api/assets/([0-9a-f]+)/download/", url.path):
            port = self.server.server_address[1]
            self.answer(302, b"", Location=f"http://127.0.0.2:{port}/store/{made[1]}?signed=1")
        else:
            self.answer(404, b"{}")

    def info(self) -> dict:
        root = f"http://127.0.0.1:{self.server.server_address[1]}"
        services = {"api": {"url": f"{root}/api"}, "webui": {"url": root}, "jupyterhub": {"url": root}}
        return {"version": "1.0.0", "schema_version": "0.6.0", "services": services, **INFO}

    def asset(self, path: str) -> dict:
        name = path.encode().hex()
        return {
            "asset_id": name,
            "path": path,
            "size": len(self.files[path]),
            "blob": name,
            "zarr": None,
            "created": WHEN,
            "modified": WHEN,
        }

    def store(self, name: str) -> None:
        data = self.files[bytes.fromhex(name).decode()]
        asked = self.headers.get("Range")
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            end = min(int(last), len(data) - 1)
            self.answer(
                206, data[int(first) : end + 1], **{"Content-Range": f"bytes {first}-{end}/{len(data)}"}
            )
        else:
            self.answer(200, data)

    def json(self, value: object) -> None:
        self.answer(200, json.dumps(value).encode(), **{"Content-Type": "application/json"})


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """A dandiset of one session whose videos are named as they are in the wild."""
    names = ["s_image/v+1.mp4", "s_image\\two.mp4", "../sub-1/./s_image/v%2B1.mp4", "../../../etc/passwd"]
    nwb = write_session(tmp_path / "s.nwb", camera("only", names))
    files = {
        "sub-1/s.nwb": nwb.read_bytes(),
        "sub-1/s_image/v+1.mp4": b"one",
        "sub-1/s_image/two.mp4": b"two!",
    }
    monkeypatch.setattr(Archive, "files", files)
    monkeypatch.setattr(Archive, "embargoed", False)
    monkeypatch.setattr(Archive, "broken", 0)
    monkeypatch.setattr(Archive, "seen", [])
    monkeypatch.setenv(remote.ALLOWED, "127.0.0.1,127.0.0.2")
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("DANDI_API_KEY", raising=False)
    remote._open.clear()
    server = ThreadingHTTPServer(("", 0), Archive)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/api"
    server.shutdown()
    server.server_close()


def asset_of(api, token=None):
    client = dandiapi.DandiAPIClient(api, token=token)
    return client.get_dandiset("000409", "draft").get_asset_by_path("sub-1/s.nwb")


def test_videos_are_found_in_the_dandiset_however_they_are_written(archive):
    (only,) = read_session(asset_of(archive)).cameras
    first, second, third, outside = only.segments
    assert bytes.fromhex(first.url.split("/")[-3]).decode() == "sub-1/s_image/v+1.mp4"
    assert bytes.fromhex(second.url.split("/")[-3]).decode() == "sub-1/s_image/two.mp4"
    assert third.url == first.url
    assert outside.url is None
    assert outside.problem.state == "missing"


def test_a_video_is_read_from_the_store_through_the_archives_address(archive):
    (only,) = read_session(asset_of(archive)).cameras
    assert remote.opened(only.segments[1].url).read(1, 2) == b"wo"
    assert any(path.startswith("/store/") for path, _ in Archive.seen)


def test_an_archive_that_stops_answering_is_said_of_each_video(archive, monkeypatch):
    asset = asset_of(archive)
    monkeypatch.setattr(Archive, "broken", 403)
    (only,) = read_session(asset).cameras
    problem = only.segments[0].problem
    assert (problem.what, problem.state) == ("The video does not come from its host", "error")
    assert "127.0.0.1: it answered 403" in problem.why
    assert "Ask its owner for access" in problem.cure


def test_what_is_embargoed_is_read_with_the_clients_key_which_the_store_is_not_told(archive):
    Archive.embargoed = True
    (only,) = read_session(asset_of(archive, KEY)).cameras
    assert remote.opened(only.segments[0].url).read(0, 3) == b"one"
    assert {permit for path, permit in Archive.seen if path.startswith("/store/")} == {None}
    remote._permits.clear()
    remote._open.clear()
    with pytest.raises(remote.RemoteVideoError, match="answered 401"):
        remote.opened(only.segments[0].url)


def test_the_player_is_made_of_an_asset(archive):
    player = NWBDANDIVideoPlayer(asset_of(archive))
    assert player.camera_names == ("only",)
    (camera,) = player.grid.cameras
    assert [bool(file["token"] or file["url"]) for file in camera["files"]] == [True, True, True, False]


def test_a_name_is_looked_up(archive, monkeypatch):
    monkeypatch.setattr(
        dandiapi.DandiAPIClient, "for_dandi_instance", classmethod(lambda cls, _: cls(archive))
    )
    assert find("DANDI:000409@draft/sub-1/s.nwb").path == "sub-1/s.nwb"
    assert find("dandi:000409/sub-1/s.nwb").path == "sub-1/s.nwb"
    with pytest.raises(SessionError, match="No such file in DANDI"):
        find("DANDI:000409/sub-1/other.nwb")


def test_the_viewers_page_shows_a_session_that_is_named(archive, monkeypatch):
    monkeypatch.setenv("DANDI_INSTANCE", archive.removesuffix("/api"))
    page = Dashboard(["DANDI:000409@draft/sub-1/s.nwb"])
    assert page.player is not None, page._body[0]
    assert page.player.camera_names == ("only",)


def test_the_command_opens_what_is_named(archive, monkeypatch):
    served = []
    monkeypatch.setenv("DANDI_INSTANCE", archive.removesuffix("/api"))
    monkeypatch.setattr(cli, "_serve", lambda paths, *_: served.extend(paths) or 0)
    assert cli.main(["view", "--no-browser", "DANDI:000409@draft/sub-1/s.nwb"]) == 0
    page = Dashboard(served)
    assert page.player is not None, page._body[0]


def test_the_viewers_page_says_what_the_archive_does_not_have(archive, monkeypatch):
    monkeypatch.setenv("DANDI_INSTANCE", archive.removesuffix("/api"))
    page = Dashboard(["DANDI:000409@draft/sub-1/other.nwb"])
    assert page.player is None
    assert "No such file in DANDI" in page._body[0].object


@pytest.mark.parametrize("name", ["DANDI:000409", "DANDI:409/x.nwb", "000409/x.nwb", "/DANDI:000409/x"])
def test_what_is_no_name_is_said(name):
    assert not is_name(name)
    with pytest.raises(SessionError, match="DANDI:000409/"):
        find(name)


@pytest.mark.parametrize(
    ("file", "paths"),
    [
        ("v.mp4", ["sub-1/v.mp4"]),
        ("./a/../v.mp4", ["sub-1/v.mp4"]),
        ("a\\v.mp4", ["sub-1/a\\v.mp4", "sub-1/a/v.mp4"]),
        ("v%2B1.mp4", ["sub-1/v%2B1.mp4", "sub-1/v+1.mp4"]),
        ("../sub-2/v.mp4", ["sub-2/v.mp4"]),
        ("/etc/passwd", []),
        ("../../v.mp4", []),
    ],
)
def test_a_path_is_relative_to_the_nwb_file_within_the_dandiset(file, paths):
    assert list(_paths("sub-1/s.nwb", file)) == paths

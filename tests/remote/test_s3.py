"""Addresses of S3: asked without this machine's credentials, and only where they are public."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer

import pytest
from elsewhere import Answering
from served import ask, cache_folder, clip, server
from sessions import camera, write_session

from nwb_video_panel.errors import RemoteVideoError, SessionError
from nwb_video_panel.nwb import read_session
from nwb_video_panel.page.description import describe
from nwb_video_panel.remotesession import read_session as read_remote_session
from nwb_video_panel.serving import remote
from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.tokens import of_process

__all__ = ["ask", "cache_folder", "clip", "server"]

pytest.importorskip("s3fs", reason="needs the extra 'remote'")

OURS = "AKIDOFTHISMACHINE"
NO_SUCH_KEY = b"<Error><Code>NoSuchKey</Code><Message>no</Message></Error>"
DENIED = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"


class Store(Answering):
    """The part of S3's protocol by which an object is read; it notes who asks."""

    data = b""
    asked: list[tuple[str, str]] = []  # noqa: RUF012
    """Paths, and all that was said about who asks."""

    def do_GET(self) -> None:  # noqa: N802 - http.server has it so
        said = [value for name, value in self.headers.items() if name.lower().startswith("authoriz")]
        type(self).asked.append((self.path, " ".join(said)))
        if not self.path.startswith("/bucket/v.mp4"):
            denied = self.path.startswith("/private/")
            self.answer(403 if denied else 404, DENIED if denied else NO_SUCH_KEY)
            return
        fields = {
            "ETag": '"1"',
            "Content-Type": "video/mp4",
            "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT",
        }
        if "Range" not in self.headers:
            self.answer(200, self.data, **fields)
            return
        first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
        end = min(int(last), len(self.data) - 1)
        fields["Content-Range"] = f"bytes {first}-{end}/{len(self.data)}"
        self.answer(206, self.data[int(first) : end + 1], **fields)


@pytest.fixture
def store(clip, monkeypatch, tmp_path):
    """A store within this machine's network, which its environment names along with credentials."""
    Store.data, Store.asked = clip.bytes, []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{running.server_address[1]}"
    (tmp_path / "config").write_text(f"[default]\nendpoint_url = {address}\n")
    (tmp_path / "credentials").write_text(
        f"[default]\naws_access_key_id = {OURS}\naws_secret_access_key = s\n"
    )
    for name, value in {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{address}/credentials",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{address}/metadata",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    remote._open.clear()
    remote._s3.cache_clear()
    yield address
    remote._s3.cache_clear()
    running.shutdown()
    running.server_close()


def through(url: str) -> str:
    return f"/{ROUTE}{of_process().seal({'k': 'remote', 'u': url})}"


def test_the_environments_own_store_is_not_asked_on_an_nwb_files_behalf(store, ask):
    reply = ask(through("s3://bucket/v.mp4"), Range="bytes=0-9")
    assert (reply.code, b"127.0.0.1 is not a public address" in reply.body) == (422, True), reply.body
    assert Store.asked == []


@pytest.mark.parametrize(
    "name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "FSSPEC_S3_ENDPOINT_URL"], ids=str.lower
)
def test_nor_is_one_that_a_variable_names(store, monkeypatch, name):
    monkeypatch.setenv(name, store.replace("127.0.0.1", "localhost"))
    with pytest.raises(RemoteVideoError, match="is not a public address") as caught:
        remote.opened("s3://bucket/v.mp4")
    assert caught.value.private
    assert Store.asked == []


def test_the_tile_says_which_address_to_allow(store, tmp_path):
    path = write_session(tmp_path / "s.nwb", camera("left", ["s3://bucket/v.mp4"]))
    [left] = describe(read_session(path)).cameras(lambda claims: "token")
    problem = left["files"][0]["problem"]
    assert "set NWB_VIDEO_PANEL_REMOTE_HOSTS=127.0.0.1 " in problem["cure"]
    assert left["files"][0]["url"] is None


def test_a_session_there_says_so_too(store):
    with pytest.raises(SessionError, match="is not a public address") as caught:
        read_remote_session("s3://bucket/s.nwb")
    assert "NWB_VIDEO_PANEL_REMOTE_HOSTS=127.0.0.1 " in caught.value.cure


class TestAllowed:
    @pytest.fixture(autouse=True)
    def allowed(self, store, monkeypatch):
        monkeypatch.setenv(remote.ALLOWED, "127.0.0.1")

    def test_it_is_read_by_ranges_and_told_no_credentials(self, ask, clip):
        reply = ask(through("s3://bucket/v.mp4"), Range="bytes=4000000-4000009")
        assert (reply.code, reply.body) == (206, clip.bytes[4_000_000:4_000_010])
        assert {path.partition("?")[0] for path, _ in Store.asked} == {"/bucket/v.mp4"}
        assert not any(OURS in said or said for _, said in Store.asked)

    @pytest.mark.parametrize(("bucket", "status"), [("private", 403), ("bucket", 404)])
    def test_a_refusal_is_named_with_its_status(self, ask, bucket, status):
        reply = ask(through(f"s3://{bucket}/other.mp4"), Range="bytes=0-9")
        assert (reply.code, f"answered {status}".encode() in reply.body) == (422, True), reply.body
        assert b"codec" not in reply.body
        assert (b"Ask its owner for access" in reply.body) == (status == 403)

    @pytest.mark.parametrize(
        "url",
        ["s3://127.0.0.1:9/secret", "s3://169.254.169.254/latest", "s3://a@b/x", "s3://..%2f/x", "s3:///x"],
    )
    def test_a_buckets_name_is_no_host(self, url):
        with pytest.raises(RemoteVideoError):
            remote.opened(url)
        assert all(
            path.startswith(("/127.0.0.1", "/169.254", "/a", "/..", "/%2e")) for path, _ in Store.asked
        )

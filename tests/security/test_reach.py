"""Nothing but what was sealed is reachable."""

from __future__ import annotations

import os
import shutil
import struct

import h5py
import numpy as np
import pytest
from clips import write_clip
from wire import Wire

from nwb_video_panel import cache, indexing, media, opening
from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.tokens import Tokens, of_process

TRAVERSALS = [
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/%252e%252e%252fetc%252fpasswd",
    "/..%c0%af..%c0%afetc/passwd",
    "/..\\..\\etc\\passwd",
    "/..%5c..%5cetc%5cpasswd",
    "//etc/passwd",
    "/%00/etc/passwd",
    "/etc/passwd%00.mp4",
    "/file:///etc/passwd",
    f"/{ROUTE}/etc/passwd",
    f"/{ROUTE}%2fetc%2fpasswd",
    f"/{ROUTE}../../etc/passwd",
    f"/{ROUTE}",
    f"/{ROUTE[:-1]}",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file(ask, path):
    reply = ask(path)
    assert reply.code in (400, 403, 404)
    assert b"root:" not in reply.body


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_sealed_name_leads_out_of_the_cache(ask, server, path):
    assert ask(server.path("blob", path)).code == 404


def test_a_folder_is_not_listed(ask, server, tmp_path):
    assert ask(server.media(tmp_path)).code == 404
    assert ask("/nwb-video-panel/").code == 404


def test_a_missing_file_is_not_found_and_not_named(ask, server, tmp_path):
    reply = ask(server.media(tmp_path / "secret.mp4"))
    assert reply.code == 404
    assert b"secret" not in reply.body
    assert "no-store" in reply["Cache-Control"]


def test_a_path_must_be_absolute(ask, server, clip, monkeypatch):
    monkeypatch.chdir(clip.path.parent)
    assert ask(server.media(clip.path.name)).code == 404
    assert ask(server.media(clip.path.parent / ".." / clip.path.parent.name / clip.path.name)).code == 404


@pytest.mark.parametrize(
    "claims", [{}, {"k": "media"}, {"k": "media", "p": 7}, {"k": "other", "p": "/etc/passwd"}]
)
def test_claims_of_no_known_kind_open_nothing(ask, claims):
    assert ask(f"/{ROUTE}{of_process().seal(claims)}").code == 404


def test_a_forged_and_an_expired_token_look_alike(ask, clip):
    key = b"another server's"
    forged = ask(f"/{ROUTE}{Tokens(key, 60).seal({'k': 'media', 'p': str(clip.path)})}")
    expired = Tokens(b"x", -1)
    expired._key = of_process()._key  # this server's own, but too old
    late = ask(f"/{ROUTE}{expired.seal({'k': 'media', 'p': str(clip.path)})}")
    assert (forged.code, late.code) == (403, 403)
    assert forged.body == late.body
    assert b"clip" not in late.body


def test_a_file_replaced_by_a_symlink_is_not_followed(ask, server, tmp_path):
    path, secret = tmp_path / "a.mp4", tmp_path / "secret"
    path.write_bytes(b"video")
    secret.write_bytes(b"secret")
    url = server.media(path)
    assert ask(url).body == b"video"
    path.unlink()
    path.symlink_to(secret)
    assert ask(url).code == 404


def test_a_folder_replaced_by_a_symlink_is_not_followed(ask, server, tmp_path):
    inner, other = tmp_path / "session", tmp_path / "other"
    for folder, text in ((inner, b"video"), (other, b"secret")):
        folder.mkdir()
        (folder / "a.mp4").write_bytes(text)
    url = server.media(inner / "a.mp4")
    assert ask(url).body == b"video"
    shutil.rmtree(inner)
    inner.symlink_to(other)
    assert ask(url).code == 404


STREAM = {"k": "stream", "c": [0.0, 25.0, 50], "i": True, "f": 0, "n": 50, "o": -1.0, "s": 1.0, "w": 0.04}


@pytest.fixture(params=["video", "stored frames"])
def swapped(request, tmp_path):
    """The path of a stream's token, and what puts links to a stranger's file in its file's place."""
    inner, other = tmp_path / "session", tmp_path / "other"
    name = "v.avi" if request.param == "video" else "s.nwb"
    for folder, count in ((inner, 40), (other, 50)):
        folder.mkdir()
        if request.param == "video":
            write_clip(folder / name, count, (368, 48), 25, "mpeg4")
        else:
            with h5py.File(folder / name, "w") as file:
                file["frames"] = np.zeros((count, 48, 64), np.uint8)
    stored = {} if request.param == "video" else {"d": "/frames", "v": False}
    token = of_process().seal({**STREAM, **stored, "p": str(inner / name)})

    def swap(what):
        if what == "file":
            (inner / name).unlink()
            (inner / name).symlink_to(other / name)
        else:
            shutil.rmtree(inner)
            inner.symlink_to(other)

    return f"/{ROUTE}{token}", swap


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_stream_does_not_follow_a_symlink_either(ask, swapped, what):
    path, swap = swapped
    assert ask(f"{path}?still=5").code == 200
    swap(what)
    for query in ("still=5", "still=6", "still=45", "segment=1", "segment=2"):
        assert ask(f"{path}?{query}").code in (404, 422)


def test_what_is_opened_is_what_was_held_whatever_is_put_in_its_place(tmp_path, monkeypatch):
    write_clip(tmp_path / "v.mp4", 30)
    write_clip(tmp_path / "other.mp4", 60)
    real = media.av.open

    def swapping(held, **settings):
        (tmp_path / "v.mp4").unlink(missing_ok=True)
        (tmp_path / "v.mp4").symlink_to(tmp_path / "other.mp4")
        return real(held, **settings)

    monkeypatch.setattr(media.av, "open", swapping)
    if not opening.HAS_PLACES:
        pytest.skip("Linux only")
    assert media.probe(tmp_path / "v.mp4").frames == 30


def test_a_fifo_is_refused_at_once(ask, server, tmp_path):
    os.mkfifo(tmp_path / "a.mp4")
    assert ask(server.media(tmp_path / "a.mp4")).code == 404


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/stdin", "/proc/self/environ/x"])
def test_devices_are_refused(ask, server, path):
    assert ask(server.media(path)).code == 404


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs a user whom permissions stop")
def test_an_unreadable_file_is_not_found(ask, server, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    path.chmod(0)
    assert ask(server.media(path)).code == 404


def test_an_entry_of_the_cache_is_served(ask, server):
    cache.write("times-1", struct.pack("<3d", 1, 2, 3))
    reply = ask(server.path("blob", "times-1"))
    assert (reply.code, struct.unpack("<3d", reply.body)) == (200, (1, 2, 3))
    assert reply["Content-Type"] == "application/octet-stream"


def test_an_entry_that_was_trimmed_is_not_found(ask, server):
    assert ask(server.path("blob", "times-0")).code == 404


@pytest.fixture
def index_of(monkeypatch):
    """Say how far the frame index of any file is."""
    return lambda answer: monkeypatch.setattr(indexing, "request_index", answer)


def test_an_index_that_is_being_made_is_announced(ask, server, clip, index_of):
    index_of(lambda *_: 0.25)
    reply = ask(server.path("index", clip.path), Origin="http://localhost")
    assert (reply.code, reply["Retry-After"], reply.body) == (202, "1", b'{"progress": 0.25}')
    assert reply["Content-Type"] == "application/json"
    assert "no-store" in reply["Cache-Control"]
    assert "Retry-After" in reply["Access-Control-Expose-Headers"]


def test_an_index_of_what_is_no_video_says_why_and_names_no_folder(server, ask, tmp_path):
    path = tmp_path / "notes.mp4"
    path.write_bytes(b"no video at all")
    with Wire(server.port) as wire:
        reply = wire.ask(server.path("index", path))
        while reply.code == 202:
            reply = wire.ask(server.path("index", path))
    assert reply.code == 422
    assert b"notes.mp4" in reply.body
    assert str(tmp_path).encode() not in reply.body
    assert {"what", "why", "cure"} == set(__import__("json").loads(reply.body))

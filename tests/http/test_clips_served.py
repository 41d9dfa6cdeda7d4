"""Links to clips: saved under their names, for who may log in, as long as their page lives."""

from __future__ import annotations

import pytest
import servers
from bokeh.server.auth_provider import AuthProvider
from wire import Wire

from nwb_video_panel import cache
from nwb_video_panel.serving import pages
from nwb_video_panel.serving.answers import ROUTE
from nwb_video_panel.serving.ranges import disposition
from nwb_video_panel.serving.tokens import Tokens, of_process

KEY = "clip-1-" + "a" * 40
BYTES = bytes(range(256)) * 40


@pytest.fixture
def claims():
    cache.write(KEY, BYTES)
    return {"k": "clip", "p": KEY, "n": "Käfig 1_left+right_1.0-2.0s.mp4"}


def test_a_clip_is_for_saving_and_kept_by_no_cache(ask, claims):
    path = f"/{ROUTE}{of_process().seal(claims)}"
    reply = ask(path)
    assert (reply.code, reply["content-type"], reply.body) == (200, "video/mp4", BYTES)
    assert reply["content-disposition"] == disposition(claims["n"])
    assert reply["cache-control"] == "no-store"
    piece = ask(path, Range="bytes=100-199")
    assert (piece.code, piece.body) == (206, BYTES[100:200])


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "clip-1-" + "b" * 40, ""])
def test_nothing_but_entries_of_the_cache_is_sent(ask, claims, key):
    assert ask(f"/{ROUTE}{of_process().seal({**claims, 'p': key})}").code == 404


def test_a_link_made_with_another_secret_opens_nothing(ask, claims):
    assert ask(f"/{ROUTE}{Tokens(b'another', 60).seal(claims)}").code == 403


def test_a_link_ends_with_its_page_and_another_pages_goes_on(ask, claims):
    one, other = pages.Page(), pages.Page()
    links = [f"/{ROUTE}{page.seal(claims)}" for page in (one, other)]
    assert [ask(link).code for link in links] == [403, 403]
    one.hold()
    other.hold()
    assert [ask(link).code for link in links] == [200, 200]
    one._for_good = False
    one._end()
    assert [ask(link).code for link in links] == [403, 200]


class Login(AuthProvider):
    """Lets in who has a cookie."""

    get_user_async = None
    login_url = "/login"
    get_login_url = login_handler = logout_url = logout_handler = None

    @property
    def get_user(self):
        return lambda handler: handler.get_cookie("user")


def test_who_is_not_logged_in_gets_none(claims):
    link = f"/{ROUTE}{of_process().seal(claims)}"
    with servers.routes(auth_provider=Login()) as server, Wire(server.port) as wire:
        assert wire.ask(link).code == 401
        reply = wire.ask(link, Cookie="user=me")
        assert (reply.code, reply.body) == (200, BYTES)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("a_1.mp4", "attachment; filename=\"a_1.mp4\"; filename*=UTF-8''a_1.mp4"),
        ("Käfig 1.mp4", "attachment; filename=\"K-fig 1.mp4\"; filename*=UTF-8''K%C3%A4fig%201.mp4"),
        ('a"; x=y\r\nSet-Cookie: b.mp4', None),
        ("../../.bashrc", None),
        ("..", "attachment; filename=\"download\"; filename*=UTF-8''download"),
    ],
)
def test_the_name_is_a_files_name_and_one_header_field(name, field):
    made = disposition(name)
    assert field is None or made == field
    assert made.count('"') == 2
    assert made.isascii()
    assert not any(bad in made for bad in ("\r", "\n", "/", "\\"))

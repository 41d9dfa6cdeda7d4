"""Who may ask: the fallback's Host check, and the Bokeh server's login."""

from __future__ import annotations

import pytest
import servers
from bokeh.server.auth_provider import AuthProvider
from wire import Wire


@pytest.fixture(scope="module")
def fallback():
    with servers.threads() as server:
        yield server


@pytest.fixture
def ask(fallback, clip):
    def ask(**headers):
        with Wire(fallback.port) as wire:
            return wire.ask(fallback.media(clip.path), **{"Range": "bytes=0-3", **headers})

    return ask


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "evil.example:0{port}",
        "localhost.evil.example:{port}",
        "127.0.0.2:{port}",
        "[::2]:{port}",
        "a@127.0.0.1",
        "a@127.0.0.1:{port}",
        "evil.example:",
        "evil.example:80:80",
        "evil.example/",
        "",
    ],
)
def test_a_name_that_was_led_here_by_dns_is_refused(ask, fallback, host):
    # The browser writes the port that it connects to, and lets no page change it.
    claims = {"X_ProxyContextPath": f"/proxy/{fallback.port}", "X_Forwarded_Host": "hub.example"}
    for extra in ({}, claims):
        reply = ask(Host=host.format(port=fallback.port), **extra)
        assert reply.code in (400, 421)
        assert reply.get("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_the_fallback_knows_the_names_of_loopback(ask, fallback, name):
    assert ask(Host=f"{name}:{fallback.port}").code == 206


def test_one_host_is_needed(fallback, clip):
    for hosts in ("", f"Host: 127.0.0.1:{fallback.port}\r\nHost: evil.example\r\n"):
        with Wire(fallback.port) as wire:
            wire.send(f"GET {fallback.media(clip.path)} HTTP/1.1\r\n{hosts}\r\n".encode())
            assert wire.head()[0] == 400


def test_an_absolute_target_names_the_host(fallback, clip):
    for host, code in ((f"127.0.0.1:{fallback.port}", 200), (f"evil.example:{fallback.port}", 421)):
        with Wire(fallback.port) as wire:
            assert wire.ask(f"http://{host}{fallback.media(clip.path)}").code == code


@pytest.mark.parametrize("host", ["hub.example", "hub.example:8000", "10.0.0.7:8080", "[fd00::7]:8443"])
def test_proxies_that_pass_the_browsers_host_on_are_answered(ask, clip, host):
    # jupyter-server-proxy and code-server do; the port in it is theirs.
    reply = ask(Host=host)
    assert (reply.code, reply.body) == (206, clip.bytes[:4])


def test_behind_a_proxy_the_link_is_needed_all_the_same(fallback):
    for path in ("/", "/nwb-video-panel/v1/", "/nwb-video-panel/v1/forged"):
        with Wire(fallback.port) as wire:
            assert wire.ask(path, Host="hub.example").code in (403, 404)


class Login(AuthProvider):
    """Lets in who has a cookie, as Bokeh's ``--auth-module`` does."""

    get_user_async = None
    login_url = "/login"
    get_login_url = login_handler = logout_url = logout_handler = None

    @property
    def get_user(self):
        return lambda handler: handler.get_cookie("user")


class LateLogin(Login):
    """The same, asked asynchronously."""

    get_user = None

    @property
    def get_user_async(self):
        async def user(handler):
            return handler.get_cookie("user")

        return user


@pytest.fixture(params=[Login, LateLogin])
def guarded(request):
    with servers.routes(auth_provider=request.param()) as server:
        yield server


def test_the_routes_ask_for_the_apps_login(guarded, clip):
    path = guarded.media(clip.path)
    with Wire(guarded.port) as wire:
        reply = wire.ask(path, Range="bytes=0-3")
        assert (reply.code, reply["Content-Type"]) == (401, "text/plain; charset=utf-8")
        assert reply.get("Location") is None
        assert reply["WWW-Authenticate"].startswith("Session")
        assert wire.ask(path, "HEAD").code == 401
        reply = wire.ask(path, Range="bytes=0-3", Cookie="user=me")
        assert (reply.code, reply.body) == (206, clip.bytes[:4])


def test_a_preflight_needs_no_login_as_it_carries_no_cookies(guarded, clip):
    with Wire(guarded.port) as wire:
        reply = wire.ask(guarded.media(clip.path), "OPTIONS", Origin="http://localhost:1")
        assert (reply.code, reply["Access-Control-Allow-Origin"]) == (204, "http://localhost:1")


def test_a_login_opens_no_forged_token(guarded, clip):
    with Wire(guarded.port) as wire:
        assert wire.ask(guarded.media(clip.path)[:-8] + "AAAAAAA=", Cookie="user=me").code == 403


class Renewal(LateLogin):
    """Renews its cookie on every request, as OAuth providers do."""

    @property
    def get_user_async(self):
        async def user(handler):
            handler.set_cookie("session", "renewed")
            return handler.get_cookie("user")

        return user


def test_a_cookie_that_the_login_renews_reaches_the_browser(clip):
    with servers.routes(auth_provider=Renewal()) as server, Wire(server.port) as wire:
        for cookie, code in (("user=me", 206), ("other=1", 401)):
            reply = wire.ask(server.media(clip.path), Range="bytes=0-3", Cookie=cookie)
            assert reply.code == code
            assert reply["Set-Cookie"].startswith("session=renewed")


@pytest.mark.parametrize(("host", "code"), [("evil.example", 421), ("localhost:9", 206), ("[::1]", 206)])
def test_the_routes_answer_only_under_names_that_the_page_may_have(clip, host, code):
    with servers.routes() as server, Wire(server.port) as wire:
        assert wire.ask(server.media(clip.path), Host=host, Range="bytes=0-3").code == code

"""Which server is found for a page, and what it is told."""

from __future__ import annotations

import logging
import re
import urllib.request
from urllib.parse import urljoin

import panel as pn
import pytest
import servers
from tornado.routing import RuleRouter

from nwb_video_panel.page import hosting
from nwb_video_panel.routes import MediaHandler


def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as reply:
        return reply.status, reply.read()


@pytest.fixture
def app(clip):
    """An app that seals the clip; its `found` are the address and token of each page."""

    def app():
        host = hosting.find()
        context = pn.state.curdoc.session_context.server_context.application_context
        app.applications.add(hosting._application_of(context))
        app.found.append(host.address() | {"token": host.seal({"k": "media", "p": str(clip.path)})})
        return pn.pane.Markdown("a page")

    app.found, app.applications = [], set()
    return app


@pytest.mark.parametrize("at", ["/", "/viewer", "/viewer/", "/a/b", "/a/b/", "/a/b/c"])
@pytest.mark.parametrize("prefix", ["", "/lab"])
def test_the_base_is_relative_to_the_page(app, clip, at, prefix):
    name = at.strip("/")
    with servers.panel({name: app} if name else app, prefix=prefix) as server:
        page = f"{server}{prefix}{at}"
        get(page)
        (found,) = app.found
        assert found["mode"] == "routes"
        url = urljoin(page, found["base"] + found["token"])
        assert url.startswith(f"{server}{prefix}/nwb-video-panel/v1/")
        assert get(url, Range="bytes=0-9") == (206, clip.bytes[:10])


def test_a_page_that_embeds_the_app_is_given_a_whole_url(app, clip):
    with servers.panel({"viewer": app}) as server:
        get(
            f"{server}/viewer/autoload.js?bokeh-autoload-element=1&bokeh-app-path=/viewer"
            f"&bokeh-absolute-url={server}/viewer"
        )
        (found,) = app.found
        assert found["base"] == f"{server}/nwb-video-panel/v1/"
        assert get(found["base"] + found["token"])[1] == clip.bytes


def test_each_of_two_servers_gets_the_routes(app, clip):
    with servers.panel({"one": app}) as one, servers.panel({"two": app}) as two:
        get(f"{one}/one")
        get(f"{two}/two")
        for server, found in zip((one, two), app.found, strict=True):
            assert get(f"{server}/{found['base']}{found['token']}")[1] == clip.bytes


def test_the_routes_are_added_once(app):
    with servers.panel({"viewer": app}) as server:
        for _ in range(3):
            get(f"{server}/viewer")
        assert len(app.applications) == 1
        assert count(app.applications.pop().default_router) == 1


def count(router):
    return sum(
        count(rule.target) if isinstance(rule.target, RuleRouter) else rule.target is MediaHandler
        for rule in router.rules
    )


def test_without_a_page_the_fallback_serves(clip, caplog):
    caplog.set_level(logging.WARNING)
    host = hosting.find()
    address = host.address()
    assert address.keys() == {"mode", "port", "probe", "host"}
    assert address["mode"] == "fallback"
    base = f"http://127.0.0.1:{address['port']}/nwb-video-panel/v1/"
    assert get(base + address["probe"], Range="bytes=0-7") == (206, hosting.PROBE)
    assert get(base + host.seal({"k": "media", "p": str(clip.path)}))[1] == clip.bytes
    assert hosting.find().address()["port"] == address["port"]
    assert caplog.records == []


def test_what_is_sealed_without_a_page_opens_on_a_page(app, clip):
    token = hosting.find().seal({"k": "media", "p": str(clip.path)})
    with servers.panel({"viewer": app}) as server:
        get(f"{server}/viewer")
        assert get(f"{server}/{app.found[0]['base']}{token}")[1] == clip.bytes


def test_a_local_url_is_for_this_machine(clip):
    url = hosting.local_url({"k": "media", "p": str(clip.path)})
    assert re.match(r"http://127\.0\.0\.1:\d+/nwb-video-panel/v1/[\w=-]+$", url)
    assert get(url)[1] == clip.bytes


def test_the_probe_is_as_the_browser_has_it(pytestconfig):
    source = (pytestconfig.rootpath / "js" / "src" / "media" / "address.js").read_text(encoding="utf-8")
    assert f'PROBE = "{hosting.PROBE.decode()}"' in source
    assert f'ROUTE = "{hosting.ROUTE}"' in source


def test_a_page_of_another_kind_of_server_is_given_the_fallback():
    class Context:
        """What FastAPI's and Django's sessions have: no Bokeh application that serves them."""

    assert hosting._application_of(Context()) is None

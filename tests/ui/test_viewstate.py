"""The view state in the page's address, in the link, and in the browser's words where it does not fit."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import Page, expect
from serving import panel_serve
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

APP = """
import sys
import panel as pn
from nwb_video_panel import Dashboard

pn.extension(sizing_mode="stretch_both")
Dashboard([sys.argv[1]]).servable()
"""


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    """A dashboard of two sessions, as `panel serve` shows it."""
    folder = tmp_path_factory.mktemp("view")
    sessions = folder / "sessions"
    sessions.mkdir()
    write_clip(sessions / "v.mp4", 90)
    for name in ("first", "second"):
        write_session(
            sessions / f"{name}.nwb",
            *(camera(one, ["v.mp4"], timestamps=np.arange(90) / 30) for one in ("left", "right")),
            session_id=name,
        )
    app = folder / "app.py"
    app.write_text(APP)
    plugin = ("--plugins", "nwb_video_panel.routes")
    with panel_serve(app, *plugin, "--args", sessions, log=folder / "log.txt", path="/favicon.ico") as root:
        yield f"{root}/app"


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def until_address(page: Page, **wanted: str) -> None:
    page.wait_for_function(
        "wanted => Object.entries(wanted).every("
        "([name, value]) => new URLSearchParams(location.search).get(name) === value)",
        arg=wanted,
        timeout=PATIENCE,
    )


def test_the_address_follows_what_is_done_and_a_reload_shows_it_again(page, dashboard):
    stage = Stage.opened(page, f"{dashboard}?theme=default&session=second.nwb")
    expect(stage.root.get_by_role("heading", name="second")).to_be_visible()
    stage.seek(1.5)
    page.get_by_label("Rate").select_option("0.25")
    page.get_by_role("radio", name="One above the other").click()
    stage.tile("right").focus()
    page.keyboard.press("r")
    until_address(page, session="second.nwb", t="1.5", rate="0.25", layout="column", theme="default")
    until_address(page, adjustments='{"right":{"rotate":90}}')
    page.reload()
    expect(stage.root).to_have_attribute("data-session-time", "1.5", timeout=PATIENCE)
    stage.settle()
    expect(page.get_by_role("radio", name="One above the other")).to_be_checked()
    expect(stage.tile("right")).to_have_attribute("data-adjusted", '{"rotate":90}')
    assert stage.shows("left").frame == 45
    page.get_by_label("Session", exact=True).select_option("first.nwb")
    expect(stage.root.get_by_role("heading", name="first")).to_be_visible(timeout=PATIENCE)
    until_address(page, session="first.nwb")
    assert "t" not in query(page)
    assert stage.errors == []


def test_the_link_is_copied_and_opens_the_same_view(page, context, dashboard):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    stage = Stage.opened(page, dashboard)
    stage.seek(2.0)
    stage.tile("right").click()
    page.get_by_role("button", name="Copy link to this view").click()
    expect(
        page.get_by_text("The link is copied. It works on this machine, while the server runs.")
    ).to_be_visible()
    expect(page.get_by_role("textbox", name="The same in words")).to_have_value(
        "first · 2.000 s · right frame 60"
    )
    link = page.evaluate("navigator.clipboard.readText()")
    other = Stage.opened(context.new_page(), link)
    assert other.time == 2.0
    assert other.shows("right").frame == 60
    expect(other.tile("right")).to_have_class(re.compile(r"\bfocused\b"))


def test_where_nothing_may_be_copied_the_link_is_there_to_select(page, dashboard):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    stage = Stage.opened(page, dashboard)
    stage.seek(2.0)
    page.get_by_role("button", name="Copy link to this view").click()
    field = page.get_by_role("textbox", name="Link to this view")
    expect(field).to_be_focused()
    assert "t=2" in field.input_value()
    assert field.evaluate("field => field.selectionEnd - field.selectionStart === field.value.length")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_the_systems_until_the_other_is_chosen_and_kept(browser, dashboard, scheme):
    other = {"light": "dark", "dark": "light"}[scheme]
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    stage = Stage.opened(page, dashboard)
    expect(stage.root).to_have_attribute("data-theme", scheme)
    page.get_by_role("button", name=f"{other.title()} theme").click()
    expect(stage.root).to_have_attribute("data-theme", other)
    page.reload()
    expect(stage.root).to_have_attribute("data-theme", other, timeout=PATIENCE)
    asked = "default" if scheme == "light" else "dark"
    stage = Stage.opened(page, f"{dashboard}?theme={asked}")
    expect(stage.root).to_have_attribute("data-theme", scheme)
    context.close()


def test_an_address_that_does_not_fit_is_applied_as_far_as_it_does(page, dashboard):
    wrong = {"t": "1e9", "cameras": '["left","gone"]', "rate": "fast", "layout": "<b>", "v": "9"}
    stage = Stage.opened(page, f"{dashboard}?{urlencode(wrong)}")
    expect(stage.tile("right")).to_be_hidden()
    toast = stage.root.locator(".toast")
    for words in ("version 9", "no camera gone", "rate cannot be fast", "layout cannot be <b>", "outside"):
        expect(toast).to_contain_text(words)
    toast.get_by_role("button", name="Close this message").click()
    expect(toast).to_be_hidden()
    assert stage.errors == []


def test_an_address_of_a_session_that_is_not_there_opens_the_first(page, dashboard):
    stage = Stage.opened(page, f"{dashboard}?session=%2Fetc%2Fpasswd&t=2")
    expect(stage.root.get_by_role("heading", name="first")).to_be_visible()
    assert stage.time == 0

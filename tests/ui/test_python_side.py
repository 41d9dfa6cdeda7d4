"""The player as a Panel object: Python and the page tell each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import panel as pn
import pytest
from bokeh.models import Span
from bokeh.plotting import figure
from clips import write_clip
from panel.tests.util import wait_until
from playwright.sync_api import expect
from serving import answers, free_port
from sessions import camera, write_session
from stage import PATIENCE, Stage

from nwb_video_panel import NWBLocalVideoPlayer
from nwb_video_panel.serving import tokens

pytestmark = pytest.mark.ui


def until(condition: Callable[[], bool]) -> None:
    wait_until(condition, timeout=PATIENCE)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("python")
    write_clip(folder / "v.mp4", 150)
    return write_session(
        folder / "s.nwb",
        camera("left", ["v.mp4"], timestamps=5 + np.arange(150) / 30),
        camera("right", ["v.mp4"], timestamps=6 + np.arange(150) / 30),
    )


@pytest.fixture
def serve() -> Iterator[Callable[[object], str]]:
    """Serve a Panel object from this very process, in a thread."""
    servers = []

    def start(component: object) -> str:
        port = free_port()
        servers.append(pn.serve({"app": component}, port=port, threaded=True, show=False))
        # The thread starts the server after this, and one that has not started does not stop.
        until(lambda: answers(f"http://localhost:{port}/favicon.ico"))
        return f"http://localhost:{port}/app"

    yield start
    for server in servers:
        server.stop()
        server.join(60)


def test_params_set_in_python_show_on_the_page(page, serve, path):
    player = NWBLocalVideoPlayer(path, video_labels={"left": "From the left"})
    stage = Stage.opened(page, serve(player))
    expect(stage.tile("left")).to_contain_text("From the left")
    player.time = 7.25
    expect(stage.root).to_have_attribute("data-session-time", "7.25", timeout=PATIENCE)
    stage.settle()
    assert (stage.shows("left").frame, stage.shows("right").frame) == (67, 37)
    player.selected = ["right"]
    expect(stage.tile("left")).to_be_hidden()
    player.layout = "column"
    expect(page.get_by_role("radio", name="One above the other")).to_be_checked()
    player.rate = 0.5
    expect(page.get_by_label("Rate")).to_have_value("0.5")
    player.playing = True
    expect(stage.root).to_have_attribute("data-playing", "true")
    player.playing = False
    expect(stage.root).to_have_attribute("data-playing", "false")


def test_what_happens_on_the_page_arrives_in_python(page, serve, path):
    player = NWBLocalVideoPlayer(path)
    stage = Stage.opened(page, serve(player))
    stage.seek(6.5)
    until(lambda: player.time == 6.5)
    page.get_by_label("Rate").select_option("2")
    until(lambda: player.rate == 2)
    page.get_by_role("radio", name="Side by side").click()
    until(lambda: player.layout == "row")
    page.get_by_role("button", name="Cameras 2/2").click()
    page.get_by_role("checkbox", name="left").uncheck()
    until(lambda: player.selected == ["right"])
    page.get_by_role("button", name="Play", exact=True).click()
    until(lambda: player.playing and player.time > 7)
    page.get_by_role("button", name="Pause").click()
    until(lambda: not player.playing and player.time == stage.time)


def test_a_shift_that_python_takes_back_is_no_longer_said(page, serve, path):
    player = NWBLocalVideoPlayer(path)
    stage = Stage.opened(page, serve(player))
    stage.root.locator(".pill").click()
    field = stage.root.get_by_label("Offset of left, milliseconds")
    field.fill("20")
    field.press("Enter")
    expect(stage.tile("left")).to_contain_text("+20 ms")
    toast = stage.root.locator(".toast")
    expect(toast).to_contain_text("left is shown 20 ms later.")
    until(lambda: player.offsets == {"left": 20})
    player.offsets = {"left": 20, "right": -5}
    expect(stage.root.get_by_label("Offset of right, milliseconds")).to_have_value("-5")
    expect(toast).to_contain_text("left is shown 20 ms later.")
    player.offsets = {}
    expect(stage.tile("left")).not_to_contain_text("+20 ms")
    expect(toast).to_be_hidden(timeout=10_000)  # by itself it goes after twenty seconds


def test_seeking_twice_to_one_time_is_two_seeks(page, serve, path):
    player = NWBLocalVideoPlayer(path)
    stage = Stage.opened(page, serve(player))
    player.seek(6.5)
    expect(stage.root).to_have_attribute("data-session-time", "6.5", timeout=PATIENCE)
    stage.seek(8.0)
    player.seek(6.5)
    expect(stage.root).to_have_attribute("data-session-time", "6.5", timeout=PATIENCE)


def test_a_grid_of_ones_own_comes_in_its_rows(page, serve, path):
    player = NWBLocalVideoPlayer(path, video_grid=[["right"], ["left"]])
    stage = Stage.opened(page, serve(pn.Column("# Above", player, "Below")))
    boxes = {name: stage.tile(name).bounding_box() for name in ("left", "right")}
    assert boxes["right"]["y"] + boxes["right"]["height"] <= boxes["left"]["y"]
    expect(page.get_by_text("Below")).to_be_visible()


def test_two_pages_of_one_player_both_play(page, context, serve, path):
    url = serve(lambda: NWBLocalVideoPlayer(path))
    first, second = Stage.opened(page, url), Stage.opened(context.new_page(), url)
    first.seek(6.5)
    second.seek(7.5)
    assert first.shows("left").frame == 45
    assert second.shows("left").frame == 75


def test_a_page_that_outlives_its_tokens_gets_fresh_ones(page, serve, path, monkeypatch):
    monkeypatch.setattr(tokens.of_process(), "lifetime", 6.0)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    stage = Stage.opened(page, serve(lambda: NWBLocalVideoPlayer(path)))
    page.get_by_role("button", name="Cameras 2/2").click()
    page.get_by_role("checkbox", name="left").uncheck()
    page.wait_for_timeout(7000)
    refused = []
    page.on("response", lambda reply: refused.append(reply.status) if reply.status == 403 else None)
    page.get_by_role("checkbox", name="left").check()
    expect(stage.tile("left")).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    assert refused


def test_two_players_and_a_plot_follow_each_other(page, serve, path):
    one, other = NWBLocalVideoPlayer(path, height=300), NWBLocalVideoPlayer(path, height=300)
    for first, second in ((one, other), (other, one)):
        first.param.watch(
            lambda event, second=second: second.param.update({event.name: event.new}),
            ["time", "playing", "rate"],
        )
    plot = figure(height=120)
    plot.line([5, 11], [0, 1])
    now = Span(dimension="height", location=5.0)
    plot.add_layout(now)
    one.grid.jslink(now, time="location")
    page.goto(serve(pn.Column(one, other, pn.pane.Bokeh(plot))))
    stages = [Stage(page, page.locator(".player").nth(i)) for i in range(2)]
    for stage in stages:
        stage.settle()
    stages[0].seek(6.5)
    expect(stages[1].root).to_have_attribute("data-session-time", "6.5", timeout=PATIENCE)
    stages[1].seek(7.5)
    expect(stages[0].root).to_have_attribute("data-session-time", "7.5", timeout=PATIENCE)
    page.wait_for_function(
        "[...Bokeh.documents[0]._all_models.values()].some("
        "({type, location}) => type === 'Span' && location === 7.5)",
        timeout=PATIENCE,
    )

"""The session clock: how far cameras are off it, loops, moved cameras, backwards, and waiting."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import Locator, Page, Route, expect
from serving import panel_serve
from sessions import camera, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

CLOCKS = {"slow": 6.5 + np.arange(150) / 30, "quick": 6.6 + np.arange(300) / 60 + 1e-3}
LONG = 6.5 + np.arange(450) / 30
HEAVY = {
    **{"crf": "-1", "b": "8000000", "maxrate": "8000000", "bufsize": "2000000"},
    "x264-params": "keyint=30:min-keyint=30:scenecut=0:nal-hrd=cbr",
}
"""A megabyte per second, so that the browser has not loaded all of it at once."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clock")
    write_clip(folder / "slow.mp4", 150, rate=30, gop=30)
    write_clip(folder / "quick.mp4", 300, rate=60, gop=30)
    series = [camera(name, [f"{name}.mp4"], timestamps=clock) for name, clock in CLOCKS.items()]
    return write_session(folder / "clock.nwb", *series)


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("heavy")
    write_clip(folder / "light.mp4", 450, rate=30, gop=30)
    head_first = {"movflags": "faststart"}
    write_clip(folder / "heavy.mp4", 450, rate=30, gop=30, options=HEAVY, container_options=head_first)
    assert (folder / "heavy.mp4").stat().st_size > 10e6
    return write_session(
        folder / "heavy.nwb",
        camera("light", ["light.mp4"], timestamps=LONG),
        camera("heavy", ["heavy.mp4"], timestamps=LONG),
    )


@pytest.fixture
def stage(page, open_session, session):
    stage = open_session(page, session, engine="native")
    yield stage
    assert stage.errors == []


def pill(stage: Stage) -> Locator:
    return stage.root.locator(".pill")


def row(clock: np.ndarray, time: float) -> int:
    return int(np.searchsorted(clock, time, side="right")) - 1


def press(stage: Stage, key: str, camera_name: str = "slow") -> None:
    stage.tile(camera_name).focus()
    stage.page.keyboard.press(key)


def reaches(stage: Stage, condition: str) -> None:
    """Wait until a condition on the session time `t` holds."""
    stage.page.wait_for_function(
        f"root => (t => {condition})(Number(root.dataset.sessionTime))",
        arg=stage.root.element_handle(),
        timeout=PATIENCE,
    )


RATES = {"slow": 30, "quick": 60}


def listen(stage: Stage) -> None:
    """Keep every frame that the browser tells of, anew from each time that the session time jumps back."""
    stage.root.evaluate(
        """root => {
            const began = () => (performance.timeOrigin + performance.now()) / 1000;
            const anew = () => ({ began: began(), slowest: 0, slow: [], quick: [] });
            window.passes = [anew()];
            let time = Number(root.dataset.sessionTime), drawn = performance.now();
            new MutationObserver(() => {
                const now = Number(root.dataset.sessionTime);
                if (now < time - 0.1) window.passes.push(anew());
                time = now;
            }).observe(root, { attributes: true, attributeFilter: ["data-session-time"] });
            const look = now => {
                const pass = window.passes.at(-1);
                pass.slowest = Math.max(pass.slowest, now - drawn);
                drawn = now;
                requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            for (const tile of root.querySelectorAll(".tile")) {
                const video = tile.querySelector("video[data-front]");
                const tell = (_, { mediaTime }) => {
                    window.passes.at(-1)[tile.dataset.camera].push(mediaTime);
                    video.requestVideoFrameCallback(tell);
                };
                video.requestVideoFrameCallback(tell);
            }
        }"""
    )


def test_a_paused_page_is_in_step_and_says_so(stage):
    stage.seek(8.0)
    expect(pill(stage)).to_have_text("in step · 0 frames off")
    expect(pill(stage)).to_have_attribute("data-sync", "good")
    expect(stage.root).to_have_attribute("data-frames-off", "0")
    expect(stage.tile("quick")).to_have_attribute("data-frames-off", "0")


def test_a_camera_that_lags_turns_the_pill_amber_and_nothing_moves(stage):
    stage.seek(7.0)
    before = [pill(stage).bounding_box(), stage.page.get_by_role("button", name="Cameras 2/2").bounding_box()]
    stuck = stage.tile("quick").locator("video[data-front]")
    stuck.evaluate("video => { video.play = () => Promise.resolve() }")
    press(stage, "Space")
    expect(pill(stage)).to_have_attribute("data-sync", "attention", timeout=PATIENCE)
    expect(pill(stage)).to_contain_text("frames off")
    after = [pill(stage).bounding_box(), stage.page.get_by_role("button", name="Cameras 2/2").bounding_box()]
    assert before == after
    pill(stage).click()
    lagging = stage.root.get_by_role("row").filter(has_text="quick")
    expect(lagging).to_contain_text("behind", timeout=PATIENCE)
    stuck.evaluate("video => { delete video.play }")
    press(stage, "Space")
    stage.settle()
    expect(pill(stage)).to_have_attribute("data-sync", "good")


def test_the_table_opens_and_closes_by_the_keyboard(stage):
    pill(stage).focus()
    stage.page.keyboard.press("Enter")
    table = stage.root.get_by_role("dialog", name="Sync per camera")
    expect(table).to_be_visible()
    for word in ("slow", "quick", "browser"):
        expect(table).to_contain_text(word)
    stage.page.keyboard.press("Tab")
    expect(table.get_by_label("Offset of quick, milliseconds")).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(table).to_be_hidden()
    expect(pill(stage)).to_be_focused()


def test_a_moved_camera_shows_each_frame_that_much_later_and_tells_its_own_timestamp(stage, session):
    untouched = session.read_bytes()
    pill(stage).click()
    field = stage.root.get_by_label("Offset of quick, milliseconds")
    for ms in (120, -35.5):
        field.fill(str(ms))
        field.press("Enter")
        stage.hide_words()
        moved = CLOCKS["quick"] + ms / 1000
        for time in (moved[30], moved[30] - 1e-7, moved[100], moved[100] - 1e-7, 8.0, 9.01):
            stage.seek(float(time))
            due = row(moved, time)
            assert stage.shows("quick").frame == due
            assert stage.shows("quick").timestamp == CLOCKS["quick"][due]
            if time in (moved[30], 9.01):
                assert stage.barcode("quick") == due
                assert stage.shows("slow").frame == stage.barcode("slow") == row(CLOCKS["slow"], time)
        pill(stage).click()
    press(stage, ".", "quick")
    stage.settle()
    assert stage.time == moved[due + 1]
    stage.tile("quick").locator("[aria-label='About this camera']").evaluate("button => button.click()")
    assert "offset −35.5 ms" in stage.tile("quick").locator(".info").text_content()
    assert session.read_bytes() == untouched


def test_a_loop_ends_on_its_last_frame_and_begins_on_its_first(stage):
    start, stop = 8.0, float(CLOCKS["slow"][54])
    stage.seek(start)
    press(stage, "[")
    stage.seek(stop)
    press(stage, "]")
    expect(stage.root.get_by_role("slider", name="Loop stop")).to_have_attribute("aria-valuenow", str(stop))
    stage.seek(start)
    stage.hide_words()
    listen(stage)
    limits = {
        name: (row(clock, start), int(np.searchsorted(clock, stop, side="left")) - 1)
        for name, clock in CLOCKS.items()
    }
    with stage.filmed(list(CLOCKS)) as film:
        press(stage, "Space")
        stage.page.wait_for_function(
            "window.passes.slice(1, -1).filter(pass => pass.slowest < 60).length >= 4", timeout=PATIENCE
        )
        press(stage, "Space")
    passes = stage.page.evaluate("window.passes")
    pictures = film.timed()
    # A page that is held up before the end may let a later frame through.
    for one, after in [pair for pair in itertools.pairwise(passes[1:]) if pair[0]["slowest"] < 60]:
        seen = [frames for time, frames in pictures if one["began"] <= time < after["began"]]
        for name, (first, last) in limits.items():
            told = [int(time * RATES[name] + 0.01) for time in one[name]]
            assert (first in told, told[-1], max(told)) == (True, last, last)
            # Words run ahead of the screen: it may still end the pass before, then has this pass alone.
            shown = [pictured[name] for pictured in seen]
            turns = [one for one, next_one in itertools.pairwise(shown) if next_one < one]
            assert turns in ([], shown[:1], [last]), shown
            assert all(first <= frame <= last for frame in shown)


def test_play_at_a_loops_stop_goes_round_it_and_elsewhere_goes_on(stage):
    stage.seek(6.6)
    press(stage, "[")
    stage.seek(6.9)
    press(stage, "]")
    press(stage, "Space")
    stage.page.wait_for_function("root => root.dataset.sessionTime < 6.8", arg=stage.root.element_handle())
    press(stage, "Space")
    stage.seek(8.0)
    press(stage, "Space")
    stage.page.wait_for_function("root => root.dataset.sessionTime > 8.1", arg=stage.root.element_handle())
    press(stage, "Space")


def test_the_loop_key_sets_a_second_around_here_and_clears_it(stage):
    stage.seek(8.25)
    button = stage.page.get_by_role("button", name="Loop one second around here")
    press(stage, "l")
    edges = [stage.root.get_by_role("slider", name=f"Loop {edge}") for edge in ("start", "stop")]
    assert [float(edge.get_attribute("aria-valuenow")) for edge in edges] == [7.75, 8.75]
    expect(button).to_have_attribute("aria-pressed", "true")
    stage.tile("slow").click()
    edges[1].focus()
    stage.page.keyboard.press("ArrowRight")
    following = float(CLOCKS["slow"][row(CLOCKS["slow"], 8.75) + 1])
    expect(edges[1]).to_have_attribute("aria-valuenow", repr(following))
    assert stage.time == 8.25
    box = edges[0].bounding_box()
    stage.page.mouse.move(box["x"] + 5, box["y"] + 20)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] - 60, box["y"] + 20, steps=3)
    stage.page.mouse.up()
    assert float(edges[0].get_attribute("aria-valuenow")) < 7.7
    assert stage.time == 8.25
    button.click()
    expect(edges[0]).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_it_plays_backwards_and_rests_exactly(stage):
    stage.seek(9.0)
    stage.page.get_by_label("Rate").select_option("-1")
    listen(stage)
    press(stage, "Space")
    reaches(stage, "t < 7.8")
    press(stage, "Space")
    stage.settle()
    stage.hide_words()
    passes = stage.page.evaluate("window.passes")
    for name, clock in CLOCKS.items():
        frames = [int(time * RATES[name] + 0.01) for one in passes for time in one[name]]
        assert frames == sorted(frames, reverse=True)
        assert len(set(frames)) >= 4
        assert stage.shows(name).frame == stage.barcode(name) == row(clock, stage.time)
    press(stage, "Space")
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    assert stage.time == 6.5


class Tap:
    """Lets a video's first megabyte through, and the rest when it is opened."""

    def __init__(self, page: Page) -> None:
        self.open = False
        self.held: list[Route] = []
        self.page = page
        page.route("**/nwb-video-panel/v1/*", self._pass)

    def _pass(self, route: Route) -> None:
        first = route.request.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")[0]
        if self.open or int(first or 0) < 1_000_000:
            route.continue_()
        else:
            self.held.append(route)

    def turn_on(self) -> None:
        self.open = True
        for route in self.held:
            route.continue_()
        self.held.clear()


def test_a_camera_without_data_does_not_stop_the_others_and_catches_up(page, open_session, heavy):
    tap = Tap(page)
    stage = open_session(page, heavy)
    press(stage, "Space", "light")
    expect(stage.tile("heavy")).to_have_attribute("data-state", "loading", timeout=PATIENCE)
    since = stage.time
    reaches(stage, f"t > {since + 1}")
    tap.turn_on()
    stage.page.wait_for_function(
        "tile => tile.dataset.state === 'ready' && Math.abs(Number(tile.dataset.framesOff)) <= 1",
        arg=stage.tile("heavy").element_handle(),
        timeout=PATIENCE,
    )
    assert stage.playing
    assert stage.errors == []


def test_the_clock_waits_for_all_where_it_is_asked_to(page, open_session, heavy):
    tap = Tap(page)
    stage = open_session(page, heavy)
    pill(stage).click()
    stage.root.get_by_role("checkbox", name="Wait for all").check()
    stage.page.keyboard.press("Escape")
    press(stage, "Space", "light")
    expect(stage.root).to_have_attribute("data-waiting", "heavy", timeout=PATIENCE)
    expect(pill(stage)).to_have_text("waiting for heavy")
    stood = stage.time
    page.wait_for_timeout(300)
    assert stage.time == stood
    assert stage.playing
    tap.turn_on()
    reaches(stage, f"t > {stood + 0.5}")
    assert stage.root.get_attribute("data-waiting") is None
    press(stage, "Space", "light")
    stage.settle()
    stage.hide_words()
    for name in ("light", "heavy"):
        assert stage.shows(name).frame == stage.barcode(name) == row(LONG, stage.time)
    assert stage.errors == []


BUSY = """() => {
    const work = () => { const until = performance.now() + 150; while (performance.now() < until); };
    window.busy = setInterval(work, 160);
}"""
LEVELS = """root => {
    window.levels = [];
    const note = () => window.levels.push(root.dataset.strain ?? "0");
    new MutationObserver(note).observe(root, { attributeFilter: ["data-strain"] });
}"""
"""A level may be over before a test has looked."""
SEEKS = """videos => {
    window.seeks = 0;
    for (const video of videos) video.addEventListener("seeking", () => { window.seeks += 1 });
}"""


@pytest.fixture(scope="module")
def wall(heavy: Path) -> Path:
    """One large camera and two small ones."""
    names = ["large", "left", "right"]
    cameras = [camera(name, ["light.mp4"], timestamps=LONG) for name in names]
    return write_session(heavy.with_name("wall.nwb"), *cameras)


def test_a_machine_too_busy_leaves_undone_what_matters_least_says_so_and_recovers(page, open_session, wall):
    stage = open_session(page, wall, grid=json.dumps([["large"], ["left", "right"]]))
    press(stage, "Space", "large")
    reaches(stage, "t > 6.6")
    stage.root.evaluate(LEVELS)
    page.evaluate(BUSY)
    expect(stage.root).to_have_attribute("data-strain", "3", timeout=PATIENCE)
    assert page.evaluate("window.levels") == ["1", "2", "3"]
    expect(pill(stage)).to_contain_text("busy")
    expect(pill(stage)).to_have_attribute("title", re.compile("2 small tiles show two pictures a second"))
    for name in ("left", "right"):
        expect(stage.tile(name).locator(".status")).to_have_text(
            "2 pictures/s · machine busy", timeout=PATIENCE
        )
    expect(stage.tile("large").locator(".status")).to_be_empty()
    stage.root.locator("video").evaluate_all(SEEKS)
    since = stage.time
    reaches(stage, f"t > {since + 2}")
    # Two tiles that show two pictures a second, and one that may have been sought once to catch up.
    assert page.evaluate("window.seeks") <= 2 * 2 * (stage.time - since + 0.5) + 1
    page.evaluate("clearInterval(window.busy)")
    stage.seek(6.5)
    page.wait_for_function("() => window.levels[3] === '2'", timeout=PATIENCE)
    press(stage, "Space", "large")
    expect(stage.root).not_to_have_attribute("data-strain", re.compile("."))
    stage.settle()
    expect(stage.tile("left").locator(".status")).to_be_empty()
    assert stage.errors == []


def test_a_hidden_page_rests_and_goes_on_in_place(stage):
    turn = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); "
    turn += "document.dispatchEvent(new Event('visibilitychange')) }"
    press(stage, "Space")
    reaches(stage, "t > 7.0")
    stage.page.evaluate(turn, True)
    expect(stage.root).to_have_attribute("data-playing", "false")
    rested = stage.time
    videos = stage.root.locator("video")
    assert videos.evaluate_all("videos => videos.every(video => video.paused)")
    stage.page.wait_for_timeout(300)
    assert stage.time == rested
    stage.page.evaluate(turn, False)
    expect(stage.root).to_have_attribute("data-playing", "true")
    assert stage.time < rested + 1
    reaches(stage, f"t > {rested}")


APP = """
import json
import panel as pn
from nwb_video_panel import NWBLocalVideoPlayer

pn.extension(sizing_mode="stretch_both")
player = NWBLocalVideoPlayer({path!r}, loop=[7.5, 8], offsets={{"quick": 12}}, wait_for_all=True, rate=-0.5)
tell = lambda *state: json.dumps(state)
state = pn.bind(tell, *(player.param[name] for name in ("loop", "offsets", "wait_for_all", "rate")))
pn.Column(pn.pane.Str(state, css_classes=["state"]), player).servable()
"""


def test_python_and_the_page_tell_each_other_how_the_session_is_looked_at(page, session, tmp_path):
    app = tmp_path / "state.py"
    app.write_text(APP.format(path=str(session)))
    with panel_serve(app, "--plugins", "nwb_video_panel.routes", log=tmp_path / "log.txt") as root:
        stage = Stage.opened(page, f"{root}/state")
        assert stage.root.get_by_role("slider", name="Loop start").get_attribute("aria-valuenow") == "7.5"
        expect(stage.page.get_by_label("Rate")).to_have_value("-0.5")
        pill(stage).click()
        field = stage.root.get_by_label("Offset of quick, milliseconds")
        expect(field).to_have_value("12")
        expect(stage.root.get_by_role("checkbox", name="Wait for all")).to_be_checked()
        stage.root.get_by_role("checkbox", name="Wait for all").uncheck()
        field.fill("-4")
        field.press("Enter")
        stage.page.get_by_label("Rate").select_option("2")
        press(stage, "l")
        expect(page.locator(".state")).to_contain_text(json.dumps([None, {"quick": -4}, False, 2]))

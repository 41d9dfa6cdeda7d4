"""The player's main states, read by axe-core as assistive technology reads them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from serving import panel_serve
from sessions import camera, new_nwbfile, write_nwbfile, write_session
from stage import PATIENCE, Stage

pytestmark = pytest.mark.ui

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ["violations"]});
    return violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, help, nodes}) => ({id, help, where: nodes.map(({target, failureSummary}) =>
            [target.flat().join(" "), failureSummary])}));
}"""


APP = """
import sys
import panel as pn
from nwb_video_panel import Dashboard

pn.extension("tabulator", sizing_mode="stretch_both")
Dashboard([sys.argv[1]]).servable()
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("axe")
    write_clip(folder / "v.mp4", 60)
    clock = np.arange(60) / 30
    return write_session(
        folder / "s.nwb",
        camera("left", ["v.mp4"], timestamps=clock),
        camera("gap", ["v.mp4"], timestamps=np.concatenate([clock[:30], clock[30:] + 2])),
        camera("late", ["v.mp4"], timestamps=clock + 9),
        camera("missing", ["videos/mouse_07_left.mp4"], timestamps=clock),
    )


def findings(stage: Stage) -> str:
    stage.settle()
    if not stage.page.evaluate("'axe' in globalThis"):
        stage.page.evaluate(AXE.read_text(encoding="utf-8"))
    return json.dumps(stage.page.evaluate(RUN), indent=1)


@pytest.mark.parametrize("theme", ["default", "dark"])
def test_no_serious_finding_in_any_main_state(page, open_session, path, theme):
    page.set_viewport_size({"width": 1100, "height": 760})
    stage = open_session(page, path, theme=theme)
    expect(stage.root).to_have_attribute("data-theme", "dark" if theme == "dark" else "light")
    stage.seek(1.5)
    stage.tile("left").hover()
    found = {"pictures and messages": findings(stage)}
    page.get_by_role("button", name="Cameras 4/4").click()
    found["cameras"] = findings(stage)
    page.keyboard.press("Escape")
    stage.root.locator(".pill").click()
    found["sync"] = findings(stage)
    page.keyboard.press("Escape")
    stage.tile("left").focus()
    for name, keys in (
        ("adjusting", "a"),
        ("about", "i"),
        ("enlarged", "Enter"),
        ("loop", "l"),
        ("keys", "?"),
    ):
        page.keyboard.press(keys)
        found[name] = findings(stage)
        if name == "adjusting":
            page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Keys").get_by_role("button", name="Close").click()
    for name in ("clip", "no loop to save"):
        stage.tile("left").focus()
        page.keyboard.press("Shift+S")
        found[name] = findings(stage)
        page.keyboard.press("Escape")
        page.keyboard.press("l")
    stage.root.locator(".pill").click()
    page.get_by_label("Offset of left, milliseconds").fill("20")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(stage.root.get_by_role("button", name="Undo (Ctrl+Z)")).to_be_visible()
    found["a camera moved"] = findings(stage)
    page.set_viewport_size({"width": 400, "height": 600})
    found["narrow"] = findings(stage)
    page.set_viewport_size({"width": 600, "height": 400})
    page.keyboard.press("Shift+S")
    found["a notebook's cell"] = findings(stage)
    serious = [f"{name}: {text}" for name, text in found.items() if text != "[]"]
    assert not serious, "\n".join(serious)
    assert stage.errors == []


@pytest.mark.parametrize("theme", ["default", "dark"])
def test_no_serious_finding_with_the_table_and_the_menus_open(page, tmp_path, theme):
    write_clip(tmp_path / "v.mp4", 60)
    clock = np.arange(60) / 30
    nwbfile = new_nwbfile()
    nwbfile.add_acquisition(camera("left", ["v.mp4"], timestamps=np.where(clock > 1, clock + 2, clock)))
    nwbfile.add_trial_column("choice", "the side")
    for number in range(5):
        nwbfile.add_trial(
            start_time=0.2 * number, stop_time=0.2 * number + 0.1, choice="left" if number else "right"
        )
    nwbfile.add_epoch(start_time=0.0, stop_time=1.0)
    session = write_nwbfile(tmp_path / "s.nwb", nwbfile)
    app = tmp_path / "app.py"
    app.write_text(APP)
    plugin = ("--plugins", "nwb_video_panel.routes")
    with panel_serve(app, *plugin, "--args", session, log=tmp_path / "log.txt") as root:
        page.set_viewport_size({"width": 1100, "height": 760})
        stage = Stage.opened(page, f"{root}/app?theme={theme}")
        found = {}
        for name, button in (
            ("camera lane", "Camera lane left"),
            ("lane", "Lane trials"),
            ("loop", "Loop from, to, length"),
        ):
            page.get_by_role("button", name=button).click()
            if name == "lane":
                page.get_by_label("Colour trials by").select_option("choice")
                expect(stage.root.locator(".legend li")).to_have_count(2, timeout=PATIENCE)
            found[name] = findings(stage)
            page.keyboard.press("Escape")
        page.get_by_role("button", name="Open the table of trials").click()
        expect(page.locator(".tabulator-row")).to_have_count(5, timeout=PATIENCE)
        page.locator('[tabulator-field="choice"] input').press_sequentially("left")
        expect(page.locator(".count")).to_have_text("4 of 5 rows", timeout=PATIENCE)
        page.keyboard.press("ArrowDown")
        expect(page.locator(".row-cursor")).to_be_visible()
        found["table"] = findings(stage)
        serious = [f"{name}: {text}" for name, text in found.items() if text != "[]"]
        assert not serious, "\n".join(serious)
        assert stage.errors == []

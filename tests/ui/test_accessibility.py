"""The player's main states, read by axe-core as assistive technology reads them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, write_session
from stage import Stage

pytestmark = pytest.mark.ui

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ["violations"]});
    return violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, help, nodes}) => ({id, help, where: nodes.map(({target, failureSummary}) =>
            [target.flat().join(" "), failureSummary])}));
}"""


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
    page.set_viewport_size({"width": 400, "height": 600})
    found["narrow"] = findings(stage)
    serious = [f"{name}: {text}" for name, text in found.items() if text != "[]"]
    assert not serious, "\n".join(serious)
    assert stage.errors == []

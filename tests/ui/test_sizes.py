"""From 1 to 16 cameras, in cells and windows of all sizes: nothing overlaps and nothing is cut."""

from __future__ import annotations

import numpy as np
import pytest
from clips import write_clip
from playwright.sync_api import expect
from sessions import camera, new_nwbfile, write_nwbfile, write_session

pytestmark = pytest.mark.ui

SIZES = [(400, 720), (600, 400), (860, 600), (1440, 900), (3840, 1900)]
SHAPES = [(480, 360), (384, 216), (370, 640), (400, 400)]

FAULTS = """root => {
    const said = [];
    const box = (element) => element.getBoundingClientRect();
    const seen = (element) => element.checkVisibility({visibilityProperty: true}) && box(element).width > 0;
    const within = (inner, outer) => inner.left >= outer.left - 1
        && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
        || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
    const name = (element) => element.ariaLabel || element.dataset.camera || element.className;
    const page = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
    for (const part of root.querySelectorAll(".header, .stage-frame, .transport, .timeline, .track-frame")) {
        if (!within(box(part), page)) said.push(`${part.className} is not on the page`);
    }
    const tiles = [...root.querySelectorAll(".tile")].filter(seen);
    const stage = box(root.querySelector(".stage"));
    const controls = [...root.querySelectorAll(".header button, .transport button, .transport select,"
        + " .transport input, .navigation .at")].filter(seen);
    for (const one of tiles) if (!within(box(one), stage)) said.push(`${name(one)} leaves the stage`);
    for (const one of controls) if (!within(box(one), page)) said.push(`${name(one)} is not on the page`);
    for (const group of [tiles.filter((one) => !one.inert), controls]) {
        group.forEach((one, i) => group.slice(i + 1).forEach((other) => {
            if (!apart(box(one), box(other))) said.push(`${name(one)} and ${name(other)} overlap`);
        }));
    }
    const lanes = [...root.querySelectorAll(".lane-label")];
    if (!lanes.some(seen)) said.push("no lane has its name");
    const words = ".readout, .status, .pill-text, .navigation .at, .total, .title";
    for (const word of root.querySelectorAll(words)) {
        if (!seen(word) || !word.textContent) continue;
        if (word.scrollWidth > word.clientWidth + 1 && !word.title) said.push(`"${word.textContent}" is cut`);
    }
    const field = root.querySelector("input.time");
    if (field.scrollWidth > field.clientWidth) said.push(`the time "${field.value}" is cut`);
    return said;
}"""


def write(folder, count):
    for i, size in enumerate(SHAPES):
        write_clip(folder / f"{i}.mp4", 12, size=size)
    clock = np.arange(12) / 30
    cameras = [
        camera(f"Camera{i:02}", [f"{i % len(SHAPES)}.mp4"], timestamps=clock + 0.001 * i)
        for i in range(count)
    ]
    path = folder / f"{count}.nwb"
    return write_session(path, *cameras, session_id=f"{count} cameras")


@pytest.mark.parametrize("count", [1, 2, 5, 8, 16])
def test_nothing_overlaps_and_nothing_is_cut_at_any_size(page, open_session, tmp_path, count):
    stage = open_session(page, write(tmp_path, count))
    stage.seek(0.2)
    found = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for layout in ("grid", "free", "row"):
            stage.root.locator(f'[data-layout="{layout}"]').evaluate("button => button.click()")
            faults(stage, found, f"{width} x {height}, {layout}")
        stage.tile("Camera00").focus()
        page.keyboard.press("Enter")
        expect(stage.tile("Camera00")).to_have_attribute("data-enlarged", "")
        faults(stage, found, f"{width} x {height}, enlarged")
        page.keyboard.press("Enter")
        expect(stage.tile("Camera00")).not_to_have_attribute("data-enlarged", "")
    assert not found
    assert stage.errors == []


def faults(stage, found, where):
    """Keep what is wrong once two redraws are over: sizes are told of between them."""
    stage.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    said = stage.root.evaluate(FAULTS)
    if said:
        found[where] = said


BETWEEN = [(560, 600), (640, 700), (700, 500), (739, 600), (745, 600), (800, 600), (850, 600)]


@pytest.mark.parametrize("size", SIZES[:4] + BETWEEN)
def test_the_demo_with_trials_fits_every_size(page, open_session, demo_session, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    stage = open_session(page, demo_session, tables="yes")
    stage.seek(15.0)
    found = {}
    faults(stage, found, str(size))
    assert not found
    expect(stage.root.get_by_role("button", name="Lane trials")).to_be_visible()
    expect(stage.root.locator(".navigation .at")).to_contain_text("trial 8")
    stage.root.get_by_role("button", name="Keys").click()
    close = page.get_by_role("dialog", name="Keys").get_by_role("button", name="Close")
    expect(close).to_be_in_viewport(ratio=1)


def test_the_time_of_a_session_of_many_hours_is_shown_whole_at_any_size(page, open_session, tmp_path):
    write_clip(tmp_path / "v.mp4", 30)
    nwbfile = new_nwbfile(session_id="a day")
    nwbfile.add_acquisition(camera("Morning", ["v.mp4"], starting_time=0.0))
    nwbfile.add_acquisition(camera("Evening", ["v.mp4"], starting_time=40_000.0))
    nwbfile.add_trial(start_time=40_000.0, stop_time=40_001.0)
    stage = open_session(page, write_nwbfile(tmp_path / "s.nwb", nwbfile), tables="yes")
    stage.seek(40_000.5)
    expect(stage.root.get_by_label("Session time", exact=True)).to_have_value("11:06:40.500")
    found = {}
    for width, height in SIZES + BETWEEN:
        page.set_viewport_size({"width": width, "height": height})
        faults(stage, found, f"{width} x {height}")
    assert not found

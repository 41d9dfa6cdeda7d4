import assert from "node:assert/strict";
import test from "node:test";

import { CameraLanes } from "../src/timeline/cameralanes.js";

/** @param {boolean} growing */
function lanes(growing) {
  const camera = /** @type {import("../src/python/contract.js").CameraDescriptor} */ (
    /** @type {unknown} */ ({ name: "A", label: "A", count: 50, start: 1, stop: 3, coverage: [[1, 3]], files: [{ growing }] })
  );
  const nothing = () => {};
  const parts = { cameras: () => [camera], offset: () => 0, timebase: () => null, time: () => 0, seek: nothing, say: nothing, take: nothing };
  return { camera, lanes: new CameraLanes(parts) };
}

test("a lane says that its camera is still being recorded, and never that it ended", () => {
  const { camera, lanes: grown } = lanes(true);
  assert.deepEqual(grown.told("A", 4, 0), [["A", "still being recorded, to 0:03.000 so far"]]);
  assert.deepEqual(grown.words(camera), ["50 frames, 0:01.000 – 0:03.000", "No gaps", "Still being recorded"]);
});

test("where a camera has no picture it is said why", () => {
  assert.deepEqual([0.5, 2, 4].map((time) => lanes(false).lanes.absence("A", time)), ["not begun", "", "ended"]);
  assert.equal(lanes(true).lanes.absence("A", 4), "not recorded yet");
});

test("a lane says when its camera ended", () => {
  const { camera, lanes: ended } = lanes(false);
  assert.deepEqual(ended.told("A", 4, 0), [["A", "ended at 0:03.000"]]);
  assert.deepEqual(ended.words(camera), ["50 frames, 0:01.000 – 0:03.000", "No gaps"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { lookOf, ofVideo, PLAIN } from "../src/tiles/adjustment.js";
import { marksOf } from "../src/tiles/marks.js";

test("a stream of stored frames is asked only for what differs from what the data suggest", () => {
  assert.equal(lookOf(PLAIN), "");
  assert.equal(lookOf({ ...PLAIN, low: 0, high: 200, colormap: "viridis", plane: 3 }), "&low=0&high=200&colormap=viridis&plane=3");
});

test("a gamma above 1 lifts the shadows, of stored frames as of videos", () => {
  assert.equal(lookOf({ ...PLAIN, gamma: 2 }), "&gamma=0.5");
});

test("a video has no levels, colours or planes, whatever is told of it", () => {
  assert.deepEqual(ofVideo({ ...PLAIN, low: 3, high: 4, colormap: "turbo", plane: 2, contrast: 2 }), { ...PLAIN, contrast: 2 });
});

test("what is chosen of stored frames is marked, and undone, in parts", () => {
  const marks = marksOf({ ...PLAIN, low: 140.5, colormap: "viridis", plane: 2 }, 0);
  assert.deepEqual(marks.map(({ change, text }) => [change, text]), [["plane", "plane 2"], ["light", "lit"]]);
  assert.match(marks[1].told, /black 141, colours viridis/);
});

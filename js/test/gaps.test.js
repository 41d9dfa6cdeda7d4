import assert from "node:assert/strict";
import { test } from "node:test";
import { gapAt, gapBeyond, gapsOf, missingFrames } from "../src/timeline/gaps.js";

const GAPS = gapsOf([[0, 2], [3, 5], [9, 10]], 0);

test("gaps lie between the stretches that are covered, moved with the camera", () => {
  assert.deepEqual(GAPS, [[2, 3], [5, 9]]);
  assert.deepEqual(gapsOf([[0, 2], [3, 5]], 0.5), [[2.5, 3.5]]);
  assert.deepEqual(gapsOf([[0, 2]], 0), []);
});

test("a time is in the gap that has begun and not ended", () => {
  assert.deepEqual([1.9, 2, 2.9, 3, 5].map((time) => gapAt(GAPS, time)), [undefined, [2, 3], [2, 3], undefined, [5, 9]]);
});

test("from a gap's start, next and previous are other gaps", () => {
  assert.deepEqual(gapBeyond(GAPS, 0, 1), [2, 3]);
  assert.deepEqual(gapBeyond(GAPS, 2, 1), [5, 9]);
  assert.equal(gapBeyond(GAPS, 5, 1), undefined);
  assert.deepEqual(gapBeyond(GAPS, 5, -1), [2, 3]);
  assert.equal(gapBeyond(GAPS, 2, -1), undefined);
});

test("frames missing one by one are told apart from gaps and from jitter", () => {
  const times = [0, 0.01, 0.031, 0.04, 0.07, 0.4, 0.414];
  const missing = [...missingFrames(times, 0.01)].map((time) => Number(time.toFixed(4)));
  assert.deepEqual(missing, [0.0205, 0.05, 0.06]);
});

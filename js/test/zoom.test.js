import assert from "node:assert/strict";
import test from "node:test";
import { fitted, following, panned, zoomed } from "../src/timeline/zoom.js";

const ALL = /** @type {[number, number]} */ ([0, 100]);

test("the time under the pointer stays where it is", () => {
  assert.deepEqual(zoomed(ALL, 25, 2, ALL), [12.5, 62.5]);
});

test("zooming out ends with all of the session", () => {
  assert.equal(zoomed([10, 60], 20, 1 / 4, ALL), null);
  assert.deepEqual(zoomed([0, 20], 20, 1 / 2, ALL), [0, 40]);
});

test("zooming in ends with a few frames", () => {
  const [start, stop] = zoomed([50, 50.03], 50.01, 100, ALL) ?? [0, 0];
  assert.ok(stop - start > 0.0199 && stop - start < 0.021);
});

test("panning stops at the ends", () => {
  assert.deepEqual(panned([10, 20], -50, ALL), [0, 10]);
  assert.deepEqual(panned([10, 20], 500, ALL), [90, 100]);
});

test("while playing the view stays until the playhead leaves it, then turns a page", () => {
  assert.deepEqual(following([10, 20], 15, 1, ALL), [10, 20]);
  const page = following([10, 20], 20.01, 1, ALL) ?? [0, 0];
  assert.ok(Math.abs(page[0] - 19.21) < 1e-9);
  const back = following([10, 20], 9.99, -1, ALL) ?? [0, 0];
  assert.ok(back[1] > 9.99 && back[1] < 11);
});

test("after a jump its place is in the middle", () => {
  assert.deepEqual(following([10, 20], 50, 0, ALL), [45, 55]);
});

test("what makes no stretch of the session is all of it", () => {
  assert.equal(fitted([-5, 200], ALL), null);
  assert.equal(fitted([NaN, NaN], ALL), null);
});

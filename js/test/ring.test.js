import assert from "node:assert/strict";
import test from "node:test";

import { Ring } from "../src/media/ring.js";

/** @type {number[]} */
let closed = [];

/** @param {number} k */
const frame = (k) => ({ close: () => closed.push(k) });

/** @param {number} capacity @param {number[]} ks */
function ringOf(capacity, ks) {
  closed = [];
  const ring = new Ring(capacity);
  for (const k of ks) ring.put(k, frame(k));
  return ring;
}

test("what is farthest from the frame due is closed first", () => {
  const ring = ringOf(4, []);
  ring.focus(10, 3);
  for (const k of [5, 6, 9, 10, 11, 12]) ring.put(k, frame(k));
  assert.deepEqual(closed, [5, 6]);
  assert.deepEqual([9, 10, 11, 12].map((k) => ring.has(k)), [true, true, true, true]);
});

test("what lies beyond the wanted stretch goes before what is behind", () => {
  const ring = ringOf(3, [1, 10, 14]);
  ring.focus(10, 2);
  ring.put(11, frame(11));
  assert.deepEqual(closed, [14]);
});

test("a frame decoded again replaces its older self, which is closed", () => {
  const ring = ringOf(3, [1, 1]);
  assert.deepEqual(closed, [1]);
  assert.equal(ring.size, 1);
});

test("the latest frame that is not later is told", () => {
  const ring = ringOf(5, [3, 7, 5]);
  assert.deepEqual([2, 3, 6, 9].map((k) => ring.latest(k)), [null, 3, 5, 7]);
});

test("clearing closes every frame", () => {
  const ring = ringOf(5, [3, 7]);
  ring.clear();
  assert.deepEqual(closed, [3, 7]);
  assert.equal(ring.size, 0);
});

test("less room closes what no longer fits", () => {
  const ring = ringOf(4, [1, 2, 3, 4]);
  ring.capacity = 2;
  ring.focus(4, 0);
  assert.deepEqual(closed, [1, 2]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { Pace } from "../src/media/pace.js";

/** @param {Pace} pace @param {number} speed @param {number} [rate] */
function three(pace, speed, rate = 1) {
  for (let i = 0; i < 3; i++) pace.add(1, 1 / speed, rate);
  return pace.divisor;
}

test("a server that keeps up sends whole pictures", () => {
  assert.equal(three(new Pace(), 2), 1);
});

test("pictures get smaller where the server is slower than the clock, down to a quarter", () => {
  const pace = new Pace();
  assert.deepEqual([three(pace, 0.6), three(pace, 0.6), three(pace, 0.6)], [2, 4, 4]);
});

test("a fast clock asks for more", () => {
  assert.equal(three(new Pace(), 2, 4), 2);
});

test("one slow segment changes nothing", () => {
  const pace = new Pace();
  pace.add(1, 1.5, 1);
  pace.add(1, 0.2, 1);
  pace.add(1, 0.2, 1);
  assert.equal(pace.divisor, 1);
});

test("pictures get larger again where there is ample time", () => {
  const pace = new Pace();
  three(pace, 0.6);
  assert.equal(three(pace, 10), 1);
});

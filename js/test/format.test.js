import assert from "node:assert/strict";
import test from "node:test";
import { clockText, durationText, grouped, parseTime, sizeText } from "../src/controls/format.js";

const context = { time: 100, timeOfFrame: (/** @type {number} */ n) => (n < 1000 ? 6.5 + n / 150 : null) };
const parse = (/** @type {string} */ text) => parseTime(text, context);

test("times read as minutes and seconds, with hours from an hour on", () => {
  assert.equal(clockText(418.233), "6:58.233");
  assert.equal(clockText(3723.4567), "1:02:03.457");
  assert.equal(clockText(59.9996), "1:00.000");
  assert.equal(clockText(-1.5), "-0:01.500");
  assert.equal(clockText(90, 0), "1:30");
});

for (const [typed, time] of /** @type {[string, number | null][]} */ ([
  ["418.233", 418.233],
  [" 418.233 s ", 418.233],
  [".5", 0.5],
  ["6:58.233", 418.233],
  ["6:58.233", 418.233],
  ["1:02:03.5", 3723.5],
  ["+5", 105],
  ["-0.5", 99.5],
  ["+1:00", 160],
  ["=-0.5", -0.5],
  ["f0", 6.5],
  ["f12 0", 6.5 + 120 / 150],
  ["F150", 7.5],
  ["frame 150", 7.5],
  ["12,5", 12.5],
  ["6:58,233", 418.233],
  ["f5000", null],
  ["", null],
  ["abc", null],
  ["1:2:3:4", null],
  ["NaN", null],
  ["Infinity", null],
  ["1e400", Infinity],
])) {
  test(`typing ${JSON.stringify(typed)} means ${time}`, () => assert.equal(parse(typed), time));
}

test("what the field shows can be typed back", () => {
  for (const time of [0, 6.577, 59.999, 418.233, 3599.999, 86399.5]) assert.equal(parse(clockText(time)), time);
});

test("frame numbers are grouped by thousands", () => {
  assert.equal(grouped(0), "0");
  assert.equal(grouped(12540), "12 540");
  assert.equal(grouped(1234567), "1 234 567");
});

test("durations say no more than they know", () => {
  assert.equal(durationText(1224.1), "20 min 24 s");
  assert.equal(durationText(0.25), "250 ms");
  assert.equal(durationText(7.25), "7.3 s");
  assert.equal(durationText(7260), "2 h 1 min");
});

test("sizes are in decimal units", () => {
  assert.equal(sizeText(999), "999 bytes");
  assert.equal(sizeText(1_907_616), "1.9 MB");
});

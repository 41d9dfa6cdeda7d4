import assert from "node:assert/strict";
import test from "node:test";
import { pillOf, SyncMeter, worstOf } from "../src/session/sync.js";

const VIDEO = {};

/** @param {number} due @param {number} shown @param {number} presented @param {number} [stride] */
const sample = (due, shown, presented, stride = 1) => ({ due, shown, presented, source: VIDEO, stride });

test("where nothing is measured the pill says why, if all cameras share the reason", () => {
  assert.equal(pillOf(null, ["after", "after"]).words, "past the end");
  assert.equal(pillOf(null, ["gap"]).words, "in a gap");
  assert.equal(pillOf(null, ["gap", "after"]).words, "no frame here");
  assert.equal(pillOf(null, []).words, "no frame here");
});

test("a camera that shows what is due is not off", () => {
  const meter = new SyncMeter();
  meter.add(sample(7, 7, 1), 0, true);
  assert.deepEqual(meter.figures(0), { now: 0, worst: 0, dropped: 0 });
});

test("behind is positive, ahead is negative", () => {
  const meter = new SyncMeter();
  meter.add(sample(7, 5, 1), 0, true);
  assert.equal(meter.off, 2);
  meter.add(sample(7, 8, 2), 16, true);
  assert.equal(meter.off, -1);
});

test("the worst is remembered for ten seconds, and no longer", () => {
  const meter = new SyncMeter();
  meter.add(sample(9, 5, 1), 0, true);
  for (let ms = 16; ms < 12_000; ms += 16) {
    meter.add(sample(9, 9, 2), ms, true);
    if (ms > 600 && ms < 9_900) assert.deepEqual(meter.figures(ms), { now: 0, worst: 4, dropped: 3 });
  }
  assert.equal(meter.figures(12_000).worst, 0);
});

test("a tile that is not ready is not measured", () => {
  const meter = new SyncMeter();
  meter.add(null, 0, true);
  assert.deepEqual(meter.figures(0), { now: null, worst: null, dropped: 0 });
});

test("frames that were passed over while playing were dropped", () => {
  const meter = new SyncMeter();
  [1, 2, 5, 6].forEach((k, i) => meter.add(sample(k, k, i), 16 * i, true));
  assert.equal(meter.figures(100).dropped, 2);
});

test("frames of which the page was not told in time, but which came on screen, were not dropped", () => {
  const meter = new SyncMeter();
  meter.add(sample(1, 1, 10), 0, true);
  meter.add(sample(5, 5, 14), 70, true);
  assert.equal(meter.figures(100).dropped, 0);
});

test("what a screen is too slow for was not dropped", () => {
  const meter = new SyncMeter();
  for (let i = 0; i < 60; i += 1) {
    const k = Math.floor(2.5 * i);
    meter.add(sample(k, k, i, 2.5), 16 * i, true);
  }
  assert.equal(meter.figures(1000).dropped, 0);
  meter.add(sample(155, 155, 61, 2.5), 1030, true);
  assert.equal(meter.figures(1030).dropped, 1);
});

test("a frame shown twice makes up for no other", () => {
  const meter = new SyncMeter();
  [1, 2, 2, 2, 4].forEach((k, i) => meter.add(sample(k, k, 3 * i), 16 * i, true));
  meter.add(sample(7, 7, 13), 100, true);
  assert.equal(meter.figures(100).dropped, 2);
});

test("frames that pass backwards are counted too", () => {
  const meter = new SyncMeter();
  meter.add(sample(20, 20, 1, -1), 0, true);
  meter.add(sample(15, 15, 2, -1), 80, true);
  assert.equal(meter.figures(100).dropped, 4);
});

test("frames that are due while a tile loads are dropped as well", () => {
  const meter = new SyncMeter();
  meter.add(sample(1, 1, 1), 0, true);
  meter.add(null, 300, true);
  meter.add(sample(31, 31, 2), 500, true);
  assert.equal(meter.figures(500).dropped, 29);
});

test("a jump counts neither as an error nor as frames dropped until its picture is there", () => {
  const meter = new SyncMeter();
  meter.add(sample(1, 1, 1), 0, true);
  meter.jump(10);
  meter.add(sample(500, 1, 1), 16, true);
  assert.equal(meter.off, null);
  meter.add(sample(502, 502, 2), 60, true);
  assert.deepEqual(meter.figures(60), { now: 0, worst: 0, dropped: 0 });
});

test("a jump whose picture does not come is an error after a second", () => {
  const meter = new SyncMeter();
  meter.jump(0);
  meter.add(sample(500, 1, 1), 16, true);
  meter.add(sample(560, 1, 1), 1017, true);
  assert.equal(meter.off, 559);
});

test("paused, nothing is dropped", () => {
  const meter = new SyncMeter();
  meter.add(sample(1, 1, 1), 0, true);
  meter.add(sample(2, 2, 2), 16, false);
  meter.add(sample(90, 90, 3), 32, false);
  meter.add(sample(90, 90, 3), 48, true);
  assert.equal(meter.figures(50).dropped, 0);
});

test("one frame off is in step, two are not", () => {
  assert.deepEqual(pillOf(0), { lead: "in step · ", words: "0 frames off", state: "good" });
  assert.deepEqual(pillOf(-1), { lead: "in step · ", words: "within 1 frame", state: "good" });
  assert.deepEqual(pillOf(2), { lead: "", words: "2 frames off", state: "attention" });
  assert.equal(pillOf(1234).words, "99+ frames off");
  assert.equal(pillOf(null).state, "idle");
});

test("the worst of several is the one farthest off, either way", () => {
  assert.equal(worstOf([0, 2, -3]), -3);
  assert.equal(worstOf([]), null);
});

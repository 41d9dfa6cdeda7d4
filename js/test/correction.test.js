import assert from "node:assert/strict";
import test from "node:test";
import { correction, expectedMedia, FASTEST, SLOWEST } from "../src/media/correction.js";

test("a video 30 ms behind is sped up, never sought", () => {
  const { seek, rate } = correction(0.03, 1);
  assert.equal(seek, false);
  assert.ok(rate > 1 && rate <= 1.1);
});

test("a video 30 ms ahead is slowed down", () => {
  const { seek, rate } = correction(-0.03, 1);
  assert.equal(seek, false);
  assert.ok(rate < 1 && rate >= 0.9);
});

test("a video in step plays at the clock's rate", () => {
  assert.deepEqual(correction(0, 2), { seek: false, rate: 2 });
});

test("the nudge never exceeds a tenth of the rate", () => {
  assert.equal(correction(0.49, 1).rate, 1.1);
  assert.equal(correction(-0.49, 1).rate, 0.9);
});

/**
 * Seconds until a picture is within one frame again that was late, as `NativeVideo` corrects it.
 * @param {number} late seconds
 * @param {number} rate
 * @param {number} frame seconds of media
 */
function caughtUp(late, rate, frame) {
  let drift = late * rate;
  for (let time = 0; ; time += 0.08) {
    if (Math.abs(drift) < frame || time > 10) return time;
    drift += 0.08 * (rate - correction(drift, rate).rate);
  }
}

test("at a quarter of the rate, eight late frames of 150 Hz are caught up within a second, without a seek", () => {
  assert.ok(caughtUp(8 / 150 / 0.25, 0.25, 1 / 150) < 1);
  assert.ok(Math.abs(correction(-0.1, 0.25).rate - 0.25 * 0.6) < 1e-12);
});

test("half a second of wall time behind is hopeless, whatever the rate", () => {
  assert.equal(correction(0.51, 1).seek, true);
  assert.equal(correction(4, 16).seek, false);
  assert.equal(correction(0.06, 0.1).seek, true);
});

test("rates stay within what browsers accept", () => {
  assert.equal(correction(1, 16).rate, FASTEST);
  assert.equal(correction(-0.02, 0.0625).rate, SLOWEST);
});

test("a frame is expected one and a half screen refreshes after it is due, less for short spans", () => {
  const close = (/** @type {number} */ a, /** @type {number} */ b) => assert.ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);
  close(expectedMedia(2, 1 / 30, 1, 1 / 60), 2 + 1.5 / 60);
  close(expectedMedia(2, 1 / 150, 1, 1 / 60), 2 + 1 / 60 + 1 / 300);
  close(expectedMedia(2, 1 / 30, 0.1, 1 / 60), 2 + 0.15 / 60);
});

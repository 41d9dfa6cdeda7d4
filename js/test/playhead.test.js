import assert from "node:assert/strict";
import test from "node:test";
import { SessionClock } from "../src/session/clock.js";
import { Playhead } from "../src/session/playhead.js";

/** @typedef {import("../src/session/loop.js").Loop} Loop */

/** A playhead in a session of ten seconds, from a time on. @param {{ time: number, rate: number, loop: Loop }} given */
function played({ time, rate, loop }) {
  const clock = new SessionClock(time);
  clock.setRate(rate, 0);
  /** @type {number[]} */
  const ended = [];
  const playhead = new Playhead(clock, {
    bounds: () => ({ start: 0, stop: 10 }),
    loop: () => loop,
    cameras: () => [],
    waitForAll: () => false,
    moved: () => undefined,
    ended: (time) => ended.push(time),
  });
  clock.play(0);
  playhead.restart(0);
  return { clock, playhead, ended };
}

test("a loop holds at 16 times the speed when the first redraw comes late", () => {
  const { clock, playhead, ended } = played({ time: 4.9, rate: 16, loop: [4, 5] });
  for (const now of [40, 80, 120, 160]) playhead.tick(now);
  assert.ok(clock.at(160) >= 4 && clock.at(160) < 5, `it is at ${clock.at(160)}`);
  assert.deepEqual(ended, []);
});

test("a loop holds backwards when the first redraw comes late", () => {
  const { clock, playhead } = played({ time: 4.1, rate: -4, loop: [4, 5] });
  for (const now of [100, 200]) playhead.tick(now);
  assert.ok(clock.at(200) >= 4 && clock.at(200) < 5, `it is at ${clock.at(200)}`);
});

test("who starts behind a loop plays on", () => {
  const { clock, playhead } = played({ time: 5, rate: 1, loop: [4, 5] });
  for (const now of [40, 80]) playhead.tick(now);
  assert.equal(clock.at(80), 5.08);
});

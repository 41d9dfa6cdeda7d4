import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { SessionClock } from "../src/session/clock.js";
import { Playhead } from "../src/session/playhead.js";

/** @typedef {import("../src/session/loop.js").Loop} Loop */

/** Wall milliseconds: what holds the clock asks for them itself. */
let wall = 0;
mock.method(performance, "now", () => wall);

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
  const tick = (/** @type {number} */ now) => {
    wall = now;
    playhead.tick(now);
  };
  return { clock, tick, ended };
}

test("a loop holds at 16 times the speed when the first redraw comes late", () => {
  const { clock, tick, ended } = played({ time: 4.9, rate: 16, loop: [4, 5] });
  for (const now of [40, 80, 120, 160]) tick(now);
  assert.ok(clock.at(160) >= 4 && clock.at(160) < 5, `it is at ${clock.at(160)}`);
  assert.deepEqual(ended, []);
});

test("a loop holds backwards when the first redraw comes late", () => {
  const { clock, tick } = played({ time: 4.1, rate: -4, loop: [4, 5] });
  for (const now of [100, 200]) tick(now);
  assert.ok(clock.at(200) >= 4 && clock.at(200) < 5, `it is at ${clock.at(200)}`);
});

test("a loop that holds the session's last frame is gone round, however slowly", () => {
  const { clock, tick, ended } = played({ time: 9.98, rate: 0.25, loop: [9, 10.033] });
  for (let now = 16; now < 320; now += 16) tick(now);
  assert.deepEqual(ended, []);
  assert.ok(clock.at(320) >= 9 && clock.at(320) < 9.5, `it is at ${clock.at(320)}`);
});

test("of a loop that is longer than the session, all of the session is played again and again", () => {
  const forwards = played({ time: 9.9, rate: 1, loop: [-5, 100] });
  for (let now = 16; now < 320; now += 16) forwards.tick(now);
  assert.ok(forwards.clock.at(320) >= 0 && forwards.clock.at(320) < 1, `it is at ${forwards.clock.at(320)}`);
  const back = played({ time: 0.1, rate: -1, loop: [-5, 100] });
  for (let now = 16; now < 320; now += 16) back.tick(now);
  assert.ok(back.clock.at(320) <= 10 && back.clock.at(320) > 9, `it is at ${back.clock.at(320)}`);
  assert.deepEqual([...forwards.ended, ...back.ended], []);
});

test("a loop behind the session's end does not keep it from ending", () => {
  const { tick, ended } = played({ time: 9.98, rate: 1, loop: [11, 12] });
  for (const now of [10, 20, 30]) tick(now);
  assert.equal(ended[0], 10);
});

test("who starts behind a loop plays on", () => {
  const { clock, tick } = played({ time: 5, rate: 1, loop: [4, 5] });
  for (const now of [40, 80]) tick(now);
  assert.equal(clock.at(80), 5.08);
});

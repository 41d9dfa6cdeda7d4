import assert from "node:assert/strict";
import test from "node:test";
import { SessionClock } from "../src/session/clock.js";

test("a paused clock stands still", () => {
  const clock = new SessionClock(6.5);
  assert.equal(clock.at(1000), 6.5);
  assert.equal(clock.at(9000), 6.5);
});

test("a playing clock runs by its rate from where it stood", () => {
  const clock = new SessionClock(6.5);
  clock.setRate(0.5, 0);
  clock.play(1000);
  assert.equal(clock.at(3000), 7.5);
});

test("pausing keeps the very time that was reached", () => {
  const clock = new SessionClock(0);
  clock.play(0);
  clock.pause(1234);
  assert.equal(clock.at(99999), 1.234);
});

test("a change of rate does not move the time", () => {
  const clock = new SessionClock(10);
  clock.play(0);
  clock.setRate(16, 500);
  assert.equal(clock.at(500), 10.5);
  assert.equal(clock.at(1500), 26.5);
});

test("seeking while playing goes on from there", () => {
  const clock = new SessionClock(0);
  clock.play(0);
  clock.seek(100, 5000);
  assert.equal(clock.at(6000), 101);
});

test("playing twice is playing once", () => {
  const clock = new SessionClock(0);
  clock.play(0);
  clock.play(500);
  assert.equal(clock.at(1000), 1);
});

test("a held clock plays but stands still, and runs on from there", () => {
  const clock = new SessionClock(5);
  clock.play(0);
  clock.hold(1000);
  assert.equal(clock.held, true);
  assert.equal(clock.playing, true);
  assert.equal(clock.at(9000), 6);
  clock.release(9000);
  assert.equal(clock.at(9500), 6.5);
});

test("only a playing clock is held, and pausing lets go", () => {
  const clock = new SessionClock(5);
  clock.hold(0);
  clock.play(0);
  assert.equal(clock.at(1000), 6);
  clock.hold(1000);
  clock.pause(2000);
  clock.play(3000);
  assert.equal(clock.at(4000), 7);
});

test("a negative rate runs backwards", () => {
  const clock = new SessionClock(10);
  clock.setRate(-0.25, 0);
  clock.play(0);
  assert.equal(clock.at(4000), 9);
});

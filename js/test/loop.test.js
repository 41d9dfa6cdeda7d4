import assert from "node:assert/strict";
import test from "node:test";
import { loopAround, loopOf, withEdge } from "../src/session/loop.js";
import { crossed } from "../src/session/playhead.js";

const SESSION = { start: 5, stop: 20 };

test("only a range is a loop", () => {
  assert.deepEqual(loopOf([1, 2]), [1, 2]);
  for (const other of [null, undefined, [], [1], [2, 1], [1, 1], [0, NaN], ["0", "1"], "12"]) {
    assert.equal(loopOf(other), null);
  }
});

test("a new loop lasts a second, with here in its middle, within the session", () => {
  assert.deepEqual(loopAround(10, SESSION), [9.5, 10.5]);
  assert.deepEqual(loopAround(5.1, SESSION), [5, 6]);
  assert.deepEqual(loopAround(20, SESSION), [19, 20]);
  assert.deepEqual(loopAround(0.2, { start: 0, stop: 0.5 }), [0, 0.5]);
});

test("an edge goes where it is set; the other one makes room", () => {
  assert.deepEqual(withEdge([8, 9], "start", 8.25, SESSION), [8.25, 9]);
  assert.deepEqual(withEdge([8, 9], "stop", 12, SESSION), [8, 12]);
  assert.deepEqual(withEdge([8, 9], "start", 9.5, SESSION), [9.5, 10.5]);
  assert.deepEqual(withEdge([8, 9], "stop", 7, SESSION), [6, 7]);
  assert.deepEqual(withEdge(null, "start", 8, SESSION), [8, 9]);
  assert.deepEqual(withEdge(null, "stop", 8, SESSION), [7, 8]);
  assert.equal(withEdge(null, "stop", 5, SESSION), null);
});

test("playing over a loop's stop goes on at its start, after the last time before the stop", () => {
  const edge = crossed([8, 9], 8.98, 9.01, 1);
  assert.equal(edge?.first, 8);
  assert.ok(edge && edge.last < 9 && edge.last > 9 - 1e-12);
});

test("playing backwards over a loop's start goes on before its stop", () => {
  assert.equal(crossed([8, 9], 8.02, 7.99, -1)?.last, 8);
  assert.ok((crossed([8, 9], 8.02, 7.99, -1)?.first ?? 9) < 9);
});

test("outside its loop the clock runs on", () => {
  assert.equal(crossed([8, 9], 9.5, 9.6, 1), null);
  assert.equal(crossed([8, 9], 7.5, 7.6, 1), null);
  assert.equal(crossed([8, 9], 7.5, 7.4, -1), null);
  assert.equal(crossed(null, 8, 10, 1), null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { nextMove, Packets, wishes } from "../src/media/gop.js";

/**
 * @param {number[]} rank
 * @param {number[]} keys packets at which decoding can begin
 * @param {Partial<{ offset: number[], size: number[] }>} [places]
 */
function packetsOf(rank, keys, { offset = rank.map((_, i) => 100 * i), size = rank.map(() => 100) } = {}) {
  const key = rank.map((_, i) => Number(keys.includes(i)));
  return new Packets({ offset, size, rank, key, frames: Math.max(...rank) + 1 });
}

// I P B B | I P B B, closed; and the same with B-frames that lead the second key frame.
const CLOSED = packetsOf([0, 3, 1, 2, 4, 7, 5, 6], [0, 4]);
const OPEN = packetsOf([0, 3, 1, 2, 6, 4, 5, 7], [0, 4]);

/** @param {Partial<{ cursor: number | null, there: number[], held: number[] }>} [state] */
function decoder({ cursor = null, there = [], held = [] } = {}) {
  return {
    cursor,
    has: (/** @type {number} */ k) => there.includes(k),
    holds: (/** @type {number} */ k) => held.includes(k),
  };
}

test("decoding begins with the key frame of the group", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((k) => CLOSED.startFor(k)), [0, 0, 0, 0, 4, 4, 4, 4]);
});

test("frames that precede their key frame on the screen need the group before", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((k) => OPEN.startFor(k)), [0, 0, 0, 0, 0, 0, 4, 4]);
  assert.deepEqual([4, 5, 6, 7].map((i) => OPEN.leads(i, 4)), [false, true, true, false]);
  assert.ok(!OPEN.leads(5, 0));
});

test("packets that an edit list leaves out are decoded for the frames after them", () => {
  const trimmed = packetsOf([-1, -1, -1, 0, 1], [0]);
  assert.equal(trimmed.startFor(0), 0);
  assert.deepEqual([0, 1, 2, 3].map((i) => trimmed.leads(i, 0)), [false, false, false, false]);
});

test("packets that an edit list leaves out, and the order of decoding, are told", () => {
  const [plain, trimmed, reordered] = [[0, 1, 2], [-1, 0, 1], [0, 2, 1]].map((ranks) => packetsOf(ranks, [0]));
  assert.deepEqual([plain.whole, trimmed.whole, reordered.whole], [true, false, true]);
  assert.deepEqual([plain.ordered, trimmed.ordered, reordered.ordered], [true, true, false]);
});

test("one request fetches packets that lie together", () => {
  assert.deepEqual(CLOSED.range(2, 1000), { from: 2, to: 8, start: 200, stop: 800 });
  assert.deepEqual(CLOSED.range(2, 250), { from: 2, to: 4, start: 200, stop: 400 });
  assert.deepEqual(CLOSED.range(2, 10), { from: 2, to: 3, start: 200, stop: 300 });
});

test("sound between packets is fetched along, a long stretch of it is not", () => {
  const places = { offset: [0, 500, 100_000, 99_000], size: [100, 100, 100, 100] };
  const apart = packetsOf([0, 1, 2, 3], [0], places);
  assert.deepEqual(apart.range(0, 1e6), { from: 0, to: 2, start: 0, stop: 600 });
  assert.deepEqual(apart.range(2, 1e6), { from: 2, to: 3, start: 100_000, stop: 100_100 });
});

test("the frame due is the most urgent, then those after it, then those before it", () => {
  assert.deepEqual(wishes(5, 2, 2, 100), [5, 6, 7, 4, 3]);
  assert.deepEqual(wishes(0, 1, 2, 100), [0, 1]);
  assert.deepEqual(wishes(9, 3, 0, 10), [9]);
});

test("a fresh decoder starts at the key frame", () => {
  assert.deepEqual(nextMove(CLOSED, [6], decoder()), { do: "start", at: 4 });
});

test("a decoder on its way to the frame goes on", () => {
  assert.deepEqual(nextMove(CLOSED, [2], decoder({ cursor: 2 })), { do: "feed", at: 2 });
  assert.deepEqual(nextMove(CLOSED, [5], decoder({ cursor: 4 })), { do: "feed", at: 4 });
});

test("a decoder in an earlier group skips the rest of it", () => {
  assert.deepEqual(nextMove(CLOSED, [5], decoder({ cursor: 2 })), { do: "start", at: 4 });
});

test("a decoder that is past the frame starts again", () => {
  assert.deepEqual(nextMove(CLOSED, [1], decoder({ cursor: 6 })), { do: "start", at: 0 });
});

test("a frame that the decoder holds back is coaxed out by what follows, at the end by a flush", () => {
  assert.deepEqual(nextMove(CLOSED, [3], decoder({ cursor: 3, held: [3] })), { do: "feed", at: 3 });
  assert.deepEqual(nextMove(CLOSED, [7], decoder({ cursor: 8, held: [7] })), { do: "flush" });
});

test("a decoder that swallows a frame is flushed before it has eaten the file", () => {
  const long = packetsOf(Array.from({ length: 500 }, (_, i) => i), [0]);
  assert.deepEqual(nextMove(long, [10], decoder({ cursor: 60, held: [10] })), { do: "feed", at: 60 });
  assert.deepEqual(nextMove(long, [10], decoder({ cursor: 80, held: [10] })), { do: "flush" });
});

test("there is nothing to do where every wish is there", () => {
  assert.deepEqual(nextMove(CLOSED, [5, 6], decoder({ cursor: 7, there: [5, 6] })), { do: "idle" });
});

import assert from "node:assert/strict";
import test from "node:test";

import { StreamTimebase } from "../src/media/spans.js";
import { parseSegment } from "../src/media/streamsource.js";
import { Timebase } from "../src/session/timebase.js";

const clock = new Timebase({ count: 5, period: 0.5, times: Float64Array.from([6.5, 7, 7.5, 12, 12.5]) });
const all = new StreamTimebase(clock, 0, 5, { origin: 5, span: 1 });

test("media time is session time less the origin", () => {
  assert.deepEqual([0, 2, 3].map((k) => all.mediaAt(k, 0)), [1.5, 2.5, 7]);
  assert.equal(all.seek(0), 1.75);
});

test("a frame before a pause is played for one period", () => {
  const paused = new Timebase({ count: 2, period: 0.1, times: Float64Array.from([1, 5]) });
  assert.ok(Math.abs(new StreamTimebase(paused, 0, 2, { origin: 0, span: 1 }).mediaAt(0, 1) - 1.1) < 1e-9);
});

test("what a video reports is a frame of the file", () => {
  assert.deepEqual([1.5, 1.9, 2.49995, 6.9, 20].map((t) => all.frameOnScreen(t)), [0, 0, 2, 2, 4]);
});

test("frames lie in segments; those without frames are passed over", () => {
  assert.deepEqual([0, 1, 2, 3].map((k) => all.segmentOf(k)), [1, 2, 2, 7]);
  assert.deepEqual(all.segmentsFrom(0, 4), [1, 2, 7]);
  assert.deepEqual(all.segmentsFrom(4, 2, -1), [7, 2]);
  assert.deepEqual(all.extent(2), [2, 7]);
  assert.ok(all.isLast(7));
});

test("a file's frames are counted from its own first", () => {
  const second = new StreamTimebase(clock, 3, 2, { origin: 5, span: 1 });
  assert.equal(second.mediaAt(1, 0), 7.5);
  assert.equal(second.segmentOf(0), 7);
});

test("frames out of order keep their numbers", () => {
  const frames = Float64Array.from([1, 0]);
  const mixed = new Timebase({ count: 2, period: 0.5, times: Float64Array.from([6, 6.5]), frames });
  const spans = new StreamTimebase(mixed, 0, 2, { origin: 5, span: 1 });
  assert.deepEqual([spans.mediaAt(1, 0), spans.mediaAt(0, 0), spans.frameOnScreen(1.6)], [1, 1.5, 0]);
});

test("a segment brings its facts in front", () => {
  const said = new TextEncoder().encode('{"lost":[3],"estimated":false}');
  const bytes = new Uint8Array(8 + said.length + 2);
  new DataView(bytes.buffer).setUint32(0, 8 + said.length);
  bytes.set(said, 8);
  bytes.set([7, 9], 8 + said.length);
  const { facts, bytes: rest } = parseSegment(bytes.buffer);
  assert.deepEqual([facts.lost, [...rest]], [[3], [7, 9]]);
});

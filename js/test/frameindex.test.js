import assert from "node:assert/strict";
import test from "node:test";

import { decodeFrameIndex } from "../src/media/frameindex.js";

const FACTS = { codec: "avc1.64001f", description: "Af8=", coded: [8, 4], shown: [4, 8], rotation: 90, matrix: null, primed: true };

/**
 * @param {number[]} pts
 * @param {number[]} offsets
 * @param {object} facts
 */
function encoded(pts, offsets, facts) {
  const json = new TextEncoder().encode(JSON.stringify(facts));
  const buffer = new ArrayBuffer(24 + 9 * pts.length + 17 * offsets.length + json.length);
  const view = new DataView(buffer);
  [..."NVPI"].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  [4, pts.length, offsets.length, json.length, 0].forEach((n, i) => view.setUint32(4 + 4 * i, n, true));
  let at = 24;
  for (const seconds of pts) view.setFloat64((at += 8) - 8, seconds, true);
  for (const offset of offsets) view.setFloat64((at += 8) - 8, offset, true);
  offsets.forEach((_, i) => view.setUint32((at += 4) - 4, 10 + i, true));
  offsets.forEach((_, i) => view.setInt32((at += 4) - 4, i - 1, true));
  pts.forEach((_, i) => view.setUint8(at++, i === 0 ? 1 : 0));
  offsets.forEach((_, i) => view.setUint8(at++, i === 0 ? 1 : 0));
  new Uint8Array(buffer, at).set(json);
  return buffer;
}

test("a frame index tells times, packets and how to decode them", () => {
  const { timebase, decoding, why } = decodeFrameIndex(encoded([0.5, 0.75], [40, 5e9, 90], FACTS));
  assert.deepEqual([...(timebase.pts ?? [])], [0.5, 0.75]);
  assert.deepEqual([...(timebase.keys ?? [])], [1, 0]);
  assert.equal(timebase.period, 0.25);
  assert.ok(decoding);
  const { packets, facts } = decoding;
  assert.deepEqual([...Array.from(packets.offset)], [40, 5e9, 90]);
  assert.deepEqual([...Array.from(packets.size)], [10, 11, 12]);
  assert.deepEqual([...Array.from(packets.rank)], [-1, 0, 1]);
  assert.deepEqual([...packets.packetOf], [1, 2]);
  assert.deepEqual(facts, { ...FACTS, description: new Uint8Array([1, 255]) });
  assert.equal(why, "");
});

test("an index without packets tells why", () => {
  const { timebase, decoding, why } = decodeFrameIndex(encoded([1], [], { why: "of a test" }));
  assert.deepEqual([timebase.count, decoding, why], [1, null, "of a test"]);
});

test("a codec whose packets carry everything has no record", () => {
  const { decoding } = decodeFrameIndex(encoded([1], [4], { ...FACTS, description: null }));
  assert.equal(decoding?.facts.description, null);
});

test("a frame index that is cut short or of another kind is refused", () => {
  const whole = encoded([0.5, 0.75], [40], FACTS);
  assert.throws(() => decodeFrameIndex(whole.slice(0, 60)), /cut short/);
  assert.throws(() => decodeFrameIndex(whole.slice(0, 8)), /not a frame index/);
  assert.throws(() => decodeFrameIndex(new ArrayBuffer(34)), /not a frame index/);
});

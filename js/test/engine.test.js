import assert from "node:assert/strict";
import test from "node:test";

import { chooseEngine, coloursToTell, decoderConfig, plain } from "../src/media/engine.js";
import { Packets } from "../src/media/gop.js";
import { FileTimebase } from "../src/session/timebase.js";

test("a native video shows what it can show exactly", () => {
  assert.equal(chooseEngine("auto", { able: true, unfit: false, stepping: false }), "native");
});

test("the page decodes where a native video is inexact or fails", () => {
  assert.equal(chooseEngine("auto", { able: true, unfit: true, stepping: false }), "webcodecs");
});

test("what the page cannot decode stays native, whatever is wished", () => {
  assert.equal(chooseEngine("auto", { able: false, unfit: true, stepping: false }), "native");
  assert.equal(chooseEngine("webcodecs", { able: false, unfit: false, stepping: false }), "native");
});

test("who goes from frame to frame is shown what the page decodes", () => {
  assert.equal(chooseEngine("auto", { able: true, unfit: false, stepping: true }), "webcodecs");
  assert.equal(chooseEngine("native", { able: true, unfit: false, stepping: true }), "native");
});

/**
 * @param {number[]} rank
 * @param {number} [start]
 */
function indexOf(rank, start = 0) {
  const frames = rank.filter((k) => k >= 0).length;
  const pts = Float64Array.from({ length: frames }, (_, k) => start + k / 30);
  const packets = new Packets({ offset: rank, size: rank, rank, key: rank.map((_, i) => Number(i === 0)), frames });
  return { timebase: FileTimebase.from(pts), decoding: { packets, facts: /** @type {any} */ ({}) }, why: "" };
}

test("a browser that does not name its frames is believed of files that nothing is to be known about", () => {
  assert.ok(plain(indexOf([0, 1, 2, 3]), "Matroska"));
  assert.ok(plain(indexOf([0, 2, 1, 3]), "MP4"));
});

test("it is not believed of late starts, edit lists, Matroska with reordered frames, and files without packets", () => {
  assert.ok(!plain(indexOf([0, 1, 2], 2 / 30), "MP4"));
  assert.ok(!plain(indexOf([-1, 0, 1, 2]), "MP4"));
  assert.ok(!plain(indexOf([0, 2, 1, 3]), "Matroska"));
  assert.ok(!plain({ ...indexOf([0, 1]), decoding: null }, "MP4"));
});

test("a wish is granted", () => {
  assert.equal(chooseEngine("native", { able: true, unfit: true, stepping: false }), "native");
  assert.equal(chooseEngine("webcodecs", { able: true, unfit: false, stepping: false }), "webcodecs");
});

test("a decoder is told the colours that the browser's own player takes a file to have", () => {
  /** @type {(codec: string, matrix: number | null, lines: number) => string | null | undefined} */
  const told = (codec, matrix, lines) => coloursToTell({ codec, matrix, coded: [640, lines] })?.matrix;
  assert.equal(told("avc1.64001f", null, 480), "smpte170m");
  assert.equal(told("avc1.64001f", null, 720), "bt709");
  assert.equal(told("avc1.64001f", 6, 480), undefined);
  assert.equal(told("vp09.00.20.08", null, 720), "smpte170m");
  assert.equal(told("vp09.00.20.08", 6, 720), "smpte170m");
  assert.equal(told("vp09.00.20.08", 1, 720), undefined);
});

test("a page without a secure context has no decoder", async () => {
  /** @type {import("../src/media/frameindex.js").DecoderFacts} */
  const facts = { codec: "vp8", description: null, coded: [8, 8], shown: [8, 8], rotation: 0, matrix: 1, primed: false };
  assert.equal(await decoderConfig(facts), null);
});

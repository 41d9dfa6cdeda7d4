import assert from "node:assert/strict";
import test from "node:test";

import { chooseEngine, decoderConfig } from "../src/engine.js";

test("a native video shows what it can show exactly", () => {
  assert.equal(chooseEngine("auto", { able: true, unfit: false }), "native");
});

test("the page decodes where a native video is inexact or fails", () => {
  assert.equal(chooseEngine("auto", { able: true, unfit: true }), "webcodecs");
});

test("what the page cannot decode stays native, whatever is wished", () => {
  assert.equal(chooseEngine("auto", { able: false, unfit: true }), "native");
  assert.equal(chooseEngine("webcodecs", { able: false, unfit: false }), "native");
});

test("a wish is granted", () => {
  assert.equal(chooseEngine("native", { able: true, unfit: true }), "native");
  assert.equal(chooseEngine("webcodecs", { able: true, unfit: false }), "webcodecs");
});

test("a page without a secure context has no decoder", async () => {
  /** @type {import("../src/frameindex.js").DecoderFacts} */
  const facts = { codec: "vp8", description: null, coded: [8, 8], shown: [8, 8], rotation: 0, primed: false };
  assert.equal(await decoderConfig(facts), null);
});

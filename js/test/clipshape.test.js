import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, heightsOf, roughly, sizeOf, speedsFor } from "../src/saving/clipshape.js";

const wide = { name: "a", label: "a", width: 640, height: 360, period: 1 / 30, altered: false, large: true };
const tall = { name: "b", label: "b", width: 1080, height: 1920, period: 1 / 60, altered: false, large: true };

test("cameras stand side by side at one height, with even sides", () => {
  assert.deepEqual(sizeOf([wide, tall], 720), [1280 + 406, 720]);
  assert.deepEqual(sizeOf([wide], 360), [640, 360]);
  assert.deepEqual(sizeOf([{ ...wide, width: 9, height: 7 }], 7), [10, 8]);
});

test("no clip is wider than players can show", () => {
  const [width, height] = sizeOf(Array(16).fill(wide), 720);
  assert.ok(width <= 7680 + 16 && height === 270);
});

test("one camera is as recorded, several at most 720 rows, unless chosen", () => {
  assert.deepEqual(heightsOf([tall]), { heights: [1920, 1080, 720, 480, 360, 240], usual: 1920 });
  assert.deepEqual(heightsOf([wide]), { heights: [360, 240], usual: 360 });
  assert.equal(heightsOf([wide, tall]).usual, 720);
});

test("the present rate is among the speeds, also where it plays backwards", () => {
  assert.ok(speedsFor(-0.33).includes(0.33));
  assert.equal(new Set(speedsFor(1)).size, speedsFor(1).length);
});

test("a faster clip is lighter only where frames are left out", () => {
  assert.equal(bytesOf([tall], 1080, 10, 1), bytesOf([tall], 1080, 10, 0.25));
  assert.equal(bytesOf([tall], 1080, 10, 4), bytesOf([tall], 1080, 10, 1) / 4);
  assert.equal(bytesOf([wide], 360, 10, 2), bytesOf([wide], 360, 10, 1));
});

test("sizes are told to one figure", () => {
  assert.deepEqual([4e5, 3.4e6, 27e6, 1.4e9, 5.2e9].map(roughly), ["less than 1 MB", "about 3 MB", "about 30 MB", "about 1 GB", "about 5 GB"]);
});

import assert from "node:assert/strict";
import test from "node:test";
import { customRows, place } from "../src/tiles/layout.js";

const stage = (/** @type {number} */ width, /** @type {number} */ height, aspect = 4 / 3) => ({
  width,
  height,
  aspect: () => aspect,
});
const four = ["a", "b", "c", "d"];

/** @param {Map<string, { left: number, top: number }>} placed */
const columns = (placed) => new Set([...placed.values()].map(({ left }) => left)).size;

test("a wide stage puts four cameras in two columns", () => {
  assert.equal(columns(place("grid", four, [], stage(1200, 900))), 2);
});

test("a very wide stage puts four cameras side by side", () => {
  assert.equal(columns(place("grid", four, [], stage(1600, 300))), 4);
});

test("a narrow stage puts them one above the other", () => {
  assert.equal(columns(place("grid", four, [], stage(300, 1200))), 1);
});

test("tiles stay on the stage and do not overlap", () => {
  for (const layout of /** @type {const} */ (["row", "column", "grid"])) {
    const rects = [...place(layout, four, [], stage(800, 600)).values()];
    rects.forEach((one, i) => {
      assert.ok(one.left >= 0 && one.left + one.width <= 800 + 1e-9);
      assert.ok(one.top >= 0 && one.top + one.height <= 600 + 1e-9);
      for (const other of rects.slice(i + 1)) {
        const apart =
          one.left + one.width <= other.left + 1e-9 ||
          other.left + other.width <= one.left + 1e-9 ||
          one.top + one.height <= other.top + 1e-9 ||
          other.top + other.height <= one.top + 1e-9;
        assert.ok(apart);
      }
    });
  }
});

test("a portrait camera gets less of its row than a landscape one", () => {
  const aspect = (/** @type {string} */ name) => (name === "tall" ? 9 / 16 : 16 / 9);
  const placed = place("row", ["tall", "wide"], [], { width: 1000, height: 400, aspect });
  const width = (/** @type {string} */ name) => placed.get(name)?.width ?? 0;
  assert.ok(width("tall") < width("wide") / 2);
});

test("custom rows leave out what is not shown and put the rest in a row of its own", () => {
  assert.deepEqual(customRows(["a", "c", "d"], [["a", "b"], ["c"]]), [["a"], ["c"], ["d"]]);
});

test("sixteen cameras on a small stage all have a place", () => {
  const names = Array.from({ length: 16 }, (_, i) => `c${i}`);
  const placed = place("grid", names, [], stage(400, 300));
  assert.equal(placed.size, 16);
  for (const { width, height } of placed.values()) assert.ok(width > 0 && height > 0);
});

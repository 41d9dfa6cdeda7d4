import assert from "node:assert/strict";
import test from "node:test";
import { rowsFor } from "../src/timeline/lanerows.js";

const names = (/** @type {number} */ n, /** @type {string} */ what) => Array.from({ length: n }, (_, i) => `${what} ${i}`);

test("where there is room each camera and each table has a lane", () => {
  const { rows, lane, left } = rowsFor(names(4, "camera"), ["trials", "licks"], "trials", 900);
  assert.deepEqual(rows.map(({ kind }) => kind), ["camera", "camera", "camera", "camera", "table", "table"]);
  assert.deepEqual([lane, left], [18, []]);
});

test("sixteen cameras share one lane before a table loses its own", () => {
  const { rows } = rowsFor(names(16, "camera"), ["trials", "licks"], "trials", 640);
  assert.deepEqual(rows.map(({ kind }) => kind), ["cameras", "table", "table"]);
});

test("a low player has one lane for its cameras and one for the trials", () => {
  for (const height of [250, 400]) {
    const { rows, lane } = rowsFor(names(3, "camera"), ["trials"], "trials", height);
    assert.deepEqual(rows.map(({ kind }) => kind), ["cameras", "table"]);
    assert.ok(rows.length * lane <= 0.14 * height + 2);
  }
});

test("in a notebook's cell lanes take no more than a quarter of the height", () => {
  const { rows, lane } = rowsFor(names(3, "camera"), names(20, "table"), undefined, 400);
  assert.ok(rows.length * lane <= 100, `${rows.length} of ${lane} px`);
});

test("the table that next and previous go through has a lane in any case", () => {
  const { rows, left } = rowsFor(names(3, "camera"), names(20, "table"), "table 19", 400);
  assert.ok(rows.some((row) => row.kind === "table" && row.name === "table 19"));
  assert.ok(!left.includes("table 19"));
  assert.equal(rows.length - 1 + left.length, 20);
});

test("without tables and with hidden cameras there are no lanes", () => {
  assert.deepEqual(rowsFor([], [], undefined, 600).rows, []);
});

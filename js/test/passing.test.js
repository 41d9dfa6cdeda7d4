import assert from "node:assert/strict";
import { test } from "node:test";
import { Passing } from "../src/timeline/passing.js";

test("rows that pass are bits, the first one lowest", () => {
  // rows 1, 4 and 9
  const passing = new Passing({ table: "trials", count: 3, mask: btoa(String.fromCharCode(0b00010010, 0b00000010)) });
  assert.deepEqual([...Array(10).keys()].filter((row) => passing.has(row)), [1, 4, 9]);
  assert.equal(passing.from(2, 1), 4);
  assert.equal(passing.from(4, 1), 4);
  assert.equal(passing.from(3, -1), 1);
  assert.equal(passing.from(0, -1), -1);
  assert.equal(passing.from(10, 1), -1);
  assert.equal(passing.from(-1, 1), -1);
});

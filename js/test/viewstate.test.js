import assert from "node:assert/strict";
import test from "node:test";

import { essenceOf } from "../src/python/viewstate.js";

const store = /** @type {any} */ ({ get: (/** @type {string} */ name) => ({ cameras: [{ name: "A" }], session: { opening: 0 } })[name] });

test("a link never leads to before the time at which it was made", () => {
  for (const time of [14.032379166666667, 14.0323796, 13.4, 5, 1 / 3, 2 / 3]) {
    const told = Number(essenceOf(store, time).t);
    assert.ok(told >= time && told < time + 1.1e-6, `${told} for ${time}`);
  }
  assert.equal(essenceOf(store, 13.4).t, "13.4");
});

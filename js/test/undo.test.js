import assert from "node:assert/strict";
import { test } from "node:test";
import { Undo } from "../src/session/undo.js";

/** @param {Record<string, unknown>} values */
function storeOf(values) {
  /** @type {Map<string, () => void>} */
  const heard = new Map();
  return {
    get: (/** @type {string} */ name) => /** @type {any} */ (values[name]),
    set: (/** @type {string} */ name, /** @type {unknown} */ value) => {
      values[name] = value;
      heard.get(name)?.();
    },
    on: (/** @type {string} */ name, /** @type {() => void} */ changed) => void heard.set(name, changed),
  };
}

test("changes are taken back one by one, the last one first", () => {
  const store = storeOf({ offsets: {}, adjustments: {} });
  const undo = new Undo(store, new AbortController().signal);
  store.set("offsets", { side: 20 });
  store.set("adjustments", { top: { rotate: 90 } });
  store.set("offsets", { side: 25 });
  assert.equal(undo.back(), true);
  assert.deepEqual([store.get("offsets"), store.get("adjustments")], [{ side: 20 }, { top: { rotate: 90 } }]);
  undo.back();
  assert.deepEqual([store.get("offsets"), store.get("adjustments")], [{ side: 20 }, {}]);
  undo.back();
  assert.deepEqual(store.get("offsets"), {});
  assert.equal(undo.back(), false);
});

test("a value that comes again as it was is no change", () => {
  const store = storeOf({ offsets: { side: 20 }, adjustments: {} });
  const undo = new Undo(store, new AbortController().signal);
  store.set("offsets", { side: 20 });
  assert.equal(undo.back(), false);
});

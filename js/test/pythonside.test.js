import assert from "node:assert/strict";
import { test } from "node:test";
import { PythonSide } from "../src/python/pythonside.js";

/** A page that Python is on the other side of: what it is told changes the store, as Bokeh's messages do. */
function page() {
  /** @type {Record<string, any>} */
  const values = { time: 0, command: { id: 0 } };
  let now = 0;
  /** @type {any} */
  const store = { get: (/** @type {string} */ name) => values[name], set: (/** @type {string} */ name, /** @type {unknown} */ value) => (values[name] = value) };
  const seek = (/** @type {number} */ time) => {
    now = time;
    side.tellTime(true);
  };
  const side = new PythonSide(store, { time: () => now, rate: () => 0, seek });
  return {
    seek,
    get time() {
      return now;
    },
    get told() {
      return values.time;
    },
    command(/** @type {number} */ time) {
      values.command = { id: values.command.id + 1, seek: time };
      side.obey();
    },
    tell(/** @type {number} */ time) {
      if (values.time === time) return;
      values.time = time;
      side.takeTime();
    },
  };
}

test("the time that follows a command does not take back what was done since", () => {
  const one = page();
  one.command(0.5);
  one.seek(1);
  one.tell(0.5);
  assert.equal(one.time, 1);
  assert.equal(one.told, 1);
});

test("the same time, given once more, is gone to", () => {
  const one = page();
  one.command(0.5);
  one.seek(1);
  one.tell(0.5);
  one.tell(0.5);
  assert.equal(one.time, 0.5);
});

test("another time than that of the command is gone to", () => {
  const one = page();
  one.command(0.5);
  one.seek(1);
  one.tell(0.7);
  assert.equal(one.time, 0.7);
});

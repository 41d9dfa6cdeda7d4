import assert from "node:assert/strict";
import test from "node:test";
import { commandOf } from "../src/keys.js";

/** @param {Partial<KeyboardEvent> & { key: string }} event */
function pressed(event) {
  /** @type {any[]} */
  const done = [];
  const commands = /** @type {any} */ (
    new Proxy({}, { get: (_, name) => (/** @type {any[]} */ ...args) => done.push([name, ...args]) })
  );
  const full = { code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...event };
  commandOf(full, commands)?.();
  return done[0] ?? null;
}

for (const [event, command] of /** @type {[any, any][]} */ ([
  [{ key: " " }, ["toggle"]],
  [{ key: ",", code: "Comma" }, ["step", -1]],
  [{ key: ".", code: "Period" }, ["step", 1]],
  [{ key: "<", code: "Comma", shiftKey: true }, ["step", -10]],
  [{ key: ":", code: "Period", shiftKey: true }, ["step", 10]],
  [{ key: "ArrowLeft" }, ["jump", -1]],
  [{ key: "ArrowRight", shiftKey: true }, ["jump", 10]],
  [{ key: "ArrowUp" }, ["changeRate", 1]],
  [{ key: "ArrowDown" }, ["changeRate", -1]],
  [{ key: "3" }, ["focusTile", 3]],
  [{ key: "l" }, ["loop"]],
  [{ key: "[" }, ["loopEdge", "start"]],
  [{ key: "]" }, ["loopEdge", "stop"]],
  [{ key: "g" }, ["goto"]],
  [{ key: "f" }, ["fullscreen"]],
  [{ key: "Home" }, ["home"]],
  [{ key: "End" }, ["end"]],
  [{ key: "?", shiftKey: true }, ["help"]],
  [{ key: "0" }, null],
  [{ key: "x" }, null],
  [{ key: "f", ctrlKey: true }, null],
  [{ key: "ArrowLeft", altKey: true }, null],
])) {
  test(`${JSON.stringify(event)} does ${JSON.stringify(command)}`, () => assert.deepEqual(pressed(event), command));
}

import assert from "node:assert/strict";
import test from "node:test";
import { capsOf, COMMANDS, commandOf, keysFrom, rebound, shortcutOf } from "../src/controls/keys.js";

/** @param {Partial<import("../src/controls/keys.js").Press>} event */
function pressed(event, chosen = {}) {
  const plain = { key: "", code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  return commandOf({ ...plain, ...event }, chosen);
}

for (const [event, command] of /** @type {[any, any][]} */ ([
  [{ key: " " }, "toggle"],
  [{ key: ",", code: "Comma" }, "stepBack"],
  [{ key: ".", code: "Period" }, "stepForward"],
  [{ key: "<", code: "Comma", shiftKey: true }, "tenBack"],
  [{ key: ":", code: "Period", shiftKey: true }, "tenForward"],
  [{ key: "ArrowLeft" }, "secondBack"],
  [{ key: "ArrowRight", shiftKey: true }, "tenSecondsForward"],
  [{ key: "ArrowUp" }, "faster"],
  [{ key: "ArrowDown" }, "slower"],
  [{ key: "3" }, 3],
  [{ key: "l" }, "loop"],
  [{ key: "L" }, "loop"],
  [{ key: "[" }, "loopStart"],
  [{ key: "]" }, "loopStop"],
  [{ key: "{", shiftKey: true }, null],
  [{ key: "g" }, "goto"],
  [{ key: "f" }, "fullscreen"],
  [{ key: "Home" }, "home"],
  [{ key: "End" }, "end"],
  [{ key: "?", shiftKey: true }, "help"],
  [{ key: "Shift", shiftKey: true }, null],
  [{ key: "x" }, null],
  [{ key: "f", ctrlKey: true }, null],
  [{ key: "ArrowLeft", altKey: true }, null],
])) {
  test(`${JSON.stringify(event)} does ${JSON.stringify(command)}`, () => assert.equal(pressed(event), command));
}

test("no two commands share a key", () => {
  assert.equal(new Set(COMMANDS.map(({ key }) => key)).size, COMMANDS.length);
});

test("a command takes another key, and no longer its old one", () => {
  const { chosen, swapped } = rebound("toggle", "k", {});
  assert.deepEqual([chosen, swapped], [{ toggle: "k" }, null]);
  assert.equal(pressed({ key: "k" }, chosen), "toggle");
  assert.equal(pressed({ key: " " }, chosen), null);
});

test("a command that takes another's key leaves its own for it", () => {
  const { chosen, swapped } = rebound("fullscreen", "l", {});
  assert.deepEqual([chosen, swapped?.name], [{ fullscreen: "l", loop: "f" }, "loop"]);
  assert.deepEqual(rebound("fullscreen", "f", chosen).chosen, {});
});

test("what a browser has kept is taken as far as it makes sense", () => {
  assert.deepEqual(keysFrom({ toggle: "k", unknown: "x", loop: 3 }), { toggle: "k" });
  assert.deepEqual(keysFrom({ toggle: "f" }), {}, "two commands on one key");
  for (const kept of [null, "text", 3, []]) assert.deepEqual(keysFrom(kept), {});
});

test("keys are drawn as their caps", () => {
  assert.deepEqual(capsOf("Shift+ArrowLeft"), ["Shift", "←"]);
  assert.deepEqual(capsOf("g"), ["G"]);
  assert.deepEqual(capsOf("Shift+,"), ["Shift", ","]);
});

for (const [key, shortcut] of [
  ["Space", "Space"],
  ["Shift+ArrowLeft", "Shift+ArrowLeft"],
  ["n", "N"],
  ["Shift+z", "Shift+Z"],
  ["Shift+,", "Shift+,"],
  ["+", "Plus"],
  ["PageUp", "PageUp"],
]) {
  test(`${key} is announced as ${shortcut}`, () => assert.equal(shortcutOf(key), shortcut));
}

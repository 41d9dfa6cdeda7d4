import assert from "node:assert/strict";
import test from "node:test";
import { themeOf } from "../src/controls/theme.js";

test("the theme is the system's until one is chosen, and an address that names one is obeyed", () => {
  assert.equal(themeOf(null, null, true), "dark");
  assert.equal(themeOf(null, null, false), "light");
  assert.equal(themeOf("light", null, true), "light");
  assert.equal(themeOf("dark", "default", true), null);
  assert.equal(themeOf("purple", null, false), "light");
});

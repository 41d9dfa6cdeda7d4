import assert from "node:assert/strict";
import test from "node:test";
import { answerOf } from "../src/media/heartbeat.js";

test("a busy server is there, and so is one that lacks a file or has bytes", () => {
  for (const status of [200, 202, 206, 404, 422, 429, 503]) assert.equal(answerOf(status), "there", String(status));
});

test("a proxy that finds nobody behind it means that the server is gone", () => {
  for (const status of [500, 502, 504]) assert.equal(answerOf(status), "gone", String(status));
});

test("a server that was started anew does not know the page's links", () => {
  for (const status of [401, 403]) assert.equal(answerOf(status), "strange", String(status));
});

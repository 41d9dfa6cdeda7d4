import assert from "node:assert/strict";
import test from "node:test";
import { OpenFiles } from "../src/media/openfiles.js";

/** Files of a camera that show what they are told to. */
function opened() {
  const made = /** @type {any[]} */ ([]);
  const files = new OpenFiles((i) => {
    const video = { shown: /** @type {number | null} */ (null), inexact: false };
    const open = { i, video, front: false, raise: (/** @type {boolean} */ front) => void (open.front = front), dispose() {} };
    made.push(open);
    return /** @type {any} */ (open);
  });
  /** @param {number} i @param {number} k @param {number | null} shown */
  const due = (i, k, shown) => {
    const open = files.need(i);
    open.video.shown = shown;
    files.expect(open, k);
    files.raise();
    return files.front?.i;
  };
  return { files, due, made };
}

test("the first picture of all comes to the front whatever it is", () => {
  const { due } = opened();
  assert.equal(due(0, 40, null), undefined);
  assert.equal(due(0, 40, 39), 0);
});

test("a file comes to the front with the first frame that was due in it, and not with that of an earlier visit", () => {
  const { due, made } = opened();
  due(0, 40, 40);
  assert.equal(due(1, 60, 0), 0);
  // A hand that moves on sees what was due a moment ago.
  assert.equal(due(1, 70, 0), 0);
  assert.equal(due(1, 70, 64), 1);
  assert.deepEqual(made.map(({ front }) => front), [false, true]);
  assert.equal(due(0, 10, 40), 1);
  assert.equal(due(0, 10, 10), 0);
});

test("what was due at an earlier visit does not count", () => {
  const { files, due } = opened();
  due(0, 5, 5);
  due(1, 60, 60);
  due(0, 8, 8);
  assert.equal(due(1, 20, 60), 0);
  files.expect(null);
  files.raise();
  assert.equal(files.front?.i, 0);
});

test("a video that cannot be exact comes to the front all the same, and one that was closed does not", () => {
  const { files, due } = opened();
  due(0, 5, 5);
  const open = files.need(1);
  Object.assign(open.video, { inexact: true });
  assert.equal(due(1, 60, 59), 1);
  due(0, 5, 5);
  const gone = files.need(2);
  gone.video.shown = 7;
  files.expect(gone, 7);
  files.close(2);
  files.raise();
  assert.equal(files.front?.i, 0);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { FileTimebase, Timebase, fileOfFrame } from "../src/session/timebase.js";

const vectors = JSON.parse(readFileSync(new URL("../../tests/vectors/timebase.json", import.meta.url), "utf8"));

/** @param {number} actual @param {number} expected @param {string} [about] */
function near(actual, expected, about) {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${about ?? ""} ${actual} is not ${expected}`);
}

/** @param {any} given a case of the table: what Python would send for it */
function timebase({ start, rate, count, times, frames, period }) {
  if (rate !== undefined) return Timebase.regular(start, rate, count);
  const buffer = new Float64Array([...times, ...(frames ?? [])]).buffer;
  return Timebase.decode(buffer, times.length, frames === null, period);
}

/** @param {any} given */
function fileTimebase({ start, rate, count, pts }) {
  if (rate !== undefined) return FileTimebase.regular(start, rate, count);
  return FileTimebase.from(new Float64Array(pts));
}

for (const given of vectors.timebases) {
  test(`${given.name}: on screen is the last frame with a timestamp not later`, () => {
    const clock = timebase(given);
    for (const { t, ...wanted } of given.at) assert.deepEqual(clock.at(t), wanted, `at ${t}`);
  });

  test(`${given.name}: a playing video is asked for the frame and how much of it has passed`, () => {
    const clock = timebase(given);
    for (const [t, frame, fraction] of given.playing) {
      const asked = clock.playing(t);
      assert.equal(asked.frame, frame, `at ${t}`);
      near(asked.fraction, fraction, `at ${t}`);
    }
  });

  test(`${given.name}: each frame's time shows that frame`, () => {
    const clock = timebase(given);
    given.times.forEach((/** @type {number} */ time, /** @type {number} */ row) => {
      const frame = given.frames ? given.frames[row] : row;
      assert.equal(clock.rowOfFrame(frame), row);
      assert.equal(clock.timeOf(frame), time);
      assert.equal(clock.at(time).frame, frame);
    });
    assert.equal(clock.timeOf(1e6), null);
    assert.equal(clock.rowOfFrame(-1), -1);
  });

  test(`${given.name}: start and stop enclose all frames`, () => {
    const clock = timebase(given);
    if (given.times.length) {
      assert.equal(clock.start, given.times[0]);
      near(clock.stop, given.times.at(-1) + given.period);
    } else {
      assert.ok(Number.isNaN(clock.start) && Number.isNaN(clock.stop));
    }
  });
}

for (const given of vectors.files) {
  test(`file, ${given.name}: seeks go to the middle of a frame's span`, () => {
    const clock = fileTimebase(given);
    for (const [k, seconds] of given.seek) near(clock.seek(k), seconds, `frame ${k}`);
  });

  test(`file, ${given.name}: the reported media time tells the frame on screen`, () => {
    const clock = fileTimebase(given);
    for (const [mediaTime, frame] of given.onScreen) assert.equal(clock.frameOnScreen(mediaTime), frame, `${mediaTime}`);
  });

  test(`file, ${given.name}: a fraction of a frame is a media time within it`, () => {
    const clock = fileTimebase(given);
    for (const [k, fraction, seconds] of given.mediaAt) near(clock.mediaAt(k, fraction), seconds, `frame ${k}`);
  });
}

for (const given of vectors.boundaries) {
  test(`${given.name}: a frame belongs to the file that began last`, () => {
    for (const [frame, file] of given.frames) assert.equal(fileOfFrame(given.firsts, frame), file);
  });
}

test("timestamps of another length than announced are refused", () => {
  assert.throws(() => Timebase.decode(new Float64Array(3).buffer, 3, false, 0.1), /24 bytes where 48/);
});

import assert from "node:assert/strict";
import test from "node:test";

import { measuresOf, Strain } from "../src/session/strain.js";

/**
 * @param {Strain} strain
 * @param {number} from
 * @param {number} seconds
 * @param {{ every: number, off: number | null }} way
 */
function play(strain, from, seconds, { every, off }) {
  for (let now = from; now <= from + 1000 * seconds; now += every) strain.add(now, off);
  return strain.level;
}

test("a machine that keeps up is left alone", () => {
  assert.equal(play(new Strain(), 0, 60, { every: 16.7, off: 1 }), 0);
  assert.equal(play(new Strain(), 0, 60, { every: 16.7, off: null }), 0);
});

test("one that does not has ever less to do, step by step", () => {
  const strain = new Strain();
  const levels = [0, 2, 4, 6].map((at) => play(strain, 1000 * at, 1.6, { every: 16.7, off: 5 }));
  assert.deepEqual(levels, [1, 2, 3, 3]);
});

test("slow redraws count as much as frames that are off", () => {
  assert.ok(play(new Strain(), 0, 3, { every: 150, off: 0 }) > 0);
});

test("one that keeps up again gets back what was left undone", () => {
  const strain = new Strain();
  play(strain, 0, 1.6, { every: 16.7, off: 5 });
  assert.equal(play(strain, 1600, 4, { every: 16.7, off: 0 }), 0);
});

test("a moment of trouble changes nothing", () => {
  const strain = new Strain();
  play(strain, 0, 0.8, { every: 16.7, off: 9 });
  assert.equal(play(strain, 820, 3, { every: 16.7, off: 0 }), 0);
});

test("what is left undone is told, and nothing else", () => {
  assert.equal(measuresOf(0, 2), "");
  assert.equal(measuresOf(1, 0), "This machine is too busy to keep up.");
  assert.equal(measuresOf(1, 2), "This machine is too busy to keep up: 2 small tiles show two pictures a second.");
  assert.match(measuresOf(3, 1), /one small tile shows .*, the browser plays .*, the page is redrawn/);
});

test("a page that is held up most of the time is pressed, however many redraws follow each wait", () => {
  const strain = new Strain();
  let now = 0;
  for (let i = 0; i < 40 && strain.level === 0; i += 1) {
    now += 150;
    strain.add(now, 0);
    for (let k = 0; k < 3; k += 1) strain.add((now += 5), 0);
  }
  assert.equal(strain.level, 1);
});

import assert from "node:assert/strict";
import test from "node:test";
import { Timescale } from "../src/timeline/timescale.js";

test("pixels and times map onto each other", () => {
  const scale = new Timescale(6.5, 26.5, 1000);
  assert.equal(scale.x(6.5), 0);
  assert.equal(scale.x(26.5), 1000);
  assert.equal(scale.time(500), 16.5);
});

test("ticks are round and no closer than asked for", () => {
  for (const [start, stop] of [[0, 0.05], [6.5, 28.4], [0, 1224], [0, 86400], [-3, 3], [0, 1e7]]) {
    const scale = new Timescale(start, stop, 800);
    const { times } = scale.ticks(90);
    assert.ok(times.length >= 1, `${start} to ${stop}`);
    assert.ok(times.every((time) => time >= start - 1e-6 && time <= stop + 1e-6));
    for (let i = 1; i < times.length; i += 1) assert.ok(scale.x(times[i]) - scale.x(times[i - 1]) >= 89.9);
  }
});

test("tick labels have the decimals that tell them apart", () => {
  assert.equal(new Timescale(0, 1224, 800).ticks(90).digits, 0);
  assert.equal(new Timescale(0, 4, 800).ticks(90).digits, 1);
  assert.equal(new Timescale(0, 0.05, 800).ticks(90).digits, 2);
});

test("a session without length still has an axis", () => {
  const scale = new Timescale(5, 5, 100);
  assert.ok(Number.isFinite(scale.x(5)));
});

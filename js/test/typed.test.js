import assert from "node:assert/strict";
import test from "node:test";
import { IntervalTable } from "../src/timeline/intervals.js";
import { placeOf } from "../src/controls/typed.js";

const rows = new IntervalTable(Float64Array.of(7, 8, 9), Float64Array.of(7.5, 8.5, 9.5), Float64Array.of(3, 12, 40), new Uint8Array(3));
const context = {
  time: 100,
  timeOfFrame: (/** @type {number} */ n) => n / 10,
  tables: [
    { name: "trials", rows },
    { name: "invalid_times", rows },
    { name: "epochs", rows: null },
  ],
};

for (const [typed, time] of /** @type {[string, number][]} */ ([
  ["trial 12", 8],
  ["Trials 12", 8],
  ["trial12", 8],
  ["trial #40", 9],
  ["tr 3", 7],
  ["invalid time 3", 7],
  ["6:58.233", 418.233],
  ["f120", 12],
  ["frame 120", 12],
  ["+5", 105],
])) {
  test(`"${typed}" is ${time} s`, () => assert.deepEqual(placeOf(typed, context), { time }));
}

for (const [typed, wrong] of /** @type {[string, RegExp][]} */ ([
  ["trial 13", /No trial 13; their ids go from 3 to 40/],
  ["epoch 1", /epochs are still on their way/],
  ["soon", /Type seconds.*trial and its id/],
  ["lick 3", /Type seconds/],
])) {
  test(`"${typed}" is nowhere, and it is said why`, () => {
    const place = placeOf(typed, context);
    assert.match("wrong" in place ? place.wrong : "", wrong);
  });
}

test("where there are no tables none is proposed", () => {
  const place = placeOf("soon", { ...context, tables: [] });
  assert.ok("wrong" in place && !/trial/.test(place.wrong));
});

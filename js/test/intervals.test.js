import assert from "node:assert/strict";
import test from "node:test";
import { colouringOf } from "../src/timeline/colouring.js";
import { densityOf } from "../src/timeline/density.js";
import { bytesOfRows, decodeColumn, IntervalTable, singular, valueText, whereabouts } from "../src/timeline/intervals.js";
import { Timescale } from "../src/timeline/timescale.js";

/**
 * @param {number[]} starts
 * @param {number[]} stops
 */
function table(starts, stops) {
  const ids = starts.map((_, i) => 10 + i);
  return new IntervalTable(Float64Array.from(starts), Float64Array.from(stops), Float64Array.from(ids), new Uint8Array(starts.length));
}

const nested = table([0, 2, 3, 10], [9, 4, 3.5, Infinity]);

test("the rows are where the binary form has them", () => {
  const bytes = new ArrayBuffer(bytesOfRows(2));
  new Float64Array(bytes, 0, 6).set([1, 2, 1.5, 3, 7, 8]);
  new Uint8Array(bytes, 48, 2).set([0, 1]);
  const decoded = IntervalTable.decode(bytes, 2);
  assert.deepEqual([...decoded.starts, ...decoded.stops, ...decoded.ids, ...decoded.open], [1, 2, 1.5, 3, 7, 8, 0, 1]);
});

test("of rows that hold a time the one that started last is told", () => {
  assert.deepEqual([1, 2.5, 3.2, 3.8, 5, 9.5, 99].map((time) => nested.at(time)), [0, 1, 2, 1, 0, -1, 3]);
});

test("an event holds its own instant alone", () => {
  const events = table([1, 2], [1, 2]);
  assert.deepEqual([0.9, 1, 1.1, 2].map((time) => events.at(time)), [-1, 0, -1, 1]);
});

test("what reaches into a stretch is among the rows given for it", () => {
  assert.deepEqual(nested.between(5, 6), [0, 3]);
  assert.deepEqual(nested.between(9.5, 11), [3, 4]);
  assert.deepEqual(table([1, 2, 3], [1, 2, 3]).between(2, 2.5), [1, 2]);
});

test("next and previous go to other starts than the one that it is at", () => {
  assert.deepEqual([nested.beyond(2, 1), nested.beyond(2, -1), nested.beyond(10, 1), nested.beyond(0, -1)], [2, 0, -1, -1]);
});

test("a start is near only within the distance", () => {
  assert.deepEqual([nested.near(2.1, 0.2), nested.near(1.9, 0.2), nested.near(6, 0.2)], [1, 1, -1]);
});

test("rows are found by their ids", () => {
  assert.deepEqual([nested.rowOf(12), nested.rowOf(1)], [2, -1]);
});

test("columns are numbers or texts, and tell their values in words", () => {
  const numbers = decodeColumn(Float64Array.of(1 / 3, NaN, 5).buffer, "number", 3);
  assert.deepEqual([0, 1, 2].map((row) => valueText(numbers, row)), ["0.3333333", "", "5"]);
  const words = new TextEncoder().encode(JSON.stringify(["left", "rechts <b>"]));
  const bytes = new Uint8Array(8 + words.length);
  new Uint32Array(bytes.buffer, 0, 2).set([1, 0]);
  bytes.set(words, 8);
  const texts = decodeColumn(bytes.buffer, "text", 2);
  assert.deepEqual([0, 1].map((row) => valueText(texts, row)), ["rechts <b>", "left"]);
});

test("a row is called by the singular of its table", () => {
  assert.deepEqual(["trials", "behavior/invalid_times", "licks", "series_pass", "gas"].map(singular), ["trial", "invalid time", "lick", "series pass", "gas"]);
});

test("few categories have a colour each, in the order of their names", () => {
  const { classes, legend } = colouringOf({ kind: "text", codes: Uint32Array.of(1, 0, 1), texts: ["left", "right"] });
  assert.deepEqual([...classes], [1, 0, 1]);
  assert.deepEqual(legend.map(({ text }) => text), ["left", "right"]);
  assert.equal(new Set(legend.map(({ colour }) => colour)).size, 2);
});

test("of 10,000 categories the frequent ones have colours and the others share one", () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => `kind ${i}`);
  const codes = Uint32Array.from({ length: 20_000 }, (_, i) => (i < 10_000 ? i : 7));
  const { classes, legend } = colouringOf({ kind: "text", codes, texts });
  assert.equal(legend.length, 12);
  assert.equal(legend[11].text, "9989 others");
  assert.notEqual(classes[7], 11);
  assert.equal(classes[9_999], 11);
});

test("many different numbers are binned, those that are missing apart", () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? NaN : i));
  const { classes, legend } = colouringOf({ kind: "number", values });
  assert.equal(legend.length, 9);
  assert.deepEqual([classes[0], classes[99], classes[50]], [0, 7, 8]);
});

test("few different numbers are categories", () => {
  const { legend } = colouringOf({ kind: "number", values: Float64Array.of(2, 1, 2) });
  assert.deepEqual(legend.map(({ text }) => text), ["1", "2"]);
});

test("100,000 events on 1000 pixels become one value per pixel", () => {
  const times = Array.from({ length: 100_000 }, (_, i) => i / 1000);
  const events = table(times, times);
  const { cover, classes } = densityOf(events, new Timescale(0, 100, 1000), 0, events.count, Uint8Array.from(times, (t) => +(t >= 50)), 2);
  assert.equal(cover.length, 1000);
  assert.ok(cover.every((part) => part === 1));
  assert.deepEqual([classes[10], classes[990]], [0, 1]);
});

test("a short interval among many is still to be seen, and empty pixels are empty", () => {
  const { cover } = densityOf(table([1, 5], [1.0001, 6.5]), new Timescale(0, 10, 10), 0, 2, null, 0);
  assert.deepEqual([...cover].map((part) => part > 0), [false, true, false, false, false, true, true, false, false, false]);
  assert.deepEqual([cover[5], cover[6]], [1, 0.5]);
});

test("where there are more events the lane is fuller", () => {
  const { cover } = densityOf(table([1, 5, 5.1, 5.2, 5.3], [1, 5, 5.1, 5.2, 5.3]), new Timescale(0, 10, 10), 0, 5, null, 0);
  assert.deepEqual([cover[1], cover[5], cover[7]], [0.5, 1, 0]);
});

test("a time outside of all rows is before, between or after them", () => {
  const trials = table([1, 3], [2, 4]);
  const told = (/** @type {number} */ time) => whereabouts("behavior/trials", trials, time);
  assert.deepEqual([0, 1.5, 2.5, 3, 9].map((time) => told(time).full), ["before trial 10", "trial 10", "between trial 10 and trial 11", "trial 11", "after trial 11"]);
  assert.deepEqual([told(2.5).short, told(2.5).row], ["after trial 10", -1]);
  assert.equal(whereabouts("trials", table([], []), 1).short, "no trials");
});

import assert from "node:assert/strict";
import test from "node:test";
import { customRows, place, placeEnlarged } from "../src/tiles/layout.js";
import { worth } from "../src/tiles/packing.js";

/** @typedef {import("../src/tiles/layout.js").Rect} Rect */

const LAYOUTS = /** @type {const} */ (["row", "column", "grid", "free", "custom"]);
const WIDTHS = [320, 400, 600, 860, 1440, 2560, 3840];
const HEIGHTS = [96, 180, 300, 640, 1300];
/** Of portrait, square, usual, wide and very wide cameras. */
const SHAPES = [4 / 3, 16 / 9, 9 / 16, 1, 4 / 3, 2.6];

const names = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => `c${i}`);
const mixed = (/** @type {string} */ name) => SHAPES[Number(name.slice(1)) % SHAPES.length];
const stage = (/** @type {number} */ width, /** @type {number} */ height, aspect = 4 / 3) => ({ width, height, aspect: () => aspect });
const four = ["a", "b", "c", "d"];

/** @param {Map<string, { left: number, top: number }>} placed */
const columns = (placed) => new Set([...placed.values()].map(({ left }) => Math.round(left))).size;

/** @param {Iterable<Rect>} given @param {{ width: number, height: number }} stage @param {string} about */
function assertApartAndWithin(given, { width, height }, about) {
  const rects = [...given];
  rects.forEach((one, i) => {
    assert.ok(one.width > 0 && one.height > 0, `${about}: a tile of no size`);
    assert.ok(one.left >= 0 && one.left + one.width <= width + 1e-6, `${about}: ${one.left} + ${one.width} is beside the stage`);
    assert.ok(one.top >= 0 && one.top + one.height <= height + 1e-6, `${about}: ${one.top} + ${one.height} is below the stage`);
    for (const other of rects.slice(i + 1)) {
      const apart =
        one.left + one.width <= other.left + 1e-6 ||
        other.left + other.width <= one.left + 1e-6 ||
        one.top + one.height <= other.top + 1e-6 ||
        other.top + other.height <= one.top + 1e-6;
      assert.ok(apart, `${about}: two tiles overlap`);
    }
  });
}

test("a wide stage puts four cameras in two columns", () => {
  assert.equal(columns(place("grid", four, [], stage(1200, 900)).placed), 2);
});

test("a very wide stage puts four cameras side by side", () => {
  assert.equal(columns(place("grid", four, [], stage(1600, 300)).placed), 4);
});

test("a narrow stage puts them one above the other", () => {
  assert.equal(columns(place("grid", four, [], stage(300, 1200)).placed), 1);
});

test("from 1 to 16 cameras of any shape, in any layout and at any size, tiles stay on the stage and apart", () => {
  for (let count = 1; count <= 16; count += 1) {
    for (const width of WIDTHS) {
      for (const height of HEIGHTS) {
        for (const layout of LAYOUTS) {
          const about = `${count} cameras, ${layout}, ${width} x ${height}`;
          const room = { width, height, aspect: mixed };
          const { placed } = place(layout, names(count), [["c1", "c0"], ["c2"]], room);
          assert.equal(placed.size, count, about);
          assertApartAndWithin(placed.values(), room, about);
          for (const large of [1, Math.min(2, count)]) {
            const enlarged = placeEnlarged(layout, names(count).slice(0, large), names(count).slice(large), room);
            assert.equal(enlarged.size, count, about);
            assertApartAndWithin([...enlarged.values()].flatMap((rect) => rect ?? []), room, `${about}, ${large} enlarged`);
          }
        }
      }
    }
  }
});

test("the grid wastes less than rows of equal tiles: three cameras fill four fifths of a usual stage", () => {
  const three = ["a", "b", "c"];
  const room = stage(1440, 640);
  const { placed, grouping } = place("grid", three, [], room);
  let seen = 0;
  for (const { width, height } of placed.values()) seen += Math.min(width, (height * 4) / 3) * Math.min(height, (width * 3) / 4);
  assert.ok(seen > 0.8 * 1440 * 640, `${seen / 1440 / 640}`);
  assert.deepEqual(grouping.groups.flat(), three);
});

test("equal cameras that fit equal tiles have them", () => {
  const { placed } = place("grid", four, [], stage(1200, 900));
  const sizes = new Set([...placed.values()].map(({ width, height }) => `${width.toFixed(3)} ${height.toFixed(3)}`));
  assert.equal(sizes.size, 1);
});

test("no grouping shows more than the one that is chosen", () => {
  const room = { width: 1100, height: 700, aspect: mixed };
  const chosen = worth(place("grid", names(5), [], room).placed, mixed);
  for (const layout of /** @type {const} */ (["row", "column"])) {
    assert.ok(chosen >= worth(place(layout, names(5), [], room).placed, mixed));
  }
});

test("a stage that becomes lower keeps the tiles grouped as they are, unless that shows far less", () => {
  const three = ["a", "b", "c"];
  const first = place("grid", three, [], stage(1440, 640)).grouping;
  assert.deepEqual(place("grid", three, [], stage(1440, 500), first).grouping, first);
  const low = place("grid", three, [], stage(1440, 150), first).grouping;
  assert.deepEqual(low.groups, [three]);
  assert.deepEqual(place("grid", three, [], stage(1440, 640), low).grouping, first);
  assert.notDeepEqual(place("grid", three, [], stage(300, 1200), first).grouping, first);
});

test("a picture that is turned leaves the others where they are", () => {
  const aspect = (/** @type {string} */ name) => (name === "b" ? 3 / 4 : 4 / 3);
  const first = place("grid", four, [], stage(1200, 900)).grouping;
  const turned = place("grid", four, [], { width: 1200, height: 900, aspect }, first);
  assert.deepEqual(turned.grouping, first);
});

test("other cameras are grouped anew", () => {
  const known = place("grid", four, [], stage(1200, 900)).grouping;
  assert.deepEqual(place("grid", ["a", "c"], [], stage(1200, 900), known).grouping.groups.flat(), ["a", "c"]);
});

test("a portrait camera gets less of its row than a landscape one", () => {
  const aspect = (/** @type {string} */ name) => (name === "tall" ? 9 / 16 : 16 / 9);
  const { placed } = place("row", ["tall", "wide"], [], { width: 1000, height: 400, aspect });
  const width = (/** @type {string} */ name) => placed.get(name)?.width ?? 0;
  assert.ok(width("tall") < width("wide") / 2);
});

test("custom rows leave out what is not shown and put the rest in a row of its own", () => {
  assert.deepEqual(customRows(["a", "c", "d"], [["a", "b"], ["c"]]), [["a"], ["c"], ["d"]]);
});

test("those that are not enlarged wait in the middle of a strip, at the side where that leaves more", () => {
  const wide = placeEnlarged("grid", ["a"], ["b", "c"], stage(1440, 640));
  const high = placeEnlarged("grid", ["a"], ["b", "c"], stage(700, 900));
  const b = (/** @type {typeof wide} */ placed) => /** @type {Rect} */ (placed.get("b"));
  assert.ok(b(wide).left > 1100);
  assert.ok(b(high).top > 700);
  const c = /** @type {Rect} */ (high.get("c"));
  assert.ok(Math.abs(b(high).left - (700 - c.left - c.width)) < 1e-6);
});

test("no layout of sixteen cameras takes long enough to be felt", () => {
  const begun = performance.now();
  for (let i = 0; i < 20; i += 1) for (let count = 8; count <= 16; count += 1) place("grid", names(count), [], { width: 900 + i, height: 640, aspect: mixed });
  assert.ok(performance.now() - begun < 20 * 9 * 16);
});

/** How the tiles share the stage. Pure; pixels. */

import { clamp } from "../media/correction.js";
import { filled, groupings, inRows, justified, worth } from "./packing.js";

/**
 * @typedef {import("../python/contract.js").Layout} Layout
 * @typedef {import("./packing.js").Grouping} Grouping
 * @typedef {{ left: number, top: number, width: number, height: number }} Rect
 * Aspects are width / height as seen, turned pictures included.
 * @typedef {{ width: number, height: number, aspect: (name: string) => number }} Stage
 * @typedef {Grouping & { width: number, height: number }} Known and the stage that it was chosen for
 * @typedef {{ placed: Map<string, Rect>, grouping: Known }} Placed
 */

/** Between tiles, and around them. */
export const GUTTER = 4;
/** Beside enlarged tiles, the others share a strip: this part of the stage's height or width, within these pixels. */
const STRIP = 0.17;
const STRIP_LEAST = 64;
const STRIP_MOST = 150;
/** A lower stage has no room for a strip below, a narrower one for one at the side. */
const STRIP_FROM = 300;
const SIDE_FROM = 560;
/** A strip at the side has tiles so wide that their names can be read. */
const SIDE_LEAST = 110;
const SIDE_MOST = 240;
/** Tiles in a strip are no slits. */
const NARROWEST = 0.6;
const WIDEST = 1.8;
/**
 * Tiles are grouped otherwise than they are only where the pictures' areas grow by this much: by little where the
 * stage has another width or is higher; by more where a picture is turned; by much where a table was opened below.
 */
const WORTH_MOVING = { page: Math.log(1.1), turned: Math.log(1.6), lower: Math.log(3) };
/** Tiles that would be smaller than this, px, are no reason to leave them where they are. */
const LEAST_KEPT = 110;

/**
 * Where each tile goes.
 * @param {Layout} layout
 * @param {string[]} shown camera names in order
 * @param {string[][]} custom rows of names, for `custom`
 * @param {Stage} stage
 * @param {Known} [known] how they are grouped now; they stay so where that is not much worse
 * @returns {Placed}
 */
export function place(layout, shown, custom, stage, known) {
  const placing = layout === "free" ? justified : filled;
  const fixed = fixedRows(layout, shown, custom);
  const grouping = fixed ? { groups: fixed, down: false, width: stage.width, height: stage.height } : best(shown, stage, placing, known);
  return { placed: shown.length ? placing(grouping, stage, GUTTER) : new Map(), grouping };
}

/** @param {Layout} layout @param {string[]} shown @param {string[][]} custom */
function fixedRows(layout, shown, custom) {
  if (layout === "row") return [shown];
  if (layout === "column") return inRows(shown, 1);
  return layout === "custom" ? customRows(shown, custom) : null;
}

/**
 * @param {string[]} names
 * @param {Stage} stage
 * @param {typeof filled} placing
 * @param {Known} [known]
 * @returns {Known}
 */
function best(names, stage, placing, known) {
  const all = groupings(names, stage.aspect);
  const worths = all.map((grouping) => worth(placing(grouping, stage, GUTTER), stage.aspect));
  let most = 0;
  // Of those that are as good, the first: rows before columns.
  worths.forEach((one, i) => {
    if (one > worths[most] + 1e-6) most = i;
  });
  if (known && known.groups.flat().join("\n") === names.join("\n")) {
    const kept = placing(known, stage, GUTTER);
    const seen = [...kept.values()].every(({ width, height }) => Math.min(width, height) >= LEAST_KEPT);
    const needed = seen ? WORTH_MOVING[changeOf(stage, known)] : WORTH_MOVING.page;
    if (worths[most] - worth(kept, stage.aspect) < needed) return known;
  }
  return { ...(all[most] ?? { groups: [], down: false }), width: stage.width, height: stage.height };
}

/** @param {Stage} stage @param {Known} known @returns {"page" | "turned" | "lower"} */
function changeOf({ width, height }, known) {
  if (Math.abs(width - known.width) > 1 || height > known.height + 1) return "page";
  return height < known.height - 1 ? "lower" : "turned";
}

/**
 * Where each tile goes while some are enlarged: these share the stage, the others a strip below or at the side,
 * whichever leaves the larger pictures, or nothing.
 * @param {Layout} layout
 * @param {string[]} enlarged camera names in order
 * @param {string[]} others
 * @param {Stage} stage
 * @returns {Map<string, Rect | null>} null for a tile that the enlarged ones cover
 */
export function placeEnlarged(layout, enlarged, others, stage) {
  const how = layout === "custom" ? "grid" : layout;
  /** @type {Map<string, Rect | null>[]} */
  const ways = [];
  /** @type {number[]} */
  const worths = [];
  for (const { room, rest } of strips(others, stage)) {
    const { placed } = place(how, enlarged, [], room);
    worths.push(worth(placed, stage.aspect));
    ways.push(new Map([...placed, ...rest]));
  }
  return ways[worths.indexOf(Math.max(...worths))];
}

/**
 * The ways to put those that are not enlarged into a strip, and the room that is left.
 * @param {string[]} names
 * @param {Stage} stage
 * @returns {{ room: Stage, rest: [string, Rect | null][] }[]}
 */
function strips(names, stage) {
  const { width, height } = stage;
  const ways = [];
  if (names.length && height >= STRIP_FROM) {
    const strip = clamp(height * STRIP, STRIP_LEAST, STRIP_MOST);
    ways.push({ room: { ...stage, height: height - strip }, rest: within(names, { ...stage, height: strip }, 0, height - strip) });
  }
  if (names.length && width >= SIDE_FROM) {
    const strip = clamp(width * STRIP, SIDE_LEAST, SIDE_MOST);
    ways.push({ room: { ...stage, width: width - strip }, rest: within(names, { ...stage, width: strip }, width - strip, 0) });
  }
  return ways.length ? ways : [{ room: stage, rest: names.map((name) => [name, null]) }];
}

/**
 * Tiles in the middle of a strip, in several lines where they are many.
 * @param {string[]} names
 * @param {Stage} strip
 * @param {number} x
 * @param {number} y
 * @returns {[string, Rect][]}
 */
function within(names, strip, x, y) {
  const aspect = (/** @type {string} */ name) => clamp(strip.aspect(name), NARROWEST, WIDEST);
  const { placed } = place("free", names, [], { ...strip, aspect });
  return [...placed].map(([name, rect]) => [name, { ...rect, left: rect.left + x, top: rect.top + y }]);
}

/**
 * The rows a user gave, without cameras that are not shown; the rest follow in a row of their own.
 * @param {string[]} shown
 * @param {string[][]} custom
 */
export function customRows(shown, custom) {
  const rows = custom.map((row) => row.filter((name) => shown.includes(name))).filter((row) => row.length);
  const placed = new Set(rows.flat());
  const rest = shown.filter((name) => !placed.has(name));
  return rest.length ? [...rows, rest] : rows;
}

/** What is written at a tile's lower edge, px. */
const WORDS_UP = 28;
/** Words need so much width, px. */
const WORDS_WIDTH = 320;

/**
 * Where words over the pictures may lie: in the largest tile, above what is written at its lower edge; over all of
 * the stage where no tile is wide enough.
 * @param {(Rect | null)[]} rects
 * @param {number} width of the stage
 * @param {number} height
 * @returns {{ left: number, bottom: number, width: number }} bottom: px above the stage's lower edge
 */
export function roomFor(rects, width, height) {
  const area = (/** @type {Rect | null} */ rect) => (rect ? rect.width * rect.height : 0);
  const largest = rects.reduce((best, rect) => (area(rect) > area(best) ? rect : best), null);
  if (!largest || largest.width < WORDS_WIDTH) return { left: 0, bottom: 0, width };
  return { left: largest.left, bottom: height - largest.top - largest.height + WORDS_UP, width: largest.width };
}

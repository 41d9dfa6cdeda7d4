/** How the tiles share the stage. Pure; pixels. */

import { clamp } from "../media/correction.js";
import { packed } from "./packing.js";

/**
 * @typedef {import("../python/contract.js").Layout} Layout
 * @typedef {{ left: number, top: number, width: number, height: number }} Rect
 * Aspects are width / height as seen, turned pictures included.
 * @typedef {{ width: number, height: number, aspect: (name: string) => number }} Stage
 */

/** Between tiles, and around them. */
export const GUTTER = 4;
/** Beside enlarged tiles, the others share a strip: this part of the stage's height, within these pixels. */
const STRIP = 0.17;
const STRIP_LEAST = 64;
const STRIP_MOST = 150;
/** A lower stage has no room for a strip. */
const STRIP_FROM = 300;
/** A tile's share of its row follows its picture within these bounds, so that none becomes a slit. */
const NARROWEST = 0.6;
const WIDEST = 1.8;

/**
 * Where each tile goes.
 * @param {Layout} layout
 * @param {string[]} shown camera names in order
 * @param {string[][]} custom rows of names, for `custom`
 * @param {Stage} stage
 * @returns {Map<string, Rect>}
 */
export function place(layout, shown, custom, stage) {
  if (layout === "row") return rects([shown], stage);
  if (layout === "column") return rects(inRows(shown, 1), stage);
  if (layout === "custom") return rects(customRows(shown, custom), stage);
  if (layout === "free") return packed(shown, stage, GUTTER);
  let best = rects(inRows(shown, 1), stage);
  for (let columns = 2; columns <= shown.length; columns += 1) {
    const other = rects(inRows(shown, columns), stage);
    if (pictureArea(other, stage) > pictureArea(best, stage) * 1.001) best = other;
  }
  return best;
}

/**
 * Where each tile goes while some are enlarged: these share the stage, the others a strip below, or nothing.
 * @param {Layout} layout
 * @param {string[]} enlarged camera names in order
 * @param {string[]} others
 * @param {Stage} stage
 * @returns {Map<string, Rect | null>} null for a tile that the enlarged ones cover
 */
export function placeEnlarged(layout, enlarged, others, stage) {
  const strip = others.length && stage.height >= STRIP_FROM ? clamp(stage.height * STRIP, STRIP_LEAST, STRIP_MOST) : 0;
  const room = { ...stage, height: stage.height - strip };
  /** @type {Map<string, Rect | null>} */
  const placed = new Map(place(layout === "custom" ? "grid" : layout, enlarged, [], room));
  if (!strip) {
    for (const name of others) placed.set(name, null);
    return placed;
  }
  const height = strip - GUTTER;
  const widths = others.map((name) => height * clamp(stage.aspect(name), NARROWEST, WIDEST));
  const all = widths.reduce((sum, width) => sum + width, 0);
  const scale = Math.min(1, (stage.width - GUTTER * (others.length + 1)) / all);
  let left = GUTTER;
  others.forEach((name, i) => {
    const width = Math.max(0, widths[i] * scale);
    placed.set(name, { left, top: room.height, width, height });
    left += width + GUTTER;
  });
  return placed;
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

/**
 * @param {string[]} names
 * @param {number} columns
 */
function inRows(names, columns) {
  const rows = [];
  for (let i = 0; i < names.length; i += columns) rows.push(names.slice(i, i + columns));
  return rows;
}

/**
 * Rows of equal height; within a row, widths follow the pictures' shapes.
 * @param {string[][]} rows
 * @param {Stage} stage
 * @returns {Map<string, Rect>}
 */
function rects(rows, { width, height, aspect }) {
  const placed = new Map();
  const rowHeight = (height - GUTTER * (rows.length + 1)) / rows.length;
  rows.forEach((row, r) => {
    const weights = row.map((name) => clamp(aspect(name), NARROWEST, WIDEST));
    const unit = (width - GUTTER * (row.length + 1)) / weights.reduce((sum, weight) => sum + weight, 0);
    let left = GUTTER;
    row.forEach((name, i) => {
      const tile = {
        left,
        top: GUTTER + r * (rowHeight + GUTTER),
        width: Math.max(0, weights[i] * unit),
        height: Math.max(0, rowHeight),
      };
      placed.set(name, tile);
      left += tile.width + GUTTER;
    });
  });
  return placed;
}

/**
 * The area that the pictures fill within their tiles.
 * @param {Map<string, Rect>} placed
 * @param {Stage} stage
 */
function pictureArea(placed, { aspect }) {
  let area = 0;
  for (const [name, { width, height }] of placed) {
    const ratio = aspect(name);
    area += Math.min(width, height * ratio) * Math.min(height, width / ratio);
  }
  return area;
}

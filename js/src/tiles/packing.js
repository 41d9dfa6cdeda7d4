/**
 * Tiles in rows, or in columns, as the pictures' shapes want it. Pure; pixels.
 *
 * The names stay in order: a grouping only says where one row ends and the next begins. Of all groupings the one
 * is taken in which the pictures are largest, each counting alike: the mean of the logarithms of their areas.
 */

import { clamp } from "../media/correction.js";

/**
 * @typedef {import("./layout.js").Rect} Rect
 * @typedef {import("./layout.js").Stage} Stage
 * @typedef {{ groups: string[][], down: boolean }} Grouping rows from the top, or (down) columns from the left
 */

/** So many names have a few hundred groupings; of more only the even ones are compared. */
const ALL_OF = 9;
/** A tile's share of its row follows its picture within these bounds, so that none becomes a slit. */
const NARROWEST = 0.6;
const WIDEST = 1.8;

/**
 * @param {string[]} names in order, at least one
 * @param {(name: string) => number} aspect
 * @returns {Grouping[]}
 */
export function groupings(names, aspect) {
  const rows = names.length <= ALL_OF ? splits(names) : evenSplits(names, aspect);
  const columns = names.length <= ALL_OF ? rows : evenSplits(names, (name) => 1 / aspect(name));
  return [...rows.map((groups) => ({ groups, down: false })), ...columns.map((groups) => ({ groups, down: true }))];
}

/** Every way to split names, in order, into groups. @param {string[]} names @returns {string[][][]} */
function splits(names) {
  if (!names.length) return [[]];
  return names.flatMap((_, i) => splits(names.slice(i + 1)).map((rest) => [names.slice(0, i + 1), ...rest]));
}

/** For each number of rows the most even split, by the pictures' shapes and by their number. @param {string[]} names @param {(name: string) => number} aspect */
function evenSplits(names, aspect) {
  return names.flatMap((_, i) => [evenRows(names, i + 1, aspect), inRows(names, i + 1)]);
}

/** @param {string[]} names @param {number} columns */
export function inRows(names, columns) {
  const rows = [];
  for (let i = 0; i < names.length; i += columns) rows.push(names.slice(i, i + columns));
  return rows;
}

/**
 * Tiles that fill the stage. Rows are of equal height, or as high as their pictures want them where that shows more.
 * @param {Grouping} grouping
 * @param {Stage} stage
 * @param {number} gutter between tiles, and around them
 */
export function filled(grouping, stage, gutter) {
  const aspect = (/** @type {string} */ name) => clamp(stage.aspect(name), NARROWEST, WIDEST);
  return along(grouping, { ...stage, aspect }, (groups, upright) => {
    const equal = groups.map(() => 1 / groups.length);
    const wanted = heightsOf(groups, upright, gutter);
    const all = wanted.reduce((sum, height) => sum + height, 0);
    const even = shared(groups, equal, upright, gutter);
    const fitting = shared(groups, wanted.map((height) => height / all), upright, gutter);
    const picture = grouping.down ? (/** @type {string} */ name) => 1 / stage.aspect(name) : stage.aspect;
    return worth(fitting, picture) > worth(even, picture) + WORTH_CHANGING ? fitting : even;
  });
}

/** Less than this, of equal tiles, is no reason for unequal ones: 5 % of the area. */
const WORTH_CHANGING = Math.log(1.05);

/**
 * Every tile has its picture's own shape, as justified text fits its lines.
 * @param {Grouping} grouping
 * @param {Stage} stage
 * @param {number} gutter between tiles, and around them
 */
export function justified(grouping, stage, gutter) {
  return along(grouping, stage, (groups, { width, height, aspect }) => {
    /** @type {Map<string, Rect>} */
    const placed = new Map();
    const inner = groups.map((group) => width - gutter * (group.length + 1));
    const heights = heightsOf(groups, { width, height, aspect }, gutter);
    const all = heights.reduce((sum, one) => sum + one, 0);
    const scale = clamp((height - gutter * (groups.length + 1)) / all, 0, 1);
    let top = (height - scale * all - gutter * (groups.length - 1)) / 2;
    groups.forEach((group, r) => {
      const tall = heights[r] * scale;
      let left = gutter + (inner[r] * (1 - scale)) / 2;
      for (const name of group) {
        placed.set(name, { left, top, width: tall * aspect(name), height: tall });
        left += tall * aspect(name) + gutter;
      }
      top += tall + gutter;
    });
    return placed;
  });
}

/**
 * How well pictures are seen in their tiles: the mean of the logarithms of their areas.
 * @param {Map<string, Rect>} placed
 * @param {(name: string) => number} aspect
 */
export function worth(placed, aspect) {
  let sum = 0;
  for (const [name, { width, height }] of placed) {
    const ratio = aspect(name);
    sum += Math.log(Math.max(1e-9, Math.min(width, height * ratio) * Math.min(height, width / ratio)));
  }
  return sum / Math.max(1, placed.size);
}

/**
 * Splits names into rows, in order, so that the rows are as even in width as can be.
 * @param {string[]} names
 * @param {number} count of rows
 * @param {(name: string) => number} aspect
 * @returns {string[][]}
 */
export function evenRows(names, count, aspect) {
  const sums = [0];
  for (const name of names) sums.push(sums[sums.length - 1] + aspect(name));
  const mean = sums[names.length] / count;
  // cost[r][i]: the least unevenness of the first i names in r rows; from[r][i]: where the last of these rows begins.
  const cost = [[0, ...names.map(() => Infinity)]];
  /** @type {number[][]} */
  const from = [[]];
  for (let r = 1; r <= count; r += 1) {
    cost[r] = sums.map(() => Infinity);
    from[r] = [];
    for (let i = r; i <= names.length; i += 1) {
      for (let j = r - 1; j < i; j += 1) {
        const uneven = cost[r - 1][j] + (sums[i] - sums[j] - mean) ** 2;
        if (uneven < cost[r][i]) [cost[r][i], from[r][i]] = [uneven, j];
      }
    }
  }
  const rows = [];
  for (let r = count, i = names.length; r > 0; r -= 1) {
    const j = from[r][i];
    rows.unshift(names.slice(j, i));
    i = j;
  }
  return rows;
}

/**
 * Columns are rows of a stage that lies on its side.
 * @param {Grouping} grouping
 * @param {Stage} stage
 * @param {(rows: string[][], stage: Stage) => Map<string, Rect>} placing
 * @returns {Map<string, Rect>}
 */
function along({ groups, down }, stage, placing) {
  if (!down) return placing(groups, stage);
  const lying = placing(groups, { width: stage.height, height: stage.width, aspect: (name) => 1 / stage.aspect(name) });
  return new Map([...lying].map(([name, { left, top, width, height }]) => [name, { left: top, top: left, width: height, height: width }]));
}

/** How high rows are whose pictures fill the width. @param {string[][]} rows @param {Stage} stage @param {number} gutter */
function heightsOf(rows, { width, aspect }, gutter) {
  return rows.map((row) => Math.max(0, width - gutter * (row.length + 1)) / row.reduce((sum, name) => sum + aspect(name), 0));
}

/** @param {string[][]} rows @param {number[]} shares of the height @param {Stage} stage @param {number} gutter */
function shared(rows, shares, { width, height, aspect }, gutter) {
  /** @type {Map<string, Rect>} */
  const placed = new Map();
  const room = Math.max(0, height - gutter * (rows.length + 1));
  let top = gutter;
  rows.forEach((row, r) => {
    const unit = Math.max(0, width - gutter * (row.length + 1)) / row.reduce((sum, name) => sum + aspect(name), 0);
    let left = gutter;
    for (const name of row) {
      placed.set(name, { left, top, width: aspect(name) * unit, height: shares[r] * room });
      left += aspect(name) * unit + gutter;
    }
    top += shares[r] * room + gutter;
  });
  return placed;
}

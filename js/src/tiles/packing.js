/** Rows of tiles that fit their pictures, as justified text fits its lines. Pure; pixels. */

/**
 * @typedef {import("./layout.js").Rect} Rect
 * @typedef {import("./layout.js").Stage} Stage
 */

/**
 * Every tile has its picture's own shape; the rows are those that fill the most of the stage.
 * @param {string[]} names in order
 * @param {Stage} stage
 * @param {number} gutter between tiles, and around them
 * @returns {Map<string, Rect>}
 */
export function packed(names, stage, gutter) {
  /** @type {Map<string, Rect>} */
  let best = new Map();
  let most = -1;
  for (let count = 1; count <= names.length; count += 1) {
    const placed = justified(evenRows(names, count, stage.aspect), stage, gutter);
    const area = [...placed.values()].reduce((sum, { width, height }) => sum + width * height, 0);
    if (area > most * 1.001) [best, most] = [placed, area];
  }
  return best;
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
 * @param {string[][]} rows
 * @param {Stage} stage
 * @param {number} gutter
 */
function justified(rows, { width, height, aspect }, gutter) {
  /** @type {Map<string, Rect>} */
  const placed = new Map();
  const inner = rows.map((row) => width - gutter * (row.length + 1));
  const heights = rows.map((row, r) => inner[r] / row.reduce((sum, name) => sum + aspect(name), 0));
  const all = heights.reduce((sum, one) => sum + one, 0);
  const scale = Math.min(1, (height - gutter * (rows.length + 1)) / all);
  let top = (height - scale * all - gutter * (rows.length - 1)) / 2;
  rows.forEach((row, r) => {
    const tall = Math.max(0, heights[r] * scale);
    let left = gutter + (inner[r] * (1 - scale)) / 2;
    for (const name of row) {
      placed.set(name, { left, top, width: tall * aspect(name), height: tall });
      left += tall * aspect(name) + gutter;
    }
    top += tall + gutter;
  });
  return placed;
}

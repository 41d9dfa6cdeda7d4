/** How the tiles share the stage. Pure. */

/**
 * @typedef {import("./contract.js").Layout} Layout
 */

/**
 * The rows of tiles for a layout.
 * @param {Layout} layout
 * @param {string[]} shown camera names in order
 * @param {string[][]} custom rows of names, for `custom`
 * @param {{ aspects: number[], width: number, height: number }} stage
 * @returns {string[][]}
 */
export function rowsOf(layout, shown, custom, stage) {
  if (layout === "row") return [shown];
  if (layout === "column") return shown.map((name) => [name]);
  if (layout === "custom") {
    const rows = custom.map((row) => row.filter((name) => shown.includes(name))).filter((row) => row.length);
    const placed = new Set(rows.flat());
    const rest = shown.filter((name) => !placed.has(name));
    return rest.length ? [...rows, rest] : rows;
  }
  const columns = bestColumns(stage.aspects, stage.width, stage.height);
  const rows = [];
  for (let i = 0; i < shown.length; i += columns) rows.push(shown.slice(i, i + columns));
  return rows;
}

/**
 * The number of columns that gives the pictures the largest area.
 * @param {number[]} aspects width / height of each picture
 * @param {number} width of the stage, px
 * @param {number} height
 * @returns {number} at least 1
 */
export function bestColumns(aspects, width, height) {
  let best = 1;
  let most = -1;
  for (let columns = 1; columns <= aspects.length; columns += 1) {
    const rows = Math.ceil(aspects.length / columns);
    const [w, h] = [width / columns, height / rows];
    const area = aspects.reduce((sum, aspect) => sum + Math.min(w, h * aspect) * Math.min(h, w / aspect), 0);
    if (area > most * 1.001) {
      most = area;
      best = columns;
    }
  }
  return best;
}

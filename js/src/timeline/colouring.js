/** A column of a table becomes a few classes, each with a colour. Pure. */

/**
 * @typedef {import("./intervals.js").Column} Column
 *
 * @typedef {object} Colouring
 * @prop {Uint8Array} classes of each row
 * @prop {{ text: string, colour: string }[]} legend of the classes
 */

/** What tells categories apart on light and dark grounds alike, also for the colour-blind; amber and red say other things. */
const CATEGORIES = [
  "#3b8fd6", "#c977b5", "#2fa084", "#8d7be0", "#b58b4c", "#5fb3c9", "#e0719b", "#7c9a3d", "#6f87b8", "#a86fd0", "#4d9e5b",
];
/** What is none of the frequent categories, and what has no value. */
const OTHER = "#8b94a3";
/** From low to high. */
const RAMP = ["#5b6ee0", "#4a86da", "#3d9dcf", "#37b0b8", "#45bd97", "#6fc472", "#a3c653", "#d3c445"];

/**
 * @param {Column} column
 * @returns {Colouring}
 */
export function colouringOf(column) {
  if (column.kind === "text") return categories(column.codes, column.texts);
  const distinct = new Set();
  for (const value of column.values) {
    if (!Number.isNaN(value)) distinct.add(value);
    if (distinct.size > CATEGORIES.length) return bins(column.values);
  }
  const values = [...distinct].sort((a, b) => a - b);
  const places = new Map(values.map((value, i) => [value, i]));
  const codes = Uint32Array.from(column.values, (value) => places.get(value) ?? values.length);
  return categories(codes, [...values.map(String), ""]);
}

/**
 * The most frequent categories have a colour of their own, the others share one.
 * @param {Uint32Array} codes
 * @param {string[]} texts
 * @returns {Colouring}
 */
function categories(codes, texts) {
  const counts = new Uint32Array(texts.length);
  for (const code of codes) counts[code] += 1;
  const named = [...texts.keys()].filter((code) => counts[code] && texts[code] !== "");
  const frequent = named.sort((a, b) => counts[b] - counts[a]).slice(0, CATEGORIES.length);
  // In the legend, and so in their colours, they are in the order of the column's values.
  frequent.sort((a, b) => a - b);
  const legend = frequent.map((code, i) => ({ text: texts[code], colour: CATEGORIES[i] }));
  const others = named.length - frequent.length;
  const nameless = counts.some((count, code) => count > 0 && texts[code] === "");
  if (others || nameless) legend.push({ text: others ? `${others} others` : "no value", colour: OTHER });
  const classOf = new Uint8Array(texts.length).fill(frequent.length);
  frequent.forEach((code, i) => (classOf[code] = i));
  return { classes: Uint8Array.from(codes, (code) => classOf[code]), legend };
}

/**
 * Equal stretches from the lowest to the highest value.
 * @param {Float64Array} values
 * @returns {Colouring}
 */
function bins(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const width = (high - low) / RAMP.length || 1;
  const edge = (/** @type {number} */ i) => String(Number((low + i * width).toPrecision(3)));
  const legend = RAMP.map((colour, i) => ({ text: `${edge(i)} – ${edge(i + 1)}`, colour }));
  const classes = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? RAMP.length : Math.max(0, Math.min(RAMP.length - 1, Math.floor((value - low) / width))),
  );
  if (classes.includes(RAMP.length)) legend.push({ text: "no value", colour: OTHER });
  return { classes, legend };
}

/** How long, large and heavy a clip is going to be. Pure; streams/saving.py makes it. */

/**
 * A camera as it is shown.
 * @typedef {object} Subject
 * @prop {string} name
 * @prop {string} label
 * @prop {number} width of its pictures as turned
 * @prop {number} height
 * @prop {number} period session seconds between frames
 * @prop {boolean} altered whether it is zoomed or lit, which a clip does not show
 * @prop {boolean} large whether it is enlarged, or none is
 */

/** Rows that are on offer beside those recorded. */
const HEIGHTS = [1080, 720, 480, 360, 240];
/** Most rows of several cameras, unless chosen. */
const USUAL = 720;
/** Most columns. */
const WIDEST = 7680;
/** What x264 makes of a pixel of behaviour, bits: between a still cage and a moving one. */
const BITS = 0.07;
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4];
/** Pictures per second that a clip has at least, where it plays faster than it was recorded. */
const SMOOTH = 60;

/**
 * @param {Subject[]} subjects
 * @param {number} height
 * @returns {[number, number]} width and height of the clip
 */
export function sizeOf(subjects, height) {
  const aspect = subjects.reduce((sum, one) => sum + one.width / one.height, 0);
  const rows = even(Math.min(height, WIDEST / aspect));
  return [subjects.reduce((sum, one) => sum + even((one.width * rows) / one.height), 0), rows];
}

/**
 * @param {Subject[]} subjects
 * @returns {{ heights: number[], usual: number }} the rows on offer, most first
 */
export function heightsOf(subjects) {
  const recorded = Math.max(...subjects.map((one) => one.height), 2);
  const [, most] = sizeOf(subjects, recorded);
  const heights = [most, ...HEIGHTS.filter((one) => one < most)];
  const usual = subjects.length > 1 ? (heights.find((one) => one <= USUAL) ?? most) : most;
  return { heights, usual };
}

/** The speeds on offer, which the present one is among. @param {number} rate @returns {number[]} */
export function speedsFor(rate) {
  const now = Math.abs(rate);
  return SPEEDS.includes(now) ? SPEEDS : [...SPEEDS, now].sort((a, b) => a - b);
}

/**
 * Roughly.
 * @param {Subject[]} subjects
 * @param {number} height
 * @param {number} seconds session seconds
 * @param {number} speed
 * @returns {number} bytes
 */
export function bytesOf(subjects, height, seconds, speed) {
  const [, rows] = sizeOf(subjects, height);
  const fastest = 1 / Math.min(...subjects.map((one) => one.period));
  const kept = speed > 1 ? Math.min(1, Math.max(SMOOTH, fastest) / (fastest * speed)) : 1;
  const pixels = subjects.reduce((sum, one) => sum + (((one.width * rows) / one.height) * rows * seconds) / one.period, 0);
  return (pixels * kept * BITS) / 8;
}

/** One figure that says something: `about 3 MB`. @param {number} bytes */
export function roughly(bytes) {
  const megabytes = bytes / 1e6;
  if (megabytes < 1) return "less than 1 MB";
  const unit = 10 ** Math.floor(Math.log10(megabytes));
  const rounded = Math.round(megabytes / unit) * unit;
  return rounded < 1000 ? `about ${rounded} MB` : `about ${rounded / 1000} GB`;
}

/** @param {number} side */
function even(side) {
  return Math.max(Math.round(side / 2) * 2, 2);
}

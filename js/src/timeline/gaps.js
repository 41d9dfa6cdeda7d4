/** Where a camera has no frames within its recording: gaps, and single frames that are missing. Seconds; pure. */

/** @typedef {[number, number]} Stretch start <= t < stop */

/** Waits longer than this many periods lack a frame. */
const LATE = 1.5;
/** Waits longer than so many periods and seconds are gaps, as `timebase.js` has it. */
const [GAP_PERIODS, GAP_SECONDS] = [5, 0.1];

/**
 * @param {Stretch[]} coverage where the camera has frames, in order
 * @param {number} offset seconds by which it is moved
 * @returns {Stretch[]}
 */
export function gapsOf(coverage, offset) {
  return coverage.slice(1).map(([next], i) => [coverage[i][1] + offset, next + offset]);
}

/** @param {Stretch[]} gaps @param {number} time @returns {Stretch | undefined} */
export function gapAt(gaps, time) {
  return gaps.find(([start, stop]) => start <= time && time < stop);
}

/**
 * The next gap that begins later, or the last one that began earlier.
 * @param {Stretch[]} gaps
 * @param {number} time
 * @param {1 | -1} way
 * @returns {Stretch | undefined}
 */
export function gapBeyond(gaps, time, way) {
  return way > 0 ? gaps.find(([start]) => start > time) : gaps.findLast(([start]) => start < time);
}

/**
 * Times at which frames were due that the camera lacks, in waits too short for a gap.
 * @param {ArrayLike<number>} times of its frames, rising
 * @param {number} period
 * @returns {Float64Array} rising
 */
export function missingFrames(times, period) {
  const longest = Math.max(GAP_PERIODS * period, GAP_SECONDS);
  const missing = [];
  for (let row = 1; row < times.length; row += 1) {
    const wait = times[row] - times[row - 1];
    if (wait <= LATE * period || wait > longest) continue;
    const lacking = Math.round(wait / period) - 1;
    for (let i = 1; i <= lacking; i += 1) missing.push(times[row - 1] + (i * wait) / (lacking + 1));
  }
  return Float64Array.from(missing);
}

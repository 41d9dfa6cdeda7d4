/** A range of session time that is played again and again: start <= t < stop, in seconds. Pure. */

/** @typedef {[number, number]} Loop */
/** @typedef {{ start: number, stop: number }} Bounds of the session */

/** The length of a new loop. */
const LENGTH = 1;

/**
 * What Python or the page gave, where it is a range.
 * @param {unknown} value
 * @returns {Loop | null}
 */
export function loopOf(value) {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [start, stop] = value;
  return Number.isFinite(start) && Number.isFinite(stop) && start < stop ? [start, stop] : null;
}

/** By how much a loop reaches beyond the session's last frame, so that it holds that frame; seconds. */
const BEYOND = 1e-6;

/**
 * What can be played of a loop, where it and the session have frames in common.
 * @param {Loop | null} loop
 * @param {Bounds} bounds times of the session's first and last frame
 * @returns {Loop | null}
 */
export function playableOf(loop, { start, stop }) {
  if (!loop || loop[1] <= start || loop[0] > stop) return loop;
  return [Math.max(loop[0], start), Math.min(loop[1], stop + BEYOND)];
}

/**
 * A loop of a second with the time in its middle.
 * @param {number} time
 * @param {Bounds} bounds
 * @returns {Loop}
 */
export function loopAround(time, { start, stop }) {
  const first = Math.max(start, Math.min(time - LENGTH / 2, stop - LENGTH));
  return [first, Math.min(first + LENGTH, stop)];
}

/**
 * The loop with one edge at a time. Where the edges would cross, the other one makes room.
 * @param {Loop | null} loop
 * @param {"start" | "stop"} edge
 * @param {number} time
 * @param {Bounds} bounds
 * @returns {Loop | null} null where no range is left
 */
export function withEdge(loop, edge, time, bounds) {
  const at = Math.min(Math.max(time, bounds.start), bounds.stop);
  let [start, stop] = loop ?? [at, at];
  if (edge === "start") {
    start = at;
    if (stop <= start) stop = Math.min(start + LENGTH, bounds.stop);
  } else {
    stop = at;
    if (start >= stop) start = Math.max(stop - LENGTH, bounds.start);
  }
  return loopOf([start, stop]);
}

/** The stretch of the session that the timeline shows. Pure. */

import { clamp } from "../media/correction.js";

/** @typedef {[number, number]} Stretch start and stop, session seconds */

/** The shortest stretch, seconds: a few frames of a fast camera. */
const SHORTEST = 0.02;
/** Where the playhead enters a new page, as a part of it. */
const MARGIN = 0.08;

/**
 * A stretch within bounds; null where it is all of them.
 * @param {Stretch} stretch
 * @param {Stretch} bounds
 * @returns {Stretch | null}
 */
export function fitted([start, stop], bounds) {
  const all = bounds[1] - bounds[0];
  const length = Math.max(stop - start, Math.min(SHORTEST, all));
  if (!(length < all * 0.9999)) return null;
  const first = clamp(start, bounds[0], bounds[1] - length);
  return [first, first + length];
}

/**
 * Shows more or less, with a time staying where it is.
 * @param {Stretch} stretch
 * @param {number} about session seconds
 * @param {number} factor above 1 shows less
 * @param {Stretch} bounds
 * @returns {Stretch | null}
 */
export function zoomed([start, stop], about, factor, bounds) {
  const length = Math.max((stop - start) / factor, Math.min(SHORTEST, bounds[1] - bounds[0]));
  const part = (about - start) / (stop - start);
  return fitted([about - part * length, about + (1 - part) * length], bounds);
}

/**
 * @param {Stretch} stretch
 * @param {number} seconds
 * @param {Stretch} bounds
 */
export function panned([start, stop], seconds, bounds) {
  return fitted([start + seconds, stop + seconds], bounds);
}

/**
 * The stretch that shows a time: the same one while the time is in it, else the next page.
 * @param {Stretch} stretch
 * @param {number} time
 * @param {number} way 1 while playing forwards, -1 backwards, 0 after a jump
 * @param {Stretch} bounds
 * @returns {Stretch | null}
 */
export function following(stretch, time, way, bounds) {
  const [start, stop] = stretch;
  if (time >= start && time <= stop) return stretch;
  const length = stop - start;
  const before = way > 0 ? MARGIN : way < 0 ? 1 - MARGIN : 0.5;
  return fitted([time - before * length, time + (1 - before) * length], bounds);
}

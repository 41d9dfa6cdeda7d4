import { clamp } from "../media/correction.js";

/**
 * A camera moved on the session clock, for rigs whose clocks were not aligned: it shows at `t` the last frame
 * with timestamp + offset <= t. Seconds; pure.
 */

/**
 * The time at which the camera's own timestamps give the frame that is due.
 *
 * `t - offset` alone rounds to the wrong side of a timestamp now and then, and t is often a timestamp exactly.
 * @param {import("./timebase.js").Timebase} timebase
 * @param {number} t session time
 * @param {number} offset seconds by which every timestamp counts as later
 * @returns {number}
 */
export function onCamera(timebase, t, offset) {
  if (offset === 0) return t;
  const own = t - offset;
  const row = timebase.row(own);
  if (row + 1 < timebase.count && timebase.timeOfRow(row + 1) + offset <= t) return timebase.timeOfRow(row + 1);
  if (row >= 0 && timebase.timeOfRow(row) + offset > t) return justBelow(timebase.timeOfRow(row));
  return own;
}

/**
 * The time some frames away; never against the direction of the step: where the camera has no frame that way,
 * time stays. Behind the camera's last frame, that is the first one on the way back.
 * @param {import("./timebase.js").Timebase} timebase
 * @param {number} t session time
 * @param {number} offset seconds by which every timestamp counts as later
 * @param {number} frames
 */
export function stepped(timebase, t, offset, frames) {
  if (timebase.count === 0) return t;
  const { state, row } = timebase.at(onCamera(timebase, t, offset));
  const from = state === "after" ? timebase.count : row;
  const to = clamp(from + frames, 0, timebase.count - 1);
  const time = timebase.timeOfRow(to) + offset;
  return frames < 0 ? Math.min(time, t) : Math.max(time, t);
}

/**
 * The next smaller double, or one very near it.
 * @param {number} x
 */
export function justBelow(x) {
  return x - Math.max(Math.abs(x) * Number.EPSILON, Number.MIN_VALUE);
}

/**
 * `+12 ms`; empty where the camera is not moved.
 * @param {number} ms
 */
export function offsetText(ms) {
  if (!ms) return "";
  return `${ms < 0 ? "−" : "+"}${Number(Math.abs(ms).toFixed(3))} ms`;
}

/**
 * How a playing video returns to the session clock: a nudge of its rate,
 * a seek only when it is hopelessly far. Pure.
 */

/** What `<video>` accepts for playbackRate; outside it, frames are sought one by one. */
export const SLOWEST = 0.0625;
export const FASTEST = 16;

/** How long a screen shows one picture, seconds. */
export const REFRESH = 1 / 60;

/** Drift, in wall seconds, beyond which catching up by rate would be watched for too long. */
const HOPELESS = 0.5;
/** A rate change the eye does not see: a tenth of the recorded pace, or of the clock's where that is faster. */
const NUDGE = 0.1;
/** Slow pictures change by more of their own rate, since a stall of theirs lasts many frames to look at. */
const MOST = 0.5;
const GAIN = 3;

/**
 * @param {number} drift media seconds that the picture is behind the clock (+) or ahead of it (-)
 * @param {number} rate the clock's rate
 * @returns {{ seek: boolean, rate: number }}
 */
export function correction(drift, rate) {
  const behind = drift / rate;
  if (Math.abs(behind) > HOPELESS) return { seek: true, rate: clamp(rate, SLOWEST, FASTEST) };
  const most = clamp(NUDGE / rate, NUDGE, MOST);
  const nudge = clamp(GAIN * behind, -most, most);
  return { seek: false, rate: clamp(rate * (1 + nudge), SLOWEST, FASTEST) };
}

/**
 * The media time that belongs to the words on the page at the moment a frame is told of.
 *
 * A screen shows a frame up to one refresh after it is due, half of one on average. And the
 * compositor takes video frames straight from the decoder, while words wait for the next refresh:
 * read back from the screen, pictures are one refresh ahead of words written with them.
 * @param {number} pts the frame's presentation time
 * @param {number} span the frame's duration, seconds
 * @param {number} rate the clock's rate
 * @param {number} [refresh] the screen's refresh interval, seconds
 */
export function expectedMedia(pts, span, rate, refresh = REFRESH) {
  return pts + Math.min(span, rate * refresh) / 2 + rate * refresh;
}

/**
 * @param {number} x
 * @param {number} low
 * @param {number} high
 */
export function clamp(x, low, high) {
  return Math.min(high, Math.max(low, x));
}

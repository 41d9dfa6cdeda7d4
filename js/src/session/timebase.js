/**
 * Session time ↔ frame ↔ media time, in seconds; pure.
 *
 * A frame is on screen from its own timestamp until the next one's: at `t` it is the last frame with
 * timestamp <= t. A `Timebase` maps session time to frame numbers of a camera; a `FileTimebase` maps the
 * frame numbers of one file to that file's presentation times. `nwb_video_panel/timebase.py` is the same
 * mapping in Python; both pass `tests/vectors/timebase.json`.
 */

/**
 * What a camera shows at one session time.
 * @typedef {object} Moment
 * @property {"before" | "ready" | "gap" | "after"} state
 * @property {number} row position in the camera's clock; -1 before the first
 * @property {number | null} frame number over all of the camera's files; null before the first
 * @property {number | null} timestamp session time of that frame; null before the first
 * @property {number | null} next session time of the following frame; null on the last
 */

/**
 * How far a browser's media time may be below a frame's presentation time: it is rounded to microseconds,
 * and to 0.1 ms where the browser blunts its clocks.
 */
const TOLERANCE = 1e-4;

/** The time between frames where a single presentation time cannot tell it. */
const UNKNOWN_PERIOD = 1 / 30;

/**
 * How many of the sorted values are <= x.
 * @param {ArrayLike<number>} sorted ascending
 * @param {number} x
 * @returns {number}
 */
export function upperBound(sorted, x) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The last k with start + k / rate <= t, as exact as searching the written-out clock.
 * @param {number} t
 * @param {number} start
 * @param {number} rate
 * @returns {number}
 */
function step(t, start, rate) {
  let k = Math.floor((t - start) * rate);
  if (start + (k + 1) / rate <= t) k += 1;
  if (start + k / rate > t) k -= 1;
  return k;
}

/**
 * Which file holds a camera's frame.
 * @param {ArrayLike<number>} firsts each file's first frame, ascending, from 0
 * @param {number} frame
 * @returns {number}
 */
export function fileOfFrame(firsts, frame) {
  return Math.max(upperBound(firsts, frame) - 1, 0);
}

/**
 * Read float64 values, little-endian, wherever they begin.
 * @param {ArrayBuffer} buffer
 * @param {number} offset in bytes
 * @param {number} count
 * @returns {Float64Array}
 */
function floats(buffer, offset, count) {
  return new Float64Array(buffer.slice(offset, offset + 8 * count));
}

/** When each frame of a camera was taken. */
export class Timebase {
  /**
   * @param {object} clock
   * @param {number} clock.count how many frames have a place in time
   * @param {number} clock.period the usual time between frames, > 0
   * @param {Float64Array | null} [clock.times] (count,) strictly ascending; null where the clock is regular
   * @param {Float64Array | null} [clock.frames] (count,) the frame number of each; null where it is 0..count-1
   * @param {number} [clock.first] session time of frame 0 of a regular clock
   * @param {number} [clock.rate] frames per second of a regular clock
   */
  constructor({ count, period, times = null, frames = null, first = 0, rate = 1 / period }) {
    this.count = count;
    this.period = period;
    this.times = times;
    this.frames = frames;
    this.first = first;
    this.rate = rate;
    /** The time between two frames beyond which the camera counts as paused. */
    this.longestWait = Math.max(5 * period, 0.1);
  }

  /**
   * A clock that places frame k at start + k / rate.
   * @param {number} start
   * @param {number} rate
   * @param {number} count
   */
  static regular(start, rate, count) {
    return new Timebase({ count, period: 1 / rate, first: start, rate });
  }

  /**
   * A clock from the binary form that Python's `Timebase.encode` writes.
   * @param {ArrayBuffer} buffer float64 times, then float64 frames where these are not 0..count-1
   * @param {number} count
   * @param {boolean} identity whether frames are 0..count-1
   * @param {number} period
   */
  static decode(buffer, count, identity, period) {
    const expected = 8 * count * (identity ? 1 : 2);
    if (buffer.byteLength !== expected) {
      throw new RangeError(`timestamps have ${buffer.byteLength} bytes where ${expected} were announced`);
    }
    const frames = identity ? null : floats(buffer, 8 * count, count);
    return new Timebase({ count, period, times: floats(buffer, 0, count), frames });
  }

  /**
   * The last row with time <= t; -1 before the first.
   * @param {number} t
   * @returns {number}
   */
  row(t) {
    if (this.times) return upperBound(this.times, t) - 1;
    return Math.min(Math.max(step(t, this.first, this.rate), -1), this.count - 1);
  }

  /**
   * Session time of a row from 0 to count - 1.
   * @param {number} row
   * @returns {number}
   */
  timeOfRow(row) {
    return this.times ? this.times[row] : this.first + row / this.rate;
  }

  /**
   * The camera's frame number of a row from 0 to count - 1.
   * @param {number} row
   * @returns {number}
   */
  frameOfRow(row) {
    return this.frames ? this.frames[row] : row;
  }

  /**
   * The row of a camera's frame; -1 where the frame has no place in time.
   * @param {number} frame
   * @returns {number}
   */
  rowOfFrame(frame) {
    if (this.frames) return this.frames.indexOf(frame);
    return frame >= 0 && frame < this.count ? frame : -1;
  }

  /**
   * Session time of a camera's frame; null where the frame has no place in time.
   * @param {number} frame
   * @returns {number | null}
   */
  timeOf(frame) {
    const row = this.rowOfFrame(frame);
    return row < 0 ? null : this.timeOfRow(row);
  }

  /** Session time of the first frame; NaN where there is none. */
  get start() {
    return this.count ? this.timeOfRow(0) : NaN;
  }

  /** Session time at which the last frame ends, one period after it began; NaN where there is none. */
  get stop() {
    return this.count ? this.timeOfRow(this.count - 1) + this.period : NaN;
  }

  /**
   * What the camera shows at session time t.
   * @param {number} t
   * @returns {Moment}
   */
  at(t) {
    const row = this.row(t);
    const next = row + 1 < this.count ? this.timeOfRow(row + 1) : null;
    if (row < 0) return { state: "before", row, frame: null, timestamp: null, next };
    const timestamp = this.timeOfRow(row);
    const over = t >= timestamp + this.period;
    /** @type {Moment["state"]} */
    let state = "ready";
    if (next === null && over) state = "after";
    else if (next !== null && over && next - timestamp > this.longestWait) state = "gap";
    return { state, row, frame: this.frameOfRow(row), timestamp, next };
  }

  /**
   * Where a playing video should be: the frame, and how much of its span has passed. It rests at the end of
   * the span while the camera is paused or over; before the first frame it is at its beginning.
   * @param {number} t
   * @returns {{ frame: number, fraction: number }} fraction from 0 to 1
   */
  playing(t) {
    const { state, row, frame, timestamp, next } = this.at(t);
    if (frame === null || timestamp === null) {
      return { frame: this.count ? this.frameOfRow(row + 1) : 0, fraction: 0 };
    }
    const paused = next === null || next - timestamp > this.longestWait;
    const span = paused ? this.period : next - timestamp;
    const fraction = state === "ready" ? (t - timestamp) / span : 1;
    return { frame, fraction: Math.min(fraction, 1) };
  }
}

/** When each frame of one file is presented, in media seconds. */
export class FileTimebase {
  /**
   * @param {object} clock
   * @param {number} clock.period the usual time between frames
   * @param {Float64Array | null} [clock.pts] ascending; null where the clock is regular
   * @param {Uint8Array | null} [clock.keys] 1 where a frame is a key frame
   * @param {number | null} [clock.count] number of frames; null where only the index will tell
   * @param {number} [clock.first] media time of frame 0 of a regular clock
   */
  constructor({ period, pts = null, keys = null, count = null, first = 0 }) {
    this.period = period;
    this.pts = pts;
    this.keys = keys;
    this.count = pts ? pts.length : count;
    this.first = first;
  }

  /**
   * Presentation times as the container's header gives them, until the index is there.
   * @param {number} start
   * @param {number} rate
   * @param {number | null} [count]
   */
  static regular(start, rate, count = null) {
    return new FileTimebase({ period: 1 / rate, count, first: start });
  }

  /**
   * Presentation times from an ascending list.
   * @param {Float64Array} pts
   * @param {Uint8Array | null} [keys]
   */
  static from(pts, keys = null) {
    const spans = pts.slice(1).map((t, k) => t - pts[k]).filter((span) => span > 0).sort();
    const middle = spans.length >>> 1;
    let period = UNKNOWN_PERIOD;
    if (spans.length % 2) period = spans[middle];
    else if (spans.length) period = (spans[middle - 1] + spans[middle]) / 2;
    return new FileTimebase({ period, pts, keys });
  }

  /** Whether some frames have one presentation time, which then does not tell them apart. */
  get shared() {
    return this.pts !== null && this.pts.some((t, k) => k > 0 && t === /** @type {Float64Array} */ (this.pts)[k - 1]);
  }

  /**
   * The media time at which a fraction of frame k's span has passed.
   * @param {number} k frame number in this file
   * @param {number} fraction 0 to 1
   * @returns {number}
   */
  mediaAt(k, fraction) {
    if (!this.pts) return this.first + (k + fraction) * this.period;
    const start = this.pts[k];
    const stop = k + 1 < this.pts.length ? this.pts[k + 1] : start + this.period;
    return start + fraction * (stop - start);
  }

  /**
   * The media time to seek to for frame k: the middle of its span.
   * @param {number} k frame number in this file
   * @returns {number}
   */
  seek(k) {
    return this.mediaAt(k, 0.5);
  }

  /**
   * The frame that a video shows which reports `mediaTime`.
   * @param {number} mediaTime
   * @returns {number} frame number in this file
   */
  frameOnScreen(mediaTime) {
    const t = mediaTime + TOLERANCE;
    if (this.pts) return Math.max(upperBound(this.pts, t) - 1, 0);
    const k = step(t, this.first, 1 / this.period);
    return Math.max(this.count === null ? k : Math.min(k, this.count - 1), 0);
  }
}

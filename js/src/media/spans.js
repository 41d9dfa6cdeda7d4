/**
 * Where a stream's frames lie: in the media time of its fragments, which is session time less the stream's
 * origin, and in its segments. `nwb_video_panel/feeds.py` counts alike. Pure.
 */
import { upperBound } from "../session/timebase.js";

/**
 * @typedef {import("../session/timebase.js").Timebase} Timebase
 * @typedef {{ origin: number, span: number }} Spans session seconds
 */

/** As `TOLERANCE` of timebase.js: how far a browser's media time may be below a frame's. */
const TOLERANCE = 1e-4;
/** Seconds that a frame may stay. */
const LONGEST = 3600;

/** When each frame of one file is presented in its stream; the same interface as `FileTimebase`. */
export class StreamTimebase {
  /**
   * @param {Timebase} timebase of the camera
   * @param {number} first the camera's frame number of the file's first frame
   * @param {number} count frames in the file
   * @param {Spans} spans
   */
  constructor(timebase, first, count, { origin, span }) {
    this.period = timebase.period;
    this.origin = origin;
    this.span = span;
    /** @type {number[]} */
    const rows = [];
    for (let row = 0; row < timebase.count; row++) {
      const k = timebase.frameOfRow(row) - first;
      if (k >= 0 && k < count) rows.push(row);
    }
    /** Of each frame that has a place in time, in order of time. */
    this.numbers = Int32Array.from(rows, (row) => timebase.frameOfRow(row) - first);
    this.times = Float64Array.from(rows, (row) => timebase.timeOfRow(row));
    this.pts = this.times.map((t) => t - origin);
    this.count = count;
    /** @type {Map<number, number> | null} */
    this.places = this.numbers.every((k, i) => k === i) ? null : new Map(Array.from(this.numbers, (k, i) => [k, i]));
  }

  /**
   * The media time at which a fraction of frame k's span has passed.
   * @param {number} k frame number in this file
   * @param {number} fraction 0 to 1
   */
  mediaAt(k, fraction) {
    const i = this.#place(k);
    const start = this.pts[i];
    const next = this.pts[i + 1] ?? Infinity;
    const span = next - start <= Math.max(5 * this.period, 0.1) ? next - start : this.period;
    return start + fraction * span;
  }

  /** The media time to seek to for frame k. @param {number} k */
  seek(k) {
    return this.mediaAt(k, 0.5);
  }

  /**
   * The frame that a video shows which reports `mediaTime`.
   * @param {number} mediaTime
   */
  frameOnScreen(mediaTime) {
    return this.numbers[Math.max(upperBound(this.pts, mediaTime + TOLERANCE) - 1, 0)] ?? 0;
  }

  /** The segment of frame k. @param {number} k */
  segmentOf(k) {
    return this.#segment(this.#place(k));
  }

  /**
   * The segments that hold frames, from frame k on: `count` of them, forwards or backwards.
   * @param {number} k
   * @param {number} count
   * @param {1 | -1} [direction]
   * @returns {number[]}
   */
  segmentsFrom(k, count, direction = 1) {
    const found = [];
    let i = this.#place(k);
    while (found.length < count && i >= 0 && i < this.times.length) {
      const segment = this.#segment(i);
      found.push(segment);
      i = direction > 0 ? this.#first(segment + 1) : this.#first(segment) - 1;
    }
    return found;
  }

  /** Media time that a segment takes. @param {number} segment @returns {[number, number]} */
  extent(segment) {
    return [this.pts[this.#first(segment)], this.#stop(this.#first(segment + 1) - 1)];
  }

  /** Whether a segment has the file's last frame. @param {number} segment */
  isLast(segment) {
    return this.times.length > 0 && this.#segment(this.times.length - 1) === segment;
  }

  /** @param {number} k */
  #place(k) {
    const i = this.places ? (this.places.get(k) ?? 0) : k;
    return Math.min(Math.max(i, 0), this.times.length - 1);
  }

  /** @param {number} i */
  #segment(i) {
    return Math.floor((this.times[i] - this.origin) / this.span);
  }

  /** The first place in a segment or after it. @param {number} segment */
  #first(segment) {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#segment(middle) < segment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Through a pause, the frame before it stays. @param {number} i */
  #stop(i) {
    return Math.min(this.pts[i + 1] ?? this.pts[i] + this.period, this.pts[i] + LONGEST);
  }
}

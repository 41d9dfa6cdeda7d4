import { clamp, REFRESH } from "../media/correction.js";

/** How much of what was known the next redraw leaves. */
const KEPT = 0.9;
/** Longer waits are stalls, seconds. */
const LONGEST = 0.1;

/** How long the screen takes from one redraw to the next. */
export class Redraws {
  #mean = REFRESH;
  #last = NaN;

  /**
   * @param {number} now wall milliseconds of a redraw
   * @param {boolean} flowing whether there is one after the other
   * @returns {number} seconds
   */
  note(now, flowing) {
    const wait = (now - this.#last) / 1000;
    this.#last = flowing ? now : NaN;
    if (wait > 0 && wait < LONGEST) this.#mean = KEPT * this.#mean + (1 - KEPT) * clamp(wait, REFRESH / 4, LONGEST);
    return this.#mean;
  }
}

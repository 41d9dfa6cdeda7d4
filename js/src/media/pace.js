/** Whether a server keeps up with a stream that plays, and how large its pictures may be. Pure. */

/** By how much pictures are made smaller, in steps. */
export const DIVISORS = [1, 2, 4];
/** Segments that are looked at: one that was slow says little. */
const LOOKED_AT = 3;
/** Media seconds made per second below which pictures get smaller, and above which they get larger again. */
const TOO_SLOW = 1.1;
const AMPLE = 6;

/** Keeps the pace of the last segments. */
export class Pace {
  /** Index into `DIVISORS`. */
  #step = 0;
  /** @type {{ media: number, wall: number }[]} */
  #last = [];

  /** By how much pictures are to be smaller now. */
  get divisor() {
    return DIVISORS[this.#step];
  }

  /** Media seconds per second, of the last segments; null where too few were seen. @returns {number | null} */
  get speed() {
    if (this.#last.length < LOOKED_AT) return null;
    const sum = (/** @type {"media" | "wall"} */ part) => this.#last.reduce((total, each) => total + each[part], 0);
    return sum("media") / Math.max(sum("wall"), 1e-3);
  }

  /**
   * Takes note of a segment that arrived while playing.
   * @param {number} media seconds that it lasts
   * @param {number} wall seconds that it took
   * @param {number} rate of the clock
   */
  add(media, wall, rate) {
    this.#last.push({ media, wall });
    if (this.#last.length > LOOKED_AT) this.#last.shift();
    const speed = this.speed;
    if (speed === null) return;
    if (speed < TOO_SLOW * rate && this.#step < DIVISORS.length - 1) this.#to(this.#step + 1);
    else if (speed > AMPLE * rate && this.#step > 0) this.#to(this.#step - 1);
  }

  /** @param {number} step */
  #to(step) {
    this.#step = step;
    this.#last = [];
  }
}

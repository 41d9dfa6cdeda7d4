/**
 * How hard the machine is pressed while playing, and what is left undone for it, the least missed first. Pure.
 *
 * 0: nothing. 1: small tiles show few pictures. 2: videos that only the page shows exactly are played by the
 * browser all the same. 3: the page is redrawn half as often.
 */

/** What is judged at a time. */
const SPAN_MS = 400;
/** Spans in a row after which less, or more, is done. */
const PRESSED = 3;
const CALM = 5;
/** Frames off that a machine with time to spare does not come to. */
const OFF = 2;
/** A redraw that takes longer is felt, milliseconds. */
const SLOW_MS = 100;

const MOST = 3;

/**
 * What the user is told is left undone.
 * @param {number} level
 * @param {number} small tiles that are spared
 */
export function measuresOf(level, small) {
  if (level === 0) return "";
  const measures = [];
  if (small) measures.push(`${small === 1 ? "one small tile shows" : `${small} small tiles show`} two pictures a second`);
  if (level > 1) measures.push("the browser plays all that it can play");
  if (level > 2) measures.push("the page is redrawn half as often");
  return `This machine is too busy to keep up${measures.length ? ": " : ""}${measures.join(", ")}.`;
}

export class Strain {
  level = 0;
  #began = NaN;
  #last = NaN;
  /** Of the span, the time up to redraws that were late or off, milliseconds. */
  #bad = 0;
  /** Spans in a row that were pressed (+) or calm (-). */
  #row = 0;

  /** Time does not flow, or flows elsewhere: what was going on tells nothing of what comes. */
  restart() {
    this.#began = this.#last = NaN;
    this.#bad = 0;
    this.#row = 0;
  }

  /**
   * Once per redraw while time flows.
   * @param {number} now wall milliseconds
   * @param {number | null} off of the worst camera, frames; null where nothing is measured
   * @returns {boolean} whether the level is another one now
   */
  add(now, off) {
    if (Number.isNaN(this.#began)) this.#began = this.#last = now;
    // By time, not by redraws: a browser makes up for a late one with another right behind it.
    const took = now - this.#last;
    this.#last = now;
    if (took > SLOW_MS || Math.abs(off ?? 0) > OFF) this.#bad += took;
    if (now - this.#began < SPAN_MS) return false;
    const pressed = 2 * this.#bad > now - this.#began;
    this.#began = now;
    this.#bad = 0;
    this.#row = pressed ? Math.max(this.#row, 0) + 1 : Math.min(this.#row, 0) - 1;
    if (this.#row < PRESSED && this.#row > -CALM) return false;
    const level = Math.min(Math.max(this.level + Math.sign(this.#row), 0), MOST);
    this.#row = 0;
    const changed = level !== this.level;
    this.level = level;
    return changed;
  }
}

/**
 * How far each camera is from the session clock, in frames of its own. Pure.
 *
 * Once per redraw a camera says which row of its timestamps was due and which one was on screen. The
 * difference is the error: behind the clock (+) or ahead of it (-).
 */

/** How long an error is remembered as the worst. */
const MEMORY_MS = 10_000;
/** The grain of that memory, and the least time between two changes of the words on the page. */
export const GRAIN_MS = 250;
/** The moment of which the present error is the worst. */
export const MOMENT_MS = 2 * GRAIN_MS;
/** How long a jump may take until it counts as an error. */
const JUMP_MS = 1000;

/**
 * What a camera says of itself once per redraw.
 * @typedef {object} Sample
 * @prop {number} due row of the last timestamp <= the time that the picture belongs to
 * @prop {number} shown row of the frame on screen
 * @prop {number} presented pictures put on screen so far from this source, by the browser's count
 * @prop {unknown} source what is counting; the count starts anew with another one
 * @prop {number} stride rows that pass from one refresh of the screen to the next, at least 1; negative backwards
 */

/**
 * @typedef {object} Figures
 * @prop {number | null} now the worst error since the figures were last told; null where there is nothing to measure
 * @prop {number | null} worst of the last 10 s
 * @prop {number} dropped frames that the screen had time for and that never came on it, in this run of playing
 */

/** One camera's errors. */
export class SyncMeter {
  /** The error of the last sample. @type {number | null} */
  off = null;
  /** @type {Sample | null} */
  #last = null;
  /** Fractions of frames add up where a camera is faster than the screen. */
  #dropped = 0;
  /** @type {{ at: number, off: number }[]} the worst of each grain, oldest first */
  #grains = [];
  /** @type {{ at: number, presented: number | null, source: unknown } | null} */
  #jump = null;

  /**
   * @param {Sample | null} sample null where the camera has nothing to show, or is loading it
   * @param {number} now wall milliseconds
   * @param {boolean} playing
   */
  add(sample, now, playing) {
    if (sample && this.#landing(sample, now)) sample = null;
    if (!playing) this.#last = null;
    if (!sample) {
      this.off = null;
      return;
    }
    this.off = sample.due - sample.shown;
    this.#remember(this.off, now);
    if (playing && this.#last) this.#count(this.#last, sample);
    if (playing) this.#last = sample;
  }

  /** The clock was set elsewhere: until the next picture comes, or a second is over, nothing is measured. @param {number} now */
  jump(now) {
    this.#jump = { at: now, presented: null, source: null };
    this.#last = null;
  }

  /** A new run of playing begins. */
  restart() {
    this.#dropped = 0;
    this.#last = null;
  }

  /**
   * @param {number} now
   * @returns {Figures}
   */
  figures(now) {
    this.#forget(now);
    const worst = worstOf(this.#grains.map((grain) => grain.off));
    const recent = this.#grains.filter((grain) => now - grain.at < MOMENT_MS);
    const present = this.off === null ? null : worstOf([this.off, ...recent.map((grain) => grain.off)]);
    return { now: present, worst, dropped: Math.max(0, Math.floor(this.#dropped + 1e-6)) };
  }

  /** Whether the picture of before a jump is still on screen. @param {Sample} sample @param {number} now */
  #landing(sample, now) {
    const jump = this.#jump;
    if (!jump) return false;
    if (jump.presented === null) {
      jump.presented = sample.presented;
      jump.source = sample.source;
    }
    const fresh = sample.source !== jump.source || sample.presented !== jump.presented;
    if (fresh || sample.due === sample.shown || now - jump.at > JUMP_MS) this.#jump = null;
    return this.#jump !== null;
  }

  /** @param {Sample} last @param {Sample} sample */
  #count(last, sample) {
    const passed = (sample.shown - last.shown) * Math.sign(sample.stride);
    // A frame that is shown once more was not dropped by that.
    if (passed <= 0) return;
    const shown = sample.source === last.source ? Math.max(1, sample.presented - last.presented) : 1;
    const stride = Math.abs(sample.stride);
    this.#dropped += Math.max(passed / stride - shown, 1 / stride - 1);
  }

  /** @param {number} off @param {number} now */
  #remember(off, now) {
    const grain = this.#grains.at(-1);
    if (!grain || now - grain.at >= GRAIN_MS) this.#grains.push({ at: now, off });
    else grain.off = worstOf([grain.off, off]) ?? off;
    this.#forget(now);
  }

  /** @param {number} now */
  #forget(now) {
    while (this.#grains.length && now - this.#grains[0].at > MEMORY_MS) this.#grains.shift();
  }
}

/**
 * The one farthest from 0; of equals the first.
 * @param {number[]} offs
 * @returns {number | null} null of none
 */
export function worstOf(offs) {
  let worst = null;
  for (const off of offs) if (worst === null || Math.abs(off) > Math.abs(worst)) worst = off;
  return worst;
}

/** Why nothing is measured, where all cameras shown are in one state. @type {Record<string, string>} */
const IDLE = { before: "not begun yet", after: "past the end", gap: "in a gap", loading: "loading" };

/**
 * What the pill says of the worst camera.
 * @param {number | null} off frames; null where nothing is measured
 * @param {string[]} [states] of the tiles
 * @returns {{ lead: string, words: string, state: "good" | "attention" | "idle" }}
 */
export function pillOf(off, states = []) {
  if (off === null) {
    const [state] = states;
    const one = states.every((other) => other === state) && IDLE[state];
    return { lead: "", words: one || "no frame here", state: "idle" };
  }
  const frames = Math.abs(off);
  // A picture may be a frame late on the screen that is in step.
  if (frames === 1) return { lead: "in step · ", words: "within 1 frame", state: "good" };
  const words = `${frames > 99 ? "99+" : frames} frames off`;
  return frames > 1 ? { lead: "", words, state: "attention" } : { lead: "in step · ", words, state: "good" };
}

import { playableOf } from "./loop.js";
import { justBelow } from "./offset.js";
import { Playhead } from "./playhead.js";

/**
 * @typedef {import("./clock.js").SessionClock} SessionClock
 * @typedef {import("./loop.js").Loop} Loop
 *
 * @typedef {object} Played what is played
 * @prop {() => { start: number, stop: number }} bounds first time, and that at which playing ends
 * @prop {() => boolean} growing whether it is still being recorded
 * @prop {() => Loop | null} loop
 * @prop {() => import("../tiles/camera.js").CameraPlayer[]} cameras those that are shown
 * @prop {() => boolean} waitForAll
 * @prop {(time: number, frames: number) => number} stepped the time some frames away
 *
 * @typedef {object} Follows what follows the clock
 * @prop {() => boolean} attached whether it is still on a page
 * @prop {(jumped: boolean) => void} moved the clock stands or runs elsewhere
 * @prop {() => void} sought someone has set the clock
 * @prop {() => void} begun it plays
 * @prop {() => void} rested it plays no more
 * @prop {() => void} flowed the clock has run on, once per redraw
 * @prop {() => void} redrawn another redraw is over, whether the clock ran or was held
 */

/** So near its stop a loop is played from its start, seconds. */
const NEAR = 0.1;

/** The session as it is played: what sets, starts and stops the clock, and takes everything along with it. */
export class Playing {
  #frameRequest = 0;
  #playhead;
  #resume = false;
  /** Where it waits for a recording to go on; null where it does not. @type {number | null} */
  #awaits = null;

  /**
   * @param {SessionClock} clock
   * @param {Played} played
   * @param {Follows} follows
   * @param {AbortSignal} signal
   */
  constructor(clock, played, follows, signal) {
    this.clock = clock;
    this.played = played;
    this.follows = follows;
    this.signal = signal;
    this.#playhead = new Playhead(clock, {
      bounds: () => played.bounds(),
      loop: () => played.loop(),
      cameras: () => played.cameras(),
      waitForAll: () => played.waitForAll(),
      moved: (jumped) => follows.moved(jumped),
      ended: (time) => {
        this.pause(time);
        // A recording that goes on is played on as it comes.
        if (played.growing() && clock.rate > 0) this.#awaits = time;
      },
    });
    document.addEventListener("visibilitychange", () => this.#hidden(document.hidden), { signal });
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frameRequest));
  }

  get time() {
    return this.clock.at(performance.now());
  }

  /** How fast time flows now; 0 while paused. */
  get pace() {
    return this.clock.playing ? this.clock.rate : 0;
  }

  /** Names of the cameras that the clock waits for. */
  get waitsFor() {
    return this.#playhead.waitsFor;
  }

  /** @param {number} time session seconds; any, also where no camera has a frame */
  seek(time) {
    if (!Number.isFinite(time)) return;
    const now = performance.now();
    this.clock.seek(time, now);
    this.#playhead.restart(now);
    this.follows.sought();
  }

  /** @param {number} rate */
  setRate(rate) {
    const now = performance.now();
    this.clock.setRate(rate, now);
    this.#playhead.restart(now);
  }

  play() {
    const { clock } = this;
    if (clock.playing) return;
    const now = performance.now();
    const from = this.#startOfPlay(clock.at(now));
    if (from !== null) clock.seek(from, now);
    clock.play(now);
    this.#playhead.restart(now);
    this.follows.begun();
    this.#run();
  }

  /** @param {number} [time] where to rest; here unless given */
  pause(time) {
    const { clock } = this;
    if (!clock.playing) return;
    const now = performance.now();
    clock.pause(now);
    this.#playhead.restart(now);
    if (time !== undefined) clock.seek(time, now);
    this.follows.rested();
  }

  toggle() {
    if (this.clock.playing) this.pause();
    else this.play();
  }

  /**
   * Moves by frames of the focused camera.
   * @param {number} frames
   */
  step(frames) {
    this.pause();
    this.seek(this.played.stepped(this.time, frames));
  }

  /** The session may have become longer: plays on where the recording had ended, if nobody has gone elsewhere meanwhile. */
  extended() {
    if (this.#awaits === null || this.played.bounds().stop <= this.#awaits) return;
    const here = this.time === this.#awaits;
    this.#awaits = null;
    if (here) this.play();
  }

  #run() {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = requestAnimationFrame(() => {
      if (this.signal.aborted || !this.clock.playing) return;
      if (!this.follows.attached()) {
        this.pause();
        return;
      }
      if (this.#playhead.tick(performance.now())) this.follows.flowed();
      this.follows.redrawn();
      this.#run();
    });
  }

  /** Where playing starts over, at an end; null elsewhere. @param {number} time */
  #startOfPlay(time) {
    const { start, stop } = this.played.bounds();
    const loop = playableOf(this.played.loop(), { start, stop });
    const forwards = this.clock.rate > 0;
    // Who rests at its stop means the loop; who has gone elsewhere does not.
    if (forwards && loop && time >= loop[1] && time - loop[1] < NEAR) return loop[0];
    const end = forwards ? stop : start;
    if (forwards ? time < end : time > end) return null;
    const [first, last] = loop && loop[0] <= end && end < loop[1] ? [loop[0], justBelow(loop[1])] : [start, stop];
    return forwards ? first : last;
  }

  /** A hidden page draws nothing and decodes nothing; it goes on where it was. @param {boolean} hidden */
  #hidden(hidden) {
    if (hidden) {
      this.#resume = this.clock.playing;
      this.pause();
    } else if (this.#resume) {
      this.#resume = false;
      this.play();
    }
  }
}

import { REFRESH } from "../media/correction.js";
import { playableOf } from "./loop.js";
import { justBelow } from "./offset.js";

/**
 * @typedef {import("../tiles/camera.js").CameraPlayer} CameraPlayer
 * @typedef {import("./clock.js").SessionClock} SessionClock
 * @typedef {import("./loop.js").Loop} Loop
 *
 * @typedef {object} Course what the clock runs through
 * @prop {() => { start: number, stop: number }} bounds first and last time that playing reaches
 * @prop {() => Loop | null} loop
 * @prop {() => CameraPlayer[]} cameras those that are shown
 * @prop {() => boolean} waitForAll
 * @prop {(jumped: boolean) => void} moved the clock stands or runs elsewhere now
 * @prop {(time: number) => void} ended
 */

/** How long a loop's edge waits for the last cameras to show its frame. */
const LANDING_MS = 500;
/** How many redraws before a loop's end the videos are stopped, so that none runs past it. */
const REDRAWS = 3;
/** The longest redraw that is reckoned with, seconds; a busy machine has some. */
const SLOWEST_REDRAW = 0.08;
/** How much of the slowest redraw is still reckoned with at the next one. */
const FADING = 0.98;

/**
 * Takes the running clock through the session: ends where it ends, goes round a loop, waits where it is asked to.
 *
 * A video cannot be told where to stop, and a frame told of is on screen already. So shortly before the end of
 * a loop the clock is set to its very end and held, until every camera shows its last frame within the loop;
 * then it is set to the start, and held until every camera shows its first.
 */
export class Playhead {
  /** @type {{ until: number, done: () => boolean, then: () => void } | null} */
  #hold = null;
  #last = NaN;
  #drawn = NaN;
  #slowest = REFRESH;

  /**
   * @param {SessionClock} clock
   * @param {Course} course
   */
  constructor(clock, course) {
    this.clock = clock;
    this.course = course;
  }

  /** Names of the cameras that the clock waits for. @type {string[]} */
  waitsFor = [];

  /** The clock was set, started or stopped by someone else. @param {number} now */
  restart(now) {
    this.#hold = null;
    this.waitsFor = [];
    this.clock.release(now);
    // A late first redraw may be past a loop's edge already.
    this.#last = this.clock.at(now);
    this.#drawn = NaN;
  }

  /**
   * Once per redraw while playing.
   * @param {number} now performance.now()
   * @returns {boolean} whether the clock runs on, so that the cameras are to follow it
   */
  tick(now) {
    if (this.#hold) return this.#held(this.#hold, now);
    const { rate } = this.clock;
    const time = this.clock.at(now);
    const redraw = (now - this.#drawn) / 1000 || 0;
    this.#slowest = Math.min(Math.max(redraw, FADING * this.#slowest, REFRESH), SLOWEST_REDRAW);
    const lead = rate * REDRAWS * this.#slowest;
    const last = this.#last;
    this.#drawn = now;
    this.#last = time;
    const { start, stop } = this.course.bounds();
    const edge = crossed(playableOf(this.course.loop(), { start, stop }), last, time + lead, rate);
    if (edge) {
      this.#turn(edge, now);
      return false;
    }
    if (rate > 0 ? time >= stop : time <= start) {
      this.course.ended(rate > 0 ? stop : start);
      return false;
    }
    if (this.course.waitForAll()) return this.#wait(now);
    return true;
  }

  /** @param {{ last: number, first: number }} edge @param {number} now */
  #turn({ last, first }, now) {
    this.#stand(last, now, () => {
      this.#stand(first, performance.now(), () => this.#go(performance.now()));
    });
  }

  /**
   * Sets the clock to a time and holds it until every camera shows its frame.
   * @param {number} time
   * @param {number} now
   * @param {() => void} then
   */
  #stand(time, now, then) {
    this.clock.hold(now);
    this.clock.seek(time, now);
    const done = () => this.course.cameras().every((camera) => camera.view().state !== "loading");
    this.#hold = { until: now + LANDING_MS, done, then };
    this.course.moved(true);
  }

  /** @param {number} now */
  #wait(now) {
    const stalled = this.course.cameras().filter((camera) => camera.stalled);
    if (!stalled.length) return true;
    this.clock.hold(now);
    this.#hold = {
      until: Infinity,
      done: () => {
        const missing = this.course.cameras().filter((camera) => !camera.flowing);
        this.waitsFor = missing.map((camera) => camera.camera.label);
        return missing.length === 0 || !this.course.waitForAll();
      },
      then: () => this.#go(performance.now()),
    };
    this.waitsFor = stalled.map((camera) => camera.camera.label);
    this.course.moved(false);
    return false;
  }

  /** @param {{ until: number, done: () => boolean, then: () => void }} hold @param {number} now */
  #held(hold, now) {
    if (!hold.done() && now < hold.until) return false;
    this.#hold = null;
    this.waitsFor = [];
    hold.then();
    return false;
  }

  /** @param {number} now */
  #go(now) {
    this.clock.release(now);
    this.#last = this.clock.at(now);
    this.#drawn = NaN;
    this.course.moved(false);
  }
}

/**
 * The edge of a loop that is passed between two times. Pure.
 * @param {Loop | null} loop
 * @param {number} from
 * @param {number} to
 * @param {number} rate
 * @returns {{ last: number, first: number } | null} where to rest last, and where to begin anew
 */
export function crossed(loop, from, to, rate) {
  if (!loop) return null;
  const [start, stop] = loop;
  const end = justBelow(stop);
  if (rate > 0) return from < stop && to >= stop ? { last: end, first: start } : null;
  return from >= start && to < start ? { last: start, first: end } : null;
}

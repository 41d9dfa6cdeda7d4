/**
 * The session clock: performance.now() mapped to session time by rate.
 * Cameras follow it; none is master. A negative rate runs backwards. Session seconds, wall milliseconds.
 */
export class SessionClock {
  #time;
  #since = 0;
  #rate = 1;
  #playing = false;
  #held = false;

  /** @param {number} time */
  constructor(time) {
    this.#time = time;
  }

  get playing() {
    return this.#playing;
  }

  /** Whether it plays but stands still, until it is released. */
  get held() {
    return this.#playing && this.#held;
  }

  get rate() {
    return this.#rate;
  }

  /**
   * Session time at a moment.
   * @param {number} now performance.now()
   */
  at(now) {
    return this.#playing && !this.#held ? this.#time + ((now - this.#since) / 1000) * this.#rate : this.#time;
  }

  /** @param {number} now */
  play(now) {
    if (this.#playing) return;
    this.#since = now;
    this.#playing = true;
  }

  /** @param {number} now */
  pause(now) {
    this.#time = this.at(now);
    this.#playing = this.#held = false;
  }

  /** Stands still without pausing. @param {number} now */
  hold(now) {
    this.#time = this.at(now);
    this.#held = this.#playing;
  }

  /** Runs on from where it was held. @param {number} now */
  release(now) {
    if (!this.#held) return;
    this.#since = now;
    this.#held = false;
  }

  /**
   * @param {number} time
   * @param {number} now
   */
  seek(time, now) {
    this.#time = time;
    this.#since = now;
  }

  /**
   * @param {number} rate
   * @param {number} now
   */
  setRate(rate, now) {
    this.#time = this.at(now);
    this.#since = now;
    this.#rate = rate;
  }
}

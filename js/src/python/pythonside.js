/** @typedef {import("./contract.js").Store} Store */

/**
 * What of the session's time the page needs.
 * @typedef {object} Player
 * @prop {() => number} time
 * @prop {() => number} rate 0 while paused
 * @prop {(time: number) => void} seek
 */

/** Python learns the time this often while playing. */
const SYNC_MS = 100;
/** A time that Python gives while playing is where the clock is if it differs by less, seconds; `seek` always moves. */
const TOLD_LATE = 0.2;
/** A seek that Python commands comes in two messages: the time that it sets follows the command within this. */
const FOLLOWS_MS = 2000;

/** Tells Python of the time and of what is wanted, and does what it commands. */
export class PythonSide {
  #sentTime = NaN;
  #sentAt = 0;
  #command = 0;
  /** The last seek that Python commanded, and when. */
  #sought = { time: NaN, at: -Infinity };

  /**
   * @param {Store} store
   * @param {Player} player
   */
  constructor(store, player) {
    this.store = store;
    this.player = player;
  }

  /**
   * Tells the time: at most ten times a second while playing, at once when paused.
   * @param {boolean} now
   * @returns {boolean} whether it was told
   */
  tellTime(now) {
    const moment = performance.now();
    if (!now && moment - this.#sentAt < SYNC_MS) return false;
    this.#sentAt = moment;
    this.#sentTime = this.player.time();
    this.store.set("time", this.#sentTime);
    return true;
  }

  /** Takes the time that Python gives. */
  takeTime() {
    const time = this.store.get("time");
    if (time === this.#sentTime || time === null) return;
    const { player } = this;
    const { time: sought, at } = this.#sought;
    this.#sought = { time: NaN, at: -Infinity };
    if (time === sought && performance.now() - at < FOLLOWS_MS) {
      // Obeyed already; where she has gone on meanwhile, she stays.
      this.tellTime(true);
      return;
    }
    // Two players that play in step tell each other the time: what is only late on the way is no jump.
    const near = TOLD_LATE * Math.max(1, Math.abs(player.rate()));
    if (player.rate() === 0 || Math.abs(time - player.time()) > near) player.seek(time);
  }

  /** @param {string} name @param {unknown} value */
  tell(name, value) {
    if (this.store.get(name) !== value) this.store.set(name, value);
  }

  /** Asks once more for what a counter stands for. @param {"renewals" | "retries" | "fresh_starts"} name */
  count(name) {
    this.store.set(name, this.store.get(name) + 1);
  }

  obey() {
    const { id, seek } = this.store.get("command");
    if (id === this.#command) return;
    this.#command = id;
    if (typeof seek !== "number") return;
    this.#sought = { time: seek, at: performance.now() };
    this.player.seek(seek);
  }
}

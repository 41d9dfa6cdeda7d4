/**
 * The decoded frames around the one that is due, bounded by number. Pure: a frame is anything that is closed.
 * @template {{ close: () => void }} Frame
 */
export class Ring {
  /** @type {Map<number, Frame>} */
  #frames = new Map();
  #centre = 0;
  #ahead = 0;

  /** @param {number} capacity frames kept at most, at least 2 */
  constructor(capacity) {
    this.capacity = capacity;
  }

  get size() {
    return this.#frames.size;
  }

  /** @param {number} k */
  has(k) {
    return this.#frames.has(k);
  }

  /** @param {number} k */
  get(k) {
    return this.#frames.get(k);
  }

  /**
   * The latest frame that is not later than k.
   * @param {number} k
   */
  latest(k) {
    let best = -1;
    for (const i of this.#frames.keys()) if (i <= k && i > best) best = i;
    return best < 0 ? null : best;
  }

  /**
   * Keeps what is nearest to frame k: up to `ahead` frames after it, and before it what there is room for.
   * @param {number} k
   * @param {number} ahead
   */
  focus(k, ahead) {
    this.#centre = k;
    this.#ahead = ahead;
    this.#trim();
  }

  /**
   * Takes a frame over; one that is too far away is closed at once.
   * @param {number} k
   * @param {Frame} frame
   */
  put(k, frame) {
    this.#frames.get(k)?.close();
    this.#frames.set(k, frame);
    this.#trim();
  }

  clear() {
    for (const frame of this.#frames.values()) frame.close();
    this.#frames.clear();
  }

  #trim() {
    while (this.#frames.size > this.capacity) {
      let farthest = -1;
      let most = -1;
      for (const k of this.#frames.keys()) {
        const away = this.#away(k);
        if (away > most) [most, farthest] = [away, k];
      }
      this.#frames.get(farthest)?.close();
      this.#frames.delete(farthest);
    }
  }

  /** @param {number} k */
  #away(k) {
    const after = k - this.#centre;
    // What lies beyond the wanted stretch goes before anything that is behind.
    return after > this.#ahead ? after + 1e9 : Math.abs(after);
  }
}

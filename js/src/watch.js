import { set } from "./dom.js";
import { GRAIN_MS, MOMENT_MS, SyncMeter, worstOf } from "./sync.js";

/**
 * @typedef {import("./camera.js").CameraPlayer} CameraPlayer
 * @typedef {import("./tile.js").Tile} Tile
 * @typedef {{ tile: Tile, camera: CameraPlayer | null, meter: SyncMeter }} Watched
 */

/** Holds what is on screen against what is due, and tells of it: at once in `data-frames-off`, now and then in words. */
export class SyncWatch {
  #flowsFrom = NaN;
  #toldAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #later = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;

  /**
   * @param {Element} root of the player
   * @param {() => Iterable<Watched>} places
   * @param {() => void} tell puts the figures into words
   * @param {AbortSignal} signal
   */
  constructor(root, places, tell, signal) {
    this.root = root;
    this.places = places;
    this.tell = tell;
    signal.addEventListener("abort", () => {
      clearTimeout(this.#later || undefined);
      clearTimeout(this.#rest);
    });
  }

  /** Playing begins. @param {number} time session time */
  start(time) {
    this.#flowsFrom = time;
    for (const { meter } of this.places()) meter.restart();
  }

  /** The clock was set elsewhere. @param {number} time session time */
  jump(time) {
    this.#flowsFrom = time;
    for (const { meter } of this.places()) meter.jump(performance.now());
  }

  /**
   * @param {number} time session time
   * @param {number} rate
   * @param {boolean} flowing whether time flows
   */
  measure(time, rate, flowing) {
    const now = performance.now();
    const then = (/** @type {number} */ delay) => {
      // Of a native video the page is told a refresh late; before the clock began to flow nothing was due.
      const back = time - rate * delay;
      return rate > 0 ? Math.max(back, this.#flowsFrom) : Math.min(back, this.#flowsFrom);
    };
    const offs = [];
    for (const { tile, camera, meter } of this.places()) {
      const ready = camera !== null && tile.element.dataset.state === "ready";
      meter.add(ready ? camera.sample(flowing ? then(camera.delay) : time) : null, now, flowing);
      tile.showOff(meter.off);
      if (meter.off !== null) offs.push(meter.off);
    }
    const worst = worstOf(offs);
    set(this.root, "data-frames-off", worst === null ? "" : String(Math.abs(worst)));
    this.say();
    clearTimeout(this.#rest);
    // Words tell the worst of a moment, and where time stands nothing else brings them up to date.
    if (!flowing) this.#rest = setTimeout(() => this.tell(), MOMENT_MS);
  }

  /** Tells of the figures, a few times a second; the last ones always. */
  say() {
    const wait = this.#toldAt + GRAIN_MS - performance.now();
    if (wait <= 0) {
      this.#toldAt = performance.now();
      this.tell();
    } else {
      this.#later ||= setTimeout(() => {
        this.#later = 0;
        this.say();
      }, wait + 1);
    }
  }
}

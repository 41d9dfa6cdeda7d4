import { set } from "../controls/dom.js";
import { Strain } from "./strain.js";
import { GRAIN_MS, MOMENT_MS, SyncMeter, worstOf } from "./sync.js";

/**
 * @typedef {import("../tiles/camera.js").CameraPlayer} CameraPlayer
 * @typedef {import("../tiles/tile.js").Tile} Tile
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
   * @param {(level: number) => void} pressed the machine is pressed otherwise
   * @param {AbortSignal} signal
   */
  constructor(root, places, tell, pressed, signal) {
    this.pressed = pressed;
    this.root = root;
    this.places = places;
    this.tell = tell;
    signal.addEventListener("abort", () => {
      clearTimeout(this.#later || undefined);
      clearTimeout(this.#rest);
    });
  }

  /** How hard the machine is pressed. */
  strain = new Strain();

  /** Playing begins. @param {number} time session time */
  start(time) {
    this.strain.restart();
    this.#flowsFrom = time;
    for (const { meter } of this.places()) meter.restart();
  }

  /** Playing has ended. */
  rest() {
    const { level } = this.strain;
    this.strain = new Strain();
    if (level) this.pressed(0);
  }

  /** The clock was set elsewhere. @param {number} time session time */
  jump(time) {
    this.#flowsFrom = time;
    this.strain.restart();
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
    if (!flowing) this.strain.restart();
    else if (this.strain.add(now, worst)) this.pressed(this.strain.level);
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

import { adjustmentOf, essence, PLAIN } from "./adjustment.js";

/** @typedef {import("./adjustment.js").Adjustment} Adjustment */

/** How long a wheel or a key may rest before what it did is told. */
const REST_MS = 250;

/** The cameras' adjustments as the store has them, and the ways to change them. */
export class Adjusting {
  /** What hands are still at, not told to the store yet. @type {Map<string, Adjustment>} */
  #live = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;

  /**
   * @param {import("../python/contract.js").Store} store
   * @param {(name: string) => void} show an adjustment has changed
   */
  constructor(store, show) {
    this.store = store;
    this.show = show;
  }

  /** @param {string} name @returns {Adjustment} */
  of(name) {
    return this.#live.get(name) ?? adjustmentOf(this.store.get("adjustments")?.[name]);
  }

  /** Shows an adjustment while hands are at it; it is told once they rest. @param {string} name @param {Partial<Adjustment>} changed */
  move(name, changed) {
    this.#live.set(name, { ...this.of(name), ...changed });
    this.show(name);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.settle(), REST_MS);
  }

  /** @param {string} name @param {Partial<Adjustment>} changed */
  set(name, changed) {
    this.#live.set(name, { ...this.of(name), ...changed });
    this.settle();
  }

  /** @param {string} name */
  reset(name) {
    this.set(name, PLAIN);
  }

  /** Tells what hands have done. */
  settle() {
    clearTimeout(this.#resting);
    if (!this.#live.size) return;
    const all = { ...this.store.get("adjustments") };
    for (const [name, adjustment] of this.#live) {
      const told = essence(adjustment);
      if (told) all[name] = told;
      else delete all[name];
    }
    const names = [...this.#live.keys()];
    this.#live.clear();
    this.store.set("adjustments", all);
    names.forEach((name) => this.show(name));
  }
}

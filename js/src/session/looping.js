import { loopAround, loopOf, withEdge } from "./loop.js";

/** The loop as the store has it, and the ways to change it. */
export class Looping {
  /**
   * @param {import("../python/contract.js").Store} store
   * @param {() => import("./loop.js").Bounds} bounds
   */
  constructor(store, bounds) {
    this.store = store;
    this.bounds = bounds;
  }

  get range() {
    return loopOf(this.store.get("loop"));
  }

  /** Begins a loop around a time, or ends the one there is. @param {number} time */
  toggle(time) {
    this.store.set("loop", this.range ? null : loopAround(time, this.bounds()));
  }

  /** @param {"start" | "stop"} edge @param {number} time */
  set(edge, time) {
    this.store.set("loop", withEdge(this.range, edge, time, this.bounds()));
  }

  /**
   * Moves an edge, where there is a loop.
   * @param {"start" | "stop"} edge
   * @param {(time: number) => number} moved
   */
  move(edge, moved) {
    const { range } = this;
    if (range) this.set(edge, moved(range[edge === "start" ? 0 : 1]));
  }
}

import { loopAround, loopOf, withEdge } from "./loop.js";

/** @typedef {{ edge: "start" | "stop", time: number }} Mark an edge that waits for the other one */

/** The loop as the store has it, and the ways to change it. */
export class Looping {
  /** @type {Mark | null} */
  marked = null;

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

  /** The loop that `toggle` would begin. @param {number} time */
  around(time) {
    return loopAround(time, this.bounds());
  }

  /** Begins a loop around a time, or ends the one there is. @param {number} time */
  toggle(time) {
    this.take(this.range ? null : this.around(time));
  }

  /** @param {import("./loop.js").Loop | null} loop */
  take(loop) {
    this.marked = null;
    this.store.set("loop", loop);
  }

  /**
   * Sets an edge by key: of the loop there is, else of the one that two such marks make.
   * @param {"start" | "stop"} edge
   * @param {number} time
   * @returns {Mark | null} what waits for its other edge
   */
  mark(edge, time) {
    const other = this.marked?.edge === edge ? null : this.marked;
    const both = other && loopOf(edge === "start" ? [time, other.time] : [other.time, time]);
    this.marked = null;
    if (this.range) this.set(edge, time);
    else if (both) this.store.set("loop", both);
    else this.marked = { edge, time };
    return this.marked;
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

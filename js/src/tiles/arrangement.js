import { clamp } from "../media/correction.js";
import { customRows } from "./layout.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("../python/contract.js").Store} Store
 */

/** Which cameras are shown, in which order, and which of them are enlarged: as the store has it, and the ways to change it. */
export class Arrangement {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
  }

  /** All cameras, in order. @returns {CameraDescriptor[]} */
  get cameras() {
    const cameras = /** @type {CameraDescriptor[]} */ (this.store.get("cameras"));
    const order = /** @type {string[]} */ (this.store.get("order") ?? []);
    const place = new Map(order.map((name, i) => [name, i]));
    // What the order does not name comes after it, as in the NWB file: sorting keeps that.
    return [...cameras].sort((a, b) => (place.get(a.name) ?? order.length) - (place.get(b.name) ?? order.length));
  }

  /** Names of all cameras, in order. */
  get names() {
    return this.cameras.map(({ name }) => name);
  }

  /** Names shown, in order. @returns {string[]} */
  get selected() {
    const chosen = new Set(this.store.get("selected"));
    return this.names.filter((name) => chosen.has(name));
  }

  /** Names of the enlarged cameras, in order; none where all share the stage. @returns {string[]} */
  get enlarged() {
    const enlarged = new Set(this.store.get("enlarged"));
    return this.selected.filter((name) => enlarged.has(name));
  }

  /** Rows of names for `custom`. @returns {string[][]} */
  get rows() {
    return this.store.get("grid") ?? [];
  }

  /**
   * Enlarges a camera, alone or beside those that are; one that is enlarged returns.
   * @param {string} name
   * @param {boolean} more beside those that are enlarged
   */
  enlarge(name, more) {
    const { enlarged } = this;
    const others = enlarged.filter((other) => other !== name);
    if (enlarged.includes(name)) this.store.set("enlarged", more ? others : []);
    else this.store.set("enlarged", more ? [...enlarged, name] : [name]);
  }

  /**
   * Gives a camera the place of another one, which makes room for it.
   * @param {string} name
   * @param {string} place
   */
  move(name, place) {
    if (name === place) return;
    if (this.store.get("layout") === "custom") {
      const rows = customRows(this.selected, this.rows);
      const swap = (/** @type {string} */ at) => (at === name ? place : at === place ? name : at);
      this.store.set("grid", rows.map((row) => row.map(swap)));
      return;
    }
    const { names } = this;
    const to = names.indexOf(place);
    const order = names.filter((other) => other !== name);
    order.splice(to, 0, name);
    this.store.set("order", order);
  }

  /**
   * Moves a camera by some places among those that are shown.
   * @param {string} name
   * @param {number} by
   */
  shift(name, by) {
    const custom = this.store.get("layout") === "custom";
    const shown = custom ? customRows(this.selected, this.rows).flat() : this.selected;
    const at = shown.indexOf(name);
    if (at >= 0) this.move(name, shown[clamp(at + by, 0, shown.length - 1)]);
  }
}

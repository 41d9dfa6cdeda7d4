import { clamp } from "../media/correction.js";
import { h, set } from "./dom.js";

/** What the videos and their controls keep, and what a table needs at least, px. */
const PLAYER_LEAST = 250;
const TABLE_LEAST = 96;
/** Of what both share, the table gets this part until the divider is moved. */
const PART = 0.34;
const TABLE_USUAL = 300;
/** So long after a change the page may not have its new sizes yet, milliseconds. */
const SETTLED = 600;
/** An arrow key moves the divider so far. */
const STEP = 24;

/**
 * How high a table may be.
 * @param {number} wanted px
 * @param {number} all that player and table share, px
 */
export function tableHeight(wanted, all) {
  return Math.round(clamp(wanted, TABLE_LEAST, Math.max(TABLE_LEAST, all - PLAYER_LEAST)));
}

/** @param {number} all px that player and table share */
export function usualHeight(all) {
  return tableHeight(Math.min(TABLE_USUAL, all * PART), all);
}

/** The line between the player and the table that is open below it: drag it, or move it by arrow keys. */
export class Divider {
  element = h("div", {
    class: "divider",
    role: "separator",
    tabindex: 0,
    hidden: true,
    "aria-orientation": "horizontal",
    "aria-label": "Height of the table",
    title: "Drag to give the table or the videos more room; a double click puts it back",
  });
  /** What the table was given by hand, px. @type {number | null} */
  #wanted = null;
  #player = 0;
  /** What player and table shared when both had the sizes they were given last. */
  #shared = 0;
  #toldAt = -Infinity;

  /**
   * @param {import("../python/contract.js").Store} store
   * @param {AbortSignal} signal
   */
  constructor(store, signal) {
    this.store = store;
    const { element } = this;
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ heard) => element.addEventListener(type, heard, { signal });
    let grip = 0;
    on("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      this.#measure();
      element.setPointerCapture(event.pointerId);
      grip = event.clientY + this.#height;
      element.toggleAttribute("data-held", true);
    });
    on("lostpointercapture", () => element.toggleAttribute("data-held", false));
    on("pointermove", (/** @type {PointerEvent} */ event) => {
      if (element.hasPointerCapture(event.pointerId)) this.#want(grip - event.clientY);
    });
    on("dblclick", () => this.#want(null));
    on("keydown", (/** @type {KeyboardEvent} */ event) => {
      const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      if (!way) return;
      this.#want(this.#height + way * STEP);
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** The page, or what is open on it, has another size. @param {number} player its height, px */
  fit(player) {
    this.#player = player;
    const open = Boolean(this.store.get("table"));
    this.element.hidden = !open;
    if (this.store.get("table") === null) return;
    if (!open || this.#wanted !== null || player < PLAYER_LEAST) this.#tell();
  }

  get #height() {
    return /** @type {number} */ (this.store.get("table_height"));
  }

  /** The page is laid out by way of Python: in the middle of a change what is measured is from before it. */
  #measure() {
    if (this.element.hasAttribute("data-held") || performance.now() - this.#toldAt < SETTLED) return;
    this.#shared = this.#player + (this.store.get("table") ? this.#height : 0);
  }

  /** @param {number | null} wanted px; null for the usual */
  #want(wanted) {
    this.#measure();
    this.#wanted = wanted === null ? null : tableHeight(wanted, this.#shared);
    this.#tell();
  }

  #tell() {
    this.#measure();
    const height = this.#wanted === null ? usualHeight(this.#shared) : tableHeight(this.#wanted, this.#shared);
    if (Math.abs(height - this.#height) > 1) {
      this.#toldAt = performance.now();
      this.store.set("table_height", height);
    }
    set(this.element, "aria-valuenow", String(height));
    set(this.element, "aria-valuemin", String(TABLE_LEAST));
    set(this.element, "aria-valuemax", String(Math.max(TABLE_LEAST, Math.round(this.#shared - PLAYER_LEAST))));
  }
}

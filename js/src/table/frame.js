import cross from "@tabler/icons/outline/x.svg";
import { PRESS } from "../controls/foreignkeys.js";
import { h, iconOf, set, write } from "../controls/dom.js";
import css from "../styles/table.css";
import { RowCursor } from "./rowcursor.js";

/** @typedef {import("../python/contract.js").Store} Store */

const HOW = "↓ from a filter goes into the rows, ↑ ↓ move, Enter goes there; numbers: 3, > 3, 2 – 5";

/** A table's name, how many of its rows pass the filters, which other tables there are; below, the Tabulator. */
export class IntervalsFrame {
  #stop = new AbortController();
  #choice = h("select", { "aria-label": "Table" });
  #name = h("h3");
  #count = h("span", { class: "count", role: "status" });
  #all = h("button", { type: "button", class: "all", hidden: true }, "Clear filters");
  #close = h("button", { type: "button", class: "icon-button close", "aria-label": "Close table", title: "Close table" }, iconOf(cross));
  /** @type {RowCursor | null} */
  #cursor = null;

  /** @param {Store} store @param {HTMLElement} child the Tabulator's place */
  constructor(store, child) {
    this.store = store;
    const style = h("style");
    style.textContent = css;
    const line = h("div", { class: "line" }, this.#name, this.#choice, this.#count, this.#all, h("span", { class: "how" }, HOW), this.#close);
    this.root = h("div", { class: "frame" }, style, line, child);
    const { signal } = this.#stop;
    this.#choice.addEventListener("change", () => store.set("shown", this.#choice.value), { signal });
    this.#all.addEventListener("click", () => this.#clear(), { signal });
    this.#close.addEventListener("click", () => store.set("shown", ""), { signal });
    // Before Tabulator, which scrolls by arrow keys.
    this.root.addEventListener("keydown", (event) => this.#pressed(event), { signal, capture: true });
    for (const name of ["title", "names", "count", "passing", "closable"]) store.on(name, () => this.#build());
    this.#build();
  }

  /** The Tabulator is there. @param {any} tabulator @param {import("./rowcursor.js").Pages} pages */
  take(tabulator, pages) {
    if (this.#cursor?.tabulator === tabulator) return;
    const { signal } = this.#stop;
    const cursor = new RowCursor(tabulator, pages, signal);
    this.#cursor = cursor;
    const { grid } = cursor;
    // The server sends the rows that pass; what numbers pass "> 3" Tabulator does not know.
    tabulator.modules.filter.filterRow = () => true;
    const holder = /** @type {HTMLElement} */ (grid.querySelector(".tabulator-tableholder"));
    grid.tabIndex = 0;
    // Tabulator's own focus, within a grid, would need a role that may be there.
    holder.tabIndex = -1;
    set(holder, "role", "rowgroup");
    holder.querySelector(".tabulator-table")?.setAttribute("role", "presentation");
    set(grid, "aria-label", `Rows of ${this.store.get("title")}`);
    holder.addEventListener("focus", () => grid.focus({ preventScroll: true }), { signal });
    grid.addEventListener("focusin", (event) => {
      if (event.target === grid) cursor.enter();
    }, { signal });
    grid.addEventListener("focusout", (event) => {
      if (event.target === grid) cursor.leave();
    }, { signal });
  }

  dispose() {
    this.#stop.abort();
  }

  #build() {
    const { store } = this;
    const names = /** @type {string[]} */ (store.get("names"));
    const title = /** @type {string} */ (store.get("title"));
    write(this.#name, title);
    this.#name.hidden = names.length > 1;
    this.#choice.hidden = names.length < 2;
    this.#choice.replaceChildren(...names.map((name) => h("option", { value: name, selected: name === title }, name)));
    this.#close.hidden = !store.get("closable");
    const [count, passing] = [store.get("count"), store.get("passing")];
    const few = passing < count;
    const all = `${count.toLocaleString("en")} row${count === 1 ? "" : "s"}`;
    write(this.#count, few ? `${passing.toLocaleString("en")} of ${all}` : all);
    this.#all.hidden = !few;
  }

  #clear() {
    const tabulator = this.#cursor?.tabulator;
    tabulator?.clearHeaderFilter();
    this.#cursor?.grid.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const cursor = this.#cursor;
    if (!cursor || event.altKey) return;
    const rows = target === cursor.grid;
    if (target instanceof HTMLInputElement) {
      if (event.key !== "ArrowDown" && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      cursor.grid.focus();
      cursor.enter(true);
      return;
    }
    if (rows && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const done = cursor.press(event.key);
      if (done === "above") /** @type {HTMLElement | null} */ (cursor.grid.querySelector("input"))?.focus();
      if (done) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
    }
    // The player's keys go on working beside it.
    const to = this.store.get("player");
    if (to) document.dispatchEvent(new CustomEvent(PRESS, { detail: { player: to, event } }));
  }
}

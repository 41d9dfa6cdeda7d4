import down from "@tabler/icons/outline/chevron-down.svg";
import up from "@tabler/icons/outline/chevron-up.svg";
import { hint } from "./chosenkeys.js";
import { h, iconButton, set, write } from "./dom.js";
import { Popup } from "./popup.js";

/** @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor */

/** From how many cameras on a field to search them pays. */
const MANY = 8;

/** The menu of cameras: which are shown, and in which order. */
export class CameraMenu {
  #button = h("button", { type: "button", class: "menu-button", "aria-expanded": "false", "aria-haspopup": "true" });
  #search = h("input", { type: "search", class: "search", placeholder: "Search", "aria-label": "Search cameras" });
  #list = h("div", { class: "camera-list", role: "group", "aria-label": "Cameras shown" });
  #actions;
  /** In order. @type {string[]} */
  #names = [];
  #name = "Cameras";
  #count = 0;

  /**
   * @param {object} actions
   * @param {(names: string[]) => void} actions.select
   * @param {(name: string, by: number) => void} actions.move a camera by some places
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#actions = actions;
    const all = h("button", { type: "button" }, "All");
    const none = h("button", { type: "button" }, "None");
    all.addEventListener("click", () => actions.select(this.#names), { signal });
    none.addEventListener("click", () => actions.select([]), { signal });
    this.panel = h("div", { class: "menu" }, this.#search, this.#list, h("div", { class: "menu-foot" }, all, none));
    this.#search.addEventListener("input", () => this.#filter());
    this.element = new Popup("menu-anchor", this.#button, this.panel, signal).element;
    hint(this.#button, ["cameras"], (key) => `Which cameras are shown, and in which order (${key})`);
  }

  /** By key: the focus goes with it. */
  open() {
    if (this.panel.hidden) this.#button.click();
    /** @type {HTMLElement | null} */ (this.panel.querySelector("input:not([hidden])"))?.focus();
  }

  /**
   * @param {CameraDescriptor[]} cameras in order
   * @param {string[]} selected
   */
  show(cameras, selected) {
    this.#names = cameras.map((camera) => camera.name);
    this.#search.hidden = cameras.length < MANY;
    this.#list.replaceChildren(...cameras.map((camera, i) => this.#row(camera, i === 0, i === cameras.length - 1)));
    this.tick(selected);
    this.#filter();
  }

  /** Changes the ticks without making the list anew, so that the keyboard keeps its place. @param {string[]} selected */
  tick(selected) {
    this.#count = selected.length;
    this.#label();
    this.#boxes().forEach((box, i) => {
      box.checked = selected.includes(this.#names[i]);
    });
  }

  /** What the menu is called: it may hold more than the cameras. @param {string} name */
  name(name) {
    this.#name = name;
    this.#label();
  }

  #label() {
    write(this.#button, `${this.#name} ${this.#count}/${this.#names.length}`);
  }

  /**
   * @param {CameraDescriptor} camera
   * @param {boolean} first
   * @param {boolean} last
   */
  #row({ name, label }, first, last) {
    const box = h("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const boxes = this.#boxes();
      this.#actions.select(this.#names.filter((_, i) => boxes[i].checked));
    });
    const mover = (/** @type {string} */ icon, /** @type {string} */ way, /** @type {number} */ by, /** @type {boolean} */ off) => {
      const button = iconButton(icon, `Move ${label} ${way}`);
      button.disabled = off;
      button.dataset.way = way;
      button.addEventListener("click", () => this.#move(name, by, way));
      return button;
    };
    const movers = [mover(up, "earlier", -1, first), mover(down, "later", 1, last)];
    const row = h("div", { class: "camera-row" }, h("label", {}, box, h("span", {}, label)), ...movers);
    set(row, "data-camera", name);
    return row;
  }

  /** @param {string} name @param {number} by @param {string} way */
  #move(name, by, way) {
    this.#actions.move(name, by);
    // The list was made anew: the keyboard goes on where it was.
    const row = [...this.#list.children].find((one) => one.getAttribute("data-camera") === name);
    const buttons = [...(row?.querySelectorAll("button") ?? [])];
    (buttons.find((button) => button.dataset.way === way && !button.disabled) ?? buttons.find((b) => !b.disabled))?.focus();
  }

  #filter() {
    const wanted = this.#search.hidden ? "" : this.#search.value.trim().toLowerCase();
    for (const row of this.#list.children) {
      /** @type {HTMLElement} */ (row).hidden = !row.textContent?.toLowerCase().includes(wanted);
    }
  }

  #boxes() {
    return [...this.#list.querySelectorAll("input")];
  }
}

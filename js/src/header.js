import column from "@tabler/icons/outline/layout-rows.svg";
import custom from "@tabler/icons/outline/layout-board.svg";
import full from "@tabler/icons/outline/maximize.svg";
import grid from "@tabler/icons/outline/layout-grid.svg";
import row from "@tabler/icons/outline/layout-columns.svg";
import { h, iconButton, set, write } from "./dom.js";

/**
 * @typedef {import("./contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("./contract.js").Layout} Layout
 * @typedef {{ setLayout: (layout: Layout) => void, select: (names: string[]) => void, fullscreen: () => void }} Actions
 */

/** @type {[Layout, string, string][]} */
const LAYOUTS = [
  ["row", row, "Side by side"],
  ["column", column, "One above the other"],
  ["grid", grid, "Grid"],
  ["custom", custom, "Rows as given in video_grid"],
];

/** The band above the pictures: which session, what needs attention, what is shown and how. */
export class Header {
  #title = h("h2", { class: "title" });
  #subtitle = h("span", { class: "subtitle" });
  #layouts = h("div", { class: "layouts", role: "radiogroup", "aria-label": "Layout" });
  #button = h("button", { type: "button", class: "menu-button", "aria-expanded": "false", "aria-haspopup": "true" });
  #list = h("div", { class: "camera-list", role: "group", "aria-label": "Cameras shown" });
  #menu;
  #bar;
  #actions;
  /** @type {string[]} */
  #names = [];

  /**
   * @param {Actions} actions
   * @param {HTMLElement} pill what it says of the cameras
   * @param {AbortSignal} signal
   */
  constructor(actions, pill, signal) {
    this.#actions = actions;
    for (const [layout, icon, name] of LAYOUTS) {
      const button = iconButton(icon, name);
      set(button, "role", "radio");
      button.dataset.layout = layout;
      button.addEventListener("click", () => actions.setLayout(layout), { signal });
      this.#layouts.append(button);
    }
    this.#layouts.addEventListener("keydown", (event) => this.#arrow(event), { signal });
    const all = h("button", { type: "button" }, "All");
    const none = h("button", { type: "button" }, "None");
    all.addEventListener("click", () => actions.select(this.#names), { signal });
    none.addEventListener("click", () => actions.select([]), { signal });
    this.#menu = h("div", { class: "menu", hidden: true }, this.#list, h("div", { class: "menu-foot" }, all, none));
    this.#button.addEventListener("click", () => this.#toggle(this.#menu.hidden === true), { signal });
    const anchor = h("div", { class: "menu-anchor" }, this.#button, this.#menu);
    const fullscreen = iconButton(full, "Fullscreen", "F");
    fullscreen.addEventListener("click", () => actions.fullscreen(), { signal });
    this.#bar = h("div", { class: "header-actions" }, this.#layouts, anchor, fullscreen);
    this.element = h("div", { class: "header" }, this.#title, this.#subtitle, pill, this.#bar);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.#menu.hidden) {
        this.#toggle(false);
        this.#button.focus();
        event.stopPropagation();
      }
    });
    anchor.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !anchor.contains(/** @type {Node} */ (event.relatedTarget))) this.#toggle(false);
    });
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (!event.composedPath().includes(anchor)) this.#toggle(false);
      },
      { signal },
    );
  }

  /** @param {string} name @param {string} subtitle */
  showSession(name, subtitle) {
    write(this.#title, name);
    set(this.#title, "title", name);
    write(this.#subtitle, subtitle);
  }

  /**
   * @param {CameraDescriptor[]} cameras
   * @param {string[]} selected
   */
  showCameras(cameras, selected) {
    this.#names = cameras.map((camera) => camera.name);
    write(this.#button, `Cameras ${selected.length}/${cameras.length}`);
    this.#list.replaceChildren(
      ...cameras.map((camera) => {
        const box = h("input", { type: "checkbox", checked: selected.includes(camera.name) });
        box.addEventListener("change", () => {
          const boxes = [...this.#list.querySelectorAll("input")];
          this.#actions.select(this.#names.filter((_, i) => boxes[i].checked));
        });
        return h("label", {}, box, h("span", {}, camera.label));
      }),
    );
  }

  /** Changes the ticks without making the list anew, so that the keyboard keeps its place. @param {string[]} selected */
  tick(selected) {
    write(this.#button, `Cameras ${selected.length}/${this.#names.length}`);
    [...this.#list.querySelectorAll("input")].forEach((box, i) => {
      box.checked = selected.includes(this.#names[i]);
    });
  }

  /**
   * @param {Layout} layout
   * @param {boolean} hasCustom whether rows were given
   */
  showLayout(layout, hasCustom) {
    for (const button of this.#layouts.querySelectorAll("button")) {
      const on = button.dataset.layout === layout;
      set(button, "aria-checked", String(on));
      button.tabIndex = on ? 0 : -1;
      button.hidden = button.dataset.layout === "custom" && !hasCustom;
    }
  }

  /** A narrow cell keeps the layouts in the menu. @param {boolean} narrow */
  fold(narrow) {
    if (narrow === (this.#layouts.parentElement === this.#menu)) return;
    if (narrow) this.#menu.prepend(this.#layouts);
    else this.#bar.prepend(this.#layouts);
  }

  /** @param {boolean} open */
  #toggle(open) {
    this.#menu.hidden = !open;
    set(this.#button, "aria-expanded", String(open));
  }

  /** Arrow keys move within the radio group, as in every other one. @param {KeyboardEvent} event */
  #arrow(event) {
    const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
    if (!forward && event.key !== "ArrowLeft" && event.key !== "ArrowUp") return;
    const buttons = [...this.#layouts.querySelectorAll("button")].filter((button) => !button.hidden);
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    const to = buttons[(at + (forward ? 1 : -1) + buttons.length) % buttons.length];
    to.click();
    to.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

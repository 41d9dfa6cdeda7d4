import { CameraMenu } from "./cameramenu.js";
import column from "@tabler/icons/outline/layout-rows.svg";
import custom from "@tabler/icons/outline/layout-board.svg";
import free from "@tabler/icons/outline/layout-dashboard.svg";
import full from "@tabler/icons/outline/maximize.svg";
import grid from "@tabler/icons/outline/layout-grid.svg";
import row from "@tabler/icons/outline/layout-columns.svg";
import { h, iconButton, set, write } from "./dom.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("../python/contract.js").Layout} Layout
 * @typedef {object} Actions
 * @prop {(layout: Layout) => void} setLayout
 * @prop {(names: string[]) => void} select
 * @prop {(name: string, by: number) => void} move a camera by some places
 * @prop {() => void} fullscreen
 */

/** @type {[Layout, string, string][]} */
const LAYOUTS = [
  ["row", row, "Side by side"],
  ["column", column, "One above the other"],
  ["grid", grid, "Grid"],
  ["free", free, "Free: as the pictures fit best"],
  ["custom", custom, "Rows as given in video_grid"],
];

/** The band above the pictures: which session, what needs attention, what is shown and how. */
export class Header {
  #title = h("h2", { class: "title" });
  #subtitle = h("span", { class: "subtitle" });
  #layouts = h("div", { class: "layouts", role: "radiogroup", "aria-label": "Layout" });
  #menu;
  #bar;
  #theme;
  #full;

  /**
   * @param {Actions} actions
   * @param {HTMLElement} pill what it says of the cameras
   * @param {HTMLElement} share what sends the view to others
   * @param {HTMLElement} theme the button for the other theme
   * @param {AbortSignal} signal
   */
  constructor(actions, pill, share, theme, signal) {
    for (const [layout, icon, name] of LAYOUTS) {
      const button = iconButton(icon, name);
      set(button, "role", "radio");
      button.dataset.layout = layout;
      button.addEventListener("click", () => actions.setLayout(layout), { signal });
      this.#layouts.append(button);
    }
    this.#layouts.addEventListener("keydown", (event) => this.#arrow(event), { signal });
    this.#menu = new CameraMenu(actions, signal);
    const fullscreen = iconButton(full, "Fullscreen", "fullscreen");
    fullscreen.addEventListener("click", () => actions.fullscreen(), { signal });
    this.#theme = theme;
    this.#full = fullscreen;
    this.#bar = h("div", { class: "header-actions" }, this.#layouts, this.#menu.element, share, theme, fullscreen);
    this.element = h("div", { class: "header" }, this.#title, this.#subtitle, pill, this.#bar);
  }

  /** @param {string} name @param {string} subtitle */
  showSession(name, subtitle) {
    write(this.#title, name);
    set(this.#title, "title", name);
    write(this.#subtitle, subtitle);
  }

  /**
   * @param {CameraDescriptor[]} cameras in order
   * @param {string[]} selected
   */
  showCameras(cameras, selected) {
    this.#menu.show(cameras, selected);
  }

  /** @param {string[]} selected */
  tick(selected) {
    this.#menu.tick(selected);
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

  openCameras() {
    this.#menu.open();
  }

  /** A narrow cell keeps the layouts and the theme in the menu. @param {boolean} narrow */
  fold(narrow) {
    if (narrow === this.#menu.panel.contains(this.#layouts)) return;
    if (narrow) this.#menu.panel.prepend(this.#layouts, this.#theme);
    else {
      this.#bar.prepend(this.#layouts);
      this.#full.before(this.#theme);
    }
    this.#menu.name(narrow ? "View" : "Cameras");
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

import { hint, keyText } from "../controls/chosenkeys.js";
import { h } from "../controls/dom.js";
import { singular } from "./intervals.js";
import { CAMERAS } from "./lanes.js";

/**
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./lanes.js").Lanes} Lanes
 */

/** Of the columns in the list of one lane's colours. */
const LONGEST = 60;

/** The small menu at a lane's label, and the list of all lanes. */
export class LaneMenu {
  element = h("div", { class: "lane-menu", role: "dialog", tabindex: -1, hidden: true });
  /** What the menu was opened with; it gets the focus back. @type {HTMLElement | null} */
  #opener = null;
  /** What is shown; null where the menu is closed. @type {(() => HTMLElement[]) | null} */
  #content = null;
  /** Ends the listeners of an open menu. */
  #opened = new AbortController();

  /**
   * @param {Lanes} lanes
   * @param {import("./cameralanes.js").CameraLanes} cameras
   * @param {AbortSignal} signal
   */
  constructor(lanes, cameras, signal) {
    this.lanes = lanes;
    this.cameras = cameras;
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (!this.#owns(event)) this.close(false);
      },
      { signal, capture: true },
    );
    signal.addEventListener("abort", () => this.#opened.abort());
  }

  /** @param {string} name @param {HTMLElement} opener */
  toggleLane(name, opener) {
    this.#toggle(opener, `Lane ${name}`, () => {
      const lane = this.lanes.all.find(({ table }) => table.name === name);
      return lane ? this.#lane(lane) : [];
    });
  }

  /** @param {string} name @param {HTMLElement} opener */
  toggleCamera(name, opener) {
    this.#toggle(opener, "Camera lane", () => this.#camera(name));
  }

  /**
   * @param {number} cameras how many there are
   * @param {string[]} left lanes that there is no room for
   * @param {HTMLElement} opener
   */
  toggleList(cameras, left, opener) {
    this.#toggle(opener, "Lanes", () => this.#list(cameras, left));
  }

  /** Shows what has changed meanwhile. */
  refresh() {
    if (!this.#content) return;
    const root = /** @type {Document | ShadowRoot} */ (this.element.getRootNode());
    const focused = root.activeElement?.getAttribute("data-key");
    this.element.replaceChildren(...this.#content());
    if (focused) this.#find(focused)?.focus();
  }

  /** @param {boolean} back whether the focus returns to what opened the menu */
  close(back) {
    if (!this.#content) return;
    this.#content = null;
    this.#opened.abort();
    this.element.hidden = true;
    const opener = this.#shownOpener();
    opener?.setAttribute("aria-expanded", "false");
    if (back) opener?.focus();
  }

  /** Closes the menu once the focus is elsewhere, and on Escape wherever the focus is. */
  #listen() {
    this.#opened = new AbortController();
    const how = { signal: this.#opened.signal, capture: true };
    // Focus that moves within one root tells the nodes of that root alone.
    const root = /** @type {Document | ShadowRoot} */ (this.element.getRootNode());
    for (const place of new Set([root, document])) {
      place.addEventListener("focusin", (event) => {
        if (!this.#owns(event)) this.close(false);
      }, how);
    }
    // Past the last element of the page the focus goes nowhere, which `focusin` does not tell.
    let tabbed = false;
    this.element.addEventListener("focusout", (event) => {
      if (tabbed && !event.relatedTarget) this.close(false);
    }, how);
    root.addEventListener("keydown", (event) => {
      const { key } = /** @type {KeyboardEvent} */ (event);
      tabbed = key === "Tab";
      if (tabbed) setTimeout(() => (tabbed = false));
      if (key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close(true);
    }, how);
  }

  /** Whether something happened in the menu or to what opened it. @param {Event} event */
  #owns(event) {
    const path = event.composedPath();
    const opener = this.#shownOpener();
    return path.includes(this.element) || Boolean(opener && path.includes(opener));
  }

  /** What opened the menu, or what has taken its place since: labels are made anew when a lane is chosen. */
  #shownOpener() {
    if (!this.#opener || this.#opener.isConnected) return this.#opener;
    const root = /** @type {Document | ShadowRoot} */ (this.element.getRootNode());
    const name = this.#opener.getAttribute("aria-label");
    const labels = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("button.lane-label"));
    return [...labels].find((label) => label.getAttribute("aria-label") === name) ?? null;
  }

  /** @param {HTMLElement} opener @param {string} label @param {() => HTMLElement[]} content */
  #toggle(opener, label, content) {
    const again = this.#content !== null && this.#shownOpener() === opener;
    this.close(false);
    if (again) return;
    this.#opener = opener;
    this.#content = content;
    this.#listen();
    this.element.setAttribute("aria-label", label);
    this.element.replaceChildren(...content());
    this.element.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    // The menu itself, so that the player's keys, space above all, go on working; Tab goes to what is in it.
    this.element.focus();
  }

  /** @param {string} key @returns {HTMLElement | undefined} */
  #find(key) {
    const all = /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll("[data-key]"));
    return [...all].find((element) => element.dataset.key === key);
  }

  /** @param {string} name @returns {HTMLElement[]} */
  #camera(name) {
    const { cameras } = this;
    const camera = cameras.camera(name);
    if (!camera) return [];
    const button = (/** @type {string} */ text, /** @type {() => void} */ act, /** @type {import("../controls/keys.js").CommandName | null} */ key = null) => {
      const one = h("button", { type: "button", "data-key": text }, text);
      if (key) hint(one, [key], (cap) => `${text} (${cap}, of the camera with the outline)`);
      one.addEventListener("click", act);
      return one;
    };
    const gaps = cameras.gaps(camera).length > 0;
    const ways = /** @type {[string, -1 | 1, "previousGap" | "nextGap"][]} */ ([["Previous gap", -1, "previousGap"], ["Next gap", 1, "nextGap"]]);
    return [
      h("h3", {}, shown(camera.label)),
      ...cameras.words(camera).map((words) => h("p", {}, words)),
      h(
        "div",
        { class: "lane-actions" },
        button("First frame", () => cameras.goTo(camera, "start")),
        button("Last frame", () => cameras.goTo(camera, "last")),
        ...(gaps ? ways.map(([text, way, key]) => button(text, () => cameras.goToGap(name, way), key)) : []),
      ),
    ];
  }

  /** @param {Lane} lane @returns {HTMLElement[]} */
  #lane({ table, colouring, coloured, failure }) {
    const { name, count, description, notes, columns } = table;
    const what = table.instant ? "event" : "interval";
    /** @type {HTMLElement[]} */
    const parts = [
      h("h3", {}, shown(name)),
      h("p", {}, `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}${description ? ` · ${description}` : ""}`),
    ];
    if (failure) parts.push(h("p", { class: "note" }, `They did not arrive: ${failure}.`));
    for (const note of notes) parts.push(h("p", { class: "note" }, `${note.what}. ${note.why}`));
    if (columns.length) {
      const choose = h("select", { "data-key": "colour", "aria-label": `Colour ${name} by` });
      choose.append(h("option", { value: "" }, "one colour"));
      for (const column of columns) choose.append(h("option", { value: column.name, title: column.description }, shown(column.name)));
      choose.value = coloured;
      choose.addEventListener("change", () => this.lanes.setColour(name, choose.value));
      parts.push(h("label", {}, "Colour by", choose));
    }
    if (colouring) {
      const entries = colouring.legend.map(({ text, colour }) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.background = colour;
        return h("li", {}, swatch, shown(text));
      });
      parts.push(h("ul", { class: "legend" }, ...entries));
    }
    const chosen = this.lanes.chosen?.table.name === name;
    const step = h("button", { type: "button", "data-key": "choose", "aria-pressed": String(chosen) });
    const [next, previous] = [keyText("next"), keyText("previous")];
    step.append(chosen ? `Next and previous (${next}, ${previous}) use this lane` : `Use for next and previous (${next}, ${previous})`);
    step.addEventListener("click", () => this.lanes.choose(name));
    const hide = h("button", { type: "button", "data-key": "hide" }, "Hide this lane");
    hide.addEventListener("click", () => {
      this.close(true);
      this.lanes.hide(name, true);
    });
    if (this.lanes.opened === null) return [...parts, h("div", { class: "lane-actions" }, step, hide)];
    const open = this.lanes.opened === name;
    const rows = h("button", { type: "button", "data-key": "table" }, open ? "Close the table" : "Open the table");
    rows.addEventListener("click", () => this.lanes.openTable(open ? "" : name));
    return [...parts, h("div", { class: "lane-actions" }, step, rows, hide)];
  }

  /** @param {number} cameras @param {string[]} left @returns {HTMLElement[]} */
  #list(cameras, left) {
    const entry = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ more) => {
      const box = h("input", { type: "checkbox", checked: !this.lanes.hidden(name), "data-key": `show ${name}` });
      box.addEventListener("change", () => this.lanes.hide(name, !box.checked));
      return h("label", { class: "lane-entry" }, box, h("span", {}, shown(label)), h("span", { class: "more" }, more));
    };
    const tables = this.lanes.all.map(({ table }) => {
      const more = left.includes(table.name) ? "no room" : table.count.toLocaleString("en");
      const options = h("button", { type: "button", class: "quiet", "data-key": `options ${table.name}`, title: `Colour and steps of ${singular(table.name)}s` }, "…");
      options.setAttribute("aria-label", `Options of ${table.name}`);
      options.addEventListener("click", () => {
        this.#content = () => this.#lane(/** @type {Lane} */ (this.lanes.all.find((lane) => lane.table.name === table.name)));
        this.refresh();
        this.#find("colour")?.focus();
      });
      return h("div", { class: "lane-line" }, entry(table.name, table.name, more), options);
    });
    const problems = this.lanes.problems.map(({ what, why, cure }) => h("p", { class: "note" }, `${what}. ${why} ${cure}`));
    return [h("h3", {}, "Lanes"), ...problems, entry(CAMERAS, "cameras", String(cameras)), ...tables];
  }
}

/** @param {string} text */
function shown(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

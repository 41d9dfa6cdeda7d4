import cross from "@tabler/icons/outline/x.svg";
import { LookControls } from "./lookcontrols.js";
import { MOST_LIGHT, PLAIN, turned } from "./adjustment.js";
import { h, iconButton, set, write } from "../controls/dom.js";

/**
 * @typedef {import("./adjustment.js").Adjustment} Adjustment
 * @typedef {"brightness" | "contrast" | "gamma"} Light
 */

/** @type {[Light, string][]} */
const LIGHTS = [
  ["brightness", "Brightness"],
  ["contrast", "Contrast"],
  ["gamma", "Gamma"],
];
/** Sliders go by powers, so that half and double are equally far from the middle. */
const ENDS = Math.log2(MOST_LIGHT);

/** What turns and lights the picture of one camera at a time. */
export class AdjustPanel {
  #title = h("h3");
  #about = "";
  #sliders;
  /** A pointer presses a button that may turn this camera's picture. @type {(name: string) => void} */
  onhand = () => {};
  /** The tile that it is about, and what gets the focus back. @type {HTMLElement | null} */
  #opener = null;
  #look;
  /** Of a camera whose frames are stored as numbers. @type {import("./levels.js").StoredNumbers | null} */
  #numbers = null;

  /** @param {import("./adjusting.js").Adjusting} adjusting */
  constructor(adjusting) {
    this.adjusting = adjusting;
    this.#look = new LookControls(adjusting);
    this.#sliders = LIGHTS.map(([light, label]) => {
      const input = h("input", { type: "range", min: -ENDS, max: ENDS, step: "any", "aria-label": label });
      const value = h("output");
      input.addEventListener("input", () => adjusting.move(this.#about, { [light]: valueAt(Number(input.value)) }));
      input.addEventListener("change", () => adjusting.settle());
      input.addEventListener("dblclick", () => adjusting.set(this.#about, { [light]: 1 }));
      return { light, input, value, row: h("label", {}, h("span", {}, label), input, value) };
    });
    const close = iconButton(cross, "Close");
    close.addEventListener("click", () => this.close());
    const button = (/** @type {string} */ text, /** @type {(now: Adjustment) => Partial<Adjustment>} */ change) => {
      const made = h("button", { type: "button" }, text);
      made.addEventListener("click", (event) => {
        // A press of the pointer's; the next one is to find the button where this one did.
        if (event.detail > 0) this.onhand(this.#about);
        adjusting.set(this.#about, change(adjusting.of(this.#about)));
      });
      return made;
    };
    this.element = h(
      "div",
      { class: "adjust", role: "dialog", hidden: true },
      h("div", { class: "adjust-head" }, this.#title, close),
      this.#look.element,
      ...this.#sliders.map(({ row }) => row),
      h(
        "div",
        { class: "adjust-foot" },
        button("Rotate", turned),
        button("Mirror", ({ flip }) => ({ flip: !flip })),
        button("Reset zoom", () => ({ zoom: PLAIN.zoom })),
        button("Reset all", () => PLAIN),
      ),
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.close();
      event.stopPropagation();
    });
  }

  /** Opens for a camera; closes where it is open for it. @param {string} name @param {string} label @param {HTMLElement} tile @param {import("./levels.js").StoredNumbers | null} numbers */
  toggle(name, label, tile, numbers) {
    if (!this.element.hidden && this.#about === name) {
      this.close();
      return;
    }
    this.#about = name;
    this.#opener = tile;
    this.#numbers = numbers;
    write(this.#title, label);
    set(this.element, "aria-label", `Adjust ${label}`);
    this.element.hidden = false;
    this.show(name);
    this.follow();
    [...this.element.querySelectorAll("input")].find((input) => input.offsetParent !== null)?.focus();
  }

  /** The tiles may have moved. */
  follow() {
    const tile = this.#opener;
    if (this.element.hidden || !tile) return;
    // Beside the tile's own corner, and on the stage whatever the tile's size.
    const stage = /** @type {HTMLElement} */ (this.element.offsetParent ?? this.element.parentElement);
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.min(tile.offsetLeft + tile.offsetWidth - offsetWidth - 8, stage.clientWidth - offsetWidth - 8);
    const top = Math.min(tile.offsetTop + 40, stage.clientHeight - offsetHeight - 8);
    this.element.style.left = `${Math.max(8, left)}px`;
    this.element.style.top = `${Math.max(8, top)}px`;
  }

  /** A camera's adjustment has changed. @param {string} name */
  show(name) {
    if (this.element.hidden || name !== this.#about) return;
    const adjustment = this.adjusting.of(name);
    if (this.#numbers) this.#look.show(name, this.#numbers.of(adjustment.plane, () => this.show(name)));
    else this.#look.hide();
    // What is known of the numbers makes it taller.
    this.follow();
    for (const { light, input, value } of this.#sliders) {
      const text = adjustment[light].toFixed(2);
      input.value = String(Math.log2(adjustment[light]));
      set(input, "aria-valuetext", text);
      write(value, text);
    }
  }

  close() {
    this.element.hidden = true;
    this.#opener?.focus({ preventScroll: true });
  }
}

/** @param {number} power */
function valueAt(power) {
  const value = Number((2 ** power).toFixed(2));
  // The middle is easy to find again; a step by key leaves it.
  return Math.abs(value - 1) < 0.025 ? 1 : value;
}

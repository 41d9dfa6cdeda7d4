import { h, set, write } from "../controls/dom.js";
import { PLAIN } from "./adjustment.js";

/**
 * @typedef {import("./adjustment.js").Adjustment} Adjustment
 * @typedef {import("./levels.js").Levels} Levels
 * @typedef {"low" | "high"} Edge
 */

/** @type {[Edge, string, string][]} */
const EDGES = [
  ["low", "Black", "the number that is black"],
  ["high", "White", "the number that is white"],
];
/** Tells the colours of one page's players apart. */
let groups = 0;

/** How the numbers of stored frames become a picture: which are black and white, colours, and the plane of a volume. */
export class LookControls {
  #about = "";
  /** @type {Levels | null} */
  #levels = null;
  #edges;
  #plane;
  #colours = h("fieldset", { class: "colours" });
  #words = h("p", { class: "look-words", role: "status" });
  #group = `nwb-video-colours-${(groups += 1)}`;

  /** @param {import("./adjusting.js").Adjusting} adjusting */
  constructor(adjusting) {
    this.adjusting = adjusting;
    this.#plane = row("Plane", "plane of the volume", (plane) => this.#change({ plane: Math.round(plane) }), () => adjusting.settle());
    this.#edges = EDGES.map(([edge, label, told]) => ({
      edge,
      ...row(label, told, (value) => this.#change({ [edge]: this.#apart(edge, value) }), () => adjusting.settle()),
    }));
    const suggest = h("button", { type: "button", title: "Black and white as 0.3 and 99.7 % of the numbers in a few frames have it" }, "Auto contrast");
    suggest.addEventListener("click", () => this.#suggest());
    this.#suggestion = h("div", { class: "look-foot" }, suggest);
    this.element = h(
      "div",
      { class: "look", role: "group", "aria-label": "How stored numbers are shown", hidden: true },
      this.#plane.element,
      ...this.#edges.map(({ element }) => element),
      this.#suggestion,
      this.#colours,
      this.#words,
    );
  }

  #suggestion;

  /** For a camera; null levels are still on their way, text tells why there are none. @param {string} name @param {Levels | string | null} told */
  show(name, told) {
    this.#about = name;
    this.element.hidden = false;
    const levels = typeof told === "string" ? null : told;
    if (levels !== this.#levels) {
      this.#levels = levels;
      this.#build();
    }
    write(this.#words, typeof told === "string" ? `Which numbers there are is not known: ${told}.` : levels ? "" : "Looking at the numbers…");
    for (const { element } of this.#edges) element.hidden = levels === null;
    this.#suggestion.hidden = levels === null;
    this.#plane.element.hidden = (levels?.planes ?? 1) < 2;
    this.#colours.hidden = !levels?.colormaps;
    if (levels) this.#fill(levels, this.adjusting.of(name));
  }

  hide() {
    this.element.hidden = true;
  }

  /** @param {Levels} levels @param {Adjustment} adjustment */
  #fill(levels, adjustment) {
    const [low, high] = [adjustment.low ?? levels.low, adjustment.high ?? levels.high];
    const [least, most] = [Math.min(levels.least, low), Math.max(levels.most, high)];
    for (const { edge, put } of this.#edges) put(edge === "low" ? low : high, least, most, levels.whole);
    const last = (levels.planes ?? 1) - 1;
    this.#plane.put(Math.min(adjustment.plane, last), 0, last, true);
    for (const input of this.#colours.querySelectorAll("input")) input.checked = input.value === adjustment.colormap;
  }

  /** The colours that there are, each with its swatch. */
  #build() {
    const legend = h("legend", {}, "Colours");
    const choices = Object.entries(this.#levels?.colormaps ?? {}).map(([name, stops]) => {
      const input = h("input", { type: "radio", name: this.#group, value: name });
      input.addEventListener("change", () => this.adjusting.set(this.#about, { colormap: name }));
      const swatch = h("span", { class: "colours-swatch", "aria-hidden": "true" });
      swatch.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
      return h("label", {}, input, swatch, h("span", {}, name));
    });
    this.#colours.replaceChildren(legend, ...choices);
  }

  /** Black stays below white. @param {Edge} edge @param {number} value */
  #apart(edge, value) {
    const levels = /** @type {Levels} */ (this.#levels);
    const { low, high } = this.adjusting.of(this.#about);
    const least = levels.whole ? 1 : (levels.most - levels.least) / 1000;
    return edge === "low" ? Math.min(value, (high ?? levels.high) - least) : Math.max(value, (low ?? levels.low) + least);
  }

  #suggest() {
    const levels = this.#levels;
    if (!levels) return;
    const [low, high] = levels.suggested;
    const usual = low === levels.low && high === levels.high;
    this.adjusting.set(this.#about, usual ? { low: PLAIN.low, high: PLAIN.high } : { low, high });
  }

  /** @param {Partial<Adjustment>} changed */
  #change(changed) {
    if (this.#levels) this.adjusting.move(this.#about, changed);
  }
}

/**
 * A slider and the number that it stands at, which can be typed too.
 * @param {string} label
 * @param {string} told for those who hear it
 * @param {(value: number) => void} move
 * @param {() => void} settle
 */
function row(label, told, move, settle) {
  const slider = h("input", { type: "range", "aria-label": `${label}: ${told}` });
  const number = h("input", { type: "number", "aria-label": `${label}, typed: ${told}` });
  slider.addEventListener("input", () => move(Number(slider.value)));
  slider.addEventListener("change", settle);
  number.addEventListener("change", () => {
    if (number.value !== "" && Number.isFinite(Number(number.value))) move(Number(number.value));
    settle();
  });
  return {
    element: h("div", { class: "look-row" }, h("span", { "aria-hidden": "true" }, label), slider, number),
    /** @param {number} value @param {number} least @param {number} most @param {boolean} whole */
    put(value, least, most, whole) {
      const text = String(whole ? Math.round(value) : Number(value.toPrecision(5)));
      for (const [name, one] of /** @type {[string, number][]} */ ([["min", least], ["max", most]])) set(slider, name, String(one));
      for (const input of [slider, number]) set(input, "step", whole ? "1" : "any");
      slider.value = String(value);
      set(slider, "aria-valuetext", text);
      if (number.value !== text) number.value = text;
    },
  };
}

import { essence, isAsLit, PLAIN } from "./adjustment.js";
import { h } from "../controls/dom.js";
import { offsetText } from "../session/offset.js";

/**
 * @typedef {import("./adjustment.js").Adjustment} Adjustment
 * @typedef {"offset" | "rotate" | "flip" | "zoom" | "plane" | "light"} Change
 * @typedef {{ change: Change, text: string, told: string }} Mark
 */

/** What takes each change back; an offset is none of the picture's. @type {Record<Exclude<Change, "offset">, Partial<Adjustment>>} */
export const UNDONE = {
  rotate: { rotate: PLAIN.rotate },
  flip: { flip: PLAIN.flip },
  zoom: { zoom: PLAIN.zoom },
  plane: { plane: PLAIN.plane },
  light: {
    brightness: PLAIN.brightness, contrast: PLAIN.contrast, gamma: PLAIN.gamma, low: PLAIN.low, high: PLAIN.high, colormap: PLAIN.colormap,
  },
};

/** @type {Record<string, string>} */
const NAMES = { low: "black", high: "white", colormap: "colours" };

/**
 * In what a camera is shown otherwise than recorded.
 * @param {Adjustment} adjustment
 * @param {number} offset milliseconds
 * @returns {Mark[]}
 */
export function marksOf(adjustment, offset) {
  const { rotate, flip, zoom, plane } = adjustment;
  const light = essence({ ...adjustment, rotate: PLAIN.rotate, flip: PLAIN.flip, zoom: PLAIN.zoom, plane: PLAIN.plane });
  const lit = Object.entries(light ?? {}).map(([name, value]) => `${NAMES[name] ?? name} ${toldOf(value)}`);
  const moved = offsetText(offset);
  /** @type {(Mark | false)[]} */
  const marks = [
    moved !== "" && { change: "offset", text: moved, told: `Moved by ${moved} on the session clock` },
    rotate !== 0 && { change: "rotate", text: `${rotate}°`, told: `Turned by ${rotate}°` },
    flip && { change: "flip", text: "mirrored", told: "Left and right are exchanged" },
    zoom[0] > 1 && { change: "zoom", text: `${zoom[0].toFixed(1)}×`, told: `Zoomed ${zoom[0].toFixed(1)} times` },
    plane !== 0 && { change: "plane", text: `plane ${plane}`, told: `Plane ${plane} of the volume, in place of plane 0` },
    !isAsLit(adjustment) && { change: "light", text: "lit", told: `Lit otherwise than recorded: ${lit.join(", ")}` },
  ];
  return marks.filter((mark) => mark !== false);
}

/** @param {unknown} value */
function toldOf(value) {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** The marks of one camera, in its tile; each takes back what it tells. */
export class Marks {
  element = h("div", { class: "marks" });
  #buttons = /** @type {Map<Change, HTMLButtonElement>} */ (new Map());
  /** @type {(change: Change, pointed: boolean) => void} */
  onundo = () => {};

  /** @param {Adjustment} adjustment @param {number} offset milliseconds */
  show(adjustment, offset) {
    const marks = marksOf(adjustment, offset);
    for (const [change, button] of this.#buttons) {
      if (marks.some((mark) => mark.change === change)) continue;
      button.remove();
      this.#buttons.delete(change);
    }
    for (const [at, { change, text, told }] of marks.entries()) {
      const button = this.#buttons.get(change) ?? this.#make(change);
      // Those that are there stay in the page, and keep the focus.
      if (this.element.children[at] !== button) this.element.insertBefore(button, this.element.children[at] ?? null);
      if (button.title === `${told}; click to undo`) continue;
      button.textContent = text;
      button.title = `${told}; click to undo`;
      button.setAttribute("aria-label", `${told}: undo`);
    }
  }

  /** @param {Change} change */
  #make(change) {
    const button = h("button", { type: "button", class: "mark", "data-mark": change });
    button.addEventListener("click", (event) => this.onundo(change, event.detail > 0));
    this.#buttons.set(change, button);
    return button;
  }
}

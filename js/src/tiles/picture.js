import { adjustmentOf, filterOf, fitted, PLAIN, transformOf } from "./adjustment.js";
import { h } from "../controls/dom.js";

/**
 * @typedef {import("./adjustment.js").Adjustment} Adjustment
 * @typedef {import("./adjustment.js").Size} Size
 */

const SVG = "http://www.w3.org/2000/svg";
/** What a line of words over the picture takes, px. */
export const WORDS = 24;
/** Tells the gamma filters of one page apart. */
let filters = 0;

/**
 * What holds a camera's videos: it lies where the picture fits, and is turned, enlarged and lit as a whole.
 * The videos in it are never touched, so nothing of this reaches what is decoded.
 */
export class Picture {
  element = h("div", { class: "picture" });
  #adjustment = PLAIN;
  #aspect = 4 / 3;
  /** @type {Size} */
  #tile = { width: 0, height: 0 };
  /** Whether gamma is in the picture as it comes. */
  graded = false;
  /** @type {SVGFEFuncRElement[] | null} */
  #gamma = null;
  #filter = `nwb-video-gamma-${(filters += 1)}`;

  get adjustment() {
    return this.#adjustment;
  }

  get tile() {
    return this.#tile;
  }

  get fit() {
    return fitted(this.#tile, this.#aspect, this.#adjustment, WORDS);
  }

  /** @param {Size} tile @param {number} aspect of the upright picture */
  place(tile, aspect) {
    this.#tile = tile;
    this.#aspect = aspect;
    this.#draw();
  }

  /** @param {Partial<Adjustment>} adjustment */
  adjust(adjustment) {
    this.#adjustment = adjustmentOf(adjustment);
    this.#draw();
  }

  #draw() {
    const { fit } = this;
    const { style } = this.element;
    style.left = `${fit.x - fit.width / 2}px`;
    style.top = `${fit.y - fit.height / 2}px`;
    style.width = `${fit.width}px`;
    style.height = `${fit.height}px`;
    const transform = transformOf(this.#adjustment, fit, this.#tile);
    // Where nothing is turned the browser need not make a layer of its own.
    style.transform = this.#adjustment.rotate || this.#adjustment.flip || this.#adjustment.zoom[0] > 1 ? transform : "";
    style.filter = [filterOf(this.#adjustment), this.#gammaFilter()].filter(Boolean).join(" ");
  }

  /** CSS has no filter for gamma; SVG has. */
  #gammaFilter() {
    const { gamma } = this.#adjustment;
    if (gamma === 1 || this.graded) return "";
    this.#gamma ??= this.#makeGamma();
    for (const channel of this.#gamma) channel.setAttribute("exponent", String(1 / gamma));
    return `url(#${this.#filter})`;
  }

  #makeGamma() {
    const svg = document.createElementNS(SVG, "svg");
    const filter = document.createElementNS(SVG, "filter");
    const transfer = document.createElementNS(SVG, "feComponentTransfer");
    filter.id = this.#filter;
    // What is stored in a video is what the eye's gamma is applied to, not linear light.
    filter.setAttribute("color-interpolation-filters", "sRGB");
    svg.setAttribute("aria-hidden", "true");
    const channels = /** @type {SVGFEFuncRElement[]} */ (
      ["feFuncR", "feFuncG", "feFuncB"].map((name) => document.createElementNS(SVG, name))
    );
    for (const channel of channels) channel.setAttribute("type", "gamma");
    transfer.append(...channels);
    filter.append(transfer);
    svg.append(filter);
    svg.classList.add("gamma");
    this.element.before(svg);
    return channels;
  }
}

import { clamp } from "../media/correction.js";
import { h, write } from "../controls/dom.js";
import { clockText } from "../controls/format.js";

/** Of the picture, px. */
const [WIDTH, HEIGHT] = [168, 126];

/**
 * What is at the pointer.
 * @typedef {object} Told
 * @prop {string} title e.g. `trial 17`; empty for nothing
 * @prop {[string, string][]} lines name and value
 * @prop {{ text: string, colour: string, here: boolean }[]} [legend] what the lane's colours mean, and which is here
 */

/** The card above the pointer on the timeline: a picture, the time, and what is there. */
export class PointerCard {
  #picture = h("canvas", { hidden: true });
  #none = h("div", { class: "card-none", hidden: true });
  #time = h("span", { class: "card-time" });
  #title = h("span", { class: "card-title" });
  #lines = h("dl", { hidden: true });
  #legend = h("ul", { class: "card-legend", hidden: true });
  #hint = h("p", { class: "card-hint", hidden: true });
  element = h(
    "div",
    { class: "pointer-card", hidden: true, "aria-hidden": "true" },
    this.#picture,
    this.#none,
    h("div", { class: "card-head" }, this.#time, this.#title),
    this.#lines,
    this.#legend,
    this.#hint,
  );

  /**
   * @param {number} x within the timeline, px
   * @param {number} width of the timeline
   * @param {number} time
   * @param {Told} told
   * @param {CanvasImageSource & { width: number, height: number } | string | null} picture or why there is none
   * @param {string} hint
   */
  show(x, width, time, { title, lines, legend = [] }, picture, hint) {
    write(this.#time, clockText(time));
    write(this.#title, title ? ` · ${title}` : "");
    this.#lines.hidden = lines.length === 0;
    const text = lines.flat().join("\n");
    if (this.#lines.dataset.text !== text) {
      this.#lines.dataset.text = text;
      this.#lines.replaceChildren(...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
    }
    this.#legend.hidden = legend.length === 0;
    const meaning = JSON.stringify(legend);
    if (this.#legend.dataset.text !== meaning) {
      this.#legend.dataset.text = meaning;
      this.#legend.replaceChildren(...legend.map(({ text, colour, here }) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.background = colour;
        return h("li", { class: here ? "here" : null }, swatch, text);
      }));
    }
    this.#hint.hidden = hint === "";
    write(this.#hint, hint);
    const none = typeof picture === "string" ? picture : "";
    this.#none.hidden = none === "";
    write(this.#none, none);
    this.#draw(typeof picture === "string" ? null : picture);
    this.element.hidden = false;
    const half = this.element.offsetWidth / 2;
    this.element.style.transform = `translateX(${clamp(x - half, 4, Math.max(4, width - 2 * half - 4))}px)`;
  }

  hide() {
    this.element.hidden = true;
  }

  /** @param {CanvasImageSource & { width: number, height: number } | null} picture */
  #draw(picture) {
    this.#picture.hidden = picture === null;
    this.element.toggleAttribute("data-picture", picture !== null);
    if (!picture) return;
    const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
    const ratio = globalThis.devicePixelRatio || 1;
    const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    this.#picture.style.width = `${width}px`;
    this.#picture.style.height = `${height}px`;
    this.#picture.width = width * ratio;
    this.#picture.height = height * ratio;
    this.#picture.getContext("2d")?.drawImage(picture, 0, 0, this.#picture.width, this.#picture.height);
  }
}

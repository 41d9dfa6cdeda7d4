import cross from "@tabler/icons/outline/x.svg";
import { h, iconButton, write } from "./dom.js";

/** How long a word about what was done stays, unless it is pointed at. */
const STAY_MS = 6000;

/** A word about what was done, over the pictures' lower edge; it goes by itself. */
export class Notice {
  #text = h("span", { role: "status" });
  #close = iconButton(cross, "Close this message");
  element = h("div", { class: "toast", hidden: true }, this.#text, this.#close);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.#close.addEventListener("click", () => this.#hide());
    this.element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
  }

  /** @param {string} text @param {boolean} [stays] until it is closed */
  say(text, stays = false) {
    this.element.hidden = false;
    write(this.#text, text);
    clearTimeout(this.#timer);
    if (!stays) this.#timer = setTimeout(() => this.#hide(), STAY_MS);
  }

  /** Takes back what was said, if it is still there. @param {string} text */
  takeBack(text) {
    if (this.#text.textContent === text) this.#hide();
  }

  #hide() {
    clearTimeout(this.#timer);
    this.element.hidden = true;
    write(this.#text, "");
  }
}

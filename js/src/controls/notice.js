import cross from "@tabler/icons/outline/x.svg";
import { h, iconButton, write } from "./dom.js";

/** How long a word about what was done stays, unless it is pointed at; with something to decide, longer. */
const [STAY_MS, DECIDE_MS] = [6000, 20_000];

/** A word about what was done, over the pictures' lower edge; it goes by itself. */
export class Notice {
  #text = h("span", { role: "status" });
  #close = iconButton(cross, "Close this message");
  #act = h("button", { type: "button", class: "act", hidden: true });
  element = h("div", { class: "toast", hidden: true }, this.#text, this.#act, this.#close);
  #acting = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.#close.addEventListener("click", () => this.#hide());
    this.#act.addEventListener("click", () => {
      this.#hide();
      this.#acting();
    });
    this.element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
  }

  /**
   * @param {string} text
   * @param {boolean} [stays] until it is closed
   * @param {{ text: string, act: () => void }} [choice] what may be done about it
   */
  say(text, stays = false, choice) {
    this.#act.hidden = !choice;
    write(this.#act, choice?.text ?? "");
    this.#acting = choice?.act ?? (() => {});
    this.element.hidden = false;
    write(this.#text, text);
    clearTimeout(this.#timer);
    if (!stays) this.#timer = setTimeout(() => this.#hide(), choice ? DECIDE_MS : STAY_MS);
  }

  /**
   * Gives it its place: over the lower edge of the largest picture, where it covers no other.
   * @param {{ left: number, bottom: number, width: number }} room px within what holds it
   */
  place({ left, bottom, width }) {
    const { style } = this.element;
    style.setProperty("--toast-at", `${left + width / 2}px`);
    style.setProperty("--toast-up", `${bottom}px`);
    style.setProperty("--toast-width", `${width}px`);
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

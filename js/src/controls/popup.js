import { h, leaveSpace, set } from "./dom.js";

/** Something that a button opens beside itself; Escape, a press elsewhere, and leaving it by keyboard close it. */
export class Popup {
  #button;
  #opened;
  #panel;
  /** What gets the focus when Escape closes it. @type {HTMLElement} */
  #back;
  /** Whether a pointer opened it: then space plays, though the focus returns to the button. */
  #pointed = false;

  /**
   * @param {string} name class of what holds both
   * @param {HTMLElement} button
   * @param {HTMLElement} panel
   * @param {AbortSignal} signal
   * @param {() => void} [opened]
   */
  constructor(name, button, panel, signal, opened = () => {}) {
    this.#button = button;
    this.#back = button;
    this.#panel = panel;
    this.#opened = opened;
    panel.hidden = true;
    this.element = h("div", { class: name }, button, panel);
    button.addEventListener("click", (event) => {
      this.#pointed = event.detail > 0;
      this.#show(panel.hidden === true);
    }, { signal });
    // Opened by a key, it need not have the focus.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      this.#show(false);
      this.#back.focus({ preventScroll: true });
      if (this.#pointed) leaveSpace(this.#back);
      event.stopPropagation();
      event.preventDefault();
    }, { signal, capture: true });
    this.element.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.element.contains(/** @type {Node} */ (event.relatedTarget))) this.#show(false);
    });
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (!event.composedPath().includes(this.element)) this.#show(false);
      },
      { signal },
    );
  }

  /** Opens it by key, or closes it; the focus returns to where it was. */
  open() {
    if (!this.#panel.hidden) {
      this.#show(false);
      this.#back.focus({ preventScroll: true });
      return;
    }
    this.#pointed = false;
    const focused = /** @type {ShadowRoot | Document} */ (this.element.getRootNode()).activeElement;
    this.#show(true);
    if (focused instanceof HTMLElement && !this.element.contains(focused)) this.#back = focused;
  }

  /** @param {boolean} open */
  #show(open) {
    if (this.#panel.hidden !== open) return;
    this.#panel.hidden = !open;
    set(this.#button, "aria-expanded", String(open));
    if (!open) return;
    this.#back = this.#button;
    this.#opened();
  }
}

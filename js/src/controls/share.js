import linkIcon from "@tabler/icons/outline/link.svg";
import { h, iconButton } from "./dom.js";

/** Copies the link to what is on screen; shows it where the browser lets no page copy. */
export class Share {
  #button = iconButton(linkIcon, "Copy link to this view", "link");
  #field = h("input", { class: "link", readonly: true, "aria-label": "Link to this view" });
  #words = h("p");
  #panel = h("div", { class: "menu share", hidden: true }, this.#words, this.#field);
  element = h("div", { class: "menu-anchor", hidden: true }, this.#button, this.#panel);

  /**
   * @param {() => string} link
   * @param {(text: string) => void} say
   * @param {AbortSignal} signal
   */
  constructor(link, say, signal) {
    this.link = link;
    this.say = say;
    this.#button.addEventListener("click", () => this.copy(), { signal });
    this.element.addEventListener("focusout", (event) => {
      if (!this.element.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#panel.hidden = true;
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel.hidden) return;
      this.#panel.hidden = true;
      this.#button.focus();
      event.stopPropagation();
    });
  }

  /** Nothing where the page has no address of its own. */
  copy() {
    if (!this.element.hidden) void this.#copy(this.link(), this.say);
  }

  /** @param {string} link @param {(text: string) => void} say */
  async #copy(link, say) {
    const reach = isOfThisMachine(link) ? "It works on this machine only." : "";
    try {
      // Not there on plain http from another machine; refused without the user's leave elsewhere.
      await navigator.clipboard.writeText(link);
      say(`The link to this view is copied.${reach && ` ${reach}`}`);
    } catch {
      this.#words.textContent = `Copy this link (Ctrl+C).${reach && ` ${reach}`}`;
      this.#field.value = link;
      this.#panel.hidden = false;
      this.#field.focus();
      this.#field.select();
    }
  }
}

/** Whether an address means another machine to whoever opens it elsewhere. @param {string} link */
export function isOfThisMachine(link) {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

import copyIcon from "@tabler/icons/outline/copy.svg";
import linkIcon from "@tabler/icons/outline/link.svg";
import { hint } from "./chosenkeys.js";
import { h, iconButton, write } from "./dom.js";
import { Popup } from "./popup.js";

/**
 * What is on screen, to be sent to others.
 * @typedef {object} Shared
 * @prop {string | null} link null where the page is not the player's own
 * @prop {string} reference in words, e.g. `sub-01 · 418.233 s · TopCamera frame 12540`
 */

/** Copies the link to what is on screen, and says the same in words; both are there to copy by hand too. */
export class Share {
  #button = iconButton(linkIcon, "Copy link to this view", "link");
  #words = h("p", { role: "status" });
  #link = new Line("Link to this view", () => this.#say("The link is copied."));
  #reference = new Line("The same in words", () => this.#say("The words are copied."));
  #popup;
  #panel = h("div", { class: "menu share" }, this.#words, this.#link.element, this.#reference.element);

  /**
   * @param {() => Shared} shared
   * @param {AbortSignal} signal
   */
  constructor(shared, signal) {
    this.shared = shared;
    this.#popup = new Popup("menu-anchor", this.#button, this.#panel, signal, () => void this.#open());
    this.element = this.#popup.element;
  }

  /** Copies it by key. */
  copy() {
    this.#popup.open();
  }

  /** @param {boolean} ours whether the page is the player's own, and its address a link */
  show(ours) {
    const name = ours ? "Copy link to this view" : "Copy what is on screen in words";
    this.#button.setAttribute("aria-label", name);
    hint(this.#button, ["link"], (key) => `${name} (${key})`);
  }

  async #open() {
    const { link, reference } = this.shared();
    this.#link.element.hidden = link === null;
    this.#link.show(link ?? "");
    this.#reference.show(reference);
    this.#words.dataset.reach = link === null ? "" : reachOf(link);
    const first = link === null ? this.#reference : this.#link;
    // Not there on plain http from another machine; refused without the user's leave elsewhere.
    if (await copied(first.text)) this.#say(link === null ? "The words are copied." : "The link is copied.");
    else {
      this.#say("Copy this (Ctrl+C).");
      first.select();
    }
  }

  /** @param {string} text */
  #say(text) {
    write(this.#words, `${text} ${this.#words.dataset.reach}`.trim());
  }
}

/** A text in a field, with a button that copies it. */
class Line {
  #field;
  /** @param {string} name @param {() => void} oncopied */
  constructor(name, oncopied) {
    this.#field = h("input", { class: "link", readonly: true, "aria-label": name });
    const copy = iconButton(copyIcon, `Copy: ${name.toLowerCase()}`);
    copy.addEventListener("click", async () => {
      if (await copied(this.text)) oncopied();
      else this.select();
    });
    this.element = h("div", { class: "share-line" }, this.#field, copy);
  }

  get text() {
    return this.#field.value;
  }

  /** @param {string} text */
  show(text) {
    this.#field.value = text;
  }

  select() {
    this.#field.focus();
    this.#field.select();
  }
}

/** @param {string} text @returns {Promise<boolean>} whether the browser let the page copy it */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Where and how long a link works. @param {string} link */
function reachOf(link) {
  return isOfThisMachine(link) ? "It works on this machine, while the server runs." : "It works while the server runs.";
}

/** Whether an address means another machine to whoever opens it elsewhere. @param {string} link */
export function isOfThisMachine(link) {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

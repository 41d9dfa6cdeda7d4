import { h } from "../controls/dom.js";
import { Media } from "./media.js";

/**
 * @typedef {import("./address.js").Unreachable} Unreachable
 * @typedef {(address: any, signal: AbortSignal) => Promise<{ base: string } | { problem: Unreachable }>} Resolve
 *
 * @typedef {object} Actions
 * @prop {(media: Media) => void} connected
 * @prop {() => void} renew fresh tokens are wanted
 */

/** Fresh tokens are asked for at most this often. */
const RENEW_MS = 3000;

/** The way to the media, and the words in its place while there is none. */
export class Link {
  element = h("div", { class: "notice", role: "alert", hidden: true });
  #turns = 0;
  #renewed = -Infinity;

  /**
   * @param {Resolve} resolve finds the address that the media answer under
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(resolve, actions, signal) {
    this.resolve = resolve;
    this.actions = actions;
    this.signal = signal;
  }

  /** @param {any} address as Python describes it */
  async connect(address) {
    const turn = ++this.#turns;
    const found = await this.resolve(address, this.signal);
    if (this.signal.aborted || turn !== this.#turns) return;
    if ("problem" in found) {
      this.#show(found.problem, address);
      return;
    }
    this.element.hidden = true;
    const media = new Media(found.base, (input, init) => fetch(input, init));
    media.onexpired = () => {
      // All cameras find out at once; one request renews them all.
      if (performance.now() - this.#renewed < RENEW_MS) return;
      this.#renewed = performance.now();
      this.actions.renew();
    };
    this.actions.connected(media);
  }

  /** @param {Unreachable} problem @param {any} address */
  #show({ what, why, cure, tried, line }, address) {
    const retry = h("button", { type: "button" }, "Try again");
    retry.addEventListener("click", () => void this.connect(address));
    const told = [h("strong", {}, what), h("p", {}, why)];
    if (tried.length > 0) told.push(h("ul", {}, ...tried.map((place) => h("li", {}, place))));
    told.push(h("p", {}, cure));
    if (line) told.push(h("code", {}, line));
    this.element.replaceChildren(...told, retry);
    this.element.hidden = false;
  }
}

import { essenceOf, queryOf } from "./viewstate.js";

/** How long a change may wait before the address tells it: browsers take a hundred or so in half a minute. */
const REST_MS = 400;

/**
 * The page's address, where the page is the player's own: it follows what is done, so that a reload, a bookmark
 * or a link to it shows the same. While playing it stays.
 */
export class PageAddress {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import("./contract.js").Store} store
   * @param {() => { time: number, playing: boolean }} clock
   */
  constructor(store, clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Whether the page is the player's own. */
  get ours() {
    return Boolean(this.store.get("in_address"));
  }

  /** The address of what is on screen. */
  get link() {
    const url = new URL(location.href);
    const view = essenceOf(this.store, this.clock().time);
    url.search = queryOf(url.searchParams, { ...this.store.get("in_address") }, view).toString();
    url.hash = "";
    return url.href;
  }

  /** What is on screen has changed. */
  changed() {
    if (!this.ours || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.ours && !this.clock().playing) this.#write();
    }, REST_MS);
  }

  dispose() {
    clearTimeout(this.#timer);
  }

  #write() {
    const { link } = this;
    if (link === location.href) return;
    try {
      history.replaceState(history.state, "", link);
    } catch {
      // A browser that has had enough of changes, or a page in a frame without the right to: the link still tells.
    }
  }
}

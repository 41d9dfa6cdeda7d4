/**
 * Keeps the tiles where they are while a hand goes on in one of them: a button that moved away from under the
 * pointer would leave another tile's there for the second click.
 */
export class Steady {
  /** @type {AbortController | null} */
  #hand = null;

  /** Where the hand is. @type {HTMLElement | null} */
  tile = null;

  /** @param {() => void} onend the tiles may move again */
  constructor(onend) {
    this.onend = onend;
  }

  /**
   * A hand is at work in a tile; it ends as that goes elsewhere.
   * @param {HTMLElement} tile
   * @param {HTMLElement} [where] the hand is, if not in the tile itself
   */
  begin(tile, where = tile) {
    this.end();
    const hand = new AbortController();
    this.#hand = hand;
    this.tile = tile;
    const gone = () => {
      this.end();
      this.onend();
    };
    where.addEventListener("pointerleave", gone, { signal: hand.signal });
    // A finger has left before its tap is a click: it goes elsewhere with the next one.
    const touched = (/** @type {Event} */ event) => event.composedPath().includes(where) || gone();
    document.addEventListener("pointerdown", touched, { signal: hand.signal });
  }

  end() {
    this.#hand?.abort();
    this.#hand = null;
    this.tile = null;
  }
}

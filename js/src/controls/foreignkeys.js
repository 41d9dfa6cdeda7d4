/**
 * Keys that are pressed outside a player and meant for it: in its table, and on a page that is the player's own.
 *
 * @typedef {{ player: string, event: KeyboardEvent }} Pressed
 */

/** The event on the document by which a table hands a key to its player. */
export const PRESS = "nwb-video-panel:press";

/**
 * @param {() => string} name the player's own
 * @param {() => boolean} alone whether the page is the player's own
 * @param {(event: KeyboardEvent) => void} press
 * @param {AbortSignal} signal
 */
export function hearForeignKeys(name, alone, press, signal) {
  document.addEventListener(PRESS, (event) => {
    const { player, event: pressed } = /** @type {CustomEvent<Pressed>} */ (event).detail;
    // A player may be on the page twice; the first one takes it.
    if (player === name() && !pressed.defaultPrevented) press(pressed);
  }, { signal });
  document.addEventListener("keydown", (event) => {
    // Where nothing has the focus.
    if (alone() && event.target === document.body && !event.defaultPrevented) press(event);
  }, { signal });
}

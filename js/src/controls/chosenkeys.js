import { capsOf, COMMANDS, keyFor, keysFrom, shortcutOf } from "./keys.js";

/**
 * @typedef {import("./keys.js").CommandName} CommandName
 * @typedef {Partial<Record<CommandName, string>>} Chosen
 */

/** Where the browser keeps the keys that the user chose: on this computer, for every player of the same origin. */
const KEPT = "nwb-video-panel:keys";
/** Fires when keys were chosen in any player of the page. */
const changes = new EventTarget();
/** What is said of each element that tells its keys. @type {WeakMap<Element, () => void>} */
const hints = new WeakMap();

let chosen = read();

/** The keys that differ from those of `COMMANDS`. */
export function chosenKeys() {
  return chosen;
}

/** @param {Chosen} keys */
export function chooseKeys(keys) {
  chosen = keys;
  keep();
  changes.dispatchEvent(new Event("change"));
}

/** The key of a command, for people. @param {CommandName} name */
export function keyText(name) {
  return capsOf(keyNamed(name)).join("+");
}

/**
 * Lets an element's tooltip tell the keys that do the same, and those who cannot see it hear them.
 * @param {Element} element
 * @param {CommandName[]} commands
 * @param {(...keys: string[]) => string} say the tooltip, given the key of each command
 */
export function hint(element, commands, say) {
  const tell = () => {
    element.setAttribute("title", say(...commands.map(keyText)));
    element.setAttribute("aria-keyshortcuts", commands.map((name) => shortcutOf(keyNamed(name))).join(" "));
  };
  hints.set(element, tell);
  tell();
}

/** Keeps the hints within an element true. @param {Element} root @param {AbortSignal} signal */
export function followKeys(root, signal) {
  changes.addEventListener("change", () => {
    for (const element of root.querySelectorAll("[aria-keyshortcuts]")) hints.get(element)?.();
  }, { signal });
}

/** @param {CommandName} name */
function keyNamed(name) {
  return keyFor(/** @type {import("./keys.js").Command} */ (COMMANDS.find((one) => one.name === name)), chosen);
}

function read() {
  try {
    return keysFrom(JSON.parse(localStorage.getItem(KEPT) ?? "null"));
  } catch {
    return {}; // no storage for this page, or not our text in it
  }
}

function keep() {
  try {
    if (Object.keys(chosen).length) localStorage.setItem(KEPT, JSON.stringify(chosen));
    else localStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing for this page: the keys hold until it is closed.
  }
}

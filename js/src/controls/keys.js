/** Which key does what. Pure; the keys work only while the focus is in the player. */

/**
 * What a key may do; "1" to "9" focus a camera besides.
 * @typedef {"toggle" | "stepBack" | "stepForward" | "tenBack" | "tenForward" | "secondBack" | "secondForward"
 *   | "tenSecondsBack" | "tenSecondsForward" | "faster" | "slower" | "home" | "end" | "goto" | "loop" | "loopStart"
 *   | "loopStop" | "enlarge" | "enlargeBeside" | "rotate" | "mirror" | "adjust" | "closer" | "farther" | "wholePicture"
 *   | "next" | "previous" | "nextGap" | "previousGap" | "zoomIn" | "zoomOut" | "showAll" | "table" | "cameras" | "link" | "still" | "clip" | "undo" | "about" | "earlier" | "later" | "fullscreen" | "help"} CommandName
 * @typedef {{ name: CommandName, what: string, key: string }} Command
 * @typedef {Record<CommandName, () => void> & { focusTile: (n: number) => void }} Commands
 * @typedef {{ key: string, code: string, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean }} Press
 */

/** In the order of the list, with the keys they have unless the user chose others. @type {Command[]} */
export const COMMANDS = [
  { name: "toggle", key: "Space", what: "Play or pause" },
  { name: "stepBack", key: ",", what: "One frame back" },
  { name: "stepForward", key: ".", what: "One frame forward" },
  { name: "tenBack", key: "Shift+,", what: "Ten frames back" },
  { name: "tenForward", key: "Shift+.", what: "Ten frames forward" },
  { name: "secondBack", key: "ArrowLeft", what: "One second back" },
  { name: "secondForward", key: "ArrowRight", what: "One second forward" },
  { name: "tenSecondsBack", key: "Shift+ArrowLeft", what: "Ten seconds back" },
  { name: "tenSecondsForward", key: "Shift+ArrowRight", what: "Ten seconds forward" },
  { name: "faster", key: "ArrowUp", what: "Faster" },
  { name: "slower", key: "ArrowDown", what: "Slower" },
  { name: "home", key: "Home", what: "First frame of the session" },
  { name: "end", key: "End", what: "Last frame of the session" },
  { name: "goto", key: "g", what: "Go to a time" },
  { name: "loop", key: "l", what: "Loop a second here; end it" },
  { name: "loopStart", key: "[", what: "Loop starts here; then ]" },
  { name: "loopStop", key: "]", what: "Loop stops here" },
  { name: "enlarge", key: "Enter", what: "Enlarge the camera; return" },
  { name: "enlargeBeside", key: "Shift+Enter", what: "Enlarge it beside others" },
  { name: "earlier", key: "PageUp", what: "Move the camera one place earlier" },
  { name: "later", key: "PageDown", what: "Move the camera one place later" },
  { name: "rotate", key: "r", what: "Rotate the picture" },
  { name: "mirror", key: "m", what: "Mirror the picture" },
  { name: "closer", key: "z", what: "Zoom into the picture" },
  { name: "farther", key: "Shift+z", what: "Zoom out of the picture" },
  { name: "wholePicture", key: "0", what: "Show the whole picture" },
  { name: "adjust", key: "a", what: "Brightness, contrast, gamma" },
  { name: "still", key: "s", what: "Save the frame as a picture" },
  { name: "clip", key: "Shift+s", what: "Save the loop as a clip" },
  { name: "undo", key: "Ctrl+z", what: "Take back a camera’s shift or look" },
  { name: "about", key: "i", what: "About this camera" },
  { name: "next", key: "n", what: "Next trial, or event of the chosen lane" },
  { name: "previous", key: "p", what: "Previous trial or event" },
  { name: "nextGap", key: "Shift+n", what: "Next gap of the camera" },
  { name: "previousGap", key: "Shift+p", what: "Previous gap of the camera" },
  { name: "zoomIn", key: "+", what: "Zoom into the timeline" },
  { name: "zoomOut", key: "-", what: "Zoom out of the timeline" },
  { name: "showAll", key: "w", what: "Show the whole timeline" },
  { name: "table", key: "t", what: "Show the table, or hide it" },
  { name: "cameras", key: "c", what: "Choose the cameras shown" },
  { name: "link", key: "u", what: "Copy the link to this view" },
  { name: "fullscreen", key: "f", what: "Fullscreen" },
  { name: "help", key: "?", what: "This list" },
];

const WORDS = /** @type {Record<string, string>} */ ({
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "Page ↑",
  PageDown: "Page ↓",
  Escape: "Esc",
});

/**
 * The name of a pressed key, or null where it is another's: a modifier alone, or with Ctrl, Alt or Meta, but for
 * Ctrl+Z, by which people take things back everywhere.
 * @param {Press} press
 * @returns {string | null}
 */
export function keyOf({ key, code, shiftKey, ctrlKey, metaKey, altKey }) {
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "z") return "Ctrl+z";
  if (ctrlKey || metaKey || altKey || ["Shift", "Dead", "Process", "Unidentified", "CapsLock"].includes(key)) return null;
  const shift = shiftKey ? "Shift+" : "";
  // By code too: shift turns the comma and the full stop into other characters, differently on each keyboard.
  if (code === "Comma" || key === ",") return `${shift},`;
  if (code === "Period" || key === ".") return `${shift}.`;
  if (key === " ") return `${shift}Space`;
  if (key.length > 1) return `${shift}${key}`;
  const small = key.toLowerCase();
  // What shift makes of other keys, as "?", is a character of its own.
  return small === key.toUpperCase() ? key : `${shift}${small}`;
}

/**
 * What a pressed key does, or null where the key is not ours.
 * @param {Press} press
 * @param {Partial<Record<CommandName, string>>} chosen the keys that the user chose
 * @returns {CommandName | number | null} a number for the tile to focus
 */
export function commandOf(press, chosen) {
  const key = keyOf(press);
  if (key === null) return null;
  const command = COMMANDS.find((one) => keyFor(one, chosen) === key);
  if (command) return command.name;
  return /^[1-9]$/.test(key) ? Number(key) : null;
}

/**
 * @param {Command} command
 * @param {Partial<Record<CommandName, string>>} chosen
 */
export function keyFor(command, chosen) {
  return chosen[command.name] ?? command.key;
}

/**
 * The keys after a command got another one. What had that key gets the one that became free, so that none is lost.
 * @param {CommandName} name
 * @param {string} key
 * @param {Partial<Record<CommandName, string>>} chosen
 * @returns {{ chosen: Partial<Record<CommandName, string>>, swapped: Command | null }}
 */
export function rebound(name, key, chosen) {
  const command = /** @type {Command} */ (COMMANDS.find((one) => one.name === name));
  const swapped = COMMANDS.find((one) => one !== command && keyFor(one, chosen) === key) ?? null;
  const all = { ...chosen, [name]: key, ...(swapped && { [swapped.name]: keyFor(command, chosen) }) };
  const changed = COMMANDS.filter((one) => keyFor(one, all) !== one.key).map((one) => [one.name, keyFor(one, all)]);
  return { chosen: Object.fromEntries(changed), swapped };
}

/**
 * What a browser has kept, as far as it makes sense now.
 * @param {unknown} kept
 * @returns {Partial<Record<CommandName, string>>}
 */
export function keysFrom(kept) {
  /** @type {Partial<Record<CommandName, string>>} */
  let chosen = {};
  if (typeof kept !== "object" || kept === null) return chosen;
  for (const [name, key] of Object.entries(kept)) {
    const known = COMMANDS.some((one) => one.name === name);
    if (known && typeof key === "string" && key.length > 0 && key.length < 24) chosen = { ...chosen, [name]: key };
  }
  const keys = COMMANDS.map((one) => keyFor(one, chosen));
  // Two commands on one key would leave one out of reach.
  return new Set(keys).size === keys.length ? chosen : {};
}

/** The caps to draw for a key. @param {string} key @returns {string[]} */
export function capsOf(key) {
  const [, modifier, rest] = /^(Shift|Ctrl)\+(.+)$/.exec(key) ?? [];
  const parts = modifier ? [modifier, rest] : [key];
  return parts.map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** A key as aria-keyshortcuts has it. @param {string} key @returns {string} */
export function shortcutOf(key) {
  if (key.length > 1 && key.startsWith("Shift+")) return `Shift+${shortcutOf(key.slice(6))}`;
  if (key.startsWith("Ctrl+")) return `Control+${shortcutOf(key.slice(5))}`;
  if (key === "+") return "Plus";
  return key.length === 1 ? key.toUpperCase() : key;
}

/**
 * Whether a key pressed on this element belongs to the element itself.
 * @param {Element} element
 * @param {string} key
 */
export function takesKey(element, key) {
  if (element instanceof HTMLInputElement) {
    if (element.type === "range") return key.startsWith("Arrow") || key === "Home" || key === "End";
    return element.type !== "checkbox" || key === " ";
  }
  if (element instanceof HTMLSelectElement) return key !== "," && key !== ".";
  // A button that was clicked keeps the focus, but whoever then presses space means to play.
  return (
    (element instanceof HTMLButtonElement || element.tagName === "SUMMARY") &&
    (key === "Enter" || (key === " " && !element.hasAttribute("data-pointed")))
  );
}

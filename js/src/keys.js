import { h } from "./dom.js";

/**
 * What a key does; the keys work only while the focus is in the player.
 * @typedef {object} Commands
 * @prop {() => void} toggle
 * @prop {(frames: number) => void} step
 * @prop {(seconds: number) => void} jump
 * @prop {(steps: number) => void} changeRate
 * @prop {() => void} goto
 * @prop {(n: number) => void} focusTile
 * @prop {() => void} fullscreen
 * @prop {() => void} home
 * @prop {() => void} end
 * @prop {() => void} loop
 * @prop {(edge: "start" | "stop") => void} loopEdge
 * @prop {() => void} help
 */

/** @type {[string, string][]} */
const HELP = [
  ["Space", "Play or pause"],
  [", .", "One frame of the focused camera back, forward"],
  ["Shift , .", "Ten frames back, forward"],
  ["← →", "One second back, forward"],
  ["Shift ← →", "Ten seconds back, forward"],
  ["↑ ↓", "Faster, slower"],
  ["L", "Loop one second around here; end it"],
  ["[ ]", "Loop starts, stops here"],
  ["G", "Go to a time"],
  ["1 – 9", "Focus a camera"],
  ["F", "Fullscreen"],
  ["Home End", "First, last frame of the session"],
  ["?", "This list"],
];

/**
 * The command for a key, or null where the key is not ours. Pure.
 * @param {{ key: string, code: string, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean }} event
 * @param {Commands} commands
 * @returns {(() => void) | null}
 */
export function commandOf(event, commands) {
  const { key, code, shiftKey } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const ten = shiftKey ? 10 : 1;
  // By code too: shift turns the comma and the full stop into other characters, differently on each keyboard.
  if (code === "Comma" || key === ",") return () => commands.step(-ten);
  if (code === "Period" || key === ".") return () => commands.step(ten);
  switch (key) {
    case " ":
      return () => commands.toggle();
    case "ArrowLeft":
      return () => commands.jump(-ten);
    case "ArrowRight":
      return () => commands.jump(ten);
    case "ArrowUp":
      return () => commands.changeRate(1);
    case "ArrowDown":
      return () => commands.changeRate(-1);
    case "Home":
      return () => commands.home();
    case "End":
      return () => commands.end();
    case "?":
      return () => commands.help();
    case "l":
    case "L":
      return () => commands.loop();
    case "[":
      return () => commands.loopEdge("start");
    case "]":
      return () => commands.loopEdge("stop");
    case "g":
    case "G":
      return () => commands.goto();
    case "f":
    case "F":
      return () => commands.fullscreen();
    default:
      return /^[1-9]$/.test(key) ? () => commands.focusTile(Number(key)) : null;
  }
}

/**
 * Whether a key pressed on this element belongs to the element itself.
 * @param {Element} element
 * @param {string} key
 */
export function takesKey(element, key) {
  if (element instanceof HTMLInputElement) return element.type !== "checkbox" || key === " ";
  if (element instanceof HTMLSelectElement) return key !== "," && key !== ".";
  return (element instanceof HTMLButtonElement || element.tagName === "SUMMARY") && (key === " " || key === "Enter");
}

/** The list of keys. */
export function helpDialog() {
  const rows = HELP.flatMap(([keys, what]) => [h("dt", {}, ...keyCaps(keys)), h("dd", {}, what)]);
  const close = h("button", { type: "button" }, "Close");
  const dialog = h("dialog", { class: "keys", "aria-label": "Keys" }, h("h3", {}, "Keys"), h("dl", {}, ...rows), close);
  close.addEventListener("click", () => dialog.close());
  return dialog;
}

/** @param {string} keys */
function keyCaps(keys) {
  return keys.split(" ").map((key) => (key === "–" ? key : h("kbd", {}, key)));
}

import { isScrolled } from "../controls/scrolling.js";

/**
 * What hands do on a tile.
 * @typedef {import("./adjustment.js").Point} Point
 * @typedef {object} Actions
 * @prop {(point: Point, factor: number) => void} zoom about a point of the tile
 * @prop {(by: Point) => void} pan
 * @prop {() => void} settle the hand has left
 * @prop {() => void} reset
 * @prop {(more: boolean) => void} enlarge
 * @prop {() => boolean} zoomed
 */

/** Zoom per pixel of the wheel. */
const WHEEL = 1.0022;
const DOUBLE_MS = 450;

/**
 * Wheel and pinch zoom, drag pans, a double click enlarges, a double right click shows all of the picture again.
 * @param {HTMLElement} tile
 * @param {Actions} actions
 */
export function hearGestures(tile, actions) {
  /** Fingers and buttons that are down, by pointer. @type {Map<number, Point>} */
  const down = new Map();
  let rightClick = -Infinity;

  tile.addEventListener(
    "wheel",
    (event) => {
      // A page that scrolls goes on scrolling over a picture, until the picture is the one that is worked with.
      if (isOverWords(event) || (!event.ctrlKey && !tile.matches(":focus-within") && isScrolled(tile))) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
      const fine = event.ctrlKey ? 4 : 1;
      actions.zoom(pointOn(tile, event), WHEEL ** (-event.deltaY * lines * fine));
    },
    { passive: false },
  );
  tile.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !isOnPicture(event)) return;
    down.set(event.pointerId, pointOn(tile, event));
    if (actions.zoomed() || down.size > 1) capture(tile, down.keys());
  });
  tile.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = pointOn(tile, event);
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (other) pinch(actions, before, now, other);
    else if (actions.zoomed()) actions.pan({ x: now.x - before.x, y: now.y - before.y });
    down.set(event.pointerId, now);
  });
  const up = (/** @type {PointerEvent} */ event) => {
    if (down.delete(event.pointerId)) actions.settle();
  };
  tile.addEventListener("pointerup", up);
  tile.addEventListener("pointercancel", up);
  tile.addEventListener("dblclick", (event) => {
    if (isOnPicture(event)) actions.enlarge(event.shiftKey);
  });
  tile.addEventListener("contextmenu", (event) => {
    if (!isOnPicture(event) || !actions.zoomed()) return;
    event.preventDefault();
    if (event.timeStamp - rightClick < DOUBLE_MS) actions.reset();
    rightClick = event.timeStamp;
  });
}

/**
 * @param {Actions} actions
 * @param {Point} before where the finger that moves was
 * @param {Point} now
 * @param {Point} other the finger that rests
 */
function pinch(actions, before, now, other) {
  const [was, is] = [before, now].map((point) => Math.hypot(point.x - other.x, point.y - other.y));
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  if (was > 0 && is > 0) actions.zoom(middle, is / was);
  actions.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
}

/** @param {HTMLElement} tile @param {Iterable<number>} pointers */
function capture(tile, pointers) {
  for (const id of pointers) tile.setPointerCapture(id);
}

/** @param {HTMLElement} tile @param {MouseEvent} event @returns {Point} */
function pointOn(tile, event) {
  const { left, top } = tile.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

/** Whether a hand is on the picture, not on what lies over it and does something else. @param {Event} event */
function isOnPicture(event) {
  return !(/** @type {Element} */ (event.target).closest("button, summary, .info, .tile-name"));
}

/** Whether the wheel is over words that scroll themselves. @param {Event} event */
function isOverWords(event) {
  return /** @type {Element} */ (event.target).closest(".info, .message") !== null;
}

import { isScrolled } from "../controls/scrolling.js";

/**
 * What a pointer and a wheel do on the timeline.
 * @typedef {object} Actions
 * @prop {(x: number) => number} timeAt session seconds
 * @prop {(x: number, y: number) => number} nearTime the time, or the start that is close by
 * @prop {(y: number) => boolean} onAxis
 * @prop {() => boolean} zoomed
 * @prop {(time: number) => void} seek
 * @prop {(x: number, factor: number) => void} zoom about a place
 * @prop {(x: number) => void} pan by pixels
 * @prop {() => void} reset shows all of the session
 * @prop {(from: number, to: number) => void} loop
 * @prop {(x: number, y: number) => void} hover
 * @prop {() => void} leave
 * @prop {() => number} time of the playhead
 * @prop {() => void} refuse tells how the wheel may be had
 */

/** A press that moves less is a click, px. */
const STILL = 4;
/** One notch of a wheel, in the pixels that browsers report. */
const NOTCH = 120;

/**
 * Dragging scrubs; on the axis of a zoomed timeline it pans; with shift it makes a loop. The wheel zooms about the
 * pointer, two fingers pinch.
 * @param {HTMLElement} track
 * @param {Actions} actions
 * @param {AbortSignal} signal
 */
export function listen(track, actions, signal) {
  /** @type {{ mode: "scrub" | "pan" | "loop", from: number, last: number, moved: boolean } | null} */
  let press = null;
  /** The playhead before each of the last two presses, that of a double click among them. @type {number[]} */
  let before = [];
  /** Fingers on the track. @type {Map<number, number>} */
  const fingers = new Map();
  const place = (/** @type {MouseEvent} */ event) => {
    const box = track.getBoundingClientRect();
    return { x: Math.min(Math.max(event.clientX - box.left, 0), box.width), y: event.clientY - box.top };
  };
  const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ heard, options = {}) =>
    track.addEventListener(type, heard, { signal, ...options });

  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    const { x, y } = place(event);
    track.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, x);
    if (fingers.size > 1) {
      press = null;
      return;
    }
    before = [...before.slice(-1), actions.time()];
    const mode = event.shiftKey ? "loop" : actions.onAxis(y) && actions.zoomed() ? "pan" : "scrub";
    press = { mode, from: x, last: x, moved: false };
    if (mode === "scrub") actions.seek(actions.nearTime(x, y));
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    const { x, y } = place(event);
    actions.hover(x, y);
    if (fingers.has(event.pointerId)) {
      if (fingers.size === 2) pinch(event.pointerId, x);
      fingers.set(event.pointerId, x);
    }
    if (!press || !track.hasPointerCapture(event.pointerId)) return;
    press.moved ||= Math.abs(x - press.from) >= STILL;
    if (!press.moved) return;
    if (press.mode === "scrub") actions.seek(actions.timeAt(x));
    else if (press.mode === "pan") actions.pan(press.last - x);
    else actions.loop(...ordered(actions.timeAt(press.from), actions.timeAt(x)));
    press.last = x;
  });
  const end = (/** @type {PointerEvent} */ event) => {
    fingers.delete(event.pointerId);
    if (press?.mode === "pan" && !press.moved && event.type === "pointerup") actions.seek(actions.timeAt(press.from));
    press = null;
  };
  on("pointerup", end);
  on("pointercancel", end);
  on("pointerleave", () => actions.leave());
  on("dblclick", () => {
    if (!actions.zoomed()) return;
    actions.reset();
    // Its two presses were no seeks.
    actions.seek(before[0]);
  });
  on(
    "wheel",
    (/** @type {WheelEvent} */ event) => {
      const meant = event.ctrlKey || event.metaKey || Boolean(track.closest(":focus-within"));
      if (!meant && isScrolled(track)) {
        actions.refuse();
        return;
      }
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? NOTCH / 3 : 1;
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        if (!actions.zoomed()) return;
        event.preventDefault();
        actions.pan(sideways * lines);
        return;
      }
      // Where all is shown already the page may scroll on.
      if (event.deltaY > 0 && !actions.zoomed() && !event.ctrlKey) return;
      event.preventDefault();
      // Fingers on a touch pad come as a wheel with ctrl, in small portions.
      const notches = (event.deltaY * lines * (event.ctrlKey ? 4 : 1)) / NOTCH;
      actions.zoom(place(event).x, 2 ** (-Math.max(-2, Math.min(2, notches)) / 2));
    },
    { passive: false },
  );

  /** @param {number} moved the finger that moved @param {number} x where it is now */
  function pinch(moved, x) {
    const before = fingers.get(moved) ?? x;
    const [other] = [...fingers].filter(([finger]) => finger !== moved).map(([, at]) => at);
    const [apart, now] = [Math.abs(before - other), Math.abs(x - other)];
    if (apart > 8 && now > 8) actions.zoom(other, now / apart);
  }
}

/** @param {number} one @param {number} other @returns {[number, number]} */
function ordered(one, other) {
  return one < other ? [one, other] : [other, one];
}

import { clamp } from "../media/correction.js";
import { h, set, write } from "../controls/dom.js";
import { clockText, secondsText } from "../controls/format.js";

/**
 * @typedef {import("../session/loop.js").Loop} Loop
 * @typedef {import("./timescale.js").Timescale} Timescale
 * @typedef {"start" | "stop"} Edge
 *
 * @typedef {object} Actions
 * @prop {(edge: Edge, time: number) => void} set an edge was dragged
 * @prop {(edge: Edge, frames: number) => void} step an edge was moved by frames of the focused camera
 */

/** Between the words and an edge, px. */
const GAP = 6;

/** The loop over the timeline's lanes: a shaded range, and its two edges. */
export class LoopRange {
  /** @type {Loop | null} */
  #loop = null;
  /** @type {Timescale | null} */
  #scale = null;
  #shade = h("div", { class: "loop-shade" });
  /** How long it is, and when the edge is that is held. */
  #label = h("div", { class: "loop-label", "aria-hidden": "true" });
  #waiting = h("div", { class: "loop-mark", hidden: true });
  /** @type {import("../session/looping.js").Mark | null} */
  #mark = null;
  /** The edge that is dragged or has the focus. @type {Edge | null} */
  #held = null;
  #edges;

  /**
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#edges = { start: this.#edge("start", actions, signal), stop: this.#edge("stop", actions, signal) };
    this.element = h("div", { class: "loop", hidden: true }, this.#shade, this.#waiting, this.#label, this.#edges.start, this.#edges.stop);
  }

  /** @param {Loop | null} loop */
  show(loop) {
    this.#loop = loop;
    this.#place();
  }

  /** An edge that waits for the other one. @param {import("../session/looping.js").Mark | null} mark */
  mark(mark) {
    this.#mark = mark;
    this.#place();
  }

  /** @param {Timescale} scale */
  rescale(scale) {
    this.#scale = scale;
    this.#place();
  }

  #place() {
    const [loop, scale] = [this.#loop, this.#scale];
    const mark = loop ? null : this.#mark;
    for (const part of [this.#shade, this.#edges.start, this.#edges.stop]) part.hidden = loop === null;
    this.#waiting.hidden = mark === null;
    this.element.hidden = loop === null && mark === null;
    if (mark && scale) {
      const x = clamp(scale.x(mark.time), 0, scale.width);
      this.#waiting.style.left = `${x}px`;
      write(this.#label, `${mark.edge} ${clockText(mark.time)}`);
      const words = this.#label.offsetWidth;
      this.#label.style.left = `${x + GAP + words <= scale.width ? x + GAP : x - GAP - words}px`;
    }
    if (!loop || !scale) return;
    const [left, right] = loop.map((time) => clamp(scale.x(time), 0, scale.width));
    this.#shade.style.left = `${left}px`;
    this.#shade.style.width = `${right - left}px`;
    for (const [edge, x, time] of /** @type {[Edge, number, number][]} */ ([
      ["start", left, loop[0]],
      ["stop", right, loop[1]],
    ])) {
      const handle = this.#edges[edge];
      handle.style.left = `${x}px`;
      set(handle, "aria-valuemin", String(edge === "start" ? scale.start : loop[0]));
      set(handle, "aria-valuemax", String(edge === "start" ? loop[1] : scale.stop));
      set(handle, "aria-valuenow", String(time));
      set(handle, "aria-valuetext", clockText(time));
      set(handle, "title", `Loop ${edge}s at ${clockText(time)} (${edge === "start" ? "[" : "]"})`);
    }
    this.#tell(loop, left, right, scale.width);
  }

  /**
   * In the middle of the loop, or beside it where it is narrower than the words.
   * @param {Loop} loop
   * @param {number} left px
   * @param {number} right px
   * @param {number} width of the timeline, px
   */
  #tell(loop, left, right, width) {
    const length = secondsText(loop[1] - loop[0]);
    const edge = this.#held && clockText(loop[this.#held === "start" ? 0 : 1]);
    write(this.#label, edge ? `${this.#held} ${edge} · ${length}` : length);
    const words = this.#label.offsetWidth;
    const beside = right + GAP + words <= width ? right + GAP : left - GAP - words;
    const x = words + 2 * GAP <= right - left ? (left + right - words) / 2 : beside;
    this.#label.style.left = `${clamp(x, 0, Math.max(0, width - words))}px`;
  }

  /**
   * @param {Edge} edge
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  #edge(edge, actions, signal) {
    const handle = h("div", {
      class: `loop-edge ${edge}`,
      role: "slider",
      tabindex: 0,
      "aria-label": edge === "start" ? "Loop start" : "Loop stop",
      "aria-orientation": "horizontal",
    });
    handle.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0) return;
        handle.setPointerCapture(event.pointerId);
        event.stopPropagation();
      },
      { signal },
    );
    handle.addEventListener(
      "pointermove",
      (event) => {
        if (!handle.hasPointerCapture(event.pointerId) || !this.#scale) return;
        const x = event.clientX - this.element.getBoundingClientRect().left;
        actions.set(edge, this.#within(edge, this.#scale.time(clamp(x, 0, this.#scale.width))));
      },
      { signal },
    );
    const hold = (/** @type {Edge | null} */ held) => {
      this.#held = held;
      this.#place();
    };
    handle.addEventListener("focus", () => hold(edge), { signal });
    handle.addEventListener("blur", () => hold(null), { signal });
    handle.addEventListener(
      "keydown",
      (event) => {
        const frames = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
        if (!frames || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        // The player's own arrow keys move the time.
        event.stopPropagation();
        actions.step(edge, event.shiftKey ? 10 * frames : frames);
      },
      { signal },
    );
    return handle;
  }

  /** A dragged edge stops a pixel before the other one. @param {Edge} edge @param {number} time */
  #within(edge, time) {
    if (!this.#loop || !this.#scale) return time;
    const pixel = this.#scale.time(1) - this.#scale.time(0);
    return edge === "start" ? Math.min(time, this.#loop[1] - pixel) : Math.max(time, this.#loop[0] + pixel);
  }
}

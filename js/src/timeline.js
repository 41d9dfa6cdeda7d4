import { clamp } from "./correction.js";
import { h, set, write } from "./dom.js";
import { clockText } from "./format.js";
import { LoopRange } from "./looprange.js";
import { Timescale } from "./timescale.js";

/** @typedef {import("./contract.js").CameraDescriptor} CameraDescriptor */

const AXIS = 20;
const LANE = 18;
/** With many cameras the lanes grow thinner before the timeline takes the pictures' room. */
const MOST_LANES = 108;
const BAR = 0.6;

/**
 * The session's time from left to right: an axis, a lane of coverage per camera,
 * and the playhead through all of them. Dragging seeks.
 */
export class Timeline {
  /** @type {(time: number) => void} */
  onseek = () => {};

  /** @type {CameraDescriptor[]} */
  #cameras = [];
  #scale = new Timescale(0, 1, 1);
  #time = 0;
  #lane = LANE;
  #canvas = h("canvas", { "aria-hidden": "true" });
  #labels = h("div", { class: "lane-labels", "aria-hidden": "true" });
  #playhead = h("div", { class: "playhead", "aria-hidden": "true" });
  #pointer = h("div", { class: "pointer-time", hidden: true, "aria-hidden": "true" });
  #track = h("div", {
    class: "track",
    role: "slider",
    tabindex: 0,
    "aria-label": "Seek in session time",
    "aria-orientation": "horizontal",
  });

  /** Seconds by which each camera is moved, by name. @type {(name: string) => number} */
  #offset = () => 0;

  /**
   * @param {import("./looprange.js").Actions} loop
   * @param {AbortSignal} signal ends every listener
   */
  constructor(loop, signal) {
    this.loop = new LoopRange(loop, signal);
    this.#track.append(this.#canvas, this.#playhead, this.#pointer);
    // Beside the track, not in it: what is inside a slider is nothing to assistive technology.
    this.element = h(
      "div",
      { class: "timeline" },
      this.#labels,
      h("div", { class: "track-frame" }, this.#track, this.loop.element),
    );
    const sizes = new ResizeObserver(() => this.draw());
    sizes.observe(this.#track);
    signal.addEventListener("abort", () => sizes.disconnect());
    this.#listen(signal);
  }

  /**
   * @param {CameraDescriptor[]} cameras lanes in order
   * @param {number} start
   * @param {number} stop
   * @param {(name: string) => number} offset seconds by which a camera is moved
   */
  show(cameras, start, stop, offset) {
    this.#cameras = cameras;
    this.#offset = offset;
    this.#scale = new Timescale(start, stop, this.#scale.width);
    this.#lane = Math.max(4, Math.min(LANE, Math.floor(MOST_LANES / Math.max(1, cameras.length))));
    this.#labels.replaceChildren(
      ...cameras.map((camera) => h("div", { class: "lane-label", title: camera.label }, camera.label)),
    );
    const height = `${AXIS + this.#lane * cameras.length + 4}px`;
    this.element.style.setProperty("--lane", `${this.#lane}px`);
    this.#track.style.height = height;
    this.element.classList.toggle("thin", this.#lane < 12);
    set(this.#track, "aria-valuemin", String(start));
    set(this.#track, "aria-valuemax", String(stop));
    this.draw();
  }

  /** @param {number} time */
  move(time) {
    this.#time = time;
    const x = clamp(this.#scale.x(time), 0, this.#scale.width);
    this.#playhead.style.transform = `translateX(${x}px)`;
    set(this.#track, "aria-valuenow", time.toFixed(3));
    set(this.#track, "aria-valuetext", clockText(time));
  }

  /** Draws the axis and the lanes again, after a change of size or colours. */
  draw() {
    const { clientWidth: width, clientHeight: height } = this.#track;
    const context = this.#canvas.getContext("2d");
    if (!width || !height || !context) return;
    const ratio = globalThis.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    this.#scale = new Timescale(this.#scale.start, this.#scale.stop, width);
    this.loop.rescale(this.#scale);
    const style = getComputedStyle(this.element);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    this.#drawAxis(context, colour);
    this.#cameras.forEach((camera, i) => this.#drawLane(context, camera, AXIS + i * this.#lane, colour));
    this.move(this.#time);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {(name: string) => string} colour
   */
  #drawAxis(context, colour) {
    const { times, digits } = this.#scale.ticks(90);
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "top";
    context.fillStyle = colour("--quiet");
    let free = 0;
    for (const time of times) {
      const text = clockText(time, digits);
      const half = context.measureText(text).width / 2;
      const x = clamp(this.#scale.x(time), half, this.#scale.width - half);
      // At the ends labels move inwards, where the next one may already be.
      if (x - half < free) continue;
      context.fillText(text, x - half, 3);
      free = x + half + 12;
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {CameraDescriptor} camera
   * @param {number} top
   * @param {(name: string) => string} colour
   */
  #drawLane(context, camera, top, colour) {
    const bar = Math.max(2, Math.round(this.#lane * BAR));
    const y = top + (this.#lane - bar) / 2;
    context.fillStyle = colour("--lane-empty");
    context.beginPath();
    context.roundRect(0, y, this.#scale.width, bar, 2);
    context.fill();
    const offset = this.#offset(camera.name);
    const spans = camera.coverage.map(([start, stop]) => [start + offset, stop + offset]);
    context.save();
    context.clip();
    for (let i = 0; i < spans.length; i += 1) {
      const [start, stop] = spans[i];
      const x = this.#scale.x(start);
      context.fillStyle = camera.problem ? colour("--lane-lost") : colour("--lane-full");
      context.beginPath();
      context.roundRect(x, y, Math.max(1.5, this.#scale.x(stop) - x), bar, 2);
      context.fill();
      if (i + 1 < spans.length) this.#hatch(context, stop, spans[i + 1][0], y, bar, colour("--attention"));
    }
    context.restore();
  }

  /**
   * A gap within a recording.
   * @param {CanvasRenderingContext2D} context
   * @param {number} start
   * @param {number} stop
   * @param {number} y
   * @param {number} bar
   * @param {string} colour
   */
  #hatch(context, start, stop, y, bar, colour) {
    const x = this.#scale.x(start);
    const width = Math.max(2, this.#scale.x(stop) - x);
    context.save();
    context.beginPath();
    context.rect(x, y, width, bar);
    context.clip();
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let at = x - bar; at < x + width + bar; at += 5) {
      context.moveTo(at, y + bar);
      context.lineTo(at + bar, y);
    }
    context.stroke();
    context.restore();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const track = this.#track;
    const timeAt = (/** @type {PointerEvent} */ event) => {
      const x = event.clientX - track.getBoundingClientRect().left;
      return this.#scale.time(clamp(x, 0, this.#scale.width));
    };
    track.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0) return;
        track.setPointerCapture(event.pointerId);
        this.onseek(timeAt(event));
      },
      { signal },
    );
    track.addEventListener(
      "pointermove",
      (event) => {
        const time = timeAt(event);
        write(this.#pointer, clockText(time));
        this.#pointer.hidden = false;
        const half = this.#pointer.offsetWidth / 2;
        const x = clamp(this.#scale.x(time), half, this.#scale.width - half);
        this.#pointer.style.transform = `translateX(${x - half}px)`;
        if (track.hasPointerCapture(event.pointerId)) this.onseek(time);
      },
      { signal },
    );
    track.addEventListener("pointerleave", () => (this.#pointer.hidden = true), { signal });
  }
}

import { clamp } from "../media/correction.js";
import { h } from "../controls/dom.js";
import { contextOf, drawCoverage } from "./lanedrawing.js";
import { Timescale } from "./timescale.js";

/** All of the session below a zoomed timeline, with the stretch that is shown: drag it, or press elsewhere to go there. */
export class Overview {
  #canvas = h("canvas");
  #window = h("div", { class: "overview-window" });
  #mark = h("div", { class: "overview-mark" });
  #scale = new Timescale(0, 1, 1);
  /** @type {[number, number] | null} */
  #zoom = null;

  /**
   * @param {(start: number) => void} move the stretch is to start there
   * @param {AbortSignal} signal
   */
  constructor(move, signal) {
    this.element = h("div", { class: "overview", "aria-hidden": "true" }, this.#canvas, this.#window, this.#mark);
    let grip = 0;
    const timeAt = (/** @type {PointerEvent} */ event) =>
      this.#scale.time(event.clientX - this.element.getBoundingClientRect().left);
    this.element.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0 || !this.#zoom) return;
        this.element.setPointerCapture(event.pointerId);
        const [start, stop] = this.#zoom;
        const time = timeAt(event);
        grip = time >= start && time <= stop ? time - start : (stop - start) / 2;
        move(time - grip);
      },
      { signal },
    );
    this.element.addEventListener(
      "pointermove",
      (event) => {
        if (this.element.hasPointerCapture(event.pointerId)) move(timeAt(event) - grip);
      },
      { signal },
    );
  }

  /**
   * @param {import("../python/contract.js").CameraDescriptor[]} cameras
   * @param {(name: string) => number} offset
   * @param {{ start: number, stop: number }} session
   * @param {(name: string) => string} colour
   */
  draw(cameras, offset, session, colour) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    this.#scale = new Timescale(session.start, session.stop, width);
    const context = contextOf(this.#canvas, width, height);
    if (context) drawCoverage({ context, scale: this.#scale, colour }, cameras, { y: 0, height }, offset);
  }

  /** @param {[number, number] | null} zoom null where all is shown */
  show(zoom) {
    this.#zoom = zoom;
    this.element.classList.toggle("idle", zoom === null);
    if (!zoom) return;
    const [left, right] = zoom.map((time) => clamp(this.#scale.x(time), 0, this.#scale.width));
    this.#window.style.left = `${left}px`;
    this.#window.style.width = `${Math.max(4, right - left)}px`;
  }

  /** @param {number} time */
  move(time) {
    this.#mark.style.transform = `translateX(${clamp(this.#scale.x(time), 0, this.#scale.width)}px)`;
  }
}

import { clamp } from "../media/correction.js";
import { h, set } from "../controls/dom.js";
import { clockText } from "../controls/format.js";
import { listen } from "./gestures.js";
import { LaneLabels } from "./lanelabels.js";
import { contextOf, drawAxis, drawCoverage, drawLane, drawMissing } from "./lanedrawing.js";
import { CAMERAS } from "./lanes.js";
import { rowsFor } from "./lanerows.js";
import { LoopRange } from "./looprange.js";
import { Overview } from "./overview.js";
import { PointerCard } from "./pointercard.js";
import { Telling } from "./telling.js";
import { Timescale } from "./timescale.js";
import { fitted, following, panned, zoomed } from "./zoom.js";

/** @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor */

const AXIS = 20;
const BAR = 0.62;
/** So close to a start a press means the start itself, px. */
const NEAR = 4;
/** Python learns of a zoom this long after the last change of it. */
const SETTLED_MS = 250;
/** Time that flows moves less between two redraws, seconds; at the fastest rate on a busy machine too. */
const JUMP = 5;
const WHEEL = "Ctrl + wheel zooms here; after a click in the player, the wheel alone";
/** A thumbnail may be so many pixels away. */
const BUCKET = 3;

/**
 * The session's time from left to right: an axis, lanes for what cameras recorded and for what happened, and the
 * playhead through all of them. Dragging seeks, the wheel zooms.
 *
 * @typedef {object} Parts
 * @prop {import("./lanes.js").Lanes} lanes
 * @prop {import("./cameralanes.js").CameraLanes} cameras
 * @prop {import("./thumbnails.js").Thumbnails} thumbnails
 * @prop {(time: number) => void} seek
 * @prop {(range: [number, number]) => void} setLoop
 * @prop {import("./looprange.js").Actions} loop
 */
export class Timeline {
  /** @type {CameraDescriptor[]} */
  #cameras = [];
  #session = { start: 0, stop: 1 };
  #scale = new Timescale(0, 1, 1);
  #time = 0;
  #height = 640;
  /** @type {import("./lanerows.js").Rows} */
  #rows = { rows: [], lane: 18, left: [] };
  /** What is shown of the session; null for all. @type {[number, number] | null} */
  #zoom = null;
  /** What of the zoom was last kept, as JSON. */
  #taken = "null";
  #request = 0;
  #settling = 0;
  /** Where the pointer is. @type {{ x: number, y: number } | null} */
  #pointer = null;
  /** Whether the wheel was left to the page, since the pointer came. */
  #refused = false;
  #card = new PointerCard();
  #canvas = h("canvas", { "aria-hidden": "true" });
  #playhead = h("div", { class: "playhead", "aria-hidden": "true" });
  #track = h("div", {
    class: "track",
    role: "slider",
    tabindex: 0,
    "aria-label": "Seek in session time",
    "aria-orientation": "horizontal",
  });
  #labels;
  #overview;
  #telling;

  /** Seconds by which each camera is moved, by name. @type {(name: string) => number} */
  #offset = () => 0;

  /**
   * @param {Parts} parts
   * @param {AbortSignal} signal ends every listener
   */
  constructor(parts, signal) {
    this.parts = parts;
    this.loop = new LoopRange(parts.loop, signal);
    this.#labels = new LaneLabels(parts.lanes, parts.cameras, () => this.#show(null), signal);
    this.#overview = new Overview((start) => this.#moveTo(start), signal);
    this.#telling = new Telling(parts.lanes, parts.cameras);
    this.#track.append(this.#canvas, this.#playhead);
    // Beside the track, not in it: what is inside a slider is nothing to assistive technology.
    const frame = h("div", { class: "track-frame" }, this.#track, this.loop.element, this.#overview.element, this.#card.element);
    this.element = h("div", { class: "timeline" }, this.#labels.element, frame, this.#labels.menu.element);
    const sizes = new ResizeObserver(() => this.draw());
    sizes.observe(this.#track);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      cancelAnimationFrame(this.#request);
      clearTimeout(this.#settling);
    });
    parts.thumbnails.onready = () => this.#showCard();
    this.#listen(signal);
  }

  /**
   * @param {CameraDescriptor[]} cameras lanes in order
   * @param {string[]} names of all cameras, hidden ones too
   * @param {number} start
   * @param {number} stop
   * @param {(name: string) => number} offset seconds by which a camera is moved
   */
  show(cameras, names, start, stop, offset) {
    this.#cameras = cameras;
    this.#labels.reserve(names);
    this.#offset = offset;
    this.#session = { start, stop };
    this.#zoom = this.#zoom && fitted(this.#zoom, [start, stop]);
    set(this.#track, "aria-valuemin", String(start));
    set(this.#track, "aria-valuemax", String(stop));
    this.#arrange();
  }

  /** Something else is known of the lanes, or wanted of them. */
  showLanes() {
    const wanted = this.parts.lanes.state.zoom ?? null;
    // While the user zooms, what she does is newer than what is kept; so are the pages that the playhead turned.
    if (!this.#settling && JSON.stringify(wanted) !== this.#taken) this.#zoom = wanted && fitted(wanted, this.#bounds);
    this.#taken = JSON.stringify(wanted);
    this.#arrange();
  }

  /** @param {number} height of the player, px */
  fit(height) {
    if (height === this.#height || !height) return;
    this.#height = height;
    this.#arrange();
  }

  /**
   * @param {number} time
   * @param {number} [way] 1 while playing forwards, -1 backwards, 0 while paused
   */
  move(time, way = 0) {
    const before = this.#time;
    this.#time = time;
    if (this.#zoom && time !== before && !this.#dragging) {
      // Who looks elsewhere while it plays is left there, until the time jumps.
      const seen = before >= this.#zoom[0] && before <= this.#zoom[1];
      const jumped = Math.abs(time - before) > JUMP;
      if (seen || jumped || !way) this.#turn(following(this.#zoom, time, jumped ? 0 : way, this.#bounds));
    }
    this.#place();
  }

  /**
   * About the playhead.
   * @param {number} factor above 1 shows less
   */
  zoom(factor) {
    const shown = this.#zoom ?? this.#bounds;
    const about = this.#time >= shown[0] && this.#time <= shown[1] ? this.#time : (shown[0] + shown[1]) / 2;
    this.#show(zoomed(shown, about, factor, this.#bounds));
  }

  showAll() {
    this.#show(null);
  }

  /** Draws all again, after a change of size or colours. */
  draw() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    const { clientWidth: width, clientHeight: height } = this.#track;
    if (!width || !height) return;
    const context = contextOf(this.#canvas, width, height);
    if (!context) return;
    const [start, stop] = this.#zoom ?? this.#bounds;
    const scale = new Timescale(start, stop, width);
    this.#scale = scale;
    const style = getComputedStyle(this.element);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const paper = { context, scale, colour };
    drawAxis(paper);
    const { rows, lane } = this.#rows;
    const bar = Math.max(2, Math.round(lane * BAR));
    rows.forEach((row, i) => {
      const place = { y: AXIS + i * lane + (lane - bar) / 2, height: bar };
      if (row.kind === "table") {
        const found = this.parts.lanes.all.find(({ table }) => table.name === row.name);
        if (found) drawLane(paper, found, place, found === this.parts.lanes.chosen ? this.parts.lanes.passing : null);
        return;
      }
      const names = row.kind === "camera" ? [row.name] : row.names;
      drawCoverage(paper, this.#cameras.filter(({ name }) => names.includes(name)), place, this.#offset);
      if (row.kind === "camera") drawMissing(paper, this.parts.cameras.missing(row.name), place, this.#offset(row.name));
    });
    this.#overview.draw(this.#cameras, this.#offset, this.#session, colour);
    this.#overview.show(this.#zoom);
    this.#labels.showZoom(this.#zoom !== null);
    // What opens above the timeline leaves the controls free.
    const above = /** @type {HTMLElement | null} */ (this.element.previousElementSibling)?.offsetHeight ?? 0;
    this.element.style.setProperty("--above", `${above}px`);
    this.element.style.setProperty("--room", `${this.#height - this.element.offsetHeight - above - 12}px`);
    this.loop.rescale(scale);
    set(this.element, "data-zoom", this.#zoom && `${start} ${stop}`);
    this.#place();
    this.#showCard();
  }

  /** @returns {[number, number]} */
  get #bounds() {
    return [this.#session.start, Math.max(this.#session.stop, this.#session.start + 1e-3)];
  }

  get #dragging() {
    return this.#track.matches(":active");
  }

  /** Gives the lanes their places. */
  #arrange() {
    const { lanes } = this.parts;
    const cameras = lanes.hidden(CAMERAS) ? [] : this.#cameras.map(({ name }) => name);
    const tables = lanes.shown.map(({ table }) => table.name);
    const chosen = lanes.chosen?.table.name;
    this.#rows = rowsFor(cameras, tables, chosen, this.#height);
    const { rows, lane } = this.#rows;
    this.element.style.setProperty("--lane", `${lane}px`);
    this.#track.style.height = `${AXIS + lane * rows.length + 4}px`;
    this.#labels.show(this.#rows, this.#cameras);
    set(this.element, "data-lane", chosen ?? null);
    set(this.element, "data-lanes", JSON.stringify(rows.map((row) => (row.kind === "cameras" ? CAMERAS : row.name))));
    this.#later();
  }

  /** Draws once before the next redraw of the screen, however often it is asked to. */
  #later() {
    this.#request ||= requestAnimationFrame(() => this.draw());
  }

  /** The user shows another stretch. @param {[number, number] | null} zoom */
  #show(zoom) {
    this.#turn(zoom);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = 0;
      this.#taken = JSON.stringify(this.#zoom);
      this.parts.lanes.setZoom(this.#zoom);
    }, SETTLED_MS);
  }

  /** @param {[number, number] | null} zoom */
  #turn(zoom) {
    if (zoom === this.#zoom) return;
    this.#zoom = zoom;
    this.#later();
  }

  /** @param {number} start */
  #moveTo(start) {
    if (this.#zoom) this.#show(fitted([start, start + this.#zoom[1] - this.#zoom[0]], this.#bounds) ?? this.#zoom);
  }

  #place() {
    const x = this.#scale.x(this.#time);
    this.#playhead.hidden = this.#zoom !== null && (x < 0 || x > this.#scale.width);
    this.#playhead.style.transform = `translateX(${clamp(x, 0, this.#scale.width)}px)`;
    if (this.#zoom) this.#overview.move(this.#time);
    set(this.#track, "aria-valuenow", this.#time.toFixed(3));
    set(this.#track, "aria-valuetext", clockText(this.#time));
  }

  /** @param {number} y */
  #rowAt(y) {
    return this.#rows.rows[Math.floor((y - AXIS) / this.#rows.lane)];
  }

  /** The table whose lane is at a height. @param {number} y */
  #laneAt(y) {
    const row = this.#rowAt(y);
    return row?.kind === "table" ? this.parts.lanes.all.find(({ table }) => table.name === row.name) : undefined;
  }

  #showCard() {
    if (!this.#pointer) return;
    const { x, y } = this.#pointer;
    const time = this.#scale.time(x);
    const pixel = this.#scale.time(1) - this.#scale.time(0);
    const row = this.#rowAt(y);
    const told = this.#telling.at(time, NEAR * pixel, this.#laneAt(y), row?.kind === "camera" ? row.name : undefined);
    // While she drags, the tiles show it.
    const picture = this.#dragging ? null : (this.parts.thumbnails.get(time, BUCKET * pixel) ?? this.#absence(time));
    this.#card.show(x, this.#scale.width, time, told, picture, this.#refused ? WHEEL : "");
  }

  /** Why there is no small picture of the focused camera; null where it may come. @param {number} time */
  #absence(time) {
    const camera = this.parts.thumbnails.camera()?.camera;
    const why = camera && this.parts.cameras.absence(camera.name, time);
    return why ? `${camera.label}: ${why}` : null;
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const shown = () => this.#zoom ?? this.#bounds;
    listen(
      this.#track,
      {
        timeAt: (x) => this.#scale.time(x),
        nearTime: (x, y) => {
          const time = this.#scale.time(x);
          const rows = this.#laneAt(y)?.rows;
          const row = rows?.near(time, NEAR * (this.#scale.time(1) - this.#scale.time(0))) ?? -1;
          return rows && row >= 0 ? rows.starts[row] : time;
        },
        time: () => this.#time,
        refuse: () => {
          this.#refused = true;
          this.#showCard();
        },
        onAxis: (y) => y < AXIS,
        zoomed: () => this.#zoom !== null,
        seek: this.parts.seek,
        zoom: (x, factor) => this.#show(zoomed(shown(), this.#scale.time(x), factor, this.#bounds)),
        pan: (x) => {
          if (this.#zoom) this.#show(panned(this.#zoom, this.#scale.time(x) - this.#scale.time(0), this.#bounds));
        },
        reset: () => this.#show(null),
        loop: (from, to) => this.parts.setLoop([from, to]),
        hover: (x, y) => {
          this.#pointer = { x, y };
          this.#showCard();
        },
        leave: () => {
          this.#pointer = null;
          this.#refused = false;
          this.#card.hide();
          this.parts.thumbnails.forget();
        },
      },
      signal,
    );
  }
}

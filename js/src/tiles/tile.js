import adjustIcon from "@tabler/icons/outline/adjustments-horizontal.svg";
import enlargeIcon from "@tabler/icons/outline/arrows-diagonal.svg";
import infoIcon from "@tabler/icons/outline/info-circle.svg";
import rotateIcon from "@tabler/icons/outline/rotate-clockwise.svg";
import shrinkIcon from "@tabler/icons/outline/arrows-diagonal-minimize-2.svg";
import stillIcon from "@tabler/icons/outline/photo-down.svg";
import { essence } from "./adjustment.js";
import { hint } from "../controls/chosenkeys.js";
import { h, iconButton, iconOf, set, write } from "../controls/dom.js";
import { grouped, secondsText } from "../controls/format.js";
import { hearGestures } from "./handling.js";
import { Marks } from "./marks.js";
import { Picture } from "./picture.js";
import { factsOf, isStored, WayChoice } from "./tileinfo.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {import("./view.js").View} View
 * @typedef {import("./layout.js").Rect} Rect
 * @typedef {import("./operations.js").Operations} Operations
 */

/** A tile smaller than this, px, has room for a name and a few words. */
const SMALL = { width: 150, height: 100 };

/** One camera's place on the stage: the picture and the words about it. */
export class Tile {
  /** @type {() => void} */
  onfocus = () => {};
  /** @type {() => void} */
  onretry = () => {};

  /** Width / height of the upright picture that the tile was last placed for. */
  aspect = NaN;
  /** Where the videos come from, for those who ask. */
  route = "";
  /** What is to decode it. @type {import("../media/engine.js").EngineWish} */
  wish = "auto";
  #offset = 0;
  #told = "";

  /** @param {CameraDescriptor} camera */
  constructor(camera) {
    this.camera = camera;
    this.picture = new Picture();
    this.picture.graded = isStored(camera);
    this.name = h("div", { class: "tile-name" }, camera.label);
    this.#hintName();
    this.#readout = h("div", { class: "readout" });
    this.#status = h("div", { class: "status", role: "status" });
    this.#message = h("div", { class: "message" });
    this.#info = h("div", { class: "info", hidden: true, tabindex: 0 }, this.#facts, this.#way.element);
    this.element = h(
      "section",
      {
        class: "tile",
        role: "group",
        tabindex: 0,
        "aria-label": camera.label,
        "data-camera": camera.name,
        "data-state": "loading",
        "data-frame": "",
        "data-timestamp": "",
        "data-frames-off": "",
      },
      this.picture.element,
      h("div", { class: "progress", "aria-hidden": "true" }),
      this.#message,
      this.name,
      this.#marks.element,
      h("div", { class: "tile-actions" }, this.#enlarge, this.#rotate, this.#adjust, this.#still, this.#about),
      this.#info,
      this.#readout,
      this.#status,
    );
    // Not where Tab only comes by: what the steps go by stays until the camera is worked with.
    for (const type of ["pointerdown", "click"]) this.element.addEventListener(type, () => this.onfocus());
    this.#about.setAttribute("aria-expanded", "false");
  }

  #enlarge = iconButton(enlargeIcon, "Enlarge", "enlarge");
  #rotate = iconButton(rotateIcon, "Rotate", "rotate");
  #adjust = iconButton(adjustIcon, "Adjust", "adjust");
  #still = iconButton(stillIcon, "Save still", "still");
  #about = iconButton(infoIcon, "About this camera", "about");
  #facts = h("dl");
  #way = new WayChoice();
  #marks = new Marks();
  #readout;
  #status;
  #message;
  #info;
  /** @type {View | null} */
  #view = null;
  #time = NaN;

  /** Milliseconds by which the camera is moved on the session clock. */
  get offset() {
    return this.#offset;
  }

  set offset(ms) {
    this.#offset = ms;
    this.#marks.show(this.picture.adjustment, ms);
  }

  /** Whether a picture is seen in it. */
  get hasPicture() {
    return ["ready", "gap", "loading"].includes(this.element.dataset.state ?? "");
  }

  /** @param {Operations} operations what its buttons and hands on it do */
  operate(operations) {
    const { name } = this.camera;
    this.#enlarge.addEventListener("click", (event) => operations.enlarge(name, event.shiftKey));
    this.#rotate.addEventListener("click", (event) => operations.rotate(name, event.detail > 0));
    this.#adjust.addEventListener("click", () => operations.adjust(name));
    this.#still.addEventListener("click", () => void operations.still(name));
    this.#about.addEventListener("click", () => this.toggleInfo());
    this.#way.onchoice = (way) => operations.play(name, way);
    this.#marks.onundo = (change, pointed) => {
      operations.undo(name, change, pointed);
      // Its button is gone, and the keys go by where the focus is.
      this.element.focus({ preventScroll: true });
    };
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.#info.hidden) {
        const within = event.composedPath().includes(this.#info);
        this.toggleInfo();
        if (within) this.#about.focus();
        event.stopPropagation();
        return;
      }
      if (event.key === "Escape" && event.target === this.element && this.element.hasAttribute("data-enlarged")) {
        operations.enlarge(name, event.shiftKey);
      }
    });
    hearGestures(this.element, {
      zoom: (point, factor) => operations.zoomAt(name, point, factor),
      pan: (by) => operations.pan(name, by),
      settle: () => operations.adjusting.settle(),
      reset: () => operations.wholePicture(name),
      enlarge: (more) => operations.enlarge(name, more),
      zoomed: () => this.picture.adjustment.zoom[0] > 1,
    });
  }

  /** Gives the tile its place; null where others cover it. @param {Rect | null} rect @param {boolean} enlarged */
  place(rect, enlarged) {
    const { style } = this.element;
    // Covered, not hidden: a video that was hidden may come back with another frame than it says.
    this.element.classList.toggle("covered", rect === null);
    this.element.inert = rect === null;
    this.#showEnlarged(enlarged);
    if (!rect) return;
    style.left = `${rect.left}px`;
    style.top = `${rect.top}px`;
    style.width = `${rect.width}px`;
    style.height = `${rect.height}px`;
    this.picture.place(rect, this.aspect);
    this.element.classList.toggle("small", rect.width < SMALL.width || rect.height < SMALL.height);
    this.#fitMessage();
  }

  /** @param {import("./adjustment.js").Adjustment} adjustment */
  adjust(adjustment) {
    this.picture.adjust(adjustment);
    this.element.classList.toggle("zoomed", adjustment.zoom[0] > 1);
    const told = essence(adjustment);
    this.#marks.show(adjustment, this.offset);
    set(this.element, "data-adjusted", told ? JSON.stringify(told) : null);
  }

  toggleInfo() {
    this.#info.hidden = !this.#info.hidden;
    set(this.#about, "aria-expanded", String(!this.#info.hidden));
    this.#refreshInfo();
  }

  /** @param {boolean} on */
  #showEnlarged(on) {
    if (this.element.hasAttribute("data-enlarged") === on) return;
    set(this.element, "data-enlarged", on ? "" : null);
    this.#enlarge.replaceChildren(iconOf(on ? shrinkIcon : enlargeIcon));
    set(this.#enlarge, "aria-label", on ? "Back to all" : "Enlarge");
    if (on) hint(this.#enlarge, ["enlarge"], (key) => `Back to all (${key})`);
    else hint(this.#enlarge, ["enlarge", "enlargeBeside"], (key, beside) => `Enlarge (${key}; beside others ${beside})`);
  }

  /** A small tile has no room for all of a long name. */
  #hintName() {
    hint(this.name, ["earlier", "later"], (up, down) => `${this.camera.label}: drag it to another place (${up}, ${down})`);
  }

  /** A tile that is not shown says nothing. */
  clear() {
    for (const name of ["data-state", "data-frame", "data-timestamp", "data-engine", "data-route", "data-frames-off"]) {
      this.element.removeAttribute(name);
    }
  }

  /** @param {CameraDescriptor} camera */
  rename(camera) {
    this.camera = camera;
    write(this.name, camera.label);
    this.#hintName();
    set(this.element, "aria-label", camera.label);
  }

  /**
   * @param {View} view
   * @param {number} time session time
   */
  show(view, time) {
    this.#view = view;
    this.#time = time;
    const { element } = this;
    set(element, "data-state", view.state);
    set(element, "data-engine", view.engine ?? "");
    set(element, "data-route", view.route ?? "");
    set(element, "data-frame", view.frame === null ? "" : String(view.frame));
    set(element, "data-timestamp", view.timestamp === null ? "" : String(view.timestamp));
    const { frame, timestamp } = view.written ?? view;
    writeParts(this.#readout, frame === null ? "" : readoutText(frame, timestamp));
    writeParts(this.#status, this.#statusText(view));
    set(this.#status, "title", statusTitle(view));
    this.#tell(view, time);
    if (!this.#info.hidden) this.#refreshInfo();
  }

  /** @param {number | null} off frames behind (+) or ahead (-) of the clock; null where nothing is measured */
  showOff(off) {
    set(this.element, "data-frames-off", off === null ? "" : String(off));
  }

  /** @param {View} view */
  #statusText(view) {
    if (view.state === "gap" && view.next !== null && view.timestamp !== null) {
      return `gap ${(view.next - view.timestamp).toFixed(2)} s · next frame at ${secondsText(view.next + this.offset / 1000)}`;
    }
    if (view.off) return `± ${Math.abs(view.off)} ${Math.abs(view.off) === 1 ? "frame" : "frames"}`;
    if (view.faulty) return "damaged picture";
    if (view.lowered > 1) return `1/${view.lowered} of the size · the server does not keep up`;
    if (view.estimated !== null && view.frame !== null) return `timing by container${countedText(view.counted)}`;
    if (view.spared && view.state === "ready") return "2 pictures/s · machine busy";
    const [note] = this.camera.notes;
    if (view.problem || view.state !== "ready" || !note) return "";
    return note.what;
  }

  /**
   * The words in the middle of a tile that has no picture.
   * @param {View} view
   * @param {number} time
   */
  #tell(view, time) {
    const [start, last] = [this.camera.start, this.camera.last].map((at) => at + this.offset / 1000);
    /** @type {{ what: string, why: string, cure: string, tried: string[] } | null} */
    let words = null;
    if (view.problem) words = view.problem;
    else if (view.state === "before") {
      words = {
        what: `No frame until ${secondsText(start)}`,
        why: `This camera starts ${waitText(start - time)} after the session time shown.`,
        cure: "",
        tried: [],
      };
    } else if (view.state === "after") {
      words = {
        what: `Ended at ${secondsText(last)}`,
        why: "This camera has no later frame.",
        cure: "",
        tried: [],
      };
    }
    const key = words ? words.what + words.why : "";
    if (key === this.#told) return;
    this.#told = key;
    this.#message.replaceChildren(...(words ? this.#words(words, view.problem !== null) : []));
    this.#fitMessage();
  }

  /** Words that do not fit are scrolled, by keyboard too. */
  #fitMessage() {
    const { scrollHeight, clientHeight, childElementCount } = this.#message;
    set(this.#message, "tabindex", childElementCount && scrollHeight > clientHeight + 1 ? "0" : null);
  }

  /**
   * @param {{ what: string, why: string, cure: string, tried: string[] }} words
   * @param {boolean} failed
   */
  #words({ what, why, cure, tried }, failed) {
    const parts = [h("strong", {}, what), h("p", {}, why)];
    if (cure) parts.push(h("p", {}, cure));
    if (tried.length) {
      const places = h("ul", {}, ...tried.map((path) => h("li", {}, path)));
      parts.push(h("details", {}, h("summary", {}, "Where did I look?"), places));
    }
    if (failed) {
      const retry = h("button", { type: "button" }, "Try again");
      retry.addEventListener("click", () => this.onretry());
      parts.push(retry);
    }
    return parts;
  }

  #refreshInfo() {
    if (!this.#view) return;
    this.#way.show(this.wish, this.#view.ways);
    const rows = factsOf(this.camera, this.#view, { time: this.#time, offset: this.offset, route: this.route });
    const flat = rows.flat().join("\n");
    if (this.#facts.dataset.text === flat) return;
    this.#facts.dataset.text = flat;
    this.#facts.replaceChildren(...rows.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]));
  }
}

/**
 * @param {number} frame
 * @param {number | null} timestamp
 */
function readoutText(frame, timestamp) {
  // Where the tile is narrow it breaks at the dot alone.
  return [`frame ${grouped(frame)}`, ...(timestamp === null ? [] : [secondsText(timestamp)])].map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

/**
 * Writes a text so that a narrow tile can leave out what follows its first dot.
 * @param {HTMLElement} element
 * @param {string} text
 */
function writeParts(element, text) {
  if (element.textContent === text) return;
  const at = text.indexOf(" · ");
  if (at < 0) element.textContent = text;
  else if (element.childElementCount === 2) {
    write(/** @type {Node} */ (element.firstChild), text.slice(0, at));
    write(/** @type {Node} */ (element.lastChild), text.slice(at));
  } else element.replaceChildren(h("span", {}, text.slice(0, at)), h("span", { class: "rest" }, text.slice(at)));
}

/** What the words in a tile's corner mean. @param {View} view */
function statusTitle({ estimated, faulty }) {
  if (faulty) return "The file is damaged here or just before: this picture builds on what cannot be decoded. The next key frame is whole again.";
  return estimated === null ? null : `Frame numbers are the container's guess: ${estimated}`;
}

/** @param {number | null} share of the file's frames */
function countedText(share) {
  return share === null ? "" : ` · ${Math.floor(100 * share)} % of frames counted`;
}

/** @param {number} seconds */
function waitText(seconds) {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(2)} s`;
}

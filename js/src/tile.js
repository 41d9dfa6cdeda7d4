import infoIcon from "@tabler/icons/outline/info-circle.svg";
import { h, iconButton, set, write } from "./dom.js";
import { grouped, secondsText, sizeText } from "./format.js";
import { offsetText } from "./offset.js";

/**
 * @typedef {import("./contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("./contract.js").Problem} Problem
 * @typedef {import("./camera.js").View} View
 */

const ENGINES = {
  native: "the browser's own player, by byte ranges",
  webcodecs: "this page's decoding (WebCodecs), by byte ranges",
  streamed: "fragments that the server makes of it",
};

/** One camera's place on the stage: the picture and the words about it. */
export class Tile {
  /** @type {() => void} */
  onfocus = () => {};
  /** @type {() => void} */
  onretry = () => {};

  /** Width / height of the picture that the tile was last placed for. */
  aspect = NaN;
  /** Milliseconds by which the camera is moved on the session clock. */
  offset = 0;
  #told = "";

  /** @param {CameraDescriptor} camera */
  constructor(camera) {
    this.camera = camera;
    this.picture = h("div", { class: "picture" });
    this.#name = h("div", { class: "tile-name" }, camera.label);
    this.#readout = h("div", { class: "readout" });
    this.#status = h("div", { class: "status", role: "status" });
    this.#message = h("div", { class: "message" });
    this.#info = h("dl", { class: "info", hidden: true });
    const info = iconButton(infoIcon, "About this camera");
    info.setAttribute("aria-expanded", "false");
    info.addEventListener("click", () => {
      this.#info.hidden = !this.#info.hidden;
      info.setAttribute("aria-expanded", String(!this.#info.hidden));
      this.#refreshInfo();
    });
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
      this.picture,
      h("div", { class: "progress", "aria-hidden": "true" }),
      this.#message,
      this.#name,
      h("div", { class: "tile-actions" }, info),
      this.#info,
      this.#readout,
      this.#status,
    );
    this.element.addEventListener("focusin", () => this.onfocus());
    this.element.addEventListener("pointerdown", () => this.onfocus());
  }

  #name;
  #readout;
  #status;
  #message;
  #info;
  /** @type {View | null} */
  #view = null;
  #time = NaN;

  /** A tile that is not shown says nothing. */
  clear() {
    for (const name of ["data-state", "data-frame", "data-timestamp", "data-engine", "data-route", "data-frames-off"]) {
      this.element.removeAttribute(name);
    }
  }

  /** @param {CameraDescriptor} camera */
  rename(camera) {
    this.camera = camera;
    write(this.#name, camera.label);
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
    write(this.#readout, view.frame === null ? "" : readoutText(view.frame, view.timestamp));
    write(this.#status, this.#statusText(view));
    set(this.#status, "title", view.estimated === null ? null : `Frame numbers are the container's guess: ${view.estimated}`);
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
    if (view.lowered > 1) return `1/${view.lowered} of the size · the server does not keep up`;
    if (view.estimated !== null && view.frame !== null) return "timing by container";
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
    const view = this.#view;
    if (!view) return;
    const file = view.file ?? this.camera.files[0] ?? null;
    const rows = [
      ["Session time", secondsText(this.#time)],
      ["Frame", view.frame === null ? "none" : `${grouped(view.frame)} of ${grouped(this.camera.count)}`],
      ["NWB timestamp", view.timestamp === null ? "none" : `${view.timestamp} s`],
      ...(this.offset ? [["Moved", `offset ${offsetText(this.offset)}, on this page only`]] : []),
      ["Camera", this.camera.name],
      ["File", file?.file ?? "none"],
      ["Video", file ? videoText(file) : "none"],
      ["Shown by", ENGINES[view.engine ?? "native"]],
      ...this.camera.notes.map((note) => [note.what, `${note.why} ${note.cure}`.trim()]),
    ];
    const flat = rows.flat().join("\n");
    if (this.#info.dataset.text === flat) return;
    this.#info.dataset.text = flat;
    this.#info.replaceChildren(...rows.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]));
  }
}

/**
 * @param {number} frame
 * @param {number | null} timestamp
 */
function readoutText(frame, timestamp) {
  return `frame ${grouped(frame)}${timestamp === null ? "" : ` · ${secondsText(timestamp)}`}`;
}

/** @param {number} seconds */
function waitText(seconds) {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(2)} s`;
}

/** @param {import("./contract.js").FileDescriptor} file */
function videoText({ codec, width, height, size, rate }) {
  const parts = [codec];
  if (width && height) parts.push(`${width} × ${height}`);
  if (rate) parts.push(`${Number(rate.toFixed(3))} frames/s in the file`);
  if (size) parts.push(sizeText(size));
  return parts.join(" · ");
}

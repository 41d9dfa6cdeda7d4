import undo from "@tabler/icons/outline/arrow-back-up.svg";
import { h, iconButton, set, write } from "./dom.js";
import { Popup } from "./popup.js";
import { pillOf, worstOf } from "../session/sync.js";

/**
 * @typedef {object} Row
 * @prop {string} name
 * @prop {string} label
 * @prop {string} engine what decodes its video
 * @prop {string} state of its tile
 * @prop {import("../session/sync.js").Figures} figures
 * @prop {number} offset milliseconds
 *
 * @typedef {object} Actions
 * @prop {(name: string, ms: number) => void} setOffset
 * @prop {(on: boolean) => void} setWaitForAll
 *
 * @typedef {{ off: HTMLElement, worst: HTMLElement, dropped: HTMLElement, engine: HTMLElement, offset: HTMLInputElement, reset: HTMLElement, sign: HTMLElement }} Cells
 */

const TITLE = "How far each camera is from the session clock";
const FOOTNOTE = "How far the frame on screen is from the frame that is due. All of it is this browser's doing: your files stay as they are.";

/** @type {[string, string][]} */
const HEADS = [
  ["Camera", ""],
  ["Decoded by", "What turns the file into pictures: the browser's own player, this page (exact to the frame while stepping), or the server"],
  ["Off now", "Frames between the one due and the one on screen; a picture that has just been sought is not counted"],
  ["Worst, 10\u00a0s", "The largest of the last ten seconds"],
  ["Not drawn", "Frames that were due since play began and that this browser had no time to draw; the recording has them"],
  ["Shift, ms", "Moves the camera on the session clock: + shows it later, − earlier"],
];

/** What decodes, in a word. @type {Record<string, string>} */
const DECODERS = { native: "browser", webcodecs: "page", streamed: "server" };

/** The pill in the header that says how far off the worst camera is, and the table per camera that it opens. */
export class SyncPanel {
  #lead = h("span", { class: "lead" });
  #words = h("span");
  #tail = h("span", { class: "lead" });
  #text = h("span", { class: "pill-text" }, this.#lead, this.#words, this.#tail);
  #pill;
  #rows = h("tbody");
  #wait = h("input", { type: "checkbox" });
  #panel;
  /** @type {Map<string, Cells>} */
  #cells = new Map();
  #actions;
  #attention = "";
  #attentionTail = "";
  #lost = false;
  #strain = h("p", { class: "strain", hidden: true });

  /**
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#actions = actions;
    this.#pill = h(
      "button",
      { type: "button", class: "pill", "aria-expanded": "false", "aria-haspopup": "dialog", title: TITLE },
      this.#text,
    );
    const table = h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...HEADS.map(([head, title]) => h("th", { scope: "col", title: title || null }, head)))),
      this.#rows,
    );
    const wait = h("label", {}, this.#wait, h("span", {}, "Wait for all: hold the clock while a camera has no data"));
    this.#panel = h(
      "div",
      { class: "sync", role: "dialog", "aria-label": "Sync per camera", hidden: true },
      h("p", { class: "lead" }, FOOTNOTE),
      table,
      wait,
      this.#strain,
    );
    this.element = new Popup("sync-anchor", this.#pill, this.#panel, signal, () => this.#fill(this.#rowsOf())).element;
    this.#wait.addEventListener("change", () => actions.setWaitForAll(this.#wait.checked), { signal });
  }

  /**
   * @param {() => Row[]} rows of the cameras shown
   * @param {string} [waiting] whom the clock waits for
   */
  show(rows, waiting = "") {
    const all = rows();
    const { lead, words, state } = pillOf(worstOf(all.flatMap(({ figures: { now } }) => (now === null ? [] : [now]))), all.map(({ state }) => state));
    if (this.#lost) this.#tell("", "no answer", "attention", " of the server");
    else if (this.#attention) this.#tell("", this.#attention, "attention", this.#attentionTail);
    else if (waiting) this.#tell("", `waiting for ${waiting}`, "attention");
    else if (this.#strain.textContent) this.#tell("busy · ", words, "attention");
    else this.#tell(lead, words, state);
    if (!this.#panel.hidden) this.#fill(all);
    this.#rowsOf = rows;
  }

  /** @type {() => Row[]} */
  #rowsOf = () => [];

  /** @param {number} count cameras that show no picture for a reason @param {number} of */
  showAttention(count, of) {
    const verb = count === 1 ? "needs" : "need";
    const words = count ? `${count} of ${of}` : "";
    if (words === this.#attention) return;
    this.#attention = words;
    // Where there is no room for it, the colour says as much.
    this.#attentionTail = ` ${of === 1 ? "camera" : "cameras"} ${verb} attention`;
    // Figures change too often to be read out; trouble is.
    set(this.#text, "role", words ? "status" : null);
    if (words && !this.#lost) this.#tell("", words, "attention", this.#attentionTail);
  }

  /** @param {boolean} lost whether the server does not answer */
  showLost(lost) {
    this.#lost = lost;
    set(this.#text, "role", lost || this.#attention ? "status" : null);
    this.show(this.#rowsOf);
  }

  /** @param {string} words what is left undone on a busy machine; none where nothing is */
  showStrain(words) {
    write(this.#strain, words);
    this.#strain.hidden = words === "";
    set(this.#pill, "title", words || TITLE);
  }

  /** @param {boolean} on */
  showWaitForAll(on) {
    this.#wait.checked = on;
  }

  /** @param {string} lead @param {string} words @param {string} state @param {string} [tail] */
  #tell(lead, words, state, tail = "") {
    write(this.#lead, lead);
    write(this.#tail, tail);
    write(this.#words, words);
    set(this.#pill, "data-sync", state);
  }

  /** @param {Row[]} rows */
  #fill(rows) {
    const names = rows.map((row) => row.name);
    if (names.join("\n") !== [...this.#cells.keys()].join("\n")) {
      this.#cells.clear();
      this.#rows.replaceChildren(...rows.map((row) => this.#newRow(row)));
    }
    for (const { name, engine, state, figures, offset } of rows) {
      const cells = /** @type {Cells} */ (this.#cells.get(name));
      write(cells.engine, DECODERS[engine] ?? engine);
      write(cells.off, state === "ready" ? signed(figures.now) : state);
      set(cells.off, "data-off", String(Math.abs(figures.now ?? 0) > 1));
      write(cells.worst, signed(figures.worst));
      write(cells.dropped, String(figures.dropped));
      const root = /** @type {Document | ShadowRoot} */ (cells.offset.getRootNode());
      if (root.activeElement !== cells.offset) cells.offset.value = String(offset);
      cells.reset.style.visibility = offset ? "" : "hidden";
      write(cells.sign, offset ? (offset > 0 ? "later" : "earlier") : "");
    }
  }

  /** @param {Row} row */
  #newRow({ name, label, offset }) {
    const field = h("input", {
      type: "number",
      step: 1,
      value: offset,
      "aria-label": `Offset of ${label}, milliseconds`,
      title: "+ shows the camera later on the session clock, − earlier; here only, the NWB file stays as it is",
      placeholder: "+ later",
    });
    field.addEventListener("change", () => {
      const ms = field.value === "" ? 0 : field.valueAsNumber;
      if (Number.isFinite(ms)) this.#actions.setOffset(name, ms);
    });
    const [engine, off, worst, dropped] = [1, 2, 3, 4].map(() => h("td"));
    const sign = h("span", { class: "sign" });
    const reset = iconButton(undo, `Reset the shift of ${label}`);
    reset.addEventListener("click", () => {
      this.#actions.setOffset(name, 0);
      field.value = "0";
      field.focus();
    });
    this.#cells.set(name, { engine, off, worst, dropped, offset: field, reset, sign });
    const shift = h("td", { class: "shift" }, h("div", {}, sign, field, reset));
    return h("tr", {}, h("th", { scope: "row", title: label }, label), engine, off, worst, dropped, shift);
  }
}

/** @param {number | null} off */
function signed(off) {
  if (off === null) return "–";
  return off === 0 ? "0" : `${Math.abs(off)} ${off > 0 ? "behind" : "ahead"}`;
}


import more from "@tabler/icons/outline/chevron-up.svg";
import { h, iconButton, set, write } from "./dom.js";
import { clockText } from "./format.js";
import { placeOf } from "./typed.js";
import { Popup } from "./popup.js";

/**
 * @typedef {import("../session/loop.js").Loop} Loop
 * @typedef {import("./typed.js").Context} Context
 * @typedef {"start" | "stop" | "length"} Part
 *
 * @typedef {object} Actions
 * @prop {() => Context} context
 * @prop {() => Loop} usual the loop there would be, where there is none
 * @prop {(loop: Loop | null) => void} set
 */

/** The exact loop: where it starts, stops, and how long it is, as numbers to type. */
export class LoopPanel {
  /** @type {Loop | null} */
  #loop = null;
  #fields = /** @type {Record<Part, HTMLInputElement>} */ ({});
  #wrong = h("p", { class: "wrong", role: "alert" });
  #end = h("button", { type: "button" }, "No loop");
  #actions;

  /** @param {Actions} actions @param {AbortSignal} signal */
  constructor(actions, signal) {
    this.#actions = actions;
    const button = iconButton(more, "Loop from, to, length");
    button.classList.add("narrow");
    set(button, "aria-haspopup", "dialog");
    set(button, "aria-expanded", "false");
    const rows = /** @type {[Part, string, string][]} */ ([
      ["start", "Start", "As the time field: 418.233, 6:58.233, f12540, trial 12, +5"],
      ["stop", "Stop", "The first moment that is not played; as the time field"],
      ["length", "Length", "Seconds, or 500 ms; the stop moves"],
    ]).map(([part, label, title]) => {
      const field = h("input", { "aria-label": `Loop ${label.toLowerCase()} exactly`, title, spellcheck: "false", autocomplete: "off" });
      this.#fields[part] = field;
      field.addEventListener("focus", () => field.select());
      field.addEventListener("change", () => this.#take(part));
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") this.#take(part);
      });
      return h("label", {}, h("span", {}, label), field);
    });
    this.#end.addEventListener("click", () => this.#actions.set(null));
    const panel = h("div", { class: "loop-panel", role: "dialog", "aria-label": "Loop" }, ...rows, this.#wrong, this.#end);
    this.element = new Popup("loop-anchor", button, panel, signal, () => {
      this.show(this.#loop);
      this.#fields.start.focus();
    }).element;
  }

  /** @param {Loop | null} loop */
  show(loop) {
    this.#loop = loop;
    this.#end.disabled = loop === null;
    if (this.element.querySelector(".loop-panel[hidden]")) return;
    const [start, stop] = loop ?? this.#actions.usual();
    this.#fields.start.value = clockText(start);
    this.#fields.stop.value = clockText(stop);
    this.#fields.length.value = `${Number((stop - start).toFixed(6))} s`;
    this.#say("", "start");
  }

  /** @param {Part} part */
  #take(part) {
    const [start, stop] = this.#loop ?? this.#actions.usual();
    const typed = this.#fields[part].value;
    // What was not changed would lose its decimals.
    if (this.#loop && typed === clockText(part === "start" ? start : stop)) return;
    if (part === "length") {
      const length = secondsOf(typed);
      if (!(length > 0)) this.#say("Type a length above zero, as 0.5 or 500 ms.", part);
      else this.#actions.set([start, start + length]);
      return;
    }
    const place = placeOf(typed, { ...this.#actions.context(), time: part === "start" ? start : stop });
    if ("wrong" in place) this.#say(place.wrong, part);
    else if (part === "start" && place.time >= stop) this.#actions.set([place.time, place.time + (stop - start)]);
    else if (part === "stop" && place.time <= start) this.#say(`It starts at ${clockText(start)}; the stop is later.`, part);
    else this.#actions.set(part === "start" ? [place.time, stop] : [start, place.time]);
  }

  /** @param {string} wrong @param {Part} part */
  #say(wrong, part) {
    write(this.#wrong, wrong);
    for (const [name, field] of Object.entries(this.#fields)) set(field, "aria-invalid", wrong && name === part ? "true" : null);
  }
}

/** `0.5`, `0.5 s`, `500 ms`; NaN for anything else. @param {string} text */
export function secondsOf(text) {
  const parts = /^\s*(\d+\.?\d*|\.\d+)\s*(ms|s)?\s*$/i.exec(text.replace(",", "."));
  return parts ? Number(parts[1]) / (parts[2]?.toLowerCase() === "ms" ? 1000 : 1) : NaN;
}

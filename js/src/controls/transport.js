import back from "@tabler/icons/outline/chevron-left.svg";
import forward from "@tabler/icons/outline/chevron-right.svg";
import help from "@tabler/icons/outline/help.svg";
import pause from "@tabler/icons/filled/player-pause.svg";
import play from "@tabler/icons/filled/player-play.svg";
import repeat from "@tabler/icons/outline/repeat.svg";
import { hint } from "./chosenkeys.js";
import { h, iconButton, iconOf, set, write } from "./dom.js";
import { clockText } from "./format.js";
import { LoopPanel } from "./looppanel.js";
import { placeOf } from "./typed.js";

/** The rates on offer; Python may set any from 0.05 to 16, and backwards from -0.05 to -4. */
export const RATES = [-1, -0.25, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 4, 8, 16];

const LOOP = "Loop one second around here";
const TYPED = "Session time: 418.233, 6:58.233, f12540, trial 12, +5 or -0.5, then Enter";

/**
 * @typedef {object} Actions
 * @prop {() => void} toggle
 * @prop {(frames: number) => void} step
 * @prop {(rate: number) => void} setRate
 * @prop {(time: number) => void} seek
 * @prop {() => import("./typed.js").Context} context
 * @prop {() => void} loop
 * @prop {() => import("../session/loop.js").Loop} usualLoop that the loop button would begin
 * @prop {(loop: import("../session/loop.js").Loop | null) => void} setLoop
 * @prop {() => void} leaveField gives the focus back to the pictures
 * @prop {() => void} help
 */

/** The band of controls: step, play, rate, loop, time. */
export class Transport {
  #play = iconButton(play, "Play", "toggle");
  #rate = h("select", { "aria-label": "Rate" });
  #loop = iconButton(repeat, LOOP, "loop");
  #time = h("input", {
    class: "time",
    "aria-label": "Session time",
    spellcheck: "false",
    autocomplete: "off",
    inputmode: "text",
  });
  #exact;
  #total = h("span", { class: "total" });
  #wrong = h("span", { class: "wrong", role: "alert" });
  #shown = NaN;

  /**
   * @param {Actions} actions
   * @param {HTMLElement} navigation next and previous trial
   * @param {HTMLElement} clip what saves the loop
   * @param {AbortSignal} signal
   */
  constructor(actions, navigation, clip, signal) {
    const stepBack = iconButton(back, "One frame back", "stepBack");
    const stepForward = iconButton(forward, "One frame forward", "stepForward");
    const keys = iconButton(help, "Keys", "help");
    hint(this.#rate, ["faster", "slower"], (up, down) => `Rate (${up}, ${down})`);
    hint(this.#time, ["goto"], (key) => `${TYPED} (${key})`);
    this.#exact = new LoopPanel({ context: () => actions.context(), usual: () => actions.usualLoop(), set: (loop) => actions.setLoop(loop) }, signal);
    this.#play.classList.add("primary");
    this.#offer(1);
    this.element = h(
      "div",
      { class: "transport", role: "toolbar", "aria-label": "Playback" },
      h("div", { class: "transport-side" }, stepBack, this.#play, stepForward, this.#rate, h("div", { class: "loop-buttons" }, this.#loop, this.#exact.element), clip),
      h("div", { class: "transport-time" }, this.#time, this.#total, this.#wrong),
      h("div", { class: "transport-side end" }, navigation, keys),
    );
    const on = (/** @type {HTMLElement} */ element, /** @type {string} */ type, /** @type {(e: any) => void} */ f) =>
      element.addEventListener(type, f, { signal });
    on(stepBack, "click", () => actions.step(-1));
    on(stepForward, "click", () => actions.step(1));
    on(this.#play, "click", () => actions.toggle());
    on(this.#loop, "click", () => actions.loop());
    on(keys, "click", () => actions.help());
    on(this.#rate, "change", () => actions.setRate(Number(this.#rate.value)));
    on(this.#time, "focus", () => this.#time.select());
    on(this.#time, "blur", () => this.#leave());
    on(this.#time, "keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") this.#enter(actions);
      if (event.key === "Escape") {
        this.#leave();
        actions.leaveField();
      }
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
  }

  /** @param {boolean} playing */
  showPlaying(playing) {
    if (this.#play.getAttribute("aria-label") === (playing ? "Pause" : "Play")) return;
    this.#play.replaceChildren(iconOf(playing ? pause : play));
    set(this.#play, "aria-label", playing ? "Pause" : "Play");
    hint(this.#play, ["toggle"], (key) => `${playing ? "Pause" : "Play"} (${key})`);
  }

  /** @param {number} rate */
  showRate(rate) {
    this.#offer(rate);
  }

  /** @param {import("../session/loop.js").Loop | null} loop */
  showLoop(loop) {
    set(this.#loop, "aria-pressed", String(loop !== null));
    this.#exact.show(loop);
    const what = loop ? `Loop ${clockText(loop[0])} – ${clockText(loop[1])}; press to end it` : LOOP;
    hint(this.#loop, ["loop"], (key) => `${what} (${key})`);
  }

  /** @param {number} time */
  showTime(time) {
    this.#shown = time;
    if (this.#editing()) return;
    const text = clockText(time);
    if (this.#time.value !== text) this.#time.value = text;
  }

  /** @param {number} start @param {number} stop */
  showTotal(start, stop) {
    // As wide as its longest time from the beginning, so that nothing moves when an hour is over.
    this.#time.style.setProperty("--letters", String(Math.max(clockText(start).length, clockText(stop).length)));
    write(this.#total, `/ ${clockText(stop)}`);
    set(this.#total, "title", "The session's end, in session time");
  }

  focusTime() {
    this.#time.focus();
    this.#time.select();
  }

  #editing() {
    const root = /** @type {Document | ShadowRoot} */ (this.#time.getRootNode());
    return root.activeElement === this.#time;
  }

  /** @param {Actions} actions */
  #enter(actions) {
    const place = placeOf(this.#time.value, actions.context());
    set(this.#time, "aria-invalid", "wrong" in place ? "true" : null);
    write(this.#wrong, "wrong" in place ? place.wrong : "");
    if ("wrong" in place) return;
    actions.seek(place.time);
    this.#time.value = clockText(place.time);
    // The next key is meant for the pictures: space plays.
    actions.leaveField();
  }

  #leave() {
    set(this.#time, "aria-invalid", null);
    write(this.#wrong, "");
    this.#time.value = clockText(this.#shown);
    if (this.#editing()) this.#time.select();
  }

  /** @param {number} rate */
  #offer(rate) {
    const rates = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
    if (this.#rate.options.length !== rates.length) {
      this.#rate.replaceChildren(...rates.map((r) => h("option", { value: r }, rateText(r))));
    }
    this.#rate.value = String(rate);
    if (this.#rate.value !== String(rate)) {
      this.#rate.replaceChildren(...rates.map((r) => h("option", { value: r, selected: r === rate }, rateText(r))));
    }
  }
}

/** @param {number} rate */
function rateText(rate) {
  return `${rate < 0 ? "−" : ""}${Math.abs(rate)}×`;
}

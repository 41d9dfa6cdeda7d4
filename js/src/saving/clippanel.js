import movie from "@tabler/icons/outline/movie.svg";
import { hint, keyText } from "../controls/chosenkeys.js";
import { h, iconButton, set, write } from "../controls/dom.js";
import { clockText, durationText, sizeText } from "../controls/format.js";
import { Popup } from "../controls/popup.js";
import { bytesOf, heightsOf, roughly, sizeOf, speedsFor } from "./clipshape.js";

/**
 * @typedef {import("./clipshape.js").Subject} Subject
 *
 * What a clip can be made of now.
 * @typedef {object} Scene
 * @prop {import("../session/loop.js").Loop | null} loop
 * @prop {Subject[]} subjects cameras shown whose files the server can read, in order
 * @prop {number} shown all cameras shown
 * @prop {string | undefined} focused
 * @prop {number} rate
 *
 * @typedef {object} Actions
 * @prop {() => Scene} scene
 * @prop {() => void} loop begins one around here
 * @prop {(text: string, stays?: boolean) => void} say
 */

/** The button that saves the loop as a clip, and what it opens. */
export class ClipPanel {
  #button = iconButton(movie, "Save the loop as a clip", "clip");
  #ticks = h("div", { class: "clip-cameras" });
  #every = h("button", { type: "button", class: "quiet" }, "All");
  #lone = h("button", { type: "button", class: "quiet" }, "One");
  #count = h("span");
  #cameras = h(
    "div",
    { class: "clip-choice", role: "group", "aria-label": "Cameras" },
    h("div", { class: "clip-head" }, this.#count, this.#every, this.#lone),
    this.#ticks,
  );
  #speed = h("select", { "aria-label": "Speed" });
  #height = h("select", { "aria-label": "Height" });
  #burned = h("input", { type: "checkbox" });
  #loop = h("span", { class: "clip-span" });
  #sum = h("p", { class: "clip-sum" });
  #caveat = h("p", { class: "clip-sum" }, "Zoom and light are left as recorded.");
  #bar = h("div", { class: "clip-bar", role: "progressbar", "aria-label": "Saving the clip", "aria-valuemin": 0, "aria-valuemax": 100 });
  #share = h("span", { class: "clip-share", "aria-hidden": "true" });
  #working = h("div", { class: "clip-working", hidden: true }, this.#bar, this.#share);
  #status = h("p", { class: "clip-status", role: "status" });
  #save = h("button", { type: "button", class: "clip-save" }, "Save");
  #cancel = h("button", { type: "button", hidden: true }, "Cancel");
  #told = h("p", { class: "clip-sum", hidden: true });
  #fields = h(
    "fieldset",
    { class: "clip-fields" },
    this.#cameras,
    this.#told,
    h("div", { class: "clip-pair" }, h("label", {}, h("span", {}, "Speed"), this.#speed), h("label", {}, h("span", {}, "Height"), this.#height)),
    h("label", { class: "clip-check" }, this.#burned, h("span", {}, "Write the session time into the picture")),
  );
  #needed = h("p", {});
  #begin = h("button", { type: "button" }, "Loop one second around here");
  #without = h("div", { class: "clip-without" }, this.#needed, this.#begin);
  #with = h("div", {}, this.#fields, this.#sum, this.#caveat);
  #panel = h(
    "div",
    { class: "clip-panel", role: "dialog", "aria-label": "Save a clip", hidden: true },
    h("h3", {}, "Save a clip", this.#loop),
    this.#without,
    this.#with,
    h("div", { class: "clip-foot" }, h("div", { class: "clip-told" }, this.#status, this.#working), this.#save, this.#cancel),
  );
  #popup;
  /** What was chosen by hand; what was not follows the player. @type {{ speed: number | null, height: number | null, cameras: Map<string, boolean> }} */
  #chosen = { speed: null, height: null, cameras: new Map() };
  #announced = "";

  /**
   * @param {import("./clip.js").Clip} clip
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(clip, actions, signal) {
    this.clip = clip;
    this.actions = actions;
    set(this.#button, "aria-haspopup", "dialog");
    set(this.#button, "aria-expanded", "false");
    this.#popup = new Popup("clip", this.#button, this.#panel, signal, () => this.#opened());
    this.element = this.#popup.element;
    const on = (/** @type {HTMLElement} */ element, /** @type {string} */ type, /** @type {() => void} */ act) =>
      element.addEventListener(type, act, { signal });
    on(this.#begin, "click", () => {
      actions.loop();
      this.#first.focus();
    });
    on(this.#ticks, "change", () => this.#tick((name) => this.#box(name)?.checked ?? true));
    on(this.#every, "click", () => this.#tick(() => true));
    on(this.#lone, "click", () => this.#tick((name) => name === this.#lone.dataset.camera));
    on(this.#speed, "change", () => {
      this.#chosen.speed = Number(this.#speed.value);
      this.show();
    });
    on(this.#height, "change", () => {
      this.#chosen.height = Number(this.#height.value);
      this.show();
    });
    on(this.#save, "click", () => this.#start());
    on(this.#cancel, "click", () => {
      clip.cancel();
      write(this.#status, "Cancelled.");
      this.#save.focus();
    });
    clip.onchange = () => this.#follow();
    this.#follow();
  }

  /** Opens what the button opens. */
  open() {
    this.#popup.open();
    this.#first.focus();
  }

  get #first() {
    if (this.clip.busy) return this.#cancel;
    if (!this.#without.hidden) return this.#begin;
    return this.#cameras.hidden ? this.#speed : (this.#ticks.querySelector("input") ?? this.#speed);
  }

  /** @param {string} name */
  #box(name) {
    return [...this.#ticks.querySelectorAll("input")].find(({ value }) => value === name);
  }

  /** @param {(name: string) => boolean} wanted whether a camera is to be in the clip */
  #tick(wanted) {
    for (const { name } of this.actions.scene().subjects) this.#chosen.cameras.set(name, wanted(name));
    this.#chosen.height = null;
    this.show();
  }

  /** Brings what is offered to the loop, the cameras and the rate there are. */
  show() {
    const scene = this.actions.scene();
    this.#button.classList.toggle("unready", scene.loop === null);
    hint(this.#button, ["clip"], (key) =>
      scene.loop ? `Save the loop as a clip (${key})` : `Save a clip (${key}): set a loop first (${keyText("loop")})`,
    );
    if (this.#panel.hidden) return;
    write(this.#needed, `A clip is what the loop goes over. Set a loop first (${keyText("loop")}).`);
    const focused = this.#focused;
    const ready = scene.loop !== null && scene.subjects.length > 0;
    this.#without.hidden = ready || this.clip.busy;
    this.#begin.hidden = scene.loop !== null;
    if (!scene.subjects.length) write(this.#needed, "None of the cameras shown can be saved: the server cannot read their files.");
    this.#with.hidden = !ready;
    this.#save.hidden = !ready || this.clip.busy;
    this.#save.disabled = false;
    write(this.#loop, scene.loop ? `${clockText(scene.loop[0])} – ${clockText(scene.loop[1])}` : "");
    if (ready) this.#offer(scene);
    // A loop that ends elsewhere takes away what was focused, and keys would lead nowhere.
    if (focused && this.#panel.contains(focused) && !focused.checkVisibility()) this.#first.focus();
  }

  /** @param {Scene} scene */
  #offer(scene) {
    const { rate } = scene;
    const chosen = this.#offerCameras(scene);
    const now = Math.abs(rate);
    const speed = this.#chosen.speed ?? now;
    const words = (/** @type {number} */ each) => (each === 1 ? ", real time" : each === now ? ", as played" : "");
    const speeds = [...new Set([...speedsFor(rate), speed])].sort((a, b) => a - b);
    fill(this.#speed, speeds.map((each) => ({ value: String(each), text: `${each}×${words(each)}` })), String(speed));
    if (!chosen.length) {
      this.#order = null;
      this.#save.disabled = true;
      write(this.#sum, "Tick the cameras that are to be in it.");
      this.#caveat.hidden = true;
      return;
    }
    const { heights, usual } = heightsOf(chosen);
    const height = heights.includes(this.#chosen.height ?? 0) ? Number(this.#chosen.height) : usual;
    fill(this.#height, heights.map((each) => ({ value: String(each), text: String(each) })), String(height));
    const [start, stop] = /** @type {[number, number]} */ (scene.loop);
    const [across, down] = sizeOf(chosen, height);
    const length = durationText((stop - start) / speed);
    write(this.#sum, `${length} long · ${across} × ${down} pixels · ${roughly(bytesOf(chosen, height, stop - start, speed))}`);
    this.#caveat.hidden = !chosen.some(({ altered }) => altered);
    this.#order = { cameras: chosen.map(({ name }) => name), span: [start, stop], rate: speed, height, burned: false };
  }

  /** @param {Scene} scene @returns {Subject[]} those that are ticked */
  #offerCameras({ subjects, shown, focused }) {
    const one = subjects.find(({ name }) => name === focused) ?? subjects[0];
    const large = JSON.stringify(subjects.filter((each) => each.large).map(({ name }) => name));
    if (this.#ticks.dataset.large !== large) {
      // Others are looked at now.
      this.#ticks.dataset.large = large;
      this.#chosen.cameras.clear();
    }
    const chosen = subjects.length > 1 ? subjects.filter(({ name, large }) => this.#chosen.cameras.get(name) ?? large) : subjects;
    const offered = JSON.stringify(subjects.map(({ name, label }) => [name, label]));
    if (this.#ticks.dataset.offered !== offered) {
      this.#ticks.dataset.offered = offered;
      this.#ticks.replaceChildren(...subjects.map(({ name, label }) => h("label", { title: label }, h("input", { type: "checkbox", value: name }), h("span", {}, label))));
    }
    for (const { name } of subjects) /** @type {HTMLInputElement} */ (this.#box(name)).checked = chosen.some((each) => each.name === name);
    this.#cameras.hidden = shown < 2;
    write(this.#count, `${chosen.length} of ${subjects.length} cameras${chosen.length > 1 ? ", side by side" : ""}`);
    this.#lone.dataset.camera = one.name;
    write(this.#lone, `Only ${one.label}`);
    this.#every.hidden = this.#lone.hidden = subjects.length < 2;
    write(this.#told, subjects.length < shown ? `${shown - subjects.length} of the cameras shown cannot be saved: not on the server` : "");
    this.#told.hidden = subjects.length === shown;
    return chosen;
  }

  /** @type {import("./clip.js").Order | null} */
  #order = null;

  #start() {
    if (!this.#order) return;
    this.clip.make({ ...this.#order, burned: this.#burned.checked });
    this.#cancel.focus();
  }

  #opened() {
    // What was told of the last clip is old by now.
    if (!this.clip.busy) write(this.#status, "");
    this.show();
    // Above the band of controls, and no higher than the player.
    this.#panel.style.maxHeight = `${/** @type {HTMLElement} */ (this.#panel.offsetParent ?? this.#panel).offsetTop - 12}px`;
  }

  /** Shows what has become of the clip. */
  #follow() {
    const { busy, state } = this.clip;
    const focus = this.#focused === this.#cancel;
    const percent = Math.floor(state.progress * 100);
    this.#working.hidden = !busy;
    this.#fields.disabled = busy;
    this.#cancel.hidden = !busy;
    set(this.#button, "data-busy", busy ? "" : null);
    for (const element of [this.#button, this.#bar]) element.style.setProperty("--done", String(percent / 100));
    set(this.#bar, "aria-valuenow", String(percent));
    write(this.#share, `${percent} %`);
    const words = wordsOf(state);
    if (words !== this.#announced) {
      this.#announced = words;
      write(this.#status, words);
      set(this.#status, "data-phase", state.phase);
      if (this.#panel.hidden && (state.phase === "saved" || state.phase === "failed")) this.actions.say(words, state.phase === "failed");
    }
    this.show();
    if (focus && !busy) this.#save.focus();
  }

  get #focused() {
    const root = this.element.getRootNode();
    return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  }
}

/** @param {import("./clip.js").State} state */
function wordsOf({ phase, progress, name, size, lost, problem }) {
  if (phase === "making") return progress > 0 ? "Making the clip." : "Asking the server for the clip.";
  if (phase === "fetching") return "Fetching the clip.";
  if (phase === "failed" && problem) return [`${problem.what}: ${problem.why}`, problem.cure].filter(Boolean).join(" ");
  if (phase !== "saved") return "";
  const damage = lost === 1 ? " One frame cannot be decoded;" : ` ${lost} frames cannot be decoded;`;
  return `Saved ${name}, ${sizeText(size)}.${lost ? `${damage} the one before it stays.` : ""}`;
}

/**
 * @param {HTMLSelectElement} select
 * @param {{ value: string, text: string }[]} choices
 * @param {string} value
 */
function fill(select, choices, value) {
  const told = JSON.stringify(choices);
  if (select.dataset.choices !== told) {
    select.dataset.choices = told;
    select.replaceChildren(...choices.map((one) => h("option", { value: one.value }, one.text)));
  }
  select.value = value;
}

import { keyText } from "./chosenkeys.js";
import { clockText } from "./format.js";
import { Undo } from "../session/undo.js";

/** @typedef {import("../python/contract.js").Store} Store */

/** What is said over the pictures of what was done, by hand or by Python, and what may be done about it. */
export class Announcing {
  #undo;
  /** What was said of the last shift, while it holds. */
  #shifted = { name: "", ms: 0, text: "" };
  /** What was said of a loop that has one edge. */
  #halfLoop = "";

  /**
   * @param {Store} store
   * @param {import("./notice.js").Notice} notice
   * @param {import("../tiles/stage.js").Stage} stage
   * @param {() => void} startFresh asks for the view as at first
   * @param {AbortSignal} signal
   */
  constructor(store, notice, stage, startFresh, signal) {
    this.store = store;
    this.notice = notice;
    this.stage = stage;
    this.startFresh = startFresh;
    this.#undo = new Undo(store, signal);
  }

  /** Moves a camera on the session clock, and offers to take that back. @param {string} name @param {number} ms */
  shift(name, ms) {
    const { shifts, cameras } = this.stage;
    if (shifts.of(name) === ms) return;
    shifts.set(name, ms);
    const label = cameras.find((camera) => camera.name === name)?.label ?? name;
    const how = ms ? `${Math.abs(ms)} ms ${ms > 0 ? "later" : "earlier"}` : "at its own times again";
    const text = `${label} is shown ${how}.`;
    this.#shifted = { name, ms, text };
    this.notice.say(text, false, { text: `Undo (${keyText("undo")})`, act: () => this.takeBack() });
  }

  /** Cameras were moved, by whomever: what was said of one may hold no longer. */
  moved() {
    const { name, ms, text } = this.#shifted;
    if (this.stage.shifts.of(name) !== ms) this.notice.takeBack(text);
  }

  /** Takes back what was last done to a camera. */
  takeBack() {
    this.notice.takeBack(this.#shifted.text);
    if (!this.#undo.back()) this.notice.say("Nothing to take back: no camera was moved or adjusted on this page.");
  }

  /** One edge of a loop is set by key, and waits for the other. @param {import("../session/looping.js").Mark} mark */
  marked({ edge, time }) {
    const [does, key, other] = edge === "start" ? ["starts", keyText("loopStop"), "stop"] : ["stops", keyText("loopStart"), "start"];
    this.#halfLoop = `The loop ${does} at ${clockText(time)}; ${key} sets its ${other}.`;
    this.notice.say(this.#halfLoop);
  }

  /** The loop has both its edges, or none. */
  looped() {
    this.notice.takeBack(this.#halfLoop);
  }

  /** Says what Python has to say once. */
  told() {
    const said = [.../** @type {string[]} */ (this.store.get("said") ?? [])];
    const [problem, ...more] = /** @type {import("../python/contract.js").Problem[]} */ (this.store.get("session").problems);
    if (problem) said.push(`${problem.what}${more.length ? ` and ${more.length} more` : ""}; “Lanes” at the timeline tells why.`);
    if (said.length) this.notice.say(said.join(" "), true);
    else if (this.store.get("restored")) {
      this.notice.say("Restored as you left it.", false, { text: "Start fresh", act: this.startFresh });
    }
  }
}

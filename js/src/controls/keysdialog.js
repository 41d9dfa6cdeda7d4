import { h, write } from "./dom.js";
import { capsOf, COMMANDS, keyFor, keyOf, rebound } from "./keys.js";

/**
 * @typedef {import("./keys.js").Command} Command
 * @typedef {Partial<Record<import("./keys.js").CommandName, string>>} Chosen
 */

const HOW = "Click a key to change it. The change is kept in this browser, for every session.";
/** What a mouse does, for those who look here for it. */
const MOUSE = [
  ["Timeline", "drag seeks · shift + drag makes a loop · wheel zooms · double click shows all · drag the axis of a zoomed one pans"],
  ["Picture", "double click enlarges, with shift beside others · wheel zooms, drag pans · double right click shows all of it"],
  ["Name of a lane", "colours, gaps, table"],
];

/** The list of keys, where each can be changed. */
export class KeysDialog {
  #list = h("dl");
  #said = h("p", { role: "status" }, HOW);
  #reset = h("button", { type: "button" }, "Reset all keys");
  /** @type {Chosen} */
  #chosen = {};
  /** The command that gets the next key pressed. @type {Command | null} */
  #waiting = null;

  /** @param {(chosen: Chosen) => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    const close = h("button", { type: "button", class: "primary" }, "Close");
    this.element = h(
      "dialog",
      { class: "keys", "aria-label": "Keys" },
      h("h3", {}, "Keys"),
      this.#list,
      h("dl", { class: "mouse" }, ...MOUSE.map(([where, what]) => h("div", {}, h("dt", {}, where), h("dd", {}, what)))),
      this.#said,
      h("div", { class: "keys-foot" }, this.#reset, close),
    );
    close.addEventListener("click", () => this.element.close());
    this.#reset.addEventListener("click", () => this.#take({}, "All keys are reset."));
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    // Escape gives up choosing a key before it closes the list.
    this.element.addEventListener("cancel", (event) => {
      if (!this.#waiting) return;
      event.preventDefault();
      this.#wait(null);
    });
  }

  /** @param {Chosen} chosen */
  show(chosen) {
    this.#chosen = chosen;
    this.#wait(null);
    this.element.showModal();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    const command = this.#waiting;
    if (!command || event.key === "Escape" || event.key === "Tab") return;
    const key = keyOf(event);
    if (key === null) return;
    event.preventDefault();
    if (/^[1-9]$/.test(key)) {
      write(this.#said, "1 to 9 focus the cameras; press another key.");
      return;
    }
    const { chosen, swapped } = rebound(command.name, key, this.#chosen);
    const caps = (/** @type {string} */ k) => capsOf(k).join(" ");
    this.#take(chosen, swapped ? `“${swapped.what}” now has ${caps(keyFor(swapped, chosen))}.` : HOW, command);
  }

  /** @param {Chosen} chosen @param {string} said @param {Command} [last] whose key keeps the focus */
  #take(chosen, said, last) {
    this.#chosen = chosen;
    this.onchange(chosen);
    this.#wait(null, last);
    write(this.#said, said);
  }

  /** @param {Command | null} command that waits for a key @param {Command | null} [focus] */
  #wait(command, focus = command) {
    this.#waiting = command;
    write(this.#said, command ? `${command.what}: press the key for it; Esc leaves it as it is.` : HOW);
    this.#reset.disabled = Object.keys(this.#chosen).length === 0;
    const rows = COMMANDS.map((one) => ({ one, button: this.#button(one, one === command) }));
    this.#list.replaceChildren(
      ...rows.map(({ one, button }) => h("div", {}, h("dt", {}, button), h("dd", {}, one.what))),
      h("div", {}, h("dt", {}, h("kbd", {}, "1"), "–", h("kbd", {}, "9")), h("dd", {}, "Focus a camera")),
    );
    rows.find(({ one }) => one === focus)?.button.focus();
  }

  /** @param {Command} command @param {boolean} waiting */
  #button(command, waiting) {
    const caps = capsOf(keyFor(command, this.#chosen));
    const button = h(
      "button",
      { type: "button", class: "cap", "aria-label": `${command.what}: ${caps.join(" ")}. Change`, "data-command": command.name, "data-waiting": waiting },
      // The space is for those who hear the keys read out.
      ...(waiting ? ["press a key"] : caps.flatMap((cap) => [" ", h("kbd", {}, cap)]).slice(1)),
    );
    button.addEventListener("click", () => this.#wait(waiting ? null : command, command));
    return button;
  }
}

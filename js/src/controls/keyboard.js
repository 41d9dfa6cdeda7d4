import { leaveSpace } from "./dom.js";
import { chooseKeys, chosenKeys, followKeys } from "./chosenkeys.js";
import { KeysDialog } from "./keysdialog.js";
import { commandOf, takesKey } from "./keys.js";

/** The keys of a player, heard while the focus is in it. */
export class Keyboard {
  #commands;
  #dialog;

  /**
   * @param {HTMLElement} root
   * @param {import("./keys.js").Commands} commands
   * @param {AbortSignal} signal
   */
  constructor(root, commands, signal) {
    this.#dialog = new KeysDialog(chooseKeys);
    root.append(this.#dialog.element);
    followKeys(root, signal);
    this.#commands = commands;
    root.addEventListener("keydown", (event) => this.press(event), { signal });
    root.addEventListener("click", (event) => {
      const button = event.composedPath().find((each) => each instanceof HTMLButtonElement);
      if (event.detail > 0 && button instanceof HTMLElement && button.matches(":focus")) leaveSpace(button);
    }, { signal });
  }

  /**
   * Does what a key stands for, unless it belongs to what has the focus.
   * @param {KeyboardEvent} event
   */
  press(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    if (this.#dialog.element.open || takesKey(target, event.key)) return;
    const command = commandOf(event, chosenKeys());
    if (command === null) return;
    event.preventDefault();
    // JupyterLab and others have commands of their own on these keys.
    event.stopPropagation();
    if (typeof command === "number") this.#commands.focusTile(command);
    else this.#commands[command]();
  }

  /** Shows the list of keys. */
  help() {
    this.#dialog.show(chosenKeys());
  }
}

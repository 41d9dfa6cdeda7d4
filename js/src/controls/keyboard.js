import { chooseKeys, chosenKeys, followKeys } from "./chosenkeys.js";
import { KeysDialog } from "./keysdialog.js";
import { commandOf, takesKey } from "./keys.js";

/** The keys of a player, heard while the focus is in it. */
export class Keyboard {
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
    root.addEventListener(
      "keydown",
      (event) => {
        const target = /** @type {Element} */ (event.composedPath()[0]);
        if (this.#dialog.element.open || takesKey(target, event.key)) return;
        const command = commandOf(event, chosenKeys());
        if (command === null) return;
        event.preventDefault();
        // JupyterLab and others have commands of their own on these keys.
        event.stopPropagation();
        if (typeof command === "number") commands.focusTile(command);
        else commands[command]();
      },
      { signal },
    );
  }

  /** Shows the list of keys. */
  help() {
    this.#dialog.show(chosenKeys());
  }
}

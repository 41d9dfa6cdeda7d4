import { KeysDialog } from "./keysdialog.js";
import { commandOf, keysFrom, takesKey } from "./keys.js";

/** Where the browser keeps the keys that the user chose: on this computer, for every player of the same origin. */
const KEPT = "nwb-video-panel:keys";

/** The keys of a player, heard while the focus is in it. */
export class Keyboard {
  #chosen = read();
  #dialog;

  /**
   * @param {HTMLElement} root
   * @param {import("./keys.js").Commands} commands
   * @param {AbortSignal} signal
   */
  constructor(root, commands, signal) {
    this.#dialog = new KeysDialog((chosen) => {
      this.#chosen = chosen;
      keep(chosen);
    });
    root.append(this.#dialog.element);
    root.addEventListener(
      "keydown",
      (event) => {
        const target = /** @type {Element} */ (event.composedPath()[0]);
        if (this.#dialog.element.open || takesKey(target, event.key)) return;
        const command = commandOf(event, this.#chosen);
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
    this.#dialog.show(this.#chosen);
  }
}

function read() {
  try {
    return keysFrom(JSON.parse(localStorage.getItem(KEPT) ?? "null"));
  } catch {
    return {}; // no storage for this page, or not our text in it
  }
}

/** @param {Partial<Record<import("./keys.js").CommandName, string>>} chosen */
function keep(chosen) {
  try {
    if (Object.keys(chosen).length) localStorage.setItem(KEPT, JSON.stringify(chosen));
    else localStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing for this page: the keys hold until it is closed.
  }
}

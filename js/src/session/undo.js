/** What can be taken back: how cameras are moved on the session clock, and how their pictures are shown. */
const NAMES = ["offsets", "adjustments"];
/** Changes that are kept. */
const MOST = 100;

/** Takes back what was done to cameras, change by change. */
export class Undo {
  /** The oldest first. @type {{ name: string, value: unknown }[]} */
  #past = [];
  /** @type {Map<string, unknown>} */
  #now = new Map();

  /**
   * @param {import("../python/contract.js").Store} store
   * @param {AbortSignal} signal
   */
  constructor(store, signal) {
    this.store = store;
    for (const name of NAMES) {
      this.#now.set(name, store.get(name));
      store.on(name, () => {
        if (!signal.aborted) this.#note(name);
      });
    }
  }

  /** @returns {boolean} whether there was anything to take back */
  back() {
    const last = this.#past.pop();
    if (!last) return false;
    this.#now.set(last.name, last.value);
    this.store.set(last.name, last.value);
    return true;
  }

  /** @param {string} name */
  #note(name) {
    const [before, now] = [this.#now.get(name), this.store.get(name)];
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    this.#now.set(name, now);
    this.#past.push({ name, value: before });
    if (this.#past.length > MOST) this.#past.shift();
  }
}

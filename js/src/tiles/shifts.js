/** By how much each camera is moved on the session clock, as the store has it, and the way to change it. */
export class Shifts {
  /** @param {import("../python/contract.js").Store} store */
  constructor(store) {
    this.store = store;
  }

  /** Milliseconds by which a camera is moved. @param {string | undefined} name @returns {number} */
  of(name) {
    const ms = this.store.get("offsets")?.[name ?? ""];
    return Number.isFinite(ms) ? ms : 0;
  }

  /** @param {string} name @param {number} ms */
  set(name, ms) {
    const { [name]: _, ...others } = this.store.get("offsets");
    this.store.set("offsets", ms ? { ...others, [name]: ms } : others);
  }
}

/** @typedef {import("./openfile.js").OpenFile} OpenFile */

/** Videos kept open per camera: the one on screen, the next, and the one just left. */
const MOST = 3;

/** The files of one camera that are open, by their number; that which was needed least recently is closed first. */
export class OpenFiles {
  /** The order of the map is the order of use. @type {Map<number, OpenFile>} */
  #open = new Map();
  /** The file whose picture is in front. @type {OpenFile | null} */
  front = null;
  /** The file that is due, and which of its frames have been since it is. @type {{ open: OpenFile, least: number, most: number } | null} */
  #due = null;

  /** @param {(i: number) => OpenFile} make */
  constructor(make) {
    this.make = make;
  }

  /** @param {number} i */
  get(i) {
    return this.#open.get(i);
  }

  get all() {
    return [...this.#open.values()];
  }

  /** The one that was needed last. */
  get latest() {
    return this.all.at(-1);
  }

  /** A file, opened now if need be. @param {number} i */
  need(i) {
    let open = this.#open.get(i);
    if (open) this.#open.delete(i);
    else {
      open = this.make(i);
      for (const [j, old] of this.#open) {
        if (this.#open.size < MOST) break;
        if (old !== this.front) this.close(j);
      }
    }
    this.#open.set(i, open);
    return open;
  }

  /** @param {number} i */
  close(i) {
    const open = this.#open.get(i);
    open?.dispose();
    this.#open.delete(i);
    if (open === this.front) this.front = null;
  }

  clear() {
    for (const i of [...this.#open.keys()]) this.close(i);
    this.front = null;
  }

  /** All but one stay on the frames that they show. @param {OpenFile | null} open */
  holdOthers(open) {
    for (const other of this.#open.values()) if (other !== open && !other.preparing) other.hold();
  }

  /**
   * Tells which file is due, and which of its frames.
   * @param {OpenFile | null} open
   * @param {number} [k] frame within the file
   */
  expect(open, k = 0) {
    const { least, most } = this.#due && this.#due.open === open ? this.#due : { least: k, most: k };
    this.#due = open && { open, least: Math.min(least, k), most: Math.max(most, k) };
  }

  /** Brings the due file's picture to the front, once it has one that is not of an earlier visit or made ahead. */
  raise() {
    if (!this.#due || this.#due.open === this.front) return;
    const { open, least, most } = this.#due;
    const { shown, inexact } = open.video;
    if (shown === null || this.#open.get(open.i) !== open) return;
    if (this.front && !inexact && (shown < least || shown > most)) return;
    this.front?.raise(false);
    open.raise(true);
    this.front = open;
  }
}

/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("./media.js").Media} Media
 *
 * @typedef {object} Watched
 * @prop {() => FileDescriptor[]} files of the cameras that are shown
 * @prop {() => Media | null} media
 * @prop {() => void} look asks Python to look at the files again
 */

/** How often files are looked at, at most. */
const LOOK_MS = 2000;
/** Looking takes at most one part in so many of the time: whoever counts a long file's frames takes a while. */
const SHARE = 10;
/** A file that has not grown for so long is whole. */
const WHOLE_MS = 15_000;
/** An answer that does not come in so long is not waited for. */
const PATIENCE_MS = 60_000;

/** Notices that a file has grown, or that another is in its place. */
export class FileWatch {
  #asked = NaN;
  #told = performance.now();
  #pause = LOOK_MS;
  #looking = false;

  /**
   * @param {Watched} watched
   * @param {AbortSignal} signal
   */
  constructor(watched, signal) {
    this.watched = watched;
    this.signal = signal;
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** Python has told of the files. */
  told() {
    const now = performance.now();
    if (!Number.isNaN(this.#asked)) this.#pause = Math.max(LOOK_MS, SHARE * (now - this.#asked));
    this.#asked = NaN;
    this.#told = now;
  }

  async #look() {
    const now = performance.now();
    const media = this.watched.media();
    const waiting = now - this.#asked < PATIENCE_MS;
    if (!media || this.#looking || waiting || document.hidden || now - this.#told < this.#pause) return;
    const files = this.watched.files().filter(({ etag }) => etag !== null);
    const over = files.some(({ growing }) => growing) && now - this.#told > WHOLE_MS;
    this.#looking = true;
    const others = await Promise.all(files.map((file) => media.isAnother(file, this.signal)));
    this.#looking = false;
    if (this.signal.aborted || !(over || others.includes(true))) return;
    this.#asked = performance.now();
    this.watched.look();
  }
}

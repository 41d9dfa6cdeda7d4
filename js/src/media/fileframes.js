import { decoderConfig } from "./engine.js";
import { decodeFrameIndex } from "./frameindex.js";

/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("./frameindex.js").FrameIndex} FrameIndex
 *
 * @typedef {object} Hears
 * @prop {(index: FrameIndex) => void} found the frames are counted
 * @prop {() => void} able it is known whether the page can decode them
 * @prop {() => void} told what is known has changed
 */

/** How long a paused tile waits for the exact presentation times before it trusts the container's header. */
const PATIENCE_MS = 2000;
/** How often to ask again for an index that did not arrive. */
const AGAIN_MS = 5000;
const UNREACHED = "the server of this page does not reach the video on the other machine; only your browser does";

/** What is known of a file's frames: their index, once the server has counted them, and until then why it is not there. */
export class FileFrames {
  /** @type {FrameIndex | null} */
  index = null;
  /** With what the page can decode the file itself; null where it cannot, or has failed to. @type {VideoDecoderConfig | null} */
  config = null;
  /** How much of the frames has been counted, 0 to 1; null while nobody counts. @type {number | null} */
  counted = null;
  /** Whether frames of the file share presentation times. */
  shared = false;
  /** Why they are not counted; ends a sentence. */
  why = "the file's frames are still being counted";
  /** Whether their numbers are exact. */
  known = false;
  #since = performance.now();

  /**
   * @param {() => FileDescriptor} file
   * @param {import("./media.js").Media} media
   * @param {Hears} hears
   * @param {AbortSignal} signal
   */
  constructor(file, media, hears, signal) {
    this.file = file;
    this.media = media;
    this.hears = hears;
    this.signal = signal;
    setTimeout(() => {
      if (!signal.aborted) hears.told();
    }, PATIENCE_MS + 50);
  }

  /** Whether their numbers are exact, or are taken as the container's guess by now. */
  get settled() {
    return this.known || performance.now() - this.#since > PATIENCE_MS;
  }

  async load() {
    const { index, url } = this.file();
    if (!index) {
      // Frames stored in the NWB file come as streams, which are numbered by the server.
      if (url === null) this.known = true;
      else this.why = UNREACHED;
      return;
    }
    const reply = await this.media.bytes(index, this.signal, undefined, (progress) => {
      this.counted = progress;
      this.hears.told();
    });
    this.counted = null;
    if (this.signal.aborted) return;
    if ("bytes" in reply) {
      this.known = true;
      await this.#take(decodeFrameIndex(reply.bytes));
      if (this.signal.aborted) return;
      this.hears.able();
    } else {
      this.why = reply.why;
      // Refused for its token: whoever renews that asks again.
      if (reply.failure === "passing") this.#again();
    }
    this.hears.told();
  }

  /** @param {FrameIndex} index */
  async #take(index) {
    this.shared = index.timebase.shared;
    this.hears.found(index);
    this.index = index;
    this.config = index.decoding && !this.file().growing ? await decoderConfig(index.decoding.facts) : null;
  }

  #again() {
    setTimeout(() => {
      if (!this.signal.aborted) void this.load();
    }, AGAIN_MS);
  }
}

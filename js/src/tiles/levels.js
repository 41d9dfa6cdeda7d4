/**
 * What the server tells of the numbers that a camera's stored frames have.
 * @typedef {object} Levels
 * @prop {number} low what is black where nobody chooses
 * @prop {number} high what is white then
 * @prop {[number, number]} suggested black and white by percentiles
 * @prop {number} least from where black and white are chosen
 * @prop {number} most
 * @prop {boolean} whole whether they are integers
 * @prop {number | null} planes of a volume
 * @prop {boolean} colours whether frames have colours of their own
 * @prop {Record<string, string[]>} [colormaps] some colours of each, from black to white
 */

/** The stored numbers of one camera, asked for plane by plane. */
export class StoredNumbers {
  /** By plane; text tells why there are none. @type {Map<number, Levels | string>} */
  #known = new Map();
  /** @type {Set<number>} */
  #asked = new Set();

  /**
   * @param {() => string} token of the stream as it is now
   * @param {import("../media/media.js").Media} media
   * @param {AbortSignal} signal
   */
  constructor(token, media, signal) {
    this.token = token;
    this.media = media;
    this.signal = signal;
  }

  /** What is known of a plane; null until it has come, of which it is told. @param {number} plane @param {() => void} come */
  of(plane, come) {
    const known = this.#known.get(plane);
    // Until another plane's numbers have come, those of the one before stay.
    if (known === undefined) void this.#ask(plane, come);
    return known ?? [...this.#known.values()].at(-1) ?? null;
  }

  /** @param {number} plane @param {() => void} come */
  async #ask(plane, come) {
    if (this.#asked.has(plane)) return;
    this.#asked.add(plane);
    const reply = await this.media.bytes(`${this.token()}?levels=${plane}`, this.signal);
    if (this.signal.aborted) return;
    this.#asked.delete(plane);
    if ("bytes" in reply) this.#known.set(plane, JSON.parse(new TextDecoder().decode(reply.bytes)));
    else if (reply.failure !== "expired") this.#known.set(plane, reply.why.replace(/\.$/, ""));
    come();
  }
}

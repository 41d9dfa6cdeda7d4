/** @typedef {import("./gop.js").Packets} Packets */

/** Bytes asked for at once: a second or so of video. */
const REQUEST = 1 << 20;
/** Bytes kept: a group of pictures and its neighbours. */
const KEPT = 8 << 20;

/**
 * Packets from the server, by byte ranges, with the next range asked for in advance.
 * @typedef {{ from: number, to: number, start: number, bytes: Uint8Array | null, stop: AbortController }} Piece
 */
export class PacketSource {
  /** Called when packets have arrived. @type {() => void} */
  onarrival = () => {};
  /** Called when they cannot be had. @type {() => void} */
  onfailure = () => {};

  /** In order of use, the least recent first. @type {Piece[]} */
  #pieces = [];

  /**
   * @param {string} url
   * @param {Packets} packets
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   */
  constructor(url, packets, fetch) {
    this.url = url;
    this.packets = packets;
    this.fetch = fetch;
  }

  /**
   * The bytes of packet i; null while they are on their way, which `onarrival` tells of.
   * @param {number} i
   * @returns {Uint8Array | null}
   */
  get(i) {
    const piece = this.#piece(i, true);
    if (!piece?.bytes) return null;
    if (piece.to < this.packets.length && i > (piece.from + piece.to) / 2) this.#piece(piece.to, false);
    const at = this.packets.offset[i] - piece.start;
    return piece.bytes.subarray(at, at + this.packets.size[i]);
  }

  dispose() {
    for (const piece of this.#pieces) piece.stop.abort();
    this.#pieces = [];
  }

  /**
   * @param {number} i
   * @param {boolean} urgent
   */
  #piece(i, urgent) {
    const at = this.#pieces.findIndex(({ from, to }) => i >= from && i < to);
    if (at >= 0) {
      const [known] = this.#pieces.splice(at, 1);
      this.#pieces.push(known);
      return known;
    }
    if (urgent) this.#abandon();
    const range = this.packets.range(i, REQUEST);
    /** @type {Piece} */
    const piece = { ...range, bytes: null, stop: new AbortController() };
    this.#pieces.push(piece);
    void this.#load(piece, range.stop);
    return null;
  }

  /** What was asked for and is not there yet gives way to what is needed now. */
  #abandon() {
    for (const piece of this.#pieces) if (!piece.bytes) piece.stop.abort();
    this.#pieces = this.#pieces.filter((piece) => piece.bytes);
  }

  /**
   * @param {Piece} piece
   * @param {number} stop byte after the last
   */
  async #load(piece, stop) {
    try {
      const headers = { Range: `bytes=${piece.start}-${stop - 1}` };
      const reply = await this.fetch(this.url, { headers, signal: piece.stop.signal });
      if (reply.status !== 206) throw new Error(`the server answered ${reply.status}`);
      const bytes = new Uint8Array(await reply.arrayBuffer());
      if (bytes.length !== stop - piece.start) throw new Error("the answer is cut short");
      piece.bytes = bytes;
      this.#forget();
      this.onarrival();
    } catch {
      if (piece.stop.signal.aborted) return;
      this.#pieces = this.#pieces.filter((other) => other !== piece);
      this.onfailure();
    }
  }

  #forget() {
    let sum = this.#pieces.reduce((total, { bytes }) => total + (bytes?.length ?? 0), 0);
    while (sum > KEPT && this.#pieces.length > 2) sum -= this.#pieces.shift()?.bytes?.length ?? 0;
  }
}

/**
 * What the server makes of a file on request: exact stills, and segments of about a second.
 *
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {object} SegmentFacts
 * @prop {number[]} lost frames that cannot be decoded
 * @prop {number[]} damaged frames whose picture is not to be believed: it has faults, or builds on what has
 * @prop {boolean} estimated whether frame numbers are the container's guess
 * @prop {"copied" | "transcoded"} route
 * @prop {[number, number]} [covers] the first and the last segment that are all there, where more came than was asked for
 */

/** Words that the server has about something it cannot make. */
export class Refusal extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.what);
    this.problem = problem;
  }
}

/** The way to one stream. */
export class StreamSource {
  /** Added to each request: how the pictures are to be. */
  settings = "";

  /**
   * @param {string} url
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   * @param {string} [look] how stored numbers are shown
   */
  constructor(url, fetch, look = "") {
    this.url = url;
    this.fetch = fetch;
    this.settings = look;
    if (MediaSource.isTypeSupported('video/mp4; codecs="avc1.f4001e"')) this.settings += "&chroma=1";
  }

  /**
   * @param {number} k frame within the file
   * @param {AbortSignal} signal
   * @returns {Promise<ImageBitmap>}
   */
  async still(k, signal) {
    const reply = await this.ask(`still=${k}`, signal);
    return createImageBitmap(await reply.blob());
  }

  /**
   * @param {number} i
   * @param {{ ahead: boolean, divisor: number }} how whether it is not waited for yet; how much smaller pictures are
   * @param {AbortSignal} signal
   * @returns {Promise<{ facts: SegmentFacts, bytes: Uint8Array }>}
   */
  async segment(i, { ahead, divisor }, signal) {
    const reply = await this.ask(`segment=${i}${ahead ? "&ahead=1" : ""}${divisor > 1 ? `&scale=${divisor}` : ""}`, signal);
    return parseSegment(await reply.arrayBuffer());
  }

  /**
   * @param {string} what
   * @param {AbortSignal} signal
   */
  async ask(what, signal) {
    const reply = await this.fetch(`${this.url}?${what}${this.settings}`, { signal });
    if (reply.status === 422) throw new Refusal({ state: "error", tried: [], ...(await reply.json()) });
    if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
    return reply;
  }
}

/**
 * A frame of a file as recorded: without loss, and as large.
 * @param {import("./media.js").Media} media
 * @param {import("../python/contract.js").FileDescriptor} file
 * @param {number} k frame within the file
 * @param {AbortSignal} signal
 * @param {string} [look] how stored numbers are shown
 * @returns {Promise<ImageBitmap>}
 */
export async function recorded(media, file, k, signal, look = "") {
  const reply = await new StreamSource(media.streamUrl(file), media.fetch, look).ask(`still=${k}&png=1`, signal);
  return createImageBitmap(await reply.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

/**
 * The segments that are there once the answer for segment i is.
 * @param {number} i there too where it was cut short, or nothing of it came: asking again would bring the same
 * @param {[number, number]} [covers] the first and the last that are whole
 * @returns {number[]}
 */
export function arrived(i, [from, to] = [i, i]) {
  if (from > i || to < i - 1) return [i];
  return Array.from({ length: Math.max(to, i) - from + 1 }, (_, n) => from + n);
}

/**
 * A segment as the server sends it: a box of facts, then what goes to the browser.
 * @param {ArrayBuffer} buffer
 * @returns {{ facts: SegmentFacts, bytes: Uint8Array }}
 */
export function parseSegment(buffer) {
  const length = new DataView(buffer).getUint32(0);
  const facts = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length - 8)));
  return { facts, bytes: new Uint8Array(buffer, length) };
}

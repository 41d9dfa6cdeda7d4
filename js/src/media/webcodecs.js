import { nextMove, wishes } from "./gop.js";
import { PacketSource } from "./packetsource.js";
import { Ring } from "./ring.js";
import { upperBound } from "../session/timebase.js";

/**
 * @typedef {import("./frameindex.js").DecoderFacts} DecoderFacts
 * @typedef {import("./gop.js").Packets} Packets
 * @typedef {import("./native.js").Failure} Failure
 * @typedef {import("../session/timebase.js").FileTimebase} FileTimebase
 */

/** Packets given to the decoder at a time: enough to keep it busy, few enough to be overtaken by a newer wish. */
const QUEUE = 8;
/** Bytes of decoded pictures kept per file. */
const BUDGET = 32 << 20;
/** Pictures kept, whatever their size. */
const FEWEST = 8;
const MOST = 120;
/** Seconds of wall time decoded in advance while playing: what a busy machine may be late. */
const AHEAD = 0.3;
/** Frames ready on either side of a paused one, so that a step waits for nothing. */
const STEPS_AHEAD = 6;
const STEPS_BACK = 3;
/** A decoder that gives nothing for so long, while it has work, may want pictures back first. */
const STARVED_MS = 400;
/** A picture this late, seconds of wall time, is no longer in flow. */
const LATE = 0.25;

/**
 * One video file decoded by the page (WebCodecs) and drawn into a canvas: exactly frame k when paused, the
 * frame that is due whenever `nudge` is called when playing. The same interface as `NativeVideo`.
 */
export class WebCodecsVideo {
  engine = /** @type {const} */ ("webcodecs");
  /** Frame on screen, counted within this file; null before the first. @type {number | null} */
  shown = null;
  /** Pictures put on screen so far. */
  presented = 0;
  /** Called when another frame is on screen. @type {() => void} */
  onshown = () => {};
  /** @type {(failure: Failure) => void} */
  onfailure = () => {};
  /** Never: what is drawn is what was asked for. */
  inexact = false;
  vague = false;

  /** @type {number | null} */
  #wanted = null;
  #following = false;
  /** @type {() => { media: number, rate: number } | null} */
  #target = () => null;
  /** @type {{ k: number, ahead: number, back: number } | null} */
  #focus = null;
  /** @type {Ring<VideoFrame>} */
  #ring;
  #source;
  #context;
  /** @type {VideoDecoder | null} */
  #decoder = null;
  /** The packet after the last that the decoder was given; null where it has to begin anew. @type {number | null} */
  #cursor = null;
  /** The key packet at which it last began. */
  #origin = 0;
  /** Whether the decoder knows nothing of the file yet. */
  #fresh = true;
  #flushing = false;
  /** Frames whose packets the decoder has. @type {Set<number>} */
  #held = new Set();
  /** Frames that the decoder swallowed. @type {Set<number>} */
  #lost = new Set();
  /** Key packets after which decoding failed. @type {Set<number>} */
  #failedAt = new Set();
  /** The file's first packet, where decoders need it. @type {Uint8Array | null} */
  #prime = null;
  #lastOutput = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch;
  #disposed = false;

  /**
   * @param {Document} document
   * @param {string} url
   * @param {FileTimebase} timebase
   * @param {{ packets: Packets, facts: DecoderFacts }} decoding
   * @param {VideoDecoderConfig} config that the browser supports
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   */
  constructor(document, url, timebase, { packets, facts }, config, fetch) {
    this.timebase = timebase;
    this.packets = packets;
    this.facts = facts;
    this.config = config;
    this.element = document.createElement("canvas");
    [this.element.width, this.element.height] = facts.shown;
    this.element.setAttribute("aria-hidden", "true");
    this.#context = /** @type {CanvasRenderingContext2D} */ (this.element.getContext("2d", { alpha: false }));
    turn(this.#context, facts);
    const [width, height] = facts.coded;
    this.#ring = new Ring(Math.max(FEWEST, Math.min(MOST, Math.floor(BUDGET / (1.5 * width * height)))));
    this.#source = new PacketSource(url, packets, fetch);
    this.#source.onarrival = () => this.#pump();
    this.#source.onfailure = () => this.onfailure("network");
  }

  /** Whether the wanted frame is on screen to stay. */
  get settled() {
    return this.#wanted !== null && this.shown === this.#wanted;
  }

  /** Whether frame k cannot be decoded; others still can. @param {number} k */
  lost(k) {
    return this.#lost.has(k);
  }

  /** Whether there is a picture. */
  get ready() {
    return this.shown !== null;
  }

  /** Whether a playing picture keeps up. */
  get flowing() {
    const due = this.#following ? this.#target() : null;
    if (due === null) return this.ready;
    return this.shown !== null && due.media - this.timebase.mediaAt(this.shown, 1) < LATE * Math.max(due.rate, 1);
  }

  /** Width and height of the picture. @returns {[number, number]} */
  get size() {
    return this.facts.shown;
  }

  /** Takes a fresh URL for the same file. @param {string} url */
  renew(url) {
    this.#source.url = url;
    this.#pump();
  }

  /** There is nothing to correct: an engine is made with the exact times. */
  retime() {}

  /**
   * Shows one frame, paused. A newer wish replaces an older one that is under way.
   * @param {number} k frame within this file
   */
  show(k) {
    this.#following = false;
    this.#wanted = k;
    const ahead = Math.min(STEPS_AHEAD, this.#ring.capacity - 2 - STEPS_BACK);
    this.#aim(k, Math.max(ahead, 0), STEPS_BACK);
    this.#drawWanted();
    this.#pump();
  }

  /**
   * Plays along a moving target until `show` or `hold` is called; `nudge` draws.
   * @param {() => { media: number, rate: number } | null} target media time due now and the clock's rate
   */
  follow(target) {
    this.#wanted = null;
    this.#target = target;
    this.#following = true;
  }

  /** Draws the frame that is due, or the nearest to it that there is. */
  nudge() {
    const due = this.#following ? this.#target() : null;
    if (due === null) return;
    const { pts, period } = this.timebase;
    const k = Math.max(upperBound(/** @type {Float64Array} */ (pts), due.media) - 1, 0);
    const ahead = Math.ceil((AHEAD * due.rate) / period);
    this.#aim(k, Math.min(Math.max(ahead, 2), this.#ring.capacity - 2), 0);
    const best = this.#ring.latest(k);
    if (best !== null && (this.shown === null || Math.abs(k - best) < Math.abs(k - this.shown))) this.#draw(best);
    this.#pump();
  }

  /** Stays on the frame that is on screen, and gives back what only the next ones would need. */
  hold() {
    this.#following = false;
    this.#wanted = null;
    if (this.#focus === null) return;
    this.#focus = null;
    this.#ring.clear();
  }

  dispose() {
    this.#disposed = true;
    this.#focus = null;
    clearTimeout(this.#watch);
    this.#close();
    this.#ring.clear();
    this.#source.dispose();
    this.element.remove();
    // Pixels are kept for as long as the element is referred to.
    this.element.width = this.element.height = 0;
  }

  /**
   * @param {number} k
   * @param {number} ahead
   * @param {number} back
   */
  #aim(k, ahead, back) {
    this.#focus = { k, ahead, back };
    this.#ring.focus(k, ahead);
  }

  #drawWanted() {
    const k = this.#wanted;
    if (k === null) return;
    if (this.#lost.has(k)) this.onshown();
    else if (this.shown !== k && this.#ring.has(k)) this.#draw(k);
  }

  /** @param {number} k frame in the ring */
  #draw(k) {
    const frame = /** @type {VideoFrame} */ (this.#ring.get(k));
    const [width, height] = this.facts.shown;
    const upright = this.facts.rotation % 180 === 0;
    this.#context.drawImage(frame, 0, 0, upright ? width : height, upright ? height : width);
    this.shown = k;
    this.presented += 1;
    this.onshown();
  }

  /** Gives the decoder what it needs next, as much as it takes at a time. */
  #pump() {
    const focus = this.#focus;
    if (this.#disposed || this.#flushing || focus === null) return;
    const wanted = wishes(focus.k, focus.ahead, focus.back, this.packets.frames);
    for (;;) {
      const move = nextMove(this.packets, wanted, {
        cursor: this.#cursor,
        has: (k) => this.#ring.has(k) || this.#lost.has(k),
        holds: (k) => this.#held.has(k),
      });
      if (move.do === "idle") return;
      /** @type {VideoDecoder} */
      const decoder = (this.#decoder ??= this.#open());
      if (decoder.decodeQueueSize >= QUEUE) return;
      if (move.do === "flush") {
        void this.#flush(decoder);
        return;
      }
      if (!this.#feed(decoder, move)) return;
    }
  }

  /**
   * @param {VideoDecoder} decoder
   * @param {{ do: "feed" | "start", at: number }} move
   * @returns {boolean} false where the bytes are still on their way
   */
  #feed(decoder, { do: what, at }) {
    const start = what === "start";
    if (start && this.#fresh && this.facts.primed && at > 0) {
      this.#prime ??= this.#source.get(0)?.slice() ?? null;
      if (this.#prime === null) return false;
    }
    const data = this.#source.get(at);
    if (data === null) return false;
    this.#watchOver();
    if (start) {
      if (this.#fresh && this.#prime !== null && at > 0) {
        decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: -1, data: this.#prime }));
      }
      this.#fresh = false;
      this.#origin = at;
      this.#held.clear();
    }
    this.#cursor = at + 1;
    if (this.packets.leads(at, this.#origin)) return true;
    const rank = this.packets.rank[at];
    if (rank >= 0) this.#held.add(rank);
    // The rank as time: decoders carry it through, whatever order they work in.
    const type = this.packets.key[at] ? "key" : "delta";
    decoder.decode(new EncodedVideoChunk({ type, timestamp: rank, data }));
    return true;
  }

  #open() {
    const decoder = new VideoDecoder({
      output: (frame) => this.#take(decoder, frame),
      error: (error) => this.#failed(decoder, error),
    });
    decoder.addEventListener("dequeue", () => this.#pump());
    decoder.configure(this.config);
    this.#fresh = true;
    this.#cursor = null;
    this.#lastOutput = performance.now();
    return decoder;
  }

  #close() {
    const decoder = this.#decoder;
    this.#decoder = null;
    this.#cursor = null;
    this.#flushing = false;
    this.#held.clear();
    if (decoder && decoder.state !== "closed") decoder.close();
  }

  /** @param {VideoDecoder} decoder */
  async #flush(decoder) {
    this.#flushing = true;
    try {
      await decoder.flush();
    } catch {
      return; // closed meanwhile; whoever closed it goes on
    }
    if (decoder !== this.#decoder) return;
    this.#flushing = false;
    for (const k of this.#held) this.#lost.add(k);
    this.#held.clear();
    this.#cursor = null;
    this.#fresh = true;
    this.#drawWanted();
    this.#pump();
  }

  /**
   * @param {VideoDecoder} decoder
   * @param {VideoFrame} frame
   */
  #take(decoder, frame) {
    const k = frame.timestamp;
    this.#lastOutput = performance.now();
    if (decoder === this.#decoder) this.#held.delete(k);
    if (k < 0 || decoder !== this.#decoder || this.#focus === null) {
      frame.close();
      return;
    }
    this.#ring.put(k, frame);
    this.#drawWanted();
    this.#pump();
  }

  /**
   * @param {VideoDecoder} decoder
   * @param {DOMException} error
   */
  #failed(decoder, error) {
    if (this.#disposed || decoder !== this.#decoder) return;
    const origin = this.#origin;
    const stuck = Math.min(...Array.from(this.#held, (k) => this.packets.packetOf[k]));
    this.#close();
    // Browsers take decoders back from pages that let them rest.
    if (error.name !== "QuotaExceededError") {
      if (!this.#failedAt.has(origin)) this.#failedAt.add(origin);
      else if (this.shown === null) {
        this.onfailure("decode");
        return;
      } else this.#giveUp(Number.isFinite(stuck) ? stuck : origin);
    }
    this.#drawWanted();
    this.#pump();
  }

  /** Counts what a group still had to give from a packet on as lost. @param {number} from */
  #giveUp(from) {
    const { key, rank, length } = this.packets;
    for (let i = from; i < length && (i === from || !key[i]); i += 1) {
      if (rank[i] >= 0 && !this.#ring.has(rank[i])) this.#lost.add(rank[i]);
    }
  }

  /** A hardware decoder works with few pictures, and waits until some are given back. */
  #watchOver() {
    if (this.#watch !== undefined) return;
    this.#watch = setTimeout(() => {
      this.#watch = undefined;
      const decoder = this.#decoder;
      if (decoder === null || this.#held.size === 0) return;
      if (performance.now() - this.#lastOutput > STARVED_MS && decoder.decodeQueueSize > 0) {
        this.#ring.capacity = Math.max(FEWEST, this.#ring.size >> 1);
        if (this.#focus) this.#ring.focus(this.#focus.k, Math.min(this.#focus.ahead, this.#ring.capacity - 2));
      }
      this.#watchOver();
    }, STARVED_MS);
  }
}

/**
 * Turns a canvas so that a picture drawn at its origin stands as it was filmed.
 * @param {CanvasRenderingContext2D} context
 * @param {DecoderFacts} facts
 */
function turn(context, { shown: [width, height], rotation }) {
  if (rotation === 90) context.translate(width, 0);
  else if (rotation === 180) context.translate(width, height);
  else if (rotation === 270) context.translate(0, height);
  context.rotate((rotation * Math.PI) / 180);
}

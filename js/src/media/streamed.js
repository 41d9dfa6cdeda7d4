import { NativeVideo } from "./native.js";
import { Pace } from "./pace.js";
import { SegmentBuffer } from "./segmentbuffer.js";
import { arrived, Refusal, StreamSource } from "./streamsource.js";

/**
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {import("./native.js").Failure} Failure
 * @typedef {import("./spans.js").StreamTimebase} StreamTimebase
 */

/** Segments asked for in advance while playing. */
const AHEAD = 3;
/** Requests under way at a time: the next is made while the last one travels. */
const AT_ONCE = 2;
/** How long a video may take to show a frame that it has, before a still stands in for it. */
const PATIENCE_MS = 700;
/** How long a page that could not get a segment waits before it asks again. */
const AGAIN_MS = 1000;

/**
 * One video file that the browser cannot play itself: first an exact still of the frame, then segments made by
 * the server (Media Source Extensions, no secure context needed), shown by a `<video>`. The same interface as
 * `NativeVideo`.
 */
export class StreamedVideo {
  engine = /** @type {const} */ ("streamed");
  /** Frame on screen, counted within this file; null before the first. @type {number | null} */
  shown = null;
  /** Called when another frame is on screen. @type {() => void} */
  onshown = () => {};
  /** @type {(failure: Failure) => void} */
  onfailure = () => {};
  /** Why frame numbers are the container's guess; null where they are exact. */
  estimated = false;
  /** How the pictures came to be. @type {"copied" | "transcoded"} */
  route;

  /** @type {number | null} */
  #wanted = null;
  #following = false;
  /** @type {() => { media: number, rate: number } | null} */
  #target = () => null;
  /** Frame of the still in front of the video; null where there is none. @type {number | null} */
  #still = null;
  #stills = 0;
  #busy = false;
  /** Segments under way. @type {Map<number, AbortController>} */
  #loading = new Map();
  /** Frames that cannot be decoded. @type {Map<number, Problem | null>} */
  #lost = new Map();
  /** Frames whose pictures are not to be believed. @type {Set<number>} */
  #damaged = new Set();
  /** Segments whose pictures are smaller than the file's. @type {Set<number>} */
  #small = new Set();
  /** Segments that cannot be made. @type {Map<number, Problem>} */
  #refused = new Map();
  #failedAt = -Infinity;
  #pace = new Pace();
  #stop = new AbortController();

  /**
   * @param {Document} document
   * @param {string} url
   * @param {StreamTimebase} timebase
   * @param {{ route: "copied" | "transcoded", look?: string }} stream how it is made, and how stored numbers are shown
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   */
  constructor(document, url, timebase, stream, fetch) {
    this.timebase = timebase;
    this.route = stream.route;
    this.look = stream.look ?? "";
    this.#source = new StreamSource(url, fetch, this.look);
    this.#buffer = new SegmentBuffer();
    this.#video = new NativeVideo(document, this.#buffer.url, /** @type {any} */ (timebase));
    this.#video.onshown = () => this.#seen();
    this.#video.onfailure = () => this.onfailure("decode");
    this.#canvas = document.createElement("canvas");
    this.#context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d", { alpha: false }));
    this.element = document.createElement("div");
    this.element.className = "streamed";
    this.element.setAttribute("aria-hidden", "true");
    this.element.append(this.#canvas, this.#video.element);
  }

  #source;
  #buffer;
  #video;
  #canvas;
  #context;

  /** Pictures put on screen so far. */
  get presented() {
    return this.#video.presented + this.#stills;
  }

  /** Whether the wanted frame is on screen to stay. */
  get settled() {
    return this.#wanted !== null && this.shown === this.#wanted;
  }

  /** A stream's media time is the session's, whatever the browser calls it. */
  vague = false;

  /** Whether the last `show` ended on another frame: never, since a still is of the frame that was asked for. */
  get inexact() {
    return false;
  }

  /** Whether frame k cannot be decoded; others still can. @param {number} k */
  lost(k) {
    return this.#lost.has(k) || this.#refused.has(this.timebase.segmentOf(k));
  }

  /** Whether the picture on screen has faults, as far as the server could tell. */
  get faulty() {
    return this.shown !== null && this.#damaged.has(this.shown);
  }

  /** What the server says about a frame that cannot be shown. @param {number} k @returns {Problem | null} */
  words(k) {
    return this.#lost.get(k) ?? this.#refused.get(this.timebase.segmentOf(k)) ?? null;
  }

  /** Whether there is a picture. */
  get ready() {
    return this.shown !== null;
  }

  /** Whether a playing picture keeps up. */
  get flowing() {
    const due = this.#following ? this.#target() : null;
    if (due === null) return this.ready;
    const segment = this.timebase.segmentOf(this.timebase.frameOnScreen(due.media));
    return this.#video.flowing || (this.timebase.isLast(segment) && this.#buffer.held.has(segment));
  }

  /** By how much pictures are smaller while playing, since the server does not keep up. */
  get lowered() {
    return this.#pace.divisor;
  }

  /** Width and height of the picture; zeros until they are known. @returns {[number, number]} */
  get size() {
    const [width, height] = this.#video.size;
    return width ? [width, height] : this.#still === null ? [0, 0] : [this.#canvas.width, this.#canvas.height];
  }

  /** Takes a fresh URL for the same file. @param {string} url */
  renew(url) {
    this.#source.url = url;
    this.#failedAt = -Infinity;
    void this.#pursue();
  }

  /**
   * Takes up what a file that grows has got meanwhile; what was its end is made anew.
   * @param {string} url
   * @param {StreamTimebase} timebase that begins as the one before
   */
  extend(url, timebase) {
    const end = this.timebase.segmentOf(this.timebase.count - 1);
    this.#source.url = url;
    this.timebase = timebase;
    this.#video.retime(/** @type {any} */ (timebase));
    for (const [i, request] of this.#loading) if (i >= end) request.abort();
    for (const known of [this.#buffer.held, this.#refused]) {
      for (const i of known.keys()) if (i >= end) known.delete(i);
    }
    for (const k of this.#lost.keys()) if (timebase.segmentOf(k) >= end) this.#lost.delete(k);
    this.#failedAt = -Infinity;
    void this.#pursue();
  }

  /** The server knows the frames' exact numbers now; pictures by guessed ones are made anew. */
  retime() {
    if (!this.estimated) return;
    this.estimated = false;
    this.#lost.clear();
    this.#damaged.clear();
    this.#refused.clear();
    this.#anew();
  }

  /**
   * Shows one frame, paused. A newer wish replaces an older one that is under way.
   * @param {number} k frame within this file
   */
  show(k) {
    this.#following = false;
    this.#wanted = k;
    const near = new Set([...this.timebase.segmentsFrom(k, 2), ...this.timebase.segmentsFrom(k, 2, -1)]);
    for (const [i, request] of this.#loading) if (!near.has(i)) request.abort();
    if (!this.#buffer.held.has(this.timebase.segmentOf(k))) this.#video.hold();
    void this.#pursue();
  }

  /**
   * Plays along a moving target until `show` or `hold` is called.
   * @param {() => { media: number, rate: number } | null} target media time due now and the clock's rate
   */
  follow(target) {
    this.#wanted = null;
    this.#target = target;
    this.#following = true;
  }

  /**
   * Keeps the pictures coming and the video near its target.
   * @param {boolean} jumped whether the target moved at once
   */
  nudge(jumped) {
    const due = this.#following ? this.#target() : null;
    if (due === null) return;
    const k = this.timebase.frameOnScreen(due.media);
    const wanted = this.timebase.segmentsFrom(k, AHEAD + 1);
    if (jumped) for (const [i, request] of this.#loading) if (!wanted.includes(i)) request.abort();
    for (const i of wanted) void this.#load(i, i !== wanted[0]);
    if (!this.#buffer.held.has(wanted[0])) return;
    this.#video.follow(this.#target);
    this.#video.nudge(jumped);
  }

  /** Stays on the frame that is on screen. */
  hold() {
    this.#wanted = null;
    this.#following = false;
    for (const request of this.#loading.values()) request.abort();
    this.#video.hold();
  }

  dispose() {
    this.#stop.abort();
    this.#wanted = null;
    this.#following = false;
    for (const request of this.#loading.values()) request.abort();
    this.#video.dispose();
    this.#buffer.dispose();
    this.element.remove();
    this.#canvas.width = this.#canvas.height = 0;
  }

  /** Works until the video itself shows the wanted frame; a still stands in as soon as there is one. */
  async #pursue() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#wanted !== null && !this.#stop.signal.aborted) {
        const k = this.#wanted;
        const i = this.timebase.segmentOf(k);
        if (this.#has(i)) {
          if (await this.#showInVideo(k)) break;
        } else if (this.#still !== k && !this.lost(k)) {
          if (!(await this.#drawStill(k)) && this.#wanted === k) break;
        } else {
          // Not waited for: a newer wish would wait too. Who has loaded it goes on here.
          void this.#load(i, false);
          break;
        }
      }
    } finally {
      this.#busy = false;
      this.onshown();
    }
  }

  /** @param {number} k @returns {Promise<boolean>} whether it is over with this frame */
  async #showInVideo(k) {
    // A decoder gives out the last frames of what it has only when more comes.
    this.#keepNear(k);
    const { element } = this.#video;
    // A seek that waits for data would keep all later ones waiting.
    if (element.seeking) element.currentTime = this.timebase.seek(k);
    await Promise.race([this.#video.show(k), pause(PATIENCE_MS)]);
    if (this.#wanted !== k) return this.#wanted === null;
    if (this.#arrived()) return true;
    // Whatever the browser has made of the segment: a still is exact.
    if (this.#still !== k) await this.#drawStill(k);
    return this.#wanted === k || this.#wanted === null;
  }

  /** Shows the video instead of the still, where it has the wanted frame. */
  #arrived() {
    if (this.#wanted === null || !this.#video.settled || this.#video.shown !== this.#wanted) return false;
    this.#lower();
    this.shown = this.#wanted;
    return true;
  }

  /** @param {number} k @returns {Promise<boolean>} whether there is any use in going on */
  async #drawStill(k) {
    try {
      const picture = await this.#source.still(k, this.#stop.signal);
      if (this.#following || this.#stop.signal.aborted) return false;
      [this.#canvas.width, this.#canvas.height] = [picture.width, picture.height];
      this.#context.drawImage(picture, 0, 0);
      picture.close();
      this.#canvas.toggleAttribute("data-still", true);
      this.#still = this.shown = k;
      this.#stills++;
      this.onshown();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) return this.#failed(error);
      this.#lost.set(k, error.problem);
      return true;
    }
  }

  /** What a step to either side needs. @param {number} k */
  #keepNear(k) {
    for (const direction of /** @type {const} */ ([1, -1])) {
      const [, next] = this.timebase.segmentsFrom(k, 2, direction);
      if (next !== undefined) void this.#load(next, true);
    }
  }

  /**
   * Brings a segment into the video.
   * @param {number} i
   * @param {boolean} ahead whether it is not waited for yet
   */
  async #load(i, ahead) {
    if (this.#has(i) || this.#loading.has(i) || this.#refused.has(i) || this.#stop.signal.aborted) return;
    if (ahead && this.#loading.size >= AT_ONCE) return;
    if (performance.now() - this.#failedAt < AGAIN_MS) return;
    const request = new AbortController();
    this.#loading.set(i, request);
    try {
      const begun = performance.now();
      const divisor = this.#following ? this.#pace.divisor : 1;
      const { facts, bytes } = await this.#source.segment(i, { ahead, divisor }, request.signal);
      const due = this.#following ? this.#target() : null;
      const [start, stop] = this.timebase.extent(i);
      // Of two requests under way at a time, each waits for the other.
      if (due) this.#pace.add(stop - start, (performance.now() - begun) / 1000 / Math.max(this.#loading.size, 1), due.rate);
      if (request.signal.aborted) return;
      this.estimated = facts.estimated;
      this.route = facts.route ?? this.route;
      for (const k of facts.lost) this.#lost.set(k, null);
      for (const k of facts.damaged) this.#damaged.add(k);
      const segments = arrived(i, facts.covers);
      const extent = /** @type {[number, number]} */ ([this.timebase.extent(segments[0])[0], this.timebase.extent(segments[segments.length - 1])[1]]);
      if (divisor > 1) this.#small.add(i);
      else for (const each of segments) this.#small.delete(each);
      await this.#buffer.append(segments, bytes, extent, this.#now());
      if (!this.#following || segments.some((each) => this.timebase.isLast(each))) await this.#buffer.end();
    } catch (error) {
      if (error instanceof Refusal) this.#refused.set(i, error.problem);
      else if (!request.signal.aborted) this.#failed(error);
    } finally {
      this.#loading.delete(i);
      if (!this.#following) void this.#pursue();
    }
  }

  /** @param {unknown} error @returns {false} */
  #failed(error) {
    if (this.#stop.signal.aborted) return false;
    this.#failedAt = performance.now();
    // A picture that stands has nobody else who asks again.
    setTimeout(() => void this.#pursue(), AGAIN_MS + 1);
    this.onfailure(error instanceof Error && error.message.startsWith("the browser") ? "unsupported" : "network");
    return false;
  }

  /** Whether a segment is there, whole where it is looked at closely. @param {number} i */
  #has(i) {
    return this.#buffer.held.has(i) && (this.#following || !this.#small.has(i));
  }

  /** The segment on screen. */
  #now() {
    return this.timebase.segmentOf(this.#wanted ?? this.shown ?? 0);
  }

  /** The video shows another frame. */
  #seen() {
    const { shown } = this.#video;
    if (shown === null) return;
    if (this.#following) this.#lower();
    else if (this.#still !== null && !this.#arrived()) return;
    this.shown = shown;
    this.onshown();
  }

  /** Takes the still away from in front of the video, also one whose number is forgotten. */
  #lower() {
    this.#still = null;
    this.#canvas.toggleAttribute("data-still", false);
  }

  /** Forgets what it has. */
  #anew() {
    for (const request of this.#loading.values()) request.abort();
    this.#still = null;
    void this.#buffer.clear().then(() => this.#pursue());
  }
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(), ms));
}

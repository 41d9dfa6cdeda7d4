import { chooseEngine, decoderConfig, playable } from "./engine.js";
import { decodeFrameIndex } from "./frameindex.js";
import { NativeVideo } from "./native.js";
import { SegmentBuffer } from "./segmentbuffer.js";
import { StreamTimebase } from "./spans.js";
import { StreamedVideo } from "./streamed.js";
import { FileTimebase } from "./timebase.js";
import { WebCodecsVideo } from "./webcodecs.js";

/**
 * @typedef {import("./contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("./contract.js").Problem} Problem
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").EngineWish} EngineWish
 * @typedef {import("./media.js").Media} Media
 */

/** How long a paused tile waits for the exact presentation times before it trusts the container's header. */
const INDEX_PATIENCE_MS = 2000;
/** How often to ask again for an index that did not arrive. */
const AGAIN_MS = 5000;

/** One of a camera's files, shown by one engine at a time. */
export class OpenFile {
  /** @type {Problem | null} */
  problem = null;
  /** True while it is only being made ready. */
  preparing = false;
  /** The frame last asked for, within this file. */
  wanted = -1;
  /** Whether decoding failed somewhere, where opening it again may help elsewhere. */
  damaged = false;
  /** Frames the file really holds. @type {number} */
  held = Infinity;

  #stop = new AbortController();
  #indexed = false;
  #unindexed = "the file's frames are still being counted";
  #since = performance.now();
  #renewed = -Infinity;
  /** @type {import("./frameindex.js").FrameIndex | null} */
  #index = null;
  /** With what the page can decode the file itself; null where it cannot, or has failed to. @type {VideoDecoderConfig | null} */
  #config = null;
  /** Whether a native video was seen to be inexact, or failed. */
  #unfit;
  /** Whether the browser did not take the server's stream. */
  #streamFailed = false;
  /** The engine that is about to take over. @type {Engine | null} */
  #next = null;
  #playing = false;
  #raised = false;

  /**
   * @param {HTMLElement} stage
   * @param {number} i
   * @param {FileDescriptor} file
   * @param {Media} media
   * @param {() => EngineWish} wish
   * @param {() => void} onchange
   * @param {() => import("./timebase.js").Timebase | null} clock of the camera
   */
  constructor(stage, i, file, media, wish, onchange, clock) {
    this.stage = stage;
    this.i = i;
    this.file = file;
    this.media = media;
    this.wish = wish;
    this.onchange = onchange;
    this.clock = clock;
    this.#unfit = !playable(file);
    /** @type {Engine} */
    this.video = this.#adopt(this.#made(this.#best(), FileTimebase.regular(file.start, file.rate)));
    void this.#loadIndex();
    setTimeout(() => {
      if (!this.#stop.signal.aborted) onchange();
    }, INDEX_PATIENCE_MS + 50);
  }

  /** Whether the frame numbers of this file are exact, or are taken as the container's guess by now. */
  exactly() {
    if (this.video.engine === "streamed") return true;
    return this.#indexed || performance.now() - this.#since > INDEX_PATIENCE_MS;
  }

  /** How the pictures come to the page. @returns {"direct" | "copied" | "transcoded"} */
  get route() {
    return this.video.engine === "streamed" ? this.video.route : "direct";
  }

  /** Why frame numbers are the container's guess; null where they are exact. @returns {string | null} */
  get estimated() {
    if (this.video.engine === "streamed") return this.video.estimated ? this.#unindexed : null;
    return this.#indexed || !this.exactly() ? null : this.#unindexed;
  }

  /** Whether another engine is about to show what this one cannot. */
  get switching() {
    return this.#next !== null;
  }

  /**
   * Why one frame cannot be shown where others can.
   * @param {number} k frame within this file
   * @returns {Problem | null}
   */
  problemAt(k) {
    if (!this.video.lost(k)) return null;
    return (this.video.engine === "streamed" && this.video.words(k)) || undecodable(this.file, k);
  }

  /**
   * Media seconds per session second: high-speed recordings are often stored at 30 frames per second.
   * @param {number} period session seconds between frames
   */
  stretch(period) {
    return this.video.timebase.period / period;
  }

  /**
   * Keeps the engine that is to take over at the place.
   * @param {number} k frame within this file
   * @param {boolean} playing
   */
  warm(k, playing) {
    this.#playing = playing;
    void this.#next?.show(k);
  }

  /** Puts its picture in front of the camera's other files, or takes it back. @param {boolean} front */
  raise(front) {
    this.#raised = front;
    this.video.element.toggleAttribute("data-front", front);
  }

  /** @param {FileDescriptor} file */
  renew(file) {
    this.file = file;
    this.problem = null;
    for (const engine of [this.video, this.#next]) {
      engine?.renew(engine.engine === "streamed" ? this.media.streamUrl(file) : this.media.url(file));
    }
    if (!this.#indexed) void this.#loadIndex();
  }

  /** Changes engines where the user's wish, or what is known of the file, asks for it. */
  choose() {
    const name = this.#best();
    if ((this.#next ?? this.video).engine === name) return;
    this.#next?.dispose();
    this.#next = null;
    if (this.video.engine === name) return;
    const next = this.#adopt(this.#made(name, this.#index?.timebase ?? FileTimebase.regular(this.file.start, this.file.rate)));
    next.onshown = () => this.#takeOver(next);
    this.#next = next;
    if (this.wanted >= 0) void next.show(this.wanted);
  }

  dispose() {
    this.#stop.abort();
    this.#next?.dispose();
    this.#next = null;
    this.video.dispose();
  }

  /** @returns {import("./engine.js").EngineName} */
  #best() {
    const streams = this.file.stream !== null && SegmentBuffer.supported && this.clock() !== null && !this.#streamFailed;
    return chooseEngine(this.wish(), { able: this.#config !== null, unfit: this.#unfit, streams });
  }

  /**
   * @param {import("./engine.js").EngineName} name
   * @param {FileTimebase} timebase
   * @returns {Engine}
   */
  #made(name, timebase) {
    if (name === "streamed") return this.#streamed();
    return name === "native" ? this.#native(timebase) : this.#webcodecs();
  }

  #streamed() {
    const stream = /** @type {import("./contract.js").Stream} */ (this.file.stream);
    const clock = /** @type {import("./timebase.js").Timebase} */ (this.clock());
    const timebase = new StreamTimebase(clock, this.file.first, this.file.count, stream);
    return new StreamedVideo(this.stage.ownerDocument, this.media.streamUrl(this.file), timebase, stream, this.media.fetch);
  }

  /** @param {FileTimebase} timebase */
  #native(timebase) {
    return new NativeVideo(this.stage.ownerDocument, this.media.url(this.file), timebase);
  }

  #webcodecs() {
    const { timebase, decoding } = /** @type {import("./frameindex.js").FrameIndex} */ (this.#index);
    return new WebCodecsVideo(
      this.stage.ownerDocument,
      this.media.url(this.file),
      timebase,
      /** @type {NonNullable<typeof decoding>} */ (decoding),
      /** @type {VideoDecoderConfig} */ (this.#config),
      this.media.fetch,
    );
  }

  /** @template {Engine} E @param {E} engine */
  #adopt(engine) {
    engine.onshown = () => this.#shown(engine);
    engine.onfailure = (failure) => void this.#failed(failure, engine);
    this.stage.append(engine.element);
    return engine;
  }

  /** @param {Engine} engine */
  #shown(engine) {
    if (this.#index !== null && engine.inexact && !this.#unfit) {
      this.#unfit = true;
      this.choose();
    }
    this.onchange();
  }

  /** @param {Engine} next */
  #takeOver(next) {
    if (next !== this.#next || next.shown === null) return;
    if (!this.#playing && !next.settled && !next.inexact) return;
    const last = this.video;
    next.onshown = () => this.#shown(next);
    this.#next = null;
    this.video = next;
    next.element.toggleAttribute("data-front", this.#raised);
    last.dispose();
    this.problem = null;
    this.onchange();
  }

  async #loadIndex() {
    if (!this.file.index) {
      this.#indexed = true;
      return;
    }
    const reply = await this.media.bytes(this.file.index, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    if ("bytes" in reply) {
      this.#indexed = true;
      const index = decodeFrameIndex(reply.bytes);
      this.held = index.timebase.count ?? Infinity;
      this.video.retime(index.timebase);
      this.#index = index;
      this.#config = index.decoding && (await decoderConfig(index.decoding.facts));
      if (this.#stop.signal.aborted) return;
      this.choose();
    } else {
      this.#unindexed = reply.why;
      // Refused for its token: `renew` asks again.
      if (reply.failure === "passing") this.#again();
    }
    this.onchange();
  }

  #again() {
    setTimeout(() => {
      if (!this.#stop.signal.aborted) void this.#loadIndex();
    }, AGAIN_MS);
  }

  /**
   * @param {import("./native.js").Failure} failure
   * @param {Engine} engine
   */
  async #failed(failure, engine) {
    const { file } = this;
    const reach = await this.media.reach(file, this.#stop.signal);
    if (this.#stop.signal.aborted || (engine !== this.video && engine !== this.#next)) return;
    if (reach === "expired" && performance.now() - this.#renewed > 10_000) {
      this.#renewed = performance.now();
      this.media.onexpired();
      return;
    }
    if (reach === "ok" && failure === "network" && engine.engine === "streamed") return; // it asks again itself
    if (reach === "ok" && this.#replaced(engine)) return;
    if (reach !== "ok") this.problem = reach === "expired" ? refused(file) : unreachable(file, reach);
    else if (failure === "decode") {
      this.damaged = true;
      this.problem = undecodable(file, this.video.shown);
    }
    else this.problem = unplayable(file);
    this.onchange();
  }

  /** Whether the other engine takes the place of one that failed. @param {Engine} failed */
  #replaced(failed) {
    if (failed.engine === "webcodecs") this.#config = null;
    else if (failed.engine === "streamed") this.#streamFailed = true;
    else this.#unfit = true;
    this.choose();
    return (this.#next ?? this.video).engine !== failed.engine;
  }
}

/** @param {FileDescriptor} file @returns {Problem} */
export function unplayable(file) {
  return {
    what: `This browser cannot play ${file.codec}`,
    why: `${file.file} holds ${file.codec} video.`,
    cure: "Convert it to H.264 (ffmpeg -i IN -c:v libx264 -pix_fmt yuv420p OUT.mp4), or try another browser.",
    state: "unplayable",
    tried: [],
  };
}

/** @param {FileDescriptor} file @param {number | null} frame @returns {Problem} */
function undecodable(file, frame) {
  return {
    what: "The picture cannot be decoded",
    why: `${file.file} is damaged${frame === null ? "" : ` about frame ${frame} of this file`}.`,
    cure: "Copy the file again from its source; other times of it may still play.",
    state: "error",
    tried: [],
  };
}

/** @param {FileDescriptor} file @returns {Problem} */
function refused(file) {
  return {
    what: "The server refused this video",
    why: `${file.file}: the page's permission has ended.`,
    cure: "Reload the page, or run the notebook cell again.",
    state: "error",
    tried: [],
  };
}

/** @param {FileDescriptor} file @param {string} cause @returns {Problem} */
function unreachable(file, cause) {
  return {
    what: "The video cannot be reached",
    why: `${file.file}: ${cause}.`,
    cure: "Check that the file is still there and that the server runs, then retry.",
    state: "error",
    tried: [],
  };
}

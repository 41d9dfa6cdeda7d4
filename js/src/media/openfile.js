import { chooseEngine, plain, playable } from "./engine.js";
import { FileFrames } from "./fileframes.js";
import { makeEngine, streamTimebase } from "./makeengine.js";
import { SegmentBuffer } from "./segmentbuffer.js";
import { refused, undecodable, unplayable, unreachable } from "./troubles.js";

/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").EngineWish} EngineWish
 * @typedef {import("./media.js").Media} Media
 */

/** Frames at once that still count as a step. */
const STEP = 10;
/** How long a stream may take to show something, before one with another look takes its place. */
const LOOK_MS = 1500;
/** How long a native video may take to be in step, so that it can play on. */
const IN_STEP_MS = 3000;
const SHARED = "some frames of the file have one and the same presentation time";
const VAGUE = "this browser does not name the frame that it shows, and cannot be trusted with such a file";

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
  #frames;
  #renewed = -Infinity;
  /** Whether a native video was seen to be inexact, or failed. */
  #unfit;
  /** Whether someone goes from frame to frame. */
  #stepping = false;
  /** Whether a native video is taken that is not exact. */
  #lax = false;
  /** Whether a native video failed or cannot be believed, where others are inexact only. */
  #dead;
  /** Whether the browser did not take the server's stream. */
  #streamFailed = false;
  /** The engine that is about to take over. @type {Engine | null} */
  #next = null;
  #nextSince = 0;
  /** @type {(() => { media: number, rate: number } | null) | null} */
  #target = null;
  #raised = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /**
   * @param {HTMLElement} stage
   * @param {number} i
   * @param {FileDescriptor} file
   * @param {Media} media
   * @param {{ wish: () => EngineWish, look: () => string }} wanted what is to decode, and how stored numbers are shown
   * @param {() => void} onchange
   * @param {() => import("../session/timebase.js").Timebase | null} clock of the camera
   */
  constructor(stage, i, file, media, { wish, look }, onchange, clock) {
    this.stage = stage;
    this.i = i;
    this.file = file;
    this.media = media;
    this.wish = wish;
    this.look = look;
    this.onchange = onchange;
    this.clock = clock;
    this.#unfit = this.#dead = !playable(file);
    /** @type {Engine} */
    this.#frames = new FileFrames(
      () => this.file,
      media,
      { found: (index) => this.#count(index), able: () => this.choose(), told: () => this.onchange() },
      this.#stop.signal,
    );
    this.video = this.#adopt(this.#made(this.#best()));
    void this.#frames.load();
  }

  /** Whether the frame numbers of this file are exact, or are taken as the container's guess by now. */
  exactly() {
    if (this.#doubted && this.#next) return false;
    if (this.video.engine === "streamed") return true;
    return this.#frames.settled;
  }

  /** How the pictures come to the page. @returns {"direct" | "copied" | "transcoded"} */
  get route() {
    return this.video.engine === "streamed" ? this.video.route : "direct";
  }

  /** By how much pictures are smaller while playing, since the server does not keep up. */
  get lowered() {
    return this.video.engine === "streamed" ? this.video.lowered : 1;
  }

  /** Whether the picture on screen is known to have faults. */
  get faulty() {
    return this.video.engine === "streamed" && this.video.faulty;
  }

  /** Why frame numbers are the container's guess; null where they are exact. @returns {string | null} */
  get estimated() {
    if (this.#doubted) return VAGUE;
    if (this.#frames.shared && this.video.engine === "native") return SHARED;
    if (this.video.engine === "streamed") return this.video.estimated ? this.#frames.why : null;
    return this.#frames.known || !this.exactly() ? null : this.#frames.why;
  }

  /** How much of the file's frames has been counted, 0 to 1; null while nobody counts. */
  get counted() {
    return this.#frames.counted;
  }

  /** Whether what a native video says of its frames is not to be believed. */
  get #doubted() {
    const { index } = this.#frames;
    return this.video.vague && index !== null && !plain(index, this.file.container);
  }

  /** The ways in which the file can be played now. @returns {import("./engine.js").EngineName[]} */
  get ways() {
    /** @type {[import("./engine.js").EngineName, boolean][]} */
    const all = [["native", !this.#dead], ["webcodecs", this.#frames.config !== null], ["streamed", this.#streams]];
    return all.flatMap(([name, can]) => (can ? [name] : []));
  }

  /** Whether the server can make a stream of it, and the browser takes that. */
  get #streams() {
    return this.file.stream !== null && SegmentBuffer.supported && this.clock() !== null && !this.#streamFailed;
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
    const last = this.#unfit && this.video.shown !== k ? this.#next : null;
    const engine = this.video.lost(k) ? this.video : last?.lost(k) ? last : null;
    if (engine === null) return null;
    return (engine.engine === "streamed" && engine.words(k)) || undecodable(this.file, k);
  }

  /**
   * Media seconds per session second: high-speed recordings are often stored at 30 frames per second.
   * @param {number} period session seconds between frames
   */
  stretch(period) {
    return this.video.timebase.period / period;
  }

  /**
   * Chooses the engine for what is to be shown now, and keeps the one that is to take over at the place.
   * @param {number} k frame within this file
   * @param {object} way
   * @param {boolean} way.playing whether the clock is playing, though it may stand for a moment
   * @param {(() => { media: number, rate: number } | null) | null} way.target along which the picture runs; null
   *   where it stands
   * @param {boolean} way.pressed whether the browser is to play what it can, exactly or not
   */
  warm(k, { playing, target, pressed }) {
    const stepped = this.wanted >= 0 && k !== this.wanted && Math.abs(k - this.wanted) <= STEP;
    const stepping = !playing && (stepped || this.#stepping || this.video.engine === "webcodecs");
    this.#target = target;
    const lax = playing && pressed;
    if (stepping !== this.#stepping || lax !== this.#lax) {
      this.#stepping = stepping;
      this.#lax = lax;
      this.choose();
    }
    const next = this.#next;
    if (!next) return;
    if (target === null || !this.#playsIn(next)) void next.show(k);
    else if (next.engine === "native" && performance.now() - this.#nextSince > IN_STEP_MS) this.#giveUp(next);
    else {
      next.follow(this.#streamsBeside(next) ? ahead(target, next.timebase.period) : target);
      next.nudge(false);
    }
  }

  /** Stays on the frame that is on screen. */
  hold() {
    this.video.hold();
    this.#next?.hold();
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
    if (!this.#frames.known) void this.#frames.load();
  }

  /**
   * Takes up what a file that is being recorded has got meanwhile.
   * @param {FileDescriptor} file
   */
  extend(file) {
    this.file = file;
    this.problem = null;
    this.held = file.count;
    // A browser's own player and the page's decoding take a file for whole.
    this.#frames.config = null;
    this.#unfit = this.#dead = true;
    const { video, stage } = this;
    if (video.engine !== "streamed") {
      this.#next?.dispose();
      this.#next = null;
      this.choose();
      return;
    }
    const timebase = streamTimebase(file, this.clock());
    if (timebase.origin === video.timebase.origin && timebase.span === video.timebase.span) {
      video.extend(this.media.streamUrl(file), timebase);
      return;
    }
    this.video = this.#adopt(this.#made("streamed"));
    this.video.element.toggleAttribute("data-front", this.#raised);
    stage.append(this.video.element);
    video.dispose();
  }

  /** Changes engines where the user's wish, or what is known of the file, asks for it. */
  choose() {
    const name = this.#best();
    if (this.#shows(this.#next ?? this.video, name)) return;
    if (name === "streamed" && this.#next?.engine === "streamed" && !this.#shows(this.video, name)) {
      // A hand that moves on would never see a picture: the one under way may arrive first.
      const wait = this.#nextSince + LOOK_MS - performance.now();
      clearTimeout(this.#later);
      if (wait > 0) {
        this.#later = setTimeout(() => this.choose(), wait);
        return;
      }
    }
    this.#next?.dispose();
    this.#next = null;
    if (this.#shows(this.video, name)) return;
    const next = this.#adopt(this.#made(name));
    next.onshown = () => this.#takeOver(next);
    this.#next = next;
    this.#nextSince = performance.now();
    if (this.wanted >= 0) void next.show(this.wanted);
  }

  dispose() {
    this.#stop.abort();
    clearTimeout(this.#later);
    this.#next?.dispose();
    this.#next = null;
    this.video.dispose();
  }

  /** @returns {import("./engine.js").EngineName} */
  #best() {
    const facts = { able: this.#frames.config !== null, unfit: this.#unfit && (this.#dead || !this.#lax), stepping: this.#stepping, streams: this.#streams };
    // Numbers in a file play in one way only, whatever is wanted of videos.
    return chooseEngine(this.file.stream?.stored ? "streamed" : this.wish(), facts);
  }

  /** @param {import("./engine.js").EngineName} name */
  #made(name) {
    const { file, media } = this;
    return makeEngine(name, { document: this.stage.ownerDocument, file, media, frames: this.#frames, look: this.look(), clock: this.clock() });
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
    if (this.#frames.index !== null && (engine.inexact || this.#doubted) && !this.#unfit) {
      this.#unfit = true;
      this.#dead ||= this.#doubted;
      this.choose();
    }
    this.onchange();
  }

  /** @param {Engine} next */
  #takeOver(next) {
    if (next !== this.#next) return;
    if (next.shown !== this.wanted && next.lost(this.wanted)) this.onchange();
    if (next.shown === null) return;
    const due = this.#target?.();
    if (due ? !this.#inStep(next, due.media) : !next.settled && !next.inexact) return;
    const last = this.video;
    next.onshown = () => this.#shown(next);
    this.#next = null;
    this.video = next;
    next.element.toggleAttribute("data-front", this.#raised);
    last.dispose();
    this.problem = null;
    this.onchange();
    // What was asked for meanwhile.
    if (next.engine === "streamed") this.choose();
  }

  /** Whether an engine is the one that is wanted, and shows stored numbers as is wanted. @param {Engine} engine @param {string} name */
  #shows(engine, name) {
    return engine.engine === name && (engine.engine !== "streamed" || engine.look === this.look());
  }

  /** Whether an engine that is to take over plays beside what is on screen until it is in step. @param {Engine} next */
  #playsIn(next) {
    return next.engine === "native" || this.#streamsBeside(next);
  }

  /** Whether a stream is to take another stream's place. @param {Engine} next */
  #streamsBeside(next) {
    return next.engine === "streamed" && this.video.engine === "streamed" && this.video.ready;
  }

  /**
   * Whether a picture that plays can take another one's place unseen. What a video tells of came on screen a
   * moment ago: it is there, or the next one is. So of two videos, the one that follows has to be a frame ahead.
   * @param {Engine} next
   * @param {number} media time due now
   */
  #inStep(next, media) {
    const { engine, shown, timebase } = next;
    if (!this.#playsIn(next) || (engine === "native" && this.video.engine === "native")) return true;
    if (engine === "streamed" && performance.now() - this.#nextSince > IN_STEP_MS) return true;
    const least = (this.video.shown ?? 0) + (this.#streamsBeside(next) ? 1 : 0);
    return shown !== null && shown >= least && shown <= timebase.frameOnScreen(media) + 1;
  }

  /** Goes on with the engine that there is. @param {Engine} next that does not come into step */
  #giveUp(next) {
    next.dispose();
    this.#next = null;
  }

  /** The frames are counted. @param {import("./frameindex.js").FrameIndex} index */
  #count({ timebase }) {
    // Of a file that grows, the camera's description is newer.
    this.held = this.file.growing ? this.file.count : (timebase.count ?? Infinity);
    // The browser's own player shows one of frames that share a time, and names it by what they share.
    this.#unfit ||= timebase.shared;
    this.video.retime(timebase);
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
    if (reach === "elsewhere") {
      this.renew(file);
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
    if (failed.engine === "webcodecs") this.#frames.config = null;
    else if (failed.engine === "streamed") this.#streamFailed = true;
    else this.#unfit = this.#dead = true;
    this.choose();
    return (this.#next ?? this.video).engine !== failed.engine;
  }
}

/**
 * A target some media seconds later.
 * @param {() => { media: number, rate: number } | null} target
 * @param {number} seconds
 */
function ahead(target, seconds) {
  return () => {
    const due = target();
    return due && { ...due, media: due.media + seconds };
  };
}

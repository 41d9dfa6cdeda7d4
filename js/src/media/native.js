import { correction, expectedMedia, FASTEST, SLOWEST } from "./correction.js";

/**
 * @typedef {import("../session/timebase.js").FileTimebase} FileTimebase
 * @typedef {"network" | "decode" | "unsupported"} Failure
 */

/** How long after `seeked` the browser may take to tell which frame it shows; it sometimes never does. */
const CONFIRM_MS = 250;
/** Where within a frame's span to seek, in order, until the wanted frame shows. */
const AIMS = [0.5, 0.75, 0.25];
/** Rate changes closer together than this are not heard by the decoder. */
const RATE_EVERY_MS = 80;
/** A rate change smaller than this is not worth making. */
const RATE_STEP = 0.004;
/** Browsers count media time in microseconds. */
const ECHO = 2e-6;
/** How long after a seek that was to catch up the next one may follow; twice as long each time that it did not help. */
const SEEK_AGAIN_MS = 500;
const SEEK_AGAIN_MOST_MS = 8000;
/** What a frame's own time may be off, seconds: Matroska counts milliseconds. */
const OWN = 1e-3;

/**
 * One video file shown by a native `<video>`: exactly frame k when paused,
 * along the session clock when playing. `shown` is always what is on screen,
 * by the browser's own word (requestVideoFrameCallback), never what was asked for.
 */
export class NativeVideo {
  engine = /** @type {const} */ ("native");
  /** Frame on screen, counted within this file; null before the first. @type {number | null} */
  shown = null;
  /** Pictures put on screen so far, by the browser's count. */
  presented = 0;
  /** Called when another frame is on screen. @type {() => void} */
  onshown = () => {};
  /** @type {(failure: Failure) => void} */
  onfailure = () => {};
  /** True where the last `show` ended on another frame than asked for. */
  inexact = false;
  /** True where the browser names the place that it was told to seek to, in place of the frame's own time. */
  vague = false;

  /** @type {number | null} */
  #wanted = null;
  /** Of the frame on screen, by the browser. @type {number | null} */
  #mediaTime = null;
  /** Where the last seek went to; null since playing began. @type {number | null} */
  #aimed = null;
  /** Whether the browser has told of a frame since the last seek began. */
  #told = false;
  /** Whether frames may still come that were under way when playing ended. */
  #running = false;
  #busy = false;
  #following = false;
  /** Whether it has only just begun to follow, from where it ought to. */
  #fresh = false;
  #rateChanged = 0;
  #caughtUp = -Infinity;
  #patience = SEEK_AGAIN_MS;
  /** @type {() => { media: number, rate: number } | null} */
  #target = () => null;
  #stop = new AbortController();

  /**
   * @param {Document} document
   * @param {string} url
   * @param {FileTimebase} timebase media time of every frame
   */
  constructor(document, url, timebase) {
    this.timebase = timebase;
    this.element = document.createElement("video");
    this.element.tabIndex = -1;
    const video = this.element;
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.disableRemotePlayback = true;
    video.tabIndex = -1;
    video.setAttribute("aria-hidden", "true");
    video.crossOrigin = "anonymous";
    const { signal } = this.#stop;
    video.addEventListener("error", () => this.onfailure(failureOf(video.error)), { signal });
    video.addEventListener(
      "loadedmetadata",
      () => {
        // A file whose picture the browser cannot decode still "plays" where it has sound.
        if (video.videoWidth === 0) this.onfailure("unsupported");
      },
      { signal },
    );
    video.src = url;
    this.#listen();
  }

  /** Whether the wanted frame is on screen to stay. */
  get settled() {
    return !this.#busy && this.#wanted !== null && this.shown === this.#wanted;
  }

  /** Whether the browser has data for the present position. */
  get ready() {
    return this.element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** Whether single frames cannot be decoded: a native video that meets one ends there. */
  lost() {
    return false;
  }

  /** Whether a playing picture keeps up. */
  get flowing() {
    return this.element.ended || this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  /** Width and height of the picture; zeros until they are known. @returns {[number, number]} */
  get size() {
    return [this.element.videoWidth, this.element.videoHeight];
  }

  /** Takes a fresh URL for the same file, keeping the place. @param {string} url */
  renew(url) {
    const { element } = this;
    if (element.src === url) return;
    element.src = url;
    const wanted = this.#wanted ?? this.shown;
    this.shown = this.#mediaTime = null;
    this.#busy = false;
    if (wanted !== null && !this.#following) void this.show(wanted);
  }

  /** Takes the exact presentation times in place of the header's. @param {FileTimebase} timebase */
  retime(timebase) {
    this.timebase = timebase;
    this.inexact = this.vague = false;
    if (this.#mediaTime === null) return;
    this.#note(this.#mediaTime);
    if (this.#wanted !== null) void this.show(this.#wanted);
  }

  /**
   * Shows one frame, paused. A newer wish replaces an older one that is under way.
   * @param {number} k frame within this file
   */
  async show(k) {
    if (k !== this.#wanted) this.inexact = false;
    this.#wanted = k;
    this.#unfollow();
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#metadata();
      while (
        !this.#stop.signal.aborted &&
        this.#wanted !== null &&
        (this.#running || this.#wanted !== this.shown)
      ) {
        /** @type {number} */
        const wanted = this.#wanted;
        this.inexact = this.#running = false;
        for (const aim of AIMS) {
          await this.#seek(wanted, aim);
          if (this.#wanted !== wanted || this.shown === wanted) break;
        }
        if (this.#wanted === wanted && this.shown !== wanted) {
          this.inexact = true;
          break;
        }
      }
    } finally {
      this.#busy = false;
      this.onshown();
    }
  }

  /**
   * Plays along a moving target until `show` or `hold` is called.
   * @param {() => { media: number, rate: number } | null} target media time due now and the clock's rate;
   *   null while there is nothing to play
   */
  follow(target) {
    this.#wanted = null;
    this.#target = target;
    this.#fresh = !this.#following;
    if (this.#following) return;
    this.#following = true;
    this.#running = true;
    this.#aimed = null;
    const due = target();
    if (due === null) return;
    const video = this.element;
    if (Math.abs(due.media - video.currentTime) > 0.1 * Math.max(1, due.rate)) video.currentTime = due.media;
    video.playbackRate = Math.min(FASTEST, Math.max(SLOWEST, due.rate));
    this.#play();
  }

  /** Stays on the frame that is on screen. */
  hold() {
    this.#wanted = null;
    this.#unfollow();
  }

  /**
   * Keeps a playing video near its target where no frame callback comes (a stalled or ended video).
   * @param {boolean} jumped whether the target moved at once
   */
  nudge(jumped) {
    const due = this.#following ? this.#target() : null;
    const video = this.element;
    if (due === null) return;
    // Who begins to play is where it rests: a seek would keep the first picture waiting.
    if (jumped && !this.#fresh) video.currentTime = due.media;
    if (video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    if (video.paused && !video.ended) this.#play();
    if (correction(due.media - video.currentTime, due.rate).seek) this.#catchUp(due.media);
  }

  dispose() {
    this.#stop.abort();
    this.#following = false;
    this.#wanted = null;
    const video = this.element;
    video.pause();
    // Without an empty load() the browser keeps the connection and the decoder until garbage collection.
    video.removeAttribute("src");
    video.load();
    video.remove();
  }

  #unfollow() {
    this.#following = false;
    if (!this.element.paused) this.element.pause();
  }

  #play() {
    // play() rejects when it is interrupted by pause(); the element's state already says so.
    this.element.play().catch(() => {});
  }

  /** Every frame that comes on screen is noted, whoever asked for it. */
  #listen() {
    this.element.requestVideoFrameCallback((_, metadata) => {
      if (this.#stop.signal.aborted) return;
      this.#listen();
      this.#told = true;
      this.presented = metadata.presentedFrames;
      this.#note(metadata.mediaTime);
      if (this.#following) this.#correct(metadata);
    });
  }

  /** @param {number} mediaTime */
  #note(mediaTime) {
    this.#mediaTime = mediaTime;
    const k = this.timebase.frameOnScreen(mediaTime);
    const echo = this.#aimed !== null && Math.abs(mediaTime - this.#aimed) < ECHO;
    if (echo && mediaTime - this.timebase.mediaAt(k, 0) > OWN) this.vague = true;
    if (k === this.shown) return;
    this.shown = k;
    this.onshown();
  }

  /**
   * What counts is what is composited together: words written now, and the picture beside them.
   * @param {VideoFrameCallbackMetadata} metadata
   */
  #correct({ mediaTime }) {
    const due = this.#target();
    const video = this.element;
    if (due === null || video.seeking) return;
    const now = performance.now();
    const k = this.timebase.frameOnScreen(mediaTime);
    const pts = this.timebase.mediaAt(k, 0);
    const on = expectedMedia(pts, this.timebase.mediaAt(k, 1) - pts, due.rate);
    const { seek, rate } = correction(due.media - on, due.rate);
    if (seek) {
      this.#catchUp(due.media);
      return;
    }
    if (now - this.#caughtUp > 2 * this.#patience) this.#patience = SEEK_AGAIN_MS;
    if (
      Math.abs(rate - video.playbackRate) > RATE_STEP * due.rate &&
      now - this.#rateChanged > RATE_EVERY_MS
    ) {
      this.#rateChanged = now;
      video.playbackRate = rate;
    }
  }

  /** Seeks to where the clock is. A machine too busy to play is not helped by seeks. @param {number} media */
  #catchUp(media) {
    const now = performance.now();
    if (now - this.#caughtUp < this.#patience) return;
    this.#patience = Math.min(2 * this.#patience, SEEK_AGAIN_MOST_MS);
    this.#caughtUp = now;
    this.element.currentTime = media;
  }

  /** @returns {Promise<void>} when the video knows its length, or is gone */
  #metadata() {
    const video = this.element;
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) return Promise.resolve();
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      const done = () => resolve();
      video.addEventListener("loadedmetadata", done, { signal, once: true });
      video.addEventListener("error", done, { signal, once: true });
      signal.addEventListener("abort", done, { once: true });
    });
  }

  /**
   * Seeks into frame k's span and waits until the browser says which frame it shows.
   * @param {number} k
   * @param {number} aim where in the span, 0 to 1
   * @returns {Promise<void>}
   */
  #seek(k, aim) {
    const video = this.element;
    return new Promise((resolve) => {
      const finished = new AbortController();
      const signal = AbortSignal.any([finished.signal, this.#stop.signal]);
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      const finish = () => {
        clearTimeout(timer);
        finished.abort();
        resolve();
      };
      const confirm = () => {
        if (this.#told && (this.shown === k || !video.seeking)) finish();
        else if (!signal.aborted) video.requestVideoFrameCallback(confirm);
      };
      video.addEventListener(
        "seeked",
        () => {
          timer = setTimeout(() => {
            this.#askFrame();
            finish();
          }, CONFIRM_MS);
        },
        { signal, once: true },
      );
      video.addEventListener("error", finish, { signal, once: true });
      this.#stop.signal.addEventListener("abort", finish, { signal: finished.signal, once: true });
      this.#told = false;
      video.requestVideoFrameCallback(confirm);
      video.currentTime = this.#aimed = this.timebase.mediaAt(k, aim);
    });
  }

  /** Which frame is on screen where no callback came: a VideoFrame of the element carries its time. */
  #askFrame() {
    if (this.#told || !this.ready) return;
    if (typeof VideoFrame === "function") {
      try {
        const frame = new VideoFrame(this.element);
        this.#note(frame.timestamp / 1e6);
        frame.close();
        return;
      } catch {
        // A tainted or empty element gives no frame; its position is then all there is.
      }
    }
    this.#note(this.element.currentTime);
  }
}

/** @param {MediaError | null} error @returns {Failure} */
function failureOf(error) {
  if (error?.code === MediaError.MEDIA_ERR_DECODE) return "decode";
  if (error?.code === MediaError.MEDIA_ERR_NETWORK) return "network";
  return "unsupported";
}

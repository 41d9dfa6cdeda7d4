import { playable } from "../media/engine.js";
import { clamp, FASTEST, REFRESH, SLOWEST } from "../media/correction.js";
import { onCamera } from "../session/offset.js";
import { OpenFile } from "../media/openfile.js";
import { OpenFiles } from "../media/openfiles.js";
import { timestampsProblem } from "../media/media.js";
import { StoredNumbers } from "./levels.js";
import { grab } from "./still.js";
import { isStored } from "./tileinfo.js";
import { noFrame } from "./view.js";
import { recorded } from "../media/streamsource.js";
import { fileOfFrame, Timebase } from "../session/timebase.js";
import { endsEarly, stateOf } from "../media/troubles.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {import("../session/clock.js").SessionClock} SessionClock
 * @typedef {import("../media/engine.js").EngineWish} EngineWish
 * @typedef {import("../media/media.js").Media} Media
 * @typedef {import("./view.js").View} View
 */

/** How long before its first frame a file is opened, seconds of wall time. */
const PRELOAD = 2;
/** How often a tile that is spared shows another picture. */
const SPARED_MS = 500;
/** A playing video without data for this long is loading; less is not worth a word. */
const STALL_MS = 250;

/** One camera: its clock, its files, and the picture that is on screen. */
export class CameraPlayer {
  /** Called when the view may have changed. @type {() => void} */
  onchange = () => {};
  /** @type {Timebase | null} */
  timebase = null;
  /** Seconds by which the camera's timestamps are moved on the session clock. */
  offset = 0;
  /** Whether it shows few pictures while playing, for want of time. */
  spared = false;
  /** Whether the browser is to play what it can. */
  pressed = false;
  /** Seconds from one redraw of the screen to the next. */
  redraw = REFRESH;
  /** Whether a picture was due for some time that the browser has no data for. */
  stalled = false;

  #time = NaN;
  #playing = false;
  /** @type {Problem | null} */
  #problem;
  #files = new OpenFiles((i) => this.#opened(i));
  #stalledSince = 0;
  #sparedAt = -Infinity;
  #refusals = 0;
  /** Pictures on screen at the last look. */
  #seen = 0;
  #stop = new AbortController();

  /**
   * @param {HTMLElement} stage holds the video elements
   * @param {CameraDescriptor} camera
   * @param {Media} media
   * @param {SessionClock} clock
   * @param {() => EngineWish} [wish] which engine the user wants
   * @param {() => string} [look] how stored numbers are to be shown, as streams are asked
   */
  constructor(stage, camera, media, clock, wish = () => "auto", look = () => "") {
    this.wish = wish;
    this.look = look;
    this.stage = stage;
    this.camera = camera;
    this.media = media;
    this.clock = clock;
    this.#problem = camera.problem;
    if (this.#problem) return;
    void this.#loadClock();
    // The only file is the one that is wanted, whatever the timestamps will say.
    if (camera.files.length === 1 && (playable(camera.files[0]) || this.timebase)) this.#need(0);
  }

  /** Takes fresh tokens for the same files. @param {CameraDescriptor} camera */
  renew(camera) {
    this.camera = camera;
    for (const open of this.#files.all) open.renew(camera.files[open.i]);
    if (!this.timebase && !this.#problem) void this.#loadClock();
  }

  /** The numbers that its frames are stored as; null where they are a video. */
  get numbers() {
    if (isStored(this.camera)) this.#numbers ??= new StoredNumbers(() => this.camera.files[0].stream?.token ?? "", this.media, this.#stop.signal);
    return this.#numbers;
  }

  /** @type {StoredNumbers | null} */
  #numbers = null;

  /**
   * Takes up what its files have got meanwhile, which are being recorded; what is on screen stays.
   * @param {CameraDescriptor} camera
   */
  async extend(camera) {
    this.camera = camera;
    this.#problem = camera.problem;
    await this.#loadClock();
    if (this.#stop.signal.aborted) return;
    for (const open of this.#files.all) open.extend(camera.files[open.i]);
    if (!Number.isNaN(this.#time)) this.update(this.#time, this.#playing);
    this.onchange();
  }

  /** Takes up another wish for an engine, or for how stored numbers are shown. */
  choose() {
    for (const open of this.#files.all) open.choose();
  }

  /** Starts over after a failure. */
  retry() {
    this.#problem = this.camera.problem;
    this.#files.clear();
    if (!this.timebase && !this.#problem) void this.#loadClock();
    else this.update(this.#time, this.#playing);
    this.onchange();
  }

  /**
   * Brings the camera to a session time: exactly when paused, along the clock when playing.
   * @param {number} time
   * @param {boolean} playing
   * @param {boolean} [jumped] whether time did not flow there
   */
  update(time, playing, jumped = false) {
    this.#time = time;
    this.#playing = playing;
    const { timebase } = this;
    if (!timebase || this.#problem || timebase.count === 0) return;
    const { state, frame, row } = timebase.at(this.#own(time));
    if (frame === null) {
      this.#ahead(0, timebase.start - this.#own(time));
      return;
    }
    const i = this.#fileOf(frame);
    if (jumped) this.#recover(i);
    const open = this.#need(i);
    if (open) this.#drive(open, frame, state === "ready" && playing, jumped);
    else this.#files.expect(null);
    this.#files.holdOthers(open);
    this.#ahead(i + 1, NaN, row);
  }

  /** Opens a damaged file anew: other times of it may still play. @param {number} i */
  #recover(i) {
    if (this.#files.get(i)?.damaged) this.#files.close(i);
  }

  /** What is on screen. @returns {View} */
  view() {
    const { front } = this.#files;
    const engine = front?.video.engine ?? null;
    const route = front?.route ?? null;
    const ways = this.#files.latest?.ways ?? [];
    const none = { ways, engine, route };
    if (this.#problem) return noFrame({ ...none, state: stateOf(this.#problem), problem: this.#problem });
    const { timebase } = this;
    if (!timebase || Number.isNaN(this.#time)) return noFrame({ ...none, state: "loading" });
    const due = timebase.at(this.#own(this.#time));
    this.stalled = false;
    if (due.state === "before" || due.state === "after" || due.frame === null) {
      return noFrame({ ...none, state: due.state, next: due.next });
    }
    const i = this.#fileOf(due.frame);
    const file = this.camera.files[i];
    const open = this.#files.get(i);
    const local = due.frame - file.first;
    const problem = file.problem ?? open?.problem ?? open?.problemAt(local) ?? this.#beyondEnd(i, due.frame);
    if (problem) return noFrame({ ...none, state: stateOf(problem), next: due.next, file, problem });
    const frame = this.#onScreen();
    const shown = {
      ways,
      frame,
      timestamp: frame === null ? null : timebase.timeOf(frame),
      next: due.next,
      file: front ? this.camera.files[front.i] : file,
      engine,
      route,
      estimated: front?.estimated ?? null,
      counted: front?.counted ?? null,
      faulty: front?.faulty ?? false,
      spared: this.spared && this.#playing,
      lowered: (this.#playing && front?.lowered) || 1,
      problem: null,
      written: null,
    };
    const exact = open !== undefined && front === open && open.exactly();
    if (this.#playing) {
      this.stalled = this.#stalled(open) && due.state === "ready";
      const state = frame === null || this.stalled ? "loading" : due.state;
      return { ...shown, state, off: 0, written: state === "ready" ? this.#written(timebase, due.row, frame) : null };
    }
    if (exact && open.video.settled && frame === due.frame) return { ...shown, state: due.state, off: 0 };
    if (exact && frame !== null && open.video.inexact && !open.switching) {
      return { ...shown, state: due.state, off: frame - due.frame };
    }
    return { ...shown, state: "loading", off: 0 };
  }

  /**
   * The frame that is beside words written now. Of a playing video the page is told when its frames are on screen
   * already, and words wait for the next redraw: a video in step has come to what is due by then.
   * @param {Timebase} timebase
   * @param {number} due row
   * @param {number | null} frame last told of
   */
  #written(timebase, due, frame) {
    const { rate } = this.clock;
    if (frame === null || rate <= 0 || this.delay === 0 || this.spared) return null;
    const told = timebase.rowOfFrame(frame);
    const row = told + clamp(due - told, 0, Math.ceil((rate * this.redraw) / this.camera.period));
    const written = timebase.frameOfRow(row);
    return told < 0 || written === null ? null : { frame: written, timestamp: timebase.timeOfRow(row) };
  }

  /**
   * What was due and what is on screen, as `SyncMeter` takes it.
   * @param {number} time session time that the picture on screen belongs to
   * @returns {import("../session/sync.js").Sample | null} null where nothing can be compared
   */
  sample(time) {
    const frame = this.#onScreen();
    if (!this.timebase || !this.#files.front || frame === null || (this.spared && this.#playing)) return null;
    const [due, shown] = [this.timebase.row(this.#own(time)), this.timebase.rowOfFrame(frame)];
    if (due < 0 || shown < 0) return null;
    const { video } = this.#files.front;
    const stride = Math.max(1, (Math.abs(this.clock.rate) * REFRESH) / this.camera.period);
    return { due, shown, presented: video.presented, source: video, stride: this.clock.rate < 0 ? -stride : stride };
  }

  /** The whole picture that is on screen; null where there is none. @returns {import("./still.js").Grabbed | null} */
  still() {
    const grabbed = this.#files.front && grab(this.#files.front.video);
    if (!grabbed || !this.#files.front) return null;
    const frame = this.camera.files[this.#files.front.i].first + grabbed.frame;
    return { ...grabbed, frame, timestamp: this.timebase?.timeOf(frame) ?? null };
  }

  /**
   * A frame as recorded, from its file: whole, whatever the page was sent to show.
   * @param {number} frame over all files
   * @param {AbortSignal} signal
   * @returns {Promise<ImageBitmap | null>} null where the server has no way to the file
   */
  async recorded(frame, signal) {
    const file = this.camera.files[this.#fileOf(frame)];
    return file.stream ? recorded(this.media, file, frame - file.first, signal, this.look()) : null;
  }

  /** Seconds from when a picture comes on screen until the page is told of it. */
  get delay() {
    return this.#files.front?.video.engine === "webcodecs" ? 0 : REFRESH;
  }

  /** Whether the browser has what is due now and what follows; true where nothing is due. */
  get flowing() {
    const { state } = this.view();
    if (state !== "ready") return state !== "loading";
    return !this.#files.front || this.#files.front.video.flowing;
  }

  /** Width and height of what is on screen, as recorded; zeros where nothing is. @returns {[number, number]} */
  get size() {
    return this.#files.front?.video.size ?? [0, 0];
  }

  /** Width / height of the picture. */
  get aspect() {
    const [across, down] = this.size;
    if (across && down) return across / down;
    const file = this.camera.files.find((f) => f.width && f.height);
    if (file?.width && file.height) return file.width / file.height;
    const [width, height] = this.camera.dimension ?? [4, 3];
    return width > 0 && height > 0 ? width / height : 4 / 3;
  }

  dispose() {
    this.#stop.abort();
    this.#files.clear();
  }

  async #loadClock() {
    const { clock, period } = this.camera;
    if (clock.kind === "regular") {
      this.timebase = Timebase.regular(clock.start, clock.rate, clock.count);
    } else {
      const reply = await this.media.bytes(clock.token, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      if ("failure" in reply) {
        // Fresh tokens are on their way; who is refused with those too is told.
        if (reply.failure === "expired" && this.#refusals++ === 0) return;
        this.#problem = timestampsProblem(reply.why);
        this.onchange();
        return;
      }
      this.#refusals = 0;
      this.timebase = Timebase.decode(reply.bytes, clock.count, clock.identity, period);
    }
    if (!Number.isNaN(this.#time)) this.update(this.#time, this.#playing);
    this.onchange();
  }

  /** The time of the camera's own timestamps. @param {number} time session time */
  #own(time) {
    return this.timebase ? onCamera(this.timebase, time, this.offset) : time;
  }

  /** @param {number} frame */
  #fileOf(frame) {
    return fileOfFrame(
      this.camera.files.map((file) => file.first),
      frame,
    );
  }

  /** @returns {number | null} */
  #onScreen() {
    const shown = this.#files.front?.video.shown ?? null;
    return shown === null || !this.#files.front ? null : this.camera.files[this.#files.front.i].first + shown;
  }

  /**
   * @param {number} i
   * @param {number} frame
   * @returns {Problem | null}
   */
  #beyondEnd(i, frame) {
    const held = this.#files.get(i)?.held ?? Infinity;
    const { file, first } = this.camera.files[i];
    if (frame - first < held) return null;
    return endsEarly(file, held, frame - first);
  }

  /**
   * The open file i, opened now if need be.
   * @param {number} i
   * @returns {OpenFile | null} null where it cannot be shown
   */
  #need(i) {
    const file = this.camera.files[i];
    return file && !file.problem ? this.#files.need(i) : null;
  }

  /** @param {number} i */
  #opened(i) {
    const onchange = () => {
      this.#files.raise();
      this.onchange();
    };
    const wanted = { wish: this.wish, look: this.look };
    return new OpenFile(this.stage, i, this.camera.files[i], this.media, wanted, onchange, () => this.timebase);
  }

  /**
   * @param {OpenFile} open
   * @param {number} frame
   * @param {boolean} playing
   * @param {boolean} jumped
   */
  #drive(open, frame, playing, jumped) {
    open.preparing = false;
    const local = frame - this.camera.files[open.i].first;
    this.#files.expect(open, local);
    const rate = this.clock.rate * open.stretch(this.camera.period);
    const target = playing && rate >= SLOWEST && rate <= FASTEST ? () => this.#target(open) : null;
    open.warm(local, { playing: this.clock.playing, target, pressed: this.pressed });
    if (playing && this.spared) {
      const now = performance.now();
      if (!jumped && now - this.#sparedAt < SPARED_MS) return;
      this.#sparedAt = now;
      void open.video.show(local);
    } else if (target !== null) {
      open.video.follow(target);
      open.video.nudge(jumped);
    } else if (open.wanted !== local || !playing) {
      void open.video.show(local);
    }
    open.wanted = playing ? -1 : local;
    this.#files.raise();
  }

  /**
   * @param {OpenFile} open
   * @returns {{ media: number, rate: number } | null}
   */
  #target(open) {
    if (!this.timebase || !this.clock.playing) return null;
    const { frame, fraction } = this.timebase.playing(this.#own(this.clock.at(performance.now())));
    const { first, count } = this.camera.files[open.i];
    if (frame < first || frame >= first + count) return null;
    return {
      media: open.video.timebase.mediaAt(frame - first, fraction),
      rate: this.clock.rate * open.stretch(this.camera.period),
    };
  }

  /**
   * Opens the file that comes next, shortly before it is due.
   * @param {number} i
   * @param {number} wait session seconds until its first frame; NaN to find out
   * @param {number} [row] the present row
   */
  #ahead(i, wait, row = 0) {
    const file = this.camera.files[i];
    if (!file || !this.timebase || this.#files.get(i)) return;
    if (Number.isNaN(wait)) {
      // Files follow each other in rows too, except where unsorted timestamps shuffle them.
      const next = this.timebase.timeOf(file.first);
      if (next === null || this.timebase.rowOfFrame(file.first) < row) return;
      wait = next - this.#own(this.#time);
    }
    if (i > 0 && wait > PRELOAD * Math.max(1, this.clock.rate)) return;
    const open = this.#need(i);
    if (!open) return;
    open.preparing = true;
    void open.video.show(0);
  }

  /** @param {OpenFile | undefined} open */
  #stalled(open) {
    const now = performance.now();
    // Where frames are sought one by one, each new one is a sign of life.
    const moved = open !== undefined && open.video.presented !== this.#seen;
    this.#seen = open?.video.presented ?? 0;
    const flowing = moved || (open !== undefined && open.video.flowing);
    if (flowing || !this.#stalledSince) this.#stalledSince = flowing ? 0 : now;
    return this.#stalledSince > 0 && now - this.#stalledSince > STALL_MS;
  }
}

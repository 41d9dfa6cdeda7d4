import css from "./player.css";
import { CameraPlayer } from "./camera.js";
import { SessionClock } from "./clock.js";
import { clamp } from "./correction.js";
import { h, set } from "./dom.js";
import { Header } from "./header.js";
import { commandOf, helpDialog, takesKey } from "./keys.js";
import { place } from "./layout.js";
import { loopAround, loopOf, withEdge } from "./loop.js";
import { Media } from "./media.js";
import { onCamera } from "./offset.js";
import { Playhead } from "./playhead.js";
import { SyncMeter } from "./sync.js";
import { SyncPanel } from "./syncpanel.js";
import { followTheme } from "./theme.js";
import { Tile } from "./tile.js";
import { Timeline } from "./timeline.js";
import { RATES, Transport } from "./transport.js";
import { SyncWatch } from "./watch.js";

/**
 * @typedef {import("./contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("./contract.js").Problem} Problem
 * @typedef {import("./contract.js").Store} Store
 * @typedef {{ tile: Tile, camera: CameraPlayer | null, meter: SyncMeter }} Place
 */

/** Python learns the time this often while playing. */
const SYNC_MS = 100;
/** Fresh tokens are asked for at most this often. */
const RENEW_MS = 3000;
/** Below this width the header folds. */
const NARROW = 560;

/** The whole player: one session clock, the cameras that follow it, and the controls. */
export class Player {
  #stop = new AbortController();
  #clock;
  /** @type {Map<string, Place>} */
  #places = new Map();
  /** @type {Media | null} */
  #media = null;
  #sentTime = NaN;
  #connects = 0;
  #renewed = -Infinity;
  #sentAt = 0;
  #command = 0;
  #frameRequest = 0;
  #resume = false;
  #stage = h("div", { class: "stage" });
  #notice = h("div", { class: "notice", role: "alert", hidden: true });
  #help = helpDialog();
  #playhead;
  #watch;

  /**
   * @param {Store} store
   * @param {(address: any, signal: AbortSignal) => Promise<{ base: string } | { problem: Problem }>} resolve
   *   finds the address that the media answer under
   */
  constructor(store, resolve) {
    const { signal } = this.#stop;
    this.store = store;
    this.resolve = resolve;
    this.#clock = new SessionClock(store.get("time") ?? this.#session.start);
    this.#clock.setRate(store.get("rate"), performance.now());
    this.#playhead = new Playhead(this.#clock, {
      bounds: () => ({ start: this.#session.start, stop: this.#end() }),
      loop: () => loopOf(this.store.get("loop")),
      cameras: () => this.#shownCameras,
      waitForAll: () => this.store.get("wait_for_all"),
      moved: (jumped) => this.#update(jumped),
      ended: (time) => this.pause(time),
    });
    this.sync = new SyncPanel(
      {
        setOffset: (name, ms) => this.#setOffset(name, ms),
        setWaitForAll: (on) => store.set("wait_for_all", on),
      },
      signal,
    );
    this.header = new Header(
      {
        setLayout: (layout) => store.set("layout", layout),
        select: (names) => store.set("selected", names),
        fullscreen: () => this.#fullscreen(),
      },
      this.sync.element,
      signal,
    );
    this.transport = new Transport(
      {
        toggle: () => this.toggle(),
        step: (frames) => this.step(frames),
        setRate: (rate) => store.set("rate", rate),
        seek: (time) => this.seek(time),
        leaveField: () => this.#places.get(this.#focusedName() ?? "")?.tile.element.focus({ preventScroll: true }),
        context: () => ({ time: this.time, timeOfFrame: (frame) => this.#timeOfFrame(frame) }),
        loop: () => this.#toggleLoop(),
        help: () => this.#help.showModal(),
      },
      signal,
    );
    this.timeline = new Timeline(
      {
        set: (edge, time) => this.#setLoopEdge(edge, time),
        step: (edge, frames) => this.#stepLoopEdge(edge, frames),
      },
      signal,
    );
    this.timeline.onseek = (time) => this.seek(time);
    const style = h("style");
    style.textContent = css;
    this.root = h(
      "div",
      { class: "player", role: "region", "data-playing": "false", "data-session-time": String(this.time), "data-frames-off": "" },
      style,
      this.header.element,
      h("div", { class: "stage-frame" }, this.#stage, this.#notice),
      this.transport.element,
      this.timeline.element,
      this.#help,
    );
    this.#watch = new SyncWatch(this.root, () => this.#places.values(), () => this.#showSync(), signal);
    this.#listen(signal);
    this.#build();
    void this.#connect();
  }

  get time() {
    return this.#clock.at(performance.now());
  }

  /** @param {number} time session seconds; any, also where no camera has a frame */
  seek(time) {
    if (!Number.isFinite(time)) return;
    const now = performance.now();
    this.#clock.seek(time, now);
    this.#playhead.restart(now);
    this.#update(true);
    this.#sync(true);
  }

  play() {
    if (this.#clock.playing) return;
    const now = performance.now();
    const from = this.#startOfPlay(this.#clock.at(now));
    if (from !== null) this.#clock.seek(from, now);
    this.#clock.play(now);
    this.#playhead.restart(now);
    this.#watch.start(this.time);
    this.#tell("playing", true);
    this.#update(true);
    this.#loop();
  }

  /** @param {number} [time] where to rest; here unless given */
  pause(time) {
    if (!this.#clock.playing) return;
    const now = performance.now();
    this.#clock.pause(now);
    this.#playhead.restart(now);
    if (time !== undefined) this.#clock.seek(time, now);
    this.#tell("playing", false);
    this.#update();
    this.#sync(true);
  }

  toggle() {
    if (this.#clock.playing) this.pause();
    else this.play();
  }

  /**
   * Moves by frames of the focused camera.
   * @param {number} frames
   */
  step(frames) {
    this.pause();
    const clock = this.#focusedClock();
    if (!clock || clock.count === 0) return;
    this.seek(this.#stepped(this.time, frames));
  }

  dispose() {
    this.#stop.abort();
    cancelAnimationFrame(this.#frameRequest);
    for (const { camera } of this.#places.values()) camera?.dispose();
    this.#places.clear();
  }

  /** @returns {import("./contract.js").SessionDescriptor} */
  get #session() {
    return this.store.get("session");
  }

  /** @returns {CameraDescriptor[]} */
  get #cameras() {
    return this.store.get("cameras");
  }

  /** Names shown, in order. @returns {string[]} */
  get #selected() {
    const chosen = new Set(this.store.get("selected"));
    return this.#cameras.map((camera) => camera.name).filter((name) => chosen.has(name));
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { store } = this;
    const on = (/** @type {string} */ name, /** @type {() => void} */ changed) => {
      store.on(name, () => {
        if (!signal.aborted) changed();
      });
    };
    on("time", () => {
      const time = store.get("time");
      if (time !== this.#sentTime && time !== null) this.seek(time);
    });
    on("playing", () => (store.get("playing") ? this.play() : this.pause()));
    on("rate", () => {
      this.#clock.setRate(store.get("rate"), performance.now());
      this.#playhead.restart(performance.now());
      this.transport.showRate(store.get("rate"));
    });
    on("loop", () => this.#showLoop());
    on("offsets", () => this.#move());
    on("wait_for_all", () => this.sync.showWaitForAll(store.get("wait_for_all")));
    on("command", () => this.#obey());
    on("selected", () => this.#select());
    on("layout", () => this.#arrange());
    on("grid", () => this.#arrange());
    on("focused", () => this.#showFocus());
    on("engine", () => {
      for (const { camera } of this.#places.values()) camera?.choose();
    });
    on("session", () => this.#build());
    on("cameras", () => this.#build());
    on("address", () => void this.#connect());
    this.root.addEventListener("keydown", (event) => this.#key(event), { signal });
    const sizes = new ResizeObserver(() => {
      this.header.fold(this.root.clientWidth < NARROW);
      this.#arrange();
    });
    sizes.observe(this.root);
    sizes.observe(this.#stage);
    signal.addEventListener("abort", () => sizes.disconnect());
    followTheme(this.root, () => this.timeline.draw(), signal);
    document.addEventListener("visibilitychange", () => this.#hidden(document.hidden), { signal });
  }

  /** Brings the page to what Python tells of the session. */
  #build() {
    const { name, subtitle, stop } = this.#session;
    const cameras = this.#cameras;
    set(this.root, "aria-label", `Videos of ${name}`);
    this.header.showSession(name, subtitle);
    this.header.showCameras(cameras, this.#selected);
    this.transport.showTotal(stop);
    this.transport.showRate(this.#clock.rate);
    this.sync.showWaitForAll(this.store.get("wait_for_all"));
    this.#showLoop();
    for (const [known, place] of this.#places) {
      if (cameras.some((camera) => camera.name === known)) continue;
      place.camera?.dispose();
      place.tile.element.remove();
      this.#places.delete(known);
    }
    for (const camera of cameras) this.#settle(camera);
    this.#showFocus();
    this.#select();
    if (this.store.get("playing")) this.play();
  }

  /** Gives a camera its tile; a tile whose files are the same goes on undisturbed. @param {CameraDescriptor} camera */
  #settle(camera) {
    const known = this.#places.get(camera.name);
    if (known && sameFiles(camera, known.tile.camera)) {
      known.tile.rename(camera);
      known.camera?.renew(camera);
      return;
    }
    const tile = this.#newTile(camera);
    if (known) {
      known.camera?.dispose();
      // Moving the other tiles within the page would stop their videos.
      known.tile.element.replaceWith(tile.element);
    } else {
      this.#stage.append(tile.element);
    }
    tile.offset = this.#offset(camera.name);
    this.#places.set(camera.name, { tile, camera: null, meter: new SyncMeter() });
  }

  /** @param {CameraDescriptor} camera */
  #newTile(camera) {
    const tile = new Tile(camera);
    tile.onfocus = () => {
      if (this.store.get("focused") !== camera.name) this.store.set("focused", camera.name);
    };
    tile.onretry = () => {
      this.#places.get(camera.name)?.camera?.retry();
      // Python looks again for what was missing or unreadable.
      if (tile.camera.problem || tile.camera.files.some((file) => file.problem)) this.#count("retries");
    };
    return tile;
  }

  async #connect() {
    const address = this.store.get("address");
    const { signal } = this.#stop;
    const turn = ++this.#connects;
    const found = await this.resolve(address, signal);
    if (signal.aborted || turn !== this.#connects) return;
    if ("problem" in found) {
      this.#showNotice(found.problem);
      return;
    }
    this.#notice.hidden = true;
    this.#media = new Media(found.base, (input, init) => fetch(input, init));
    this.#media.onexpired = () => {
      // All cameras find out at once; one request renews them all.
      if (performance.now() - this.#renewed < RENEW_MS) return;
      this.#renewed = performance.now();
      this.#count("renewals");
    };
    for (const place of this.#places.values()) {
      place.camera?.dispose();
      place.camera = null;
    }
    this.#select();
  }

  /** @param {Problem} problem */
  #showNotice({ what, why, cure, tried }) {
    const retry = h("button", { type: "button" }, "Try again");
    retry.addEventListener("click", () => void this.#connect());
    const list = h("ul", {}, ...tried.map((place) => h("li", {}, place)));
    this.#notice.replaceChildren(h("strong", {}, what), h("p", {}, why), list, h("p", {}, cure), retry);
    this.#notice.hidden = false;
  }

  /** Opens the cameras that are shown and closes the others. */
  #select() {
    const shown = new Set(this.#selected);
    for (const [name, place] of this.#places) {
      const camera = this.#cameras.find((other) => other.name === name);
      place.tile.element.hidden = !shown.has(name);
      if (!shown.has(name)) {
        place.camera?.dispose();
        place.camera = null;
        place.tile.clear();
      } else if (!place.camera && this.#media && camera) {
        place.camera = new CameraPlayer(place.tile.picture, camera, this.#media, this.#clock, () =>
          this.store.get("engine"),
        );
        place.camera.offset = this.#offset(name) / 1000;
        place.camera.onchange = () => this.#showTile(place);
        this.#showTile(place);
      }
    }
    this.header.tick(this.#selected);
    this.#showTimeline();
    this.#stage.classList.toggle("empty", shown.size === 0);
    this.#arrange();
    this.#update();
  }

  #arrange() {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const custom = this.store.get("grid") ?? [];
    this.header.showLayout(this.store.get("layout"), custom.length > 0);
    if (!width || !height) return;
    const aspect = (/** @type {string} */ name) => this.#places.get(name)?.camera?.aspect ?? 4 / 3;
    const rects = place(this.store.get("layout"), this.#selected, custom, { width, height, aspect });
    for (const [name, { left, top, width: w, height: h }] of rects) {
      const { style } = /** @type {Place} */ (this.#places.get(name)).tile.element;
      style.left = `${left}px`;
      style.top = `${top}px`;
      style.width = `${w}px`;
      style.height = `${h}px`;
    }
  }

  #loop() {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = requestAnimationFrame(() => {
      if (this.#stop.signal.aborted || !this.#clock.playing) return;
      if (!this.root.isConnected) {
        this.pause();
        return;
      }
      if (this.#playhead.tick(performance.now())) this.#update();
      this.#watch.say();
      this.#sync(false);
      this.#loop();
    });
  }

  /** Where playing ends: the last frame of the camera that ends last. */
  #end() {
    const lasts = this.#cameras
      .filter((camera) => this.#selected.includes(camera.name) && camera.count > 0)
      .map((camera) => camera.last + this.#offset(camera.name) / 1000);
    return lasts.length ? Math.max(...lasts) : this.#session.stop;
  }

  /** Brings everything to the clock's time. @param {boolean} [jumped] whether time did not flow there */
  #update(jumped = false) {
    const { playing, held } = this.#clock;
    const time = this.time;
    if (jumped) this.#watch.jump(time);
    set(this.root, "data-session-time", String(time));
    set(this.root, "data-playing", String(playing));
    this.transport.showPlaying(playing);
    this.transport.showTime(time);
    this.timeline.move(time);
    for (const place of this.#places.values()) {
      place.camera?.update(time, playing && !held, jumped);
      this.#showTile(place, time);
    }
    this.#showAttention();
    this.#watch.measure(time, this.#clock.rate, playing && !held);
  }

  /** @param {Place} place @param {number} [time] */
  #showTile({ tile, camera }, time = this.time) {
    if (!camera) return;
    const before = tile.element.dataset.state;
    tile.show(camera.view(), time);
    if (tile.aspect !== camera.aspect) {
      tile.aspect = camera.aspect;
      this.#arrange();
    }
    if (tile.element.dataset.state !== before) this.#showAttention();
    if (!this.#clock.playing) this.#watch.measure(time, this.#clock.rate, false);
  }

  /** Puts the figures of the sync into words. */
  #showSync() {
    const rows = () =>
      this.#selected.flatMap((name) => {
        const place = this.#places.get(name);
        if (!place) return [];
        const { tile, meter } = place;
        const state = tile.element.dataset.state ?? "";
        const figures = meter.figures(performance.now());
        return [{ name, label: tile.camera.label, engine: tile.element.dataset.engine || "–", state, figures, offset: this.#offset(name) }];
      });
    const { waitsFor } = this.#playhead;
    set(this.root, "data-waiting", waitsFor.length ? waitsFor.join(", ") : null);
    this.sync.show(rows, waitsFor.length > 1 ? `${waitsFor.length} cameras` : waitsFor[0]);
  }

  #showAttention() {
    const selected = this.#selected;
    const troubled = selected.filter((name) => {
      const state = this.#places.get(name)?.tile.element.dataset.state;
      return state === "missing" || state === "refused" || state === "unplayable" || state === "error";
    });
    this.sync.showAttention(troubled.length, selected.length);
  }

  #showFocus() {
    const focused = this.#focusedName();
    for (const [name, { tile }] of this.#places) tile.element.classList.toggle("focused", name === focused);
  }

  #focusedName() {
    const focused = this.store.get("focused");
    const selected = this.#selected;
    return selected.includes(focused) ? focused : selected[0];
  }

  #focusedClock() {
    return this.#places.get(this.#focusedName() ?? "")?.camera?.timebase ?? null;
  }

  /** @returns {CameraPlayer[]} */
  get #shownCameras() {
    return this.#selected.flatMap((name) => this.#places.get(name)?.camera ?? []);
  }

  /** Milliseconds by which a camera is moved. @param {string} name @returns {number} */
  #offset(name) {
    const ms = this.store.get("offsets")?.[name];
    return Number.isFinite(ms) ? ms : 0;
  }

  /** @param {string} name @param {number} ms */
  #setOffset(name, ms) {
    const { [name]: _, ...others } = this.store.get("offsets");
    this.store.set("offsets", ms ? { ...others, [name]: ms } : others);
  }

  /** Moves the cameras as the offsets say. */
  #move() {
    for (const [name, { tile, camera }] of this.#places) {
      tile.offset = this.#offset(name);
      if (camera) camera.offset = tile.offset / 1000;
    }
    this.#showTimeline();
    this.#update(true);
  }

  #showTimeline() {
    const { start, stop } = this.#session;
    const shown = new Set(this.#selected);
    const cameras = this.#cameras.filter((camera) => shown.has(camera.name));
    this.timeline.show(cameras, start, stop, (name) => this.#offset(name) / 1000);
  }

  /** Session time of a frame of the focused camera. @param {number} frame */
  #timeOfFrame(frame) {
    const time = this.#focusedClock()?.timeOf(frame) ?? null;
    return time === null ? null : time + this.#offset(this.#focusedName()) / 1000;
  }

  /**
   * The time some frames of the focused camera away.
   * @param {number} time
   * @param {number} frames
   */
  #stepped(time, frames) {
    const clock = this.#focusedClock();
    if (!clock || clock.count === 0) return time;
    const offset = this.#offset(this.#focusedName()) / 1000;
    const row = clamp(clock.row(onCamera(clock, time, offset)) + frames, 0, clock.count - 1);
    return clock.timeOfRow(row) + offset;
  }

  /** Where playing starts over, at an end; null elsewhere. @param {number} time */
  #startOfPlay(time) {
    const [start, end] = [this.#session.start, this.#end()];
    const loop = loopOf(this.store.get("loop"));
    if (this.#clock.rate > 0) {
      if (loop && time >= loop[1]) return loop[0];
      return time >= end ? start : null;
    }
    return time <= start ? end : null;
  }

  #showLoop() {
    const loop = loopOf(this.store.get("loop"));
    this.transport.showLoop(loop);
    this.timeline.loop.show(loop);
  }

  #toggleLoop() {
    const loop = loopOf(this.store.get("loop"));
    this.store.set("loop", loop ? null : loopAround(this.time, this.#session));
  }

  /** @param {"start" | "stop"} edge @param {number} time */
  #setLoopEdge(edge, time) {
    this.store.set("loop", withEdge(loopOf(this.store.get("loop")), edge, time, this.#session));
  }

  /** @param {"start" | "stop"} edge @param {number} frames */
  #stepLoopEdge(edge, frames) {
    const loop = loopOf(this.store.get("loop"));
    if (loop) this.#setLoopEdge(edge, this.#stepped(loop[edge === "start" ? 0 : 1], frames));
  }

  /** Tells Python the time: at most ten times a second while playing, at once when paused. @param {boolean} now */
  #sync(now) {
    const moment = performance.now();
    if (!now && moment - this.#sentAt < SYNC_MS) return;
    this.#sentAt = moment;
    this.#sentTime = this.time;
    this.store.set("time", this.#sentTime);
  }

  /** @param {string} name @param {unknown} value */
  #tell(name, value) {
    if (this.store.get(name) !== value) this.store.set(name, value);
  }

  /** @param {"renewals" | "retries"} name */
  #count(name) {
    this.store.set(name, this.store.get(name) + 1);
  }

  #obey() {
    const { id, seek } = this.store.get("command");
    if (id === this.#command) return;
    this.#command = id;
    if (typeof seek === "number") this.seek(seek);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    if (this.#help.open || takesKey(target, event.key)) return;
    const command = commandOf(event, {
      toggle: () => this.toggle(),
      step: (frames) => this.step(frames),
      jump: (seconds) => this.seek(clamp(this.time + seconds, this.#session.start, this.#session.stop)),
      changeRate: (steps) => this.#changeRate(steps),
      loop: () => this.#toggleLoop(),
      loopEdge: (edge) => this.#setLoopEdge(edge, this.time),
      goto: () => this.transport.focusTime(),
      focusTile: (n) => this.#places.get(this.#selected[n - 1])?.tile.element.focus(),
      fullscreen: () => this.#fullscreen(),
      home: () => this.seek(this.#session.start),
      end: () => this.seek(this.#end()),
      help: () => this.#help.showModal(),
    });
    if (!command) return;
    event.preventDefault();
    // JupyterLab and others have commands of their own on these keys.
    event.stopPropagation();
    command();
  }

  /** @param {number} steps */
  #changeRate(steps) {
    const { rate } = this.#clock;
    const faster = RATES.filter((r) => r > rate);
    const slower = RATES.filter((r) => r < rate).reverse();
    const next = (steps > 0 ? faster : slower)[0];
    if (next !== undefined) this.store.set("rate", next);
  }

  #fullscreen() {
    // Where the browser or the host page does not allow it, nothing changes.
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    else this.root.requestFullscreen().catch(() => {});
  }

  /** A hidden page draws nothing and decodes nothing; it goes on where it was. @param {boolean} hidden */
  #hidden(hidden) {
    if (hidden) {
      this.#resume = this.#clock.playing;
      this.pause();
    } else if (this.#resume) {
      this.#resume = false;
      this.play();
    }
  }
}

/**
 * Whether two descriptions are of the same files, whatever their tokens and labels.
 * @param {CameraDescriptor} one
 * @param {CameraDescriptor} other
 */
function sameFiles(one, other) {
  const facts = (/** @type {CameraDescriptor} */ { count, start, files, problem }) => [
    count,
    start,
    problem?.what,
    files.map((file) => [file.file, file.first, file.count, file.problem?.what]),
  ];
  return JSON.stringify(facts(one)) === JSON.stringify(facts(other));
}

import css from "./player.css";
import { CameraPlayer } from "./camera.js";
import { SessionClock } from "./clock.js";
import { clamp } from "./correction.js";
import { h, set } from "./dom.js";
import { Header } from "./header.js";
import { commandOf, helpDialog, takesKey } from "./keys.js";
import { place } from "./layout.js";
import { Media } from "./media.js";
import { followTheme } from "./theme.js";
import { Tile } from "./tile.js";
import { Timeline } from "./timeline.js";
import { RATES, Transport } from "./transport.js";

/**
 * @typedef {import("./contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("./contract.js").Problem} Problem
 * @typedef {import("./contract.js").Store} Store
 * @typedef {{ tile: Tile, camera: CameraPlayer | null }} Place
 */

/** Python learns the time this often while playing. */
const SYNC_MS = 100;
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
  #sentAt = 0;
  #command = 0;
  #frameRequest = 0;
  #resume = false;
  #stage = h("div", { class: "stage" });
  #notice = h("div", { class: "notice", role: "alert", hidden: true });
  #help = helpDialog();

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
    this.header = new Header(
      {
        setLayout: (layout) => store.set("layout", layout),
        select: (names) => store.set("selected", names),
        fullscreen: () => this.#fullscreen(),
      },
      signal,
    );
    this.transport = new Transport(
      {
        toggle: () => this.toggle(),
        step: (frames) => this.step(frames),
        setRate: (rate) => store.set("rate", rate),
        seek: (time) => this.seek(time),
        context: () => ({ time: this.time, timeOfFrame: (frame) => this.#focusedClock()?.timeOf(frame) ?? null }),
        help: () => this.#help.showModal(),
      },
      signal,
    );
    this.timeline = new Timeline(signal);
    this.timeline.onseek = (time) => this.seek(time);
    const style = h("style");
    style.textContent = css;
    this.root = h(
      "div",
      { class: "player", role: "region", "data-playing": "false", "data-session-time": String(this.time) },
      style,
      this.header.element,
      h("div", { class: "stage-frame" }, this.#stage, this.#notice),
      this.transport.element,
      this.timeline.element,
      this.#help,
    );
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
    this.#clock.seek(time, performance.now());
    this.#update(true);
    this.#sync(true);
  }

  play() {
    if (this.#clock.playing) return;
    const now = performance.now();
    if (this.#clock.at(now) >= this.#end()) this.#clock.seek(this.#session.start, now);
    this.#clock.play(now);
    this.#tell("playing", true);
    this.#update(true);
    this.#loop();
  }

  /** @param {number} [time] where to rest; here unless given */
  pause(time) {
    if (!this.#clock.playing) return;
    const now = performance.now();
    this.#clock.pause(now);
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
    const row = clamp(clock.row(this.time) + frames, 0, clock.count - 1);
    this.seek(clock.timeOfRow(row));
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
      this.transport.showRate(store.get("rate"));
    });
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
    this.#places.set(camera.name, { tile, camera: null });
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
    const found = await this.resolve(address, signal);
    if (signal.aborted) return;
    if ("problem" in found) {
      this.#showNotice(found.problem);
      return;
    }
    this.#notice.hidden = true;
    this.#media = new Media(found.base, (input, init) => fetch(input, init));
    this.#media.onexpired = () => this.#count("renewals");
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
      } else if (!place.camera && this.#media && camera) {
        place.camera = new CameraPlayer(place.tile.picture, camera, this.#media, this.#clock, () =>
          this.store.get("engine"),
        );
        place.camera.onchange = () => this.#showTile(place);
      }
    }
    this.header.tick(this.#selected);
    const { start, stop } = this.#session;
    this.timeline.show(this.#cameras.filter((camera) => shown.has(camera.name)), start, stop);
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
      const end = this.#end();
      if (this.time >= end) {
        this.pause(end);
        return;
      }
      this.#update();
      this.#sync(false);
      this.#loop();
    });
  }

  /** Where playing ends: the last frame of the camera that ends last. */
  #end() {
    const lasts = this.#cameras
      .filter((camera) => this.#selected.includes(camera.name) && camera.count > 0)
      .map((camera) => camera.last);
    return lasts.length ? Math.max(...lasts) : this.#session.stop;
  }

  /** Brings everything to the clock's time. @param {boolean} [jumped] whether time did not flow there */
  #update(jumped = false) {
    const { playing } = this.#clock;
    const time = this.time;
    set(this.root, "data-session-time", String(time));
    set(this.root, "data-playing", String(playing));
    this.transport.showPlaying(playing);
    this.transport.showTime(time);
    this.timeline.move(time);
    for (const place of this.#places.values()) {
      place.camera?.update(time, playing, jumped);
      this.#showTile(place, time);
    }
    this.#showAttention();
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
  }

  #showAttention() {
    const selected = this.#selected;
    const troubled = selected.filter((name) => {
      const state = this.#places.get(name)?.tile.element.dataset.state;
      return state === "missing" || state === "unplayable" || state === "error";
    });
    this.header.showAttention(troubled.length, selected.length);
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

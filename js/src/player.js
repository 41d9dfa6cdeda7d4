import { SessionClock } from "./session/clock.js";
import { Clip } from "./saving/clip.js";
import { ClipPanel } from "./saving/clippanel.js";
import { Announcing } from "./controls/announcing.js";
import { commandsOf } from "./controls/commands.js";
import { h, set } from "./controls/dom.js";
import { FileWatch } from "./media/filewatch.js";
import { Divider } from "./controls/divider.js";
import { fitTo } from "./controls/fitting.js";
import { hearForeignKeys } from "./controls/foreignkeys.js";
import { CameraLanes } from "./timeline/cameralanes.js";
import { secondsText } from "./controls/format.js";
import { Header } from "./controls/header.js";
import { Heartbeat } from "./media/heartbeat.js";
import { Keyboard } from "./controls/keyboard.js";
import { Lanes } from "./timeline/lanes.js";
import { Link } from "./media/link.js";
import { tokenOf } from "./python/contract.js";
import { Looping } from "./session/looping.js";
import { Notice } from "./controls/notice.js";
import { PageAddress } from "./python/pageaddress.js";
import { Navigation } from "./timeline/navigation.js";
import { Playing } from "./session/playing.js";
import { PythonSide } from "./python/pythonside.js";
import { Share } from "./controls/share.js";
import { Stage } from "./tiles/stage.js";
import { figuresOf, subjectsOf, troubledOf } from "./tiles/stageinfo.js";
import { css } from "./styles.js";
import { SyncPanel } from "./controls/syncpanel.js";
import { followTheme } from "./controls/theme.js";
import { ThemeSwitch } from "./controls/themeswitch.js";
import { ServerLoss } from "./controls/serverloss.js";
import { Thumbnails } from "./timeline/thumbnails.js";
import { Timeline } from "./timeline/timeline.js";
import { Transport } from "./controls/transport.js";
import { measuresOf } from "./session/strain.js";
import { SyncWatch } from "./session/watch.js";

/** @typedef {import("./python/contract.js").Store} Store */

/** The whole player: one session clock, the cameras that follow it, and the controls. */
export class Player {
  #stop = new AbortController();
  #clock;
  #redraws = 0;
  /** @type {import("./media/media.js").Media | null} */
  #media = null;
  #keyboard;
  #lanes;
  #link;
  #looping;
  #notice = new Notice();
  #address;
  #python;
  #divider;
  #loss;
  #share;
  #theme;
  #stage;
  #watch;
  #files;
  #announcing;

  /**
   * @param {Store} store
   * @param {import("./media/link.js").Resolve} resolve finds the address that the media answer under
   */
  constructor(store, resolve) {
    const { signal } = this.#stop;
    this.store = store;
    this.#clock = new SessionClock(store.get("time") ?? this.#session.start);
    this.#clock.setRate(store.get("rate"), performance.now());
    this.#python = new PythonSide(store, {
      time: () => this.time,
      rate: () => this.playing.pace,
      seek: (time) => this.playing.seek(time),
    });
    this.#address = new PageAddress(store, () => ({ time: this.time, playing: this.#clock.playing }));
    this.#looping = new Looping(store, () => this.#session);
    this.#stage = new Stage(
      store,
      this.#clock,
      {
        changed: (place) => this.#changed(place),
        retry: ({ problem, files }) => {
          // Python looks again for what was missing or unreadable.
          if (problem || files.some((file) => file.problem)) this.#python.count("retries");
        },
      },
      this.#notice,
    );
    this.#announcing = new Announcing(store, this.#notice, this.#stage, () => this.#python.count("fresh_starts"), signal);
    this.#lanes = new Lanes(store, signal);
    this.#lanes.onchange = () => {
      this.timeline.showLanes();
      this.navigation.build();
    };
    const clip = new Clip(store, signal);
    this.#link = new Link(
      resolve,
      {
        connected: (media) => {
          this.#media = media;
          this.#stage.connect(media);
          this.#lanes.connect(media);
          clip.connect(media);
          this.#select();
        },
        renew: () => this.#python.count("renewals"),
      },
      signal,
    );
    this.playing = new Playing(
      this.#clock,
      {
        bounds: () => ({ start: this.#session.start, stop: this.end }),
        growing: () => this.#session.growing,
        loop: () => this.#looping.range,
        cameras: () => this.#stage.shown,
        waitForAll: () => store.get("wait_for_all"),
        stepped: (time, frames) => this.#stage.stepped(time, frames),
      },
      this.#follows,
      signal,
    );
    this.sync = new SyncPanel(
      {
        setOffset: (name, ms) => this.#announcing.shift(name, ms),
        setWaitForAll: (on) => store.set("wait_for_all", on),
      },
      signal,
    );
    this.#share = new Share(() => ({ link: this.#address.ours ? this.#address.link : null, reference: this.#reference }), signal);
    this.#theme = new ThemeSwitch(() => this.root.dataset.theme === "dark", signal);
    this.#divider = new Divider(store, signal);
    this.#loss = new ServerLoss(this.#notice, this.sync, () => this.#address.ours);
    this.header = new Header(
      {
        setLayout: (layout) => store.set("layout", layout),
        select: (names) => store.set("selected", names),
        move: (name, by) => this.#stage.arrangement.shift(name, by),
        fullscreen: () => this.fullscreen(),
      },
      this.sync.element,
      this.#share.element,
      this.#theme.element,
      signal,
    );
    this.navigation = new Navigation(
      this.#lanes,
      {
        time: () => this.time,
        rate: () => this.playing.pace,
        seek: (time) => this.playing.seek(time),
        session: () => this.#session,
        say: (text) => this.#notice.say(text),
      },
      signal,
    );
    this.clip = new ClipPanel(
      clip,
      {
        scene: () => ({ loop: this.#looping.range, subjects: subjectsOf(this.#stage), shown: this.#stage.selected.length, focused: this.#stage.focused, rate: store.get("rate") }),
        loop: () => this.#looping.toggle(this.time),
        say: (text, stays) => this.#notice.say(text, stays),
      },
      signal,
    );
    this.transport = new Transport(
      {
        toggle: () => this.playing.toggle(),
        step: (frames) => this.playing.step(frames),
        setRate: (rate) => store.set("rate", rate),
        seek: (time) => this.playing.seek(time),
        leaveField: () => this.#stage.focus(),
        context: () => ({
          time: this.time,
          timeOfFrame: (frame) => this.#stage.timeOfFrame(frame),
          tables: this.#lanes.all.map(({ table, rows }) => ({ name: table.name, rows })),
        }),
        loop: () => this.#looping.toggle(this.time),
        usualLoop: () => this.#looping.around(this.time),
        setLoop: (loop) => this.#looping.take(loop),
        help: () => this.#keyboard.help(),
      },
      this.navigation.element,
      this.clip.element,
      signal,
    );
    this.cameraLanes = new CameraLanes({
      cameras: () => this.#stage.cameras,
      offset: (name) => this.#stage.shifts.of(name) / 1000,
      timebase: (name) => this.#stage.places.get(name)?.camera?.timebase ?? null,
      time: () => this.time,
      seek: (time) => this.playing.seek(time),
      say: (text) => this.#notice.say(text),
      take: (name) => this.#stage.take(name),
    });
    this.timeline = new Timeline(
      {
        lanes: this.#lanes,
        cameras: this.cameraLanes,
        thumbnails: new Thumbnails(() => this.#stage.focusedCamera, () => !this.#clock.playing, signal),
        seek: (time) => this.playing.seek(time),
        setLoop: (range) => this.#looping.take(range),
        loop: {
          set: (edge, time) => this.#looping.set(edge, time),
          step: (edge, frames) => this.#looping.move(edge, (time) => this.#stage.stepped(time, frames)),
        },
      },
      signal,
    );
    const style = h("style");
    style.textContent = css;
    this.root = h(
      "div",
      { class: "player", role: "region", "data-playing": "false", "data-session-time": String(this.time), "data-frames-off": "" },
      style,
      this.header.element,
      h("div", { class: "stage-frame" }, this.#stage.element, this.#stage.panel.element, this.#link.element, this.#notice.element),
      this.transport.element,
      this.timeline.element,
      this.#divider.element,
    );
    const commands = commandsOf(this, { playing: this.playing, stage: this.#stage, looping: this.#looping, undo: () => this.#announcing.takeBack(), share: () => this.#share.copy(), help: () => this.#keyboard.help() });
    this.#keyboard = new Keyboard(this.root, commands, signal);
    hearForeignKeys(() => store.get("ident"), () => this.#address.ours, (event) => this.#keyboard.press(event), signal);
    this.#watch = new SyncWatch(this.root, () => this.#stage.places.values(), () => this.#showSync(), (level) => this.#spare(level), signal);
    this.#files = new FileWatch(
      { files: () => this.#stage.files, media: () => this.#stage.media, look: () => this.#python.count("retries") },
      signal,
    );
    new Heartbeat(async (signal) => this.#media?.ask(tokenOf(store), signal) ?? "there", this.#loss, signal);
    this.#listen(signal);
    this.#build();
    this.#announcing.told();
    this.#lanes.build();
    void this.#link.connect(store.get("address"));
  }

  get time() {
    return this.playing.time;
  }

  /** Where playing ends: the last frame of the camera that ends last. */
  get end() {
    return this.#stage.end ?? this.#session.stop;
  }

  /** What follows the clock. @returns {import("./session/playing.js").Follows} */
  get #follows() {
    return {
      attached: () => this.root.isConnected,
      moved: (jumped) => this.#update(jumped),
      sought: () => {
        this.#update(true);
        this.#tellTime(true);
      },
      begun: () => {
        // Pictures first: Python hears of it when they are under way.
        this.#watch.start(this.time);
        this.#update(true);
        this.#python.tell("playing", true);
      },
      rested: () => {
        this.#watch.rest();
        this.#update();
        this.#python.tell("playing", false);
        this.#tellTime(true);
      },
      flowed: () => {
        // On a machine that is too busy every second redraw does nothing.
        if (this.#watch.strain.level < 3 || this.#redraws % 2 === 0) this.#update();
      },
      redrawn: () => {
        this.#redraws += 1;
        this.#watch.say();
        this.#tellTime(false);
      },
    };
  }

  dispose() {
    this.#stop.abort();
    this.#address.dispose();
    this.#stage.dispose();
  }

  /** What is on screen, in words that hold without this server. */
  get #reference() {
    const name = this.#stage.focused ?? "";
    const { frame } = this.#stage.places.get(name)?.tile.element.dataset ?? {};
    return [this.#session.name, secondsText(this.time), ...(frame ? [`${name} frame ${frame}`] : [])].join(" · ");
  }

  /** @returns {import("./python/contract.js").SessionDescriptor} */
  get #session() {
    return this.store.get("session");
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { store } = this;
    const on = (/** @type {string} */ name, /** @type {() => void} */ changed) => {
      store.on(name, () => {
        if (signal.aborted) return;
        changed();
        this.#address.changed();
      });
    };
    on("time", () => this.#python.takeTime());
    on("playing", () => (store.get("playing") ? this.playing.play() : this.playing.pause()));
    on("rate", () => {
      this.playing.setRate(store.get("rate"));
      this.transport.showRate(store.get("rate"));
      this.clip.show();
    });
    on("loop", () => this.#showLoop());
    on("offsets", () => this.#move());
    on("wait_for_all", () => this.sync.showWaitForAll(store.get("wait_for_all")));
    on("command", () => this.#python.obey());
    on("selected", () => this.#select());
    on("layout", () => this.#arrange());
    on("grid", () => this.#arrange());
    on("order", () => this.#reorder());
    on("enlarged", () => {
      this.#arrange();
      this.clip.show();
    });
    on("adjustments", () => this.#stage.cameras.forEach(({ name }) => this.#stage.adjust(name)));
    on("focused", () => {
      this.#stage.showFocus();
      this.clip.show();
    });
    for (const name of ["engine", "engines"]) on(name, () => this.#stage.choose());
    on("said", () => this.#announcing.told());
    on("restored", () => this.#announcing.told());
    on("session", () => this.#build());
    on("cameras", () => {
      this.#files.told();
      this.#build();
    });
    on("intervals", () => this.#lanes.build());
    for (const name of ["lanes", "lane", "table", "passing"]) on(name, () => this.#lanes.refresh());
    on("table", () => this.#divider.fit(this.root.clientHeight));
    on("address", () => void this.#link.connect(store.get("address")));
    const fit = (/** @type {number} */ height) => {
      this.timeline.fit(height);
      this.#divider.fit(height);
      this.#arrange();
    };
    fitTo(this.root, this.#stage.element, { fold: (narrow) => this.header.fold(narrow), fit }, signal);
    const coloured = () => {
      this.#theme.refresh();
      this.timeline.draw();
    };
    followTheme(this.root, coloured, signal);
  }

  /** Brings the page to what Python tells of the session. */
  #build() {
    const { name, subtitle, start, stop } = this.#session;
    set(this.root, "aria-label", `Videos of ${name}`);
    this.header.showSession(name, subtitle);
    this.#share.show(this.#address.ours);
    this.#theme.show(this.#address.ours);
    this.#address.changed();
    this.header.showCameras(this.#stage.cameras, this.#stage.selected);
    this.transport.showTotal(start, stop);
    this.transport.showRate(this.#clock.rate);
    this.sync.showWaitForAll(this.store.get("wait_for_all"));
    this.#showLoop();
    this.#stage.build();
    this.#select();
    if (this.store.get("playing")) this.playing.play();
    else this.playing.extended();
  }

  /** Brings the page to another choice of cameras. */
  #select() {
    this.#stage.select();
    this.header.tick(this.#stage.selected);
    this.header.showLayout(this.store.get("layout"), this.#stage.arrangement.rows.length > 0);
    this.#showTimeline();
    this.clip.show();
    this.#update();
  }

  #arrange() {
    this.header.showLayout(this.store.get("layout"), this.#stage.arrangement.rows.length > 0);
    this.#stage.arrange();
  }

  /** Brings the page to another order of cameras. */
  #reorder() {
    this.header.showCameras(this.#stage.cameras, this.#stage.selected);
    this.#showTimeline();
    this.#arrange();
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
    this.timeline.move(time, playing ? Math.sign(this.#clock.rate) : 0);
    this.navigation.show(time);
    this.#stage.update(time, playing && !held, jumped);
    this.#showAttention();
    this.#watch.measure(time, this.#clock.rate, playing && !held);
  }

  /** A camera has something else to show. @param {import("./tiles/stage.js").Place} place */
  #changed(place) {
    const { time } = this;
    if (this.#stage.show(place, time)) this.#showAttention();
    if (!this.#clock.playing) this.#watch.measure(time, this.#clock.rate, false);
  }

  /** Puts the figures of the sync into words. */
  #showSync() {
    const { waitsFor } = this.playing;
    set(this.root, "data-waiting", waitsFor.length ? waitsFor.join(", ") : null);
    this.sync.show(() => figuresOf(this.#stage), waitsFor.length > 1 ? `${waitsFor.length} cameras` : waitsFor[0]);
  }

  /** Leaves undone what matters least. @param {number} level of strain */
  #spare(level) {
    set(this.root, "data-strain", level ? String(level) : null);
    this.sync.showStrain(measuresOf(level, this.#stage.spare(level)));
  }

  #showAttention() {
    this.sync.showAttention(troubledOf(this.#stage).length, this.#stage.selected.length);
  }

  /** Moves the cameras as the offsets say. */
  #move() {
    this.#stage.move();
    this.#announcing.moved();
    this.#showTimeline();
    this.#update(true);
  }

  #showTimeline() {
    const { start, stop } = this.#session;
    const shown = new Set(this.#stage.selected);
    const cameras = this.#stage.cameras.filter((camera) => shown.has(camera.name));
    this.timeline.show(cameras, this.#stage.cameras.map(({ label }) => label), start, stop, (name) => this.#stage.shifts.of(name) / 1000);
  }

  #showLoop() {
    const loop = this.#looping.range;
    this.transport.showLoop(loop);
    this.timeline.loop.show(loop);
    this.timeline.loop.mark(this.#looping.marked);
    this.clip.show();
  }

  /** An edge by key. @param {"start" | "stop"} edge */
  markLoop(edge) {
    const mark = this.#looping.mark(edge, this.time);
    this.timeline.loop.mark(mark);
    if (mark) this.#announcing.marked(mark);
    else this.#announcing.looped();
  }

  /** @param {boolean} now */
  #tellTime(now) {
    if (this.#python.tellTime(now)) this.#address.changed();
  }

  /** Fills the screen, or leaves it. */
  fullscreen() {
    // Where the browser or the host page does not allow it, nothing changes.
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    else this.root.requestFullscreen().catch(() => {});
  }
}

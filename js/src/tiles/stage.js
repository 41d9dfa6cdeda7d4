import { aspectOnScreen, lookOf, ofVideo } from "./adjustment.js";
import { Adjusting } from "./adjusting.js";
import { AdjustPanel } from "./adjustpanel.js";
import { Arrangement } from "./arrangement.js";
import { CameraPlayer } from "./camera.js";
import { h } from "../controls/dom.js";
import { place, placeEnlarged, roomFor } from "./layout.js";
import { Operations } from "./operations.js";
import { stepped } from "../session/offset.js";
import { Redraws } from "./redraws.js";
import { hearDragging } from "./reorder.js";
import { hasGrown, sameFiles } from "./samefiles.js";
import { Shifts } from "./shifts.js";
import { Steady } from "./steady.js";
import { SyncMeter } from "../session/sync.js";
import { TabOrder } from "./taborder.js";
import { Tile } from "./tile.js";
import { isStored, routeOf } from "./tileinfo.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("../python/contract.js").Store} Store
 * @typedef {import("../media/media.js").Media} Media
 * @typedef {{ tile: Tile, camera: CameraPlayer | null, meter: SyncMeter }} Place
 *
 * @typedef {object} Actions
 * @prop {(place: Place) => void} changed a camera has something else to show
 * @prop {(camera: CameraDescriptor) => void} retry the user asks for another look at its files
 */

/** The cameras of the session: a tile for each, a picture in each that is shown, and where each one is. */
export class Stage {
  element = h("div", { class: "stage" });
  #tabs = new TabOrder(this.element);
  /** By camera name. @type {Map<string, Place>} */
  places = new Map();
  /** @type {Media | null} */
  #media = null;
  #redraws = new Redraws();
  #steady = new Steady(() => this.arrange());
  /** How the tiles are grouped. @type {{ layout: string, grouping: import("./layout.js").Known } | undefined} */
  #grouped;

  /**
   * @param {Store} store
   * @param {import("../session/clock.js").SessionClock} clock
   * @param {Actions} actions
   * @param {import("../controls/notice.js").Notice} notice
   */
  constructor(store, clock, actions, notice) {
    this.store = store;
    this.clock = clock;
    this.actions = actions;
    this.notice = notice;
    this.arrangement = new Arrangement(store);
    this.shifts = new Shifts(store);
    this.adjusting = new Adjusting(store, (name) => this.adjust(name));
    this.panel = new AdjustPanel(this.adjusting);
    this.panel.onhand = (name) => this.holdStill(name, this.panel.element);
    this.operations = new Operations(this, this.adjusting, this.panel, notice);
  }

  /** All cameras, in order. */
  get cameras() {
    return this.arrangement.cameras;
  }

  /** Names shown, in order. */
  get selected() {
    return this.arrangement.selected;
  }

  /** @returns {CameraPlayer[]} */
  get shown() {
    return this.selected.flatMap((name) => this.places.get(name)?.camera ?? []);
  }

  /** The camera that steps and digits act on. @returns {string | undefined} */
  get focused() {
    const focused = this.store.get("focused");
    const { selected } = this;
    return selected.includes(focused) ? focused : selected[0];
  }

  /** @returns {CameraPlayer | null} */
  get focusedCamera() {
    return this.places.get(this.focused ?? "")?.camera ?? null;
  }

  /** Brings the tiles to what Python tells of the session; a tile whose files are the same goes on undisturbed. */
  build() {
    const { cameras } = this;
    for (const [known, { tile, camera }] of this.places) {
      if (cameras.some(({ name }) => name === known)) continue;
      camera?.dispose();
      tile.element.remove();
      this.places.delete(known);
    }
    for (const camera of cameras) this.#settle(camera);
    for (const name of this.places.keys()) this.adjust(name);
    this.showFocus();
  }

  /** Files of the cameras that are shown. */
  get files() {
    return this.selected.flatMap((name) => this.places.get(name)?.tile.camera.files ?? []);
  }

  /** The way to the media; null until it is found. */
  get media() {
    return this.#media;
  }

  /** Opens every camera anew under another address. @param {Media} media */
  connect(media) {
    this.#media = media;
    for (const place of this.places.values()) {
      place.camera?.dispose();
      place.camera = null;
      place.tile.route = routeOf(media.base, location.href);
    }
  }

  /** Opens the cameras that are shown and closes the others. */
  select() {
    const shown = new Set(this.selected);
    for (const [name, place] of this.places) {
      const camera = this.cameras.find((other) => other.name === name);
      place.tile.element.hidden = !shown.has(name);
      if (!shown.has(name)) {
        place.camera?.dispose();
        place.camera = null;
        place.tile.clear();
      } else if (!place.camera && this.#media && camera) {
        place.camera = new CameraPlayer(
          place.tile.picture.element, camera, this.#media, this.clock, () => this.engine(name), () => (isStored(camera) ? lookOf(this.adjusting.of(name)) : ""),
        );
        place.camera.offset = this.shifts.of(name) / 1000;
        place.camera.onchange = () => this.actions.changed(place);
        this.actions.changed(place);
      }
    }
    this.element.classList.toggle("empty", shown.size === 0);
    this.arrange();
  }

  /** Gives every tile its rectangle. Tiles are never moved within the page: that would stop their videos. */
  arrange() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    this.#steady.end();
    const aspect = (/** @type {string} */ name) =>
      aspectOnScreen(this.places.get(name)?.camera?.aspect ?? 4 / 3, this.adjusting.of(name));
    const { selected, enlarged, rows } = this.arrangement;
    const layout = this.store.get("layout");
    const others = selected.filter((name) => !enlarged.includes(name));
    const room = { width, height, aspect };
    const rects = enlarged.length ? placeEnlarged(layout, enlarged, others, room) : this.#group(layout, selected, rows, room);
    for (const [name, rect] of rects) this.places.get(name)?.tile.place(rect, enlarged.includes(name));
    this.panel.follow();
    this.notice.place(roomFor([...rects.values()], width, height));
    this.#tabs.follow([...rects].flatMap(([name, rect]) => (rect ? [[this.#element(name), rect]] : [])));
  }

  /**
   * Tiles stay grouped as they are while that is not much worse.
   * @param {import("../python/contract.js").Layout} layout
   * @param {string[]} names
   * @param {string[][]} rows
   * @param {import("./layout.js").Stage} room
   */
  #group(layout, names, rows, room) {
    const known = this.#grouped?.layout === layout ? this.#grouped.grouping : undefined;
    const { placed, grouping } = place(layout, names, rows, room, known);
    this.#grouped = { layout, grouping };
    return placed;
  }

  /** Turns and lights a picture as is wanted. @param {string} name */
  adjust(name) {
    const { tile, camera } = this.places.get(name) ?? {};
    if (!tile) return;
    const { rotate } = tile.picture.adjustment;
    const adjustment = this.adjusting.of(name);
    const stored = isStored(tile.camera);
    tile.adjust(stored ? adjustment : ofVideo(adjustment));
    if (stored) camera?.choose();
    this.panel.show(name);
    // A picture on its side has another shape, for the layout too.
    if (this.#steady.tile !== tile.element && (rotate - adjustment.rotate) % 180) this.arrange();
  }

  /**
   * The tiles keep their places until the hand that is in one of them, or in what belongs to it, leaves.
   * @param {string} name
   * @param {HTMLElement} [hand] what the hand is in; the tile unless given
   */
  holdStill(name, hand) {
    this.#steady.begin(this.#element(name), hand);
  }

  /**
   * Brings every camera to the clock's time.
   * @param {number} time
   * @param {boolean} flowing whether time flows
   * @param {boolean} jumped whether time did not flow there
   */
  update(time, flowing, jumped) {
    const redraw = this.#redraws.note(performance.now(), flowing);
    for (const place of this.places.values()) {
      if (place.camera) place.camera.redraw = redraw;
      place.camera?.update(time, flowing, jumped);
      this.show(place, time);
    }
  }

  /**
   * Leaves undone what matters least.
   * @param {number} level of strain
   * @returns {number} tiles that show few pictures
   */
  spare(level) {
    const areas = new Map([...this.places].map(([name, { tile }]) => [name, tile.element.clientWidth * tile.element.clientHeight]));
    const largest = Math.max(...areas.values());
    let small = 0;
    for (const [name, { camera }] of this.places) {
      if (!camera) continue;
      camera.spared = level > 0 && 2 * (areas.get(name) ?? 0) <= largest;
      camera.pressed = level > 1;
      small += Number(camera.spared);
    }
    return small;
  }

  /**
   * Writes what a camera shows into its tile.
   * @param {Place} place
   * @param {number} time
   * @returns {boolean} whether the tile's state is another one
   */
  show({ tile, camera }, time) {
    if (!camera) return false;
    const before = tile.element.dataset.state;
    tile.show(camera.view(), time);
    if (tile.aspect !== camera.aspect) {
      tile.aspect = camera.aspect;
      this.arrange();
    }
    return tile.element.dataset.state !== before;
  }

  /** Takes up another wish for an engine. */
  choose() {
    for (const [name, { tile, camera }] of this.places) {
      tile.wish = this.engine(name);
      camera?.choose();
    }
  }

  /** What is to decode a camera. @param {string} name @returns {import("../media/engine.js").EngineWish} */
  engine(name) {
    return this.store.get("engines")?.[name] ?? this.store.get("engine");
  }

  /** @param {string} name @param {import("../media/engine.js").EngineWish} engine */
  setEngine(name, engine) {
    const { [name]: _, ...others } = this.store.get("engines") ?? {};
    this.store.set("engines", engine === this.store.get("engine") ? others : { ...others, [name]: engine });
    this.choose();
  }

  showFocus() {
    const { focused } = this;
    for (const [name, { tile }] of this.places) tile.element.classList.toggle("focused", name === focused);
  }

  /** Makes a camera the one that steps act on. @param {string} name */
  take(name) {
    if (this.store.get("focused") !== name) this.store.set("focused", name);
  }

  /** A key is used on a camera: on that whose tile the keyboard is in, if it is in any. */
  takeEntered() {
    const entered = this.selected.find((name) => this.#element(name).matches(":focus-within"));
    if (entered) this.take(entered);
  }

  /** @param {string | undefined} [name] the focused one unless given */
  focus(name = this.focused) {
    this.places.get(name ?? "")?.tile.element.focus({ preventScroll: true });
  }

  /** Moves the cameras as the offsets say. */
  move() {
    for (const [name, { tile, camera }] of this.places) {
      tile.offset = this.shifts.of(name);
      if (camera) camera.offset = tile.offset / 1000;
    }
  }

  /** Where playing ends: the last frame of the camera that ends last; null where none has a frame. */
  get end() {
    const { selected } = this;
    const lasts = this.cameras
      .filter((camera) => selected.includes(camera.name) && camera.count > 0)
      .map((camera) => camera.last + this.shifts.of(camera.name) / 1000);
    return lasts.length ? Math.max(...lasts) : null;
  }

  /** Session time of a frame of the focused camera. @param {number} frame */
  timeOfFrame(frame) {
    const time = this.#focusedClock?.timeOf(frame) ?? null;
    return time === null ? null : time + this.shifts.of(this.focused) / 1000;
  }

  /**
   * The time some frames of the focused camera away.
   * @param {number} time
   * @param {number} frames
   */
  stepped(time, frames) {
    const clock = this.#focusedClock;
    return clock ? stepped(clock, time, this.shifts.of(this.focused) / 1000, frames) : time;
  }

  dispose() {
    this.#steady.end();
    for (const { camera } of this.places.values()) camera?.dispose();
    this.places.clear();
  }

  /** The camera whose tile is at a point of the window. @param {number} x @param {number} y */
  #tileAt(x, y) {
    const { left, top } = this.element.getBoundingClientRect();
    const within = (/** @type {HTMLElement} */ { offsetLeft: l, offsetTop: t, offsetWidth: w, offsetHeight: h }) =>
      x - left >= l && x - left < l + w && y - top >= t && y - top < t + h;
    return this.selected.find((name) => within(this.#element(name))) ?? null;
  }

  /** @param {string} name */
  #element(name) {
    return /** @type {Place} */ (this.places.get(name)).tile.element;
  }

  get #focusedClock() {
    return this.places.get(this.focused ?? "")?.camera?.timebase ?? null;
  }

  /** @param {CameraDescriptor} camera */
  #settle(camera) {
    const known = this.places.get(camera.name);
    if (known && sameFiles(camera, known.tile.camera)) {
      known.tile.rename(camera);
      known.camera?.renew(camera);
      return;
    }
    if (known && hasGrown(camera, known.tile.camera)) {
      known.tile.rename(camera);
      void known.camera?.extend(camera);
      return;
    }
    const tile = this.#newTile(camera);
    if (known) {
      known.camera?.dispose();
      // Moving the other tiles within the page would stop their videos.
      tile.element.id = known.tile.element.id;
      known.tile.element.replaceWith(tile.element);
    } else {
      this.#tabs.add(tile.element);
    }
    tile.offset = this.shifts.of(camera.name);
    tile.wish = this.engine(camera.name);
    this.places.set(camera.name, { tile, camera: null, meter: new SyncMeter() });
  }

  /** @param {CameraDescriptor} camera */
  #newTile(camera) {
    const tile = new Tile(camera);
    tile.onfocus = () => this.take(camera.name);
    tile.onretry = () => {
      this.places.get(camera.name)?.camera?.retry();
      this.actions.retry(tile.camera);
    };
    tile.operate(this.operations);
    hearDragging(tile.name, {
      over: (x, y) => this.#tileAt(x, y),
      mark: (name) => {
        for (const [other, { tile: { element } }] of this.places) {
          element.classList.toggle("target", other === name && name !== camera.name);
        }
        tile.element.classList.toggle("dragged", name !== null);
      },
      drop: (name) => this.arrangement.move(camera.name, name),
    });
    return tile;
  }
}

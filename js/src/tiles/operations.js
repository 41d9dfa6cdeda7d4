import { panned, PLAIN, turned, zoomedAt } from "./adjustment.js";
import { UNDONE } from "./marks.js";
import { factsOf, saveStill, stillName } from "./still.js";

/** @typedef {import("./stage.js").Place} Place */

/** How long the server may take to find a frame in its file; it may have to count the file's frames first. */
const PATIENCE_MS = 120_000;

/** What can be done with a tile, by hand and by key. None of it touches the videos. */
export class Operations {
  /**
   * @param {import("./stage.js").Stage} stage
   * @param {import("./adjusting.js").Adjusting} adjusting
   * @param {import("./adjustpanel.js").AdjustPanel} panel
   * @param {import("../controls/notice.js").Notice} notice
   */
  constructor(stage, adjusting, panel, notice) {
    this.stage = stage;
    this.adjusting = adjusting;
    this.panel = panel;
    this.notice = notice;
  }

  /** @param {string} [name] the focused one unless given @param {boolean} [more] beside those that are enlarged */
  enlarge(name = this.#focused, more = false) {
    if (name) this.stage.arrangement.enlarge(name, more);
  }

  /** @param {string} [name] @param {boolean} [pointed] by a pointer in its tile, which may go on */
  rotate(name = this.#focused, pointed = false) {
    if (!name) return;
    if (pointed) this.stage.holdStill(name);
    this.adjusting.set(name, turned(this.adjusting.of(name)));
  }

  /** @param {string} [name] */
  mirror(name = this.#focused) {
    if (name) this.adjusting.set(name, { flip: !this.adjusting.of(name).flip });
  }

  /**
   * Takes back one way in which a camera is shown otherwise than recorded.
   * @param {string} name
   * @param {import("./marks.js").Change} change
   * @param {boolean} pointed by a pointer in its tile, which may go on
   */
  undo(name, change, pointed) {
    if (pointed) this.stage.holdStill(name);
    if (change === "offset") this.stage.shifts.set(name, 0);
    else this.adjusting.set(name, UNDONE[change]);
  }

  /** Shows all of the picture again. @param {string} [name] */
  wholePicture(name = this.#focused) {
    if (name) this.adjusting.set(name, { zoom: PLAIN.zoom });
  }

  /** Zooms about the middle of the tile. @param {number} factor @param {string} [name] */
  zoom(factor, name = this.#focused) {
    const { width, height } = this.#place(name)?.tile.picture.tile ?? { width: 0, height: 0 };
    if (name) this.zoomAt(name, { x: width / 2, y: height / 2 }, factor);
  }

  /** @param {string} name @param {import("./adjustment.js").Point} point @param {number} factor */
  zoomAt(name, point, factor) {
    const picture = this.#place(name)?.tile.picture;
    if (picture) this.adjusting.move(name, zoomedAt(this.adjusting.of(name), picture.fit, picture.tile, point, factor));
  }

  /** @param {string} name @param {import("./adjustment.js").Point} by */
  pan(name, by) {
    const picture = this.#place(name)?.tile.picture;
    if (picture) this.adjusting.move(name, panned(this.adjusting.of(name), picture.fit, picture.tile, by));
  }

  /** Opens what turns and lights the picture. @param {string} [name] */
  adjust(name = this.#focused) {
    const tile = this.#place(name)?.tile;
    if (name && tile) this.panel.toggle(name, tile.camera.label, tile.element, this.#place(name)?.camera?.numbers ?? null);
  }

  /** @param {string} [name] */
  about(name = this.#focused) {
    this.#place(name)?.tile.toggleInfo();
  }

  /** Has a camera played in another way. @param {string} name @param {import("../media/engine.js").EngineWish} way */
  play(name, way) {
    this.stage.setEngine(name, way);
  }

  /** Moves a tile by some places. @param {number} by */
  shift(by) {
    if (this.#focused) this.stage.arrangement.shift(this.#focused, by);
  }

  /** @param {string} [name] */
  async still(name = this.#focused) {
    const place = this.#place(name);
    if (!place || !name) return;
    const { label } = place.tile.camera;
    const grabbed = place.tile.hasPicture ? (place.camera?.still() ?? null) : null;
    if (!grabbed) {
      this.notice.say(`${label} shows no frame that could be saved.`);
      return;
    }
    const session = this.stage.store.get("session").name;
    const file = stillName(session, name, grabbed);
    try {
      const whole = await this.#whole(place, grabbed);
      await saveStill(whole, this.adjusting.of(name), file, factsOf(session, name, grabbed));
      this.notice.say(`Saved ${file}`);
    } catch (error) {
      const { problem, message } = /** @type {import("../media/streamsource.js").Refusal} */ (error);
      const why = problem ? `${problem.what}: ${problem.why} ${problem.cure}` : `The browser says “${message}”.`;
      this.notice.say(`The frame of ${label} cannot be saved. ${why}`, true);
    } finally {
      if ("close" in grabbed.picture) grabbed.picture.close();
    }
  }

  /**
   * The frame as its file has it; where the server has no way to that, or no answer, what is on screen, if
   * that is all of the same frame.
   * @param {Place} place
   * @param {import("./still.js").Grabbed} grabbed
   * @returns {Promise<Pick<import("./still.js").Grabbed, "picture" | "width" | "height">>}
   */
  async #whole({ camera }, grabbed) {
    const sent = camera?.view().engine === "streamed";
    try {
      const picture = await camera?.recorded(grabbed.frame, AbortSignal.timeout(PATIENCE_MS));
      if (picture) return { picture, width: picture.width, height: picture.height };
    } catch (error) {
      if (sent || camera?.still()?.frame !== grabbed.frame) throw error;
    }
    return grabbed;
  }

  /** @returns {string | undefined} */
  get #focused() {
    return this.stage.focused;
  }

  /** @param {string | undefined} name @returns {Place | undefined} */
  #place(name) {
    return this.stage.places.get(name ?? "");
  }
}

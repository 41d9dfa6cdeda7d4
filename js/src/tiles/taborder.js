import { h, set } from "../controls/dom.js";

const STOPS = "button, summary, [tabindex='0']";
let made = 0;

/**
 * Lets Tab go through the tiles as they are seen, not as they lie in the page: there they stay in the order of the
 * session, because moving one would stop its video.
 */
export class TabOrder {
  /** Tab comes in at one of them and leaves from the other. */
  #before = h("span", { class: "tab-end", tabindex: 0 });
  #after = h("span", { class: "tab-end", tabindex: 0 });
  #tiles = /** @type {HTMLElement[]} */ ([]);
  #leaving = false;

  /**
   * @param {HTMLElement} stage
   */
  constructor(stage) {
    this.stage = stage;
    stage.append(this.#before, this.#after);
    this.#before.addEventListener("focus", () => this.#enter(0));
    this.#after.addEventListener("focus", () => this.#enter(-1));
    stage.addEventListener("keydown", (event) => {
      if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
      const stops = this.#stops();
      const at = stops.indexOf(/** @type {HTMLElement} */ (event.composedPath()[0]));
      if (at < 0) return;
      const next = stops[at + (event.shiftKey ? -1 : 1)];
      if (next) {
        event.preventDefault();
        next.focus({ preventScroll: true });
      } else {
        // From there the browser itself goes on to what is beside the stage.
        this.#leaving = true;
        (event.shiftKey ? this.#before : this.#after).focus({ preventScroll: true });
        this.#leaving = false;
      }
    });
  }

  /** Puts a new tile into the page. @param {HTMLElement} tile */
  add(tile) {
    tile.id = `tile-${++made}`;
    this.#after.before(tile);
  }

  /** Those that are shown, each with its place. @param {[HTMLElement, import("./layout.js").Rect][]} placed */
  follow(placed) {
    // Row by row; where a browser's widths are fractions, so are the tops of one row.
    const reading = (/** @type {import("./layout.js").Rect} */ a, /** @type {import("./layout.js").Rect} */ b) =>
      Math.round(a.top - b.top) || a.left - b.left;
    this.#tiles = placed.sort(([, a], [, b]) => reading(a, b)).map(([tile]) => tile);
    // What reads the page aloud goes by this.
    set(this.stage, "aria-owns", this.#tiles.map(({ id }) => id).join(" "));
  }

  /** @param {0 | -1} end */
  #enter(end) {
    if (!this.#leaving) this.#stops().at(end)?.focus({ preventScroll: true });
  }

  #stops() {
    const all = this.#tiles.flatMap((tile) => [tile, .../** @type {NodeListOf<HTMLElement>} */ (tile.querySelectorAll(STOPS))]);
    return all.filter((element) => !element.closest("[inert]") && element.checkVisibility());
  }
}

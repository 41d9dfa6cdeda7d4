/**
 * The rows of a Tabulator by keyboard: one row at a time is the one that Enter goes to.
 *
 * Tabulator draws the rows in sight alone and has one page of many, so the focus stays on the grid, which names its
 * row (`aria-activedescendant`), and no row that scrolls away takes it along.
 *
 * @typedef {any} Tabulator no types come with it
 * @typedef {{ page: number, max_page: number }} Pages those that the server sends, one at a time
 */

const CURSOR = "row-cursor";
let counted = 0;

export class RowCursor {
  #id = `nwb-video-panel-row-${(counted += 1)}`;
  /** The row's place on its page; -1 for none. */
  #at = -1;
  /** Where on a page that is on its way the row will be. @type {"first" | "last" | null} */
  #awaited = null;
  /** @type {HTMLElement | null} */
  #marked = null;

  /**
   * @param {Tabulator} tabulator
   * @param {Pages} pages
   * @param {AbortSignal} signal
   */
  constructor(tabulator, pages, signal) {
    this.tabulator = tabulator;
    this.pages = pages;
    /** @type {HTMLElement} */
    this.grid = tabulator.element;
    const redrawn = () => this.#redrawn();
    tabulator.on("renderComplete", redrawn);
    tabulator.on("scrollVertical", redrawn);
    signal.addEventListener("abort", () => {
      tabulator.off("renderComplete", redrawn);
      tabulator.off("scrollVertical", redrawn);
    });
  }

  /** The focus comes to the rows. @param {boolean} [first] at the first row; else where the row was, or the playhead is */
  enter(first = false) {
    const rows = this.#rows;
    const playing = rows.findIndex((row) => row.getElement().classList.contains("tabulator-selected"));
    if (first || this.#at < 0 || this.#at >= rows.length) this.#at = first ? 0 : Math.max(0, playing);
    this.#show();
  }

  leave() {
    this.#mark(null);
  }

  /**
   * What a key does in the rows.
   * @param {string} key
   * @returns {"moved" | "above" | "go" | null} "above" where there is no row further up; null for a key that is another's
   */
  press(key) {
    const rows = this.#rows;
    const last = rows.length - 1;
    const [first, final] = [this.pages.page <= 1, this.pages.page >= this.pages.max_page];
    if (key === "Enter") return this.#go();
    if (key === "ArrowUp" && this.#at <= 0) return first ? "above" : this.#turn(this.pages.page - 1, "last");
    if (key === "ArrowDown" && this.#at >= last && !final) return this.#turn(this.pages.page + 1, "first");
    if (key === "Home" && !first) return this.#turn(1, "first");
    if (key === "End" && !final) return this.#turn(this.pages.max_page, "last");
    if (key === "PageDown" && this.#at >= last && !final) return this.#turn(this.pages.page + 1, "first");
    if (key === "PageUp" && this.#at <= 0 && !first) return this.#turn(this.pages.page - 1, "last");
    const to = { ArrowUp: this.#at - 1, ArrowDown: this.#at + 1, Home: 0, End: last, PageUp: this.#at - this.#fitting, PageDown: this.#at + this.#fitting }[key];
    if (to === undefined) return null;
    this.#at = Math.max(0, Math.min(last, to));
    this.#show();
    return "moved";
  }

  /** In the order in which they are shown. @returns {any[]} */
  get #rows() {
    return this.tabulator.getRows("display");
  }

  /** How many rows are in sight. */
  get #fitting() {
    const holder = this.grid.querySelector(".tabulator-tableholder");
    const height = this.#rows[0]?.getElement().offsetHeight;
    return holder && height ? Math.max(1, Math.floor(holder.clientHeight / height) - 1) : 10;
  }

  /** @returns {"go" | null} */
  #go() {
    const row = this.#rows[this.#at];
    // As a click does: Python hears of the cell. Panel keeps the row's number in a column that nobody sees.
    row?.getCells().find((/** @type {any} */ cell) => cell.getColumn().isVisible() && cell.getField())?.getElement().click();
    return row ? "go" : null;
  }

  /** @param {number} page @param {"first" | "last"} place @returns {"moved"} */
  #turn(page, place) {
    this.#awaited = place;
    this.pages.page = page;
    return "moved";
  }

  /** Brings the row into sight. */
  #show() {
    const row = this.#rows[this.#at];
    if (!row) {
      this.#mark(null);
      return;
    }
    const element = row.getElement();
    const holder = /** @type {HTMLElement} */ (this.grid.querySelector(".tabulator-tableholder"));
    // Tabulator scrolls to a row that it has not drawn; one that is in sight stays where it is.
    if (!element.isConnected) this.tabulator.scrollToRow(row, "center", true).catch(() => {});
    else if (element.offsetTop < holder.scrollTop) holder.scrollTop = element.offsetTop;
    else if (element.offsetTop + element.offsetHeight > holder.scrollTop + holder.clientHeight)
      holder.scrollTop = element.offsetTop + element.offsetHeight - holder.clientHeight;
    this.#mark(element);
  }

  /** Other rows have come, or the same ones anew. */
  #redrawn() {
    if (this.#at < 0) return;
    const rows = this.#rows;
    if (!rows.length) return;
    const arrived = this.#awaited;
    if (arrived) {
      this.#awaited = null;
      this.#at = arrived === "first" ? 0 : rows.length - 1;
    }
    this.#at = Math.min(this.#at, rows.length - 1);
    if (!this.#focused) return;
    if (arrived) this.#show();
    else this.#mark(rows[this.#at].getElement());
  }

  get #focused() {
    return /** @type {Document | ShadowRoot} */ (this.grid.getRootNode()).activeElement === this.grid;
  }

  /** @param {HTMLElement | null} element */
  #mark(element) {
    if (this.#marked && this.#marked !== element) {
      this.#marked.classList.remove(CURSOR);
      this.#marked.removeAttribute("id");
    }
    this.#marked = element;
    if (!element) {
      this.grid.removeAttribute("aria-activedescendant");
      return;
    }
    element.classList.add(CURSOR);
    element.id = this.#id;
    this.grid.setAttribute("aria-activedescendant", this.#id);
  }
}

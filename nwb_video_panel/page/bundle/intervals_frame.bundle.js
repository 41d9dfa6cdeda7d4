// node_modules/@tabler/icons/icons/outline/x.svg
var x_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-x"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M18 6l-12 12" />
  <path d="M6 6l12 12" />
</svg>`;

// src/controls/foreignkeys.js
var PRESS = "nwb-video-panel:press";

// src/controls/keys.js
var COMMANDS = [
  { name: "toggle", key: "Space", what: "Play or pause" },
  { name: "stepBack", key: ",", what: "One frame back" },
  { name: "stepForward", key: ".", what: "One frame forward" },
  { name: "tenBack", key: "Shift+,", what: "Ten frames back" },
  { name: "tenForward", key: "Shift+.", what: "Ten frames forward" },
  { name: "secondBack", key: "ArrowLeft", what: "One second back" },
  { name: "secondForward", key: "ArrowRight", what: "One second forward" },
  { name: "tenSecondsBack", key: "Shift+ArrowLeft", what: "Ten seconds back" },
  { name: "tenSecondsForward", key: "Shift+ArrowRight", what: "Ten seconds forward" },
  { name: "faster", key: "ArrowUp", what: "Faster" },
  { name: "slower", key: "ArrowDown", what: "Slower" },
  { name: "home", key: "Home", what: "First frame of the session" },
  { name: "end", key: "End", what: "Last frame of the session" },
  { name: "goto", key: "g", what: "Go to a time" },
  { name: "loop", key: "l", what: "Loop a second here; end it" },
  { name: "loopStart", key: "[", what: "Loop starts here; then ]" },
  { name: "loopStop", key: "]", what: "Loop stops here" },
  { name: "enlarge", key: "Enter", what: "Enlarge the camera; return" },
  { name: "enlargeBeside", key: "Shift+Enter", what: "Enlarge it beside others" },
  { name: "earlier", key: "PageUp", what: "Move the camera one place earlier" },
  { name: "later", key: "PageDown", what: "Move the camera one place later" },
  { name: "rotate", key: "r", what: "Rotate the picture" },
  { name: "mirror", key: "m", what: "Mirror the picture" },
  { name: "closer", key: "z", what: "Zoom into the picture" },
  { name: "farther", key: "Shift+z", what: "Zoom out of the picture" },
  { name: "wholePicture", key: "0", what: "Show the whole picture" },
  { name: "adjust", key: "a", what: "Brightness, contrast, gamma" },
  { name: "still", key: "s", what: "Save the frame as a picture" },
  { name: "clip", key: "Shift+s", what: "Save the loop as a clip" },
  { name: "undo", key: "Ctrl+z", what: "Take back a camera’s shift or look" },
  { name: "about", key: "i", what: "About this camera" },
  { name: "next", key: "n", what: "Next trial, or event of the chosen lane" },
  { name: "previous", key: "p", what: "Previous trial or event" },
  { name: "nextGap", key: "Shift+n", what: "Next gap of the camera" },
  { name: "previousGap", key: "Shift+p", what: "Previous gap of the camera" },
  { name: "zoomIn", key: "+", what: "Zoom into the timeline" },
  { name: "zoomOut", key: "-", what: "Zoom out of the timeline" },
  { name: "showAll", key: "w", what: "Show the whole timeline" },
  { name: "table", key: "t", what: "Show the table, or hide it" },
  { name: "cameras", key: "c", what: "Choose the cameras shown" },
  { name: "link", key: "u", what: "Copy the link to this view" },
  { name: "fullscreen", key: "f", what: "Fullscreen" },
  { name: "help", key: "?", what: "This list" }
];
function keyFor(command, chosen2) {
  return chosen2[command.name] ?? command.key;
}
function keysFrom(kept) {
  let chosen2 = {};
  if (typeof kept !== "object" || kept === null) return chosen2;
  for (const [name, key] of Object.entries(kept)) {
    const known = COMMANDS.some((one) => one.name === name);
    if (known && typeof key === "string" && key.length > 0 && key.length < 24) chosen2 = { ...chosen2, [name]: key };
  }
  const keys = COMMANDS.map((one) => keyFor(one, chosen2));
  return new Set(keys).size === keys.length ? chosen2 : {};
}

// src/controls/chosenkeys.js
var KEPT = "nwb-video-panel:keys";
var changes = new EventTarget();
var chosen = read();
function read() {
  try {
    return keysFrom(JSON.parse(localStorage.getItem(KEPT) ?? "null"));
  } catch {
    return {};
  }
}

// src/controls/dom.js
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}
function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
function iconOf(svg) {
  const template = document.createElement("template");
  template.innerHTML = svg;
  const icon = (
    /** @type {SVGElement} */
    template.content.firstElementChild
  );
  icon.setAttribute("aria-hidden", "true");
  icon.removeAttribute("class");
  return icon;
}

// src/styles/table.css
var table_default = `:host {
  --ground: var(--jp-layout-color0, var(--design-background-color, var(--panel-background-color, #fff)));
  --ink: var(--jp-ui-font-color0,
    var(--design-background-text-color, var(--panel-on-background-color, #14181f)));
  --accent: var(--design-primary-color, var(--panel-primary-color, #0072b5));
  --line: color-mix(in srgb, var(--ink) 14%, var(--ground));
  --quiet: color-mix(in srgb, var(--ink) 70%, var(--ground));
}

.frame {
  display: flex;
  flex-direction: column;
  width: 100%;
  height: 100%;
  border-top: 1px solid var(--line);
  background: var(--ground);
  color: var(--ink);
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}

.line {
  display: flex;
  flex: none;
  align-items: center;
  gap: 10px;
  height: 32px;
  padding: 0 12px;
  white-space: nowrap;
}

.line [hidden] {
  display: none;
}

.line h3 {
  margin: 0;
  overflow: hidden;
  font-size: 13px;
  font-weight: 600;
  text-overflow: ellipsis;
}

.line select,
.line button {
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--ground);
  color: inherit;
  font: inherit;
  cursor: pointer;
}

.line select {
  max-width: 40%;
  font-weight: 600;
}

.line button:hover {
  background: color-mix(in srgb, var(--ink) 9%, var(--ground));
}

.line .count {
  font-variant-numeric: tabular-nums;
}

.line .how {
  flex: 1;
  min-width: 0;
  overflow: hidden;
  color: var(--quiet);
  font-size: 12px;
  text-align: right;
  text-overflow: ellipsis;
}

.line .close {
  display: grid;
  flex: none;
  place-items: center;
  width: 28px;
  padding: 0;
  border-color: transparent;
}

.line .close svg {
  width: 16px;
  height: 16px;
}

.line :focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}

.frame > :last-child {
  flex: 1;
  min-height: 0;
}
`;

// src/table/rowcursor.js
var CURSOR = "row-cursor";
var counted = 0;
var RowCursor = class {
  #id = `nwb-video-panel-row-${counted += 1}`;
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
    if (to === void 0) return null;
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
    row?.getCells().find((cell) => cell.getColumn().isVisible() && cell.getField())?.getElement().click();
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
    const holder = (
      /** @type {HTMLElement} */
      this.grid.querySelector(".tabulator-tableholder")
    );
    if (!element.isConnected) this.tabulator.scrollToRow(row, "center", true).catch(() => {
    });
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
    return (
      /** @type {Document | ShadowRoot} */
      this.grid.getRootNode().activeElement === this.grid
    );
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
};

// src/table/frame.js
var HOW = "↓ from a filter goes into the rows, ↑ ↓ move, Enter goes there; numbers: 3, > 3, 2 – 5";
var IntervalsFrame = class {
  #stop = new AbortController();
  #choice = h("select", { "aria-label": "Table" });
  #name = h("h3");
  #count = h("span", { class: "count", role: "status" });
  #all = h("button", { type: "button", class: "all", hidden: true }, "Clear filters");
  #close = h("button", { type: "button", class: "icon-button close", "aria-label": "Close table", title: "Close table" }, iconOf(x_default));
  /** @type {RowCursor | null} */
  #cursor = null;
  /** @param {Store} store @param {HTMLElement} child the Tabulator's place */
  constructor(store, child) {
    this.store = store;
    const style = h("style");
    style.textContent = table_default;
    const line = h("div", { class: "line" }, this.#name, this.#choice, this.#count, this.#all, h("span", { class: "how" }, HOW), this.#close);
    this.root = h("div", { class: "frame" }, style, line, child);
    const { signal } = this.#stop;
    this.#choice.addEventListener("change", () => store.set("shown", this.#choice.value), { signal });
    this.#all.addEventListener("click", () => this.#clear(), { signal });
    this.#close.addEventListener("click", () => store.set("shown", ""), { signal });
    this.root.addEventListener("keydown", (event) => this.#pressed(event), { signal, capture: true });
    for (const name of ["title", "names", "count", "passing", "closable"]) store.on(name, () => this.#build());
    this.#build();
  }
  /** The Tabulator is there. @param {any} tabulator @param {import("./rowcursor.js").Pages} pages */
  take(tabulator, pages) {
    if (this.#cursor?.tabulator === tabulator) return;
    const { signal } = this.#stop;
    const cursor = new RowCursor(tabulator, pages, signal);
    this.#cursor = cursor;
    const { grid } = cursor;
    tabulator.modules.filter.filterRow = () => true;
    const holder = (
      /** @type {HTMLElement} */
      grid.querySelector(".tabulator-tableholder")
    );
    grid.tabIndex = 0;
    holder.tabIndex = -1;
    set(holder, "role", "rowgroup");
    holder.querySelector(".tabulator-table")?.setAttribute("role", "presentation");
    set(grid, "aria-label", `Rows of ${this.store.get("title")}`);
    holder.addEventListener("focus", () => grid.focus({ preventScroll: true }), { signal });
    grid.addEventListener("focusin", (event) => {
      if (event.target === grid) cursor.enter();
    }, { signal });
    grid.addEventListener("focusout", (event) => {
      if (event.target === grid) cursor.leave();
    }, { signal });
  }
  dispose() {
    this.#stop.abort();
  }
  #build() {
    const { store } = this;
    const names = (
      /** @type {string[]} */
      store.get("names")
    );
    const title = (
      /** @type {string} */
      store.get("title")
    );
    write(this.#name, title);
    this.#name.hidden = names.length > 1;
    this.#choice.hidden = names.length < 2;
    this.#choice.replaceChildren(...names.map((name) => h("option", { value: name, selected: name === title }, name)));
    this.#close.hidden = !store.get("closable");
    const [count, passing] = [store.get("count"), store.get("passing")];
    const few = passing < count;
    const all = `${count.toLocaleString("en")} row${count === 1 ? "" : "s"}`;
    write(this.#count, few ? `${passing.toLocaleString("en")} of ${all}` : all);
    this.#all.hidden = !few;
  }
  #clear() {
    const tabulator = this.#cursor?.tabulator;
    tabulator?.clearHeaderFilter();
    this.#cursor?.grid.focus();
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = (
      /** @type {Element} */
      event.composedPath()[0]
    );
    const cursor = this.#cursor;
    if (!cursor || event.altKey) return;
    const rows = target === cursor.grid;
    if (target instanceof HTMLInputElement) {
      if (event.key !== "ArrowDown" && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      cursor.grid.focus();
      cursor.enter(true);
      return;
    }
    if (rows && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const done = cursor.press(event.key);
      if (done === "above") cursor.grid.querySelector("input")?.focus();
      if (done) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
    }
    const to = this.store.get("player");
    if (to) document.dispatchEvent(new CustomEvent(PRESS, { detail: { player: to, event } }));
  }
};

// src/table/index.js
function render({ model, view }) {
  frames.get(view)?.dispose();
  const child = model.get_child("tabulator");
  const frame = new IntervalsFrame(
    {
      get: (name) => model[name],
      set: (name, value) => {
        model[name] = value;
      },
      on: (name, changed) => model.on(name, changed)
    },
    child
  );
  frames.set(view, frame);
  const inner = view.model.data.tabulator;
  const drawn = () => {
    const tabulator = view.get_child_view(inner)?.tabulator;
    if (tabulator?.initialized) frame.take(tabulator, inner);
    else tabulator?.on("tableBuilt", () => frame.take(tabulator, inner));
  };
  for (const moment of ["after_layout", "after_render", "resize"]) model.on(`lifecycle:${moment}`, drawn);
  model.on("remove", () => frame.dispose());
  return frame.root;
}
var frames = /* @__PURE__ */ new WeakMap();
var table_default2 = { render };
export {
  table_default2 as default,
  render
};

import { colouringOf } from "./colouring.js";
import { bytesOfRows, decodeColumn, IntervalTable } from "./intervals.js";
import { Passing } from "./passing.js";

/**
 * @typedef {import("../python/contract.js").IntervalsDescriptor} IntervalsDescriptor
 * @typedef {import("../python/contract.js").LanesState} LanesState
 * @typedef {import("./intervals.js").Column} Column
 *
 * One table on the timeline.
 * @typedef {object} Lane
 * @prop {IntervalsDescriptor} table
 * @prop {IntervalTable | null} rows null while they are on their way
 * @prop {Map<string, Column>} columns those that have arrived
 * @prop {import("./colouring.js").Colouring | null} colouring by the column that the user picked, once it is there
 * @prop {string} coloured by which column it is
 * @prop {string} failure why its rows are not there, in words; empty where nothing failed
 */

/** Nothing is filtered. */
const ALL = { table: "", count: 0, mask: "" };
/** The name of the cameras' lanes among those that may be hidden. */
export const CAMERAS = ":cameras";
/** Columns that are told of a row. */
const TOLD = 8;

/** The tables of intervals and events: what the page has of them, and how the user wants them. */
export class Lanes {
  /** Called when there is something else to draw. */
  onchange = () => {};

  /** @type {Map<string, Lane>} */
  #lanes = new Map();
  /** @type {import("../media/media.js").Media | null} */
  #media = null;
  /** The mask that `#passing` is made of. */
  #told = "";
  /** @type {Passing | null} */
  #passing = null;
  /** What is being fetched, so that nothing is fetched twice. @type {Set<string>} */
  #asked = new Set();

  /**
   * @param {import("../python/contract.js").Store} store
   * @param {AbortSignal} signal
   */
  constructor(store, signal) {
    this.store = store;
    this.signal = signal;
  }

  /** In the order of the session. @returns {Lane[]} */
  get all() {
    return [...this.#lanes.values()];
  }

  /** @returns {Lane[]} */
  get shown() {
    return this.all.filter(({ table }) => !this.hidden(table.name));
  }

  /** The one that next and previous go through; undefined where there is none. @returns {Lane | undefined} */
  get chosen() {
    return this.#lanes.get(this.store.get("lane")) ?? this.all[0];
  }

  /** What of the session could not be read. @returns {import("../python/contract.js").Problem[]} */
  get problems() {
    return this.store.get("session").problems;
  }

  /** @returns {LanesState} */
  get state() {
    return this.store.get("lanes") ?? {};
  }

  /** @param {string} name of a lane, or CAMERAS */
  hidden(name) {
    return this.state.hidden?.includes(name) ?? false;
  }

  /** @param {string} name @param {boolean} hidden */
  hide(name, hidden) {
    const others = (this.state.hidden ?? []).filter((other) => other !== name);
    this.#set({ hidden: hidden ? [...others, name] : others });
  }

  /** The column that colours a lane; empty where none does. @param {string} name */
  colour(name) {
    return this.state.colours?.[name] ?? "";
  }

  /** @param {string} name @param {string} column empty for none */
  setColour(name, column) {
    const { [name]: _, ...others } = this.state.colours ?? {};
    this.#set({ colours: column ? { ...others, [name]: column } : others });
  }

  /** @param {[number, number] | null} zoom */
  setZoom(zoom) {
    this.#set({ zoom });
  }

  /** @param {string} name */
  choose(name) {
    this.store.set("lane", name);
  }

  /** The chosen lane's rows that pass the filters of the table beside the player; null where all do. */
  get passing() {
    const told = { ...ALL, ...this.store.get("passing") };
    if (told.table !== this.chosen?.table.name) return null;
    if (told.mask !== this.#told) {
      this.#told = told.mask;
      this.#passing = new Passing(told);
    }
    return this.#passing;
  }

  /** The table that is open beside the player; empty for none, null where none can be. @returns {string | null} */
  get opened() {
    return this.store.get("table") ?? null;
  }

  /** Opens the table of a lane, or closes the one there is. @param {string} name empty to close */
  openTable(name) {
    if (name) this.choose(name);
    this.store.set("table", name);
  }

  /** Opens the table of the chosen lane, or closes it. */
  toggleTable() {
    const name = this.chosen?.table.name ?? "";
    this.store.set("table", this.opened === name ? "" : name);
  }

  /** Brings the lanes to what Python tells of the session. */
  build() {
    /** @type {Map<string, Lane>} */
    const lanes = new Map();
    for (const table of this.store.get("intervals") ?? []) {
      const known = this.#lanes.get(table.name);
      // Fresh tokens are for the same rows.
      const same = known && facts(known.table) === facts(table);
      lanes.set(table.name, same ? { ...known, table } : { table, rows: null, columns: new Map(), colouring: null, coloured: "", failure: "" });
    }
    this.#lanes = lanes;
    this.refresh();
  }

  /** @param {import("../media/media.js").Media} media */
  connect(media) {
    this.#media = media;
    this.refresh();
  }

  /** Fetches what is shown and not there yet, and tells that there is something else to draw. */
  refresh() {
    for (const lane of this.#lanes.values()) {
      if (!this.hidden(lane.table.name)) void this.#loadRows(lane);
      const column = this.colour(lane.table.name);
      if (lane.coloured !== column) {
        lane.coloured = column;
        lane.colouring = null;
      }
      if (column && !lane.colouring) void this.#loadColumn(lane, column);
    }
    this.onchange();
  }

  /**
   * Fetches what is told of a lane's rows.
   * @param {Lane} lane
   * @returns {boolean} whether all of it is there
   */
  wantColumns(lane) {
    const told = this.told(lane);
    for (const name of told) void this.#loadColumn(lane, name);
    return told.every((name) => lane.columns.has(name));
  }

  /** Names of the columns that are told of a row. @param {Lane} lane */
  told({ table, coloured }) {
    const names = table.columns.map(({ name }) => name);
    return [...new Set([...(names.includes(coloured) ? [coloured] : []), ...names])].slice(0, TOLD);
  }

  /** @param {Lane} lane */
  async #loadRows(lane) {
    const { table } = lane;
    if (lane.rows) return;
    const part = { offset: 0, length: bytesOfRows(table.count) };
    const bytes = table.count ? await this.#fetch(lane, part) : new ArrayBuffer(0);
    if (!bytes) return;
    lane.rows = IntervalTable.decode(bytes, table.count);
    this.onchange();
  }

  /** @param {Lane} lane @param {string} name */
  async #loadColumn(lane, name) {
    const part = lane.table.columns.find((column) => column.name === name);
    if (!part) return;
    if (!lane.columns.has(name)) {
      const bytes = part.length ? await this.#fetch(lane, part) : new ArrayBuffer(0);
      if (!bytes) return;
      lane.columns.set(name, decodeColumn(bytes, part.kind, lane.table.count));
    }
    const column = lane.columns.get(name);
    if (column && lane.coloured === name && !lane.colouring) lane.colouring = colouringOf(column);
    this.onchange();
  }

  /**
   * @param {Lane} lane
   * @param {{ offset: number, length: number }} part
   * @returns {Promise<ArrayBuffer | null>} null where it is on its way already, or does not come
   */
  async #fetch(lane, { offset, length }) {
    const { token } = lane.table;
    const key = `${token}:${offset}`;
    if (!this.#media || this.#asked.has(key)) return null;
    this.#asked.add(key);
    const reply = await this.#media.bytes(token, this.signal, { offset, length });
    this.#asked.delete(key);
    if (this.signal.aborted) return null;
    // Fresh tokens are on their way, and with them comes another try.
    if ("failure" in reply && reply.failure === "expired") return null;
    lane.failure = "failure" in reply ? reply.why : reply.bytes.byteLength === length ? "" : "too little arrived";
    if (!lane.failure && "bytes" in reply) return reply.bytes;
    this.onchange();
    return null;
  }

  /** @param {LanesState} change */
  #set(change) {
    this.store.set("lanes", { ...this.state, ...change });
  }
}

/** What makes two descriptions those of the same rows. @param {IntervalsDescriptor} table */
function facts({ count, columns, instant }) {
  return JSON.stringify([count, columns, instant]);
}

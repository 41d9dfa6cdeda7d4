import { clockText } from "../controls/format.js";
import { singular, valueText, whereabouts } from "./intervals.js";

/** @typedef {import("./lanes.js").Lane} Lane */

/** Of a value on the card; the table has all of it. */
const LONGEST = 80;
/** Of a word in the legend. */
const SHORT = 24;

/** What the card at the pointer says of intervals and events. */
export class Telling {
  /** @param {import("./lanes.js").Lanes} lanes @param {import("./cameralanes.js").CameraLanes} cameras */
  constructor(lanes, cameras) {
    this.lanes = lanes;
    this.cameras = cameras;
  }

  /**
   * @param {number} time
   * @param {number} within seconds that an event may be away
   * @param {Lane | undefined} lane at the pointer; undefined on the axis and on cameras' lanes
   * @param {string | undefined} camera whose lane is at the pointer
   * @returns {import("./pointercard.js").Told}
   */
  at(time, within, lane, camera) {
    const told = this.#of(time, within, lane);
    return camera ? { ...told, lines: this.cameras.told(camera, time, within) } : told;
  }

  /**
   * @param {number} time
   * @param {number} within
   * @param {Lane | undefined} lane
   * @returns {import("./pointercard.js").Told}
   */
  #of(time, within, lane) {
    const told = lane ?? this.lanes.chosen;
    const rows = told?.rows;
    if (!told || !rows) return { title: "", lines: [] };
    const near = rows.near(time, within);
    const place = whereabouts(told.table.name, rows, time);
    // Events have no width to point at; an interval is told only where the pointer is in it.
    const row = told.table.instant && near >= 0 ? near : place.row;
    if (row < 0) return { title: place.full, lines: [], legend: lane ? legendOf(lane, -1) : [] };
    const title = `${singular(told.table.name)} ${rows.ids[row]}`;
    if (!lane) return { title, lines: [] };
    this.lanes.wantColumns(lane);
    const start = clockText(rows.starts[row]);
    const stop = rows.open[row] ? "no stop in the file" : clockText(rows.stops[row]);
    /** @type {[string, string][]} */
    const lines = [rows.stops[row] === rows.starts[row] ? ["at", start] : ["start – stop", `${start} – ${stop}`]];
    for (const name of this.lanes.told(lane)) {
      const column = lane.columns.get(name);
      const value = column ? valueText(column, row) : "…";
      if (value) lines.push([cut(name), cut(value)]);
    }
    return { title, lines, legend: legendOf(lane, row) };
  }
}

/** What the colours of a lane mean; the row's own first to be seen. @param {Lane} lane @param {number} row */
function legendOf({ colouring }, row) {
  return (colouring?.legend ?? []).map(({ text, colour }, i) => ({ text: cut(text, SHORT), colour, here: row >= 0 && colouring?.classes[row] === i }));
}

/** @param {string} text @param {number} [longest] */
function cut(text, longest = LONGEST) {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A table of intervals or events as the page has it: session seconds, rows in the order of their starts. Pure. */

import { upperBound } from "../session/timebase.js";

/**
 * @typedef {object} NumberColumn
 * @prop {"number"} kind
 * @prop {Float64Array} values NaN where there is none
 *
 * @typedef {object} TextColumn
 * @prop {"text"} kind
 * @prop {Uint32Array} codes
 * @prop {string[]} texts
 *
 * @typedef {NumberColumn | TextColumn} Column
 */

/** Bytes of the rows, before any column. @param {number} count */
export function bytesOfRows(count) {
  return 25 * count;
}

export class IntervalTable {
  /**
   * @param {Float64Array} starts rising
   * @param {Float64Array} stops never before the start; infinity where an open row has no next
   * @param {Float64Array} ids
   * @param {Uint8Array} open 1 where the file tells no stop
   */
  constructor(starts, stops, ids, open) {
    this.starts = starts;
    this.stops = stops;
    this.ids = ids;
    this.open = open;
    /** The latest stop up to each row: rising, so that what reaches into a stretch is found by halving. */
    this.reach = new Float64Array(starts.length);
    let latest = -Infinity;
    for (let i = 0; i < starts.length; i += 1) this.reach[i] = latest = Math.max(latest, stops[i]);
  }

  /**
   * @param {ArrayBuffer} bytes the binary form, at least its rows
   * @param {number} count
   */
  static decode(bytes, count) {
    const array = (/** @type {number} */ i) => new Float64Array(bytes, 8 * count * i, count);
    return new IntervalTable(array(0), array(1), array(2), new Uint8Array(bytes, 24 * count, count));
  }

  get count() {
    return this.starts.length;
  }

  /**
   * The rows among which those are that touch start <= t < stop.
   * @param {number} start
   * @param {number} stop
   * @returns {[number, number]} first, and one after the last
   */
  between(start, stop) {
    const last = upperBound(this.starts, stop);
    // Events do not last: one at the start itself is within.
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.reach[middle] >= start) high = middle;
      else low = middle + 1;
    }
    return [low, last];
  }

  /**
   * The row that holds a time; of several the one that started last. -1 where none does.
   * @param {number} time
   */
  at(time) {
    const last = upperBound(this.starts, time) - 1;
    for (let i = last; i >= 0 && this.reach[i] > time; i -= 1) if (this.stops[i] > time) return i;
    // An event holds its own instant.
    return last >= 0 && this.starts[last] === time ? last : -1;
  }

  /**
   * The row whose start is nearest to a time, at most so far away; -1 where there is none.
   * @param {number} time
   * @param {number} within seconds
   */
  near(time, within) {
    const after = upperBound(this.starts, time);
    const [before, behind] = [time - (this.starts[after - 1] ?? -Infinity), (this.starts[after] ?? Infinity) - time];
    if (Math.min(before, behind) > within) return -1;
    return before <= behind ? after - 1 : after;
  }

  /** The last row that has started; -1 before the first. @param {number} time */
  started(time) {
    return upperBound(this.starts, time) - 1;
  }

  /**
   * The next later start, or the next earlier one.
   * @param {number} time
   * @param {1 | -1} way
   * @returns {number} row, -1 where there is none
   */
  beyond(time, way) {
    if (way > 0) {
      const row = upperBound(this.starts, time);
      return row < this.count ? row : -1;
    }
    let row = this.started(time);
    while (row >= 0 && this.starts[row] >= time) row -= 1;
    return row;
  }

  /** @param {number} id as in the NWB file @returns {number} row, -1 where there is none */
  rowOf(id) {
    return this.ids.indexOf(id);
  }
}

/**
 * @param {ArrayBuffer} bytes of one column
 * @param {"number" | "text"} kind
 * @param {number} count
 * @returns {Column}
 */
export function decodeColumn(bytes, kind, count) {
  if (kind === "number") return { kind, values: new Float64Array(bytes, 0, count) };
  const texts = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4 * count)));
  return { kind, codes: new Uint32Array(bytes, 0, count), texts };
}

/**
 * A value in words; empty where there is none.
 * @param {Column} column
 * @param {number} row
 */
export function valueText(column, row) {
  if (column.kind === "text") return column.texts[column.codes[row]] ?? "";
  const value = column.values[row];
  return Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));
}

/**
 * What one row of a table is called: `trial` of `trials`.
 * @param {string} table
 */
export function singular(table) {
  const name = table.split("/").at(-1) ?? table;
  return /[^s]s$/.test(name) && name.length > 3 ? name.slice(0, -1).replace(/_/g, " ") : name.replace(/_/g, " ");
}

/**
 * What several rows of a table are called: `trials`, also of `behavior/trials`.
 * @param {string} table
 */
export function plural(table) {
  return (table.split("/").at(-1) ?? table).replace(/_/g, " ");
}

/**
 * Where a time is among the rows. `short` keeps its width while time goes on, `full` names both neighbours.
 * @param {string} table
 * @param {IntervalTable} rows
 * @param {number} time
 * @returns {{ row: number, short: string, full: string }} the row that holds the time, -1 where none does
 */
export function whereabouts(table, rows, time) {
  const name = singular(table);
  const row = rows.at(time);
  if (row >= 0) return { row, short: `${name} ${rows.ids[row]}`, full: `${name} ${rows.ids[row]}` };
  const last = rows.started(time);
  const [before, after] = [rows.ids[last], rows.ids[last + 1]];
  const short = !rows.count ? `no ${plural(table)}` : last < 0 ? `before ${name} ${after}` : `after ${name} ${before}`;
  const inside = last >= 0 && last + 1 < rows.count;
  return { row, short, full: inside ? `between ${name} ${before} and ${name} ${after}` : short };
}

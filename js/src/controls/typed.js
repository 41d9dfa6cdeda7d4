/** What was typed into the time field, as a place in the session. Pure. */

import { parseTime } from "./format.js";
import { singular } from "../timeline/intervals.js";

/**
 * @typedef {object} NamedTable
 * @prop {string} name
 * @prop {import("../timeline/intervals.js").IntervalTable | null} rows null while they are on their way
 *
 * @typedef {object} Context
 * @prop {number} time
 * @prop {(frame: number) => number | null} timeOfFrame of the focused camera
 * @prop {NamedTable[]} tables
 */

const FORMS = "Type seconds, m:s, f and a frame number, + or - seconds";

/**
 * Accepts what `parseTime` does, and a row of a table by its id in the NWB file: `trial 12`, `epochs 3`.
 * @param {string} text
 * @param {Context} context
 * @returns {{ time: number } | { wrong: string }}
 */
export function placeOf(text, context) {
  const row = /^\s*(.*?[^\s\d])\s*#?\s*(-?\d+)\s*$/.exec(text);
  const table = row && !/^f(rame)?$/i.test(row[1]) ? tableNamed(row[1], context.tables) : undefined;
  if (row && table) return startOf(table, Number(row[2]));
  const time = parseTime(text, context);
  if (time !== null) return { time };
  const example = context.tables.length ? `, or ${singular(context.tables[0].name)} and its id` : "";
  return { wrong: FORMS + example };
}

/**
 * @param {string} word
 * @param {NamedTable[]} tables
 */
function tableNamed(word, tables) {
  const wanted = plain(word);
  const names = (/** @type {NamedTable} */ { name }) => [plain(name), plain(singular(name))];
  return (
    tables.find((table) => names(table).includes(wanted)) ?? tables.find((table) => plain(table.name).startsWith(wanted))
  );
}

/** @param {string} name */
function plain(name) {
  return name.toLowerCase().replace(/[\s_-]+/g, " ").trim();
}

/**
 * @param {NamedTable} table
 * @param {number} id
 * @returns {{ time: number } | { wrong: string }}
 */
function startOf({ name, rows }, id) {
  if (!rows) return { wrong: `The ${name} are still on their way` };
  const row = rows.rowOf(id);
  if (row >= 0) return { time: rows.starts[row] };
  let [low, high] = [Infinity, -Infinity];
  for (const each of rows.ids) [low, high] = [Math.min(low, each), Math.max(high, each)];
  return { wrong: `No ${singular(name)} ${id}; their ids go from ${low} to ${high}` };
}

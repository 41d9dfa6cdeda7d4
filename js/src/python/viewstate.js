/** The view state in a page's address: only what differs from a session just opened. Pure but for the store. */

/** @typedef {import("./contract.js").Store} Store */

const VERSION = 1;
/** Its names in the address, as nwb_video_panel/viewstate.py reads them. @type {[string, string][]} */
const NAMES = [
  ["time", "t"],
  ["selected", "cameras"],
  ["order", "order"],
  ["layout", "layout"],
  ["grid", "grid"],
  ["enlarged", "enlarged"],
  ["rate", "rate"],
  ["loop", "loop"],
  ["offsets", "offsets"],
  ["adjustments", "adjustments"],
  ["lanes", "lanes"],
  ["lane", "lane"],
  ["focused", "focused"],
  ["engine", "engine"],
  ["engines", "engines"],
];
/** Longer addresses are refused by servers on the way. */
const LONGEST = 6000;
/** What goes first from an address that is too long. */
const DISPENSABLE = ["lanes", "adjustments", "offsets", "grid", "order", "cameras"];

/**
 * What differs from a session just opened, as text by its name in the address.
 * @param {Store} store
 * @param {number} time
 * @returns {Record<string, string>}
 */
export function essenceOf(store, time) {
  const names = /** @type {{ name: string }[]} */ (store.get("cameras")).map(({ name }) => name);
  /** @type {Record<string, unknown>} */
  const usual = { selected: names, order: [], layout: "grid", grid: [], enlarged: [], rate: 1, loop: null, offsets: {}, adjustments: {}, lanes: {}, lane: "", focused: names[0] ?? "", engine: "auto", engines: {} };
  usual.time = store.get("session").opening;
  /** @type {Record<string, string>} */
  const told = {};
  for (const [key, name] of NAMES) {
    const value = key === "time" ? microsecondsOf(time) : store.get(key);
    if (value === undefined || JSON.stringify(value) === JSON.stringify(usual[key])) continue;
    told[name] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return told;
}

/**
 * A query that tells the page and the view, and keeps what others have in it.
 * @param {URLSearchParams} query as it is
 * @param {Record<string, string>} page
 * @param {Record<string, string>} view
 * @returns {URLSearchParams}
 */
export function queryOf(query, page, view) {
  const told = new URLSearchParams(query);
  for (const name of ["v", ...NAMES.map(([, name]) => name), ...Object.keys(page)]) told.delete(name);
  for (const [name, text] of Object.entries(page)) told.set(name, text);
  if (Object.keys(view).length) told.set("v", String(VERSION));
  for (const [name, text] of Object.entries(view)) told.set(name, text);
  for (const name of DISPENSABLE) if (told.toString().length > LONGEST) told.delete(name);
  return told;
}

/** The time to the microsecond, and never before it: the frame or the gap that begins there would be missed. @param {number} time */
function microsecondsOf(time) {
  const near = Number(time.toFixed(6));
  return near >= time ? near : Number((near + 1e-6).toFixed(6));
}

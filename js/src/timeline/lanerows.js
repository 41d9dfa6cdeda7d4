/** Which lanes the timeline has room for, and where each one is. Pure. */

/**
 * @typedef {{ kind: "camera", name: string } | { kind: "cameras", names: string[] } | { kind: "table", name: string }} Row
 * @typedef {{ rows: Row[], lane: number, left: string[] }} Rows lane: px of each; left: tables without room
 */

const [TALLEST, SHORTEST] = [18, 12];
/** The timeline's lanes take at most this part of the player's height, and never less than some pixels. */
const [PART, LEAST] = [0.18, 60];
/** Of large players too. */
const MOST = 260;
/** A player lower than this has less for its lanes, and one for all cameras beside those of tables. */
const LOW = 470;
const [LOW_PART, LOW_LEAST] = [0.13, 26];

/**
 * @param {string[]} cameras names, none where their lanes are hidden
 * @param {string[]} tables names, in order
 * @param {string | undefined} chosen the table that is shown before all others
 * @param {number} height of the player, px
 * @returns {Rows}
 */
export function rowsFor(cameras, tables, chosen, height) {
  const low = height < LOW;
  const [part, least] = low ? [LOW_PART, LOW_LEAST] : [PART, LEAST];
  const room = Math.min(MOST, Math.max(least, Math.floor(height * part)));
  const fitting = Math.floor(room / SHORTEST);
  const apart = (cameras.length + tables.length <= fitting && !(low && tables.length)) || cameras.length < 2;
  /** @type {Row[]} */
  const above = apart ? cameras.map((name) => ({ kind: "camera", name })) : [{ kind: "cameras", names: cameras }];
  const most = Math.max(1, fitting - above.length);
  const first = tables.slice(0, most);
  if (chosen && tables.includes(chosen) && !first.includes(chosen)) first[first.length - 1] = chosen;
  /** @type {Row[]} */
  const rows = [...above, ...first.map((name) => /** @type {Row} */ ({ kind: "table", name }))];
  const lane = Math.max(SHORTEST, Math.min(TALLEST, Math.floor(room / Math.max(1, rows.length))));
  return { rows, lane, left: tables.filter((name) => !first.includes(name)) };
}

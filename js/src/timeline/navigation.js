import next from "@tabler/icons/outline/player-track-next.svg";
import table from "@tabler/icons/outline/table.svg";
import previous from "@tabler/icons/outline/player-track-prev.svg";
import { hint } from "../controls/chosenkeys.js";
import { h, iconButton, set, write } from "../controls/dom.js";
import { singular, whereabouts } from "./intervals.js";

/** So long after a start, while playing, "previous" still means the one before, seconds of wall time. */
const JUST = 0.7;

/** Next and previous of the chosen lane: trial by trial, event by event. */
export class Navigation {
  #previous = iconButton(previous, "Previous", "previous");
  #next = iconButton(next, "Next", "next");
  #at = h("span", { class: "at" });
  #table = iconButton(table, "Table");

  /**
   * @param {import("./lanes.js").Lanes} lanes
   * @param {{ time: () => number, rate: () => number, seek: (time: number) => void, say: (text: string) => void, session: () => { start: number, stop: number } }} player
   *   `rate` is 0 while paused
   * @param {AbortSignal} signal
   */
  constructor(lanes, player, signal) {
    this.lanes = lanes;
    this.player = player;
    this.element = h("div", { class: "navigation", hidden: true }, this.#previous, this.#at, this.#next, this.#table);
    this.#previous.addEventListener("click", () => this.go(-1), { signal });
    this.#next.addEventListener("click", () => this.go(1), { signal });
    this.#table.addEventListener("click", () => this.toggleTable(), { signal });
  }

  /** The table has arrived, or another one was chosen. */
  build() {
    const { chosen } = this.lanes;
    this.element.hidden = !chosen;
    if (!chosen) return;
    const name = singular(chosen.table.name);
    for (const [button, word, command] of /** @type {[HTMLElement, string, "previous" | "next"][]} */ ([
      [this.#previous, "Previous", "previous"],
      [this.#next, "Next", "next"],
    ])) {
      set(button, "aria-label", `${word} ${name}`);
      const passing = this.lanes.passing ? ", of those in the table" : "";
      hint(button, [command], (key) => `${word} ${name}${passing} (${key})`);
    }
    const { opened } = this.lanes;
    // Only where there is someone to show it.
    this.#table.hidden = opened === null;
    set(this.#table, "aria-pressed", String(opened === chosen.table.name));
    const word = opened === chosen.table.name ? "Close" : "Open";
    set(this.#table, "aria-label", `${word} the table of ${chosen.table.name}`);
    hint(this.#table, ["table"], (key) => `${word} the table of ${chosen.table.name}: filter it, choose a row, be there (${key})`);
    this.show(this.player.time());
  }

  /** In a notebook a table is a cell of its own. */
  toggleTable() {
    const { chosen, opened } = this.lanes;
    if (!chosen) return;
    if (opened === null) this.player.say(`Here a table is a cell of its own: player.intervals_table(${JSON.stringify(chosen.table.name)})`);
    else this.lanes.toggleTable();
  }

  /** @param {number} time */
  show(time) {
    const { chosen } = this.lanes;
    if (!chosen) return;
    const { rows, table } = chosen;
    if (!rows) {
      write(this.#at, "");
      set(this.#at, "title", null);
      return;
    }
    const { row, short, full } = whereabouts(table.name, rows, time);
    this.#at.classList.toggle("past", row < 0);
    write(this.#at, short);
    const { passing } = this.lanes;
    const all = rows.count.toLocaleString("en");
    const place = `${row + 1} of ${all} in ${table.name}; its id is ${rows.ids[row]}`;
    const filtered = passing ? `. The table's filters let ${passing.count.toLocaleString("en")} of ${all} pass` : "";
    set(this.#at, "title", (row < 0 ? full : place) + filtered);
  }

  /** @param {1 | -1} way */
  go(way) {
    const rows = this.lanes.chosen?.rows;
    if (!rows) return;
    const { start, stop } = this.player.session();
    // A press of "previous" takes a moment, in which time has gone on.
    const from = way < 0 ? this.player.time() - JUST * Math.abs(this.player.rate()) : this.player.time();
    const next = rows.beyond(from, way);
    const row = this.lanes.passing?.from(next, way) ?? next;
    const time = row < 0 ? NaN : rows.starts[row];
    if (time >= start && time < stop) this.player.seek(time);
  }
}

import all from "@tabler/icons/outline/zoom-reset.svg";
import list from "@tabler/icons/outline/adjustments-horizontal.svg";
import { h, iconButton, set } from "../controls/dom.js";
import { LaneMenu } from "./lanemenu.js";

/** The names left of the lanes; each opens a menu. */
export class LaneLabels {
  #list = iconButton(list, "Lanes");
  #reset = iconButton(all, "Show all of the session", "showAll");
  #names = h("div", { class: "lane-names" });
  /** As wide as the longest name, whether its lane is shown or not: the axis stays where it is. */
  #room = h("div", { class: "lane-room", "aria-hidden": "true" });
  /** @type {import("./lanerows.js").Rows} */
  #rows = { rows: [], lane: 0, left: [] };
  #cameras = 0;

  /**
   * @param {import("./lanes.js").Lanes} lanes
   * @param {import("./cameralanes.js").CameraLanes} cameras
   * @param {() => void} reset
   * @param {AbortSignal} signal
   */
  constructor(lanes, cameras, reset, signal) {
    this.lanes = lanes;
    this.menu = new LaneMenu(lanes, cameras, signal);
    this.element = h("div", { class: "lane-labels" }, h("div", { class: "lane-tools" }, this.#reset, this.#list), this.#names, this.#room);
    set(this.#list, "aria-haspopup", "dialog");
    set(this.#list, "aria-expanded", "false");
    this.#list.addEventListener("click", () => this.menu.toggleList(this.#cameras, this.#rows.left, this.#list), { signal });
    this.#reset.addEventListener("click", reset, { signal });
    this.showZoom(false);
  }

  /** Keeps the room that the longest name takes. @param {string[]} cameras names of all */
  reserve(cameras) {
    const names = [...cameras, ...this.lanes.all.map(({ table }) => table.name)].map((name) => name.slice(0, 200));
    if (this.#room.dataset.names === names.join("\n")) return;
    this.#room.dataset.names = names.join("\n");
    this.#room.replaceChildren(...names.map((name) => h("div", {}, name)));
  }

  /** @param {boolean} zoomed */
  showZoom(zoomed) {
    this.#reset.style.visibility = zoomed ? "" : "hidden";
  }

  /**
   * @param {import("./lanerows.js").Rows} rows
   * @param {import("../python/contract.js").CameraDescriptor[]} cameras
   */
  show(rows, cameras) {
    const known = JSON.stringify([rows.rows, cameras.map(({ label }) => label), this.#marks()]);
    this.#rows = rows;
    this.#cameras = cameras.length;
    const { problems } = this.lanes;
    this.#list.hidden = this.lanes.all.length + problems.length === 0;
    this.#list.classList.toggle("noted", problems.length > 0);
    set(this.#list, "title", ["Lanes", ...problems.map(({ what }) => what)].join("; "));
    if (this.#names.dataset.known !== known) {
      this.#names.dataset.known = known;
      this.#names.replaceChildren(...rows.rows.map((row) => this.#label(row, cameras)));
    }
    this.menu.refresh();
  }

  /** @param {string} name @param {string} label */
  #cameraLabel(name, label) {
    const button = h("button", {
      type: "button",
      class: "lane-label",
      title: `${label}: gaps, first and last frame`,
      "aria-label": `Camera lane ${label}`,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
    }, h("span", {}, label));
    button.addEventListener("click", () => this.menu.toggleCamera(name, button));
    return button;
  }

  /** What a label shows beside its name. */
  #marks() {
    const chosen = this.lanes.chosen?.table.name;
    return this.lanes.all.map(({ table, failure }) => [table.name === chosen, table.notes.length > 0 || failure !== ""]);
  }

  /**
   * @param {import("./lanerows.js").Row} row
   * @param {import("../python/contract.js").CameraDescriptor[]} cameras
   */
  #label(row, cameras) {
    if (row.kind === "cameras") return h("div", { class: "lane-label", "aria-hidden": "true" }, `${row.names.length} cameras`);
    if (row.kind === "camera") return this.#cameraLabel(row.name, cameras.find(({ name }) => name === row.name)?.label ?? row.name);
    const { name } = row;
    const lane = this.lanes.all.find(({ table }) => table.name === name);
    const noted = Boolean(lane && (lane.table.notes.length || lane.failure));
    const button = h("button", {
      type: "button",
      class: "lane-label",
      title: `${name.slice(0, 200)}: colour, table, steps${noted ? "; there is something to know" : ""}`,
      "aria-label": `Lane ${name.slice(0, 200)}`,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
    });
    button.classList.toggle("chosen", this.lanes.chosen === lane);
    button.classList.toggle("noted", noted);
    button.append(h("span", {}, name.slice(0, 200)));
    button.addEventListener("click", () => this.menu.toggleLane(name, button));
    return button;
  }
}

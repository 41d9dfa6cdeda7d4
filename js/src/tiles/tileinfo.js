import { h, set } from "../controls/dom.js";
import { grouped, secondsText, sizeText } from "../controls/format.js";
import { offsetText } from "../session/offset.js";

/**
 * @typedef {import("../media/engine.js").EngineName} EngineName
 * @typedef {import("../media/engine.js").EngineWish} EngineWish
 */

const ENGINES = {
  native: "the browser's own player",
  webcodecs: "this page's decoding (WebCodecs)",
};
const STREAMS = {
  direct: "a stream that the server makes",
  copied: "a stream: the server copies the file's own packets into MP4 fragments",
  transcoded: "a stream: the server decodes the file and encodes it anew as H.264",
};
const NUMBERS = "a stream: the server makes pictures of the numbers in the file and encodes them as H.264";

/** @type {[EngineWish, string][]} */
const WAYS = [
  ["auto", "Automatic"],
  ["native", "Browser's own player"],
  ["webcodecs", "Decoded in this page"],
  ["streamed", "Streamed by the server"],
];

/** How one camera is to be played: what can work now, to choose from. */
export class WayChoice {
  /** @type {(way: EngineWish) => void} */
  onchoice = () => {};
  #select = h("select");

  constructor() {
    this.#select.addEventListener("change", () => this.onchoice(/** @type {EngineWish} */ (this.#select.value)));
    this.element = h("label", { class: "way" }, h("span", {}, "Play by"), this.#select);
  }

  /** @param {EngineWish} wish @param {EngineName[]} ways */
  show(wish, ways) {
    const choices = WAYS.filter(([name]) => name === "auto" || name === wish || ways.includes(/** @type {EngineName} */ (name)));
    const told = choices.map(([name]) => name).join();
    // A list that is open is not taken from under the hand.
    if (this.#select.dataset.ways !== told) {
      this.#select.dataset.ways = told;
      this.#select.replaceChildren(...choices.map(([name, text]) => h("option", { value: name }, text)));
    }
    const [only] = ways;
    set(this.#select, "title", ways.length === 1 ? `Only this can play it now: ${WAYS.find(([name]) => name === only)?.[1]}` : null);
    if (this.#select.value !== wish) this.#select.value = wish;
  }
}

/** Whether a camera's frames are numbers in the NWB file. @param {import("../python/contract.js").CameraDescriptor} camera */
export function isStored({ files }) {
  return files.some(({ stream }) => stream?.stored);
}

/**
 * What is known of a camera and of what it shows, in words.
 * @param {import("../python/contract.js").CameraDescriptor} camera
 * @param {import("./view.js").View} view
 * @param {{ time: number, offset: number, route: string }} facts session time, milliseconds, and how the bytes come
 * @returns {string[][]} pairs
 */
export function factsOf(camera, view, { time, offset, route }) {
  const file = view.file ?? camera.files[0] ?? null;
  return [
    ["Session time", secondsText(time)],
    ["Frame", view.frame === null ? "none" : `${grouped(view.frame)}, of 0 to ${grouped(camera.count - 1)}`],
    ["NWB timestamp", view.timestamp === null ? "none" : `${Number(view.timestamp.toFixed(6))} s`],
    ...(offset ? [["Moved", `offset ${offsetText(offset)}, on this page only`]] : []),
    ["Camera", camera.name],
    ["File", file?.file ?? "none"],
    ["Video", file ? videoText(file) : "none"],
    ["Shown by", shownText(view, file)],
    ["Fetched", fetchedText(view, file, route)],
    ...camera.notes.map((note) => [note.what, `${note.why} ${note.cure}`.trim()]),
  ];
}

/** @param {import("./view.js").View} view @param {import("../python/contract.js").FileDescriptor | null} file */
function shownText({ engine, route }, file) {
  if (engine === null) return "nothing yet";
  if (engine !== "streamed") return ENGINES[engine];
  return file?.stream?.stored ? NUMBERS : STREAMS[route ?? "direct"];
}

/** @param {import("./view.js").View} view @param {import("../python/contract.js").FileDescriptor | null} file @param {string} route */
function fetchedText({ engine }, file, route) {
  if (engine === "streamed") return `in segments of about a second, ${route}`;
  return file?.url ? "by byte ranges, from the address in the NWB file" : `by byte ranges, ${route}`;
}

/** How the bytes of videos come, in words. @param {string} base the address they are below @param {string} page the page's own */
export function routeOf(base, page) {
  const [from, here] = [new URL(base, page), new URL(page)];
  if (from.origin === here.origin && !from.pathname.includes("/proxy/")) return "from the server of this page";
  return from.origin === here.origin ? "through the notebook's server" : `from ${from.host}`;
}

/** @param {import("../python/contract.js").FileDescriptor} file */
function videoText({ codec, width, height, size, rate }) {
  const parts = [codec];
  if (width && height) parts.push(`${width} × ${height}`);
  if (rate) parts.push(`${Number(rate.toFixed(3))} frames/s in the file`);
  if (size) parts.push(sizeText(size));
  return parts.join(" · ");
}

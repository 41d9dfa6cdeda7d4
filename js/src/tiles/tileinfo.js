import { grouped, secondsText, sizeText } from "../controls/format.js";
import { offsetText } from "../session/offset.js";

const ENGINES = {
  native: "the browser's own player",
  webcodecs: "this page's decoding (WebCodecs)",
  streamed: "fragments that the server makes of it",
};

/**
 * What is known of a camera and of what it shows, in words.
 * @param {import("../python/contract.js").CameraDescriptor} camera
 * @param {import("./camera.js").View} view
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
    ["Shown by", ENGINES[view.engine ?? "native"]],
    ["Fetched", file?.url ? `by byte ranges, from the address in the NWB file` : `by byte ranges, ${route}`],
    ...camera.notes.map((note) => [note.what, `${note.why} ${note.cure}`.trim()]),
  ];
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

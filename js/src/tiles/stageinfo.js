import { isLeftOut } from "./adjustment.js";
import { isStored } from "./tileinfo.js";

/**
 * What is told of the cameras that are shown.
 *
 * @typedef {import("./stage.js").Stage} Stage
 */

/** States of a tile that want attention. */
const TROUBLE = new Set(["missing", "refused", "unplayable", "error"]);

/** What the sync table says of each. @param {Stage} stage @returns {import("../controls/syncpanel.js").Row[]} */
export function figuresOf({ selected, places, shifts }) {
  return selected.flatMap((name) => {
    const place = places.get(name);
    if (!place) return [];
    const { tile, meter } = place;
    const { state = "", engine } = tile.element.dataset;
    const figures = meter.figures(performance.now());
    return [{ name, label: tile.camera.label, engine: engine || "–", state, figures, offset: shifts.of(name) }];
  });
}

/** Names of those that show no picture for a reason. @param {Stage} stage */
export function troubledOf({ selected, places }) {
  return selected.filter((name) => TROUBLE.has(places.get(name)?.tile.element.dataset.state ?? ""));
}

/** Those that the server can read, as a clip would show them. @param {Stage} stage @returns {import("../saving/clipshape.js").Subject[]} */
export function subjectsOf({ selected, cameras, places, adjusting, arrangement }) {
  const { enlarged } = arrangement;
  return selected.flatMap((name) => {
    const camera = /** @type {import("../python/contract.js").CameraDescriptor} */ (cameras.find((one) => one.name === name));
    const { label, files, period } = camera;
    const readable = files.filter((one) => one.saves);
    const file = readable.find((one) => one.width && one.height);
    // Of what is on another machine, only the page has seen a picture.
    const [across, down] = file?.width && file.height ? [file.width, file.height] : (places.get(name)?.camera?.size ?? [0, 0]);
    if (!readable.length || !across || !down) return [];
    const adjustment = adjusting.of(name);
    const [width, height] = adjustment.rotate % 180 ? [down, across] : [across, down];
    return [{ name, label, width, height, period, altered: isLeftOut(adjustment, isStored(camera)), large: !enlarged.length || enlarged.includes(name) }];
  });
}

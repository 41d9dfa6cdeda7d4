/** A frame as a PNG file: all of it, as recorded, turned as it is on screen. */

import { download } from "../saving/download.js";
import { withFacts } from "../saving/png.js";

/**
 * @typedef {import("./adjustment.js").Adjustment} Adjustment
 * @typedef {{ picture: CanvasImageSource, width: number, height: number, frame: number, timestamp: number | null }} Grabbed
 */

/**
 * The picture that an engine has on screen, and which frame of its file it is.
 * @param {import("../media/engine.js").Engine} video
 * @returns {{ picture: CanvasImageSource, width: number, height: number, frame: number } | null}
 */
export function grab({ element, shown, size: [width, height], timebase }) {
  if (shown === null || !width || !height) return null;
  if (element instanceof HTMLDivElement) {
    // What the server converts: a picture that came ahead lies over the video.
    const picture = element.querySelector("[data-still]") ?? element.querySelector("video");
    return { picture: /** @type {HTMLCanvasElement | HTMLVideoElement} */ (picture), width, height, frame: shown };
  }
  const still = { picture: element, width, height, frame: shown };
  if (!(element instanceof HTMLVideoElement) || element.paused || typeof VideoFrame !== "function") return still;
  // A playing video may be a frame further than the page has been told: a VideoFrame carries its own time.
  const picture = new VideoFrame(element);
  if (picture.displayWidth === width && picture.displayHeight === height) {
    return { ...still, picture, frame: timebase.frameOnScreen(picture.timestamp / 1e6) };
  }
  picture.close(); // turned by the file's own word, which drawing a VideoFrame does not follow everywhere
  return still;
}

/**
 * Has the browser save a picture.
 * @param {Pick<Grabbed, "picture" | "width" | "height">} picture
 * @param {Adjustment} adjustment
 * @param {string} name of the file
 * @param {Record<string, string>} facts put into it
 */
export async function saveStill({ picture, width, height }, { rotate, flip }, name, facts) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = rotate % 180 ? [height, width] : [width, height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.translate(canvas.width / 2, canvas.height / 2);
  context.scale(flip ? -1 : 1, 1);
  context.rotate((rotate * Math.PI) / 180);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("no picture");
  const parts = withFacts(new Uint8Array(await blob.arrayBuffer()), facts);
  download(new Blob(/** @type {BlobPart[]} */ (parts), { type: "image/png" }), name);
}

/**
 * What a still tells of itself; streams/saving.py writes the same.
 * @param {string} session
 * @param {string} camera
 * @param {Pick<Grabbed, "frame" | "timestamp">} grabbed
 * @returns {Record<string, string>}
 */
export function factsOf(session, camera, { frame, timestamp }) {
  const time = timestamp === null ? {} : { "NWB timestamp": `${timestamp} s` };
  return { Session: session, Camera: camera, Frame: String(frame), ...time };
}

/**
 * A file name that tells session, camera, frame and time, and is one on every system.
 * @param {string} session
 * @param {string} camera
 * @param {Pick<Grabbed, "frame" | "timestamp">} grabbed
 */
export function stillName(session, camera, { frame, timestamp }) {
  const parts = [session, camera, `frame${frame}`, timestamp === null ? "" : `${timestamp.toFixed(6)}s`];
  const safe = parts.filter(Boolean).map((part) => part.replace(/[^\p{L}\p{N}.+-]+/gu, "-").slice(0, 60));
  return `${safe.join("_")}.png`;
}

/**
 * What can go wrong with a file that is there, in words for its tile.
 *
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {import("../python/contract.js").TileState} TileState
 */

/** @param {FileDescriptor} file @returns {Problem} */
export function unplayable(file) {
  return {
    what: `This browser cannot play ${file.codec}`,
    why: `${file.file} holds ${file.codec} video.`,
    cure: "Convert it to H.264 (ffmpeg -i IN -c:v libx264 -pix_fmt yuv420p OUT.mp4), or try another browser.",
    state: "unplayable",
    tried: [],
  };
}

/** @param {FileDescriptor} file @param {number | null} frame @returns {Problem} */
export function undecodable(file, frame) {
  return {
    what: "The picture cannot be decoded",
    why: `${file.file} is damaged${frame === null ? "" : ` about frame ${frame} of this file`}.`,
    cure: "Copy the file again from its source; other times of it may still play.",
    state: "error",
    tried: [],
  };
}

/** @param {FileDescriptor} file @returns {Problem} */
export function refused(file) {
  return {
    what: "The server refused this video",
    why: `${file.file}: the page's permission has ended.`,
    cure: "Reload the page, or run the notebook cell again.",
    state: "error",
    tried: [],
  };
}

/** @param {FileDescriptor} file @param {string} cause @returns {Problem} */
export function unreachable(file, cause) {
  return {
    what: "The video cannot be reached",
    why: `${file.file}: ${cause}.`,
    cure: "Check that the file is still there and that the server runs, then retry.",
    state: "error",
    tried: [],
  };
}

/** @param {string} file @param {number} held frames that it holds @param {number} k @returns {Problem} */
export function endsEarly(file, held, k) {
  return {
    what: "The video ends early",
    why: `${file} holds ${held} frames; frame ${k} is not among them.`,
    cure: "Copy the file again from its source, if it should be longer.",
    state: "error",
    tried: [],
  };
}

/** @param {Problem} problem @returns {TileState} */
export function stateOf(problem) {
  const { state } = problem;
  return state === "missing" || state === "refused" || state === "unplayable" ? state : "error";
}

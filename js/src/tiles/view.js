/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("../python/contract.js").Problem} Problem
 * @typedef {import("../python/contract.js").TileState} TileState
 * @typedef {import("../media/engine.js").EngineName} EngineName
 *
 * What a tile shows now.
 * @typedef {object} View
 * @prop {TileState} state
 * @prop {number | null} frame on screen, over all files; null where no picture is
 * @prop {{ frame: number, timestamp: number | null } | null} written what words say that are written now: they come on
 *   screen beside a later picture than the last one told of; null for the frame itself
 * @prop {number | null} timestamp of that frame, session seconds
 * @prop {number | null} next session time of the camera's next frame
 * @prop {FileDescriptor | null} file of the frame on screen
 * @prop {Problem | null} problem why there is no picture
 * @prop {EngineName | null} engine that shows it
 * @prop {"direct" | "copied" | "transcoded" | null} route how the pictures come to the page
 * @prop {number} lowered by how much pictures are smaller, since the server does not keep up
 * @prop {string | null} estimated why frame numbers are the container's guess; null where they are exact
 * @prop {boolean} faulty whether the picture on screen is known to be damaged
 * @prop {number | null} counted how much of the file's frames has been counted, 0 to 1; null while nobody counts
 * @prop {boolean} spared whether it shows few pictures, for want of time
 * @prop {EngineName[]} ways in which it can be played now
 * @prop {number} off frames between what is on screen and what is due, where the browser cannot do better
 */

/** Where no frame is on screen. @param {Partial<View> & { state: TileState }} told @returns {View} */
export function noFrame(told) {
  return {
    ways: [], frame: null, timestamp: null, next: null, file: null, engine: null, route: null, problem: null,
    written: null, lowered: 1, off: 0, estimated: null, counted: null, faulty: false, spared: false, ...told,
  };
}

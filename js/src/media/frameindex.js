/**
 * A file's frame index in its binary form, as `nwb_video_panel/frameindex.py` writes it. Pure.
 */
import { Packets } from "./gop.js";
import { FileTimebase } from "../session/timebase.js";

/**
 * How a VideoDecoder is to be set up for a file.
 * @typedef {object} DecoderFacts
 * @prop {string} codec RFC 6381
 * @prop {Uint8Array | null} description the configuration record; null where the packets carry it
 * @prop {[number, number]} coded width and height as stored
 * @prop {[number, number]} shown width and height with pixel aspect and rotation applied
 * @prop {number} rotation degrees clockwise: 0, 90, 180 or 270
 * @prop {number | null} matrix of its colours (H.273), where the file tells all that browsers want to know of them
 * @prop {boolean} primed whether a new decoder needs the file's first packet before any other
 *
 * @typedef {object} FrameIndex
 * @prop {FileTimebase} timebase when each frame is presented
 * @prop {{ packets: Packets, facts: DecoderFacts } | null} decoding null where the page cannot decode the file itself
 * @prop {string} why there is no `decoding`; ends a sentence
 */

const VERSION = 4;
const HEAD = 24;

/**
 * "NVPI", uint32 version, frames, packets, bytes of JSON, checksum; float64 pts, offsets; uint32 sizes; int32
 * ranks; uint8 keys of frames, of packets; JSON.
 * @param {ArrayBuffer} buffer
 * @returns {FrameIndex}
 */
export function decodeFrameIndex(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < HEAD || head.getUint32(0) !== 0x4e565049 || head.getUint32(4, true) !== VERSION) {
    throw new RangeError(`not a frame index of version ${VERSION}`);
  }
  const [frames, packets, json] = [8, 12, 16].map((at) => head.getUint32(at, true));
  if (buffer.byteLength !== HEAD + 9 * frames + 17 * packets + json) {
    throw new RangeError(`a frame index of ${frames} frames is cut short`);
  }
  let at = HEAD;
  const take = (/** @type {number} */ bytes) => buffer.slice(at, (at += bytes));
  const pts = new Float64Array(take(8 * frames));
  const offset = new Float64Array(take(8 * packets));
  const size = new Uint32Array(take(4 * packets));
  const rank = new Int32Array(take(4 * packets));
  const keys = new Uint8Array(take(frames));
  const key = new Uint8Array(take(packets));
  const facts = JSON.parse(new TextDecoder().decode(take(json)));
  return {
    timebase: FileTimebase.from(pts, keys),
    decoding: packets ? { packets: new Packets({ offset, size, rank, key, frames }), facts: decoderFacts(facts) } : null,
    why: facts.why ?? "",
  };
}

/** @param {any} facts @returns {DecoderFacts} */
function decoderFacts({ description, ...facts }) {
  const bytes = description === null ? null : Uint8Array.from(atob(description), (letter) => letter.charCodeAt(0));
  return { ...facts, description: bytes };
}

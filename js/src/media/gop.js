/**
 * Which packets a decoder needs for a frame, and what it should be given next. Pure.
 *
 * Packets are counted in order of decoding, frames in order of presentation.
 */
import { upperBound } from "../session/timebase.js";

/** Packets further apart in the file than this are fetched by requests of their own. */
const GAP = 65_536;
/** No decoder holds a frame back for so many packets: reordering takes 16, its threads as many. */
const DELAY = 64;

/** A file's packets in order of decoding, each a byte range. */
export class Packets {
  /**
   * @param {object} table
   * @param {ArrayLike<number>} table.offset
   * @param {ArrayLike<number>} table.size bytes
   * @param {ArrayLike<number>} table.rank the frame that it becomes; -1 where it is decoded but not presented
   * @param {ArrayLike<number>} table.key 1 where decoding can begin
   * @param {number} table.frames
   */
  constructor({ offset, size, rank, key, frames }) {
    this.offset = offset;
    this.size = size;
    this.rank = rank;
    this.key = key;
    this.length = offset.length;
    this.frames = frames;
    /** The packet of each frame. */
    this.packetOf = new Int32Array(frames).fill(-1);
    const keys = [];
    for (let i = 0; i < this.length; i += 1) {
      if (rank[i] >= 0) this.packetOf[rank[i]] = i;
      if (key[i]) keys.push(i);
    }
    this.keys = Int32Array.from(keys);
  }

  /**
   * The key packet with which decoding must begin for frame k. Frames that precede their group's key frame on
   * the screen refer to the group before.
   * @param {number} k
   */
  startFor(k) {
    let i = upperBound(this.keys, this.packetOf[k]) - 1;
    while (i > 0 && this.rank[this.keys[i]] > k) i -= 1;
    return this.keys[Math.max(i, 0)];
  }

  /**
   * Whether packet i cannot be decoded after a start at key packet `start`: it refers to the group before.
   * @param {number} i
   * @param {number} start
   */
  leads(i, start) {
    return i !== start && this.rank[i] >= 0 && this.rank[i] < this.rank[start];
  }

  /** Whether every packet becomes a frame. */
  get whole() {
    return this.length === this.frames && !this.packetOf.includes(-1);
  }

  /** Whether frames are decoded in the order in which they are shown. */
  get ordered() {
    return this.packetOf.every((packet, k) => k === 0 || packet > this.packetOf[k - 1]);
  }

  /**
   * The byte range that one request fetches: packets `from` to `to` - 1 lie in bytes `start` to `stop` - 1.
   * @param {number} from
   * @param {number} most bytes, unless the first packet alone is larger
   */
  range(from, most) {
    const start = this.offset[from];
    let stop = start + this.size[from];
    let to = from + 1;
    while (to < this.length) {
      const [offset, end] = [this.offset[to], this.offset[to] + this.size[to]];
      if (offset < stop || offset - stop > GAP || end - start > most) break;
      stop = end;
      to += 1;
    }
    return { from, to, start, stop };
  }
}

/**
 * The frames to have, most urgent first.
 * @param {number} k the frame due
 * @param {number} ahead frames wanted after it
 * @param {number} back frames wanted before it
 * @param {number} frames of the file
 */
export function wishes(k, ahead, back, frames) {
  const wanted = [];
  for (let i = k; i <= k + ahead && i < frames; i += 1) wanted.push(i);
  for (let i = k - 1; i >= k - back && i >= 0; i -= 1) wanted.push(i);
  return wanted;
}

/**
 * What a decoder is to do next:
 * - `feed` packet `at`, the next in order;
 * - `start` at key packet `at`;
 * - `flush`: there is nothing more to feed, and it holds back what is wanted;
 * - `idle`.
 * @typedef {{ do: "feed" | "start", at: number } | { do: "flush" } | { do: "idle" }} Move
 */

/**
 * @param {Packets} packets
 * @param {number[]} wanted frames, most urgent first
 * @param {object} decoder
 * @param {number | null} decoder.cursor the packet that follows what it was given; null where it must begin anew
 * @param {(k: number) => boolean} decoder.has whether a frame is there or is lost for good
 * @param {(k: number) => boolean} decoder.holds whether the decoder was given a frame's packet and has it still
 * @returns {Move}
 */
export function nextMove(packets, wanted, { cursor, has, holds }) {
  for (const k of wanted) {
    if (has(k)) continue;
    const packet = packets.packetOf[k];
    const start = packets.startFor(k);
    if (cursor !== null && (holds(k) || (packet >= cursor && start <= cursor))) {
      const more = cursor < packets.length && cursor - packet < DELAY;
      return more ? { do: "feed", at: cursor } : { do: "flush" };
    }
    return { do: "start", at: start };
  }
  return { do: "idle" };
}

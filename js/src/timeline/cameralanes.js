import { grouped, clockText, secondsText } from "../controls/format.js";
import { upperBound } from "../session/timebase.js";
import { gapAt, gapBeyond, gapsOf, missingFrames } from "./gaps.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("../session/timebase.js").Timebase} Timebase
 *
 * @typedef {object} Parts
 * @prop {() => CameraDescriptor[]} cameras
 * @prop {(name: string) => number} offset seconds by which a camera is moved
 * @prop {(name: string) => Timebase | null} timebase null while its timestamps are on their way
 * @prop {() => number} time
 * @prop {(time: number) => void} seek
 * @prop {(text: string) => void} say
 * @prop {(name: string) => void} take makes a camera the one that steps act on
 */

const NONE = new Float64Array();

/** Whether a camera's recording goes on. @param {CameraDescriptor} camera */
function grows({ files }) {
  return files.some(({ growing }) => growing);
}

/** What the cameras' lanes tell: where each has frames, where it lacks some, and the ways there. */
export class CameraLanes {
  /** @type {WeakMap<Timebase, Float64Array>} */
  #missing = new WeakMap();

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** @param {string | undefined} name */
  camera(name) {
    return this.parts.cameras().find((camera) => camera.name === name);
  }

  /** @param {CameraDescriptor} camera */
  gaps({ name, coverage }) {
    return gapsOf(coverage, this.parts.offset(name));
  }

  /** When frames were due that the camera lacks, by its own timestamps. @param {string} name */
  missing(name) {
    const timebase = this.parts.timebase(name);
    if (!timebase?.times) return NONE;
    const known = this.#missing.get(timebase) ?? missingFrames(timebase.times, timebase.period);
    this.#missing.set(timebase, known);
    return known;
  }

  /** Goes to a gap of a camera. @param {string | undefined} name @param {1 | -1} way */
  goToGap(name, way) {
    const camera = this.camera(name);
    if (!camera) return;
    const gap = gapBeyond(this.gaps(camera), this.parts.time(), way);
    // What is stepped through next is the gap's edge.
    this.parts.take(camera.name);
    if (gap) this.parts.seek(gap[0]);
    else this.parts.say(`${camera.label} has no gap ${way > 0 ? "after" : "before"} this.`);
  }

  /** Goes to a camera's first or last frame. @param {CameraDescriptor} camera @param {"start" | "last"} end */
  goTo(camera, end) {
    this.parts.seek(camera[end] + this.parts.offset(camera.name));
  }

  /** What is recorded, in words. @param {CameraDescriptor} camera @returns {string[]} */
  words(camera) {
    const by = this.parts.offset(camera.name);
    const gaps = this.gaps(camera);
    const lost = gaps.reduce((sum, [start, stop]) => sum + stop - start, 0);
    const missing = this.missing(camera.name).length;
    return [
      `${grouped(camera.count)} frames, ${clockText(camera.start + by)} – ${clockText(camera.stop + by)}`,
      gaps.length ? `${gaps.length} gap${gaps.length === 1 ? "" : "s"}, ${secondsText(lost)} in all` : "No gaps",
      ...(missing ? [`${grouped(missing)} single frame${missing === 1 ? "" : "s"} missing`] : []),
      ...(grows(camera) ? ["Still being recorded"] : []),
    ];
  }

  /** Why a camera has no picture at a time, in a word or two; empty where it has one. @param {string} name @param {number} time */
  absence(name, time) {
    const camera = this.camera(name);
    if (!camera) return "";
    const by = this.parts.offset(name);
    if (time < camera.start + by) return "not begun";
    if (time >= camera.stop + by) return grows(camera) ? "not recorded yet" : "ended";
    return gapAt(this.gaps(camera), time) ? "gap" : "";
  }

  /**
   * What the pointer is told on a camera's lane.
   * @param {string} name
   * @param {number} time
   * @param {number} within seconds that a missing frame may be away
   * @returns {[string, string][]}
   */
  told(name, time, within) {
    const camera = this.camera(name);
    if (!camera) return [];
    const by = this.parts.offset(name);
    if (time < camera.start + by) return [[camera.label, `no frame until ${clockText(camera.start + by)}`]];
    if (time >= camera.stop + by) {
      const end = clockText(camera.stop + by);
      return [[camera.label, grows(camera) ? `still being recorded, to ${end} so far` : `ended at ${end}`]];
    }
    const gap = gapAt(this.gaps(camera), time);
    if (gap) return [[camera.label, `gap of ${secondsText(gap[1] - gap[0])}: ${clockText(gap[0])} – ${clockText(gap[1])}`]];
    const times = this.missing(name);
    const after = upperBound(times, time - by - within);
    return after < times.length && times[after] <= time - by + within
      ? [[camera.label, `a frame is missing at ${clockText(times[after] + by)}`]]
      : [];
  }
}

import { decodeFrameIndex } from "../media/frameindex.js";
import { onCamera } from "../session/offset.js";
import { StreamSource } from "../media/streamsource.js";
import { fileOfFrame, FileTimebase } from "../session/timebase.js";

/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {{ file: FileDescriptor, k: number, key: string, look: string, width: number, height: number }} Wanted k: frame in the file
 */

/** Small pictures kept, and the longer side of each, px. */
const [KEPT, SIDE] = [240, 336];
/** How long the pointer has to rest before a picture is made. */
const REST_MS = 90;
/** The second video is let go when nobody has asked for this long: decoders are few. */
const IDLE_MS = 20_000;
/** A seek that does not end is given up. */
const PATIENCE_MS = 4000;

/**
 * Small pictures of other moments of the focused camera: one hidden video, one picture at a time, and only while
 * the player is paused, so that playing never pays for them.
 */
export class Thumbnails {
  /** Called when a picture that was asked for is there. */
  onready = () => {};

  /** In order of use, the least recent first. @type {Map<string, HTMLCanvasElement>} */
  #kept = new Map();
  /** @type {HTMLVideoElement | null} */
  #video = null;
  #url = "";
  /** By index token. @type {Map<string, Promise<FileTimebase | null>>} */
  #timebases = new Map();
  /** @type {Wanted | null} */
  #next = null;
  #busy = false;
  #timer = 0;
  #rest = 0;
  /** Files that the browser does not play, by name; the server makes stills of these. @type {Set<string>} */
  #unplayable = new Set();
  /** Files that neither shows. @type {Set<string>} */
  #lost = new Set();

  /**
   * @param {() => import("../tiles/camera.js").CameraPlayer | null} camera the focused one
   * @param {() => boolean} idle whether the player has nothing better to do
   * @param {AbortSignal} signal
   */
  constructor(camera, idle, signal) {
    this.camera = camera;
    this.idle = idle;
    this.signal = signal;
    signal.addEventListener("abort", () => this.#release());
  }

  /**
   * The picture of a time, where it is there; it is made otherwise, if the player is idle.
   * @param {number} time session seconds
   * @param {number} within seconds that a picture may be earlier
   * @returns {HTMLCanvasElement | null}
   */
  get(time, within) {
    const wanted = this.#wanted(time, within);
    const kept = wanted && this.#kept.get(wanted.key);
    this.#next = kept ? null : wanted;
    clearTimeout(this.#rest);
    if (kept) {
      this.#kept.delete(wanted.key);
      this.#kept.set(wanted.key, kept);
      return kept;
    }
    if (wanted) this.#rest = setTimeout(() => void this.#work(), REST_MS);
    return null;
  }

  /** Nobody looks any more. */
  forget() {
    this.#next = null;
    clearTimeout(this.#rest);
  }

  /** @param {number} time @param {number} within @returns {Wanted | null} */
  #wanted(time, within) {
    const player = this.camera();
    const clock = player?.timebase;
    if (!player || !clock || !clock.count) return null;
    const due = clock.at(onCamera(clock, time, player.offset));
    if (due.frame === null || due.state !== "ready") return null;
    const { files, name } = player.camera;
    const file = files[fileOfFrame(files.map(({ first }) => first), due.frame)];
    if (!file || file.problem || !file.width || !file.height || this.#lost.has(file.file)) return null;
    // Neighbouring frames look alike: every n-th has a picture.
    const stride = Math.max(1, Math.floor(within / player.camera.period));
    const k = Math.floor((due.frame - file.first) / stride) * stride;
    const look = player.look();
    return { file, k, look, key: `${name}\n${file.first}\n${k}\n${look}`, width: file.width, height: file.height };
  }

  async #work() {
    const player = this.camera();
    if (this.#busy || !player || !this.idle()) return;
    this.#busy = true;
    try {
      while (this.#next && this.idle() && !this.signal.aborted) {
        const wanted = this.#next;
        this.#next = null;
        const picture = await this.#make(wanted, player.media);
        if (!picture) continue;
        this.#kept.set(wanted.key, picture);
        for (const [key] of this.#kept) {
          if (this.#kept.size <= KEPT) break;
          this.#kept.delete(key);
        }
        this.onready();
      }
    } finally {
      this.#busy = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#release(), IDLE_MS);
    }
  }

  /**
   * @param {Wanted} wanted
   * @param {import("../media/media.js").Media} media
   * @returns {Promise<HTMLCanvasElement | null>}
   */
  async #make(wanted, media) {
    const { file, k, width, height } = wanted;
    if (file.type === null || this.#unplayable.has(file.file)) return this.#still(wanted, media);
    const timebase = (await this.#timebase(file, media)) ?? FileTimebase.regular(file.start, file.rate);
    const url = media.url(file);
    if (this.signal.aborted) return null;
    if (!this.#video || this.#url !== url) {
      this.#release();
      this.#video = document.createElement("video");
      Object.assign(this.#video, { muted: true, preload: "auto", playsInline: true, src: url });
      this.#url = url;
    }
    const video = this.#video;
    const there = await arrived(video, timebase.seek(k), this.signal);
    if (!there) {
      if (!video.error || this.signal.aborted) return null;
      this.#unplayable.add(file.file);
      return this.#still(wanted, media);
    }
    return small(video, video.videoWidth || width, video.videoHeight || height);
  }

  /**
   * @param {Wanted} wanted
   * @param {import("../media/media.js").Media} media
   */
  async #still({ file, k, look }, media) {
    const url = media.streamUrl(file);
    try {
      if (!url) throw new Error("the server makes no stream of it");
      const picture = await new StreamSource(url, media.fetch, look).still(k, this.signal);
      return small(picture, picture.width, picture.height);
    } catch {
      // The tile says why; here there is just no picture.
      if (!this.signal.aborted) this.#lost.add(file.file);
      return null;
    }
  }

  /** @param {FileDescriptor} file @param {import("../media/media.js").Media} media */
  async #timebase(file, media) {
    if (!file.index) return null;
    const known = this.#timebases.get(file.index);
    if (known) return known;
    const loading = media.bytes(file.index, this.signal).then((reply) => {
      try {
        return "bytes" in reply ? decodeFrameIndex(reply.bytes).timebase : null;
      } catch {
        return null; // the tile says what is wrong with the index
      }
    });
    this.#timebases.set(file.index, loading);
    return loading;
  }

  #release() {
    clearTimeout(this.#timer);
    this.#video?.removeAttribute("src");
    this.#video?.load();
    this.#video = null;
    this.#url = "";
  }
}

/**
 * @param {CanvasImageSource} picture
 * @param {number} width
 * @param {number} height
 */
function small(picture, width, height) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * Seeks a video, and waits until it shows what was sought.
 * @param {HTMLVideoElement} video
 * @param {number} time media time
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether it does
 */
function arrived(video, time, signal) {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const end = (/** @type {boolean} */ there) => {
      clearTimeout(timer);
      heard.abort();
      resolve(there && video.videoWidth > 0);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    const options = { signal: heard.signal };
    video.addEventListener("seeked", () => end(true), options);
    video.addEventListener("error", () => end(false), options);
    signal.addEventListener("abort", () => end(false), options);
    const seek = () => (video.currentTime = time);
    // Before there is metadata a seek is only a wish.
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    else video.addEventListener("loadedmetadata", seek, options);
  });
}

/** Of any profile: browsers look at the codec alone, and each fragment brings its own configuration. */
const TYPE = 'video/mp4; codecs="avc1.640033"';
/** Asked once: tiles go by it in every redraw. */
const SUPPORTED = typeof MediaSource !== "undefined" && MediaSource.isTypeSupported(TYPE);
/** Segments kept; browsers refuse more than some 100 MB. */
const MOST = 60;

/** What a `<video>` has of a stream: segments put in, and taken out again where there are too many. */
export class SegmentBuffer {
  /** Segments that came together are taken out together. @type {Map<number, { extent: [number, number], segments: number[] }>} */
  held = new Map();
  /** @type {Promise<void>} */
  #last;
  #source = new MediaSource();
  /** @type {SourceBuffer | null} */
  #buffer = null;
  #disposed = false;

  constructor() {
    this.url = URL.createObjectURL(this.#source);
    this.#last = /** @type {Promise<void>} */ (new Promise((resolve) => {
      this.#source.addEventListener("sourceopen", () => resolve(), { once: true });
    })).then(() => {
      if (!this.#disposed) this.#buffer = this.#source.addSourceBuffer(TYPE);
    });
  }

  /** Whether this browser takes such streams. */
  static get supported() {
    return SUPPORTED;
  }

  /**
   * Puts segments in that came together.
   * @param {number[]} segments
   * @param {Uint8Array} bytes
   * @param {[number, number]} extent media seconds
   * @param {number} now the segment that is on screen
   * @returns {Promise<void>}
   */
  append(segments, bytes, extent, now) {
    return this.#next(async (buffer) => {
      await this.#trim(buffer, now);
      try {
        await done(buffer, () => buffer.appendBuffer(/** @type {BufferSource} */ (bytes)));
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
        await this.#trim(buffer, now, 3);
        await done(buffer, () => buffer.appendBuffer(/** @type {BufferSource} */ (bytes)));
      }
      for (const i of segments) this.held.set(i, { extent, segments });
    });
  }

  /** Says that nothing follows: a decoder then gives out its last pictures. */
  end() {
    return this.#next(async () => {
      if (this.#source.readyState === "open") this.#source.endOfStream();
    });
  }

  /** Takes everything out. */
  clear() {
    this.held.clear();
    return this.#next(async (buffer) => {
      if (buffer.buffered.length) await done(buffer, () => buffer.remove(0, Infinity));
    });
  }

  dispose() {
    this.#disposed = true;
    URL.revokeObjectURL(this.url);
  }

  /** One thing after another: a buffer that is busy takes no more. @param {(buffer: SourceBuffer) => Promise<void>} act */
  #next(act) {
    const then = this.#last.then(async () => {
      if (this.#disposed) return;
      if (!this.#buffer || this.#source.readyState === "closed") throw new Error("the browser closed a stream");
      await act(this.#buffer);
    });
    this.#last = then.catch(() => {});
    return then;
  }

  /**
   * @param {SourceBuffer} buffer
   * @param {number} now
   * @param {number} [most]
   */
  async #trim(buffer, now, most = MOST) {
    const far = [...this.held.keys()].sort((a, b) => Math.abs(b - now) - Math.abs(a - now));
    for (const i of far.slice(0, Math.max(this.held.size - most + 1, 0))) {
      const group = this.held.get(i);
      if (!group) continue;
      for (const each of group.segments) this.held.delete(each);
      const [start, stop] = group.extent;
      await done(buffer, () => buffer.remove(start, stop));
    }
  }
}

/**
 * @param {SourceBuffer} buffer
 * @param {() => void} begin
 * @returns {Promise<void>} when the buffer is free again
 */
function done(buffer, begin) {
  return new Promise((resolve, reject) => {
    const finished = new AbortController();
    const { signal } = finished;
    buffer.addEventListener("updateend", () => (finished.abort(), resolve()), { signal });
    buffer.addEventListener("error", () => (finished.abort(), reject(new Error("the browser refused a segment"))), { signal });
    try {
      begin();
    } catch (error) {
      finished.abort();
      reject(error);
    }
  });
}

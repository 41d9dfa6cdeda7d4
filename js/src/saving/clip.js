import { download } from "./download.js";

/**
 * @typedef {import("../python/contract.js").Store} Store
 * @typedef {import("../media/media.js").Media} Media
 * @typedef {{ cameras: string[], span: [number, number], rate: number, height: number, burned: boolean }} Order
 *
 * What has become of the clip.
 * @typedef {object} State
 * @prop {"idle" | "making" | "fetching" | "saved" | "failed"} phase
 * @prop {number} progress of making it, 0 to 1
 * @prop {string} name of the file
 * @prop {number} size bytes
 * @prop {number} lost frames that could not be decoded
 * @prop {{ what: string, why: string, cure: string } | null} problem
 */

/** @type {State} */
const IDLE = { phase: "idle", progress: 0, name: "", size: 0, lost: 0, problem: null };
/** Bytes asked for at a time: proxies hold a whole answer before they pass it on. */
const PIECE = 4 * 1024 * 1024;

/** The clip that this page has made: asked for through Python, fetched by its link, given to the browser. */
export class Clip {
  /** @type {() => void} */
  onchange = () => {};
  /** @type {State} */
  state = IDLE;
  #id = "";
  /** @type {Media | null} */
  #media = null;
  #stop = new AbortController();

  /** @param {Store} store @param {AbortSignal} signal */
  constructor(store, signal) {
    this.store = store;
    store.on("saved", () => {
      if (!signal.aborted) this.#hear();
    });
    signal.addEventListener("abort", () => this.cancel());
  }

  get busy() {
    return this.state.phase === "making" || this.state.phase === "fetching";
  }

  /** @param {Media} media */
  connect(media) {
    this.#media = media;
  }

  /** @param {Order} order */
  make(order) {
    if (this.busy) return;
    this.#stop = new AbortController();
    this.#id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    this.#become({ ...IDLE, phase: "making" });
    this.store.set("saves", [...this.store.get("saves"), { id: this.#id, ...order }]);
  }

  cancel() {
    if (!this.busy) return;
    this.#stop.abort();
    this.#forget();
    this.#become(IDLE);
  }

  #hear() {
    const said = this.store.get("saved").find((/** @type {{ id: string }} */ one) => one.id === this.#id);
    if (!said || this.state.phase !== "making") return;
    if (said.problem) this.#end({ phase: "failed", problem: said.problem });
    else if (said.token) void this.#fetch(said);
    else this.#become({ ...this.state, progress: said.progress });
  }

  /** @param {{ token: string, name: string, size: number, lost: number }} made */
  async #fetch({ token, name, size, lost }) {
    const { signal } = this.#stop;
    this.#become({ ...this.state, phase: "fetching", progress: 1, name, size, lost });
    const pieces = [];
    for (let offset = 0; offset < size; offset += PIECE) {
      const length = Math.min(PIECE, size - offset);
      const reply = await this.#media?.bytes(token, signal, { offset, length });
      if (signal.aborted) return;
      if (!reply || "failure" in reply || reply.bytes.byteLength !== length) {
        const why = reply && "failure" in reply ? reply.why : "the server sent less than it announced";
        const problem = { what: "The clip did not arrive", why: `${why}.`, cure: "Check that the server still runs, then save it again." };
        this.#end({ phase: "failed", problem });
        return;
      }
      // As a blob, which browsers put on the disk where there are many.
      pieces.push(new Blob([reply.bytes]));
    }
    download(new Blob(pieces, { type: "video/mp4" }), name);
    this.#end({ phase: "saved" });
  }

  /** @param {Partial<State>} end */
  #end(end) {
    this.#forget();
    this.#become({ ...this.state, ...end });
  }

  /** The server deletes what nobody wants. */
  #forget() {
    this.store.set("saves", this.store.get("saves").filter((/** @type {{ id: string }} */ one) => one.id !== this.#id));
    this.#id = "";
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.onchange();
  }
}

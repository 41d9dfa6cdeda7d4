import { answerOf } from "./heartbeat.js";

/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("../python/contract.js").Problem} Problem
 */

/** How often to ask again for something that is still being made, where the server does not say. */
const AGAIN_MS = 1000;

/** What the page fetches: video URLs, timestamps and frame indexes, all below one address. */
export class Media {
  /** Called when the server no longer takes a token. */
  onexpired = () => {};

  /**
   * @param {string} base ends with a slash
   * @param {typeof globalThis.fetch} fetch
   */
  constructor(base, fetch) {
    this.base = base;
    this.fetch = fetch;
  }

  /** URLs that this page failed to get itself. @type {Set<string>} */
  #failed = new Set();

  /** @param {FileDescriptor} file */
  url(file) {
    if (file.token !== null) return this.base + file.token;
    if (file.url && file.through && this.#failed.has(file.url)) return this.base + file.through;
    return file.url ?? "";
  }

  /** Where a file's stream is. @param {FileDescriptor} file */
  streamUrl(file) {
    return file.stream === null ? "" : this.base + file.stream.token;
  }

  /**
   * The bytes behind a token; waits while the server is still making them.
   * @param {string} token
   * @param {AbortSignal} signal
   * @param {{ offset: number, length: number }} [part] of the bytes; all of them unless given
   * @param {(progress: number) => void} [progressed] hears how much of them is made, 0 to 1
   * @returns {Promise<{ bytes: ArrayBuffer } | { failure: "expired" | "final" | "passing", why: string }>}
   *   `expired`: fresh tokens were asked for; `final`: asking again gives the same; `why` in words
   */
  async bytes(token, signal, part, progressed) {
    const headers = part && { Range: `bytes=${part.offset}-${part.offset + part.length - 1}` };
    try {
      for (;;) {
        const reply = await this.fetch(this.base + token, { signal, ...(headers && { headers }) });
        if (reply.status === 202 || reply.status === 429) {
          if (progressed && reply.status === 202) progressed(Number((await reply.json()).progress) || 0);
          await pause(Number(reply.headers.get("Retry-After")) * 1000 || AGAIN_MS, signal);
          continue;
        }
        if (reply.ok) {
          const bytes = await reply.arrayBuffer();
          // A server may send all where a part was asked for (RFC 9110, 14.2).
          return { bytes: part && reply.status === 200 ? bytes.slice(part.offset, part.offset + part.length) : bytes };
        }
        if (reply.status === 401 || reply.status === 403) {
          this.onexpired();
          return { failure: "expired", why: "the page's permission has ended" };
        }
        if (reply.status === 422) return { failure: "final", why: String((await reply.json()).why) };
        return { failure: "passing", why: `the server answered ${reply.status}` };
      }
    } catch {
      return { failure: "passing", why: "the server does not answer" };
    }
  }

  /**
   * Whether a file's bytes are others than those that Python told of.
   * @param {FileDescriptor} file
   * @param {AbortSignal} signal
   */
  async isAnother(file, signal) {
    try {
      const reply = await this.fetch(this.url(file), { method: "HEAD", cache: "no-store", signal });
      const etag = reply.headers.get("ETag");
      return reply.status === 422 || (reply.ok && etag !== null && etag !== file.etag);
    } catch {
      return false;
    }
  }

  /**
   * Whether the server is there and knows this page.
   * @param {string | null} token of anything of the page's; null where it has none
   * @param {AbortSignal} signal
   * @returns {Promise<import("./heartbeat.js").Answer>}
   */
  async ask(token, signal) {
    const reply = await this.fetch(this.base + (token ?? ""), { signal, cache: "no-store", headers: { Range: "bytes=0-0" } });
    void reply.body?.cancel();
    const answer = answerOf(reply.status);
    return token === null && answer === "strange" ? "there" : answer;
  }

  /**
   * Why a video does not load: asks for its first byte.
   * @param {FileDescriptor} file
   * @param {AbortSignal} signal
   * @returns {Promise<"ok" | "expired" | "elsewhere" | string>} `elsewhere`: its `url` is another one now;
   *   else the cause in words
   */
  async reach(file, signal) {
    if (file.token === null && file.url && file.through && !this.#failed.has(file.url)) {
      this.#failed.add(file.url);
      return "elsewhere";
    }
    try {
      const reply = await this.fetch(this.url(file), { signal, headers: { Range: "bytes=0-0" } });
      if (reply.status !== 422) void reply.body?.cancel();
      if (reply.ok) return "ok";
      if (reply.status === 401 || reply.status === 403) return "expired";
      if (reply.status === 404) return "the file is no longer there";
      if (reply.status === 422) return String((await reply.json()).why);
      return `the server answered ${reply.status}`;
    } catch {
      return "the server does not answer";
    }
  }
}

/** @param {string} cause @returns {Problem} */
export function timestampsProblem(cause) {
  return {
    what: "The timestamps did not arrive",
    why: `They are fetched from the server; ${cause}.`,
    cure: "Check that the server still runs, then retry.",
    state: "error",
    tried: [],
  };
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** How often the server is asked whether it is there, while it answers and while it does not, milliseconds. */
const [USUALLY, LOST] = [3000, 1500];
/** How long it may take to answer. */
const PATIENCE = 5000;
/** So many answers in a row are missing before that is said: a server may be busy for a moment. */
const ENOUGH = 2;

/**
 * What the server says: `there`; `strange` where it does not know this page; `gone` where it does not answer.
 * @typedef {"there" | "strange" | "gone"} Answer
 */

/**
 * What an answer to a request of the page's own media tells.
 * @param {number} status of HTTP
 * @returns {Answer}
 */
export function answerOf(status) {
  if (status === 401 || status === 403) return "strange";
  // 503 is the server's own while it is busy; the others are those of a proxy that finds nobody behind it.
  return status >= 500 && status !== 503 ? "gone" : "there";
}

/** Asks now and then whether the server is still there, while the page is seen. */
export class Heartbeat {
  #missing = 0;
  #lost = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {(signal: AbortSignal) => Promise<Answer>} ask may fail
   * @param {{ lost: () => void, back: (strange: boolean) => void }} hear `strange`: the server is another one now
   * @param {AbortSignal} signal
   */
  constructor(ask, hear, signal) {
    this.ask = ask;
    this.hear = hear;
    this.signal = signal;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    document.addEventListener("visibilitychange", () => this.#later(0), { signal });
    this.#later(USUALLY);
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    if (document.hidden || this.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#beat(), ms);
  }

  async #beat() {
    const answer = await this.ask(AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)])).catch(() => /** @type {Answer} */ ("gone"));
    if (this.signal.aborted) return;
    this.#take(answer);
    this.#later(this.#missing ? LOST : USUALLY);
  }

  /** @param {Answer} answer */
  #take(answer) {
    this.#missing = answer === "gone" ? this.#missing + 1 : 0;
    if (this.#missing === ENOUGH) {
      this.#lost = true;
      this.hear.lost();
    } else if (!this.#missing && this.#lost) {
      this.#lost = false;
      this.hear.back(answer === "strange");
    }
  }
}

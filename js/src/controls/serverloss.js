/** What is said where the server has gone, or is another one now. */
const WORDS = {
  ours: {
    lost: "The server does not answer. What is on screen stays; start the server again, and this page goes on by itself.",
    strange: "The server was started anew; this page is loaded again.",
  },
  hosted: {
    lost: "The kernel or server behind this player does not answer. Restart it, then run the cell again.",
    strange: "The kernel or server was started anew. Run the cell again.",
  },
};
const BACK = "The server answers again.";

/** Says on the page that the server has gone, and that it is back. */
export class ServerLoss {
  /**
   * @param {import("./notice.js").Notice} notice
   * @param {import("./syncpanel.js").SyncPanel} pill
   * @param {() => boolean} ours whether the page is the player's own
   */
  constructor(notice, pill, ours) {
    this.notice = notice;
    this.pill = pill;
    this.ours = ours;
  }

  lost = () => {
    this.pill.showLost(true);
    this.notice.say(this.#words.lost, true);
  };

  /** @param {boolean} strange it does not know this page */
  back = (strange) => {
    this.pill.showLost(false);
    this.notice.say(strange ? this.#words.strange : BACK, strange);
    // The page's address tells all that is on screen.
    if (strange && this.ours()) location.reload();
  };

  get #words() {
    return this.ours() ? WORDS.ours : WORDS.hosted;
  }
}

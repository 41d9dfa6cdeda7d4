import { clamp } from "./correction.js";
import { RATES } from "./transport.js";

/**
 * What the keys do, for a player.
 * @param {import("./player.js").Player} player
 * @param {object} parts
 * @param {import("./stage.js").Stage} parts.stage
 * @param {import("./looping.js").Looping} parts.looping
 * @param {() => void} parts.help
 * @returns {import("./keys.js").Commands}
 */
export function commandsOf(player, { stage, looping, help }) {
  const { store } = player;
  const { operations } = stage;
  const jump = (/** @type {number} */ seconds) => {
    const { start, stop } = store.get("session");
    player.seek(clamp(player.time + seconds, start, stop));
  };
  const changeRate = (/** @type {1 | -1} */ way) => {
    const rate = store.get("rate");
    const next = way > 0 ? RATES.find((r) => r > rate) : RATES.findLast((r) => r < rate);
    if (next !== undefined) store.set("rate", next);
  };
  return {
    toggle: () => player.toggle(),
    stepBack: () => player.step(-1),
    stepForward: () => player.step(1),
    tenBack: () => player.step(-10),
    tenForward: () => player.step(10),
    secondBack: () => jump(-1),
    secondForward: () => jump(1),
    tenSecondsBack: () => jump(-10),
    tenSecondsForward: () => jump(10),
    faster: () => changeRate(1),
    slower: () => changeRate(-1),
    home: () => player.seek(store.get("session").start),
    end: () => player.seek(player.end),
    goto: () => player.transport.focusTime(),
    loop: () => looping.toggle(player.time),
    loopStart: () => looping.set("start", player.time),
    loopStop: () => looping.set("stop", player.time),
    enlarge: () => operations.enlarge(),
    enlargeBeside: () => operations.enlarge(stage.focused, true),
    earlier: () => operations.shift(-1),
    later: () => operations.shift(1),
    rotate: () => operations.rotate(),
    mirror: () => operations.mirror(),
    closer: () => operations.zoom(1.25),
    farther: () => operations.zoom(0.8),
    wholePicture: () => operations.wholePicture(),
    adjust: () => operations.adjust(),
    still: () => void operations.still(),
    about: () => operations.about(),
    next: () => player.navigation.go(1),
    previous: () => player.navigation.go(-1),
    zoomIn: () => player.timeline.zoom(2),
    zoomOut: () => player.timeline.zoom(0.5),
    fullscreen: () => player.fullscreen(),
    focusTile: (n) => stage.focus(stage.selected[n - 1] ?? ""),
    help,
  };
}

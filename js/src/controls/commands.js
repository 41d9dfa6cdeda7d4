import { clamp } from "../media/correction.js";
import { RATES } from "./transport.js";

/**
 * What the keys do, for a player.
 * @param {import("../player.js").Player} player
 * @param {object} parts
 * @param {import("../session/playing.js").Playing} parts.playing
 * @param {import("../tiles/stage.js").Stage} parts.stage
 * @param {import("../session/looping.js").Looping} parts.looping
 * @param {() => void} parts.share copies the link
 * @param {() => void} parts.help
 * @returns {import("./keys.js").Commands}
 */
export function commandsOf(player, { playing, stage, looping, share, help }) {
  const { store } = player;
  const { operations } = stage;
  const jump = (/** @type {number} */ seconds) => {
    const { start, stop } = store.get("session");
    playing.seek(clamp(playing.time + seconds, start, stop));
  };
  const changeRate = (/** @type {1 | -1} */ way) => {
    const rate = store.get("rate");
    const next = way > 0 ? RATES.find((r) => r > rate) : RATES.findLast((r) => r < rate);
    if (next !== undefined) store.set("rate", next);
  };
  /** @param {() => void} act */
  const onCamera = (act) => () => {
    stage.takeEntered();
    act();
  };
  return {
    toggle: () => playing.toggle(),
    stepBack: onCamera(() => playing.step(-1)),
    stepForward: onCamera(() => playing.step(1)),
    tenBack: onCamera(() => playing.step(-10)),
    tenForward: onCamera(() => playing.step(10)),
    secondBack: () => jump(-1),
    secondForward: () => jump(1),
    tenSecondsBack: () => jump(-10),
    tenSecondsForward: () => jump(10),
    faster: () => changeRate(1),
    slower: () => changeRate(-1),
    home: () => playing.seek(store.get("session").start),
    end: () => playing.seek(player.end),
    goto: () => player.transport.focusTime(),
    loop: () => looping.toggle(playing.time),
    loopStart: () => player.markLoop("start"),
    loopStop: () => player.markLoop("stop"),
    enlarge: onCamera(() => operations.enlarge()),
    enlargeBeside: onCamera(() => operations.enlarge(stage.focused, true)),
    earlier: onCamera(() => operations.shift(-1)),
    later: onCamera(() => operations.shift(1)),
    rotate: onCamera(() => operations.rotate()),
    mirror: onCamera(() => operations.mirror()),
    closer: onCamera(() => operations.zoom(1.25)),
    farther: onCamera(() => operations.zoom(0.8)),
    wholePicture: onCamera(() => operations.wholePicture()),
    adjust: onCamera(() => operations.adjust()),
    still: onCamera(() => void operations.still()),
    clip: onCamera(() => player.clip.open()),
    about: onCamera(() => operations.about()),
    next: () => player.navigation.go(1),
    previous: () => player.navigation.go(-1),
    nextGap: () => player.cameraLanes.goToGap(stage.focused, 1),
    previousGap: () => player.cameraLanes.goToGap(stage.focused, -1),
    showAll: () => player.timeline.showAll(),
    table: () => player.navigation.toggleTable(),
    cameras: () => player.header.openCameras(),
    link: () => share(),
    zoomIn: () => player.timeline.zoom(2),
    zoomOut: () => player.timeline.zoom(0.5),
    fullscreen: () => player.fullscreen(),
    focusTile: (n) => {
      const name = stage.selected[n - 1];
      if (name === undefined) return;
      stage.take(name);
      stage.focus(name);
    },
    help,
  };
}

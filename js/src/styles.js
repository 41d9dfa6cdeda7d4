import adjust from "./styles/adjust.css";
import clip from "./styles/clip.css";
import controls from "./styles/controls.css";
import header from "./styles/header.css";
import keys from "./styles/keys.css";
import lanes from "./styles/lanes.css";
import messages from "./styles/messages.css";
import picture from "./styles/picture.css";
import player from "./styles/player.css";
import pointercard from "./styles/pointercard.css";
import sizes from "./styles/sizes.css";
import stage from "./styles/stage.css";
import sync from "./styles/sync.css";
import tile from "./styles/tile.css";
import tileinfo from "./styles/tileinfo.css";
import timeline from "./styles/timeline.css";
import transport from "./styles/transport.css";

/** The player's style sheet; later parts may overrule earlier ones. */
export const css = [
  player, controls, header, sync, stage, picture, tile, messages, tileinfo,
  adjust, transport, clip, timeline, lanes, pointercard, keys, sizes,
].join("\n");

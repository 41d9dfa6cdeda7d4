import adjust from "./styles/adjust.css";
import clip from "./styles/clip.css";
import controls from "./styles/controls.css";
import header from "./styles/header.css";
import keys from "./styles/keys.css";
import player from "./styles/player.css";
import sizes from "./styles/sizes.css";
import sync from "./styles/sync.css";
import tile from "./styles/tile.css";
import timeline from "./styles/timeline.css";
import transport from "./styles/transport.css";

/** The player's style sheet; later parts may overrule earlier ones. */
export const css = [player, controls, header, sync, tile, adjust, transport, clip, timeline, keys, sizes].join("\n");

import { resolveAddress } from "./media/address.js";
import { Player } from "./player.js";

/**
 * The only place that sees Panel's model: it becomes a store of params.
 * @param {{ model: any, view: object }} panel
 */
export function render({ model, view }) {
  // Panel renders a view anew without telling the old content that it goes.
  players.get(view)?.dispose();
  const store = {
    get: (/** @type {string} */ name) => model[name],
    set: (/** @type {string} */ name, /** @type {unknown} */ value) => {
      model[name] = value;
    },
    on: (/** @type {string} */ name, /** @type {() => void} */ changed) => model.on(name, changed),
  };
  const player = new Player(store, resolveAddress);
  players.set(view, player);
  model.on("remove", () => player.dispose());
  return player.root;
}

/** @type {WeakMap<object, Player>} */
const players = new WeakMap();

export default { render };

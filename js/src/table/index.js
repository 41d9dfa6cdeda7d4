import { IntervalsFrame } from "./frame.js";

/**
 * The only place of the table that sees Panel's model.
 * @param {{ model: any, view: any }} panel
 */
export function render({ model, view }) {
  frames.get(view)?.dispose();
  const child = model.get_child("tabulator");
  const frame = new IntervalsFrame(
    {
      get: (name) => model[name],
      set: (name, value) => {
        model[name] = value;
      },
      on: (name, changed) => model.on(name, changed),
    },
    child,
  );
  frames.set(view, frame);
  const inner = view.model.data.tabulator;
  const drawn = () => {
    const tabulator = view.get_child_view(inner)?.tabulator;
    if (tabulator?.initialized) frame.take(tabulator, inner);
    else tabulator?.on("tableBuilt", () => frame.take(tabulator, inner));
  };
  for (const moment of ["after_layout", "after_render", "resize"]) model.on(`lifecycle:${moment}`, drawn);
  model.on("remove", () => frame.dispose());
  return frame.root;
}

/** @type {WeakMap<object, IntervalsFrame>} */
const frames = new WeakMap();

export default { render };

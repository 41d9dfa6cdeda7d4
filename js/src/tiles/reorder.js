/** How far a hand moves before it drags, px. */
const SLACK = 5;

/**
 * Takes a tile by its name to another tile's place. The tiles stay where they are in the page.
 * @param {HTMLElement} grip
 * @param {object} actions
 * @param {(x: number, y: number) => string | null} actions.over the camera whose tile is at a point of the window
 * @param {(name: string | null) => void} actions.mark shows where it would go
 * @param {(name: string) => void} actions.drop
 */
export function hearDragging(grip, actions) {
  /** @type {{ x: number, y: number, dragging: boolean } | null} */
  let from = null;
  const end = () => {
    from = null;
    actions.mark(null);
  };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, dragging: false };
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (!from) return;
    from.dragging ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLACK;
    if (from.dragging) actions.mark(actions.over(event.clientX, event.clientY));
  });
  grip.addEventListener("pointerup", (event) => {
    const target = from?.dragging ? actions.over(event.clientX, event.clientY) : null;
    end();
    if (target !== null) actions.drop(target);
  });
  grip.addEventListener("pointercancel", end);
  grip.addEventListener("lostpointercapture", end);
}

/** Below this width the header folds, px. */
const NARROW = 560;
/** Below this height the controls are small, px. */
const LOW = 470;

/**
 * Fits the controls to the player's size, at once and whenever it changes.
 * @param {HTMLElement} root of the player
 * @param {HTMLElement} stage
 * @param {{ fold: (narrow: boolean) => void, fit: (height: number) => void }} does
 * @param {AbortSignal} signal
 */
export function fitTo(root, stage, { fold, fit }, signal) {
  const sizes = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = root;
    fold(clientWidth < NARROW);
    root.classList.toggle("low", clientHeight < LOW);
    fit(clientHeight);
  });
  sizes.observe(root);
  sizes.observe(stage);
  signal.addEventListener("abort", () => sizes.disconnect());
}

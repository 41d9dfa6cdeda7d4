/**
 * Follows the host's theme: whether it is dark is read from the background that
 * the host's own variables give, so it holds in Panel, in JupyterLab and elsewhere.
 * @param {HTMLElement} root
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function followTheme(root, changed, signal) {
  const read = () => {
    if (!root.isConnected) return;
    const theme = isDark(getComputedStyle(root).backgroundColor) ? "dark" : "light";
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    changed();
  };
  const hosts = new MutationObserver(() => requestAnimationFrame(read));
  const filter = { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-light", "data-theme"] };
  hosts.observe(document.documentElement, filter);
  hosts.observe(document.body, filter);
  // The host's style sheets may arrive after the player: a change of background is then a transition's end.
  const sizes = new ResizeObserver(read);
  sizes.observe(root);
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", read, { signal });
  root.addEventListener("transitionend", (event) => {
    if (event.target === root) read();
  });
  signal.addEventListener("abort", () => {
    hosts.disconnect();
    sizes.disconnect();
  });
}

/**
 * @param {string} colour as computed: `rgb(r, g, b)`, `rgba(...)` or `color(srgb r g b)`
 * @returns {boolean}
 */
export function isDark(colour) {
  const numbers = (colour.match(/[\d.]+(e-?\d+)?/g) ?? []).slice(0, 3).map(Number);
  if (numbers.length < 3) return false;
  const unit = colour.startsWith("color") ? 1 : 255;
  const [r, g, b] = numbers.map((n) => n / unit);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.5;
}

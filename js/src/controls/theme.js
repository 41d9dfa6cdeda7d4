/** @typedef {"light" | "dark"} Theme */

/**
 * Follows the host's theme: whether it is dark is read from the background that
 * the host's own variables give, so it holds in Panel, in JupyterLab and elsewhere.
 * @param {HTMLElement} root
 * @param {() => void} changed what is drawn is drawn anew
 * @param {AbortSignal} signal
 */
export function followTheme(root, changed, signal) {
  let colours = "";
  const read = () => {
    if (!root.isConnected) return;
    const style = getComputedStyle(root);
    const theme = isDark(style.backgroundColor) ? "dark" : "light";
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
    // The colours of a host's theme may come one by one.
    const now = [theme, style.backgroundColor, style.color, style.getPropertyValue("--accent")].join();
    if (now === colours) return;
    colours = now;
    changed();
  };
  const hosts = new MutationObserver(() => requestAnimationFrame(read));
  const filter = { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-light", "data-theme"] };
  hosts.observe(document.documentElement, filter);
  hosts.observe(document.body, filter);
  hosts.observe(document.head, { childList: true });
  const sheetCame = (/** @type {Event} */ event) => {
    if (event.target instanceof HTMLLinkElement) read();
  };
  document.addEventListener("load", sheetCame, { signal, capture: true });
  // The host's style sheets may arrive after the player: a change of colour is then a transition's end.
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
 * Which theme a page of the player's own has.
 * @param {string | null} chosen in this browser
 * @param {string | null} asked by the page's address, as Panel reads it
 * @param {boolean} preferred whether the system prefers dark
 * @returns {Theme | null} null where the page is as it was asked to be
 */
export function themeOf(chosen, asked, preferred) {
  if (asked !== null) return null;
  if (chosen === "light" || chosen === "dark") return chosen;
  return preferred ? "dark" : "light";
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

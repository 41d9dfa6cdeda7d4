import moon from "@tabler/icons/outline/moon.svg";
import sun from "@tabler/icons/outline/sun.svg";
import { h, iconButton, iconOf, set } from "./dom.js";
import { themeOf } from "./theme.js";

/** @typedef {import("./theme.js").Theme} Theme */

/** Where the browser keeps the theme that was chosen. */
const KEPT = "nwb-video-panel:theme";
const SHEET = "nwb-video-panel-theme";

/** The host's variables that player and tables take their colours from before all others. @type {Record<Theme, string>} */
const SHEETS = {
  light: sheet("light", "#ffffff", "#14181f"),
  dark: sheet("dark", "#181818", "#f0f0f0"),
};

/** A button for the other theme, on pages of the player's own; elsewhere the theme is the host's. */
export class ThemeSwitch {
  element = iconButton(moon, "Dark theme");
  #preference = matchMedia("(prefers-color-scheme: dark)");
  /** Pressed on this page: it goes before what the address asks for. */
  #pressed = false;
  #ours = false;

  /** @param {() => boolean} isDark what the player looks like now @param {AbortSignal} signal */
  constructor(isDark, signal) {
    this.isDark = isDark;
    this.element.hidden = true;
    this.element.addEventListener("click", () => this.#choose(isDark() ? "light" : "dark"), { signal });
    this.#preference.addEventListener("change", () => this.#apply(), { signal });
  }

  /** @param {boolean} ours whether the page is the player's own */
  show(ours) {
    this.#ours = ours;
    this.element.hidden = !ours;
    this.#apply();
  }

  /** The player's colours have changed. */
  refresh() {
    const dark = this.isDark();
    this.element.replaceChildren(iconOf(dark ? sun : moon));
    const name = dark ? "Light theme" : "Dark theme";
    set(this.element, "aria-label", name);
    set(this.element, "title", name);
  }

  /** @param {Theme} theme */
  #choose(theme) {
    this.#pressed = true;
    try {
      localStorage.setItem(KEPT, theme);
    } catch {
      // A browser that keeps nothing: it holds for this page.
    }
    this.#put(theme);
  }

  #apply() {
    if (!this.#ours || this.#pressed) return;
    const theme = themeOf(kept(), new URL(location.href).searchParams.get("theme"), this.#preference.matches);
    if (theme) this.#put(theme);
  }

  /** @param {Theme} theme */
  #put(theme) {
    const known = document.getElementById(SHEET);
    if (known) known.textContent = SHEETS[theme];
    else document.head.append(h("style", { id: SHEET }, SHEETS[theme]));
    document.documentElement.dataset.theme = theme;
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {Theme} theme @param {string} ground @param {string} ink */
function sheet(theme, ground, ink) {
  return `:root { color-scheme: ${theme}; --jp-layout-color0: ${ground}; --jp-ui-font-color0: ${ink}; }
body { background: ${ground} !important; color: ${ink}; }`;
}

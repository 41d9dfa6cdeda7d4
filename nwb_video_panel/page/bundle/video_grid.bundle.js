// src/media/address.js
var ROUTE = "nwb-video-panel/v1/";
var PROBE = "nwbvideo";
var PREVIEW = /^(.*\/)panel-preview\//;
var PATIENCE_MS = 5e3;
async function resolveAddress(address, signal, page = thisPage()) {
  if (address.mode === "routes") return { base: routes(address, page.url) };
  const tried = [];
  for await (const way of ways(address.port, page)) {
    const base = way + ROUTE;
    const failure = await probe(base + address.probe, signal, page.fetch);
    if (failure === null) return { base };
    tried.push(`${way}: ${failure}`);
    if (signal.aborted) break;
  }
  return { problem: unreachable(tried, address, page) };
}
function routes({ base, app }, url) {
  const path = new URL(url).pathname.replace(/\/+$/, "");
  if (app === void 0 || base.includes("://") || !path.endsWith(app)) return new URL(base, url).href;
  return new URL(`${path.slice(0, path.length - app.length)}/${ROUTE}`, url).href;
}
function candidates(port, page) {
  const found = isLocal(new URL(page.url)) ? [`http://127.0.0.1:${port}/`] : [];
  if (page.jupyterBaseUrl !== null) {
    const base = page.jupyterBaseUrl.replace(/\/*$/, "/");
    found.push(new URL(`${base}proxy/${port}/`, page.url).href);
  }
  const preview = PREVIEW.exec(new URL(page.url).pathname);
  if (preview) found.push(new URL(`${preview[1]}proxy/${port}/`, page.url).href);
  const workbench = /^(.*?\/)(?:stable|insider|oss-dev)-[^/]*\/static\//.exec(new URL(page.url).pathname);
  if (workbench) found.push(new URL(`${workbench[1]}proxy/${port}/`, page.url).href);
  for (const origin of page.around ?? []) {
    const space = /^https:\/\/([a-z0-9-]+)\.github\.dev$/.exec(origin);
    if (space) found.push(`https://${space[1]}-${port}.app.github.dev/`);
    else if (/^https?:/.test(origin)) found.push(`${origin}/proxy/${port}/`);
  }
  return [...new Set(found)];
}
async function* ways(port, page) {
  yield* candidates(port, page.colabProxy === null ? page : { ...page, around: [] });
  if (page.colabProxy !== null) {
    try {
      yield (await page.colabProxy(port)).replace(/\/*$/, "/");
    } catch {
    }
  }
}
function isLocal({ protocol, hostname }) {
  if (protocol === "file:" || protocol === "vscode-webview:") return true;
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
function isVSCode({ protocol, hostname }) {
  return protocol === "vscode-webview:" || /\.vscode-cdn\.net$/.test(hostname);
}
async function probe(url, signal, fetch2) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const reply = await fetch2(url, {
      headers: { Range: "bytes=0-7" },
      cache: "no-store",
      signal: AbortSignal.any([signal, patience])
    });
    if (reply.status !== 206) {
      void reply.body?.cancel();
      return `answered ${reply.status}, not 206`;
    }
    return await reply.text() === PROBE ? null : "another server answered";
  } catch {
    return patience.aborted ? "no answer in time" : "no answer";
  }
}
function unreachable(tried, address, page) {
  const { who, cure, line } = advice(address, page);
  return {
    what: "The videos cannot be reached from this page",
    why: tried.length > 0 ? `${who} serves them, and no way to it answered.` : `${who} serves them on its own machine, and this page has no way to it.`,
    cure,
    line,
    state: "error",
    tried
  };
}
function advice({ port, host }, page) {
  const at = new URL(page.url);
  const kernel = "The notebook's kernel";
  const local = isLocal(at);
  const line = `-L ${port}:127.0.0.1:${port} ${host ?? (local ? "the-kernel's-machine" : at.hostname)}`;
  if (isVSCode(at)) {
    const cure2 = `Forward port ${port} under the same number in VS Code's Ports view; in a Codespace, make it public there: links to the videos stay secret. Then try again.`;
    return { who: kernel, cure: cure2 };
  }
  if (page.colabProxy !== null) {
    return { who: kernel, cure: `Colab has to give a way to port ${port}. Try again, or run the cell again.` };
  }
  if (page.jupyterBaseUrl !== null || PREVIEW.test(at.pathname)) {
    const install = "Install jupyter-server-proxy beside JupyterLab and restart it. Or run the line below on your own";
    if (local) return { who: kernel, cure: `${install} computer. Then try again.`, line: `ssh ${line}` };
    const own = at.port || 8888;
    const cure2 = `${install} computer and open the notebook at http://localhost:${own}. Then try again.`;
    return { who: kernel, cure: cure2, line: `ssh -L ${own}:127.0.0.1:${own} ${line}` };
  }
  const serve = "Use panel serve, which brings videos and page together";
  if (!local) return { who: "Python", cure: `${serve}.` };
  const cure = `${serve}. Or run the line below on your own computer, then try again.`;
  return { who: "Python", cure, line: `ssh ${line}` };
}
function thisPage() {
  const colab = (
    /** @type {any} */
    globalThis.google?.colab?.kernel
  );
  return {
    // A page may be somewhere else than its <base> says: VS Code's is the notebook's folder. Frames that were
    // written into their parent have no place, but its base.
    url: location.protocol === "about:" ? document.baseURI : location.href,
    jupyterBaseUrl: jupyterBaseUrl(),
    colabProxy: colab ? (port) => colab.proxyPort(port, { cache: true }) : null,
    around: [...globalThis.location?.ancestorOrigins ?? []],
    fetch: (url, init) => fetch(url, init)
  };
}
function jupyterBaseUrl() {
  try {
    const config = document.getElementById("jupyter-config-data")?.textContent;
    if (config) return String(JSON.parse(config).baseUrl ?? "/");
  } catch {
  }
  return document.body.dataset["baseUrl"] ?? null;
}

// src/session/clock.js
var SessionClock = class {
  #time;
  #since = 0;
  #rate = 1;
  #playing = false;
  #held = false;
  /** @param {number} time */
  constructor(time) {
    this.#time = time;
  }
  get playing() {
    return this.#playing;
  }
  /** Whether it plays but stands still, until it is released. */
  get held() {
    return this.#playing && this.#held;
  }
  get rate() {
    return this.#rate;
  }
  /**
   * Session time at a moment.
   * @param {number} now performance.now()
   */
  at(now) {
    return this.#playing && !this.#held ? this.#time + (now - this.#since) / 1e3 * this.#rate : this.#time;
  }
  /** @param {number} now */
  play(now) {
    if (this.#playing) return;
    this.#since = now;
    this.#playing = true;
  }
  /** @param {number} now */
  pause(now) {
    this.#time = this.at(now);
    this.#playing = this.#held = false;
  }
  /** Stands still without pausing. @param {number} now */
  hold(now) {
    this.#time = this.at(now);
    this.#held = this.#playing;
  }
  /** Runs on from where it was held. @param {number} now */
  release(now) {
    if (!this.#held) return;
    this.#since = now;
    this.#held = false;
  }
  /**
   * @param {number} time
   * @param {number} now
   */
  seek(time, now) {
    this.#time = time;
    this.#since = now;
  }
  /**
   * @param {number} rate
   * @param {number} now
   */
  setRate(rate, now) {
    this.#time = this.at(now);
    this.#since = now;
    this.#rate = rate;
  }
};

// src/saving/download.js
function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
}

// src/saving/clip.js
var IDLE = { phase: "idle", progress: 0, name: "", size: 0, lost: 0, problem: null };
var PIECE = 4 * 1024 * 1024;
var Clip = class {
  /** @type {() => void} */
  onchange = () => {
  };
  /** @type {State} */
  state = IDLE;
  #id = "";
  /** @type {Media | null} */
  #media = null;
  #stop = new AbortController();
  /** @param {Store} store @param {AbortSignal} signal */
  constructor(store, signal) {
    this.store = store;
    store.on("saved", () => {
      if (!signal.aborted) this.#hear();
    });
    signal.addEventListener("abort", () => this.cancel());
  }
  get busy() {
    return this.state.phase === "making" || this.state.phase === "fetching";
  }
  /** @param {Media} media */
  connect(media) {
    this.#media = media;
  }
  /** @param {Order} order */
  make(order) {
    if (this.busy) return;
    this.#stop = new AbortController();
    this.#id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    this.#become({ ...IDLE, phase: "making" });
    this.store.set("saves", [...this.store.get("saves"), { id: this.#id, ...order }]);
  }
  cancel() {
    if (!this.busy) return;
    this.#stop.abort();
    this.#forget();
    this.#become(IDLE);
  }
  #hear() {
    const said = this.store.get("saved").find((one) => one.id === this.#id);
    if (!said || this.state.phase !== "making") return;
    if (said.problem) this.#end({ phase: "failed", problem: said.problem });
    else if (said.token) void this.#fetch(said);
    else this.#become({ ...this.state, progress: said.progress });
  }
  /** @param {{ token: string, name: string, size: number, lost: number }} made */
  async #fetch({ token, name, size, lost }) {
    const { signal } = this.#stop;
    this.#become({ ...this.state, phase: "fetching", progress: 1, name, size, lost });
    const pieces = [];
    for (let offset = 0; offset < size; offset += PIECE) {
      const length = Math.min(PIECE, size - offset);
      const reply = await this.#media?.bytes(token, signal, { offset, length });
      if (signal.aborted) return;
      if (!reply || "failure" in reply || reply.bytes.byteLength !== length) {
        const why = reply && "failure" in reply ? reply.why : "the server sent less than it announced";
        const problem = { what: "The clip did not arrive", why: `${why}.`, cure: "Check that the server still runs, then save it again." };
        this.#end({ phase: "failed", problem });
        return;
      }
      pieces.push(new Blob([reply.bytes]));
    }
    download(new Blob(pieces, { type: "video/mp4" }), name);
    this.#end({ phase: "saved" });
  }
  /** @param {Partial<State>} end */
  #end(end) {
    this.#forget();
    this.#become({ ...this.state, ...end });
  }
  /** The server deletes what nobody wants. */
  #forget() {
    this.store.set("saves", this.store.get("saves").filter((one) => one.id !== this.#id));
    this.#id = "";
  }
  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.onchange();
  }
};

// node_modules/@tabler/icons/icons/outline/movie.svg
var movie_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-movie"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 6a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2l0 -12" />
  <path d="M8 4l0 16" />
  <path d="M16 4l0 16" />
  <path d="M4 8l4 0" />
  <path d="M4 16l4 0" />
  <path d="M4 12l16 0" />
  <path d="M16 8l4 0" />
  <path d="M16 16l4 0" />
</svg>`;

// src/controls/keys.js
var COMMANDS = [
  { name: "toggle", key: "Space", what: "Play or pause" },
  { name: "stepBack", key: ",", what: "One frame back" },
  { name: "stepForward", key: ".", what: "One frame forward" },
  { name: "tenBack", key: "Shift+,", what: "Ten frames back" },
  { name: "tenForward", key: "Shift+.", what: "Ten frames forward" },
  { name: "secondBack", key: "ArrowLeft", what: "One second back" },
  { name: "secondForward", key: "ArrowRight", what: "One second forward" },
  { name: "tenSecondsBack", key: "Shift+ArrowLeft", what: "Ten seconds back" },
  { name: "tenSecondsForward", key: "Shift+ArrowRight", what: "Ten seconds forward" },
  { name: "faster", key: "ArrowUp", what: "Faster" },
  { name: "slower", key: "ArrowDown", what: "Slower" },
  { name: "home", key: "Home", what: "First frame of the session" },
  { name: "end", key: "End", what: "Last frame of the session" },
  { name: "goto", key: "g", what: "Go to a time" },
  { name: "loop", key: "l", what: "Loop a second here; end it" },
  { name: "loopStart", key: "[", what: "Loop starts here; then ]" },
  { name: "loopStop", key: "]", what: "Loop stops here" },
  { name: "enlarge", key: "Enter", what: "Enlarge the camera; return" },
  { name: "enlargeBeside", key: "Shift+Enter", what: "Enlarge it beside others" },
  { name: "earlier", key: "PageUp", what: "Move the camera one place earlier" },
  { name: "later", key: "PageDown", what: "Move the camera one place later" },
  { name: "rotate", key: "r", what: "Rotate the picture" },
  { name: "mirror", key: "m", what: "Mirror the picture" },
  { name: "closer", key: "z", what: "Zoom into the picture" },
  { name: "farther", key: "Shift+z", what: "Zoom out of the picture" },
  { name: "wholePicture", key: "0", what: "Show the whole picture" },
  { name: "adjust", key: "a", what: "Brightness, contrast, gamma" },
  { name: "still", key: "s", what: "Save the frame as a picture" },
  { name: "clip", key: "Shift+s", what: "Save the loop as a clip" },
  { name: "undo", key: "Ctrl+z", what: "Take back a camera’s shift or look" },
  { name: "about", key: "i", what: "About this camera" },
  { name: "next", key: "n", what: "Next trial, or event of the chosen lane" },
  { name: "previous", key: "p", what: "Previous trial or event" },
  { name: "nextGap", key: "Shift+n", what: "Next gap of the camera" },
  { name: "previousGap", key: "Shift+p", what: "Previous gap of the camera" },
  { name: "zoomIn", key: "+", what: "Zoom into the timeline" },
  { name: "zoomOut", key: "-", what: "Zoom out of the timeline" },
  { name: "showAll", key: "w", what: "Show the whole timeline" },
  { name: "table", key: "t", what: "Show the table, or hide it" },
  { name: "cameras", key: "c", what: "Choose the cameras shown" },
  { name: "link", key: "u", what: "Copy the link to this view" },
  { name: "fullscreen", key: "f", what: "Fullscreen" },
  { name: "help", key: "?", what: "This list" }
];
var WORDS = (
  /** @type {Record<string, string>} */
  {
    ArrowLeft: "←",
    ArrowRight: "→",
    ArrowUp: "↑",
    ArrowDown: "↓",
    PageUp: "Page ↑",
    PageDown: "Page ↓",
    Escape: "Esc"
  }
);
function keyOf({ key, code, shiftKey, ctrlKey, metaKey, altKey }) {
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "z") return "Ctrl+z";
  if (ctrlKey || metaKey || altKey || ["Shift", "Dead", "Process", "Unidentified", "CapsLock"].includes(key)) return null;
  const shift = shiftKey ? "Shift+" : "";
  if (code === "Comma" || key === ",") return `${shift},`;
  if (code === "Period" || key === ".") return `${shift}.`;
  if (key === " ") return `${shift}Space`;
  if (key.length > 1) return `${shift}${key}`;
  const small2 = key.toLowerCase();
  return small2 === key.toUpperCase() ? key : `${shift}${small2}`;
}
function commandOf(press, chosen2) {
  const key = keyOf(press);
  if (key === null) return null;
  const command = COMMANDS.find((one) => keyFor(one, chosen2) === key);
  if (command) return command.name;
  return /^[1-9]$/.test(key) ? Number(key) : null;
}
function keyFor(command, chosen2) {
  return chosen2[command.name] ?? command.key;
}
function rebound(name, key, chosen2) {
  const command = (
    /** @type {Command} */
    COMMANDS.find((one) => one.name === name)
  );
  const swapped = COMMANDS.find((one) => one !== command && keyFor(one, chosen2) === key) ?? null;
  const all = { ...chosen2, [name]: key, ...swapped && { [swapped.name]: keyFor(command, chosen2) } };
  const changed = COMMANDS.filter((one) => keyFor(one, all) !== one.key).map((one) => [one.name, keyFor(one, all)]);
  return { chosen: Object.fromEntries(changed), swapped };
}
function keysFrom(kept2) {
  let chosen2 = {};
  if (typeof kept2 !== "object" || kept2 === null) return chosen2;
  for (const [name, key] of Object.entries(kept2)) {
    const known = COMMANDS.some((one) => one.name === name);
    if (known && typeof key === "string" && key.length > 0 && key.length < 24) chosen2 = { ...chosen2, [name]: key };
  }
  const keys = COMMANDS.map((one) => keyFor(one, chosen2));
  return new Set(keys).size === keys.length ? chosen2 : {};
}
function capsOf(key) {
  const [, modifier, rest] = /^(Shift|Ctrl)\+(.+)$/.exec(key) ?? [];
  const parts = modifier ? [modifier, rest] : [key];
  return parts.map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
function shortcutOf(key) {
  if (key.length > 1 && key.startsWith("Shift+")) return `Shift+${shortcutOf(key.slice(6))}`;
  if (key.startsWith("Ctrl+")) return `Control+${shortcutOf(key.slice(5))}`;
  if (key === "+") return "Plus";
  return key.length === 1 ? key.toUpperCase() : key;
}
function takesKey(element, key) {
  if (element instanceof HTMLInputElement) {
    if (element.type === "range") return key.startsWith("Arrow") || key === "Home" || key === "End";
    return element.type !== "checkbox" || key === " ";
  }
  if (element instanceof HTMLSelectElement) return key !== "," && key !== ".";
  return (element instanceof HTMLButtonElement || element.tagName === "SUMMARY") && (key === "Enter" || key === " " && !element.hasAttribute("data-pointed"));
}

// src/controls/chosenkeys.js
var KEPT = "nwb-video-panel:keys";
var changes = new EventTarget();
var hints = /* @__PURE__ */ new WeakMap();
var chosen = read();
function chosenKeys() {
  return chosen;
}
function chooseKeys(keys) {
  chosen = keys;
  keep();
  changes.dispatchEvent(new Event("change"));
}
function keyText(name) {
  return capsOf(keyNamed(name)).join("+");
}
function hint(element, commands, say) {
  const tell = () => {
    element.setAttribute("title", say(...commands.map(keyText)));
    element.setAttribute("aria-keyshortcuts", commands.map((name) => shortcutOf(keyNamed(name))).join(" "));
  };
  hints.set(element, tell);
  tell();
}
function followKeys(root, signal) {
  changes.addEventListener("change", () => {
    for (const element of root.querySelectorAll("[aria-keyshortcuts]")) hints.get(element)?.();
  }, { signal });
}
function keyNamed(name) {
  return keyFor(
    /** @type {import("./keys.js").Command} */
    COMMANDS.find((one) => one.name === name),
    chosen
  );
}
function read() {
  try {
    return keysFrom(JSON.parse(localStorage.getItem(KEPT) ?? "null"));
  } catch {
    return {};
  }
}
function keep() {
  try {
    if (Object.keys(chosen).length) localStorage.setItem(KEPT, JSON.stringify(chosen));
    else localStorage.removeItem(KEPT);
  } catch {
  }
}

// src/controls/dom.js
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}
function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
function iconButton(icon, name, command) {
  const button = h("button", {
    type: "button",
    class: "icon-button",
    "aria-label": name,
    title: name
  });
  if (command) hint(button, [command], (key) => `${name} (${key})`);
  button.append(iconOf(icon));
  return button;
}
function iconOf(svg) {
  const template = document.createElement("template");
  template.innerHTML = svg;
  const icon = (
    /** @type {SVGElement} */
    template.content.firstElementChild
  );
  icon.setAttribute("aria-hidden", "true");
  icon.removeAttribute("class");
  return icon;
}
function leaveSpace(button) {
  button.dataset.pointed = "";
  button.addEventListener("blur", () => delete button.dataset.pointed, { once: true });
}

// src/controls/format.js
function clockText(seconds, digits = 3) {
  if (!Number.isFinite(seconds)) return "–";
  const sign = seconds < 0 ? "-" : "";
  const unit = 10 ** digits;
  const ticks = Math.round(Math.abs(seconds) * unit);
  const whole = Math.floor(ticks / unit);
  const fraction = digits ? "." + String(ticks % unit).padStart(digits, "0") : "";
  const [h2, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (n) => String(n).padStart(2, "0");
  return sign + (h2 ? `${h2}:${pad(m)}` : m) + `:${pad(s)}${fraction}`;
}
function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, " ");
}
function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole < 1) return `${Math.round(seconds * 1e3)} ms`;
  if (whole < 60) return `${seconds < 10 ? seconds.toFixed(1) : whole} s`;
  const [h2, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h2 ? `${h2} h ${m} min` : s ? `${m} min ${s} s` : `${m} min`;
}
function secondsText(seconds) {
  return `${seconds.toFixed(3)} s`;
}
function sizeText(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let power = 0;
  while (bytes >= 1e3 && power < units.length - 1) {
    bytes /= 1e3;
    power += 1;
  }
  return `${power ? bytes.toFixed(1) : bytes} ${units[power]}`;
}
function parseTime(text, { time, timeOfFrame }) {
  const typed = text.trim().replace(/\s*s(ec(onds?)?)?$/i, "").replace(/^([=+-]*[\d:]*\d),(\d+)$/, "$1.$2");
  const frame = /^f(?:rame)?\s*(\d[\d ]*)$/i.exec(typed);
  if (frame) return timeOfFrame(Number(frame[1].replace(/ /g, "")));
  const parts = /^([=+-]?)(-?)(?:(?:(\d+):)?(\d+):)?(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)$/i.exec(typed);
  if (!parts) return null;
  const [, mode, minus, h2 = "0", m = "0", s] = parts;
  if (minus && mode !== "=") return null;
  const value = (Number(h2) * 3600 + Number(m) * 60 + Number(s)) * (minus ? -1 : 1);
  if (mode === "+") return time + value;
  if (mode === "-") return time - value;
  return value;
}

// src/controls/popup.js
var Popup = class {
  #button;
  #opened;
  #panel;
  /** What gets the focus when Escape closes it. @type {HTMLElement} */
  #back;
  /** Whether a pointer opened it: then space plays, though the focus returns to the button. */
  #pointed = false;
  /**
   * @param {string} name class of what holds both
   * @param {HTMLElement} button
   * @param {HTMLElement} panel
   * @param {AbortSignal} signal
   * @param {() => void} [opened]
   */
  constructor(name, button, panel, signal, opened = () => {
  }) {
    this.#button = button;
    this.#back = button;
    this.#panel = panel;
    this.#opened = opened;
    panel.hidden = true;
    this.element = h("div", { class: name }, button, panel);
    button.addEventListener("click", (event) => {
      this.#pointed = event.detail > 0;
      this.#show(panel.hidden === true);
    }, { signal });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      this.#show(false);
      this.#back.focus({ preventScroll: true });
      if (this.#pointed) leaveSpace(this.#back);
      event.stopPropagation();
      event.preventDefault();
    }, { signal, capture: true });
    this.element.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.element.contains(
        /** @type {Node} */
        event.relatedTarget
      )) this.#show(false);
    });
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (!event.composedPath().includes(this.element)) this.#show(false);
      },
      { signal }
    );
  }
  /** Opens it by key, or closes it; the focus returns to where it was. */
  open() {
    if (!this.#panel.hidden) {
      this.#show(false);
      this.#back.focus({ preventScroll: true });
      return;
    }
    this.#pointed = false;
    const focused = (
      /** @type {ShadowRoot | Document} */
      this.element.getRootNode().activeElement
    );
    this.#show(true);
    if (focused instanceof HTMLElement && !this.element.contains(focused)) this.#back = focused;
  }
  /** @param {boolean} open */
  #show(open) {
    if (this.#panel.hidden !== open) return;
    this.#panel.hidden = !open;
    set(this.#button, "aria-expanded", String(open));
    if (!open) return;
    this.#back = this.#button;
    this.#opened();
  }
};

// src/saving/clipshape.js
var HEIGHTS = [1080, 720, 480, 360, 240];
var USUAL = 720;
var WIDEST = 7680;
var BITS = 0.07;
var SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4];
var SMOOTH = 60;
function sizeOf(subjects, height) {
  const aspect = subjects.reduce((sum, one) => sum + one.width / one.height, 0);
  const rows = even(Math.min(height, WIDEST / aspect));
  return [subjects.reduce((sum, one) => sum + even(one.width * rows / one.height), 0), rows];
}
function heightsOf(subjects) {
  const recorded2 = Math.max(...subjects.map((one) => one.height), 2);
  const [, most] = sizeOf(subjects, recorded2);
  const heights = [most, ...HEIGHTS.filter((one) => one < most)];
  const usual = subjects.length > 1 ? heights.find((one) => one <= USUAL) ?? most : most;
  return { heights, usual };
}
function speedsFor(rate) {
  const now = Math.abs(rate);
  return SPEEDS.includes(now) ? SPEEDS : [...SPEEDS, now].sort((a, b) => a - b);
}
function bytesOf(subjects, height, seconds, speed) {
  const [, rows] = sizeOf(subjects, height);
  const fastest = 1 / Math.min(...subjects.map((one) => one.period));
  const kept2 = speed > 1 ? Math.min(1, Math.max(SMOOTH, fastest) / (fastest * speed)) : 1;
  const pixels2 = subjects.reduce((sum, one) => sum + one.width * rows / one.height * rows * seconds / one.period, 0);
  return pixels2 * kept2 * BITS / 8;
}
function roughly(bytes) {
  const megabytes = bytes / 1e6;
  if (megabytes < 1) return "less than 1 MB";
  const unit = 10 ** Math.floor(Math.log10(megabytes));
  const rounded2 = Math.round(megabytes / unit) * unit;
  return rounded2 < 1e3 ? `about ${rounded2} MB` : `about ${rounded2 / 1e3} GB`;
}
function even(side) {
  return Math.max(Math.round(side / 2) * 2, 2);
}

// src/saving/clippanel.js
var ClipPanel = class {
  #button = iconButton(movie_default, "Save the loop as a clip", "clip");
  #ticks = h("div", { class: "clip-cameras" });
  #every = h("button", { type: "button", class: "quiet" }, "All");
  #lone = h("button", { type: "button", class: "quiet" }, "One");
  #count = h("span");
  #cameras = h(
    "div",
    { class: "clip-choice", role: "group", "aria-label": "Cameras" },
    h("div", { class: "clip-head" }, this.#count, this.#every, this.#lone),
    this.#ticks
  );
  #speed = h("select", { "aria-label": "Speed" });
  #height = h("select", { "aria-label": "Height" });
  #burned = h("input", { type: "checkbox" });
  #loop = h("span", { class: "clip-span" });
  #sum = h("p", { class: "clip-sum" });
  #caveat = h("p", { class: "clip-sum" }, "Zoom and light are left as recorded.");
  #bar = h("div", { class: "clip-bar", role: "progressbar", "aria-label": "Saving the clip", "aria-valuemin": 0, "aria-valuemax": 100 });
  #share = h("span", { class: "clip-share", "aria-hidden": "true" });
  #working = h("div", { class: "clip-working", hidden: true }, this.#bar, this.#share);
  #status = h("p", { class: "clip-status", role: "status" });
  #save = h("button", { type: "button", class: "clip-save" }, "Save");
  #cancel = h("button", { type: "button", hidden: true }, "Cancel");
  #told = h("p", { class: "clip-sum", hidden: true });
  #fields = h(
    "fieldset",
    { class: "clip-fields" },
    this.#cameras,
    this.#told,
    h("div", { class: "clip-pair" }, h("label", {}, h("span", {}, "Speed"), this.#speed), h("label", {}, h("span", {}, "Height"), this.#height)),
    h("label", { class: "clip-check" }, this.#burned, h("span", {}, "Write the session time into the picture"))
  );
  #needed = h("p", {});
  #begin = h("button", { type: "button" }, "Loop one second around here");
  #without = h("div", { class: "clip-without" }, this.#needed, this.#begin);
  #with = h("div", {}, this.#fields, this.#sum, this.#caveat);
  #panel = h(
    "div",
    { class: "clip-panel", role: "dialog", "aria-label": "Save a clip", hidden: true },
    h("h3", {}, "Save a clip", this.#loop),
    this.#without,
    this.#with,
    h("div", { class: "clip-foot" }, h("div", { class: "clip-told" }, this.#status, this.#working), this.#save, this.#cancel)
  );
  #popup;
  /** What was chosen by hand; what was not follows the player. @type {{ speed: number | null, height: number | null, cameras: Map<string, boolean> }} */
  #chosen = { speed: null, height: null, cameras: /* @__PURE__ */ new Map() };
  #announced = "";
  /**
   * @param {import("./clip.js").Clip} clip
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(clip, actions, signal) {
    this.clip = clip;
    this.actions = actions;
    set(this.#button, "aria-haspopup", "dialog");
    set(this.#button, "aria-expanded", "false");
    this.#popup = new Popup("clip", this.#button, this.#panel, signal, () => this.#opened());
    this.element = this.#popup.element;
    const on = (element, type, act) => element.addEventListener(type, act, { signal });
    on(this.#begin, "click", () => {
      actions.loop();
      this.#first.focus();
    });
    on(this.#ticks, "change", () => this.#tick((name) => this.#box(name)?.checked ?? true));
    on(this.#every, "click", () => this.#tick(() => true));
    on(this.#lone, "click", () => this.#tick((name) => name === this.#lone.dataset.camera));
    on(this.#speed, "change", () => {
      this.#chosen.speed = Number(this.#speed.value);
      this.show();
    });
    on(this.#height, "change", () => {
      this.#chosen.height = Number(this.#height.value);
      this.show();
    });
    on(this.#save, "click", () => this.#start());
    on(this.#cancel, "click", () => {
      clip.cancel();
      write(this.#status, "Cancelled.");
      this.#save.focus();
    });
    clip.onchange = () => this.#follow();
    this.#follow();
  }
  /** Opens what the button opens. */
  open() {
    this.#popup.open();
    this.#first.focus();
  }
  get #first() {
    if (this.clip.busy) return this.#cancel;
    if (!this.#without.hidden) return this.#begin;
    return this.#cameras.hidden ? this.#speed : this.#ticks.querySelector("input") ?? this.#speed;
  }
  /** @param {string} name */
  #box(name) {
    return [...this.#ticks.querySelectorAll("input")].find(({ value }) => value === name);
  }
  /** @param {(name: string) => boolean} wanted whether a camera is to be in the clip */
  #tick(wanted) {
    for (const { name } of this.actions.scene().subjects) this.#chosen.cameras.set(name, wanted(name));
    this.#chosen.height = null;
    this.show();
  }
  /** Brings what is offered to the loop, the cameras and the rate there are. */
  show() {
    const scene = this.actions.scene();
    this.#button.classList.toggle("unready", scene.loop === null);
    hint(
      this.#button,
      ["clip"],
      (key) => scene.loop ? `Save the loop as a clip (${key})` : `Save a clip (${key}): set a loop first (${keyText("loop")})`
    );
    if (this.#panel.hidden) return;
    write(this.#needed, `A clip is what the loop goes over. Set a loop first (${keyText("loop")}).`);
    const focused = this.#focused;
    const ready = scene.loop !== null && scene.subjects.length > 0;
    this.#without.hidden = ready || this.clip.busy;
    this.#begin.hidden = scene.loop !== null;
    if (!scene.subjects.length) write(this.#needed, "None of the cameras shown can be saved: the server cannot read their files.");
    this.#with.hidden = !ready;
    this.#save.hidden = !ready || this.clip.busy;
    this.#save.disabled = false;
    write(this.#loop, scene.loop ? `${clockText(scene.loop[0])} – ${clockText(scene.loop[1])}` : "");
    if (ready) this.#offer(scene);
    if (focused && this.#panel.contains(focused) && !focused.checkVisibility()) this.#first.focus();
  }
  /** @param {Scene} scene */
  #offer(scene) {
    const { rate } = scene;
    const chosen2 = this.#offerCameras(scene);
    const now = Math.abs(rate);
    const speed = this.#chosen.speed ?? now;
    const words = (each) => each === 1 ? ", real time" : each === now ? ", as played" : "";
    const speeds = [.../* @__PURE__ */ new Set([...speedsFor(rate), speed])].sort((a, b) => a - b);
    fill(this.#speed, speeds.map((each) => ({ value: String(each), text: `${each}×${words(each)}` })), String(speed));
    if (!chosen2.length) {
      this.#order = null;
      this.#save.disabled = true;
      write(this.#sum, "Tick the cameras that are to be in it.");
      this.#caveat.hidden = true;
      return;
    }
    const { heights, usual } = heightsOf(chosen2);
    const height = heights.includes(this.#chosen.height ?? 0) ? Number(this.#chosen.height) : usual;
    fill(this.#height, heights.map((each) => ({ value: String(each), text: String(each) })), String(height));
    const [start, stop] = (
      /** @type {[number, number]} */
      scene.loop
    );
    const [across, down] = sizeOf(chosen2, height);
    const length = durationText((stop - start) / speed);
    write(this.#sum, `${length} long · ${across} × ${down} pixels · ${roughly(bytesOf(chosen2, height, stop - start, speed))}`);
    this.#caveat.hidden = !chosen2.some(({ altered }) => altered);
    this.#order = { cameras: chosen2.map(({ name }) => name), span: [start, stop], rate: speed, height, burned: false };
  }
  /** @param {Scene} scene @returns {Subject[]} those that are ticked */
  #offerCameras({ subjects, shown: shown2, focused }) {
    const one = subjects.find(({ name }) => name === focused) ?? subjects[0];
    const large = JSON.stringify(subjects.filter((each) => each.large).map(({ name }) => name));
    if (this.#ticks.dataset.large !== large) {
      this.#ticks.dataset.large = large;
      this.#chosen.cameras.clear();
    }
    const chosen2 = subjects.length > 1 ? subjects.filter(({ name, large: large2 }) => this.#chosen.cameras.get(name) ?? large2) : subjects;
    const offered = JSON.stringify(subjects.map(({ name, label }) => [name, label]));
    if (this.#ticks.dataset.offered !== offered) {
      this.#ticks.dataset.offered = offered;
      this.#ticks.replaceChildren(...subjects.map(({ name, label }) => h("label", { title: label }, h("input", { type: "checkbox", value: name }), h("span", {}, label))));
    }
    for (const { name } of subjects) this.#box(name).checked = chosen2.some((each) => each.name === name);
    this.#cameras.hidden = shown2 < 2;
    write(this.#count, `${chosen2.length} of ${subjects.length} cameras${chosen2.length > 1 ? ", side by side" : ""}`);
    this.#lone.dataset.camera = one.name;
    write(this.#lone, `Only ${one.label}`);
    this.#every.hidden = this.#lone.hidden = subjects.length < 2;
    write(this.#told, subjects.length < shown2 ? `${shown2 - subjects.length} of the cameras shown cannot be saved: not on the server` : "");
    this.#told.hidden = subjects.length === shown2;
    return chosen2;
  }
  /** @type {import("./clip.js").Order | null} */
  #order = null;
  #start() {
    if (!this.#order) return;
    this.clip.make({ ...this.#order, burned: this.#burned.checked });
    this.#cancel.focus();
  }
  #opened() {
    if (!this.clip.busy) write(this.#status, "");
    this.show();
    this.#panel.style.maxHeight = `${/** @type {HTMLElement} */
    (this.#panel.offsetParent ?? this.#panel).offsetTop - 12}px`;
  }
  /** Shows what has become of the clip. */
  #follow() {
    const { busy, state } = this.clip;
    const focus = this.#focused === this.#cancel;
    const percent = Math.floor(state.progress * 100);
    this.#working.hidden = !busy;
    this.#fields.disabled = busy;
    this.#cancel.hidden = !busy;
    set(this.#button, "data-busy", busy ? "" : null);
    for (const element of [this.#button, this.#bar]) element.style.setProperty("--done", String(percent / 100));
    set(this.#bar, "aria-valuenow", String(percent));
    write(this.#share, `${percent} %`);
    const words = wordsOf(state);
    if (words !== this.#announced) {
      this.#announced = words;
      write(this.#status, words);
      set(this.#status, "data-phase", state.phase);
      if (this.#panel.hidden && (state.phase === "saved" || state.phase === "failed")) this.actions.say(words, state.phase === "failed");
    }
    this.show();
    if (focus && !busy) this.#save.focus();
  }
  get #focused() {
    const root = this.element.getRootNode();
    return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  }
};
function wordsOf({ phase, progress, name, size, lost, problem }) {
  if (phase === "making") return progress > 0 ? "Making the clip." : "Asking the server for the clip.";
  if (phase === "fetching") return "Fetching the clip.";
  if (phase === "failed" && problem) return [`${problem.what}: ${problem.why}`, problem.cure].filter(Boolean).join(" ");
  if (phase !== "saved") return "";
  const damage = lost === 1 ? " One frame cannot be decoded;" : ` ${lost} frames cannot be decoded;`;
  return `Saved ${name}, ${sizeText(size)}.${lost ? `${damage} the one before it stays.` : ""}`;
}
function fill(select, choices, value) {
  const told = JSON.stringify(choices);
  if (select.dataset.choices !== told) {
    select.dataset.choices = told;
    select.replaceChildren(...choices.map((one) => h("option", { value: one.value }, one.text)));
  }
  select.value = value;
}

// src/session/undo.js
var NAMES = ["offsets", "adjustments"];
var MOST = 100;
var Undo = class {
  /** The oldest first. @type {{ name: string, value: unknown }[]} */
  #past = [];
  /** @type {Map<string, unknown>} */
  #now = /* @__PURE__ */ new Map();
  /**
   * @param {import("../python/contract.js").Store} store
   * @param {AbortSignal} signal
   */
  constructor(store, signal) {
    this.store = store;
    for (const name of NAMES) {
      this.#now.set(name, store.get(name));
      store.on(name, () => {
        if (!signal.aborted) this.#note(name);
      });
    }
  }
  /** @returns {boolean} whether there was anything to take back */
  back() {
    const last = this.#past.pop();
    if (!last) return false;
    this.#now.set(last.name, last.value);
    this.store.set(last.name, last.value);
    return true;
  }
  /** @param {string} name */
  #note(name) {
    const [before, now] = [this.#now.get(name), this.store.get(name)];
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    this.#now.set(name, now);
    this.#past.push({ name, value: before });
    if (this.#past.length > MOST) this.#past.shift();
  }
};

// src/controls/announcing.js
var Announcing = class {
  #undo;
  /** What was said of the last shift, while it holds. */
  #shifted = { name: "", ms: 0, text: "" };
  /** What was said of a loop that has one edge. */
  #halfLoop = "";
  /**
   * @param {Store} store
   * @param {import("./notice.js").Notice} notice
   * @param {import("../tiles/stage.js").Stage} stage
   * @param {() => void} startFresh asks for the view as at first
   * @param {AbortSignal} signal
   */
  constructor(store, notice, stage, startFresh, signal) {
    this.store = store;
    this.notice = notice;
    this.stage = stage;
    this.startFresh = startFresh;
    this.#undo = new Undo(store, signal);
  }
  /** Moves a camera on the session clock, and offers to take that back. @param {string} name @param {number} ms */
  shift(name, ms) {
    const { shifts, cameras } = this.stage;
    if (shifts.of(name) === ms) return;
    shifts.set(name, ms);
    const label = cameras.find((camera) => camera.name === name)?.label ?? name;
    const how = ms ? `${Math.abs(ms)} ms ${ms > 0 ? "later" : "earlier"}` : "at its own times again";
    const text = `${label} is shown ${how}.`;
    this.#shifted = { name, ms, text };
    this.notice.say(text, false, { text: `Undo (${keyText("undo")})`, act: () => this.takeBack() });
  }
  /** Cameras were moved, by whomever: what was said of one may hold no longer. */
  moved() {
    const { name, ms, text } = this.#shifted;
    if (this.stage.shifts.of(name) !== ms) this.notice.takeBack(text);
  }
  /** Takes back what was last done to a camera. */
  takeBack() {
    this.notice.takeBack(this.#shifted.text);
    if (!this.#undo.back()) this.notice.say("Nothing to take back: no camera was moved or adjusted on this page.");
  }
  /** One edge of a loop is set by key, and waits for the other. @param {import("../session/looping.js").Mark} mark */
  marked({ edge, time }) {
    const [does, key, other] = edge === "start" ? ["starts", keyText("loopStop"), "stop"] : ["stops", keyText("loopStart"), "start"];
    this.#halfLoop = `The loop ${does} at ${clockText(time)}; ${key} sets its ${other}.`;
    this.notice.say(this.#halfLoop);
  }
  /** The loop has both its edges, or none. */
  looped() {
    this.notice.takeBack(this.#halfLoop);
  }
  /** Says what Python has to say once. */
  told() {
    const said = [.../** @type {string[]} */
    this.store.get("said") ?? []];
    const [problem, ...more] = (
      /** @type {import("../python/contract.js").Problem[]} */
      this.store.get("session").problems
    );
    if (problem) said.push(`${problem.what}${more.length ? ` and ${more.length} more` : ""}; “Lanes” at the timeline tells why.`);
    if (said.length) this.notice.say(said.join(" "), true);
    else if (this.store.get("restored")) {
      this.notice.say("Restored as you left it.", false, { text: "Start fresh", act: this.startFresh });
    }
  }
};

// src/media/correction.js
var SLOWEST = 0.0625;
var FASTEST = 16;
var REFRESH = 1 / 60;
var HOPELESS = 0.5;
var NUDGE = 0.1;
var MOST2 = 0.5;
var GAIN = 3;
function correction(drift, rate) {
  const behind = drift / rate;
  if (Math.abs(behind) > HOPELESS) return { seek: true, rate: clamp(rate, SLOWEST, FASTEST) };
  const most = clamp(NUDGE / rate, NUDGE, MOST2);
  const nudge = clamp(GAIN * behind, -most, most);
  return { seek: false, rate: clamp(rate * (1 + nudge), SLOWEST, FASTEST) };
}
function expectedMedia(pts, span, rate, refresh = REFRESH) {
  return pts + Math.min(span, rate * refresh) / 2 + rate * refresh;
}
function clamp(x, low, high) {
  return Math.min(high, Math.max(low, x));
}

// node_modules/@tabler/icons/icons/outline/chevron-left.svg
var chevron_left_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-chevron-left"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M15 6l-6 6l6 6" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/chevron-right.svg
var chevron_right_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-chevron-right"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M9 6l6 6l-6 6" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/help.svg
var help_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-help"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0" />
  <path d="M12 17l0 .01" />
  <path d="M12 13.5a1.5 1.5 0 0 1 1 -1.5a2.6 2.6 0 1 0 -3 -4" />
</svg>`;

// node_modules/@tabler/icons/icons/filled/player-pause.svg
var player_pause_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="currentColor"
  class="icon icon-tabler icons-tabler-filled icon-tabler-player-pause"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M9 4h-2a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h2a2 2 0 0 0 2 -2v-12a2 2 0 0 0 -2 -2z" />
  <path d="M17 4h-2a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h2a2 2 0 0 0 2 -2v-12a2 2 0 0 0 -2 -2z" />
</svg>`;

// node_modules/@tabler/icons/icons/filled/player-play.svg
var player_play_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="currentColor"
  class="icon icon-tabler icons-tabler-filled icon-tabler-player-play"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M6 4v16a1 1 0 0 0 1.524 .852l13 -8a1 1 0 0 0 0 -1.704l-13 -8a1 1 0 0 0 -1.524 .852z" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/repeat.svg
var repeat_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-repeat"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 12v-3a3 3 0 0 1 3 -3h13m-3 -3l3 3l-3 3" />
  <path d="M20 12v3a3 3 0 0 1 -3 3h-13m3 3l-3 -3l3 -3" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/chevron-up.svg
var chevron_up_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-chevron-up"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M6 15l6 -6l6 6" />
</svg>`;

// src/session/timebase.js
var TOLERANCE = 1e-4;
var UNKNOWN_PERIOD = 1 / 30;
function upperBound(sorted, x) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
function step(t, start, rate) {
  let k = Math.floor((t - start) * rate);
  if (start + (k + 1) / rate <= t) k += 1;
  if (start + k / rate > t) k -= 1;
  return k;
}
function fileOfFrame(firsts, frame) {
  return Math.max(upperBound(firsts, frame) - 1, 0);
}
function floats(buffer, offset, count) {
  return new Float64Array(buffer.slice(offset, offset + 8 * count));
}
var Timebase = class _Timebase {
  /**
   * @param {object} clock
   * @param {number} clock.count how many frames have a place in time
   * @param {number} clock.period the usual time between frames, > 0
   * @param {Float64Array | null} [clock.times] (count,) strictly ascending; null where the clock is regular
   * @param {Float64Array | null} [clock.frames] (count,) the frame number of each; null where it is 0..count-1
   * @param {number} [clock.first] session time of frame 0 of a regular clock
   * @param {number} [clock.rate] frames per second of a regular clock
   */
  constructor({ count, period, times = null, frames = null, first = 0, rate = 1 / period }) {
    this.count = count;
    this.period = period;
    this.times = times;
    this.frames = frames;
    this.first = first;
    this.rate = rate;
    this.longestWait = Math.max(5 * period, 0.1);
  }
  /**
   * A clock that places frame k at start + k / rate.
   * @param {number} start
   * @param {number} rate
   * @param {number} count
   */
  static regular(start, rate, count) {
    return new _Timebase({ count, period: 1 / rate, first: start, rate });
  }
  /**
   * A clock from the binary form that Python's `Timebase.encode` writes.
   * @param {ArrayBuffer} buffer float64 times, then float64 frames where these are not 0..count-1
   * @param {number} count
   * @param {boolean} identity whether frames are 0..count-1
   * @param {number} period
   */
  static decode(buffer, count, identity, period) {
    const expected = 8 * count * (identity ? 1 : 2);
    if (buffer.byteLength !== expected) {
      throw new RangeError(`timestamps have ${buffer.byteLength} bytes where ${expected} were announced`);
    }
    const frames = identity ? null : floats(buffer, 8 * count, count);
    return new _Timebase({ count, period, times: floats(buffer, 0, count), frames });
  }
  /**
   * The last row with time <= t; -1 before the first.
   * @param {number} t
   * @returns {number}
   */
  row(t) {
    if (this.times) return upperBound(this.times, t) - 1;
    return Math.min(Math.max(step(t, this.first, this.rate), -1), this.count - 1);
  }
  /**
   * Session time of a row from 0 to count - 1.
   * @param {number} row
   * @returns {number}
   */
  timeOfRow(row2) {
    return this.times ? this.times[row2] : this.first + row2 / this.rate;
  }
  /**
   * The camera's frame number of a row from 0 to count - 1.
   * @param {number} row
   * @returns {number}
   */
  frameOfRow(row2) {
    return this.frames ? this.frames[row2] : row2;
  }
  /**
   * The row of a camera's frame; -1 where the frame has no place in time.
   * @param {number} frame
   * @returns {number}
   */
  rowOfFrame(frame) {
    if (this.frames) return this.frames.indexOf(frame);
    return frame >= 0 && frame < this.count ? frame : -1;
  }
  /**
   * Session time of a camera's frame; null where the frame has no place in time.
   * @param {number} frame
   * @returns {number | null}
   */
  timeOf(frame) {
    const row2 = this.rowOfFrame(frame);
    return row2 < 0 ? null : this.timeOfRow(row2);
  }
  /** Session time of the first frame; NaN where there is none. */
  get start() {
    return this.count ? this.timeOfRow(0) : NaN;
  }
  /** Session time at which the last frame ends, one period after it began; NaN where there is none. */
  get stop() {
    return this.count ? this.timeOfRow(this.count - 1) + this.period : NaN;
  }
  /**
   * What the camera shows at session time t.
   * @param {number} t
   * @returns {Moment}
   */
  at(t) {
    const row2 = this.row(t);
    const next = row2 + 1 < this.count ? this.timeOfRow(row2 + 1) : null;
    if (row2 < 0) return { state: "before", row: row2, frame: null, timestamp: null, next };
    const timestamp = this.timeOfRow(row2);
    const over = t >= timestamp + this.period;
    let state = "ready";
    if (next === null && over) state = "after";
    else if (next !== null && over && next - timestamp > this.longestWait) state = "gap";
    return { state, row: row2, frame: this.frameOfRow(row2), timestamp, next };
  }
  /**
   * Where a playing video should be: the frame, and how much of its span has passed. It rests at the end of
   * the span while the camera is paused or over; before the first frame it is at its beginning.
   * @param {number} t
   * @returns {{ frame: number, fraction: number }} fraction from 0 to 1
   */
  playing(t) {
    const { state, row: row2, frame, timestamp, next } = this.at(t);
    if (frame === null || timestamp === null) {
      return { frame: this.count ? this.frameOfRow(row2 + 1) : 0, fraction: 0 };
    }
    const paused = next === null || next - timestamp > this.longestWait;
    const span = paused ? this.period : next - timestamp;
    const fraction = state === "ready" ? (t - timestamp) / span : 1;
    return { frame, fraction: Math.min(fraction, 1) };
  }
};
var FileTimebase = class _FileTimebase {
  /**
   * @param {object} clock
   * @param {number} clock.period the usual time between frames
   * @param {Float64Array | null} [clock.pts] ascending; null where the clock is regular
   * @param {Uint8Array | null} [clock.keys] 1 where a frame is a key frame
   * @param {number | null} [clock.count] number of frames; null where only the index will tell
   * @param {number} [clock.first] media time of frame 0 of a regular clock
   */
  constructor({ period, pts = null, keys = null, count = null, first = 0 }) {
    this.period = period;
    this.pts = pts;
    this.keys = keys;
    this.count = pts ? pts.length : count;
    this.first = first;
  }
  /**
   * Presentation times as the container's header gives them, until the index is there.
   * @param {number} start
   * @param {number} rate
   * @param {number | null} [count]
   */
  static regular(start, rate, count = null) {
    return new _FileTimebase({ period: 1 / rate, count, first: start });
  }
  /**
   * Presentation times from an ascending list.
   * @param {Float64Array} pts
   * @param {Uint8Array | null} [keys]
   */
  static from(pts, keys = null) {
    const spans = pts.slice(1).map((t, k) => t - pts[k]).filter((span) => span > 0).sort();
    const middle = spans.length >>> 1;
    let period = UNKNOWN_PERIOD;
    if (spans.length % 2) period = spans[middle];
    else if (spans.length) period = (spans[middle - 1] + spans[middle]) / 2;
    return new _FileTimebase({ period, pts, keys });
  }
  /** Whether some frames have one presentation time, which then does not tell them apart. */
  get shared() {
    return this.pts !== null && this.pts.some((t, k) => k > 0 && t === /** @type {Float64Array} */
    this.pts[k - 1]);
  }
  /**
   * The media time at which a fraction of frame k's span has passed.
   * @param {number} k frame number in this file
   * @param {number} fraction 0 to 1
   * @returns {number}
   */
  mediaAt(k, fraction) {
    if (!this.pts) return this.first + (k + fraction) * this.period;
    const start = this.pts[k];
    const stop = k + 1 < this.pts.length ? this.pts[k + 1] : start + this.period;
    return start + fraction * (stop - start);
  }
  /**
   * The media time to seek to for frame k: the middle of its span.
   * @param {number} k frame number in this file
   * @returns {number}
   */
  seek(k) {
    return this.mediaAt(k, 0.5);
  }
  /**
   * The frame that a video shows which reports `mediaTime`.
   * @param {number} mediaTime
   * @returns {number} frame number in this file
   */
  frameOnScreen(mediaTime) {
    const t = mediaTime + TOLERANCE;
    if (this.pts) return Math.max(upperBound(this.pts, t) - 1, 0);
    const k = step(t, this.first, 1 / this.period);
    return Math.max(this.count === null ? k : Math.min(k, this.count - 1), 0);
  }
};

// src/timeline/intervals.js
function bytesOfRows(count) {
  return 25 * count;
}
var IntervalTable = class _IntervalTable {
  /**
   * @param {Float64Array} starts rising
   * @param {Float64Array} stops never before the start; infinity where an open row has no next
   * @param {Float64Array} ids
   * @param {Uint8Array} open 1 where the file tells no stop
   */
  constructor(starts, stops, ids, open) {
    this.starts = starts;
    this.stops = stops;
    this.ids = ids;
    this.open = open;
    this.reach = new Float64Array(starts.length);
    let latest = -Infinity;
    for (let i = 0; i < starts.length; i += 1) this.reach[i] = latest = Math.max(latest, stops[i]);
  }
  /**
   * @param {ArrayBuffer} bytes the binary form, at least its rows
   * @param {number} count
   */
  static decode(bytes, count) {
    const array = (i) => new Float64Array(bytes, 8 * count * i, count);
    return new _IntervalTable(array(0), array(1), array(2), new Uint8Array(bytes, 24 * count, count));
  }
  get count() {
    return this.starts.length;
  }
  /**
   * The rows among which those are that touch start <= t < stop.
   * @param {number} start
   * @param {number} stop
   * @returns {[number, number]} first, and one after the last
   */
  between(start, stop) {
    const last = upperBound(this.starts, stop);
    let [low, high] = [0, last];
    while (low < high) {
      const middle = low + high >> 1;
      if (this.reach[middle] >= start) high = middle;
      else low = middle + 1;
    }
    return [low, last];
  }
  /**
   * The row that holds a time; of several the one that started last. -1 where none does.
   * @param {number} time
   */
  at(time) {
    const last = upperBound(this.starts, time) - 1;
    for (let i = last; i >= 0 && this.reach[i] > time; i -= 1) if (this.stops[i] > time) return i;
    return last >= 0 && this.starts[last] === time ? last : -1;
  }
  /**
   * The row whose start is nearest to a time, at most so far away; -1 where there is none.
   * @param {number} time
   * @param {number} within seconds
   */
  near(time, within2) {
    const after = upperBound(this.starts, time);
    const [before, behind] = [time - (this.starts[after - 1] ?? -Infinity), (this.starts[after] ?? Infinity) - time];
    if (Math.min(before, behind) > within2) return -1;
    return before <= behind ? after - 1 : after;
  }
  /** The last row that has started; -1 before the first. @param {number} time */
  started(time) {
    return upperBound(this.starts, time) - 1;
  }
  /**
   * The next later start, or the next earlier one.
   * @param {number} time
   * @param {1 | -1} way
   * @returns {number} row, -1 where there is none
   */
  beyond(time, way) {
    if (way > 0) {
      const row3 = upperBound(this.starts, time);
      return row3 < this.count ? row3 : -1;
    }
    let row2 = this.started(time);
    while (row2 >= 0 && this.starts[row2] >= time) row2 -= 1;
    return row2;
  }
  /** @param {number} id as in the NWB file @returns {number} row, -1 where there is none */
  rowOf(id) {
    return this.ids.indexOf(id);
  }
};
function decodeColumn(bytes, kind, count) {
  if (kind === "number") return { kind, values: new Float64Array(bytes, 0, count) };
  const texts = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4 * count)));
  return { kind, codes: new Uint32Array(bytes, 0, count), texts };
}
function valueText(column, row2) {
  if (column.kind === "text") return column.texts[column.codes[row2]] ?? "";
  const value = column.values[row2];
  return Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));
}
function singular(table) {
  const name = table.split("/").at(-1) ?? table;
  return /[^s]s$/.test(name) && name.length > 3 ? name.slice(0, -1).replace(/_/g, " ") : name.replace(/_/g, " ");
}
function plural(table) {
  return (table.split("/").at(-1) ?? table).replace(/_/g, " ");
}
function whereabouts(table, rows, time) {
  const name = singular(table);
  const row2 = rows.at(time);
  if (row2 >= 0) return { row: row2, short: `${name} ${rows.ids[row2]}`, full: `${name} ${rows.ids[row2]}` };
  const last = rows.started(time);
  const [before, after] = [rows.ids[last], rows.ids[last + 1]];
  const short = !rows.count ? `no ${plural(table)}` : last < 0 ? `before ${name} ${after}` : `after ${name} ${before}`;
  const inside = last >= 0 && last + 1 < rows.count;
  return { row: row2, short, full: inside ? `between ${name} ${before} and ${name} ${after}` : short };
}

// src/controls/typed.js
var FORMS = "Type seconds, m:s, f and a frame number, + or - seconds";
function placeOf(text, context) {
  const row2 = /^\s*(.*?[^\s\d])\s*#?\s*(-?\d+)\s*$/.exec(text);
  const table = row2 && !/^f(rame)?$/i.test(row2[1]) ? tableNamed(row2[1], context.tables) : void 0;
  if (row2 && table) return startOf(table, Number(row2[2]));
  const time = parseTime(text, context);
  if (time !== null) return { time };
  const example = context.tables.length ? `, or ${singular(context.tables[0].name)} and its id` : "";
  return { wrong: FORMS + example };
}
function tableNamed(word, tables) {
  const wanted = plain(word);
  const names = ({ name }) => [plain(name), plain(singular(name))];
  return tables.find((table) => names(table).includes(wanted)) ?? tables.find((table) => plain(table.name).startsWith(wanted));
}
function plain(name) {
  return name.toLowerCase().replace(/[\s_-]+/g, " ").trim();
}
function startOf({ name, rows }, id) {
  if (!rows) return { wrong: `The ${name} are still on their way` };
  const row2 = rows.rowOf(id);
  if (row2 >= 0) return { time: rows.starts[row2] };
  let [low, high] = [Infinity, -Infinity];
  for (const each of rows.ids) [low, high] = [Math.min(low, each), Math.max(high, each)];
  return { wrong: `No ${singular(name)} ${id}; their ids go from ${low} to ${high}` };
}

// src/controls/looppanel.js
var LoopPanel = class {
  /** @type {Loop | null} */
  #loop = null;
  #fields = (
    /** @type {Record<Part, HTMLInputElement>} */
    {}
  );
  #wrong = h("p", { class: "wrong", role: "alert" });
  #end = h("button", { type: "button" }, "No loop");
  #actions;
  /** @param {Actions} actions @param {AbortSignal} signal */
  constructor(actions, signal) {
    this.#actions = actions;
    const button = iconButton(chevron_up_default, "Loop from, to, length");
    button.classList.add("narrow");
    set(button, "aria-haspopup", "dialog");
    set(button, "aria-expanded", "false");
    const rows = (
      /** @type {[Part, string, string][]} */
      [
        ["start", "Start", "As the time field: 418.233, 6:58.233, f12540, trial 12, +5"],
        ["stop", "Stop", "The first moment that is not played; as the time field"],
        ["length", "Length", "Seconds, or 500 ms; the stop moves"]
      ].map(([part, label, title]) => {
        const field = h("input", { "aria-label": `Loop ${label.toLowerCase()} exactly`, title, spellcheck: "false", autocomplete: "off" });
        this.#fields[part] = field;
        field.addEventListener("focus", () => field.select());
        field.addEventListener("change", () => this.#take(part));
        field.addEventListener("keydown", (event) => {
          if (event.key === "Enter") this.#take(part);
        });
        return h("label", {}, h("span", {}, label), field);
      })
    );
    this.#end.addEventListener("click", () => this.#actions.set(null));
    const panel = h("div", { class: "loop-panel", role: "dialog", "aria-label": "Loop" }, ...rows, this.#wrong, this.#end);
    this.element = new Popup("loop-anchor", button, panel, signal, () => {
      this.show(this.#loop);
      this.#fields.start.focus();
    }).element;
  }
  /** @param {Loop | null} loop */
  show(loop) {
    this.#loop = loop;
    this.#end.disabled = loop === null;
    if (this.element.querySelector(".loop-panel[hidden]")) return;
    const [start, stop] = loop ?? this.#actions.usual();
    this.#fields.start.value = clockText(start);
    this.#fields.stop.value = clockText(stop);
    this.#fields.length.value = `${Number((stop - start).toFixed(6))} s`;
    this.#say("", "start");
  }
  /** @param {Part} part */
  #take(part) {
    const [start, stop] = this.#loop ?? this.#actions.usual();
    const typed = this.#fields[part].value;
    if (this.#loop && typed === clockText(part === "start" ? start : stop)) return;
    if (part === "length") {
      const length = secondsOf(typed);
      if (!(length > 0)) this.#say("Type a length above zero, as 0.5 or 500 ms.", part);
      else this.#actions.set([start, start + length]);
      return;
    }
    const place2 = placeOf(typed, { ...this.#actions.context(), time: part === "start" ? start : stop });
    if ("wrong" in place2) this.#say(place2.wrong, part);
    else if (part === "start" && place2.time >= stop) this.#actions.set([place2.time, place2.time + (stop - start)]);
    else if (part === "stop" && place2.time <= start) this.#say(`It starts at ${clockText(start)}; the stop is later.`, part);
    else this.#actions.set(part === "start" ? [place2.time, stop] : [start, place2.time]);
  }
  /** @param {string} wrong @param {Part} part */
  #say(wrong, part) {
    write(this.#wrong, wrong);
    for (const [name, field] of Object.entries(this.#fields)) set(field, "aria-invalid", wrong && name === part ? "true" : null);
  }
};
function secondsOf(text) {
  const parts = /^\s*(\d+\.?\d*|\.\d+)\s*(ms|s)?\s*$/i.exec(text.replace(",", "."));
  return parts ? Number(parts[1]) / (parts[2]?.toLowerCase() === "ms" ? 1e3 : 1) : NaN;
}

// src/controls/transport.js
var RATES = [-1, -0.25, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 4, 8, 16];
var LOOP = "Loop one second around here";
var TYPED = "Session time: 418.233, 6:58.233, f12540, trial 12, +5 or -0.5, then Enter";
var Transport = class {
  #play = iconButton(player_play_default, "Play", "toggle");
  #rate = h("select", { "aria-label": "Rate" });
  #loop = iconButton(repeat_default, LOOP, "loop");
  #time = h("input", {
    class: "time",
    "aria-label": "Session time",
    spellcheck: "false",
    autocomplete: "off",
    inputmode: "text"
  });
  #exact;
  #total = h("span", { class: "total" });
  #wrong = h("span", { class: "wrong", role: "alert" });
  #shown = NaN;
  /**
   * @param {Actions} actions
   * @param {HTMLElement} navigation next and previous trial
   * @param {HTMLElement} clip what saves the loop
   * @param {AbortSignal} signal
   */
  constructor(actions, navigation, clip, signal) {
    const stepBack = iconButton(chevron_left_default, "One frame back", "stepBack");
    const stepForward = iconButton(chevron_right_default, "One frame forward", "stepForward");
    const keys = iconButton(help_default, "Keys", "help");
    hint(this.#rate, ["faster", "slower"], (up, down) => `Rate (${up}, ${down})`);
    hint(this.#time, ["goto"], (key) => `${TYPED} (${key})`);
    this.#exact = new LoopPanel({ context: () => actions.context(), usual: () => actions.usualLoop(), set: (loop) => actions.setLoop(loop) }, signal);
    this.#play.classList.add("primary");
    this.#offer(1);
    this.element = h(
      "div",
      { class: "transport", role: "toolbar", "aria-label": "Playback" },
      h("div", { class: "transport-side" }, stepBack, this.#play, stepForward, this.#rate, h("div", { class: "loop-buttons" }, this.#loop, this.#exact.element), clip),
      h("div", { class: "transport-time" }, this.#time, this.#total, this.#wrong),
      h("div", { class: "transport-side end" }, navigation, keys)
    );
    const on = (element, type, f) => element.addEventListener(type, f, { signal });
    on(stepBack, "click", () => actions.step(-1));
    on(stepForward, "click", () => actions.step(1));
    on(this.#play, "click", () => actions.toggle());
    on(this.#loop, "click", () => actions.loop());
    on(keys, "click", () => actions.help());
    on(this.#rate, "change", () => actions.setRate(Number(this.#rate.value)));
    on(this.#time, "focus", () => this.#time.select());
    on(this.#time, "blur", () => this.#leave());
    on(this.#time, "keydown", (event) => {
      if (event.key === "Enter") this.#enter(actions);
      if (event.key === "Escape") {
        this.#leave();
        actions.leaveField();
      }
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
  }
  /** @param {boolean} playing */
  showPlaying(playing) {
    if (this.#play.getAttribute("aria-label") === (playing ? "Pause" : "Play")) return;
    this.#play.replaceChildren(iconOf(playing ? player_pause_default : player_play_default));
    set(this.#play, "aria-label", playing ? "Pause" : "Play");
    hint(this.#play, ["toggle"], (key) => `${playing ? "Pause" : "Play"} (${key})`);
  }
  /** @param {number} rate */
  showRate(rate) {
    this.#offer(rate);
  }
  /** @param {import("../session/loop.js").Loop | null} loop */
  showLoop(loop) {
    set(this.#loop, "aria-pressed", String(loop !== null));
    this.#exact.show(loop);
    const what = loop ? `Loop ${clockText(loop[0])} – ${clockText(loop[1])}; press to end it` : LOOP;
    hint(this.#loop, ["loop"], (key) => `${what} (${key})`);
  }
  /** @param {number} time */
  showTime(time) {
    this.#shown = time;
    if (this.#editing()) return;
    const text = clockText(time);
    if (this.#time.value !== text) this.#time.value = text;
  }
  /** @param {number} start @param {number} stop */
  showTotal(start, stop) {
    this.#time.style.setProperty("--letters", String(Math.max(clockText(start).length, clockText(stop).length)));
    write(this.#total, `/ ${clockText(stop)}`);
    set(this.#total, "title", "The session's end, in session time");
  }
  focusTime() {
    this.#time.focus();
    this.#time.select();
  }
  #editing() {
    const root = (
      /** @type {Document | ShadowRoot} */
      this.#time.getRootNode()
    );
    return root.activeElement === this.#time;
  }
  /** @param {Actions} actions */
  #enter(actions) {
    const place2 = placeOf(this.#time.value, actions.context());
    set(this.#time, "aria-invalid", "wrong" in place2 ? "true" : null);
    write(this.#wrong, "wrong" in place2 ? place2.wrong : "");
    if ("wrong" in place2) return;
    actions.seek(place2.time);
    this.#time.value = clockText(place2.time);
    actions.leaveField();
  }
  #leave() {
    set(this.#time, "aria-invalid", null);
    write(this.#wrong, "");
    this.#time.value = clockText(this.#shown);
    if (this.#editing()) this.#time.select();
  }
  /** @param {number} rate */
  #offer(rate) {
    const rates = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
    if (this.#rate.options.length !== rates.length) {
      this.#rate.replaceChildren(...rates.map((r) => h("option", { value: r }, rateText(r))));
    }
    this.#rate.value = String(rate);
    if (this.#rate.value !== String(rate)) {
      this.#rate.replaceChildren(...rates.map((r) => h("option", { value: r, selected: r === rate }, rateText(r))));
    }
  }
};
function rateText(rate) {
  return `${rate < 0 ? "−" : ""}${Math.abs(rate)}×`;
}

// src/controls/commands.js
function commandsOf(player, { playing, stage, looping, undo, share, help }) {
  const { store } = player;
  const { operations } = stage;
  const jump = (seconds) => {
    const { start, stop } = store.get("session");
    playing.seek(clamp(playing.time + seconds, start, stop));
  };
  const changeRate = (way) => {
    const rate = store.get("rate");
    const next = way > 0 ? RATES.find((r) => r > rate) : RATES.findLast((r) => r < rate);
    if (next !== void 0) store.set("rate", next);
  };
  const onCamera2 = (act) => () => {
    stage.takeEntered();
    act();
  };
  return {
    toggle: () => playing.toggle(),
    stepBack: onCamera2(() => playing.step(-1)),
    stepForward: onCamera2(() => playing.step(1)),
    tenBack: onCamera2(() => playing.step(-10)),
    tenForward: onCamera2(() => playing.step(10)),
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
    enlarge: onCamera2(() => operations.enlarge()),
    enlargeBeside: onCamera2(() => operations.enlarge(stage.focused, true)),
    earlier: onCamera2(() => operations.shift(-1)),
    later: onCamera2(() => operations.shift(1)),
    rotate: onCamera2(() => operations.rotate()),
    mirror: onCamera2(() => operations.mirror()),
    closer: onCamera2(() => operations.zoom(1.25)),
    farther: onCamera2(() => operations.zoom(0.8)),
    wholePicture: onCamera2(() => operations.wholePicture()),
    adjust: onCamera2(() => operations.adjust()),
    still: onCamera2(() => void operations.still()),
    clip: onCamera2(() => player.clip.open()),
    undo,
    about: onCamera2(() => operations.about()),
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
      if (name === void 0) return;
      stage.take(name);
      stage.focus(name);
    },
    help
  };
}

// src/media/filewatch.js
var LOOK_MS = 2e3;
var SHARE = 10;
var WHOLE_MS = 15e3;
var PATIENCE_MS2 = 6e4;
var FileWatch = class {
  #asked = NaN;
  #told = performance.now();
  #pause = LOOK_MS;
  #looking = false;
  /**
   * @param {Watched} watched
   * @param {AbortSignal} signal
   */
  constructor(watched, signal) {
    this.watched = watched;
    this.signal = signal;
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }
  /** Python has told of the files. */
  told() {
    const now = performance.now();
    if (!Number.isNaN(this.#asked)) this.#pause = Math.max(LOOK_MS, SHARE * (now - this.#asked));
    this.#asked = NaN;
    this.#told = now;
  }
  async #look() {
    const now = performance.now();
    const media = this.watched.media();
    const waiting = now - this.#asked < PATIENCE_MS2;
    if (!media || this.#looking || waiting || document.hidden || now - this.#told < this.#pause) return;
    const files = this.watched.files().filter(({ etag }) => etag !== null);
    const over = files.some(({ growing }) => growing) && now - this.#told > WHOLE_MS;
    this.#looking = true;
    const others = await Promise.all(files.map((file) => media.isAnother(file, this.signal)));
    this.#looking = false;
    if (this.signal.aborted || !(over || others.includes(true))) return;
    this.#asked = performance.now();
    this.watched.look();
  }
};

// src/controls/divider.js
var PLAYER_LEAST = 250;
var TABLE_LEAST = 96;
var PART = 0.34;
var TABLE_USUAL = 300;
var SETTLED = 600;
var STEP = 24;
function tableHeight(wanted, all) {
  return Math.round(clamp(wanted, TABLE_LEAST, Math.max(TABLE_LEAST, all - PLAYER_LEAST)));
}
function usualHeight(all) {
  return tableHeight(Math.min(TABLE_USUAL, all * PART), all);
}
var Divider = class {
  element = h("div", {
    class: "divider",
    role: "separator",
    tabindex: 0,
    hidden: true,
    "aria-orientation": "horizontal",
    "aria-label": "Height of the table",
    title: "Drag to give the table or the videos more room; a double click puts it back"
  });
  /** What the table was given by hand, px. @type {number | null} */
  #wanted = null;
  #player = 0;
  /** What player and table shared when both had the sizes they were given last. */
  #shared = 0;
  #toldAt = -Infinity;
  /**
   * @param {import("../python/contract.js").Store} store
   * @param {AbortSignal} signal
   */
  constructor(store, signal) {
    this.store = store;
    const { element } = this;
    const on = (type, heard) => element.addEventListener(type, heard, { signal });
    let grip = 0;
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#measure();
      element.setPointerCapture(event.pointerId);
      grip = event.clientY + this.#height;
      element.toggleAttribute("data-held", true);
    });
    on("lostpointercapture", () => element.toggleAttribute("data-held", false));
    on("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) this.#want(grip - event.clientY);
    });
    on("dblclick", () => this.#want(null));
    on("keydown", (event) => {
      const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      if (!way) return;
      this.#want(this.#height + way * STEP);
      event.preventDefault();
      event.stopPropagation();
    });
  }
  /** The page, or what is open on it, has another size. @param {number} player its height, px */
  fit(player) {
    this.#player = player;
    const open = Boolean(this.store.get("table"));
    this.element.hidden = !open;
    if (this.store.get("table") === null) return;
    if (!open || this.#wanted !== null || player < PLAYER_LEAST) this.#tell();
  }
  get #height() {
    return (
      /** @type {number} */
      this.store.get("table_height")
    );
  }
  /** The page is laid out by way of Python: in the middle of a change what is measured is from before it. */
  #measure() {
    if (this.element.hasAttribute("data-held") || performance.now() - this.#toldAt < SETTLED) return;
    this.#shared = this.#player + (this.store.get("table") ? this.#height : 0);
  }
  /** @param {number | null} wanted px; null for the usual */
  #want(wanted) {
    this.#measure();
    this.#wanted = wanted === null ? null : tableHeight(wanted, this.#shared);
    this.#tell();
  }
  #tell() {
    this.#measure();
    const height = this.#wanted === null ? usualHeight(this.#shared) : tableHeight(this.#wanted, this.#shared);
    if (Math.abs(height - this.#height) > 1) {
      this.#toldAt = performance.now();
      this.store.set("table_height", height);
    }
    set(this.element, "aria-valuenow", String(height));
    set(this.element, "aria-valuemin", String(TABLE_LEAST));
    set(this.element, "aria-valuemax", String(Math.max(TABLE_LEAST, Math.round(this.#shared - PLAYER_LEAST))));
  }
};

// src/controls/fitting.js
var NARROW = 560;
var LOW = 470;
function fitTo(root, stage, { fold, fit }, signal) {
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

// src/controls/foreignkeys.js
var PRESS = "nwb-video-panel:press";
function hearForeignKeys(name, alone, press, signal) {
  document.addEventListener(PRESS, (event) => {
    const { player, event: pressed } = (
      /** @type {CustomEvent<Pressed>} */
      event.detail
    );
    if (player === name() && !pressed.defaultPrevented) press(pressed);
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (alone() && event.target === document.body && !event.defaultPrevented) press(event);
  }, { signal });
}

// src/timeline/gaps.js
var LATE = 1.5;
var [GAP_PERIODS, GAP_SECONDS] = [5, 0.1];
function gapsOf(coverage, offset) {
  return coverage.slice(1).map(([next], i) => [coverage[i][1] + offset, next + offset]);
}
function gapAt(gaps, time) {
  return gaps.find(([start, stop]) => start <= time && time < stop);
}
function gapBeyond(gaps, time, way) {
  return way > 0 ? gaps.find(([start]) => start > time) : gaps.findLast(([start]) => start < time);
}
function missingFrames(times, period) {
  const longest = Math.max(GAP_PERIODS * period, GAP_SECONDS);
  const missing = [];
  for (let row2 = 1; row2 < times.length; row2 += 1) {
    const wait = times[row2] - times[row2 - 1];
    if (wait <= LATE * period || wait > longest) continue;
    const lacking = Math.round(wait / period) - 1;
    for (let i = 1; i <= lacking; i += 1) missing.push(times[row2 - 1] + i * wait / (lacking + 1));
  }
  return Float64Array.from(missing);
}

// src/timeline/cameralanes.js
var NONE = new Float64Array();
function grows({ files }) {
  return files.some(({ growing }) => growing);
}
var CameraLanes = class {
  /** @type {WeakMap<Timebase, Float64Array>} */
  #missing = /* @__PURE__ */ new WeakMap();
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
  }
  /** @param {string | undefined} name */
  camera(name) {
    return this.parts.cameras().find((camera) => camera.name === name);
  }
  /** @param {CameraDescriptor} camera */
  gaps({ name, coverage }) {
    return gapsOf(coverage, this.parts.offset(name));
  }
  /** When frames were due that the camera lacks, by its own timestamps. @param {string} name */
  missing(name) {
    const timebase = this.parts.timebase(name);
    if (!timebase?.times) return NONE;
    const known = this.#missing.get(timebase) ?? missingFrames(timebase.times, timebase.period);
    this.#missing.set(timebase, known);
    return known;
  }
  /** Goes to a gap of a camera. @param {string | undefined} name @param {1 | -1} way */
  goToGap(name, way) {
    const camera = this.camera(name);
    if (!camera) return;
    const gap = gapBeyond(this.gaps(camera), this.parts.time(), way);
    this.parts.take(camera.name);
    if (gap) this.parts.seek(gap[0]);
    else this.parts.say(`${camera.label} has no gap ${way > 0 ? "after" : "before"} this.`);
  }
  /** Goes to a camera's first or last frame. @param {CameraDescriptor} camera @param {"start" | "last"} end */
  goTo(camera, end) {
    this.parts.seek(camera[end] + this.parts.offset(camera.name));
  }
  /** What is recorded, in words. @param {CameraDescriptor} camera @returns {string[]} */
  words(camera) {
    const by = this.parts.offset(camera.name);
    const gaps = this.gaps(camera);
    const lost = gaps.reduce((sum, [start, stop]) => sum + stop - start, 0);
    const missing = this.missing(camera.name).length;
    return [
      `${grouped(camera.count)} frames, ${clockText(camera.start + by)} – ${clockText(camera.stop + by)}`,
      gaps.length ? `${gaps.length} gap${gaps.length === 1 ? "" : "s"}, ${secondsText(lost)} in all` : "No gaps",
      ...missing ? [`${grouped(missing)} single frame${missing === 1 ? "" : "s"} missing`] : [],
      ...grows(camera) ? ["Still being recorded"] : []
    ];
  }
  /** Why a camera has no picture at a time, in a word or two; empty where it has one. @param {string} name @param {number} time */
  absence(name, time) {
    const camera = this.camera(name);
    if (!camera) return "";
    const by = this.parts.offset(name);
    if (time < camera.start + by) return "not begun";
    if (time >= camera.stop + by) return grows(camera) ? "not recorded yet" : "ended";
    return gapAt(this.gaps(camera), time) ? "gap" : "";
  }
  /**
   * What the pointer is told on a camera's lane.
   * @param {string} name
   * @param {number} time
   * @param {number} within seconds that a missing frame may be away
   * @returns {[string, string][]}
   */
  told(name, time, within2) {
    const camera = this.camera(name);
    if (!camera) return [];
    const by = this.parts.offset(name);
    if (time < camera.start + by) return [[camera.label, `no frame until ${clockText(camera.start + by)}`]];
    if (time >= camera.stop + by) {
      const end = clockText(camera.stop + by);
      return [[camera.label, grows(camera) ? `still being recorded, to ${end} so far` : `ended at ${end}`]];
    }
    const gap = gapAt(this.gaps(camera), time);
    if (gap) return [[camera.label, `gap of ${secondsText(gap[1] - gap[0])}: ${clockText(gap[0])} – ${clockText(gap[1])}`]];
    const times = this.missing(name);
    const after = upperBound(times, time - by - within2);
    return after < times.length && times[after] <= time - by + within2 ? [[camera.label, `a frame is missing at ${clockText(times[after] + by)}`]] : [];
  }
};

// node_modules/@tabler/icons/icons/outline/chevron-down.svg
var chevron_down_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-chevron-down"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M6 9l6 6l6 -6" />
</svg>`;

// src/controls/cameramenu.js
var MANY = 8;
var CameraMenu = class {
  #button = h("button", { type: "button", class: "menu-button", "aria-expanded": "false", "aria-haspopup": "true" });
  #search = h("input", { type: "search", class: "search", placeholder: "Search", "aria-label": "Search cameras" });
  #list = h("div", { class: "camera-list", role: "group", "aria-label": "Cameras shown" });
  #actions;
  /** In order. @type {string[]} */
  #names = [];
  #name = "Cameras";
  #count = 0;
  /**
   * @param {object} actions
   * @param {(names: string[]) => void} actions.select
   * @param {(name: string, by: number) => void} actions.move a camera by some places
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#actions = actions;
    const all = h("button", { type: "button" }, "All");
    const none = h("button", { type: "button" }, "None");
    all.addEventListener("click", () => actions.select(this.#names), { signal });
    none.addEventListener("click", () => actions.select([]), { signal });
    this.panel = h("div", { class: "menu" }, this.#search, this.#list, h("div", { class: "menu-foot" }, all, none));
    this.#search.addEventListener("input", () => this.#filter());
    this.element = new Popup("menu-anchor", this.#button, this.panel, signal).element;
    hint(this.#button, ["cameras"], (key) => `Which cameras are shown, and in which order (${key})`);
  }
  /** By key: the focus goes with it. */
  open() {
    if (this.panel.hidden) this.#button.click();
    this.panel.querySelector("input:not([hidden])")?.focus();
  }
  /**
   * @param {CameraDescriptor[]} cameras in order
   * @param {string[]} selected
   */
  show(cameras, selected) {
    this.#names = cameras.map((camera) => camera.name);
    this.#search.hidden = cameras.length < MANY;
    this.#list.replaceChildren(...cameras.map((camera, i) => this.#row(camera, i === 0, i === cameras.length - 1)));
    this.tick(selected);
    this.#filter();
  }
  /** Changes the ticks without making the list anew, so that the keyboard keeps its place. @param {string[]} selected */
  tick(selected) {
    this.#count = selected.length;
    this.#label();
    this.#boxes().forEach((box, i) => {
      box.checked = selected.includes(this.#names[i]);
    });
  }
  /** What the menu is called: it may hold more than the cameras. @param {string} name */
  name(name) {
    this.#name = name;
    this.#label();
  }
  #label() {
    write(this.#button, `${this.#name} ${this.#count}/${this.#names.length}`);
  }
  /**
   * @param {CameraDescriptor} camera
   * @param {boolean} first
   * @param {boolean} last
   */
  #row({ name, label }, first, last) {
    const box = h("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const boxes = this.#boxes();
      this.#actions.select(this.#names.filter((_, i) => boxes[i].checked));
    });
    const mover = (icon, way, by, off) => {
      const button = iconButton(icon, `Move ${label} ${way}`);
      button.disabled = off;
      button.dataset.way = way;
      button.addEventListener("click", () => this.#move(name, by, way));
      return button;
    };
    const movers = [mover(chevron_up_default, "earlier", -1, first), mover(chevron_down_default, "later", 1, last)];
    const row2 = h("div", { class: "camera-row" }, h("label", {}, box, h("span", {}, label)), ...movers);
    set(row2, "data-camera", name);
    return row2;
  }
  /** @param {string} name @param {number} by @param {string} way */
  #move(name, by, way) {
    this.#actions.move(name, by);
    const row2 = [...this.#list.children].find((one) => one.getAttribute("data-camera") === name);
    const buttons = [...row2?.querySelectorAll("button") ?? []];
    (buttons.find((button) => button.dataset.way === way && !button.disabled) ?? buttons.find((b) => !b.disabled))?.focus();
  }
  #filter() {
    const wanted = this.#search.hidden ? "" : this.#search.value.trim().toLowerCase();
    for (const row2 of this.#list.children) {
      row2.hidden = !row2.textContent?.toLowerCase().includes(wanted);
    }
  }
  #boxes() {
    return [...this.#list.querySelectorAll("input")];
  }
};

// node_modules/@tabler/icons/icons/outline/layout-rows.svg
var layout_rows_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-layout-rows"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 6a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2l0 -12" />
  <path d="M4 12l16 0" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/layout-board.svg
var layout_board_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-layout-board"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 6a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2l0 -12" />
  <path d="M4 9h8" />
  <path d="M12 15h8" />
  <path d="M12 4v16" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/layout-dashboard.svg
var layout_dashboard_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-layout-dashboard"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 4h4a1 1 0 0 1 1 1v6a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1v-6a1 1 0 0 1 1 -1" />
  <path d="M5 16h4a1 1 0 0 1 1 1v2a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1v-2a1 1 0 0 1 1 -1" />
  <path d="M15 12h4a1 1 0 0 1 1 1v6a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1v-6a1 1 0 0 1 1 -1" />
  <path d="M15 4h4a1 1 0 0 1 1 1v2a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1v-2a1 1 0 0 1 1 -1" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/maximize.svg
var maximize_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-maximize"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 8v-2a2 2 0 0 1 2 -2h2" />
  <path d="M4 16v2a2 2 0 0 0 2 2h2" />
  <path d="M16 4h2a2 2 0 0 1 2 2v2" />
  <path d="M16 20h2a2 2 0 0 0 2 -2v-2" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/layout-grid.svg
var layout_grid_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-layout-grid"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4" />
  <path d="M14 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4" />
  <path d="M4 15a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4" />
  <path d="M14 15a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1l0 -4" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/layout-columns.svg
var layout_columns_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-layout-columns"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4 6a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2l0 -12" />
  <path d="M12 4l0 16" />
</svg>`;

// src/controls/header.js
var LAYOUTS = [
  ["row", layout_columns_default, "Side by side"],
  ["column", layout_rows_default, "One above the other"],
  ["grid", layout_grid_default, "Grid"],
  ["free", layout_dashboard_default, "Free: as the pictures fit best"],
  ["custom", layout_board_default, "Rows as given in video_grid"]
];
var Header = class {
  #title = h("h2", { class: "title" });
  #subtitle = h("span", { class: "subtitle" });
  #layouts = h("div", { class: "layouts", role: "radiogroup", "aria-label": "Layout" });
  #menu;
  #bar;
  #theme;
  #full;
  /**
   * @param {Actions} actions
   * @param {HTMLElement} pill what it says of the cameras
   * @param {HTMLElement} share what sends the view to others
   * @param {HTMLElement} theme the button for the other theme
   * @param {AbortSignal} signal
   */
  constructor(actions, pill, share, theme, signal) {
    for (const [layout, icon, name] of LAYOUTS) {
      const button = iconButton(icon, name);
      set(button, "role", "radio");
      button.dataset.layout = layout;
      button.addEventListener("click", () => actions.setLayout(layout), { signal });
      this.#layouts.append(button);
    }
    this.#layouts.addEventListener("keydown", (event) => this.#arrow(event), { signal });
    this.#menu = new CameraMenu(actions, signal);
    const fullscreen = iconButton(maximize_default, "Fullscreen", "fullscreen");
    fullscreen.addEventListener("click", () => actions.fullscreen(), { signal });
    this.#theme = theme;
    this.#full = fullscreen;
    this.#bar = h("div", { class: "header-actions" }, this.#layouts, this.#menu.element, share, theme, fullscreen);
    this.element = h("div", { class: "header" }, this.#title, this.#subtitle, pill, this.#bar);
  }
  /** @param {string} name @param {string} subtitle */
  showSession(name, subtitle) {
    write(this.#title, name);
    set(this.#title, "title", name);
    write(this.#subtitle, subtitle);
  }
  /**
   * @param {CameraDescriptor[]} cameras in order
   * @param {string[]} selected
   */
  showCameras(cameras, selected) {
    this.#menu.show(cameras, selected);
  }
  /** @param {string[]} selected */
  tick(selected) {
    this.#menu.tick(selected);
  }
  /**
   * @param {Layout} layout
   * @param {boolean} hasCustom whether rows were given
   */
  showLayout(layout, hasCustom) {
    for (const button of this.#layouts.querySelectorAll("button")) {
      const on = button.dataset.layout === layout;
      set(button, "aria-checked", String(on));
      button.tabIndex = on ? 0 : -1;
      button.hidden = button.dataset.layout === "custom" && !hasCustom;
    }
  }
  openCameras() {
    this.#menu.open();
  }
  /** A narrow cell keeps the layouts and the theme in the menu. @param {boolean} narrow */
  fold(narrow) {
    if (narrow === this.#menu.panel.contains(this.#layouts)) return;
    if (narrow) this.#menu.panel.prepend(this.#layouts, this.#theme);
    else {
      this.#bar.prepend(this.#layouts);
      this.#full.before(this.#theme);
    }
    this.#menu.name(narrow ? "View" : "Cameras");
  }
  /** Arrow keys move within the radio group, as in every other one. @param {KeyboardEvent} event */
  #arrow(event) {
    const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
    if (!forward && event.key !== "ArrowLeft" && event.key !== "ArrowUp") return;
    const buttons = [...this.#layouts.querySelectorAll("button")].filter((button) => !button.hidden);
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    const to = buttons[(at + (forward ? 1 : -1) + buttons.length) % buttons.length];
    to.click();
    to.focus();
    event.preventDefault();
    event.stopPropagation();
  }
};

// src/media/heartbeat.js
var [USUALLY, LOST] = [3e3, 1500];
var PATIENCE = 5e3;
var ENOUGH = 2;
function answerOf(status) {
  if (status === 401 || status === 403) return "strange";
  return status >= 500 && status !== 503 ? "gone" : "there";
}
var Heartbeat = class {
  #missing = 0;
  #lost = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /**
   * @param {(signal: AbortSignal) => Promise<Answer>} ask may fail
   * @param {{ lost: () => void, back: (strange: boolean) => void }} hear `strange`: the server is another one now
   * @param {AbortSignal} signal
   */
  constructor(ask, hear, signal) {
    this.ask = ask;
    this.hear = hear;
    this.signal = signal;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    document.addEventListener("visibilitychange", () => this.#later(0), { signal });
    this.#later(USUALLY);
  }
  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    if (document.hidden || this.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#beat(), ms);
  }
  async #beat() {
    const answer = await this.ask(AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)])).catch(() => (
      /** @type {Answer} */
      "gone"
    ));
    if (this.signal.aborted) return;
    this.#take(answer);
    this.#later(this.#missing ? LOST : USUALLY);
  }
  /** @param {Answer} answer */
  #take(answer) {
    this.#missing = answer === "gone" ? this.#missing + 1 : 0;
    if (this.#missing === ENOUGH) {
      this.#lost = true;
      this.hear.lost();
    } else if (!this.#missing && this.#lost) {
      this.#lost = false;
      this.hear.back(answer === "strange");
    }
  }
};

// src/controls/keysdialog.js
var HOW = "Click a key to change it. The change is kept in this browser, for every session.";
var MOUSE = [
  ["Timeline", "drag seeks · shift + drag makes a loop · wheel zooms · double click shows all · drag the axis of a zoomed one pans"],
  ["Picture", "double click enlarges, with shift beside others · wheel zooms, drag pans · double right click shows all of it"],
  ["Name of a lane", "colours, gaps, table"]
];
var KeysDialog = class {
  #list = h("dl");
  #said = h("p", { role: "status" }, HOW);
  #reset = h("button", { type: "button" }, "Reset all keys");
  /** @type {Chosen} */
  #chosen = {};
  /** The command that gets the next key pressed. @type {Command | null} */
  #waiting = null;
  /** @param {(chosen: Chosen) => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    const close = h("button", { type: "button", class: "primary" }, "Close");
    this.element = h(
      "dialog",
      { class: "keys", "aria-label": "Keys" },
      h("h3", {}, "Keys"),
      this.#list,
      h("dl", { class: "mouse" }, ...MOUSE.map(([where, what]) => h("div", {}, h("dt", {}, where), h("dd", {}, what)))),
      this.#said,
      h("div", { class: "keys-foot" }, this.#reset, close)
    );
    close.addEventListener("click", () => this.element.close());
    this.#reset.addEventListener("click", () => this.#take({}, "All keys are reset."));
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("cancel", (event) => {
      if (!this.#waiting) return;
      event.preventDefault();
      this.#wait(null);
    });
  }
  /** @param {Chosen} chosen */
  show(chosen2) {
    this.#chosen = chosen2;
    this.#wait(null);
    this.element.showModal();
  }
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    const command = this.#waiting;
    if (!command || event.key === "Escape" || event.key === "Tab") return;
    const key = keyOf(event);
    if (key === null) return;
    event.preventDefault();
    if (/^[1-9]$/.test(key)) {
      write(this.#said, "1 to 9 focus the cameras; press another key.");
      return;
    }
    const { chosen: chosen2, swapped } = rebound(command.name, key, this.#chosen);
    const caps = (k) => capsOf(k).join(" ");
    this.#take(chosen2, swapped ? `“${swapped.what}” now has ${caps(keyFor(swapped, chosen2))}.` : HOW, command);
  }
  /** @param {Chosen} chosen @param {string} said @param {Command} [last] whose key keeps the focus */
  #take(chosen2, said, last) {
    this.#chosen = chosen2;
    this.onchange(chosen2);
    this.#wait(null, last);
    write(this.#said, said);
  }
  /** @param {Command | null} command that waits for a key @param {Command | null} [focus] */
  #wait(command, focus = command) {
    this.#waiting = command;
    write(this.#said, command ? `${command.what}: press the key for it; Esc leaves it as it is.` : HOW);
    this.#reset.disabled = Object.keys(this.#chosen).length === 0;
    const rows = COMMANDS.map((one) => ({ one, button: this.#button(one, one === command) }));
    this.#list.replaceChildren(
      ...rows.map(({ one, button }) => h("div", {}, h("dt", {}, button), h("dd", {}, one.what))),
      h("div", {}, h("dt", {}, h("kbd", {}, "1"), "–", h("kbd", {}, "9")), h("dd", {}, "Focus a camera"))
    );
    rows.find(({ one }) => one === focus)?.button.focus();
  }
  /** @param {Command} command @param {boolean} waiting */
  #button(command, waiting) {
    const caps = capsOf(keyFor(command, this.#chosen));
    const button = h(
      "button",
      { type: "button", class: "cap", "aria-label": `${command.what}: ${caps.join(" ")}. Change`, "data-command": command.name, "data-waiting": waiting },
      ...waiting ? ["press a key"] : caps.flatMap((cap) => [" ", h("kbd", {}, cap)]).slice(1)
    );
    button.addEventListener("click", () => this.#wait(waiting ? null : command, command));
    return button;
  }
};

// src/controls/keyboard.js
var Keyboard = class {
  #commands;
  #dialog;
  /**
   * @param {HTMLElement} root
   * @param {import("./keys.js").Commands} commands
   * @param {AbortSignal} signal
   */
  constructor(root, commands, signal) {
    this.#dialog = new KeysDialog(chooseKeys);
    root.append(this.#dialog.element);
    followKeys(root, signal);
    this.#commands = commands;
    root.addEventListener("keydown", (event) => this.press(event), { signal });
    root.addEventListener("click", (event) => {
      const button = event.composedPath().find((each) => each instanceof HTMLButtonElement);
      if (event.detail > 0 && button instanceof HTMLElement && button.matches(":focus")) leaveSpace(button);
    }, { signal });
  }
  /**
   * Does what a key stands for, unless it belongs to what has the focus.
   * @param {KeyboardEvent} event
   */
  press(event) {
    const target = (
      /** @type {Element} */
      event.composedPath()[0]
    );
    if (this.#dialog.element.open || takesKey(target, event.key)) return;
    const command = commandOf(event, chosenKeys());
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (typeof command === "number") this.#commands.focusTile(command);
    else this.#commands[command]();
  }
  /** Shows the list of keys. */
  help() {
    this.#dialog.show(chosenKeys());
  }
};

// src/timeline/colouring.js
var CATEGORIES = [
  "#3b8fd6",
  "#c977b5",
  "#2fa084",
  "#8d7be0",
  "#b58b4c",
  "#5fb3c9",
  "#e0719b",
  "#7c9a3d",
  "#6f87b8",
  "#a86fd0",
  "#4d9e5b"
];
var OTHER = "#8b94a3";
var RAMP = ["#5b6ee0", "#4a86da", "#3d9dcf", "#37b0b8", "#45bd97", "#6fc472", "#a3c653", "#d3c445"];
function colouringOf(column) {
  if (column.kind === "text") return categories(column.codes, column.texts);
  const distinct = /* @__PURE__ */ new Set();
  for (const value of column.values) {
    if (!Number.isNaN(value)) distinct.add(value);
    if (distinct.size > CATEGORIES.length) return bins(column.values);
  }
  const values = [...distinct].sort((a, b) => a - b);
  const places = new Map(values.map((value, i) => [value, i]));
  const codes = Uint32Array.from(column.values, (value) => places.get(value) ?? values.length);
  return categories(codes, [...values.map(String), ""]);
}
function categories(codes, texts) {
  const counts = new Uint32Array(texts.length);
  for (const code of codes) counts[code] += 1;
  const named = [...texts.keys()].filter((code) => counts[code] && texts[code] !== "");
  const frequent = named.sort((a, b) => counts[b] - counts[a]).slice(0, CATEGORIES.length);
  frequent.sort((a, b) => a - b);
  const legend = frequent.map((code, i) => ({ text: texts[code], colour: CATEGORIES[i] }));
  const others = named.length - frequent.length;
  const nameless = counts.some((count, code) => count > 0 && texts[code] === "");
  if (others || nameless) legend.push({ text: others ? `${others} others` : "no value", colour: OTHER });
  const classOf = new Uint8Array(texts.length).fill(frequent.length);
  frequent.forEach((code, i) => classOf[code] = i);
  return { classes: Uint8Array.from(codes, (code) => classOf[code]), legend };
}
function bins(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const width = (high - low) / RAMP.length || 1;
  const edge = (i) => String(Number((low + i * width).toPrecision(3)));
  const legend = RAMP.map((colour, i) => ({ text: `${edge(i)} – ${edge(i + 1)}`, colour }));
  const classes = Uint8Array.from(
    values,
    (value) => Number.isNaN(value) ? RAMP.length : Math.max(0, Math.min(RAMP.length - 1, Math.floor((value - low) / width)))
  );
  if (classes.includes(RAMP.length)) legend.push({ text: "no value", colour: OTHER });
  return { classes, legend };
}

// src/timeline/passing.js
var Passing = class {
  /** @param {Told} told */
  constructor({ count, mask }) {
    this.count = count;
    this.bits = Uint8Array.from(atob(mask), (character) => character.charCodeAt(0));
  }
  /** @param {number} row */
  has(row2) {
    return (this.bits[row2 >> 3] >> (row2 & 7)) % 2 === 1;
  }
  /**
   * The first row from one on that passes, -1 where there is none.
   * @param {number} row
   * @param {1 | -1} way
   */
  from(row2, way) {
    const rows = 8 * this.bits.length;
    for (let at = row2; at >= 0 && at < rows; at += way) if (this.has(at)) return at;
    return -1;
  }
};

// src/timeline/lanes.js
var ALL = { table: "", count: 0, mask: "" };
var CAMERAS = ":cameras";
var TOLD = 8;
var Lanes = class {
  /** Called when there is something else to draw. */
  onchange = () => {
  };
  /** @type {Map<string, Lane>} */
  #lanes = /* @__PURE__ */ new Map();
  /** @type {import("../media/media.js").Media | null} */
  #media = null;
  /** The mask that `#passing` is made of. */
  #told = "";
  /** @type {Passing | null} */
  #passing = null;
  /** What is being fetched, so that nothing is fetched twice. @type {Set<string>} */
  #asked = /* @__PURE__ */ new Set();
  /**
   * @param {import("../python/contract.js").Store} store
   * @param {AbortSignal} signal
   */
  constructor(store, signal) {
    this.store = store;
    this.signal = signal;
  }
  /** In the order of the session. @returns {Lane[]} */
  get all() {
    return [...this.#lanes.values()];
  }
  /** @returns {Lane[]} */
  get shown() {
    return this.all.filter(({ table }) => !this.hidden(table.name));
  }
  /** The one that next and previous go through; undefined where there is none. @returns {Lane | undefined} */
  get chosen() {
    return this.#lanes.get(this.store.get("lane")) ?? this.all[0];
  }
  /** What of the session could not be read. @returns {import("../python/contract.js").Problem[]} */
  get problems() {
    return this.store.get("session").problems;
  }
  /** @returns {LanesState} */
  get state() {
    return this.store.get("lanes") ?? {};
  }
  /** @param {string} name of a lane, or CAMERAS */
  hidden(name) {
    return this.state.hidden?.includes(name) ?? false;
  }
  /** @param {string} name @param {boolean} hidden */
  hide(name, hidden) {
    const others = (this.state.hidden ?? []).filter((other) => other !== name);
    this.#set({ hidden: hidden ? [...others, name] : others });
  }
  /** The column that colours a lane; empty where none does. @param {string} name */
  colour(name) {
    return this.state.colours?.[name] ?? "";
  }
  /** @param {string} name @param {string} column empty for none */
  setColour(name, column) {
    const { [name]: _, ...others } = this.state.colours ?? {};
    this.#set({ colours: column ? { ...others, [name]: column } : others });
  }
  /** @param {[number, number] | null} zoom */
  setZoom(zoom) {
    this.#set({ zoom });
  }
  /** @param {string} name */
  choose(name) {
    this.store.set("lane", name);
  }
  /** The chosen lane's rows that pass the filters of the table beside the player; null where all do. */
  get passing() {
    const told = { ...ALL, ...this.store.get("passing") };
    if (told.table !== this.chosen?.table.name) return null;
    if (told.mask !== this.#told) {
      this.#told = told.mask;
      this.#passing = new Passing(told);
    }
    return this.#passing;
  }
  /** The table that is open beside the player; empty for none, null where none can be. @returns {string | null} */
  get opened() {
    return this.store.get("table") ?? null;
  }
  /** Opens the table of a lane, or closes the one there is. @param {string} name empty to close */
  openTable(name) {
    if (name) this.choose(name);
    this.store.set("table", name);
  }
  /** Opens the table of the chosen lane, or closes it. */
  toggleTable() {
    const name = this.chosen?.table.name ?? "";
    this.store.set("table", this.opened === name ? "" : name);
  }
  /** Brings the lanes to what Python tells of the session. */
  build() {
    const lanes = /* @__PURE__ */ new Map();
    for (const table of this.store.get("intervals") ?? []) {
      const known = this.#lanes.get(table.name);
      const same = known && facts(known.table) === facts(table);
      lanes.set(table.name, same ? { ...known, table } : { table, rows: null, columns: /* @__PURE__ */ new Map(), colouring: null, coloured: "", failure: "" });
    }
    this.#lanes = lanes;
    this.refresh();
  }
  /** @param {import("../media/media.js").Media} media */
  connect(media) {
    this.#media = media;
    this.refresh();
  }
  /** Fetches what is shown and not there yet, and tells that there is something else to draw. */
  refresh() {
    for (const lane of this.#lanes.values()) {
      if (!this.hidden(lane.table.name)) void this.#loadRows(lane);
      const column = this.colour(lane.table.name);
      if (lane.coloured !== column) {
        lane.coloured = column;
        lane.colouring = null;
      }
      if (column && !lane.colouring) void this.#loadColumn(lane, column);
    }
    this.onchange();
  }
  /**
   * Fetches what is told of a lane's rows.
   * @param {Lane} lane
   * @returns {boolean} whether all of it is there
   */
  wantColumns(lane) {
    const told = this.told(lane);
    for (const name of told) void this.#loadColumn(lane, name);
    return told.every((name) => lane.columns.has(name));
  }
  /** Names of the columns that are told of a row. @param {Lane} lane */
  told({ table, coloured }) {
    const names = table.columns.map(({ name }) => name);
    return [.../* @__PURE__ */ new Set([...names.includes(coloured) ? [coloured] : [], ...names])].slice(0, TOLD);
  }
  /** @param {Lane} lane */
  async #loadRows(lane) {
    const { table } = lane;
    if (lane.rows) return;
    const part = { offset: 0, length: bytesOfRows(table.count) };
    const bytes = table.count ? await this.#fetch(lane, part) : new ArrayBuffer(0);
    if (!bytes) return;
    lane.rows = IntervalTable.decode(bytes, table.count);
    this.onchange();
  }
  /** @param {Lane} lane @param {string} name */
  async #loadColumn(lane, name) {
    const part = lane.table.columns.find((column2) => column2.name === name);
    if (!part) return;
    if (!lane.columns.has(name)) {
      const bytes = part.length ? await this.#fetch(lane, part) : new ArrayBuffer(0);
      if (!bytes) return;
      lane.columns.set(name, decodeColumn(bytes, part.kind, lane.table.count));
    }
    const column = lane.columns.get(name);
    if (column && lane.coloured === name && !lane.colouring) lane.colouring = colouringOf(column);
    this.onchange();
  }
  /**
   * @param {Lane} lane
   * @param {{ offset: number, length: number }} part
   * @returns {Promise<ArrayBuffer | null>} null where it is on its way already, or does not come
   */
  async #fetch(lane, { offset, length }) {
    const { token } = lane.table;
    const key = `${token}:${offset}`;
    if (!this.#media || this.#asked.has(key)) return null;
    this.#asked.add(key);
    const reply = await this.#media.bytes(token, this.signal, { offset, length });
    this.#asked.delete(key);
    if (this.signal.aborted) return null;
    if ("failure" in reply && reply.failure === "expired") return null;
    lane.failure = "failure" in reply ? reply.why : reply.bytes.byteLength === length ? "" : "too little arrived";
    if (!lane.failure && "bytes" in reply) return reply.bytes;
    this.onchange();
    return null;
  }
  /** @param {LanesState} change */
  #set(change) {
    this.store.set("lanes", { ...this.state, ...change });
  }
};
function facts({ count, columns, instant }) {
  return JSON.stringify([count, columns, instant]);
}

// src/media/media.js
var AGAIN_MS = 1e3;
var Media = class {
  /** Called when the server no longer takes a token. */
  onexpired = () => {
  };
  /**
   * @param {string} base ends with a slash
   * @param {typeof globalThis.fetch} fetch
   */
  constructor(base, fetch2) {
    this.base = base;
    this.fetch = fetch2;
  }
  /** URLs that this page failed to get itself. @type {Set<string>} */
  #failed = /* @__PURE__ */ new Set();
  /** @param {FileDescriptor} file */
  url(file) {
    if (file.token !== null) return this.base + file.token;
    if (file.url && file.through && this.#failed.has(file.url)) return this.base + file.through;
    return file.url ?? "";
  }
  /** Where a file's stream is. @param {FileDescriptor} file */
  streamUrl(file) {
    return file.stream === null ? "" : this.base + file.stream.token;
  }
  /**
   * The bytes behind a token; waits while the server is still making them.
   * @param {string} token
   * @param {AbortSignal} signal
   * @param {{ offset: number, length: number }} [part] of the bytes; all of them unless given
   * @param {(progress: number) => void} [progressed] hears how much of them is made, 0 to 1
   * @returns {Promise<{ bytes: ArrayBuffer } | { failure: "expired" | "final" | "passing", why: string }>}
   *   `expired`: fresh tokens were asked for; `final`: asking again gives the same; `why` in words
   */
  async bytes(token, signal, part, progressed) {
    const headers = part && { Range: `bytes=${part.offset}-${part.offset + part.length - 1}` };
    try {
      for (; ; ) {
        const reply = await this.fetch(this.base + token, { signal, ...headers && { headers } });
        if (reply.status === 202 || reply.status === 429) {
          if (progressed && reply.status === 202) progressed(Number((await reply.json()).progress) || 0);
          await pause(Number(reply.headers.get("Retry-After")) * 1e3 || AGAIN_MS, signal);
          continue;
        }
        if (reply.ok) {
          const bytes = await reply.arrayBuffer();
          return { bytes: part && reply.status === 200 ? bytes.slice(part.offset, part.offset + part.length) : bytes };
        }
        if (reply.status === 401 || reply.status === 403) {
          this.onexpired();
          return { failure: "expired", why: "the page's permission has ended" };
        }
        if (reply.status === 422) return { failure: "final", why: String((await reply.json()).why) };
        return { failure: "passing", why: `the server answered ${reply.status}` };
      }
    } catch {
      return { failure: "passing", why: "the server does not answer" };
    }
  }
  /**
   * Whether a file's bytes are others than those that Python told of.
   * @param {FileDescriptor} file
   * @param {AbortSignal} signal
   */
  async isAnother(file, signal) {
    try {
      const reply = await this.fetch(this.url(file), { method: "HEAD", cache: "no-store", signal });
      const etag = reply.headers.get("ETag");
      return reply.status === 422 || reply.ok && etag !== null && etag !== file.etag;
    } catch {
      return false;
    }
  }
  /**
   * Whether the server is there and knows this page.
   * @param {string | null} token of anything of the page's; null where it has none
   * @param {AbortSignal} signal
   * @returns {Promise<import("./heartbeat.js").Answer>}
   */
  async ask(token, signal) {
    const reply = await this.fetch(this.base + (token ?? ""), { signal, cache: "no-store", headers: { Range: "bytes=0-0" } });
    void reply.body?.cancel();
    const answer = answerOf(reply.status);
    return token === null && answer === "strange" ? "there" : answer;
  }
  /**
   * Why a video does not load: asks for its first byte.
   * @param {FileDescriptor} file
   * @param {AbortSignal} signal
   * @returns {Promise<"ok" | "expired" | "elsewhere" | string>} `elsewhere`: its `url` is another one now;
   *   else the cause in words
   */
  async reach(file, signal) {
    if (file.token === null && file.url && file.through && !this.#failed.has(file.url)) {
      this.#failed.add(file.url);
      return "elsewhere";
    }
    try {
      const reply = await this.fetch(this.url(file), { signal, headers: { Range: "bytes=0-0" } });
      if (reply.status !== 422) void reply.body?.cancel();
      if (reply.ok) return "ok";
      if (reply.status === 401 || reply.status === 403) return "expired";
      if (reply.status === 404) return "the file is no longer there";
      if (reply.status === 422) return String((await reply.json()).why);
      return `the server answered ${reply.status}`;
    } catch {
      return "the server does not answer";
    }
  }
};
function timestampsProblem(cause) {
  return {
    what: "The timestamps did not arrive",
    why: `They are fetched from the server; ${cause}.`,
    cure: "Check that the server still runs, then retry.",
    state: "error",
    tried: []
  };
}
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

// src/media/link.js
var RENEW_MS = 3e3;
var Link = class {
  element = h("div", { class: "notice", role: "alert", hidden: true });
  #turns = 0;
  #renewed = -Infinity;
  /**
   * @param {Resolve} resolve finds the address that the media answer under
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(resolve, actions, signal) {
    this.resolve = resolve;
    this.actions = actions;
    this.signal = signal;
  }
  /** @param {any} address as Python describes it */
  async connect(address) {
    const turn2 = ++this.#turns;
    const found = await this.resolve(address, this.signal);
    if (this.signal.aborted || turn2 !== this.#turns) return;
    if ("problem" in found) {
      this.#show(found.problem, address);
      return;
    }
    this.element.hidden = true;
    const media = new Media(found.base, (input, init) => fetch(input, init));
    media.onexpired = () => {
      if (performance.now() - this.#renewed < RENEW_MS) return;
      this.#renewed = performance.now();
      this.actions.renew();
    };
    this.actions.connected(media);
  }
  /** @param {Unreachable} problem @param {any} address */
  #show({ what, why, cure, tried, line }, address) {
    const retry = h("button", { type: "button" }, "Try again");
    retry.addEventListener("click", () => void this.connect(address));
    const told = [h("strong", {}, what), h("p", {}, why)];
    if (tried.length > 0) told.push(h("ul", {}, ...tried.map((place2) => h("li", {}, place2))));
    told.push(h("p", {}, cure));
    if (line) told.push(h("code", {}, line));
    this.element.replaceChildren(...told, retry);
    this.element.hidden = false;
  }
};

// src/python/contract.js
function tokenOf(store) {
  const cameras = (
    /** @type {CameraDescriptor[]} */
    store.get("cameras")
  );
  const tables = (
    /** @type {IntervalsDescriptor[]} */
    store.get("intervals") ?? []
  );
  const clocks = cameras.flatMap(({ clock }) => clock.kind === "array" ? clock.token : []);
  const files = cameras.flatMap((camera) => camera.files.flatMap(({ token }) => token ?? []));
  return [...clocks, ...files, ...tables.map(({ token }) => token)][0] ?? null;
}

// src/session/loop.js
var LENGTH = 1;
function loopOf(value) {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [start, stop] = value;
  return Number.isFinite(start) && Number.isFinite(stop) && start < stop ? [start, stop] : null;
}
var BEYOND = 1e-6;
function playableOf(loop, { start, stop }) {
  if (!loop || loop[1] <= start || loop[0] > stop) return loop;
  return [Math.max(loop[0], start), Math.min(loop[1], stop + BEYOND)];
}
function loopAround(time, { start, stop }) {
  const first = Math.max(start, Math.min(time - LENGTH / 2, stop - LENGTH));
  return [first, Math.min(first + LENGTH, stop)];
}
function withEdge(loop, edge, time, bounds) {
  const at = Math.min(Math.max(time, bounds.start), bounds.stop);
  let [start, stop] = loop ?? [at, at];
  if (edge === "start") {
    start = at;
    if (stop <= start) stop = Math.min(start + LENGTH, bounds.stop);
  } else {
    stop = at;
    if (start >= stop) start = Math.max(stop - LENGTH, bounds.start);
  }
  return loopOf([start, stop]);
}

// src/session/looping.js
var Looping = class {
  /** @type {Mark | null} */
  marked = null;
  /**
   * @param {import("../python/contract.js").Store} store
   * @param {() => import("./loop.js").Bounds} bounds
   */
  constructor(store, bounds) {
    this.store = store;
    this.bounds = bounds;
  }
  get range() {
    return loopOf(this.store.get("loop"));
  }
  /** The loop that `toggle` would begin. @param {number} time */
  around(time) {
    return loopAround(time, this.bounds());
  }
  /** Begins a loop around a time, or ends the one there is. @param {number} time */
  toggle(time) {
    this.take(this.range ? null : this.around(time));
  }
  /** @param {import("./loop.js").Loop | null} loop */
  take(loop) {
    this.marked = null;
    this.store.set("loop", loop);
  }
  /**
   * Sets an edge by key: of the loop there is, else of the one that two such marks make.
   * @param {"start" | "stop"} edge
   * @param {number} time
   * @returns {Mark | null} what waits for its other edge
   */
  mark(edge, time) {
    const other = this.marked?.edge === edge ? null : this.marked;
    const both = other && loopOf(edge === "start" ? [time, other.time] : [other.time, time]);
    this.marked = null;
    if (this.range) this.set(edge, time);
    else if (both) this.store.set("loop", both);
    else this.marked = { edge, time };
    return this.marked;
  }
  /** @param {"start" | "stop"} edge @param {number} time */
  set(edge, time) {
    this.store.set("loop", withEdge(this.range, edge, time, this.bounds()));
  }
  /**
   * Moves an edge, where there is a loop.
   * @param {"start" | "stop"} edge
   * @param {(time: number) => number} moved
   */
  move(edge, moved) {
    const { range } = this;
    if (range) this.set(edge, moved(range[edge === "start" ? 0 : 1]));
  }
};

// node_modules/@tabler/icons/icons/outline/x.svg
var x_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-x"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M18 6l-12 12" />
  <path d="M6 6l12 12" />
</svg>`;

// src/controls/notice.js
var [STAY_MS, DECIDE_MS] = [6e3, 2e4];
var Notice = class {
  #text = h("span", { role: "status" });
  #close = iconButton(x_default, "Close this message");
  #act = h("button", { type: "button", class: "act", hidden: true });
  element = h("div", { class: "toast", hidden: true }, this.#text, this.#act, this.#close);
  #acting = () => {
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  constructor() {
    this.#close.addEventListener("click", () => this.#hide());
    this.#act.addEventListener("click", () => {
      this.#hide();
      this.#acting();
    });
    this.element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
  }
  /**
   * @param {string} text
   * @param {boolean} [stays] until it is closed
   * @param {{ text: string, act: () => void }} [choice] what may be done about it
   */
  say(text, stays = false, choice) {
    this.#act.hidden = !choice;
    write(this.#act, choice?.text ?? "");
    this.#acting = choice?.act ?? (() => {
    });
    this.element.hidden = false;
    write(this.#text, text);
    clearTimeout(this.#timer);
    if (!stays) this.#timer = setTimeout(() => this.#hide(), choice ? DECIDE_MS : STAY_MS);
  }
  /**
   * Gives it its place: over the lower edge of the largest picture, where it covers no other.
   * @param {{ left: number, bottom: number, width: number }} room px within what holds it
   */
  place({ left, bottom, width }) {
    const { style } = this.element;
    style.setProperty("--toast-at", `${left + width / 2}px`);
    style.setProperty("--toast-up", `${bottom}px`);
    style.setProperty("--toast-width", `${width}px`);
  }
  /** Takes back what was said, if it is still there. @param {string} text */
  takeBack(text) {
    if (this.#text.textContent === text) this.#hide();
  }
  #hide() {
    clearTimeout(this.#timer);
    this.element.hidden = true;
    write(this.#text, "");
  }
};

// src/python/viewstate.js
var VERSION = 1;
var NAMES2 = [
  ["time", "t"],
  ["selected", "cameras"],
  ["order", "order"],
  ["layout", "layout"],
  ["grid", "grid"],
  ["enlarged", "enlarged"],
  ["rate", "rate"],
  ["loop", "loop"],
  ["offsets", "offsets"],
  ["adjustments", "adjustments"],
  ["lanes", "lanes"],
  ["lane", "lane"],
  ["focused", "focused"],
  ["engine", "engine"],
  ["engines", "engines"]
];
var LONGEST = 6e3;
var DISPENSABLE = ["lanes", "adjustments", "offsets", "grid", "order", "cameras"];
function essenceOf(store, time) {
  const names = (
    /** @type {{ name: string }[]} */
    store.get("cameras").map(({ name }) => name)
  );
  const usual = { selected: names, order: [], layout: "grid", grid: [], enlarged: [], rate: 1, loop: null, offsets: {}, adjustments: {}, lanes: {}, lane: "", focused: names[0] ?? "", engine: "auto", engines: {} };
  usual.time = store.get("session").opening;
  const told = {};
  for (const [key, name] of NAMES2) {
    const value = key === "time" ? microsecondsOf(time) : store.get(key);
    if (value === void 0 || JSON.stringify(value) === JSON.stringify(usual[key])) continue;
    told[name] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return told;
}
function queryOf(query, page, view) {
  const told = new URLSearchParams(query);
  for (const name of ["v", ...NAMES2.map(([, name2]) => name2), ...Object.keys(page)]) told.delete(name);
  for (const [name, text] of Object.entries(page)) told.set(name, text);
  if (Object.keys(view).length) told.set("v", String(VERSION));
  for (const [name, text] of Object.entries(view)) told.set(name, text);
  for (const name of DISPENSABLE) if (told.toString().length > LONGEST) told.delete(name);
  return told;
}
function microsecondsOf(time) {
  const near = Number(time.toFixed(6));
  return near >= time ? near : Number((near + 1e-6).toFixed(6));
}

// src/python/pageaddress.js
var REST_MS = 400;
var PageAddress = class {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /**
   * @param {import("./contract.js").Store} store
   * @param {() => { time: number, playing: boolean }} clock
   */
  constructor(store, clock) {
    this.store = store;
    this.clock = clock;
  }
  /** Whether the page is the player's own. */
  get ours() {
    return Boolean(this.store.get("in_address"));
  }
  /** The address of what is on screen. */
  get link() {
    const url = new URL(location.href);
    const view = essenceOf(this.store, this.clock().time);
    url.search = queryOf(url.searchParams, { ...this.store.get("in_address") }, view).toString();
    url.hash = "";
    return url.href;
  }
  /** What is on screen has changed. */
  changed() {
    if (!this.ours || this.#timer !== void 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = void 0;
      if (this.ours && !this.clock().playing) this.#write();
    }, REST_MS);
  }
  dispose() {
    clearTimeout(this.#timer);
  }
  #write() {
    const { link } = this;
    if (link === location.href) return;
    try {
      history.replaceState(history.state, "", link);
    } catch {
    }
  }
};

// node_modules/@tabler/icons/icons/outline/player-track-next.svg
var player_track_next_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-player-track-next"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M3 5v14l8 -7l-8 -7" />
  <path d="M14 5v14l8 -7l-8 -7" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/table.svg
var table_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-table"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M3 5a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14" />
  <path d="M3 10h18" />
  <path d="M10 3v18" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/player-track-prev.svg
var player_track_prev_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-player-track-prev"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M21 5v14l-8 -7l8 -7" />
  <path d="M10 5v14l-8 -7l8 -7" />
</svg>`;

// src/timeline/navigation.js
var JUST = 0.7;
var Navigation = class {
  #previous = iconButton(player_track_prev_default, "Previous", "previous");
  #next = iconButton(player_track_next_default, "Next", "next");
  #at = h("span", { class: "at" });
  #table = iconButton(table_default, "Table");
  /**
   * @param {import("./lanes.js").Lanes} lanes
   * @param {{ time: () => number, rate: () => number, seek: (time: number) => void, say: (text: string) => void, session: () => { start: number, stop: number } }} player
   *   `rate` is 0 while paused
   * @param {AbortSignal} signal
   */
  constructor(lanes, player, signal) {
    this.lanes = lanes;
    this.player = player;
    this.element = h("div", { class: "navigation", hidden: true }, this.#previous, this.#at, this.#next, this.#table);
    this.#previous.addEventListener("click", () => this.go(-1), { signal });
    this.#next.addEventListener("click", () => this.go(1), { signal });
    this.#table.addEventListener("click", () => this.toggleTable(), { signal });
  }
  /** The table has arrived, or another one was chosen. */
  build() {
    const { chosen: chosen2 } = this.lanes;
    this.element.hidden = !chosen2;
    if (!chosen2) return;
    const name = singular(chosen2.table.name);
    for (
      const [button, word2, command] of
      /** @type {[HTMLElement, string, "previous" | "next"][]} */
      [
        [this.#previous, "Previous", "previous"],
        [this.#next, "Next", "next"]
      ]
    ) {
      set(button, "aria-label", `${word2} ${name}`);
      const passing = this.lanes.passing ? ", of those in the table" : "";
      hint(button, [command], (key) => `${word2} ${name}${passing} (${key})`);
    }
    const { opened } = this.lanes;
    this.#table.hidden = opened === null;
    set(this.#table, "aria-pressed", String(opened === chosen2.table.name));
    const word = opened === chosen2.table.name ? "Close" : "Open";
    set(this.#table, "aria-label", `${word} the table of ${chosen2.table.name}`);
    hint(this.#table, ["table"], (key) => `${word} the table of ${chosen2.table.name}: filter it, choose a row, be there (${key})`);
    this.show(this.player.time());
  }
  /** In a notebook a table is a cell of its own. */
  toggleTable() {
    const { chosen: chosen2, opened } = this.lanes;
    if (!chosen2) return;
    if (opened === null) this.player.say(`Here a table is a cell of its own: player.intervals_table(${JSON.stringify(chosen2.table.name)})`);
    else this.lanes.toggleTable();
  }
  /** @param {number} time */
  show(time) {
    const { chosen: chosen2 } = this.lanes;
    if (!chosen2) return;
    const { rows, table } = chosen2;
    if (!rows) {
      write(this.#at, "");
      set(this.#at, "title", null);
      return;
    }
    const { row: row2, short, full } = whereabouts(table.name, rows, time);
    this.#at.classList.toggle("past", row2 < 0);
    write(this.#at, short);
    const { passing } = this.lanes;
    const all = rows.count.toLocaleString("en");
    const place2 = `${row2 + 1} of ${all} in ${table.name}; its id is ${rows.ids[row2]}`;
    const filtered = passing ? `. The table's filters let ${passing.count.toLocaleString("en")} of ${all} pass` : "";
    set(this.#at, "title", (row2 < 0 ? full : place2) + filtered);
  }
  /** @param {1 | -1} way */
  go(way) {
    const rows = this.lanes.chosen?.rows;
    if (!rows) return;
    const { start, stop } = this.player.session();
    const from = way < 0 ? this.player.time() - JUST * Math.abs(this.player.rate()) : this.player.time();
    const next = rows.beyond(from, way);
    const row2 = this.lanes.passing?.from(next, way) ?? next;
    const time = row2 < 0 ? NaN : rows.starts[row2];
    if (time >= start && time < stop) this.player.seek(time);
  }
};

// src/session/offset.js
function onCamera(timebase, t, offset) {
  if (offset === 0) return t;
  const own = t - offset;
  const row2 = timebase.row(own);
  if (row2 + 1 < timebase.count && timebase.timeOfRow(row2 + 1) + offset <= t) return timebase.timeOfRow(row2 + 1);
  if (row2 >= 0 && timebase.timeOfRow(row2) + offset > t) return justBelow(timebase.timeOfRow(row2));
  return own;
}
function stepped(timebase, t, offset, frames) {
  if (timebase.count === 0) return t;
  const { state, row: row2 } = timebase.at(onCamera(timebase, t, offset));
  const from = state === "after" ? timebase.count : row2;
  const to = clamp(from + frames, 0, timebase.count - 1);
  const time = timebase.timeOfRow(to) + offset;
  return frames < 0 ? Math.min(time, t) : Math.max(time, t);
}
function justBelow(x) {
  return x - Math.max(Math.abs(x) * Number.EPSILON, Number.MIN_VALUE);
}
function offsetText(ms) {
  if (!ms) return "";
  return `${ms < 0 ? "−" : "+"}${Number(Math.abs(ms).toFixed(3))} ms`;
}

// src/session/playhead.js
var LANDING_MS = 500;
var REDRAWS = 3;
var SLOWEST_REDRAW = 0.08;
var FADING = 0.98;
var Playhead = class {
  /** @type {{ until: number, done: () => boolean, then: () => void } | null} */
  #hold = null;
  #last = NaN;
  #drawn = NaN;
  #slowest = REFRESH;
  /**
   * @param {SessionClock} clock
   * @param {Course} course
   */
  constructor(clock, course) {
    this.clock = clock;
    this.course = course;
  }
  /** Names of the cameras that the clock waits for. @type {string[]} */
  waitsFor = [];
  /** The clock was set, started or stopped by someone else. @param {number} now */
  restart(now) {
    this.#hold = null;
    this.waitsFor = [];
    this.clock.release(now);
    this.#last = this.clock.at(now);
    this.#drawn = NaN;
  }
  /**
   * Once per redraw while playing.
   * @param {number} now performance.now()
   * @returns {boolean} whether the clock runs on, so that the cameras are to follow it
   */
  tick(now) {
    if (this.#hold) return this.#held(this.#hold, now);
    const { rate } = this.clock;
    const time = this.clock.at(now);
    const redraw = (now - this.#drawn) / 1e3 || 0;
    this.#slowest = Math.min(Math.max(redraw, FADING * this.#slowest, REFRESH), SLOWEST_REDRAW);
    const lead = rate * REDRAWS * this.#slowest;
    const last = this.#last;
    this.#drawn = now;
    this.#last = time;
    const { start, stop } = this.course.bounds();
    const edge = crossed(playableOf(this.course.loop(), { start, stop }), last, time + lead, rate);
    if (edge) {
      this.#turn(edge, now);
      return false;
    }
    if (rate > 0 ? time >= stop : time <= start) {
      this.course.ended(rate > 0 ? stop : start);
      return false;
    }
    if (this.course.waitForAll()) return this.#wait(now);
    return true;
  }
  /** @param {{ last: number, first: number }} edge @param {number} now */
  #turn({ last, first }, now) {
    this.#stand(last, now, () => {
      this.#stand(first, performance.now(), () => this.#go(performance.now()));
    });
  }
  /**
   * Sets the clock to a time and holds it until every camera shows its frame.
   * @param {number} time
   * @param {number} now
   * @param {() => void} then
   */
  #stand(time, now, then) {
    this.clock.hold(now);
    this.clock.seek(time, now);
    const done2 = () => this.course.cameras().every((camera) => camera.view().state !== "loading");
    this.#hold = { until: now + LANDING_MS, done: done2, then };
    this.course.moved(true);
  }
  /** @param {number} now */
  #wait(now) {
    const stalled = this.course.cameras().filter((camera) => camera.stalled);
    if (!stalled.length) return true;
    this.clock.hold(now);
    this.#hold = {
      until: Infinity,
      done: () => {
        const missing = this.course.cameras().filter((camera) => !camera.flowing);
        this.waitsFor = missing.map((camera) => camera.camera.label);
        return missing.length === 0 || !this.course.waitForAll();
      },
      then: () => this.#go(performance.now())
    };
    this.waitsFor = stalled.map((camera) => camera.camera.label);
    this.course.moved(false);
    return false;
  }
  /** @param {{ until: number, done: () => boolean, then: () => void }} hold @param {number} now */
  #held(hold, now) {
    if (!hold.done() && now < hold.until) return false;
    this.#hold = null;
    this.waitsFor = [];
    hold.then();
    return false;
  }
  /** @param {number} now */
  #go(now) {
    this.clock.release(now);
    this.#last = this.clock.at(now);
    this.#drawn = NaN;
    this.course.moved(false);
  }
};
function crossed(loop, from, to, rate) {
  if (!loop) return null;
  const [start, stop] = loop;
  const end = justBelow(stop);
  if (rate > 0) return from < stop && to >= stop ? { last: end, first: start } : null;
  return from >= start && to < start ? { last: start, first: end } : null;
}

// src/session/playing.js
var NEAR = 0.1;
var Playing = class {
  #frameRequest = 0;
  #playhead;
  #resume = false;
  /** Where it waits for a recording to go on; null where it does not. @type {number | null} */
  #awaits = null;
  /**
   * @param {SessionClock} clock
   * @param {Played} played
   * @param {Follows} follows
   * @param {AbortSignal} signal
   */
  constructor(clock, played, follows, signal) {
    this.clock = clock;
    this.played = played;
    this.follows = follows;
    this.signal = signal;
    this.#playhead = new Playhead(clock, {
      bounds: () => played.bounds(),
      loop: () => played.loop(),
      cameras: () => played.cameras(),
      waitForAll: () => played.waitForAll(),
      moved: (jumped) => follows.moved(jumped),
      ended: (time) => {
        this.pause(time);
        if (played.growing() && clock.rate > 0) this.#awaits = time;
      }
    });
    document.addEventListener("visibilitychange", () => this.#hidden(document.hidden), { signal });
    signal.addEventListener("abort", () => cancelAnimationFrame(this.#frameRequest));
  }
  get time() {
    return this.clock.at(performance.now());
  }
  /** How fast time flows now; 0 while paused. */
  get pace() {
    return this.clock.playing ? this.clock.rate : 0;
  }
  /** Names of the cameras that the clock waits for. */
  get waitsFor() {
    return this.#playhead.waitsFor;
  }
  /** @param {number} time session seconds; any, also where no camera has a frame */
  seek(time) {
    if (!Number.isFinite(time)) return;
    const now = performance.now();
    this.clock.seek(time, now);
    this.#playhead.restart(now);
    this.follows.sought();
  }
  /** @param {number} rate */
  setRate(rate) {
    const now = performance.now();
    this.clock.setRate(rate, now);
    this.#playhead.restart(now);
  }
  play() {
    const { clock } = this;
    if (clock.playing) return;
    const now = performance.now();
    const from = this.#startOfPlay(clock.at(now));
    if (from !== null) clock.seek(from, now);
    clock.play(now);
    this.#playhead.restart(now);
    this.follows.begun();
    this.#run();
  }
  /** @param {number} [time] where to rest; here unless given */
  pause(time) {
    const { clock } = this;
    if (!clock.playing) return;
    const now = performance.now();
    clock.pause(now);
    this.#playhead.restart(now);
    if (time !== void 0) clock.seek(time, now);
    this.follows.rested();
  }
  toggle() {
    if (this.clock.playing) this.pause();
    else this.play();
  }
  /**
   * Moves by frames of the focused camera.
   * @param {number} frames
   */
  step(frames) {
    this.pause();
    this.seek(this.played.stepped(this.time, frames));
  }
  /** The session may have become longer: plays on where the recording had ended, if nobody has gone elsewhere meanwhile. */
  extended() {
    if (this.#awaits === null || this.played.bounds().stop <= this.#awaits) return;
    const here = this.time === this.#awaits;
    this.#awaits = null;
    if (here) this.play();
  }
  #run() {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = requestAnimationFrame(() => {
      if (this.signal.aborted || !this.clock.playing) return;
      if (!this.follows.attached()) {
        this.pause();
        return;
      }
      if (this.#playhead.tick(performance.now())) this.follows.flowed();
      this.follows.redrawn();
      this.#run();
    });
  }
  /** Where playing starts over, at an end; null elsewhere. @param {number} time */
  #startOfPlay(time) {
    const { start, stop } = this.played.bounds();
    const loop = playableOf(this.played.loop(), { start, stop });
    const forwards = this.clock.rate > 0;
    if (forwards && loop && time >= loop[1] && time - loop[1] < NEAR) return loop[0];
    const end = forwards ? stop : start;
    if (forwards ? time < end : time > end) return null;
    const [first, last] = loop && loop[0] <= end && end < loop[1] ? [loop[0], justBelow(loop[1])] : [start, stop];
    return forwards ? first : last;
  }
  /** A hidden page draws nothing and decodes nothing; it goes on where it was. @param {boolean} hidden */
  #hidden(hidden) {
    if (hidden) {
      this.#resume = this.clock.playing;
      this.pause();
    } else if (this.#resume) {
      this.#resume = false;
      this.play();
    }
  }
};

// src/python/pythonside.js
var SYNC_MS = 100;
var TOLD_LATE = 0.2;
var FOLLOWS_MS = 2e3;
var PythonSide = class {
  #sentTime = NaN;
  #sentAt = 0;
  #command = 0;
  /** The last seek that Python commanded, and when. */
  #sought = { time: NaN, at: -Infinity };
  /**
   * @param {Store} store
   * @param {Player} player
   */
  constructor(store, player) {
    this.store = store;
    this.player = player;
  }
  /**
   * Tells the time: at most ten times a second while playing, at once when paused.
   * @param {boolean} now
   * @returns {boolean} whether it was told
   */
  tellTime(now) {
    const moment = performance.now();
    if (!now && moment - this.#sentAt < SYNC_MS) return false;
    this.#sentAt = moment;
    this.#sentTime = this.player.time();
    this.store.set("time", this.#sentTime);
    return true;
  }
  /** Takes the time that Python gives. */
  takeTime() {
    const time = this.store.get("time");
    if (time === this.#sentTime || time === null) return;
    const { player } = this;
    const { time: sought, at } = this.#sought;
    this.#sought = { time: NaN, at: -Infinity };
    if (time === sought && performance.now() - at < FOLLOWS_MS) {
      this.tellTime(true);
      return;
    }
    const near = TOLD_LATE * Math.max(1, Math.abs(player.rate()));
    if (player.rate() === 0 || Math.abs(time - player.time()) > near) player.seek(time);
  }
  /** @param {string} name @param {unknown} value */
  tell(name, value) {
    if (this.store.get(name) !== value) this.store.set(name, value);
  }
  /** Asks once more for what a counter stands for. @param {"renewals" | "retries" | "fresh_starts"} name */
  count(name) {
    this.store.set(name, this.store.get(name) + 1);
  }
  obey() {
    const { id, seek } = this.store.get("command");
    if (id === this.#command) return;
    this.#command = id;
    if (typeof seek !== "number") return;
    this.#sought = { time: seek, at: performance.now() };
    this.player.seek(seek);
  }
};

// node_modules/@tabler/icons/icons/outline/copy.svg
var copy_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-copy"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M7 9.667a2.667 2.667 0 0 1 2.667 -2.667h8.666a2.667 2.667 0 0 1 2.667 2.667v8.666a2.667 2.667 0 0 1 -2.667 2.667h-8.666a2.667 2.667 0 0 1 -2.667 -2.667l0 -8.666" />
  <path d="M4.012 16.737a2.005 2.005 0 0 1 -1.012 -1.737v-10c0 -1.1 .9 -2 2 -2h10c.75 0 1.158 .385 1.5 1" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/link.svg
var link_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-link"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M9 15l6 -6" />
  <path d="M11 6l.463 -.536a5 5 0 0 1 7.071 7.072l-.534 .464" />
  <path d="M13 18l-.397 .534a5.068 5.068 0 0 1 -7.127 0a4.972 4.972 0 0 1 0 -7.071l.524 -.463" />
</svg>`;

// src/controls/share.js
var Share = class {
  #button = iconButton(link_default, "Copy link to this view", "link");
  #words = h("p", { role: "status" });
  #link = new Line("Link to this view", () => this.#say("The link is copied."));
  #reference = new Line("The same in words", () => this.#say("The words are copied."));
  #popup;
  #panel = h("div", { class: "menu share" }, this.#words, this.#link.element, this.#reference.element);
  /**
   * @param {() => Shared} shared
   * @param {AbortSignal} signal
   */
  constructor(shared2, signal) {
    this.shared = shared2;
    this.#popup = new Popup("menu-anchor", this.#button, this.#panel, signal, () => void this.#open());
    this.element = this.#popup.element;
  }
  /** Copies it by key. */
  copy() {
    this.#popup.open();
  }
  /** @param {boolean} ours whether the page is the player's own, and its address a link */
  show(ours) {
    const name = ours ? "Copy link to this view" : "Copy what is on screen in words";
    this.#button.setAttribute("aria-label", name);
    hint(this.#button, ["link"], (key) => `${name} (${key})`);
  }
  async #open() {
    const { link, reference } = this.shared();
    this.#link.element.hidden = link === null;
    this.#link.show(link ?? "");
    this.#reference.show(reference);
    this.#words.dataset.reach = link === null ? "" : reachOf(link);
    const first = link === null ? this.#reference : this.#link;
    if (await copied(first.text)) this.#say(link === null ? "The words are copied." : "The link is copied.");
    else {
      this.#say("Copy this (Ctrl+C).");
      first.select();
    }
  }
  /** @param {string} text */
  #say(text) {
    write(this.#words, `${text} ${this.#words.dataset.reach}`.trim());
  }
};
var Line = class {
  #field;
  /** @param {string} name @param {() => void} oncopied */
  constructor(name, oncopied) {
    this.#field = h("input", { class: "link", readonly: true, "aria-label": name });
    const copy = iconButton(copy_default, `Copy: ${name.toLowerCase()}`);
    copy.addEventListener("click", async () => {
      if (await copied(this.text)) oncopied();
      else this.select();
    });
    this.element = h("div", { class: "share-line" }, this.#field, copy);
  }
  get text() {
    return this.#field.value;
  }
  /** @param {string} text */
  show(text) {
    this.#field.value = text;
  }
  select() {
    this.#field.focus();
    this.#field.select();
  }
};
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
function reachOf(link) {
  return isOfThisMachine(link) ? "It works on this machine, while the server runs." : "It works while the server runs.";
}
function isOfThisMachine(link) {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

// src/tiles/adjustment.js
var PLAIN = {
  rotate: 0,
  flip: false,
  zoom: [1, 0.5, 0.5],
  brightness: 1,
  contrast: 1,
  gamma: 1,
  low: null,
  high: null,
  colormap: "gray",
  plane: 0
};
var MOST_ZOOM = 32;
var MOST_LIGHT = 5;
var LIGHTS = (
  /** @type {const} */
  ["brightness", "contrast", "gamma", "low", "high", "colormap"]
);
function adjustmentOf(told) {
  return { ...PLAIN, ...told };
}
function essence(adjustment) {
  const differing = Object.entries(adjustment).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(PLAIN[
      /** @type {keyof Adjustment} */
      name
    ])
  );
  return differing.length ? Object.fromEntries(differing) : null;
}
function turned(adjustment) {
  const degrees = (adjustment.rotate + (adjustment.flip ? 270 : 90)) % 360;
  return { ...adjustment, rotate: (
    /** @type {Adjustment["rotate"]} */
    degrees
  ) };
}
function aspectOnScreen(aspect, { rotate }) {
  return rotate % 180 ? 1 / aspect : aspect;
}
function fitted(tile, aspect, adjustment, words) {
  const onScreen2 = aspectOnScreen(aspect, adjustment);
  const width = Math.min(tile.width, tile.height * onScreen2);
  const height = width / onScreen2;
  const spare = tile.height - height;
  const above = spare >= 2 * words ? spare / 2 : Math.min(spare, words);
  const [w, h2] = onScreen2 === aspect ? [width, height] : [height, width];
  return { x: tile.width / 2, y: above + height / 2, width: w, height: h2 };
}
function transformOf(adjustment, fit, tile) {
  const [zoom] = adjustment.zoom;
  const seen = held(focusOnScreen(adjustment, fit), adjustment, fit, tile);
  const { x, y } = onPicture(seen, adjustment);
  const scale = `scale(${adjustment.flip ? -zoom : zoom}, ${zoom})`;
  return `${scale} rotate(${adjustment.rotate}deg) translate(${-x}px, ${-y}px)`;
}
function zoomedAt(adjustment, fit, tile, point, factor) {
  const [zoom] = adjustment.zoom;
  const next = clamp(zoom * factor, 1, MOST_ZOOM);
  if (next < 1.001) return { ...adjustment, zoom: PLAIN.zoom };
  const seen = held(focusOnScreen(adjustment, fit), adjustment, fit, tile);
  const away = { x: point.x - fit.x, y: point.y - fit.y };
  const focus = { x: seen.x + away.x / zoom - away.x / next, y: seen.y + away.y / zoom - away.y / next };
  return withFocus({ ...adjustment, zoom: [next, 0.5, 0.5] }, focus, fit, tile);
}
function panned(adjustment, fit, tile, by) {
  const [zoom] = adjustment.zoom;
  if (zoom === 1) return adjustment;
  const seen = held(focusOnScreen(adjustment, fit), adjustment, fit, tile);
  return withFocus(adjustment, { x: seen.x - by.x / zoom, y: seen.y - by.y / zoom }, fit, tile);
}
function filterOf({ brightness, contrast }) {
  const parts = [];
  if (brightness !== 1) parts.push(`brightness(${brightness})`);
  if (contrast !== 1) parts.push(`contrast(${contrast})`);
  return parts.join(" ");
}
function ofVideo(adjustment) {
  const { low, high, colormap, plane } = PLAIN;
  return { ...adjustment, low, high, colormap, plane };
}
function lookOf({ low, high, gamma, colormap, plane }) {
  const asked = Object.entries({ low, high, gamma: Number((1 / gamma).toFixed(4)), colormap, plane });
  const usual = (
    /** @type {Record<string, unknown>} */
    PLAIN
  );
  return asked.flatMap(([name, value]) => value === usual[name] ? [] : [`&${name}=${value}`]).join("");
}
function isAsLit(adjustment) {
  return LIGHTS.every((name) => adjustment[name] === PLAIN[name]);
}
function isLeftOut({ zoom, brightness, contrast, gamma }, stored) {
  return zoom[0] > 1 || brightness !== 1 || contrast !== 1 || gamma !== 1 && !stored;
}
function focusOnScreen(adjustment, fit) {
  const [, x, y] = adjustment.zoom;
  return onScreen({ x: (x - 0.5) * fit.width, y: (y - 0.5) * fit.height }, adjustment);
}
function held(focus, { rotate, zoom: [zoom] }, fit, tile) {
  const [width, height] = rotate % 180 ? [fit.height, fit.width] : [fit.width, fit.height];
  const along2 = (at, size, middle, room) => {
    const [least, most] = [middle / zoom - size / 2, size / 2 - (room - middle) / zoom];
    return least < most ? clamp(at, least, most) : 0;
  };
  return { x: along2(focus.x, width, fit.x, tile.width), y: along2(focus.y, height, fit.y, tile.height) };
}
function withFocus(adjustment, focus, fit, tile) {
  const { x, y } = onPicture(held(focus, adjustment, fit, tile), adjustment);
  const part = (at, size) => rounded(clamp(at / size + 0.5, 0, 1));
  return { ...adjustment, zoom: [rounded(adjustment.zoom[0]), part(x, fit.width), part(y, fit.height)] };
}
function onScreen({ x, y }, { rotate, flip }) {
  const [cos, sin] = quarter(rotate);
  const across = x * cos - y * sin;
  return { x: flip ? -across : across, y: x * sin + y * cos };
}
function onPicture({ x, y }, { rotate, flip }) {
  const [cos, sin] = quarter(rotate);
  const across = flip ? -x : x;
  return { x: across * cos + y * sin, y: y * cos - across * sin };
}
function quarter(degrees) {
  return [[1, 0], [0, 1], [-1, 0], [0, -1]][degrees / 90];
}
function rounded(value) {
  return Number(value.toFixed(5));
}

// src/tiles/adjusting.js
var REST_MS2 = 250;
var Adjusting = class {
  /** What hands are still at, not told to the store yet. @type {Map<string, Adjustment>} */
  #live = /* @__PURE__ */ new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;
  /**
   * @param {import("../python/contract.js").Store} store
   * @param {(name: string) => void} show an adjustment has changed
   */
  constructor(store, show) {
    this.store = store;
    this.show = show;
  }
  /** @param {string} name @returns {Adjustment} */
  of(name) {
    return this.#live.get(name) ?? adjustmentOf(this.store.get("adjustments")?.[name]);
  }
  /** Shows an adjustment while hands are at it; it is told once they rest. @param {string} name @param {Partial<Adjustment>} changed */
  move(name, changed) {
    this.#live.set(name, { ...this.of(name), ...changed });
    this.show(name);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.settle(), REST_MS2);
  }
  /** @param {string} name @param {Partial<Adjustment>} changed */
  set(name, changed) {
    this.#live.set(name, { ...this.of(name), ...changed });
    this.settle();
  }
  /** @param {string} name */
  reset(name) {
    this.set(name, PLAIN);
  }
  /** Tells what hands have done. */
  settle() {
    clearTimeout(this.#resting);
    if (!this.#live.size) return;
    const all = { ...this.store.get("adjustments") };
    for (const [name, adjustment] of this.#live) {
      const told = essence(adjustment);
      if (told) all[name] = told;
      else delete all[name];
    }
    const names = [...this.#live.keys()];
    this.#live.clear();
    this.store.set("adjustments", all);
    names.forEach((name) => this.show(name));
  }
};

// src/tiles/lookcontrols.js
var EDGES = [
  ["low", "Black", "the number that is black"],
  ["high", "White", "the number that is white"]
];
var groups = 0;
var LookControls = class {
  #about = "";
  /** @type {Levels | null} */
  #levels = null;
  #edges;
  #plane;
  #colours = h("fieldset", { class: "colours" });
  #words = h("p", { class: "look-words", role: "status" });
  #group = `nwb-video-colours-${groups += 1}`;
  /** @param {import("./adjusting.js").Adjusting} adjusting */
  constructor(adjusting) {
    this.adjusting = adjusting;
    this.#plane = row("Plane", "plane of the volume", (plane) => this.#change({ plane: Math.round(plane) }), () => adjusting.settle());
    this.#edges = EDGES.map(([edge, label, told]) => ({
      edge,
      ...row(label, told, (value) => this.#change({ [edge]: this.#apart(edge, value) }), () => adjusting.settle())
    }));
    const suggest = h("button", { type: "button", title: "Black and white as 0.3 and 99.7 % of the numbers in a few frames have it" }, "Auto contrast");
    suggest.addEventListener("click", () => this.#suggest());
    this.#suggestion = h("div", { class: "look-foot" }, suggest);
    this.element = h(
      "div",
      { class: "look", role: "group", "aria-label": "How stored numbers are shown", hidden: true },
      this.#plane.element,
      ...this.#edges.map(({ element }) => element),
      this.#suggestion,
      this.#colours,
      this.#words
    );
  }
  #suggestion;
  /** For a camera; null levels are still on their way, text tells why there are none. @param {string} name @param {Levels | string | null} told */
  show(name, told) {
    this.#about = name;
    this.element.hidden = false;
    const levels = typeof told === "string" ? null : told;
    if (levels !== this.#levels) {
      this.#levels = levels;
      this.#build();
    }
    write(this.#words, typeof told === "string" ? `Which numbers there are is not known: ${told}.` : levels ? "" : "Looking at the numbers…");
    for (const { element } of this.#edges) element.hidden = levels === null;
    this.#suggestion.hidden = levels === null;
    this.#plane.element.hidden = (levels?.planes ?? 1) < 2;
    this.#colours.hidden = !levels?.colormaps;
    if (levels) this.#fill(levels, this.adjusting.of(name));
  }
  hide() {
    this.element.hidden = true;
  }
  /** @param {Levels} levels @param {Adjustment} adjustment */
  #fill(levels, adjustment) {
    const [low, high] = [adjustment.low ?? levels.low, adjustment.high ?? levels.high];
    const [least, most] = [Math.min(levels.least, low), Math.max(levels.most, high)];
    for (const { edge, put } of this.#edges) put(edge === "low" ? low : high, least, most, levels.whole);
    const last = (levels.planes ?? 1) - 1;
    this.#plane.put(Math.min(adjustment.plane, last), 0, last, true);
    for (const input of this.#colours.querySelectorAll("input")) input.checked = input.value === adjustment.colormap;
  }
  /** The colours that there are, each with its swatch. */
  #build() {
    const legend = h("legend", {}, "Colours");
    const choices = Object.entries(this.#levels?.colormaps ?? {}).map(([name, stops]) => {
      const input = h("input", { type: "radio", name: this.#group, value: name });
      input.addEventListener("change", () => this.adjusting.set(this.#about, { colormap: name }));
      const swatch = h("span", { class: "colours-swatch", "aria-hidden": "true" });
      swatch.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
      return h("label", {}, input, swatch, h("span", {}, name));
    });
    this.#colours.replaceChildren(legend, ...choices);
  }
  /** Black stays below white. @param {Edge} edge @param {number} value */
  #apart(edge, value) {
    const levels = (
      /** @type {Levels} */
      this.#levels
    );
    const { low, high } = this.adjusting.of(this.#about);
    const least = levels.whole ? 1 : (levels.most - levels.least) / 1e3;
    return edge === "low" ? Math.min(value, (high ?? levels.high) - least) : Math.max(value, (low ?? levels.low) + least);
  }
  #suggest() {
    const levels = this.#levels;
    if (!levels) return;
    const [low, high] = levels.suggested;
    const usual = low === levels.low && high === levels.high;
    this.adjusting.set(this.#about, usual ? { low: PLAIN.low, high: PLAIN.high } : { low, high });
  }
  /** @param {Partial<Adjustment>} changed */
  #change(changed) {
    if (this.#levels) this.adjusting.move(this.#about, changed);
  }
};
function row(label, told, move, settle) {
  const slider = h("input", { type: "range", "aria-label": `${label}: ${told}` });
  const number = h("input", { type: "number", "aria-label": `${label}, typed: ${told}` });
  slider.addEventListener("input", () => move(Number(slider.value)));
  slider.addEventListener("change", settle);
  number.addEventListener("change", () => {
    if (number.value !== "" && Number.isFinite(Number(number.value))) move(Number(number.value));
    settle();
  });
  return {
    element: h("div", { class: "look-row" }, h("span", { "aria-hidden": "true" }, label), slider, number),
    /** @param {number} value @param {number} least @param {number} most @param {boolean} whole */
    put(value, least, most, whole) {
      const text = String(whole ? Math.round(value) : Number(value.toPrecision(5)));
      for (
        const [name, one] of
        /** @type {[string, number][]} */
        [["min", least], ["max", most]]
      ) set(slider, name, String(one));
      for (const input of [slider, number]) set(input, "step", whole ? "1" : "any");
      slider.value = String(value);
      set(slider, "aria-valuetext", text);
      if (number.value !== text) number.value = text;
    }
  };
}

// src/tiles/adjustpanel.js
var LIGHTS2 = [
  ["brightness", "Brightness"],
  ["contrast", "Contrast"],
  ["gamma", "Gamma"]
];
var ENDS = Math.log2(MOST_LIGHT);
var AdjustPanel = class {
  #title = h("h3");
  #about = "";
  #sliders;
  /** A pointer presses a button that may turn this camera's picture. @type {(name: string) => void} */
  onhand = () => {
  };
  /** The tile that it is about, and what gets the focus back. @type {HTMLElement | null} */
  #opener = null;
  #look;
  /** Of a camera whose frames are stored as numbers. @type {import("./levels.js").StoredNumbers | null} */
  #numbers = null;
  /** @param {import("./adjusting.js").Adjusting} adjusting */
  constructor(adjusting) {
    this.adjusting = adjusting;
    this.#look = new LookControls(adjusting);
    this.#sliders = LIGHTS2.map(([light, label]) => {
      const input = h("input", { type: "range", min: -ENDS, max: ENDS, step: "any", "aria-label": label });
      const value = h("output");
      input.addEventListener("input", () => adjusting.move(this.#about, { [light]: valueAt(Number(input.value)) }));
      input.addEventListener("change", () => adjusting.settle());
      input.addEventListener("dblclick", () => adjusting.set(this.#about, { [light]: 1 }));
      return { light, input, value, row: h("label", {}, h("span", {}, label), input, value) };
    });
    const close = iconButton(x_default, "Close");
    close.addEventListener("click", () => this.close());
    const button = (text, change) => {
      const made2 = h("button", { type: "button" }, text);
      made2.addEventListener("click", (event) => {
        if (event.detail > 0) this.onhand(this.#about);
        adjusting.set(this.#about, change(adjusting.of(this.#about)));
      });
      return made2;
    };
    this.element = h(
      "div",
      { class: "adjust", role: "dialog", hidden: true },
      h("div", { class: "adjust-head" }, this.#title, close),
      this.#look.element,
      ...this.#sliders.map(({ row: row2 }) => row2),
      h(
        "div",
        { class: "adjust-foot" },
        button("Rotate", turned),
        button("Mirror", ({ flip }) => ({ flip: !flip })),
        button("Reset zoom", () => ({ zoom: PLAIN.zoom })),
        button("Reset all", () => PLAIN)
      )
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.close();
      event.stopPropagation();
    });
  }
  /** Opens for a camera; closes where it is open for it. @param {string} name @param {string} label @param {HTMLElement} tile @param {import("./levels.js").StoredNumbers | null} numbers */
  toggle(name, label, tile, numbers) {
    if (!this.element.hidden && this.#about === name) {
      this.close();
      return;
    }
    this.#about = name;
    this.#opener = tile;
    this.#numbers = numbers;
    write(this.#title, label);
    set(this.element, "aria-label", `Adjust ${label}`);
    this.element.hidden = false;
    this.show(name);
    this.follow();
    [...this.element.querySelectorAll("input")].find((input) => input.offsetParent !== null)?.focus();
  }
  /** The tiles may have moved. */
  follow() {
    const tile = this.#opener;
    if (this.element.hidden || !tile) return;
    const stage = (
      /** @type {HTMLElement} */
      this.element.offsetParent ?? this.element.parentElement
    );
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.min(tile.offsetLeft + tile.offsetWidth - offsetWidth - 8, stage.clientWidth - offsetWidth - 8);
    const top = Math.min(tile.offsetTop + 40, stage.clientHeight - offsetHeight - 8);
    this.element.style.left = `${Math.max(8, left)}px`;
    this.element.style.top = `${Math.max(8, top)}px`;
  }
  /** A camera's adjustment has changed. @param {string} name */
  show(name) {
    if (this.element.hidden || name !== this.#about) return;
    const adjustment = this.adjusting.of(name);
    if (this.#numbers) this.#look.show(name, this.#numbers.of(adjustment.plane, () => this.show(name)));
    else this.#look.hide();
    this.follow();
    for (const { light, input, value } of this.#sliders) {
      const text = adjustment[light].toFixed(2);
      input.value = String(Math.log2(adjustment[light]));
      set(input, "aria-valuetext", text);
      write(value, text);
    }
  }
  close() {
    this.element.hidden = true;
    this.#opener?.focus({ preventScroll: true });
  }
};
function valueAt(power) {
  const value = Number((2 ** power).toFixed(2));
  return Math.abs(value - 1) < 0.025 ? 1 : value;
}

// src/tiles/packing.js
var ALL_OF = 9;
var NARROWEST = 0.6;
var WIDEST2 = 1.8;
function groupings(names, aspect) {
  const rows = names.length <= ALL_OF ? splits(names) : evenSplits(names, aspect);
  const columns = names.length <= ALL_OF ? rows : evenSplits(names, (name) => 1 / aspect(name));
  return [...rows.map((groups2) => ({ groups: groups2, down: false })), ...columns.map((groups2) => ({ groups: groups2, down: true }))];
}
function splits(names) {
  if (!names.length) return [[]];
  return names.flatMap((_, i) => splits(names.slice(i + 1)).map((rest) => [names.slice(0, i + 1), ...rest]));
}
function evenSplits(names, aspect) {
  return names.flatMap((_, i) => [evenRows(names, i + 1, aspect), inRows(names, i + 1)]);
}
function inRows(names, columns) {
  const rows = [];
  for (let i = 0; i < names.length; i += columns) rows.push(names.slice(i, i + columns));
  return rows;
}
function filled(grouping, stage, gutter) {
  const aspect = (name) => clamp(stage.aspect(name), NARROWEST, WIDEST2);
  return along(grouping, { ...stage, aspect }, (groups2, upright) => {
    const equal = groups2.map(() => 1 / groups2.length);
    const wanted = heightsOf2(groups2, upright, gutter);
    const all = wanted.reduce((sum, height) => sum + height, 0);
    const even2 = shared(groups2, equal, upright, gutter);
    const fitting = shared(groups2, wanted.map((height) => height / all), upright, gutter);
    const picture = grouping.down ? (name) => 1 / stage.aspect(name) : stage.aspect;
    return worth(fitting, picture) > worth(even2, picture) + WORTH_CHANGING ? fitting : even2;
  });
}
var WORTH_CHANGING = Math.log(1.05);
function justified(grouping, stage, gutter) {
  return along(grouping, stage, (groups2, { width, height, aspect }) => {
    const placed = /* @__PURE__ */ new Map();
    const inner = groups2.map((group) => width - gutter * (group.length + 1));
    const heights = heightsOf2(groups2, { width, height, aspect }, gutter);
    const all = heights.reduce((sum, one) => sum + one, 0);
    const scale = clamp((height - gutter * (groups2.length + 1)) / all, 0, 1);
    let top = (height - scale * all - gutter * (groups2.length - 1)) / 2;
    groups2.forEach((group, r) => {
      const tall = heights[r] * scale;
      let left = gutter + inner[r] * (1 - scale) / 2;
      for (const name of group) {
        placed.set(name, { left, top, width: tall * aspect(name), height: tall });
        left += tall * aspect(name) + gutter;
      }
      top += tall + gutter;
    });
    return placed;
  });
}
function worth(placed, aspect) {
  let sum = 0;
  for (const [name, { width, height }] of placed) {
    const ratio = aspect(name);
    sum += Math.log(Math.max(1e-9, Math.min(width, height * ratio) * Math.min(height, width / ratio)));
  }
  return sum / Math.max(1, placed.size);
}
function evenRows(names, count, aspect) {
  const sums = [0];
  for (const name of names) sums.push(sums[sums.length - 1] + aspect(name));
  const mean = sums[names.length] / count;
  const cost = [[0, ...names.map(() => Infinity)]];
  const from = [[]];
  for (let r = 1; r <= count; r += 1) {
    cost[r] = sums.map(() => Infinity);
    from[r] = [];
    for (let i = r; i <= names.length; i += 1) {
      for (let j = r - 1; j < i; j += 1) {
        const uneven = cost[r - 1][j] + (sums[i] - sums[j] - mean) ** 2;
        if (uneven < cost[r][i]) [cost[r][i], from[r][i]] = [uneven, j];
      }
    }
  }
  const rows = [];
  for (let r = count, i = names.length; r > 0; r -= 1) {
    const j = from[r][i];
    rows.unshift(names.slice(j, i));
    i = j;
  }
  return rows;
}
function along({ groups: groups2, down }, stage, placing) {
  if (!down) return placing(groups2, stage);
  const lying = placing(groups2, { width: stage.height, height: stage.width, aspect: (name) => 1 / stage.aspect(name) });
  return new Map([...lying].map(([name, { left, top, width, height }]) => [name, { left: top, top: left, width: height, height: width }]));
}
function heightsOf2(rows, { width, aspect }, gutter) {
  return rows.map((row2) => Math.max(0, width - gutter * (row2.length + 1)) / row2.reduce((sum, name) => sum + aspect(name), 0));
}
function shared(rows, shares, { width, height, aspect }, gutter) {
  const placed = /* @__PURE__ */ new Map();
  const room = Math.max(0, height - gutter * (rows.length + 1));
  let top = gutter;
  rows.forEach((row2, r) => {
    const unit = Math.max(0, width - gutter * (row2.length + 1)) / row2.reduce((sum, name) => sum + aspect(name), 0);
    let left = gutter;
    for (const name of row2) {
      placed.set(name, { left, top, width: aspect(name) * unit, height: shares[r] * room });
      left += aspect(name) * unit + gutter;
    }
    top += shares[r] * room + gutter;
  });
  return placed;
}

// src/tiles/layout.js
var GUTTER = 4;
var STRIP = 0.17;
var STRIP_LEAST = 64;
var STRIP_MOST = 150;
var STRIP_FROM = 300;
var SIDE_FROM = 560;
var SIDE_LEAST = 110;
var SIDE_MOST = 240;
var NARROWEST2 = 0.6;
var WIDEST3 = 1.8;
var WORTH_MOVING = { page: Math.log(1.1), turned: Math.log(1.6), lower: Math.log(3) };
var LEAST_KEPT = 110;
function place(layout, shown2, custom, stage, known) {
  const placing = layout === "free" ? justified : filled;
  const fixed = fixedRows(layout, shown2, custom);
  const grouping = fixed ? { groups: fixed, down: false, width: stage.width, height: stage.height } : best(shown2, stage, placing, known);
  return { placed: shown2.length ? placing(grouping, stage, GUTTER) : /* @__PURE__ */ new Map(), grouping };
}
function fixedRows(layout, shown2, custom) {
  if (layout === "row") return [shown2];
  if (layout === "column") return inRows(shown2, 1);
  return layout === "custom" ? customRows(shown2, custom) : null;
}
function best(names, stage, placing, known) {
  const all = groupings(names, stage.aspect);
  const worths = all.map((grouping) => worth(placing(grouping, stage, GUTTER), stage.aspect));
  let most = 0;
  worths.forEach((one, i) => {
    if (one > worths[most] + 1e-6) most = i;
  });
  if (known && known.groups.flat().join("\n") === names.join("\n")) {
    const kept2 = placing(known, stage, GUTTER);
    const seen = [...kept2.values()].every(({ width, height }) => Math.min(width, height) >= LEAST_KEPT);
    const needed = seen ? WORTH_MOVING[changeOf(stage, known)] : WORTH_MOVING.page;
    if (worths[most] - worth(kept2, stage.aspect) < needed) return known;
  }
  return { ...all[most] ?? { groups: [], down: false }, width: stage.width, height: stage.height };
}
function changeOf({ width, height }, known) {
  if (Math.abs(width - known.width) > 1 || height > known.height + 1) return "page";
  return height < known.height - 1 ? "lower" : "turned";
}
function placeEnlarged(layout, enlarged, others, stage) {
  const how = layout === "custom" ? "grid" : layout;
  const ways2 = [];
  const worths = [];
  for (const { room, rest } of strips(others, stage)) {
    const { placed } = place(how, enlarged, [], room);
    worths.push(worth(placed, stage.aspect));
    ways2.push(new Map([...placed, ...rest]));
  }
  return ways2[worths.indexOf(Math.max(...worths))];
}
function strips(names, stage) {
  const { width, height } = stage;
  const ways2 = [];
  if (names.length && height >= STRIP_FROM) {
    const strip = clamp(height * STRIP, STRIP_LEAST, STRIP_MOST);
    ways2.push({ room: { ...stage, height: height - strip }, rest: within(names, { ...stage, height: strip }, 0, height - strip) });
  }
  if (names.length && width >= SIDE_FROM) {
    const strip = clamp(width * STRIP, SIDE_LEAST, SIDE_MOST);
    ways2.push({ room: { ...stage, width: width - strip }, rest: within(names, { ...stage, width: strip }, width - strip, 0) });
  }
  return ways2.length ? ways2 : [{ room: stage, rest: names.map((name) => [name, null]) }];
}
function within(names, strip, x, y) {
  const aspect = (name) => clamp(strip.aspect(name), NARROWEST2, WIDEST3);
  const { placed } = place("free", names, [], { ...strip, aspect });
  return [...placed].map(([name, rect]) => [name, { ...rect, left: rect.left + x, top: rect.top + y }]);
}
function customRows(shown2, custom) {
  const rows = custom.map((row2) => row2.filter((name) => shown2.includes(name))).filter((row2) => row2.length);
  const placed = new Set(rows.flat());
  const rest = shown2.filter((name) => !placed.has(name));
  return rest.length ? [...rows, rest] : rows;
}
var WORDS_UP = 28;
var WORDS_WIDTH = 320;
function roomFor(rects, width, height) {
  const area = (rect) => rect ? rect.width * rect.height : 0;
  const largest = rects.reduce((best2, rect) => area(rect) > area(best2) ? rect : best2, null);
  if (!largest || largest.width < WORDS_WIDTH) return { left: 0, bottom: 0, width };
  return { left: largest.left, bottom: height - largest.top - largest.height + WORDS_UP, width: largest.width };
}

// src/tiles/arrangement.js
var Arrangement = class {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
  }
  /** All cameras, in order. @returns {CameraDescriptor[]} */
  get cameras() {
    const cameras = (
      /** @type {CameraDescriptor[]} */
      this.store.get("cameras")
    );
    const order = (
      /** @type {string[]} */
      this.store.get("order") ?? []
    );
    const place2 = new Map(order.map((name, i) => [name, i]));
    return [...cameras].sort((a, b) => (place2.get(a.name) ?? order.length) - (place2.get(b.name) ?? order.length));
  }
  /** Names of all cameras, in order. */
  get names() {
    return this.cameras.map(({ name }) => name);
  }
  /** Names shown, in order. @returns {string[]} */
  get selected() {
    const chosen2 = new Set(this.store.get("selected"));
    return this.names.filter((name) => chosen2.has(name));
  }
  /** Names of the enlarged cameras, in order; none where all share the stage. @returns {string[]} */
  get enlarged() {
    const enlarged = new Set(this.store.get("enlarged"));
    return this.selected.filter((name) => enlarged.has(name));
  }
  /** Rows of names for `custom`. @returns {string[][]} */
  get rows() {
    return this.store.get("grid") ?? [];
  }
  /**
   * Enlarges a camera, alone or beside those that are; one that is enlarged returns.
   * @param {string} name
   * @param {boolean} more beside those that are enlarged
   */
  enlarge(name, more) {
    const { enlarged } = this;
    const others = enlarged.filter((other) => other !== name);
    if (enlarged.includes(name)) this.store.set("enlarged", more ? others : []);
    else this.store.set("enlarged", more ? [...enlarged, name] : [name]);
  }
  /**
   * Gives a camera the place of another one, which makes room for it.
   * @param {string} name
   * @param {string} place
   */
  move(name, place2) {
    if (name === place2) return;
    if (this.store.get("layout") === "custom") {
      const rows = customRows(this.selected, this.rows);
      const swap = (at) => at === name ? place2 : at === place2 ? name : at;
      this.store.set("grid", rows.map((row2) => row2.map(swap)));
      return;
    }
    const { names } = this;
    const to = names.indexOf(place2);
    const order = names.filter((other) => other !== name);
    order.splice(to, 0, name);
    this.store.set("order", order);
  }
  /**
   * Moves a camera by some places among those that are shown.
   * @param {string} name
   * @param {number} by
   */
  shift(name, by) {
    const custom = this.store.get("layout") === "custom";
    const shown2 = custom ? customRows(this.selected, this.rows).flat() : this.selected;
    const at = shown2.indexOf(name);
    if (at >= 0) this.move(name, shown2[clamp(at + by, 0, shown2.length - 1)]);
  }
};

// src/media/native.js
var CONFIRM_MS = 250;
var AIMS = [0.5, 0.75, 0.25];
var RATE_EVERY_MS = 80;
var RATE_STEP = 4e-3;
var ECHO = 2e-6;
var SEEK_AGAIN_MS = 500;
var SEEK_AGAIN_MOST_MS = 8e3;
var OWN = 1e-3;
var NativeVideo = class {
  engine = (
    /** @type {const} */
    "native"
  );
  /** Frame on screen, counted within this file; null before the first. @type {number | null} */
  shown = null;
  /** Pictures put on screen so far, by the browser's count. */
  presented = 0;
  /** Called when another frame is on screen. @type {() => void} */
  onshown = () => {
  };
  /** @type {(failure: Failure) => void} */
  onfailure = () => {
  };
  /** True where the last `show` ended on another frame than asked for. */
  inexact = false;
  /** True where the browser names the place that it was told to seek to, in place of the frame's own time. */
  vague = false;
  /** @type {number | null} */
  #wanted = null;
  /** Of the frame on screen, by the browser. @type {number | null} */
  #mediaTime = null;
  /** Where the last seek went to; null since playing began. @type {number | null} */
  #aimed = null;
  /** Whether the browser has told of a frame since the last seek began. */
  #told = false;
  /** Whether frames may still come that were under way when playing ended. */
  #running = false;
  #busy = false;
  #following = false;
  /** Whether it has only just begun to follow, from where it ought to. */
  #fresh = false;
  #rateChanged = 0;
  #caughtUp = -Infinity;
  #patience = SEEK_AGAIN_MS;
  /** @type {() => { media: number, rate: number } | null} */
  #target = () => null;
  #stop = new AbortController();
  /**
   * @param {Document} document
   * @param {string} url
   * @param {FileTimebase} timebase media time of every frame
   */
  constructor(document2, url, timebase) {
    this.timebase = timebase;
    this.element = document2.createElement("video");
    this.element.tabIndex = -1;
    const video = this.element;
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.disableRemotePlayback = true;
    video.tabIndex = -1;
    video.setAttribute("aria-hidden", "true");
    video.crossOrigin = "anonymous";
    const { signal } = this.#stop;
    video.addEventListener("error", () => this.onfailure(failureOf(video.error)), { signal });
    video.addEventListener(
      "loadedmetadata",
      () => {
        if (video.videoWidth === 0) this.onfailure("unsupported");
      },
      { signal }
    );
    video.src = url;
    this.#listen();
  }
  /** Whether the wanted frame is on screen to stay. */
  get settled() {
    return !this.#busy && this.#wanted !== null && this.shown === this.#wanted;
  }
  /** Whether the browser has data for the present position. */
  get ready() {
    return this.element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }
  /** Whether single frames cannot be decoded: a native video that meets one ends there. */
  lost() {
    return false;
  }
  /** Whether a playing picture keeps up. */
  get flowing() {
    return this.element.ended || this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }
  /** Width and height of the picture; zeros until they are known. @returns {[number, number]} */
  get size() {
    return [this.element.videoWidth, this.element.videoHeight];
  }
  /** Takes a fresh URL for the same file, keeping the place. @param {string} url */
  renew(url) {
    const { element } = this;
    if (element.src === url) return;
    element.src = url;
    const wanted = this.#wanted ?? this.shown;
    this.shown = this.#mediaTime = null;
    this.#busy = false;
    if (wanted !== null && !this.#following) void this.show(wanted);
  }
  /** Takes the exact presentation times in place of the header's. @param {FileTimebase} timebase */
  retime(timebase) {
    this.timebase = timebase;
    this.inexact = this.vague = false;
    if (this.#mediaTime === null) return;
    this.#note(this.#mediaTime);
    if (this.#wanted !== null) void this.show(this.#wanted);
  }
  /**
   * Shows one frame, paused. A newer wish replaces an older one that is under way.
   * @param {number} k frame within this file
   */
  async show(k) {
    if (k !== this.#wanted) this.inexact = false;
    this.#wanted = k;
    this.#unfollow();
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#metadata();
      while (!this.#stop.signal.aborted && this.#wanted !== null && (this.#running || this.#wanted !== this.shown)) {
        const wanted = this.#wanted;
        this.inexact = this.#running = false;
        for (const aim of AIMS) {
          await this.#seek(wanted, aim);
          if (this.#wanted !== wanted || this.shown === wanted) break;
        }
        if (this.#wanted === wanted && this.shown !== wanted) {
          this.inexact = true;
          break;
        }
      }
    } finally {
      this.#busy = false;
      this.onshown();
    }
  }
  /**
   * Plays along a moving target until `show` or `hold` is called.
   * @param {() => { media: number, rate: number } | null} target media time due now and the clock's rate;
   *   null while there is nothing to play
   */
  follow(target) {
    this.#wanted = null;
    this.#target = target;
    this.#fresh = !this.#following;
    if (this.#following) return;
    this.#following = true;
    this.#running = true;
    this.#aimed = null;
    const due = target();
    if (due === null) return;
    const video = this.element;
    if (Math.abs(due.media - video.currentTime) > 0.1 * Math.max(1, due.rate)) video.currentTime = due.media;
    video.playbackRate = Math.min(FASTEST, Math.max(SLOWEST, due.rate));
    this.#play();
  }
  /** Stays on the frame that is on screen. */
  hold() {
    this.#wanted = null;
    this.#unfollow();
  }
  /**
   * Keeps a playing video near its target where no frame callback comes (a stalled or ended video).
   * @param {boolean} jumped whether the target moved at once
   */
  nudge(jumped) {
    const due = this.#following ? this.#target() : null;
    const video = this.element;
    if (due === null) return;
    if (jumped && !this.#fresh) video.currentTime = due.media;
    if (video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    if (video.paused && !video.ended) this.#play();
    if (correction(due.media - video.currentTime, due.rate).seek) this.#catchUp(due.media);
  }
  dispose() {
    this.#stop.abort();
    this.#following = false;
    this.#wanted = null;
    const video = this.element;
    video.pause();
    video.removeAttribute("src");
    video.load();
    video.remove();
  }
  #unfollow() {
    this.#following = false;
    if (!this.element.paused) this.element.pause();
  }
  #play() {
    this.element.play().catch(() => {
    });
  }
  /** Every frame that comes on screen is noted, whoever asked for it. */
  #listen() {
    this.element.requestVideoFrameCallback((_, metadata) => {
      if (this.#stop.signal.aborted) return;
      this.#listen();
      this.#told = true;
      this.presented = metadata.presentedFrames;
      this.#note(metadata.mediaTime);
      if (this.#following) this.#correct(metadata);
    });
  }
  /** @param {number} mediaTime */
  #note(mediaTime) {
    this.#mediaTime = mediaTime;
    const k = this.timebase.frameOnScreen(mediaTime);
    const echo = this.#aimed !== null && Math.abs(mediaTime - this.#aimed) < ECHO;
    if (echo && mediaTime - this.timebase.mediaAt(k, 0) > OWN) this.vague = true;
    if (k === this.shown) return;
    this.shown = k;
    this.onshown();
  }
  /**
   * What counts is what is composited together: words written now, and the picture beside them.
   * @param {VideoFrameCallbackMetadata} metadata
   */
  #correct({ mediaTime }) {
    const due = this.#target();
    const video = this.element;
    if (due === null || video.seeking) return;
    const now = performance.now();
    const k = this.timebase.frameOnScreen(mediaTime);
    const pts = this.timebase.mediaAt(k, 0);
    const on = expectedMedia(pts, this.timebase.mediaAt(k, 1) - pts, due.rate);
    const { seek, rate } = correction(due.media - on, due.rate);
    if (seek) {
      this.#catchUp(due.media);
      return;
    }
    if (now - this.#caughtUp > 2 * this.#patience) this.#patience = SEEK_AGAIN_MS;
    if (Math.abs(rate - video.playbackRate) > RATE_STEP * due.rate && now - this.#rateChanged > RATE_EVERY_MS) {
      this.#rateChanged = now;
      video.playbackRate = rate;
    }
  }
  /** Seeks to where the clock is. A machine too busy to play is not helped by seeks. @param {number} media */
  #catchUp(media) {
    const now = performance.now();
    if (now - this.#caughtUp < this.#patience) return;
    this.#patience = Math.min(2 * this.#patience, SEEK_AGAIN_MOST_MS);
    this.#caughtUp = now;
    this.element.currentTime = media;
  }
  /** @returns {Promise<void>} when the video knows its length, or is gone */
  #metadata() {
    const video = this.element;
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) return Promise.resolve();
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      const done2 = () => resolve();
      video.addEventListener("loadedmetadata", done2, { signal, once: true });
      video.addEventListener("error", done2, { signal, once: true });
      signal.addEventListener("abort", done2, { once: true });
    });
  }
  /**
   * Seeks into frame k's span and waits until the browser says which frame it shows.
   * @param {number} k
   * @param {number} aim where in the span, 0 to 1
   * @returns {Promise<void>}
   */
  #seek(k, aim) {
    const video = this.element;
    return new Promise((resolve) => {
      const finished = new AbortController();
      const signal = AbortSignal.any([finished.signal, this.#stop.signal]);
      let timer;
      const finish = () => {
        clearTimeout(timer);
        finished.abort();
        resolve();
      };
      const confirm = () => {
        if (this.#told && (this.shown === k || !video.seeking)) finish();
        else if (!signal.aborted) video.requestVideoFrameCallback(confirm);
      };
      video.addEventListener(
        "seeked",
        () => {
          timer = setTimeout(() => {
            this.#askFrame();
            finish();
          }, CONFIRM_MS);
        },
        { signal, once: true }
      );
      video.addEventListener("error", finish, { signal, once: true });
      this.#stop.signal.addEventListener("abort", finish, { signal: finished.signal, once: true });
      this.#told = false;
      video.requestVideoFrameCallback(confirm);
      video.currentTime = this.#aimed = this.timebase.mediaAt(k, aim);
    });
  }
  /** Which frame is on screen where no callback came: a VideoFrame of the element carries its time. */
  #askFrame() {
    if (this.#told || !this.ready) return;
    if (typeof VideoFrame === "function") {
      try {
        const frame = new VideoFrame(this.element);
        this.#note(frame.timestamp / 1e6);
        frame.close();
        return;
      } catch {
      }
    }
    this.#note(this.element.currentTime);
  }
};
function failureOf(error) {
  if (error?.code === MediaError.MEDIA_ERR_DECODE) return "decode";
  if (error?.code === MediaError.MEDIA_ERR_NETWORK) return "network";
  return "unsupported";
}

// src/media/pace.js
var DIVISORS = [1, 2, 4];
var LOOKED_AT = 3;
var TOO_SLOW = 1.1;
var AMPLE = 6;
var Pace = class {
  /** Index into `DIVISORS`. */
  #step = 0;
  /** @type {{ media: number, wall: number }[]} */
  #last = [];
  /** By how much pictures are to be smaller now. */
  get divisor() {
    return DIVISORS[this.#step];
  }
  /** Media seconds per second, of the last segments; null where too few were seen. @returns {number | null} */
  get speed() {
    if (this.#last.length < LOOKED_AT) return null;
    const sum = (part) => this.#last.reduce((total, each) => total + each[part], 0);
    return sum("media") / Math.max(sum("wall"), 1e-3);
  }
  /**
   * Takes note of a segment that arrived while playing.
   * @param {number} media seconds that it lasts
   * @param {number} wall seconds that it took
   * @param {number} rate of the clock
   */
  add(media, wall, rate) {
    this.#last.push({ media, wall });
    if (this.#last.length > LOOKED_AT) this.#last.shift();
    const speed = this.speed;
    if (speed === null) return;
    if (speed < TOO_SLOW * rate && this.#step < DIVISORS.length - 1) this.#to(this.#step + 1);
    else if (speed > AMPLE * rate && this.#step > 0) this.#to(this.#step - 1);
  }
  /** @param {number} step */
  #to(step2) {
    this.#step = step2;
    this.#last = [];
  }
};

// src/media/segmentbuffer.js
var TYPE = 'video/mp4; codecs="avc1.640033"';
var SUPPORTED = typeof MediaSource !== "undefined" && MediaSource.isTypeSupported(TYPE);
var MOST3 = 60;
var SegmentBuffer = class {
  /** Segments that came together are taken out together. @type {Map<number, { extent: [number, number], segments: number[] }>} */
  held = /* @__PURE__ */ new Map();
  /** @type {Promise<void>} */
  #last;
  #source = new MediaSource();
  /** @type {SourceBuffer | null} */
  #buffer = null;
  #disposed = false;
  constructor() {
    this.url = URL.createObjectURL(this.#source);
    this.#last = /** @type {Promise<void>} */
    new Promise((resolve) => {
      this.#source.addEventListener("sourceopen", () => resolve(), { once: true });
    }).then(() => {
      if (!this.#disposed) this.#buffer = this.#source.addSourceBuffer(TYPE);
    });
  }
  /** Whether this browser takes such streams. */
  static get supported() {
    return SUPPORTED;
  }
  /**
   * Puts segments in that came together.
   * @param {number[]} segments
   * @param {Uint8Array} bytes
   * @param {[number, number]} extent media seconds
   * @param {number} now the segment that is on screen
   * @returns {Promise<void>}
   */
  append(segments, bytes, extent, now) {
    return this.#next(async (buffer) => {
      await this.#trim(buffer, now);
      try {
        await done(buffer, () => buffer.appendBuffer(
          /** @type {BufferSource} */
          bytes
        ));
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
        await this.#trim(buffer, now, 3);
        await done(buffer, () => buffer.appendBuffer(
          /** @type {BufferSource} */
          bytes
        ));
      }
      for (const i of segments) this.held.set(i, { extent, segments });
    });
  }
  /** Says that nothing follows: a decoder then gives out its last pictures. */
  end() {
    return this.#next(async () => {
      if (this.#source.readyState === "open") this.#source.endOfStream();
    });
  }
  /** Takes everything out. */
  clear() {
    this.held.clear();
    return this.#next(async (buffer) => {
      if (buffer.buffered.length) await done(buffer, () => buffer.remove(0, Infinity));
    });
  }
  dispose() {
    this.#disposed = true;
    URL.revokeObjectURL(this.url);
  }
  /** One thing after another: a buffer that is busy takes no more. @param {(buffer: SourceBuffer) => Promise<void>} act */
  #next(act) {
    const then = this.#last.then(async () => {
      if (this.#disposed) return;
      if (!this.#buffer || this.#source.readyState === "closed") throw new Error("the browser closed a stream");
      await act(this.#buffer);
    });
    this.#last = then.catch(() => {
    });
    return then;
  }
  /**
   * @param {SourceBuffer} buffer
   * @param {number} now
   * @param {number} [most]
   */
  async #trim(buffer, now, most = MOST3) {
    const far = [...this.held.keys()].sort((a, b) => Math.abs(b - now) - Math.abs(a - now));
    for (const i of far.slice(0, Math.max(this.held.size - most + 1, 0))) {
      const group = this.held.get(i);
      if (!group) continue;
      for (const each of group.segments) this.held.delete(each);
      const [start, stop] = group.extent;
      await done(buffer, () => buffer.remove(start, stop));
    }
  }
};
function done(buffer, begin) {
  return new Promise((resolve, reject) => {
    const finished = new AbortController();
    const { signal } = finished;
    buffer.addEventListener("updateend", () => (finished.abort(), resolve()), { signal });
    buffer.addEventListener("error", () => (finished.abort(), reject(new Error("the browser refused a segment"))), { signal });
    try {
      begin();
    } catch (error) {
      finished.abort();
      reject(error);
    }
  });
}

// src/media/streamsource.js
var Refusal = class extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.what);
    this.problem = problem;
  }
};
var StreamSource = class {
  /** Added to each request: how the pictures are to be. */
  settings = "";
  /**
   * @param {string} url
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   * @param {string} [look] how stored numbers are shown
   */
  constructor(url, fetch2, look = "") {
    this.url = url;
    this.fetch = fetch2;
    this.settings = look;
    if (MediaSource.isTypeSupported('video/mp4; codecs="avc1.f4001e"')) this.settings += "&chroma=1";
  }
  /**
   * @param {number} k frame within the file
   * @param {AbortSignal} signal
   * @returns {Promise<ImageBitmap>}
   */
  async still(k, signal) {
    const reply = await this.ask(`still=${k}`, signal);
    return createImageBitmap(await reply.blob());
  }
  /**
   * @param {number} i
   * @param {{ ahead: boolean, divisor: number }} how whether it is not waited for yet; how much smaller pictures are
   * @param {AbortSignal} signal
   * @returns {Promise<{ facts: SegmentFacts, bytes: Uint8Array }>}
   */
  async segment(i, { ahead: ahead2, divisor }, signal) {
    const reply = await this.ask(`segment=${i}${ahead2 ? "&ahead=1" : ""}${divisor > 1 ? `&scale=${divisor}` : ""}`, signal);
    return parseSegment(await reply.arrayBuffer());
  }
  /**
   * @param {string} what
   * @param {AbortSignal} signal
   */
  async ask(what, signal) {
    const reply = await this.fetch(`${this.url}?${what}${this.settings}`, { signal });
    if (reply.status === 422) throw new Refusal({ state: "error", tried: [], ...await reply.json() });
    if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
    return reply;
  }
};
async function recorded(media, file, k, signal, look = "") {
  const reply = await new StreamSource(media.streamUrl(file), media.fetch, look).ask(`still=${k}&png=1`, signal);
  return createImageBitmap(await reply.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}
function arrived(i, [from, to] = [i, i]) {
  if (from > i || to < i - 1) return [i];
  return Array.from({ length: Math.max(to, i) - from + 1 }, (_, n) => from + n);
}
function parseSegment(buffer) {
  const length = new DataView(buffer).getUint32(0);
  const facts2 = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length - 8)));
  return { facts: facts2, bytes: new Uint8Array(buffer, length) };
}

// src/media/streamed.js
var AHEAD = 3;
var AT_ONCE = 2;
var PATIENCE_MS3 = 700;
var AGAIN_MS2 = 1e3;
var StreamedVideo = class {
  engine = (
    /** @type {const} */
    "streamed"
  );
  /** Frame on screen, counted within this file; null before the first. @type {number | null} */
  shown = null;
  /** Called when another frame is on screen. @type {() => void} */
  onshown = () => {
  };
  /** @type {(failure: Failure) => void} */
  onfailure = () => {
  };
  /** Why frame numbers are the container's guess; null where they are exact. */
  estimated = false;
  /** How the pictures came to be. @type {"copied" | "transcoded"} */
  route;
  /** @type {number | null} */
  #wanted = null;
  #following = false;
  /** @type {() => { media: number, rate: number } | null} */
  #target = () => null;
  /** Frame of the still in front of the video; null where there is none. @type {number | null} */
  #still = null;
  #stills = 0;
  #busy = false;
  /** Segments under way. @type {Map<number, AbortController>} */
  #loading = /* @__PURE__ */ new Map();
  /** Frames that cannot be decoded. @type {Map<number, Problem | null>} */
  #lost = /* @__PURE__ */ new Map();
  /** Frames whose pictures are not to be believed. @type {Set<number>} */
  #damaged = /* @__PURE__ */ new Set();
  /** Segments whose pictures are smaller than the file's. @type {Set<number>} */
  #small = /* @__PURE__ */ new Set();
  /** Segments that cannot be made. @type {Map<number, Problem>} */
  #refused = /* @__PURE__ */ new Map();
  #failedAt = -Infinity;
  #pace = new Pace();
  #stop = new AbortController();
  /**
   * @param {Document} document
   * @param {string} url
   * @param {StreamTimebase} timebase
   * @param {{ route: "copied" | "transcoded", look?: string }} stream how it is made, and how stored numbers are shown
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   */
  constructor(document2, url, timebase, stream, fetch2) {
    this.timebase = timebase;
    this.route = stream.route;
    this.look = stream.look ?? "";
    this.#source = new StreamSource(url, fetch2, this.look);
    this.#buffer = new SegmentBuffer();
    this.#video = new NativeVideo(
      document2,
      this.#buffer.url,
      /** @type {any} */
      timebase
    );
    this.#video.onshown = () => this.#seen();
    this.#video.onfailure = () => this.onfailure("decode");
    this.#canvas = document2.createElement("canvas");
    this.#context = /** @type {CanvasRenderingContext2D} */
    this.#canvas.getContext("2d", { alpha: false });
    this.element = document2.createElement("div");
    this.element.className = "streamed";
    this.element.setAttribute("aria-hidden", "true");
    this.element.append(this.#canvas, this.#video.element);
  }
  #source;
  #buffer;
  #video;
  #canvas;
  #context;
  /** Pictures put on screen so far. */
  get presented() {
    return this.#video.presented + this.#stills;
  }
  /** Whether the wanted frame is on screen to stay. */
  get settled() {
    return this.#wanted !== null && this.shown === this.#wanted;
  }
  /** A stream's media time is the session's, whatever the browser calls it. */
  vague = false;
  /** Whether the last `show` ended on another frame: never, since a still is of the frame that was asked for. */
  get inexact() {
    return false;
  }
  /** Whether frame k cannot be decoded; others still can. @param {number} k */
  lost(k) {
    return this.#lost.has(k) || this.#refused.has(this.timebase.segmentOf(k));
  }
  /** Whether the picture on screen has faults, as far as the server could tell. */
  get faulty() {
    return this.shown !== null && this.#damaged.has(this.shown);
  }
  /** What the server says about a frame that cannot be shown. @param {number} k @returns {Problem | null} */
  words(k) {
    return this.#lost.get(k) ?? this.#refused.get(this.timebase.segmentOf(k)) ?? null;
  }
  /** Whether there is a picture. */
  get ready() {
    return this.shown !== null;
  }
  /** Whether a playing picture keeps up. */
  get flowing() {
    const due = this.#following ? this.#target() : null;
    if (due === null) return this.ready;
    const segment = this.timebase.segmentOf(this.timebase.frameOnScreen(due.media));
    return this.#video.flowing || this.timebase.isLast(segment) && this.#buffer.held.has(segment);
  }
  /** By how much pictures are smaller while playing, since the server does not keep up. */
  get lowered() {
    return this.#pace.divisor;
  }
  /** Width and height of the picture; zeros until they are known. @returns {[number, number]} */
  get size() {
    const [width, height] = this.#video.size;
    return width ? [width, height] : this.#still === null ? [0, 0] : [this.#canvas.width, this.#canvas.height];
  }
  /** Takes a fresh URL for the same file. @param {string} url */
  renew(url) {
    this.#source.url = url;
    this.#failedAt = -Infinity;
    void this.#pursue();
  }
  /**
   * Takes up what a file that grows has got meanwhile; what was its end is made anew.
   * @param {string} url
   * @param {StreamTimebase} timebase that begins as the one before
   */
  extend(url, timebase) {
    const end = this.timebase.segmentOf(this.timebase.count - 1);
    this.#source.url = url;
    this.timebase = timebase;
    this.#video.retime(
      /** @type {any} */
      timebase
    );
    for (const [i, request] of this.#loading) if (i >= end) request.abort();
    for (const known of [this.#buffer.held, this.#refused]) {
      for (const i of known.keys()) if (i >= end) known.delete(i);
    }
    for (const k of this.#lost.keys()) if (timebase.segmentOf(k) >= end) this.#lost.delete(k);
    this.#failedAt = -Infinity;
    void this.#pursue();
  }
  /** The server knows the frames' exact numbers now; pictures by guessed ones are made anew. */
  retime() {
    if (!this.estimated) return;
    this.estimated = false;
    this.#lost.clear();
    this.#damaged.clear();
    this.#refused.clear();
    this.#anew();
  }
  /**
   * Shows one frame, paused. A newer wish replaces an older one that is under way.
   * @param {number} k frame within this file
   */
  show(k) {
    this.#following = false;
    this.#wanted = k;
    const near = /* @__PURE__ */ new Set([...this.timebase.segmentsFrom(k, 2), ...this.timebase.segmentsFrom(k, 2, -1)]);
    for (const [i, request] of this.#loading) if (!near.has(i)) request.abort();
    if (!this.#buffer.held.has(this.timebase.segmentOf(k))) this.#video.hold();
    void this.#pursue();
  }
  /**
   * Plays along a moving target until `show` or `hold` is called.
   * @param {() => { media: number, rate: number } | null} target media time due now and the clock's rate
   */
  follow(target) {
    this.#wanted = null;
    this.#target = target;
    this.#following = true;
  }
  /**
   * Keeps the pictures coming and the video near its target.
   * @param {boolean} jumped whether the target moved at once
   */
  nudge(jumped) {
    const due = this.#following ? this.#target() : null;
    if (due === null) return;
    const k = this.timebase.frameOnScreen(due.media);
    const wanted = this.timebase.segmentsFrom(k, AHEAD + 1);
    if (jumped) {
      for (const [i, request] of this.#loading) if (!wanted.includes(i)) request.abort();
    }
    for (const i of wanted) void this.#load(i, i !== wanted[0]);
    if (!this.#buffer.held.has(wanted[0])) return;
    this.#video.follow(this.#target);
    this.#video.nudge(jumped);
  }
  /** Stays on the frame that is on screen. */
  hold() {
    this.#wanted = null;
    this.#following = false;
    for (const request of this.#loading.values()) request.abort();
    this.#video.hold();
  }
  dispose() {
    this.#stop.abort();
    this.#wanted = null;
    this.#following = false;
    for (const request of this.#loading.values()) request.abort();
    this.#video.dispose();
    this.#buffer.dispose();
    this.element.remove();
    this.#canvas.width = this.#canvas.height = 0;
  }
  /** Works until the video itself shows the wanted frame; a still stands in as soon as there is one. */
  async #pursue() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#wanted !== null && !this.#stop.signal.aborted) {
        const k = this.#wanted;
        const i = this.timebase.segmentOf(k);
        if (this.#has(i)) {
          if (await this.#showInVideo(k)) break;
        } else if (this.#still !== k && !this.lost(k)) {
          if (!await this.#drawStill(k) && this.#wanted === k) break;
        } else {
          void this.#load(i, false);
          break;
        }
      }
    } finally {
      this.#busy = false;
      this.onshown();
    }
  }
  /** @param {number} k @returns {Promise<boolean>} whether it is over with this frame */
  async #showInVideo(k) {
    this.#keepNear(k);
    const { element } = this.#video;
    if (element.seeking) element.currentTime = this.timebase.seek(k);
    await Promise.race([this.#video.show(k), pause2(PATIENCE_MS3)]);
    if (this.#wanted !== k) return this.#wanted === null;
    if (this.#arrived()) return true;
    if (this.#still !== k) await this.#drawStill(k);
    return this.#wanted === k || this.#wanted === null;
  }
  /** Shows the video instead of the still, where it has the wanted frame. */
  #arrived() {
    if (this.#wanted === null || !this.#video.settled || this.#video.shown !== this.#wanted) return false;
    this.#lower();
    this.shown = this.#wanted;
    return true;
  }
  /** @param {number} k @returns {Promise<boolean>} whether there is any use in going on */
  async #drawStill(k) {
    try {
      const picture = await this.#source.still(k, this.#stop.signal);
      if (this.#following || this.#stop.signal.aborted) return false;
      [this.#canvas.width, this.#canvas.height] = [picture.width, picture.height];
      this.#context.drawImage(picture, 0, 0);
      picture.close();
      this.#canvas.toggleAttribute("data-still", true);
      this.#still = this.shown = k;
      this.#stills++;
      this.onshown();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) return this.#failed(error);
      this.#lost.set(k, error.problem);
      return true;
    }
  }
  /** What a step to either side needs. @param {number} k */
  #keepNear(k) {
    for (
      const direction of
      /** @type {const} */
      [1, -1]
    ) {
      const [, next] = this.timebase.segmentsFrom(k, 2, direction);
      if (next !== void 0) void this.#load(next, true);
    }
  }
  /**
   * Brings a segment into the video.
   * @param {number} i
   * @param {boolean} ahead whether it is not waited for yet
   */
  async #load(i, ahead2) {
    if (this.#has(i) || this.#loading.has(i) || this.#refused.has(i) || this.#stop.signal.aborted) return;
    if (ahead2 && this.#loading.size >= AT_ONCE) return;
    if (performance.now() - this.#failedAt < AGAIN_MS2) return;
    const request = new AbortController();
    this.#loading.set(i, request);
    try {
      const begun = performance.now();
      const divisor = this.#following ? this.#pace.divisor : 1;
      const { facts: facts2, bytes } = await this.#source.segment(i, { ahead: ahead2, divisor }, request.signal);
      const due = this.#following ? this.#target() : null;
      const [start, stop] = this.timebase.extent(i);
      if (due) this.#pace.add(stop - start, (performance.now() - begun) / 1e3 / Math.max(this.#loading.size, 1), due.rate);
      if (request.signal.aborted) return;
      this.estimated = facts2.estimated;
      this.route = facts2.route ?? this.route;
      for (const k of facts2.lost) this.#lost.set(k, null);
      for (const k of facts2.damaged) this.#damaged.add(k);
      const segments = arrived(i, facts2.covers);
      const extent = (
        /** @type {[number, number]} */
        [this.timebase.extent(segments[0])[0], this.timebase.extent(segments[segments.length - 1])[1]]
      );
      if (divisor > 1) this.#small.add(i);
      else for (const each of segments) this.#small.delete(each);
      await this.#buffer.append(segments, bytes, extent, this.#now());
      if (!this.#following || segments.some((each) => this.timebase.isLast(each))) await this.#buffer.end();
    } catch (error) {
      if (error instanceof Refusal) this.#refused.set(i, error.problem);
      else if (!request.signal.aborted) this.#failed(error);
    } finally {
      this.#loading.delete(i);
      if (!this.#following) void this.#pursue();
    }
  }
  /** @param {unknown} error @returns {false} */
  #failed(error) {
    if (this.#stop.signal.aborted) return false;
    this.#failedAt = performance.now();
    setTimeout(() => void this.#pursue(), AGAIN_MS2 + 1);
    this.onfailure(error instanceof Error && error.message.startsWith("the browser") ? "unsupported" : "network");
    return false;
  }
  /** Whether a segment is there, whole where it is looked at closely. @param {number} i */
  #has(i) {
    return this.#buffer.held.has(i) && (this.#following || !this.#small.has(i));
  }
  /** The segment on screen. */
  #now() {
    return this.timebase.segmentOf(this.#wanted ?? this.shown ?? 0);
  }
  /** The video shows another frame. */
  #seen() {
    const { shown: shown2 } = this.#video;
    if (shown2 === null) return;
    if (this.#following) this.#lower();
    else if (this.#still !== null && !this.#arrived()) return;
    this.shown = shown2;
    this.onshown();
  }
  /** Takes the still away from in front of the video, also one whose number is forgotten. */
  #lower() {
    this.#still = null;
    this.#canvas.toggleAttribute("data-still", false);
  }
  /** Forgets what it has. */
  #anew() {
    for (const request of this.#loading.values()) request.abort();
    this.#still = null;
    void this.#buffer.clear().then(() => this.#pursue());
  }
};
function pause2(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(), ms));
}

// src/media/gop.js
var GAP = 65536;
var DELAY = 64;
var Packets = class {
  /**
   * @param {object} table
   * @param {ArrayLike<number>} table.offset
   * @param {ArrayLike<number>} table.size bytes
   * @param {ArrayLike<number>} table.rank the frame that it becomes; -1 where it is decoded but not presented
   * @param {ArrayLike<number>} table.key 1 where decoding can begin
   * @param {number} table.frames
   */
  constructor({ offset, size, rank, key, frames }) {
    this.offset = offset;
    this.size = size;
    this.rank = rank;
    this.key = key;
    this.length = offset.length;
    this.frames = frames;
    this.packetOf = new Int32Array(frames).fill(-1);
    const keys = [];
    for (let i = 0; i < this.length; i += 1) {
      if (rank[i] >= 0) this.packetOf[rank[i]] = i;
      if (key[i]) keys.push(i);
    }
    this.keys = Int32Array.from(keys);
  }
  /**
   * The key packet with which decoding must begin for frame k. Frames that precede their group's key frame on
   * the screen refer to the group before.
   * @param {number} k
   */
  startFor(k) {
    let i = upperBound(this.keys, this.packetOf[k]) - 1;
    while (i > 0 && this.rank[this.keys[i]] > k) i -= 1;
    return this.keys[Math.max(i, 0)];
  }
  /**
   * Whether packet i cannot be decoded after a start at key packet `start`: it refers to the group before.
   * @param {number} i
   * @param {number} start
   */
  leads(i, start) {
    return i !== start && this.rank[i] >= 0 && this.rank[i] < this.rank[start];
  }
  /** Whether every packet becomes a frame. */
  get whole() {
    return this.length === this.frames && !this.packetOf.includes(-1);
  }
  /** Whether frames are decoded in the order in which they are shown. */
  get ordered() {
    return this.packetOf.every((packet, k) => k === 0 || packet > this.packetOf[k - 1]);
  }
  /**
   * The byte range that one request fetches: packets `from` to `to` - 1 lie in bytes `start` to `stop` - 1.
   * @param {number} from
   * @param {number} most bytes, unless the first packet alone is larger
   */
  range(from, most) {
    const start = this.offset[from];
    let stop = start + this.size[from];
    let to = from + 1;
    while (to < this.length) {
      const [offset, end] = [this.offset[to], this.offset[to] + this.size[to]];
      if (offset < stop || offset - stop > GAP || end - start > most) break;
      stop = end;
      to += 1;
    }
    return { from, to, start, stop };
  }
};
function wishes(k, ahead2, back, frames) {
  const wanted = [];
  for (let i = k; i <= k + ahead2 && i < frames; i += 1) wanted.push(i);
  for (let i = k - 1; i >= k - back && i >= 0; i -= 1) wanted.push(i);
  return wanted;
}
function nextMove(packets, wanted, { cursor, has, holds }) {
  for (const k of wanted) {
    if (has(k)) continue;
    const packet = packets.packetOf[k];
    const start = packets.startFor(k);
    if (cursor !== null && (holds(k) || packet >= cursor && start <= cursor)) {
      const more = cursor < packets.length && cursor - packet < DELAY;
      return more ? { do: "feed", at: cursor } : { do: "flush" };
    }
    return { do: "start", at: start };
  }
  return { do: "idle" };
}

// src/media/packetsource.js
var REQUEST = 1 << 20;
var KEPT2 = 8 << 20;
var PacketSource = class {
  /** Called when packets have arrived. @type {() => void} */
  onarrival = () => {
  };
  /** Called when they cannot be had. @type {() => void} */
  onfailure = () => {
  };
  /** In order of use, the least recent first. @type {Piece[]} */
  #pieces = [];
  /**
   * @param {string} url
   * @param {Packets} packets
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   */
  constructor(url, packets, fetch2) {
    this.url = url;
    this.packets = packets;
    this.fetch = fetch2;
  }
  /**
   * The bytes of packet i; null while they are on their way, which `onarrival` tells of.
   * @param {number} i
   * @returns {Uint8Array | null}
   */
  get(i) {
    const piece = this.#piece(i, true);
    if (!piece?.bytes) return null;
    if (piece.to < this.packets.length && i > (piece.from + piece.to) / 2) this.#piece(piece.to, false);
    const at = this.packets.offset[i] - piece.start;
    return piece.bytes.subarray(at, at + this.packets.size[i]);
  }
  dispose() {
    for (const piece of this.#pieces) piece.stop.abort();
    this.#pieces = [];
  }
  /**
   * @param {number} i
   * @param {boolean} urgent
   */
  #piece(i, urgent) {
    const at = this.#pieces.findIndex(({ from, to }) => i >= from && i < to);
    if (at >= 0) {
      const [known] = this.#pieces.splice(at, 1);
      this.#pieces.push(known);
      return known;
    }
    if (urgent) this.#abandon();
    const range = this.packets.range(i, REQUEST);
    const piece = { ...range, bytes: null, stop: new AbortController() };
    this.#pieces.push(piece);
    void this.#load(piece, range.stop);
    return null;
  }
  /** What was asked for and is not there yet gives way to what is needed now. */
  #abandon() {
    for (const piece of this.#pieces) if (!piece.bytes) piece.stop.abort();
    this.#pieces = this.#pieces.filter((piece) => piece.bytes);
  }
  /**
   * @param {Piece} piece
   * @param {number} stop byte after the last
   */
  async #load(piece, stop) {
    try {
      const headers = { Range: `bytes=${piece.start}-${stop - 1}` };
      const reply = await this.fetch(this.url, { headers, signal: piece.stop.signal });
      if (reply.status !== 206) throw new Error(`the server answered ${reply.status}`);
      const bytes = new Uint8Array(await reply.arrayBuffer());
      if (bytes.length !== stop - piece.start) throw new Error("the answer is cut short");
      piece.bytes = bytes;
      this.#forget();
      this.onarrival();
    } catch {
      if (piece.stop.signal.aborted) return;
      this.#pieces = this.#pieces.filter((other) => other !== piece);
      this.onfailure();
    }
  }
  #forget() {
    let sum = this.#pieces.reduce((total, { bytes }) => total + (bytes?.length ?? 0), 0);
    while (sum > KEPT2 && this.#pieces.length > 2) sum -= this.#pieces.shift()?.bytes?.length ?? 0;
  }
};

// src/media/ring.js
var Ring = class {
  /** @type {Map<number, Frame>} */
  #frames = /* @__PURE__ */ new Map();
  #centre = 0;
  #ahead = 0;
  /** @param {number} capacity frames kept at most, at least 2 */
  constructor(capacity) {
    this.capacity = capacity;
  }
  get size() {
    return this.#frames.size;
  }
  /** @param {number} k */
  has(k) {
    return this.#frames.has(k);
  }
  /** @param {number} k */
  get(k) {
    return this.#frames.get(k);
  }
  /**
   * The latest frame that is not later than k.
   * @param {number} k
   */
  latest(k) {
    let best2 = -1;
    for (const i of this.#frames.keys()) if (i <= k && i > best2) best2 = i;
    return best2 < 0 ? null : best2;
  }
  /**
   * Keeps what is nearest to frame k: up to `ahead` frames after it, and before it what there is room for.
   * @param {number} k
   * @param {number} ahead
   */
  focus(k, ahead2) {
    this.#centre = k;
    this.#ahead = ahead2;
    this.#trim();
  }
  /**
   * Takes a frame over; one that is too far away is closed at once.
   * @param {number} k
   * @param {Frame} frame
   */
  put(k, frame) {
    this.#frames.get(k)?.close();
    this.#frames.set(k, frame);
    this.#trim();
  }
  clear() {
    for (const frame of this.#frames.values()) frame.close();
    this.#frames.clear();
  }
  #trim() {
    while (this.#frames.size > this.capacity) {
      let farthest = -1;
      let most = -1;
      for (const k of this.#frames.keys()) {
        const away = this.#away(k);
        if (away > most) [most, farthest] = [away, k];
      }
      this.#frames.get(farthest)?.close();
      this.#frames.delete(farthest);
    }
  }
  /** @param {number} k */
  #away(k) {
    const after = k - this.#centre;
    return after > this.#ahead ? after + 1e9 : Math.abs(after);
  }
};

// src/media/webcodecs.js
var QUEUE = 8;
var BUDGET = 32 << 20;
var FEWEST = 8;
var MOST4 = 120;
var AHEAD2 = 0.3;
var STEPS_AHEAD = 6;
var STEPS_BACK = 3;
var STARVED_MS = 400;
var LATE2 = 0.25;
var WebCodecsVideo = class {
  engine = (
    /** @type {const} */
    "webcodecs"
  );
  /** Frame on screen, counted within this file; null before the first. @type {number | null} */
  shown = null;
  /** Pictures put on screen so far. */
  presented = 0;
  /** Called when another frame is on screen. @type {() => void} */
  onshown = () => {
  };
  /** @type {(failure: Failure) => void} */
  onfailure = () => {
  };
  /** Never: what is drawn is what was asked for. */
  inexact = false;
  vague = false;
  /** @type {number | null} */
  #wanted = null;
  #following = false;
  /** @type {() => { media: number, rate: number } | null} */
  #target = () => null;
  /** @type {{ k: number, ahead: number, back: number } | null} */
  #focus = null;
  /** @type {Ring<VideoFrame>} */
  #ring;
  #source;
  #context;
  /** @type {VideoDecoder | null} */
  #decoder = null;
  /** The packet after the last that the decoder was given; null where it has to begin anew. @type {number | null} */
  #cursor = null;
  /** The key packet at which it last began. */
  #origin = 0;
  /** Whether the decoder knows nothing of the file yet. */
  #fresh = true;
  #flushing = false;
  /** Frames whose packets the decoder has. @type {Set<number>} */
  #held = /* @__PURE__ */ new Set();
  /** Frames that the decoder swallowed. @type {Set<number>} */
  #lost = /* @__PURE__ */ new Set();
  /** Key packets after which decoding failed. @type {Set<number>} */
  #failedAt = /* @__PURE__ */ new Set();
  /** The file's first packet, where decoders need it. @type {Uint8Array | null} */
  #prime = null;
  #lastOutput = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch;
  #disposed = false;
  /**
   * @param {Document} document
   * @param {string} url
   * @param {FileTimebase} timebase
   * @param {{ packets: Packets, facts: DecoderFacts }} decoding
   * @param {VideoDecoderConfig} config that the browser supports
   * @param {(url: string, init: RequestInit) => Promise<Response>} fetch
   */
  constructor(document2, url, timebase, { packets, facts: facts2 }, config, fetch2) {
    this.timebase = timebase;
    this.packets = packets;
    this.facts = facts2;
    this.config = config;
    this.element = document2.createElement("canvas");
    [this.element.width, this.element.height] = facts2.shown;
    this.element.setAttribute("aria-hidden", "true");
    this.#context = /** @type {CanvasRenderingContext2D} */
    this.element.getContext("2d", { alpha: false });
    turn(this.#context, facts2);
    const [width, height] = facts2.coded;
    this.#ring = new Ring(Math.max(FEWEST, Math.min(MOST4, Math.floor(BUDGET / (1.5 * width * height)))));
    this.#source = new PacketSource(url, packets, fetch2);
    this.#source.onarrival = () => this.#pump();
    this.#source.onfailure = () => this.onfailure("network");
  }
  /** Whether the wanted frame is on screen to stay. */
  get settled() {
    return this.#wanted !== null && this.shown === this.#wanted;
  }
  /** Whether frame k cannot be decoded; others still can. @param {number} k */
  lost(k) {
    return this.#lost.has(k);
  }
  /** Whether there is a picture. */
  get ready() {
    return this.shown !== null;
  }
  /** Whether a playing picture keeps up. */
  get flowing() {
    const due = this.#following ? this.#target() : null;
    if (due === null) return this.ready;
    return this.shown !== null && due.media - this.timebase.mediaAt(this.shown, 1) < LATE2 * Math.max(due.rate, 1);
  }
  /** Width and height of the picture. @returns {[number, number]} */
  get size() {
    return this.facts.shown;
  }
  /** Takes a fresh URL for the same file. @param {string} url */
  renew(url) {
    this.#source.url = url;
    this.#pump();
  }
  /** There is nothing to correct: an engine is made with the exact times. */
  retime() {
  }
  /**
   * Shows one frame, paused. A newer wish replaces an older one that is under way.
   * @param {number} k frame within this file
   */
  show(k) {
    this.#following = false;
    this.#wanted = k;
    const ahead2 = Math.min(STEPS_AHEAD, this.#ring.capacity - 2 - STEPS_BACK);
    this.#aim(k, Math.max(ahead2, 0), STEPS_BACK);
    this.#drawWanted();
    this.#pump();
  }
  /**
   * Plays along a moving target until `show` or `hold` is called; `nudge` draws.
   * @param {() => { media: number, rate: number } | null} target media time due now and the clock's rate
   */
  follow(target) {
    this.#wanted = null;
    this.#target = target;
    this.#following = true;
  }
  /** Draws the frame that is due, or the nearest to it that there is. */
  nudge() {
    const due = this.#following ? this.#target() : null;
    if (due === null) return;
    const { pts, period } = this.timebase;
    const k = Math.max(upperBound(
      /** @type {Float64Array} */
      pts,
      due.media
    ) - 1, 0);
    const ahead2 = Math.ceil(AHEAD2 * due.rate / period);
    this.#aim(k, Math.min(Math.max(ahead2, 2), this.#ring.capacity - 2), 0);
    const best2 = this.#ring.latest(k);
    if (best2 !== null && (this.shown === null || Math.abs(k - best2) < Math.abs(k - this.shown))) this.#draw(best2);
    this.#pump();
  }
  /** Stays on the frame that is on screen, and gives back what only the next ones would need. */
  hold() {
    this.#following = false;
    this.#wanted = null;
    if (this.#focus === null) return;
    this.#focus = null;
    this.#ring.clear();
  }
  dispose() {
    this.#disposed = true;
    this.#focus = null;
    clearTimeout(this.#watch);
    this.#close();
    this.#ring.clear();
    this.#source.dispose();
    this.element.remove();
    this.element.width = this.element.height = 0;
  }
  /**
   * @param {number} k
   * @param {number} ahead
   * @param {number} back
   */
  #aim(k, ahead2, back) {
    this.#focus = { k, ahead: ahead2, back };
    this.#ring.focus(k, ahead2);
  }
  #drawWanted() {
    const k = this.#wanted;
    if (k === null) return;
    if (this.#lost.has(k)) this.onshown();
    else if (this.shown !== k && this.#ring.has(k)) this.#draw(k);
  }
  /** @param {number} k frame in the ring */
  #draw(k) {
    const frame = (
      /** @type {VideoFrame} */
      this.#ring.get(k)
    );
    const [width, height] = this.facts.shown;
    const upright = this.facts.rotation % 180 === 0;
    this.#context.drawImage(frame, 0, 0, upright ? width : height, upright ? height : width);
    this.shown = k;
    this.presented += 1;
    this.onshown();
  }
  /** Gives the decoder what it needs next, as much as it takes at a time. */
  #pump() {
    const focus = this.#focus;
    if (this.#disposed || this.#flushing || focus === null) return;
    const wanted = wishes(focus.k, focus.ahead, focus.back, this.packets.frames);
    for (; ; ) {
      const move = nextMove(this.packets, wanted, {
        cursor: this.#cursor,
        has: (k) => this.#ring.has(k) || this.#lost.has(k),
        holds: (k) => this.#held.has(k)
      });
      if (move.do === "idle") return;
      const decoder = this.#decoder ??= this.#open();
      if (decoder.decodeQueueSize >= QUEUE) return;
      if (move.do === "flush") {
        void this.#flush(decoder);
        return;
      }
      if (!this.#feed(decoder, move)) return;
    }
  }
  /**
   * @param {VideoDecoder} decoder
   * @param {{ do: "feed" | "start", at: number }} move
   * @returns {boolean} false where the bytes are still on their way
   */
  #feed(decoder, { do: what, at }) {
    const start = what === "start";
    if (start && this.#fresh && this.facts.primed && at > 0) {
      this.#prime ??= this.#source.get(0)?.slice() ?? null;
      if (this.#prime === null) return false;
    }
    const data = this.#source.get(at);
    if (data === null) return false;
    this.#watchOver();
    if (start) {
      if (this.#fresh && this.#prime !== null && at > 0) {
        decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: -1, data: this.#prime }));
      }
      this.#fresh = false;
      this.#origin = at;
      this.#held.clear();
    }
    this.#cursor = at + 1;
    if (this.packets.leads(at, this.#origin)) return true;
    const rank = this.packets.rank[at];
    if (rank >= 0) this.#held.add(rank);
    const type = this.packets.key[at] ? "key" : "delta";
    decoder.decode(new EncodedVideoChunk({ type, timestamp: rank, data }));
    return true;
  }
  #open() {
    const decoder = new VideoDecoder({
      output: (frame) => this.#take(decoder, frame),
      error: (error) => this.#failed(decoder, error)
    });
    decoder.addEventListener("dequeue", () => this.#pump());
    decoder.configure(this.config);
    this.#fresh = true;
    this.#cursor = null;
    this.#lastOutput = performance.now();
    return decoder;
  }
  #close() {
    const decoder = this.#decoder;
    this.#decoder = null;
    this.#cursor = null;
    this.#flushing = false;
    this.#held.clear();
    if (decoder && decoder.state !== "closed") decoder.close();
  }
  /** @param {VideoDecoder} decoder */
  async #flush(decoder) {
    this.#flushing = true;
    try {
      await decoder.flush();
    } catch {
      return;
    }
    if (decoder !== this.#decoder) return;
    this.#flushing = false;
    for (const k of this.#held) this.#lost.add(k);
    this.#held.clear();
    this.#cursor = null;
    this.#fresh = true;
    this.#drawWanted();
    this.#pump();
  }
  /**
   * @param {VideoDecoder} decoder
   * @param {VideoFrame} frame
   */
  #take(decoder, frame) {
    const k = frame.timestamp;
    this.#lastOutput = performance.now();
    if (decoder === this.#decoder) this.#held.delete(k);
    if (k < 0 || decoder !== this.#decoder || this.#focus === null) {
      frame.close();
      return;
    }
    this.#ring.put(k, frame);
    this.#drawWanted();
    this.#pump();
  }
  /**
   * @param {VideoDecoder} decoder
   * @param {DOMException} error
   */
  #failed(decoder, error) {
    if (this.#disposed || decoder !== this.#decoder) return;
    const origin = this.#origin;
    const stuck = Math.min(...Array.from(this.#held, (k) => this.packets.packetOf[k]));
    this.#close();
    if (error.name !== "QuotaExceededError") {
      if (!this.#failedAt.has(origin)) this.#failedAt.add(origin);
      else if (this.shown === null) {
        this.onfailure("decode");
        return;
      } else this.#giveUp(Number.isFinite(stuck) ? stuck : origin);
    }
    this.#drawWanted();
    this.#pump();
  }
  /** Counts what a group still had to give from a packet on as lost. @param {number} from */
  #giveUp(from) {
    const { key, rank, length } = this.packets;
    for (let i = from; i < length && (i === from || !key[i]); i += 1) {
      if (rank[i] >= 0 && !this.#ring.has(rank[i])) this.#lost.add(rank[i]);
    }
  }
  /** A hardware decoder works with few pictures, and waits until some are given back. */
  #watchOver() {
    if (this.#watch !== void 0) return;
    this.#watch = setTimeout(() => {
      this.#watch = void 0;
      const decoder = this.#decoder;
      if (decoder === null || this.#held.size === 0) return;
      if (performance.now() - this.#lastOutput > STARVED_MS && decoder.decodeQueueSize > 0) {
        this.#ring.capacity = Math.max(FEWEST, this.#ring.size >> 1);
        if (this.#focus) this.#ring.focus(this.#focus.k, Math.min(this.#focus.ahead, this.#ring.capacity - 2));
      }
      this.#watchOver();
    }, STARVED_MS);
  }
};
function turn(context, { shown: [width, height], rotation }) {
  if (rotation === 90) context.translate(width, 0);
  else if (rotation === 180) context.translate(width, height);
  else if (rotation === 270) context.translate(0, height);
  context.rotate(rotation * Math.PI / 180);
}

// src/media/engine.js
function chooseEngine(wish, { able, unfit, stepping = false, streams = false }) {
  if (wish === "native") return "native";
  if (streams && wish === "streamed") return "streamed";
  if (able && (wish === "webcodecs" || unfit || stepping)) return "webcodecs";
  return unfit && streams ? "streamed" : "native";
}
function plain2({ timebase, decoding }, container) {
  if (decoding === null || Math.abs(timebase.mediaAt(0, 0)) > 1e-3) return false;
  const { whole, ordered: ordered2 } = decoding.packets;
  return whole && (ordered2 || container !== "Matroska" && container !== "WebM");
}
function playable({ type, url }) {
  if (type === null) return url !== null;
  return document.createElement("video").canPlayType(type) !== "";
}
function coloursToTell({ codec, matrix, coded: [, lines] }) {
  const modern = /^(vp09|av01)/.test(codec);
  if (matrix !== null && !(codec.startsWith("vp09") && (matrix === 5 || matrix === 6))) return null;
  const name = matrix !== null || lines < 720 || modern ? "smpte170m" : "bt709";
  return { primaries: name, transfer: name, matrix: name, fullRange: false };
}
async function decoderConfig(facts2) {
  if (!globalThis.isSecureContext || typeof VideoDecoder === "undefined") return null;
  const { codec, description, coded } = facts2;
  const [codedWidth, codedHeight] = coded;
  const colorSpace = coloursToTell(facts2);
  const config = { codec, codedWidth, codedHeight, ...description && { description }, ...colorSpace && { colorSpace } };
  try {
    const { supported } = await VideoDecoder.isConfigSupported(config);
    return supported ? config : null;
  } catch {
    return null;
  }
}

// src/media/frameindex.js
var VERSION2 = 4;
var HEAD = 24;
function decodeFrameIndex(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < HEAD || head.getUint32(0) !== 1314279497 || head.getUint32(4, true) !== VERSION2) {
    throw new RangeError(`not a frame index of version ${VERSION2}`);
  }
  const [frames, packets, json] = [8, 12, 16].map((at2) => head.getUint32(at2, true));
  if (buffer.byteLength !== HEAD + 9 * frames + 17 * packets + json) {
    throw new RangeError(`a frame index of ${frames} frames is cut short`);
  }
  let at = HEAD;
  const take = (bytes) => buffer.slice(at, at += bytes);
  const pts = new Float64Array(take(8 * frames));
  const offset = new Float64Array(take(8 * packets));
  const size = new Uint32Array(take(4 * packets));
  const rank = new Int32Array(take(4 * packets));
  const keys = new Uint8Array(take(frames));
  const key = new Uint8Array(take(packets));
  const facts2 = JSON.parse(new TextDecoder().decode(take(json)));
  return {
    timebase: FileTimebase.from(pts, keys),
    decoding: packets ? { packets: new Packets({ offset, size, rank, key, frames }), facts: decoderFacts(facts2) } : null,
    why: facts2.why ?? ""
  };
}
function decoderFacts({ description, ...facts2 }) {
  const bytes = description === null ? null : Uint8Array.from(atob(description), (letter) => letter.charCodeAt(0));
  return { ...facts2, description: bytes };
}

// src/media/fileframes.js
var PATIENCE_MS4 = 2e3;
var AGAIN_MS3 = 5e3;
var UNREACHED = "the server of this page does not reach the video on the other machine; only your browser does";
var FileFrames = class {
  /** @type {FrameIndex | null} */
  index = null;
  /** With what the page can decode the file itself; null where it cannot, or has failed to. @type {VideoDecoderConfig | null} */
  config = null;
  /** How much of the frames has been counted, 0 to 1; null while nobody counts. @type {number | null} */
  counted = null;
  /** Whether frames of the file share presentation times. */
  shared = false;
  /** Why they are not counted; ends a sentence. */
  why = "the file's frames are still being counted";
  /** Whether their numbers are exact. */
  known = false;
  #since = performance.now();
  /**
   * @param {() => FileDescriptor} file
   * @param {import("./media.js").Media} media
   * @param {Hears} hears
   * @param {AbortSignal} signal
   */
  constructor(file, media, hears, signal) {
    this.file = file;
    this.media = media;
    this.hears = hears;
    this.signal = signal;
    setTimeout(() => {
      if (!signal.aborted) hears.told();
    }, PATIENCE_MS4 + 50);
  }
  /** Whether their numbers are exact, or are taken as the container's guess by now. */
  get settled() {
    return this.known || performance.now() - this.#since > PATIENCE_MS4;
  }
  async load() {
    const { index, url } = this.file();
    if (!index) {
      if (url === null) this.known = true;
      else this.why = UNREACHED;
      return;
    }
    const reply = await this.media.bytes(index, this.signal, void 0, (progress) => {
      this.counted = progress;
      this.hears.told();
    });
    this.counted = null;
    if (this.signal.aborted) return;
    if ("bytes" in reply) {
      this.known = true;
      await this.#take(decodeFrameIndex(reply.bytes));
      if (this.signal.aborted) return;
      this.hears.able();
    } else {
      this.why = reply.why;
      if (reply.failure === "passing") this.#again();
    }
    this.hears.told();
  }
  /** @param {FrameIndex} index */
  async #take(index) {
    this.shared = index.timebase.shared;
    this.hears.found(index);
    this.index = index;
    this.config = index.decoding && !this.file().growing ? await decoderConfig(index.decoding.facts) : null;
  }
  #again() {
    setTimeout(() => {
      if (!this.signal.aborted) void this.load();
    }, AGAIN_MS3);
  }
};

// src/media/spans.js
var TOLERANCE2 = 1e-4;
var LONGEST2 = 3600;
var StreamTimebase = class {
  /**
   * @param {Timebase} timebase of the camera
   * @param {number} first the camera's frame number of the file's first frame
   * @param {number} count frames in the file
   * @param {Spans} spans
   */
  constructor(timebase, first, count, { origin, span }) {
    this.period = timebase.period;
    this.origin = origin;
    this.span = span;
    const rows = [];
    for (let row2 = 0; row2 < timebase.count; row2++) {
      const k = timebase.frameOfRow(row2) - first;
      if (k >= 0 && k < count) rows.push(row2);
    }
    this.numbers = Int32Array.from(rows, (row2) => timebase.frameOfRow(row2) - first);
    this.times = Float64Array.from(rows, (row2) => timebase.timeOfRow(row2));
    this.pts = this.times.map((t) => t - origin);
    this.count = count;
    this.places = this.numbers.every((k, i) => k === i) ? null : new Map(Array.from(this.numbers, (k, i) => [k, i]));
  }
  /**
   * The media time at which a fraction of frame k's span has passed.
   * @param {number} k frame number in this file
   * @param {number} fraction 0 to 1
   */
  mediaAt(k, fraction) {
    const i = this.#place(k);
    const start = this.pts[i];
    const next = this.pts[i + 1] ?? Infinity;
    const span = next - start <= Math.max(5 * this.period, 0.1) ? next - start : this.period;
    return start + fraction * span;
  }
  /** The media time to seek to for frame k. @param {number} k */
  seek(k) {
    return this.mediaAt(k, 0.5);
  }
  /**
   * The frame that a video shows which reports `mediaTime`.
   * @param {number} mediaTime
   */
  frameOnScreen(mediaTime) {
    return this.numbers[Math.max(upperBound(this.pts, mediaTime + TOLERANCE2) - 1, 0)] ?? 0;
  }
  /** The segment of frame k. @param {number} k */
  segmentOf(k) {
    return this.#segment(this.#place(k));
  }
  /**
   * The segments that hold frames, from frame k on: `count` of them, forwards or backwards.
   * @param {number} k
   * @param {number} count
   * @param {1 | -1} [direction]
   * @returns {number[]}
   */
  segmentsFrom(k, count, direction = 1) {
    const found = [];
    let i = this.#place(k);
    while (found.length < count && i >= 0 && i < this.times.length) {
      const segment = this.#segment(i);
      found.push(segment);
      i = direction > 0 ? this.#first(segment + 1) : this.#first(segment) - 1;
    }
    return found;
  }
  /** Media time that a segment takes. @param {number} segment @returns {[number, number]} */
  extent(segment) {
    return [this.pts[this.#first(segment)], this.#stop(this.#first(segment + 1) - 1)];
  }
  /** Whether a segment has the file's last frame. @param {number} segment */
  isLast(segment) {
    return this.times.length > 0 && this.#segment(this.times.length - 1) === segment;
  }
  /** @param {number} k */
  #place(k) {
    const i = this.places ? this.places.get(k) ?? 0 : k;
    return Math.min(Math.max(i, 0), this.times.length - 1);
  }
  /** @param {number} i */
  #segment(i) {
    return Math.floor((this.times[i] - this.origin) / this.span);
  }
  /** The first place in a segment or after it. @param {number} segment */
  #first(segment) {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = low + high >>> 1;
      if (this.#segment(middle) < segment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  /** Through a pause, the frame before it stays. @param {number} i */
  #stop(i) {
    return Math.min(this.pts[i + 1] ?? this.pts[i] + this.period, this.pts[i] + LONGEST2);
  }
};

// src/media/makeengine.js
function makeEngine(name, { document: document2, file, media, frames, look, clock }) {
  if (name === "streamed") {
    const stream = (
      /** @type {Stream} */
      file.stream
    );
    return new StreamedVideo(document2, media.streamUrl(file), streamTimebase(file, clock), { ...stream, look }, media.fetch);
  }
  const { index, config } = frames;
  if (name === "native") {
    return new NativeVideo(document2, media.url(file), index?.timebase ?? FileTimebase.regular(file.start, file.rate));
  }
  const { timebase, decoding } = (
    /** @type {import("./frameindex.js").FrameIndex} */
    index
  );
  return new WebCodecsVideo(
    document2,
    media.url(file),
    timebase,
    /** @type {NonNullable<typeof decoding>} */
    decoding,
    /** @type {VideoDecoderConfig} */
    config,
    media.fetch
  );
}
function streamTimebase(file, clock) {
  return new StreamTimebase(
    /** @type {Timebase} */
    clock,
    file.first,
    file.count,
    /** @type {Stream} */
    file.stream
  );
}

// src/media/troubles.js
function unplayable(file) {
  return {
    what: `This browser cannot play ${file.codec}`,
    why: `${file.file} holds ${file.codec} video.`,
    cure: "Convert it to H.264 (ffmpeg -i IN -c:v libx264 -pix_fmt yuv420p OUT.mp4), or try another browser.",
    state: "unplayable",
    tried: []
  };
}
function undecodable(file, frame) {
  return {
    what: "The picture cannot be decoded",
    why: `${file.file} is damaged${frame === null ? "" : ` about frame ${frame} of this file`}.`,
    cure: "Copy the file again from its source; other times of it may still play.",
    state: "error",
    tried: []
  };
}
function refused(file) {
  return {
    what: "The server refused this video",
    why: `${file.file}: the page's permission has ended.`,
    cure: "Reload the page, or run the notebook cell again.",
    state: "error",
    tried: []
  };
}
function unreachable2(file, cause) {
  return {
    what: "The video cannot be reached",
    why: `${file.file}: ${cause}.`,
    cure: "Check that the file is still there and that the server runs, then retry.",
    state: "error",
    tried: []
  };
}
function endsEarly(file, held2, k) {
  return {
    what: "The video ends early",
    why: `${file} holds ${held2} frames; frame ${k} is not among them.`,
    cure: "Copy the file again from its source, if it should be longer.",
    state: "error",
    tried: []
  };
}
function stateOf(problem) {
  const { state } = problem;
  return state === "missing" || state === "refused" || state === "unplayable" ? state : "error";
}

// src/media/openfile.js
var STEP2 = 10;
var LOOK_MS2 = 1500;
var IN_STEP_MS = 3e3;
var SHARED = "some frames of the file have one and the same presentation time";
var VAGUE = "this browser does not name the frame that it shows, and cannot be trusted with such a file";
var OpenFile = class {
  /** @type {Problem | null} */
  problem = null;
  /** True while it is only being made ready. */
  preparing = false;
  /** The frame last asked for, within this file. */
  wanted = -1;
  /** Whether decoding failed somewhere, where opening it again may help elsewhere. */
  damaged = false;
  /** Frames the file really holds. @type {number} */
  held = Infinity;
  #stop = new AbortController();
  #frames;
  #renewed = -Infinity;
  /** Whether a native video was seen to be inexact, or failed. */
  #unfit;
  /** Whether someone goes from frame to frame. */
  #stepping = false;
  /** Whether a native video is taken that is not exact. */
  #lax = false;
  /** Whether a native video failed or cannot be believed, where others are inexact only. */
  #dead;
  /** Whether the browser did not take the server's stream. */
  #streamFailed = false;
  /** The engine that is about to take over. @type {Engine | null} */
  #next = null;
  #nextSince = 0;
  /** @type {(() => { media: number, rate: number } | null) | null} */
  #target = null;
  #raised = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  /**
   * @param {HTMLElement} stage
   * @param {number} i
   * @param {FileDescriptor} file
   * @param {Media} media
   * @param {{ wish: () => EngineWish, look: () => string }} wanted what is to decode, and how stored numbers are shown
   * @param {() => void} onchange
   * @param {() => import("../session/timebase.js").Timebase | null} clock of the camera
   */
  constructor(stage, i, file, media, { wish, look }, onchange, clock) {
    this.stage = stage;
    this.i = i;
    this.file = file;
    this.media = media;
    this.wish = wish;
    this.look = look;
    this.onchange = onchange;
    this.clock = clock;
    this.#unfit = this.#dead = !playable(file);
    this.#frames = new FileFrames(
      () => this.file,
      media,
      { found: (index) => this.#count(index), able: () => this.choose(), told: () => this.onchange() },
      this.#stop.signal
    );
    this.video = this.#adopt(this.#made(this.#best()));
    void this.#frames.load();
  }
  /** Whether the frame numbers of this file are exact, or are taken as the container's guess by now. */
  exactly() {
    if (this.#doubted && this.#next) return false;
    if (this.video.engine === "streamed") return true;
    return this.#frames.settled;
  }
  /** How the pictures come to the page. @returns {"direct" | "copied" | "transcoded"} */
  get route() {
    return this.video.engine === "streamed" ? this.video.route : "direct";
  }
  /** By how much pictures are smaller while playing, since the server does not keep up. */
  get lowered() {
    return this.video.engine === "streamed" ? this.video.lowered : 1;
  }
  /** Whether the picture on screen is known to have faults. */
  get faulty() {
    return this.video.engine === "streamed" && this.video.faulty;
  }
  /** Why frame numbers are the container's guess; null where they are exact. @returns {string | null} */
  get estimated() {
    if (this.#doubted) return VAGUE;
    if (this.#frames.shared && this.video.engine === "native") return SHARED;
    if (this.video.engine === "streamed") return this.video.estimated ? this.#frames.why : null;
    return this.#frames.known || !this.exactly() ? null : this.#frames.why;
  }
  /** How much of the file's frames has been counted, 0 to 1; null while nobody counts. */
  get counted() {
    return this.#frames.counted;
  }
  /** Whether what a native video says of its frames is not to be believed. */
  get #doubted() {
    const { index } = this.#frames;
    return this.video.vague && index !== null && !plain2(index, this.file.container);
  }
  /** The ways in which the file can be played now. @returns {import("./engine.js").EngineName[]} */
  get ways() {
    const all = [["native", !this.#dead], ["webcodecs", this.#frames.config !== null], ["streamed", this.#streams]];
    return all.flatMap(([name, can]) => can ? [name] : []);
  }
  /** Whether the server can make a stream of it, and the browser takes that. */
  get #streams() {
    return this.file.stream !== null && SegmentBuffer.supported && this.clock() !== null && !this.#streamFailed;
  }
  /** Whether another engine is about to show what this one cannot. */
  get switching() {
    return this.#next !== null;
  }
  /**
   * Why one frame cannot be shown where others can.
   * @param {number} k frame within this file
   * @returns {Problem | null}
   */
  problemAt(k) {
    const last = this.#unfit && this.video.shown !== k ? this.#next : null;
    const engine = this.video.lost(k) ? this.video : last?.lost(k) ? last : null;
    if (engine === null) return null;
    return engine.engine === "streamed" && engine.words(k) || undecodable(this.file, k);
  }
  /**
   * Media seconds per session second: high-speed recordings are often stored at 30 frames per second.
   * @param {number} period session seconds between frames
   */
  stretch(period) {
    return this.video.timebase.period / period;
  }
  /**
   * Chooses the engine for what is to be shown now, and keeps the one that is to take over at the place.
   * @param {number} k frame within this file
   * @param {object} way
   * @param {boolean} way.playing whether the clock is playing, though it may stand for a moment
   * @param {(() => { media: number, rate: number } | null) | null} way.target along which the picture runs; null
   *   where it stands
   * @param {boolean} way.pressed whether the browser is to play what it can, exactly or not
   */
  warm(k, { playing, target, pressed }) {
    const stepped2 = this.wanted >= 0 && k !== this.wanted && Math.abs(k - this.wanted) <= STEP2;
    const stepping = !playing && (stepped2 || this.#stepping || this.video.engine === "webcodecs");
    this.#target = target;
    const lax = playing && pressed;
    if (stepping !== this.#stepping || lax !== this.#lax) {
      this.#stepping = stepping;
      this.#lax = lax;
      this.choose();
    }
    const next = this.#next;
    if (!next) return;
    if (target === null || !this.#playsIn(next)) void next.show(k);
    else if (next.engine === "native" && performance.now() - this.#nextSince > IN_STEP_MS) this.#giveUp(next);
    else {
      next.follow(this.#streamsBeside(next) ? ahead(target, next.timebase.period) : target);
      next.nudge(false);
    }
  }
  /** Stays on the frame that is on screen. */
  hold() {
    this.video.hold();
    this.#next?.hold();
  }
  /** Puts its picture in front of the camera's other files, or takes it back. @param {boolean} front */
  raise(front) {
    this.#raised = front;
    this.video.element.toggleAttribute("data-front", front);
  }
  /** @param {FileDescriptor} file */
  renew(file) {
    this.file = file;
    this.problem = null;
    for (const engine of [this.video, this.#next]) {
      engine?.renew(engine.engine === "streamed" ? this.media.streamUrl(file) : this.media.url(file));
    }
    if (!this.#frames.known) void this.#frames.load();
  }
  /**
   * Takes up what a file that is being recorded has got meanwhile.
   * @param {FileDescriptor} file
   */
  extend(file) {
    this.file = file;
    this.problem = null;
    this.held = file.count;
    this.#frames.config = null;
    this.#unfit = this.#dead = true;
    const { video, stage } = this;
    if (video.engine !== "streamed") {
      this.#next?.dispose();
      this.#next = null;
      this.choose();
      return;
    }
    const timebase = streamTimebase(file, this.clock());
    if (timebase.origin === video.timebase.origin && timebase.span === video.timebase.span) {
      video.extend(this.media.streamUrl(file), timebase);
      return;
    }
    this.video = this.#adopt(this.#made("streamed"));
    this.video.element.toggleAttribute("data-front", this.#raised);
    stage.append(this.video.element);
    video.dispose();
  }
  /** Changes engines where the user's wish, or what is known of the file, asks for it. */
  choose() {
    const name = this.#best();
    if (this.#shows(this.#next ?? this.video, name)) return;
    if (name === "streamed" && this.#next?.engine === "streamed" && !this.#shows(this.video, name)) {
      const wait = this.#nextSince + LOOK_MS2 - performance.now();
      clearTimeout(this.#later);
      if (wait > 0) {
        this.#later = setTimeout(() => this.choose(), wait);
        return;
      }
    }
    this.#next?.dispose();
    this.#next = null;
    if (this.#shows(this.video, name)) return;
    const next = this.#adopt(this.#made(name));
    next.onshown = () => this.#takeOver(next);
    this.#next = next;
    this.#nextSince = performance.now();
    if (this.wanted >= 0) void next.show(this.wanted);
  }
  dispose() {
    this.#stop.abort();
    clearTimeout(this.#later);
    this.#next?.dispose();
    this.#next = null;
    this.video.dispose();
  }
  /** @returns {import("./engine.js").EngineName} */
  #best() {
    const facts2 = { able: this.#frames.config !== null, unfit: this.#unfit && (this.#dead || !this.#lax), stepping: this.#stepping, streams: this.#streams };
    return chooseEngine(this.file.stream?.stored ? "streamed" : this.wish(), facts2);
  }
  /** @param {import("./engine.js").EngineName} name */
  #made(name) {
    const { file, media } = this;
    return makeEngine(name, { document: this.stage.ownerDocument, file, media, frames: this.#frames, look: this.look(), clock: this.clock() });
  }
  /** @template {Engine} E @param {E} engine */
  #adopt(engine) {
    engine.onshown = () => this.#shown(engine);
    engine.onfailure = (failure) => void this.#failed(failure, engine);
    this.stage.append(engine.element);
    return engine;
  }
  /** @param {Engine} engine */
  #shown(engine) {
    if (this.#frames.index !== null && (engine.inexact || this.#doubted) && !this.#unfit) {
      this.#unfit = true;
      this.#dead ||= this.#doubted;
      this.choose();
    }
    this.onchange();
  }
  /** @param {Engine} next */
  #takeOver(next) {
    if (next !== this.#next) return;
    if (next.shown !== this.wanted && next.lost(this.wanted)) this.onchange();
    if (next.shown === null) return;
    const due = this.#target?.();
    if (due ? !this.#inStep(next, due.media) : !next.settled && !next.inexact) return;
    const last = this.video;
    next.onshown = () => this.#shown(next);
    this.#next = null;
    this.video = next;
    next.element.toggleAttribute("data-front", this.#raised);
    last.dispose();
    this.problem = null;
    this.onchange();
    if (next.engine === "streamed") this.choose();
  }
  /** Whether an engine is the one that is wanted, and shows stored numbers as is wanted. @param {Engine} engine @param {string} name */
  #shows(engine, name) {
    return engine.engine === name && (engine.engine !== "streamed" || engine.look === this.look());
  }
  /** Whether an engine that is to take over plays beside what is on screen until it is in step. @param {Engine} next */
  #playsIn(next) {
    return next.engine === "native" || this.#streamsBeside(next);
  }
  /** Whether a stream is to take another stream's place. @param {Engine} next */
  #streamsBeside(next) {
    return next.engine === "streamed" && this.video.engine === "streamed" && this.video.ready;
  }
  /**
   * Whether a picture that plays can take another one's place unseen. What a video tells of came on screen a
   * moment ago: it is there, or the next one is. So of two videos, the one that follows has to be a frame ahead.
   * @param {Engine} next
   * @param {number} media time due now
   */
  #inStep(next, media) {
    const { engine, shown: shown2, timebase } = next;
    if (!this.#playsIn(next) || engine === "native" && this.video.engine === "native") return true;
    if (engine === "streamed" && performance.now() - this.#nextSince > IN_STEP_MS) return true;
    const least = (this.video.shown ?? 0) + (this.#streamsBeside(next) ? 1 : 0);
    return shown2 !== null && shown2 >= least && shown2 <= timebase.frameOnScreen(media) + 1;
  }
  /** Goes on with the engine that there is. @param {Engine} next that does not come into step */
  #giveUp(next) {
    next.dispose();
    this.#next = null;
  }
  /** The frames are counted. @param {import("./frameindex.js").FrameIndex} index */
  #count({ timebase }) {
    this.held = this.file.growing ? this.file.count : timebase.count ?? Infinity;
    this.#unfit ||= timebase.shared;
    this.video.retime(timebase);
  }
  /**
   * @param {import("./native.js").Failure} failure
   * @param {Engine} engine
   */
  async #failed(failure, engine) {
    const { file } = this;
    const reach = await this.media.reach(file, this.#stop.signal);
    if (this.#stop.signal.aborted || engine !== this.video && engine !== this.#next) return;
    if (reach === "expired" && performance.now() - this.#renewed > 1e4) {
      this.#renewed = performance.now();
      this.media.onexpired();
      return;
    }
    if (reach === "elsewhere") {
      this.renew(file);
      return;
    }
    if (reach === "ok" && failure === "network" && engine.engine === "streamed") return;
    if (reach === "ok" && this.#replaced(engine)) return;
    if (reach !== "ok") this.problem = reach === "expired" ? refused(file) : unreachable2(file, reach);
    else if (failure === "decode") {
      this.damaged = true;
      this.problem = undecodable(file, this.video.shown);
    } else this.problem = unplayable(file);
    this.onchange();
  }
  /** Whether the other engine takes the place of one that failed. @param {Engine} failed */
  #replaced(failed) {
    if (failed.engine === "webcodecs") this.#frames.config = null;
    else if (failed.engine === "streamed") this.#streamFailed = true;
    else this.#unfit = this.#dead = true;
    this.choose();
    return (this.#next ?? this.video).engine !== failed.engine;
  }
};
function ahead(target, seconds) {
  return () => {
    const due = target();
    return due && { ...due, media: due.media + seconds };
  };
}

// src/media/openfiles.js
var MOST5 = 3;
var OpenFiles = class {
  /** The order of the map is the order of use. @type {Map<number, OpenFile>} */
  #open = /* @__PURE__ */ new Map();
  /** The file whose picture is in front. @type {OpenFile | null} */
  front = null;
  /** The file that is due, and which of its frames have been since it is. @type {{ open: OpenFile, least: number, most: number } | null} */
  #due = null;
  /** @param {(i: number) => OpenFile} make */
  constructor(make) {
    this.make = make;
  }
  /** @param {number} i */
  get(i) {
    return this.#open.get(i);
  }
  get all() {
    return [...this.#open.values()];
  }
  /** The one that was needed last. */
  get latest() {
    return this.all.at(-1);
  }
  /** A file, opened now if need be. @param {number} i */
  need(i) {
    let open = this.#open.get(i);
    if (open) this.#open.delete(i);
    else {
      open = this.make(i);
      for (const [j, old] of this.#open) {
        if (this.#open.size < MOST5) break;
        if (old !== this.front) this.close(j);
      }
    }
    this.#open.set(i, open);
    return open;
  }
  /** @param {number} i */
  close(i) {
    const open = this.#open.get(i);
    open?.dispose();
    this.#open.delete(i);
    if (open === this.front) this.front = null;
  }
  clear() {
    for (const i of [...this.#open.keys()]) this.close(i);
    this.front = null;
  }
  /** All but one stay on the frames that they show. @param {OpenFile | null} open */
  holdOthers(open) {
    for (const other of this.#open.values()) if (other !== open && !other.preparing) other.hold();
  }
  /**
   * Tells which file is due, and which of its frames.
   * @param {OpenFile | null} open
   * @param {number} [k] frame within the file
   */
  expect(open, k = 0) {
    const { least, most } = this.#due && this.#due.open === open ? this.#due : { least: k, most: k };
    this.#due = open && { open, least: Math.min(least, k), most: Math.max(most, k) };
  }
  /** Brings the due file's picture to the front, once it has one that is not of an earlier visit or made ahead. */
  raise() {
    if (!this.#due || this.#due.open === this.front) return;
    const { open, least, most } = this.#due;
    const { shown: shown2, inexact } = open.video;
    if (shown2 === null || this.#open.get(open.i) !== open) return;
    if (this.front && !inexact && (shown2 < least || shown2 > most)) return;
    this.front?.raise(false);
    open.raise(true);
    this.front = open;
  }
};

// src/tiles/levels.js
var StoredNumbers = class {
  /** By plane; text tells why there are none. @type {Map<number, Levels | string>} */
  #known = /* @__PURE__ */ new Map();
  /** @type {Set<number>} */
  #asked = /* @__PURE__ */ new Set();
  /**
   * @param {() => string} token of the stream as it is now
   * @param {import("../media/media.js").Media} media
   * @param {AbortSignal} signal
   */
  constructor(token, media, signal) {
    this.token = token;
    this.media = media;
    this.signal = signal;
  }
  /** What is known of a plane; null until it has come, of which it is told. @param {number} plane @param {() => void} come */
  of(plane, come) {
    const known = this.#known.get(plane);
    if (known === void 0) void this.#ask(plane, come);
    return known ?? [...this.#known.values()].at(-1) ?? null;
  }
  /** @param {number} plane @param {() => void} come */
  async #ask(plane, come) {
    if (this.#asked.has(plane)) return;
    this.#asked.add(plane);
    const reply = await this.media.bytes(`${this.token()}?levels=${plane}`, this.signal);
    if (this.signal.aborted) return;
    this.#asked.delete(plane);
    if ("bytes" in reply) this.#known.set(plane, JSON.parse(new TextDecoder().decode(reply.bytes)));
    else if (reply.failure !== "expired") this.#known.set(plane, reply.why.replace(/\.$/, ""));
    come();
  }
};

// src/saving/png.js
var HEAD2 = 8 + 25;
function withFacts(png, facts2) {
  const chunks = Object.entries(facts2).map(([keyword, text]) => chunk("iTXt", utf8(`${keyword}\0\0\0\0\0${text}`)));
  return [png.subarray(0, HEAD2), ...chunks, png.subarray(HEAD2)];
}
function chunk(type, data) {
  const made2 = new Uint8Array(12 + data.length);
  const view = new DataView(made2.buffer);
  view.setUint32(0, data.length);
  made2.set(utf8(type), 4);
  made2.set(data, 8);
  view.setUint32(8 + data.length, crc32(made2.subarray(4, 8 + data.length)));
  return made2;
}
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc >>> 1 ^ (crc & 1 ? 3988292384 : 0);
  }
  return ~crc >>> 0;
}
function utf8(text) {
  return new TextEncoder().encode(text);
}

// src/tiles/still.js
function grab({ element, shown: shown2, size: [width, height], timebase }) {
  if (shown2 === null || !width || !height) return null;
  if (element instanceof HTMLDivElement) {
    const picture2 = element.querySelector("[data-still]") ?? element.querySelector("video");
    return { picture: (
      /** @type {HTMLCanvasElement | HTMLVideoElement} */
      picture2
    ), width, height, frame: shown2 };
  }
  const still = { picture: element, width, height, frame: shown2 };
  if (!(element instanceof HTMLVideoElement) || element.paused || typeof VideoFrame !== "function") return still;
  const picture = new VideoFrame(element);
  if (picture.displayWidth === width && picture.displayHeight === height) {
    return { ...still, picture, frame: timebase.frameOnScreen(picture.timestamp / 1e6) };
  }
  picture.close();
  return still;
}
async function saveStill({ picture, width, height }, { rotate, flip }, name, facts2) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = rotate % 180 ? [height, width] : [width, height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.translate(canvas.width / 2, canvas.height / 2);
  context.scale(flip ? -1 : 1, 1);
  context.rotate(rotate * Math.PI / 180);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("no picture");
  const parts = withFacts(new Uint8Array(await blob.arrayBuffer()), facts2);
  download(new Blob(
    /** @type {BlobPart[]} */
    parts,
    { type: "image/png" }
  ), name);
}
function factsOf(session, camera, { frame, timestamp }) {
  const time = timestamp === null ? {} : { "NWB timestamp": `${timestamp} s` };
  return { Session: session, Camera: camera, Frame: String(frame), ...time };
}
function stillName(session, camera, { frame, timestamp }) {
  const parts = [session, camera, `frame${frame}`, timestamp === null ? "" : `${timestamp.toFixed(6)}s`];
  const safe = parts.filter(Boolean).map((part) => part.replace(/[^\p{L}\p{N}.+-]+/gu, "-").slice(0, 60));
  return `${safe.join("_")}.png`;
}

// src/tiles/tileinfo.js
var ENGINES = {
  native: "the browser's own player",
  webcodecs: "this page's decoding (WebCodecs)"
};
var STREAMS = {
  direct: "a stream that the server makes",
  copied: "a stream: the server copies the file's own packets into MP4 fragments",
  transcoded: "a stream: the server decodes the file and encodes it anew as H.264"
};
var NUMBERS = "a stream: the server makes pictures of the numbers in the file and encodes them as H.264";
var WAYS = [
  ["auto", "Automatic"],
  ["native", "Browser's own player"],
  ["webcodecs", "Decoded in this page"],
  ["streamed", "Streamed by the server"]
];
var WayChoice = class {
  /** @type {(way: EngineWish) => void} */
  onchoice = () => {
  };
  #select = h("select");
  constructor() {
    this.#select.addEventListener("change", () => this.onchoice(
      /** @type {EngineWish} */
      this.#select.value
    ));
    this.element = h("label", { class: "way" }, h("span", {}, "Play by"), this.#select);
  }
  /** @param {EngineWish} wish @param {EngineName[]} ways */
  show(wish, ways2) {
    const choices = WAYS.filter(([name]) => name === "auto" || name === wish || ways2.includes(
      /** @type {EngineName} */
      name
    ));
    const told = choices.map(([name]) => name).join();
    if (this.#select.dataset.ways !== told) {
      this.#select.dataset.ways = told;
      this.#select.replaceChildren(...choices.map(([name, text]) => h("option", { value: name }, text)));
    }
    const [only] = ways2;
    set(this.#select, "title", ways2.length === 1 ? `Only this can play it now: ${WAYS.find(([name]) => name === only)?.[1]}` : null);
    if (this.#select.value !== wish) this.#select.value = wish;
  }
};
function isStored({ files }) {
  return files.some(({ stream }) => stream?.stored);
}
function factsOf2(camera, view, { time, offset, route }) {
  const file = view.file ?? camera.files[0] ?? null;
  return [
    ["Session time", secondsText(time)],
    ["Frame", view.frame === null ? "none" : `${grouped(view.frame)}, of 0 to ${grouped(camera.count - 1)}`],
    ["NWB timestamp", view.timestamp === null ? "none" : `${Number(view.timestamp.toFixed(6))} s`],
    ...offset ? [["Moved", `offset ${offsetText(offset)}, on this page only`]] : [],
    ["Camera", camera.name],
    ["File", file?.file ?? "none"],
    ["Video", file ? videoText(file) : "none"],
    ["Shown by", shownText(view, file)],
    ["Fetched", fetchedText(view, file, route)],
    ...camera.notes.map((note) => [note.what, `${note.why} ${note.cure}`.trim()])
  ];
}
function shownText({ engine, route }, file) {
  if (engine === null) return "nothing yet";
  if (engine !== "streamed") return ENGINES[engine];
  return file?.stream?.stored ? NUMBERS : STREAMS[route ?? "direct"];
}
function fetchedText({ engine }, file, route) {
  if (engine === "streamed") return `in segments of about a second, ${route}`;
  return file?.url ? "by byte ranges, from the address in the NWB file" : `by byte ranges, ${route}`;
}
function routeOf(base, page) {
  const [from, here] = [new URL(base, page), new URL(page)];
  if (from.origin === here.origin && !from.pathname.includes("/proxy/")) return "from the server of this page";
  return from.origin === here.origin ? "through the notebook's server" : `from ${from.host}`;
}
function videoText({ codec, width, height, size, rate }) {
  const parts = [codec];
  if (width && height) parts.push(`${width} × ${height}`);
  if (rate) parts.push(`${Number(rate.toFixed(3))} frames/s in the file`);
  if (size) parts.push(sizeText(size));
  return parts.join(" · ");
}

// src/tiles/view.js
function noFrame(told) {
  return {
    ways: [],
    frame: null,
    timestamp: null,
    next: null,
    file: null,
    engine: null,
    route: null,
    problem: null,
    written: null,
    lowered: 1,
    off: 0,
    estimated: null,
    counted: null,
    faulty: false,
    spared: false,
    ...told
  };
}

// src/tiles/camera.js
var PRELOAD = 2;
var SPARED_MS = 500;
var STALL_MS = 250;
var CameraPlayer = class {
  /** Called when the view may have changed. @type {() => void} */
  onchange = () => {
  };
  /** @type {Timebase | null} */
  timebase = null;
  /** Seconds by which the camera's timestamps are moved on the session clock. */
  offset = 0;
  /** Whether it shows few pictures while playing, for want of time. */
  spared = false;
  /** Whether the browser is to play what it can. */
  pressed = false;
  /** Seconds from one redraw of the screen to the next. */
  redraw = REFRESH;
  /** Whether a picture was due for some time that the browser has no data for. */
  stalled = false;
  #time = NaN;
  #playing = false;
  /** @type {Problem | null} */
  #problem;
  #files = new OpenFiles((i) => this.#opened(i));
  #stalledSince = 0;
  #sparedAt = -Infinity;
  #refusals = 0;
  /** Pictures on screen at the last look. */
  #seen = 0;
  #stop = new AbortController();
  /**
   * @param {HTMLElement} stage holds the video elements
   * @param {CameraDescriptor} camera
   * @param {Media} media
   * @param {SessionClock} clock
   * @param {() => EngineWish} [wish] which engine the user wants
   * @param {() => string} [look] how stored numbers are to be shown, as streams are asked
   */
  constructor(stage, camera, media, clock, wish = () => "auto", look = () => "") {
    this.wish = wish;
    this.look = look;
    this.stage = stage;
    this.camera = camera;
    this.media = media;
    this.clock = clock;
    this.#problem = camera.problem;
    if (this.#problem) return;
    void this.#loadClock();
    if (camera.files.length === 1 && (playable(camera.files[0]) || this.timebase)) this.#need(0);
  }
  /** Takes fresh tokens for the same files. @param {CameraDescriptor} camera */
  renew(camera) {
    this.camera = camera;
    for (const open of this.#files.all) open.renew(camera.files[open.i]);
    if (!this.timebase && !this.#problem) void this.#loadClock();
  }
  /** The numbers that its frames are stored as; null where they are a video. */
  get numbers() {
    if (isStored(this.camera)) this.#numbers ??= new StoredNumbers(() => this.camera.files[0].stream?.token ?? "", this.media, this.#stop.signal);
    return this.#numbers;
  }
  /** @type {StoredNumbers | null} */
  #numbers = null;
  /**
   * Takes up what its files have got meanwhile, which are being recorded; what is on screen stays.
   * @param {CameraDescriptor} camera
   */
  async extend(camera) {
    this.camera = camera;
    this.#problem = camera.problem;
    await this.#loadClock();
    if (this.#stop.signal.aborted) return;
    for (const open of this.#files.all) open.extend(camera.files[open.i]);
    if (!Number.isNaN(this.#time)) this.update(this.#time, this.#playing);
    this.onchange();
  }
  /** Takes up another wish for an engine, or for how stored numbers are shown. */
  choose() {
    for (const open of this.#files.all) open.choose();
  }
  /** Starts over after a failure. */
  retry() {
    this.#problem = this.camera.problem;
    this.#files.clear();
    if (!this.timebase && !this.#problem) void this.#loadClock();
    else this.update(this.#time, this.#playing);
    this.onchange();
  }
  /**
   * Brings the camera to a session time: exactly when paused, along the clock when playing.
   * @param {number} time
   * @param {boolean} playing
   * @param {boolean} [jumped] whether time did not flow there
   */
  update(time, playing, jumped = false) {
    this.#time = time;
    this.#playing = playing;
    const { timebase } = this;
    if (!timebase || this.#problem || timebase.count === 0) return;
    const { state, frame, row: row2 } = timebase.at(this.#own(time));
    if (frame === null) {
      this.#ahead(0, timebase.start - this.#own(time));
      return;
    }
    const i = this.#fileOf(frame);
    if (jumped) this.#recover(i);
    const open = this.#need(i);
    if (open) this.#drive(open, frame, state === "ready" && playing, jumped);
    else this.#files.expect(null);
    this.#files.holdOthers(open);
    this.#ahead(i + 1, NaN, row2);
  }
  /** Opens a damaged file anew: other times of it may still play. @param {number} i */
  #recover(i) {
    if (this.#files.get(i)?.damaged) this.#files.close(i);
  }
  /** What is on screen. @returns {View} */
  view() {
    const { front } = this.#files;
    const engine = front?.video.engine ?? null;
    const route = front?.route ?? null;
    const ways2 = this.#files.latest?.ways ?? [];
    const none = { ways: ways2, engine, route };
    if (this.#problem) return noFrame({ ...none, state: stateOf(this.#problem), problem: this.#problem });
    const { timebase } = this;
    if (!timebase || Number.isNaN(this.#time)) return noFrame({ ...none, state: "loading" });
    const due = timebase.at(this.#own(this.#time));
    this.stalled = false;
    if (due.state === "before" || due.state === "after" || due.frame === null) {
      return noFrame({ ...none, state: due.state, next: due.next });
    }
    const i = this.#fileOf(due.frame);
    const file = this.camera.files[i];
    const open = this.#files.get(i);
    const local = due.frame - file.first;
    const problem = file.problem ?? open?.problem ?? open?.problemAt(local) ?? this.#beyondEnd(i, due.frame);
    if (problem) return noFrame({ ...none, state: stateOf(problem), next: due.next, file, problem });
    const frame = this.#onScreen();
    const shown2 = {
      ways: ways2,
      frame,
      timestamp: frame === null ? null : timebase.timeOf(frame),
      next: due.next,
      file: front ? this.camera.files[front.i] : file,
      engine,
      route,
      estimated: front?.estimated ?? null,
      counted: front?.counted ?? null,
      faulty: front?.faulty ?? false,
      spared: this.spared && this.#playing,
      lowered: this.#playing && front?.lowered || 1,
      problem: null,
      written: null
    };
    const exact = open !== void 0 && front === open && open.exactly();
    if (this.#playing) {
      this.stalled = this.#stalled(open) && due.state === "ready";
      const state = frame === null || this.stalled ? "loading" : due.state;
      return { ...shown2, state, off: 0, written: state === "ready" ? this.#written(timebase, due.row, frame) : null };
    }
    if (exact && open.video.settled && frame === due.frame) return { ...shown2, state: due.state, off: 0 };
    if (exact && frame !== null && open.video.inexact && !open.switching) {
      return { ...shown2, state: due.state, off: frame - due.frame };
    }
    return { ...shown2, state: "loading", off: 0 };
  }
  /**
   * The frame that is beside words written now. Of a playing video the page is told when its frames are on screen
   * already, and words wait for the next redraw: a video in step has come to what is due by then.
   * @param {Timebase} timebase
   * @param {number} due row
   * @param {number | null} frame last told of
   */
  #written(timebase, due, frame) {
    const { rate } = this.clock;
    if (frame === null || rate <= 0 || this.delay === 0 || this.spared) return null;
    const told = timebase.rowOfFrame(frame);
    const row2 = told + clamp(due - told, 0, Math.ceil(rate * this.redraw / this.camera.period));
    const written = timebase.frameOfRow(row2);
    return told < 0 || written === null ? null : { frame: written, timestamp: timebase.timeOfRow(row2) };
  }
  /**
   * What was due and what is on screen, as `SyncMeter` takes it.
   * @param {number} time session time that the picture on screen belongs to
   * @returns {import("../session/sync.js").Sample | null} null where nothing can be compared
   */
  sample(time) {
    const frame = this.#onScreen();
    if (!this.timebase || !this.#files.front || frame === null || this.spared && this.#playing) return null;
    const [due, shown2] = [this.timebase.row(this.#own(time)), this.timebase.rowOfFrame(frame)];
    if (due < 0 || shown2 < 0) return null;
    const { video } = this.#files.front;
    const stride = Math.max(1, Math.abs(this.clock.rate) * REFRESH / this.camera.period);
    return { due, shown: shown2, presented: video.presented, source: video, stride: this.clock.rate < 0 ? -stride : stride };
  }
  /** The whole picture that is on screen; null where there is none. @returns {import("./still.js").Grabbed | null} */
  still() {
    const grabbed = this.#files.front && grab(this.#files.front.video);
    if (!grabbed || !this.#files.front) return null;
    const frame = this.camera.files[this.#files.front.i].first + grabbed.frame;
    return { ...grabbed, frame, timestamp: this.timebase?.timeOf(frame) ?? null };
  }
  /**
   * A frame as recorded, from its file: whole, whatever the page was sent to show.
   * @param {number} frame over all files
   * @param {AbortSignal} signal
   * @returns {Promise<ImageBitmap | null>} null where the server has no way to the file
   */
  async recorded(frame, signal) {
    const file = this.camera.files[this.#fileOf(frame)];
    return file.stream ? recorded(this.media, file, frame - file.first, signal, this.look()) : null;
  }
  /** Seconds from when a picture comes on screen until the page is told of it. */
  get delay() {
    return this.#files.front?.video.engine === "webcodecs" ? 0 : REFRESH;
  }
  /** Whether the browser has what is due now and what follows; true where nothing is due. */
  get flowing() {
    const { state } = this.view();
    if (state !== "ready") return state !== "loading";
    return !this.#files.front || this.#files.front.video.flowing;
  }
  /** Width and height of what is on screen, as recorded; zeros where nothing is. @returns {[number, number]} */
  get size() {
    return this.#files.front?.video.size ?? [0, 0];
  }
  /** Width / height of the picture. */
  get aspect() {
    const [across, down] = this.size;
    if (across && down) return across / down;
    const file = this.camera.files.find((f) => f.width && f.height);
    if (file?.width && file.height) return file.width / file.height;
    const [width, height] = this.camera.dimension ?? [4, 3];
    return width > 0 && height > 0 ? width / height : 4 / 3;
  }
  dispose() {
    this.#stop.abort();
    this.#files.clear();
  }
  async #loadClock() {
    const { clock, period } = this.camera;
    if (clock.kind === "regular") {
      this.timebase = Timebase.regular(clock.start, clock.rate, clock.count);
    } else {
      const reply = await this.media.bytes(clock.token, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      if ("failure" in reply) {
        if (reply.failure === "expired" && this.#refusals++ === 0) return;
        this.#problem = timestampsProblem(reply.why);
        this.onchange();
        return;
      }
      this.#refusals = 0;
      this.timebase = Timebase.decode(reply.bytes, clock.count, clock.identity, period);
    }
    if (!Number.isNaN(this.#time)) this.update(this.#time, this.#playing);
    this.onchange();
  }
  /** The time of the camera's own timestamps. @param {number} time session time */
  #own(time) {
    return this.timebase ? onCamera(this.timebase, time, this.offset) : time;
  }
  /** @param {number} frame */
  #fileOf(frame) {
    return fileOfFrame(
      this.camera.files.map((file) => file.first),
      frame
    );
  }
  /** @returns {number | null} */
  #onScreen() {
    const shown2 = this.#files.front?.video.shown ?? null;
    return shown2 === null || !this.#files.front ? null : this.camera.files[this.#files.front.i].first + shown2;
  }
  /**
   * @param {number} i
   * @param {number} frame
   * @returns {Problem | null}
   */
  #beyondEnd(i, frame) {
    const held2 = this.#files.get(i)?.held ?? Infinity;
    const { file, first } = this.camera.files[i];
    if (frame - first < held2) return null;
    return endsEarly(file, held2, frame - first);
  }
  /**
   * The open file i, opened now if need be.
   * @param {number} i
   * @returns {OpenFile | null} null where it cannot be shown
   */
  #need(i) {
    const file = this.camera.files[i];
    return file && !file.problem ? this.#files.need(i) : null;
  }
  /** @param {number} i */
  #opened(i) {
    const onchange = () => {
      this.#files.raise();
      this.onchange();
    };
    const wanted = { wish: this.wish, look: this.look };
    return new OpenFile(this.stage, i, this.camera.files[i], this.media, wanted, onchange, () => this.timebase);
  }
  /**
   * @param {OpenFile} open
   * @param {number} frame
   * @param {boolean} playing
   * @param {boolean} jumped
   */
  #drive(open, frame, playing, jumped) {
    open.preparing = false;
    const local = frame - this.camera.files[open.i].first;
    this.#files.expect(open, local);
    const rate = this.clock.rate * open.stretch(this.camera.period);
    const target = playing && rate >= SLOWEST && rate <= FASTEST ? () => this.#target(open) : null;
    open.warm(local, { playing: this.clock.playing, target, pressed: this.pressed });
    if (playing && this.spared) {
      const now = performance.now();
      if (!jumped && now - this.#sparedAt < SPARED_MS) return;
      this.#sparedAt = now;
      void open.video.show(local);
    } else if (target !== null) {
      open.video.follow(target);
      open.video.nudge(jumped);
    } else if (open.wanted !== local || !playing) {
      void open.video.show(local);
    }
    open.wanted = playing ? -1 : local;
    this.#files.raise();
  }
  /**
   * @param {OpenFile} open
   * @returns {{ media: number, rate: number } | null}
   */
  #target(open) {
    if (!this.timebase || !this.clock.playing) return null;
    const { frame, fraction } = this.timebase.playing(this.#own(this.clock.at(performance.now())));
    const { first, count } = this.camera.files[open.i];
    if (frame < first || frame >= first + count) return null;
    return {
      media: open.video.timebase.mediaAt(frame - first, fraction),
      rate: this.clock.rate * open.stretch(this.camera.period)
    };
  }
  /**
   * Opens the file that comes next, shortly before it is due.
   * @param {number} i
   * @param {number} wait session seconds until its first frame; NaN to find out
   * @param {number} [row] the present row
   */
  #ahead(i, wait, row2 = 0) {
    const file = this.camera.files[i];
    if (!file || !this.timebase || this.#files.get(i)) return;
    if (Number.isNaN(wait)) {
      const next = this.timebase.timeOf(file.first);
      if (next === null || this.timebase.rowOfFrame(file.first) < row2) return;
      wait = next - this.#own(this.#time);
    }
    if (i > 0 && wait > PRELOAD * Math.max(1, this.clock.rate)) return;
    const open = this.#need(i);
    if (!open) return;
    open.preparing = true;
    void open.video.show(0);
  }
  /** @param {OpenFile | undefined} open */
  #stalled(open) {
    const now = performance.now();
    const moved = open !== void 0 && open.video.presented !== this.#seen;
    this.#seen = open?.video.presented ?? 0;
    const flowing = moved || open !== void 0 && open.video.flowing;
    if (flowing || !this.#stalledSince) this.#stalledSince = flowing ? 0 : now;
    return this.#stalledSince > 0 && now - this.#stalledSince > STALL_MS;
  }
};

// src/tiles/marks.js
var UNDONE = {
  rotate: { rotate: PLAIN.rotate },
  flip: { flip: PLAIN.flip },
  zoom: { zoom: PLAIN.zoom },
  plane: { plane: PLAIN.plane },
  light: {
    brightness: PLAIN.brightness,
    contrast: PLAIN.contrast,
    gamma: PLAIN.gamma,
    low: PLAIN.low,
    high: PLAIN.high,
    colormap: PLAIN.colormap
  }
};
var NAMES3 = { low: "black", high: "white", colormap: "colours" };
function marksOf(adjustment, offset) {
  const { rotate, flip, zoom, plane } = adjustment;
  const light = essence({ ...adjustment, rotate: PLAIN.rotate, flip: PLAIN.flip, zoom: PLAIN.zoom, plane: PLAIN.plane });
  const lit = Object.entries(light ?? {}).map(([name, value]) => `${NAMES3[name] ?? name} ${toldOf(value)}`);
  const moved = offsetText(offset);
  const marks = [
    moved !== "" && { change: "offset", text: moved, told: `Moved by ${moved} on the session clock` },
    rotate !== 0 && { change: "rotate", text: `${rotate}°`, told: `Turned by ${rotate}°` },
    flip && { change: "flip", text: "mirrored", told: "Left and right are exchanged" },
    zoom[0] > 1 && { change: "zoom", text: `${zoom[0].toFixed(1)}×`, told: `Zoomed ${zoom[0].toFixed(1)} times` },
    plane !== 0 && { change: "plane", text: `plane ${plane}`, told: `Plane ${plane} of the volume, in place of plane 0` },
    !isAsLit(adjustment) && { change: "light", text: "lit", told: `Lit otherwise than recorded: ${lit.join(", ")}` }
  ];
  return marks.filter((mark) => mark !== false);
}
function toldOf(value) {
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
var Marks = class {
  element = h("div", { class: "marks" });
  #buttons = (
    /** @type {Map<Change, HTMLButtonElement>} */
    /* @__PURE__ */ new Map()
  );
  /** @type {(change: Change, pointed: boolean) => void} */
  onundo = () => {
  };
  /** @param {Adjustment} adjustment @param {number} offset milliseconds */
  show(adjustment, offset) {
    const marks = marksOf(adjustment, offset);
    for (const [change, button] of this.#buttons) {
      if (marks.some((mark) => mark.change === change)) continue;
      button.remove();
      this.#buttons.delete(change);
    }
    for (const [at, { change, text, told }] of marks.entries()) {
      const button = this.#buttons.get(change) ?? this.#make(change);
      if (this.element.children[at] !== button) this.element.insertBefore(button, this.element.children[at] ?? null);
      if (button.title === `${told}; click to undo`) continue;
      button.textContent = text;
      button.title = `${told}; click to undo`;
      button.setAttribute("aria-label", `${told}: undo`);
    }
  }
  /** @param {Change} change */
  #make(change) {
    const button = h("button", { type: "button", class: "mark", "data-mark": change });
    button.addEventListener("click", (event) => this.onundo(change, event.detail > 0));
    this.#buttons.set(change, button);
    return button;
  }
};

// src/tiles/operations.js
var PATIENCE_MS5 = 12e4;
var Operations = class {
  /**
   * @param {import("./stage.js").Stage} stage
   * @param {import("./adjusting.js").Adjusting} adjusting
   * @param {import("./adjustpanel.js").AdjustPanel} panel
   * @param {import("../controls/notice.js").Notice} notice
   */
  constructor(stage, adjusting, panel, notice) {
    this.stage = stage;
    this.adjusting = adjusting;
    this.panel = panel;
    this.notice = notice;
  }
  /** @param {string} [name] the focused one unless given @param {boolean} [more] beside those that are enlarged */
  enlarge(name = this.#focused, more = false) {
    if (name) this.stage.arrangement.enlarge(name, more);
  }
  /** @param {string} [name] @param {boolean} [pointed] by a pointer in its tile, which may go on */
  rotate(name = this.#focused, pointed = false) {
    if (!name) return;
    if (pointed) this.stage.holdStill(name);
    this.adjusting.set(name, turned(this.adjusting.of(name)));
  }
  /** @param {string} [name] */
  mirror(name = this.#focused) {
    if (name) this.adjusting.set(name, { flip: !this.adjusting.of(name).flip });
  }
  /**
   * Takes back one way in which a camera is shown otherwise than recorded.
   * @param {string} name
   * @param {import("./marks.js").Change} change
   * @param {boolean} pointed by a pointer in its tile, which may go on
   */
  undo(name, change, pointed) {
    if (pointed) this.stage.holdStill(name);
    if (change === "offset") this.stage.shifts.set(name, 0);
    else this.adjusting.set(name, UNDONE[change]);
  }
  /** Shows all of the picture again. @param {string} [name] */
  wholePicture(name = this.#focused) {
    if (name) this.adjusting.set(name, { zoom: PLAIN.zoom });
  }
  /** Zooms about the middle of the tile. @param {number} factor @param {string} [name] */
  zoom(factor, name = this.#focused) {
    const { width, height } = this.#place(name)?.tile.picture.tile ?? { width: 0, height: 0 };
    if (name) this.zoomAt(name, { x: width / 2, y: height / 2 }, factor);
  }
  /** @param {string} name @param {import("./adjustment.js").Point} point @param {number} factor */
  zoomAt(name, point, factor) {
    const picture = this.#place(name)?.tile.picture;
    if (picture) this.adjusting.move(name, zoomedAt(this.adjusting.of(name), picture.fit, picture.tile, point, factor));
  }
  /** @param {string} name @param {import("./adjustment.js").Point} by */
  pan(name, by) {
    const picture = this.#place(name)?.tile.picture;
    if (picture) this.adjusting.move(name, panned(this.adjusting.of(name), picture.fit, picture.tile, by));
  }
  /** Opens what turns and lights the picture. @param {string} [name] */
  adjust(name = this.#focused) {
    const tile = this.#place(name)?.tile;
    if (name && tile) this.panel.toggle(name, tile.camera.label, tile.element, this.#place(name)?.camera?.numbers ?? null);
  }
  /** @param {string} [name] */
  about(name = this.#focused) {
    this.#place(name)?.tile.toggleInfo();
  }
  /** Has a camera played in another way. @param {string} name @param {import("../media/engine.js").EngineWish} way */
  play(name, way) {
    this.stage.setEngine(name, way);
  }
  /** Moves a tile by some places. @param {number} by */
  shift(by) {
    if (this.#focused) this.stage.arrangement.shift(this.#focused, by);
  }
  /** @param {string} [name] */
  async still(name = this.#focused) {
    const place2 = this.#place(name);
    if (!place2 || !name) return;
    const { label } = place2.tile.camera;
    const grabbed = place2.tile.hasPicture ? place2.camera?.still() ?? null : null;
    if (!grabbed) {
      this.notice.say(`${label} shows no frame that could be saved.`);
      return;
    }
    const session = this.stage.store.get("session").name;
    const file = stillName(session, name, grabbed);
    try {
      const whole = await this.#whole(place2, grabbed);
      await saveStill(whole, this.adjusting.of(name), file, factsOf(session, name, grabbed));
      this.notice.say(`Saved ${file}`);
    } catch (error) {
      const { problem, message } = (
        /** @type {import("../media/streamsource.js").Refusal} */
        error
      );
      const why = problem ? `${problem.what}: ${problem.why} ${problem.cure}` : `The browser says “${message}”.`;
      this.notice.say(`The frame of ${label} cannot be saved. ${why}`, true);
    } finally {
      if ("close" in grabbed.picture) grabbed.picture.close();
    }
  }
  /**
   * The frame as its file has it; where the server has no way to that, or no answer, what is on screen, if
   * that is all of the same frame.
   * @param {Place} place
   * @param {import("./still.js").Grabbed} grabbed
   * @returns {Promise<Pick<import("./still.js").Grabbed, "picture" | "width" | "height">>}
   */
  async #whole({ camera }, grabbed) {
    const sent = camera?.view().engine === "streamed";
    try {
      const picture = await camera?.recorded(grabbed.frame, AbortSignal.timeout(PATIENCE_MS5));
      if (picture) return { picture, width: picture.width, height: picture.height };
    } catch (error) {
      if (sent || camera?.still()?.frame !== grabbed.frame) throw error;
    }
    return grabbed;
  }
  /** @returns {string | undefined} */
  get #focused() {
    return this.stage.focused;
  }
  /** @param {string | undefined} name @returns {Place | undefined} */
  #place(name) {
    return this.stage.places.get(name ?? "");
  }
};

// src/tiles/redraws.js
var KEPT3 = 0.9;
var LONGEST3 = 0.1;
var Redraws = class {
  #mean = REFRESH;
  #last = NaN;
  /**
   * @param {number} now wall milliseconds of a redraw
   * @param {boolean} flowing whether there is one after the other
   * @returns {number} seconds
   */
  note(now, flowing) {
    const wait = (now - this.#last) / 1e3;
    this.#last = flowing ? now : NaN;
    if (wait > 0 && wait < LONGEST3) this.#mean = KEPT3 * this.#mean + (1 - KEPT3) * clamp(wait, REFRESH / 4, LONGEST3);
    return this.#mean;
  }
};

// src/tiles/reorder.js
var SLACK = 5;
function hearDragging(grip, actions) {
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

// src/tiles/samefiles.js
function sameFiles(one, other) {
  const facts2 = ({ count, start, files, problem }) => [
    count,
    start,
    problem?.what,
    files.map((file) => [file.file, file.first, file.count, file.replaced, file.growing, file.problem?.what])
  ];
  return JSON.stringify(facts2(one)) === JSON.stringify(facts2(other));
}
function hasGrown(now, before) {
  const facts2 = ({ start, files, problem }) => [
    start,
    problem?.what,
    files.map((file) => [file.file, file.first, file.replaced, file.problem?.what])
  ];
  const growing = [now, before].some(({ files }) => files.some((file) => file.growing));
  return growing && JSON.stringify(facts2(now)) === JSON.stringify(facts2(before));
}

// src/tiles/shifts.js
var Shifts = class {
  /** @param {import("../python/contract.js").Store} store */
  constructor(store) {
    this.store = store;
  }
  /** Milliseconds by which a camera is moved. @param {string | undefined} name @returns {number} */
  of(name) {
    const ms = this.store.get("offsets")?.[name ?? ""];
    return Number.isFinite(ms) ? ms : 0;
  }
  /** @param {string} name @param {number} ms */
  set(name, ms) {
    const { [name]: _, ...others } = this.store.get("offsets");
    this.store.set("offsets", ms ? { ...others, [name]: ms } : others);
  }
};

// src/tiles/steady.js
var Steady = class {
  /** @type {AbortController | null} */
  #hand = null;
  /** Where the hand is. @type {HTMLElement | null} */
  tile = null;
  /** @param {() => void} onend the tiles may move again */
  constructor(onend) {
    this.onend = onend;
  }
  /**
   * A hand is at work in a tile; it ends as that goes elsewhere.
   * @param {HTMLElement} tile
   * @param {HTMLElement} [where] the hand is, if not in the tile itself
   */
  begin(tile, where = tile) {
    this.end();
    const hand = new AbortController();
    this.#hand = hand;
    this.tile = tile;
    const gone = () => {
      this.end();
      this.onend();
    };
    where.addEventListener("pointerleave", gone, { signal: hand.signal });
    const touched = (event) => event.composedPath().includes(where) || gone();
    document.addEventListener("pointerdown", touched, { signal: hand.signal });
  }
  end() {
    this.#hand?.abort();
    this.#hand = null;
    this.tile = null;
  }
};

// src/session/sync.js
var MEMORY_MS = 1e4;
var GRAIN_MS = 250;
var MOMENT_MS = 2 * GRAIN_MS;
var JUMP_MS = 1e3;
var SyncMeter = class {
  /** The error of the last sample. @type {number | null} */
  off = null;
  /** @type {Sample | null} */
  #last = null;
  /** Fractions of frames add up where a camera is faster than the screen. */
  #dropped = 0;
  /** @type {{ at: number, off: number }[]} the worst of each grain, oldest first */
  #grains = [];
  /** @type {{ at: number, presented: number | null, source: unknown } | null} */
  #jump = null;
  /**
   * @param {Sample | null} sample null where the camera has nothing to show, or is loading it
   * @param {number} now wall milliseconds
   * @param {boolean} playing
   */
  add(sample, now, playing) {
    if (sample && this.#landing(sample, now)) sample = null;
    if (!playing) this.#last = null;
    if (!sample) {
      this.off = null;
      return;
    }
    this.off = sample.due - sample.shown;
    this.#remember(this.off, now);
    if (playing && this.#last) this.#count(this.#last, sample);
    if (playing) this.#last = sample;
  }
  /** The clock was set elsewhere: until the next picture comes, or a second is over, nothing is measured. @param {number} now */
  jump(now) {
    this.#jump = { at: now, presented: null, source: null };
    this.#last = null;
  }
  /** A new run of playing begins. */
  restart() {
    this.#dropped = 0;
    this.#last = null;
  }
  /**
   * @param {number} now
   * @returns {Figures}
   */
  figures(now) {
    this.#forget(now);
    const worst = worstOf(this.#grains.map((grain) => grain.off));
    const recent = this.#grains.filter((grain) => now - grain.at < MOMENT_MS);
    const present = this.off === null ? null : worstOf([this.off, ...recent.map((grain) => grain.off)]);
    return { now: present, worst, dropped: Math.max(0, Math.floor(this.#dropped + 1e-6)) };
  }
  /** Whether the picture of before a jump is still on screen. @param {Sample} sample @param {number} now */
  #landing(sample, now) {
    const jump = this.#jump;
    if (!jump) return false;
    if (jump.presented === null) {
      jump.presented = sample.presented;
      jump.source = sample.source;
    }
    const fresh = sample.source !== jump.source || sample.presented !== jump.presented;
    if (fresh || sample.due === sample.shown || now - jump.at > JUMP_MS) this.#jump = null;
    return this.#jump !== null;
  }
  /** @param {Sample} last @param {Sample} sample */
  #count(last, sample) {
    const passed = (sample.shown - last.shown) * Math.sign(sample.stride);
    if (passed <= 0) return;
    const shown2 = sample.source === last.source ? Math.max(1, sample.presented - last.presented) : 1;
    const stride = Math.abs(sample.stride);
    this.#dropped += Math.max(passed / stride - shown2, 1 / stride - 1);
  }
  /** @param {number} off @param {number} now */
  #remember(off, now) {
    const grain = this.#grains.at(-1);
    if (!grain || now - grain.at >= GRAIN_MS) this.#grains.push({ at: now, off });
    else grain.off = worstOf([grain.off, off]) ?? off;
    this.#forget(now);
  }
  /** @param {number} now */
  #forget(now) {
    while (this.#grains.length && now - this.#grains[0].at > MEMORY_MS) this.#grains.shift();
  }
};
function worstOf(offs) {
  let worst = null;
  for (const off of offs) if (worst === null || Math.abs(off) > Math.abs(worst)) worst = off;
  return worst;
}
var IDLE2 = { before: "not begun yet", after: "past the end", gap: "in a gap", loading: "loading" };
function pillOf(off, states = []) {
  if (off === null) {
    const [state] = states;
    const one = states.every((other) => other === state) && IDLE2[state];
    return { lead: "", words: one || "no frame here", state: "idle" };
  }
  const frames = Math.abs(off);
  if (frames === 1) return { lead: "in step · ", words: "within 1 frame", state: "good" };
  const words = `${frames > 99 ? "99+" : frames} frames off`;
  return frames > 1 ? { lead: "", words, state: "attention" } : { lead: "in step · ", words, state: "good" };
}

// src/tiles/taborder.js
var STOPS = "button, summary, [tabindex='0']";
var made = 0;
var TabOrder = class {
  /** Tab comes in at one of them and leaves from the other. */
  #before = h("span", { class: "tab-end", tabindex: 0 });
  #after = h("span", { class: "tab-end", tabindex: 0 });
  #tiles = (
    /** @type {HTMLElement[]} */
    []
  );
  #leaving = false;
  /**
   * @param {HTMLElement} stage
   */
  constructor(stage) {
    this.stage = stage;
    stage.append(this.#before, this.#after);
    this.#before.addEventListener("focus", () => this.#enter(0));
    this.#after.addEventListener("focus", () => this.#enter(-1));
    stage.addEventListener("keydown", (event) => {
      if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
      const stops = this.#stops();
      const at = stops.indexOf(
        /** @type {HTMLElement} */
        event.composedPath()[0]
      );
      if (at < 0) return;
      const next = stops[at + (event.shiftKey ? -1 : 1)];
      if (next) {
        event.preventDefault();
        next.focus({ preventScroll: true });
      } else {
        this.#leaving = true;
        (event.shiftKey ? this.#before : this.#after).focus({ preventScroll: true });
        this.#leaving = false;
      }
    });
  }
  /** Puts a new tile into the page. @param {HTMLElement} tile */
  add(tile) {
    tile.id = `tile-${++made}`;
    this.#after.before(tile);
  }
  /** Those that are shown, each with its place. @param {[HTMLElement, import("./layout.js").Rect][]} placed */
  follow(placed) {
    const reading = (a, b) => Math.round(a.top - b.top) || a.left - b.left;
    this.#tiles = placed.sort(([, a], [, b]) => reading(a, b)).map(([tile]) => tile);
    set(this.stage, "aria-owns", this.#tiles.map(({ id }) => id).join(" "));
  }
  /** @param {0 | -1} end */
  #enter(end) {
    if (!this.#leaving) this.#stops().at(end)?.focus({ preventScroll: true });
  }
  #stops() {
    const all = this.#tiles.flatMap((tile) => [tile, .../** @type {NodeListOf<HTMLElement>} */
    tile.querySelectorAll(STOPS)]);
    return all.filter((element) => !element.closest("[inert]") && element.checkVisibility());
  }
};

// node_modules/@tabler/icons/icons/outline/adjustments-horizontal.svg
var adjustments_horizontal_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-adjustments-horizontal"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M12 6a2 2 0 1 0 4 0a2 2 0 1 0 -4 0" />
  <path d="M4 6l8 0" />
  <path d="M16 6l4 0" />
  <path d="M6 12a2 2 0 1 0 4 0a2 2 0 1 0 -4 0" />
  <path d="M4 12l2 0" />
  <path d="M10 12l10 0" />
  <path d="M15 18a2 2 0 1 0 4 0a2 2 0 1 0 -4 0" />
  <path d="M4 18l11 0" />
  <path d="M19 18l1 0" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/arrows-diagonal.svg
var arrows_diagonal_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-arrows-diagonal"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M16 4l4 0l0 4" />
  <path d="M14 10l6 -6" />
  <path d="M8 20l-4 0l0 -4" />
  <path d="M4 20l6 -6" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/info-circle.svg
var info_circle_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-info-circle"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0" />
  <path d="M12 9h.01" />
  <path d="M11 12h1v4h1" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/rotate-clockwise.svg
var rotate_clockwise_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-rotate-clockwise"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M4.05 11a8 8 0 1 1 .5 4m-.5 5v-5h5" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/arrows-diagonal-minimize-2.svg
var arrows_diagonal_minimize_2_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-arrows-diagonal-minimize-2"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M18 10h-4v-4" />
  <path d="M20 4l-6 6" />
  <path d="M6 14h4v4" />
  <path d="M10 14l-6 6" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/photo-down.svg
var photo_down_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-photo-down"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M15 8h.01" />
  <path d="M12.5 21h-6.5a3 3 0 0 1 -3 -3v-12a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v6.5" />
  <path d="M3 16l5 -5c.928 -.893 2.072 -.893 3 0l4 4" />
  <path d="M14 14l1 -1c.653 -.629 1.413 -.815 2.13 -.559" />
  <path d="M19 16v6" />
  <path d="M22 19l-3 3l-3 -3" />
</svg>`;

// src/controls/scrolling.js
function isScrolled(element) {
  for (let at = parentOf(element); at; at = parentOf(at)) {
    const room = at.scrollHeight - at.clientHeight > 1;
    if (room && (at === document.scrollingElement || /auto|scroll/.test(getComputedStyle(at).overflowY))) return true;
  }
  return false;
}
function parentOf(element) {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

// src/tiles/handling.js
var WHEEL = 1.0022;
var DOUBLE_MS = 450;
function hearGestures(tile, actions) {
  const down = /* @__PURE__ */ new Map();
  let rightClick = -Infinity;
  tile.addEventListener(
    "wheel",
    (event) => {
      if (isOverWords(event) || !event.ctrlKey && !tile.matches(":focus-within") && isScrolled(tile)) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
      const fine = event.ctrlKey ? 4 : 1;
      actions.zoom(pointOn(tile, event), WHEEL ** (-event.deltaY * lines * fine));
    },
    { passive: false }
  );
  tile.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !isOnPicture(event)) return;
    down.set(event.pointerId, pointOn(tile, event));
    if (actions.zoomed() || down.size > 1) capture(tile, down.keys());
  });
  tile.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now = pointOn(tile, event);
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (other) pinch(actions, before, now, other);
    else if (actions.zoomed()) actions.pan({ x: now.x - before.x, y: now.y - before.y });
    down.set(event.pointerId, now);
  });
  const up = (event) => {
    if (down.delete(event.pointerId)) actions.settle();
  };
  tile.addEventListener("pointerup", up);
  tile.addEventListener("pointercancel", up);
  tile.addEventListener("dblclick", (event) => {
    if (isOnPicture(event)) actions.enlarge(event.shiftKey);
  });
  tile.addEventListener("contextmenu", (event) => {
    if (!isOnPicture(event) || !actions.zoomed()) return;
    event.preventDefault();
    if (event.timeStamp - rightClick < DOUBLE_MS) actions.reset();
    rightClick = event.timeStamp;
  });
}
function pinch(actions, before, now, other) {
  const [was, is] = [before, now].map((point) => Math.hypot(point.x - other.x, point.y - other.y));
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  if (was > 0 && is > 0) actions.zoom(middle, is / was);
  actions.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
}
function capture(tile, pointers) {
  for (const id of pointers) tile.setPointerCapture(id);
}
function pointOn(tile, event) {
  const { left, top } = tile.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
function isOnPicture(event) {
  return !/** @type {Element} */
  event.target.closest("button, summary, .info, .tile-name");
}
function isOverWords(event) {
  return (
    /** @type {Element} */
    event.target.closest(".info, .message") !== null
  );
}

// src/tiles/picture.js
var SVG = "http://www.w3.org/2000/svg";
var WORDS2 = 24;
var filters = 0;
var Picture = class {
  element = h("div", { class: "picture" });
  #adjustment = PLAIN;
  #aspect = 4 / 3;
  /** @type {Size} */
  #tile = { width: 0, height: 0 };
  /** Whether gamma is in the picture as it comes. */
  graded = false;
  /** @type {SVGFEFuncRElement[] | null} */
  #gamma = null;
  #filter = `nwb-video-gamma-${filters += 1}`;
  get adjustment() {
    return this.#adjustment;
  }
  get tile() {
    return this.#tile;
  }
  get fit() {
    return fitted(this.#tile, this.#aspect, this.#adjustment, WORDS2);
  }
  /** @param {Size} tile @param {number} aspect of the upright picture */
  place(tile, aspect) {
    this.#tile = tile;
    this.#aspect = aspect;
    this.#draw();
  }
  /** @param {Partial<Adjustment>} adjustment */
  adjust(adjustment) {
    this.#adjustment = adjustmentOf(adjustment);
    this.#draw();
  }
  #draw() {
    const { fit } = this;
    const { style } = this.element;
    style.left = `${fit.x - fit.width / 2}px`;
    style.top = `${fit.y - fit.height / 2}px`;
    style.width = `${fit.width}px`;
    style.height = `${fit.height}px`;
    const transform = transformOf(this.#adjustment, fit, this.#tile);
    style.transform = this.#adjustment.rotate || this.#adjustment.flip || this.#adjustment.zoom[0] > 1 ? transform : "";
    style.filter = [filterOf(this.#adjustment), this.#gammaFilter()].filter(Boolean).join(" ");
  }
  /** CSS has no filter for gamma; SVG has. */
  #gammaFilter() {
    const { gamma } = this.#adjustment;
    if (gamma === 1 || this.graded) return "";
    this.#gamma ??= this.#makeGamma();
    for (const channel of this.#gamma) channel.setAttribute("exponent", String(1 / gamma));
    return `url(#${this.#filter})`;
  }
  #makeGamma() {
    const svg = document.createElementNS(SVG, "svg");
    const filter = document.createElementNS(SVG, "filter");
    const transfer = document.createElementNS(SVG, "feComponentTransfer");
    filter.id = this.#filter;
    filter.setAttribute("color-interpolation-filters", "sRGB");
    svg.setAttribute("aria-hidden", "true");
    const channels = (
      /** @type {SVGFEFuncRElement[]} */
      ["feFuncR", "feFuncG", "feFuncB"].map((name) => document.createElementNS(SVG, name))
    );
    for (const channel of channels) channel.setAttribute("type", "gamma");
    transfer.append(...channels);
    filter.append(transfer);
    svg.append(filter);
    svg.classList.add("gamma");
    this.element.before(svg);
    return channels;
  }
};

// src/tiles/tile.js
var SMALL = { width: 150, height: 100 };
var Tile = class {
  /** @type {() => void} */
  onfocus = () => {
  };
  /** @type {() => void} */
  onretry = () => {
  };
  /** Width / height of the upright picture that the tile was last placed for. */
  aspect = NaN;
  /** Where the videos come from, for those who ask. */
  route = "";
  /** What is to decode it. @type {import("../media/engine.js").EngineWish} */
  wish = "auto";
  #offset = 0;
  #told = "";
  /** @param {CameraDescriptor} camera */
  constructor(camera) {
    this.camera = camera;
    this.picture = new Picture();
    this.picture.graded = isStored(camera);
    this.name = h("div", { class: "tile-name" }, camera.label);
    this.#hintName();
    this.#readout = h("div", { class: "readout" });
    this.#status = h("div", { class: "status", role: "status" });
    this.#message = h("div", { class: "message" });
    this.#info = h("div", { class: "info", hidden: true, tabindex: 0 }, this.#facts, this.#way.element);
    this.element = h(
      "section",
      {
        class: "tile",
        role: "group",
        tabindex: 0,
        "aria-label": camera.label,
        "data-camera": camera.name,
        "data-state": "loading",
        "data-frame": "",
        "data-timestamp": "",
        "data-frames-off": ""
      },
      this.picture.element,
      h("div", { class: "progress", "aria-hidden": "true" }),
      this.#message,
      this.name,
      this.#marks.element,
      h("div", { class: "tile-actions" }, this.#enlarge, this.#rotate, this.#adjust, this.#still, this.#about),
      this.#info,
      this.#readout,
      this.#status
    );
    for (const type of ["pointerdown", "click"]) this.element.addEventListener(type, () => this.onfocus());
    this.#about.setAttribute("aria-expanded", "false");
  }
  #enlarge = iconButton(arrows_diagonal_default, "Enlarge", "enlarge");
  #rotate = iconButton(rotate_clockwise_default, "Rotate", "rotate");
  #adjust = iconButton(adjustments_horizontal_default, "Adjust", "adjust");
  #still = iconButton(photo_down_default, "Save still", "still");
  #about = iconButton(info_circle_default, "About this camera", "about");
  #facts = h("dl");
  #way = new WayChoice();
  #marks = new Marks();
  #readout;
  #status;
  #message;
  #info;
  /** @type {View | null} */
  #view = null;
  #time = NaN;
  /** Milliseconds by which the camera is moved on the session clock. */
  get offset() {
    return this.#offset;
  }
  set offset(ms) {
    this.#offset = ms;
    this.#marks.show(this.picture.adjustment, ms);
  }
  /** Whether a picture is seen in it. */
  get hasPicture() {
    return ["ready", "gap", "loading"].includes(this.element.dataset.state ?? "");
  }
  /** @param {Operations} operations what its buttons and hands on it do */
  operate(operations) {
    const { name } = this.camera;
    this.#enlarge.addEventListener("click", (event) => operations.enlarge(name, event.shiftKey));
    this.#rotate.addEventListener("click", (event) => operations.rotate(name, event.detail > 0));
    this.#adjust.addEventListener("click", () => operations.adjust(name));
    this.#still.addEventListener("click", () => void operations.still(name));
    this.#about.addEventListener("click", () => this.toggleInfo());
    this.#way.onchoice = (way) => operations.play(name, way);
    this.#marks.onundo = (change, pointed) => {
      operations.undo(name, change, pointed);
      this.element.focus({ preventScroll: true });
    };
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.#info.hidden) {
        const within2 = event.composedPath().includes(this.#info);
        this.toggleInfo();
        if (within2) this.#about.focus();
        event.stopPropagation();
        return;
      }
      if (event.key === "Escape" && event.target === this.element && this.element.hasAttribute("data-enlarged")) {
        operations.enlarge(name, event.shiftKey);
      }
    });
    hearGestures(this.element, {
      zoom: (point, factor) => operations.zoomAt(name, point, factor),
      pan: (by) => operations.pan(name, by),
      settle: () => operations.adjusting.settle(),
      reset: () => operations.wholePicture(name),
      enlarge: (more) => operations.enlarge(name, more),
      zoomed: () => this.picture.adjustment.zoom[0] > 1
    });
  }
  /** Gives the tile its place; null where others cover it. @param {Rect | null} rect @param {boolean} enlarged */
  place(rect, enlarged) {
    const { style } = this.element;
    this.element.classList.toggle("covered", rect === null);
    this.element.inert = rect === null;
    this.#showEnlarged(enlarged);
    if (!rect) return;
    style.left = `${rect.left}px`;
    style.top = `${rect.top}px`;
    style.width = `${rect.width}px`;
    style.height = `${rect.height}px`;
    this.picture.place(rect, this.aspect);
    this.element.classList.toggle("small", rect.width < SMALL.width || rect.height < SMALL.height);
    this.#fitMessage();
  }
  /** @param {import("./adjustment.js").Adjustment} adjustment */
  adjust(adjustment) {
    this.picture.adjust(adjustment);
    this.element.classList.toggle("zoomed", adjustment.zoom[0] > 1);
    const told = essence(adjustment);
    this.#marks.show(adjustment, this.offset);
    set(this.element, "data-adjusted", told ? JSON.stringify(told) : null);
  }
  toggleInfo() {
    this.#info.hidden = !this.#info.hidden;
    set(this.#about, "aria-expanded", String(!this.#info.hidden));
    this.#refreshInfo();
  }
  /** @param {boolean} on */
  #showEnlarged(on) {
    if (this.element.hasAttribute("data-enlarged") === on) return;
    set(this.element, "data-enlarged", on ? "" : null);
    this.#enlarge.replaceChildren(iconOf(on ? arrows_diagonal_minimize_2_default : arrows_diagonal_default));
    set(this.#enlarge, "aria-label", on ? "Back to all" : "Enlarge");
    if (on) hint(this.#enlarge, ["enlarge"], (key) => `Back to all (${key})`);
    else hint(this.#enlarge, ["enlarge", "enlargeBeside"], (key, beside) => `Enlarge (${key}; beside others ${beside})`);
  }
  /** A small tile has no room for all of a long name. */
  #hintName() {
    hint(this.name, ["earlier", "later"], (up, down) => `${this.camera.label}: drag it to another place (${up}, ${down})`);
  }
  /** A tile that is not shown says nothing. */
  clear() {
    for (const name of ["data-state", "data-frame", "data-timestamp", "data-engine", "data-route", "data-frames-off"]) {
      this.element.removeAttribute(name);
    }
  }
  /** @param {CameraDescriptor} camera */
  rename(camera) {
    this.camera = camera;
    write(this.name, camera.label);
    this.#hintName();
    set(this.element, "aria-label", camera.label);
  }
  /**
   * @param {View} view
   * @param {number} time session time
   */
  show(view, time) {
    this.#view = view;
    this.#time = time;
    const { element } = this;
    set(element, "data-state", view.state);
    set(element, "data-engine", view.engine ?? "");
    set(element, "data-route", view.route ?? "");
    set(element, "data-frame", view.frame === null ? "" : String(view.frame));
    set(element, "data-timestamp", view.timestamp === null ? "" : String(view.timestamp));
    const { frame, timestamp } = view.written ?? view;
    writeParts(this.#readout, frame === null ? "" : readoutText(frame, timestamp));
    writeParts(this.#status, this.#statusText(view));
    set(this.#status, "title", statusTitle(view));
    this.#tell(view, time);
    if (!this.#info.hidden) this.#refreshInfo();
  }
  /** @param {number | null} off frames behind (+) or ahead (-) of the clock; null where nothing is measured */
  showOff(off) {
    set(this.element, "data-frames-off", off === null ? "" : String(off));
  }
  /** @param {View} view */
  #statusText(view) {
    if (view.state === "gap" && view.next !== null && view.timestamp !== null) {
      return `gap ${(view.next - view.timestamp).toFixed(2)} s · next frame at ${secondsText(view.next + this.offset / 1e3)}`;
    }
    if (view.off) return `± ${Math.abs(view.off)} ${Math.abs(view.off) === 1 ? "frame" : "frames"}`;
    if (view.faulty) return "damaged picture";
    if (view.lowered > 1) return `1/${view.lowered} of the size · the server does not keep up`;
    if (view.estimated !== null && view.frame !== null) return `timing by container${countedText(view.counted)}`;
    if (view.spared && view.state === "ready") return "2 pictures/s · machine busy";
    const [note] = this.camera.notes;
    if (view.problem || view.state !== "ready" || !note) return "";
    return note.what;
  }
  /**
   * The words in the middle of a tile that has no picture.
   * @param {View} view
   * @param {number} time
   */
  #tell(view, time) {
    const [start, last] = [this.camera.start, this.camera.last].map((at) => at + this.offset / 1e3);
    let words = null;
    if (view.problem) words = view.problem;
    else if (view.state === "before") {
      words = {
        what: `No frame until ${secondsText(start)}`,
        why: `This camera starts ${waitText(start - time)} after the session time shown.`,
        cure: "",
        tried: []
      };
    } else if (view.state === "after") {
      words = {
        what: `Ended at ${secondsText(last)}`,
        why: "This camera has no later frame.",
        cure: "",
        tried: []
      };
    }
    const key = words ? words.what + words.why : "";
    if (key === this.#told) return;
    this.#told = key;
    this.#message.replaceChildren(...words ? this.#words(words, view.problem !== null) : []);
    this.#fitMessage();
  }
  /** Words that do not fit are scrolled, by keyboard too. */
  #fitMessage() {
    const { scrollHeight, clientHeight, childElementCount } = this.#message;
    set(this.#message, "tabindex", childElementCount && scrollHeight > clientHeight + 1 ? "0" : null);
  }
  /**
   * @param {{ what: string, why: string, cure: string, tried: string[] }} words
   * @param {boolean} failed
   */
  #words({ what, why, cure, tried }, failed) {
    const parts = [h("strong", {}, what), h("p", {}, why)];
    if (cure) parts.push(h("p", {}, cure));
    if (tried.length) {
      const places = h("ul", {}, ...tried.map((path) => h("li", {}, path)));
      parts.push(h("details", {}, h("summary", {}, "Where did I look?"), places));
    }
    if (failed) {
      const retry = h("button", { type: "button" }, "Try again");
      retry.addEventListener("click", () => this.onretry());
      parts.push(retry);
    }
    return parts;
  }
  #refreshInfo() {
    if (!this.#view) return;
    this.#way.show(this.wish, this.#view.ways);
    const rows = factsOf2(this.camera, this.#view, { time: this.#time, offset: this.offset, route: this.route });
    const flat = rows.flat().join("\n");
    if (this.#facts.dataset.text === flat) return;
    this.#facts.dataset.text = flat;
    this.#facts.replaceChildren(...rows.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]));
  }
};
function readoutText(frame, timestamp) {
  return [`frame ${grouped(frame)}`, ...timestamp === null ? [] : [secondsText(timestamp)]].map((part) => part.replaceAll(" ", " ")).join(" · ");
}
function writeParts(element, text) {
  if (element.textContent === text) return;
  const at = text.indexOf(" · ");
  if (at < 0) element.textContent = text;
  else if (element.childElementCount === 2) {
    write(
      /** @type {Node} */
      element.firstChild,
      text.slice(0, at)
    );
    write(
      /** @type {Node} */
      element.lastChild,
      text.slice(at)
    );
  } else element.replaceChildren(h("span", {}, text.slice(0, at)), h("span", { class: "rest" }, text.slice(at)));
}
function statusTitle({ estimated, faulty }) {
  if (faulty) return "The file is damaged here or just before: this picture builds on what cannot be decoded. The next key frame is whole again.";
  return estimated === null ? null : `Frame numbers are the container's guess: ${estimated}`;
}
function countedText(share) {
  return share === null ? "" : ` · ${Math.floor(100 * share)} % of frames counted`;
}
function waitText(seconds) {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1e3))} ms` : `${seconds.toFixed(2)} s`;
}

// src/tiles/stage.js
var Stage = class {
  element = h("div", { class: "stage" });
  #tabs = new TabOrder(this.element);
  /** By camera name. @type {Map<string, Place>} */
  places = /* @__PURE__ */ new Map();
  /** @type {Media | null} */
  #media = null;
  #redraws = new Redraws();
  #steady = new Steady(() => this.arrange());
  /** How the tiles are grouped. @type {{ layout: string, grouping: import("./layout.js").Known } | undefined} */
  #grouped;
  /**
   * @param {Store} store
   * @param {import("../session/clock.js").SessionClock} clock
   * @param {Actions} actions
   * @param {import("../controls/notice.js").Notice} notice
   */
  constructor(store, clock, actions, notice) {
    this.store = store;
    this.clock = clock;
    this.actions = actions;
    this.notice = notice;
    this.arrangement = new Arrangement(store);
    this.shifts = new Shifts(store);
    this.adjusting = new Adjusting(store, (name) => this.adjust(name));
    this.panel = new AdjustPanel(this.adjusting);
    this.panel.onhand = (name) => this.holdStill(name, this.panel.element);
    this.operations = new Operations(this, this.adjusting, this.panel, notice);
  }
  /** All cameras, in order. */
  get cameras() {
    return this.arrangement.cameras;
  }
  /** Names shown, in order. */
  get selected() {
    return this.arrangement.selected;
  }
  /** @returns {CameraPlayer[]} */
  get shown() {
    return this.selected.flatMap((name) => this.places.get(name)?.camera ?? []);
  }
  /** The camera that steps and digits act on. @returns {string | undefined} */
  get focused() {
    const focused = this.store.get("focused");
    const { selected } = this;
    return selected.includes(focused) ? focused : selected[0];
  }
  /** @returns {CameraPlayer | null} */
  get focusedCamera() {
    return this.places.get(this.focused ?? "")?.camera ?? null;
  }
  /** Brings the tiles to what Python tells of the session; a tile whose files are the same goes on undisturbed. */
  build() {
    const { cameras } = this;
    for (const [known, { tile, camera }] of this.places) {
      if (cameras.some(({ name }) => name === known)) continue;
      camera?.dispose();
      tile.element.remove();
      this.places.delete(known);
    }
    for (const camera of cameras) this.#settle(camera);
    for (const name of this.places.keys()) this.adjust(name);
    this.showFocus();
  }
  /** Files of the cameras that are shown. */
  get files() {
    return this.selected.flatMap((name) => this.places.get(name)?.tile.camera.files ?? []);
  }
  /** The way to the media; null until it is found. */
  get media() {
    return this.#media;
  }
  /** Opens every camera anew under another address. @param {Media} media */
  connect(media) {
    this.#media = media;
    for (const place2 of this.places.values()) {
      place2.camera?.dispose();
      place2.camera = null;
      place2.tile.route = routeOf(media.base, location.href);
    }
  }
  /** Opens the cameras that are shown and closes the others. */
  select() {
    const shown2 = new Set(this.selected);
    for (const [name, place2] of this.places) {
      const camera = this.cameras.find((other) => other.name === name);
      place2.tile.element.hidden = !shown2.has(name);
      if (!shown2.has(name)) {
        place2.camera?.dispose();
        place2.camera = null;
        place2.tile.clear();
      } else if (!place2.camera && this.#media && camera) {
        place2.camera = new CameraPlayer(
          place2.tile.picture.element,
          camera,
          this.#media,
          this.clock,
          () => this.engine(name),
          () => isStored(camera) ? lookOf(this.adjusting.of(name)) : ""
        );
        place2.camera.offset = this.shifts.of(name) / 1e3;
        place2.camera.onchange = () => this.actions.changed(place2);
        this.actions.changed(place2);
      }
    }
    this.element.classList.toggle("empty", shown2.size === 0);
    this.arrange();
  }
  /** Gives every tile its rectangle. Tiles are never moved within the page: that would stop their videos. */
  arrange() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    this.#steady.end();
    const aspect = (name) => aspectOnScreen(this.places.get(name)?.camera?.aspect ?? 4 / 3, this.adjusting.of(name));
    const { selected, enlarged, rows } = this.arrangement;
    const layout = this.store.get("layout");
    const others = selected.filter((name) => !enlarged.includes(name));
    const room = { width, height, aspect };
    const rects = enlarged.length ? placeEnlarged(layout, enlarged, others, room) : this.#group(layout, selected, rows, room);
    for (const [name, rect] of rects) this.places.get(name)?.tile.place(rect, enlarged.includes(name));
    this.panel.follow();
    this.notice.place(roomFor([...rects.values()], width, height));
    this.#tabs.follow([...rects].flatMap(([name, rect]) => rect ? [[this.#element(name), rect]] : []));
  }
  /**
   * Tiles stay grouped as they are while that is not much worse.
   * @param {import("../python/contract.js").Layout} layout
   * @param {string[]} names
   * @param {string[][]} rows
   * @param {import("./layout.js").Stage} room
   */
  #group(layout, names, rows, room) {
    const known = this.#grouped?.layout === layout ? this.#grouped.grouping : void 0;
    const { placed, grouping } = place(layout, names, rows, room, known);
    this.#grouped = { layout, grouping };
    return placed;
  }
  /** Turns and lights a picture as is wanted. @param {string} name */
  adjust(name) {
    const { tile, camera } = this.places.get(name) ?? {};
    if (!tile) return;
    const { rotate } = tile.picture.adjustment;
    const adjustment = this.adjusting.of(name);
    const stored = isStored(tile.camera);
    tile.adjust(stored ? adjustment : ofVideo(adjustment));
    if (stored) camera?.choose();
    this.panel.show(name);
    if (this.#steady.tile !== tile.element && (rotate - adjustment.rotate) % 180) this.arrange();
  }
  /**
   * The tiles keep their places until the hand that is in one of them, or in what belongs to it, leaves.
   * @param {string} name
   * @param {HTMLElement} [hand] what the hand is in; the tile unless given
   */
  holdStill(name, hand) {
    this.#steady.begin(this.#element(name), hand);
  }
  /**
   * Brings every camera to the clock's time.
   * @param {number} time
   * @param {boolean} flowing whether time flows
   * @param {boolean} jumped whether time did not flow there
   */
  update(time, flowing, jumped) {
    const redraw = this.#redraws.note(performance.now(), flowing);
    for (const place2 of this.places.values()) {
      if (place2.camera) place2.camera.redraw = redraw;
      place2.camera?.update(time, flowing, jumped);
      this.show(place2, time);
    }
  }
  /**
   * Leaves undone what matters least.
   * @param {number} level of strain
   * @returns {number} tiles that show few pictures
   */
  spare(level) {
    const areas = new Map([...this.places].map(([name, { tile }]) => [name, tile.element.clientWidth * tile.element.clientHeight]));
    const largest = Math.max(...areas.values());
    let small2 = 0;
    for (const [name, { camera }] of this.places) {
      if (!camera) continue;
      camera.spared = level > 0 && 2 * (areas.get(name) ?? 0) <= largest;
      camera.pressed = level > 1;
      small2 += Number(camera.spared);
    }
    return small2;
  }
  /**
   * Writes what a camera shows into its tile.
   * @param {Place} place
   * @param {number} time
   * @returns {boolean} whether the tile's state is another one
   */
  show({ tile, camera }, time) {
    if (!camera) return false;
    const before = tile.element.dataset.state;
    tile.show(camera.view(), time);
    if (tile.aspect !== camera.aspect) {
      tile.aspect = camera.aspect;
      this.arrange();
    }
    return tile.element.dataset.state !== before;
  }
  /** Takes up another wish for an engine. */
  choose() {
    for (const [name, { tile, camera }] of this.places) {
      tile.wish = this.engine(name);
      camera?.choose();
    }
  }
  /** What is to decode a camera. @param {string} name @returns {import("../media/engine.js").EngineWish} */
  engine(name) {
    return this.store.get("engines")?.[name] ?? this.store.get("engine");
  }
  /** @param {string} name @param {import("../media/engine.js").EngineWish} engine */
  setEngine(name, engine) {
    const { [name]: _, ...others } = this.store.get("engines") ?? {};
    this.store.set("engines", engine === this.store.get("engine") ? others : { ...others, [name]: engine });
    this.choose();
  }
  showFocus() {
    const { focused } = this;
    for (const [name, { tile }] of this.places) tile.element.classList.toggle("focused", name === focused);
  }
  /** Makes a camera the one that steps act on. @param {string} name */
  take(name) {
    if (this.store.get("focused") !== name) this.store.set("focused", name);
  }
  /** A key is used on a camera: on that whose tile the keyboard is in, if it is in any. */
  takeEntered() {
    const entered = this.selected.find((name) => this.#element(name).matches(":focus-within"));
    if (entered) this.take(entered);
  }
  /** @param {string | undefined} [name] the focused one unless given */
  focus(name = this.focused) {
    this.places.get(name ?? "")?.tile.element.focus({ preventScroll: true });
  }
  /** Moves the cameras as the offsets say. */
  move() {
    for (const [name, { tile, camera }] of this.places) {
      tile.offset = this.shifts.of(name);
      if (camera) camera.offset = tile.offset / 1e3;
    }
  }
  /** Where playing ends: the last frame of the camera that ends last; null where none has a frame. */
  get end() {
    const { selected } = this;
    const lasts = this.cameras.filter((camera) => selected.includes(camera.name) && camera.count > 0).map((camera) => camera.last + this.shifts.of(camera.name) / 1e3);
    return lasts.length ? Math.max(...lasts) : null;
  }
  /** Session time of a frame of the focused camera. @param {number} frame */
  timeOfFrame(frame) {
    const time = this.#focusedClock?.timeOf(frame) ?? null;
    return time === null ? null : time + this.shifts.of(this.focused) / 1e3;
  }
  /**
   * The time some frames of the focused camera away.
   * @param {number} time
   * @param {number} frames
   */
  stepped(time, frames) {
    const clock = this.#focusedClock;
    return clock ? stepped(clock, time, this.shifts.of(this.focused) / 1e3, frames) : time;
  }
  dispose() {
    this.#steady.end();
    for (const { camera } of this.places.values()) camera?.dispose();
    this.places.clear();
  }
  /** The camera whose tile is at a point of the window. @param {number} x @param {number} y */
  #tileAt(x, y) {
    const { left, top } = this.element.getBoundingClientRect();
    const within2 = ({ offsetLeft: l, offsetTop: t, offsetWidth: w, offsetHeight: h2 }) => x - left >= l && x - left < l + w && y - top >= t && y - top < t + h2;
    return this.selected.find((name) => within2(this.#element(name))) ?? null;
  }
  /** @param {string} name */
  #element(name) {
    return (
      /** @type {Place} */
      this.places.get(name).tile.element
    );
  }
  get #focusedClock() {
    return this.places.get(this.focused ?? "")?.camera?.timebase ?? null;
  }
  /** @param {CameraDescriptor} camera */
  #settle(camera) {
    const known = this.places.get(camera.name);
    if (known && sameFiles(camera, known.tile.camera)) {
      known.tile.rename(camera);
      known.camera?.renew(camera);
      return;
    }
    if (known && hasGrown(camera, known.tile.camera)) {
      known.tile.rename(camera);
      void known.camera?.extend(camera);
      return;
    }
    const tile = this.#newTile(camera);
    if (known) {
      known.camera?.dispose();
      tile.element.id = known.tile.element.id;
      known.tile.element.replaceWith(tile.element);
    } else {
      this.#tabs.add(tile.element);
    }
    tile.offset = this.shifts.of(camera.name);
    tile.wish = this.engine(camera.name);
    this.places.set(camera.name, { tile, camera: null, meter: new SyncMeter() });
  }
  /** @param {CameraDescriptor} camera */
  #newTile(camera) {
    const tile = new Tile(camera);
    tile.onfocus = () => this.take(camera.name);
    tile.onretry = () => {
      this.places.get(camera.name)?.camera?.retry();
      this.actions.retry(tile.camera);
    };
    tile.operate(this.operations);
    hearDragging(tile.name, {
      over: (x, y) => this.#tileAt(x, y),
      mark: (name) => {
        for (const [other, { tile: { element } }] of this.places) {
          element.classList.toggle("target", other === name && name !== camera.name);
        }
        tile.element.classList.toggle("dragged", name !== null);
      },
      drop: (name) => this.arrangement.move(camera.name, name)
    });
    return tile;
  }
};

// src/tiles/stageinfo.js
var TROUBLE = /* @__PURE__ */ new Set(["missing", "refused", "unplayable", "error"]);
function figuresOf({ selected, places, shifts }) {
  return selected.flatMap((name) => {
    const place2 = places.get(name);
    if (!place2) return [];
    const { tile, meter } = place2;
    const { state = "", engine } = tile.element.dataset;
    const figures = meter.figures(performance.now());
    return [{ name, label: tile.camera.label, engine: engine || "–", state, figures, offset: shifts.of(name) }];
  });
}
function troubledOf({ selected, places }) {
  return selected.filter((name) => TROUBLE.has(places.get(name)?.tile.element.dataset.state ?? ""));
}
function subjectsOf({ selected, cameras, places, adjusting, arrangement }) {
  const { enlarged } = arrangement;
  return selected.flatMap((name) => {
    const camera = (
      /** @type {import("../python/contract.js").CameraDescriptor} */
      cameras.find((one) => one.name === name)
    );
    const { label, files, period } = camera;
    const readable = files.filter((one) => one.saves);
    const file = readable.find((one) => one.width && one.height);
    const [across, down] = file?.width && file.height ? [file.width, file.height] : places.get(name)?.camera?.size ?? [0, 0];
    if (!readable.length || !across || !down) return [];
    const adjustment = adjusting.of(name);
    const [width, height] = adjustment.rotate % 180 ? [down, across] : [across, down];
    return [{ name, label, width, height, period, altered: isLeftOut(adjustment, isStored(camera)), large: !enlarged.length || enlarged.includes(name) }];
  });
}

// src/styles/adjust.css
var adjust_default = `/* What turns and lights a picture, and words about what was done */
.adjust {
  position: absolute;
  z-index: 6;
  width: min(300px, calc(100% - 16px));
  max-height: calc(100% - 16px);
  padding: 8px 12px 12px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
}

.adjust-head {
  display: flex;
  align-items: center;
  justify-content: space-between;
}

.adjust-head h3 {
  margin: 0;
  overflow: hidden;
  font-size: 13px;
  font-weight: 650;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.player .adjust-head .icon-button {
  width: 28px;
  border: 0;
  background: none;
}

.look {
  margin-bottom: 6px;
  padding-bottom: 8px;
  border-bottom: 1px solid var(--line);
}

.look-row {
  display: grid;
  grid-template-columns: 72px 1fr 76px;
  align-items: center;
  gap: 8px;
  min-height: 30px;
}

.adjust [hidden] {
  display: none;
}

.look-row input[type="number"] {
  width: 100%;
  height: 24px;
  padding: 0 4px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--ground);
  color: inherit;
  font: 12px/1 var(--mono);
  text-align: right;
  appearance: textfield;
}

.look-foot {
  display: grid;
  margin: 4px 0 6px 80px;
}

.look-words {
  margin: 4px 0 0;
  color: var(--quiet);
}

.look-words:empty {
  display: none;
}

.colours {
  display: grid;
  grid-template-columns: 1fr 1fr 1fr;
  gap: 4px 8px;
  min-width: 0;
  margin: 0;
  padding: 0;
  border: 0;
}

.colours legend {
  padding: 0 0 4px;
}

.adjust .colours label {
  position: relative;
  display: block;
  min-height: 0;
  font-size: 12px;
  cursor: pointer;
}

.colours input {
  position: absolute;
  inset: 0;
  opacity: 0;
  cursor: pointer;
}

.colours-swatch {
  display: block;
  height: 14px;
  margin-bottom: 2px;
  border: 1px solid var(--line);
  border-radius: 4px;
}

.colours input:checked + .colours-swatch {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}

.colours input:focus-visible + .colours-swatch {
  outline: 2px dashed currentcolor;
  outline-offset: 2px;
}

.adjust label {
  display: grid;
  grid-template-columns: 72px 1fr 36px;
  align-items: center;
  gap: 8px;
  min-height: 30px;
}

.adjust input {
  min-width: 0;
  margin: 0;
  accent-color: var(--accent);
}

.adjust output {
  font: 12px/1 var(--mono);
  text-align: right;
}

.adjust-foot {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 6px;
  margin-top: 6px;
}

.toast {
  position: absolute;
  z-index: 8; /* over what has just been pressed */
  bottom: calc(10px + var(--toast-up, 0px));
  left: var(--toast-at, 50%);
  display: flex;
  align-items: center;
  gap: 6px;
  width: max-content;
  max-width: calc(var(--toast-width, 100%) - 24px);
  padding: 4px 4px 4px 12px;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
  transform: translateX(-50%);
  overflow-wrap: anywhere;
}

.player .toast .act {
  height: 26px;
  border-color: currentcolor;
  background: none;
}

.player .toast .act[hidden] {
  display: none;
}

.player .toast .icon-button {
  width: 26px;
  height: 26px;
  border: 0;
  background: none;
}
`;

// src/styles/clip.css
var clip_default = `/* What saves the loop as a clip */
.clip {
  display: flex;
}

.player .clip .icon-button.unready {
  color: var(--quiet);
}

.player .clip .icon-button {
  position: relative;
}

/* How far it is, along the lower edge of the button. */
.player .clip .icon-button[data-busy]::after {
  content: "";
  position: absolute;
  bottom: 2px;
  left: 5px;
  width: calc((100% - 10px) * var(--done, 0));
  height: 2px;
  border-radius: 1px;
  background: var(--accent);
}

.transport {
  position: relative;
}

.clip-panel {
  position: absolute;
  z-index: 7;
  bottom: calc(100% + 4px);
  left: 8px;
  width: min(400px, calc(100% - 16px));
  padding: 10px 12px 12px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
}

.clip-panel h3 {
  display: flex;
  justify-content: space-between;
  gap: 8px;
  margin: 0 0 6px;
  font-size: 13px;
  font-weight: 650;
}

.clip-span {
  color: var(--quiet);
  font-weight: 400;
  font-variant-numeric: tabular-nums;
}

.clip-fields {
  margin: 0;
  padding: 0;
  border: 0;
}

.clip-fields label {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr);
  align-items: center;
  gap: 8px;
  min-height: 34px;
}

.clip-choice {
  margin-bottom: 4px;
}

.clip-head {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 8px;
  min-height: 30px;
}

.clip-head span {
  margin-right: auto;
}

.player .clip-head button {
  max-width: 22ch;
  height: 24px;
  padding: 0 8px;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.clip-cameras {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(160px, 100%), 1fr));
  gap: 0 12px;
  /* Half a line more than whole ones: it is seen that there are more. */
  max-height: 127px;
  overflow: auto;
}

.clip-fields .clip-cameras label {
  grid-template-columns: auto minmax(0, 1fr);
  min-height: 28px;
  cursor: pointer;
}

.clip-cameras span {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.clip-pair {
  display: grid;
  grid-template-columns: 1.5fr 1fr;
  gap: 12px;
}

.player .transport .clip-fields select {
  width: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
}

.clip-fields .clip-check {
  grid-template-columns: auto 1fr;
  cursor: pointer;
}

.clip-fields input {
  margin: 0;
  accent-color: var(--accent);
}

.clip-fields:disabled {
  opacity: 0.6;
}

.clip-panel p {
  margin: 2px 0 0;
}

.clip-sum {
  color: var(--quiet);
  font-variant-numeric: tabular-nums;
}

.clip-working {
  display: flex;
  align-items: center;
  gap: 8px;
}

.clip-bar {
  flex: 1 1 auto;
  height: 6px;
  border-radius: 3px;
  background:
    linear-gradient(var(--accent), var(--accent)) 0 0 / calc(100% * var(--done, 0)) 100% no-repeat,
    var(--lane-empty);
}

.clip-share {
  min-width: 5ch;
  font-variant-numeric: tabular-nums;
  text-align: right;
}

.clip-status {
  overflow-wrap: anywhere;
}

.clip-status:empty {
  display: none;
}

.clip-status[data-phase="failed"] {
  color: var(--attention);
}

.clip-without {
  display: grid;
  justify-items: start;
  gap: 8px;
}

.clip-foot {
  display: flex;
  align-items: end;
  gap: 12px;
  min-height: 42px;
  margin-top: 6px;
}

.clip-told {
  flex: 1 1 auto;
  align-self: center;
  min-width: 0;
}

.clip-foot:not(:has(button:not([hidden]))) {
  min-height: 0;
  margin: 0;
}

.player .clip-save {
  border-color: transparent;
  background: var(--accent);
  color: var(--on-accent);
}

.player .clip-save:hover {
  background: color-mix(in srgb, var(--accent) 86%, var(--ink));
}
`;

// src/styles/controls.css
var controls_default = `/* Buttons and fields */
.player button,
.player select,
.player input.time {
  height: 30px;
  margin: 0;
  padding: 0 10px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--ground);
  color: inherit;
  font: inherit;
  white-space: nowrap;
  cursor: pointer;
}

.player button:hover,
.player select:hover {
  background: var(--hover);
}

.player .icon-button {
  display: inline-grid;
  flex: none;
  place-items: center;
  width: 34px;
  padding: 0;
}

.player .icon-button svg {
  width: 18px;
  height: 18px;
}

.player .icon-button.primary {
  width: 40px;
  border-color: transparent;
  background: var(--accent);
  color: var(--on-accent);
}

.player .icon-button.primary:hover {
  background: color-mix(in srgb, var(--accent) 86%, var(--ink));
}
`;

// src/styles/header.css
var header_default = `/* Header */
.header {
  position: relative;
  display: flex;
  flex: none;
  align-items: center;
  gap: 12px;
  min-height: 44px;
  padding: 6px 12px;
  border-bottom: 1px solid var(--line);
}

.header .title {
  min-width: 40px;
  margin: 0;
  overflow: hidden;
  font-size: 14px;
  font-weight: 650;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.header .subtitle {
  flex: 0 100 auto; /* it goes before the title does */
  overflow: hidden;
  color: var(--quiet);
  text-overflow: ellipsis;
  white-space: nowrap;
}

.header-actions {
  display: flex;
  flex: none;
  gap: 8px;
}

.layouts {
  display: inline-flex;
  border: 1px solid var(--line);
  border-radius: 6px;
}

.player .layouts .icon-button {
  height: 28px;
  border: 0;
  border-radius: 0;
  background: none;
}

.player .layouts .icon-button:first-child {
  border-radius: 5px 0 0 5px;
}

.player .layouts .icon-button:last-child {
  border-radius: 0 5px 5px 0;
}

.player .layouts .icon-button:hover {
  background: var(--hover);
}

.player .layouts .icon-button[aria-checked="true"] {
  background: var(--chosen);
  color: var(--accent);
}

.menu-anchor {
  position: relative;
}

.menu {
  position: absolute;
  z-index: 5;
  top: 34px;
  right: 0;
  min-width: 220px;
  max-width: 320px;
  padding: 8px;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
}

.camera-list {
  max-height: 260px;
  overflow-y: auto;
}

.player .menu .search {
  width: 100%;
  height: 28px;
  margin-bottom: 6px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--ground);
  color: inherit;
  font: inherit;
}

.camera-row {
  display: flex;
  align-items: center;
}

.player .camera-row .icon-button {
  width: 26px;
  height: 26px;
  border: 0;
  background: none;
  color: var(--quiet);
}

.player .camera-row .icon-button:disabled {
  opacity: 0.3;
  cursor: default;
}

.camera-list label {
  display: flex;
  flex: 1 1 auto;
  min-width: 0;
  align-items: center;
  gap: 8px;
  padding: 5px 4px;
  cursor: pointer;
}

.camera-list span {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.camera-list input {
  flex: none;
  accent-color: var(--accent);
}

.menu .layouts {
  margin: 0 8px 8px 0;
}

.menu-foot {
  display: flex;
  gap: 8px;
  padding-top: 8px;
}

.menu.share {
  width: 340px;
  max-width: min(340px, calc(100cqw - 16px));
}

.menu.share p {
  margin: 0 0 6px;
}

.share-line {
  display: flex;
  gap: 6px;
  margin-top: 6px;
}

.player .share-line .icon-button {
  height: 28px;
}

.player .menu .link {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--raised);
  color: inherit;
  font: 12px/1 var(--mono);
}
`;

// src/styles/keys.css
var keys_default = `/* Keys */
.keys {
  max-width: min(980px, 96vw);
  max-height: 92vh;
  box-sizing: border-box;
  padding: 10px 18px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  color: var(--ink);
}

.keys::backdrop {
  background: rgb(0 0 0 / 0.45);
}

.keys h3 {
  margin: 0 0 6px;
  font-size: 14px;
}

.keys dl {
  columns: 3 230px;
  column-gap: 20px;
  margin: 0;
}

.keys dl > div {
  display: grid;
  grid-template-columns: 94px 1fr;
  align-items: center;
  gap: 8px;
  min-height: 26px;
  break-inside: avoid;
}

.keys .mouse {
  columns: auto;
  margin-top: 8px;
  padding-top: 8px;
  border-top: 1px solid var(--line);
}

.keys dt,
.keys dd {
  margin: 0;
}

.player .keys .cap {
  min-width: 30px;
  height: 24px;
  padding: 0 2px;
  border-color: transparent;
  background: none;
}

.player .keys .cap:hover {
  border-color: var(--line);
}

.player .keys .cap[data-waiting] {
  border-color: var(--accent);
  color: var(--accent);
}

.keys kbd {
  display: inline-block;
  min-width: 22px;
  margin-right: 2px;
  padding: 1px 4px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--raised);
  font: 11px/1.5 var(--mono);
  text-align: center;
}

.keys p {
  min-height: 18px;
  margin: 6px 0;
  color: var(--quiet);
}

/* There however far the list is scrolled, which its line tells. */
.keys-foot {
  position: sticky;
  bottom: -10px;
  margin: 0 -18px;
  padding: 8px 18px;
  border-top: 1px solid var(--line);
  background: var(--ground);
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  justify-content: flex-end;
}
`;

// src/styles/lanes.css
var lanes_default = `/* Names of the lanes, and what their menus hold */
.lane-labels {
  flex: none;
  width: max-content;
  max-width: 132px;
  min-width: 64px;
  padding-right: 8px;
  font-size: 12px;
  line-height: var(--lane);
}

.lane-tools {
  display: flex;
  justify-content: flex-end;
  height: 20px;
  margin-right: -4px;
}

.player .lane-tools .icon-button {
  width: 24px;
  height: 20px;
  border-color: transparent;
  color: var(--quiet);
}

.player .lane-tools .icon-button svg {
  width: 15px;
  height: 15px;
}

.player .lane-label {
  display: block;
  width: 100%;
  height: var(--lane);
  padding: 0;
  overflow: hidden;
  border: 0;
  border-radius: 3px;
  background: none;
  color: var(--quiet);
  font: 12px / var(--lane) system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  text-align: right;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.player button.lane-label:hover {
  background: var(--hover);
  color: var(--ink);
}

.player button.lane-label.chosen {
  color: var(--ink);
  font-weight: 600;
}

.lane-tools .noted {
  color: var(--attention);
}

.lane-label.noted::before {
  content: "";
  display: inline-block;
  width: 6px;
  height: 6px;
  margin-right: 5px;
  border-radius: 50%;
  background: var(--attention);
  vertical-align: 1px;
}

.lane-menu {
  position: absolute;
  z-index: 6;
  bottom: calc(100% + var(--above, 0px) + 2px);
  left: 12px;
  width: max-content;
  min-width: 220px;
  max-width: min(340px, calc(100% - 24px));
  max-height: min(420px, var(--room, 60vh));
  padding: 12px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 24px rgb(0 0 0 / 0.28);
}

.lane-menu:focus {
  outline: none;
}

.lane-room {
  height: 0;
  overflow: hidden;
  font-weight: 600;
  visibility: hidden;
  white-space: nowrap;
}

.lane-menu h3 {
  margin: 0 0 4px;
  font-size: 13px;
  overflow-wrap: anywhere;
}

.lane-menu p {
  margin: 0 0 8px;
  color: var(--quiet);
  overflow-wrap: anywhere;
}

.lane-menu .note {
  color: var(--attention);
}

.lane-menu input {
  accent-color: var(--accent);
}

.lane-menu label {
  display: flex;
  align-items: center;
  gap: 8px;
}

.player .lane-menu select {
  flex: 1;
  min-width: 0;
}

.lane-menu .legend {
  display: grid;
  gap: 2px;
  margin: 8px 0 0;
  padding: 0;
  list-style: none;
}

.lane-menu .legend li {
  display: flex;
  align-items: baseline;
  gap: 8px;
  overflow-wrap: anywhere;
}

.swatch {
  flex: none;
  width: 10px;
  height: 10px;
  border-radius: 2px;
}

.lane-actions {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin-top: 12px;
}

.player .lane-actions [aria-pressed="true"] {
  border-color: var(--accent);
  background: var(--chosen);
  color: var(--ink);
}

.lane-line {
  display: flex;
  align-items: center;
  gap: 4px;
}

.lane-entry {
  flex: 1;
  min-width: 0;
  min-height: 28px;
  cursor: pointer;
}

.lane-entry span:first-of-type {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.lane-entry .more {
  margin-left: auto;
  color: var(--quiet);
  font-variant-numeric: tabular-nums;
}

.player .lane-line .quiet {
  height: 24px;
  padding: 0 8px;
  border-color: transparent;
}
`;

// src/styles/messages.css
var messages_default = `/* Words in place of a picture, or of all pictures */
.message {
  position: absolute;
  inset: 28px 12px 8px; /* where there is no picture there is no readout */
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: safe center;
  gap: 4px;
  overflow: auto;
  text-align: center;
  overflow-wrap: anywhere;
}

.tile.small .message {
  inset: 24px 4px 4px;
  overflow: hidden;
  font-size: 12px;
}

.tile.small .message strong {
  font-size: 12px;
}

.tile.small .message > :not(strong),
.tile.small .marks,
.tile.small .readout,
.tile.small .status {
  display: none;
}

.message:empty {
  display: none;
}

.message strong,
.notice strong {
  font-size: 15px;
}

.message p,
.notice p {
  max-width: 60ch;
  margin: 0;
  color: #c3c9d1;
}

@container (width < 300px) {
  .message strong {
    font-size: 13px;
  }

  .message p {
    font-size: 12px;
    line-height: 1.25;
  }
}

.message details {
  max-width: 100%;
  margin-top: 4px;
  color: #c3c9d1;
}

.message summary {
  cursor: pointer;
}

.message ul,
.notice ul {
  margin: 4px 0;
  padding: 0;
  font: 12px/1.5 var(--mono);
  list-style: none;
  text-align: left;
}

.player .message button {
  flex: none;
  margin-top: 4px;
  border-color: #555c66;
  background: #16191e;
}

.player .message button:hover {
  background: #262b33;
}

.notice {
  position: absolute;
  z-index: 4;
  inset: 0;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: safe center;
  gap: 8px;
  padding: 16px;
  overflow: auto;
  background: color-mix(in srgb, var(--ground) 94%, transparent);
  text-align: center;
}

.notice p {
  color: var(--quiet);
}

.notice code {
  max-width: 100%;
  padding: 4px 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  overflow-wrap: anywhere;
  font: 12px/1.5 var(--mono);
  user-select: all;
}
`;

// src/styles/picture.css
var picture_default = `/* The picture in a tile */
.picture {
  position: absolute;
}

.picture .streamed,
.picture video,
.picture canvas {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  /* Browsers give a video that is clicked the focus, which is the tile's. */
  pointer-events: none;
}

.tile .gamma {
  position: absolute;
  width: 0;
  height: 0;
}

/*
 * Pictures that are not to be seen are all but transparent and lie over the one that is, never hidden or behind it:
 * of an element that could not be seen when its frame came, Chromium goes on showing the frame before for a moment.
 */
.picture {
  isolation: isolate;
}

.picture video,
.picture canvas,
.picture .streamed {
  z-index: 1;
  object-fit: contain;
  opacity: 0.001;
}

.picture [data-front] {
  z-index: 0;
}

.picture .streamed [data-still] {
  z-index: 0;
}

.picture [data-front],
.picture .streamed video,
.picture .streamed [data-still] {
  opacity: 1;
}

.picture .streamed [data-still] ~ video {
  opacity: 0.001;
}

.tile[data-state="before"] .picture,
.tile[data-state="after"] .picture,
.tile[data-state="missing"] .picture,
.tile[data-state="refused"] .picture,
.tile[data-state="unplayable"] .picture,
.tile[data-state="error"] .picture {
  opacity: 0.001;
}

.tile[data-state="gap"] .picture {
  opacity: 0.45;
}

/* A picture that is only a moment late is not dimmed: scrubbing would flicker. */
.tile[data-state="loading"] .picture {
  opacity: 0.55;
  transition: opacity 120ms 400ms;
}

.tile .progress {
  position: absolute;
  top: 0;
  right: 0;
  left: 0;
  height: 2px;
  background: linear-gradient(90deg, transparent, #6cc4ff, transparent) no-repeat -40% 0 / 40% 100%;
  opacity: 0;
}

.tile[data-state="loading"] .progress {
  opacity: 1;
  transition: opacity 0s 400ms;
  animation: loading 1.2s linear 400ms infinite;
}

@keyframes loading {
  to {
    background-position: 140% 0;
  }
}
`;

// src/styles/player.css
var player_default = `/* Colours come from the host (JupyterLab, then Panel), mixed so that contrast holds in both themes. */
.player {
  --ground: var(--jp-layout-color0, var(--design-background-color, var(--panel-background-color, #fff)));
  --ink: var(--jp-ui-font-color0, var(--design-background-text-color, var(--panel-on-background-color, #14181f)));
  --host-accent: var(--design-primary-color, var(--panel-primary-color, #0072b5));
  --accent: var(--host-accent);
  --on-accent: #fff;
  --quiet: color-mix(in srgb, var(--ink) 72%, var(--ground));
  --line: color-mix(in srgb, var(--ink) 14%, var(--ground));
  --raised: color-mix(in srgb, var(--ink) 4%, var(--ground));
  --hover: color-mix(in srgb, var(--ink) 9%, var(--ground));
  --chosen: color-mix(in srgb, var(--accent) 20%, var(--ground));
  --lane-empty: color-mix(in srgb, var(--ink) 8%, var(--ground));
  --lane-full: color-mix(in srgb, var(--accent) 62%, var(--ground));
  --lane-interval: color-mix(in srgb, var(--accent) 62%, #5a9);
  --lane-event: #b26a00;
  --lane-lost: color-mix(in srgb, var(--ink) 22%, var(--ground));
  --attention: #8a5000;
  --good: #116b3a;
  --shade: rgb(0 0 0 / 0.62);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;

  box-sizing: border-box;
  display: flex;
  flex-direction: column;
  width: 100%;
  height: 100%;
  min-height: 260px;
  overflow: hidden;
  transition: background-color 1ms, color 1ms; /* their end is how theme.js hears of a style sheet that comes late */
  background: var(--ground);
  color: var(--ink);
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}

.player[data-theme="dark"] {
  color-scheme: dark;
  --accent: color-mix(in srgb, var(--host-accent) 48%, #7cd0ff);
  --on-accent: #06131d;
  --attention: #ffb454;
  --good: #4fd18b;
  --lane-event: #ffb454;
}

.player *,
.player *::before {
  box-sizing: border-box;
}

.player [hidden] {
  display: none !important;
}

.player :focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}

/* Between the player and an open table */
.divider {
  position: relative;
  flex: none;
  height: 9px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  cursor: row-resize;
  touch-action: none;
}

.divider::before {
  content: "";
  position: absolute;
  top: 2px;
  left: calc(50% - 20px);
  width: 40px;
  height: 4px;
  border-radius: 2px;
  background: color-mix(in srgb, var(--ink) 42%, var(--ground));
}

.divider:is(:hover, :focus-visible, :active)::before {
  background: var(--accent);
}
`;

// src/styles/pointercard.css
var pointercard_default = `/* What the timeline tells at the pointer */
.pointer-card {
  position: absolute;
  z-index: 5;
  bottom: calc(100% + var(--above, 0px) + 6px);
  left: 0;
  max-width: min(320px, calc(100% - 8px));
  padding: 4px 8px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--ground);
  box-shadow: 0 4px 16px rgb(0 0 0 / 0.24);
  pointer-events: none;
}

.pointer-card canvas {
  display: block;
  margin: 0 auto 4px;
  border-radius: 3px;
  background: #000;
}

/* Where a picture would be: hatched as gaps are on the lanes. */
.card-none {
  display: grid;
  place-items: center;
  min-width: 132px;
  height: 56px;
  margin: 0 auto 4px;
  padding: 0 8px;
  border-radius: 3px;
  background: repeating-linear-gradient(-45deg, #111 0 5px, #2c2f34 5px 7px);
  color: #fff;
  font-size: 12px;
  text-align: center;
  text-shadow: 0 0 3px #000, 0 0 3px #000;
}

.card-none[hidden] {
  display: none;
}

.card-head {
  text-align: center;
  white-space: nowrap;
}

.card-time {
  font: 12px/1.4 var(--mono);
  font-variant-numeric: tabular-nums;
}

.card-title {
  font-size: 12px;
  font-weight: 600;
}

.pointer-card dl {
  display: grid;
  grid-template-columns: max-content minmax(0, 1fr);
  gap: 0 8px;
  margin: 4px 0 0;
  font-size: 12px;
}

.pointer-card dt {
  max-width: 130px;
  overflow: hidden;
  color: var(--quiet);
  text-overflow: ellipsis;
}

.pointer-card dd {
  margin: 0;
  overflow-wrap: anywhere;
}

.card-legend {
  display: flex;
  flex-wrap: wrap;
  gap: 2px 10px;
  margin: 4px 0 0;
  padding: 4px 0 0;
  border-top: 1px solid var(--line);
  color: var(--quiet);
  font-size: 11px;
  list-style: none;
}

.card-legend li {
  display: flex;
  align-items: baseline;
  gap: 4px;
}

.card-legend .swatch {
  width: 8px;
  height: 8px;
}

.card-legend .here {
  color: var(--ink);
  font-weight: 600;
}

.card-hint {
  margin: 4px 0 0;
  color: var(--quiet);
  font-size: 11px;
}
`;

// src/styles/sizes.css
var sizes_default = `/* Narrow cells */
.player {
  container: player / inline-size;
}

@container player (width < 980px) {
  .header .subtitle {
    display: none;
  }
}

@container player (width < 760px) {
  .transport:has(.navigation:not([hidden])) .total {
    display: none;
  }
}

@container player (width < 700px) {
  .player .navigation .at {
    min-width: 0;
    max-width: 12ch;
  }
}

/* With trials to go through, these and the time have a line of their own where there is height for it. */
@container player (560px <= width < 740px) {
  .player:not(.low) .transport:has(.navigation:not([hidden])) {
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 8px;
  }

  .player:not(.low) .transport:has(.navigation:not([hidden])) .transport-side:not(.end) {
    grid-row: 2;
    grid-column: 1 / -1;
    justify-content: center;
  }

  .player.low .transport:has(.navigation:not([hidden])) .icon-button:not(.primary) {
    width: 27px;
  }

  .player.low .transport:has(.navigation:not([hidden])) .icon-button.primary {
    width: 34px;
  }

  .player.low .navigation .at {
    font-size: 12px;
  }
}

@container player (width < 840px) {
  .transport {
    gap: 8px;
  }

  .transport-side {
    gap: 5px;
  }

  .player .transport select {
    width: 68px;
    padding: 0 4px;
  }

  .sync tr > :nth-child(2) {
    display: none;
  }
}

@container player (width < 760px) {
  .player .transport input.time {
    --sides: 2px;

    font-size: 16px;
  }

  .player .pill {
    width: 128px;
  }

  .pill .lead {
    display: none;
  }
}

@container player (width < 560px) {
  .header,
  .transport,
  .timeline {
    padding-right: 8px;
    padding-left: 8px;
  }

  .transport {
    gap: 8px;
  }

  .transport-side {
    gap: 4px;
  }

  .sync tr > :first-child {
    width: 32%;
  }

  .player .sync :is(th, td) {
    padding: 4px 3px;
  }

  .sync .sign {
    display: none;
  }

  .player .transport select {
    width: 68px;
    padding: 0 4px;
  }

  /* The time, and the trials to go through, have a line of their own. */
  .transport {
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 8px;
  }

  .transport-side:not(.end) {
    grid-row: 2;
    grid-column: 1 / -1;
    justify-content: center;
  }

  .player .transport input.time {
    font-size: 15px;
  }

  .navigation {
    gap: 2px;
  }

  .navigation .at {
    display: block;
    min-width: 0;
    font-size: 12px;
  }

  .transport-time .total {
    display: none;
  }

  .transport {
    position: relative;
  }

  .loop-anchor {
    position: static;
  }

  .loop-panel {
    right: 8px;
    left: auto;
  }

  .player .timeline .lane-labels {
    min-width: 0;
    max-width: 100px;
    padding-right: 6px;
  }

  .player .lane-label {
    font-size: 11px;
  }
}

/* A low player: a notebook's cell, or what an open table leaves. */
.player.low {
  min-height: 180px;
}

.low .header {
  min-height: 34px;
  padding-top: 2px;
  padding-bottom: 2px;
}

.low .transport {
  padding-top: 4px;
  padding-bottom: 0;
}

.low .timeline {
  padding-top: 0;
  padding-bottom: 3px;
}

.player.low :is(.header, .transport) :is(button, select, input.time) {
  height: 26px;
}

.player.low .pill {
  height: 22px;
}

.player.low .layouts .icon-button {
  height: 24px;
}

.low .stage-frame {
  min-height: 64px;
}

@media (prefers-reduced-motion: reduce) {
  .player *,
  .player *::before {
    transition: none !important;
    animation: none !important;
  }
}
`;

// src/styles/stage.css
var stage_default = `/* The stage and its tiles */
.stage-frame {
  position: relative;
  flex: 1 1 auto;
  min-height: 96px;
  background: var(--raised);
}

/* A tile that is covered keeps the place it had, which a lower stage may no longer have. */
.stage {
  position: absolute;
  inset: 0;
  overflow: clip;
  isolation: isolate;
}

.tab-end {
  position: absolute;
  outline: none;
}

.stage.empty::before {
  content: "No camera is chosen. Choose some in the Cameras menu.";
  position: absolute;
  inset: 0;
  display: grid;
  place-items: center;
  color: var(--quiet);
}

.tile {
  position: absolute;
  overflow: hidden;
  border-radius: 6px;
  background: #000;
  color: #fff;
  /* A double click would mark words, and a hand on marked words drags these. */
  -webkit-user-select: none;
  user-select: none;
}

.tile {
  container-type: inline-size;
}

.message,
.info {
  -webkit-user-select: text;
  user-select: text;
}

.tile.focused::after {
  content: "";
  position: absolute;
  z-index: 3;
  inset: 0;
  border: 2px solid var(--accent);
  border-radius: 6px;
  pointer-events: none;
}

.player .tile:focus-visible {
  outline-offset: 0;
}

/* The keyboard only came by: the accent is for the camera that steps act on. */
.player .tile:not(.focused):focus-visible {
  outline: 2px dashed #fff;
  outline-offset: -3px;
}

.tile.zoomed {
  cursor: move;
}

.tile:focus-within,
.tile.zoomed {
  touch-action: none;
}

.tile {
  z-index: 1;
  touch-action: pan-x pan-y;
}

.tile.covered {
  z-index: 0;
}

.tile.dragged .picture {
  opacity: 0.5;
}

.tile.target::after {
  content: "";
  position: absolute;
  z-index: 3;
  inset: 0;
  border: 2px dashed #fff;
  border-radius: 6px;
  background: rgb(255 255 255 / 0.12);
  pointer-events: none;
}
`;

// src/styles/sync.css
var sync_default = `/* Sync */
.sync-anchor {
  flex: none;
  margin-left: auto;
}

/* As wide as its longest words, so that nothing moves when they change. */
.player .pill {
  display: block;
  width: 232px;
  height: 26px;
  padding: 0 10px;
  border: 0;
  border-radius: 13px;
  background: color-mix(in srgb, var(--pill) 15%, var(--ground));
  color: var(--pill);
  font-variant-numeric: tabular-nums;
  --pill: var(--quiet);
}

.player .pill:hover {
  background: color-mix(in srgb, var(--pill) 24%, var(--ground));
}

.player .pill[data-sync="good"] {
  --pill: var(--good);
}

.player .pill[data-sync="attention"] {
  --pill: var(--attention);
}

.pill-text {
  display: block;
  overflow: hidden;
  text-overflow: ellipsis;
}

.pill-text::before {
  content: "";
  display: inline-block;
  width: 8px;
  height: 8px;
  margin-right: 6px;
  border-radius: 50%;
  background: currentcolor;
}

.sync {
  position: absolute;
  z-index: 5;
  top: 40px;
  right: 12px;
  width: min(600px, calc(100% - 24px));
  max-height: min(70cqh, 440px);
  padding: 10px 12px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
}

.sync table {
  width: 100%;
  border-collapse: collapse;
  font-variant-numeric: tabular-nums;
  table-layout: fixed;
}

.sync th,
.sync td {
  padding: 4px 6px;
  overflow: hidden;
  font-weight: inherit;
  text-align: right;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.sync thead th {
  vertical-align: bottom;
  white-space: normal;
  color: var(--quiet);
  font-size: 12px;
}

.sync tr > :nth-child(-n + 2) {
  text-align: left;
}

.sync tr > :first-child {
  width: 24%;
}

.sync tbody tr {
  border-top: 1px solid var(--line);
}

.sync td[data-off="true"] {
  color: var(--attention);
}

.player .sync input[type="number"] {
  width: 100%;
  max-width: 72px;
  height: 26px;
  padding: 0 4px 0 6px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--ground);
  color: inherit;
  font: 12px/1 var(--mono);
  text-align: right;
}

.sync label {
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 8px 6px 4px;
  border-top: 1px solid var(--line);
  cursor: pointer;
}

.sync label input {
  flex: none;
  accent-color: var(--accent);
}

.sync .shift {
  width: 25%;
  overflow: visible;
}

.sync .shift > div {
  display: flex;
  align-items: center;
  justify-content: flex-end;
  gap: 4px;
}

.sync .sign {
  color: var(--accent);
  font-size: 12px;
}

.player .sync .icon-button {
  width: 24px;
  height: 24px;
  border-color: transparent;
}

.player .sync .icon-button svg {
  width: 15px;
  height: 15px;
}

.sync thead th:last-child {
  width: 25%;
}

.sync thead th[title] {
  cursor: help;
}

.sync p {
  margin: 0 6px 6px;
  color: var(--quiet);
  font-size: 12px;
}
`;

// src/styles/tile.css
var tile_default = `/* What is written over a picture, and the buttons there */
.tile-name,
.readout,
.status {
  position: absolute;
  max-width: calc(100% - 16px);
  padding: 3px 8px;
  overflow: hidden;
  border-radius: 5px;
  background: var(--shade);
  text-overflow: ellipsis;
  white-space: nowrap;
  pointer-events: none;
}

/* In the corner and no larger than it must be: what is recorded there may matter. */
.tile-name {
  top: 0;
  left: 0;
  max-width: 100%;
  padding: 2px 8px;
  border-radius: 0 0 6px 0;
  font-size: 12px;
  font-weight: 600;
  cursor: grab;
  pointer-events: auto;
  touch-action: none;
  user-select: none;
}

.tile.dragged .tile-name {
  cursor: grabbing;
}

.readout {
  bottom: 8px;
  left: 8px;
  font: 12px/1.4 var(--mono);
  font-variant-numeric: tabular-nums;
}

.status {
  right: 8px;
  bottom: 8px;
  color: #ffb454;
}

/* Below the name, where neither the actions nor the readout are. */
.marks {
  position: absolute;
  z-index: 2;
  top: 26px;
  left: 4px;
  display: flex;
  flex-wrap: wrap;
  gap: 4px;
  max-width: calc(100% - 8px);
  pointer-events: none;
}

.player .mark {
  height: auto;
  min-height: 24px;
  padding: 2px 8px;
  border: 0;
  border-radius: 4px;
  background: var(--shade);
  color: #eef0f3;
  font-size: 12px;
  font-variant-numeric: tabular-nums;
  line-height: 1.4;
  cursor: pointer;
  pointer-events: auto;
}

/* A camera whose times are not the file's own. */
.player .mark[data-mark="offset"] {
  color: #ffb454;
  font-weight: 600;
}

.player .mark:hover {
  background: rgb(0 0 0 / 0.85);
  color: #fff;
  text-decoration: line-through;
}

.readout:empty,
.status:empty {
  display: none;
}

/* Side by side they need room: a narrow tile keeps the status above the readout, and breaks lines before it cuts. */
@container (width < 420px) {
  .status {
    right: auto;
    bottom: 36px;
    left: 8px;
    white-space: normal;
  }
}

/* A small tile is enlarged first, and then worked with. */
@container (width < 250px) {
  .tile-actions .icon-button:not(:first-child) {
    display: none;
  }
}

.tile.small .tile-name {
  padding: 2px 5px;
  font-size: 11px;
}

/* Beside the button, where that is there. */
.tile.small:is(:hover, :focus-within) .tile-name {
  max-width: calc(100% - 34px);
}

@container (width < 250px) {
  .readout,
  .status {
    padding: 1px 5px;
    font-size: 11px;
  }

  .readout {
    bottom: 4px;
    left: 4px;
    max-width: calc(100% - 8px);
  }

  /* What is most to know; the rest is said where there is room. */
  .status {
    bottom: 26px;
    left: 4px;
    max-width: calc(100% - 8px);
    white-space: nowrap;
  }

  .status .rest {
    display: none;
  }

  .message {
    inset: 24px 6px 6px;
    font-size: 12px;
  }
}

@container (width < 190px) {
  .readout .rest {
    display: none;
  }
}

.tile-actions {
  position: absolute;
  z-index: 2;
  top: 4px;
  right: 4px;
  display: flex;
  overflow: hidden;
  border-radius: 6px;
  opacity: 0;
  transition: opacity 100ms;
}

.tile:hover .tile-actions,
.tile:focus-within .tile-actions {
  opacity: 1;
}

/* The tile under the pointer is the one that is meant. */
.stage:has(.tile:hover) .tile:not(:hover, :has(.tile-actions :focus-visible)) .tile-actions {
  opacity: 0;
}

@media (hover: none) {
  .tile-actions {
    opacity: 1;
  }

  .tile.small .tile-name {
    max-width: calc(100% - 34px);
  }
}

.player .tile .icon-button {
  width: 28px;
  height: 26px;
  border: 0;
  border-radius: 0;
  background: var(--shade);
  color: #fff;
}

.player .tile .icon-button:hover {
  background: rgb(60 60 60 / 0.95);
}

/* Within: what is beside the buttons is cut. */
.player .tile .icon-button:focus-visible {
  outline: 2px solid #fff;
  outline-offset: -3px;
}
`;

// src/styles/tileinfo.css
var tileinfo_default = `/* What a tile tells about its camera */
.info {
  position: absolute;
  z-index: 2;
  top: 40px;
  right: 8px;
  width: min(380px, calc(100% - 16px));
  max-height: calc(100% - 48px);
  cursor: auto;
  margin: 0;
  padding: 10px 12px;
  overflow: auto;
  border-radius: 6px;
  background: rgb(10 12 15 / 0.9);
  font-size: 12px;
}

.info dl {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr);
  gap: 3px 12px;
  margin: 0;
}

.way {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 12px;
  margin-top: 8px;
  padding-top: 8px;
  border-top: 1px solid rgb(255 255 255 / 0.18);
  color: #aab2bd;
}

.way select {
  flex: 1 1 150px;
  min-width: 0;
  height: 26px;
  padding: 0 4px;
  border: 1px solid rgb(255 255 255 / 0.3);
  border-radius: 5px;
  background: #20252c;
  color: #fff;
  font: inherit;
  color-scheme: dark;
}

.info dt {
  color: #aab2bd;
}

.info dd {
  margin: 0;
  overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums;
}
`;

// src/styles/timeline.css
var timeline_default = `/* Timeline: axis, playhead, loop, overview */
.timeline {
  position: relative;
  display: flex;
  flex: none;
  padding: 4px 12px 6px;
}

.track-frame {
  position: relative;
  flex: 1 1 auto;
  min-width: 0;
}

.track {
  position: relative;
  cursor: pointer;
  touch-action: none;
}

.track canvas {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
}

.playhead {
  position: absolute;
  top: 16px;
  bottom: 0;
  left: -1px;
  width: 2px;
  background: var(--accent);
  pointer-events: none;
}

.playhead::before {
  content: "";
  position: absolute;
  top: -2px;
  left: -4px;
  border: 5px solid transparent;
  border-top: 6px solid var(--accent);
}

.loop {
  position: absolute;
  inset: 16px 0 8px;
  overflow: clip;
  pointer-events: none;
}

.loop-shade {
  position: absolute;
  top: 0;
  bottom: 0;
  background: color-mix(in srgb, var(--accent) 20%, transparent);
}

.loop-mark {
  position: absolute;
  top: 0;
  bottom: 0;
  width: 2px;
  margin-left: -1px;
  background: color-mix(in srgb, var(--accent) 70%, var(--ink));
}

.loop-label {
  position: absolute;
  top: 3px;
  padding: 0 4px;
  border-radius: 3px;
  background: color-mix(in srgb, var(--ground) 85%, transparent);
  color: var(--ink);
  font-size: 11px;
  font-variant-numeric: tabular-nums;
  line-height: 14px;
  white-space: nowrap;
}

.loop-edge {
  position: absolute;
  top: 0;
  bottom: 0;
  width: 11px;
  margin-left: -5px;
  cursor: ew-resize;
  pointer-events: auto;
  touch-action: none;
}

.loop-edge::before {
  content: "";
  position: absolute;
  top: 0;
  bottom: 0;
  left: 4px;
  width: 2px;
  border-radius: 1px;
  background: color-mix(in srgb, var(--accent) 70%, var(--ink));
}

.loop-edge:hover::before,
.loop-edge:focus-visible::before {
  left: 3px;
  width: 4px;
}

.overview {
  position: relative;
  height: 6px;
  margin-top: 2px;
  cursor: grab;
  touch-action: none;
}

/* Its room is kept, so that nothing moves when the timeline is zoomed. */
.overview.idle {
  visibility: hidden;
}

.overview canvas {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  opacity: 0.6;
}

.overview-window {
  position: absolute;
  top: -2px;
  bottom: -2px;
  border: 1.5px solid var(--accent);
  border-radius: 3px;
  background: color-mix(in srgb, var(--accent) 22%, transparent);
}

.overview-mark {
  position: absolute;
  top: -2px;
  bottom: -2px;
  left: -1px;
  width: 2px;
  background: var(--accent);
  pointer-events: none;
}
`;

// src/styles/transport.css
var transport_default = `/* Transport */
.transport {
  display: grid;
  flex: none;
  grid-template-columns: minmax(min-content, 1fr) auto minmax(min-content, 1fr);
  align-items: center;
  gap: 12px;
  padding: 8px 12px 4px;
  border-top: 1px solid var(--line);
}

.player .icon-button[aria-pressed="true"] {
  border-color: var(--accent);
  background: var(--chosen);
  color: var(--accent);
}

.transport-side {
  display: flex;
  gap: 8px;
}

.transport-side.end {
  justify-content: flex-end;
}

.transport-time {
  position: relative;
  display: flex;
  align-items: center;
  gap: 8px;
  min-width: 0;
}

.player input.time {
  --sides: 8px;

  width: max(11ch, calc(var(--letters, 9) * 1ch + 2 * var(--sides) + 4px));
  padding: 0 var(--sides);
  font: 600 18px/1 var(--mono);
  font-variant-numeric: tabular-nums;
  text-align: center;
  cursor: text;
}

.player input.time[aria-invalid] {
  border-color: var(--attention);
}

.transport-time .total {
  overflow: hidden;
  color: var(--quiet);
  font-variant-numeric: tabular-nums;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.transport-time .wrong {
  position: absolute;
  z-index: 3;
  bottom: calc(100% + 6px);
  left: 0;
  padding: 4px 8px;
  border: 1px solid var(--attention);
  border-radius: 6px;
  background: var(--ground);
  color: var(--attention);
  white-space: nowrap;
}

.transport-time .wrong:empty {
  display: none;
}

.navigation {
  display: flex;
  align-items: center;
  gap: 4px;
  min-width: 0;
}

.navigation .at {
  min-width: 15ch;
  max-width: 22ch;
  overflow: hidden;
  font-variant-numeric: tabular-nums;
  text-align: center;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.navigation .at.past {
  color: var(--quiet);
}

.loop-buttons {
  display: flex;
}

.loop-buttons > .icon-button {
  border-start-end-radius: 0;
  border-end-end-radius: 0;
}

.player .loop-buttons .narrow {
  width: 20px;
  border-inline-start: 0;
  border-start-start-radius: 0;
  border-end-start-radius: 0;
}

.player .loop-buttons .narrow svg {
  width: 12px;
  height: 12px;
}

.loop-anchor {
  position: relative;
}

.loop-panel {
  position: absolute;
  z-index: 6;
  bottom: calc(100% + 8px);
  left: -60px;
  display: grid;
  gap: 6px;
  width: 232px;
  padding: 12px;
  border: 1px solid var(--line);
  border-radius: 7px;
  background: var(--ground);
  box-shadow: 0 6px 24px rgb(0 0 0 / 0.28);
}

.loop-panel[hidden] {
  display: none;
}

.loop-panel label {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 8px;
}

.loop-panel input {
  width: 136px;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--ground);
  color: inherit;
  font: 13px/1 var(--mono);
  font-variant-numeric: tabular-nums;
}

.loop-panel input[aria-invalid] {
  border-color: var(--attention);
}

.loop-panel .wrong {
  margin: 0;
  color: var(--attention);
  font-size: 12px;
}

.loop-panel .wrong:empty {
  display: none;
}
`;

// src/styles.js
var css = [
  player_default,
  controls_default,
  header_default,
  sync_default,
  stage_default,
  picture_default,
  tile_default,
  messages_default,
  tileinfo_default,
  adjust_default,
  transport_default,
  clip_default,
  timeline_default,
  lanes_default,
  pointercard_default,
  keys_default,
  sizes_default
].join("\n");

// node_modules/@tabler/icons/icons/outline/arrow-back-up.svg
var arrow_back_up_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-arrow-back-up"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M9 14l-4 -4l4 -4" />
  <path d="M5 10h11a4 4 0 1 1 0 8h-1" />
</svg>`;

// src/controls/syncpanel.js
var TITLE = "How far each camera is from the session clock";
var FOOTNOTE = "How far the frame on screen is from the frame that is due. All of it is this browser's doing: your files stay as they are.";
var HEADS = [
  ["Camera", ""],
  ["Decoded by", "What turns the file into pictures: the browser's own player, this page (exact to the frame while stepping), or the server"],
  ["Off now", "Frames between the one due and the one on screen; a picture that has just been sought is not counted"],
  ["Worst, 10 s", "The largest of the last ten seconds"],
  ["Not drawn", "Frames that were due since play began and that this browser had no time to draw; the recording has them"],
  ["Shift, ms", "Moves the camera on the session clock: + shows it later, − earlier"]
];
var DECODERS = { native: "browser", webcodecs: "page", streamed: "server" };
var SyncPanel = class {
  #lead = h("span", { class: "lead" });
  #words = h("span");
  #tail = h("span", { class: "lead" });
  #text = h("span", { class: "pill-text" }, this.#lead, this.#words, this.#tail);
  #pill;
  #rows = h("tbody");
  #wait = h("input", { type: "checkbox" });
  #panel;
  /** @type {Map<string, Cells>} */
  #cells = /* @__PURE__ */ new Map();
  #actions;
  #attention = "";
  #attentionTail = "";
  #lost = false;
  #strain = h("p", { class: "strain", hidden: true });
  /**
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#actions = actions;
    this.#pill = h(
      "button",
      { type: "button", class: "pill", "aria-expanded": "false", "aria-haspopup": "dialog", title: TITLE },
      this.#text
    );
    const table = h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...HEADS.map(([head, title]) => h("th", { scope: "col", title: title || null }, head)))),
      this.#rows
    );
    const wait = h("label", {}, this.#wait, h("span", {}, "Wait for all: hold the clock while a camera has no data"));
    this.#panel = h(
      "div",
      { class: "sync", role: "dialog", "aria-label": "Sync per camera", hidden: true },
      h("p", { class: "lead" }, FOOTNOTE),
      table,
      wait,
      this.#strain
    );
    this.element = new Popup("sync-anchor", this.#pill, this.#panel, signal, () => this.#fill(this.#rowsOf())).element;
    this.#wait.addEventListener("change", () => actions.setWaitForAll(this.#wait.checked), { signal });
  }
  /**
   * @param {() => Row[]} rows of the cameras shown
   * @param {string} [waiting] whom the clock waits for
   */
  show(rows, waiting = "") {
    const all = rows();
    const { lead, words, state } = pillOf(worstOf(all.flatMap(({ figures: { now } }) => now === null ? [] : [now])), all.map(({ state: state2 }) => state2));
    if (this.#lost) this.#tell("", "no answer", "attention", " of the server");
    else if (this.#attention) this.#tell("", this.#attention, "attention", this.#attentionTail);
    else if (waiting) this.#tell("", `waiting for ${waiting}`, "attention");
    else if (this.#strain.textContent) this.#tell("busy · ", words, "attention");
    else this.#tell(lead, words, state);
    if (!this.#panel.hidden) this.#fill(all);
    this.#rowsOf = rows;
  }
  /** @type {() => Row[]} */
  #rowsOf = () => [];
  /** @param {number} count cameras that show no picture for a reason @param {number} of */
  showAttention(count, of) {
    const verb = count === 1 ? "needs" : "need";
    const words = count ? `${count} of ${of}` : "";
    if (words === this.#attention) return;
    this.#attention = words;
    this.#attentionTail = ` ${of === 1 ? "camera" : "cameras"} ${verb} attention`;
    set(this.#text, "role", words ? "status" : null);
    if (words && !this.#lost) this.#tell("", words, "attention", this.#attentionTail);
  }
  /** @param {boolean} lost whether the server does not answer */
  showLost(lost) {
    this.#lost = lost;
    set(this.#text, "role", lost || this.#attention ? "status" : null);
    this.show(this.#rowsOf);
  }
  /** @param {string} words what is left undone on a busy machine; none where nothing is */
  showStrain(words) {
    write(this.#strain, words);
    this.#strain.hidden = words === "";
    set(this.#pill, "title", words || TITLE);
  }
  /** @param {boolean} on */
  showWaitForAll(on) {
    this.#wait.checked = on;
  }
  /** @param {string} lead @param {string} words @param {string} state @param {string} [tail] */
  #tell(lead, words, state, tail = "") {
    write(this.#lead, lead);
    write(this.#tail, tail);
    write(this.#words, words);
    set(this.#pill, "data-sync", state);
  }
  /** @param {Row[]} rows */
  #fill(rows) {
    const names = rows.map((row2) => row2.name);
    if (names.join("\n") !== [...this.#cells.keys()].join("\n")) {
      this.#cells.clear();
      this.#rows.replaceChildren(...rows.map((row2) => this.#newRow(row2)));
    }
    for (const { name, engine, state, figures, offset } of rows) {
      const cells = (
        /** @type {Cells} */
        this.#cells.get(name)
      );
      write(cells.engine, DECODERS[engine] ?? engine);
      write(cells.off, state === "ready" ? signed(figures.now) : state);
      set(cells.off, "data-off", String(Math.abs(figures.now ?? 0) > 1));
      write(cells.worst, signed(figures.worst));
      write(cells.dropped, String(figures.dropped));
      const root = (
        /** @type {Document | ShadowRoot} */
        cells.offset.getRootNode()
      );
      if (root.activeElement !== cells.offset) cells.offset.value = String(offset);
      cells.reset.style.visibility = offset ? "" : "hidden";
      write(cells.sign, offset ? offset > 0 ? "later" : "earlier" : "");
    }
  }
  /** @param {Row} row */
  #newRow({ name, label, offset }) {
    const field = h("input", {
      type: "number",
      step: 1,
      value: offset,
      "aria-label": `Offset of ${label}, milliseconds`,
      title: "+ shows the camera later on the session clock, − earlier; here only, the NWB file stays as it is",
      placeholder: "+ later"
    });
    field.addEventListener("change", () => {
      const ms = field.value === "" ? 0 : field.valueAsNumber;
      if (Number.isFinite(ms)) this.#actions.setOffset(name, ms);
    });
    const [engine, off, worst, dropped] = [1, 2, 3, 4].map(() => h("td"));
    const sign = h("span", { class: "sign" });
    const reset = iconButton(arrow_back_up_default, `Reset the shift of ${label}`);
    reset.addEventListener("click", () => {
      this.#actions.setOffset(name, 0);
      field.value = "0";
      field.focus();
    });
    this.#cells.set(name, { engine, off, worst, dropped, offset: field, reset, sign });
    const shift = h("td", { class: "shift" }, h("div", {}, sign, field, reset));
    return h("tr", {}, h("th", { scope: "row", title: label }, label), engine, off, worst, dropped, shift);
  }
};
function signed(off) {
  if (off === null) return "–";
  return off === 0 ? "0" : `${Math.abs(off)} ${off > 0 ? "behind" : "ahead"}`;
}

// src/controls/theme.js
function followTheme(root, changed, signal) {
  let colours = "";
  const read2 = () => {
    if (!root.isConnected) return;
    const style = getComputedStyle(root);
    const theme = isDark(style.backgroundColor) ? "dark" : "light";
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
    const now = [theme, style.backgroundColor, style.color, style.getPropertyValue("--accent")].join();
    if (now === colours) return;
    colours = now;
    changed();
  };
  const hosts = new MutationObserver(() => requestAnimationFrame(read2));
  const filter = { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-light", "data-theme"] };
  hosts.observe(document.documentElement, filter);
  hosts.observe(document.body, filter);
  hosts.observe(document.head, { childList: true });
  const sheetCame = (event) => {
    if (event.target instanceof HTMLLinkElement) read2();
  };
  document.addEventListener("load", sheetCame, { signal, capture: true });
  const sizes = new ResizeObserver(read2);
  sizes.observe(root);
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", read2, { signal });
  root.addEventListener("transitionend", (event) => {
    if (event.target === root) read2();
  });
  signal.addEventListener("abort", () => {
    hosts.disconnect();
    sizes.disconnect();
  });
}
function themeOf(chosen2, asked, preferred) {
  if (asked !== null) return null;
  if (chosen2 === "light" || chosen2 === "dark") return chosen2;
  return preferred ? "dark" : "light";
}
function isDark(colour) {
  const numbers = (colour.match(/[\d.]+(e-?\d+)?/g) ?? []).slice(0, 3).map(Number);
  if (numbers.length < 3) return false;
  const unit = colour.startsWith("color") ? 1 : 255;
  const [r, g, b] = numbers.map((n) => n / unit);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.5;
}

// node_modules/@tabler/icons/icons/outline/moon.svg
var moon_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-moon"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M12 3c.132 0 .263 0 .393 0a7.5 7.5 0 0 0 7.92 12.446a9 9 0 1 1 -8.313 -12.454l0 .008" />
</svg>`;

// node_modules/@tabler/icons/icons/outline/sun.svg
var sun_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-sun"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" />
  <path d="M3 12h1m8 -9v1m8 8h1m-9 8v1m-6.4 -15.4l.7 .7m12.1 -.7l-.7 .7m0 11.4l.7 .7m-12.1 -.7l-.7 .7" />
</svg>`;

// src/controls/themeswitch.js
var KEPT4 = "nwb-video-panel:theme";
var SHEET = "nwb-video-panel-theme";
var SHEETS = {
  light: sheet("light", "#ffffff", "#14181f"),
  dark: sheet("dark", "#181818", "#f0f0f0")
};
var ThemeSwitch = class {
  element = iconButton(moon_default, "Dark theme");
  #preference = matchMedia("(prefers-color-scheme: dark)");
  /** Pressed on this page: it goes before what the address asks for. */
  #pressed = false;
  #ours = false;
  /** @param {() => boolean} isDark what the player looks like now @param {AbortSignal} signal */
  constructor(isDark2, signal) {
    this.isDark = isDark2;
    this.element.hidden = true;
    this.element.addEventListener("click", () => this.#choose(isDark2() ? "light" : "dark"), { signal });
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
    this.element.replaceChildren(iconOf(dark ? sun_default : moon_default));
    const name = dark ? "Light theme" : "Dark theme";
    set(this.element, "aria-label", name);
    set(this.element, "title", name);
  }
  /** @param {Theme} theme */
  #choose(theme) {
    this.#pressed = true;
    try {
      localStorage.setItem(KEPT4, theme);
    } catch {
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
};
function kept() {
  try {
    return localStorage.getItem(KEPT4);
  } catch {
    return null;
  }
}
function sheet(theme, ground, ink) {
  return `:root { color-scheme: ${theme}; --jp-layout-color0: ${ground}; --jp-ui-font-color0: ${ink}; }
body { background: ${ground} !important; color: ${ink}; }`;
}

// src/controls/serverloss.js
var WORDS3 = {
  ours: {
    lost: "The server does not answer. What is on screen stays; start the server again, and this page goes on by itself.",
    strange: "The server was started anew; this page is loaded again."
  },
  hosted: {
    lost: "The kernel or server behind this player does not answer. Restart it, then run the cell again.",
    strange: "The kernel or server was started anew. Run the cell again."
  }
};
var BACK = "The server answers again.";
var ServerLoss = class {
  /**
   * @param {import("./notice.js").Notice} notice
   * @param {import("./syncpanel.js").SyncPanel} pill
   * @param {() => boolean} ours whether the page is the player's own
   */
  constructor(notice, pill, ours) {
    this.notice = notice;
    this.pill = pill;
    this.ours = ours;
  }
  lost = () => {
    this.pill.showLost(true);
    this.notice.say(this.#words.lost, true);
  };
  /** @param {boolean} strange it does not know this page */
  back = (strange) => {
    this.pill.showLost(false);
    this.notice.say(strange ? this.#words.strange : BACK, strange);
    if (strange && this.ours()) location.reload();
  };
  get #words() {
    return this.ours() ? WORDS3.ours : WORDS3.hosted;
  }
};

// src/timeline/thumbnails.js
var [KEPT5, SIDE] = [240, 336];
var REST_MS3 = 90;
var IDLE_MS = 2e4;
var PATIENCE_MS6 = 4e3;
var Thumbnails = class {
  /** Called when a picture that was asked for is there. */
  onready = () => {
  };
  /** In order of use, the least recent first. @type {Map<string, HTMLCanvasElement>} */
  #kept = /* @__PURE__ */ new Map();
  /** @type {HTMLVideoElement | null} */
  #video = null;
  #url = "";
  /** By index token. @type {Map<string, Promise<FileTimebase | null>>} */
  #timebases = /* @__PURE__ */ new Map();
  /** @type {Wanted | null} */
  #next = null;
  #busy = false;
  #timer = 0;
  #rest = 0;
  /** Files that the browser does not play, by name; the server makes stills of these. @type {Set<string>} */
  #unplayable = /* @__PURE__ */ new Set();
  /** Files that neither shows. @type {Set<string>} */
  #lost = /* @__PURE__ */ new Set();
  /**
   * @param {() => import("../tiles/camera.js").CameraPlayer | null} camera the focused one
   * @param {() => boolean} idle whether the player has nothing better to do
   * @param {AbortSignal} signal
   */
  constructor(camera, idle, signal) {
    this.camera = camera;
    this.idle = idle;
    this.signal = signal;
    signal.addEventListener("abort", () => this.#release());
  }
  /**
   * The picture of a time, where it is there; it is made otherwise, if the player is idle.
   * @param {number} time session seconds
   * @param {number} within seconds that a picture may be earlier
   * @returns {HTMLCanvasElement | null}
   */
  get(time, within2) {
    const wanted = this.#wanted(time, within2);
    const kept2 = wanted && this.#kept.get(wanted.key);
    this.#next = kept2 ? null : wanted;
    clearTimeout(this.#rest);
    if (kept2) {
      this.#kept.delete(wanted.key);
      this.#kept.set(wanted.key, kept2);
      return kept2;
    }
    if (wanted) this.#rest = setTimeout(() => void this.#work(), REST_MS3);
    return null;
  }
  /** Nobody looks any more. */
  forget() {
    this.#next = null;
    clearTimeout(this.#rest);
  }
  /** @param {number} time @param {number} within @returns {Wanted | null} */
  #wanted(time, within2) {
    const player = this.camera();
    const clock = player?.timebase;
    if (!player || !clock || !clock.count) return null;
    const due = clock.at(onCamera(clock, time, player.offset));
    if (due.frame === null || due.state !== "ready") return null;
    const { files, name } = player.camera;
    const file = files[fileOfFrame(files.map(({ first }) => first), due.frame)];
    if (!file || file.problem || !file.width || !file.height || this.#lost.has(file.file)) return null;
    const stride = Math.max(1, Math.floor(within2 / player.camera.period));
    const k = Math.floor((due.frame - file.first) / stride) * stride;
    const look = player.look();
    return { file, k, look, key: `${name}
${file.first}
${k}
${look}`, width: file.width, height: file.height };
  }
  async #work() {
    const player = this.camera();
    if (this.#busy || !player || !this.idle()) return;
    this.#busy = true;
    try {
      while (this.#next && this.idle() && !this.signal.aborted) {
        const wanted = this.#next;
        this.#next = null;
        const picture = await this.#make(wanted, player.media);
        if (!picture) continue;
        this.#kept.set(wanted.key, picture);
        for (const [key] of this.#kept) {
          if (this.#kept.size <= KEPT5) break;
          this.#kept.delete(key);
        }
        this.onready();
      }
    } finally {
      this.#busy = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#release(), IDLE_MS);
    }
  }
  /**
   * @param {Wanted} wanted
   * @param {import("../media/media.js").Media} media
   * @returns {Promise<HTMLCanvasElement | null>}
   */
  async #make(wanted, media) {
    const { file, k, width, height } = wanted;
    if (file.type === null || this.#unplayable.has(file.file)) return this.#still(wanted, media);
    const timebase = await this.#timebase(file, media) ?? FileTimebase.regular(file.start, file.rate);
    const url = media.url(file);
    if (this.signal.aborted) return null;
    if (!this.#video || this.#url !== url) {
      this.#release();
      this.#video = document.createElement("video");
      Object.assign(this.#video, { muted: true, preload: "auto", playsInline: true, src: url });
      this.#url = url;
    }
    const video = this.#video;
    const there = await arrived2(video, timebase.seek(k), this.signal);
    if (!there) {
      if (!video.error || this.signal.aborted) return null;
      this.#unplayable.add(file.file);
      return this.#still(wanted, media);
    }
    return small(video, video.videoWidth || width, video.videoHeight || height);
  }
  /**
   * @param {Wanted} wanted
   * @param {import("../media/media.js").Media} media
   */
  async #still({ file, k, look }, media) {
    const url = media.streamUrl(file);
    try {
      if (!url) throw new Error("the server makes no stream of it");
      const picture = await new StreamSource(url, media.fetch, look).still(k, this.signal);
      return small(picture, picture.width, picture.height);
    } catch {
      if (!this.signal.aborted) this.#lost.add(file.file);
      return null;
    }
  }
  /** @param {FileDescriptor} file @param {import("../media/media.js").Media} media */
  async #timebase(file, media) {
    if (!file.index) return null;
    const known = this.#timebases.get(file.index);
    if (known) return known;
    const loading = media.bytes(file.index, this.signal).then((reply) => {
      try {
        return "bytes" in reply ? decodeFrameIndex(reply.bytes).timebase : null;
      } catch {
        return null;
      }
    });
    this.#timebases.set(file.index, loading);
    return loading;
  }
  #release() {
    clearTimeout(this.#timer);
    this.#video?.removeAttribute("src");
    this.#video?.load();
    this.#video = null;
    this.#url = "";
  }
};
function small(picture, width, height) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
function arrived2(video, time, signal) {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const end = (there) => {
      clearTimeout(timer);
      heard.abort();
      resolve(there && video.videoWidth > 0);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS6);
    const options = { signal: heard.signal };
    video.addEventListener("seeked", () => end(true), options);
    video.addEventListener("error", () => end(false), options);
    signal.addEventListener("abort", () => end(false), options);
    const seek = () => video.currentTime = time;
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    else video.addEventListener("loadedmetadata", seek, options);
  });
}

// src/timeline/gestures.js
var STILL = 4;
var NOTCH = 120;
function listen(track, actions, signal) {
  let press = null;
  let before = [];
  const fingers = /* @__PURE__ */ new Map();
  const place2 = (event) => {
    const box = track.getBoundingClientRect();
    return { x: Math.min(Math.max(event.clientX - box.left, 0), box.width), y: event.clientY - box.top };
  };
  const on = (type, heard, options = {}) => track.addEventListener(type, heard, { signal, ...options });
  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { x, y } = place2(event);
    track.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, x);
    if (fingers.size > 1) {
      press = null;
      return;
    }
    before = [...before.slice(-1), actions.time()];
    const mode = event.shiftKey ? "loop" : actions.onAxis(y) && actions.zoomed() ? "pan" : "scrub";
    press = { mode, from: x, last: x, moved: false };
    if (mode === "scrub") actions.seek(actions.nearTime(x, y));
  });
  on("pointermove", (event) => {
    const { x, y } = place2(event);
    actions.hover(x, y);
    if (fingers.has(event.pointerId)) {
      if (fingers.size === 2) pinch2(event.pointerId, x);
      fingers.set(event.pointerId, x);
    }
    if (!press || !track.hasPointerCapture(event.pointerId)) return;
    press.moved ||= Math.abs(x - press.from) >= STILL;
    if (!press.moved) return;
    if (press.mode === "scrub") actions.seek(actions.timeAt(x));
    else if (press.mode === "pan") actions.pan(press.last - x);
    else actions.loop(...ordered(actions.timeAt(press.from), actions.timeAt(x)));
    press.last = x;
  });
  const end = (event) => {
    fingers.delete(event.pointerId);
    if (press?.mode === "pan" && !press.moved && event.type === "pointerup") actions.seek(actions.timeAt(press.from));
    press = null;
  };
  on("pointerup", end);
  on("pointercancel", end);
  on("pointerleave", () => actions.leave());
  on("dblclick", () => {
    if (!actions.zoomed()) return;
    actions.reset();
    actions.seek(before[0]);
  });
  on(
    "wheel",
    (event) => {
      const meant = event.ctrlKey || event.metaKey || Boolean(track.closest(":focus-within"));
      if (!meant && isScrolled(track)) {
        actions.refuse();
        return;
      }
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? NOTCH / 3 : 1;
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        if (!actions.zoomed()) return;
        event.preventDefault();
        actions.pan(sideways * lines);
        return;
      }
      if (event.deltaY > 0 && !actions.zoomed() && !event.ctrlKey) return;
      event.preventDefault();
      const notches = event.deltaY * lines * (event.ctrlKey ? 4 : 1) / NOTCH;
      actions.zoom(place2(event).x, 2 ** (-Math.max(-2, Math.min(2, notches)) / 2));
    },
    { passive: false }
  );
  function pinch2(moved, x) {
    const before2 = fingers.get(moved) ?? x;
    const [other] = [...fingers].filter(([finger]) => finger !== moved).map(([, at]) => at);
    const [apart, now] = [Math.abs(before2 - other), Math.abs(x - other)];
    if (apart > 8 && now > 8) actions.zoom(other, now / apart);
  }
}
function ordered(one, other) {
  return one < other ? [one, other] : [other, one];
}

// node_modules/@tabler/icons/icons/outline/zoom-reset.svg
var zoom_reset_default = `<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  class="icon icon-tabler icons-tabler-outline icon-tabler-zoom-reset"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M21 21l-6 -6" />
  <path d="M3.268 12.043a7.017 7.017 0 0 0 6.634 4.957a7.012 7.012 0 0 0 7.043 -6.131a7 7 0 0 0 -5.314 -7.672a7.021 7.021 0 0 0 -8.241 4.403" />
  <path d="M3 4v4h4" />
</svg>`;

// src/timeline/lanemenu.js
var LONGEST4 = 60;
var LaneMenu = class {
  element = h("div", { class: "lane-menu", role: "dialog", tabindex: -1, hidden: true });
  /** What the menu was opened with; it gets the focus back. @type {HTMLElement | null} */
  #opener = null;
  /** What is shown; null where the menu is closed. @type {(() => HTMLElement[]) | null} */
  #content = null;
  /** Ends the listeners of an open menu. */
  #opened = new AbortController();
  /**
   * @param {Lanes} lanes
   * @param {import("./cameralanes.js").CameraLanes} cameras
   * @param {AbortSignal} signal
   */
  constructor(lanes, cameras, signal) {
    this.lanes = lanes;
    this.cameras = cameras;
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (!this.#owns(event)) this.close(false);
      },
      { signal, capture: true }
    );
    signal.addEventListener("abort", () => this.#opened.abort());
  }
  /** @param {string} name @param {HTMLElement} opener */
  toggleLane(name, opener) {
    this.#toggle(opener, `Lane ${name}`, () => {
      const lane = this.lanes.all.find(({ table }) => table.name === name);
      return lane ? this.#lane(lane) : [];
    });
  }
  /** @param {string} name @param {HTMLElement} opener */
  toggleCamera(name, opener) {
    this.#toggle(opener, "Camera lane", () => this.#camera(name));
  }
  /**
   * @param {number} cameras how many there are
   * @param {string[]} left lanes that there is no room for
   * @param {HTMLElement} opener
   */
  toggleList(cameras, left, opener) {
    this.#toggle(opener, "Lanes", () => this.#list(cameras, left));
  }
  /** Shows what has changed meanwhile. */
  refresh() {
    if (!this.#content) return;
    const root = (
      /** @type {Document | ShadowRoot} */
      this.element.getRootNode()
    );
    const focused = root.activeElement?.getAttribute("data-key");
    this.element.replaceChildren(...this.#content());
    if (focused) this.#find(focused)?.focus();
  }
  /** @param {boolean} back whether the focus returns to what opened the menu */
  close(back) {
    if (!this.#content) return;
    this.#content = null;
    this.#opened.abort();
    this.element.hidden = true;
    const opener = this.#shownOpener();
    opener?.setAttribute("aria-expanded", "false");
    if (back) opener?.focus();
  }
  /** Closes the menu once the focus is elsewhere, and on Escape wherever the focus is. */
  #listen() {
    this.#opened = new AbortController();
    const how = { signal: this.#opened.signal, capture: true };
    const root = (
      /** @type {Document | ShadowRoot} */
      this.element.getRootNode()
    );
    for (const place2 of /* @__PURE__ */ new Set([root, document])) {
      place2.addEventListener("focusin", (event) => {
        if (!this.#owns(event)) this.close(false);
      }, how);
    }
    let tabbed = false;
    this.element.addEventListener("focusout", (event) => {
      if (tabbed && !event.relatedTarget) this.close(false);
    }, how);
    root.addEventListener("keydown", (event) => {
      const { key } = (
        /** @type {KeyboardEvent} */
        event
      );
      tabbed = key === "Tab";
      if (tabbed) setTimeout(() => tabbed = false);
      if (key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close(true);
    }, how);
  }
  /** Whether something happened in the menu or to what opened it. @param {Event} event */
  #owns(event) {
    const path = event.composedPath();
    const opener = this.#shownOpener();
    return path.includes(this.element) || Boolean(opener && path.includes(opener));
  }
  /** What opened the menu, or what has taken its place since: labels are made anew when a lane is chosen. */
  #shownOpener() {
    if (!this.#opener || this.#opener.isConnected) return this.#opener;
    const root = (
      /** @type {Document | ShadowRoot} */
      this.element.getRootNode()
    );
    const name = this.#opener.getAttribute("aria-label");
    const labels = (
      /** @type {NodeListOf<HTMLElement>} */
      root.querySelectorAll("button.lane-label")
    );
    return [...labels].find((label) => label.getAttribute("aria-label") === name) ?? null;
  }
  /** @param {HTMLElement} opener @param {string} label @param {() => HTMLElement[]} content */
  #toggle(opener, label, content) {
    const again = this.#content !== null && this.#shownOpener() === opener;
    this.close(false);
    if (again) return;
    this.#opener = opener;
    this.#content = content;
    this.#listen();
    this.element.setAttribute("aria-label", label);
    this.element.replaceChildren(...content());
    this.element.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    this.element.focus();
  }
  /** @param {string} key @returns {HTMLElement | undefined} */
  #find(key) {
    const all = (
      /** @type {NodeListOf<HTMLElement>} */
      this.element.querySelectorAll("[data-key]")
    );
    return [...all].find((element) => element.dataset.key === key);
  }
  /** @param {string} name @returns {HTMLElement[]} */
  #camera(name) {
    const { cameras } = this;
    const camera = cameras.camera(name);
    if (!camera) return [];
    const button = (text, act, key = null) => {
      const one = h("button", { type: "button", "data-key": text }, text);
      if (key) hint(one, [key], (cap) => `${text} (${cap}, of the camera with the outline)`);
      one.addEventListener("click", act);
      return one;
    };
    const gaps = cameras.gaps(camera).length > 0;
    const ways2 = (
      /** @type {[string, -1 | 1, "previousGap" | "nextGap"][]} */
      [["Previous gap", -1, "previousGap"], ["Next gap", 1, "nextGap"]]
    );
    return [
      h("h3", {}, shown(camera.label)),
      ...cameras.words(camera).map((words) => h("p", {}, words)),
      h(
        "div",
        { class: "lane-actions" },
        button("First frame", () => cameras.goTo(camera, "start")),
        button("Last frame", () => cameras.goTo(camera, "last")),
        ...gaps ? ways2.map(([text, way, key]) => button(text, () => cameras.goToGap(name, way), key)) : []
      )
    ];
  }
  /** @param {Lane} lane @returns {HTMLElement[]} */
  #lane({ table, colouring, coloured, failure }) {
    const { name, count, description, notes, columns } = table;
    const what = table.instant ? "event" : "interval";
    const parts = [
      h("h3", {}, shown(name)),
      h("p", {}, `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}${description ? ` · ${description}` : ""}`)
    ];
    if (failure) parts.push(h("p", { class: "note" }, `They did not arrive: ${failure}.`));
    for (const note of notes) parts.push(h("p", { class: "note" }, `${note.what}. ${note.why}`));
    if (columns.length) {
      const choose = h("select", { "data-key": "colour", "aria-label": `Colour ${name} by` });
      choose.append(h("option", { value: "" }, "one colour"));
      for (const column of columns) choose.append(h("option", { value: column.name, title: column.description }, shown(column.name)));
      choose.value = coloured;
      choose.addEventListener("change", () => this.lanes.setColour(name, choose.value));
      parts.push(h("label", {}, "Colour by", choose));
    }
    if (colouring) {
      const entries = colouring.legend.map(({ text, colour }) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.background = colour;
        return h("li", {}, swatch, shown(text));
      });
      parts.push(h("ul", { class: "legend" }, ...entries));
    }
    const chosen2 = this.lanes.chosen?.table.name === name;
    const step2 = h("button", { type: "button", "data-key": "choose", "aria-pressed": String(chosen2) });
    const [next, previous] = [keyText("next"), keyText("previous")];
    step2.append(chosen2 ? `Next and previous (${next}, ${previous}) use this lane` : `Use for next and previous (${next}, ${previous})`);
    step2.addEventListener("click", () => this.lanes.choose(name));
    const hide = h("button", { type: "button", "data-key": "hide" }, "Hide this lane");
    hide.addEventListener("click", () => {
      this.close(true);
      this.lanes.hide(name, true);
    });
    if (this.lanes.opened === null) return [...parts, h("div", { class: "lane-actions" }, step2, hide)];
    const open = this.lanes.opened === name;
    const rows = h("button", { type: "button", "data-key": "table" }, open ? "Close the table" : "Open the table");
    rows.addEventListener("click", () => this.lanes.openTable(open ? "" : name));
    return [...parts, h("div", { class: "lane-actions" }, step2, rows, hide)];
  }
  /** @param {number} cameras @param {string[]} left @returns {HTMLElement[]} */
  #list(cameras, left) {
    const entry = (name, label, more) => {
      const box = h("input", { type: "checkbox", checked: !this.lanes.hidden(name), "data-key": `show ${name}` });
      box.addEventListener("change", () => this.lanes.hide(name, !box.checked));
      return h("label", { class: "lane-entry" }, box, h("span", {}, shown(label)), h("span", { class: "more" }, more));
    };
    const tables = this.lanes.all.map(({ table }) => {
      const more = left.includes(table.name) ? "no room" : table.count.toLocaleString("en");
      const options = h("button", { type: "button", class: "quiet", "data-key": `options ${table.name}`, title: `Colour and steps of ${singular(table.name)}s` }, "…");
      options.setAttribute("aria-label", `Options of ${table.name}`);
      options.addEventListener("click", () => {
        this.#content = () => this.#lane(
          /** @type {Lane} */
          this.lanes.all.find((lane) => lane.table.name === table.name)
        );
        this.refresh();
        this.#find("colour")?.focus();
      });
      return h("div", { class: "lane-line" }, entry(table.name, table.name, more), options);
    });
    const problems = this.lanes.problems.map(({ what, why, cure }) => h("p", { class: "note" }, `${what}. ${why} ${cure}`));
    return [h("h3", {}, "Lanes"), ...problems, entry(CAMERAS, "cameras", String(cameras)), ...tables];
  }
};
function shown(text) {
  return text.length > LONGEST4 ? `${text.slice(0, LONGEST4 - 1)}…` : text;
}

// src/timeline/lanelabels.js
var LaneLabels = class {
  #list = iconButton(adjustments_horizontal_default, "Lanes");
  #reset = iconButton(zoom_reset_default, "Show all of the session", "showAll");
  #names = h("div", { class: "lane-names" });
  /** As wide as the longest name, whether its lane is shown or not: the axis stays where it is. */
  #room = h("div", { class: "lane-room", "aria-hidden": "true" });
  /** @type {import("./lanerows.js").Rows} */
  #rows = { rows: [], lane: 0, left: [] };
  #cameras = 0;
  /**
   * @param {import("./lanes.js").Lanes} lanes
   * @param {import("./cameralanes.js").CameraLanes} cameras
   * @param {() => void} reset
   * @param {AbortSignal} signal
   */
  constructor(lanes, cameras, reset, signal) {
    this.lanes = lanes;
    this.menu = new LaneMenu(lanes, cameras, signal);
    this.element = h("div", { class: "lane-labels" }, h("div", { class: "lane-tools" }, this.#reset, this.#list), this.#names, this.#room);
    set(this.#list, "aria-haspopup", "dialog");
    set(this.#list, "aria-expanded", "false");
    this.#list.addEventListener("click", () => this.menu.toggleList(this.#cameras, this.#rows.left, this.#list), { signal });
    this.#reset.addEventListener("click", reset, { signal });
    this.showZoom(false);
  }
  /** Keeps the room that the longest name takes. @param {string[]} cameras names of all */
  reserve(cameras) {
    const names = [...cameras, ...this.lanes.all.map(({ table }) => table.name)].map((name) => name.slice(0, 200));
    if (this.#room.dataset.names === names.join("\n")) return;
    this.#room.dataset.names = names.join("\n");
    this.#room.replaceChildren(...names.map((name) => h("div", {}, name)));
  }
  /** @param {boolean} zoomed */
  showZoom(zoomed2) {
    this.#reset.style.visibility = zoomed2 ? "" : "hidden";
  }
  /**
   * @param {import("./lanerows.js").Rows} rows
   * @param {import("../python/contract.js").CameraDescriptor[]} cameras
   */
  show(rows, cameras) {
    const known = JSON.stringify([rows.rows, cameras.map(({ label }) => label), this.#marks()]);
    this.#rows = rows;
    this.#cameras = cameras.length;
    const { problems } = this.lanes;
    this.#list.hidden = this.lanes.all.length + problems.length === 0;
    this.#list.classList.toggle("noted", problems.length > 0);
    set(this.#list, "title", ["Lanes", ...problems.map(({ what }) => what)].join("; "));
    if (this.#names.dataset.known !== known) {
      this.#names.dataset.known = known;
      this.#names.replaceChildren(...rows.rows.map((row2) => this.#label(row2, cameras)));
    }
    this.menu.refresh();
  }
  /** @param {string} name @param {string} label */
  #cameraLabel(name, label) {
    const button = h("button", {
      type: "button",
      class: "lane-label",
      title: `${label}: gaps, first and last frame`,
      "aria-label": `Camera lane ${label}`,
      "aria-haspopup": "dialog",
      "aria-expanded": "false"
    }, h("span", {}, label));
    button.addEventListener("click", () => this.menu.toggleCamera(name, button));
    return button;
  }
  /** What a label shows beside its name. */
  #marks() {
    const chosen2 = this.lanes.chosen?.table.name;
    return this.lanes.all.map(({ table, failure }) => [table.name === chosen2, table.notes.length > 0 || failure !== ""]);
  }
  /**
   * @param {import("./lanerows.js").Row} row
   * @param {import("../python/contract.js").CameraDescriptor[]} cameras
   */
  #label(row2, cameras) {
    if (row2.kind === "cameras") return h("div", { class: "lane-label", "aria-hidden": "true" }, `${row2.names.length} cameras`);
    if (row2.kind === "camera") return this.#cameraLabel(row2.name, cameras.find(({ name: name2 }) => name2 === row2.name)?.label ?? row2.name);
    const { name } = row2;
    const lane = this.lanes.all.find(({ table }) => table.name === name);
    const noted = Boolean(lane && (lane.table.notes.length || lane.failure));
    const button = h("button", {
      type: "button",
      class: "lane-label",
      title: `${name.slice(0, 200)}: colour, table, steps${noted ? "; there is something to know" : ""}`,
      "aria-label": `Lane ${name.slice(0, 200)}`,
      "aria-haspopup": "dialog",
      "aria-expanded": "false"
    });
    button.classList.toggle("chosen", this.lanes.chosen === lane);
    button.classList.toggle("noted", noted);
    button.append(h("span", {}, name.slice(0, 200)));
    button.addEventListener("click", () => this.menu.toggleLane(name, button));
    return button;
  }
};

// src/timeline/density.js
function densityOf(table, scale, from, to, classes, kinds, passing = null) {
  const width = Math.ceil(scale.width);
  const cover = new Float32Array(width);
  const events = new Float32Array(width);
  const votes = classes ? new Uint16Array(width * kinds) : null;
  const factor = scale.width / (scale.stop - scale.start);
  for (let i = from; i < to; i += 1) {
    if (passing && !passing.has(i)) continue;
    const left = Math.max(0, (table.starts[i] - scale.start) * factor);
    const right = Math.min(width, (table.stops[i] - scale.start) * factor);
    if (left >= width || right < 0 || table.stops[i] < scale.start) continue;
    const [first, last] = [Math.floor(left), Math.min(width - 1, Math.floor(right))];
    if (table.stops[i] === table.starts[i]) {
      events[first] += 1;
      if (votes && classes) votes[first * kinds + classes[i]] += 1;
      continue;
    }
    for (let x = first; x <= last; x += 1) {
      const part = first === last ? Math.max(right - left, 0.35) : Math.min(right, x + 1) - Math.max(left, x);
      cover[x] += part;
      if (votes && classes) votes[x * kinds + classes[i]] += 1;
    }
  }
  const most = events.reduce((one, other) => Math.max(one, other), 0);
  const winners = new Uint8Array(width);
  for (let x = 0; x < width; x += 1) {
    cover[x] = Math.min(1, cover[x] + Math.sqrt(events[x] / (most || 1)));
    if (!votes) continue;
    let best2 = 0;
    for (let k = 1; k < kinds; k += 1) if (votes[x * kinds + k] > votes[x * kinds + best2]) best2 = k;
    winners[x] = best2;
  }
  return { cover, classes: winners };
}

// src/timeline/lanedrawing.js
var DENSE = 0.5;
var PALE = 0.25;
var APART = 8;
var TICK = 2;
function contextOf(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context?.scale(ratio, ratio);
  return context;
}
function drawAxis({ context, scale, colour }) {
  const { times, digits } = scale.ticks(90);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "top";
  context.fillStyle = colour("--quiet");
  let free = 0;
  for (const time of times) {
    const text = clockText(time, digits);
    const half = context.measureText(text).width / 2;
    const x = clamp(scale.x(time), half, scale.width - half);
    if (x - half < free) continue;
    context.fillText(text, x - half, 3);
    free = x + half + 12;
  }
}
function drawGround({ context, scale, colour }, { y, height }) {
  context.fillStyle = colour("--lane-empty");
  context.beginPath();
  context.roundRect(0, y, scale.width, height, 2);
  context.fill();
}
function drawCoverage(paper, cameras, bar, offset) {
  const { context, scale, colour } = paper;
  drawGround(paper, bar);
  context.save();
  context.clip();
  for (const camera of cameras) {
    context.globalAlpha = cameras.length > 1 ? Math.max(0.2, 1 / cameras.length) : 1;
    const by = offset(camera.name);
    const spans = camera.coverage.map(([start, stop]) => [start + by, stop + by]);
    for (let i = 0; i < spans.length; i += 1) {
      const [start, stop] = spans[i];
      const [left, right] = pixels(scale, start, stop, 1.5);
      context.fillStyle = camera.problem ? colour("--lane-lost") : colour("--lane-full");
      context.beginPath();
      context.roundRect(left, bar.y, right - left, bar.height, cameras.length > 1 ? 0 : 2);
      context.fill();
      if (i + 1 < spans.length) hatch(paper, stop, spans[i + 1][0], bar);
    }
  }
  context.restore();
}
function drawMissing({ context, scale, colour }, times, { y, height }, offset) {
  const [from, to] = [upperBound(times, scale.start - offset), upperBound(times, scale.stop - offset)];
  if (to - from > scale.width / APART) return;
  context.fillStyle = colour("--attention");
  for (let i = from; i < to; i += 1) context.fillRect(scale.x(times[i] + offset) - TICK / 2, y, TICK, height);
}
function hatch({ context, scale, colour }, start, stop, { y, height }) {
  const [left, right] = pixels(scale, start, stop, 2);
  if (right < 0 || left > scale.width) return;
  context.save();
  context.beginPath();
  context.rect(left, y, right - left, height);
  context.clip();
  context.strokeStyle = colour("--attention");
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = left - height; at < right + height; at += 5) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}
function drawLane(paper, { table, rows, colouring }, bar, passing = null) {
  const { context, scale, colour } = paper;
  drawGround(paper, bar);
  if (!rows) return;
  const [from, to] = rows.between(scale.start, scale.stop);
  const colours = colouring?.legend.map((each) => each.colour) ?? [colour(isEvents(table) ? "--lane-event" : "--lane-interval")];
  const classes = colouring?.classes ?? null;
  if (to - from > DENSE * scale.width) {
    drawDense(paper, densityOf(rows, scale, from, to, classes, colours.length, passing), colours, bar);
    return;
  }
  context.save();
  for (let i = from; i < to; i += 1) {
    context.fillStyle = colours[classes ? classes[i] : 0];
    context.globalAlpha = passing && !passing.has(i) ? PALE : 1;
    if (rows.stops[i] === rows.starts[i]) {
      context.fillRect(scale.x(rows.starts[i]) - TICK / 2, bar.y, TICK, bar.height);
      continue;
    }
    let [left, right] = pixels(scale, rows.starts[i], rows.stops[i], 2);
    if (right - left > 4 && i + 1 < to && Math.abs(scale.x(rows.starts[i + 1]) - right) < 1) right -= 1;
    if (rows.open[i]) drawOpen(paper, left, right, bar);
    else {
      context.beginPath();
      context.roundRect(left, bar.y, right - left, bar.height, Math.min(2, (right - left) / 3));
      context.fill();
    }
  }
  context.restore();
}
function isEvents({ instant, kind }) {
  return instant || kind === "EventsTable";
}
function drawOpen({ context }, left, right, { y, height }) {
  const alpha = context.globalAlpha;
  context.globalAlpha = 0.35 * alpha;
  context.fillRect(left, y, right - left, height);
  context.globalAlpha = alpha;
  for (let at = y; at < y + height; at += 4) context.fillRect(right - 2, at, 2, 2);
  context.fillRect(left, y, Math.min(3, right - left), height);
}
function drawDense({ context }, { cover, classes }, colours, { y, height }) {
  context.save();
  for (let x = 0; x < cover.length; ) {
    if (!cover[x]) {
      x += 1;
      continue;
    }
    const [kind, shade] = [classes[x], shadeOf(cover[x])];
    let end = x + 1;
    while (end < cover.length && cover[end] && classes[end] === kind && shadeOf(cover[end]) === shade) end += 1;
    context.fillStyle = colours[kind];
    context.globalAlpha = shade;
    context.fillRect(x, y, end - x, height);
    x = end;
  }
  context.restore();
}
function shadeOf(cover) {
  return 0.3 + 0.7 * (Math.ceil(cover * 6) / 6);
}
function pixels(scale, start, stop, least) {
  const left = clamp(scale.x(start), -10, scale.width + 10);
  return [left, Math.max(left + least, clamp(scale.x(stop), -10, scale.width + 10))];
}

// src/timeline/lanerows.js
var [TALLEST, SHORTEST] = [18, 12];
var [PART2, LEAST] = [0.18, 60];
var MOST6 = 260;
var LOW2 = 470;
var [LOW_PART, LOW_LEAST] = [0.13, 26];
function rowsFor(cameras, tables, chosen2, height) {
  const low = height < LOW2;
  const [part, least] = low ? [LOW_PART, LOW_LEAST] : [PART2, LEAST];
  const room = Math.min(MOST6, Math.max(least, Math.floor(height * part)));
  const fitting = Math.floor(room / SHORTEST);
  const apart = cameras.length + tables.length <= fitting && !(low && tables.length) || cameras.length < 2;
  const above = apart ? cameras.map((name) => ({ kind: "camera", name })) : [{ kind: "cameras", names: cameras }];
  const most = Math.max(1, fitting - above.length);
  const first = tables.slice(0, most);
  if (chosen2 && tables.includes(chosen2) && !first.includes(chosen2)) first[first.length - 1] = chosen2;
  const rows = [...above, ...first.map((name) => (
    /** @type {Row} */
    { kind: "table", name }
  ))];
  const lane = Math.max(SHORTEST, Math.min(TALLEST, Math.floor(room / Math.max(1, rows.length))));
  return { rows, lane, left: tables.filter((name) => !first.includes(name)) };
}

// src/timeline/looprange.js
var GAP2 = 6;
var LoopRange = class {
  /** @type {Loop | null} */
  #loop = null;
  /** @type {Timescale | null} */
  #scale = null;
  #shade = h("div", { class: "loop-shade" });
  /** How long it is, and when the edge is that is held. */
  #label = h("div", { class: "loop-label", "aria-hidden": "true" });
  #waiting = h("div", { class: "loop-mark", hidden: true });
  /** @type {import("../session/looping.js").Mark | null} */
  #mark = null;
  /** The edge that is dragged or has the focus. @type {Edge | null} */
  #held = null;
  #edges;
  /**
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(actions, signal) {
    this.#edges = { start: this.#edge("start", actions, signal), stop: this.#edge("stop", actions, signal) };
    this.element = h("div", { class: "loop", hidden: true }, this.#shade, this.#waiting, this.#label, this.#edges.start, this.#edges.stop);
  }
  /** @param {Loop | null} loop */
  show(loop) {
    this.#loop = loop;
    this.#place();
  }
  /** An edge that waits for the other one. @param {import("../session/looping.js").Mark | null} mark */
  mark(mark) {
    this.#mark = mark;
    this.#place();
  }
  /** @param {Timescale} scale */
  rescale(scale) {
    this.#scale = scale;
    this.#place();
  }
  #place() {
    const [loop, scale] = [this.#loop, this.#scale];
    const mark = loop ? null : this.#mark;
    for (const part of [this.#shade, this.#edges.start, this.#edges.stop]) part.hidden = loop === null;
    this.#waiting.hidden = mark === null;
    this.element.hidden = loop === null && mark === null;
    if (mark && scale) {
      const x = clamp(scale.x(mark.time), 0, scale.width);
      this.#waiting.style.left = `${x}px`;
      write(this.#label, `${mark.edge} ${clockText(mark.time)}`);
      const words = this.#label.offsetWidth;
      this.#label.style.left = `${x + GAP2 + words <= scale.width ? x + GAP2 : x - GAP2 - words}px`;
    }
    if (!loop || !scale) return;
    const [left, right] = loop.map((time) => clamp(scale.x(time), 0, scale.width));
    this.#shade.style.left = `${left}px`;
    this.#shade.style.width = `${right - left}px`;
    for (
      const [edge, x, time] of
      /** @type {[Edge, number, number][]} */
      [
        ["start", left, loop[0]],
        ["stop", right, loop[1]]
      ]
    ) {
      const handle = this.#edges[edge];
      handle.style.left = `${x}px`;
      set(handle, "aria-valuemin", String(edge === "start" ? scale.start : loop[0]));
      set(handle, "aria-valuemax", String(edge === "start" ? loop[1] : scale.stop));
      set(handle, "aria-valuenow", String(time));
      set(handle, "aria-valuetext", clockText(time));
      set(handle, "title", `Loop ${edge}s at ${clockText(time)} (${edge === "start" ? "[" : "]"})`);
    }
    this.#tell(loop, left, right, scale.width);
  }
  /**
   * In the middle of the loop, or beside it where it is narrower than the words.
   * @param {Loop} loop
   * @param {number} left px
   * @param {number} right px
   * @param {number} width of the timeline, px
   */
  #tell(loop, left, right, width) {
    const length = secondsText(loop[1] - loop[0]);
    const edge = this.#held && clockText(loop[this.#held === "start" ? 0 : 1]);
    write(this.#label, edge ? `${this.#held} ${edge} · ${length}` : length);
    const words = this.#label.offsetWidth;
    const beside = right + GAP2 + words <= width ? right + GAP2 : left - GAP2 - words;
    const x = words + 2 * GAP2 <= right - left ? (left + right - words) / 2 : beside;
    this.#label.style.left = `${clamp(x, 0, Math.max(0, width - words))}px`;
  }
  /**
   * @param {Edge} edge
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  #edge(edge, actions, signal) {
    const handle = h("div", {
      class: `loop-edge ${edge}`,
      role: "slider",
      tabindex: 0,
      "aria-label": edge === "start" ? "Loop start" : "Loop stop",
      "aria-orientation": "horizontal"
    });
    handle.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0) return;
        handle.setPointerCapture(event.pointerId);
        event.stopPropagation();
      },
      { signal }
    );
    handle.addEventListener(
      "pointermove",
      (event) => {
        if (!handle.hasPointerCapture(event.pointerId) || !this.#scale) return;
        const x = event.clientX - this.element.getBoundingClientRect().left;
        actions.set(edge, this.#within(edge, this.#scale.time(clamp(x, 0, this.#scale.width))));
      },
      { signal }
    );
    const hold = (held2) => {
      this.#held = held2;
      this.#place();
    };
    handle.addEventListener("focus", () => hold(edge), { signal });
    handle.addEventListener("blur", () => hold(null), { signal });
    handle.addEventListener(
      "keydown",
      (event) => {
        const frames = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
        if (!frames || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        actions.step(edge, event.shiftKey ? 10 * frames : frames);
      },
      { signal }
    );
    return handle;
  }
  /** A dragged edge stops a pixel before the other one. @param {Edge} edge @param {number} time */
  #within(edge, time) {
    if (!this.#loop || !this.#scale) return time;
    const pixel = this.#scale.time(1) - this.#scale.time(0);
    return edge === "start" ? Math.min(time, this.#loop[1] - pixel) : Math.max(time, this.#loop[0] + pixel);
  }
};

// src/timeline/timescale.js
var STEPS = [
  1e-3,
  2e-3,
  5e-3,
  0.01,
  0.02,
  0.05,
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  3600,
  7200,
  10800,
  21600,
  43200,
  86400
];
var Timescale = class {
  /**
   * @param {number} start
   * @param {number} stop
   * @param {number} width px
   */
  constructor(start, stop, width) {
    this.start = start;
    this.stop = Math.max(stop, start + 1e-3);
    this.width = Math.max(width, 1);
  }
  /** @param {number} time @returns {number} px */
  x(time) {
    return (time - this.start) / (this.stop - this.start) * this.width;
  }
  /** @param {number} x px @returns {number} session seconds */
  time(x) {
    return this.start + x / this.width * (this.stop - this.start);
  }
  /**
   * Round times at least `apart` pixels from each other.
   * @param {number} apart
   * @returns {{ times: number[], digits: number }} digits: decimals that tell them apart
   */
  ticks(apart) {
    const least = apart / this.width * (this.stop - this.start);
    const step2 = STEPS.find((s) => s >= least) ?? Math.ceil(least / 86400) * 86400;
    const times = [];
    const first = Math.ceil(this.start / step2 - 1e-9);
    for (let i = first; i * step2 <= this.stop + step2 * 1e-9; i += 1) times.push(i * step2);
    return { times, digits: step2 >= 1 ? 0 : Math.ceil(-Math.log10(step2) - 1e-9) };
  }
};

// src/timeline/overview.js
var Overview = class {
  #canvas = h("canvas");
  #window = h("div", { class: "overview-window" });
  #mark = h("div", { class: "overview-mark" });
  #scale = new Timescale(0, 1, 1);
  /** @type {[number, number] | null} */
  #zoom = null;
  /**
   * @param {(start: number) => void} move the stretch is to start there
   * @param {AbortSignal} signal
   */
  constructor(move, signal) {
    this.element = h("div", { class: "overview", "aria-hidden": "true" }, this.#canvas, this.#window, this.#mark);
    let grip = 0;
    const timeAt = (event) => this.#scale.time(event.clientX - this.element.getBoundingClientRect().left);
    this.element.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0 || !this.#zoom) return;
        this.element.setPointerCapture(event.pointerId);
        const [start, stop] = this.#zoom;
        const time = timeAt(event);
        grip = time >= start && time <= stop ? time - start : (stop - start) / 2;
        move(time - grip);
      },
      { signal }
    );
    this.element.addEventListener(
      "pointermove",
      (event) => {
        if (this.element.hasPointerCapture(event.pointerId)) move(timeAt(event) - grip);
      },
      { signal }
    );
  }
  /**
   * @param {import("../python/contract.js").CameraDescriptor[]} cameras
   * @param {(name: string) => number} offset
   * @param {{ start: number, stop: number }} session
   * @param {(name: string) => string} colour
   */
  draw(cameras, offset, session, colour) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    this.#scale = new Timescale(session.start, session.stop, width);
    const context = contextOf(this.#canvas, width, height);
    if (context) drawCoverage({ context, scale: this.#scale, colour }, cameras, { y: 0, height }, offset);
  }
  /** @param {[number, number] | null} zoom null where all is shown */
  show(zoom) {
    this.#zoom = zoom;
    this.element.classList.toggle("idle", zoom === null);
    if (!zoom) return;
    const [left, right] = zoom.map((time) => clamp(this.#scale.x(time), 0, this.#scale.width));
    this.#window.style.left = `${left}px`;
    this.#window.style.width = `${Math.max(4, right - left)}px`;
  }
  /** @param {number} time */
  move(time) {
    this.#mark.style.transform = `translateX(${clamp(this.#scale.x(time), 0, this.#scale.width)}px)`;
  }
};

// src/timeline/pointercard.js
var [WIDTH, HEIGHT] = [168, 126];
var PointerCard = class {
  #picture = h("canvas", { hidden: true });
  #none = h("div", { class: "card-none", hidden: true });
  #time = h("span", { class: "card-time" });
  #title = h("span", { class: "card-title" });
  #lines = h("dl", { hidden: true });
  #legend = h("ul", { class: "card-legend", hidden: true });
  #hint = h("p", { class: "card-hint", hidden: true });
  element = h(
    "div",
    { class: "pointer-card", hidden: true, "aria-hidden": "true" },
    this.#picture,
    this.#none,
    h("div", { class: "card-head" }, this.#time, this.#title),
    this.#lines,
    this.#legend,
    this.#hint
  );
  /**
   * @param {number} x within the timeline, px
   * @param {number} width of the timeline
   * @param {number} time
   * @param {Told} told
   * @param {CanvasImageSource & { width: number, height: number } | string | null} picture or why there is none
   * @param {string} hint
   */
  show(x, width, time, { title, lines, legend = [] }, picture, hint2) {
    write(this.#time, clockText(time));
    write(this.#title, title ? ` · ${title}` : "");
    this.#lines.hidden = lines.length === 0;
    const text = lines.flat().join("\n");
    if (this.#lines.dataset.text !== text) {
      this.#lines.dataset.text = text;
      this.#lines.replaceChildren(...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
    }
    this.#legend.hidden = legend.length === 0;
    const meaning = JSON.stringify(legend);
    if (this.#legend.dataset.text !== meaning) {
      this.#legend.dataset.text = meaning;
      this.#legend.replaceChildren(...legend.map(({ text: text2, colour, here }) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.background = colour;
        return h("li", { class: here ? "here" : null }, swatch, text2);
      }));
    }
    this.#hint.hidden = hint2 === "";
    write(this.#hint, hint2);
    const none = typeof picture === "string" ? picture : "";
    this.#none.hidden = none === "";
    write(this.#none, none);
    this.#draw(typeof picture === "string" ? null : picture);
    this.element.hidden = false;
    const half = this.element.offsetWidth / 2;
    this.element.style.transform = `translateX(${clamp(x - half, 4, Math.max(4, width - 2 * half - 4))}px)`;
  }
  hide() {
    this.element.hidden = true;
  }
  /** @param {CanvasImageSource & { width: number, height: number } | null} picture */
  #draw(picture) {
    this.#picture.hidden = picture === null;
    this.element.toggleAttribute("data-picture", picture !== null);
    if (!picture) return;
    const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
    const ratio = globalThis.devicePixelRatio || 1;
    const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    this.#picture.style.width = `${width}px`;
    this.#picture.style.height = `${height}px`;
    this.#picture.width = width * ratio;
    this.#picture.height = height * ratio;
    this.#picture.getContext("2d")?.drawImage(picture, 0, 0, this.#picture.width, this.#picture.height);
  }
};

// src/timeline/telling.js
var LONGEST5 = 80;
var SHORT = 24;
var Telling = class {
  /** @param {import("./lanes.js").Lanes} lanes @param {import("./cameralanes.js").CameraLanes} cameras */
  constructor(lanes, cameras) {
    this.lanes = lanes;
    this.cameras = cameras;
  }
  /**
   * @param {number} time
   * @param {number} within seconds that an event may be away
   * @param {Lane | undefined} lane at the pointer; undefined on the axis and on cameras' lanes
   * @param {string | undefined} camera whose lane is at the pointer
   * @returns {import("./pointercard.js").Told}
   */
  at(time, within2, lane, camera) {
    const told = this.#of(time, within2, lane);
    return camera ? { ...told, lines: this.cameras.told(camera, time, within2) } : told;
  }
  /**
   * @param {number} time
   * @param {number} within
   * @param {Lane | undefined} lane
   * @returns {import("./pointercard.js").Told}
   */
  #of(time, within2, lane) {
    const told = lane ?? this.lanes.chosen;
    const rows = told?.rows;
    if (!told || !rows) return { title: "", lines: [] };
    const near = rows.near(time, within2);
    const place2 = whereabouts(told.table.name, rows, time);
    const row2 = told.table.instant && near >= 0 ? near : place2.row;
    if (row2 < 0) return { title: place2.full, lines: [], legend: lane ? legendOf(lane, -1) : [] };
    const title = `${singular(told.table.name)} ${rows.ids[row2]}`;
    if (!lane) return { title, lines: [] };
    this.lanes.wantColumns(lane);
    const start = clockText(rows.starts[row2]);
    const stop = rows.open[row2] ? "no stop in the file" : clockText(rows.stops[row2]);
    const lines = [rows.stops[row2] === rows.starts[row2] ? ["at", start] : ["start – stop", `${start} – ${stop}`]];
    for (const name of this.lanes.told(lane)) {
      const column = lane.columns.get(name);
      const value = column ? valueText(column, row2) : "…";
      if (value) lines.push([cut(name), cut(value)]);
    }
    return { title, lines, legend: legendOf(lane, row2) };
  }
};
function legendOf({ colouring }, row2) {
  return (colouring?.legend ?? []).map(({ text, colour }, i) => ({ text: cut(text, SHORT), colour, here: row2 >= 0 && colouring?.classes[row2] === i }));
}
function cut(text, longest = LONGEST5) {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

// src/timeline/zoom.js
var SHORTEST2 = 0.02;
var MARGIN = 0.08;
function fitted2([start, stop], bounds) {
  const all = bounds[1] - bounds[0];
  const length = Math.max(stop - start, Math.min(SHORTEST2, all));
  if (!(length < all * 0.9999)) return null;
  const first = clamp(start, bounds[0], bounds[1] - length);
  return [first, first + length];
}
function zoomed([start, stop], about, factor, bounds) {
  const length = Math.max((stop - start) / factor, Math.min(SHORTEST2, bounds[1] - bounds[0]));
  const part = (about - start) / (stop - start);
  return fitted2([about - part * length, about + (1 - part) * length], bounds);
}
function panned2([start, stop], seconds, bounds) {
  return fitted2([start + seconds, stop + seconds], bounds);
}
function following(stretch, time, way, bounds) {
  const [start, stop] = stretch;
  if (time >= start && time <= stop) return stretch;
  const length = stop - start;
  const before = way > 0 ? MARGIN : way < 0 ? 1 - MARGIN : 0.5;
  return fitted2([time - before * length, time + (1 - before) * length], bounds);
}

// src/timeline/timeline.js
var AXIS = 20;
var BAR = 0.62;
var NEAR2 = 4;
var SETTLED_MS = 250;
var JUMP = 5;
var WHEEL2 = "Ctrl + wheel zooms here; after a click in the player, the wheel alone";
var BUCKET = 3;
var Timeline = class {
  /** @type {CameraDescriptor[]} */
  #cameras = [];
  #session = { start: 0, stop: 1 };
  #scale = new Timescale(0, 1, 1);
  #time = 0;
  #height = 640;
  /** @type {import("./lanerows.js").Rows} */
  #rows = { rows: [], lane: 18, left: [] };
  /** What is shown of the session; null for all. @type {[number, number] | null} */
  #zoom = null;
  /** What of the zoom was last kept, as JSON. */
  #taken = "null";
  #request = 0;
  #settling = 0;
  /** Where the pointer is. @type {{ x: number, y: number } | null} */
  #pointer = null;
  /** Whether the wheel was left to the page, since the pointer came. */
  #refused = false;
  #card = new PointerCard();
  #canvas = h("canvas", { "aria-hidden": "true" });
  #playhead = h("div", { class: "playhead", "aria-hidden": "true" });
  #track = h("div", {
    class: "track",
    role: "slider",
    tabindex: 0,
    "aria-label": "Seek in session time",
    "aria-orientation": "horizontal"
  });
  #labels;
  #overview;
  #telling;
  /** Seconds by which each camera is moved, by name. @type {(name: string) => number} */
  #offset = () => 0;
  /**
   * @param {Parts} parts
   * @param {AbortSignal} signal ends every listener
   */
  constructor(parts, signal) {
    this.parts = parts;
    this.loop = new LoopRange(parts.loop, signal);
    this.#labels = new LaneLabels(parts.lanes, parts.cameras, () => this.#show(null), signal);
    this.#overview = new Overview((start) => this.#moveTo(start), signal);
    this.#telling = new Telling(parts.lanes, parts.cameras);
    this.#track.append(this.#canvas, this.#playhead);
    const frame = h("div", { class: "track-frame" }, this.#track, this.loop.element, this.#overview.element, this.#card.element);
    this.element = h("div", { class: "timeline" }, this.#labels.element, frame, this.#labels.menu.element);
    const sizes = new ResizeObserver(() => this.draw());
    sizes.observe(this.#track);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      cancelAnimationFrame(this.#request);
      clearTimeout(this.#settling);
    });
    parts.thumbnails.onready = () => this.#showCard();
    this.#listen(signal);
  }
  /**
   * @param {CameraDescriptor[]} cameras lanes in order
   * @param {string[]} names of all cameras, hidden ones too
   * @param {number} start
   * @param {number} stop
   * @param {(name: string) => number} offset seconds by which a camera is moved
   */
  show(cameras, names, start, stop, offset) {
    this.#cameras = cameras;
    this.#labels.reserve(names);
    this.#offset = offset;
    this.#session = { start, stop };
    this.#zoom = this.#zoom && fitted2(this.#zoom, [start, stop]);
    set(this.#track, "aria-valuemin", String(start));
    set(this.#track, "aria-valuemax", String(stop));
    this.#arrange();
  }
  /** Something else is known of the lanes, or wanted of them. */
  showLanes() {
    const wanted = this.parts.lanes.state.zoom ?? null;
    if (!this.#settling && JSON.stringify(wanted) !== this.#taken) this.#zoom = wanted && fitted2(wanted, this.#bounds);
    this.#taken = JSON.stringify(wanted);
    this.#arrange();
  }
  /** @param {number} height of the player, px */
  fit(height) {
    if (height === this.#height || !height) return;
    this.#height = height;
    this.#arrange();
  }
  /**
   * @param {number} time
   * @param {number} [way] 1 while playing forwards, -1 backwards, 0 while paused
   */
  move(time, way = 0) {
    const before = this.#time;
    this.#time = time;
    if (this.#zoom && time !== before && !this.#dragging) {
      const seen = before >= this.#zoom[0] && before <= this.#zoom[1];
      const jumped = Math.abs(time - before) > JUMP;
      if (seen || jumped || !way) this.#turn(following(this.#zoom, time, jumped ? 0 : way, this.#bounds));
    }
    this.#place();
  }
  /**
   * About the playhead.
   * @param {number} factor above 1 shows less
   */
  zoom(factor) {
    const shown2 = this.#zoom ?? this.#bounds;
    const about = this.#time >= shown2[0] && this.#time <= shown2[1] ? this.#time : (shown2[0] + shown2[1]) / 2;
    this.#show(zoomed(shown2, about, factor, this.#bounds));
  }
  showAll() {
    this.#show(null);
  }
  /** Draws all again, after a change of size or colours. */
  draw() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    const { clientWidth: width, clientHeight: height } = this.#track;
    if (!width || !height) return;
    const context = contextOf(this.#canvas, width, height);
    if (!context) return;
    const [start, stop] = this.#zoom ?? this.#bounds;
    const scale = new Timescale(start, stop, width);
    this.#scale = scale;
    const style = getComputedStyle(this.element);
    const colour = (name) => style.getPropertyValue(name).trim();
    const paper = { context, scale, colour };
    drawAxis(paper);
    const { rows, lane } = this.#rows;
    const bar = Math.max(2, Math.round(lane * BAR));
    rows.forEach((row2, i) => {
      const place2 = { y: AXIS + i * lane + (lane - bar) / 2, height: bar };
      if (row2.kind === "table") {
        const found = this.parts.lanes.all.find(({ table }) => table.name === row2.name);
        if (found) drawLane(paper, found, place2, found === this.parts.lanes.chosen ? this.parts.lanes.passing : null);
        return;
      }
      const names = row2.kind === "camera" ? [row2.name] : row2.names;
      drawCoverage(paper, this.#cameras.filter(({ name }) => names.includes(name)), place2, this.#offset);
      if (row2.kind === "camera") drawMissing(paper, this.parts.cameras.missing(row2.name), place2, this.#offset(row2.name));
    });
    this.#overview.draw(this.#cameras, this.#offset, this.#session, colour);
    this.#overview.show(this.#zoom);
    this.#labels.showZoom(this.#zoom !== null);
    const above = (
      /** @type {HTMLElement | null} */
      this.element.previousElementSibling?.offsetHeight ?? 0
    );
    this.element.style.setProperty("--above", `${above}px`);
    this.element.style.setProperty("--room", `${this.#height - this.element.offsetHeight - above - 12}px`);
    this.loop.rescale(scale);
    set(this.element, "data-zoom", this.#zoom && `${start} ${stop}`);
    this.#place();
    this.#showCard();
  }
  /** @returns {[number, number]} */
  get #bounds() {
    return [this.#session.start, Math.max(this.#session.stop, this.#session.start + 1e-3)];
  }
  get #dragging() {
    return this.#track.matches(":active");
  }
  /** Gives the lanes their places. */
  #arrange() {
    const { lanes } = this.parts;
    const cameras = lanes.hidden(CAMERAS) ? [] : this.#cameras.map(({ name }) => name);
    const tables = lanes.shown.map(({ table }) => table.name);
    const chosen2 = lanes.chosen?.table.name;
    this.#rows = rowsFor(cameras, tables, chosen2, this.#height);
    const { rows, lane } = this.#rows;
    this.element.style.setProperty("--lane", `${lane}px`);
    this.#track.style.height = `${AXIS + lane * rows.length + 4}px`;
    this.#labels.show(this.#rows, this.#cameras);
    set(this.element, "data-lane", chosen2 ?? null);
    set(this.element, "data-lanes", JSON.stringify(rows.map((row2) => row2.kind === "cameras" ? CAMERAS : row2.name)));
    this.#later();
  }
  /** Draws once before the next redraw of the screen, however often it is asked to. */
  #later() {
    this.#request ||= requestAnimationFrame(() => this.draw());
  }
  /** The user shows another stretch. @param {[number, number] | null} zoom */
  #show(zoom) {
    this.#turn(zoom);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = 0;
      this.#taken = JSON.stringify(this.#zoom);
      this.parts.lanes.setZoom(this.#zoom);
    }, SETTLED_MS);
  }
  /** @param {[number, number] | null} zoom */
  #turn(zoom) {
    if (zoom === this.#zoom) return;
    this.#zoom = zoom;
    this.#later();
  }
  /** @param {number} start */
  #moveTo(start) {
    if (this.#zoom) this.#show(fitted2([start, start + this.#zoom[1] - this.#zoom[0]], this.#bounds) ?? this.#zoom);
  }
  #place() {
    const x = this.#scale.x(this.#time);
    this.#playhead.hidden = this.#zoom !== null && (x < 0 || x > this.#scale.width);
    this.#playhead.style.transform = `translateX(${clamp(x, 0, this.#scale.width)}px)`;
    if (this.#zoom) this.#overview.move(this.#time);
    set(this.#track, "aria-valuenow", this.#time.toFixed(3));
    set(this.#track, "aria-valuetext", clockText(this.#time));
  }
  /** @param {number} y */
  #rowAt(y) {
    return this.#rows.rows[Math.floor((y - AXIS) / this.#rows.lane)];
  }
  /** The table whose lane is at a height. @param {number} y */
  #laneAt(y) {
    const row2 = this.#rowAt(y);
    return row2?.kind === "table" ? this.parts.lanes.all.find(({ table }) => table.name === row2.name) : void 0;
  }
  #showCard() {
    if (!this.#pointer) return;
    const { x, y } = this.#pointer;
    const time = this.#scale.time(x);
    const pixel = this.#scale.time(1) - this.#scale.time(0);
    const row2 = this.#rowAt(y);
    const told = this.#telling.at(time, NEAR2 * pixel, this.#laneAt(y), row2?.kind === "camera" ? row2.name : void 0);
    const picture = this.#dragging ? null : this.parts.thumbnails.get(time, BUCKET * pixel) ?? this.#absence(time);
    this.#card.show(x, this.#scale.width, time, told, picture, this.#refused ? WHEEL2 : "");
  }
  /** Why there is no small picture of the focused camera; null where it may come. @param {number} time */
  #absence(time) {
    const camera = this.parts.thumbnails.camera()?.camera;
    const why = camera && this.parts.cameras.absence(camera.name, time);
    return why ? `${camera.label}: ${why}` : null;
  }
  /** @param {AbortSignal} signal */
  #listen(signal) {
    const shown2 = () => this.#zoom ?? this.#bounds;
    listen(
      this.#track,
      {
        timeAt: (x) => this.#scale.time(x),
        nearTime: (x, y) => {
          const time = this.#scale.time(x);
          const rows = this.#laneAt(y)?.rows;
          const row2 = rows?.near(time, NEAR2 * (this.#scale.time(1) - this.#scale.time(0))) ?? -1;
          return rows && row2 >= 0 ? rows.starts[row2] : time;
        },
        time: () => this.#time,
        refuse: () => {
          this.#refused = true;
          this.#showCard();
        },
        onAxis: (y) => y < AXIS,
        zoomed: () => this.#zoom !== null,
        seek: this.parts.seek,
        zoom: (x, factor) => this.#show(zoomed(shown2(), this.#scale.time(x), factor, this.#bounds)),
        pan: (x) => {
          if (this.#zoom) this.#show(panned2(this.#zoom, this.#scale.time(x) - this.#scale.time(0), this.#bounds));
        },
        reset: () => this.#show(null),
        loop: (from, to) => this.parts.setLoop([from, to]),
        hover: (x, y) => {
          this.#pointer = { x, y };
          this.#showCard();
        },
        leave: () => {
          this.#pointer = null;
          this.#refused = false;
          this.#card.hide();
          this.parts.thumbnails.forget();
        }
      },
      signal
    );
  }
};

// src/session/strain.js
var SPAN_MS = 400;
var PRESSED = 3;
var CALM = 5;
var OFF = 2;
var SLOW_MS = 100;
var MOST7 = 3;
function measuresOf(level, small2) {
  if (level === 0) return "";
  const measures = [];
  if (small2) measures.push(`${small2 === 1 ? "one small tile shows" : `${small2} small tiles show`} two pictures a second`);
  if (level > 1) measures.push("the browser plays all that it can play");
  if (level > 2) measures.push("the page is redrawn half as often");
  return `This machine is too busy to keep up${measures.length ? ": " : ""}${measures.join(", ")}.`;
}
var Strain = class {
  level = 0;
  #began = NaN;
  #last = NaN;
  /** Of the span, the time up to redraws that were late or off, milliseconds. */
  #bad = 0;
  /** Spans in a row that were pressed (+) or calm (-). */
  #row = 0;
  /** Time does not flow, or flows elsewhere: what was going on tells nothing of what comes. */
  restart() {
    this.#began = this.#last = NaN;
    this.#bad = 0;
    this.#row = 0;
  }
  /**
   * Once per redraw while time flows.
   * @param {number} now wall milliseconds
   * @param {number | null} off of the worst camera, frames; null where nothing is measured
   * @returns {boolean} whether the level is another one now
   */
  add(now, off) {
    if (Number.isNaN(this.#began)) this.#began = this.#last = now;
    const took = now - this.#last;
    this.#last = now;
    if (took > SLOW_MS || Math.abs(off ?? 0) > OFF) this.#bad += took;
    if (now - this.#began < SPAN_MS) return false;
    const pressed = 2 * this.#bad > now - this.#began;
    this.#began = now;
    this.#bad = 0;
    this.#row = pressed ? Math.max(this.#row, 0) + 1 : Math.min(this.#row, 0) - 1;
    if (this.#row < PRESSED && this.#row > -CALM) return false;
    const level = Math.min(Math.max(this.level + Math.sign(this.#row), 0), MOST7);
    this.#row = 0;
    const changed = level !== this.level;
    this.level = level;
    return changed;
  }
};

// src/session/watch.js
var SyncWatch = class {
  #flowsFrom = NaN;
  #toldAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #later = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  /**
   * @param {Element} root of the player
   * @param {() => Iterable<Watched>} places
   * @param {() => void} tell puts the figures into words
   * @param {(level: number) => void} pressed the machine is pressed otherwise
   * @param {AbortSignal} signal
   */
  constructor(root, places, tell, pressed, signal) {
    this.pressed = pressed;
    this.root = root;
    this.places = places;
    this.tell = tell;
    signal.addEventListener("abort", () => {
      clearTimeout(this.#later || void 0);
      clearTimeout(this.#rest);
    });
  }
  /** How hard the machine is pressed. */
  strain = new Strain();
  /** Playing begins. @param {number} time session time */
  start(time) {
    this.strain.restart();
    this.#flowsFrom = time;
    for (const { meter } of this.places()) meter.restart();
  }
  /** Playing has ended. */
  rest() {
    const { level } = this.strain;
    this.strain = new Strain();
    if (level) this.pressed(0);
  }
  /** The clock was set elsewhere. @param {number} time session time */
  jump(time) {
    this.#flowsFrom = time;
    this.strain.restart();
    for (const { meter } of this.places()) meter.jump(performance.now());
  }
  /**
   * @param {number} time session time
   * @param {number} rate
   * @param {boolean} flowing whether time flows
   */
  measure(time, rate, flowing) {
    const now = performance.now();
    const then = (delay) => {
      const back = time - rate * delay;
      return rate > 0 ? Math.max(back, this.#flowsFrom) : Math.min(back, this.#flowsFrom);
    };
    const offs = [];
    for (const { tile, camera, meter } of this.places()) {
      const ready = camera !== null && tile.element.dataset.state === "ready";
      meter.add(ready ? camera.sample(flowing ? then(camera.delay) : time) : null, now, flowing);
      tile.showOff(meter.off);
      if (meter.off !== null) offs.push(meter.off);
    }
    const worst = worstOf(offs);
    set(this.root, "data-frames-off", worst === null ? "" : String(Math.abs(worst)));
    if (!flowing) this.strain.restart();
    else if (this.strain.add(now, worst)) this.pressed(this.strain.level);
    this.say();
    clearTimeout(this.#rest);
    if (!flowing) this.#rest = setTimeout(() => this.tell(), MOMENT_MS);
  }
  /** Tells of the figures, a few times a second; the last ones always. */
  say() {
    const wait = this.#toldAt + GRAIN_MS - performance.now();
    if (wait <= 0) {
      this.#toldAt = performance.now();
      this.tell();
    } else {
      this.#later ||= setTimeout(() => {
        this.#later = 0;
        this.say();
      }, wait + 1);
    }
  }
};

// src/player.js
var Player = class {
  #stop = new AbortController();
  #clock;
  #redraws = 0;
  /** @type {import("./media/media.js").Media | null} */
  #media = null;
  #keyboard;
  #lanes;
  #link;
  #looping;
  #notice = new Notice();
  #address;
  #python;
  #divider;
  #loss;
  #share;
  #theme;
  #stage;
  #watch;
  #files;
  #announcing;
  /**
   * @param {Store} store
   * @param {import("./media/link.js").Resolve} resolve finds the address that the media answer under
   */
  constructor(store, resolve) {
    const { signal } = this.#stop;
    this.store = store;
    this.#clock = new SessionClock(store.get("time") ?? this.#session.start);
    this.#clock.setRate(store.get("rate"), performance.now());
    this.#python = new PythonSide(store, {
      time: () => this.time,
      rate: () => this.playing.pace,
      seek: (time) => this.playing.seek(time)
    });
    this.#address = new PageAddress(store, () => ({ time: this.time, playing: this.#clock.playing }));
    this.#looping = new Looping(store, () => this.#session);
    this.#stage = new Stage(
      store,
      this.#clock,
      {
        changed: (place2) => this.#changed(place2),
        retry: ({ problem, files }) => {
          if (problem || files.some((file) => file.problem)) this.#python.count("retries");
        }
      },
      this.#notice
    );
    this.#announcing = new Announcing(store, this.#notice, this.#stage, () => this.#python.count("fresh_starts"), signal);
    this.#lanes = new Lanes(store, signal);
    this.#lanes.onchange = () => {
      this.timeline.showLanes();
      this.navigation.build();
    };
    const clip = new Clip(store, signal);
    this.#link = new Link(
      resolve,
      {
        connected: (media) => {
          this.#media = media;
          this.#stage.connect(media);
          this.#lanes.connect(media);
          clip.connect(media);
          this.#select();
        },
        renew: () => this.#python.count("renewals")
      },
      signal
    );
    this.playing = new Playing(
      this.#clock,
      {
        bounds: () => ({ start: this.#session.start, stop: this.end }),
        growing: () => this.#session.growing,
        loop: () => this.#looping.range,
        cameras: () => this.#stage.shown,
        waitForAll: () => store.get("wait_for_all"),
        stepped: (time, frames) => this.#stage.stepped(time, frames)
      },
      this.#follows,
      signal
    );
    this.sync = new SyncPanel(
      {
        setOffset: (name, ms) => this.#announcing.shift(name, ms),
        setWaitForAll: (on) => store.set("wait_for_all", on)
      },
      signal
    );
    this.#share = new Share(() => ({ link: this.#address.ours ? this.#address.link : null, reference: this.#reference }), signal);
    this.#theme = new ThemeSwitch(() => this.root.dataset.theme === "dark", signal);
    this.#divider = new Divider(store, signal);
    this.#loss = new ServerLoss(this.#notice, this.sync, () => this.#address.ours);
    this.header = new Header(
      {
        setLayout: (layout) => store.set("layout", layout),
        select: (names) => store.set("selected", names),
        move: (name, by) => this.#stage.arrangement.shift(name, by),
        fullscreen: () => this.fullscreen()
      },
      this.sync.element,
      this.#share.element,
      this.#theme.element,
      signal
    );
    this.navigation = new Navigation(
      this.#lanes,
      {
        time: () => this.time,
        rate: () => this.playing.pace,
        seek: (time) => this.playing.seek(time),
        session: () => this.#session,
        say: (text) => this.#notice.say(text)
      },
      signal
    );
    this.clip = new ClipPanel(
      clip,
      {
        scene: () => ({ loop: this.#looping.range, subjects: subjectsOf(this.#stage), shown: this.#stage.selected.length, focused: this.#stage.focused, rate: store.get("rate") }),
        loop: () => this.#looping.toggle(this.time),
        say: (text, stays) => this.#notice.say(text, stays)
      },
      signal
    );
    this.transport = new Transport(
      {
        toggle: () => this.playing.toggle(),
        step: (frames) => this.playing.step(frames),
        setRate: (rate) => store.set("rate", rate),
        seek: (time) => this.playing.seek(time),
        leaveField: () => this.#stage.focus(),
        context: () => ({
          time: this.time,
          timeOfFrame: (frame) => this.#stage.timeOfFrame(frame),
          tables: this.#lanes.all.map(({ table, rows }) => ({ name: table.name, rows }))
        }),
        loop: () => this.#looping.toggle(this.time),
        usualLoop: () => this.#looping.around(this.time),
        setLoop: (loop) => this.#looping.take(loop),
        help: () => this.#keyboard.help()
      },
      this.navigation.element,
      this.clip.element,
      signal
    );
    this.cameraLanes = new CameraLanes({
      cameras: () => this.#stage.cameras,
      offset: (name) => this.#stage.shifts.of(name) / 1e3,
      timebase: (name) => this.#stage.places.get(name)?.camera?.timebase ?? null,
      time: () => this.time,
      seek: (time) => this.playing.seek(time),
      say: (text) => this.#notice.say(text),
      take: (name) => this.#stage.take(name)
    });
    this.timeline = new Timeline(
      {
        lanes: this.#lanes,
        cameras: this.cameraLanes,
        thumbnails: new Thumbnails(() => this.#stage.focusedCamera, () => !this.#clock.playing, signal),
        seek: (time) => this.playing.seek(time),
        setLoop: (range) => this.#looping.take(range),
        loop: {
          set: (edge, time) => this.#looping.set(edge, time),
          step: (edge, frames) => this.#looping.move(edge, (time) => this.#stage.stepped(time, frames))
        }
      },
      signal
    );
    const style = h("style");
    style.textContent = css;
    this.root = h(
      "div",
      { class: "player", role: "region", "data-playing": "false", "data-session-time": String(this.time), "data-frames-off": "" },
      style,
      this.header.element,
      h("div", { class: "stage-frame" }, this.#stage.element, this.#stage.panel.element, this.#link.element, this.#notice.element),
      this.transport.element,
      this.timeline.element,
      this.#divider.element
    );
    const commands = commandsOf(this, { playing: this.playing, stage: this.#stage, looping: this.#looping, undo: () => this.#announcing.takeBack(), share: () => this.#share.copy(), help: () => this.#keyboard.help() });
    this.#keyboard = new Keyboard(this.root, commands, signal);
    hearForeignKeys(() => store.get("ident"), () => this.#address.ours, (event) => this.#keyboard.press(event), signal);
    this.#watch = new SyncWatch(this.root, () => this.#stage.places.values(), () => this.#showSync(), (level) => this.#spare(level), signal);
    this.#files = new FileWatch(
      { files: () => this.#stage.files, media: () => this.#stage.media, look: () => this.#python.count("retries") },
      signal
    );
    new Heartbeat(async (signal2) => this.#media?.ask(tokenOf(store), signal2) ?? "there", this.#loss, signal);
    this.#listen(signal);
    this.#build();
    this.#announcing.told();
    this.#lanes.build();
    void this.#link.connect(store.get("address"));
  }
  get time() {
    return this.playing.time;
  }
  /** Where playing ends: the last frame of the camera that ends last. */
  get end() {
    return this.#stage.end ?? this.#session.stop;
  }
  /** What follows the clock. @returns {import("./session/playing.js").Follows} */
  get #follows() {
    return {
      attached: () => this.root.isConnected,
      moved: (jumped) => this.#update(jumped),
      sought: () => {
        this.#update(true);
        this.#tellTime(true);
      },
      begun: () => {
        this.#watch.start(this.time);
        this.#update(true);
        this.#python.tell("playing", true);
      },
      rested: () => {
        this.#watch.rest();
        this.#update();
        this.#python.tell("playing", false);
        this.#tellTime(true);
      },
      flowed: () => {
        if (this.#watch.strain.level < 3 || this.#redraws % 2 === 0) this.#update();
      },
      redrawn: () => {
        this.#redraws += 1;
        this.#watch.say();
        this.#tellTime(false);
      }
    };
  }
  dispose() {
    this.#stop.abort();
    this.#address.dispose();
    this.#stage.dispose();
  }
  /** What is on screen, in words that hold without this server. */
  get #reference() {
    const name = this.#stage.focused ?? "";
    const { frame } = this.#stage.places.get(name)?.tile.element.dataset ?? {};
    return [this.#session.name, secondsText(this.time), ...frame ? [`${name} frame ${frame}`] : []].join(" · ");
  }
  /** @returns {import("./python/contract.js").SessionDescriptor} */
  get #session() {
    return this.store.get("session");
  }
  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { store } = this;
    const on = (name, changed) => {
      store.on(name, () => {
        if (signal.aborted) return;
        changed();
        this.#address.changed();
      });
    };
    on("time", () => this.#python.takeTime());
    on("playing", () => store.get("playing") ? this.playing.play() : this.playing.pause());
    on("rate", () => {
      this.playing.setRate(store.get("rate"));
      this.transport.showRate(store.get("rate"));
      this.clip.show();
    });
    on("loop", () => this.#showLoop());
    on("offsets", () => this.#move());
    on("wait_for_all", () => this.sync.showWaitForAll(store.get("wait_for_all")));
    on("command", () => this.#python.obey());
    on("selected", () => this.#select());
    on("layout", () => this.#arrange());
    on("grid", () => this.#arrange());
    on("order", () => this.#reorder());
    on("enlarged", () => {
      this.#arrange();
      this.clip.show();
    });
    on("adjustments", () => this.#stage.cameras.forEach(({ name }) => this.#stage.adjust(name)));
    on("focused", () => {
      this.#stage.showFocus();
      this.clip.show();
    });
    for (const name of ["engine", "engines"]) on(name, () => this.#stage.choose());
    on("said", () => this.#announcing.told());
    on("restored", () => this.#announcing.told());
    on("session", () => this.#build());
    on("cameras", () => {
      this.#files.told();
      this.#build();
    });
    on("intervals", () => this.#lanes.build());
    for (const name of ["lanes", "lane", "table", "passing"]) on(name, () => this.#lanes.refresh());
    on("table", () => this.#divider.fit(this.root.clientHeight));
    on("address", () => void this.#link.connect(store.get("address")));
    const fit = (height) => {
      this.timeline.fit(height);
      this.#divider.fit(height);
      this.#arrange();
    };
    fitTo(this.root, this.#stage.element, { fold: (narrow) => this.header.fold(narrow), fit }, signal);
    const coloured = () => {
      this.#theme.refresh();
      this.timeline.draw();
    };
    followTheme(this.root, coloured, signal);
  }
  /** Brings the page to what Python tells of the session. */
  #build() {
    const { name, subtitle, start, stop } = this.#session;
    set(this.root, "aria-label", `Videos of ${name}`);
    this.header.showSession(name, subtitle);
    this.#share.show(this.#address.ours);
    this.#theme.show(this.#address.ours);
    this.#address.changed();
    this.header.showCameras(this.#stage.cameras, this.#stage.selected);
    this.transport.showTotal(start, stop);
    this.transport.showRate(this.#clock.rate);
    this.sync.showWaitForAll(this.store.get("wait_for_all"));
    this.#showLoop();
    this.#stage.build();
    this.#select();
    if (this.store.get("playing")) this.playing.play();
    else this.playing.extended();
  }
  /** Brings the page to another choice of cameras. */
  #select() {
    this.#stage.select();
    this.header.tick(this.#stage.selected);
    this.header.showLayout(this.store.get("layout"), this.#stage.arrangement.rows.length > 0);
    this.#showTimeline();
    this.clip.show();
    this.#update();
  }
  #arrange() {
    this.header.showLayout(this.store.get("layout"), this.#stage.arrangement.rows.length > 0);
    this.#stage.arrange();
  }
  /** Brings the page to another order of cameras. */
  #reorder() {
    this.header.showCameras(this.#stage.cameras, this.#stage.selected);
    this.#showTimeline();
    this.#arrange();
  }
  /** Brings everything to the clock's time. @param {boolean} [jumped] whether time did not flow there */
  #update(jumped = false) {
    const { playing, held: held2 } = this.#clock;
    const time = this.time;
    if (jumped) this.#watch.jump(time);
    set(this.root, "data-session-time", String(time));
    set(this.root, "data-playing", String(playing));
    this.transport.showPlaying(playing);
    this.transport.showTime(time);
    this.timeline.move(time, playing ? Math.sign(this.#clock.rate) : 0);
    this.navigation.show(time);
    this.#stage.update(time, playing && !held2, jumped);
    this.#showAttention();
    this.#watch.measure(time, this.#clock.rate, playing && !held2);
  }
  /** A camera has something else to show. @param {import("./tiles/stage.js").Place} place */
  #changed(place2) {
    const { time } = this;
    if (this.#stage.show(place2, time)) this.#showAttention();
    if (!this.#clock.playing) this.#watch.measure(time, this.#clock.rate, false);
  }
  /** Puts the figures of the sync into words. */
  #showSync() {
    const { waitsFor } = this.playing;
    set(this.root, "data-waiting", waitsFor.length ? waitsFor.join(", ") : null);
    this.sync.show(() => figuresOf(this.#stage), waitsFor.length > 1 ? `${waitsFor.length} cameras` : waitsFor[0]);
  }
  /** Leaves undone what matters least. @param {number} level of strain */
  #spare(level) {
    set(this.root, "data-strain", level ? String(level) : null);
    this.sync.showStrain(measuresOf(level, this.#stage.spare(level)));
  }
  #showAttention() {
    this.sync.showAttention(troubledOf(this.#stage).length, this.#stage.selected.length);
  }
  /** Moves the cameras as the offsets say. */
  #move() {
    this.#stage.move();
    this.#announcing.moved();
    this.#showTimeline();
    this.#update(true);
  }
  #showTimeline() {
    const { start, stop } = this.#session;
    const shown2 = new Set(this.#stage.selected);
    const cameras = this.#stage.cameras.filter((camera) => shown2.has(camera.name));
    this.timeline.show(cameras, this.#stage.cameras.map(({ label }) => label), start, stop, (name) => this.#stage.shifts.of(name) / 1e3);
  }
  #showLoop() {
    const loop = this.#looping.range;
    this.transport.showLoop(loop);
    this.timeline.loop.show(loop);
    this.timeline.loop.mark(this.#looping.marked);
    this.clip.show();
  }
  /** An edge by key. @param {"start" | "stop"} edge */
  markLoop(edge) {
    const mark = this.#looping.mark(edge, this.time);
    this.timeline.loop.mark(mark);
    if (mark) this.#announcing.marked(mark);
    else this.#announcing.looped();
  }
  /** @param {boolean} now */
  #tellTime(now) {
    if (this.#python.tellTime(now)) this.#address.changed();
  }
  /** Fills the screen, or leaves it. */
  fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {
    });
    else this.root.requestFullscreen().catch(() => {
    });
  }
};

// src/index.js
function render({ model, view }) {
  players.get(view)?.dispose();
  const store = {
    get: (name) => model[name],
    set: (name, value) => {
      model[name] = value;
    },
    on: (name, changed) => model.on(name, changed)
  };
  const player = new Player(store, resolveAddress);
  players.set(view, player);
  model.on("remove", () => player.dispose());
  return player.root;
}
var players = /* @__PURE__ */ new WeakMap();
var src_default = { render };
export {
  src_default as default,
  render
};

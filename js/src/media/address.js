/**
 * Where the media answer: Python names a server, the page finds the way to it.
 *
 * @typedef {import("../python/contract.js").Problem} Problem
 *
 * What to say where no way leads there; `line` is for the reader's terminal.
 * @typedef {Problem & { line: string | undefined }} Unreachable
 *
 * @typedef {{ mode: "routes", base: string, app?: string } | { mode: "fallback", port: number, probe: string, host?: string }} Address
 *
 * What is known of the page.
 * @typedef {object} Page
 * @prop {string} url where it is
 * @prop {string | null} jupyterBaseUrl the server's base path, where the page is Jupyter's
 * @prop {((port: number) => Promise<string>) | null} colabProxy Colab's own way to a port
 * @prop {string[]} [around] origins of the pages that frame this one, innermost first
 * @prop {(url: string, init: RequestInit) => Promise<Response>} fetch
 */

const ROUTE = "nwb-video-panel/v1/";

/** What the probe's bytes 0 to 7 are; hosting.py has the same. */
const PROBE = "nwbvideo";

/** Where Panel's preview is in a Jupyter server. */
const PREVIEW = /^(.*\/)panel-preview\//;

/** How long a way may take to answer; a proxy may have to wake up. */
const PATIENCE_MS = 5000;

/**
 * Finds the URL that tokens are appended to.
 * @param {Address} address
 * @param {AbortSignal} signal
 * @param {Page} [page]
 * @returns {Promise<{ base: string } | { problem: Unreachable }>}
 */
export async function resolveAddress(address, signal, page = thisPage()) {
  if (address.mode === "routes") return { base: routes(address, page.url) };
  /** @type {string[]} */
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

/**
 * Where the routes are: below what is left of the page's path without the app's, which holds behind any
 * proxy; else, in pages that embed the app, where Python says.
 * @param {{ base: string, app?: string }} address
 * @param {string} url the page's
 */
export function routes({ base, app }, url) {
  const path = new URL(url).pathname.replace(/\/+$/, "");
  if (app === undefined || base.includes("://") || !path.endsWith(app)) return new URL(base, url).href;
  return new URL(`${path.slice(0, path.length - app.length)}/${ROUTE}`, url).href;
}

/**
 * The ways to a server on loopback of the kernel's machine, best first; each ends with a slash.
 *
 * Loopback is asked only by pages that are local themselves: from any other page it would be the
 * reader's machine, not the kernel's.
 * @param {number} port
 * @param {Pick<Page, "url" | "jupyterBaseUrl" | "around">} page
 * @returns {string[]}
 */
export function candidates(port, page) {
  const found = isLocal(new URL(page.url)) ? [`http://127.0.0.1:${port}/`] : [];
  if (page.jupyterBaseUrl !== null) {
    const base = page.jupyterBaseUrl.replace(/\/*$/, "/");
    found.push(new URL(`${base}proxy/${port}/`, page.url).href);
  }
  // Panel's preview is a page of the Jupyter server that does not carry Jupyter's settings.
  const preview = PREVIEW.exec(new URL(page.url).pathname);
  if (preview) found.push(new URL(`${preview[1]}proxy/${port}/`, page.url).href);
  // code-server below a path of its own: its frames are there, too.
  const workbench = /^(.*?\/)(?:stable|insider|oss-dev)-[^/]*\/static\//.exec(new URL(page.url).pathname);
  if (workbench) found.push(new URL(`${workbench[1]}proxy/${port}/`, page.url).href);
  for (const origin of page.around ?? []) {
    // GitHub Codespaces forwards each port under a name of its own; code-server has a proxy as Jupyter's.
    const space = /^https:\/\/([a-z0-9-]+)\.github\.dev$/.exec(origin);
    if (space) found.push(`https://${space[1]}-${port}.app.github.dev/`);
    else if (/^https?:/.test(origin)) found.push(`${origin}/proxy/${port}/`);
  }
  return [...new Set(found)];
}

/**
 * Also asks Colab, which gives its way only when asked.
 * @param {number} port
 * @param {Page} page
 */
async function* ways(port, page) {
  // The pages around Colab's frames are Google's: the probe is no business of theirs.
  yield* candidates(port, page.colabProxy === null ? page : { ...page, around: [] });
  if (page.colabProxy !== null) {
    try {
      yield (await page.colabProxy(port)).replace(/\/*$/, "/");
    } catch {
      // Colab has no way to this port.
    }
  }
}

/** @param {URL} url */
function isLocal({ protocol, hostname }) {
  if (protocol === "file:" || protocol === "vscode-webview:") return true;
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** @param {Pick<URL, "protocol" | "hostname">} url */
function isVSCode({ protocol, hostname }) {
  return protocol === "vscode-webview:" || /\.vscode-cdn\.net$/.test(hostname);
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {Page["fetch"]} fetch
 * @returns {Promise<string | null>} why it is not the server; null where it is
 */
async function probe(url, signal, fetch) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    // A ranged GET: proxies take the length off the answer to HEAD, and some take ranges off GET.
    const reply = await fetch(url, {
      headers: { Range: "bytes=0-7" },
      cache: "no-store",
      signal: AbortSignal.any([signal, patience]),
    });
    if (reply.status !== 206) {
      void reply.body?.cancel();
      return `answered ${reply.status}, not 206`;
    }
    return (await reply.text()) === PROBE ? null : "another server answered";
  } catch {
    return patience.aborted ? "no answer in time" : "no answer";
  }
}

/**
 * @param {string[]} tried
 * @param {{ port: number, host?: string }} address
 * @param {Page} page
 * @returns {Unreachable}
 */
function unreachable(tried, address, page) {
  const { who, cure, line } = advice(address, page);
  return {
    what: "The videos cannot be reached from this page",
    why:
      tried.length > 0
        ? `${who} serves them, and no way to it answered.`
        : `${who} serves them on its own machine, and this page has no way to it.`,
    cure,
    line,
    state: "error",
    tried,
  };
}

/**
 * @param {{ port: number, host?: string }} address
 * @param {Page} page
 * @returns {{ who: string, cure: string, line?: string | undefined }}
 */
function advice({ port, host }, page) {
  const at = new URL(page.url);
  const kernel = "The notebook's kernel";
  const local = isLocal(at);
  const line = `-L ${port}:127.0.0.1:${port} ${host ?? (local ? "the-kernel's-machine" : at.hostname)}`;
  if (isVSCode(at)) {
    const cure =
      `Forward port ${port} under the same number in VS Code's Ports view; in a Codespace, make it public there: ` +
      "links to the videos stay secret. Then try again.";
    return { who: kernel, cure };
  }
  if (page.colabProxy !== null) {
    return { who: kernel, cure: `Colab has to give a way to port ${port}. Try again, or run the cell again.` };
  }
  if (page.jupyterBaseUrl !== null || PREVIEW.test(at.pathname)) {
    const install = "Install jupyter-server-proxy beside JupyterLab and restart it. Or run the line below on your own";
    if (local) return { who: kernel, cure: `${install} computer. Then try again.`, line: `ssh ${line}` };
    // A page that is local is reached over a tunnel already; this one needs one, too.
    const own = at.port || 8888;
    const cure = `${install} computer and open the notebook at http://localhost:${own}. Then try again.`;
    return { who: kernel, cure, line: `ssh -L ${own}:127.0.0.1:${own} ${line}` };
  }
  const serve = "Use panel serve, which brings videos and page together";
  if (!local) return { who: "Python", cure: `${serve}.` };
  const cure = `${serve}. Or run the line below on your own computer, then try again.`;
  return { who: "Python", cure, line: `ssh ${line}` };
}

/** @returns {Page} */
function thisPage() {
  const colab = /** @type {any} */ (globalThis).google?.colab?.kernel;
  return {
    // A page may be somewhere else than its <base> says: VS Code's is the notebook's folder. Frames that were
    // written into their parent have no place, but its base.
    url: location.protocol === "about:" ? document.baseURI : location.href,
    jupyterBaseUrl: jupyterBaseUrl(),
    colabProxy: colab ? (port) => colab.proxyPort(port, { cache: true }) : null,
    around: [...(globalThis.location?.ancestorOrigins ?? [])],
    fetch: (url, init) => fetch(url, init),
  };
}

/** JupyterLab and Notebook 7 put it into a script element, the classic notebook onto the body. */
function jupyterBaseUrl() {
  try {
    const config = document.getElementById("jupyter-config-data")?.textContent;
    if (config) return String(JSON.parse(config).baseUrl ?? "/");
  } catch {
    // Not Jupyter's element after all.
  }
  return document.body.dataset["baseUrl"] ?? null;
}

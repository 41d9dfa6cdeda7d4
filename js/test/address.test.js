import assert from "node:assert/strict";
import test from "node:test";

import { candidates, resolveAddress, routes } from "../src/media/address.js";

const never = new AbortController().signal;

/**
 * @param {string} url
 * @param {string | null} [jupyterBaseUrl]
 * @param {Record<string, Response>} [replies] by the start of the URL; others do not answer
 */
function page(url, jupyterBaseUrl = null, replies = {}) {
  /** @type {{ url: string, range: string | null }[]} */
  const asked = [];
  return {
    url,
    jupyterBaseUrl,
    colabProxy: /** @type {((port: number) => Promise<string>) | null} */ (null),
    asked,
    /** @param {string} asking @param {RequestInit} init */
    async fetch(asking, init) {
      asked.push({ url: asking, range: new Headers(init.headers).get("Range") });
      const start = Object.keys(replies).find((key) => asking.startsWith(key));
      if (start === undefined) throw new TypeError("refused");
      return /** @type {Response} */ (replies[start]);
    },
  };
}

const right = () => new Response("nwbvideo", { status: 206 });
const address = /** @type {const} */ ({ mode: "fallback", port: 4711, probe: "TOKEN" });

for (const [at, base, wanted] of [
  ["http://localhost:5006/viewer", "nwb-video-panel/v1/", "http://localhost:5006/nwb-video-panel/v1/"],
  ["http://host/prefix/viewer?theme=dark", "nwb-video-panel/v1/", "http://host/prefix/nwb-video-panel/v1/"],
  ["http://host/prefix/a/b", "../nwb-video-panel/v1/", "http://host/prefix/nwb-video-panel/v1/"],
  ["http://host/prefix/viewer/", "../nwb-video-panel/v1/", "http://host/prefix/nwb-video-panel/v1/"],
  ["https://blog/page", "https://host/nwb-video-panel/v1/", "https://host/nwb-video-panel/v1/"],
]) {
  test(`routes of the page ${at} are relative to it`, async () => {
    const here = page(/** @type {string} */ (at));
    const found = await resolveAddress({ mode: "routes", base: /** @type {string} */ (base) }, never, here);
    assert.deepEqual(found, { base: wanted });
    assert.deepEqual(here.asked, []);
  });
}

test("a local notebook asks loopback first, then Jupyter's proxy", () => {
  assert.deepEqual(candidates(4711, { url: "http://localhost:8888/lab/tree/a.ipynb", jupyterBaseUrl: "/" }), [
    "http://127.0.0.1:4711/",
    "http://localhost:8888/proxy/4711/",
  ]);
});

test("a notebook on a hub asks the proxy alone, under the user's own base", () => {
  assert.deepEqual(candidates(4711, { url: "https://hub.example/user/me/lab", jupyterBaseUrl: "/user/me/" }), [
    "https://hub.example/user/me/proxy/4711/",
  ]);
});

test("loopback by any of its names is local, a name that begins like it is not", () => {
  for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "lab.localhost"]) {
    assert.equal(candidates(1, { url: `http://${host}:8888/`, jupyterBaseUrl: null }).length, 1, host);
  }
  for (const host of ["localhost.example", "127.0.0.1.example", "example"]) {
    assert.equal(candidates(1, { url: `http://${host}:8888/`, jupyterBaseUrl: null }).length, 0, host);
  }
});

test("the first way that answers the probe is taken, asked by a range", async () => {
  const here = page("http://localhost:8888/lab", "/", { "http://127.0.0.1:4711/": right() });
  const found = await resolveAddress(address, never, here);
  assert.deepEqual(found, { base: "http://127.0.0.1:4711/nwb-video-panel/v1/" });
  assert.deepEqual(here.asked, [{ url: "http://127.0.0.1:4711/nwb-video-panel/v1/TOKEN", range: "bytes=0-7" }]);
});

test("another server on the same port is passed over", async () => {
  const here = page("http://localhost:8888/lab", "/", {
    "http://127.0.0.1:4711/": new Response("<!DOCTYP", { status: 206 }),
    "http://localhost:8888/proxy/4711/": right(),
  });
  const found = await resolveAddress(address, never, here);
  assert.deepEqual(found, { base: "http://localhost:8888/proxy/4711/nwb-video-panel/v1/" });
});

test("a way that takes ranges off is passed over", async () => {
  const here = page("http://localhost:8888/lab", "/", {
    "http://127.0.0.1:4711/": new Response("nwbvideo", { status: 200 }),
    "http://localhost:8888/proxy/4711/": right(),
  });
  const found = await resolveAddress(address, never, here);
  assert.deepEqual(found, { base: "http://localhost:8888/proxy/4711/nwb-video-panel/v1/" });
});

test("where no way answers, the problem lists what was tried", async () => {
  const here = page("http://localhost:8888/lab", "/", {
    "http://localhost:8888/proxy/4711/": new Response("no", { status: 404 }),
  });
  const found = await resolveAddress(address, never, here);
  assert.ok("problem" in found);
  assert.equal(found.problem.state, "error");
  assert.deepEqual(found.problem.tried, [
    "http://127.0.0.1:4711/: no answer",
    "http://localhost:8888/proxy/4711/: answered 404, not 206",
  ]);
  assert.match(found.problem.cure, /jupyter-server-proxy/);
});

test("a page without any way says so", async () => {
  const found = await resolveAddress(address, never, page("https://example/"));
  assert.ok("problem" in found);
  assert.deepEqual(found.problem.tried, []);
});

test("Colab is asked for its own way", async () => {
  const here = page("https://x.googleusercontent.example/frame", null, { "https://colab.example/p/": right() });
  here.colabProxy = async (port) => `https://colab.example/p/${port}`;
  assert.deepEqual(await resolveAddress(address, never, here), {
    base: "https://colab.example/p/4711/nwb-video-panel/v1/",
  });
});

test("the pages around Colab's frames are not asked", async () => {
  const here = page("https://x-colab.googleusercontent.com/frame", null, { "https://colab.example/p/": right() });
  Object.assign(here, { around: ["https://colab.research.google.com"] });
  here.colabProxy = async (port) => `https://colab.example/p/${port}/`;
  assert.ok("base" in (await resolveAddress(address, never, here)));
  assert.deepEqual(here.asked.map(({ url }) => new URL(url).host), ["colab.example"]);
});

test("nothing more is tried once the player is gone", async () => {
  const gone = new AbortController();
  const here = page("http://localhost:8888/lab", "/");
  const { fetch } = here;
  here.fetch = async (url, init) => {
    gone.abort();
    return fetch(url, init);
  };
  const found = await resolveAddress(address, gone.signal, here);
  assert.ok("problem" in found);
  assert.equal(here.asked.length, 1);
});

for (const [url, app, wanted] of [
  ["http://localhost:5006/viewer", "/viewer", "http://localhost:5006/nwb-video-panel/v1/"],
  ["http://host/a/b", "/a/b", "http://host/nwb-video-panel/v1/"],
  ["http://host/a/b/?x=1", "/a/b", "http://host/nwb-video-panel/v1/"],
  ["https://host/stripped/elsewhere/a/b", "/a/b", "https://host/stripped/elsewhere/nwb-video-panel/v1/"],
  ["http://host/lab/", "", "http://host/lab/nwb-video-panel/v1/"],
  ["http://host/", "", "http://host/nwb-video-panel/v1/"],
  ["http://host/blog/post", "/viewer", "http://host/blog/nwb-video-panel/v1/"],
]) {
  test(`the app ${app || "at the root"} of the page ${url} has its routes beside it`, () => {
    assert.equal(routes({ base: "nwb-video-panel/v1/", app }, url), wanted);
  });
}

test("a Codespace's frames find the name of a forwarded port", () => {
  const around = ["vscode-webview://abc", "https://fluffy-space-7x.github.dev"];
  const frame = { url: "https://abc.vscode-cdn.net/index.html", jupyterBaseUrl: null, around };
  assert.deepEqual(candidates(4711, frame), ["https://fluffy-space-7x-4711.app.github.dev/"]);
});

test("code-server's frames find its proxy", () => {
  const frame = { url: "https://lab/stable/webview.html", jupyterBaseUrl: null, around: ["https://lab"] };
  assert.deepEqual(candidates(4711, frame), ["https://lab/proxy/4711/"]);
});

test("code-server below a path of its own finds its proxy there", () => {
  const frame = { url: "https://lab/code/stable-0a1b/static/out/vs/pre/fake.html", jupyterBaseUrl: null, around: ["https://lab"] };
  assert.deepEqual(candidates(4711, frame), ["https://lab/code/proxy/4711/", "https://lab/proxy/4711/"]);
});

test("a page in VS Code asks loopback, and is told of the Ports view", async () => {
  const webview = page("vscode-webview://0abc/index.html");
  const found = await resolveAddress(address, never, webview);
  assert.deepEqual(webview.asked.map(({ url }) => new URL(url).host), ["127.0.0.1:4711"]);
  assert.ok("problem" in found);
  assert.match(found.problem.cure, /port 4711 .*Ports view/);
  assert.equal(found.problem.line, undefined);
});

test("where no way answers, the very line that forwards the port is told", async () => {
  for (const [url, line, open] of [
    ["http://localhost:8888/lab", "ssh -L 4711:127.0.0.1:4711 node7", ""],
    ["http://lab:9999/lab", "ssh -L 9999:127.0.0.1:9999 -L 4711:127.0.0.1:4711 node7", "http://localhost:9999"],
  ]) {
    const found = await resolveAddress({ ...address, host: "node7" }, never, page(/** @type {string} */ (url), "/"));
    assert.ok("problem" in found);
    assert.equal(found.problem.line, line);
    assert.ok(found.problem.cure.includes(/** @type {string} */ (open)), found.problem.cure);
    assert.ok(found.problem.cure.includes("jupyter-server-proxy"));
    assert.ok(found.problem.tried.length > 0);
  }
});

test("a page that is no notebook's is told of panel serve", async () => {
  for (const [url, line] of [
    ["https://lab/app", undefined],
    ["http://localhost:8000/app", "ssh -L 4711:127.0.0.1:4711 node7"],
  ]) {
    const found = await resolveAddress({ ...address, host: "node7" }, never, page(/** @type {string} */ (url)));
    assert.ok("problem" in found);
    assert.match(found.problem.why, /^Python serves them/);
    assert.match(found.problem.cure, /panel serve/);
    assert.equal(found.problem.line, line);
  }
});

test("where Colab gives no way, that is said", async () => {
  const here = page("https://x-colab.googleusercontent.com/frame");
  here.colabProxy = () => Promise.reject(new Error("no"));
  const found = await resolveAddress(address, never, here);
  assert.ok("problem" in found);
  assert.match(found.problem.cure, /Colab .* port 4711/);
});

test("Panel's preview finds the proxy of its Jupyter server", () => {
  const preview = { url: "https://hub/user/me/panel-preview/render/a/b.ipynb", jupyterBaseUrl: null };
  assert.deepEqual(candidates(4711, preview), ["https://hub/user/me/proxy/4711/"]);
});

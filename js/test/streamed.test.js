import assert from "node:assert/strict";
import test from "node:test";

import { Timebase } from "../src/session/timebase.js";
import { StreamTimebase } from "../src/media/spans.js";
import { StreamedVideo } from "../src/media/streamed.js";
import { arrived } from "../src/media/streamsource.js";

class Element extends EventTarget {
  readyState = 0;
  append() {}
  remove() {}
  pause() {}
  load() {}
  setAttribute() {}
  removeAttribute() {}
  /** @type {Set<string>} */
  attributes = new Set();
  /** @type {(now: number, told: { mediaTime: number, presentedFrames: number }) => void} */
  tell = () => {};
  /** @param {string} name @param {boolean} on */
  toggleAttribute(name, on) {
    if (on) this.attributes.add(name);
    else this.attributes.delete(name);
  }
  /** @param {Element["tell"]} tell */
  requestVideoFrameCallback(tell) {
    this.tell = tell;
  }
  getContext() {
    return { drawImage() {} };
  }
}

/** Never opens: what is put in stays under way, as on a machine that is busy. */
class Busy extends EventTarget {
  readyState = "closed";
  static isTypeSupported() {
    return true;
  }
}

Object.assign(globalThis, {
  MediaSource: Busy,
  HTMLMediaElement: { HAVE_METADATA: 1, HAVE_CURRENT_DATA: 2, HAVE_FUTURE_DATA: 3 },
  createImageBitmap: async () => ({ width: 8, height: 8, close() {} }),
});
URL.createObjectURL = () => "blob:";
URL.revokeObjectURL = () => {};

const still = () => new Response(new Uint8Array(1));

/** A segment as the server sends it, with nothing in it. */
function segment() {
  const facts = new TextEncoder().encode(JSON.stringify({ lost: [], estimated: false, route: "transcoded" }));
  const bytes = new Uint8Array(8 + facts.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(facts, 8);
  return new Response(bytes);
}

/** @param {RequestInit} init @returns {Promise<Response>} that comes only when nobody wants it any more */
function never({ signal }) {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

/**
 * A minute of 25 frames per second.
 * @param {(asked: string, init: RequestInit) => Response | Promise<Response>} answer
 */
function opened(answer) {
  /** @type {string[]} */
  const asked = [];
  const timebase = new StreamTimebase(Timebase.regular(0, 25, 1500), 0, 1500, { origin: 0, span: 1 });
  /** @type {Record<string, Element>} */
  const made = {};
  const document = /** @type {any} */ ({ createElement: (/** @type {string} */ name) => (made[name] = new Element()) });
  const video = new StreamedVideo(document, "/stream", timebase, { route: "transcoded" }, async (url, init) => {
    const what = url.replace(/.*\?(\w+=\d+).*/, "$1");
    asked.push(what);
    return answer(what, init);
  });
  return { video, asked, made };
}

/** @param {StreamedVideo} video @param {number} k */
async function shows(video, k) {
  const until = performance.now() + 3000;
  while (!(video.settled && video.shown === k)) {
    assert.ok(performance.now() < until, `frame ${video.shown} is on screen, not ${k}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** @param {string[]} asked @param {string} what */
async function isAsked(asked, what) {
  while (!asked.includes(what)) await new Promise((resolve) => setTimeout(resolve, 1));
}

test("a far seek while a segment travels, which it breaks off, is followed", async () => {
  const { video, asked } = opened((what, init) => (what.startsWith("still") ? still() : never(init)));
  video.show(30);
  await isAsked(asked, "segment=1");
  video.show(900);
  await shows(video, 900);
  video.dispose();
});

test("a seek while the browser takes a segment does not wait for it", async () => {
  const { video, asked } = opened((what) => (what.startsWith("still") ? still() : segment()));
  video.show(30);
  await isAsked(asked, "segment=1");
  await new Promise((resolve) => setTimeout(resolve, 20));
  video.show(40);
  await shows(video, 40);
  video.dispose();
});

test("where numbers became exact, no still of before stays in front of the video", async () => {
  const { video, made } = opened((what, init) => (what.startsWith("still") ? still() : never(init)));
  video.show(30);
  await shows(video, 30);
  assert.ok(made.canvas.attributes.has("data-still"));
  video.estimated = true;
  video.retime();
  video.follow(() => ({ media: 2, rate: 1 }));
  made.video.tell(0, { mediaTime: 2, presentedFrames: 1 });
  assert.equal(video.shown, 50);
  assert.ok(!made.canvas.attributes.has("data-still"));
  video.dispose();
});

test("a picture that stands asks again for what did not come", async () => {
  let busy = true;
  const { video } = opened((what, init) => {
    if (!what.startsWith("still")) return never(init);
    if (!busy) return still();
    busy = false;
    return new Response("", { status: 503 });
  });
  video.show(30);
  await shows(video, 30);
  video.dispose();
});

test("a segment is there once it was answered, whatever came of it", () => {
  assert.deepEqual(arrived(5), [5]);
  assert.deepEqual(arrived(5, [4, 6]), [4, 5, 6]);
  assert.deepEqual(arrived(5, [3, 4]), [3, 4, 5]);
  assert.deepEqual(arrived(5, [5, 4]), [5]);
  assert.deepEqual(arrived(600, [46, 47]), [600]);
});

import { NativeVideo } from "./native.js";
import { WebCodecsVideo } from "./webcodecs.js";

/**
 * @typedef {import("./frameindex.js").FrameIndex} FrameIndex
 * @typedef {import("./frameindex.js").DecoderFacts} DecoderFacts
 * @typedef {"native" | "webcodecs"} EngineName
 * @typedef {"auto" | EngineName} EngineWish
 * @typedef {NativeVideo | WebCodecsVideo} Engine
 */

/**
 * Which engine shows a file. A native video is lighter and works everywhere; the page's own decoding takes over
 * where a native video is not exact, or does not play at all.
 * @param {EngineWish} wish
 * @param {object} facts
 * @param {boolean} facts.able whether the page can decode the file itself
 * @param {boolean} facts.unfit whether a native video was seen to be inexact, or failed
 * @returns {EngineName}
 */
export function chooseEngine(wish, { able, unfit }) {
  if (!able || wish === "native") return "native";
  return wish === "webcodecs" || unfit ? "webcodecs" : "native";
}

/**
 * What to set a decoder up with, where this browser on this page can decode a file.
 * @param {DecoderFacts} facts
 * @returns {Promise<VideoDecoderConfig | null>}
 */
export async function decoderConfig({ codec, description, coded: [codedWidth, codedHeight] }) {
  if (!globalThis.isSecureContext || typeof VideoDecoder === "undefined") return null;
  /** @type {VideoDecoderConfig} */
  const config = { codec, codedWidth, codedHeight, ...(description && { description }) };
  try {
    const { supported } = await VideoDecoder.isConfigSupported(config);
    return supported ? config : null;
  } catch {
    return null; // a codec string that this browser does not even parse
  }
}

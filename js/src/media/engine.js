import { NativeVideo } from "./native.js";
import { StreamedVideo } from "./streamed.js";
import { WebCodecsVideo } from "./webcodecs.js";

/**
 * @typedef {import("./frameindex.js").FrameIndex} FrameIndex
 * @typedef {import("./frameindex.js").DecoderFacts} DecoderFacts
 * @typedef {"native" | "webcodecs" | "streamed"} EngineName
 * @typedef {"auto" | EngineName} EngineWish
 * @typedef {NativeVideo | WebCodecsVideo | StreamedVideo} Engine
 */

/**
 * Which engine shows a file. A native video plays at half the cost and works everywhere; the page's own decoding
 * steps at once, and takes over where a native video is not exact, or does not play at all; and where neither can,
 * the server makes a stream.
 * @param {EngineWish} wish
 * @param {object} facts
 * @param {boolean} facts.able whether the page can decode the file itself
 * @param {boolean} facts.unfit whether a native video was seen to be inexact, or cannot play the file
 * @param {boolean} [facts.stepping] whether someone goes from frame to frame
 * @param {boolean} [facts.streams] whether the server can make a stream of it
 * @returns {EngineName}
 */
export function chooseEngine(wish, { able, unfit, stepping = false, streams = false }) {
  if (wish === "native") return "native";
  if (streams && wish === "streamed") return "streamed";
  if (able && (wish === "webcodecs" || unfit || stepping)) return "webcodecs";
  return unfit && streams ? "streamed" : "native";
}

/**
 * Whether a native video can be believed where the browser does not name the frame that it shows. Firefox counts
 * media time from the first frame, leaves nothing out where an edit list does, and misplaces frames of Matroska
 * that are decoded in another order than shown.
 * @param {FrameIndex} index
 * @param {string | null} container
 */
export function plain({ timebase, decoding }, container) {
  if (decoding === null || Math.abs(timebase.mediaAt(0, 0)) > 1e-3) return false;
  const { whole, ordered } = decoding.packets;
  return whole && (ordered || (container !== "Matroska" && container !== "WebM"));
}

/**
 * Whether this browser says that it plays a file as it is.
 * @param {{ type: string | null, url: string | null }} file
 */
export function playable({ type, url }) {
  if (type === null) return url !== null;
  return document.createElement("video").canPlayType(type) !== "";
}

/**
 * The colours that a decoder has to be told. For VP9 those of the file, which it would not look for; else only where
 * the file does not tell them, and then as Chromium takes them when it plays the file itself: of standard definition
 * below 720 lines, and for VP9 and AV1 always. Untold, colours would change with the engine.
 * @param {Pick<DecoderFacts, "codec" | "matrix" | "coded">} facts
 * @returns {VideoColorSpaceInit | null}
 */
export function coloursToTell({ codec, matrix, coded: [, lines] }) {
  const modern = /^(vp09|av01)/.test(codec);
  if (matrix !== null && !(codec.startsWith("vp09") && (matrix === 5 || matrix === 6))) return null;
  const name = matrix !== null || lines < 720 || modern ? "smpte170m" : "bt709";
  return { primaries: name, transfer: name, matrix: name, fullRange: false };
}

/**
 * What to set a decoder up with, where this browser on this page can decode a file.
 * @param {DecoderFacts} facts
 * @returns {Promise<VideoDecoderConfig | null>}
 */
export async function decoderConfig(facts) {
  if (!globalThis.isSecureContext || typeof VideoDecoder === "undefined") return null;
  const { codec, description, coded } = facts;
  const [codedWidth, codedHeight] = coded;
  const colorSpace = coloursToTell(facts);
  /** @type {VideoDecoderConfig} */
  const config = { codec, codedWidth, codedHeight, ...(description && { description }), ...(colorSpace && { colorSpace }) };
  try {
    const { supported } = await VideoDecoder.isConfigSupported(config);
    return supported ? config : null;
  } catch {
    return null; // a codec string that this browser does not even parse
  }
}

import { NativeVideo } from "./native.js";
import { StreamTimebase } from "./spans.js";
import { StreamedVideo } from "./streamed.js";
import { FileTimebase } from "../session/timebase.js";
import { WebCodecsVideo } from "./webcodecs.js";

/**
 * @typedef {import("../python/contract.js").FileDescriptor} FileDescriptor
 * @typedef {import("../python/contract.js").Stream} Stream
 * @typedef {import("../session/timebase.js").Timebase} Timebase
 *
 * What an engine is made of.
 * @typedef {object} Sources
 * @prop {Document} document
 * @prop {FileDescriptor} file
 * @prop {import("./media.js").Media} media
 * @prop {import("./fileframes.js").FileFrames} frames what is known of them
 * @prop {string} look how stored numbers are to be shown
 * @prop {Timebase | null} clock of the camera
 */

/**
 * What shows a file; only those that it can be shown by may be asked for.
 * @param {import("./engine.js").EngineName} name
 * @param {Sources} sources
 * @returns {import("./engine.js").Engine}
 */
export function makeEngine(name, { document, file, media, frames, look, clock }) {
  if (name === "streamed") {
    const stream = /** @type {Stream} */ (file.stream);
    return new StreamedVideo(document, media.streamUrl(file), streamTimebase(file, clock), { ...stream, look }, media.fetch);
  }
  const { index, config } = frames;
  if (name === "native") {
    return new NativeVideo(document, media.url(file), index?.timebase ?? FileTimebase.regular(file.start, file.rate));
  }
  const { timebase, decoding } = /** @type {import("./frameindex.js").FrameIndex} */ (index);
  return new WebCodecsVideo(
    document,
    media.url(file),
    timebase,
    /** @type {NonNullable<typeof decoding>} */ (decoding),
    /** @type {VideoDecoderConfig} */ (config),
    media.fetch,
  );
}

/** When each frame of a file is presented in its stream. @param {FileDescriptor} file @param {Timebase | null} clock */
export function streamTimebase(file, clock) {
  return new StreamTimebase(/** @type {Timebase} */ (clock), file.first, file.count, /** @type {Stream} */ (file.stream));
}

/**
 * What Python tells the page, as docs/design.md has it. Types only.
 *
 * @typedef {{ what: string, why: string, cure: string, state: string, tried: string[] }} Problem
 *
 * @typedef {object} FileDescriptor
 * @prop {string} file as written in the NWB file
 * @prop {number} first the camera's frame number of this file's first frame
 * @prop {number} count frames to play from it
 * @prop {string | null} token appended to the address; null for URLs and for what cannot be served
 * @prop {string | null} url an absolute URL from the NWB file that the page may ask itself
 * @prop {string | null} [through] token that passes the URL through, where the page fails to get it
 * @prop {boolean} saves whether the server can make stills and clips of it
 * @prop {string | null} index token of the frame index
 * @prop {Stream | null} stream what the server can make of it; null for URLs
 * @prop {number} start media time of the first frame, seconds, by the container's header
 * @prop {number} rate frames per second, by the container's header
 * @prop {string | null} type MIME type with codecs; null where no browser plays the container
 * @prop {string} codec for people
 * @prop {string | null} container for people
 * @prop {number | null} width
 * @prop {number | null} height
 * @prop {number | null} size bytes
 * @prop {Problem | null} problem
 * @prop {string | null} etag of its bytes, as answers have it
 * @prop {number} replaced how often another file has taken its place while the page was open
 * @prop {boolean} growing whether it has grown since Python looked before
 *
 * @typedef {object} Stream
 * @prop {string} token appended to the address
 * @prop {number} origin session time that is zero in it
 * @prop {number} span of a segment, session seconds
 * @prop {"copied" | "transcoded"} route how it is made
 * @prop {boolean} stored whether it is made of numbers in the NWB file
 *
 * @typedef {{ kind: "regular", start: number, rate: number, count: number }
 *   | { kind: "array", token: string, count: number, identity: boolean }} ClockDescriptor
 *
 * @typedef {object} CameraDescriptor
 * @prop {string} name
 * @prop {string} label
 * @prop {[number, number] | null} dimension
 * @prop {number} count
 * @prop {number} start session time of the first frame
 * @prop {number} stop session time at which the last frame ends
 * @prop {number} last session time of the last frame
 * @prop {number} period
 * @prop {[number, number][]} coverage
 * @prop {ClockDescriptor} clock
 * @prop {FileDescriptor[]} files
 * @prop {Problem | null} problem
 * @prop {Problem[]} notes
 *
 * @typedef {object} IntervalsDescriptor a table of intervals or events
 * @prop {string} name
 * @prop {string} kind the NWB type
 * @prop {string} description
 * @prop {boolean} instant whether no row lasts
 * @prop {number} count
 * @prop {string} token of its binary form
 * @prop {{ name: string, description: string, kind: "number" | "text", offset: number, length: number }[]} columns
 *   and where each is in the binary form
 * @prop {Problem[]} notes
 *
 * How the timeline is looked at; what is left out is as at first.
 * @typedef {object} LanesState
 * @prop {string[]} [hidden] lanes that are not shown; ":cameras" for those of the cameras
 * @prop {Record<string, string>} [colours] lane → the column that colours it
 * @prop {[number, number] | null} [zoom] what is shown of the session, seconds; null for all
 *
 * @typedef {{ name: string, subtitle: string, start: number, stop: number, opening: number, growing: boolean, problems: Problem[] }} SessionDescriptor
 *
 * @typedef {"row" | "column" | "grid" | "free" | "custom"} Layout
 *
 * @typedef {"loading" | "ready" | "before" | "gap" | "after" | "missing" | "refused" | "unplayable" | "error"} TileState
 *
 * The player's side of Panel's model: the params of `VideoGrid`, by name.
 * @typedef {object} Store
 * @prop {(name: string) => any} get
 * @prop {(name: string, value: any) => void} set
 * @prop {(name: string, changed: () => void) => void} on
 */


/**
 * A token that the server knows this page by: that of anything it serves; null where it serves nothing.
 * @param {Store} store
 * @returns {string | null}
 */
export function tokenOf(store) {
  const cameras = /** @type {CameraDescriptor[]} */ (store.get("cameras"));
  const tables = /** @type {IntervalsDescriptor[]} */ (store.get("intervals") ?? []);
  const clocks = cameras.flatMap(({ clock }) => (clock.kind === "array" ? clock.token : []));
  const files = cameras.flatMap((camera) => camera.files.flatMap(({ token }) => token ?? []));
  return [...clocks, ...files, ...tables.map(({ token }) => token)][0] ?? null;
}

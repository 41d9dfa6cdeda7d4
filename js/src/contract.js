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
 * @prop {string | null} url an absolute URL from the NWB file
 * @prop {string | null} index token of the frame index
 * @prop {number} start media time of the first frame, seconds, by the container's header
 * @prop {number} rate frames per second, by the container's header
 * @prop {string | null} type MIME type with codecs; null where no browser plays the container
 * @prop {string} codec for people
 * @prop {number | null} width
 * @prop {number | null} height
 * @prop {number | null} size bytes
 * @prop {Problem | null} problem
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
 * @typedef {{ name: string, subtitle: string, start: number, stop: number }} SessionDescriptor
 *
 * @typedef {"row" | "column" | "grid" | "free" | "custom"} Layout
 *
 * @typedef {"loading" | "ready" | "before" | "gap" | "after" | "missing" | "unplayable" | "error"} TileState
 *
 * The player's side of Panel's model: the params of `VideoGrid`, by name.
 * @typedef {object} Store
 * @prop {(name: string) => any} get
 * @prop {(name: string, value: any) => void} set
 * @prop {(name: string, changed: () => void) => void} on
 */

export {};

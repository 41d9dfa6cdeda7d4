/**
 * Whether two descriptions of a camera are of the same files. Pure.
 *
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 */

/**
 * Whether two descriptions are of the same files, whatever their tokens and labels.
 * @param {CameraDescriptor} one
 * @param {CameraDescriptor} other
 */
export function sameFiles(one, other) {
  const facts = (/** @type {CameraDescriptor} */ { count, start, files, problem }) => [
    count,
    start,
    problem?.what,
    files.map((file) => [file.file, file.first, file.count, file.replaced, file.growing, file.problem?.what]),
  ];
  return JSON.stringify(facts(one)) === JSON.stringify(facts(other));
}

/**
 * Whether a description is of the same files as another, of which some have grown.
 * @param {CameraDescriptor} now
 * @param {CameraDescriptor} before
 */
export function hasGrown(now, before) {
  const facts = (/** @type {CameraDescriptor} */ { start, files, problem }) => [
    start,
    problem?.what,
    files.map((file) => [file.file, file.first, file.replaced, file.problem?.what]),
  ];
  const growing = [now, before].some(({ files }) => files.some((file) => file.growing));
  return growing && JSON.stringify(facts(now)) === JSON.stringify(facts(before));
}

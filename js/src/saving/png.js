/** Words in a PNG file: iTXt chunks (PNG, third edition, 11.3.3.4). Pure. */

/** Signature and IHDR, which comes first. */
const HEAD = 8 + 25;

/**
 * @param {Uint8Array} png
 * @param {Record<string, string>} facts keyword → text
 * @returns {Uint8Array[]} its parts with the facts between them, in order
 */
export function withFacts(png, facts) {
  const chunks = Object.entries(facts).map(([keyword, text]) => chunk("iTXt", utf8(`${keyword}\0\0\0\0\0${text}`)));
  return [png.subarray(0, HEAD), ...chunks, png.subarray(HEAD)];
}

/** @param {string} type @param {Uint8Array} data */
function chunk(type, data) {
  const made = new Uint8Array(12 + data.length);
  const view = new DataView(made.buffer);
  view.setUint32(0, data.length);
  made.set(utf8(type), 4);
  made.set(data, 8);
  view.setUint32(8 + data.length, crc32(made.subarray(4, 8 + data.length)));
  return made;
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** @param {string} text */
function utf8(text) {
  return new TextEncoder().encode(text);
}

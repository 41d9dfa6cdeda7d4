import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { withFacts } from "../src/saving/png.js";

/** @param {string} type @param {Uint8Array} data */
function chunk(type, data) {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length);
  made.write(type, 4, "latin1");
  made.set(data, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
}

const PNG = Buffer.concat([
  Buffer.from("89504e470d0a1a0a", "hex"),
  chunk("IHDR", Buffer.from("00000001000000010802000000", "hex")),
  chunk("IDAT", deflateSync(Buffer.from([0, 1, 2, 3]))),
  chunk("IEND", Buffer.alloc(0)),
]);

test("facts are chunks of their own, right behind the header", () => {
  const made = Buffer.concat(withFacts(PNG, { Camera: "Käfig", Frame: "7" }));
  const expected = [chunk("iTXt", Buffer.from("Camera\0\0\0\0\0Käfig")), chunk("iTXt", Buffer.from("Frame\0\0\0\0\x007"))];
  assert.deepEqual(made, Buffer.concat([PNG.subarray(0, 33), ...expected, PNG.subarray(33)]));
});

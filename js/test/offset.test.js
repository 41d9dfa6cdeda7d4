import assert from "node:assert/strict";
import test from "node:test";
import { offsetText, onCamera, stepped } from "../src/session/offset.js";
import { Timebase } from "../src/session/timebase.js";

const TIMES = Float64Array.from({ length: 500 }, (_, k) => 6.577 + k / 30 + ((k * 7919) % 13) * 1e-4);
const CAMERA = new Timebase({ count: TIMES.length, period: 1 / 30, times: TIMES });

test("a camera that is not moved keeps its time", () => assert.equal(onCamera(CAMERA, 7.123456789, 0), 7.123456789));

for (const ms of [12, -12, 0.1, 333.3, -5000]) {
  const offset = ms / 1000;

  test(`moved by ${ms} ms, every frame appears exactly at its timestamp and ${ms} ms`, () => {
    for (let k = 0; k < TIMES.length; k += 1) {
      const at = TIMES[k] + offset;
      assert.equal(CAMERA.row(onCamera(CAMERA, at, offset)), k);
      assert.equal(CAMERA.row(onCamera(CAMERA, at - 1e-9, offset)), k - 1);
    }
  });
}

test("a moved regular clock is as exact", () => {
  const regular = Timebase.regular(6.5, 29.97, 1000);
  for (let k = 0; k < 1000; k += 1) assert.equal(regular.row(onCamera(regular, regular.timeOfRow(k) + 0.012, 0.012)), k);
});

test("a step goes by the frames of the camera, moved or not", () => {
  const camera = Timebase.regular(5, 10, 10);
  assert.equal(stepped(camera, 5.25, 0, 1), 5.3);
  assert.equal(stepped(camera, 5.25, 0, -1), 5.1);
  assert.equal(stepped(camera, 5.25, 0, -10), 5);
  assert.equal(stepped(camera, 7.25, 2, 1), 7.3);
});

test("a step never goes the other way where the camera has no frame that way", () => {
  const camera = Timebase.regular(5, 10, 10);
  for (const time of [5.95, 6, 100]) assert.equal(stepped(camera, time, 0, 1), time);
  for (const time of [5, 4.9, -20]) assert.equal(stepped(camera, time, 0, -1), time);
});

test("a step from outside the camera's frames comes to the nearest one", () => {
  const camera = Timebase.regular(5, 10, 10);
  assert.equal(stepped(camera, 100, 0, -1), 5.9);
  assert.equal(stepped(camera, 100, 0, -2), 5.8);
  assert.equal(stepped(camera, -20, 0, 1), 5);
});

test("an offset is said with its sign", () => {
  assert.equal(offsetText(12), "+12 ms");
  assert.equal(offsetText(-0.5), "−0.5 ms");
  assert.equal(offsetText(0), "");
});

import { clamp } from "../media/correction.js";
import { densityOf } from "./density.js";
import { clockText } from "../controls/format.js";
import { upperBound } from "../session/timebase.js";

/**
 * @typedef {import("../python/contract.js").CameraDescriptor} CameraDescriptor
 * @typedef {import("./timescale.js").Timescale} Timescale
 * @typedef {import("./lanes.js").Lane} Lane
 *
 * What is drawn on, and where.
 * @typedef {object} Paper
 * @prop {CanvasRenderingContext2D} context
 * @prop {Timescale} scale
 * @prop {(name: string) => string} colour a colour of the style sheet, e.g. `--quiet`
 *
 * @typedef {{ y: number, height: number }} Bar
 */

/** Rows per pixel from which on columns of pixels are drawn instead of rows. */
const DENSE = 0.5;
/** How much is left of a row that filters leave out. */
const PALE = 0.25;
/** Between ticks of missing frames on average, px; where there are more of them none are drawn. */
const APART = 8;
/** Width of an event, px. */
const TICK = 2;

/**
 * A canvas of its element's size, cleared, in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function contextOf(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context?.scale(ratio, ratio);
  return context;
}

/** @param {Paper} paper */
export function drawAxis({ context, scale, colour }) {
  const { times, digits } = scale.ticks(90);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "top";
  context.fillStyle = colour("--quiet");
  let free = 0;
  for (const time of times) {
    const text = clockText(time, digits);
    const half = context.measureText(text).width / 2;
    const x = clamp(scale.x(time), half, scale.width - half);
    // At the ends labels move inwards, where the next one may already be.
    if (x - half < free) continue;
    context.fillText(text, x - half, 3);
    free = x + half + 12;
  }
}

/** The ground of a lane. @param {Paper} paper @param {Bar} bar */
function drawGround({ context, scale, colour }, { y, height }) {
  context.fillStyle = colour("--lane-empty");
  context.beginPath();
  context.roundRect(0, y, scale.width, height, 2);
  context.fill();
}

/**
 * Where cameras have frames: one camera, or several over each other.
 * @param {Paper} paper
 * @param {CameraDescriptor[]} cameras
 * @param {Bar} bar
 * @param {(name: string) => number} offset seconds by which a camera is moved
 */
export function drawCoverage(paper, cameras, bar, offset) {
  const { context, scale, colour } = paper;
  drawGround(paper, bar);
  context.save();
  context.clip();
  for (const camera of cameras) {
    // Where many share a lane, it is the fuller the more of them have frames.
    context.globalAlpha = cameras.length > 1 ? Math.max(0.2, 1 / cameras.length) : 1;
    const by = offset(camera.name);
    const spans = camera.coverage.map(([start, stop]) => [start + by, stop + by]);
    for (let i = 0; i < spans.length; i += 1) {
      const [start, stop] = spans[i];
      const [left, right] = pixels(scale, start, stop, 1.5);
      context.fillStyle = camera.problem ? colour("--lane-lost") : colour("--lane-full");
      context.beginPath();
      context.roundRect(left, bar.y, right - left, bar.height, cameras.length > 1 ? 0 : 2);
      context.fill();
      if (i + 1 < spans.length) hatch(paper, stop, spans[i + 1][0], bar);
    }
  }
  context.restore();
}

/**
 * Single frames that a camera lacks, where there is room to tell them apart.
 * @param {Paper} paper
 * @param {Float64Array} times rising, by the camera's own timestamps
 * @param {Bar} bar
 * @param {number} offset seconds by which the camera is moved
 */
export function drawMissing({ context, scale, colour }, times, { y, height }, offset) {
  const [from, to] = [upperBound(times, scale.start - offset), upperBound(times, scale.stop - offset)];
  if (to - from > scale.width / APART) return;
  context.fillStyle = colour("--attention");
  for (let i = from; i < to; i += 1) context.fillRect(scale.x(times[i] + offset) - TICK / 2, y, TICK, height);
}

/** A gap within a recording. @param {Paper} paper @param {number} start @param {number} stop @param {Bar} bar */
function hatch({ context, scale, colour }, start, stop, { y, height }) {
  const [left, right] = pixels(scale, start, stop, 2);
  if (right < 0 || left > scale.width) return;
  context.save();
  context.beginPath();
  context.rect(left, y, right - left, height);
  context.clip();
  context.strokeStyle = colour("--attention");
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = left - height; at < right + height; at += 5) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/**
 * Rows one by one where there is room, else what each column of pixels shows of them.
 * @param {Paper} paper
 * @param {Lane} lane
 * @param {Bar} bar
 * @param {import("./passing.js").Passing | null} [passing] the rows that filters have left; the others are pale
 */
export function drawLane(paper, { table, rows, colouring }, bar, passing = null) {
  const { context, scale, colour } = paper;
  drawGround(paper, bar);
  if (!rows) return;
  const [from, to] = rows.between(scale.start, scale.stop);
  const colours = colouring?.legend.map((each) => each.colour) ?? [colour(isEvents(table) ? "--lane-event" : "--lane-interval")];
  const classes = colouring?.classes ?? null;
  if (to - from > DENSE * scale.width) {
    drawDense(paper, densityOf(rows, scale, from, to, classes, colours.length, passing), colours, bar);
    return;
  }
  context.save();
  for (let i = from; i < to; i += 1) {
    context.fillStyle = colours[classes ? classes[i] : 0];
    context.globalAlpha = passing && !passing.has(i) ? PALE : 1;
    if (rows.stops[i] === rows.starts[i]) {
      context.fillRect(scale.x(rows.starts[i]) - TICK / 2, bar.y, TICK, bar.height);
      continue;
    }
    let [left, right] = pixels(scale, rows.starts[i], rows.stops[i], 2);
    // Intervals that follow at once are told apart by a pixel between them.
    if (right - left > 4 && i + 1 < to && Math.abs(scale.x(rows.starts[i + 1]) - right) < 1) right -= 1;
    if (rows.open[i]) drawOpen(paper, left, right, bar);
    else {
      context.beginPath();
      context.roundRect(left, bar.y, right - left, bar.height, Math.min(2, (right - left) / 3));
      context.fill();
    }
  }
  context.restore();
}

/** @param {import("../python/contract.js").IntervalsDescriptor} table */
function isEvents({ instant, kind }) {
  return instant || kind === "EventsTable";
}

/** Without a stop: it fades. @param {Paper} paper @param {number} left @param {number} right @param {Bar} bar */
function drawOpen({ context }, left, right, { y, height }) {
  const alpha = context.globalAlpha;
  context.globalAlpha = 0.35 * alpha;
  context.fillRect(left, y, right - left, height);
  context.globalAlpha = alpha;
  // A dashed edge where the stop would be.
  for (let at = y; at < y + height; at += 4) context.fillRect(right - 2, at, 2, 2);
  context.fillRect(left, y, Math.min(3, right - left), height);
}

/**
 * @param {Paper} paper
 * @param {import("./density.js").Density} density
 * @param {string[]} colours
 * @param {Bar} bar
 */
function drawDense({ context }, { cover, classes }, colours, { y, height }) {
  context.save();
  for (let x = 0; x < cover.length; ) {
    if (!cover[x]) {
      x += 1;
      continue;
    }
    const [kind, shade] = [classes[x], shadeOf(cover[x])];
    let end = x + 1;
    while (end < cover.length && cover[end] && classes[end] === kind && shadeOf(cover[end]) === shade) end += 1;
    context.fillStyle = colours[kind];
    context.globalAlpha = shade;
    context.fillRect(x, y, end - x, height);
    x = end;
  }
  context.restore();
}

/** Few shades, so that neighbours can be drawn at once. @param {number} cover */
function shadeOf(cover) {
  return 0.3 + 0.7 * (Math.ceil(cover * 6) / 6);
}

/**
 * Left and right on the canvas and a little beyond: far outside, coordinates lose their precision.
 * @param {Timescale} scale
 * @param {number} start
 * @param {number} stop
 * @param {number} least px
 * @returns {[number, number]}
 */
function pixels(scale, start, stop, least) {
  const left = clamp(scale.x(start), -10, scale.width + 10);
  return [left, Math.max(left + least, clamp(scale.x(stop), -10, scale.width + 10))];
}

/** How one camera's picture is turned, enlarged and lit. Pure; pixels of the page. */

import { clamp } from "../media/correction.js";

/**
 * @typedef {object} Adjustment
 * @prop {0 | 90 | 180 | 270} rotate degrees clockwise
 * @prop {boolean} flip left and right exchanged, as seen on screen
 * @prop {[number, number, number]} zoom how many times, and the point of the upright picture in the middle of the
 *   tile, as parts of its width and height
 * @prop {number} brightness what light is multiplied by
 * @prop {number} contrast about middle grey
 * @prop {number} gamma above 1 lifts the shadows
 * @prop {number | null} low the number that is black, of stored frames; null as the data suggest
 * @prop {number | null} high the number that is white
 * @prop {string} colormap
 * @prop {number} plane of a volume, from 0
 *
 * @typedef {{ width: number, height: number }} Size
 * @typedef {{ x: number, y: number }} Point
 *
 * Where an upright picture would lie: its middle on the tile, and its size before it is turned.
 * @typedef {{ x: number, y: number, width: number, height: number }} Fit
 */

/** @type {Adjustment} */
export const PLAIN = {
  rotate: 0, flip: false, zoom: [1, 0.5, 0.5], brightness: 1, contrast: 1, gamma: 1, low: null, high: null, colormap: "gray", plane: 0,
};
export const MOST_ZOOM = 32;
/** Brightness, contrast and gamma go from a fifth to five times. */
export const MOST_LIGHT = 5;

const LIGHTS = /** @type {const} */ (["brightness", "contrast", "gamma", "low", "high", "colormap"]);

/** @param {Partial<Adjustment> | null | undefined} told what differs from a plain picture @returns {Adjustment} */
export function adjustmentOf(told) {
  return { ...PLAIN, ...told };
}

/** What differs from a plain picture; null where nothing does. @param {Adjustment} adjustment */
export function essence(adjustment) {
  const differing = Object.entries(adjustment).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(PLAIN[/** @type {keyof Adjustment} */ (name)]),
  );
  return differing.length ? Object.fromEntries(differing) : null;
}

/** A quarter turn clockwise on the screen. @param {Adjustment} adjustment @returns {Adjustment} */
export function turned(adjustment) {
  // Seen in a mirror, a turn goes the other way.
  const degrees = (adjustment.rotate + (adjustment.flip ? 270 : 90)) % 360;
  return { ...adjustment, rotate: /** @type {Adjustment["rotate"]} */ (degrees) };
}

/** Width / height on screen. @param {number} aspect of the upright picture @param {Adjustment} adjustment */
export function aspectOnScreen(aspect, { rotate }) {
  return rotate % 180 ? 1 / aspect : aspect;
}

/**
 * The largest place for a picture in a tile. Where there is room above or below, it is left for the words first.
 * @param {Size} tile
 * @param {number} aspect of the upright picture
 * @param {Adjustment} adjustment
 * @param {number} words height of a line of words at the top and at the bottom of the tile
 * @returns {Fit}
 */
export function fitted(tile, aspect, adjustment, words) {
  const onScreen = aspectOnScreen(aspect, adjustment);
  const width = Math.min(tile.width, tile.height * onScreen);
  const height = width / onScreen;
  const spare = tile.height - height;
  const above = spare >= 2 * words ? spare / 2 : Math.min(spare, words);
  const [w, h] = onScreen === aspect ? [width, height] : [height, width];
  return { x: tile.width / 2, y: above + height / 2, width: w, height: h };
}

/**
 * The CSS transform of an element that lies where the fit says, about its middle.
 * @param {Adjustment} adjustment
 * @param {Fit} fit
 * @param {Size} tile
 */
export function transformOf(adjustment, fit, tile) {
  const [zoom] = adjustment.zoom;
  const seen = held(focusOnScreen(adjustment, fit), adjustment, fit, tile);
  const { x, y } = onPicture(seen, adjustment);
  const scale = `scale(${adjustment.flip ? -zoom : zoom}, ${zoom})`;
  return `${scale} rotate(${adjustment.rotate}deg) translate(${-x}px, ${-y}px)`;
}

/**
 * Zooms about a point of the tile, which keeps its place.
 * @param {Adjustment} adjustment
 * @param {Fit} fit
 * @param {Size} tile
 * @param {Point} point
 * @param {number} factor
 * @returns {Adjustment}
 */
export function zoomedAt(adjustment, fit, tile, point, factor) {
  const [zoom] = adjustment.zoom;
  const next = clamp(zoom * factor, 1, MOST_ZOOM);
  if (next < 1.001) return { ...adjustment, zoom: PLAIN.zoom };
  const seen = held(focusOnScreen(adjustment, fit), adjustment, fit, tile);
  const away = { x: point.x - fit.x, y: point.y - fit.y };
  const focus = { x: seen.x + away.x / zoom - away.x / next, y: seen.y + away.y / zoom - away.y / next };
  return withFocus({ ...adjustment, zoom: [next, 0.5, 0.5] }, focus, fit, tile);
}

/**
 * Moves an enlarged picture under the tile.
 * @param {Adjustment} adjustment
 * @param {Fit} fit
 * @param {Size} tile
 * @param {Point} by pixels on screen
 * @returns {Adjustment}
 */
export function panned(adjustment, fit, tile, by) {
  const [zoom] = adjustment.zoom;
  if (zoom === 1) return adjustment;
  const seen = held(focusOnScreen(adjustment, fit), adjustment, fit, tile);
  return withFocus(adjustment, { x: seen.x - by.x / zoom, y: seen.y - by.y / zoom }, fit, tile);
}

/** The linear part of the light: CSS filter functions. @param {Adjustment} adjustment */
export function filterOf({ brightness, contrast }) {
  const parts = [];
  if (brightness !== 1) parts.push(`brightness(${brightness})`);
  if (contrast !== 1) parts.push(`contrast(${contrast})`);
  return parts.join(" ");
}

/** The same without what only stored frames have. @param {Adjustment} adjustment @returns {Adjustment} */
export function ofVideo(adjustment) {
  const { low, high, colormap, plane } = PLAIN;
  return { ...adjustment, low, high, colormap, plane };
}

/** What a stream of stored frames is asked for; gamma is the server's there, and the page adds none. @param {Adjustment} adjustment */
export function lookOf({ low, high, gamma, colormap, plane }) {
  const asked = Object.entries({ low, high, gamma: Number((1 / gamma).toFixed(4)), colormap, plane });
  const usual = /** @type {Record<string, unknown>} */ (PLAIN);
  return asked.flatMap(([name, value]) => (value === usual[name] ? [] : [`&${name}=${value}`])).join("");
}

/** Whether the light is as recorded. @param {Adjustment} adjustment */
export function isAsLit(adjustment) {
  return LIGHTS.every((name) => adjustment[name] === PLAIN[name]);
}

/** Whether a clip shows it otherwise than the tile: zoomed or lit. Of stored frames the server has the gamma. @param {Adjustment} adjustment @param {boolean} stored */
export function isLeftOut({ zoom, brightness, contrast, gamma }, stored) {
  return zoom[0] > 1 || brightness !== 1 || contrast !== 1 || (gamma !== 1 && !stored);
}

/** The point in the middle of the tile, in pixels from the picture's middle, as turned. @param {Adjustment} adjustment @param {Fit} fit */
function focusOnScreen(adjustment, fit) {
  const [, x, y] = adjustment.zoom;
  return onScreen({ x: (x - 0.5) * fit.width, y: (y - 0.5) * fit.height }, adjustment);
}

/**
 * Keeps an enlarged picture over as much of the tile as it can cover.
 * @param {Point} focus on screen
 * @param {Adjustment} adjustment
 * @param {Fit} fit
 * @param {Size} tile
 * @returns {Point}
 */
function held(focus, { rotate, zoom: [zoom] }, fit, tile) {
  const [width, height] = rotate % 180 ? [fit.height, fit.width] : [fit.width, fit.height];
  const along = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ middle, /** @type {number} */ room) => {
    const [least, most] = [middle / zoom - size / 2, size / 2 - (room - middle) / zoom];
    return least < most ? clamp(at, least, most) : 0;
  };
  return { x: along(focus.x, width, fit.x, tile.width), y: along(focus.y, height, fit.y, tile.height) };
}

/**
 * @param {Adjustment} adjustment
 * @param {Point} focus on screen
 * @param {Fit} fit
 * @param {Size} tile
 * @returns {Adjustment}
 */
function withFocus(adjustment, focus, fit, tile) {
  const { x, y } = onPicture(held(focus, adjustment, fit, tile), adjustment);
  const part = (/** @type {number} */ at, /** @type {number} */ size) => rounded(clamp(at / size + 0.5, 0, 1));
  return { ...adjustment, zoom: [rounded(adjustment.zoom[0]), part(x, fit.width), part(y, fit.height)] };
}

/** @param {Point} point @param {Adjustment} adjustment @returns {Point} */
function onScreen({ x, y }, { rotate, flip }) {
  const [cos, sin] = quarter(rotate);
  const across = x * cos - y * sin;
  return { x: flip ? -across : across, y: x * sin + y * cos };
}

/** @param {Point} point @param {Adjustment} adjustment @returns {Point} */
function onPicture({ x, y }, { rotate, flip }) {
  const [cos, sin] = quarter(rotate);
  const across = flip ? -x : x;
  return { x: across * cos + y * sin, y: y * cos - across * sin };
}

/** Cosine and sine, exactly. @param {number} degrees */
function quarter(degrees) {
  return [[1, 0], [0, 1], [-1, 0], [0, -1]][degrees / 90];
}

/** Enough for a pixel of any screen, and short in an address. @param {number} value */
function rounded(value) {
  return Number(value.toFixed(5));
}

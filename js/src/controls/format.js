/** Session seconds as people write and read them. Pure. */

/**
 * `6:58.233`, or `1:02:03.456` from an hour on.
 * @param {number} seconds
 * @param {number} [digits] decimals
 */
export function clockText(seconds, digits = 3) {
  if (!Number.isFinite(seconds)) return "–";
  const sign = seconds < 0 ? "-" : "";
  const unit = 10 ** digits;
  const ticks = Math.round(Math.abs(seconds) * unit);
  const whole = Math.floor(ticks / unit);
  const fraction = digits ? "." + String(ticks % unit).padStart(digits, "0") : "";
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return sign + (h ? `${h}:${pad(m)}` : m) + `:${pad(s)}${fraction}`;
}

/**
 * A frame number with thin groups: `12 540`.
 * @param {number} n
 */
export function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, " ");
}

/**
 * `20 min 24 s`.
 * @param {number} seconds
 */
export function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole < 1) return `${Math.round(seconds * 1000)} ms`;
  if (whole < 60) return `${seconds < 10 ? seconds.toFixed(1) : whole} s`;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h} h ${m} min` : s ? `${m} min ${s} s` : `${m} min`;
}

/**
 * `6.577 s`, without decimals that say nothing.
 * @param {number} seconds
 */
export function secondsText(seconds) {
  return `${seconds.toFixed(3)} s`;
}

/** @param {number} bytes */
export function sizeText(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let power = 0;
  while (bytes >= 1000 && power < units.length - 1) {
    bytes /= 1000;
    power += 1;
  }
  return `${power ? bytes.toFixed(1) : bytes} ${units[power]}`;
}

/**
 * What was typed into the time field, as a session time.
 * Accepts seconds (`418.233`), clock time (`6:58.233`, `1:02:03`), a step from
 * here (`+5`, `-0.5`) and a frame of the focused camera (`f12540`).
 * A sign always means a step; a time before zero is typed as `=-0.5`.
 * @param {string} text
 * @param {{ time: number, timeOfFrame: (frame: number) => number | null }} context
 * @returns {number | null} null where the text means nothing
 */
export function parseTime(text, { time, timeOfFrame }) {
  const typed = text
    .trim()
    .replace(/\s*s(ec(onds?)?)?$/i, "")
    .replace(/^([=+-]*[\d:]*\d),(\d+)$/, "$1.$2");
  const frame = /^f(?:rame)?\s*(\d[\d ]*)$/i.exec(typed);
  if (frame) return timeOfFrame(Number(frame[1].replace(/ /g, "")));
  const parts = /^([=+-]?)(-?)(?:(?:(\d+):)?(\d+):)?(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)$/i.exec(typed);
  if (!parts) return null;
  const [, mode, minus, h = "0", m = "0", s] = parts;
  if (minus && mode !== "=") return null;
  const value = (Number(h) * 3600 + Number(m) * 60 + Number(s)) * (minus ? -1 : 1);
  if (mode === "+") return time + value;
  if (mode === "-") return time - value;
  return value;
}

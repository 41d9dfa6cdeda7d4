/** Session seconds on an axis of pixels. Pure. */

const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
  7200, 10800, 21600, 43200, 86400,
];

export class Timescale {
  /**
   * @param {number} start
   * @param {number} stop
   * @param {number} width px
   */
  constructor(start, stop, width) {
    this.start = start;
    this.stop = Math.max(stop, start + 1e-3);
    this.width = Math.max(width, 1);
  }

  /** @param {number} time @returns {number} px */
  x(time) {
    return ((time - this.start) / (this.stop - this.start)) * this.width;
  }

  /** @param {number} x px @returns {number} session seconds */
  time(x) {
    return this.start + (x / this.width) * (this.stop - this.start);
  }

  /**
   * Round times at least `apart` pixels from each other.
   * @param {number} apart
   * @returns {{ times: number[], digits: number }} digits: decimals that tell them apart
   */
  ticks(apart) {
    const least = (apart / this.width) * (this.stop - this.start);
    const step = STEPS.find((s) => s >= least) ?? Math.ceil(least / 86400) * 86400;
    const times = [];
    const first = Math.ceil(this.start / step - 1e-9);
    for (let i = first; i * step <= this.stop + step * 1e-9; i += 1) times.push(i * step);
    return { times, digits: step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9) };
  }
}

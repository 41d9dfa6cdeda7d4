/** Many rows on few pixels: what each column of pixels shows. Pure. */

/**
 * @typedef {object} Density
 * @prop {Float32Array} cover of each pixel column, 0 to 1: the part that is covered, or how many events are in it
 *   beside the fullest one
 * @prop {Uint8Array} classes the class that most rows of a pixel column have
 */

/**
 * @param {import("./intervals.js").IntervalTable} table
 * @param {import("./timescale.js").Timescale} scale
 * @param {number} from first row
 * @param {number} to one after the last
 * @param {Uint8Array | null} classes of each row
 * @param {number} kinds how many classes there are
 * @param {import("./passing.js").Passing | null} [passing] the rows that count; all unless given
 * @returns {Density}
 */
export function densityOf(table, scale, from, to, classes, kinds, passing = null) {
  const width = Math.ceil(scale.width);
  const cover = new Float32Array(width);
  const events = new Float32Array(width);
  const votes = classes ? new Uint16Array(width * kinds) : null;
  const factor = scale.width / (scale.stop - scale.start);
  for (let i = from; i < to; i += 1) {
    if (passing && !passing.has(i)) continue;
    const left = Math.max(0, (table.starts[i] - scale.start) * factor);
    const right = Math.min(width, (table.stops[i] - scale.start) * factor);
    if (left >= width || right < 0 || table.stops[i] < scale.start) continue;
    const [first, last] = [Math.floor(left), Math.min(width - 1, Math.floor(right))];
    if (table.stops[i] === table.starts[i]) {
      events[first] += 1;
      if (votes && classes) votes[first * kinds + classes[i]] += 1;
      continue;
    }
    for (let x = first; x <= last; x += 1) {
      // What is narrower than a pixel is still to be seen.
      const part = first === last ? Math.max(right - left, 0.35) : Math.min(right, x + 1) - Math.max(left, x);
      cover[x] += part;
      if (votes && classes) votes[x * kinds + classes[i]] += 1;
    }
  }
  const most = events.reduce((one, other) => Math.max(one, other), 0);
  const winners = new Uint8Array(width);
  for (let x = 0; x < width; x += 1) {
    cover[x] = Math.min(1, cover[x] + Math.sqrt(events[x] / (most || 1)));
    if (!votes) continue;
    let best = 0;
    for (let k = 1; k < kinds; k += 1) if (votes[x * kinds + k] > votes[x * kinds + best]) best = k;
    winners[x] = best;
  }
  return { cover, classes: winners };
}

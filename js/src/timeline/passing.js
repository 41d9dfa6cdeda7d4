/** Of a table, the rows that pass the filters of the table beside the player. Pure. */

/** @typedef {{ table: string, count: number, mask: string }} Told by Python: a bit for each row, the first one lowest */

export class Passing {
  /** @param {Told} told */
  constructor({ count, mask }) {
    this.count = count;
    this.bits = Uint8Array.from(atob(mask), (character) => character.charCodeAt(0));
  }

  /** @param {number} row */
  has(row) {
    return (this.bits[row >> 3] >> (row & 7)) % 2 === 1;
  }

  /**
   * The first row from one on that passes, -1 where there is none.
   * @param {number} row
   * @param {1 | -1} way
   */
  from(row, way) {
    const rows = 8 * this.bits.length;
    for (let at = row; at >= 0 && at < rows; at += way) if (this.has(at)) return at;
    return -1;
  }
}

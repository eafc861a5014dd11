// Whose turn it is to run: two measurements at once on one page would only measure each other.
//
// Guarantees: first come, first served; one has the turn until it leaves. A page that loads two
// copies of the element's script still has one line, for only one copy gets to define the element.

/** @typedef {(mine: boolean) => void} Tell told at once, and again when its turn has come */

/** The first has the turn. @type {Tell[]} */
const line = [];

/** @param {Tell} tell */
export function queue(tell) {
  if (!line.includes(tell)) line.push(tell);
  tell(line[0] === tell);
}

/** @param {Tell} tell */
export function leave(tell) {
  const place = line.indexOf(tell);
  if (place < 0) return;
  line.splice(place, 1);
  if (!place) line[0]?.(true);
}

// The operation mix as shares that always add up to one hundred.
//
// Guarantees: pure; `rebalance` returns whole, non-negative shares with the sum of 100 whatever it
// is given, keeps the wanted share, and takes what is missing from the first operation before the
// others, because that one (reading) is what a workload has most of.

/** @typedef {Record<string, number>} Shares by operation letter */

/** @param {string} text canonical mix @param {string[]} letters @returns {Shares} */
export function parseMix(text, letters) {
  /** @type {Shares} */
  const shares = Object.fromEntries(letters.map((letter) => [letter, 0]));
  for (const piece of text.split(',')) {
    if (piece[0] in shares) shares[piece[0]] = Number(piece.slice(1));
  }
  return shares;
}

/** @param {Shares} shares @param {string[]} letters */
export function formatMix(shares, letters) {
  return letters
    .filter((letter) => shares[letter] > 0)
    .map((letter) => `${letter}${shares[letter]}`)
    .join(',');
}

/**
 * Gives one operation a new share and the others what remains.
 * @param {Shares} shares @param {string[]} letters @param {string} letter @param {number} wanted
 * @returns {Shares}
 */
export function rebalance(shares, letters, letter, wanted) {
  const share = clampShare(wanted);
  const [first] = letters;
  const others = letters.filter((other) => other !== letter);
  const next = { ...shares, [letter]: share };
  if (others.length === 0) return { ...next, [letter]: 100 };

  if (letter === first) {
    const weights = others.map((other) => shares[other]);
    const none = weights.every((weight) => weight === 0);
    const parts = apportion(100 - share, none ? others.map((_, i) => (i ? 0 : 1)) : weights);
    others.forEach((other, i) => (next[other] = parts[i]));
    return next;
  }
  const rest = others.filter((other) => other !== first);
  const held = rest.reduce((sum, other) => sum + shares[other], 0);
  const room = 100 - share;
  if (held <= room) return { ...next, [first]: room - held };
  const parts = apportion(
    room,
    rest.map((other) => shares[other]),
  );
  rest.forEach((other, i) => (next[other] = parts[i]));
  return { ...next, [first]: 0 };
}

/** @param {number} wanted */
function clampShare(wanted) {
  return Number.isFinite(wanted) ? Math.min(100, Math.max(0, Math.round(wanted))) : 0;
}

/**
 * Divides a whole number by weights, largest remainders first.
 * @param {number} total @param {number[]} weights not all zero
 */
function apportion(total, weights) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const order = exact
    .map((value, i) => i)
    .sort((a, b) => exact[b] - parts[b] - (exact[a] - parts[a]));
  const missing = total - parts.reduce((a, b) => a + b, 0);
  for (let i = 0; i < missing; i++) parts[order[i]] += 1;
  return parts;
}

// What the reader typed, judged against the bounds in the metadata.
//
// Guarantees: pure; returns either the canonical text for the link or the reason why not, never
// both. Nothing is clamped silently: the reader sees the bounds instead.

/** @typedef {{ text: string, error: null } | { text: null, error: 'whole' | 'bounds' | 'number' }} Judged */

/**
 * @param {string} typed @param {number} min @param {number} max
 * @returns {Judged}
 */
export function judgeInteger(typed, min, max) {
  const plain = typed.trim();
  if (!/^-?[0-9]+$/.test(plain)) return { text: null, error: 'whole' };
  const value = Number(plain);
  if (value < min || value > max) return { text: null, error: 'bounds' };
  return { text: String(value), error: null };
}

/**
 * @param {string} typed @param {{ min: string, max: string, digits: number }} param
 * @returns {Judged}
 */
export function judgeDecimal(typed, param) {
  const plain = typed.trim().replace(',', '.');
  if (!/^-?([0-9]+(\.[0-9]*)?|\.[0-9]+)$/.test(plain)) return { text: null, error: 'number' };
  const value = Number(plain);
  if (value < Number(param.min) || value > Number(param.max))
    return { text: null, error: 'bounds' };
  return { text: String(Number(value.toFixed(param.digits))), error: null };
}

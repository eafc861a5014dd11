/**
 * Percent-encoding as links use it: strict when reading, minimal when writing.
 *
 * Reading never applies form decoding ('+' stays '+'); a '%' without two hex digits, or bytes that
 * are not UTF-8, make the whole piece unreadable. Neither direction throws.
 */

const ESCAPED = /[^A-Za-z0-9\-._~:,+*]/gu;
const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {string | null} null when `text` is not valid percent-encoded UTF-8
 */
export function percentDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @returns {string}
 */
export function percentEncode(text) {
  return text.replace(ESCAPED, (character) =>
    Array.from(encoder.encode(character), (byte) => `%${hex(byte)}`).join(''),
  );
}

/** @param {number} byte */
function hex(byte) {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/**
 * @param {string} text
 * @returns {number} length in UTF-8 bytes; an unpaired surrogate counts as U+FFFD
 */
export function utf8Length(text) {
  return encoder.encode(text).length;
}

// The texts inside the metadata: where they are, and how another language's get in.
//
// Guarantees: the build takes the translations out and the page puts them back in the same order,
// that of the tree; what does not fit is refused whole, so no text ever lands on another's place.

/** @typedef {import('../types.js').Words} Words */

/**
 * Every text below a value of the metadata, in the order of the tree.
 * @param {unknown} value
 * @returns {Generator<Words>}
 */
export function* wordsIn(value) {
  if (typeof value !== 'object' || value === null) return;
  if ('en' in value) yield /** @type {Words} */ (value);
  else for (const part of Object.values(value)) yield* wordsIn(part);
}

/** @param {unknown} metadata @param {string[]} texts one for each of its texts */
export function addChinese(metadata, texts) {
  const places = [...wordsIn(metadata)];
  if (places.length !== texts.length) throw new RangeError('Texts of another build.');
  places.forEach((words, place) => (words.zh = texts[place]));
}

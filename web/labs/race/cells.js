// The cells of the model's memory in words: where they are, what stands in them, what is worth
// naming.
//
// Guarantees: pure; numbers are the model's own, pointers are numbers of buckets.

import { raceTexts, stepWords } from './texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('./types.js').StepInfo} StepInfo */
/** @typedef {import('./types.js').MemoryView} MemoryView */
/** @typedef {'count' | 'flags' | 'b' | 'noverflow' | 'buckets' | 'oldBuckets' | 'nevacuate'} HeaderField */

/** Fields of the header, in Go's order. @type {HeaderField[]} */
export const FIELDS = ['count', 'flags', 'b', 'noverflow', 'buckets', 'oldBuckets', 'nevacuate'];

/** The bits of the flags, as the runtime has them. */
const FLAGS = /** @type {const} */ ([
  ['writing', 4],
  ['iterator', 1],
  ['oldIterator', 2],
  ['sameSize', 8],
]);

/** What a field of the header holds. @param {Locale} locale @param {MemoryView} memory @param {HeaderField} field */
export function fieldText(locale, memory, field) {
  const { t } = raceTexts(locale);
  if (field === 'flags') {
    const set = FLAGS.filter(([name]) => memory.flags[name]).map(([name]) => t(`flag.${name}`));
    return set.join(' ') || t('flag.none');
  }
  const content = memory[field];
  if (field === 'buckets' || field === 'oldBuckets') return pointerText(locale, content);
  return String(content);
}

/** @param {Locale} locale @param {number | null | undefined} bucket */
export function pointerText(locale, bucket) {
  const { t } = raceTexts(locale);
  return bucket ? t('memory.number', { id: String(bucket) }) : t('memory.nil');
}

/** What the runtime calls a tophash that says something of its slot. */
const MARKS = ['emptyRest', 'emptyOne', 'evacuatedX', 'evacuatedY', 'evacuatedEmpty'];

/** A tophash, or what it marks in Go's own word. @param {number} tophash */
export function tophashText(tophash) {
  return MARKS[tophash] ?? `0x${tophash.toString(16)}`;
}

/** Where a step is, in words. @param {Locale} locale @param {StepInfo} step */
function placeText(locale, { field, bucket, slot }) {
  const { maybe } = raceTexts(locale);
  const values = { bucket: `#${bucket}`, slot: String(slot) };
  return maybe(`cell.${field}`, String(field), values);
}

/** A word as its cell shows it. @param {Locale} locale @param {string | null} field @param {number} word */
function wordText(locale, field, word) {
  const { t } = raceTexts(locale);
  switch (field) {
    case 'flags':
      return (
        FLAGS.filter(([, bit]) => word & bit)
          .map(([name]) => t(`flag.${name}`))
          .join(' ') || '0'
      );
    case 'tophash':
      return tophashText(word);
    case 'buckets':
    case 'oldBuckets':
    case 'overflow':
      return pointerText(locale, word);
    default:
      return String(word);
  }
}

/** What a step reads or writes; empty where that is nothing. @param {Locale} locale @param {StepInfo} step */
export function accessText(locale, step) {
  const { t } = raceTexts(locale);
  if (step.access === 'none' || step.old === null) return '';
  const cell = placeText(locale, step);
  const old = wordText(locale, step.field, step.old);
  if (step.access === 'load' || step.new === null) return t('step.reads', { cell, old });
  if (step.old === step.new) return t('step.same', { cell, old });
  return t('step.writes', { cell, old, new: wordText(locale, step.field, step.new) });
}

/** A step in one sentence without its subject. @param {Locale} locale @param {StepInfo} step */
export function stepText(locale, step) {
  const access = accessText(locale, step);
  const words = stepWords(locale, step.kind);
  return access ? `${words} (${access})` : words;
}

/**
 * What is worth naming at a moment, each once.
 * @param {Locale} locale @param {import('./types.js').Note[]} notes
 */
export function noteTexts(locale, notes) {
  const { maybe } = raceTexts(locale);
  const texts = notes.map(({ kind, key, bucket, slot, other }) =>
    maybe(`note.${kind}`, kind, {
      key: String(key),
      bucket: `#${bucket}`,
      slot: String(slot),
      other: (other ?? 0) + 1,
    }),
  );
  return [...new Set(texts)];
}

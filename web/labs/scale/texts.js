// The Scale lab's own texts in the reader's language, and how it writes values of an axis.
//
// Guarantees: both languages come with the lab, so a change of language needs nothing more; an axis
// that this build has no words for is written with the metadata's label and unit.

import { specLabel } from '../../link/specs.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../types.js').AxisSpec} AxisSpec */
/** @typedef {import('../../strings/index.js').Texts<typeof en>} ScaleTexts */

const TABLES = { en, zh };

/** @param {Locale} locale @returns {ScaleTexts} */
export function scaleTexts(locale) {
  return locale.own(TABLES);
}

/** A value of the axis as its tick is written. @param {Locale} locale @param {string | number} value */
export function valueText({ n }, value) {
  return n.plain(Number(value));
}

/**
 * A value of the axis in words: "4 threads".
 * @param {Locale} locale @param {AxisSpec} spec @param {string | number} value
 */
export function atText(locale, spec, value) {
  const { maybe } = scaleTexts(locale);
  const number = Number(value);
  const plain = `${locale.words(spec.label)} ${valueText(locale, value)} ${spec.unit ?? ''}`.trim();
  // A fraction would be rounded by the count that a text takes.
  return maybe(`at.${spec.name}`, plain, {
    value: Number.isInteger(number) ? number : valueText(locale, value),
  });
}

/**
 * A map along the whole axis: where its number is what varies, N stands for that.
 * @param {import('../../types.js').Metadata} metadata @param {Locale} locale @param {AxisSpec} spec
 * @param {string} map
 */
export function mapText(metadata, locale, spec, map) {
  return specLabel(metadata, locale, map, spec.name === 'shards' ? 'N' : undefined);
}

/** What the axis is, with its unit. @param {Locale} locale @param {AxisSpec} spec */
export function axisTitle(locale, spec) {
  const label = locale.words(spec.label);
  return spec.unit ? `${label}, ${spec.unit}` : label;
}

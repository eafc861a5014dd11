// The texts of the Race lab's measured views, and how they write settings, operations and words of
// memory.
//
// Guarantees: both languages come with the views, so a change of language needs nothing more.

import { specLabel } from '../../link/specs.js';
import { en } from './words/live.en.js';
import { zh } from './words/live.zh.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../strings/index.js').Texts<typeof en>} LiveTexts */
/** @typedef {import('../../race-results.js').Cell} Cell */

const TABLES = { en, zh };

/** @param {Locale} locale @returns {LiveTexts} */
export function liveTexts(locale) {
  return locale.own(TABLES);
}

/** A setting of the ladder in words. @param {Locale} locale @param {Cell} cell */
export function cellText(locale, { workers, goroutines }) {
  const { t } = liveTexts(locale);
  return t('cell.both', {
    workers: t('cell.workers', { workers }),
    goroutines: t('cell.goroutines', { goroutines }),
  });
}

/** The part of a setting that the ladder changes. @param {Locale} locale @param {Cell} cell @param {string} ladder */
export function rungText(locale, { workers, goroutines }, ladder) {
  const { t } = liveTexts(locale);
  return ladder === 'goroutines'
    ? t('cell.goroutines', { goroutines })
    : t('cell.workers', { workers });
}

/** The number that the ladder changes. @param {Cell} cell @param {string} ladder */
export function rung({ workers, goroutines }, ladder) {
  return ladder === 'goroutines' ? goroutines : workers;
}

/**
 * What a load is played over: a map, or what stands beside the maps.
 * @param {Locale} locale @param {import('../../types.js').Metadata} metadata @param {string} name
 */
export function contenderText(locale, metadata, name) {
  const { t } = liveTexts(locale);
  if (name === 'table') return t('twins.plainTable');
  if (name === 'model') return t('twins.model');
  return specLabel(metadata, locale, name);
}

/** A load in words. @param {Locale} locale @param {string} load as the link writes it */
export function loadText(locale, load) {
  const [name = '', keys = ''] = load.split(':');
  return liveTexts(locale).maybe(`load.${name}`, load, { keys: Number(keys) });
}

/** An operation as Go writes it. @param {{ call: string, key?: number }} doing */
export function callText({ call, key }) {
  switch (call) {
    case 'assign':
      return `m[${key}] = …`;
    case 'increment':
      return `m[${key}]++`;
    case 'access':
      return `v := m[${key}]`;
    case 'delete':
      return `delete(m, ${key})`;
    case 'range':
      return 'for k, v := range m';
    default:
      return call;
  }
}

/** A time of some microseconds to seconds. @param {Locale} locale @param {number} ms */
export function timeText({ n }, ms) {
  return ms >= 1000 ? n.seconds(ms) : n.nanoseconds(ms * 1e6);
}

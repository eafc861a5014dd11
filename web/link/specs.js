// Maps as the page shows and offers them, by the metadata's rows.
//
// Guarantees: pure; knows no strategy by name. A specification that the metadata does not know, or would
// read as another one, is shown as it stands, so that a recorded result of another build can still be read.

import { formatSpec, readSpec, registryOf } from './maps.js';

/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../types.js').StrategyRow} StrategyRow */
/** @typedef {Pick<import('./maps.js').MapSpec, 'row' | 'param' | 'variant' | 'decorators' | 'copy'>} Spec */

/** @param {Metadata} metadata @param {string} text */
export function parseSpec(metadata, text) {
  return readSpec(registryOf(metadata), text);
}

/**
 * The name a reader sees: label, parameter, variant, decorators, and which copy it is.
 * @param {Metadata} metadata @param {import('../strings/index.js').Locale} locale @param {string} text
 * @param {string} [number] that stands in for its parameter
 */
export function specLabel(metadata, locale, text, number) {
  const spec = parseSpec(metadata, text);
  if (!spec || spec.fault) return text;
  const variant = spec.row.variants.find((candidate) => candidate.id === spec.variant);
  const extras = [
    ...(spec.param === null ? [] : [number ?? locale.n.integer(spec.param)]),
    ...(variant ? [locale.words(variant.label)] : []),
    ...spec.decorators.map((decorator) => locale.words(decorator.label)),
  ];
  const name = [locale.words(spec.row.label), ...extras].join(' · ');
  return spec.copy > 1 ? locale.t('maps.copy', { map: name, copy: spec.copy }) : name;
}

/**
 * The parameters that the picker offers: every allowed one where those are few, else those that
 * the row names, and always the one in use.
 * @param {Spec} spec
 */
export function offeredParams({ row, param }) {
  if (!row.param) return [];
  const own = row.param.powerOfTwo ? powersOfTwo(row.param) : row.param.choices;
  return [...new Set([...own, row.param.default, param ?? row.param.default])].sort(
    (a, b) => a - b,
  );
}

/**
 * A specification of this strategy that is not among the chosen ones, or null when there is none
 * that the picker offers.
 * @param {StrategyRow} row @param {string[]} chosen
 */
export function unusedSpec(row, chosen) {
  const plain = { row, param: row.param?.default ?? null, variant: null, decorators: [], copy: 1 };
  const candidates = [
    plain,
    ...(row.param?.choices ?? []).map((param) => ({ ...plain, param })),
    ...row.variants.map((variant) => ({ ...plain, variant: variant.id })),
    ...offeredParams(plain).map((param) => ({ ...plain, param })),
  ].map(formatSpec);
  return candidates.find((text) => !chosen.includes(text)) ?? null;
}

/**
 * The same map once more: the name with the lowest number that is free, or null when all are taken.
 * @param {Metadata} metadata @param {Spec} spec @param {string[]} chosen
 */
export function anotherCopy(metadata, spec, chosen) {
  const { copies } = registryOf(metadata);
  const names = Array.from({ length: copies }, (_, at) => formatSpec({ ...spec, copy: at + 1 }));
  return names.find((text) => !chosen.includes(text)) ?? null;
}

/** @param {import('../types.js').StrategyParam} param */
function powersOfTwo({ min, max }) {
  const powers = [];
  for (let value = 1; value <= max; value *= 2) {
    if (value >= min) powers.push(value);
  }
  return powers;
}

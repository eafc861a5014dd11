// Maps as the link writes them (`id[:param[:variant]][+decorator]...[*copy]`), taken apart and put
// together by metadata.
//
// Guarantees: pure; knows no strategy by name. A specification that the metadata does not know is
// shown as it stands, so that a recorded result of another build can still be read.

import { COPY, DECORATOR, specText } from '../link/maps.js';

/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../types.js').StrategyRow} StrategyRow */
/** @typedef {import('../types.js').DecoratorRow} DecoratorRow */
/**
 * @typedef {object} Spec
 * @property {StrategyRow} row
 * @property {number | null} param
 * @property {string | null} variant
 * @property {DecoratorRow[]} decorators innermost first
 * @property {number} copy which of several alike; 1: the map itself
 */

/** @param {Metadata} metadata @param {string} text @returns {Spec | null} */
export function parseSpec(metadata, text) {
  const [decorated = '', copy] = text.split(COPY);
  const [map = '', ...names] = decorated.split(DECORATOR);
  const [id, ...parts] = map.split(':');
  const row = metadata.strategies.find((candidate) => candidate.id === id);
  const decorators = metadata.decorators.filter((known) => names.includes(known.id));
  if (!row || decorators.length < names.length) return null;
  const param = row.param ? Number(parts.shift() || row.param.default) : null;
  return { row, param, variant: parts[0] || null, decorators, copy: Number(copy) || 1 };
}

/** @param {Spec} spec */
export function formatSpec({ row, param, variant, decorators, copy }) {
  const parts = [row.id, row.param && (param ?? row.param.default), variant];
  return specText(parts, decorators, copy);
}

/**
 * The name a reader sees: label, parameter, variant, decorators, and which copy it is.
 * @param {Metadata} metadata @param {import('../strings/index.js').Locale} locale @param {string} text
 */
export function specLabel(metadata, locale, text) {
  const spec = parseSpec(metadata, text);
  if (!spec) return text;
  const variant = spec.row.variants.find((candidate) => candidate.id === spec.variant);
  const extras = [
    ...(spec.param === null ? [] : [locale.n.integer(spec.param)]),
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
  const { copies = 1 } = metadata.keys.find((key) => key.type === 'maps') ?? {};
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

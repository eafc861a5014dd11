/**
 * Reads map specs, `id[:param[:variant]]`, and the comma list of them that a link carries.
 *
 * A spec's canonical text always has its parameter. Total: a list always yields at least one map,
 * and each piece that is not taken as it stands is named by exactly the problems it has.
 */

import { judgeInteger } from './values.js';

/** @typedef {import('../types.js').StrategyRow} Strategy */
/** @typedef {import('../types.js').StrategyParam} StrategyParam */
/** @typedef {'unknown-map' | 'duplicate-map' | 'too-many-maps' | 'invalid' | 'out-of-range'} MapFault */
/** @typedef {{ kind: MapFault, value: string, used: string | null }} MapProblem */

/**
 * @typedef {object} MapSpec
 * @property {string} text canonical
 * @property {Strategy} strategy
 * @property {number | null} param
 * @property {string | null} variant
 * @property {'invalid' | 'out-of-range' | null} fault what was wrong with the parameter as written
 */

/** The spec whose trials are the harness's own cost; a list's first other map is its baseline. */
const HARNESS = 'null';

/** Starts a decorator in a spec. The registry has none, so a spec that carries one is unknown. */
const DECORATOR = '+';

/**
 * @param {Map<string, Strategy>} strategies by id
 * @param {string} piece
 * @returns {MapSpec | null} null when the registry has no such map
 */
export function readSpec(strategies, piece) {
  if (piece.includes(DECORATOR)) return null;
  const [id = '', ...parts] = piece.split(':');
  const strategy = strategies.get(id);
  if (!strategy) return null;
  const paramText = strategy.param ? (parts.shift() ?? '') : '';
  const variant = parts.shift() ?? null;
  if (parts.length > 0) return null;
  if (variant !== null && !strategy.variants.some((known) => known.id === variant)) return null;
  const { param, fault } = readParam(strategy.param, paramText);
  const text = [id, param, variant].filter((part) => part !== null).join(':');
  return { text, strategy, param, variant, fault };
}

/**
 * @param {StrategyParam | null} rule
 * @param {string} text empty when not given
 * @returns {Pick<MapSpec, 'param' | 'fault'>}
 */
function readParam(rule, text) {
  if (!rule) return { param: null, fault: null };
  if (text === '') return { param: rule.default, fault: null };
  const judged = judgeInteger(text, rule.min, rule.max);
  if (!judged) return { param: rule.default, fault: 'invalid' };
  const bounded = Number(judged.used);
  const param = rule.powerOfTwo ? 2 ** Math.floor(Math.log2(bounded)) : bounded;
  return { param, fault: param === bounded ? judged.fault : 'out-of-range' };
}

/**
 * @param {Map<string, Strategy>} strategies by id
 * @param {string} list
 * @param {{ max: number, fallback: string }} rule `fallback`: the list used when nothing is left
 * @returns {{ specs: string[], problems: MapProblem[] }}
 */
export function readMaps(strategies, list, { max, fallback }) {
  /** @type {string[]} */
  const specs = [];
  /** @type {MapProblem[]} */
  const problems = [];
  for (const piece of list.split(',')) {
    const spec = readSpec(strategies, piece);
    if (!spec) {
      problems.push({ kind: 'unknown-map', value: piece, used: null });
      continue;
    }
    if (spec.fault) problems.push({ kind: spec.fault, value: piece, used: spec.text });
    if (specs.includes(spec.text)) {
      problems.push({ kind: 'duplicate-map', value: piece, used: null });
    } else if (specs.length === max) {
      problems.push({ kind: 'too-many-maps', value: piece, used: null });
    } else {
      specs.push(spec.text);
    }
  }
  if (specs.length === 0) {
    specs.push(...fallback.split(','));
    problems.push({ kind: 'invalid', value: list, used: fallback });
  }
  return { specs, problems };
}

/**
 * @param {string[]} specs canonical
 * @returns {string}
 */
export function defaultBaseline(specs) {
  return specs.find((spec) => spec !== HARNESS) ?? specs[0] ?? '';
}

/**
 * Reads map specs, `id[:param[:variant]][+decorator]...[*copy]`, and the comma list of them that a
 * link carries.
 *
 * A spec's canonical text always has its parameter, and decorators in the metadata's order; `*2` to the
 * highest copy is the same map again under a name of its own. Total: a list always yields at least one map,
 * and each piece that is not taken as it stands is named by exactly the problems it has.
 */

import { judgeNumber } from './values.js';

/** @typedef {import('../types.js').StrategyRow} Strategy */
/** @typedef {import('../types.js').StrategyParam} StrategyParam */
/** @typedef {import('../types.js').DecoratorRow} DecoratorRow */
/** @typedef {'unknown-map' | 'duplicate-map' | 'too-many-maps' | 'invalid' | 'out-of-range'} MapFault */
/** @typedef {{ kind: MapFault, value: string, used: string | null }} MapProblem */

/**
 * @typedef {object} MapSpec
 * @property {string} text canonical
 * @property {Strategy} row
 * @property {number | null} param
 * @property {string | null} variant
 * @property {DecoratorRow[]} decorators innermost first
 * @property {number} copy 1: the map itself
 * @property {Fault} fault what was wrong with the parameter or the copy as written
 */
/** @typedef {'invalid' | 'out-of-range' | null} Fault */

/**
 * @typedef {object} Registry what specs are read by
 * @property {Map<string, Strategy>} strategies by id
 * @property {DecoratorRow[]} decorators in canonical order
 * @property {number} copies the highest number of a copy
 */

/** By metadata, which are made once and asked often. @type {WeakMap<object, Registry>} */
const registries = new WeakMap();

/** @param {import('../types.js').Metadata} metadata @returns {Registry} */
export function registryOf(metadata) {
  const known = registries.get(metadata) ?? {
    strategies: new Map(metadata.strategies.map((strategy) => [strategy.id, strategy])),
    decorators: metadata.decorators,
    copies: metadata.keys.find((key) => key.type === 'maps')?.copies ?? 1,
  };
  registries.set(metadata, known);
  return known;
}

/** Starts a decorator's name. */
const DECORATOR = '+';

/** Starts the number of a copy. */
const COPY = '*';

/**
 * @param {Registry} registry
 * @param {string} piece
 * @returns {MapSpec | null} null when the registry has no such map
 */
export function readSpec({ strategies, decorators: known, copies }, piece) {
  const at = piece.indexOf(COPY);
  if (at >= 0 && piece.includes(DECORATOR, at)) return null;
  const [map = '', ...names] = (at < 0 ? piece : piece.slice(0, at)).split(DECORATOR);
  const [id = '', ...parts] = map.split(':');
  const row = strategies.get(id);
  if (!row) return null;
  const decorators = known.filter((decorator) => names.includes(decorator.id));
  // Fewer than were named: one is unknown, or named twice.
  if (decorators.length < names.length) return null;
  const paramText = row.param ? (parts.shift() ?? '') : '';
  const variant = parts.shift() ?? null;
  if (parts.length > 0) return null;
  if (variant !== null && !row.variants.some((known) => known.id === variant)) return null;
  const { param, fault: wrong } = readParam(row.param, paramText);
  const { copy, fault: miscounted } = readCopy(at < 0 ? null : piece.slice(at + 1), copies);
  // One fault of two is told: that a number is none before that it is out of range.
  const fault = miscounted === 'invalid' ? miscounted : (wrong ?? miscounted);
  const text = formatSpec({ row, param, variant, decorators, copy });
  return { text, row, param, variant, decorators, copy, fault };
}

/**
 * @param {string | null} text null when not given
 * @param {number} most
 * @returns {Pick<MapSpec, 'copy' | 'fault'>} the map itself for what is below, or no number
 */
function readCopy(text, most) {
  if (text === null) return { copy: 1, fault: null };
  const judged = judgeNumber({ min: 1, max: most }, text);
  const copy = Number(judged?.used ?? 1);
  // The map itself has one name, without a number.
  return { copy, fault: !judged ? 'invalid' : copy === 1 ? 'out-of-range' : judged.fault };
}

/** As a link names it. @param {Pick<MapSpec, 'row' | 'param' | 'variant' | 'decorators' | 'copy'>} spec */
export function formatSpec({ row, param, variant, decorators, copy }) {
  const map = [row.id, param, variant].filter((part) => part !== null).join(':');
  const decorated = [map, ...decorators.map(({ id }) => id)].join(DECORATOR);
  return copy > 1 ? decorated + COPY + copy : decorated;
}

/**
 * @param {StrategyParam | null} rule
 * @param {string} text empty when not given
 * @returns {Pick<MapSpec, 'param' | 'fault'>}
 */
function readParam(rule, text) {
  if (!rule) return { param: null, fault: null };
  if (text === '') return { param: rule.default, fault: null };
  const judged = judgeNumber(rule, text);
  if (!judged) return { param: rule.default, fault: 'invalid' };
  const bounded = Number(judged.used);
  const param = rule.powerOfTwo ? 2 ** Math.floor(Math.log2(bounded)) : bounded;
  return { param, fault: param === bounded ? judged.fault : 'out-of-range' };
}

/**
 * @param {Registry} registry
 * @param {string} list
 * @param {{ max: number, fallback: string }} rule `fallback`: the list used when nothing is left
 * @returns {{ specs: string[], problems: MapProblem[] }}
 */
export function readMaps(registry, list, { max, fallback }) {
  /** @type {string[]} */
  const specs = [];
  /** @type {MapProblem[]} */
  const problems = [];
  for (const piece of list.split(',')) {
    const spec = readSpec(registry, piece);
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
 * The first map that stores anything, else the first.
 * @param {Registry} registry
 * @param {string[]} specs canonical
 * @returns {string}
 */
export function defaultBaseline(registry, specs) {
  const stores = (/** @type {string} */ spec) =>
    readSpec(registry, spec)?.row.guarantees.stores !== false;
  return specs.find(stores) ?? specs[0] ?? '';
}

/**
 * Whether operations of that map can be refused.
 * @param {Registry} registry
 * @param {string} spec canonical
 */
export function canRefuse(registry, spec) {
  return readSpec(registry, spec)?.decorators.some(({ refuses }) => refuses) === true;
}

/**
 * Reads an axis, `name` or `name:value,value`: what a scale experiment varies, and through which
 * values.
 *
 * Canonical: the name and the values in ascending order, each once. A value that cannot be read, an
 * unknown name and too few values make the whole text unusable; a value outside its bounds, or one
 * too many, is mended and told.
 */

import { judgeNumber } from './values.js';

/** @typedef {import('../types.js').AxisKey} AxisKey */
/** @typedef {import('../types.js').AxisSpec} AxisSpec */
/** @typedef {import('./values.js').Judgement} Judgement */
/** @typedef {import('../types.js').Axis} Axis */

/**
 * @param {AxisKey} key
 * @param {string} text
 * @returns {Judgement & { axis: Axis | null }} of the axis that is used
 */
export function judgeAxis(key, text) {
  const given = readAxis(key, text);
  const read = given ?? readAxis(key, key.default ?? '');
  if (!read) return { used: '', fault: 'invalid', axis: null };
  const { adjusted, ...axis } = read;
  const fault = !given ? 'invalid' : adjusted ? 'out-of-range' : null;
  return { used: axisText(axis), fault, axis };
}

/** @param {Axis} axis */
export function axisText({ spec, values }) {
  return `${spec.name}:${values.join(',')}`;
}

/**
 * @param {AxisKey} key
 * @param {string} text
 * @returns {(Axis & { adjusted: boolean }) | null}
 */
function readAxis(key, text) {
  const at = text.indexOf(':');
  const name = at < 0 ? text : text.slice(0, at);
  const list = at < 0 ? '' : text.slice(at + 1);
  const spec = key.axes.find((candidate) => candidate.name === name);
  if (!spec) return null;
  const judged = (list || spec.default).split(',').map((piece) => judgeNumber(spec, piece));
  if (!judged.every((point) => point !== null)) return null;
  const values = [...new Set(judged.map(({ used }) => used))].sort((a, b) => Number(a) - Number(b));
  if (values.length < key.min) return null;
  const adjusted = judged.some(({ fault }) => fault !== null) || values.length > key.max;
  return { spec, values: values.slice(0, key.max), adjusted };
}

// The cells of a matrix in rows and columns, however far it is.
//
// Guarantees: pure; every map of the link has a cell at every preset from the start on. A figure is that of the
// result as soon as there is one, until then the median of the trials so far, without an interval. Means
// over a part of the presets are of ratios to the baseline.

import { median } from '../parts/median.js';

/** @typedef {import('../../types.js').Metadata} Metadata */
/** @typedef {import('../../types.js').Preset} Preset */
/** @typedef {import('./types.js').Grid} Grid */
/** @typedef {import('./types.js').Shown} Shown */
/** @typedef {import('./types.js').Group} Group */

/** From so many percent of reads on, reads rule; below the other, writes do. */
const [READS, WRITES] = [90, 50];

/** @param {Metadata} metadata @param {string} names a comma list @returns {Preset[]} */
export function presetsOf(metadata, names) {
  return names
    .split(',')
    .flatMap((name) => metadata.presets.find((row) => row.name === name) ?? []);
}

/** @param {Grid} grid @param {string} map @param {string} preset @returns {Shown} */
export function shownOf({ result, rates }, map, preset) {
  const cell = result?.cells.find((one) => one.map === map && one.preset === preset) ?? null;
  const seen = rates[`${preset} ${map}`] ?? [];
  const middle = median(seen);
  const soFar = middle === null ? null : { median: middle, low: null, high: null };
  const known = cell?.opsPerSec ?? null;
  return {
    ...{ map, preset, cell },
    rounds: Math.max(cell?.rounds ?? 0, seen.length),
    figures: known ?? soFar,
  };
}

/** The presets by how much they read. @param {import('../../link/codec.js').Codec} codec @param {Preset[]} presets @returns {Group[]} */
export function grouped(codec, presets) {
  const names = /** @type {const} */ (['reads', 'mixed', 'writes']);
  const groups = names.map((name) => ({
    name,
    presets: presets.filter((preset) => groupOf(codec, preset) === name),
  }));
  return groups.filter((group) => group.presets.length > 0);
}

/** @param {import('../../link/codec.js').Codec} codec @param {Preset} preset */
function groupOf(codec, { query }) {
  const { mix } = codec.parse(`#v1/compare?${query}`).values;
  const reads = mix
    .split(',')
    .filter(([letter]) => 'rs'.includes(letter))
    .reduce((sum, piece) => sum + Number(piece.slice(1)), 0);
  return reads >= READS ? 'reads' : reads < WRITES ? 'writes' : 'mixed';
}

/**
 * The geometric mean of a map's ratios over these presets; null while one of them has none.
 * @param {Grid} grid @param {string} map @param {Preset[]} presets
 */
export function meanOf({ result }, map, presets) {
  const ratios = presets.map(({ name }) => {
    const cell = result?.cells.find((one) => one.map === map && one.preset === name);
    return cell?.outcome === 'failed' ? null : (cell?.ratio?.median ?? null);
  });
  if (ratios.length === 0 || ratios.some((ratio) => ratio === null || !(ratio > 0))) return null;
  const logs = ratios.map((ratio) => Math.log(Number(ratio)));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

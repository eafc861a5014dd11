// What runs under faults have come to, in a sentence for each map.
//
// Guarantees: pure; says nothing of a map that has not run to its end, and calls no map better than another.

import { specLabel } from '../../link/specs.js';
import { guardTexts, timeText } from './texts.js';

/** @typedef {import('./types.js').GuardMap} GuardMap */
/** @typedef {import('./types.js').Runs} Runs */

/**
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').Metadata} metadata
 * @param {Runs} runs @param {boolean} busy
 */
export function outcomeText(locale, metadata, runs, busy) {
  const { t } = guardTexts(locale);
  const clients = Number(runs.state.values.threads);
  const known = runs.maps.flatMap(({ map, figures }) =>
    figures ? [mapText(locale, specLabel(metadata, locale, map), figures, clients)] : [],
  );
  if (known.length === 0) return t(busy ? 'outcome.wait' : 'outcome.none');
  return known.join(' ');
}

/** @param {import('../../strings/index.js').Locale} locale @param {string} map @param {GuardMap} of @param {number} clients */
function mapText(locale, map, of, clients) {
  const { t } = guardTexts(locale);
  const { n } = locale;
  const { operations, lost, late, faults, overTime, verdict } = of;
  const touched = faults.reduce((sum, fault) => sum + fault.operations, 0);
  const longest = n.nanoseconds(Math.max(0, ...faults.map(({ longestMs }) => longestMs)) * 1e6);
  // Where operations are refused, who waits could give up.
  const all = !of.deadline && overTime.some(({ waiting }) => waiting >= clients);
  const said = [];
  if (verdict.outcome === 'failed') said.push(t('outcome.failedMap', { map }));
  if (lost > 0) said.push(t('outcome.lost', { map, lost, clients }));
  if (operations.timeout > 0) {
    said.push(
      t('outcome.refused', {
        ...{ map, timeouts: operations.timeout },
        late: timeText(locale, late?.p50),
        latest: timeText(locale, late?.max),
      }),
    );
  } else if (operations.panic > 0 && lost === 0) {
    said.push(t('outcome.contained', { map, panics: operations.panic }));
  } else if (touched > 0 && lost === 0) {
    said.push(t(all ? 'outcome.allWaited' : 'outcome.waited', { map, touched, clients, longest }));
  }
  if (said.length === 0) said.push(t('outcome.untouched', { map }));
  return said.join(' ');
}

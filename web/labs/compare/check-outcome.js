// What a deep check of one map came to, in a word.
//
// Guarantees: pure; what a map's row does not promise is not checked, never passed.

/** @typedef {import('../../types.js').VerifyReport} VerifyReport */
/** @typedef {'waiting' | 'not' | 'inapplicable' | 'storeless' | 'ok' | 'undecided' | 'panicked' | 'failed'} Outcome */

/**
 * What became of one map.
 * @param {VerifyReport | null} report @param {boolean} over
 * @param {boolean} stores it stores anything to be checked
 * @returns {Outcome}
 */
export function outcomeOf(report, over, stores) {
  if (!report) return over ? 'not' : 'waiting';
  if (!report.applicable) return stores ? 'inapplicable' : 'storeless';
  if (report.failure) return report.failure.kind === 'panicked' ? 'panicked' : 'failed';
  return report.outcome === 'passed' ? 'ok' : 'undecided';
}

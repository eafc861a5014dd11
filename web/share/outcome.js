// What checking came to: passed, failed, or not checked.
//
// Guarantees: pure; what was not checked never counts as passed, nor as failed. A verdict that was
// recorded before there were three answers gets the one that its checks give; of one that contradicts
// itself the worst counts.

/** @typedef {import('../types.js').Outcome} Outcome */
/** @typedef {Omit<import('../types.js').Verdict, 'outcome'> & { outcome?: Outcome }} Recorded */

/** @param {Recorded} verdict @returns {Outcome} */
export function outcomeOf({ ok, outcome = ok ? 'passed' : 'failed', checks }) {
  const denied = !ok && outcome === 'passed';
  if (denied || outcome === 'failed' || checks.some(({ status }) => status === 'fail'))
    return 'failed';
  // Where entries cannot be counted, a map may lose or invent as many as it likes.
  return checks[0]?.status === 'pass' ? outcome : 'not-checked';
}

/** Of several trials together the worst. @param {{ verdict: Recorded }[]} trials @returns {Outcome} */
export function outcomeOver(trials) {
  const all = trials.map(({ verdict }) => outcomeOf(verdict));
  if (all.includes('failed')) return 'failed';
  return all.length > 0 && all.every((one) => one === 'passed') ? 'passed' : 'not-checked';
}

// The correctness verdict of a map over its rounds, in a word that opens into its checks.
//
// Guarantees: a failed check is never hidden behind a passed one; what does not apply to a map is
// listed as such; the verdict is told by a sign and a word, not by colour alone.

import { html, nothing } from 'lit';
import { NOTHING } from '../../strings/numbers.js';

/** @typedef {import('../../types.js').StrategyResult} StrategyResult */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {{ name: string, passed: number, failed: number, skipped: number, detail: string | null }} Tally */

/** @param {Locale} locale @param {StrategyResult | null} strategy */
export function verdictCell(locale, strategy) {
  const { t } = locale;
  const trials = strategy?.trials ?? [];
  if (trials.length === 0) return html`<span class="verdict">${NOTHING}</span>`;
  const tallies = tally(trials);
  const failed = tallies.filter((check) => check.failed > 0);
  const ok = failed.length === 0 && trials.every((trial) => trial.verdict.ok);
  const applies = tallies.some((check) => check.passed > 0 || check.failed > 0);
  const word = !ok
    ? t('verdict.failed', { count: failed.length })
    : t(applies ? 'verdict.passed' : 'verdict.none');
  const sign = !ok ? '✗' : applies ? '✓' : '·';
  return html`
    <details class="verdict ${ok ? '' : 'bad'}">
      <summary><span aria-hidden="true">${sign}</span> ${word}</summary>
      <ul>
        ${tallies.map(
          (check) => html`
            <li class=${check.failed ? 'bad' : ''}>
              ${locale.maybe(`check.${check.name}`, check.name)}: ${outcome(locale, check)}
              ${check.detail ? html`<small>${detailWords(locale, check.detail)}</small>` : nothing}
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}

/** The engine's sentence in the page's language, if it is a known one. @param {Locale} locale @param {string} detail */
export function detailWords(locale, detail) {
  const [first = '', second = ''] = detail.match(/-?\d+/g) ?? [];
  return locale.maybe(`detail.${detail.replace(/-?\d+/g, '#')}`, detail, { first, second });
}

/** @param {Locale} locale @param {Tally} check */
function outcome({ t }, { passed, failed, skipped }) {
  if (failed) return t('verdict.failedIn', { failed, rounds: passed + failed + skipped });
  return passed ? t('verdict.passedIn', { rounds: passed }) : t('verdict.notApplicable');
}

/** @param {import('../../types.js').Trial[]} trials @returns {Tally[]} failures first */
export function tally(trials) {
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  for (const { name, status, detail } of trials.flatMap((trial) => trial.verdict.checks)) {
    const sum = tallies.get(name) ?? { name, passed: 0, failed: 0, skipped: 0, detail: null };
    if (status === 'pass') sum.passed += 1;
    else if (status === 'fail') sum.failed += 1;
    else sum.skipped += 1;
    // The detail of the first failure explains; any other detail only while there is none.
    if (detail && (sum.detail === null || (status === 'fail' && sum.failed === 1))) {
      sum.detail = detail;
    }
    tallies.set(name, sum);
  }
  return [...tallies.values()].sort((a, b) => b.failed - a.failed);
}

// The correctness verdict of a map over its rounds, in a word that opens into its checks.
//
// Guarantees: a failed check is never hidden behind a passed one; what does not apply to a map is
// listed as such, and a map of which nothing could be checked has not passed; the verdict is told by a sign and a word, not by colour alone.

import { html, nothing } from 'lit';
import { NOTHING } from '../../strings/numbers.js';
import { outcomeOver } from '../../share/outcome.js';

/** @typedef {import('../../types.js').StrategyResult} StrategyResult */
/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {{ name: string, passed: number, failed: number, skipped: number, detail: string | null }} Tally */

/** @param {Locale} locale @param {StrategyResult | null} strategy */
export function verdictCell(locale, strategy) {
  const { t } = locale;
  const trials = strategy?.trials ?? [];
  if (trials.length === 0) return html`<span class="verdict">${NOTHING}</span>`;
  const tallies = tally(trials);
  const count = tallies.filter((check) => check.failed > 0).length;
  const outcome = outcomeOver(trials);
  const words = {
    passed: ['✓', t('verdict.passed')],
    failed: ['✗', t('verdict.failed', { count })],
    'not-checked': ['·', t('verdict.none')],
  };
  const [sign, word] = words[outcome];
  return html`
    <details class="verdict ${outcome === 'failed' ? 'bad' : ''}">
      <summary><span aria-hidden="true">${sign}</span> ${word}</summary>
      <ul>
        ${tallies.map(
          (check) => html`
            <li class=${check.failed ? 'bad' : ''}>
              ${locale.maybe(`check.${check.name}`, check.name)}: ${ofCheck(locale, check)}
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
function ofCheck({ t }, { passed, failed, skipped }) {
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

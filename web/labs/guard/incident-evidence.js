// What real Go did: programs, what they printed and how they ended, as they stand.

import { html } from 'lit';
import recorded from '../../../tests/data/go/incident.json' with { type: 'json' };
import { incidentTexts } from './incident-texts.js';

/** By a variant's id (`sync-map` is the remedy), the programs that show what it is about. @type {Record<string, string[]>} */
const OF = {
  'as-told': ['writers.go'],
  leak: ['leaked_lock.go'],
  'no-timeout': ['leaked_lock.go'],
  spin: ['retry_spin.go'],
  trie: ['trie_lock.go'],
  'context-before': ['context_before.go'],
  silent: ['nil_nil.go'],
  'sync-map': ['trie_lock.go'],
  defer: ['deferred_unlock.go'],
  handoff: ['handed_off.go'],
};

/** @param {import('../../strings/index.js').Locale} locale @param {string} variant */
export function evidence(locale, variant) {
  const { t } = incidentTexts(locale);
  const [, version = recorded.go] = /go(\d[\d.]*)/.exec(recorded.go) ?? [];
  const first = OF[variant] ?? [];
  const programs = [...recorded.programs].sort(
    (a, b) => Number(first.includes(b.program)) - Number(first.includes(a.program)),
  );
  return html`
    <section class="panel" aria-labelledby="guard-evidence">
      <h2 id="guard-evidence">${t('evidence.title')}</h2>
      <p class="caption">
        ${t('evidence.lead', {
          version: `Go ${version}`,
          machine: recorded.machine.replace(/, \d+ processors/, ''),
          count: recorded.processors,
          date: recorded.recordedAt,
        })}
      </p>
      ${programs.map(
        ({ program, source, stdout, stderr, status }) => html`
          <details class="guard-evidence" ?open=${first.includes(program)}>
            <summary><code>${program}</code></summary>
            <h3>${t('evidence.output')}</h3>
            <pre
              tabindex="0"
              aria-label=${t('evidence.output')}
            ><samp>${[stdout, stderr].filter(Boolean).join('\n')}</samp></pre>
            <p class="caption">${t('evidence.runs', { runs: 1, status: String(status) })}</p>
            <h3>${t('evidence.program')}</h3>
            <pre
              tabindex="0"
              aria-label=${t('evidence.program')}
            ><code>${source.trim()}</code></pre>
          </details>
        `,
      )}
    </section>
  `;
}

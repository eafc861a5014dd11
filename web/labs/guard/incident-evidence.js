// What real Go did: programs, what they printed and how they ended, as they stand; first those that a variant is
// about.

import { html } from 'lit';
import recorded from '../../../tests/data/go/incident.json' with { type: 'json' };
import { incidentTexts } from './incident-texts.js';

/** @param {import('../../strings/index.js').Locale} locale @param {string} variant */
export function evidence(locale, variant) {
  const { t } = incidentTexts(locale);
  const [, version = recorded.go] = /go(\d[\d.]*)/.exec(recorded.go) ?? [];
  const shows = (/** @type {{ variants: string[] }} */ { variants }) => variants.includes(variant);
  const programs = [
    ...recorded.programs.filter(shows),
    ...recorded.programs.filter((one) => !shows(one)),
  ];
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
        ({ program, variants, source, stdout, stderr, status }) => html`
          <details class="guard-evidence" ?open=${variants.includes(variant)}>
            <summary><code>${program}</code></summary>
            <h3>${t('evidence.output')}</h3>
            <pre
              tabindex="0"
              aria-label=${t('evidence.output')}
            ><samp>${[stdout, stderr].filter(Boolean).join('\n')}</samp></pre>
            <p class="caption">${t('evidence.status', { status: String(status) })}</p>
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

// <race-recovery>: what Go's recover catches and what it never does, with programs that show it.
//
// Guarantees: programs and outputs are those recorded from real Go, as they stand; nothing here is
// simulated and no engine is needed.

import { html } from 'lit';
import recorded from '../../../tests/data/go/recovery.json' with { type: 'json' };
import { LightElement } from '../../dom.js';
import { raceTexts } from './texts.js';

/** @typedef {{ runs: number, stdout: string, stderr: string, status: number }} Ending */
/** @typedef {{ program: string, source: string, endings: Ending[] }} Evidence */

/** What happens, by the program that shows it; a panic unless it is a fatal error. */
const CASES = /** @type {const} */ ([
  ['nil_map.go', 'recover.nil'],
  ['unhashable.go', 'recover.unhashable'],
  ['writers.go', 'recover.writes'],
  ['reader_writer.go', 'recover.read'],
  ['iterator_writer.go', 'recover.iteration'],
]);

/** @type {Map<string, Evidence>} */
const EVIDENCE = new Map(recorded.programs.map((row) => [row.program, row]));

export class RaceRecovery extends LightElement {
  /** @override */
  render() {
    const { t } = raceTexts(this.locale);
    const [, version = recorded.go] = /go(\d[\d.]*)/.exec(recorded.go) ?? [];
    return html`
      <section class="panel race-recovery" aria-labelledby="race-recovery">
        <h2 id="race-recovery">${t('recover.title')}</h2>
        <p class="lead">${t('recover.lead')}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label=${t('recover.what')}>
          <table class="figures race-recover-table">
            <thead>
              <tr>
                <th scope="col">${t('recover.what')}</th>
                <th scope="col">${t('recover.kind')}</th>
                <th scope="col">${t('recover.caught')}</th>
                <th scope="col">${t('recover.ran')}</th>
              </tr>
            </thead>
            <tbody>
              ${CASES.map(([program, name]) => this.#case(program, name))}
            </tbody>
          </table>
        </div>

        <h3>${t('recover.story')}</h3>
        <blockquote>${t('recover.storyClaim')}</blockquote>
        <p>${t('recover.storyTruth')}</p>
        <p>${t('recover.chapter1')}</p>

        <h3>${t('recover.practice')}</h3>
        <ul class="race-list">
          <li>${t('recover.practice1')}</li>
          <li>${t('recover.practice2')}</li>
          <li>${t('recover.practice3')}</li>
        </ul>

        <h3>${t('recover.evidence')}</h3>
        <p class="caption">
          ${t('recover.recorded', {
            version: `Go ${version}`,
            machine: recorded.machine.replace(/, \d+ processors/, ''),
            count: recorded.processors,
            date: recorded.recordedAt,
          })}
        </p>
        ${CASES.map(([program, name]) => this.#evidence(program, name))}
      </section>
    `;
  }

  /** @param {string} program @param {typeof CASES[number][1]} name */
  #case(program, name) {
    const { t } = raceTexts(this.locale);
    const endings = EVIDENCE.get(program)?.endings ?? [];
    const caught = endings.every(({ status }) => status === 0);
    const runs = endings.reduce((sum, ending) => sum + ending.runs, 0);
    const [first] = endings;
    const [line = ''] = (first?.stderr || first?.stdout || '').split('\n');
    return html`<tr>
      <th scope="row">${t(name)}</th>
      <td>${t(caught ? 'recover.panic' : 'recover.throw')}</td>
      <td class=${caught ? 'good' : 'bad'}>${t(caught ? 'recover.yes' : 'recover.no')}</td>
      <td>
        <code>${line}</code>
        <small>${t('recover.runs', { runs, status: String(first?.status ?? '') })}</small>
      </td>
    </tr>`;
  }

  /** @param {string} program @param {typeof CASES[number][1]} name */
  #evidence(program, name) {
    const { t } = raceTexts(this.locale);
    const evidence = EVIDENCE.get(program);
    if (!evidence) return '';
    return html`
      <details class="race-evidence">
        <summary>${t(name)} <code>${program}</code></summary>
        <h4>${t('recover.program')}</h4>
        <pre tabindex="0"><code>${evidence.source.trim()}</code></pre>
        <h4>${t('recover.output')}</h4>
        ${evidence.endings.map(
          ({ runs, stdout, stderr, status }) => html`
            <pre tabindex="0"><samp>${[stdout, stderr].filter(Boolean).join('\n')}</samp></pre>
            <p class="caption">${t('recover.runs', { runs, status: String(status) })}</p>
          `,
        )}
      </details>
    `;
  }
}

customElements.define('race-recovery', RaceRecovery);

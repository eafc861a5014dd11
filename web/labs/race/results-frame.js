// What the measured views' results stand in: the sentence, what was run, the file, and the machine.
//
// Guarantees: says which experiment the figures are of, and when they are not of the present one; the
// sentence has a place of its own that is there from the start, and is read out at the end alone.

import { html, nothing } from 'lit';
import { download } from '../../dom.js';
import { environmentList } from '../parts/environment.js';
import { changedNotice, origin } from '../parts/results-parts.js';
import { liveTexts, loadText } from './live-texts.js';

/**
 * @param {import('./live-view.js').LiveView} view
 * @param {import('./live-view.js').Shown} shown
 * @param {object} parts
 * @param {string} parts.title
 * @param {string} parts.sentence what it has come to
 * @param {unknown} parts.body
 */
export function resultsFrame(view, shown, { title, sentence, body }) {
  const { locale, name } = view;
  const { t } = liveTexts(locale);
  const { result, busy, failed, link, opened } = shown;
  const { values } = shown.state;
  const label = busy ? 'outcome.soFar' : failed ? 'outcome.failed' : 'outcome.end';
  return html`
    <section class="outcome" aria-label=${t('outcome.title')}>
      <p class="outcome-label">${t(result?.stopped ? 'outcome.stopped' : label)}</p>
      <p class="outcome-text">${sentence}</p>
      <p class="unseen" role="status">${busy ? '' : sentence}</p>
    </section>
    <section class="panel results" aria-labelledby="race-${name}-title" aria-busy=${busy}>
      <header>
        <div>
          <h2 id="race-${name}-title">${title}</h2>
          <p class="caption">
            ${t('caption', {
              load: loadText(locale, values.load),
              runs: view.roundsOf(values),
              ms: Number(values.ms),
              seed: values.seed,
            })}
          </p>
          ${opened && result ? origin(locale, result.environment) : nothing}
        </div>
        <button
          type="button"
          class="quiet"
          ?disabled=${!result}
          @click=${() =>
            result &&
            download('contend-race.json', JSON.stringify(result, null, 2), 'application/json')}
        >
          ${t('results.download')}
        </button>
      </header>
      ${
        busy || view.link === link
          ? nothing
          : changedNotice(t('results.changed'), t('results.restore'), () =>
              view.tell('lab-open', link),
            )
      }
      ${body} ${result ? environmentList(locale, result) : nothing}
    </section>
  `;
}

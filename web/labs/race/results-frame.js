// What the measured views' results stand in: the sentence, what was run, the file, and the machine.

import { html, nothing } from 'lit';
import { environmentList } from '../parts/environment.js';
import { labResults } from '../parts/lab-results.js';
import { save } from '../../export/save.js';
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
  const { result, busy } = shown;
  const { values } = shown.state;
  return labResults({
    ...{ locale, t, title, sentence, busy, sweep: shown, now: view.link },
    id: `race-${name}-title`,
    onOpen: (link) => view.tell('lab-open', link),
    caption: t('caption', {
      load: loadText(locale, values.load),
      runs: view.roundsOf(values),
      ms: Number(values.ms),
      seed: values.seed,
    }),
    ways: html`<button
      type="button"
      class="quiet"
      ?disabled=${!result}
      @click=${() => result && save(result)}
    >
      ${t('results.download')}
    </button>`,
    body: html`${body} ${result ? environmentList(locale, result) : nothing}`,
  });
}

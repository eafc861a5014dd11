// The Scale lab's bar: run or stop, where along the axis it is, how long it takes, and the link.

import { html, nothing } from 'lit';
import { bar, startButton } from '../parts/bar.js';
import { linkWays } from '../parts/link-ways.js';
import { estimateMs } from '../parts/offer.js';
import '../parts/run-progress.js';
import { atText, scaleTexts } from './texts.js';

/** @typedef {import('../../types.js').Step} Step */
/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').LinkState} options.state
 * @param {import('../../app/driver.js').Phase} options.phase
 * @param {import('../../app/driver.js').Task | null} options.task of this lab
 * @param {boolean} options.possible there are threads to run on, as far as is known
 * @param {import('../parts/bar.js').Others} options.others
 * @param {'idle' | 'copied' | 'refused'} options.copied
 * @param {string} options.address what the copy button copies
 * @param {() => void} options.onRun
 * @param {() => void} options.onStop
 * @param {() => void} options.onCopy
 * @param {() => void} options.onShare
 * @param {() => void} options.onEmbed
 */
export function sweepBar(options) {
  const { locale, metadata, state, phase, task, possible, onRun, onStop } = options;
  const mine = task === 'sweep';
  const spec = state.axis?.spec;
  const where = (/** @type {Step} */ { value, kind }) =>
    spec && value !== undefined && kind !== 'warmup'
      ? scaleTexts(locale).t('progress.at', { at: atText(locale, spec, value) })
      : '';
  return bar({
    ...{ locale, others: options.others },
    mine,
    button: startButton({ locale, phase, task, mine, possible, onStart: onRun, onStop }),
    progress: html`<run-progress
      ?hidden=${!mine}
      .locale=${locale}
      .metadata=${metadata}
      .waiting=${mine && phase === 'waiting'}
      .queued=${options.others.queued}
      .where=${where}
    ></run-progress>`,
    plan: plan(options),
    ways: linkWays(options),
  });
}

/** What pressing Run would do. @param {Parameters<typeof sweepBar>[0]} options */
function plan({ locale, state, phase }) {
  const { t } = scaleTexts(locale);
  const { values, maps, axis } = state;
  const counts = { maps: maps.length, values: axis?.values.length ?? 0 };
  const lengths = { rounds: Number(values.rounds), ms: Number(values.ms) };
  return html`
    <p class="plan">
      <strong>${t('plan.estimate', { time: locale.n.seconds(estimateMs(state)) })}</strong>
      <span>${t('plan.what', { ...counts, ...lengths })}</span>
    </p>
    ${
      phase === 'booting' || phase === 'reloading'
        ? html`<p class="plan-more">${locale.t('run.booting')}</p>`
        : nothing
    }
  `;
}

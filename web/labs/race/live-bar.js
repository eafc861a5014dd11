// The bar of the measured views: run or stop, how long it takes at most, and the link.

import { html, nothing } from 'lit';
import { bar, startButton } from '../parts/bar.js';
import { linkWays } from '../parts/link-ways.js';
import { liveTexts } from './live-texts.js';
import './race-progress.js';

/**
 * @typedef {object} Options
 * @property {import('../../types.js').Metadata} metadata
 * @property {import('../../app/driver.js').Phase} phase
 * @property {import('../../app/driver.js').Task | null} task of this view
 * @property {import('../parts/bar.js').Others} others
 * @property {boolean} possible there are threads to run on, as far as is known
 * @property {string} plan what pressing Run would do
 * @property {number} longestMs
 * @property {() => void} onRun
 * @property {() => void} onStop
 */

/** @param {Options & import('../parts/link-ways.js').LinkWays} options */
export function liveBar(options) {
  const { locale, metadata, phase, task, possible, others, onRun, onStop } = options;
  const mine = task === 'sweep';
  return bar({
    ...{ locale, others },
    mine,
    button: startButton({ locale, phase, task, mine, possible, onStart: onRun, onStop }),
    progress: html`<race-progress
      ?hidden=${!mine}
      .locale=${locale}
      .metadata=${metadata}
      .waiting=${mine && phase === 'waiting'}
      .queued=${options.others.queued}
    ></race-progress>`,
    plan: plan(options),
    ways: linkWays(options),
  });
}

/** @param {Options & import('../parts/link-ways.js').LinkWays} options */
function plan({ locale, phase, longestMs, plan }) {
  return html`
    <p class="plan">
      <strong>${liveTexts(locale).t('plan.most', { time: locale.n.seconds(longestMs) })}</strong>
      <span>${plan}</span>
    </p>
    ${
      phase === 'booting' || phase === 'reloading'
        ? html`<p class="plan-more">${locale.t('run.booting')}</p>`
        : nothing
    }
  `;
}

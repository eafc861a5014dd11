// The bar of the measured views with the one primary button: run or stop, how long it takes, and the
// link.
//
// Guarantees: the button stays the same element while a run is on, and then stops it, so the
// keyboard's focus stays too; the bar keeps its height whatever it shows.

import { html, nothing } from 'lit';
import { copy } from '../../dom.js';
import { newTabUrl } from '../../isolation/isolation.js';
import { liveTexts } from './live-texts.js';
import './race-progress.js';

/** @typedef {import('../../app/contend-app.js').LabPage} LabPage */

/**
 * @param {object} options
 * @param {LabPage} options.page
 * @param {boolean} options.mine the run that is on is this view's
 * @param {string} options.plan what pressing Run would do
 * @param {number} options.longestMs
 * @param {'idle' | 'copied' | 'refused'} options.copied
 * @param {() => void} options.onRun
 * @param {() => void} options.onStop
 * @param {(copied: 'copied' | 'refused') => void} options.onCopied
 */
export function liveBar({ page, mine, plan, longestMs, copied, onRun, onStop, onCopied }) {
  const { locale, metadata, phase, task, environment, link } = page;
  const { t } = locale;
  const simulated = environment?.mode === 'simulated';
  const waits = phase === 'stopping' || (task !== null && !mine) || simulated;
  const label = !mine ? 'run.run' : phase === 'stopping' ? 'run.stopping' : 'run.stop';
  const address = location.origin + location.pathname + link;
  return html`
    <section class="run-bar ${mine ? 'busy' : ''}" aria-label=${t('run.title')}>
      <button
        type="button"
        class="primary run-button"
        aria-disabled=${waits ? 'true' : 'false'}
        @click=${() => {
          if (!waits) (mine ? onStop : onRun)();
        }}
      >
        ${t(label)}
      </button>
      <div class="run-state">
        <race-progress
          ?hidden=${!mine}
          .locale=${locale}
          .metadata=${metadata}
          .waiting=${mine && phase === 'waiting'}
        ></race-progress>
        ${
          mine
            ? nothing
            : html`<p class="plan">
                  <strong
                    >${liveTexts(locale).t('plan.most', { time: locale.n.seconds(longestMs) })}</strong
                  >
                  <span>${plan}</span>
                </p>
                ${
                  phase === 'booting' || phase === 'reloading'
                    ? html`<p class="plan-more">${t('run.booting')}</p>`
                    : nothing
                }`
        }
      </div>
      <div class="copy-link">
        <button
          type="button"
          class="quiet"
          @click=${async () => onCopied((await copy(address)) ? 'copied' : 'refused')}
        >
          ${t(copied === 'copied' ? 'link.copied' : 'link.copy')}
        </button>
      </div>
      ${
        copied === 'refused'
          ? html`<label class="copy-by-hand">
              ${t('link.byHand')}
              <input
                readonly
                .value=${address}
                @focus=${(/** @type {Event} */ event) =>
                  /** @type {HTMLInputElement} */ (event.currentTarget).select()}
              />
            </label>`
          : nothing
      }
    </section>
    ${simulated ? needsThreads(page) : nothing}
  `;
}

/** @param {LabPage} page */
function needsThreads({ locale, link }) {
  const { t } = liveTexts(locale);
  return html`
    <section class="notice simulated" aria-labelledby="race-threads">
      <div>
        <h2 id="race-threads">${t('threads.title')}</h2>
        <p>${t('threads.text')}</p>
        <p>
          <a class="button" href=${newTabUrl(link)} target="_blank" rel="noopener"
            >${locale.t('simulated.open')}</a
          >
        </p>
      </div>
    </section>
  `;
}

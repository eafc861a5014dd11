// The bar with the one primary button: run or stop, how long it takes, and the link to copy.
//
// Guarantees: the button stays the same element through a run, so the keyboard's focus does too;
// the bar keeps its height whatever it shows.

import { html } from 'lit';
import { digest } from '../../app/form/words.js';
import { estimateMs } from './offer.js';
import './run-progress.js';

/** @typedef {import('../../app/driver.js').Phase} Phase */

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').LinkState} options.state
 * @param {Phase} options.phase
 * @param {'idle' | 'copied' | 'refused'} options.copied
 * @param {string} options.address what the copy button copies
 * @param {() => void} options.onRun
 * @param {() => void} options.onStop
 * @param {() => void} options.onCopy
 */
export function runBar(options) {
  const { locale, phase, copied, address, onRun, onStop, onCopy } = options;
  const { t } = locale;
  const busy = phase === 'waiting' || phase === 'running' || phase === 'stopping';
  return html`
    <section class="run-bar ${busy ? 'busy' : ''}" aria-label=${t('run.title')}>
      <button
        type="button"
        class="primary run-button"
        aria-disabled=${phase === 'stopping' ? 'true' : 'false'}
        @click=${busy ? onStop : onRun}
      >
        ${t(phase === 'stopping' ? 'run.stopping' : busy ? 'run.stop' : 'run.run')}
      </button>
      <div class="run-state">
        <run-progress
          ?hidden=${!busy}
          .locale=${locale}
          .metadata=${options.metadata}
          .waiting=${phase === 'waiting'}
        ></run-progress>
        ${busy ? '' : plan(options)}
      </div>
      <div class="copy-link">
        <button type="button" class="quiet" @click=${onCopy}>
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
          : ''
      }
    </section>
  `;
}

/** What pressing Run would do. @param {Parameters<typeof runBar>[0]} options */
function plan({ locale, metadata, state, phase }) {
  const { t, n } = locale;
  const { values, maps } = state;
  const time = n.seconds(estimateMs(state));
  const workload = metadata.keys.filter((meta) => meta.key === 'mix');
  return html`
    <p class="plan">
      <strong>${t('run.estimate', { time })}</strong>
      <span>
        ${t('run.plan', {
          maps: maps.length,
          rounds: Number(values.rounds),
          ms: Number(values.ms),
          threads: Number(values.threads),
        })}
      </span>
    </p>
    <p class="plan-more">
      ${
        phase === 'booting' || phase === 'reloading'
          ? t('run.booting')
          : digest(locale, workload, values)
      }
    </p>
  `;
}

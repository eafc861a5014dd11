// The bar with the one primary button: run or stop, how long it takes, and the link to copy.
//
// Guarantees: a button stays the same element while what it started is on, and then stops that, so
// the keyboard's focus stays too; the other one waits; the bar keeps its height whatever it shows.

import { html, nothing } from 'lit';
import { digest } from '../../app/form/words.js';
import { linkWays } from './link-ways.js';
import { estimateMs } from './offer.js';
import './run-progress.js';

/** @typedef {import('../../app/driver.js').Phase} Phase */

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').LinkState} options.state
 * @param {Phase} options.phase
 * @param {boolean} options.queued it waits for another experiment of the page around this one
 * @param {import('../../app/driver.js').Task | null} options.task what keeps the engine busy
 * @param {boolean} options.verifies the engine can check deeply
 * @param {'idle' | 'copied' | 'refused'} options.copied
 * @param {string} options.address what the copy button copies
 * @param {() => void} options.onRun
 * @param {() => void} options.onVerify
 * @param {() => void} options.onStop
 * @param {() => void} options.onCopy
 * @param {() => void} options.onShare
 * @param {() => void} options.onEmbed
 */
export function runBar(options) {
  const { locale, phase, task, verifies, onRun, onVerify } = options;
  const { t } = locale;
  const busy = phase === 'waiting' || phase === 'running' || phase === 'stopping';
  const runs = busy && task === 'run';
  return html`
    <section class="run-bar ${runs ? 'busy' : ''}" aria-label=${t('run.title')}>
      ${starter(options, 'run', 'primary run-button', 'run.run', onRun)}
      <div class="run-state">
        <run-progress
          ?hidden=${!runs}
          .locale=${locale}
          .metadata=${options.metadata}
          .waiting=${phase === 'waiting'}
          .queued=${options.queued}
        ></run-progress>
        ${runs ? '' : plan(options)}
      </div>
      ${linkWays(options, verifies ? starter(options, 'verify', 'quiet', 'checks.run', onVerify) : '')}
    </section>
  `;
}

/**
 * A button that starts a task, and stops it while it is on.
 * @param {Parameters<typeof runBar>[0]} options @param {import('../../app/driver.js').Task} own
 * @param {string} look @param {'run.run' | 'checks.run'} label @param {() => void} onStart
 */
function starter({ locale, phase, task, onStop }, own, look, label, onStart) {
  const { t } = locale;
  const mine = task === own;
  const waits = phase === 'stopping' || (task !== null && !mine);
  const text = !mine ? label : phase === 'stopping' ? 'run.stopping' : 'run.stop';
  return html`
    <button
      type="button"
      class=${look}
      title=${own === 'verify' ? t('checks.what') : nothing}
      aria-disabled=${waits ? 'true' : 'false'}
      @click=${() => {
        if (!waits) (mine ? onStop : onStart)();
      }}
    >
      ${t(text)}
    </button>
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

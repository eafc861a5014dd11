// The Compare lab's bar: run or stop, how long it takes, checking, and the ways of the link.
//
// Guarantees: while one of its two buttons is at work, the other one waits.

import { html, nothing } from 'lit';
import { digest } from '../parts/form/words.js';
import { bar, startButton } from '../parts/bar.js';
import { linkWays } from '../parts/link-ways.js';
import { estimateMs } from '../parts/offer.js';
import '../parts/run-progress.js';

/** @typedef {import('../../app/driver.js').Phase} Phase */

/**
 * @param {object} options
 * @param {import('../../strings/index.js').Locale} options.locale
 * @param {import('../../types.js').Metadata} options.metadata
 * @param {import('../../types.js').LinkState} options.state
 * @param {Phase} options.phase
 * @param {import('../parts/bar.js').Others} options.others
 * @param {import('../../app/driver.js').Task | null} options.task of this lab
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
  const { locale, phase, task, verifies, onRun, onVerify, onStop } = options;
  const { t } = locale;
  const busy = phase === 'waiting' || phase === 'running' || phase === 'stopping';
  const runs = busy && task === 'run';
  const own = { locale, phase, task, onStop };
  const verify = () =>
    startButton({
      ...{ ...own, mine: task === 'verify', onStart: onVerify },
      ...{ look: 'quiet', label: 'checks.run', title: t('checks.what') },
    });
  return bar({
    ...{ locale, others: options.others },
    mine: runs,
    button: startButton({ ...own, mine: task === 'run', onStart: onRun }),
    progress: html`<run-progress
      ?hidden=${!runs}
      .locale=${locale}
      .metadata=${options.metadata}
      .waiting=${phase === 'waiting'}
      .queued=${options.others.queued}
    ></run-progress>`,
    plan: plan(options),
    ways: linkWays(options, verifies ? verify() : nothing),
  });
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

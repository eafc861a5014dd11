// The bar of a lab: the one primary button, how far it is or what it would do, and the link.
//
// Guarantees: a button stays the same element while what it started is on, and then stops that, so
// the keyboard's focus stays too; what cannot start now says so and waits; the bar keeps its height
// whatever it shows.

import { html, nothing } from 'lit';

/** @typedef {import('../strings/index.js').Locale} Locale */

/**
 * @param {object} options
 * @param {Locale} options.locale
 * @param {boolean} options.mine what is on was started here
 * @param {unknown} options.button
 * @param {unknown} options.progress while a run is on
 * @param {unknown} options.plan what pressing Run would do
 * @param {unknown} options.ways in which the link leaves
 */
export function bar({ locale, mine, button, progress, plan, ways }) {
  return html`
    <section class="run-bar ${mine ? 'busy' : ''}" aria-label=${locale.t('run.title')}>
      ${button}
      <div class="run-state">${progress} ${mine ? nothing : plan}</div>
      ${ways}
    </section>
  `;
}

/**
 * A button that starts something, and stops it while it is on.
 * @param {object} options
 * @param {Locale} options.locale
 * @param {import('../app/driver.js').Phase} options.phase
 * @param {import('../app/driver.js').Task | null} options.task what keeps the engine busy
 * @param {boolean} options.mine it was started here
 * @param {boolean} [options.possible]
 * @param {string} [options.look]
 * @param {'run.run' | 'checks.run'} [options.label]
 * @param {string | typeof nothing} [options.title]
 * @param {() => void} options.onStart
 * @param {() => void} options.onStop
 */
export function startButton({
  locale,
  phase,
  task,
  mine,
  onStart,
  onStop,
  possible = true,
  look = 'primary run-button',
  label = 'run.run',
  title = nothing,
}) {
  const waits = phase === 'stopping' || (task !== null && !mine) || !possible;
  const text = !mine ? label : phase === 'stopping' ? 'run.stopping' : 'run.stop';
  return html`
    <button
      type="button"
      class=${look}
      title=${title}
      aria-disabled=${waits ? 'true' : 'false'}
      @click=${() => {
        if (!waits) (mine ? onStop : onStart)();
      }}
    >
      ${locale.t(text)}
    </button>
  `;
}

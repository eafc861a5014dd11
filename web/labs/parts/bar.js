// The bar of a lab: the one primary button, how far it is or what it would do, or who else measures, and
// the link.
//
// Guarantees: a button stays the same element while what it started is on, and then stops that, so
// the keyboard's focus stays too; what cannot start now says so and waits; the bar keeps its height
// whatever it shows.

import { html, nothing } from 'lit';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/**
 * What a lab knows of others that measure.
 * @typedef {Pick<import('../types.js').LabPage, 'queued' | 'alone' | 'elsewhere'>} Others
 */

/**
 * @param {object} options
 * @param {Locale} options.locale
 * @param {boolean} options.mine what is on was started here
 * @param {unknown} options.button
 * @param {unknown} options.progress while a run is on
 * @param {unknown} options.plan what pressing Run would do
 * @param {unknown} options.ways in which the link leaves
 * @param {Others} options.others
 */
export function bar({ locale, mine, button, progress, plan, ways, others }) {
  return html`
    <section class="run-bar ${mine ? 'busy' : ''}" aria-label=${locale.t('run.title')}>
      ${button}
      <div class="run-state">
        ${progress}
        ${mine ? nothing : others.elsewhere ? elsewhere(locale, others.elsewhere) : plan}
      </div>
      ${ways} ${others.alone ? nothing : html`<p class="bar-note">${locale.t('turn.unknown')}</p>`}
    </section>
  `;
}

/** @param {Locale} locale @param {{ lab: string, link: string }} of what is on */
function elsewhere(locale, { lab, link }) {
  const open = (/** @type {Event} */ { currentTarget }) =>
    currentTarget?.dispatchEvent(new CustomEvent('lab-open', { detail: link, bubbles: true }));
  return html`
    <p class="bar-note">
      ${locale.t('turn.lab', { lab: locale.maybe(`lab.${lab}`, lab) })}
      <button type="button" class="link" @click=${open}>${locale.t('turn.open')}</button>
    </p>
  `;
}

/**
 * A button that starts something, and stops it while it is on.
 * @param {object} options
 * @param {Locale} options.locale
 * @param {import('../../app/driver.js').Phase} options.phase
 * @param {import('../../app/driver.js').Task | null} options.task what keeps the engine busy
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
  const other = phase === 'elsewhere' || (task !== null && !mine);
  const waits = phase === 'stopping' || other || !possible;
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

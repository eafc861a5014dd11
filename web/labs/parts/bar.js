// The bar of a lab: the one primary button, how far it is or what it would do, or who else measures, and
// the ways of the link.
//
// Guarantees: a button stays the same element while what it started is on, and then stops that, so
// the keyboard's focus stays too; what cannot start now says so and waits; the bar keeps its height
// whatever it shows. Where the browser does not allow copying, the link stands there to be copied by hand.

import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import { RUN_KEYS } from './keys.js';

/** @typedef {import('./lab-element.js').LabElement} LabElement */

/**
 * @param {LabElement} lab
 * @param {object} says
 * @param {unknown} says.progress while its run is on
 * @param {string} says.time that a run takes
 * @param {string} says.what pressing Run would do
 * @param {string} [says.more] of that
 * @param {string} [says.label] of the button, where it is not just Run
 * @param {boolean} [says.possible] there is what a run needs, as far as is known
 * @param {unknown} [says.beside] another button
 */
export function labBar(
  lab,
  { progress, time, what, more = '', label, possible = true, beside = '' },
) {
  const { locale, elsewhere, alone, phase } = lab;
  const { t } = locale;
  const booting = phase === 'booting' || phase === 'reloading';
  const below = booting ? t('run.booting') : more;
  const plan = html`
    <p class="plan"><strong>${time}</strong> <span>${what}</span></p>
    ${below ? html`<p class="plan-more">${below}</p>` : nothing}
  `;
  return html`
    <section class="run-bar ${lab.isRunning ? 'busy' : ''}" aria-label=${t('run.title')}>
      ${startButton(lab, { act: 'run', label, possible, onStart: () => lab.start() })}
      <div class="run-state">
        ${progress} ${lab.isRunning ? nothing : elsewhere ? other(lab, elsewhere) : plan}
      </div>
      ${linkWays(lab, beside)}
      ${alone ? nothing : html`<p class="bar-note">${t('turn.unknown')}</p>`}
    </section>
  `;
}

const NOWHERE = () => '';

/**
 * How far its run is.
 * @param {LabElement} lab
 * @param {(step: import('../../types.js').Step) => string} [where] what to say before a step
 */
export function runProgress(lab, where = NOWHERE) {
  return html`<run-progress
    ?hidden=${!lab.isRunning}
    .locale=${lab.locale}
    .metadata=${lab.metadata}
    .waiting=${lab.isWaiting}
    .queued=${lab.queued}
    .where=${where}
  ></run-progress>`;
}

/** What is on in another lab. @param {LabElement} lab @param {{ title: string, link: string }} elsewhere */
function other(lab, { title, link }) {
  const { t } = lab.locale;
  return html`
    <p class="bar-note">
      ${t('turn.lab', { lab: title })}
      <button type="button" class="link" @click=${() => lab.tell('lab-open', link)}>
        ${t('turn.open')}
      </button>
    </p>
  `;
}

/** The ways of the link. @param {LabElement} lab @param {unknown} beside what else stands in their row */
export function linkWays(lab, beside) {
  const { copied, copyAddress } = lab;
  const { t } = lab.locale;
  return html`
    <div class="copy-link">
      ${beside}
      <button type="button" class="quiet wide-only" @click=${() => lab.copyLink()}>
        ${t(copied === 'copied' ? 'link.copied' : 'link.copy')}
      </button>
      <button type="button" class="quiet" @click=${() => lab.share()}>${t('share.open')}</button>
      <button type="button" class="quiet wide-only" @click=${() => lab.embed()}>
        ${t('embed.button')}
      </button>
    </div>
    ${
      copied === 'refused'
        ? html`<label class="copy-by-hand">
            ${t('link.byHand')}
            <input
              readonly
              .value=${copyAddress}
              @focus=${(/** @type {Event} */ event) => inputOf(event).select()}
            />
          </label>`
        : nothing
    }
  `;
}

/**
 * A button that starts one of the lab's acts, and stops it while it is on.
 * @param {LabElement} lab
 * @param {object} options
 * @param {string} options.act
 * @param {() => void} options.onStart
 * @param {boolean} [options.possible]
 * @param {string} [options.look]
 * @param {string} [options.label]
 * @param {string | typeof nothing} [options.title]
 */
export function startButton(lab, options) {
  const { act, onStart, possible = true, title = nothing } = options;
  const { locale, phase, task } = lab;
  const label = options.label ?? locale.t('run.run');
  const mine = task === act;
  const other = phase === 'elsewhere' || (task !== null && !mine);
  const waits = phase === 'stopping' || other || !possible;
  const text = mine ? locale.t(phase === 'stopping' ? 'run.stopping' : 'run.stop') : label;
  const keys = act === 'run' && !mine;
  return html`
    <button
      type="button"
      class=${options.look ?? 'primary run-button'}
      title=${keys ? 'Ctrl+Enter' : title}
      aria-keyshortcuts=${keys ? RUN_KEYS : nothing}
      aria-disabled=${waits ? 'true' : 'false'}
      @click=${() => {
        if (waits) return;
        if (mine) lab.tell('lab-stop', null);
        else onStart();
      }}
    >
      ${text}
    </button>
  `;
}

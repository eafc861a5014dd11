// <own-data>: answers from the reader's own program: a trace, what `go test -bench` printed, or a mutex profile;
// pasted, chosen or dropped.
//
// Guarantees: nothing leaves the page; what was read is never markup; what it cannot say stays open and is
// named with its reason; answers that were given before stay.

import { html, nothing } from 'lit';
import { LightElement, inputOf } from '../../dom.js';
import { errorWords } from '../../strings/errors/words.js';
import { visible } from '../../strings/visible.js';
import { adviser } from './advice.js';
import { answerText, chooseTexts, questions, said } from './texts.js';
import { refusalText, tellText } from './tells.js';

/** @typedef {import('./types.js').Evidence} Evidence */

/** More does not fit beside its copy in the worker's memory. */
const MOST_BYTES = 256 << 20;

export class OwnData extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    link: { attribute: false },
    confirm: { attribute: false },
    read: { state: true },
    fault: { state: true },
    reading: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    this.link = '';
    /** The run that stands for the program. @type {string | null} */
    this.confirm = null;
    /** @type {Evidence | null} */
    this.read = null;
    /** @type {Error | null} */
    this.fault = null;
    this.reading = false;
    this.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.toggleAttribute('dragged', true);
    });
    this.addEventListener('dragleave', () => this.toggleAttribute('dragged', false));
    this.addEventListener('drop', (event) => {
      // The page takes what falls on it for a saved result.
      event.preventDefault();
      event.stopPropagation();
      this.toggleAttribute('dragged', false);
      this.take(event.dataTransfer?.files[0] ?? event.dataTransfer?.getData('text/plain'));
    });
  }

  /** @param {Blob | string | undefined} given */
  async take(given) {
    if (!given || this.reading) return;
    const blob = typeof given === 'string' ? new Blob([given]) : given;
    [this.reading, this.fault, this.read] = [true, null, null];
    try {
      if (blob.size > MOST_BYTES) throw tooLarge();
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const read = await adviser.evidence(bytes, this.link);
      this.read = read;
      if (read.question !== this.link) this.tell('lab-open', read.question);
    } catch (thrown) {
      this.fault = thrown instanceof Error ? thrown : new Error(String(thrown));
    } finally {
      this.reading = false;
    }
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.take(this.querySelector('textarea')?.value);
  }

  /** @override */
  render() {
    const { t } = chooseTexts(this.locale);
    return html`
      <details class="panel choose-own">
        <summary><h2>${t('own.title')}</h2></summary>
        <p>${t('own.lead')}</p>
        <ul class="choose-kinds">
          <li>${t('own.trace')} <code>op,key,thread,t</code></li>
          <li>${t('own.bench')} <code>go test -bench . -cpu 1,2,4</code></li>
          <li>${t('own.profile')} <code>go test -mutexprofile mutex.out</code></li>
        </ul>
        <form @submit=${this.#submit}>
          <label>
            ${t('own.paste')}
            <textarea rows="4" spellcheck="false" autocomplete="off"></textarea>
          </label>
          <p class="choose-own-ways">
            <button type="submit" aria-disabled=${this.reading ? 'true' : 'false'}>
              ${t('own.read')}
            </button>
            <label class="button file-button">
              ${t('own.file')}
              <input
                type="file"
                class="unseen"
                @change=${(/** @type {Event} */ event) => {
                  const input = inputOf(event);
                  this.take(input.files?.[0]);
                  input.value = '';
                }}
              />
            </label>
            <span class="field-help">${t('own.drop')}</span>
          </p>
        </form>
        <div role="status">
          ${this.reading ? html`<p>${t('own.reading')}</p>` : nothing}
          ${this.fault ? this.#fault(this.fault) : nothing}
          ${this.read ? this.#said(this.read) : nothing}
        </div>
      </details>
    `;
  }

  /** @param {Error} error */
  #fault(error) {
    const { locale } = this;
    const why = refusalText(locale, error);
    const { title, raw } = errorWords(locale, error);
    return html`<p class="field-error">
      ${
        why
          ? html`${chooseTexts(locale).t('own.refused')} ${why}`
          : html`${title} <span lang="en">${visible(raw)}</span>`
      }
    </p>`;
  }

  /** @param {Evidence} evidence */
  #said({ kind, observed }) {
    const { locale, metadata } = this;
    if (!metadata) return nothing;
    const { t } = chooseTexts(locale);
    const { answers, tells, lacks } = observed;
    const given = Object.entries(answers);
    const label = (/** @type {string} */ name) =>
      locale.words(questions(metadata).find(({ key }) => key === name)?.label);
    return html`
      <h3>${t(`own.kind.${kind}`)}</h3>
      <ul class="choose-reasons">
        ${tells.map((tell) => html`<li>${tellText(locale, metadata, tell)}</li>`)}
      </ul>
      <p>
        ${
          given.length > 0
            ? t('own.answers', {
                answers: given
                  .map(([key, value]) => answerText(locale, metadata, key, value))
                  .join(' · '),
              })
            : t('own.nothing')
        }
      </p>
      <h3>${t('own.lacks')}</h3>
      <dl class="choose-lacks">
        ${lacks.map(
          ({ id, key }) =>
            html`<div>
              <dt>${label(key)}</dt>
              <dd>${said(locale, 'lacks', id)}</dd>
            </div>`,
        )}
      </dl>
      ${
        kind === 'trace' && this.confirm
          ? html`<p class="field-help">
              ${t('own.replay')}<br /><code>contend run '${this.confirm}' --replay trace.csv</code>
            </p>`
          : nothing
      }
    `;
  }
}

customElements.define('own-data', OwnData);

/** As the engine says of a file why it refuses it. */
function tooLarge() {
  const seen = { kind: 'file-too-large', values: { mb: MOST_BYTES >> 20 } };
  return Object.assign(new RangeError('The file is too large.'), { seen });
}

// <embed-dialog>: the snippet that puts the present experiment into another page, with a preview.
//
// Guarantees: the preview is the very element that the snippet names, and is loaded when asked for;
// a result goes into the snippet only if it is whole and of the experiment on the page. A native
// dialog keeps the focus and gives it back; closed, it leaves the page.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { LightElement, copy, find, inputOf } from '../dom.js';
import { languageNotice } from '../app/notice.js';
import { latestOnly } from '../latest.js';
import { localeOf } from '../locale.js';
import { LANGUAGES } from '../strings/index.js';
import { define } from './contend-lab.js';
import { snippet } from './snippet.js';
import { embedTexts } from './texts.js';
import './embed-dialog.css';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../strings/index.js').Locale} Locale */

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);
const HEIGHTS = { element: 320, iframe: 720 };
const HEIGHT = { min: 160, max: 4000 };
const COPIED_MS = 2500;

class EmbedDialog extends LightElement {
  #newest = latestOnly();

  /** @override */
  static properties = {
    link: { attribute: false },
    result: { attribute: false },
    choice: { state: true },
    recorded: { state: true },
    words: { state: true },
    unfetched: { state: true },
    previewed: { state: true },
    copied: { state: true },
  };

  constructor() {
    super();
    /** @type {Metadata | null} */
    this.metadata = null;
    this.link = '';
    /** @type {Result | null} */
    this.result = null;
    /** @type {Pick<import('./snippet.js').Choice, 'kind' | 'theme' | 'lang' | 'height'>} */
    this.choice = { kind: 'element', theme: 'auto', lang: '', height: HEIGHTS.element };
    this.recorded = true;
    /** The locale of the fallback. @type {Locale | null} */
    this.words = null;
    /** @type {import('../strings/index.js').Language | null} */
    this.unfetched = null;
    this.previewed = false;
    /** @type {'idle' | 'copied' | 'refused'} */
    this.copied = 'idle';
  }

  async show() {
    await this.updateComplete;
    find(this, 'dialog', HTMLDialogElement).showModal();
  }

  #close() {
    find(this, 'dialog', HTMLDialogElement).close();
  }

  /** @param {Event} event */
  async #choose(event) {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    this.copied = 'idle';
    if (name === 'kind') {
      const kind = value === 'iframe' ? 'iframe' : 'element';
      this.choice = { ...this.choice, kind, height: HEIGHTS[kind] };
    } else if (name === 'height') {
      const height = Math.round(Number(value)) || HEIGHTS[this.choice.kind];
      const bounded = Math.min(Math.max(height, HEIGHT.min), HEIGHT.max);
      this.choice = { ...this.choice, height: bounded };
    } else if (name === 'lang') {
      await this.#speak(value);
    } else {
      this.choice = { ...this.choice, [name]: value };
    }
  }

  /** The snippet in another language, once that is there. @param {string} lang */
  async #speak(lang) {
    const language = LANGUAGES.find(([tag]) => tag === lang)?.[0] ?? this.locale.language;
    this.unfetched = null;
    try {
      this.words = await this.#newest(localeOf(language));
      this.choice = { ...this.choice, lang };
    } catch {
      this.unfetched = language;
    }
  }

  get #snippet() {
    const { metadata } = this;
    if (!metadata) return '';
    const base = location.origin + location.pathname;
    const result = this.recorded && this.#tells ? this.result : null;
    const words = { locale: this.words ?? this.locale, metadata, result };
    return snippet({ ...this.choice, base, link: this.link }, words);
  }

  /** There is a result with speeds in it. */
  get #tells() {
    const { result } = this;
    return (
      !!result && result.environment.mode === 'threads' && result.strategies.some((s) => s.summary)
    );
  }

  /** @param {HTMLDetailsElement} details */
  async #unfold(details) {
    this.previewed = details.open;
    await this.updateComplete;
    if (details.open) details.scrollIntoView({ block: 'nearest' });
  }

  async #copy() {
    this.copied = (await copy(this.#snippet)) ? 'copied' : 'refused';
    if (this.copied === 'copied') setTimeout(() => (this.copied = 'idle'), COPIED_MS);
  }

  /** @override */
  render() {
    const { t } = this.locale;
    const { t: own } = embedTexts(this.locale);
    const { kind, height } = this.choice;
    return html`
      <dialog
        class="sheet embed-sheet"
        aria-labelledby="embed-title"
        @close=${() => this.remove()}
        @click=${(/** @type {MouseEvent} */ event) => {
          // The dialog itself is hit only on the backdrop: its content fills it.
          if (event.target === event.currentTarget) this.#close();
        }}
      >
        <div class="sheet-frame">
          <header>
            <div>
              <h2 id="embed-title">${own('title')}</h2>
              <p class="field-help">${own('what')}</p>
            </div>
            <button type="button" @click=${() => this.#close()}>${t('inside.close')}</button>
          </header>
          <div class="sheet-body embed-body">
            <form
              class="embed-choices"
              @change=${this.#choose}
              @submit=${(/** @type {Event} */ event) => event.preventDefault()}
            >
              ${this.#kinds()}
              ${this.#select(
                'theme',
                t('page.theme'),
                THEMES.map((name) => [name, t(`page.theme.${name}`)]),
              )}
              ${this.#select('lang', t('page.language'), [['', t('page.theme.auto')], ...LANGUAGES])}
              <label>
                ${own('height')}
                <input
                  type="number"
                  name="height"
                  min=${HEIGHT.min}
                  max=${HEIGHT.max}
                  .value=${String(height)}
                />
              </label>
            </form>
            ${
              this.unfetched
                ? languageNotice(this.locale, this.unfetched, () => (this.unfetched = null))
                : nothing
            }
            ${kind === 'element' ? this.#recording() : nothing}
            <div class="embed-snippet">
              <h3 id="embed-snippet">${own('snippet')}</h3>
              <button type="button" class="primary" @click=${() => this.#copy()}>
                ${this.copied === 'copied' ? t('link.copied') : own('copy')}
              </button>
            </div>
            ${this.copied === 'refused' ? html`<p role="status">${t('link.byHand')}</p>` : nothing}
            <pre
              tabindex="0"
              role="region"
              aria-labelledby="embed-snippet"
            ><code>${this.#snippet}</code></pre>
            <details
              @toggle=${(/** @type {Event} */ event) =>
                this.#unfold(/** @type {HTMLDetailsElement} */ (event.currentTarget))}
            >
              <summary>${own('preview')}</summary>
              ${this.previewed ? this.#preview() : nothing}
            </details>
          </div>
        </div>
      </dialog>
    `;
  }

  #kinds() {
    const { t } = embedTexts(this.locale);
    return html`
      <fieldset class="field">
        <legend>${t('kind')}</legend>
        ${
          /** @type {const} */ (['element', 'iframe']).map(
            (kind) => html`
              <label class="embed-kind">
                <input
                  type="radio"
                  name="kind"
                  value=${kind}
                  .checked=${this.choice.kind === kind}
                />
                <span>
                  ${t(kind)}
                  <small>${t(`${kind}Help`)}</small>
                </span>
              </label>
            `,
          )
        }
      </fieldset>
    `;
  }

  /** @param {'theme' | 'lang'} name @param {string} label @param {(readonly [string, string])[]} options */
  #select(name, label, options) {
    return html`
      <label>
        ${label}
        <select name=${name} .value=${live(this.choice[name])}>
          ${options.map(
            ([value, text]) =>
              html`<option value=${value} ?selected=${value === this.choice[name]}>
                ${text}
              </option>`,
          )}
        </select>
      </label>
    `;
  }

  #recording() {
    const { t } = embedTexts(this.locale);
    return html`
      <label class="embed-recorded">
        <input
          type="checkbox"
          .checked=${this.recorded && this.#tells}
          ?disabled=${!this.#tells}
          @change=${(/** @type {Event} */ event) => {
            this.recorded = inputOf(event).checked;
          }}
        />
        <span>
          ${t('recorded')} ${this.#tells ? nothing : html`<small>${t('noResult')}</small>`}
        </span>
      </label>
    `;
  }

  #preview() {
    const { kind, theme, lang, height } = this.choice;
    const language = lang || this.locale.language;
    const base = location.origin + location.pathname;
    if (kind === 'element') {
      return html`<contend-lab
        src=${base}
        experiment=${this.link}
        theme=${theme}
        lang=${language}
        height=${height}
      ></contend-lab>`;
    }
    return html`<iframe
      src=${`${base}?embed=1&theme=${theme}&lang=${language}${this.link}`}
      title=${embedTexts(this.locale).t('preview')}
      height=${height}
      allow="cross-origin-isolated; clipboard-write"
    ></iframe>`;
  }
}

customElements.define('embed-dialog', EmbedDialog);

/**
 * Opens it above the page.
 * @param {{ locale: Locale, metadata: Metadata, link: string, result: Result | null }} options
 */
export function openEmbedDialog(options) {
  define(location.origin + location.pathname);
  const dialog = Object.assign(new EmbedDialog(), options);
  document.body.append(dialog);
  dialog.show();
}

// <share-dialog>: the ways in which an experiment leaves this page: a link, the same link with the
// results in it, the phone's own share sheet, a QR code.
//
// Guarantees: results go into a link only when they are of the experiment on the page and the whole
// address stays within what every page reads; otherwise it says why and offers the file. Nothing is
// sent anywhere by itself. A native dialog keeps the focus and gives it back.

import { html, nothing } from 'lit';
import { LightElement, copy, find, inputOf } from '../dom.js';
import { save } from '../export/save.js';
import { packRecorded, recordedOf } from './recorded.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';
import './share.css';

/** @typedef {import('../types.js').Result} Result */

const TABLES = { en, zh };
const COPIED_MS = 2500;
/** Hosts that a phone cannot reach under this name. */
const THIS_MACHINE = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

export class ShareDialog extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    base: { attribute: false },
    link: { attribute: false },
    result: { attribute: false },
    instead: { attribute: false },
    opened: { state: true },
    packed: { state: true },
    withResults: { state: true },
    copied: { state: true },
    refused: { state: true },
    coded: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../types.js').Metadata | null} */
    this.metadata = null;
    /** The page's address without a fragment. */
    this.base = '';
    /** The experiment on the page, canonical. */
    this.link = '';
    /** The last run's whole result, of whatever experiment. @type {Result | null} */
    this.result = null;
    /** What is said where no link could take results along. */
    this.instead = '';
    this.opened = false;
    /** The result as a link carries it; null: there is none, or it cannot be packed. @type {string | null} */
    this.packed = null;
    this.withResults = false;
    this.copied = false;
    this.refused = false;
    /** The QR code is shown. */
    this.coded = false;
  }

  /** Texts of its own; others are the page's. */
  get #t() {
    return this.locale.own(TABLES).t;
  }

  async show() {
    this.opened = true;
    this.copied = false;
    this.refused = false;
    this.coded = false;
    this.packed = null;
    if (this.#own) {
      this.packed = await packRecorded(recordedOf(this.#own)).catch(() => null);
    }
    this.withResults = this.#fits;
    await this.updateComplete;
    find(this, 'dialog', HTMLDialogElement).showModal();
  }

  /** The way into somebody's page is a dialog of its own. */
  #embed() {
    this.#close();
    this.tell('lab-embed', null);
  }

  #close() {
    find(this, 'dialog', HTMLDialogElement).close();
  }

  /** The result, if it is of this experiment. */
  get #own() {
    return this.result?.experiment === this.link ? this.result : null;
  }

  get #plain() {
    return this.base + this.link;
  }

  get #full() {
    return `${this.#plain}&r=${this.packed ?? ''}`;
  }

  get #fits() {
    return this.packed !== null && this.#full.length <= (this.metadata?.link.maxBytes ?? 0);
  }

  get #address() {
    return this.withResults && this.#fits ? this.#full : this.#plain;
  }

  async #copy() {
    this.copied = await copy(this.#address);
    this.refused = !this.copied;
    if (this.copied) setTimeout(() => (this.copied = false), COPIED_MS);
    else find(this, '.share-link', HTMLTextAreaElement).select();
  }

  async #sheet() {
    try {
      await navigator.share({ title: document.title, url: this.#address });
    } catch {
      // The reader closed the sheet, or the system has none: the link is still there to copy.
    }
  }

  /** @param {Event} event */
  async #code({ currentTarget }) {
    this.coded = true;
    const { drawCode } = await import('./qr.js');
    await this.updateComplete;
    // Of the experiment alone: a code with results in it is too fine for most cameras.
    const drawn = drawCode(find(this, '.share-code', HTMLElement), this.#plain);
    drawn.setAttribute('aria-label', this.#t('codeAlt'));
    /** @type {HTMLElement} */ (currentTarget)?.focus();
  }

  /** @override */
  render() {
    const t = this.#t;
    return html`
      <dialog
        class="sheet share"
        aria-labelledby="share-title"
        @close=${() => (this.opened = false)}
        @click=${(/** @type {MouseEvent} */ event) => {
          // The dialog itself is hit only on the backdrop: its content fills it.
          if (event.target === event.currentTarget) this.#close();
        }}
      >
        ${
          this.opened
            ? html`<div class="sheet-frame">
                <header>
                  <h2 id="share-title">${t('title')}</h2>
                  <button type="button" class="quiet" @click=${() => this.#close()}>
                    ${t('close')}
                  </button>
                </header>
                <div class="sheet-body">${this.#results()} ${this.#ways()} ${this.#qr()}</div>
              </div>`
            : nothing
        }
      </dialog>
    `;
  }

  /** Whether the link takes the results along. */
  #results() {
    const t = this.#t;
    const own = this.#own;
    if (!own) {
      return html`<p class="field-help">${this.instead || t(this.result ? 'other' : 'none')}</p>`;
    }
    return html`
      <label class="share-choice">
        <input
          type="checkbox"
          .checked=${this.withResults}
          ?disabled=${!this.#fits}
          @change=${(/** @type {Event} */ event) => {
            this.withResults = inputOf(event).checked;
          }}
        />
        <span>
          ${t('with')}
          <small>${t('withHelp')}</small>
        </span>
      </label>
      ${
        this.#fits
          ? nothing
          : html`<p class="notice">
              ${t(this.packed === null ? 'unpackable' : 'tooLong', {
                length: this.#full.length,
                max: this.metadata?.link.maxBytes ?? 0,
              })}
              <button type="button" class="quiet" @click=${() => save(own)}>
                ${this.locale.t('results.download')}
              </button>
            </p>`
      }
    `;
  }

  #ways() {
    const t = this.#t;
    const address = this.#address;
    const shares = typeof navigator.share === 'function';
    return html`
      <label class="share-address">
        <span>
          ${t(
            address === this.#plain ? 'length' : 'lengthOf',
            /* The limit matters only to what may reach it. */ {
              length: address.length,
              max: this.metadata?.link.maxBytes ?? 0,
            },
          )}
        </span>
        <textarea
          class="share-link"
          readonly
          rows="4"
          spellcheck="false"
          .value=${address}
          @focus=${(/** @type {Event} */ event) => inputOf(event).select()}
        ></textarea>
      </label>
      <div class="share-ways">
        <button type="button" class="primary" @click=${() => this.#copy()}>
          ${this.locale.t(this.copied ? 'link.copied' : 'link.copy')}
        </button>
        ${
          shares
            ? html`<button type="button" @click=${() => this.#sheet()}>${t('sheet')}</button>`
            : nothing
        }
        ${
          this.#reachable
            ? html`<button
                type="button"
                aria-expanded=${this.coded}
                @click=${(/** @type {Event} */ event) => this.#code(event)}
              >
                ${t('code')}
              </button>`
            : nothing
        }
        <button type="button" @click=${() => this.#embed()}>
          ${this.locale.t('embed.button')}
        </button>
        <span role="status">${this.refused ? t('refused') : ''}</span>
      </div>
    `;
  }

  /** Whether another device can open the page's address. */
  get #reachable() {
    const { protocol, hostname } = new URL(this.base);
    return protocol === 'https:' && !THIS_MACHINE.test(hostname);
  }

  #qr() {
    return this.coded
      ? html`<figure class="share-code-figure">
          <div class="share-code"></div>
          <figcaption>${this.#t('codeHelp')}</figcaption>
        </figure>`
      : nothing;
  }
}

customElements.define('share-dialog', ShareDialog);

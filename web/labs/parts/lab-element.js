// The base of every lab that measures: what the page hands it, and what the buttons of its bar do.
//
// Guarantees: holds no experiment of its own; tells the reader's wishes to its parent (`lab-edit`,
// `lab-do`). Run with a field that is not valid leads to that field instead. Where the page is one
// column, a run's outcome comes into view, but never in a frame, where it would move the page around
// it. Dialogs are fetched by those who ask for them.

import { html } from 'lit';
import { LightElement, copy, find } from '../../dom.js';

/** @typedef {import('../../types.js').Result} Result */

const COPIED_MS = 2500;
/** As in style/page.css. */
const ONE_COLUMN = '(max-width: 60rem)';

export class LabElement extends LightElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = {
    metadata: { attribute: false },
    codec: { attribute: false },
    state: { attribute: false },
    link: { attribute: false },
    address: { attribute: false },
    preset: { attribute: false },
    embedded: { attribute: false },
    queued: { attribute: false },
    alone: { attribute: false },
    elsewhere: { attribute: false },
    phase: { attribute: false },
    task: { attribute: false },
    environment: { attribute: false },
    error: { attribute: false },
    copied: { state: true },
  };

  /** All that the page hands it, with what its session keeps. @param {import('../types.js').LabPage} page */
  set page({ kept, ...page }) {
    Object.assign(this, page, kept);
  }

  /** The reader pressed Run, and the outcome has not come into view yet. */
  #follow = false;

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** @type {import('../../link/codec.js').Codec | null} */
    this.codec = null;
    /** @type {import('../../types.js').LinkState | null} */
    this.state = null;
    this.link = '';
    /** The link with what it carries beside the experiment. */
    this.address = '';
    /** @type {string | null} */
    this.preset = null;
    this.embedded = false;
    /** Who has the turn that its task waits for. @type {import('../../engine/turn.js').Holder | null} */
    this.queued = null;
    /** Whether no other page of this browser measured beside its last task. */
    this.alone = true;
    /** What is on in another lab. @type {{ title: string, link: string } | null} */
    this.elsewhere = null;
    /** @type {import('../types.js').Phase} */
    this.phase = 'booting';
    /** The act that the engine does for this lab. @type {string | null} */
    this.task = null;
    /** @type {import('../../types.js').Environment | null} */
    this.environment = null;
    /** @type {Error | null} */
    this.error = null;
    /** @type {'idle' | 'copied' | 'refused'} */
    this.copied = 'idle';
    this.addEventListener('field-change', (event) => {
      const { key, value } = /** @type {CustomEvent} */ (event).detail;
      this.tell('lab-edit', { key, changes: { [key]: value } });
    });
    this.addEventListener('fields-change', (event) => {
      this.tell('lab-edit', /** @type {CustomEvent} */ (event).detail);
    });
  }

  /** The engine is at work, whatever on and for whomever. */
  get busy() {
    return ['waiting', 'running', 'stopping', 'elsewhere'].includes(this.phase);
  }

  /** Its run is on. */
  get isRunning() {
    return this.task === 'run';
  }

  /** Its run waits for its turn, or for the engine. */
  get isWaiting() {
    return this.isRunning && this.phase === 'waiting';
  }

  /** There are no threads. */
  get simulated() {
    return this.environment?.mode === 'simulated';
  }

  /** The page's address without a fragment. */
  get base() {
    return location.origin + location.pathname;
  }

  /** What the copy button copies. */
  get copyAddress() {
    return this.base + this.address;
  }

  start() {
    const invalid = this.querySelector('.settings [aria-invalid="true"]');
    if (invalid instanceof HTMLElement) {
      const details = invalid.closest('details');
      if (details) details.open = true;
      invalid.focus();
    } else {
      this.#follow = !this.embedded;
      this.tell('lab-do', { act: 'run' });
    }
  }

  /** Brings the outcome into view once, after a start. @param {boolean} shown there is one */
  follow(shown) {
    if (!this.#follow || !shown) return;
    this.#follow = false;
    if (!matchMedia(ONE_COLUMN).matches) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.querySelector('.outcome')?.scrollIntoView({ block: 'start', behavior });
  }

  async copyLink() {
    this.copied = (await copy(this.copyAddress)) ? 'copied' : 'refused';
    if (this.copied === 'copied') setTimeout(() => (this.copied = 'idle'), COPIED_MS);
  }

  /** @param {Result | null} [result] to go along, if it is of this experiment */
  async embed(result = null) {
    const { openEmbedDialog } = await import('../../embed/embed-dialog.js');
    const { locale, metadata, link } = this;
    if (metadata) openEmbedDialog({ locale, metadata, link, result });
  }

  /**
   * The dialog that `share` opens, for the lab's template.
   * @param {{ result?: Result | null, instead?: string }} [what] to go along, or what is said where
   *   nothing could
   */
  shareDialog({ result = null, instead = '' } = {}) {
    return html`<share-dialog
      .locale=${this.locale}
      .metadata=${this.metadata}
      .base=${this.base}
      .link=${this.link}
      .result=${result}
      .instead=${instead}
      @lab-embed=${() => this.embed()}
    ></share-dialog>`;
  }

  /** Opens it. */
  async share() {
    const { ShareDialog } = await import('../../share/share-dialog.js');
    await find(this, 'share-dialog', ShareDialog).show();
  }
}

// <scan-lab>: Go source in an editor, and beside it what the scanner finds.
//
// Guarantees: what comes from the source is text; every finding leads to its places and back; F8 and Shift+F8 go from
// one to the next. Files, folders and baselines come by a dialog or are dropped.

import { html, nothing } from 'lit';
import { find } from '../../dom.js';
import { newTabUrl } from '../../isolation/isolation.js';
import { linkWays } from '../parts/bar.js';
import { errorPanel } from '../parts/error-panel.js';
import './code-editor.js';
import { CodeEditor } from './code-editor.js';
import { findingsList } from './findings.js';
import { marksOf } from './marks.js';
import { sourceBar } from './source-bar.js';
import { NONE, PASTED_MS, SourceLab } from './source-lab.js';
import { droppedFiles } from './sources.js';
import './scan.css';

/** @typedef {import('./types.js').Step} Step */

/** Findings that are listed at first, and each time that more are asked for. */
const MOST_LISTED = 100;
/** As in scan.css. */
const ONE_COLUMN = '(max-width: 60rem)';

export class ScanLab extends SourceLab {
  /** @override */
  static properties = {
    ...SourceLab.properties,
    chosen: { state: true },
    rule: { state: true },
    rulePage: { state: true },
    over: { state: true },
    most: { state: true },
  };

  #arrived = '';

  constructor() {
    super();
    /** The finding that is open, or -1. */
    this.chosen = -1;
    /** The rule that is explained. */
    this.rule = '';
    /** @type {unknown} */
    this.rulePage = null;
    /** Findings that are listed. */
    this.most = MOST_LISTED;
    /** Something is held over the lab. */
    this.over = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
  }

  get #editor() {
    return find(this, 'code-editor', CodeEditor);
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { finding } = this.state?.values ?? {};
    const open = Number(finding) - 1;
    if (changed.has('state')) this.chosen = Number.isNaN(open) ? -1 : open;
  }

  /** The finding that a link has open comes into view, once. @override */
  arrived() {
    this.most = Math.max(MOST_LISTED, this.chosen + 1);
    const at = `${this.from}|${this.chosen}`;
    const found = this.seen?.report.findings[this.chosen];
    if (!found || this.#arrived === at) return;
    this.#arrived = at;
    this.goTo(found.access, this.seen?.findings[this.chosen]?.ends[0] ?? null, false);
  }

  showMore() {
    this.most += 10 * MOST_LISTED;
  }

  /** @param {string} name `own`: nothing yet */
  async openExample(name) {
    if (name === 'own') {
      this.change({ files: [{ name: 'main.go', text: '' }], refused: [] }, 0, PASTED_MS);
      this.colours = NONE;
      await this.#editor.show({ line: 1, column: 1 }, { focus: true });
      return;
    }
    this.tell('lab-edit', { key: 'example', changes: { example: name, x: '', finding: 'none' } });
  }

  /** Opens one of the findings. @param {number} index -1: none */
  choose(index) {
    this.step = null;
    this.rule = '';
    this.chosen = index;
    this.most = Math.max(this.most, index + 1);
    this.#arrived = `${this.from}|${index}`;
    const finding = index < 0 ? 'none' : String(index + 1);
    this.tell('lab-edit', { key: 'finding', changes: { finding }, replace: true });
    const found = this.seen?.report.findings[index];
    if (found) this.goTo(found.access, this.seen?.findings[index]?.ends[0] ?? null, false);
  }

  /** @param {number} by 1 or -1 @param {boolean} [focus] the finding, too */
  async next(by, focus = false) {
    const count = this.seen?.report.findings.length ?? 0;
    if (count === 0) return;
    const from = this.chosen < 0 && by < 0 ? 0 : this.chosen;
    this.choose((from + by + count) % count);
    await this.updateComplete;
    const head = this.querySelector(`[data-index="${this.chosen}"]`);
    head?.scrollIntoView({ block: 'nearest' });
    if (focus && head instanceof HTMLElement) head.focus();
  }

  /** A step of a way. @param {Step} step */
  look(step) {
    this.step = step;
    this.goTo(step, null, false);
    this.#uncover();
  }

  /** Where the editor is not beside what leads there. */
  #uncover() {
    if (!matchMedia(ONE_COLUMN).matches || this.embedded) return;
    this.#editor.scrollIntoView({ block: 'nearest' });
  }

  /**
   * @param {{ file: string, line: number, column: number }} site @param {[number, number] | null} end
   * @param {boolean} focus
   */
  async goTo({ file, line, column }, end, focus) {
    const index = this.files.files.findIndex(({ name }) => name === file);
    if (index < 0) return;
    this.show(index);
    await this.updateComplete;
    await this.#editor.show({ line, column, end }, { focus });
    if (focus) this.#uncover();
  }

  /** The first finding on a line opens. @param {number} line */
  #line(line) {
    const { name } = this.file;
    const findings = this.seen?.report.findings ?? [];
    const index = findings.findIndex(({ access }) => access.file === name && access.line === line);
    if (index >= 0) this.choose(index);
  }

  /** Shows a rule's page below the finding, or hides it. @param {string} id */
  async explain(id) {
    this.rulePage = null;
    this.rule = this.rule === id ? '' : id;
    if (!this.rule) return;
    const page = await import('./rule-pages.js').then(
      ({ rulePage }) => rulePage(id),
      () => this.texts.t('rule.failed'),
    );
    if (this.rule === id) this.rulePage = page;
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'F8' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.next(event.shiftKey ? -1 : 1, !(event.target instanceof HTMLTextAreaElement));
  };

  /** Not from one part of it to another. @param {DragEvent} event */
  #left({ currentTarget, relatedTarget }) {
    const lab = /** @type {HTMLElement} */ (currentTarget);
    if (!lab.contains(/** @type {Node | null} */ (relatedTarget))) this.over = false;
  }

  /** @param {DragEvent} event */
  async #dropped(event) {
    event.preventDefault();
    event.stopPropagation();
    this.over = false;
    if (!event.dataTransfer) return;
    const plain = [...event.dataTransfer.files];
    if (plain.length > 0 && plain.every(({ name }) => /\.json$/.test(name))) {
      await this.openFiles(plain);
    } else {
      await this.openList(await droppedFiles(event.dataTransfer));
    }
  }

  /** @override */
  render() {
    if (!this.metadata || !this.state) return nothing;
    const { texts, locale, error, link, embedded, labTitle } = this;
    const { t } = texts;
    const { name, text } = this.file;
    return html`
      ${
        embedded
          ? html`<header class="embed-head">
              <h1>${labTitle}</h1>
              <a href=${newTabUrl(link)} target="_blank" rel="noopener"
                >${locale.t('embed.open')} ↗</a
              >
            </header>`
          : html`<section class="scan-about" aria-label=${t('about.title')}>
              <p class="lead">${t('about.lead')}</p>
              <details>
                <summary>${t('about.more')}</summary>
                <p>${t('about.limits')}</p>
                <p>${t('about.raceignore')}</p>
              </details>
            </section>`
      }
      ${error ? errorPanel(locale, error, link, () => this.tell('lab-dismiss-error', null)) : nothing}
      <div
        class="scan ${this.over ? 'over' : ''}"
        data-drop=${t('source.drop')}
        @dragover=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${this.#left}
        @drop=${this.#dropped}
      >
        <section class="scan-source" aria-label=${t('source.title')}>
          ${sourceBar(this, texts)}
          ${this.notes.map((note) => html`<p class="scan-note" role="status">${note}</p>`)}
          <code-editor
            .text=${text}
            .colours=${this.colours}
            .marks=${this.old ? [] : marksOf(this.seen, name, this.chosen, this.step)}
            .label=${t('source.label', { file: name })}
            .hint=${t('source.hint')}
            .empty=${t('source.empty')}
            @code-edit=${(/** @type {CustomEvent<string>} */ { detail }) => this.edit(detail)}
            @code-line=${(/** @type {CustomEvent<number>} */ { detail }) => this.#line(detail)}
          ></code-editor>
        </section>
        <section class="scan-found" aria-label=${t('scan.title')}>
          ${this.#bar()} ${this.#state()}
          ${this.seen ? findingsList(this, texts, this.seen) : nothing}
        </section>
      </div>
      ${this.shareDialog()}
    `;
  }

  #bar() {
    const { t } = this.texts;
    const count = this.seen?.report.findings.length ?? 0;
    return html`
      <div class="scan-bar">
        <h2>${t('scan.title')}</h2>
        ${
          count > 0
            ? html`<button
                  type="button"
                  class="quiet"
                  title="Shift+F8"
                  aria-label=${t('scan.previous')}
                  @click=${() => this.next(-1)}
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="quiet"
                  title="F8"
                  aria-label=${t('scan.next')}
                  @click=${() => this.next(1)}
                >
                  ↓
                </button>
                ${
                  this.chosen >= 0
                    ? html`<span class="caption"
                        >${t('scan.nth', { number: this.chosen + 1, count })}</span
                      >`
                    : nothing
                }`
            : nothing
        }
        ${this.embedded ? nothing : linkWays(this, '')}
      </div>
    `;
  }

  #state() {
    const { t } = this.texts;
    const { progress, trouble } = this;
    if (progress) {
      const how = progress === 'begun' ? t('scan.on') : t(`scan.${progress.part}`, { ...progress });
      return html`<p class="scan-progress" role="status">
        ${progress === 'begun' ? nothing : html`<progress max=${progress.total} value=${progress.done}></progress>`}
        ${how}
        <button type="button" class="quiet" @click=${() => this.cancel()}>
          ${t('scan.cancel')}
        </button>
      </p>`;
    }
    if (!trouble) return this.old ? html`<p class="caption">${t('scan.old')}</p>` : nothing;
    return html`<p class="scan-note" role="alert">
      ${trouble}
      <button type="button" class="quiet" @click=${() => this.scan()}>${t('scan.again')}</button>
    </p>`;
  }
}

customElements.define('scan-lab', ScanLab);

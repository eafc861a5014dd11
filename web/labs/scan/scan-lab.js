// <scan-lab>: Go source in an editor, and beside it what the scanner finds.
//
// Guarantees: the source is the link's, as long as it fits into one; a scan is always of the newest text, runs in a worker
// and can be cancelled; the findings of an earlier text are said to be that. Files, folders and baselines come
// by a dialog or are dropped. F8 and Shift+F8 go from finding to finding.

import { html, nothing } from 'lit';
import { download, find } from '../../dom.js';
import { newTabUrl } from '../../isolation/isolation.js';
import { errorPanel } from '../parts/error-panel.js';
import { LabElement } from '../parts/lab-element.js';
import { linkWays } from '../parts/bar.js';
import { sourceOf } from './acts.js';
import './code-editor.js';
import { CodeEditor } from './code-editor.js';
import { findingsList } from './findings.js';
import { marksOf } from './marks.js';
import { moved } from './overlay.js';
import { Scanner } from './scanner.js';
import { sourceBar } from './source-bar.js';
import {
  SourceFault,
  chosenFiles,
  droppedFiles,
  packSource,
  readFiles,
  readSource,
  savedSource,
} from './sources.js';
import { scanTexts } from './texts.js';
import './scan.css';

/** @typedef {import('./types.js').Files} Files */
/** @typedef {import('./types.js').Seen} Seen */
/** @typedef {import('./types.js').Step} Step */
/** @typedef {import('./types.js').Site} Site */

/** After the last key, and after a paste. */
const PAUSE_MS = 300;
const PASTED_MS = 30;
/** Signs that nobody types at once. */
const PASTED = 40;
/** Of a scan, before it is said how far it is. */
const SHORT_MS = 400;
/** Findings that are listed at first, and each time that more are asked for. */
const MOST_LISTED = 100;
/** As in scan.css. */
const ONE_COLUMN = '(max-width: 60rem)';
/** Around the source in a link. */
const LINK_BYTES = 100;
/** @type {Uint32Array} */
const NONE = new Uint32Array();

export class ScanLab extends LabElement {
  /** @override */
  static properties = {
    ...LabElement.properties,
    source: { attribute: false },
    files: { state: true },
    current: { state: true },
    colours: { state: true },
    seen: { state: true },
    old: { state: true },
    progress: { state: true },
    chosen: { state: true },
    step: { state: true },
    rule: { state: true },
    rulePage: { state: true },
    trouble: { state: true },
    notes: { state: true },
    known: { state: true },
    over: { state: true },
    most: { state: true },
  };

  #scanner = new Scanner();
  /** What of the link the files are of. */
  #from = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  #language = '';
  #arrived = '';
  /** Counts scans, so that only the last one is heard. */
  #scans = 0;

  constructor() {
    super();
    this.labTitle = '';
    /** Of a file that was opened. @type {Files | null} */
    this.source = null;
    /** @type {Files} */
    this.files = { files: [{ name: 'main.go', text: '' }], refused: [] };
    /** The file in the editor, by its index. */
    this.current = 0;
    this.colours = NONE;
    /** @type {Seen | null} */
    this.seen = null;
    /** That is of an earlier text. */
    this.old = false;
    /** @type {import('./types.js').Progress | 'begun' | null} */
    this.progress = null;
    /** The finding that is open, or -1. */
    this.chosen = -1;
    /** @type {Step | null} */
    this.step = null;
    /** The rule that is explained. */
    this.rule = '';
    /** @type {unknown} */
    this.rulePage = null;
    /** What went wrong with the source or its scan. */
    this.trouble = '';
    /** What is to be said of files that came. @type {string[]} */
    this.notes = [];
    /** A baseline's text. */
    this.known = '';
    /** Findings that are listed. */
    this.most = MOST_LISTED;
    /** Something is held over the lab. */
    this.over = false;
    this.addEventListener('keydown', this.#key);
  }

  get texts() {
    return scanTexts(this.locale);
  }

  get #file() {
    return this.files.files[this.current] ?? { name: '', text: '' };
  }

  get #editor() {
    return find(this, 'code-editor', CodeEditor);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#soon);
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    const values = this.state?.values;
    if (!values) return;
    const from = `${values.example}|${values.x}`;
    if (changed.has('source') && this.source) {
      this.#from = from;
      this.#take(this.source);
    } else if (changed.has('state') && from !== this.#from) {
      this.#from = from;
      this.#load(values);
    }
    const open = Number(values.finding) - 1;
    if (changed.has('state')) this.chosen = Number.isNaN(open) ? -1 : open;
    if (this.#language && this.#language !== this.locale.language) this.#scan();
  }

  /** @param {Record<string, string>} values */
  async #load(values) {
    const asked = this.#from;
    this.trouble = '';
    this.notes = [];
    const { t } = this.texts;
    try {
      const most = this.metadata?.link.maxUnpackedBytes ?? 0;
      const found = await sourceOf(values, most);
      if (asked !== this.#from) return;
      if (found) this.#take(found);
      else if (!this.#file.text) this.notes = [t('source.absent')];
    } catch (error) {
      if (asked !== this.#from) return;
      this.notes = [t(`fault.${error instanceof SourceFault ? error.fault : 'damaged'}`)];
      this.#take({ files: [{ name: 'main.go', text: '' }], refused: [] });
    }
  }

  /** @param {Files} files */
  #take(files) {
    this.files =
      files.files.length > 0 ? files : { ...files, files: [{ name: 'main.go', text: '' }] };
    this.current = 0;
    this.colours = NONE;
    this.step = null;
    this.#colour();
    this.#scan();
  }

  /**
   * Gives the source on the page another text or list.
   * @param {Files} files @param {number} [current] @param {number} [pause]
   */
  #change(files, current = this.current, pause = PAUSE_MS) {
    this.files = files;
    this.current = Math.max(0, Math.min(current, files.files.length - 1));
    this.old = true;
    this.step = null;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#settle(), pause);
  }

  /** Brings the link and the findings up to the text. */
  async #settle() {
    this.#scan();
    const own = this.state?.values.example === 'own';
    const { files } = this.files;
    const packed = await packSource(files).catch(() => '');
    // It was changed meanwhile, and will settle again.
    if (files !== this.files.files) return;
    const most = (this.metadata?.link.maxBytes ?? 0) - LINK_BYTES;
    const unpacked = this.metadata?.link.maxUnpackedBytes ?? 0;
    const bytes = files.reduce((sum, { text }) => sum + text.length, 0);
    const fits = packed !== '' && packed.length <= most && bytes < unpacked / 2;
    const x = fits ? packed : '';
    const kb = (/** @type {number} */ size) => (size / 1000).toFixed(1);
    this.notes = fits
      ? []
      : [this.texts.t('source.tooLong', { kb: kb(packed.length), most: kb(most) })];
    this.#from = `own|${x}`;
    const changes = { example: 'own', x, finding: 'none' };
    this.tell('lab-keep', { source: null });
    this.tell('lab-edit', { key: 'x', changes, replace: own });
  }

  async #scan() {
    const scan = (this.#scans += 1);
    const { locale, known } = this;
    this.#language = locale.language;
    this.trouble = '';
    this.progress = null;
    const late = setTimeout(() => (this.progress = 'begun'), SHORT_MS);
    try {
      const seen = await this.#scanner.scan(
        this.files,
        { language: locale.language, baseline: known },
        (progress) => scan === this.#scans && this.progress && (this.progress = progress),
      );
      if (scan !== this.#scans) return;
      this.seen = seen;
      this.old = false;
      this.most = Math.max(MOST_LISTED, this.chosen + 1);
      this.#arrive();
    } catch (error) {
      if (scan !== this.#scans) return;
      const { message } = /** @type {Error} */ (error);
      this.trouble = this.texts.t('scan.failed', { message });
    } finally {
      clearTimeout(late);
      if (scan === this.#scans) this.progress = null;
    }
  }

  /** The finding that a link has open comes into view, once. */
  #arrive() {
    const at = `${this.#from}|${this.chosen}`;
    const found = this.seen?.report.findings[this.chosen];
    if (!found || this.#arrived === at) return;
    this.#arrived = at;
    this.goTo(found.access, this.seen?.findings[this.chosen]?.ends[0] ?? null, false);
  }

  showMore() {
    this.most += 10 * MOST_LISTED;
  }

  cancel() {
    this.#scans += 1;
    this.#scanner.cancel();
    this.progress = null;
    this.old = true;
    this.trouble = this.texts.t('scan.cancelled');
  }

  again() {
    this.#scan();
  }

  async #colour() {
    const { text } = this.#file;
    const colours = await this.#scanner.colours(text).catch(() => null);
    if (colours && text === this.#file.text) this.colours = colours;
  }

  /** @param {string} text */
  #edit(text) {
    const before = this.#file.text;
    this.colours = moved(this.colours, before, text);
    const files = this.files.files.with(this.current, { ...this.#file, text });
    const pasted = Math.abs(text.length - before.length) > PASTED;
    this.#change({ ...this.files, files }, this.current, pasted ? PASTED_MS : PAUSE_MS);
    this.#colour();
  }

  /** @param {number} index of the file */
  show(index) {
    if (index === this.current) return;
    this.current = index;
    this.colours = NONE;
    this.#colour();
  }

  addFile() {
    const names = new Set(this.files.files.map(({ name }) => name));
    let number = 1;
    while (names.has(`file${number}.go`)) number += 1;
    const files = [...this.files.files, { name: `file${number}.go`, text: '' }];
    this.#change({ ...this.files, files }, files.length - 1);
    this.colours = NONE;
  }

  removeFile() {
    const files = this.files.files.toSpliced(this.current, 1);
    this.#change({ ...this.files, files: files.length ? files : [{ name: 'main.go', text: '' }] });
    this.colours = NONE;
    this.#colour();
  }

  /** @param {string} name */
  renameFile(name) {
    const { files } = this.files;
    const wanted = name.trim();
    if (!wanted || files.some((file, i) => file.name === wanted && i !== this.current)) return;
    this.#change({
      ...this.files,
      files: files.with(this.current, { ...this.#file, name: wanted }),
    });
  }

  /** @param {string} name `own`: nothing yet */
  async openExample(name) {
    if (name === 'own') {
      this.#change({ files: [{ name: 'main.go', text: '' }], refused: [] }, 0, PASTED_MS);
      this.colours = NONE;
      await this.#editor.show({ line: 1, column: 1 }, { focus: true });
      return;
    }
    this.tell('lab-edit', { key: 'example', changes: { example: name, x: '', finding: 'none' } });
  }

  /** From a dialog or dropped. @param {{ name: string, file: Blob, named: boolean }[]} list */
  async #open(list) {
    const { t } = this.texts;
    if (list.length === 0) {
      this.notes = [t('source.noGo')];
      return;
    }
    const { files, refused, leftOut } = await readFiles(list);
    const why = refused.map((file) => ({ ...file, why: t(`refused.${file.why}`) }));
    this.#take({ files, refused: why });
    this.#change(this.files, 0);
    await this.#settleNow();
    if (leftOut > 0) this.notes = [...this.notes, t('source.leftOut', { count: leftOut })];
  }

  #settleNow() {
    clearTimeout(this.#soon);
    return this.#settle();
  }

  /** Go files, a saved source, or a baseline. @param {File[]} files */
  async openFiles(files) {
    const json = files.find(({ name }) => /\.json$/.test(name));
    if (!json) return this.#open(chosenFiles(files));
    const saved = await json
      .text()
      .then(JSON.parse)
      .catch(() => null);
    if (saved?.schema === 'contend/baseline/1') return this.#takeBaseline(JSON.stringify(saved));
    try {
      this.#take({ files: readSource(saved), refused: [] });
      await this.#settleNow();
    } catch {
      this.trouble = this.texts.t('fault.shape');
    }
  }

  /** @param {File | undefined} file */
  async openBaseline(file) {
    if (!file) return;
    const saved = await file
      .text()
      .then(JSON.parse)
      .catch(() => null);
    if (saved?.schema === 'contend/baseline/1') this.#takeBaseline(JSON.stringify(saved));
    else this.trouble = this.texts.t('baseline.bad', { file: file.name });
  }

  /** @param {string} text */
  #takeBaseline(text) {
    this.known = text;
    this.#scan();
  }

  dropBaseline() {
    this.#takeBaseline('');
  }

  saveSource() {
    const { files } = this.files;
    if (files.length === 1) {
      const name = this.#file.name.replace(/^.*\//, '');
      download(name, this.#file.text, 'text/plain');
    } else {
      download('contend-source.json', savedSource(files), 'application/json');
    }
  }

  saveReport() {
    if (!this.seen) return;
    download('contend-scan.json', pretty(this.seen.report), 'application/json');
  }

  saveBaseline() {
    if (!this.seen) return;
    download('scan-baseline.json', pretty(this.seen.baseline), 'application/json');
  }

  /** Opens one of the findings. @param {number} index -1: none */
  choose(index) {
    this.step = null;
    this.rule = '';
    this.chosen = index;
    this.most = Math.max(this.most, index + 1);
    this.#arrived = `${this.#from}|${index}`;
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
    const { name } = this.#file;
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
      await this.#open(await droppedFiles(event.dataTransfer));
    }
  }

  /** @override */
  render() {
    if (!this.metadata || !this.state) return nothing;
    const { texts, locale, error, link, embedded, labTitle } = this;
    const { t } = texts;
    const { name, text } = this.#file;
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
            @code-edit=${(/** @type {CustomEvent<string>} */ { detail }) => this.#edit(detail)}
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
      <button type="button" class="quiet" @click=${() => this.again()}>${t('scan.again')}</button>
    </p>`;
  }
}

/** @param {unknown} value */
function pretty(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

customElements.define('scan-lab', ScanLab);

// The base of <scan-lab>: the source on the page, from a link, an example or files, and its scan.
//
// Guarantees: the source is the link's, as long as it fits into one; a scan is always of the newest text, runs in a worker
// and can be cancelled; the findings of an earlier text are said to be that. What could not be read of files is
// part of what is scanned, so that it is named with the rest.

import { download } from '../../dom.js';
import { LabElement } from '../parts/lab-element.js';
import { sourceOf } from './acts.js';
import { moved } from './overlay.js';
import { Scanner } from './scanner.js';
import {
  SourceFault,
  chosenFiles,
  packSource,
  readFiles,
  readSource,
  savedSource,
} from './sources.js';
import { scanTexts } from './texts.js';

/** @typedef {import('./types.js').Files} Files */
/** @typedef {import('./types.js').Seen} Seen */
/** @typedef {import('./types.js').Step} Step */

/** After the last key, and after a paste. */
const PAUSE_MS = 300;
export const PASTED_MS = 30;
/** Signs that nobody types at once. */
const PASTED = 40;
/** Of a scan, before it is said how far it is. */
const SHORT_MS = 400;
/** Around the source in a link. */
const LINK_BYTES = 100;
/** No colours. @type {Uint32Array} */
export const NONE = new Uint32Array();

export class SourceLab extends LabElement {
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
    step: { state: true },
    trouble: { state: true },
    notes: { state: true },
    known: { state: true },
  };

  #scanner = new Scanner();
  /** What of the link the files are of. */
  #from = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  #language = '';
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
    /** A step of a way that is looked at. @type {Step | null} */
    this.step = null;
    /** What went wrong with the scan or a file. */
    this.trouble = '';
    /** What is to be said of the source. @type {string[]} */
    this.notes = [];
    /** A baseline's text. */
    this.known = '';
  }

  get texts() {
    return scanTexts(this.locale);
  }

  get file() {
    return this.files.files[this.current] ?? { name: '', text: '' };
  }

  /** What of the link the source is of, for who remembers that. */
  get from() {
    return this.#from;
  }

  /** A scan is done. */
  arrived() {}

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
      this.take(this.source);
    } else if (changed.has('state') && from !== this.#from) {
      this.#from = from;
      this.#load(values);
    }
    if (this.#language && this.#language !== this.locale.language) this.scan();
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
      if (found) this.take(found);
      else if (!this.file.text) this.notes = [t('source.absent')];
    } catch (error) {
      if (asked !== this.#from) return;
      this.notes = [t(`fault.${error instanceof SourceFault ? error.fault : 'damaged'}`)];
      this.take({ files: [{ name: 'main.go', text: '' }], refused: [] });
    }
  }

  /** @param {Files} files */
  take(files) {
    this.files =
      files.files.length > 0 ? files : { ...files, files: [{ name: 'main.go', text: '' }] };
    this.current = 0;
    this.colours = NONE;
    this.step = null;
    this.colour();
    this.scan();
  }

  /**
   * Gives the source on the page another text or list.
   * @param {Files} files @param {number} [current] @param {number} [pause]
   */
  change(files, current = this.current, pause = PAUSE_MS) {
    this.files = files;
    this.current = Math.max(0, Math.min(current, files.files.length - 1));
    this.old = true;
    this.step = null;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#settle(), pause);
  }

  /** Brings the link and the findings up to the text. */
  async #settle() {
    this.scan();
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

  /** Again, or anew. */
  async scan() {
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
      this.arrived();
    } catch (error) {
      if (scan !== this.#scans) return;
      const { message } = /** @type {Error} */ (error);
      this.trouble = this.texts.t('scan.failed', { message });
    } finally {
      clearTimeout(late);
      if (scan === this.#scans) this.progress = null;
    }
  }

  cancel() {
    this.#scans += 1;
    this.#scanner.cancel();
    this.progress = null;
    this.old = true;
    this.trouble = this.texts.t('scan.cancelled');
  }

  async colour() {
    const { text } = this.file;
    const colours = await this.#scanner.colours(text).catch(() => null);
    if (colours && text === this.file.text) this.colours = colours;
  }

  /** @param {string} text */
  edit(text) {
    const before = this.file.text;
    this.colours = moved(this.colours, before, text);
    const files = this.files.files.with(this.current, { ...this.file, text });
    const pasted = Math.abs(text.length - before.length) > PASTED;
    this.change({ ...this.files, files }, this.current, pasted ? PASTED_MS : PAUSE_MS);
    this.colour();
  }

  /** @param {number} index of the file */
  show(index) {
    if (index === this.current) return;
    this.current = index;
    this.colours = NONE;
    this.colour();
  }

  addFile() {
    const names = new Set(this.files.files.map(({ name }) => name));
    let number = 1;
    while (names.has(`file${number}.go`)) number += 1;
    const files = [...this.files.files, { name: `file${number}.go`, text: '' }];
    this.change({ ...this.files, files }, files.length - 1);
    this.colours = NONE;
  }

  removeFile() {
    const files = this.files.files.toSpliced(this.current, 1);
    this.change({ ...this.files, files: files.length ? files : [{ name: 'main.go', text: '' }] });
    this.colours = NONE;
    this.colour();
  }

  /** @param {string} name */
  renameFile(name) {
    const { files } = this.files;
    const wanted = name.trim();
    if (!wanted || files.some((file, i) => file.name === wanted && i !== this.current)) return;
    this.change({
      ...this.files,
      files: files.with(this.current, { ...this.file, name: wanted }),
    });
  }

  /** From a dialog or dropped. @param {{ name: string, file: Blob, named: boolean }[]} list */
  async openList(list) {
    const { t } = this.texts;
    if (list.length === 0) {
      this.notes = [t('source.noGo')];
      return;
    }
    const { files, refused, leftOut } = await readFiles(list);
    const why = refused.map((file) => ({ ...file, why: t(`refused.${file.why}`) }));
    this.take({ files, refused: why });
    this.change(this.files, 0);
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
    if (!json) return this.openList(chosenFiles(files));
    const saved = await json
      .text()
      .then(JSON.parse)
      .catch(() => null);
    if (saved?.schema === 'contend/baseline/1') return this.useBaseline(JSON.stringify(saved));
    try {
      this.take({ files: readSource(saved), refused: [] });
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
    if (saved?.schema === 'contend/baseline/1') this.useBaseline(JSON.stringify(saved));
    else this.trouble = this.texts.t('baseline.bad', { file: file.name });
  }

  /** @param {string} text */
  useBaseline(text) {
    this.known = text;
    this.scan();
  }

  dropBaseline() {
    this.useBaseline('');
  }

  saveSource() {
    const { files } = this.files;
    if (files.length === 1) {
      const name = this.file.name.replace(/^.*\//, '');
      download(name, this.file.text, 'text/plain');
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
}

/** @param {unknown} value */
function pretty(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

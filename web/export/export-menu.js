// <export-menu>: takes a result out of the page: as data, as a table, as a picture, as a command.
//
// Guarantees: what it gives is the result that it was given, whole; it says what was copied, or that
// the browser refused, and why a text could not be made. Fetched when the reader opens it.

import { html, nothing } from 'lit';
import { LightElement, copy, download } from '../dom.js';
import { errorWords } from '../strings/errors/words.js';
import { fileName } from './name.js';
import { pngOf, svgOf } from './picture.js';
import { save } from './save.js';
import { csvOf, markdownOf } from './texts.js';
import './export.css';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../types.js').MatrixResult} MatrixResult */
/** @typedef {Result | ScaleResult | MatrixResult} Exported */

export class ExportMenu extends LightElement {
  /** @override */
  static properties = {
    result: { attribute: false },
    chart: { attribute: false },
    caption: { attribute: false },
    said: { state: true },
  };

  constructor() {
    super();
    /** @type {Exported | null} */
    this.result = null;
    /** Finds the chart as it stands; null where there is none. @type {() => SVGSVGElement | null} */
    this.chart = () => null;
    /** What the picture is of. */
    this.caption = '';
    this.said = '';
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('result')) this.said = '';
  }

  /** @param {string} ending @param {string | Blob} content @param {string} type */
  #save(ending, content, type) {
    if (this.result) download(fileName(this.result, ending), content, type);
  }

  /** @param {boolean} copied */
  #copied(copied) {
    this.said = this.locale.t(copied ? 'export.copied' : 'export.refused');
  }

  /** Waits for a text. @param {Promise<string>} making @param {(text: string) => unknown} then */
  async #made(making, then) {
    this.said = this.locale.t('progress.starting');
    try {
      const text = await making;
      this.said = '';
      await then(text);
    } catch (error) {
      const { title, remedy } = errorWords(this.locale, /** @type {Error} */ (error));
      this.said = [title, remedy].filter(Boolean).join('. ');
    }
  }

  /** @param {Result | MatrixResult} result */
  #copyTable(result) {
    const making = markdownOf(result);
    // The browser wants to be asked while the click is fresh.
    const copying = copyLater(making);
    this.#made(making, async () => this.#copied(await copying));
  }

  #svg() {
    const chart = this.chart();
    return chart ? svgOf(chart, this.caption) : null;
  }

  async #png() {
    const svg = this.#svg();
    if (svg) this.#save('png', await pngOf(svg), 'image/png');
  }

  /** @override */
  render() {
    const { result } = this;
    const { t } = this.locale;
    if (!result) return nothing;
    const button = (/** @type {string} */ text, /** @type {() => void} */ act) =>
      html`<button type="button" @click=${act}>${text}</button>`;
    const picture = this.chart() !== null;
    // There is no room for an axis in a table.
    const table = result.schema === 'contend/scale/1' ? null : result;
    const program = result.schema === 'contend/matrix/1' ? 'matrix' : 'run';
    return html`
      <div class="export-ways">
        <h3>${t('export.save')}</h3>
        ${button('JSON', () => save(result))}
        ${button('CSV', () => this.#made(csvOf(result), (text) => this.#save('csv', text, 'text/csv')))}
        ${
          table
            ? button('Markdown', () =>
                this.#made(markdownOf(table), (text) => this.#save('md', text, 'text/markdown')),
              )
            : nothing
        }
        ${
          picture
            ? html`${button('SVG', () => {
                const svg = this.#svg();
                if (svg) this.#save('svg', svg, 'image/svg+xml');
              })}
              ${button('PNG', () => this.#png())}`
            : nothing
        }
        <h3>${t('export.copy')}</h3>
        ${table ? button(t('export.table'), () => this.#copyTable(table)) : nothing}
        ${button(t('export.command'), async () =>
          this.#copied(await copy(`contend ${program} '${result.experiment}'`)),
        )}
        <p role="status">${this.said}</p>
      </div>
    `;
  }
}

customElements.define('export-menu', ExportMenu);

/**
 * Puts a text on the clipboard that is still being made.
 * @param {Promise<string>} making
 * @returns {Promise<boolean>} whether the browser allowed it
 */
async function copyLater(making) {
  try {
    const item = { 'text/plain': making.then((text) => new Blob([text], { type: 'text/plain' })) };
    await navigator.clipboard.write([new ClipboardItem(item)]);
    return true;
  } catch {
    return making.then(copy, () => false);
  }
}

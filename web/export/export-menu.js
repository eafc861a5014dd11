// <export-menu>: takes a result out of the page: as data, as a table, as a picture, as a command.
//
// Guarantees: what it gives is the result that it was given, whole; it says what was copied, or that
// the browser refused. Fetched when the reader opens it.

import { html, nothing } from 'lit';
import { LightElement, copy, download } from '../dom.js';
import { csv, scaleCsv } from './csv.js';
import { markdown } from './markdown.js';
import { fileName } from './name.js';
import { pngOf, svgOf } from './picture.js';
import { save } from './save.js';
import './export.css';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */

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
    /** @type {Result | ScaleResult | null} */
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

  /** @param {string} text */
  async #copy(text) {
    this.said = this.locale.t((await copy(text)) ? 'export.copied' : 'export.refused');
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
    // A table of curves has one column for each value: that is what CSV is for.
    const along = result.schema === 'contend/scale/1' ? result : null;
    const single = result.schema === 'contend/result/1' ? result : null;
    return html`
      <div class="export-ways">
        <h3>${t('export.save')}</h3>
        ${button('JSON', () => save(result))}
        ${along ? button('CSV', () => this.#save('csv', scaleCsv(along), 'text/csv')) : nothing}
        ${
          single
            ? html`${button('CSV', () => this.#save('csv', csv(single), 'text/csv'))}
              ${button('Markdown', () => this.#save('md', markdown(single), 'text/markdown'))}`
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
        ${single ? button(t('export.table'), () => this.#copy(markdown(single))) : nothing}
        ${button(t('export.command'), () => this.#copy(`contend run '${result.experiment}'`))}
        <p role="status">${this.said}</p>
      </div>
    `;
  }
}

customElements.define('export-menu', ExportMenu);

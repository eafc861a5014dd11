// The row above the editor: which example, which file, and the ways in and out.

import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import labData from '../../generated/scan.json' with { type: 'json' };

/** @typedef {import('./scan-lab.js').ScanLab} ScanLab */

/** By name. @type {Record<string, import('../../types.js').Words>} */
const EXAMPLES = labData.keys.example.forms;

/** @param {ScanLab} lab @param {import('./texts.js').ScanTexts} texts */
export function sourceBar(lab, { t }) {
  const { locale, state, embedded, files, current } = lab;
  const example = state?.values.example ?? '';
  const file = files.files[current];
  return html`
    <div class="scan-tools">
      <label>
        <span>${t('source.example')}</span>
        <select
          .value=${example}
          @change=${(/** @type {Event} */ event) =>
            lab.openExample(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}
        >
          ${Object.entries(EXAMPLES).map(
            ([name, words]) =>
              html`<option value=${name} ?selected=${name === example}>
                ${locale.words(words)}
              </option>`,
          )}
        </select>
      </label>
      ${embedded ? nothing : ways(lab, t)}
    </div>
    <div class="scan-files">
      <div class="scan-list" role="tablist" aria-label=${t('source.files')}>
        ${files.files.map(
          ({ name }, i) =>
            html`<button
              type="button"
              role="tab"
              aria-selected=${i === current ? 'true' : 'false'}
              @click=${() => lab.show(i)}
            >
              ${name}
            </button>`,
        )}
      </div>
      ${
        embedded
          ? nothing
          : html`<button
                type="button"
                class="scan-add"
                title=${t('source.new')}
                aria-label=${t('source.new')}
                @click=${() => lab.addFile()}
              >
                +
              </button>
              <details class="scan-more">
                <summary>${t('source.rename')}</summary>
                <div>
                  <label>
                    <span>${t('source.name')}</span>
                    <input
                      .value=${file?.name ?? ''}
                      spellcheck="false"
                      @change=${(/** @type {Event} */ event) => lab.renameFile(inputOf(event).value)}
                    />
                  </label>
                  <button type="button" class="quiet" @click=${() => lab.removeFile()}>
                    ${t('source.remove')}
                  </button>
                </div>
              </details>`
      }
    </div>
  `;
}

/** @param {ScanLab} lab @param {import('./texts.js').ScanTexts['t']} t */
function ways(lab, t) {
  return html`
    ${picker(t('source.open'), { accept: '.go,.json', multiple: true }, (files) =>
      lab.openFiles(files),
    )}
    ${picker(t('source.folder'), { folder: true }, (files) => lab.openFiles(files))}
    <button type="button" class="quiet" @click=${() => lab.saveSource()}>
      ${t('source.save')}
    </button>
    <details class="scan-more">
      <summary>${t('baseline.title')}</summary>
      <div>
        <p class="caption">${t('baseline.how')}</p>
        ${picker(t('baseline.open'), { accept: '.json' }, ([file]) => lab.openBaseline(file))}
        <button type="button" class="quiet" @click=${() => lab.saveBaseline()}>
          ${t('baseline.save')}
        </button>
        ${
          lab.known
            ? html`<button type="button" class="quiet" @click=${() => lab.dropBaseline()}>
                ${t('baseline.drop')}
              </button>`
            : nothing
        }
        <button type="button" class="quiet" @click=${() => lab.saveReport()}>
          ${t('save.json')}
        </button>
      </div>
    </details>
  `;
}

/**
 * A button that opens the browser's dialog.
 * @param {string} text @param {{ accept?: string, multiple?: boolean, folder?: boolean }} what
 * @param {(files: File[]) => void} opened
 */
function picker(text, { accept, multiple = false, folder = false }, opened) {
  return html`
    <label class="button quiet scan-pick">
      ${text}
      <input
        type="file"
        accept=${accept ?? nothing}
        ?multiple=${multiple}
        ?webkitdirectory=${folder}
        @change=${(/** @type {Event} */ event) => {
          const input = inputOf(event);
          const files = [...(input.files ?? [])];
          input.value = '';
          if (files.length > 0) opened(files);
        }}
      />
    </label>
  `;
}

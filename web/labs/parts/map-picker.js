// <map-picker>: the maps of the experiment, each with its parameter, its variant and what it says
// of itself, and the way to all the others.
//
// Guarantees: everything shown comes from the metadata's rows; every change is told as the whole
// canonical list of maps, without duplicates and within the metadata's limit.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement, find } from '../../dom.js';
import { formatSpec } from '../../link/maps.js';
import { anotherCopy, parseSpec } from '../../link/specs.js';
import { mapRow } from './map-row.js';

/** @typedef {import('../../types.js').Metadata} Metadata */

export class MapPicker extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    maps: { attribute: false },
    baseline: { attribute: false },
    inspects: { attribute: false },
    disabled: { type: Boolean },
    fault: { state: true },
  };

  /** By map: what its row is known by, also after the map was changed. @type {Map<string, number>} */
  #rows = new Map();
  #rowsSoFar = 0;

  constructor() {
    super();
    /** @type {Metadata | null} */
    this.metadata = null;
    /** @type {string[]} */
    this.maps = [];
    /** The map that the others are held against; none where nothing is. */
    this.baseline = '';
    /** The engine can look inside maps. */
    this.inspects = false;
    this.disabled = false;
    /** What was typed for one map and why it cannot be used. @type {{ text: string, reason: string } | null} */
    this.fault = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('maps')) this.fault = null;
  }

  /** @param {string[]} maps */
  #change(maps) {
    this.fault = null;
    this.tell('field-change', { key: 'maps', value: maps.join(',') });
  }

  /** @param {string} text */
  #rowOf(text) {
    const row = this.#rows.get(text) ?? this.#rowsSoFar++;
    this.#rows.set(text, row);
    return row;
  }

  /** @param {string} from @param {string} to */
  #replace(from, to) {
    if (from === to) return;
    if (this.maps.includes(to)) {
      this.fault = { text: from, reason: this.locale.t('maps.duplicate', { map: to }) };
      return;
    }
    const maps = this.maps.map((text) => (text === from ? to : text));
    const baseline = this.baseline === from ? { baseline: to } : {};
    // The same row, so that the keyboard stays on what was changed.
    this.#rows.set(to, this.#rowOf(from));
    this.#rows.delete(from);
    this.tell('fields-change', { key: 'maps', changes: { maps: maps.join(','), ...baseline } });
  }

  /** @override */
  render() {
    const metadata = this.metadata;
    const meta = metadata?.keys.find((row) => row.type === 'maps');
    if (!metadata || meta?.type !== 'maps') return nothing;
    const { t, words } = this.locale;
    return html`
      <fieldset class="field maps" ?disabled=${this.disabled}>
        <legend>
          ${words(meta.label)}
          <span class="unit">${t('maps.count', { count: this.maps.length, max: meta.max })}</span>
        </legend>
        ${
          this.baseline
            ? html`<p class="baseline-heading" aria-hidden="true" title=${t('maps.baselineHelp')}>
                ${t('maps.baseline')}
              </p>`
            : nothing
        }
        <ol class="map-list">
          ${repeat(
            this.maps,
            (text) => this.#rowOf(text),
            (text, index) => this.#row(metadata, meta.max, text, index),
          )}
        </ol>
        <button
          type="button"
          class="choose-maps"
          ?disabled=${this.disabled}
          @click=${() => this.#choose()}
        >
          ${t('maps.choose')}
          <span class="unit">${t('maps.thereAre', { count: metadata.strategies.length })}</span>
        </button>
      </fieldset>
      <strategy-chooser
        .locale=${this.locale}
        .metadata=${metadata}
        .maps=${this.maps}
        .max=${meta.max}
        ?disabled=${this.disabled}
      ></strategy-chooser>
    `;
  }

  /** Opens the chooser, which is fetched the first time. */
  async #choose() {
    const { StrategyChooser } = await import('./strategy-chooser.js');
    find(this, 'strategy-chooser', StrategyChooser).show();
  }

  /** @param {Metadata} metadata @param {number} max @param {string} text @param {number} index */
  #row(metadata, max, text, index) {
    const spec = parseSpec(metadata, text);
    if (!spec) return nothing;
    const again = this.maps.length < max ? anotherCopy(metadata, spec, this.maps) : null;
    return mapRow({
      locale: this.locale,
      spec,
      text,
      index,
      fault: this.fault?.text === text ? this.fault.reason : '',
      isBaseline: text === this.baseline,
      isOnly: this.maps.length === 1,
      decorators: metadata.decorators,
      onChange: (changed) => this.#replace(text, formatSpec(changed)),
      onFault: (reason) => (this.fault = { text, reason }),
      onInspect: this.inspects && spec.row.inside ? () => this.tell('lab-inspect', text) : null,
      onBaseline: this.baseline
        ? () => this.tell('field-change', { key: 'baseline', value: text })
        : null,
      // Next to the map itself, where the reader sees it come.
      onAgain: again === null ? null : () => this.#change(this.maps.toSpliced(index + 1, 0, again)),
      onRemove: () => {
        this.#change(this.maps.filter((other) => other !== text));
        this.#focusAfterRemoval(index);
      },
    });
  }

  /** Keeps the keyboard where it was: on the next row's button. @param {number} index */
  async #focusAfterRemoval(index) {
    await new Promise((resolve) => setTimeout(resolve));
    const buttons = [...this.querySelectorAll('.map-remove')];
    const next = buttons[Math.min(index, buttons.length - 1)];
    if (next instanceof HTMLElement) next.focus();
  }
}

customElements.define('map-picker', MapPicker);

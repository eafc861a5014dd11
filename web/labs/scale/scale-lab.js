// <scale-lab>: chosen strategies along one setting that takes several values.
//
// Guarantees: holds no experiment of its own; it shows the one it is given and tells the reader's
// wishes to its parent (`lab-edit`, `lab-open`, `lab-do`, `lab-stop`). The form is locked while the
// engine is busy. Everything of this lab, texts and styles included, comes with this file.

import { html, nothing } from 'lit';
import { labBar, runProgress } from '../parts/bar.js';
import { embedHead, labLayout, mapChips } from '../parts/lab-layout.js';
import { estimateMs } from '../parts/offer.js';
import { settings } from '../parts/settings.js';
import { Sorting } from '../parts/sorting.js';
import { TableLab } from '../parts/table-lab.js';
import '../parts/run-progress.js';
import { mapAt } from './curves.js';
import { scaleResults } from './scale-results.js';
import { atText, scaleTexts } from './texts.js';
import './axis-field.js';
import './scale.css';

export class ScaleLab extends TableLab {
  /** @override */
  static properties = {
    sweep: { attribute: false },
    logarithmic: { state: true },
  };

  #sorting = new Sorting(this);

  constructor() {
    super();
    /** @type {import('../types.js').Sweep | null} */
    this.sweep = null;
    this.logarithmic = false;
  }

  /** @override @param {import('../../types.js').Step} step @returns {{ map: string, cell: number } | null} */
  placeOf({ map, cell }) {
    const name = this.#nameOf(map, cell);
    return name === null || cell === undefined ? null : { map: name, cell };
  }

  /** What the link calls the map that is measured there. */
  /** @param {string | null} map @param {number | undefined} cell */
  #nameOf(map, cell) {
    const { codec, sweep } = this;
    const axis = sweep?.state.axis;
    const value = axis?.values[cell ?? -1];
    if (!codec || !sweep || !axis || value === undefined || map === null) return null;
    return sweep.state.maps.find((name) => mapAt(codec, axis, name, value) === map) ?? null;
  }

  /** @override */
  render() {
    const { locale, metadata, codec, state, environment, sweep, preset } = this;
    const axisMeta = metadata?.keys.find(({ type }) => type === 'axis');
    if (!metadata || !codec || !state?.axis || !axisMeta) return nothing;
    const parallelism = environment?.parallelism ?? null;
    const locked = this.busy;
    const { t } = scaleTexts(locale);
    return html`
      ${labLayout(this, {
        simulated: this.simulated,
        needs: { title: t('threads.title'), text: t('threads.text') },
        head: embedHead({ locale, metadata, state, link: this.link, preset }),
        form: settings({
          ...{ locale, metadata, state, preset, environment, locked },
          inspects: false,
          embedded: this.embedded,
          axis: html`<axis-field
            .locale=${locale}
            .meta=${axisMeta}
            .value=${state.values.axis}
            .axis=${state.axis}
            .keys=${metadata.keys}
            .parallelism=${parallelism}
            ?disabled=${locked}
          ></axis-field>`,
        }),
        bar: this.#bar(state),
        body: sweep
          ? scaleResults({
              ...{ locale, metadata, codec, sweep, now: this.now, parallelism },
              busy: this.isRunning,
              link: this.link,
              logarithmic: this.logarithmic,
              onLogarithmic: (on) => (this.logarithmic = on),
              onOpen: (link) => this.tell('lab-open', link),
              sorting: this.#sorting,
            })
          : this.#empty(metadata, state),
      })}
      ${this.shareDialog({ instead: t('share.instead') })}
    `;
  }

  /** @param {import('../../types.js').LinkState} state */
  #bar(state) {
    const { locale } = this;
    const { t } = scaleTexts(locale);
    const { values, maps, axis } = state;
    const where = (/** @type {import('../../types.js').Step} */ { value, kind }) =>
      axis && value !== undefined && kind !== 'warmup'
        ? t('progress.at', { at: atText(locale, axis.spec, value) })
        : '';
    const counts = { maps: maps.length, values: axis?.values.length ?? 0 };
    const lengths = { rounds: Number(values.rounds), ms: Number(values.ms) };
    const time = locale.n.seconds(estimateMs(state));
    return labBar(this, {
      progress: runProgress(this, where),
      time: t('plan.estimate', { time }),
      what: t('plan.what', { ...counts, ...lengths }),
      possible: !this.simulated,
    });
  }

  /** @param {import('../../types.js').Metadata} metadata @param {import('../../types.js').LinkState} state */
  #empty(metadata, state) {
    const { t } = scaleTexts(this.locale);
    return html`
      <section class="panel empty" aria-labelledby="scale-empty">
        <h2 id="scale-empty">${t('empty.title')}</h2>
        <p class="lead">${t('empty.lead')}</p>
        <p class="lead">${t('empty.turns')}</p>
        <p class="lead">${t('empty.says')}</p>
        <p class="lead">${t('empty.cells')}</p>
        ${mapChips(this.locale, metadata, state.maps)}
      </section>
    `;
  }
}

customElements.define('scale-lab', ScaleLab);

// <guard-progress>: which map's run is on, and how far it is.

import { specLabel } from '../../link/specs.js';
import { ProgressBar } from '../parts/progress-bar.js';
import { guardTexts } from './texts.js';

/** @typedef {import('./types.js').Runs} Runs */

export class GuardProgress extends ProgressBar {
  /** @param {import('../../strings/index.js').Locale} locale @param {Runs} runs */
  tellOf(locale, { maps, on, state }) {
    const { metadata } = this;
    const place = maps.findIndex(({ map }) => map === on);
    if (!metadata || place < 0 || on === null) return;
    const { t } = guardTexts(locale);
    const ms = Number(state.values.ms);
    const done = Math.min(ms, maps[place].look?.now ?? 0);
    const left = (maps.length - place) * ms - done;
    this.advance(
      (place + done / ms) / maps.length,
      t('progress.map', {
        map: specLabel(metadata, locale, on),
        place: place + 1,
        maps: maps.length,
      }),
      locale.t('progress.left', { time: locale.n.seconds(left) }),
    );
  }
}

customElements.define('guard-progress', GuardProgress);

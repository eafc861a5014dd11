// <race-lab>: what happens to an unguarded map, in several views of one model.
//
// Guarantees: as those of `ViewsLab`. Everything of this lab comes with this file or later.

import { html, nothing } from 'lit';
import { embedHead } from '../parts/lab-layout.js';
import { ViewsLab } from '../parts/views-lab.js';
import { raceTexts } from './texts.js';
import { VIEWS } from './views.js';
import './race.css';

export class RaceLab extends ViewsLab {
  /** @override */
  static views = VIEWS;

  /** @param {import('../../types.js').Sample} sample of the run that is on */
  sample(sample) {
    for (const part of this.opened.values()) {
      /** @type {{ sample?: (sample: unknown) => void }} */ (part).sample?.(sample);
    }
  }

  /** @override */
  render() {
    const { page, view } = this;
    if (!page) return nothing;
    const { t } = raceTexts(this.locale);
    const label = (/** @type {string} */ name) => t(/** @type {'view.step'} */ (`view.${name}`));
    const heading = `${page.labTitle} · ${label(view.name)}`;
    return html`
      ${page.embedded ? embedHead(page, { heading, maps: false }) : nothing}
      <section class="race-about" aria-label=${t('about.title')}>
        <p class="lead">${t('about.model')} ${t('about.safe')}</p>
        <details>
          <summary>${t('about.more')}</summary>
          <ul>
            <li>${t('about.order')}</li>
            <li>${t('about.swiss')}</li>
            <li>${t('about.hash')}</li>
          </ul>
        </details>
      </section>
      ${this.navigation(page, t('view.title'), label)} ${this.shown()}
    `;
  }
}

customElements.define('race-lab', RaceLab);

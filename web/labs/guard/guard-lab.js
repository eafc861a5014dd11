// <guard-lab>: what happens to maps and to their clients while things go wrong, in several views.
//
// Guarantees: as those of `ViewsLab`. Everything of this lab comes with this file or later.

import { html, nothing } from 'lit';
import { embedHead } from '../parts/lab-layout.js';
import { ViewsLab } from '../parts/views-lab.js';
import { guardTexts } from './texts.js';
import { VIEWS } from './views.js';
import './guard.css';

export class GuardLab extends ViewsLab {
  /** @override */
  static views = VIEWS;

  /** @override */
  render() {
    const { page, view } = this;
    if (!page) return nothing;
    const { t } = guardTexts(this.locale);
    const label = (/** @type {string} */ name) => t(/** @type {'view.audit'} */ (`view.${name}`));
    const heading = `${page.labTitle} · ${label(view.name)}`;
    return html`
      ${page.embedded ? embedHead(page, { heading, maps: view.name !== 'incident' }) : nothing}
      ${this.navigation(page, t('view.title'), label)} ${this.shown()}
    `;
  }
}

customElements.define('guard-lab', GuardLab);

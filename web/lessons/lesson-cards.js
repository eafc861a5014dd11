// <lesson-cards>: ten experiments for somebody who wants to be taught, below whatever lab is shown.
//
// Guarantees: fetched when the reader comes near their place, so opening the page costs nothing for them;
// each card is a plain link, and the one whose experiment is on the page says so. Whoever follows one is
// taken to that experiment, the focus with the view. Links and texts are the crate's, the same as those of
// docs/lessons.md.

import { html, nothing } from 'lit';
import lessons from '../generated/lessons.json' with { type: 'json' };
import { LightElement, find } from '../dom.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';
import './lessons.css';

/** @typedef {import('../types.js').Lesson} Lesson */

const TABLES = { en, zh };

export class LessonCards extends LightElement {
  /** @override */
  static properties = { link: { attribute: false } };

  constructor() {
    super();
    /** Of the experiment on the page. */
    this.link = '';
  }

  /** @override */
  render() {
    const { t } = this.locale.own(TABLES);
    return html`
      <section class="lessons" aria-labelledby="lessons-title">
        <h2 id="lessons-title">${t('title')}</h2>
        <p>${t('lead')}</p>
        <ol>
          ${/** @type {Lesson[]} */ (lessons).map((lesson) => this.#card(lesson))}
        </ol>
      </section>
    `;
  }

  /** Where the cards are a row, the present one comes into view in it. @override */
  updated() {
    const card = this.querySelector('li:has([aria-current])');
    const row = this.querySelector('ol');
    if (card instanceof HTMLElement && row) row.scrollLeft = card.offsetLeft - row.offsetLeft;
  }

  /** @param {Lesson} lesson */
  #card({ link, title, question, look }) {
    const { words } = this.locale;
    const { t } = this.locale.own(TABLES);
    const current = link === this.link ? 'true' : nothing;
    return html`
      <li>
        <h3>
          <a href=${link} aria-current=${current} @click=${this.#followed}>${words(title)}</a>
        </h3>
        <p>${words(question)}</p>
        <p class="field-help"><b>${t('look')}</b> ${words(look)}</p>
      </li>
    `;
  }

  /** Before the address is the link's. @param {MouseEvent} event */
  #followed = (event) => {
    // Into a tab of its own: this page stays as it is.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const main = find(document, '#main', HTMLElement);
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  };
}

customElements.define('lesson-cards', LessonCards);

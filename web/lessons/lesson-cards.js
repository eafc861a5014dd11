// <lesson-cards>: ten experiments for somebody who wants to be taught, below whatever lab is shown.
//
// Guarantees: fetched when the reader comes near their place or asks for them, so opening the page costs
// nothing for them; each card is a plain link, and that of the lesson on the page says so. Going back from
// an experiment that a card led to leads to that card. Links and texts are the crate's, the same as those
// of docs/lessons.md.

import { html, nothing } from 'lit';
import { find } from '../dom.js';
import { LESSONS, LessonElement } from './lesson-element.js';
import './lesson-line.js';

/** @typedef {import('../types.js').Lesson} Lesson */

export class LessonCards extends LessonElement {
  /** @override */
  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('popstate', this.#back);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('popstate', this.#back);
  }

  /** Brings them into view, with the focus. */
  async reach() {
    await this.updateComplete;
    const title = find(this, 'h2', HTMLElement);
    title.focus();
    title.scrollIntoView();
  }

  /** @override */
  render() {
    const { texts: t } = this;
    return html`
      <section class="lessons" aria-labelledby="lessons-title">
        <h2 id="lessons-title" tabindex="-1">${t('title')}</h2>
        <p>${t('lead')}</p>
        <ol>
          ${LESSONS.map((lesson) => this.#card(lesson))}
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
  #card(lesson) {
    const { texts: t } = this;
    const { words } = this.locale;
    return html`
      <li>
        <h3>
          <a
            href=${lesson.link}
            aria-current=${lesson === this.lesson ? 'true' : nothing}
            @click=${(/** @type {MouseEvent} */ event) => this.follow(event, lesson)}
            >${words(lesson.title)}</a
          >
        </h3>
        <p>${words(lesson.question)}</p>
        <p class="field-help"><b>${t('look')}</b> ${words(lesson.look)}</p>
      </li>
    `;
  }

  /** @override @param {Lesson} lesson */
  leave(lesson) {
    history.replaceState({ ...history.state, lesson: LESSONS.indexOf(lesson) }, '');
  }

  #back = (/** @type {PopStateEvent} */ { state }) => {
    if (typeof state?.lesson !== 'number') return;
    // Once the lab of that time is there: by itself the view returns to a height, whatever is at it now.
    requestAnimationFrame(() => {
      const link = this.querySelectorAll('a')[state.lesson];
      link?.focus({ preventScroll: true });
      link?.closest('li')?.scrollIntoView({ block: 'center' });
    });
  };
}

customElements.define('lesson-cards', LessonCards);

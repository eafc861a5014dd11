// <lesson-line>: the lesson that the reader is in, above its experiment: the question, what to look at, and
// the way to the next one.
//
// Guarantees: empty outside a lesson, and gone for good when it is dismissed. The page has it as a live
// region, so who listens hears what was set up; and that a run is still on, which started before.

import { html, nothing } from 'lit';
import { LESSONS, LessonElement } from './lesson-element.js';

const BUSY = ['waiting', 'running', 'stopping'];

class LessonLine extends LessonElement {
  /** @override */
  static properties = { phase: { attribute: false } };

  /** Something was on when the lesson was followed, and still is. */
  #late = false;

  constructor() {
    super();
    /** Of the engine. */
    this.phase = '';
  }

  /** @override */
  changed = () => {
    this.#late = true;
    this.requestUpdate();
  };

  /** @override */
  willUpdate() {
    this.#late &&= BUSY.includes(this.phase);
  }

  /** @override */
  render() {
    const { lesson, texts: t } = this;
    if (!lesson) return nothing;
    const { t: page, words } = this.locale;
    const at = LESSONS.indexOf(lesson);
    const next = LESSONS[at + 1];
    const place = { number: at + 1, count: LESSONS.length };
    return html`
      <section class="notice lesson" aria-label=${t('one')}>
        <div>
          <p>
            <b>${t('place', place)} · ${words(lesson.title)}</b>
            <span class="unseen">${t('ready')}</span>
            ${words(lesson.question)}
          </p>
          <p><b>${t('look')}</b> ${words(lesson.look)}</p>
          ${this.#late ? html`<p>${t('late')}</p>` : nothing}
        </div>
        <p class="lesson-ways">
          ${
            next
              ? html`<a
                  href=${next.link}
                  @click=${(/** @type {MouseEvent} */ event) => this.follow(event, next)}
                  >${t('next')}</a
                >`
              : nothing
          }
          <button type="button" class="quiet" @click=${() => this.end()}>
            ${page('notice.dismiss')}
          </button>
        </p>
      </section>
    `;
  }
}

customElements.define('lesson-line', LessonLine);

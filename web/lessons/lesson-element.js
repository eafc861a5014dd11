// What the cards and the line above the lab have in common: the lesson that the reader is in, and how one
// is followed.
//
// Guarantees: whoever follows one is taken to its experiment, the focus with the view; a link opened into
// a tab of its own leaves this page as it is.

import lessons from '../generated/lessons.json' with { type: 'json' };
import { LightElement, find } from '../dom.js';
import { Followed } from './followed.js';
import { en } from './words/en.js';
import { zh } from './words/zh.js';
import './lessons.css';

/** @typedef {import('../types.js').Lesson} Lesson */

const TABLES = { en, zh };

export const LESSONS = /** @type {Lesson[]} */ (lessons);

const followed = new Followed();

export class LessonElement extends LightElement {
  /** @override @type {import('lit').PropertyDeclarations} */
  static properties = { link: { attribute: false } };

  constructor() {
    super();
    /** Of the experiment on the page. */
    this.link = '';
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    followed.addEventListener('change', this.changed);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    followed.removeEventListener('change', this.changed);
  }

  /** One is followed, or none any more. */
  changed = () => this.requestUpdate();

  /** The one that the experiment is part of. */
  get lesson() {
    return followed.at(this.link);
  }

  get texts() {
    return this.locale.own(TABLES).t;
  }

  end() {
    followed.end();
  }

  /** The reader leaves for that one; before the address is another. @param {Lesson} _lesson */
  leave(_lesson) {}

  /** @param {MouseEvent} event a click on its link @param {Lesson} lesson */
  follow(event, lesson) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.leave(lesson);
    followed.follow(lesson);
    // Before the view moves, so that the browser keeps the place that was left.
    location.hash = lesson.link;
    const main = find(document, '#main', HTMLElement);
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
}

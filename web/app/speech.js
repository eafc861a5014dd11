// Which language the page speaks: the one that was chosen last, once its texts are there.
//
// Guarantees: the page is never without words; a language that cannot be had is named, and the page goes
// on in the one that it speaks. What comes late is spoken if it is still wanted.

import { latestOnly } from '../latest.js';
import { localeOf } from '../locale.js';
import { createLocale } from '../strings/index.js';

/** @typedef {import('../strings/index.js').Language} Language */
/** @typedef {import('../strings/index.js').Locale} Locale */

export class Speech {
  #newest = latestOnly();
  #changed;

  /** @param {Language} language @param {() => void} changed */
  constructor(language, changed) {
    this.#changed = changed;
    this.locale = createLocale(language);
    /** The language that was chosen last. */
    this.language = language;
    /** One that was asked for and could not be had: until it comes. @type {Language | null} */
    this.late = null;
    /** The same, as long as that is said. @type {Language | null} */
    this.unfetched = null;
    if (this.locale.language !== language) this.#keep();
  }

  /** @param {Language} language @returns {Promise<boolean>} whether it is spoken now */
  async choose(language) {
    this.language = language;
    this.late = this.unfetched = null;
    this.#changed();
    try {
      this.speak(await this.#newest(localeOf(language)));
      return true;
    } catch {
      this.#keep();
      this.#changed();
      return false;
    }
  }

  /** @param {Locale} locale */
  speak(locale) {
    this.locale = locale;
    this.language = locale.language;
    this.late = this.unfetched = null;
    this.#changed();
  }

  dismiss() {
    this.unfetched = null;
    this.#changed();
  }

  /** Stays with the language that is shown, and says so. */
  #keep() {
    this.late = this.unfetched = this.language;
    this.language = this.locale.language;
  }
}

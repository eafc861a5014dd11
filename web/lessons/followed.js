// Which lesson the reader is in, by the links that the page has had since.
//
// Guarantees: pure. A lesson begins where its card or the line above the lab led, and lasts through every
// change of its experiment until another lab or another lesson; what is reached again by going back belongs
// to what it belonged to before. Opening a lesson's experiment by any other way is no lesson.

/** @typedef {import('../types.js').Lesson} Lesson */

export class Followed extends EventTarget {
  /** What each link belonged to; null: to none. @type {Map<string, Lesson | null>} */
  #known = new Map();
  /** @type {Lesson | null} */
  #present = null;

  /** Its link is the next that the page has. @param {Lesson} lesson */
  follow(lesson) {
    this.#known.set(lesson.link, lesson);
    this.dispatchEvent(new Event('change'));
  }

  /** The lesson that an experiment is part of. @param {string} link canonical; empty: there is none */
  at(link) {
    const known = this.#known.get(link);
    const goesOn = this.#present && labOf(this.#present.link) === labOf(link);
    const lesson = known === undefined && goesOn ? this.#present : (known ?? null);
    this.#known.set(link, lesson);
    this.#present = lesson;
    return lesson;
  }

  /** The reader has done with it. */
  end() {
    this.#known.clear();
    this.#present = null;
    this.dispatchEvent(new Event('change'));
  }
}

/** @param {string} link */
function labOf(link) {
  return link.split('?', 1)[0];
}

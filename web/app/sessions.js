// What each lab of the page has been doing: whether it waits, its error, and what it keeps of its runs.
//
// Guarantees: one session for each lab, and for each view of a lab that has several, as long as the page
// is there. What the engine says goes to the session that asked, whatever lab is shown meanwhile, so one
// lab's progress, result and error are never another's, and leaving a lab loses nothing of it. What is
// kept is the lab's own business: its acts write it and its view shows it.

import { errorSentence } from '../strings/errors/words.js';

/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {import('../engine/turn.js').Holder} Holder */

/**
 * What a session needs of the page around it.
 * @typedef {object} Page
 * @property {import('../types.js').Metadata} metadata
 * @property {() => import('../strings/index.js').Locale} locale
 * @property {(lab: string) => any} view its element, shown or not; null before it was shown
 * @property {(soon?: boolean) => void} changed `soon`: more of the kind follows faster than anybody reads
 * @property {(text: string) => void} say to who listens to the page
 * @property {(type: string, detail: unknown) => void} announce
 */

/** The sessions of a page, by lab and view. */
export class Sessions {
  /** @type {Map<string, Session>} */
  #all = new Map();
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** The session that an experiment belongs to. @param {import('../types.js').LinkState} state */
  of({ lab, values }) {
    const key = [lab, values.view].join('/');
    const session = this.#all.get(key) ?? new Session(lab, this.#page);
    this.#all.set(key, session);
    return session;
  }
}

export class Session {
  #page;
  /** What the lab keeps. @type {Record<string, any>} */
  #kept = {};

  /** @param {string} lab @param {Page} page */
  constructor(lab, page) {
    this.lab = lab;
    this.#page = page;
    /** Who has the turn that its task waits for. @type {Holder | null} */
    this.queued = null;
    /** Whether no other page of this browser measured beside its last task; false: it cannot be known. */
    this.alone = true;
    /** @type {Error | null} */
    this.error = null;
  }

  get kept() {
    return this.#kept;
  }

  get locale() {
    return this.#page.locale();
  }

  get metadata() {
    return this.#page.metadata;
  }

  get view() {
    return this.#page.view(this.lab);
  }

  /** @param {Partial<Session>} change */
  set(change) {
    Object.assign(this, change);
    this.#page.changed();
  }

  /** @type {import('../labs/types.js').Session['keep']} */
  keep = (change, soon) => {
    this.#kept = { ...this.#kept, ...change };
    this.#page.changed(soon);
  };

  /** @param {string} text */
  say = (text) => this.#page.say(text);

  /** @param {string} type @param {unknown} detail */
  announce = (type, detail) => this.#page.announce(type, detail);

  /** @param {Holder | null} queued */
  waits(queued) {
    this.set({ queued });
    if (queued) this.say(this.locale.t(`turn.${queued}`));
  }

  /** @param {import('../engine/turn.js').Turn} turn */
  has({ alone }) {
    this.set({ queued: null, alone });
  }

  /** @param {Sample} sample */
  progress = (sample) => {
    this.view?.sample(sample);
    this.announce('contend-progress', progressOf(sample));
  };

  /** A task ended in an error. @param {Error} error */
  fail(error) {
    this.set({ error });
    this.tell(error);
  }

  /** Tells of an error who listens to the page and who scripts it. @param {Error} error */
  tell(error) {
    const { name, message } = error;
    this.say(errorSentence(this.locale, error));
    this.announce('contend-error', { name, message });
  }

  /** Shows something saved, in place of what it did last. @param {Record<string, unknown>} kept */
  show(kept) {
    this.set({ error: null });
    this.keep(kept);
  }
}

/** @param {Sample} sample @returns {import('../types.js').Progress} */
function progressOf(sample) {
  const { step, done, total, opsPerSec, perThread, remainingMs } = sample;
  const { cell, cells, value } = step;
  return {
    ...{ done, total, strategy: step.map, round: step.round, opsPerSec, perThread, remainingMs },
    ...(value === undefined ? {} : { cell, cells, value }),
  };
}

// What the page works with: the experiment on it and its address, the labs, what each has been doing, and
// the engine.
//
// Guarantees: whatever is asked for is asked of the lab that the experiment is of, and belongs to that
// lab's session; a link goes on with what it reads as. In embed mode the address is never written.

import { createCodec } from '../link/codec.js';
import { presetOf } from '../link/presets.js';
import { LABS } from '../labs/registry.js';
import { metadata } from '../metadata.js';
import { Driver } from './driver.js';
import { Experiment } from './experiment.js';
import { LinkHistory } from './history.js';
import { Labs } from './labs.js';
import { Sessions } from './sessions.js';

/** @typedef {import('../labs/types.js').ActOptions} ActOptions */
/** @typedef {import('../labs/types.js').Saved} Saved */
/**
 * The element around it.
 * @typedef {object} Around
 * @property {() => import('../strings/index.js').Locale} locale
 * @property {(lab: string) => any} view a lab's element, shown or not; null before it was shown
 * @property {(soon?: boolean) => void} changed what is shown; `soon`: more of the kind follows faster than
 *   anybody reads
 * @property {(text: string) => void} say to who listens to the page
 * @property {(type: string, detail: unknown) => void} announce to who scripts it
 */

const codec = createCodec(metadata);

/** Maps that the title names. */
const MOST_NAMED = 3;

export class Page {
  #around;
  #embedded;
  #sessions;
  #history;
  #experiment = new Experiment(codec, metadata);
  #labs = new Labs(() => this.#around.changed());
  #driver = new Driver({
    changed: () => this.#around.changed(),
    ready: (environment) => {
      this.error = null;
      // Only now: an address rewritten before a reload for isolation would lose the link's
      // problems.
      if (location.hash && this.experiment.link) this.#history.replace(this.experiment.address);
      this.#around.announce('contend-ready', { environment });
    },
    error: (error) => {
      this.error = error;
      this.#session.tell(error);
    },
  });
  /** The engine does not start, whatever lab asks. @type {Error | null} */
  error = null;

  /** @param {Around} around @param {boolean} embedded */
  constructor(around, embedded) {
    this.#around = around;
    this.#embedded = embedded;
    this.#sessions = new Sessions({ ...around, metadata });
    this.#history = new LinkHistory((fragment) => this.#navigate(fragment), { embedded });
    if (location.hash) this.#experiment.open(location.hash);
  }

  get experiment() {
    return this.#experiment;
  }

  get driver() {
    return this.#driver;
  }

  /** The session of the experiment on the page. */
  get #session() {
    return this.#sessions.of(this.#experiment.state);
  }

  /** Follows the address; in a frame the engine comes with the first run. */
  async begin() {
    this.#history.start();
    if (this.#embedded) await this.#driver.prepare();
    else await this.#driver.boot().catch(() => {}); // reported through the listener
  }

  /** The address is somebody else's from now on. */
  end() {
    this.#history.stop();
  }

  /** Gives back all that works for it. */
  leave() {
    this.#labs.release();
    this.#driver.release();
  }

  /** A script sets the experiment. @param {string} link any link or fragment */
  set(link) {
    this.#experiment.open(link);
    if (this.#experiment.link) this.#history.replace(this.#experiment.address);
    this.#around.changed();
  }

  /** The reader opens one. @param {string | null} link null: the landing experiment */
  open(link) {
    if (link === null) this.#experiment.openLanding();
    else this.#experiment.open(link);
    this.#history.push(this.#experiment.address, 'open');
    this.#around.changed();
  }

  /** The address was changed. @param {string} fragment */
  #navigate(fragment) {
    if (fragment) this.#experiment.open(fragment);
    else this.#experiment.openLanding();
    this.#around.changed();
  }

  /**
   * The reader changes something of it.
   * @param {{ changes: Record<string, string>, key: string, replace?: boolean }} edit `replace`: a step of
   *   many, which going back is not to undo
   */
  edit({ changes, key, replace }) {
    if (key === 'preset') this.#experiment.applyPreset(changes.preset);
    else this.#experiment.edit(changes);
    this.#history[replace ? 'replace' : 'push'](this.#experiment.link, key);
    this.#around.changed();
  }

  /**
   * Does one of the acts of the lab on the page.
   * @param {string} act @param {ActOptions} [options] @returns {Promise<any>}
   */
  perform(act, options) {
    const { asked } = this.#experiment;
    const fetched = () => this.#labs.load(asked.state.lab);
    return this.#driver.perform(this.#session, act, fetched, asked, options);
  }

  /** What the lab's session keeps is changed by its view. @param {Record<string, unknown>} change */
  keep(change) {
    this.#session.keep(change);
  }

  /** Shows something saved, unless that lab is at work. @param {Saved} saved */
  show({ address, kept = {} }) {
    this.open(address);
    if (this.#driver.on?.session !== this.#session) this.#session.show(kept);
  }

  /** Shows a saved result as recorded, or two of them compared. @param {File[]} files */
  async openFiles(files) {
    if (files.length === 0) return;
    try {
      const { openFiles } = await import('./open-file.js');
      this.show(await openFiles(files, codec, (lab) => this.#labs.load(lab)));
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#session.set({ error });
      this.#around.say(this.#around.locale().t('say.file', { message: error.message }));
    }
  }

  dismissError() {
    this.error = null;
    this.#session.set({ error: null });
  }

  dismissProblems() {
    this.#experiment.dismissProblems();
    this.#around.changed();
  }

  /** The lab on the page, which is fetched if it is not there. @returns {import('../labs/types.js').Lab | 'failed' | null} */
  get lab() {
    const { lab } = this.#experiment.state;
    this.#labs.show(lab);
    return this.#labs.shown(lab);
  }

  /** What it shows, for tabs and history. */
  get title() {
    const { t, words } = this.#around.locale();
    const { state, preset } = this.#experiment;
    if (state.fatal) return t('page.title');
    const { maps } = state;
    const few = maps.slice(0, MOST_NAMED).join(', ');
    const more = maps.length > MOST_NAMED ? ` +${maps.length - MOST_NAMED}` : '';
    const subject = this.#labs.there(state.lab)?.subject?.(state) ?? few + more;
    const named = presetOf(metadata, preset);
    const parts = [subject, words(named?.label), this.#titleOf(state.lab), 'Contend'];
    return parts.filter(Boolean).join(' · ');
  }

  /** @param {string} lab */
  #titleOf(lab) {
    return this.#around.locale().words(LABS.find(({ id }) => id === lab)?.title);
  }

  /** What that lab is given, of its own session alone. @param {string} theme @returns {import('../labs/types.js').LabPage} */
  forLab(theme) {
    const locale = this.#around.locale();
    const { state, link, address, preset } = this.#experiment;
    const session = this.#session;
    const { queued, alone, kept } = session;
    const { on, phase, environment } = this.#driver;
    const other = on && on.session !== session ? on : null;
    return {
      labTitle: this.#titleOf(state.lab),
      ...{ locale, metadata, codec, theme, environment },
      ...{ state, link, address, preset, queued, alone, kept },
      embedded: this.#embedded,
      phase: other ? 'elsewhere' : phase,
      task: other ? null : (on?.task ?? null),
      elsewhere: other && { title: this.#titleOf(other.session.lab), link: other.link },
      error: session.error ?? this.error,
      goesOn: (result) => this.#driver.canGoOn(link, result),
    };
  }
}

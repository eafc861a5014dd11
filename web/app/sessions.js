// What each lab of the page has been doing: its runs, what came of them, its checks, its error.
//
// Guarantees: one session for each lab, and for each view of a lab that has several, as long as the page
// is there. What the engine says goes to the session that asked, whatever lab is shown meanwhile, so one
// lab's progress, result and error are never another's, and leaving a lab loses nothing of it.

import { errorSentence } from '../strings/errors/words.js';
import { estimateMs } from '../labs/parts/offer.js';

/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Sample} Sample */
/** @typedef {import('../types.js').LinkState} LinkState */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../engine/turn.js').Holder} Holder */
/** @typedef {import('../labs/types.js').Checks} Checks */
/** @typedef {import('../labs/types.js').RunOf} RunOf */
/** @typedef {import('../labs/types.js').Sweep} Sweep */
/** @typedef {import('../labs/compare/runs.js').TabRun} TabRun */

/**
 * What a session needs of the page around it.
 * @typedef {object} Page
 * @property {import('../types.js').Metadata} metadata
 * @property {(link: string) => LinkState} parse
 * @property {() => import('../strings/index.js').Locale} locale
 * @property {(lab: string) => import('../labs/types.js').FetchedLab | null} fetched
 * @property {(lab: string) => Partial<LabView> | null} view its element, shown or not
 * @property {(soon?: boolean) => void} changed `soon`: more of the kind follows faster than anybody reads
 * @property {(text: string) => void} say to who listens to the page
 * @property {(type: string, detail: unknown) => void} announce
 */

/**
 * What a lab's element takes beside its properties.
 * @typedef {object} LabView
 * @property {(sample: Sample) => void} sample
 * @property {(trial: import('../types.js').Trial) => void} trial
 * @property {(map: string) => void} inspectStart
 * @property {(sample: import('../types.js').InsideSample) => void} insideSample
 * @property {() => void} inspected
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

  /** The session that an experiment belongs to. @param {LinkState} state */
  of({ lab, values }) {
    const key = [lab, values.view].join('/');
    const session = this.#all.get(key) ?? new Session(lab, this.#page);
    this.#all.set(key, session);
    return session;
  }
}

export class Session {
  #page;

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
    /** The experiment of the run that is on, or of the last one. @type {RunOf | null} */
    this.running = null;
    /** The result so far of that run. @type {Result | null} */
    this.partial = null;
    /** That run ended in an error. */
    this.failed = false;
    /** Its runs in this tab, oldest first. @type {TabRun[]} */
    this.runs = [];
    /** The deep check that is on, or the last one. @type {Checks | null} */
    this.checks = null;
    /** The run along an axis that is on, or the last one. @type {Sweep | null} */
    this.sweep = null;
  }

  /** @param {Partial<Session>} change @param {boolean} [soon] */
  set(change, soon) {
    Object.assign(this, change);
    this.#page.changed(soon);
  }

  /** @param {Holder | null} queued */
  waits(queued) {
    this.set({ queued });
    if (queued) this.#say(`turn.${queued}`);
  }

  /** @param {import('../engine/turn.js').Turn} turn */
  has({ alone }) {
    this.set({ queued: null, alone });
  }

  /** A run begins. @param {string} link */
  start(link) {
    this.#check({ behind: true });
    this.#begin({ failed: false, partial: null });
    this.set({ running: { link, state: this.#page.parse(link) } });
    this.#sayStart(link);
  }

  /** Rounds are added to the last run. @param {string} link */
  goOn(link) {
    this.#begin({ failed: false });
    // What was drawn of the run stays.
    if (this.running?.link !== link || this.running.again) {
      this.set({ running: { link, state: this.#page.parse(link) } });
    }
  }

  /** @param {Sample} sample */
  sample(sample) {
    this.#view?.sample?.(sample);
    this.#page.announce('contend-progress', progressOf(sample));
  }

  /** @param {import('../types.js').Trial} trial @param {Result | null} partial */
  trial(trial, partial) {
    if (partial) this.set({ partial }, true);
    this.#view?.trial?.(trial);
  }

  /** @param {Result} result */
  result(result) {
    this.set({ partial: result });
    // What cannot be fetched is no fault of the run.
    this.#conclude(result).catch(() => {});
    this.#keep(result).catch(() => {});
    this.#page.announce('contend-result', result);
  }

  /** @param {string} link */
  sweepStart(link) {
    const state = this.#page.parse(link);
    this.#begin({ sweep: { link, state, trials: [], result: null, failed: false } });
    this.#sayStart(link);
  }

  /** @param {import('../types.js').SweepTrial} trial */
  sweepTrial(trial) {
    this.sweep?.trials.push(trial);
    this.#along({}, true);
  }

  /** @param {import('../types.js').ScaleResult} result */
  swept(result) {
    this.#along({ result });
    this.#say(result.stopped ? 'say.stopped' : 'say.finished');
    this.#page.announce('contend-result', result);
  }

  /** @param {string} link */
  verifyStart(link) {
    const state = this.#page.parse(link);
    const none = { reports: [], progress: null, over: false, stopped: false, behind: false };
    this.#begin({ checks: { link, state, ...none } });
    this.#say('say.verifying', { maps: state.maps.length });
  }

  /** @param {import('../types.js').VerifyProgress} progress */
  verifyProgress(progress) {
    this.#check({ progress }, true);
  }

  /** @param {VerifyReport} report */
  verifyReport(report) {
    this.#check({ reports: [...(this.checks?.reports ?? []), report] });
  }

  /** @param {VerifyReport[]} reports @param {boolean} stopped */
  verified(reports, stopped) {
    this.#check({ reports, stopped, over: true });
    const failed = reports.filter(({ failure }) => failure).length;
    const checked = reports.some(({ outcome }) => outcome !== 'not-checked');
    const whole = checked ? 'say.verified' : 'say.verifiedNothing';
    const end = stopped ? 'say.verifyStopped' : whole;
    this.#say(failed ? 'say.verifyFailed' : end, { failed });
  }

  /** @param {string} map */
  inspectStart(map) {
    this.#begin({});
    this.#view?.inspectStart?.(map);
  }

  /** @param {import('../types.js').InsideSample} sample */
  insideSample(sample) {
    this.#view?.insideSample?.(sample);
  }

  /** @param {boolean} stopped */
  inspected(stopped) {
    this.#view?.inspected?.();
    this.#say(stopped ? 'say.inspectStopped' : 'say.inspected');
  }

  /** A task ended in an error. @param {Error} error @param {import('./driver.js').Task} task */
  fail(error, task) {
    const { name, message } = error;
    this.set({ error });
    if (task === 'verify') this.#check({ over: true, stopped: true });
    else if (task === 'inspect') this.#view?.inspected?.();
    else if (task === 'sweep') this.#along({ failed: true });
    else this.set({ failed: true });
    this.#page.say(errorSentence(this.#page.locale(), error));
    this.#page.announce('contend-error', { name, message });
  }

  /** Shows one of its runs again. @param {TabRun} run */
  restore({ link, state, result }) {
    this.set({
      error: null,
      failed: false,
      running: { link, state, again: true },
      partial: result,
    });
  }

  /** Shows a saved run along an axis. @param {Pick<Sweep, 'link' | 'state' | 'trials' | 'result'>} saved */
  open(saved) {
    this.set({ error: null, sweep: { ...saved, failed: false, opened: true } });
  }

  get #view() {
    return this.#page.view(this.lab);
  }

  /** A task begins. @param {Partial<Session>} change */
  #begin(change) {
    this.set({ error: null, ...change });
  }

  /** @param {Partial<Checks>} change @param {boolean} [soon] */
  #check(change, soon) {
    if (this.checks) this.set({ checks: { ...this.checks, ...change } }, soon);
  }

  /** @param {Partial<Sweep>} change @param {boolean} [soon] */
  #along(change, soon) {
    if (this.sweep) this.set({ sweep: { ...this.sweep, ...change } }, soon);
  }

  /** @type {import('../strings/index.js').Locale['t']} says it, and hands it back */
  #say = (key, ...values) => {
    const text = this.#page.locale().t(key, ...values);
    this.#page.say(text);
    return text;
  };

  /** @param {string} link */
  #sayStart(link) {
    const locale = this.#page.locale();
    const started = this.#page.fetched(this.lab)?.started;
    if (started) {
      this.#page.say(started(locale));
      return;
    }
    const state = this.#page.parse(link);
    this.#say('say.started', {
      maps: state.maps.length,
      rounds: Number(state.values.rounds),
      time: locale.n.seconds(estimateMs(state)),
    });
  }

  /** Says that the run is over, and what it has come to. @param {Result} result */
  async #conclude(result) {
    const { conclusionText } = await import('../labs/compare/conclusion.js');
    const locale = this.#page.locale();
    const end = locale.t(result.stopped ? 'say.stopped' : 'say.finished');
    this.#page.say(`${end} ${conclusionText(this.#page.metadata, locale, result)}`);
  }

  /** @param {Result} result */
  async #keep(result) {
    if (!this.running || !result.strategies.some(({ trials }) => trials.length)) return;
    const run = { ...this.running, result };
    const { withRun } = await import('../labs/compare/runs.js');
    this.set({ runs: withRun(this.runs, run) });
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

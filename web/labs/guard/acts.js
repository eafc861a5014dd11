// What the lab has the engine do: each map in turn under the load and the faults of the link.
//
// Guarantees: what a run shows is kept for its map until its result is there; what a reader asks for meanwhile
// reaches the run through the board, and nothing waits for it. A run that was stopped keeps the maps that were
// complete, and says so.

import { lookOf, wordOf } from './look.js';
import { guardTexts } from './texts.js';

/** @typedef {import('./types.js').Runs} Runs */
/** @typedef {import('./types.js').MapShown} MapShown */

/** The board of the run that is on. @type {import('../../engine/board.js').Board | null} */
let board = null;

/** Has a fault happen now, if a run is on. @param {string} kind @param {string | number} argument */
export function askFor(kind, argument) {
  board?.ask(wordOf(kind, argument));
}

/** @param {import('../types.js').Session} session @param {string} map @param {Partial<MapShown>} change @param {boolean} [soon] */
function change(session, map, change, soon) {
  /** @type {Runs} */
  const runs = session.kept.runs;
  const maps = runs.maps.map((one) => (one.map === map ? { ...one, ...change } : one));
  session.keep({ runs: { ...runs, maps } }, soon);
}

/** @type {import('../types.js').Act} */
export const run = {
  task: {
    ...{ steps: 'Guard', least: 'full', only: true, threads: true, inside: true, seconds: 20 },
    live: (live) => (board = live),
  },
  everyMs: 250,

  begin(session, asked) {
    const maps = asked.state.maps.map((map) => ({ ...NONE, map }));
    session.keep({ runs: { ...asked, maps, on: null, result: null, failed: false } });
    session.say(guardTexts(session.locale).t('say.started'));
  },

  hear(session, notice) {
    if (notice.type === 'step') {
      session.keep({ runs: { ...session.kept.runs, on: notice.step.map } });
    } else if (notice.type === 'done' && notice.outcome.trial) {
      const { trial, scrape, lanes, calls, outcomes, csv, trace } = notice.outcome;
      const records = lanes ? { lanes, calls, outcomes, csv, trace } : null;
      change(session, trial.id, { figures: trial, scrape: scrape ?? null, records });
    }
  },

  sample(session, { figures, opsPerSec }) {
    const look = lookOf(figures);
    /** @type {Runs} */
    const runs = session.kept.runs;
    const map = look && runs.maps[look.place]?.map;
    if (look && map) session.announce('contend-progress', progressOf(runs, look, opsPerSec));
    // The last look of a map is as good as none, once its result is there.
    if (map && map === runs.on) change(session, map, { look }, true);
  },

  end(session, { result }) {
    board = null;
    session.keep({ runs: { ...session.kept.runs, on: null, result } });
    session.say(session.locale.t(result.stopped ? 'say.stopped' : 'say.finished'));
    session.announce('contend-result', result);
    return result;
  },

  fail(session) {
    board = null;
    session.keep({ runs: { ...session.kept.runs, on: null, failed: true } });
  },
};

/**
 * The map that nothing guards, audited by the Race lab's runs: where two goroutines are seen inside together.
 * @type {import('../types.js').Act}
 */
export const unguarded = {
  task: {
    ...{ steps: 'Unguarded', least: 'full', only: true, threads: true },
    room: { workers: 4, bytes: 64 * 1024 * 1024 },
  },

  begin: (session) => session.keep({ unguarded: null }),

  end(session, { result }) {
    session.keep({ unguarded: result });
    session.say(session.locale.t(result.stopped ? 'say.stopped' : 'say.finished'));
    return result;
  },
};

/** A map that has not run. @type {Omit<MapShown, 'map'>} */
export const NONE = { figures: null, look: null, scrape: null, records: null };

/** @param {Runs} runs @param {import('./types.js').Look} look @param {number} opsPerSec @returns {import('../../types.js').Progress} */
function progressOf({ maps, state }, { place, now }, opsPerSec) {
  const left = (maps.length - place) * Number(state.values.ms) - now;
  return {
    ...{ done: place, total: maps.length, strategy: maps[place]?.map ?? null, round: 1 },
    ...{ opsPerSec, perThread: [], remainingMs: Math.max(0, left) },
  };
}

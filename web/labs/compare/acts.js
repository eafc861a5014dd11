// What the Compare lab has the engine do: run an experiment; beside that, see passes.js.
//
// Guarantees: rounds can be added to a run until each map has an answer, and what was drawn of it
// stays.

import { startedText } from '../parts/offer.js';
import { isOpen } from './open.js';

/** @typedef {import('../types.js').Act} Act */
/** @typedef {import('../types.js').Session} Session */
/** @typedef {import('../../types.js').Result} Result */

/** @type {Act} */
export const run = {
  task: { steps: 'Session', least: 'core', partials: true },
  isOpen,

  begin(session, asked, { more }) {
    const { running, checks } = session.kept;
    if (more && running?.link === asked.link && !running.again) {
      session.keep({ failed: false });
      return;
    }
    session.keep({ failed: false, running: { ...asked } });
    if (more) return;
    session.keep({ result: null, checks: checks && { ...checks, behind: true } });
    session.say(startedText(session.locale, asked.state));
  },

  hear(session, notice) {
    if (notice.type !== 'done' || !notice.outcome.trial) return;
    const { step, outcome, partial } = notice;
    if (partial) session.keep({ result: partial }, true);
    session.view?.trial({ ...outcome.trial, map: step.map ?? '' });
  },

  sample: (session, sample) => session.progress(sample),

  end(session, { result }) {
    session.keep({ result });
    // What cannot be fetched is no fault of the run.
    conclude(session, result).catch(() => {});
    remember(session, result).catch(() => {});
    session.announce('contend-result', result);
    return result;
  },

  fail: (session) => session.keep({ failed: true }),
};

/** Says that the run is over, and what it has come to. @param {Session} session @param {Result} result */
async function conclude({ locale, metadata, say }, result) {
  const { conclusionText } = await import('./conclusion.js');
  const end = locale.t(result.stopped ? 'say.stopped' : 'say.finished');
  say(`${end} ${conclusionText(metadata, locale, result)}`);
}

/** Keeps it among the tab's runs. @param {Session} session @param {Result} result */
async function remember(session, result) {
  const { running } = session.kept;
  if (!running || !result.strategies.some(({ trials }) => trials.length)) return;
  const { withRun } = await import('./runs.js');
  session.keep({ runs: withRun(session.kept.runs ?? [], { ...running, result }) });
}

// What labs have the engine do whose run is trials along something: an axis, a ladder of settings.
//
// Guarantees: trials are kept as they come, since what they say together takes a while to work out and
// comes with the result, at the end.

/** @typedef {import('../types.js').Sweep} Sweep */

/** What the curves say is found out in one piece at the end, some seconds of the largest experiments. */
const SILENCE_S = 30;

/**
 * @param {(locale: import('../../strings/index.js').Locale, state: import('../../types.js').LinkState) =>
 *   string | Promise<string>} started what is said as one begins
 * @returns {import('../types.js').Act}
 */
export const along = (started) => ({
  task: { steps: 'Sweep', least: 'full', threads: true, seconds: SILENCE_S },

  begin(session, asked) {
    session.keep({ sweep: { ...asked, trials: [], result: null, failed: false } });
    // What cannot be fetched is no fault of the run.
    Promise.resolve(started(session.locale, asked.state)).then(session.say, () => {});
  },

  hear(session, notice) {
    if (notice.type !== 'done' || !notice.outcome.trial) return;
    const { map, cell, value } = notice.step;
    /** @type {Sweep} */
    const sweep = session.kept.sweep;
    sweep.trials.push({ ...notice.outcome.trial, map: map ?? '', cell, value });
    session.keep({ sweep: { ...sweep } }, true);
  },

  sample: (session, sample) => session.progress(sample),

  end(session, { result }) {
    session.keep({ sweep: { ...session.kept.sweep, result } });
    session.say(session.locale.t(result.stopped ? 'say.stopped' : 'say.finished'));
    session.announce('contend-result', result);
    return result;
  },

  fail: (session) => session.keep({ sweep: { ...session.kept.sweep, failed: true } }),
});

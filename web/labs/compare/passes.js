// What else the Compare lab has the engine do: check the maps of an experiment deeply, look inside one.
//
// Guarantees: a deep check keeps each report as it comes; of a look inside nothing is kept but what its
// view has drawn. Fetched by who asks for one.

/** @typedef {import('../types.js').Act} Act */

/** Workers and heap of its own: histories, and the search through their orders. */
const ROOM = { workers: 4, bytes: 96 * 1024 * 1024 };

/** @type {Act} */
export const verify = {
  task: { steps: 'Verification', least: 'full', only: true, threads: true, room: ROOM },

  begin(session, asked) {
    const none = { reports: [], progress: null, over: false, stopped: false, behind: false };
    session.keep({ checks: { ...asked, ...none } });
    session.say(session.locale.t('say.verifying', { maps: asked.state.maps.length }));
  },

  hear(session, notice) {
    if (notice.type === 'step') return;
    const { step, outcome } = notice;
    const { done, total: steps } = outcome.progress;
    const { checks } = session.kept;
    const progress = { map: step.map, done, steps };
    const reports = outcome.report ? [...checks.reports, outcome.report] : checks.reports;
    session.keep({ checks: { ...checks, progress, reports } }, !outcome.report);
  },

  end(session, { stopped }) {
    const checks = { ...session.kept.checks, stopped, over: true };
    session.keep({ checks });
    /** @type {import('../../types.js').VerifyReport[]} */
    const reports = checks.reports;
    const failed = reports.filter(({ failure }) => failure).length;
    const checked = reports.some(({ outcome }) => outcome !== 'not-checked');
    const whole = checked ? 'say.verified' : 'say.verifiedNothing';
    const end = stopped ? 'say.verifyStopped' : whole;
    session.say(session.locale.t(failed ? 'say.verifyFailed' : end, { failed }));
    return reports;
  },

  fail: (session) =>
    session.keep({ checks: { ...session.kept.checks, over: true, stopped: true } }),
};

/** How long a map is looked into. */
export const INSPECT_MS = 5000;

/** Told which map. @type {Act} */
export const inspect = {
  task: { call: 'inspect', least: 'full', threads: true, inside: true, args: [INSPECT_MS] },
  everyMs: 50,
  begin: (session, _asked, { with: [map] = [] }) => session.view?.inspectStart(map),
  sample: (session, sample) => session.view?.insideSample(sample),

  end(session, { result, stopped }) {
    session.view?.inspected();
    session.say(session.locale.t(stopped ? 'say.inspectStopped' : 'say.inspected'));
    return Array.from(result);
  },

  fail: (session) => session.view?.inspected(),
};

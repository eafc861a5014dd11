// What the matrix has the engine do: preset by preset, each map in turn.
//
// Guarantees: trials are kept as they come, so each cell shows what is known of it; rounds can be added until
// the maps of every preset are told apart.

import { isOpen } from './open.js';
import { matrixTexts } from './texts.js';

/** A matrix is worked out in one piece, some seconds of the largest. */
const SILENCE_S = 30;

/** @type {import('../types.js').Act} */
export const run = {
  task: {
    ...{ steps: 'Matrix', least: 'full', only: true, threads: true },
    ...{ partials: true, seconds: SILENCE_S },
  },
  isOpen,

  begin(session, asked, { more }) {
    const { grid } = session.kept;
    const goesOn = more && grid?.link === asked.link;
    session.keep({
      grid: goesOn
        ? { ...grid, failed: false }
        : { ...asked, rates: {}, result: null, failed: false },
    });
    session.say(matrixTexts(session.locale).t('say.started'));
  },

  hear(session, notice) {
    if (notice.type !== 'done' || !notice.outcome.trial) return;
    const { step, outcome, partial } = notice;
    /** @type {import('./types.js').Grid} */
    const grid = session.kept.grid;
    const place = `${step.preset} ${step.map}`;
    const rates = [...(grid.rates[place] ?? []), outcome.trial.opsPerSec];
    const result = partial ?? grid.result;
    session.keep({ grid: { ...grid, result, rates: { ...grid.rates, [place]: rates } } }, true);
  },

  sample: (session, sample) => session.progress(sample),

  end(session, { result }) {
    session.keep({ grid: { ...session.kept.grid, result } });
    session.say(session.locale.t(result.stopped ? 'say.stopped' : 'say.finished'));
    session.announce('contend-result', result);
    return result;
  },

  fail: (session) => session.keep({ grid: { ...session.kept.grid, failed: true } }),
};

// What the Choose lab has the engine do: the run that confirms a choice or not.
//
// Guarantees: what it says is said by the rules that the command line goes by; a run that was stopped says
// what its complete trials do.

import { estimateMs } from '../parts/offer.js';
import { verdictText } from './verdict.js';
import { chooseTexts } from './texts.js';

/** @type {import('../types.js').Act} */
export const run = {
  task: { steps: 'Confirmation', least: 'full', only: true },

  begin(session, asked) {
    session.keep({ confirming: { ...asked, result: null, failed: false } });
    session.say(chooseTexts(session.locale).t('say.started'));
  },

  sample: (session, sample) => session.progress(sample),

  end(session, { result }) {
    session.keep({ confirming: { ...session.kept.confirming, result } });
    session.say(verdictText(session.locale, session.metadata, result.confirmed));
    session.announce('contend-result', result);
    return result;
  },

  fail: (session) => session.keep({ confirming: { ...session.kept.confirming, failed: true } }),
};

/**
 * About how long that takes: there are no passes beside its trials.
 * @param {import('../../types.js').LinkState} state of the confirming link
 */
export function confirmMs(state) {
  const axis = /** @type {any} */ ({ values: [''] });
  return estimateMs({ ...state, axis });
}

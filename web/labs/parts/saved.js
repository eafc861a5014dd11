// Reading back a saved result of a run along something: held against the schema that the package
// publishes, and against the experiment that it names.
//
// Guarantees: what comes back has the schema's shape and, at its top, nothing but what the schema names;
// the message of an error tells the place in the file. Costs some 15 kB, fetched with the first file: a
// validator that interprets schemas, since the page's policy allows no compiled ones.

import { Validator } from '@cfworker/json-schema';
import base from '../../../pkg/result.schema.json' with { type: 'json' };
import { visible } from '../../strings/visible.js';

/** @typedef {import('../../link/codec.js').Codec} Codec */

/**
 * @template {{ environment: import('../../types.js').Environment }} R
 * @param {object} schema which may refer to that of single results
 * @param {(result: R, values: import('../../types.js').LinkState) => boolean} isOf whether it can be of that
 *   experiment
 * @param {(result: R, asked: import('../../types.js').Asked) => Record<string, unknown>} keptOf what the lab's
 *   session keeps of it
 */
export function reader(schema, isOf, keptOf) {
  const validator = new Validator(schema, '2020-12');
  validator.addSchema(/** @type {import('@cfworker/json-schema').Schema} */ (base));

  return (/** @type {any} */ given, /** @type {Codec} */ codec) => {
    const { valid, errors } = validator.validate(given);
    const fault = errors.at(-1);
    if (!valid) throw new TypeError(`${visible(fault?.instanceLocation ?? '')} ${fault?.keyword}`);
    const state = codec.parse(given.experiment);
    const link = codec.format(state.lab, state.values);
    const names = Object.keys(/** @type {{ properties: object }} */ (schema).properties);
    const named = names.flatMap((name) =>
      Object.hasOwn(given, name) ? [[name, given[name]]] : [],
    );
    const result = /** @type {R} */ ({ ...Object.fromEntries(named), experiment: link });
    if (result.environment.mode !== 'threads') throw new TypeError('simulated');
    if (!isOf(result, state)) throw new TypeError('another experiment');
    return { address: link, kept: keptOf(result, { link, state }) };
  };
}

/**
 * What is kept of a run along something.
 * @template R
 * @param {(result: R) => unknown[]} trialsOf as they came while it ran
 */
export function sweepOf(trialsOf) {
  return (/** @type {R} */ result, /** @type {import('../../types.js').Asked} */ asked) => ({
    sweep: { ...asked, trials: trialsOf(result), result, failed: false, opened: true },
  });
}

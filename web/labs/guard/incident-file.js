// A saved simulation, read back as its view shows it.
//
// Guarantees: it has the schema's shape, and is of the variant and the seed that its link names.

import { Validator } from '@cfworker/json-schema';
import schema from '../../../pkg/incident.schema.json' with { type: 'json' };
import { visible } from '../../strings/visible.js';

/** @typedef {import('./types.js').Incident} Incident */

/**
 * @param {Incident} given @param {import('../../link/codec.js').Codec} codec
 * @returns {import('../types.js').Saved}
 */
export function read(given, codec) {
  const rules = /** @type {import('@cfworker/json-schema').Schema} */ (schema);
  const { valid, errors } = new Validator(rules, '2020-12').validate(given);
  const fault = errors.at(-1);
  if (!valid) throw new TypeError(`${visible(fault?.instanceLocation ?? '')} ${fault?.keyword}`);
  const { lab, values } = codec.parse(given.experiment);
  const isOf = values.variant === given.variant.id && values.seed === String(given.seed);
  if (values.view !== 'incident' || !isOf) throw new TypeError('another experiment');
  const link = codec.format(lab, values);
  return { address: link, kept: { opened: { ...given, experiment: link } } };
}

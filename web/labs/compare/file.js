// Saved results of single experiments: one as a link that carries it, which the page shows as recorded
// beside a run of the reader's own and never mixed with it; two held against each other.
//
// Guarantees: of one only what fits the shape of a recorded result is taken, as from a link; of two what
// the command line would take.

import { comparisonOf } from './comparison.js';
import { packRecorded, recordedOf } from '../../share/recorded.js';

const SCHEMA = 'contend/result/1';

/** @type {NonNullable<import('../types.js').Lab['read']>} */
export async function read(result, codec) {
  if (result.schema !== SCHEMA) throw new TypeError(`schema ${String(result.schema)}`);
  const link = codec.canonical(result.experiment);
  const recorded = recordedOf({ ...result, experiment: String(link) });
  return { address: `${link}&r=${await packRecorded(recorded)}` };
}

/** @type {NonNullable<import('../types.js').Lab['compare']>} */
export async function compare(old, now, codec) {
  const comparison = await comparisonOf(old, now);
  return { address: String(codec.canonical(now.result.experiment)), kept: { comparison } };
}

// A saved result of a single experiment, as a link that carries it: the page shows it as recorded,
// beside a run of the reader's own and never mixed with it.
//
// Guarantees: of the file only what fits the shape of a recorded result is taken, as from a link.

import { packRecorded, recordedOf } from '../../share/recorded.js';

const SCHEMA = 'contend/result/1';

/** @type {NonNullable<import('../types.js').Lab['read']>} */
export async function read(result, codec) {
  if (result.schema !== SCHEMA) throw new TypeError(`schema ${String(result.schema)}`);
  const link = codec.canonical(result.experiment);
  const recorded = recordedOf({ ...result, experiment: String(link) });
  return { address: `${link}&r=${await packRecorded(recorded)}` };
}

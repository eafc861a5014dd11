// A result file that somebody saved: a single experiment's as a link that carries it, which the page
// shows as recorded, beside a run of the reader's own and never mixed with it; one of the Scale or the
// Race lab as that lab shows it.
//
// Guarantees: of the file only what fits the shape of a recorded result is taken, as from a link;
// any other file is an error that says why.

import { packRecorded, recordedOf } from '../share/recorded.js';
import { raceOf } from '../labs/race/file.js';
import { sweepOf } from '../labs/scale/file.js';

/** @typedef {Pick<import('../labs/types.js').Sweep, 'link' | 'state' | 'trials' | 'result'>} Sweep */

const SCHEMA = 'contend/result/1';
/** Results that a lab shows whole, and what reads them. */
const WHOLE = {
  'contend/scale/1': sweepOf,
  'contend/race/1': raceOf,
};
/** More than a hundred rounds of sixteen maps on sixty-four threads take. */
const MOST_BYTES = 16_000_000;

/** What is wrong with a file; the message is for the reader. */
export class BadFile extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'BadFile';
  }
}

/**
 * What a file holds: a fragment that carries it, or a whole result of a lab.
 * @param {Blob & { name?: string }} file
 * @param {Pick<import('../link/codec.js').Codec, 'parse' | 'canonical'>} codec
 */
export async function openFile(file, codec) {
  const name = file.name ?? '';
  if (file.size > MOST_BYTES) throw new BadFile(`${name}: ${file.size} bytes`);
  const result = parse(await file.text(), name);
  const schema = /** @type {keyof typeof WHOLE} */ (String(result?.schema));
  if (!Object.hasOwn(WHOLE, schema)) {
    return { address: await linkOf(result, name, codec.canonical), sweep: null };
  }
  try {
    const sweep = /** @type {Sweep} */ (
      /** @type {unknown} */ (WHOLE[schema](result, codec.parse, codec.canonical))
    );
    return { address: sweep.link, sweep };
  } catch (error) {
    throw new BadFile(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {any} result @param {string} name @param {(fragment: string) => string | null} canonical */
async function linkOf(result, name, canonical) {
  if (result?.schema !== SCHEMA) throw new BadFile(`${name}: schema ${String(result?.schema)}`);
  const link = canonical(String(result.experiment));
  if (link === null) throw new BadFile(`${name}: experiment ${String(result.experiment)}`);
  return `${link}&r=${await packed({ ...result, experiment: link }, name)}`;
}

/** @param {string} text @param {string} name */
function parse(text, name) {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadFile(`${name}: JSON`);
  }
}

/** @param {any} result @param {string} name */
async function packed(result, name) {
  try {
    return await packRecorded(recordedOf(result));
  } catch (error) {
    throw new BadFile(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

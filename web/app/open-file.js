// A result file that somebody saved, read back by the lab whose experiment it is of.
//
// Guarantees: an error says which file it is and what is wrong with it; nothing of the file is taken
// but what its lab makes of it.

/** @typedef {import('../link/codec.js').Codec} Codec */
/** @typedef {import('../labs/types.js').Lab} Lab */
/** @typedef {import('../labs/types.js').Saved} Saved */

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
 * @param {Blob & { name?: string }} file
 * @param {Codec} codec
 * @param {(lab: string) => Pick<Lab, 'read'> | Promise<Pick<Lab, 'read'>>} labOf
 * @returns {Promise<Saved>}
 */
export async function openFile(file, codec, labOf) {
  const name = file.name ?? '';
  if (file.size > MOST_BYTES) throw new BadFile(`${name}: ${file.size} bytes`);
  const result = parse(await file.text(), name);
  const { schema, experiment } = result ?? {};
  const { lab, fatal } = codec.parse(String(experiment));
  if (typeof experiment !== 'string' || fatal) {
    const what = typeof schema === 'string' ? `experiment ${experiment}` : `schema ${schema}`;
    throw new BadFile(`${name}: ${what}`);
  }
  const { read } = await labOf(lab);
  if (!read) throw new BadFile(`${name}: schema ${schema}`);
  try {
    return await read(result, codec);
  } catch (error) {
    throw new BadFile(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {string} text @param {string} name */
function parse(text, name) {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadFile(`${name}: JSON`);
  }
}

// Result files that somebody saved, read back by the lab whose experiment they are of.
//
// Guarantees: an error says which file it is and what is wrong with it; nothing of a file is taken but what
// its lab makes of it. Two are held against each other.

/** @typedef {import('../link/codec.js').Codec} Codec */
/** @typedef {import('../labs/types.js').Lab} Lab */
/** @typedef {import('../labs/types.js').Saved} Saved */
/** @typedef {import('../labs/types.js').Named & { lab: string }} OfLab */
/** @typedef {Pick<Lab, 'read' | 'compare'>} Reads */

/** More than a hundred rounds of sixteen maps on sixty-four threads take. */
const MOST_BYTES = 16_000_000;

/** What is wrong with a file; the message is for the reader. */
export class BadFile extends Error {
  /** @param {string} message @param {string} [kind] what the page says of it in the reader's language */
  constructor(message, kind) {
    super(message);
    this.name = 'BadFile';
    this.seen = { kind, raw: message };
  }
}

/**
 * @param {(Blob & { name?: string })[]} files one, or two to be compared
 * @param {Codec} codec
 * @param {(lab: string) => Reads | Promise<Reads>} labOf
 * @returns {Promise<Saved>}
 */
export async function openFiles(files, codec, labOf) {
  const read = await Promise.all(files.map((file) => contents(file, codec)));
  const [old, now] = read.sort((a, b) => recordedAt(a) - recordedAt(b));
  const names = read.map(({ name }) => name).join(', ');
  const lab = await labOf(old.lab);
  if (read.length > 2 || (now && (!lab.compare || now.lab !== old.lab))) {
    throw new BadFile(names, 'not-comparable');
  }
  try {
    if (now && lab.compare) return await lab.compare(old, now, codec);
    if (lab.read) return await lab.read(old.result, codec);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadFile(`${names}: ${why}`, now && 'not-comparable');
  }
  throw new BadFile(`${names}: schema ${old.result.schema}`);
}

/** @param {OfLab} of */
function recordedAt({ result }) {
  return Date.parse(result.environment?.recordedAt) || 0;
}

/** @param {Blob & { name?: string }} file @param {Codec} codec @returns {Promise<OfLab>} */
async function contents(file, codec) {
  const name = file.name ?? '';
  if (file.size > MOST_BYTES) throw new BadFile(`${name}: ${file.size} bytes`);
  const result = parse(await file.text(), name);
  const { schema, experiment } = result ?? {};
  const { lab, fatal } = codec.parse(String(experiment));
  if (typeof experiment !== 'string' || fatal) {
    const what = typeof schema === 'string' ? `experiment ${experiment}` : `schema ${schema}`;
    throw new BadFile(`${name}: ${what}`);
  }
  return { name, result, lab };
}

/** @param {string} text @param {string} name */
function parse(text, name) {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadFile(`${name}: JSON`);
  }
}

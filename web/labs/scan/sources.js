// A source on its way: packed for a link, as a file, out of files and folders.
//
// Guarantees: whatever a link or a file holds, what comes out is a list of names and texts or a `SourceFault` that
// says what is wrong; nothing is read beyond the limits, and what is beyond them is named.

import { PackFault, pack, unpack } from '../../share/pack.js';

/** @typedef {import('./types.js').SourceFile} SourceFile */
/** @typedef {import('./types.js').Files} Files */

const SCHEMA = 'contend/source/1';
const EXPERIMENT = '#v1/scan?example=own';
const MOST_FILES = 2_000;
const MOST_BYTES = 32_000_000;
/** As the scanner has it. */
const LARGEST_BYTES = 1_048_576;
const LONGEST_NAME = 300;
/** Folders that the command line leaves out, too. */
const LEFT_OUT = /(^|\/)(vendor|testdata|node_modules|\.[^/]*)\//;
const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;
const PACKAGE = /^package /m;

/** @typedef {'encoding' | 'too-large' | 'damaged' | 'unsupported' | 'shape' | 'json'} Fault */

export class SourceFault extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault);
    this.name = 'SourceFault';
    this.fault = fault;
  }
}

/** What a link carries of it. @param {SourceFile[]} files */
export function packSource(files) {
  return pack(JSON.stringify(files.map(({ name, text }) => [name, text])));
}

/** @param {string} packed @param {number} maxBytes unpacked @returns {Promise<SourceFile[]>} */
export async function unpackSource(packed, maxBytes) {
  let text;
  try {
    text = await unpack(packed, maxBytes);
  } catch (error) {
    throw new SourceFault(error instanceof PackFault ? error.step : 'damaged');
  }
  return filesOf(parsed(text), ([name, text]) => ({ name, text }));
}

/** What is saved of several files. @param {SourceFile[]} files */
export function savedSource(files) {
  const kept = files.map(({ name, text }) => ({ name, text }));
  return `${JSON.stringify({ schema: SCHEMA, experiment: EXPERIMENT, files: kept }, null, 2)}\n`;
}

/** A file that was saved so, read back. @param {any} saved @returns {SourceFile[]} */
export function readSource(saved) {
  if (saved?.schema !== SCHEMA) throw new SourceFault('shape');
  return filesOf(saved.files, (file) => file);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFault('json');
  }
}

/** @param {unknown} list @param {(item: any) => any} of @returns {SourceFile[]} */
function filesOf(list, of) {
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_FILES) {
    throw new SourceFault('shape');
  }
  const names = new Set();
  return list.map((item) => {
    const { name, text } = (item !== null && typeof item === 'object' && of(item)) || {};
    const isName = typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME;
    if (!isName || typeof text !== 'string' || names.has(name)) throw new SourceFault('shape');
    names.add(name);
    return { name, text };
  });
}

/**
 * Go files that the reader gave, those that could not be read, and how many of folders are left out.
 * @typedef {{ name: string, why: 'large' | 'many' | 'encoding' }} Refused
 * @typedef {{ files: SourceFile[], refused: Refused[], leftOut: number }} Given
 */

/**
 * @param {{ name: string, file: Blob, named: boolean }[]} list `named`: chosen itself, not found in a folder
 * @returns {Promise<Given>}
 */
export async function readFiles(list) {
  /** @type {Given} */
  const given = { files: [], refused: [], leftOut: 0 };
  let bytes = 0;
  const sorted = list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, file, named } of sorted) {
    if (!named && LEFT_OUT.test(name)) {
      given.leftOut += 1;
      continue;
    }
    const full = given.files.length === MOST_FILES || bytes + file.size > MOST_BYTES;
    const why = file.size > LARGEST_BYTES ? 'large' : full ? 'many' : null;
    const text = why ? null : await utf8(file);
    if (text === null) {
      given.refused.push({ name, why: why ?? 'encoding' });
    } else if (!named && isGenerated(text)) {
      given.leftOut += 1;
    } else {
      bytes += file.size;
      given.files.push({ name, text });
    }
  }
  return given;
}

/** With line feeds alone, as an editor has it. @param {Blob} file */
async function utf8(file) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text.replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

/** As Go has it: such a line before the package clause. @param {string} text */
function isGenerated(text) {
  const at = text.search(PACKAGE);
  return GENERATED.test(at < 0 ? text : text.slice(0, at));
}

/** All Go files below what was dropped. @param {DataTransfer} dropped */
export async function droppedFiles(dropped) {
  // The list is empty once anything was waited for.
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...dropped.files];
  /** @type {{ name: string, file: File, named: boolean }[]} */
  const found = [];
  /** @param {FileSystemEntry} entry @param {string} above @returns {Promise<void>} */
  const walk = async (entry, above) => {
    const name = above + entry.name;
    if (entry.isFile) {
      if (!/\.go$/.test(name)) return;
      const file = await new Promise((resolve, reject) =>
        /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
      );
      found.push({ name, file, named: above === '' });
    } else if (found.length <= 2 * MOST_FILES) {
      const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
      for (;;) {
        /** @type {FileSystemEntry[]} */
        const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (part.length === 0) break;
        for (const inner of part) await walk(inner, `${name}/`);
      }
    }
  };
  if (entries.some((entry) => entry?.isDirectory)) {
    for (const entry of entries) if (entry) await walk(entry, '');
    return found;
  }
  return chosenFiles(plain);
}

/** What a file dialog gave. @param {File[]} files */
export function chosenFiles(files) {
  return files
    .filter(({ name }) => /\.go$/.test(name))
    .map((file) => {
      const below = file.webkitRelativePath;
      return { name: below || file.name, file, named: below === '' };
    });
}

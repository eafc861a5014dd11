// What the built site gets besides Vite's files: the digests by which the page, its service worker and the
// script in the page know their own files, the worker with its list, and `_headers`.
//
// A build's version is a hash over everything that the worker keeps or may keep, over its own text
// and its headers, so it changes exactly when one of them does.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootScript, integrity } from './boot.mjs';
import { IMMUTABLE_FOLDER, headersFile, isolationHeaders } from './headers.mjs';
import { root } from './paths.mjs';
import { ToolError } from './shell.mjs';
import { filesBelow } from './stamp.mjs';

const SOURCE = join(root, 'web/public/sw.js');
const WORKER = 'sw.js';

/** Larger files are kept only once they were used. */
const LATER_BYTES = 1_000_000;
/** 96 bits tell a fault from the file; each page pays for them. */
const LISTED_DIGITS = 16;
/** What belongs to the page, of the files beside it; pictures for others and rules for hosts do not. */
const PAGE_FILES = /^(?:index\.html|[\w-]+\.(?:js|css|svg))$/;

/** @param {string} folder the built site */
export function finishSite(folder) {
  signPage(folder);
  const build = listOf(folder);
  writeFileSync(
    join(folder, WORKER),
    `self.BUILD = ${JSON.stringify(build)};\n${readFileSync(SOURCE, 'utf8')}`,
  );
  const fixed = Object.keys(build.files).filter(
    (path) => path && !path.startsWith(IMMUTABLE_FOLDER),
  );
  writeFileSync(join(folder, '_headers'), headersFile([...fixed, 'index.html', WORKER].sort()));
}

/**
 * Tells the page where the list of its files is, and each tag that names one of them its digest.
 * @param {string} folder
 */
export function signPage(folder) {
  const page = join(folder, 'index.html');
  const html = readFileSync(page, 'utf8');
  // The content policy knows this text and no other.
  if (!html.includes(`<script>${bootScript}</script>`)) {
    throw new ToolError(`${page} does not have the script of tools/lib/boot.mjs as it is there.`);
  }
  const list = listFiles(folder);
  const signed = html
    .replace(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g, (address, path) => {
      return `${address} integrity="${digestOf(folder, path)}"`;
    })
    .replace(/(\s*)<title>/, `$1<meta name="contend-files" content="${list}" />$&`);
  writeFileSync(page, signed);
}

/** Writes the list that a page asks when it loads more of itself: how each digest begins. */
function listFiles(folder) {
  const names = filesBelow(folder).filter((path) => path.startsWith(IMMUTABLE_FOLDER));
  const begin = (path) => digestOf(folder, path).replace('sha256-', '').slice(0, LISTED_DIGITS);
  const text = JSON.stringify(Object.fromEntries(names.map((path) => [path, begin(path)])));
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  const path = `${IMMUTABLE_FOLDER}files-${hash}.json`;
  writeFileSync(join(folder, path), text);
  return path;
}

function digestOf(folder, path) {
  return integrity(readFileSync(join(folder, path)));
}

function listOf(folder) {
  const sum = createHash('sha256').update(readFileSync(SOURCE));
  const build = { version: '', headers: isolationHeaders, files: {}, later: [] };
  sum.update(JSON.stringify(isolationHeaders));
  for (const path of filesBelow(folder)) {
    const ours = path.startsWith(IMMUTABLE_FOLDER) || PAGE_FILES.test(path);
    if (path === WORKER || !ours) continue;
    const bytes = readFileSync(join(folder, path));
    sum.update(`${path}\0`).update(bytes);
    build.files[path === 'index.html' ? '' : path] = integrity(bytes);
    if (bytes.length > LATER_BYTES) build.later.push(path);
  }
  build.version = sum.digest('hex').slice(0, 12);
  return build;
}

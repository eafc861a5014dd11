// What the built site gets besides Vite's files: the service worker with its list, and `_headers`.
//
// A build's version is a hash over everything that the worker keeps or may keep, over its own text
// and its headers, so it changes exactly when one of them does.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMMUTABLE_FOLDER, headersFile, isolationHeaders } from './headers.mjs';
import { root } from './paths.mjs';
import { filesBelow } from './stamp.mjs';

const SOURCE = join(root, 'web/public/sw.js');
const WORKER = 'sw.js';

/** Larger files are kept only once they were used. */
const LATER_BYTES = 1_000_000;
/** What belongs to the page, of the files beside it; pictures for others and rules for hosts do not. */
const PAGE_FILES = /^(?:index\.html|[\w-]+\.(?:js|css|svg))$/;

/** @param {string} folder the built site */
export function finishSite(folder) {
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

function listOf(folder) {
  const sum = createHash('sha256').update(readFileSync(SOURCE));
  const build = { version: '', headers: isolationHeaders, files: {}, later: [] };
  sum.update(JSON.stringify(isolationHeaders));
  for (const path of filesBelow(folder)) {
    const hashed = path.startsWith(IMMUTABLE_FOLDER);
    if (path === WORKER || !(hashed || PAGE_FILES.test(path))) continue;
    const bytes = readFileSync(join(folder, path));
    sum.update(`${path}\0`).update(bytes);
    if (bytes.length > LATER_BYTES) build.later.push(path);
    else build.files[path === 'index.html' ? '' : path] = hashed ? '' : integrity(bytes);
  }
  build.version = sum.digest('hex').slice(0, 12);
  return build;
}

function integrity(bytes) {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
}

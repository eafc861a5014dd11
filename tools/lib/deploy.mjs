// Laying a built site out for a host: at the root of a folder what is current, and the same below
// v/<version>-<hash>/ for those who pin it.
//
// Guarantees: a pinned folder is never changed: the same build finds itself there, another content
// under its name is refused before anything is written. Older pins stay. Of the folder's root only
// what an earlier deploy put there is replaced or removed; hashed assets stay, because pages that
// are open across a deploy still fetch them.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { FOR_EVER } from './headers.mjs';
import { ToolError } from './shell.mjs';
import { filesBelow } from './stamp.mjs';

/** What the root holds of ours, and the pins in the order they came. */
const RECORD = 'contend-deploy.json';
const SCHEMA = 'contend/deploy/1';
const PINS = 'v';
/** Names with a hash of the content in them: what they mean never changes. */
const HASHED = /^assets\/.*-[\w-]{8}\.\w+$/;
const SCRIPTS = /'sha256-[^']+'/;
/** Whoever fetches the page finds what it asks for, and the worker the page that it keeps. */
const LAST = ['index.html', 'sw.js'];
/** Read by hosts at the root alone. */
const ROOT_ONLY = new Set(['_headers', 'robots.txt', 'sitemap.xml']);

/** Of the built `site`, into `out`; `pin` is the pinned folder below that. */
export function deployTree({ site, out, version }) {
  const built = filesBelow(site);
  if (!built.includes('index.html')) {
    throw new ToolError(`There is no built site at ${site}. Run \`make build\` first.`);
  }
  if (inside(out, site) || inside(site, out)) {
    throw new ToolError(`OUT=${out} and the built site would contain each other. Choose another.`);
  }
  const record = readRecord(out);
  const pinned = built.filter((name) => !ROOT_ONLY.has(name));
  const pin = `${PINS}/${version}-${digest(site, pinned).slice(0, 8)}/`;
  const fresh = addPin({ site, folder: join(out, pin), names: pinned });
  const removed = replaceRoot({ site, out, names: built, before: record.files });
  const pins = [...record.pins.filter((known) => known !== pin), pin];
  writeHeaders(out, built.includes('_headers'), pins);
  const kept = record.files.filter((name) => HASHED.test(name) && existsSync(join(out, name)));
  const now = [...new Set([...built, ...kept])].sort();
  writeFileSync(
    join(out, RECORD),
    `${JSON.stringify({ schema: SCHEMA, pins, files: now }, null, 2)}\n`,
  );
  return { pin, fresh, removed };
}

/** True if the folder was made now; a folder that is there must hold the very same. */
function addPin({ site, folder, names }) {
  if (existsSync(folder)) {
    const there = filesBelow(folder);
    const same = there.length === names.length && digest(folder, there) === digest(site, names);
    if (same) return false;
    throw new ToolError(
      `${folder} is there with other content, and a pinned build never changes. ` +
        'If a deploy was interrupted there or someone edited it, restore it or remove it by hand.',
    );
  }
  // Under its name only once it is whole.
  const partial = `${folder.replace(/\/$/, '')}.partial`;
  rmSync(partial, { recursive: true, force: true });
  copy(site, partial, names);
  renameSync(partial, folder);
  return true;
}

/** @returns {string[]} what an earlier deploy put there and this one does not have */
function replaceRoot({ site, out, names, before }) {
  const stale = before.filter(
    (name) => !names.includes(name) && !HASHED.test(name) && existsSync(join(out, name)),
  );
  const last = LAST.filter((name) => names.includes(name));
  copy(site, out, [...names.filter((name) => !last.includes(name)), ...last]);
  for (const name of stale) rmSync(join(out, name));
  return stale;
}

/**
 * The build's `_headers`, and that pinned folders are for ever. Rules that match the same address add
 * up, so what the build's own say of caching is for the root, and the pins' rule names nothing else. The
 * content policy is for pinned pages, too, so it knows the script that stands in each of them.
 */
function writeHeaders(out, given, pins) {
  if (!given) return;
  const path = join(out, '_headers');
  const rule = `/${PINS}/*\n  Cache-Control: ${FOR_EVER}\n`;
  const rules = readFileSync(path, 'utf8').trimEnd();
  const known = new Set([rules, ...pins.map((pin) => pageOf(out, pin))].flatMap(scriptsOf));
  const policy = rules.replace(SCRIPTS, [...known].map((script) => `'${script}'`).join(' '));
  writeFileSync(path, `${policy}\n\n${rule}`);
}

function pageOf(out, pin) {
  const page = join(out, pin, 'index.html');
  return existsSync(page) ? readFileSync(page, 'utf8') : '';
}

/** The digests of scripts that a policy names, in a header or in a page's own. */
function scriptsOf(text) {
  const [policy = ''] = /script-src [^;]*/.exec(text.replaceAll('&#39;', "'")) ?? [];
  return [...policy.matchAll(/'(sha256-[^']+)'/g)].map(([, digest]) => digest);
}

function readRecord(out) {
  const path = join(out, RECORD);
  if (!existsSync(path)) return { pins: [], files: [] };
  try {
    const { schema, pins, files } = JSON.parse(readFileSync(path, 'utf8'));
    // What it names is removed: nothing outside the folder may be.
    const ours = files.every((name) => inside(resolve(out, name), out));
    if (schema === SCHEMA && Array.isArray(pins) && ours) return { pins, files };
  } catch {
    // Said below, whatever it was.
  }
  throw new ToolError(
    `${path} is not a record of an earlier deploy. Move it away, or choose another OUT.`,
  );
}

/** A hash over names and bytes. */
function digest(folder, names) {
  const sum = createHash('sha256');
  for (const name of [...names].sort()) {
    const bytes = readFileSync(join(folder, name));
    sum.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return sum.digest('hex');
}

function copy(from, to, names) {
  for (const name of names) cpSync(join(from, name), join(to, name));
}

function inside(path, folder) {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
}

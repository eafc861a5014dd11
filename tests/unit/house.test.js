/**
 * Where the page's parts stand: a lab is one folder and one line, what labs share knows none of them, and
 * what everything stands on knows neither.
 */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { metadata } from './links.js';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const REGISTRY = 'labs/registry.js';

/** Every file that a file names: imported, awaited, or for a type. */
const NAMED = /(?:from|import|import\()\s*\(?'(\.{1,2}\/[^']+)'/g;

/** @type {{ file: string, names: string }[]} below web/ */
const arrows = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(js|ts)$/.test(file) && !/^(generated|public)\//.test(file))
  .flatMap((file) => {
    const text = readFileSync(join(WEB, file), 'utf8');
    return [...text.matchAll(NAMED)].map(([, path = '']) => ({
      file,
      names: normalize(join(dirname(file), path)),
    }));
  });

/** @param {string} path @returns {string | undefined} the lab whose folder that is */
const labOf = (path) => /^labs\/(?!parts\/)([a-z]+)\//.exec(path)?.[1];

/** @param {(arrow: { file: string, names: string }) => boolean} bad */
const found = (bad) => arrows.filter(bad).map(({ file, names }) => `${file} -> ${names}`);

test('nothing but its line in the registry names a lab', () => {
  assert.ok(arrows.length > 1_000);
  const outside = found(({ file, names }) => {
    const lab = labOf(names);
    return lab !== undefined && lab !== labOf(file) && file !== REGISTRY;
  });
  assert.deepEqual(outside, []);
});

test('no lab, and nothing that labs share, knows the page around it', () => {
  const inward = found(({ file, names }) => /^labs\//.test(file) && /^app\//.test(names));
  assert.deepEqual(inward, []);
});

test('what everything stands on knows no lab', () => {
  const below =
    /^(arrival|building|charts|engine|isolation|link|security|share|strings)\/|^[\w-]+\.js$/;
  const upward = found(
    ({ file, names }) => below.test(file) && file !== 'main.js' && /^(labs|app)\//.test(names),
  );
  assert.deepEqual(upward, []);
});

test('the page has exactly the labs that links can name', () => {
  const registry = readFileSync(join(WEB, REGISTRY), 'utf8');
  const ids = [...registry.matchAll(/\{ id: '(\w+)'/g)].map(([, id]) => id);
  assert.deepEqual(ids, metadata.link.labs);
});

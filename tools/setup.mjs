// `node tools/setup.mjs build|test`: makes sure that everything the target needs is here.
//
// Installs what it can (npm packages always; Debian packages as root on Debian) and otherwise ends
// with the commands that a person would type. Costs well under a second when nothing is missing.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserRemedy, debianPackage, missingBrowsers } from './lib/browsers.mjs';
import { canInstall, install, missing } from './lib/debian.mjs';
import { paths, root } from './lib/paths.mjs';
import { ToolError, main, run, which } from './lib/shell.mjs';
import { hash, unlessDone } from './lib/stamp.mjs';
import {
  debianClippy,
  debianPackages as wasmPackages,
  findToolchain,
  hasClippy,
  toolchainRemedy,
} from './lib/toolchain.mjs';

/** Chinese and Latin text must have glyphs, or the pages under test have no layout to speak of. */
const fonts = ['fonts-dejavu-core', 'fonts-noto-cjk'];

/** @param {'build' | 'test'} target what is going to be made; only tests need browsers */
export async function setup(target) {
  const wanted = [];
  const remedies = [];

  if (!which('cc')) {
    wanted.push('gcc', 'libc6-dev');
    remedies.push(
      'No C linker (`cc`) was found. Debian: `apt-get install gcc libc6-dev`; ' +
        'macOS: `xcode-select --install`.',
    );
  }
  const { toolchain, rejected } = findToolchain();
  if (!toolchain) {
    wanted.push(...wasmPackages);
    remedies.push(`No compiler here can build threaded wasm.\n${toolchainRemedy(rejected)}`);
  }
  if (target === 'test') {
    if (!toolchain || !hasClippy(toolchain)) {
      wanted.push(debianClippy);
      remedies.push(
        'The compiler of the page has no clippy. ' +
          `rustup: \`rustup component add clippy\`; Debian: \`apt-get install ${debianClippy}\`.`,
      );
    }
    for (const browser of missingBrowsers()) {
      wanted.push(debianPackage(browser));
      remedies.push(`No ${browser} was found. ${browserRemedy(browser)}`);
    }
    if (canInstall()) wanted.push(...missing(fonts));
  }

  if (wanted.length > 0) {
    const advice = remedies.join('\n');
    if (!canInstall()) throw new ToolError(`Something is missing.\n${advice}`);
    await install(wanted, `Install it by hand:\n${advice}`);
    const after = findToolchain();
    if (!after.toolchain) throw new ToolError(toolchainRemedy(after.rejected));
  }
  await installNodeModules();
}

/** `npm ci` when node_modules is missing or was made from another lock file. */
async function installNodeModules() {
  const inputs = ['package.json', 'package-lock.json'].map((name) => join(root, name));
  const product = join(paths.nodeModules, '.package-lock.json');
  await unlessDone('npm', hash(inputs), product, () =>
    run('npm', ['ci', '--no-audit', '--no-fund'], {
      minutes: 10,
      remedy: 'Is npm on PATH, and can it reach the registry it is configured for?',
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const target = process.argv[2];
  await main(async () => {
    if (target !== 'build' && target !== 'test') {
      throw new ToolError('Say what to set up for: `node tools/setup.mjs build` or `... test`.');
    }
    await setup(target);
  });
}

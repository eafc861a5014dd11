// `node tools/setup.mjs build|test`: makes sure that every program the target needs is here.
//
// Installs what it can (Debian packages as root on Debian) and otherwise ends with the commands that a
// person would type. Costs well under a second when nothing is missing. It runs before any npm package
// is installed, so neither it nor what it imports may import one.

import {
  browserRemedy,
  debianPackage,
  missingBrowsers,
  webkitPackages,
  windowlessPackage,
} from './lib/browsers.mjs';
import { canInstall, install, missing } from './lib/debian.mjs';
import { installGo } from './lib/go.mjs';
import { takeClient, takePromtool } from './lib/promtool.mjs';
import { ToolError, main, which } from './lib/shell.mjs';
import {
  debianClippy,
  debianPackages as wasmPackages,
  findToolchain,
  hasClippy,
  toolchainRemedy,
} from './lib/toolchain.mjs';

/** Chinese and Latin text must have glyphs, or the pages under test have no layout to speak of. */
const fonts = ['fonts-dejavu-core', 'fonts-noto-cjk'];

/** @param {'build' | 'test'} target what is going to be made; tests, and what measures in browsers, need these too */
async function setup(target) {
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
    // Elsewhere the tests in WebKit say that they were left out, and Chromium has its windows.
    if (canInstall()) wanted.push(...missing([...fonts, ...webkitPackages, windowlessPackage]));
  }

  if (wanted.length > 0) {
    const advice = remedies.join('\n');
    if (!canInstall()) throw new ToolError(`Something is missing.\n${advice}`);
    await install(wanted, `Install it by hand:\n${advice}`);
    const after = findToolchain();
    if (!after.toolchain) throw new ToolError(toolchainRemedy(after.rejected));
  }
  if (target !== 'test') return;
  await installGo();
  await takePromtool();
  await takeClient();
}

const target = process.argv[2];
await main(async () => {
  if (target !== 'build' && target !== 'test') {
    throw new ToolError('Say what to set up for: `node tools/setup.mjs build` or `... test`.');
  }
  await setup(target);
});

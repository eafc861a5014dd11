// `node tools/tsan.mjs`: the tests of concurrent code under ThreadSanitizer, which reports every pair of
// accesses that nothing orders, whether or not it did harm this time.
//
// It needs the standard library compiled along (as the page does) and the sanitizer's runtime, which
// rustup's toolchains bring and Debian's compiler does not; where one is missing it says so, and that
// is no failure. A race on purpose comes first: unless that is reported, silence means nothing.
// Everything is compiled once more, so this is not part of `make test`. TESTS=a,b runs other tests.

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { paths, root } from './lib/paths.mjs';
import { ToolError, ask, execute, main, run, step } from './lib/shell.mjs';
import { aboutRustc, findToolchain } from './lib/toolchain.mjs';

const TESTS = (process.env.TESTS || 'linearizability,conformance').split(',').filter(Boolean);
const RUNTIME = /^librustc-\w+_rt\.tsan\.a$/;

/** The runtime in a toolchain's folder, or undefined. */
function runtimeIn(sysroot, host) {
  const folder = join(sysroot, 'lib/rustlib', host, 'lib');
  const name = existsSync(folder) && readdirSync(folder).find((file) => RUNTIME.test(file));
  return name ? join(folder, name) : undefined;
}

/** The compiler's own runtime, or that of a toolchain whose LLVM is of the same generation. */
function findRuntime(rustc) {
  const { host, llvm } = aboutRustc(rustc);
  const home = join(process.env.RUSTUP_HOME || join(homedir(), '.rustup'), 'toolchains');
  const installed = existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : [];
  const fitting = installed.filter((at) => aboutRustc(join(at, 'bin/rustc')).llvm === llvm);
  const folders = [ask(rustc, ['--print', 'sysroot']) ?? '', ...fitting];
  return { host, runtime: folders.map((folder) => runtimeIn(folder, host)).find(Boolean) };
}

/** How cargo is called and with what environment. */
function recipe({ cargo, rustc }, host, runtime) {
  const suppressions = `suppressions=${join(root, 'tools/tsan-suppressions.txt')}`;
  return {
    cargo,
    args: ['test', '--package=contend', '-Zbuild-std', `--target=${host}`, '--features=selftest'],
    env: {
      // -Zsanitizer and -Zbuild-std are unstable; this allows them without a nightly compiler.
      RUSTC_BOOTSTRAP: '1',
      RUSTC: rustc,
      CARGO_TARGET_DIR: join(paths.target, 'tsan'),
      CARGO_PROFILE_DEV_DEBUG: '1',
      CARGO_PROFILE_DEV_OPT_LEVEL: '1',
      CARGO_ENCODED_RUSTFLAGS: [
        '-Zsanitizer=thread',
        // The runtime may be another toolchain's, so the linker is told and not the compiler.
        '-Zexternal-clangrt',
        `-Clinker=${join(root, 'tools/tsan-link.sh')}`,
      ].join('\x1f'),
      TSAN_RUNTIME: runtime,
      TSAN_OPTIONS: `${suppressions} halt_on_error=1`,
    },
  };
}

/** Fails unless a race on purpose is reported. */
async function planted({ cargo, args, env }) {
  let text = '';
  const race = ['--test=tsan', '--', '--ignored'];
  const { code } = await execute(cargo, [...args, ...race], {
    env,
    onText: (part) => (text += part),
  });
  if (code === 0 || !text.includes('WARNING: ThreadSanitizer: data race')) {
    throw new ToolError(
      'A race on purpose was not reported, so ThreadSanitizer does not work here.',
    );
  }
}

await main(async () => {
  const { toolchain } = findToolchain();
  const { host, runtime } = toolchain ? findRuntime(toolchain.rustc) : {};
  if (process.platform !== 'linux' || !toolchain || !runtime) {
    const lacking = toolchain ? 'no ThreadSanitizer runtime fits it' : 'none has rust-src';
    console.log(`ThreadSanitizer: skipped. Of the compilers here, ${lacking}.`);
    return;
  }
  console.log(`ThreadSanitizer: Rust ${toolchain.release}, ${runtime}`);
  const how = recipe(toolchain, host, runtime);
  await step('a race on purpose', () => planted(how));
  const tests = [...TESTS.map((test) => `--test=${test}`), '--', '--test-threads=1'];
  await step('the tests', () =>
    run(how.cargo, [...how.args, ...tests], {
      minutes: 60,
      env: how.env,
      remedy: 'A report above names both accesses.',
    }),
  );
});

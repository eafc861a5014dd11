// Finding a Rust compiler that can build threaded WebAssembly.
//
// Threads in wasm need a standard library rebuilt with atomics, so the compiler must have the
// library's sources beside it and a linker for wasm. Candidates are tried in a fixed order and the
// choice is explained in one line; the native build is untouched by it and uses the cargo on PATH.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { ToolError, ask, which } from './shell.mjs';

/** The oldest compiler that will do: [major, minor], as Cargo.toml has it. */
const MINIMUM = /^rust-version = "(\d+)\.(\d+)/m
  .exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))
  .slice(1)
  .map(Number);

/** What Debian calls the parts. All five: without lld-22 nothing links, and it is only recommended. */
export const debianPackages = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-llvm', 'lld-22'];

/** The linter that goes with them; only tests need it. */
export const debianClippy = 'rust-web-clippy';

/** Whether the toolchain brings its linter along. */
export function hasClippy({ cargo }) {
  return which(join(dirname(cargo), 'cargo-clippy')) !== null;
}

/**
 * @typedef {{cargo: string, rustc: string, release: string, linker: string | null, why: string}} Toolchain
 * linker is null when the compiler brings its own.
 */

/** @returns {{toolchain: Toolchain | null, rejected: string[]}} */
export function findToolchain() {
  const rejected = [];
  for (const { rustc, cargo, origin } of candidates()) {
    const verdict = examine(rustc, cargo);
    if ('problem' in verdict) rejected.push(`${origin}: ${verdict.problem}`);
    else return { toolchain: { ...verdict, why: `${origin}, has rust-src` }, rejected };
  }
  return { toolchain: null, rejected };
}

/** As `findToolchain`, but none at all is an error that says how to get one. */
export function requireToolchain() {
  const { toolchain, rejected } = findToolchain();
  if (toolchain) return toolchain;
  throw new ToolError(`No compiler here can build threaded wasm.\n${toolchainRemedy(rejected)}`);
}

/** How a person gets such a compiler, after why the ones found will not do. */
export function toolchainRemedy(rejected) {
  return [
    ...rejected.map((reason) => `  ${reason}`),
    'Any one of these is enough:',
    `  rustup component add rust-src          (rustup, Rust ${MINIMUM.join('.')} or newer; no nightly needed)`,
    `  apt-get install ${debianPackages.join(' ')}          (Debian, as root)`,
    '  CONTEND_WASM_RUSTC=... CONTEND_WASM_CARGO=...          (a toolchain of your own)',
  ].join('\n');
}

function* candidates() {
  const { CONTEND_WASM_RUSTC: rustc, CONTEND_WASM_CARGO: cargo } = process.env;
  if (rustc || cargo) {
    if (!rustc || !cargo) {
      throw new ToolError('Set CONTEND_WASM_RUSTC and CONTEND_WASM_CARGO together, or neither.');
    }
    yield { rustc, cargo, origin: 'named by CONTEND_WASM_RUSTC' };
    return;
  }
  yield { rustc: 'rustc', cargo: 'cargo', origin: 'the rustc on PATH' };
  yield { rustc: '/usr/bin/rustc', cargo: '/usr/bin/cargo', origin: '/usr/bin/rustc' };
}

/** What a compiler says of itself: its release, its target and the generation of its LLVM. */
export function aboutRustc(rustc) {
  const text = ask(rustc, ['-vV']) ?? '';
  const field = (name) => text.match(new RegExp(`^${name}: (\\S+)`, 'm'))?.[1];
  return {
    release: field('release'),
    host: field('host'),
    llvm: field('LLVM version')?.split('.')[0],
  };
}

/** @returns {{problem: string} | Omit<Toolchain, 'why'>} */
function examine(rustcName, cargoName) {
  const rustc = which(rustcName);
  const cargo = which(cargoName);
  if (!rustc || !cargo) return { problem: `${rustc ? cargoName : rustcName} does not exist` };

  const { release, host } = aboutRustc(rustc);
  if (!release || !host) return { problem: '`rustc -vV` does not work' };
  const [major, minor] = release.split('.').map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    return { problem: `${release} is older than ${MINIMUM.join('.')}` };
  }

  const sysroot = ask(rustc, ['--print', 'sysroot']);
  if (!sysroot || !existsSync(join(sysroot, 'lib/rustlib/src/rust/library/Cargo.toml'))) {
    return { problem: `${release} has no rust-src component` };
  }

  const bundled = join(sysroot, 'lib/rustlib', host, 'bin/rust-lld');
  const linker = existsSync(bundled) ? null : findLinker();
  if (linker === undefined) return { problem: `${release} finds no wasm-ld (Debian: lld-22)` };
  return { cargo, rustc, release, linker };
}

/** A separate wasm-ld, the newest first; undefined if there is none. */
function findLinker() {
  const versions = Array.from({ length: 12 }, (_, i) => `wasm-ld-${30 - i}`);
  return ['rust-lld', ...versions, 'wasm-ld'].map(which).find(Boolean);
}

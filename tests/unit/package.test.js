/**
 * The npm package as somebody gets it: packed, installed into an empty project without a network,
 * imported without a browser, and its types used.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { paths } from '../../tools/lib/paths.mjs';

/** Everything else must have a reason to be this large. */
const SMALL = 70_000;
const LARGE = /^wasm(-full|-wide|-scan)?\/contend_bg\.wasm$/;

/** @type {string} */
let folder;
/** @type {{ filename: string, files: { path: string, size: number }[] }} */
let packed;

/** @param {string} program @param {string[]} args */
async function run(program, args) {
  const env = {
    ...process.env,
    npm_config_cache: join(folder, 'cache'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, env });
    return stdout;
  } catch (thrown) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (thrown);
    throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: thrown });
  }
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contend-package-'));
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  [packed] = JSON.parse(await run('npm', ['pack', paths.package, '--json', '--ignore-scripts']));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', join(folder, packed.filename), ...quiet]);
});
after(() => rm(folder, { recursive: true, force: true }));

test('it holds what it lists, and nothing large but the modules', () => {
  const names = packed.files.map(({ path }) => path);
  for (const name of [
    ...['README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'package.json', 'result.schema.json'],
    ...['compare.schema.json', 'verify.schema.json', 'guard.schema.json'],
    'incident.schema.json',
    ...['contend-lab.js', 'contend-lab.d.ts', 'results.d.ts', 'race-results.d.ts'],
    ...['wasm/contend.js', 'wasm/contend_bg.wasm', 'wasm-full/contend.js'],
    ...['wasm-wide/contend.js', 'wasm-wide/contend_bg.wasm'],
    ...['wasm-scan/contend.js', 'wasm-scan/contend_bg.wasm'],
  ]) {
    assert.ok(names.includes(name), `${name} is missing from ${names}`);
  }
  const known =
    /^(wasm(-full|-wide|-scan)?\/.+|[\w-]+\.(js|md|json|d\.ts|schema\.json)|LICENSE-\w+)$/;
  assert.deepEqual(
    names.filter((name) => !known.test(name)),
    [],
  );
  const large = packed.files.filter(({ path, size }) => size > SMALL && !LARGE.test(path));
  assert.deepEqual(large, []);
});

test('it can be imported without a browser, and defines nothing then', async () => {
  await writeFile(
    join(folder, 'server.js'),
    `import { ContendLab } from 'contend';
     import schema from 'contend/result.schema.json' with { type: 'json' };
     console.log(typeof ContendLab, typeof customElements, typeof schema.$schema);`,
  );
  const flags = ['--disable-warning=ExperimentalWarning'];
  assert.equal(
    (await run(process.execPath, [...flags, 'server.js'])).trim(),
    'function undefined string',
  );
});

test('its types say what the element has, and what it has not', async () => {
  await writeFile(
    join(folder, 'use.ts'),
    `import { ContendLab, type LabResult } from 'contend';
     const lab = document.createElement('contend-lab');
     const same: ContendLab = lab;
     same.experiment = '#v1/compare';
     lab.addEventListener('contend-progress', ({ detail }) => detail.opsPerSec.toFixed());
     lab.addEventListener('contend-result', ({ detail }) => {
       if (detail.schema === 'contend/result/1') detail.strategies.map(({ id }) => id);
       else if (detail.schema === 'contend/scale/1') detail.scaling.curves.map(({ knee }) => knee);
       else if (detail.schema === 'contend/race/1') detail.runs.map(({ ended }) => ended === 'fatal');
       else if (detail.schema === 'contend/matrix/1') detail.cells.map(({ best }) => !best);
       else if (detail.schema === 'contend/guard/1') detail.maps.map(({ lost }) => lost > 0);
       else detail.changesIf.map(({ map }) => map.length);
     });
     lab.addEventListener('click', ({ clientX }) => clientX.toFixed());
     const result: Promise<LabResult> = lab.run();
     const stopped: Promise<void> = lab.stop();
     export { result, stopped };
     // @ts-expect-error a result has no such part
     lab.addEventListener('contend-result', ({ detail }) => detail.figures);
     // @ts-expect-error it takes text
     lab.experiment = 1;`,
  );
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    await run(process.execPath, [
      join(paths.nodeModules, 'typescript/bin/tsc'),
      ...[...options, '--module', module, '--moduleResolution', resolution, 'use.ts'],
    ]);
  }
});

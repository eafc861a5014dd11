// Taking programs out of Debian's packages without installing these: no service starts, and no rights are needed.
//
// Guarantees: what cannot be had is said in words, and nothing fails for it. Costs a download of the package.

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, which } from './shell.mjs';

let updated = false;

/** @param {string} name the package @param {string} folder where its files go @param {string} why for people */
export async function takePackage(name, folder, why) {
  if (!which('apt-get') || !which('dpkg-deb')) return;
  const parts = join(folder, 'package');
  console.log(`Getting ${why} out of Debian’s package ${name}`);
  try {
    mkdirSync(parts, { recursive: true });
    if (process.getuid?.() === 0 && !updated) {
      await run('apt-get', ['-q', 'update'], { minutes: 5 });
      updated = true;
    }
    await run('apt-get', ['-q', 'download', name], { cwd: parts, minutes: 5 });
    const file = readdirSync(parts).find((one) => one.endsWith('.deb'));
    if (file) await run('dpkg-deb', ['-x', join(parts, file), folder], { minutes: 2 });
  } catch (error) {
    console.log(`It could not be had: ${error.message}`);
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
}

// Installing Debian packages: only as root, only where apt-get exists, only what is missing.

import { existsSync } from 'node:fs';
import { ask, run, which } from './shell.mjs';

/** Whether this process may install packages here. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && which('apt-get') !== null;
}

/** Of these packages, the ones that are not installed. */
export function missing(packages) {
  return packages.filter(
    (name) => !ask('dpkg-query', ['-W', '-f', '${Status}', name])?.endsWith('install ok installed'),
  );
}

/** Installs the packages; `remedy` is what to do by hand should that fail. */
export async function install(packages, remedy) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const patient = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  console.log(`Installing Debian packages: ${packages.join(' ')}`);
  await run('apt-get', [...patient, 'update'], { env, minutes: 10, remedy });
  await run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...packages], {
    env,
    minutes: 15,
    remedy,
  });
}

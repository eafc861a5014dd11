/** Native tests that are ignored for their length, with what they print. */

import { execFileSync } from 'node:child_process';
import { root } from '../../tools/lib/paths.mjs';

/** Those of one of the files in `tests/`. @param {string} name */
export function ignored(name) {
  const chosen = ['--package=contend', '--features=contend/selftest', `--test=${name}`];
  const how = ['--', '--ignored', '--nocapture'];
  return execFileSync('cargo', ['test', ...chosen, ...how], { cwd: root, encoding: 'utf8' });
}

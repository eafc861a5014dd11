// What the benchmarks are asked for, by environment variables, and what is taken where nothing is said.

import { given, list, names, number } from '../choices.mjs';
import { readMetadata } from '../registry.mjs';
import { paths } from '../paths.mjs';
import { ToolError } from '../shell.mjs';

/**
 * @typedef {object} Settings
 * @property {number} minutes to be divided among the parts that have a share
 * @property {number} repeats at most, of the same
 * @property {string[]} parts
 * @property {string[]} maps
 * @property {string[]} crates those of the maps that are others' work
 * @property {string[]} rivals those of them that ours are held against one by one
 * @property {string[]} presets
 * @property {number[]} threads
 * @property {string[]} hosts to open
 * @property {string[]} hostNames as results are labelled: a browser once per site
 * @property {[string, string][]} sites a label and a folder each
 * @property {number} ms of a trial
 * @property {number} warmup of each map, where its code is not compiled yet
 * @property {string} text the variables that were given
 */

/**
 * Locks, lookalikes of Go's maps, wait-free reads, and the crates that people pick. The owner thread behind
 * a channel is not among them: at some 10 to 50 µs an operation it would take most of the time at the
 * presets that count operations, and putting threads to sleep is all that it shows.
 */
const MAPS = 'mutex,rwlock,sharded:16,sync-map,hash-trie,left-right,dashmap:16,papaya,scc';
const CRATES = ['dashmap', 'papaya', 'scc', 'flurry', 'skiplist'];
const RIVALS = ['dashmap', 'papaya'];
const HOSTS = ['native', 'chromium', 'firefox'];
const VARIABLES = [
  ...['MINUTES', 'ONLY', 'HOSTS', 'MAPS', 'PRESETS', 'THREADS', 'REPEATS', 'MS', 'WARMUP'],
  'SITES',
];

/** Of the parts, those with a share are taken unless ONLY says otherwise. @returns {Settings} */
export function optionsOf(env, parts, known = readMetadata().presets) {
  const all = known.map(({ name }) => name);
  const ids = parts.map(({ id }) => id);
  const shared = parts.filter(({ weight }) => weight > 0).map(({ id }) => id);
  const hosts = names(env, 'HOSTS', HOSTS);
  const sites = list(env.SITES).map((pair) => {
    const [label, folder] = pair.split('=');
    if (!folder) throw new ToolError(`SITES names ${pair}; give label=folder.`);
    return [label, folder];
  });
  const maps = list(env.MAPS || MAPS);
  const of = (strategies) => maps.filter((map) => strategies.includes(map.split(':')[0]));
  const labels = ['', ...sites.map(([label]) => label)];
  return {
    minutes: number(env, 'MINUTES', 35, 0),
    repeats: number(env, 'REPEATS', Infinity, 1),
    parts: env.ONLY === 'all' ? ids : names(env, 'ONLY', ids, shared),
    maps,
    crates: of(CRATES),
    rivals: of(RIVALS),
    presets: names(env, 'PRESETS', all),
    threads: list(env.THREADS || '1,2').map((THREADS) => number({ THREADS }, 'THREADS', 0, 1)),
    hosts,
    hostNames: hosts.flatMap((host) =>
      host === 'native' ? [host] : labels.map((label) => [host, label].filter(Boolean).join(' ')),
    ),
    sites: [['', paths.site], ...sites],
    ms: number(env, 'MS', 50, 50),
    warmup: number(env, 'WARMUP', 50, 0),
    text: given(env, VARIABLES),
  };
}

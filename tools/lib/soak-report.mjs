// The account of a soak, written anew after every few runs, so that an interrupted one is there too.

import { provenance } from './bench/machine.mjs';
import { code, table } from './markdown.mjs';
import { seconds } from './shell.mjs';

/** @typedef {{ runs: number, operations: number, failures: number, ms: number }} Tally */
/** @typedef {{ browser: string, phase: string, link: string, fault: string }} Failure */

export class SoakReport {
  /** @type {Map<string, Tally>} by browser and phase */
  #phases = new Map();
  /** @type {Map<string, Tally>} by map */
  #maps = new Map();
  #browsers = new Map();
  /** @type {Failure[]} */
  failures = [];
  #facts = provenance();
  /** @type {Awaited<ReturnType<typeof import('./soak-tests.mjs').longTests>> | null} */
  tests = null;

  browser(browser, about) {
    this.#browsers.set(browser, about);
  }

  add(browser, { phase, map, link }, { fault, operations }, ms) {
    for (const [tallies, key] of [
      [this.#phases, `${browser} | ${phase}`],
      [this.#maps, code(map)],
    ]) {
      const tally = tallies.get(key) ?? { runs: 0, operations: 0, failures: 0, ms: 0 };
      tally.runs += 1;
      tally.operations += operations;
      tally.failures += fault ? 1 : 0;
      tally.ms += ms;
      tallies.set(key, tally);
    }
    if (fault) this.failures.push({ browser, phase, link, fault });
  }

  get total() {
    const tallies = [...this.#phases.values()];
    const sum = (what) => tallies.reduce((total, tally) => total + tally[what], 0);
    return { runs: sum('runs'), operations: sum('operations'), failures: this.failures.length };
  }

  /** @param {{ over: boolean, options: string }} state */
  markdown({ over, options }) {
    const { runs, operations, failures } = this.total;
    const state = over ? `ended ${new Date().toISOString()}` : 'not ended yet';
    const { begun, commit, machine } = this.#facts;
    return [
      '# Soak',
      '',
      `Written by \`make soak\`${options && `, ${options}`}: begun ${begun}, ${state}.`,
      `Commit ${commit}.`,
      '',
      `- Machine: ${machine}`,
      ...[...this.#browsers].map(([name, about]) => `- ${name}: ${about}`),
      '',
      `**${runs.toLocaleString('en')} runs, ${millions(operations)} operations, ${failures} failed.**`,
      '',
      tallied(['browser', 'phase'], this.#phases),
      '',
      tallied(['map'], this.#maps),
      '',
      '## Failures',
      '',
      ...(failures === 0 ? ['None.'] : this.failures.map(listed)),
      ...(this.tests ? ['', '## Long tests', '', ...longTests(this.tests)] : []),
      '',
    ].join('\n');
  }
}

/** @param {string[]} keys what the tallies are by @param {Map<string, Tally>} tallies */
function tallied(keys, tallies) {
  const rows = [...tallies].map(([key, { runs, operations, failures, ms }]) => [
    ...[key, String(runs), millions(operations), String(failures), seconds(ms)],
  ]);
  return table([...keys, 'runs', 'operations', 'failures', 'time'], rows);
}

function longTests({ passed, failed, figures, tables = [] }) {
  const told = tables.map(({ title, head, rows }) => `${title}:\n\n${table(head, rows)}`);
  const listed = figures.map((text) => `- ${text}`).join('\n');
  const parts = [`${passed} passed, ${failed} failed.`, listed, ...told];
  return [parts.filter(Boolean).join('\n\n')];
}

/**
 * An account with a section about some long tests that were run by themselves: in the place of the last one of
 * them, or at the end.
 * @param {string} account @param {string[]} names @param {SoakReport['tests']} tests
 */
export function withLongTests(account, names, tests) {
  const heading = `## By themselves: ${names.join(', ')}`;
  const { begun, commit, machine } = provenance();
  const [text = ''] = longTests(tests);
  const about = `Ended ${begun}, commit ${commit}, ${machine}. ${text}`;
  const section = `${heading}\n\n${about}\n`;
  const sections = account.trimEnd().split(/\n+(?=## )/);
  const place = sections.findIndex((old) => old.split('\n', 1)[0] === heading);
  return (
    sections.toSpliced(place < 0 ? sections.length : place, 1, section.trimEnd()).join('\n\n') +
    '\n'
  );
}

function listed({ browser, phase, link, fault }) {
  return `- ${browser}, ${phase}: \`${link}\`\n  ${fault.replaceAll('\n', ' ')}`;
}

function millions(operations) {
  return `${(operations / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} M`;
}

// The account of a soak, written anew after every few runs, so that an interrupted one is there too.

import { cpus, totalmem, type, release } from 'node:os';
import { ask, seconds } from './shell.mjs';

/** @typedef {{ runs: number, operations: number, failures: number, ms: number }} Tally */
/** @typedef {{ browser: string, phase: string, link: string, fault: string }} Failure */

export class SoakReport {
  /** @type {Map<string, Tally>} by browser and phase */
  #phases = new Map();
  /** @type {Map<string, Tally>} by map */
  #maps = new Map();
  /** @type {Map<string, string>} */
  #browsers = new Map();
  /** @type {Failure[]} */
  failures = [];
  /** @type {Awaited<ReturnType<typeof import('./soak-tests.mjs').longTests>> | null} */
  tests = null;
  #begun = new Date();

  /** @param {string} browser @param {string} about */
  browser(browser, about) {
    this.#browsers.set(browser, about);
  }

  /**
   * @param {string} browser
   * @param {import('./endurance.mjs').Task} task
   * @param {{ fault: string | null, operations: number }} outcome
   * @param {number} ms
   */
  add(browser, { phase, map, link }, { fault, operations }, ms) {
    for (const [tallies, key] of /** @type {const} */ ([
      [this.#phases, `${browser} | ${phase}`],
      [this.#maps, `\`${map}\``],
    ])) {
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
    const sum = (/** @type {keyof Tally} */ what) =>
      tallies.reduce((total, tally) => total + tally[what], 0);
    return { runs: sum('runs'), operations: sum('operations'), failures: this.failures.length };
  }

  /** @param {{ over: boolean, options: string }} state */
  markdown({ over, options }) {
    const { runs, operations, failures } = this.total;
    const state = over ? `ended ${new Date().toISOString()}` : 'not ended yet';
    const processors = cpus();
    return [
      '# Soak',
      '',
      `Written by \`make soak\`${options && `, ${options}`}: begun ${this.#begun.toISOString()}, ${state}.`,
      `Commit ${ask('git', ['rev-parse', '--short', 'HEAD']) ?? 'unknown'}.`,
      '',
      `- Machine: ${processors.length} × ${processors[0]?.model.trim() || 'unknown processor'}, ` +
        `${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
      ...[...this.#browsers].map(([name, about]) => `- ${name}: ${about}`),
      '',
      `**${runs.toLocaleString('en')} runs, ${millions(operations)} operations, ${failures} failed.**`,
      '',
      ...table('browser | phase', this.#phases),
      '',
      ...table('map', this.#maps),
      '',
      '## Failures',
      '',
      ...(failures === 0 ? ['None.'] : this.failures.map(listed)),
      ...(this.tests ? ['', '## Long tests', '', ...longTests(this.tests)] : []),
      '',
    ].join('\n');
  }
}

/** @param {NonNullable<SoakReport['tests']>} tests */
function longTests({ passed, failed, figures }) {
  return [`${passed} passed, ${failed} failed.`, '', ...figures.map((text) => `- ${text}`)];
}

/** @param {string} heading @param {Map<string, Tally>} tallies */
function table(heading, tallies) {
  const columns = [...heading.split(' | '), 'runs', 'operations', 'failures', 'time'];
  return [
    `| ${columns.join(' | ')} |`,
    `|${'---|'.repeat(columns.length)}`,
    ...[...tallies].map(
      ([key, { runs, operations, failures, ms }]) =>
        `| ${key} | ${runs} | ${millions(operations)} | ${failures} | ${seconds(ms)} |`,
    ),
  ];
}

/** @param {Failure} failure */
function listed({ browser, phase, link, fault }) {
  return `- ${browser}, ${phase}: \`${link}\`\n  ${fault.replaceAll('\n', ' ')}`;
}

/** @param {number} operations */
function millions(operations) {
  return `${(operations / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} M`;
}

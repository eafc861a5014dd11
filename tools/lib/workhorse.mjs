// A browser page with nothing but the engine, and runs on it that are watched closely.
//
// A run that fails in any way says how and leaves a fresh page behind, after a crash even a fresh
// browser; so a long series goes on whatever happens in it.

import { setTimeout } from 'node:timers/promises';
import { SteadyTab } from './steady-tab.mjs';

/** @typedef {import('./tabs.mjs').Tab} Tab */
/** @typedef {import('../../web/types.js').Result} Result */

const PAGE = 'tests/web/pages/runner.html';

/** No single task takes as long; the engine's own watchdogs come first. */
const PATIENCE_MS = 180_000;

/** Opens it on a page of the workbench. */
export async function openRunner(tab, url) {
  await tab.open(url + PAGE);
  await tab.waitFor(() => 'runner' in globalThis);
}

/**
 * Runs a link and looks at the instance's memory at each step and at the end.
 * @param {Tab} tab
 * @param {string} link
 * @returns {Promise<{ result?: Result, error?: { name: string, message: string }, sizes: number[] }>}
 */
export function watchedRun(tab, link) {
  return tab.evaluate(async (text) => {
    const sizes = new Set();
    const look = () => sizes.add(globalThis.runner.memoryBytes);
    const { result, error } = await globalThis.outcome(
      text,
      (notice) => notice.type === 'step' && look(),
    );
    if (!error) look();
    return { result, error, sizes: [...sizes] };
  }, link);
}

/**
 * What is wrong with a watched run, or null.
 * @param {Awaited<ReturnType<typeof watchedRun>>} run
 */
export function faultOf({ result, error, sizes }) {
  if (error) return `${error.name}: ${error.message}`;
  if (sizes.length > 1) return `the memory grew during the run: ${sizes.join(', ')} bytes`;
  for (const { id, trials } of result?.strategies ?? []) {
    for (const { verdict } of trials) {
      const bad = verdict.checks.find(({ status }) => status === 'fail');
      if (bad) return `${id}: ${bad.name}: ${bad.detail}`;
    }
    if (trials.length === 0) return `${id}: no trial`;
  }
  return null;
}

/** @typedef {{ fault: string | null, operations: number }} Outcome */

export class Workhorse extends SteadyTab {
  constructor(name, url) {
    super(name, (tab) => openRunner(tab, url));
  }

  /** What the browser calls itself. */
  async about() {
    const tab = await this.open();
    return tab.evaluate(() => navigator.userAgent);
  }

  /** Never rejects. @param {import('./endurance.mjs').Task} task @returns {Promise<Outcome>} */
  async carryOut({ kind, link }) {
    try {
      const tab = await this.open();
      const work = kind === 'run' ? this.#run(tab, link) : this.#verify(tab, link);
      const outcome = await within(PATIENCE_MS, work);
      const said = tab.complaints.splice(0).join('; ');
      const fault = outcome.fault ?? (said || null);
      if (fault) await this.close({ keepBrowser: true });
      return { ...outcome, fault };
    } catch (error) {
      await this.close();
      return { fault: error instanceof Error ? error.message : String(error), operations: 0 };
    }
  }

  async #run(tab, link) {
    const run = await watchedRun(tab, link);
    const trials = run.result?.strategies.flatMap((strategy) => strategy.trials) ?? [];
    return { fault: faultOf(run), operations: trials.reduce((sum, { ops }) => sum + ops, 0) };
  }

  async #verify(tab, link) {
    const { reports, error } = await tab.evaluate(async (text) => {
      try {
        return { reports: await globalThis.runner.verify(text) };
      } catch (thrown) {
        return { error: `${thrown.name}: ${thrown.message}` };
      }
    }, link);
    const bad = reports?.find(({ ok, applicable }) => applicable && !ok);
    const operations = reports?.reduce((sum, report) => sum + (report.operations ?? 0), 0) ?? 0;
    const fault = bad && `${bad.map}, key ${bad.failure?.key}: ${bad.failure?.summary}`;
    return { fault: error ?? fault ?? null, operations };
  }
}

async function within(ms, work) {
  const late = setTimeout(ms, null, { ref: false }).then(() => {
    throw new Error(`no answer within ${ms / 1000} s`);
  });
  return Promise.race([work, late]);
}

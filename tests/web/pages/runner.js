/**
 * A page with nothing but the engine, unbundled: `window.runner` runs links that the site's codec
 * does not know, `window.outcome` tells how a run ended, `window.selftest` calls the module's test
 * hooks and `window.conform` the conformance suite among them.
 */

import { Board } from '../../../web/engine/board.js';
import { Pool } from '../../../web/engine/pool.js';
import { Runner } from '../../../web/engine/runner.js';
import { run } from '../../../web/labs/compare/acts.js';
import { inspect, verify } from '../../../web/labs/compare/passes.js';
import { createCodec } from '../../../web/link/codec.js';
import { metadata } from '../../../web/metadata.js';

/** @typedef {import('../../../web/engine/protocol.js').Notice} Notice */

const engine = new Runner();
const { parse } = createCodec(metadata);
const INSIDE_MS = 50;

/** The engine's tasks, each by itself. */
const runner = {
  get memoryBytes() {
    return engine.memoryBytes;
  },

  stop: () => engine.stop(),

  /** @param {string} link @param {(notice: Notice) => void} [hear] */
  async run(link, hear) {
    const asked = { link, state: parse(link) };
    return (await engine.perform(run.task, asked, { hear })).result;
  },

  /**
   * @param {string} link
   * @param {{ onReport?: (report: unknown) => void, onProgress?: (progress: unknown) => void }} [listener]
   */
  async verify(link, { onReport, onProgress } = {}) {
    const reports = /** @type {unknown[]} */ ([]);
    const hear = (/** @type {Notice} */ notice) => {
      if (notice.type === 'step') return;
      const { step, outcome } = notice;
      const { done, total: steps } = outcome.progress;
      onProgress?.({ map: step.map, done, steps });
      if (!outcome.report) return;
      reports.push(outcome.report);
      onReport?.(outcome.report);
    };
    await engine.perform(verify.task, { link, state: parse(link) }, { hear });
    return reports;
  },

  /** @param {string} link @param {string} map @param {{ ms: number, onSample?: (sample: unknown) => void }} how */
  async inspect(link, map, { ms, onSample }) {
    const timer = setInterval(() => {
      const sample = engine.sample();
      if (sample) onSample?.(sample);
    }, INSIDE_MS);
    try {
      const asked = { link, state: parse(link) };
      const task = { ...inspect.task, args: [ms] };
      const { result } = await engine.perform(task, asked, { options: [map] });
      return Array.from(result);
    } finally {
      clearInterval(timer);
    }
  },
};

/** @param {string} link @param {(notice: Notice) => void} [hear] */
async function outcome(link, hear) {
  try {
    return { result: await runner.run(link, hear) };
  } catch (error) {
    return { error: { name: error.name, message: error.message } };
  }
}

/**
 * Calls test hooks one after the other, in an instance of its own.
 * @param {{ workers: number, bytes?: number, calls: [string, ...unknown[]][] }} order
 * @returns {Promise<{ value?: unknown, error?: string }[]>} rejects if a thread traps
 */
function selftest(order) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('selftest-worker.js', import.meta.url), { type: 'module' });
    /** @type {Board | undefined} */
    let board;
    const watch = setInterval(() => board?.trap && fail(new Error(board.trap)), 50);
    const end = () => {
      clearInterval(watch);
      worker.terminate();
      pool.end();
    };
    const fail = (/** @type {Error} */ error) => {
      end();
      reject(error);
    };
    const pool = new Pool((message) => worker.postMessage(message), fail);
    worker.onerror = (event) => fail(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.type === 'instance') return (board = new Board(data.memory, data.layout));
      if (data.type !== 'outcomes') return pool.obey(data);
      end();
      resolve(data.outcomes);
    };
    worker.postMessage({ type: 'order', ...order });
  });
}

/**
 * The conformance suite of some maps.
 * @param {{ maps: string[], threads: number }} suite
 * @returns {Promise<Record<string, string>>} by map: "ok", or the property that does not hold
 */
async function conform({ maps, threads }) {
  const calls = maps.map((map) => ['conformance', map, threads]);
  const outcomes = await selftest({ workers: threads + 1, calls });
  return Object.fromEntries(outcomes.map(({ error }, place) => [maps[place], error ?? 'ok']));
}

Object.assign(window, { runner, outcome, selftest, conform });

/**
 * A page with nothing but the engine, unbundled: `window.runner` runs links that the site's codec
 * does not know, `window.outcome` tells how a run ended, `window.selftest` calls the module's test
 * hooks and `window.conform` the conformance suite among them.
 */

import { Board } from '../../../web/engine/board.js';
import { Pool } from '../../../web/engine/pool.js';
import { Runner } from '../../../web/engine/runner.js';

const runner = new Runner();

/** @param {string} link */
async function outcome(link) {
  try {
    return { result: await runner.run(link) };
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

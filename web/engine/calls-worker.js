/**
 * The worker behind `Calls`: one instance of the full module, without a pool.
 *
 * It needs no shared memory of the page and no isolation; what is advanced returns to the event loop between
 * slices, so a stop always arrives. An instance that failed is not used again: the page ends this worker.
 */

import * as contend from '../../pkg/wasm-full/contend.js';
import { breathe } from './breathe.js';
import { asData } from './errors.js';
import { createSharedMemory } from './memory.js';

/** @typedef {import('./calls.js').Request} Request */

const glue = /** @type {Record<string, any>} */ (contend);

const SLICE_MS = 80;

let stopped = false;

addEventListener('message', async (/** @type {MessageEvent} */ { data }) => {
  if (data.type === 'stop') {
    stopped = true;
    return;
  }
  const { id, request } = data;
  try {
    postMessage({ id, value: await answer(request) });
  } catch (error) {
    postMessage({ id, error: asData(error) });
  }
});

/** @param {Request} request */
async function answer(request) {
  switch (request.type) {
    case 'start':
      await glue.default({ module_or_path: request.module, memory: createSharedMemory() });
      return null;
    case 'call':
      return glue[request.name](...request.args);
    case 'advance':
      return advance(request);
  }
}

/** @param {Extract<Request, { type: 'advance' }>} request */
async function advance({ name, args }) {
  const made = new glue[name](...args);
  const begun = performance.now();
  try {
    for (let over = false; !over && !stopped;) {
      const progress = made.advance(SLICE_MS);
      over = progress.done || progress.bounded;
      postMessage({ progress: { ...progress, ms: performance.now() - begun } });
      await breathe();
    }
    return { ...made.result(), stopped, ms: performance.now() - begun };
  } finally {
    made.free();
  }
}

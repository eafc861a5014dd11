// The worker in which the map model runs: one instance of the full module, without a pool.
//
// Guarantees: needs no shared memory of the page and no isolation; a search returns to the event loop
// between slices, so a stop always arrives. An instance that failed is not used again: the page ends
// this worker.

import * as contend from '../../../pkg/wasm-full/contend.js';
import { asData } from '../../engine/errors.js';
import { createSharedMemory } from '../../engine/memory.js';

/** @typedef {import('./types.js').RaceGlue} RaceGlue */
/** @typedef {import('./machine.js').Request} Request */

const glue = /** @type {RaceGlue} */ (/** @type {unknown} */ (contend));

/** A slice of a search. */
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
    case 'trace':
      return glue.raceTrace(request.program, request.schedule, request.detect);
    case 'presets':
      return glue.racePresets();
    case 'search':
      return search(request);
  }
}

/** @param {Extract<Request, { type: 'search' }>} request */
async function search({ program, detect, most }) {
  const searched = new glue.RaceSearch(program, detect, most);
  const begun = performance.now();
  try {
    for (let over = false; !over && !stopped;) {
      const progress = searched.advance(SLICE_MS);
      over = progress.done || progress.bounded;
      postMessage({ progress: { ...progress, ms: performance.now() - begun } });
      await breathe();
    }
    return { ...searched.result(), stopped, ms: performance.now() - begun };
  } finally {
    searched.free();
  }
}

/** Lets waiting messages in. */
function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(null);
  });
}

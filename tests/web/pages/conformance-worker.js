/** Runs the conformance suite of some maps on a pool of threads, and posts what each comes to. */

import init, * as glue from '../../../pkg/wasm/contend.js';
import { createSharedMemory } from '../../../web/engine/memory.js';
import { installRemoteWorkers } from '../../../web/engine/remote-worker.js';

/** Enough for any suite: the heap must not grow while threads run. */
const BYTES = 256 * 1024 * 1024;

const hearPool = installRemoteWorkers((order) => postMessage(order));

onmessage = async ({ data }) => {
  if (data.type === 'pool-message') return hearPool(data);
  await init({
    module_or_path: new URL('../../../pkg/wasm/contend_bg.wasm', import.meta.url),
    memory: createSharedMemory(),
  });
  glue.reserve(BYTES);
  await glue.initThreadPool(data.threads + 1);
  const verdicts = data.maps.map((map) => [map, verdict(map, data.threads)]);
  postMessage({ type: 'conformance', verdicts: Object.fromEntries(verdicts) });
};

/**
 * @param {string} map
 * @param {number} threads
 */
function verdict(map, threads) {
  try {
    glue.conformance(map, threads);
    return 'ok';
  } catch (error) {
    return error.message;
  }
}

/** Calls test hooks of the wasm module on a pool of threads, and posts what each comes to. */

import init, * as glue from '../../../pkg/wasm-full/contend.js';
import { createSharedMemory } from '../../../web/engine/memory.js';
import { installRemoteWorkers } from '../../../web/engine/remote-worker.js';

/** Enough for most hooks: the heap must not grow while threads run. */
const BYTES = 256 * 1024 * 1024;

const hearPool = installRemoteWorkers((order) => postMessage(order));

onmessage = async ({ data }) => {
  if (data.type === 'pool-message') return hearPool(data);
  const memory = createSharedMemory();
  await init({
    module_or_path: new URL('../../../pkg/wasm-full/contend_bg.wasm', import.meta.url),
    memory,
  });
  // A thread that traps says so there; this worker, blocked in a hook, would not hear of it.
  postMessage({ type: 'instance', memory, layout: glue.board() });
  glue.reserve(data.bytes ?? BYTES);
  await glue.initThreadPool(data.workers);
  postMessage({ type: 'outcomes', outcomes: data.calls.map(outcome) });
};

/** @param {[string, ...unknown[]]} call */
function outcome([name, ...rest]) {
  try {
    return { value: glue[name](...rest) };
  } catch (error) {
    return { error: error.message };
  }
}

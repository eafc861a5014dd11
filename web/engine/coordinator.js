/**
 * The coordinator: a module worker that owns one wasm instance and its thread pool, and steps
 * experiments through it.
 *
 * It may block for a whole trial; the page meanwhile reads the board from the shared memory. Between
 * steps it yields to its event loop, so that messages arrive. An instance that failed is not used
 * again: the page ends this worker and starts another.
 */

import init, * as glue from '../../pkg/wasm/contend.js';
import { Board } from './board.js';
import { measureClockStepNs } from './clock.js';
import { createSharedMemory } from './memory.js';
import { installRemoteWorkers } from './remote-worker.js';

/** @typedef {import('./protocol.js').Requests} Requests */
/** @typedef {import('./protocol.js').FromCoordinator} FromCoordinator */
/** @typedef {import('./protocol.js').ToCoordinator} ToCoordinator */
/** @typedef {import('./protocol.js').Instance} Instance */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Trial} Trial */

/** @type {Board | undefined} */
let board;

/** @param {FromCoordinator} message */
const post = (message) => postMessage(message);

/** @param {unknown} error */
function fail(error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  post({ type: 'failed', name, message, outOfMemory: board?.outOfMemory ?? false });
}

const hearPool = installRemoteWorkers(post);

addEventListener('message', async (/** @type {MessageEvent<ToCoordinator>} */ { data }) => {
  if (data.type === 'stop') return board?.requestStop();
  if (data.type === 'pool-message') return hearPool(data);
  try {
    post({ type: 'reply', value: await answer(data) });
  } catch (error) {
    fail(error);
  }
});

/** @param {import('./protocol.js').Request} request */
function answer(request) {
  switch (request.type) {
    case 'init':
      return start(request);
    case 'requirements':
      return glue.requirements(request.link);
    case 'reserve':
      return glue.reserve(request.bytes);
    case 'pool':
      return glue.initThreadPool(request.workers);
    case 'parallelism':
      return glue.parallelism(request.workers);
    case 'run':
      return run(request);
  }
}

/**
 * @param {Requests['init']} request
 * @returns {Promise<Instance>}
 */
async function start({ module, shared }) {
  const memory = createSharedMemory();
  await init({ module_or_path: module, memory });
  const layout = glue.board();
  board = new Board(memory, layout);
  return { memory: shared ? memory : null, layout, clockStepNs: measureClockStepNs() };
}

/**
 * @param {Requests['run']} request
 * @returns {Promise<Result>}
 */
async function run({ link, environment, simulated }) {
  // With shared memory the page clears the flag itself, before it can set it for this run.
  if (simulated) board?.clearStop();
  const session = new glue.Session(link, environment, simulated);
  try {
    let cut = false;
    let step = session.upcoming();
    while (step && !board?.stopRequested) {
      post({ type: 'step', step });
      const trial = await carryOut(session);
      if (trial)
        post({ type: 'trial', map: step.map ?? '', trial, partial: session.result(false) });
      cut = step.kind === 'trial' && !trial;
      step = session.upcoming();
    }
    return session.result(cut || step !== null);
  } finally {
    session.free();
  }
}

/**
 * One step: a single blocking call, or in simulated mode as many slices as it needs.
 * @param {glue.Session} session
 * @returns {Promise<Trial | null>} null for a step that yields none, or that was stopped
 */
async function carryOut(session) {
  for (;;) {
    await breathe();
    if (board?.stopRequested) return null;
    const outcome = session.step();
    if (outcome.kind === 'done') return outcome.trial;
    if (outcome.kind === 'stopped') return null;
    post({ type: 'working', phase: board?.phase ?? 0, perThread: outcome.perThread });
  }
}

/** Lets waiting messages in. A message to oneself, because timers are clamped to 4 ms. */
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

/**
 * The coordinator: a module worker that owns one wasm instance and its thread pool, and goes through
 * the steps of whatever it is asked for.
 *
 * It knows no task by name: what the module has is called by the name that comes with a request. It
 * may block for a whole trial; the page meanwhile reads the board from the shared memory. Between
 * steps it yields to its event loop, so that messages arrive. An instance that failed is not used
 * again: the page ends this worker and starts another.
 */

import { Board } from './board.js';
import { breathe } from './breathe.js';
import { measureClockStepNs } from './clock.js';
import { ContendError, asData } from './errors.js';
import { createSharedMemory } from './memory.js';
import { installRemoteWorkers } from './remote-worker.js';

/** @typedef {import('./protocol.js').Requests} Requests */
/** @typedef {import('./protocol.js').FromCoordinator} FromCoordinator */
/** @typedef {import('./protocol.js').ToCoordinator} ToCoordinator */
/** @typedef {import('./protocol.js').Instance} Instance */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */
/** @typedef {import('./protocol.js').Ended} Ended */
/** What goes through a task, see protocol.js.
 * @typedef {object} Steps
 * @property {() => any} upcoming
 * @property {() => any} step
 * @property {(why: number) => boolean} [repeat]
 * @property {(rounds: number) => boolean} [extend]
 * @property {(stopped: boolean) => any} [result]
 * @property {() => void} free
 */

/** Each module has a package of its own, loaded by the coordinators that run it. */
const PACKAGES = {
  core: () => import('../../pkg/wasm/contend.js'),
  full: () => import('../../pkg/wasm-full/contend.js'),
  wide: () => import('../../pkg/wasm-wide/contend.js'),
};

/** The glue of the module that runs here. @type {Record<string, any>} */
let glue;
/** @type {Board | undefined} */
let board;
/**
 * What was gone through last, to which rounds may be added until something else needs the instance.
 * @type {{ steps: Steps, partials: boolean, extends: boolean } | null}
 */
let kept = null;

/** @param {FromCoordinator} message */
const post = (message) => postMessage(message);

/** @param {unknown} error */
function fail(error) {
  post({ type: 'failed', ...asData(error), outOfMemory: board?.outOfMemory ?? false });
}

const [HIDDEN, FROZEN, OTHER_CLOCK] = [0, 1, 2];
/** By what factor the clock's step may seem to change. */
const MOST_STEP_CHANGE = 4;
let clockStepNs = 0;

/** The page gives a sign of life several times a second; so long without one, it was frozen. */
const FROZEN_MS = 2000;

/** The page is hidden; a step is disturbed if it was, or was frozen, at any moment of it. */
let hidden = false;
let wasHidden = false;
let wasFrozen = false;
/** When the last sign of life was given, by the page's clock, and how far ahead ours is at least. */
let alive = 0;
let ahead = Infinity;

const hearPool = installRemoteWorkers(post);

addEventListener('message', async (/** @type {MessageEvent<ToCoordinator>} */ { data }) => {
  if (data.type === 'stop') return board?.requestStop();
  if (data.type === 'pool-message') return hearPool(data);
  if (data.type === 'page') return hearPage(data);
  try {
    if (data.type !== 'more') letGo();
    post({ type: 'reply', value: await answer(data) });
  } catch (error) {
    fail(error);
  }
});

/** What disturbed the step that has just ended, as the engine has it, beside what it sees itself. */
function disturbance() {
  if (wasHidden) return HIDDEN;
  if (wasFrozen) return FROZEN;
  const step = measureClockStepNs();
  const changed = Math.max(step / clockStepNs, clockStepNs / step) > MOST_STEP_CHANGE;
  return changed ? OTHER_CLOCK : null;
}

/** @param {{ hidden: boolean, at: number }} sign */
function hearPage(sign) {
  hidden = sign.hidden;
  wasHidden ||= hidden;
  wasFrozen ||= sign.at - alive > FROZEN_MS;
  alive = sign.at;
  // Signs wait while we work, so the one that waited least tells the difference of the clocks.
  ahead = Math.min(ahead, performance.now() - alive);
}

/** @param {import('./protocol.js').Request} request */
function answer(request) {
  switch (request.type) {
    case 'init':
      return start(request);
    case 'call':
      return glue[request.name](...request.args);
    case 'begin':
      return begin(request);
    case 'more':
      return more(request);
  }
}

/**
 * @param {Requests['init']} request
 * @returns {Promise<Instance>}
 */
async function start({ name, module, shared }) {
  glue = await load(name);
  const memory = createSharedMemory();
  await glue.default({ module_or_path: module, memory });
  const layout = glue.board();
  board = new Board(memory, layout);
  clockStepNs = measureClockStepNs();
  return { memory: shared ? memory : null, layout, clockStepNs };
}

/**
 * @param {ModuleName} name
 * @returns {Promise<Record<string, any>>}
 */
async function load(name) {
  try {
    return await PACKAGES[name]();
  } catch (error) {
    throw new ContendError('WorkerFailed', { kind: 'no-script', raw: String(error) });
  }
}

/**
 * @param {Requests['begin']} request
 * @returns {Promise<Ended>}
 */
async function begin({ steps, link, environment, partials }) {
  const simulated = environment.mode === 'simulated';
  // With shared memory the page clears the flag itself, before it can set it for this task.
  if (simulated) board?.clearStop();
  const made = /** @type {Steps} */ (new glue[steps](link, environment, simulated));
  kept = { steps: made, partials, extends: !simulated && made.extend !== undefined };
  const ended = await goThrough(kept);
  if (!ended.extends) letGo();
  return ended;
}

/**
 * @param {Requests['more']} request
 * @returns {Promise<Ended>}
 */
async function more({ rounds }) {
  if (!kept?.extends) throw new ContendError('Unsupported', { kind: 'no-run' });
  kept.steps.extend?.(rounds);
  return goThrough(kept);
}

/**
 * What is left of a task. Steps of which one throws are never asked again.
 * @param {NonNullable<typeof kept>} task
 * @returns {Promise<Ended>}
 */
async function goThrough({ steps, partials, extends: open }) {
  try {
    const stopped = await play(steps, partials);
    return { stopped, extends: open, result: steps.result?.(stopped) ?? null };
  } catch (error) {
    letGo();
    throw error;
  }
}

function letGo() {
  kept?.steps.free();
  kept = null;
}

/**
 * Between two results of a task that is on: to work one out takes a while, and to show it takes the page's
 * thread from those that measure.
 */
const PARTIAL_MS = 1_000;
let shown = -Infinity;

function partialIsDue() {
  const due = performance.now() - shown >= PARTIAL_MS;
  if (due) shown = performance.now();
  return due;
}

/**
 * All steps, each told before it begins and after it is done; those that were disturbed are done again.
 * @param {Steps} steps
 * @param {boolean} partials
 * @returns {Promise<boolean>} whether it was stopped before its end
 */
async function play(steps, partials) {
  let step = steps.upcoming();
  for (; step && !board?.stopRequested; step = steps.upcoming()) {
    post({ type: 'step', step });
    wasHidden = hidden;
    wasFrozen = false;
    const outcome = await carryOut(steps, step);
    // What the page said meanwhile is heard only now.
    await breathe();
    wasFrozen ||= performance.now() - alive - ahead > FROZEN_MS;
    if (!outcome) continue;
    const why = steps.repeat ? disturbance() : null;
    if (why !== null && steps.repeat?.(why)) continue;
    const partial = partials && partialIsDue() ? steps.result?.(false) : null;
    post({ type: 'done', step, outcome, partial });
  }
  return step !== null;
}

/**
 * One step: a single blocking call, or as many slices as it needs.
 * @param {Steps} steps
 * @param {import('../types.js').Step} step
 * @returns {Promise<object | null>} null for a step that was stopped
 */
async function carryOut(steps, step) {
  for (;;) {
    await breathe();
    if (board?.stopRequested) return null;
    const outcome = steps.step();
    if (outcome.kind === 'done') return outcome;
    if (outcome.kind === 'stopped') return null;
    post({ type: 'working', step, phase: board?.phase ?? 0, outcome });
  }
}

/**
 * The coordinator: a module worker that owns one wasm instance and its thread pool, and steps
 * experiments through it.
 *
 * It may block for a whole trial; the page meanwhile reads the board from the shared memory. Between
 * steps it yields to its event loop, so that messages arrive. An instance that failed is not used
 * again: the page ends this worker and starts another.
 */

import { Board } from './board.js';
import { measureClockStepNs } from './clock.js';
import { ContendError, asData } from './errors.js';
import { createSharedMemory } from './memory.js';
import { isOpen } from '../labs/compare/open.js';
import { installRemoteWorkers } from './remote-worker.js';

/** @typedef {import('./protocol.js').Requests} Requests */
/** @typedef {import('./protocol.js').FromCoordinator} FromCoordinator */
/** @typedef {import('./protocol.js').ToCoordinator} ToCoordinator */
/** @typedef {import('./protocol.js').Instance} Instance */
/** @typedef {import('./protocol.js').ModuleName} ModuleName */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').Trial} Trial */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/**
 * The glue of any module; what the first one lacks is asked of the full one only.
 * @typedef {Omit<typeof import('../../pkg/wasm-full/contend.js'), 'Verification'>
 *   & { Verification: new (link: string) => Verification }} Glue
 */
/** A run. @typedef {InstanceType<Glue['Session']>} Session */
/** What goes through an experiment step by step. @typedef {Pick<InstanceType<Glue['Session']>, 'step'>} Steps */
/**
 * A deep verification, one step at a time.
 * @typedef {object} Verification
 * @property {() => { map: string } | null} upcoming null at the end
 * @property {() => { kind: 'working' | 'done' | 'stopped', progress: { done: number, total: number },
 *   report?: VerifyReport }} step `report`: of a map that is done
 * @property {() => void} free
 */

/** Each module has a package of its own, loaded by the coordinators that run it. */
const PACKAGES = {
  core: () => import('../../pkg/wasm/contend.js'),
  full: () => import('../../pkg/wasm-full/contend.js'),
  wide: () => import('../../pkg/wasm-wide/contend.js'),
};

/** @type {Glue} */
let glue;
/** @type {Board | undefined} */
let board;
/** The last run, to which rounds may be added until something else needs the instance. */
/** @type {Session | null} */
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
    if (data.type !== 'keep-going') letGo();
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
    case 'keep-going':
      return keepGoing();
    case 'sweep':
      return sweep(request);
    case 'verify':
      return verify(request);
    case 'inspect':
      return inspect(request);
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
 * @returns {Promise<Glue>}
 */
async function load(name) {
  try {
    return /** @type {Glue} */ (await PACKAGES[name]());
  } catch (error) {
    throw new ContendError('WorkerFailed', { kind: 'no-script', raw: String(error) });
  }
}

/**
 * @param {Requests['run']} request
 * @returns {Promise<Result>}
 */
async function run({ link, environment, simulated }) {
  // With shared memory the page clears the flag itself, before it can set it for this run.
  if (simulated) board?.clearStop();
  kept = new glue.Session(link, environment, simulated);
  const { result } = await goThrough(kept);
  if (simulated) letGo();
  return result;
}

/**
 * Adds rounds to the last run, one at a time, until nothing more is to be decided.
 * @returns {Promise<Result>}
 */
async function keepGoing() {
  const session = kept;
  if (!session) throw new ContendError('Unsupported', { kind: 'no-run' });
  for (;;) {
    session.extend(1);
    const { result, stopped } = await goThrough(session);
    if (stopped || !isOpen(result)) return result;
  }
}

/**
 * Between two results of a run that is on: to work one out takes a while, and to show it takes the page's
 * thread from those that measure.
 */
const PARTIAL_MS = 1_000;
let shown = -Infinity;

/**
 * What is left of a run. One that throws is never asked again.
 * @param {Session} session
 */
async function goThrough(session) {
  try {
    const stopped = await play(session, ({ map }, trial) => {
      const due = performance.now() - shown >= PARTIAL_MS;
      if (due) shown = performance.now();
      post({ type: 'trial', map: map ?? '', trial, partial: due ? session.result(false) : null });
    });
    return { stopped, result: /** @type {Result} */ (session.result(stopped)) };
  } catch (error) {
    letGo();
    throw error;
  }
}

function letGo() {
  kept?.free();
  kept = null;
}

/**
 * A run along an axis. What the curves say takes a while to work out, so meanwhile the trials go as
 * they are.
 * @param {Requests['sweep']} request
 * @returns {Promise<ScaleResult>}
 */
async function sweep({ link, environment }) {
  const along = new glue.Sweep(link, environment);
  try {
    const stopped = await play(along, ({ map, cell, value }, trial) => {
      post({ type: 'sweep-trial', trial: { ...trial, map: map ?? '', cell, value } });
    });
    return along.result(stopped);
  } finally {
    along.free();
  }
}

/**
 * All steps, each told before it begins; those that were disturbed are done again.
 * @param {InstanceType<Glue['Session']> | InstanceType<Glue['Sweep']>} session
 * @param {(step: any, trial: Trial) => void} tell
 * @returns {Promise<boolean>} whether it was stopped before its end
 */
async function play(session, tell) {
  let cut = false;
  let step = session.upcoming();
  while (step && !board?.stopRequested) {
    post({ type: 'step', step });
    wasHidden = hidden;
    wasFrozen = false;
    const done = await carryOut(session);
    // What the page said meanwhile is heard only now.
    await breathe();
    wasFrozen ||= performance.now() - alive - ahead > FROZEN_MS;
    const why = done && disturbance();
    const again = why !== null && session.repeat(why);
    const trial = done?.trial;
    if (trial && !again) tell(step, trial);
    cut = step.kind === 'trial' && !trial;
    step = session.upcoming();
  }
  return cut || step !== null;
}

/**
 * @param {Requests['verify']} request
 * @returns {Promise<VerifyReport[]>}
 */
async function verify({ link }) {
  const verification = new glue.Verification(link);
  try {
    /** @type {VerifyReport[]} */
    const reports = [];
    for (let next = verification.upcoming(); next; next = verification.upcoming()) {
      await breathe();
      if (board?.stopRequested) break;
      const { kind, progress, report } = verification.step();
      if (kind === 'stopped') break;
      const { done, total: steps } = progress;
      post({ type: 'verifying', progress: { map: next.map, done, steps } });
      if (!report) continue;
      reports.push(report);
      post({ type: 'report', report });
    }
    return reports;
  } finally {
    verification.free();
  }
}

/**
 * @param {Requests['inspect']} request
 * @returns {number[]}
 */
function inspect({ link, map, ms }) {
  return Array.from(glue.inspect(link, map, ms));
}

/**
 * One step: a single blocking call, or in simulated mode as many slices as it needs.
 * @param {Steps} session
 * @returns {Promise<{ trial: Trial | null } | null>} null for a step that was stopped
 */
async function carryOut(session) {
  for (;;) {
    await breathe();
    if (board?.stopRequested) return null;
    const outcome = session.step();
    if (outcome.kind === 'done') return outcome;
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

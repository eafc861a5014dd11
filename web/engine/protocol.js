/**
 * The messages between the page and the coordinator worker.
 *
 * Types only. The page sends one request at a time and the coordinator answers it with `reply` or
 * `failed`; while a request is under way the coordinator may post notices. `stop` is no request: it
 * reaches a coordinator whose memory the page cannot write to.
 */

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Step} Step */
/** @typedef {import('../types.js').Trial} Trial */
/** @typedef {import('../types.js').Result} Result */
/** @typedef {import('../types.js').ScaleResult} ScaleResult */
/** @typedef {import('../types.js').SweepTrial} SweepTrial */
/** @typedef {import('../types.js').VerifyReport} VerifyReport */
/** @typedef {import('../types.js').VerifyProgress} VerifyProgress */

/**
 * The page's first module, the one with every strategy, or the one with every shape of entries too.
 * @typedef {'core' | 'full' | 'wide'} ModuleName
 */

/**
 * Where the engine's live state lies in its memory, as byte offsets.
 * @typedef {object} BoardLayout
 * @property {number} stop
 * @property {number} phase
 * @property {number} trapped
 * @property {number} trapText a 32-bit length, then that many bytes of UTF-8
 * @property {number} trapTextBytes room for that text
 * @property {number} oom
 * @property {number} beats
 * @property {number} insideVersion odd while the inside's figures are being written
 * @property {number} insideLength
 * @property {number} inside 64-bit figures of the inspected map
 * @property {number} insideFigures room for so many
 * @property {number} counters 64-bit operation counters, one per client thread
 * @property {number} stride bytes from one counter to the next
 * @property {number} clients
 */

/** @typedef {{ workers: number, bytes: number }} Requirements */

/**
 * @typedef {object} Instance
 * @property {WebAssembly.Memory | null} memory null where it cannot be shared with the page
 * @property {BoardLayout} layout
 * @property {number} clockStepNs
 */

/**
 * @typedef {object} Requests
 * @property {{ type: 'init', name: ModuleName, module: WebAssembly.Module, shared: boolean }} init
 *   replied with Instance
 * @property {{ type: 'requirements', link: string }} requirements replied with Requirements
 * @property {{ type: 'reserve', bytes: number }} reserve
 * @property {{ type: 'pool', workers: number }} pool
 * @property {{ type: 'parallelism', workers: number }} parallelism replied with a number
 * @property {{ type: 'run', link: string, environment: Environment, simulated: boolean }} run
 *   replied with Result; the run's session is kept until anything but `keep-going` is asked
 * @property {{ type: 'keep-going' }} keepGoing adds rounds to that session until there is an
 *   answer; replied with Result
 * @property {{ type: 'sweep', link: string, environment: Environment }} sweep replied with
 *   ScaleResult
 * @property {{ type: 'verify', link: string }} verify replied with VerifyReport[]
 * @property {{ type: 'inspect', link: string, map: string, ms: number }} inspect
 *   replied with number[]
 */

/** @typedef {Requests[keyof Requests]} Request */
/**
 * What the coordinator has the page do with the pool's workers, and what these answer.
 * @typedef {{ type: 'pool-start', id: number, url: string, options: WorkerOptions | undefined }
 *   | { type: 'pool-send', id: number, message: unknown }} PoolOrder
 */

/** @typedef {{ type: 'pool-message', id: number, message: unknown }} PoolMessage */

/** @typedef {Request | PoolMessage | { type: 'stop' } | { type: 'page', hidden: boolean, at: number }} ToCoordinator */

/** @typedef {{ map: string, trial: Trial, partial: Result | null }} TrialNotice `partial`: once a second */

/**
 * @typedef {{ type: 'step', step: Step }
 *   | { type: 'working', phase: number, perThread: number[] }
 *   | ({ type: 'trial' } & TrialNotice)
 *   | { type: 'sweep-trial', trial: SweepTrial }
 *   | { type: 'verifying', progress: VerifyProgress }
 *   | { type: 'report', report: VerifyReport }} Notice
 */

/**
 * @typedef {Notice | PoolOrder | { type: 'reply', value: any }
 *   | { type: 'failed', name: string, seen: import('./errors.js').Seen, outOfMemory: boolean }} FromCoordinator
 */

export {};

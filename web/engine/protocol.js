/**
 * The messages between the page and the coordinator worker.
 *
 * Types only. The page sends one request at a time and the coordinator answers it with `reply` or
 * `failed`; while a request is under way the coordinator may post notices. `stop` is no request: it
 * reaches a coordinator whose memory the page cannot write to.
 */

/** @typedef {import('../types.js').Environment} Environment */
/** @typedef {import('../types.js').Step} Step */

/**
 * The page's first module, the one with every strategy, or the one with every shape of entries too.
 * @typedef {'core' | 'full' | 'wide'} ModuleName
 */

/**
 * Where the engine's live state lies in its memory, as byte offsets.
 * @typedef {object} BoardLayout
 * @property {number} stop
 * @property {number} asked
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
 * What the engine is to do, as a lab says it: the module's class that goes through the steps, or its
 * function that does it in one call, and what that needs. A lab that brings one needs nothing here.
 *
 * A class is made of a canonical link, the environment, and whether that is simulated. It has
 * `upcoming()`, the next step or null; `step()`, which says `working` as often as it likes, then `done`
 * or `stopped`; and, where that makes sense, `repeat(why)` for a step that was disturbed,
 * `extend(rounds)` and `result(stopped)`. A function takes the link, then what else it is told.
 * @typedef {object} Task
 * @property {string} [steps] the class
 * @property {string} [call] the function
 * @property {unknown[]} [args] what that takes after what it is told
 * @property {ModuleName} least the smallest module that has it
 * @property {boolean} [only] no other one has it
 * @property {boolean} [threads] it needs real ones
 * @property {Requirements} [room] workers at least, and bytes beyond what the experiment needs
 * @property {number} [seconds] it may show no sign of progress, where that is more than usual
 * @property {boolean} [partials] its result is worth having while it is at work
 * @property {boolean} [inside] what is live of it is a row of figures, as of a map's inside
 * @property {(board: import('./board.js').Board | null) => void} [live] is given the board before it begins, to ask things of it
 */

/**
 * @typedef {object} Requests
 * @property {{ type: 'init', name: ModuleName, module: WebAssembly.Module, shared: boolean }} init
 *   replied with Instance
 * @property {{ type: 'call', name: string, args: unknown[] }} call of one of the module's functions,
 *   replied with what that returns
 * @property {{ type: 'begin', steps: string, link: string, environment: Environment, partials: boolean }} begin
 *   makes one of the module's classes and goes through its steps; replied with Ended
 * @property {{ type: 'more', rounds: number }} more adds rounds to what was gone through, if nothing else
 *   was asked since; replied with Ended
 */

/**
 * What a task came to: whether it was stopped before its end, whether rounds can be added to it, and its
 * result, if it has one.
 * @typedef {{ stopped: boolean, extends: boolean, result: any }} Ended
 */

/** @typedef {Requests[keyof Requests]} Request */
/**
 * What the coordinator has the page do with the pool's workers, and what these answer.
 * @typedef {{ type: 'pool-start', id: number, url: string, options: WorkerOptions | undefined }
 *   | { type: 'pool-send', id: number, message: unknown }} PoolOrder
 */

/** @typedef {{ type: 'pool-message', id: number, message: unknown }} PoolMessage */

/** @typedef {Request | PoolMessage | { type: 'stop' } | { type: 'page', hidden: boolean, at: number }} ToCoordinator */

/**
 * What is told of the steps: that one begins, what it says while it is at work, and what it came to.
 * What they say is theirs; `partial` is the result so far, once a second.
 * @typedef {{ type: 'step', step: Step }
 *   | { type: 'working', step: Step, phase: number, outcome: any }
 *   | { type: 'done', step: Step, outcome: any, partial: any }} Notice
 */

/**
 * @typedef {Notice | PoolOrder | { type: 'reply', value: any }
 *   | { type: 'failed', name: string, seen: import('./errors.js').Seen, outOfMemory: boolean }} FromCoordinator
 */

export {};

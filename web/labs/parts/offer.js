// What the Compare lab offers beside the metadata: thread counts that suit this machine, and how
// long an experiment will take.
//
// Guarantees: pure. What is offered may depend on the machine; what a link means never does.

/** Shown first, always; then on to twice what the machine runs at once. */
const USUAL_THREADS = [1, 2, 3, 4, 6, 8];
const MORE_THREADS = [12, 16, 24, 32, 48, 64];

/** Milliseconds around one trial that are not its measurement: ramp, prefill, drain, checks. */
const AROUND_A_TRIAL_MS = 80;
const AROUND_A_RUN_MS = 900;
/** As in the engine: the longest latency or memory pass, and an operation for want of better. */
const PASS_MS = 300;
const USUAL_OPERATION_MS = 150e-6;

/** @param {number | null} parallelism measured, or null before it is known */
export function offeredThreads(parallelism) {
  const twice = Math.min(64, 2 * (parallelism ?? 4));
  const more = MORE_THREADS.filter((count) => count < twice);
  const top = twice > 8 ? [twice] : [];
  return [...USUAL_THREADS, ...more, ...top].map(String);
}

/**
 * About how long a run takes, before the engine has said.
 * @param {import('../../types.js').LinkState} state
 */
export function estimateMs({ maps, values, axis }) {
  const counted = Number(values.ops);
  const measured = Number.isFinite(counted)
    ? counted * (USUAL_OPERATION_MS * Number(values.threads) + Number(values.think) / 1e6)
    : Number(values.ms);
  const trials = Number(values.rounds) * (measured + AROUND_A_TRIAL_MS);
  // Along an axis the first value alone is warmed up, and nothing but trials is done.
  const passes = axis ? 0 : 2 * (Math.min(measured, PASS_MS) + AROUND_A_TRIAL_MS);
  const all = trials * (axis?.values.length ?? 1);
  return AROUND_A_RUN_MS + maps.length * (Number(values.warmup) + all + passes);
}

/**
 * What is said when a run of trials starts.
 * @param {import('../../strings/index.js').Locale} locale @param {import('../../types.js').LinkState} state
 */
export function startedText({ t, n }, state) {
  const { maps, values } = state;
  const counts = { maps: maps.length, rounds: Number(values.rounds) };
  return t('say.started', { ...counts, time: n.seconds(estimateMs(state)) });
}

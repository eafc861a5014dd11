// What runs come to, and what is told of them while they last.
// Guarantees: types only; the JSON Schemas beside them in the package say the same, and the tests hold
// results against those.

import type { RaceResult } from './race-results.js';

export type { RaceResult } from './race-results.js';

export interface Environment {
  host: 'browser' | 'native';
  userAgent: string;
  /** The processor's model and its frequency's governor; natively. */
  processor?: string;
  governor?: string;
  cores: number;
  parallelism: number;
  /** With how many threads that was tried, and when. */
  parallelismTested?: number;
  parallelismAt?: string;
  /** How much a fixed loop's speed varied just before the run; a share of 1. */
  calibrationSpread?: number | null;
  isolation: 'headers' | 'service-worker' | 'inherited' | 'none';
  mode: 'threads' | 'simulated';
  clockStepNs: number;
  build: string;
  /** Of the sources, and whether these differed from it; where they were a checkout. */
  commit?: string;
  dirty?: boolean;
  allocator: string;
  hasher: string;
  recordedAt: string;
  /** Clients had a core each; natively. */
  pinned?: boolean;
}
export interface Step {
  kind: 'harness' | 'warmup' | 'trial' | 'latency' | 'memory' | 'contention';
  index: number;
  total: number;
  map: string | null;
  mapIndex: number;
  round: number;
  rounds: number;
  threads: number;
  expectedMs: number;
  remainingMs: number;
  /** Along an axis: the place and the value that the step is for, and how many there are. */
  cell?: number;
  cells?: number;
  value?: string;
  /** Of a matrix: at which preset. */
  preset?: string;
}
export interface Sample {
  step: Step;
  phase: number;
  stepElapsedMs: number;
  opsPerSec: number;
  perThread: number[];
  done: number;
  total: number;
  remainingMs: number;
}
export interface Interval {
  median: number;
  low: number | null;
  high: number | null;
}
export interface Check {
  name: string;
  status: 'pass' | 'fail' | 'not-applicable';
  detail: string | null;
}
/** That nothing was checked is an answer of its own, which never counts as passed. */
export type Outcome = 'passed' | 'failed' | 'not-checked';
export interface Verdict {
  outcome: Outcome;
  /** It passed. */
  ok: boolean;
  checks: Check[];
}
/** Whether two threads were ever inside one lock together, and how much was written down. */
export interface Audit {
  answer: 'clean' | 'overlap' | 'not-judged';
  /** Stays inside locks that were looked at. */
  sections?: number;
  times?: number;
  overlaps?: [Witness, Witness][];
  records: { retained: number; overwritten: number };
}
export interface Witness {
  thread: number;
  call: string;
  outcome: string;
  key: number | null;
  enter: number;
  leave: number;
}
export interface Trial {
  map?: string;
  round: number;
  threads: number;
  extraThreads: number;
  seconds: number;
  ops: number;
  /** Of a map that can refuse: operations that were, which are in no other figure. */
  refused?: number;
  /** Of a map whose accesses are written down. */
  audit?: Audit;
  /** At a rate, how many operations it asked for. */
  due?: number;
  opsPerSec: number;
  perThread: number[];
  hitRate: number | null;
  occupancy: number | null;
  /** Occupancy as it begins and after each tenth; the hit rate of each tenth. */
  overTime?: { occupancy: number[]; hitRate: (number | null)[] } | null;
  streamChecksum: string;
  verdict: Verdict;
}
export interface Summary {
  opsPerSec: Interval;
  nsPerOp: number;
  ratio: Interval | null;
  fairness: number | null;
  /** Of all operations: of the thread that did least, and of the one that did most. */
  smallestShare?: number | null;
  largestShare?: number | null;
  hitRate: number | null;
  occupancy: number | null;
  /** Of all trials together. */
  outcome: Outcome;
  /** It passed. */
  ok: boolean;
  /** Mann-Whitney against the baseline, adjusted by Holm's method; the first module leaves it out. */
  p?: number | null;
  outliers?: { round: number; severity: 'mild' | 'severe' }[];
}
/** Percentiles in nanoseconds; nothing is finer than the environment's clock step. */
export interface Latency {
  /** `service-time`: closed loop; `response-time`: from the intended start, at a rate. */
  kind: 'service-time' | 'response-time';
  count: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
  overSla: number | null;
}
/** What a map held and asked of the allocator, in a pass of its own. */
export interface Memory {
  bytes: number;
  entries: number;
  bytesPerEntry: number | null;
  bytesLoaded: number;
  allocationsPerOp: number;
  bytesPerOp: number;
}
/** Waits for a map's locks, in a pass of its own. */
export interface Contention {
  waits: number;
  waitsPerOp: number;
  waitedSeconds: number;
  /** Of the clients' time. */
  waitedShare: number;
}
export interface StrategyResult {
  id: string;
  label: string;
  trials: Trial[];
  summary: Summary | null;
  latency: Latency | null;
  memory: Memory | null;
  /** Null where the map's locks cannot count; the first module leaves it out. */
  contention?: Contention | null;
}
export interface Conclusion {
  kind: 'none' | 'single' | 'wins' | 'tied' | 'too-few-rounds' | 'broken' | 'simulated';
  best: string | null;
  other: string | null;
  ratio: Interval | null;
  tied: string[];
  broken: string[];
  /** How maps are told apart: after a fixed number of rounds, or looked at after each of them. */
  rule?: 'fixed' | 'sequential';
  /** How the best stands to each other map, slowest last. */
  others?: Standing[];
  /** The best is told apart from every other map, or they are equal in practice. */
  decided?: boolean;
}
/** The best map against another one. */
export interface Standing {
  map: string;
  /** Above 1: the best is faster. */
  ratio: Interval;
  answer: 'slower' | 'equal' | 'undecided';
}
export interface Harness {
  nsPerOp: number | null;
  opsPerSec: number | null;
  threads: number;
  nsPerOpOneThread: number | null;
  latency: Latency | null;
}
export interface Result {
  schema: 'contend/result/1';
  experiment: string;
  seed: number;
  stopped: boolean;
  /** Rounds in all, where more were added than the link has. */
  continued?: number;
  environment: Environment;
  harness: Harness | null;
  strategies: StrategyResult[];
  conclusion: Conclusion;
  warnings: ({ kind: string } & Record<string, unknown>)[];
}
/** An estimated figure, its standard error, and the ends of its 95 % interval. */
export interface Parameter {
  value: number;
  error: number | null;
  low: number | null;
  high: number | null;
}
/** The Universal Scalability Law, fitted: gamma N / (1 + alpha (N - 1) + beta N (N - 1)). */
export interface ScalingLaw {
  gamma: Parameter;
  alpha: Parameter;
  beta: Parameter;
  rSquared: number;
  /** Threads beyond which more do less. */
  peak: number;
  /** What contention alone would never let the throughput exceed. */
  roof: number;
  fitted: number[];
  leftOut: number[];
}
/** One map along the axis, and what its curve says. */
export interface ScalingCurve {
  map: string;
  points: { at: number; throughput: Interval }[];
  decay: { slope: Parameter; intercept: number; rSquared: number | null } | null;
  knee: number | null;
  law: ScalingLaw | null;
  /** Why there is no law. */
  refusal: ({ reason: string } & Record<string, number | string>) | null;
}
export interface Overtaking {
  /** Ahead afterwards. */
  map: string;
  overtaken: string;
  /** Which of the two in the link's order goes ahead. */
  overtakes?: string;
  between: [number, number];
  at: number;
  low: number | null;
  high: number | null;
  support: number;
  separable: boolean;
}
/** A trial of a scale experiment: of which map, at which place of the axis. */
export type SweepTrial = Trial & { map: string; cell: number; value: string };
/** What a scale experiment yields: a Result for each value of its axis. */
export interface ScaleResult {
  schema: 'contend/scale/1';
  experiment: string;
  seed: number;
  stopped: boolean;
  environment: Environment;
  axis: { name: string; values: string[] };
  cells: { value: string; result: Result }[];
  scaling: { curves: ScalingCurve[]; overtakings: Overtaking[] };
}
/** A map at a preset. */
export interface MatrixCell {
  map: string;
  preset: string;
  /** Complete ones. */
  rounds: number;
  opsPerSec: Interval | null;
  /** To the baseline, paired by round. */
  ratio: Interval | null;
  /** The fastest of its preset, or not told apart from it. */
  best: boolean;
  outcome: Verdict['outcome'] | null;
}
/** What a matrix yields: a cell for each map at each preset. */
export interface MatrixResult {
  schema: 'contend/matrix/1';
  experiment: string;
  seed: number;
  stopped: boolean;
  environment: Environment;
  /** `mean`: the geometric mean of its ratios over the complete presets. */
  maps: { map: string; label: string; mean: Interval | null; presets: number }[];
  presets: {
    preset: string;
    experiment: string;
    complete: boolean;
    kind: Conclusion['kind'];
    fastest: string | null;
    /** It is told of every other map how it stands to the fastest. */
    decided: boolean;
    warnings: Result['warnings'];
  }[];
  cells: MatrixCell[];
}
/** A rule or a remark, and where it is from. */
export interface Said {
  id: string;
  text: string;
  source:
    | { kind: 'article'; section: string }
    | { kind: 'go-docs'; url: string }
    | { kind: 'measured'; presets: string[]; threads: number; over: string[] }
    | { kind: 'row' }
    | { kind: 'method' };
}
/** A map that a program is advised to have. */
export interface Choice {
  map: string;
  label: string;
  available: { go: string | null; rust: string | null };
  reasons: Said[];
}
/** What a machine says of a choice, and the result it says it by. */
export type Confirmed = { result: Result } & (
  | { verdict: 'confirmed' }
  | { verdict: 'tie'; stands: string }
  | { verdict: 'contradiction'; best: string; ratio: number }
  | { verdict: 'refused'; map: string; ns: number; harnessNs: number }
  | { verdict: 'cannot-tell'; why: { reason: string; has?: number; needs?: number } }
);
/** What a program's own data say beside answers. */
export type Tell =
  | { kind: 'experiment'; link: string }
  | { kind: 'operations'; operations: number; threads: number; shares: [string, number][] }
  | { kind: 'keys'; keys: number }
  | { kind: 'even'; space: number }
  | { kind: 'zipf'; exponent: number }
  | { kind: 'skewed'; hottestFifth: number }
  | { kind: 'rate'; perSecond: number }
  | { kind: 'benchmark'; name: string; times: [number, number][]; speedup: number | null }
  | { kind: 'waited'; contentions: number; ms: number }
  | { kind: 'place'; share: number; function: string; released: string };
export interface Observed {
  answers: Record<string, string>;
  tells: Tell[];
  /** Questions that are left open, and by which reason. */
  lacks: { id: string; key: string }[];
}
/** What is answered to a question. */
export interface ChooseResult {
  schema: 'contend/choose/1';
  /** The canonical link. */
  question: string;
  answers: Record<string, string>;
  choice: Choice | null;
  runnerUp: Choice | null;
  excluded: { map: string; reason: string; unmet: string[] }[];
  /** Without a choice: what to let go of. */
  drop: { drop: { key: string; value: string }[]; map: string; question: string }[];
  changesIf: { key: string; value: string; map: string; question: string; link: string }[];
  remarks: Said[];
  /** The link of the run that confirms the choice or not. */
  confirm: string | null;
  starter: { go: string | null; rust: string | null };
  observed?: Observed;
  confirmed?: Confirmed;
}
export interface Outcomes {
  hit: number;
  miss: number;
  done: number;
  timeout: number;
  panic: number;
}

export interface Took {
  p50: number;
  p99: number;
  p999: number;
  max?: number;
}

/** What ended in a stretch of time. */
export interface OverTime extends Outcomes {
  fromMs: number;
  overruns: number;
  /** Clients at most, at once. */
  waiting: number;
  took: Took | null;
}

export interface FaultFigures {
  id: number;
  operations: number;
  timeouts: number;
  panics: number;
  longestMs: number;
}

/** A map's run while things go wrong. */
export interface GuardMap {
  id: string;
  label: string;
  deadline: 'full' | 'try' | 'entry' | null;
  operations: Outcomes;
  byCall: ({ call: string } & Outcomes)[];
  lost: number;
  took: Required<Took> | null;
  late: Required<Took> | null;
  overTime: OverTime[];
  faults: FaultFigures[];
  records: { retained: number; overwritten: number };
  audit: Audit | null;
  verdict: { outcome: 'passed' | 'failed' | 'not-checked' };
  unchecked?: string;
}

export interface GuardResult {
  schema: 'contend/guard/1';
  experiment: string;
  seed: number;
  stopped: boolean;
  environment: Environment;
  threads: number;
  ms: number;
  deadlineMs: number | null;
  /** `asked`: nobody scheduled it; in the run of which map it was asked for. */
  faults: { id: number; fault: string; atMs: number; asked?: string }[];
  maps: GuardMap[];
}

/** What a run comes to, in whichever lab; `schema` says which. */
export type LabResult =
  Result | ScaleResult | RaceResult | MatrixResult | ChooseResult | GuardResult;
/** Detail of `contend-progress`. */
export interface Progress {
  done: number;
  total: number;
  strategy: string | null;
  round: number;
  opsPerSec: number;
  perThread: number[];
  remainingMs: number;
  /** Of a scale experiment only. */
  cell?: number;
  cells?: number;
  value?: string;
}

// The shapes that the page shares with the engine: metadata, link state, steps and results.
// Guarantees: types only; nothing here exists at run time. The metadata is written by the build,
// the results by the engine, and both are validated by schemas in the tests.

/** One text in the two languages of the project; the second is there once it was asked for. */
export interface Words {
  en: string;
  zh?: string;
}

interface KeyBase {
  key: string;
  group: 'maps' | 'run' | 'workload' | 'scale' | 'race';
  default: string | null;
  label: Words;
  help: Words;
  unit: string | null;
  choices: string[];
}
export interface IntegerKey extends KeyBase {
  type: 'integer';
  min: number;
  max: number;
}
export interface IntegerOrKey extends KeyBase {
  type: 'integer-or';
  min: number;
  max: number;
  word: string;
}
export interface DecimalOrKey extends KeyBase {
  type: 'decimal-or';
  param: FormParam;
  word: string;
}
export interface Operation {
  letter: string;
  label: Words;
  help: Words;
}
export interface MixKey extends KeyBase {
  type: 'mix';
  operations: Operation[];
}
export interface FormParam {
  name: string;
  label?: Words;
  type: 'decimal';
  digits: number;
  min: string;
  max: string;
  default: string;
}
export interface ChoiceForm {
  name: string;
  label: Words;
  params: FormParam[];
}
export interface ChoiceKey extends KeyBase {
  type: 'choice';
  forms: ChoiceForm[];
}
export interface MapsKey extends KeyBase {
  type: 'maps';
  max: number;
  /** The highest number of a map's copy. */
  copies: number;
}
export interface BaselineKey extends KeyBase {
  type: 'baseline';
}
export interface PresetKey extends KeyBase {
  type: 'preset';
}
/** What can be varied: a number that stands in for the value of a key, or for a part of it. */
export type AxisSpec = {
  name: string;
  /** The key that has no value of its own beside this axis. */
  key: string | null;
  /** The values of an axis that is only named. */
  default: string;
  label: Words;
  help: Words;
  unit: string | null;
} & ({ type: 'integer'; min: number; max: number } | { type: 'decimal'; param: FormParam });
/** What is varied, and its values in ascending order. */
export interface Axis {
  spec: AxisSpec;
  values: string[];
}
export interface AxisKey extends KeyBase {
  type: 'axis';
  axes: AxisSpec[];
  /** Fewest and most values. */
  min: number;
  max: number;
}
/** What the goroutines of the Race lab do. */
export interface ProgramKey extends KeyBase {
  type: 'program';
  limits: ProgramLimits;
}
export interface ProgramLimits {
  goroutines: number;
  /** Of one goroutine. */
  statements: number;
  /** Keys that are there at the start. */
  entries: number;
  key: number;
  value: number;
}
export interface ScheduleKey extends KeyBase {
  type: 'schedule';
  goroutines: number;
  steps: number;
}
/** One statement: its letter in a link, and its key and value where it has them. */
export interface Statement {
  kind: string;
  key: number | null;
  value: number | null;
}
/** Keys that are there at the start, in the order in which they came, and what each goroutine does. */
export interface Program {
  entries: number[];
  goroutines: Statement[][];
}
export type KeyMeta =
  | IntegerKey
  | IntegerOrKey
  | DecimalOrKey
  | MixKey
  | ChoiceKey
  | MapsKey
  | BaselineKey
  | PresetKey
  | AxisKey
  | ProgramKey
  | ScheduleKey;

export interface Preset {
  name: string;
  query: string;
  label: Words;
  summary: Words;
}
export interface StrategyParam {
  name: Words;
  min: number;
  max: number;
  default: number;
  powerOfTwo: boolean;
  choices: number[];
}
export interface StrategyRow {
  id: string;
  label: Words;
  summary: Words;
  tradeOffs: Words;
  source: { title: string; url: string | null };
  param: StrategyParam | null;
  /** `core`: the first module has the variant, if it has the strategy. */
  variants: { id: string; label: Words; core: boolean }[];
  extraThreads: number;
  guarantees: Record<string, unknown>;
  inside: Inside | null;
  /** Why a browser does not offer it. */
  withheld: Words | null;
}
/** What can go around any map. */
export interface DecoratorRow {
  id: string;
  label: Words;
  summary: Words;
  tradeOffs: Words;
}
export interface Gauge {
  id: string;
  label: Words;
  kind: 'level' | 'total' | 'flag';
}
/** What a map shows of its inside: figures of the whole, then those of each part in turn. */
export interface Inside {
  gauges: Gauge[];
  part: Words | null;
  partGauges: Gauge[];
}
/** What the article claims, to be held against a run or a row. */
export type Claim = {
  id: string;
  chapter: string;
  text: Words;
  map: string;
  note: Words | null;
} & (
  | {
      about: 'throughput';
      baseline: string;
      relation: 'equals' | 'above' | 'below';
      ratio: number;
      link: string;
    }
  | { about: 'guarantee'; column: string; word: Words }
);
export interface Metadata {
  schema: string;
  version: string;
  link: {
    version: string;
    maxBytes: number;
    labs: string[];
    /** Keys of what a link carries beside its experiment. */
    carried: string[];
    maxUnpackedBytes: number;
  };
  landing: string;
  keys: KeyMeta[];
  /** Keys that links of one lab have besides; their words are fetched with the lab. */
  labKeys: { race: KeyMeta[] };
  presets: Preset[];
  strategies: StrategyRow[];
  /** In canonical order. */
  decorators: DecoratorRow[];
  claims: Claim[];
  /** Ids of the strategies in the page's first module. */
  core: string[];
  /** Keys whose values other than the default are for the wide module. */
  wide: string[];
}

export interface Problem {
  kind: string;
  key: string | null;
  value: string | null;
  used: string | null;
}
/** One kind of damage to a link that was mended. */
export interface Repair {
  kind: 'space' | 'escaped' | 'slash' | 'encoded' | 'punctuation';
  /** What was left out, or an example of what was replaced. */
  value: string | null;
}
/** What the link codec makes of one fragment. */
export interface LinkState {
  lab: string;
  values: Record<string, string>;
  maps: string[];
  /** Of a scale experiment. */
  axis: Axis | null;
  problems: Problem[];
  /** What had to be mended for it to read like this. */
  repairs: Repair[];
  /** What came beside the experiment, by key, as it stood in the link. */
  carried: Record<string, string>;
  fatal: Problem | null;
}

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
export interface Trial {
  map?: string;
  round: number;
  threads: number;
  extraThreads: number;
  seconds: number;
  ops: number;
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
/** What an operation answered; `value` is there for `found`. */
export interface HistoryResult {
  kind: 'found' | 'absent' | 'exchanged' | 'refused' | 'unknown' | 'pending';
  value?: number;
}
/** One operation of a recorded history; call and return are places in one order. */
export interface HistoryOperation {
  thread: number;
  call: number;
  /** Null if it had not returned where the history ends. */
  return: number | null;
  operation: string;
  /** What it was to write. */
  argument: number | string | null;
  /** What a compare-exchange was to find. */
  expected?: number | null;
  result: HistoryResult | number | string | null;
  /** Its place in the longest order that explains its answers, from 1, if it has one. */
  inOrder?: number | null;
}
export interface HistoryFailure {
  kind?: 'not-linearizable' | 'panicked';
  key: number | string | null;
  summary: string;
  /** The key's value at the start; null: it was absent. */
  initial?: number | null;
  operations: HistoryOperation[];
}
/** What the deep verification of one map came to. */
export interface VerifyReport {
  map: string;
  applicable: boolean;
  /** Why nothing was checked. */
  reason?: string | null;
  outcome: Outcome;
  /** It passed. */
  ok: boolean;
  histories: number;
  operations: number;
  /** Histories of a key that were too large to be decided. */
  undecided?: number;
  failure: HistoryFailure | null;
}
/** How far a deep verification is: the map under way, and steps of its own. */
export interface VerifyProgress {
  map: string;
  done: number;
  steps: number;
}
/** A map's inside at one moment: `figures` as its row's `inside` orders them. */
export interface InsideSample {
  elapsedMs: number;
  figures: number[];
  opsPerSec: number;
}
/** Passes of the engine that are no runs: they measure nothing that is compared. */
export interface Passes {
  verify(
    link: string,
    hear: {
      onReport: (report: VerifyReport) => void;
      onProgress: (progress: VerifyProgress) => void;
    },
  ): Promise<VerifyReport[]>;
  inspect(
    link: string,
    map: string,
    options: { ms: number; onSample: (sample: InsideSample) => void },
  ): Promise<unknown>;
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

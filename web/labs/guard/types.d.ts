// Shapes of the Guard lab. Guarantees: types only; nothing here exists at run time.

import type { Environment } from '../../types.js';
import type { Asked, Words } from '../../types.js';

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

/** A run at a moment. */
export interface Look {
  /** Which of the maps it is. */
  place: number;
  now: number;
  waiting: number;
  clients: number;
  faults: { id: number; fault: string; stage: 'pending' | 'on' | 'over' }[];
  overTime: OverTime[];
}

export interface Witness {
  thread: number;
  call: string;
  outcome: string;
  key: number | null;
  enter: number;
  leave: number;
}

export interface Audit {
  answer: 'clean' | 'overlap' | 'not-judged';
  sections?: number;
  times?: number;
  overlaps?: [Witness, Witness][];
  records: { retained: number; overwritten: number };
}

export interface FaultFigures {
  id: number;
  operations: number;
  timeouts: number;
  panics: number;
  longestMs: number;
}

/** Of schema contend/guard/1. */
export interface MapResult {
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
  maps: MapResult[];
}

/** What a thread did: seven figures for each record, see `crate/wasm/guard.rs`. */
export interface Lane {
  name: string;
  client: boolean;
  overwritten: number;
  records: Float64Array;
}

export interface Records {
  lanes: Lane[];
  /** Names by number. */
  calls: string[];
  outcomes: string[];
  csv: string;
  trace: string;
}

/** A map, and what is known of its run. */
export interface MapShown {
  map: string;
  figures: MapResult | null;
  look: Look | null;
  scrape: string | null;
  records: Records | null;
}

/** The runs of an experiment. */
export interface Runs extends Asked {
  maps: MapShown[];
  /** The map that runs now. */
  on: string | null;
  result: GuardResult | null;
  failed: boolean;
  /** From a file. */
  opened?: boolean;
}

export interface Scenario {
  name: string;
  view: string;
  link: string;
  label: Words;
  summary: Words;
}

/** A fault as it is shown. */
export interface Marked {
  id: number;
  fault: string;
  asked?: string;
}

/** Of schema contend/incident/1. */
export interface Incident {
  schema: 'contend/incident/1';
  experiment: string;
  seed: number;
  simulation: true;
  variant: {
    id: string;
    kind: 'incident' | 'article' | 'remedy';
    label: Words;
    setup: Words;
    article: string | null;
  };
  says: Words;
  parameters: Record<string, number | string | null>;
  overTime: IncidentInterval[];
  totals: Record<string, number | null>;
  little: LittleWindow[];
  predictions: Prediction[];
}

export interface IncidentInterval {
  fromMs: number;
  toMs: number;
  arrived: number;
  answered: number;
  wrong: number;
  failed: number;
  timedOut: number;
  shed: number;
  lost: number;
  inFlight: number;
  waiting: number;
  goroutines: number;
  up: boolean;
  p50Ns: number | null;
  p99Ns: number | null;
  oldestNs: number | null;
  cpuPercent: number;
  memoryBytes: number;
}

export interface LittleWindow {
  name: 'before' | 'after';
  fromMs: number;
  toMs: number;
  arrivals: number;
  lambda: number;
  l: number;
  w: number | null;
  lambdaW: number | null;
  off: number | null;
  stationary: boolean;
  reason: string | null;
  why: Words | null;
  unended: number;
}

export interface Prediction {
  what: string;
  label: Words;
  formula: string;
  predicted: number;
  measured: number;
  off: number;
}

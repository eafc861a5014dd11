// Shapes of the Guard lab. Guarantees: types only; nothing here exists at run time.

import type { GuardMap, GuardResult, OverTime } from '../../results.js';
import type { Asked, Words } from '../../types.js';

export type { Audit, GuardMap, GuardResult, OverTime, Witness } from '../../results.js';

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

/** What a thread did: seven figures for each record, see `crate/wasm/guard.rs`. */
export interface Lane {
  /** Of a client, from 0; else of a stall, from 1. */
  client: boolean;
  number: number;
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
  figures: GuardMap | null;
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

// What runs of the Race lab on real threads yield, schema contend/race/1.

import type { Environment } from './results.js';

export type RaceView = 'live' | 'damage' | 'twins';
export type Ended = 'fatal' | 'time' | 'done' | 'endless' | 'crash' | 'memory';

/** What a goroutine was doing. */
export interface Doing {
  goroutine: number;
  worker: number;
  call: string;
  key?: number;
  step: string;
  /** Waiting for its worker, switched away at an allocation. */
  parked: boolean;
  /** The call was already over. */
  complete: boolean;
}
export interface Meeting {
  message: string;
  by: Doing;
  other: Doing | null;
  flags: number;
}
export interface Unseen {
  reads: number;
  stores: number;
}
export interface RaceRun {
  cell: number;
  round: number;
  ended: Ended;
  meeting?: Meeting;
  ms: number;
  operations: number;
  unseen: Unseen;
  damage?: Damage;
  twin?: TwinRun;
  /** In place of a run of the load: those of the program over one map. */
  program?: TwinProgram;
}
/** One run of a map of the twins. */
export interface TwinRun {
  /** Index into the result's twins. */
  map: number;
  opsPerSec: number;
  anomalies: number;
}

export interface Share {
  value: number;
  low: number;
  high: number;
}
export interface SurvivalStep {
  at: number;
  alive: number;
  low: number | null;
  high: number | null;
  atRisk: number;
  deaths: number;
}
export interface Cell {
  workers: number;
  goroutines: number;
}
export interface CellSummary extends Cell {
  runs: number;
  deaths: number;
  /** Those of them that were a segmentation fault. */
  crashes?: number;
  probability: Share | null;
  messages: [string, number][];
  survival: SurvivalStep[];
  survivalByOperations: SurvivalStep[];
  medianMs: number | null;
  medianOperations: number | null;
  deathsPerSecond: number | null;
  deathsPerMillion: number | null;
  unseen: Unseen;
  others: [Ended, number][];
}
export interface Line {
  slope: { value: number; error: number; low: number; high: number };
  intercept: number;
  rSquared: number | null;
}
export interface Findings {
  alwaysFrom: number | null;
  never: number[];
  time: Line | null;
  rate: Line | null;
  rateByOperations: Line | null;
  step: [number, number] | null;
}

export type DamageKind =
  | 'lost-update'
  | 'duplicate-key'
  | 'vanished-key'
  | 'unreachable-entry'
  | 'returned-key'
  | 'wrong-value'
  | 'corrupted-count';
export type Word =
  | { kind: 'count'; count: number }
  | { kind: 'mark'; key: number; goroutine: number | null; sequence: number };
export interface Example {
  kind: DamageKind;
  key: number;
  place: { bucket: number; position: number; slot: number; old: boolean } | null;
  found: Word | null;
  expected: Word | null;
  copies: number;
  writers: [number, number][];
}
export interface Damage {
  /** In the order of the summary's kinds. */
  counts: number[];
  missedReads: number;
  foreignReads: number;
  endless: number;
  crashed: number;
  ranAway: boolean;
  length: number;
  found: number;
  examples: Example[];
}
export interface DamageSummary extends Cell {
  runs: number;
  operations: number;
  kinds: { kind: DamageKind; times: number; runs: number; perMillion: number }[];
  missedReads: number;
  foreignReads: number;
  endless: number;
  crashed: number;
  ranAway: number;
}
/** A small program with a schedule that ends in the same kind of damage. */
export interface Reconstruction {
  kind: DamageKind;
  program: string;
  schedule: string;
}

export interface RaceResult {
  schema: 'contend/race/1';
  experiment: string;
  seed: number;
  stopped: boolean;
  environment: Environment;
  view: RaceView;
  load: string;
  ladder: 'workers' | 'goroutines';
  ms: number;
  rounds: number;
  cells: CellSummary[];
  findings: Findings;
  damage?: DamageSummary[];
  reconstructions?: Reconstruction[];
  twins?: Twins;
  runs: RaceRun[];
}

export interface Estimate {
  median: number;
  low: number | null;
  high: number | null;
}
export interface Twins {
  /** The unguarded table of one worker alone, then the model of one worker alone, then the maps. */
  maps: Twin[];
  program: string;
  /** Different outcomes that serial orders of the program give. */
  serial: number;
  programs: TwinProgram[];
}
export interface Twin {
  map: string;
  kind: 'table' | 'model' | 'map';
  cells: TwinCell[];
}
export interface TwinCell extends Cell {
  runs: number;
  anomalies: number;
  opsPerSec: Estimate | null;
  /** To the table alone, round by round. */
  ratio: Estimate | null;
}
export interface TwinProgram {
  map: string;
  runs: number;
  /** Different outcomes seen, and runs that ended in none that a serial order gives. */
  outcomes: number;
  others: number;
  /** The map's iteration or length promises less than the program asks for. */
  weak: boolean;
}

// What the Compare lab keeps of its runs and checks.

import type { Asked, Interval, Outcome, VerifyProgress, VerifyReport } from '../../types.js';

/** A run and the experiment that it is of. */
export interface RunOf extends Asked {
  /** Shown again from the tab's runs. */
  again?: boolean;
}

/** A deep check: what it has found so far. */
export interface Checks extends Asked {
  reports: VerifyReport[];
  progress: VerifyProgress | null;
  over: boolean;
  stopped: boolean;
  /** A run began after it. */
  behind: boolean;
}

/** What `contend compare --json` writes, and `compare.schema.json` describes. */
export interface Comparison {
  schema: 'contend/compare/1';
  old: Side;
  new: Side;
  differences: Difference[];
  maps: MapChange[];
  geometricMean: Interval | null;
  leftOut: {
    id: string;
    reason: 'missing-old' | 'missing-new' | 'failed-old' | 'failed-new' | 'failed-both';
  }[];
}

export interface Side {
  name: string;
  experiment: string;
  recordedAt: string;
  commit: string | null;
}

export type Difference =
  | { kind: 'experiment'; key: string; old: string | null; new: string | null }
  | { kind: 'conditions' | 'machine' | 'program'; what: string; old: string; new: string }
  | { kind: 'streams' | 'same-recording' }
  | { kind: 'stopped'; name: string };

export interface MapChange {
  id: string;
  old: Interval;
  new: Interval;
  roundsOld: number;
  roundsNew: number;
  outcomeOld: Outcome;
  outcomeNew: Outcome;
  ratio: Interval;
  p: number;
  verdict: 'faster' | 'slower' | 'not-separable' | 'too-few-rounds';
}

// What the page's root keeps of runs and checks, and what it hands to its labs.

import type { Codec } from '../link/codec.js';
import type { Locale } from '../strings/index.js';
import type {
  Environment,
  LinkState,
  Metadata,
  ScaleResult,
  SweepTrial,
  VerifyProgress,
  VerifyReport,
} from '../types.js';
import type { Phase, Task } from './driver.js';

/** A run and the experiment that it is of. */
export interface RunOf {
  link: string;
  state: LinkState;
  /** Shown again from the tab's runs. */
  again?: boolean;
}

/** A run along an axis: its trials as they come, and its result at the end. */
export interface Sweep extends RunOf {
  trials: SweepTrial[];
  result: ScaleResult | null;
  failed: boolean;
  /** From a file. */
  opened?: boolean;
}

/** A deep check: what it has found so far. */
export interface Checks {
  link: string;
  state: LinkState;
  reports: VerifyReport[];
  progress: VerifyProgress | null;
  over: boolean;
  stopped: boolean;
  /** A run began after it. */
  behind: boolean;
}

/** A lab that is fetched by those who open it. */
export interface FetchedLab {
  view: (page: LabPage) => unknown;
  /** What is said when a run of it starts, if that is not what is said in general. */
  started?: (locale: Locale) => string;
}

/** What a fetched lab gets of the page. */
export interface LabPage {
  locale: Locale;
  metadata: Metadata;
  codec: Codec;
  state: LinkState;
  link: string;
  preset: string | null;
  embedded: boolean;
  /** Another experiment of the page runs first. */
  queued: boolean;
  phase: Phase;
  task: Task | null;
  environment: Environment | null;
  sweep: Sweep | null;
  error: Error | null;
}

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
import type { Holder } from '../engine/turn.js';
import type { Phase, Task } from '../app/driver.js';

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
  /** Ends what works for it beside the engine. */
  release?: () => void;
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
  /** Who has the turn that its task waits for. */
  queued: Holder | null;
  /** Whether no other page of this browser measured beside its last task. */
  alone: boolean;
  phase: Phase;
  /** What the engine does for this lab. */
  task: Task | null;
  /** What it does for another one. */
  elsewhere: { lab: string; link: string } | null;
  environment: Environment | null;
  sweep: Sweep | null;
  error: Error | null;
}

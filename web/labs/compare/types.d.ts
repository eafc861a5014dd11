// What the Compare lab keeps of its runs and checks.

import type { Asked, VerifyProgress, VerifyReport } from '../../types.js';

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

// Shapes of the matrix. Guarantees: types only; nothing here exists at run time.

import type { Interval, MatrixCell, MatrixResult } from '../../results.js';
import type { Asked, Preset } from '../../types.js';

/** A matrix, and how far it is. */
export interface Grid extends Asked {
  /** Operations a second of the trials so far, by preset and map. */
  rates: Record<string, number[]>;
  result: MatrixResult | null;
  failed: boolean;
  /** From a file. */
  opened?: boolean;
}

/** What there is to see of a map at a preset. */
export interface Shown {
  map: string;
  preset: string;
  rounds: number;
  figures: Interval | null;
  cell: MatrixCell | null;
}

/** Presets that are shown together. */
export interface Group {
  name: 'all' | 'reads' | 'mixed' | 'writes';
  presets: Preset[];
}
